"""Table cells as HTML. A report has millions of them, so they are written without a template."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from html import escape

from markupsafe import Markup

from report.periods import period_names
from report.rows import Computed, Number, Row
from report.words import both, told, words

NEW, OLD = "<div>", '<div class="old">'
GOOD = frozenset({"đạt"})
BAD = frozenset({"chưa đạt", "mâu thuẫn", "số tính khác số nêu"})


@cache
def tag(word: str) -> str:
    """A small word behind a number."""
    if word not in words():
        raise KeyError(f"report/words.csv has no English for {word!r}: add a line")
    colour = " good" if word in GOOD else " bad" if word in BAD else ""
    return f'<i class="tag t{colour}">{escape(word)}</i>'


@cache
def period(name: str | None) -> Markup:
    """An SDMX period in words that the language switch translates."""
    return both(*period_names(name))


@cache
def _against(base: tuple[str, str]) -> str:
    return f'<i class="tag">{told("so với")} {both(*base)}</i>'


def row_cells(row: Row, page: str) -> Markup:
    """The four cells of a row; numbers lead to their sentence on `page` (empty: the same page)."""
    return Markup(
        f"<td>{_numbers(row.targets, page)}</td><td>{_numbers(row.results, page)}</td>"
        f"<td>{_numbers(row.attained, page)}{_computed(row.computed_attained)}</td>"
        f"<td>{_numbers(row.changes, page)}{_computed(row.computed_changes)}"
        f"{_left_out(row.left_out)}</td>"
    )


def _numbers(numbers: Sequence[Number], page: str) -> str:
    return "".join(
        f'{NEW if number.stands else OLD}<a class="n" href="{page}#{number.observation_id}">'
        f"{escape(number.text)}</a>{''.join(map(tag, number.tags))}"
        f"{_against(number.base) if number.base else ''}</div>"
        for number in numbers
    )


def _computed(computed: Sequence[Computed]) -> str:
    return "".join(
        f'<div><span class="v">{escape(one.text)}</span>{tag("tính được")}'
        f"{''.join(map(tag, one.tags))}</div>"
        for one in computed
    )


def _left_out(number: int) -> str:
    if not number:
        return ""
    more = both(f"và {number} phát biểu khác", f"and {number} other statements")
    return f'<div class="soft">{more}: <code>fact_history</code></div>'
