"""The marts as files: CSV and Parquet with a Frictionless package, the observations as SDMX-CSV."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chitieu import sdmx
from chitieu.data_dictionary import Mart, marts
from chitieu.published import SCHEMA
from chitieu.spreadsheet import FORMULA_STARTS

if TYPE_CHECKING:
    import duckdb

PACKAGE = "datapackage.json"
#: The Frictionless type of each DuckDB type; any other is written as text.
TYPES = {
    "BOOLEAN": "boolean",
    "TINYINT": "integer",
    "SMALLINT": "integer",
    "INTEGER": "integer",
    "BIGINT": "integer",
    "HUGEINT": "integer",
    "FLOAT": "number",
    "DOUBLE": "number",
    "DATE": "date",
    "TIMESTAMP": "datetime",
}
README = """{tables} tables of Vietnamese socio-economic indicators, read from articles by chitieu.

csv/       UTF-8, comma, header; an empty cell is null; a text that a spreadsheet would run as a
           formula begins with an apostrophe, which is not part of the data
parquet/   the same tables, exact
sdmx/      every dated observation in SDMX-CSV 2.0, its structure and codelists in SDMX-ML 3.0
datapackage.json   fields, keys and checksums (Frictionless Data Package)
"""


class ExportError(Exception):
    """The export may not be written as things stand; the message names the way out."""


@dataclass(frozen=True, slots=True)
class Exported:
    """Rows of each table, observations in SDMX, and those that SDMX cannot hold: no date."""

    rows: dict[str, int]
    sdmx_rows: int
    sdmx_undated: int


def export(published: Path, target: Path) -> Exported:
    """Write every mart of the published file to the folder `target`, whole or not at all.

    The folder is built aside and swapped in by rename; an earlier export there is replaced.
    Raises ExportError where `target` is anything else than a missing or empty folder or an
    earlier export, or where the published file cannot be read.
    """
    import duckdb

    target = target.absolute()
    _refuse_foreign(target)
    aside = target.with_name(f".{target.name}.{os.getpid()}.new")
    shutil.rmtree(aside, ignore_errors=True)
    try:
        for folder in ("csv", "parquet", "sdmx"):
            (aside / folder).mkdir(parents=True)
        with closing(duckdb.connect(str(published), read_only=True)) as connection:
            connection.execute("set timezone = 'UTC'")
            rows = _tables(connection, aside)
            written, undated = sdmx.write(connection, aside / "sdmx")
        _swap(aside, target)
    except duckdb.Error as error:
        raise ExportError(f"{published} could not be exported: {error}") from error
    except OSError as error:
        raise ExportError(f"{target} could not be written: {error}; check the folder.") from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return Exported(rows, written, undated)


def _refuse_foreign(target: Path) -> None:
    if not target.exists():
        return
    if not target.is_dir():
        raise ExportError(f"{target} is a file; name a folder with --to.")
    if any(target.iterdir()) and not (target / PACKAGE).is_file():
        raise ExportError(
            f"{target} holds other files than an earlier export; name a new or empty folder, "
            "since the whole folder is replaced."
        )


def _swap(aside: Path, target: Path) -> None:
    old = target.with_name(f".{target.name}.{os.getpid()}.old")
    if target.exists():
        target.rename(old)
    aside.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def _tables(connection: duckdb.DuckDBPyConnection, folder: Path) -> dict[str, int]:
    """Write each mart and the package that describes them; the rows of each."""
    columns: dict[str, list[tuple[str, str, bool]]] = {}
    for table, column, kind, nullable in connection.execute(
        "select table_name, column_name, data_type, is_nullable from duckdb_columns() "
        "where schema_name = ? order by table_name, column_index",
        [SCHEMA],
    ).fetchall():
        columns.setdefault(table, []).append((column, kind, nullable))
    if not columns:
        raise ExportError("The published file holds no mart: run `chitieu run` first.")
    rows, resources = {}, []
    for table, told in columns.items():
        name = f'{SCHEMA}."{table}"'
        csv, parquet = folder / "csv" / f"{table}.csv", folder / "parquet" / f"{table}.parquet"
        selected = ", ".join(_defused(column, kind) for column, kind, _ in told)
        connection.execute(
            f"copy (select {selected} from {name}) to '{quoted(csv)}' "
            "(format csv, header true, timestampformat '%Y-%m-%dT%H:%M:%SZ')"
        )
        connection.execute(
            f"copy (from {name}) to '{quoted(parquet)}' (format parquet, compression zstd)"
        )
        counted = connection.execute(f"select count(*) from {name}").fetchone()
        rows[table] = counted[0] if counted else 0
        resources += [
            _csv_resource(csv, table, told, frozenset(columns)),
            _file(parquet, name=f"{table}-parquet", mediatype="application/vnd.apache.parquet"),
        ]
    package = {
        "name": "chitieu",
        "title": "Socio-economic indicators of Vietnamese places, read from articles",
        "description": "A text cell that begins with =, +, - or @ has an apostrophe before it in "
        "the CSV files; the Parquet files have it as it is.",
        "resources": resources,
    }
    text = json.dumps(package, ensure_ascii=False, indent=2) + "\n"
    (folder / PACKAGE).write_text(text, encoding="utf-8")
    (folder / "README.txt").write_text(README.format(tables=len(rows)), encoding="utf-8")
    return rows


def quoted(path: Path) -> str:
    """A path inside a string of SQL."""
    return str(path).replace("'", "''")


def _defused(column: str, kind: str) -> str:
    name = f'"{column}"'
    if kind in TYPES:
        return name
    return f"{defused_sql(f'cast({name} as varchar)')} as {name}"


def defused_sql(expression: str) -> str:
    """SQL for a text as `spreadsheet.defused` has it."""
    starts = ", ".join(f"chr({ord(start)})" for start in FORMULA_STARTS)
    return (
        f"case when substr({expression}, 1, 1) in ({starts}) then '''' || {expression} "
        f"else {expression} end"
    )


def _csv_resource(
    path: Path, table: str, columns: list[tuple[str, str, bool]], tables: frozenset[str]
) -> dict[str, Any]:
    told = marts().get(table) or Mart(table, "", None, ())
    described = {column.name: column for column in told.columns}
    fields: list[dict[str, Any]] = []
    references: list[dict[str, Any]] = []
    for name, kind, _ in columns:
        field: dict[str, Any] = {"name": name, "type": TYPES.get(kind, "string")}
        column = described.get(name)
        if column and column.description:
            field["description"] = column.description
        fields.append(field)
        if column and column.refers_to and column.refers_to[0] in tables:
            mart, key = column.refers_to
            # A table that refers to itself is named by the empty string.
            resource = "" if mart == table else name_of(mart)
            references.append(
                {"fields": [name], "reference": {"resource": resource, "fields": [key]}}
            )
    schema: dict[str, Any] = {"fields": fields, "missingValues": [""]}
    if told.key:
        schema["primaryKey"] = [told.key]
    if references:
        schema["foreignKeys"] = references
    return {
        **_file(path, name=name_of(table), mediatype="text/csv"),
        "type": "table",
        "title": table,
        "description": told.description or table,
        "scheme": "file",
        "format": "csv",
        "encoding": "utf-8",
        "dialect": {"csv": {"delimiter": ",", "quoteChar": '"', "doubleQuote": True}},
        "schema": schema,
    }


def name_of(table: str) -> str:
    """The name of a table's resource, in the letters that a package allows."""
    return table.lower().replace("_", "-")


def _file(path: Path, *, name: str, mediatype: str) -> dict[str, Any]:
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return {
        "name": name.replace("_", "-"),
        "type": "file",
        "path": f"{path.parent.name}/{path.name}",
        "mediatype": mediatype,
        "bytes": path.stat().st_size,
        "hash": f"sha256:{digest}",
    }
