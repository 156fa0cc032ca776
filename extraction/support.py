"""Which numbers the article itself supports, and why the others are set aside.

A report tells many indicators of one place; in an ordinary article the same words more often
belong to a person, a company, a foreign country or a single event. There a number must stand on
its own: a phrase of its own, a place and a time named, and nothing around it that says otherwise.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache

from extraction.reference import phrases_of
from extraction.rules.places import Place
from extraction.state import Found
from extraction.text import Reading, normalise

#: An article is a report when so many codes stand in their own words, in so many observations.
REPORT_CODES, REPORT_OBSERVATIONS = 4, 6
_OWN_WORDS = ("left", "noun", "around", "around_noun", "right_next")
_INCIDENTS = frozenset(
    "crimes crimes_cleared traffic_accidents traffic_deaths traffic_injuries forest_fires".split()  # noqa: SIM905
)


@cache
def _says(role: str) -> re.Pattern[str]:
    phrases = "|".join(re.escape(normalise(phrase)) for phrase in phrases_of(role))
    return re.compile(rf"(?<!\w)(?:{phrases})(?!\w)")


def keep_supported(
    found: Sequence[Found], reading: Reading, home: Place | None, *, dated: bool
) -> tuple[list[Found], Counter[str]]:
    """The observations to keep, and how many were set aside for which reason.

    `home` is the article's own place, None where nothing tells it; `dated` whether title, date
    line or metadata tell the article's time.
    """
    report = is_report(found) and home is not None
    kept: list[Found] = []
    aside: Counter[str] = Counter()
    for row in found:
        reason = _objection(row, reading, home, report, dated, kept)
        if reason is None:
            kept.append(row)
        else:
            aside[reason] += 1
    return kept, aside


def is_report(found: Iterable[Found]) -> bool:
    """Whether the article tells enough indicators in their own words to be a report."""
    rows = list(found)
    codes = {row.told.code for row in rows if _in_own_words(row)}
    return len(codes) >= REPORT_CODES and len(rows) >= REPORT_OBSERVATIONS


def _in_own_words(row: Found) -> bool:
    how = row.rules[0].split(":", 1)[1]
    return how in _OWN_WORDS


def _objection(
    row: Found,
    reading: Reading,
    home: Place | None,
    report: bool,
    dated: bool,
    kept: Sequence[Found],
) -> str | None:
    before = reading.normal[row.sentence[0] : row.start]
    clause = before[-90:]
    if _says("norm").search(clause):
        return "a norm"
    if _says("person").search(before):
        return "one family or person"
    if report:
        return None
    goes_on = bool(kept) and kept[-1].sentence == row.sentence and kept[-1].told.code == row.told.code
    if not _in_own_words(row) and not goes_on:
        return "no phrase of its own"
    if row.told.rule.startswith("measure:bare"):
        return "a number without unit"
    if home is None and row.place.level == "country":
        return "no place"
    if _says("foreign").search(before) and row.place.level == "country":
        return "a foreign country"
    if _says("company").search(before):
        return "a company"
    timeless = row.rules[2] in ("period:document", "period:plan_year")
    if timeless and not dated:
        return "no time"
    if row.told.code in _INCIDENTS and timeless and row.told.measure == "level":
        return "a single event"
    return None
