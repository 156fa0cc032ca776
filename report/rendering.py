"""Templates, and pages that are split before they grow too large."""

from __future__ import annotations

import datetime
import json
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import jinja2
from markupsafe import Markup

from chitieu.amounts import vietnamese
from report.cells import period, row_cells
from report.words import both, told

#: No page is larger, beside the scripts that all pages share; pages are split well before.
LARGEST_PAGE = 500_000
PAGE_BUDGET = 380_000
NAVIGATION = (
    ("index.html", "Tổng quan"),
    ("places.html", "Địa phương"),
    ("indicators.html", "Chỉ tiêu"),
    ("contradictions.html", "Mâu thuẫn"),
    ("refuted.html", "Số tính khác số nêu"),
    ("refused.html", "Tệp bị từ chối"),
    ("accuracy.html", "Độ chính xác"),
)
Piece = TypeVar("Piece")


@dataclass(frozen=True, slots=True)
class Setting:
    """What every page says: where it is written, of which file it tells, which script it loads."""

    folder: Path
    published: Path
    built: datetime.datetime
    vega: str


@dataclass(slots=True)
class Tally:
    """Pages written, the bytes of the largest, and the numbers that are shown or left out."""

    pages: int = 0
    largest: int = 0
    numbers: int = 0
    left_out: int = 0
    too_large: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Count another tally in."""
        self.pages += other.pages
        self.largest = max(self.largest, other.largest)
        self.numbers += other.numbers
        self.left_out += other.left_out
        self.too_large += other.too_large


@cache
def environment() -> jinja2.Environment:
    """The templates, escaping everything, refusing names that are not given."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {
        "told": told,
        "both": both,
        "period": period,
        "row_cells": row_cells,
        "navigation": NAVIGATION,
        "count": count,
    }
    made.filters |= {"day": day, "json": embedded_json, "vi": vietnamese}
    return made


@cache
def part(name: str) -> Callable[..., Markup]:
    """A macro of `parts.html`."""
    macro: Callable[..., Markup] = getattr(environment().get_template("parts.html").module, name)
    return macro


def count(number: float) -> Markup:
    """A count that the language switch writes in English."""
    return Markup('<span class="v">{}</span>').format(vietnamese(number))


def day(date: datetime.date | datetime.datetime) -> str:
    """`18/1/2022`."""
    return f"{date.day}/{date.month}/{date.year}"


def embedded_json(rows: object) -> Markup:
    """JSON that may stand in a script element: nothing in it closes the element."""
    text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"), default=str)
    return Markup(text.replace("<", "\\u003c").replace("\u2028", " ").replace("\u2029", " "))


def slug(text: str) -> str:
    """A file name of small Latin letters, digits and hyphens."""
    folded = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    folded = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return re.sub(r"[^a-z0-9]+", "-", folded).strip("-")[:80]


def file_names(stem: str, pages: int) -> list[str]:
    """`ha-noi.html`, `ha-noi-2.html`, …"""
    return [f"{stem}.html", *(f"{stem}-{number}.html" for number in range(2, pages + 1))]


def split(
    pieces: Sequence[Piece], size: Callable[[Piece], int], *, budget: int = PAGE_BUDGET
) -> list[list[Piece]]:
    """Pieces in order, as many a page as the budget of bytes allows; at least one page."""
    pages: list[list[Piece]] = [[]]
    used = 0
    for piece in pieces:
        needed = size(piece)
        if pages[-1] and used + needed > budget:
            pages.append([])
            used = 0
        pages[-1].append(piece)
        used += needed
    return pages


def render(template: str, setting: Setting, *, up: str, title: tuple[str, str], **told: Any) -> str:
    """A page as HTML; `title` in Vietnamese and English, `up` the way to the site's root."""
    built = setting.built
    return (
        environment()
        .get_template(template)
        .render(
            up=up,
            title=title[0],
            title_en=title[1],
            published=setting.published.name,
            built_vi=f"{built:%H:%M} ngày {day(built)}",
            built_en=f"{built:%Y-%m-%d %H:%M}",
            vega=setting.vega,
            **told,
        )
    )


def write(setting: Setting, name: str, html: str, tally: Tally) -> None:
    """Write a page below the site's folder and count it."""
    written = html.encode()
    (setting.folder / name).write_bytes(written)
    tally.pages += 1
    tally.largest = max(tally.largest, len(written))
    if len(written) > LARGEST_PAGE:
        tally.too_large.append(name)


def write_listing(
    setting: Setting,
    stem: str,
    template: str,
    pieces: Sequence[tuple[Markup, str]],
    *,
    title: tuple[str, str],
    total: int,
    most_pages: int | None = None,
    **told: Any,
) -> Tally:
    """Pages of a list of `(html, label)`, split by size, the first with what `told` says.

    `total` entries are there in all; those beyond `pieces` and `most_pages` are left out, and the
    template is given their number as `left_out`.
    """
    tally = Tally()
    groups = split(pieces, lambda piece: len(piece[0].encode()))
    kept = groups[:most_pages]
    left_out = total - sum(len(group) for group in kept) if most_pages else 0
    names = file_names(stem, len(kept))
    links = [(name, group[0][1] if group else "") for name, group in zip(names, kept, strict=True)]
    for current, (name, group) in enumerate(zip(names, kept, strict=True)):
        html = render(
            template, setting, up="", title=title, pieces=[html for html, _ in group],
            pages=links, current=current, left_out=left_out, in_all=total,
            **{"charts": False} | told,
        )  # fmt: skip
        write(setting, name, html, tally)
    tally.left_out = left_out
    return tally
