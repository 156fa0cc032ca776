"""Whether a build would make what is there already; then it is not made again.

What goes in is told by hashes: of the files, the packages and the environment that a build is made
of, and of every row of the warehouse. `docs/decisions/what-is-not-made-again.md` has the reasons.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb

from orchestration import tables

PACKAGES = ("dagster-dbt", "dbt-adapters", "dbt-common", "dbt-core", "dbt-duckdb", "duckdb")
#: dbt takes settings from variables of these names.
_SETTINGS = ("DBT_", "CHITIEU_DBT_")
#: The Makefile sets it, `chitieu run` by itself does not; a build tells nobody anyway.
_NO_SETTING = "DBT_SEND_ANONYMOUS_USAGE_STATS"


@dataclass(frozen=True, slots=True)
class Build:
    """The last build that ended well: when it ended (UTC), and dbt's result of each node."""

    built_at: datetime
    results: Sequence[Mapping[str, Any]]


def ingredients(files: Iterable[Path], arguments: Sequence[str]) -> str:
    """A hash of all that a build is made of besides the warehouse: the files' paths and bytes, the
    command, the packages and the settings of the environment."""
    told = sha256()
    for path in sorted(path for path in files if path.is_file()):
        content = path.read_bytes()
        told.update(f"{path}\0{len(content)}\0".encode())
        told.update(content)
    settings = {
        key: value
        for key, value in os.environ.items()
        if key.startswith(_SETTINGS) and key != _NO_SETTING
    }
    versions = {package: version(package) for package in PACKAGES}
    told.update(json.dumps([list(arguments), versions, settings], sort_keys=True).encode())
    return told.hexdigest()


def contents(
    connection: duckdb.DuckDBPyConnection, database: str, schema: str | None = None
) -> dict[str, tuple[Any, ...]]:
    """Of each table and view: comment, columns, number of rows, and the sum of the rows' hashes.

    Equal contents are equal rows in any order: the sum is of 64 bits a row.
    """
    relations = connection.execute(
        "select schema_name, name, any_value(relations.comment), "
        "list((column_name, columns.data_type, columns.comment) order by column_index) "
        "from (select database_name, schema_name, table_name as name, comment from duckdb_tables() "
        "union all select database_name, schema_name, view_name, comment from duckdb_views() "
        "where not internal) as relations "
        "inner join duckdb_columns() as columns using (database_name, schema_name) "
        "where database_name = ? and schema_name = coalesce(?, schema_name) "
        "and columns.table_name = name group by all",
        [database, schema],
    ).fetchall()
    return {
        f"{name_of_schema}.{name}": (
            comment,
            columns,
            *_rows(connection, f'"{database}"."{name_of_schema}"."{name}"'),
        )
        for name_of_schema, name, comment, columns in relations
    }


def _rows(connection: duckdb.DuckDBPyConnection, relation: str) -> tuple[int, int | None]:
    (counted,) = connection.execute(
        f"select count(*), sum(cast(hash(*columns(*)) as hugeint)) from {relation}"
    ).fetchall()
    return counted[0], counted[1]


def last_build(connection: duckdb.DuckDBPyConnection, made_of: str) -> Build | None:
    """The last build, where it was made of the same and the warehouse still holds what it held
    when that build ended; else None."""
    tables.create_tables(connection)
    last = connection.execute(
        "select contents, built_at, results from staging.built where ingredients = ?", [made_of]
    ).fetchone()
    if last is None or last[0] != _fingerprint(connection):
        return None
    return Build(last[1], json.loads(last[2]))


def forget(connection: duckdb.DuckDBPyConnection) -> None:
    """Before a build begins: what it leaves when it is killed is nobody's last build."""
    tables.create_tables(connection)
    connection.execute("delete from staging.built")


def remember(connection: duckdb.DuckDBPyConnection, made_of: str, build: Build) -> None:
    """After a build ended well; nothing may have written to the warehouse since."""
    forget(connection)
    row = {
        "ingredients": made_of,
        "contents": _fingerprint(connection),
        "built_at": build.built_at,
        "results": json.dumps(build.results, ensure_ascii=False),
    }
    tables.insert(connection, "built", [row])


def _fingerprint(connection: duckdb.DuckDBPyConnection) -> str:
    """A hash of the warehouse, without what `remember` writes."""
    (database,) = connection.execute("select current_database()").fetchall()[0]
    found = contents(connection, database)
    del found["staging.built"]
    return sha256(repr(sorted(found.items())).encode()).hexdigest()
