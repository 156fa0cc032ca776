"""`chitieu extract`: files and folders in, observations out, without a warehouse."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from chitieu.console import console, number, printable, utf8_output

if TYPE_CHECKING:
    from rich.text import Text

    from extraction.observation import Article, Observation
    from readers import ReadArticle, Refusal

SOME_REFUSED = 3


@click.command("extract", short_help="Files or folders in, observations out.")
@click.argument(
    "paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option(
    "--format",
    "output_format",
    type=click.Choice(["table", "jsonl", "csv"]),
    help="table: each number in its sentence (the default on a terminal); jsonl: the contract's "
    "lines (the default in a pipe); csv: for a spreadsheet.",
)
def extract_command(paths: tuple[Path, ...], output_format: str | None) -> None:
    """Read text files, saved web pages and JSON lines, and print every observation.

    Folders are read recursively. Nothing is written to the warehouse. What could not be read is
    told on standard error, file by file with the reason.

    \b
    Examples
      chitieu extract bao-cao.txt
      chitieu extract inbox/ --format jsonl > observations.jsonl
      chitieu extract inbox/ trang.html --format csv > observations.csv

    Exit code: 0 all read, 3 some refused.
    """
    chosen = output_format or ("table" if sys.stdout.isatty() else "jsonl")
    refused: list[Refusal] = []
    extracted = _extracted(paths, refused)
    if chosen == "table":
        _print_tables(extracted)
    elif chosen == "csv":
        _print_csv(extracted)
    else:
        _print_lines(extracted)
    if refused:
        sys.exit(SOME_REFUSED)


def _extracted(
    paths: Sequence[Path], refused: list[Refusal]
) -> Iterator[tuple[ReadArticle, Sequence[Observation]]]:
    """Each article with its observations; what is refused is told at once and kept in `refused`."""
    import extraction
    from readers import ReadArticle, Refusal, list_inputs, read_inputs

    for path in paths:
        if path.is_dir() and not list_inputs([path]):
            click.echo(f"{path} holds no file to read.", err=True)
    aside: Counter[str] = Counter()
    for result in read_inputs(paths):
        if isinstance(result, ReadArticle):
            try:
                found = extraction.extract_all(result.article)
            except Exception as error:  # one article must not stop the others
                result = Refusal(
                    result.path,
                    result.article.name,
                    "extraction_failed",
                    f"{result.path} was read, but its numbers could not be taken out "
                    f"({type(error).__name__}: {error}); please report this article.",
                )
            else:
                aside += found.reasons()
                yield result, found.observations
                continue
        refused.append(result)
        click.echo(f"refused ({result.reason_code}): {printable(result.reason)}", err=True)
    if aside:
        told = ", ".join(f"{count} {reason}" for reason, count in aside.most_common())
        click.echo(f"set aside, no statements about a place: {told}", err=True)


def _print_lines(extracted: Iterator[tuple[ReadArticle, Sequence[Observation]]]) -> None:
    with utf8_output() as stream:
        for _, observations in extracted:
            for observation in observations:
                line = observation.contract_line()
                stream.write(json.dumps(line, ensure_ascii=False, allow_nan=False) + "\n")


def _print_csv(extracted: Iterator[tuple[ReadArticle, Sequence[Observation]]]) -> None:
    from chitieu.spreadsheet import write_csv
    from extraction.observation import CONTRACT_FIELDS

    rows = (
        list(observation.contract_line().values())
        for _, observations in extracted
        for observation in observations
    )
    with utf8_output() as stream:
        write_csv(stream, CONTRACT_FIELDS, rows)


def _print_tables(extracted: Iterator[tuple[ReadArticle, Sequence[Observation]]]) -> None:
    out = console()
    articles = total = 0
    for result, observations in extracted:
        articles += 1
        total += len(observations)
        out.rule(printable(result.path), style="bold", align="left")
        if not observations:
            out.print("  no observation", style="dim")
        by_sentence = groupby(observations, key=lambda o: (o.sentence_start, o.sentence_end))
        for (start, end), group in by_sentence:
            told = list(group)
            out.print()
            out.print(_sentence(result.article, start, end, told))
            out.print(_fields(told))
    out.print()
    out.print(f"{articles} articles, {total} observations", style="bold")


def _sentence(article: Article, start: int, end: int, told: Sequence[Observation]) -> Text:
    """The sentence with its numbers highlighted."""
    from rich.text import Text

    text = Text(printable(article.text[start:end]))
    for observation in told:
        text.stylize("bold reverse", observation.start - start, observation.end - start)
    return text


def _fields(told: Sequence[Observation]) -> object:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="dim")
    for column in ("number", "indicator", "place", "period", "what", "value", "unit", "base"):
        table.add_column(column, justify="right" if column == "value" else "left", overflow="fold")
    for o in told:
        name = o.indicator or f"({o.indicator_text})"
        place = ", ".join(filter(None, (o.place_name, o.place_province)))
        what = " ".join(filter(None, (o.stage, o.measure, o.plan_by and f"by {o.plan_by}")))
        cells = (
            o.quote,
            f"{name} · {o.item}" if o.item else name,
            place,
            o.period,
            what,
            _value(o),
            o.unit,
            o.base_period or "",
        )
        table.add_row(*(_plain(cell) for cell in cells))
    return table


def _plain(cell: str) -> Text:
    from rich.text import Text

    return Text(printable(cell))  # square brackets of an article are no markup


def _value(observation: Observation) -> str:
    sign = {"ge": "≥ ", "gt": "> ", "le": "≤ ", "lt": "< ", "approx": "≈ "}
    told = sign.get(observation.comparator, "") + number(observation.value)
    if observation.value_max is None:
        return told
    between = "–" if observation.comparator == "range" else "/"
    return f"{told}{between}{number(observation.value_max)}"
