"""The pipeline's own tables in schema `staging`, as `docs/ARCHITECTURE.md` fixes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import duckdb
import pyarrow as pa

_COLUMNS: dict[str, dict[str, str]] = {
    "articles": {
        "article_id": "varchar not null",
        "article": "varchar not null",
        "path": "varchar not null",
        "reader": "varchar not null",
        "text": "varchar not null",
        "title": "varchar",
        "url": "varchar",
        "publisher": "varchar",
        "author": "varchar",
        "published": "date",
        "size_bytes": "bigint not null",
        "ingested_at": "timestamp not null",
    },
    "refused": {
        "path": "varchar not null",
        "article": "varchar not null",
        "reason_code": "varchar not null",
        "reason": "varchar not null",
        "refused_at": "timestamp not null",
    },
    "observations": {
        "observation_id": "varchar not null",
        "article_id": "varchar not null",
        "article": "varchar not null",
        "span_start": "integer not null",
        "span_end": "integer not null",
        "quote": "varchar not null",
        "indicator": "varchar",
        "indicator_text": "varchar not null",
        "item": "varchar",
        "place_level": "varchar not null",
        "place_name": "varchar not null",
        "place_province": "varchar",
        "period": "varchar not null",
        "measure": "varchar not null",
        "stage": "varchar not null",
        "comparator": "varchar not null",
        "value": "double not null",
        "value_max": "double",
        "unit": "varchar not null",
        "base_period": "varchar",
        "plan_by": "varchar",
        "sentence_start": "integer not null",
        "sentence_end": "integer not null",
        "rules": "varchar not null",
        "confidence": "double not null",
        "extraction_version": "varchar not null",
    },
    # Which articles were extracted, and by what: an article without one number has no row in
    # observations, and would otherwise be extracted again in every run.
    "extracted": {
        "article_id": "varchar not null",
        "extraction_version": "varchar not null",
        "observations": "integer not null",
        "extracted_at": "timestamp not null",
    },
    # What was read but is no statement about the article's place: a norm, a company's number.
    "set_aside": {
        "article_id": "varchar not null",
        "span_start": "integer not null",
        "span_end": "integer not null",
        "quote": "varchar not null",
        "indicator": "varchar",
        "reason": "varchar not null",
    },
    # The last build of the marts that ended well: made of what, and what it left (unchanged.py).
    "built": {
        "ingredients": "varchar not null",
        "contents": "varchar not null",
        "built_at": "timestamp not null",
        "results": "varchar not null",
    },
}

_ARROW_TYPES = {
    "varchar": pa.string(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us"),
    "integer": pa.int32(),
    "bigint": pa.int64(),
    "double": pa.float64(),
}


def create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the schema and its tables where they are missing."""
    connection.execute("create schema if not exists staging")
    for table, columns in _COLUMNS.items():
        written = ", ".join(f"{name} {kind}" for name, kind in columns.items())
        connection.execute(f"create table if not exists staging.{table} ({written})")


def insert(
    connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Mapping[str, Any]]
) -> None:
    """Append `rows`, each with every column of `table`, in one statement."""
    if not rows:
        return
    schema = pa.schema(
        [(name, _ARROW_TYPES[kind.split()[0]]) for name, kind in _COLUMNS[table].items()]
    )
    connection.register("incoming_rows", pa.Table.from_pylist(list(rows), schema=schema))
    try:
        connection.execute(f"insert into staging.{table} by name select * from incoming_rows")
    finally:
        connection.unregister("incoming_rows")


def delete(
    connection: duckdb.DuckDBPyConnection, table: str, column: str, values: Sequence[str]
) -> None:
    """Delete the rows of `table` whose `column` is one of `values`."""
    if values:
        connection.execute(
            f"delete from staging.{table} where {column} in (select unnest(?))", [list(values)]
        )
