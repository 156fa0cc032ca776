"""The accuracy of the extraction as sections of a Markdown page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

HEAD = """# How accurate the extraction is

Measured with `chitieu evaluate GOLD --write {page}`, which writes the sections between the marks
again; what stands outside them stays. `found`: the number is found at its place; `strict`: every
scored field of it is right too. P: precision, R: recall.
"""


def write_section(page: Path, name: str, summary: dict[str, Any]) -> None:
    """Write the section `name` of the page anew, or append it; the page is made where missing."""
    begin, end = f"<!-- evaluate: {name} -->", f"<!-- end of evaluate: {name} -->"
    text = page.read_text(encoding="utf-8") if page.exists() else HEAD.format(page=page.as_posix())
    section = f"{begin}\n{_section(name, summary)}{end}\n"
    if begin in text and end in text:
        before, rest = text.split(begin, 1)
        after = rest.split(end, 1)[1].removeprefix("\n")
        text = before + section + after
    else:
        text = text.rstrip("\n") + "\n\n" + section
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(text, encoding="utf-8")


def _section(name: str, summary: dict[str, Any]) -> str:
    levels = [
        (
            level,
            told["articles"],
            told["found"]["gold"],
            *(_share(told["found"][key]) for key in ("precision", "recall", "f1")),
            *(_share(told["strict"][key]) for key in ("precision", "recall", "f1")),
        )
        for level, told in [*summary["levels"].items(), ("**all**", summary)]
    ]
    return "\n".join(
        [
            f"## On `{name}`",
            "",
            *_table(
                ("level", "articles", "gold", "found P", "R", "F1", "strict P", "R", "F1"), levels
            ),
            "",
            "Fields, of the observations found:",
            "",
            *_table(
                ("field", "right"), [(f, _share(share)) for f, share in summary["fields"].items()]
            ),
            "",
            "Measures (extra: predicted, but not in gold):",
            "",
            *_table(
                ("measure", "gold", "found", "strict", "extra"),
                [(measure, *told.values()) for measure, told in summary["measures"].items()],
            ),
            "",
            "Confidence, said and seen:",
            "",
            *_table(
                ("confidence", "observations", "said", "right"),
                [
                    (
                        f"{told['low']:.1f}–{told['high']:.1f}",
                        told["predictions"],
                        _share(told["mean_confidence"]),
                        _share(told["share_right"]),
                    )
                    for told in summary["calibration"]
                ],
            ),
            "",
        ]
    )


def _share(value: float) -> str:
    return f"{value:.3f}"


def _table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> list[str]:
    rules = ["---", *("---:" for _ in header[1:])]
    return [
        f"| {' | '.join(header)} |",
        f"| {' | '.join(rules)} |",
        *(f"| {' | '.join(str(cell) for cell in row)} |" for row in rows),
    ]
