"""`chitieu suggest`: phrases that carry numbers but no code."""

from __future__ import annotations

from pathlib import Path

import click

from chitieu.console import console, fail, printable, utf8_output


@click.command("suggest", short_help="Phrases that carry numbers but no code.")
@click.argument(
    "paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option("--format", "chosen", type=click.Choice(["table", "csv"]), default="table")
@click.option("--limit", default=50, show_default=True, help="How many phrases.")
def suggest_command(paths: tuple[Path, ...], chosen: str, limit: int) -> None:
    """Rank the phrases before numbers that no indicator took, most frequent first.

    With --format csv each line is one of seeds/uncoded_phrases.csv, ready to be pasted there or,
    its phrase, into aliases_vi of an indicator in seeds/indicators.csv.

    \b
    Examples
      chitieu suggest inbox/
      chitieu suggest archive/2022.jsonl.gz --format csv --limit 200 > phrases.csv
    """
    from rich.table import Table

    from chitieu.spreadsheet import write_csv
    from extraction.suggest import suggest
    from readers import ReadArticle, read_inputs

    articles = []
    for result in read_inputs(paths):
        if isinstance(result, ReadArticle):
            articles.append(result.article)
        else:
            click.echo(f"refused ({result.reason_code}): {printable(result.reason)}", err=True)
    if not articles:
        fail("None of these could be read as an article.")
    found = suggest(articles)
    if chosen == "csv":
        with utf8_output() as stream:
            rows = [[row.phrase, row.unit, "", ""] for row in found[:limit]]
            write_csv(stream, ["phrase", "unit", "share", "english"], rows)
        return
    table = Table("phrase", "unit", "numbers", "articles", "for example")
    for row in found[:limit]:
        table.add_row(
            printable(row.phrase),
            row.unit,
            str(row.numbers),
            str(row.articles),
            printable(row.sentence[:120]),
        )
    console().print(table)
    click.echo(f"{len(found)} phrases; {min(limit, len(found))} shown", err=True)
