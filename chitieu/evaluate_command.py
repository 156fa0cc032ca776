"""`chitieu evaluate`: how good the extraction is, measured on gold."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from chitieu import scoring
from chitieu.console import console, fail, printable

MISSES_SHOWN = 40
BELOW_THE_BAR = 1


@click.command("evaluate", short_help="Scores of the extraction on gold, by level and by field.")
@click.argument("gold", type=click.Path(path_type=Path, exists=True))
@click.option(
    "--articles",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder of the gold's articles [default: `articles` beside the gold, else the gold's own "
    "folder, else seeds/articles].",
)
@click.option("-v", "--verbose", count=True, help=f"The worst {MISSES_SHOWN} misses; -vv: all.")
@click.option(
    "--write",
    "report",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the scores as a section of this Markdown page; its other sections stay.",
)
@click.option("--name", help="The section's name [default: the path of the gold].")
@click.option("--min-found", type=float, default=0.0, help="Exit 1 below this found F1.")
@click.option("--min-strict", type=float, default=0.0, help="Exit 1 below this strict F1.")
@click.option("--format", "output_format", type=click.Choice(["table", "json"]), default="table")
def evaluate_command(
    gold: Path,
    articles: Path | None,
    verbose: int,
    report: Path | None,
    name: str | None,
    min_found: float,
    min_strict: float,
    output_format: str,
) -> None:
    """Extract the articles of GOLD, a file or a folder of JSON lines, and score the result.

    `found` counts numbers found at their place; `strict` those with every scored field right.

    \b
    Examples
      chitieu evaluate tests/gold
      chitieu evaluate tests/gold/district-01.jsonl -v
      chitieu evaluate tests/gold --write docs/ACCURACY.md
      chitieu evaluate tests/gold --min-found 0.93 --min-strict 0.75
    """
    try:
        rows = scoring.read_gold(gold)
    except scoring.GoldError as error:
        fail(str(error))
    folder = articles or _articles_folder(gold)
    predicted = _predictions(rows, folder)
    scores = scoring.score(rows, predicted)
    summary = summarise(scores)
    if output_format == "json":
        click.echo(json.dumps(summary, ensure_ascii=False, indent=2))
    else:
        _print(scores, summary)
    if verbose:
        _print_misses(scores, limit=MISSES_SHOWN if verbose == 1 else None)
    if report:
        from chitieu.accuracy_page import write_section

        write_section(report, name or gold.as_posix(), summary)
        click.echo(f"written to {report}", err=True)
    if summary["found"]["f1"] < min_found or summary["strict"]["f1"] < min_strict:
        click.echo(
            f"below the bar: found {summary['found']['f1']:.3f} of {min_found}, "
            f"strict {summary['strict']['f1']:.3f} of {min_strict}",
            err=True,
        )
        sys.exit(BELOW_THE_BAR)


def _articles_folder(gold: Path) -> Path:
    """Where the articles of the gold most likely are."""
    from extraction.reference import SEEDS

    own = gold if gold.is_dir() else gold.parent
    beside = own.parent / "articles"
    if beside.is_dir():
        return beside
    return own if any(own.glob("*.txt")) else SEEDS / "articles"


def _predictions(gold: Sequence[scoring.Row], folder: Path) -> list[dict[str, Any]]:
    """The observations of every article that the gold names, with their confidence."""
    import extraction
    from readers import ReadArticle, read_inputs

    wanted = sorted({row["article"] for row in gold})
    missing = [name for name in wanted if not (folder / name).is_file()]
    if missing:
        fail(
            f"{folder} lacks {len(missing)} of the {len(wanted)} articles of the gold "
            f"({', '.join(missing[:3])}{', …' if len(missing) > 3 else ''}); "
            "name their folder with --articles."
        )
    predicted = []
    for result in read_inputs([folder / name for name in wanted]):
        if not isinstance(result, ReadArticle):
            fail(f"An article of the gold cannot be read: {result.reason}")
        for observation in extraction.extract_all(result.article).observations:
            predicted.append(observation.contract_line() | {"confidence": observation.confidence})
    return predicted


def summarise(scores: Sequence[scoring.ArticleScore]) -> dict[str, Any]:
    """Every score as plain numbers: overall, by level, field, measure, and the calibration."""
    return {
        "articles": len(scores),
        "found": _rates(scoring.found(scores)),
        "strict": _rates(scoring.strict(scores)),
        "levels": {
            level: {
                "articles": len(group),
                "found": _rates(scoring.found(group)),
                "strict": _rates(scoring.strict(group)),
            }
            for level, group in scoring.by_level(scores).items()
        },
        "fields": scoring.by_field(scores),
        "measures": {
            measure: dict(zip(("gold", "found", "strict", "extra"), counts, strict=True))
            for measure, counts in scoring.by_measure(scores).items()
        },
        "calibration": [
            {
                "low": told.low,
                "high": told.high,
                "predictions": told.predictions,
                "mean_confidence": told.mean_confidence,
                "share_right": told.share_right,
            }
            for told in scoring.calibration(scores)
        ],
    }


def _rates(rates: scoring.Rates) -> dict[str, float]:
    return {
        "precision": rates.precision,
        "recall": rates.recall,
        "f1": rates.f1,
        "hits": rates.hits,
        "predicted": rates.predicted,
        "gold": rates.gold,
    }


def _print(scores: Sequence[scoring.ArticleScore], summary: dict[str, Any]) -> None:
    out = console()
    out.print(
        _table(
            "By administrative level",
            ("level", "articles", "gold", "found P", "R", "F1", "strict P", "R", "F1"),
            [
                _level_cells(level, told)
                for level, told in [*summary["levels"].items(), ("all", summary)]
            ],
        )
    )
    fields = summary["fields"]
    out.print(
        _table(
            "By field, of the observations found",
            ("field", "right"),
            [(field, f"{share:.3f}") for field, share in fields.items()],
        )
    )
    measures = summary["measures"]
    out.print(
        _table(
            "By measure",
            ("measure", "gold", "found", "strict", "extra"),
            [(m, *(str(told[k]) for k in told)) for m, told in measures.items()],
        )
    )
    out.print(
        _table(
            "Confidence: said and seen",
            ("confidence", "observations", "said", "right"),
            [
                (
                    f"{told['low']:.1f}–{told['high']:.1f}",
                    str(told["predictions"]),
                    f"{told['mean_confidence']:.3f}",
                    f"{told['share_right']:.3f}",
                )
                for told in summary["calibration"]
            ],
        )
    )
    for kind in ("found", "strict"):
        told = summary[kind]
        out.print(
            f"{kind}: precision {told['precision']:.3f} recall {told['recall']:.3f} "
            f"F1 {told['f1']:.3f}  ({told['hits']} of {told['gold']} gold, "
            f"{told['predicted']} predicted, {len(scores)} articles)",
            style="bold",
        )


def _level_cells(level: str, told: dict[str, Any]) -> tuple[str, ...]:
    return (
        level,
        str(told["articles"]),
        str(told["found"]["gold"]),
        *(f"{told['found'][key]:.3f}" for key in ("precision", "recall", "f1")),
        *(f"{told['strict'][key]:.3f}" for key in ("precision", "recall", "f1")),
    )


def _table(title: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> object:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, title=title, title_justify="left", pad_edge=False)
    for index, column in enumerate(header):
        table.add_column(column, justify="right" if index else "left")
    for row in rows:
        table.add_row(*row)
    return table


def _print_misses(scores: Sequence[scoring.ArticleScore], *, limit: int | None) -> None:
    """The misses, worst first: missed or made up, then a wrong value, then most wrong fields."""
    told: list[tuple[tuple[int, int], str]] = []
    for article in scores:
        for kind, rows in (("missed", article.missed), ("extra ", article.extra)):
            told += [
                (
                    (0, 0),
                    f"{kind} {article.article} {row['start']} {row['quote']!r} "
                    f"{row.get('indicator')} {row.get('measure')} {row.get('period')}",
                )
                for row in rows
            ]
        for pair in article.pairs:
            if pair.wrong:
                fields = "; ".join(_difference(field, pair) for field in pair.wrong)
                told.append(
                    (
                        (1 if "value" in pair.wrong else 2, -len(pair.wrong)),
                        f"wrong  {article.article} {pair.gold['start']} "
                        f"{pair.gold['quote']!r}: {fields}",
                    )
                )
    told.sort(key=lambda item: item[0])
    click.echo(f"\n{len(told)} misses, worst first" + (":" if told else "."))
    for _, line in told[:limit]:
        click.echo(f"  {printable(line)}")
    if limit and len(told) > limit:
        click.echo(f"  … {len(told) - limit} more: -vv shows all")


def _difference(field: str, pair: scoring.Pair) -> str:
    shown = [_shown(field, row) for row in (pair.gold, pair.predicted)]
    return f"{field}: gold {shown[0]} got {shown[1]}"


def _shown(field: str, row: scoring.Row) -> str:
    if field == "place":
        return f"{row.get('place_name')}/{row.get('place_province')}"
    if field == "value" and row.get("value_max") is not None:
        return f"{row['value']}..{row['value_max']}"
    return str(row.get(field))
