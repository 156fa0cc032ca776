"""`python -m report [PUBLISHED [FOLDER]]`: the report, beside the published file if not told."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from chitieu.published import published_file
from report.site import ReportError, build_report


@click.command()
@click.argument("published", type=click.Path(path_type=Path), required=False)
@click.argument("folder", type=click.Path(path_type=Path), required=False)
def main(published: Path | None, folder: Path | None) -> None:
    """Write the report on the PUBLISHED file into FOLDER [default: report/ beside the file]."""
    file = published or published_file()
    try:
        built = build_report(file, folder or file.parent / "report")
    except ReportError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(1)
    click.echo(
        f"{built.index}: {built.pages} pages, the largest {built.largest_bytes // 1000} kB, "
        f"{built.numbers} numbers with their sentences, {built.seconds:.1f} s"
    )


if __name__ == "__main__":
    main()
