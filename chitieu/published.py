"""The published file, opened for reading and for nothing else."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from chitieu.console import fail

if TYPE_CHECKING:
    import duckdb

PUBLISHED_VARIABLE = "CHITIEU_PUBLISHED"
SCHEMA = "marts"

warehouse_option = click.option(
    "--warehouse",
    type=click.Path(path_type=Path),
    envvar=PUBLISHED_VARIABLE,
    help=f"The published file to read [default: ${PUBLISHED_VARIABLE}, else "
    "warehouse/published/chitieu.duckdb].",
)


def published_file(given: Path | None = None) -> Path:
    """The given file, else `CHITIEU_PUBLISHED`, else the one that the pipeline publishes."""
    from orchestration import locations

    if given or os.environ.get(PUBLISHED_VARIABLE):
        return given or Path(os.environ[PUBLISHED_VARIABLE])
    return locations.published_path(locations.warehouse_path())


@contextmanager
def open_published(given: Path | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that can read the published file and touch nothing else.

    It writes no table, reads and writes no other file, loads no extension, and none of that can
    be switched back on. The marts are found without their schema. Ends the command with a
    sentence where the file is missing, locked or no DuckDB file.
    """
    import duckdb

    path = published_file(given)
    if not path.is_file():
        fail(f"There is no published file at {path} yet: run `chitieu run` first.")
    try:
        connection = duckdb.connect(
            str(path),
            read_only=True,
            config={
                "enable_external_access": "false",
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
            },
        )
    except duckdb.Error as error:
        fail(f"{path} could not be opened ({first_line(error)}); publish it anew: `chitieu run`.")
    with closing(connection):
        schemas = connection.execute("select schema_name from information_schema.schemata")
        if (SCHEMA,) in schemas.fetchall():
            connection.execute(f"set search_path = '{SCHEMA}'")
        connection.execute("set lock_configuration = true")
        yield connection


def first_line(error: Exception) -> str:
    """What DuckDB says, on one line and without its drawing of the query."""
    lines = [line.strip() for line in str(error).splitlines()]
    kept = []
    for line in lines:
        if line.startswith(("LINE ", "^")):
            break
        if line:
            kept.append(line)
    return " ".join(kept).rstrip(".")


def tables(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, int, str]]:
    """Name, rows and English description of every published table."""
    from chitieu.data_dictionary import marts

    found = connection.execute(
        "select table_name, coalesce(comment, '') from duckdb_tables() "
        "where schema_name = ? order by table_name",
        [SCHEMA],
    ).fetchall()
    rows = []
    for name, comment in found:
        counted = connection.execute(f'select count(*) from {SCHEMA}."{name}"').fetchone()
        assert counted is not None
        description = comment or (marts()[name].description if name in marts() else "")
        rows.append((name, counted[0], description.split(" / ")[0].strip()))
    return rows
