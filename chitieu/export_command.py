"""`chitieu export`: the marts as files that other tools read."""

from __future__ import annotations

from pathlib import Path

import click

from chitieu.console import fail
from chitieu.published import published_file, warehouse_option


@click.command("export", short_help="The marts as CSV, Parquet and SDMX files.")
@click.option(
    "--to",
    "target",
    type=click.Path(path_type=Path),
    required=True,
    help="The folder to write; an earlier export there is replaced whole.",
)
@warehouse_option
def export_command(target: Path, warehouse: Path | None) -> None:
    """Write every mart as CSV and Parquet with a Frictionless data package, and every dated
    observation as SDMX-CSV 2.0 with its structure and codelists.

    \b
    Examples
      chitieu export --to exchange/
      chitieu export --to exchange/ --warehouse /data/published/chitieu.duckdb
    """
    from chitieu.export import ExportError, export

    published = published_file(warehouse)
    if not published.is_file():
        fail(f"There is no published file at {published} yet: run `chitieu run` first.")
    try:
        exported = export(published, target)
    except ExportError as error:
        fail(str(error))
    rows = sum(exported.rows.values())
    click.echo(
        f"{len(exported.rows)} tables, {rows:,} rows: {target / 'csv'}, {target / 'parquet'}"
    )
    undated = exported.sdmx_undated
    left_out = f"; {undated:,} without a period left out" if undated else ""
    click.echo(f"{exported.sdmx_rows:,} observations in SDMX{left_out}: {target / 'sdmx'}")
    click.echo(f"Described in {target / 'datapackage.json'}")
