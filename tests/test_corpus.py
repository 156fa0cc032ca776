"""The grammar against `corpus/*.yaml`: a value, all phrases that mean it, phrases that give none.

A file is a list of groups: settings, `says` (value to phrases) and `nothing` (phrases without a
value of this dimension). Under `open` stand phrases that the grammar reads wrongly today; once
one is read right, its test fails until it moves up. The phrases are our own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from extraction.extract import extract
from extraction.observation import Article, Observation
from extraction.rules.numbers import parse_number, parse_words
from extraction.rules.period_arithmetic import Now, base_of, resolve
from extraction.rules.periods import find_periods
from extraction.rules.quantities import find_quantities
from extraction.rules.quantity import Quantity
from extraction.rules.units import match_unit
from extraction.text import normalise

CORPUS = Path(__file__).parent / "corpus"
Group = dict[str, Any]

#: The rest of the report that a phrase stands in: an article is held for one by what it tells.
THE_REST = """
Thu nội địa đạt 30 tỷ đồng.
Chi thường xuyên đạt 25 tỷ đồng.
Tổng diện tích gieo trồng đạt 1.200 ha.
Kim ngạch nhập khẩu đạt 12 triệu USD.
Sản lượng lương thực có hạt đạt 4.500 tấn.
Tỷ lệ gia đình văn hóa đạt 92%.
Dân số đạt 65.000 người.
"""


class Case(NamedTuple):
    """One phrase with the value written for it by hand ("" for none)."""

    dimension: str
    group: Group
    value: str
    phrase: str


def _read_number(phrase: str, group: Group) -> str:
    if group["read"] == "words":
        value = parse_words(normalise(phrase))
    else:
        reading = {} if group["read"] == "digits" else {group["read"]: True}
        value = parse_number(phrase, **reading)
    return "" if value is None else f"{value:.15g}"


def _read_quantities(phrase: str, _: Group) -> str:
    return "; ".join(map(_quantity, find_quantities(normalise(phrase))))


def _quantity(found: Quantity) -> str:
    joint = "" if found.high is None else " .. " if found.kind == "range" else " / "
    high = "" if found.high is None else f"{found.high:.15g}"
    return f"{found.value:.15g}{joint}{high} {found.unit.code if found.unit else '-'}"


def _read_unit(phrase: str, _: Group) -> str:
    unit = match_unit(normalise(" " + phrase), 0)
    return "" if unit is None else f"{unit.factor:.15g} {unit.code}"


def _read_periods(phrase: str, group: Group) -> str:
    now = Now(**group["now"])
    described = str(group["describes"])
    told = []
    for mention in find_periods(normalise(phrase)):
        if group["reads"] == "bases" and mention.base:
            told.append(base_of(mention, described, now))
        elif group["reads"] == "periods" and not mention.base and not mention.event:
            told.append(resolve(mention, now))
    return "; ".join(period for period in told if period)


def _observed(phrase: str, group: Group) -> list[Observation]:
    """What the phrase tells under the group's header, in a report or (`alone`) as one line."""
    head = group["header"].rstrip() + "\n"
    rest = "" if group.get("alone") else "\n" + THE_REST
    published = str(group["published"]) if "published" in group else None
    rows = extract(Article("report.txt", head + phrase + rest, published=published))
    return [row for row in rows if len(head) <= row.start < len(head) + len(phrase)]


def _each(tell: Callable[[Observation], str | None]) -> Callable[[str, Group], str]:
    """One field of every observation of a report that holds the phrase; no news is told so."""

    def read(phrase: str, group: Group) -> str:
        rows = _observed(phrase, group)
        return "; ".join(tell(row) or "" for row in rows) if rows else "no observation"

    return read


def _read_measures(phrase: str, group: Group) -> str:
    return "; ".join(map(_measure, _observed(phrase, group)))


def _measure(row: Observation) -> str:
    high = "" if row.value_max is None else f" .. {row.value_max:.15g}"
    base = f" vs {row.base_period}" if row.base_period else ""
    return f"{row.measure} {row.value:.15g}{high} {row.unit}{base}"


def _read_quotes(phrase: str, group: Group) -> str:
    return "; ".join(row.quote for row in _observed(phrase, group))


def _read_indicators(phrase: str, group: Group) -> str:
    return "; ".join(str(row.indicator) for row in _observed(phrase, group))


def _read_frame(phrase: str, group: Group) -> str:
    """What the header says of a plain number, and the period of an aim told under it, if any."""
    told = [
        f"{row.period} {row.stage}" for row in _observed(group["plain"], group | {"header": phrase})
    ]
    if "aim" in group:
        told += [row.period for row in _observed(group["aim"], group | {"header": phrase})]
    return "; ".join(told)


READERS: dict[str, Callable[[str, Group], str]] = {
    "numbers": _read_number,
    "quantities": _read_quantities,
    "units": _read_unit,
    "periods": _read_periods,
    "quotes": _read_quotes,
    "periods_of_numbers": _each(lambda row: row.period),
    "places_of_numbers": _each(lambda row: row.place_name),
    "comparators": _each(lambda row: None if row.comparator == "eq" else row.comparator),
    "stages": _each(lambda row: row.stage),
    "measures": _read_measures,
    "items": _each(lambda row: row.item or "whole"),
    "planners": _each(lambda row: row.plan_by),
    "indicators": _read_indicators,
    "frames": _read_frame,
}


def _groups(dimension: str) -> list[Group]:
    groups: list[Group] = yaml.safe_load((CORPUS / f"{dimension}.yaml").read_text("utf-8"))
    return groups


def _cases(*, open_ones: bool) -> Iterator[Case]:
    for dimension in READERS:
        for group in _groups(dimension):
            part = group.get("open", {}) if open_ones else group
            for value, phrases in part.get("says", {}).items():
                yield from (Case(dimension, group, str(value), phrase) for phrase in phrases)
            for phrase in part.get("nothing", ()):
                yield Case(dimension, group, "", phrase)


def _tidy(value: str) -> str:
    """The same number in one writing ("1.50e9" and "1500000000")."""
    words = []
    for word in value.split(" "):
        try:
            words.append(f"{float(word):.15g}")
        except ValueError:
            words.append(word)
    return " ".join(words)


def _name(case: Case) -> str:
    return f"{case.dimension}: {case.phrase[:60]}"


def _seen(case: Case) -> str:
    return READERS[case.dimension](case.phrase, case.group)


def _expected(case: Case) -> str:
    return case.value if case.dimension == "quotes" else _tidy(case.value)


@pytest.mark.parametrize("case", list(_cases(open_ones=False)), ids=_name)
def test_phrase_says_this(case: Case) -> None:
    assert _seen(case) == _expected(case), case.phrase


@pytest.mark.parametrize("case", list(_cases(open_ones=True)), ids=_name)
def test_open_phrase_is_still_read_wrongly(case: Case) -> None:
    assert _seen(case) != _expected(case), f"read right now, move it up: {case.phrase}"


def test_the_corpus_is_large_and_a_quarter_of_it_says_nothing() -> None:
    cases = list(_cases(open_ones=False))
    places = _groups("places")
    place_phrases = [one for row in places for rows in row["places"].values() for one in rows]
    placeless = [one for row in places for one in row.get("nothing", ())]
    negative = sum(case.value == "" for case in cases) + len(placeless)
    total = len(cases) + len(place_phrases) + len(placeless)
    assert total >= 1_200
    assert negative * 4 >= total


def test_no_phrase_stands_twice_in_a_dimension() -> None:
    told = [
        (case.dimension, repr({**case.group, "says": 0, "nothing": 0, "open": 0}), case.phrase)
        for open_ones in (False, True)
        for case in _cases(open_ones=open_ones)
    ]
    assert len(told) == len(set(told))
