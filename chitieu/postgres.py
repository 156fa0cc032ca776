"""The marts in a PostgreSQL server, every row of them exchanged in one transaction.

The rows are loaded aside, into temporary tables that nobody else sees. One transaction then
empties the tables that readers know and fills them again. Nothing is renamed or truncated:
PostgreSQL shows a table that was swapped by its name as empty to a reader whose transaction began
before, and drops the rights and views of the old one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

from chitieu.data_dictionary import marts
from chitieu.published import SCHEMA, first_line

if TYPE_CHECKING:
    import duckdb

#: Two publications to one schema never run at once.
LOCK = "select pg_try_advisory_lock(hashtext('chitieu'), hashtext($1))"
ROWS_AT_ONCE = 100_000
#: What the server holds of ours: one line for each table.
PUBLICATION = "publication"
PUBLICATION_MEANING = (
    "When chitieu last published each table here, and how many rows. / "
    "Lần công bố gần nhất của từng bảng và số dòng."
)
NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")


class PostgresError(Exception):
    """Nothing was published, the server holds what it held; the message tells the way out."""


def publish(
    published: duckdb.DuckDBPyConnection, address: str, *, schema: str = SCHEMA
) -> dict[str, int]:
    """Bring every mart of the published file to `schema` of a PostgreSQL server; the rows of each.

    `address` is a libpq URI (`postgresql://user@host:5432/database`). Readers see all tables of
    before until the last moment, then all tables of now. A table keeps its rights and the views
    upon it; a column that came or went is added or dropped; a mart that is no more is dropped.
    Raises PostgresError where the driver, the server, a right or the room for it is missing, and
    where a table of that name is not chitieu's own.
    """
    import duckdb
    import pyarrow

    if not NAME.fullmatch(schema):
        raise PostgresError(
            f"{schema!r} is no schema name: use small letters, digits and underscores."
        )
    with _connected(address) as server:
        _prepare(server, schema)
        tables = _columns(published)
        try:
            rows = {name: _load_aside(published, server, name) for name in tables}
        except (duckdb.Error, pyarrow.ArrowException) as error:
            raise PostgresError(
                f"The published file could not be read ({first_line(error)}); "
                "publish it anew: `chitieu run`."
            ) from error
        server.commit()
        _exchange(server, schema, rows)
        _describe(server, schema, tables)
        server.commit()
        _tidy(server, schema, rows)
    return rows


@contextmanager
def _connected(address: str) -> Iterator[Any]:
    if not address.startswith(("postgresql://", "postgres://")):
        raise PostgresError(
            "The address begins with postgresql://, for example "
            "postgresql://name@localhost:5432/database."
        )
    try:
        from adbc_driver_manager import Error
        from adbc_driver_postgresql import dbapi
    except ImportError as error:
        raise PostgresError(
            "The driver for PostgreSQL is not installed: pip install 'chitieu[postgres]', or "
            "`make` in a checkout."
        ) from error
    try:
        with closing(dbapi.connect(address)) as server:
            try:
                yield server
            except BaseException:
                server.rollback()
                raise
    except Error as error:
        raise PostgresError(_told(error, address)) from error


def _told(error: Exception, address: str) -> str:
    text = without_password(first_line(error), address)
    text = re.sub(r"^\w+: |\[libpq\] |\s*SQLSTATE:? ?\w*", "", text).strip(" .")
    text += "".join(getattr(error, "__notes__", []))
    ways_out = {
        "failed to connect|could not (connect|open)|connection": "check the address, that the "
        "server runs, and name and password (PGPASSWORD or ~/.pgpass keep it off the command line)",
        "permission denied|must be owner": "ask the database's owner for the right, "
        "grant create on database … to …",
        "depends on|depend on": "drop those views, publish, and create them again, since a column "
        "of theirs is no more",
        "lock timeout": "some program holds a lock on the tables, end it and publish again",
        "no space left": "make room on the server",
    }
    for pattern, way_out in ways_out.items():
        if re.search(pattern, text, re.IGNORECASE):
            return f"PostgreSQL says: {text}; {way_out}."
    return f"PostgreSQL says: {text}; nothing was changed there."


def without_password(text: str, address: str) -> str:
    """The text with the password of the address, if any, as three stars."""
    found = re.match(r"\w+://[^/?#]*?:(.+)@", address)
    secrets = [found.group(1)] if found else []
    secrets += re.findall(r"[?&]password=([^&]+)", address)
    for secret in sorted(secrets, key=len, reverse=True):
        text = text.replace(secret, "***")
    return text


def _ask(server: Any, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
    with closing(server.cursor()) as cursor:
        cursor.execute(sql, tuple(values) or None)
        return list(cursor.fetchall())


def _do(server: Any, sql: str) -> None:
    with closing(server.cursor()) as cursor:
        cursor.execute(sql)


def _prepare(server: Any, schema: str) -> None:
    """Refuse a server that cannot hold Vietnamese; make the schema; keep other publishers out."""
    ((encoding,),) = _ask(server, "select current_setting('server_encoding')")
    if encoding != "UTF8":
        raise PostgresError(
            f"The database stores text as {encoding}, which cannot hold Vietnamese; "
            "create one with: create database … encoding 'UTF8' template template0."
        )
    ((free,),) = _ask(server, LOCK, [schema])
    if not free:
        raise PostgresError(
            f"Another publication to schema {schema} is running; wait for its end and run again."
        )
    if not _ask(server, "select 1 from pg_namespace where nspname = $1", [schema]):
        _do(server, f"create schema {schema}")
    _do(
        server,
        f"create table if not exists {schema}.{PUBLICATION} "
        "(table_name text primary key, rows bigint not null, published_at timestamptz not null)",
    )
    server.commit()


def _columns(published: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for table, column in published.execute(
        "select table_name, column_name from duckdb_columns() where schema_name = ? "
        "order by table_name, column_index",
        [SCHEMA],
    ).fetchall():
        found.setdefault(table, []).append(column)
    if not found:
        raise PostgresError("The published file holds no mart: run `chitieu run` first.")
    if PUBLICATION in found:
        raise PostgresError(f"A mart may not be called {PUBLICATION}: that table is kept there.")
    return found


def _load_aside(published: duckdb.DuckDBPyConnection, server: Any, table: str) -> int:
    """Send a mart to a temporary table `TABLE_new` of this connection; its rows."""
    reader = published.sql(f'from {SCHEMA}."{table}"').to_arrow_reader(ROWS_AT_ONCE)
    with closing(server.cursor()) as cursor:
        try:
            cursor.adbc_ingest(f"{table}_new", reader, mode="create", temporary=True)
        except Exception as error:
            error.add_note(f" while {table} was sent")
            raise
    ((rows,),) = _ask(server, f'select count(*) from pg_temp."{table}_new"')
    ((sent,),) = published.execute(f'select count(*) from {SCHEMA}."{table}"').fetchall()
    if rows != sent:
        raise PostgresError(
            f"{rows} of {sent} rows of {table} reached the server; the old tables stay, run again."
        )
    return int(rows)


def _exchange(server: Any, schema: str, rows: dict[str, int]) -> None:
    """The one transaction that readers see: every old row out, every new row in."""
    _do(server, "set local lock_timeout = '60s'")
    ours = {name for (name,) in _ask(server, f"select table_name from {schema}.{PUBLICATION}")}
    there = {
        name
        for (name,) in _ask(
            server,
            "select relname::text from pg_class where relnamespace = "
            "(select oid from pg_namespace where nspname = $1) "
            "and relkind in ('r', 'p', 'v', 'm', 'f')",
            [schema],
        )
    }
    foreign = sorted((set(rows) & there) - ours)
    if foreign:
        raise PostgresError(
            f"{schema}.{foreign[0]} exists and chitieu did not make it; rename it, or publish to "
            "another schema with --schema."
        )
    for gone in sorted((ours - set(rows)) & there):
        _do(server, f'drop table {schema}."{gone}"')
    for name in rows:
        if name in there:
            _reshape(server, schema, name)
            _do(server, f'delete from {schema}."{name}"')
        else:
            _do(server, f'create table {schema}."{name}" (like pg_temp."{name}_new")')
        columns = ", ".join(f'"{column}"' for column in _shape(server, "pg_temp", f"{name}_new"))
        _do(
            server,
            f'insert into {schema}."{name}" ({columns}) select {columns} from pg_temp."{name}_new"',
        )
    _do(server, f"delete from {schema}.{PUBLICATION}")
    values = ", ".join(f"('{name}', {count}, now())" for name, count in rows.items())
    _do(server, f"insert into {schema}.{PUBLICATION} values {values}")


def _shape(server: Any, schema: str, table: str) -> dict[str, str]:
    """The columns of a table and their types, in order."""
    return dict(
        _ask(
            server,
            "select attname::text, format_type(atttypid, atttypmod) from pg_attribute "
            "where attrelid = $1::regclass and attnum > 0 and not attisdropped order by attnum",
            [f'{schema}."{table}"'],
        )
    )


def _reshape(server: Any, schema: str, table: str) -> None:
    """Give the table the columns of the new one; a column of another type is made anew."""
    old, new = _shape(server, schema, table), _shape(server, "pg_temp", f"{table}_new")
    changes = [f'drop column "{name}"' for name, kind in old.items() if new.get(name) != kind]
    changes += [
        f'add column "{name}" {kind}' for name, kind in new.items() if old.get(name) != kind
    ]
    if changes:
        _do(server, f'alter table {schema}."{table}" {", ".join(changes)}')


def _describe(server: Any, schema: str, tables: dict[str, list[str]]) -> None:
    """Bring the descriptions along: what a BI tool shows beside a table and a column."""
    said = [(f"table {schema}.{PUBLICATION}", PUBLICATION_MEANING)]
    for table, there in tables.items():
        mart = marts().get(table)
        if mart:
            said.append((f'table {schema}."{table}"', mart.description))
            said += [
                (f'column {schema}."{table}"."{column.name}"', column.description)
                for column in mart.columns
                if column.name in there
            ]
    for what, meaning in said:
        told = meaning.replace("'", "''")
        _do(server, f"comment on {what} is '{told}'")


def _tidy(server: Any, schema: str, rows: dict[str, int]) -> None:
    """Give the room of the old rows back, and let the planner know the new ones."""
    server.adbc_connection.set_autocommit(True)
    for name in rows:
        _do(server, f'drop table pg_temp."{name}_new"')
        _do(server, f'vacuum (analyze) {schema}."{name}"')
