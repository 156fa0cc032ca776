"""`chitieu publish`: the marts in a PostgreSQL server, for tools that read no DuckDB file."""

from __future__ import annotations

import time
from pathlib import Path

import click

from chitieu.console import fail
from chitieu.published import SCHEMA, open_published, warehouse_option

ADDRESS_VARIABLE = "CHITIEU_POSTGRES"


@click.command("publish", short_help="The marts in a PostgreSQL server.")
@click.option(
    "--to",
    "address",
    metavar="postgresql://…",
    envvar=ADDRESS_VARIABLE,
    required=True,
    help=f"The database as a libpq address [default: ${ADDRESS_VARIABLE}]. Leave the password to "
    "PGPASSWORD or ~/.pgpass, since other users of the machine can read a command line.",
)
@click.option("--schema", default=SCHEMA, show_default=True, help="The schema to publish to.")
@warehouse_option
def publish_command(address: str, schema: str, warehouse: Path | None) -> None:
    """Bring every mart of the published file to a PostgreSQL server.

    The rows are loaded aside and exchanged in one transaction: who reads meanwhile sees all of
    the old or all of the new. Rights on the tables and views upon them stay. Publishing twice
    changes nothing. The table `publication` there tells when each table was published.

    \b
    Examples
      chitieu publish --to postgresql://chitieu@localhost:5432/reports
      chitieu publish --to postgresql:///reports --schema chi_tieu
    """
    from chitieu.postgres import PostgresError, publish, without_password

    start = time.monotonic()
    with open_published(warehouse) as published:
        try:
            rows = publish(published, address, schema=schema)
        except PostgresError as error:
            fail(str(error))
    click.echo(
        f"{len(rows)} tables, {sum(rows.values()):,} rows in "
        f"{time.monotonic() - start:.1f} s: {without_password(address, address)}, schema {schema}"
    )
