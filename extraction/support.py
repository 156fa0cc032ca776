"""Which numbers the article itself supports, and why the others are set aside.

A report tells many indicators of one place; in an ordinary article the same words more often
belong to a person, a company, a foreign country or a single event. There a number must stand on
its own: a phrase of its own, a place and a time named, and nothing around it that says otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from extraction.reference import codebook, phrases_of
from extraction.rules.foreign import is_about_foreign_country, names_foreign_country
from extraction.rules.places import Place, PlaceMention
from extraction.state import Found
from extraction.text import Reading, normalise

#: An article is a report when so many codes of so many topics stand in their own words.
REPORT_CODES, REPORT_TOPICS, REPORT_OBSERVATIONS = 4, 2, 6
_OWN_WORDS = ("left", "noun", "around", "around_noun", "right_next")
#: Codes whose words also tell single events; a sum names the months or the year it is of.
_INCIDENTS = (
    "crime",
    "traffic_",
    "forest_fires",
    "livestock",
    "animal",
    "public_works",
    "dossiers",
)
_SPAN_OF_TIME = re.compile(
    r"(?:\d{1,2} tháng|quý|cả năm|năm \d{4}|trong năm|lũy kế|toàn (?:tỉnh|huyện|xã|quốc))"
)
_TIMELESS = ("period:document", "period:plan_year", "period:heading", "period:season")


@cache
def _says(role: str) -> re.Pattern[str]:
    phrases = "|".join(re.escape(normalise(phrase)) for phrase in phrases_of(role))
    return re.compile(rf"(?<!\w)(?:{phrases})(?!\w)")


def keep_supported(
    found: Sequence[Found],
    reading: Reading,
    home: Place | None,
    places: Sequence[PlaceMention],
    *,
    dated: bool,
    titled: bool,
) -> tuple[list[Found], list[tuple[Found, str]]]:
    """The observations to keep, and those set aside, each with its reason.

    `home` is the article's own place, None where nothing tells it; `dated` whether the source
    tells the article's date, `titled` whether its title or opening names the period reported.
    """
    report = home is not None and (titled or is_report(found))
    kept: list[Found] = []
    aside: list[tuple[Found, str]] = []
    for row in found:
        reason = _objection(row, reading, home, places, report, titled, dated, kept)
        if reason is None:
            kind = "article:report" if report else "article:ordinary"
            kept.append(row._replace(rules=(*row.rules, kind)))
        else:
            aside.append((row, reason))
    return kept, aside


def is_report(found: Iterable[Found]) -> bool:
    """Whether the article tells enough indicators in their own words to be a report."""
    rows = list(found)
    codes = {row.told.code for row in rows if _in_own_words(row)}
    families = {_family(code) for code in codes}
    topics = {codebook()[code].topic for code in codes}
    enough = len(families) >= REPORT_CODES and len(rows) >= REPORT_OBSERVATIONS
    return enough and len(topics) >= REPORT_TOPICS


def _family(code: str) -> str:
    """Codes that one event tells together ("dịch tả lợn": herd, culled, vaccinated) are one."""
    start = code.split("_", 1)[0]
    return "livestock" if start in _ANIMALS else start if start in _TOLD_TOGETHER else code


_ANIMALS = frozenset(("livestock", "animal", "animals", "vaccine"))
_TOLD_TOGETHER = frozenset(("crop", "investment", "enterprises", "traffic", "fdi", "tourism"))


def _in_own_words(row: Found) -> bool:
    how = row.rules[0].split(":", 1)[1]
    return how in _OWN_WORDS


def _objection(
    row: Found,
    reading: Reading,
    home: Place | None,
    places: Sequence[PlaceMention],
    report: bool,
    titled: bool,
    dated: bool,
    kept: Sequence[Found],
) -> str | None:
    before = reading.normal[row.sentence[0] : row.start]
    clause = before[-90:]
    if _says("norm").search(clause):
        return "a norm"
    if _says("person").search(before):
        return "one family or person"
    start = row.sentence[0]
    of_country = row.place.level == "country"
    if of_country and names_foreign_country(reading, start, row.start, places):
        return "a foreign country"
    if _says("company").search(before) and not titled:
        return "a company"
    if report:
        return None
    goes_on = (
        bool(kept) and kept[-1].sentence == row.sentence and kept[-1].told.code == row.told.code
    )
    if not _in_own_words(row) and not goes_on:
        return "no phrase of its own"
    if row.told.rule.startswith("measure:bare"):
        return "a number without unit"
    if is_about_foreign_country(reading, start, row.start, places):
        return "a foreign country"
    if home is None and of_country:
        return "no place"
    if row.rules[2] in _TIMELESS and not dated:
        return "no time"
    incident = row.told.code.startswith(_INCIDENTS) and row.told.measure == "level"
    if incident and not _SPAN_OF_TIME.search(before):
        return "a single event"
    return None
