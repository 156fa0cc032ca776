"""`chitieu query`: one read-only query on the published file."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import click

from chitieu.console import console, fail, number, printable, utf8_output
from chitieu.published import first_line, open_published, tables, warehouse_option

if TYPE_CHECKING:
    import duckdb

ROWS_AT_ONCE = 1000
ROWS_SHOWN = 200


@click.command("query", short_help="A read-only SQL query on the published marts.")
@click.argument("sql", required=False)
@warehouse_option
@click.option(
    "--format",
    "output_format",
    type=click.Choice(["table", "csv", "json"]),
    default="table",
    show_default=True,
)
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    default=ROWS_SHOWN,
    show_default=True,
    help="Rows that a table shows at most; 0 shows all. csv and json always have all.",
)
def query_command(sql: str | None, warehouse: Path | None, output_format: str, limit: int) -> None:
    """Run SQL (DuckDB's dialect) on the published file and print the result.

    Without SQL it lists the tables. The query can read the marts and nothing else: it changes no
    table and opens no other file.

    \b
    Examples
      chitieu query
      chitieu query "describe indicator_targets"
      chitieu query "from attainment_rates limit 5" --format csv > rates.csv
    """
    with open_published(warehouse) as connection:
        if sql is None:
            _print_table(
                ["table", "rows", "what it holds"], tables(connection), limit=0, more="SQL"
            )
            return
        columns, rows = _result(connection, sql)
        if output_format == "csv":
            from chitieu.spreadsheet import write_csv

            with utf8_output() as stream:
                write_csv(stream, columns, rows)
        elif output_format == "json":
            _print_json(columns, rows)
        else:
            _print_table(columns, rows, limit=limit, more="--limit 0 or --format csv")


def _result(
    connection: duckdb.DuckDBPyConnection, sql: str
) -> tuple[list[str], Iterator[Sequence[object]]]:
    import duckdb

    try:
        statements = connection.extract_statements(sql)
        if len(statements) != 1:
            fail(
                f"One query at a time: this text holds {len(statements)} statements; run "
                "`chitieu query` once for each."
            )
        connection.execute(statements[0])
    except duckdb.PermissionException:
        fail("This query reaches outside the published file; it can only read the marts.")
    except duckdb.InvalidInputException as error:
        if "read-only" in str(error):
            fail("The published file is read-only; change the articles or seeds and run again.")
        fail(f"{first_line(error)}. `chitieu query` without SQL lists the tables.")
    except duckdb.Error as error:
        fail(f"{first_line(error)}. `chitieu query` without SQL lists the tables.")
    if connection.description is None:
        fail("This statement gives no rows; ask with select, describe or show.")
    return [column[0] for column in connection.description], _rows(connection)


def _rows(connection: duckdb.DuckDBPyConnection) -> Iterator[Sequence[object]]:
    while batch := connection.fetchmany(ROWS_AT_ONCE):
        yield from batch


def _print_table(
    columns: Sequence[str],
    rows: Iterator[Sequence[object]] | Sequence[Sequence[object]],
    *,
    limit: int,
    more: str,
) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    shown: list[Sequence[object]] = []
    cut = False
    for row in rows:
        if limit and len(shown) == limit:
            cut = True
            break
        shown.append(row)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for index, column in enumerate(columns):
        numeric = any(isinstance(row[index], int | float | Decimal) for row in shown)
        table.add_column(Text(column), justify="right" if numeric else "left", overflow="fold")
    for row in shown:
        table.add_row(*(Text(_cell(cell)) for cell in row))
    console(wide_when_piped=True).print(table)
    count = f"{len(shown)} row{'' if len(shown) == 1 else 's'}"
    click.echo(f"the first {count}; for all of them: {more}" if cut else count, err=True)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return number(value) if math.isfinite(value) else str(value)
    return printable(str(value))


def _print_json(columns: Sequence[str], rows: Iterator[Sequence[object]]) -> None:
    with utf8_output() as stream:
        stream.write("[")
        for index, row in enumerate(rows):
            values = {name: _json(value) for name, value in zip(columns, row, strict=True)}
            line = json.dumps(values, ensure_ascii=False, allow_nan=False)
            stream.write((",\n" if index else "\n") + line)
        stream.write("\n]\n")


def _json(value: object) -> object:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): _json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_json(item) for item in value]
    return value if isinstance(value, str | int | float | None) else str(value)
