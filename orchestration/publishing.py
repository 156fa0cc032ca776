"""The marts as a file of their own that readers open, swapped in whole."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

import duckdb

from orchestration import unchanged
from orchestration.progress import report


class PublishError(Exception):
    """The published file may not be replaced as things stand."""


def publish(warehouse: Path, target: Path, *, schema: str = "marts") -> dict[str, int]:
    """Write every table and view of `schema` to `target` as tables; the rows of each.

    The new file is built beside `target` and renamed over it: whoever has the old one open keeps
    reading it, whoever opens it afterwards sees the new one. Comments of tables and columns come
    along. Raises `PublishError` where a write-ahead log lies beside `target`, because DuckDB would
    replay it into the new file.
    """
    log = target.with_name(target.name + ".wal")
    if log.exists():
        raise PublishError(
            f"{log} exists: some program wrote to the published file in place and did not end "
            f"well, and DuckDB would mix that into the new {target.name}. Close the program that "
            f"has {target} open for writing, delete {log}, and run again."
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f".{target.name}.{os.getpid()}.new")
    _remove(aside)
    try:
        rows = _copy(warehouse, aside, schema)
        _sync(aside)
        aside.replace(target)
    finally:
        _remove(aside)
    _sync(target.parent)
    return rows


def published_rows(
    warehouse: Path, target: Path, *, schema: str = "marts"
) -> dict[str, int] | None:
    """The rows of each table, where `target` already holds what `publish` would write; else None.

    The rows of both files are compared, in any order, with their columns and comments.
    """
    if not target.exists() or target.with_name(target.name + ".wal").exists():
        return None
    with closing(duckdb.connect()) as connection:
        try:
            for name, path in (("working", warehouse), ("published", target)):
                connection.execute(f"attach '{_quoted(str(path))}' as {name} (read_only)")
            found = unchanged.contents(connection, "published")
        except duckdb.Error:  # damaged, or open for writing elsewhere: it is written anew
            return None
        if not found or found != unchanged.contents(connection, "working", schema):
            return None
    return {name.removeprefix(f"{schema}."): held[2] for name, held in sorted(found.items())}


def _remove(aside: Path) -> None:
    for path in (aside, aside.with_name(aside.name + ".wal")):
        path.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _copy(warehouse: Path, aside: Path, schema: str) -> dict[str, int]:
    with closing(duckdb.connect(str(aside))) as connection:
        connection.execute(f"attach '{_quoted(str(warehouse))}' as working (read_only)")
        names = [
            name
            for (name,) in connection.execute(
                "select table_name from information_schema.tables "
                "where table_catalog = 'working' and table_schema = ? order by table_name",
                [schema],
            ).fetchall()
        ]
        if not names:
            raise PublishError(
                f"{warehouse} has no tables in schema {schema}, so there is nothing to publish: "
                "run the whole pipeline ('chitieu run')."
            )
        connection.execute(f"create schema {schema}")
        rows = {}
        for name in names:
            table = f'{schema}."{name}"'
            connection.execute(f"create table {table} as from working.{table}")
            counted = connection.execute(f"select count(*) from {table}").fetchone()
            rows[name] = counted[0] if counted else 0
            report("publish", len(rows), len(names))
        for statement in _comments(connection, schema):
            connection.execute(statement)
        connection.execute("detach working")
        connection.execute("checkpoint")
    return rows


def _comments(connection: duckdb.DuckDBPyConnection, schema: str) -> list[str]:
    tables = connection.execute(
        "select table_name, comment from duckdb_tables() where database_name = 'working' "
        "and schema_name = ? and comment is not null union all "
        "select view_name, comment from duckdb_views() where database_name = 'working' "
        "and schema_name = ? and comment is not null",
        [schema, schema],
    ).fetchall()
    columns = connection.execute(
        "select table_name, column_name, comment from duckdb_columns() "
        "where database_name = 'working' and schema_name = ? and comment is not null",
        [schema],
    ).fetchall()
    return [
        f"comment on table {schema}.\"{table}\" is '{_quoted(text)}'" for table, text in tables
    ] + [
        f'comment on column {schema}."{table}"."{column}" is \'{_quoted(text)}\''
        for table, column, text in columns
    ]


def _quoted(text: str) -> str:
    return text.replace("'", "''")
