"""Foreign countries that a clause is about: no syllables of Vietnamese names and words."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache

from extraction import gazetteer
from extraction.gazetteer import words_of
from extraction.reference import any_of, phrases_of
from extraction.rules.place_mentions import PlaceMention
from extraction.rules.place_names import is_foreign
from extraction.text import Reading, normalise

#: The capitalised words right before a word, which it ends as a name.
_RUN_BEFORE = re.compile(r"(?:[^\W\d_]+ ){0,4}\Z")
_WORD_AFTER = re.compile(r" ([^\W\d_]+)")
_LONGEST_RUN = 32


@cache
def _pattern() -> re.Pattern[str]:
    """The names of the vocabulary in group 1; words that only begin like one match without it."""
    before = "".join(
        f"(?<!{re.escape(normalise(phrase))} )" for phrase in phrases_of("name_before_no_country")
    )
    names = any_of("foreign")
    return re.compile(rf"(?<!\w){before}(?:(?:{any_of('no_foreign')})|({names}))(?!\w)")


@cache
def _capitals() -> dict[str, tuple[int, ...]]:
    """For every name the letters that are capitals wherever it is one."""
    return {
        normalise(phrase): tuple(at for at, char in enumerate(phrase) if char.isupper())[:1]
        for phrase in phrases_of("foreign")
    }


@cache
def _traded_with() -> tuple[str, ...]:
    return tuple(f"{normalise(phrase)} " for phrase in phrases_of("name_before_foreign"))


@cache
def _bilateral() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{any_of('bilateral')})")


def names_foreign_country(
    reading: Reading, start: int, end: int, places: Sequence[PlaceMention]
) -> bool:
    """Whether the words name a foreign country, other than as the partner of Vietnam."""
    named = next(_foreign_names(reading, start, end, places), None)
    return named is not None and not _bilateral().search(reading.normal, start, end)


def is_about_foreign_country(
    reading: Reading, start: int, end: int, places: Sequence[PlaceMention]
) -> bool:
    """Whether the clause up to `end` is about one, not about what goes there or comes from it."""
    normal = reading.normal
    clause = max(normal.rfind(mark, start, end) for mark in ";,")
    for first, _ in _foreign_names(reading, max(start, clause), end, places):
        if not _is_traded_with(normal, first):
            return not _bilateral().search(normal, start, end)
    return False


def compares_with_foreign_country(
    reading: Reading, start: int, places: Sequence[PlaceMention]
) -> bool:
    """ "bằng 7,3% của Singapore": whether the words behind a number name what it is a share of."""
    stop = _CLAUSE_END.search(reading.normal, start)
    end = stop.start() if stop is not None else len(reading.normal)
    names = _foreign_names(reading, start, end, places)
    return any(not _is_traded_with(reading.normal, first) for first, _ in names)


def goes_abroad(reading: Reading, start: int) -> bool:
    """ "(30 lao động) sang Nhật Bản": whether what stands before `start` goes to a country."""
    going = _GOES.match(reading.normal, start)
    if going is None:
        return False
    first, last = next(_foreign_names(reading, going.end(), going.end() + _LONGEST_RUN, ()), (0, 0))
    return first == going.end() and last > first


_GOES = re.compile(
    r" (?:đã |được )?(?:đi|sang|qua|xuất cảnh(?: đi| sang)?)(?: được)?"
    r"(?: (?:lao động|làm việc|học nghề))?(?: (?:tại|ở|sang))? "
)


def partner_named(
    reading: Reading, start: int, end: int, places: Sequence[PlaceMention]
) -> str | None:
    """The last country named in the words as where goods go or come from ("sang Hoa Kỳ")."""
    partner = None
    for first, last in _foreign_names(reading, start, end, places):
        if _is_traded_with(reading.normal, first):
            partner = reading.text[first:last]
    return partner


_CLAUSE_END = re.compile(r"[,;.()\n]")


def _is_traded_with(normal: str, start: int) -> bool:
    return normal[max(0, start - 16) : start].endswith(_traded_with())


def _foreign_names(
    reading: Reading, start: int, end: int, places: Sequence[PlaceMention]
) -> Iterator[tuple[int, int]]:
    for found in _pattern().finditer(reading.normal, start, end):
        if found[1] is None:
            continue
        span = found.span(1)
        if any(not reading.text[span[0] + at].isupper() for at in _capitals()[found[1]]):
            continue
        if not (_inside(places, span) or _part_of_a_name(reading, *span)):
            yield span


def _inside(places: Sequence[PlaceMention], span: tuple[int, int]) -> bool:
    """Whether a place named in the text holds the word ("Lào Cai")."""
    at = bisect_left(places, span[0] + 1, key=lambda row: row.start)
    return any(row.end >= span[1] for row in places[max(0, at - 2) : at])


def _part_of_a_name(reading: Reading, start: int, end: int) -> bool:
    """Whether a word is a syllable of a Vietnamese name ("Nga Sơn", "bà Lê Thị Nga")."""
    normal, text = reading.normal, reading.text
    if " " in normal[start:end]:
        return False
    after = _WORD_AFTER.match(text, end)
    if after is not None and after[1][0].isupper() and not is_foreign(after[1]):
        return True
    before = _RUN_BEFORE.search(text, max(0, start - _LONGEST_RUN), start)
    words = before[0].split() if before is not None else []
    run = len(words)
    while run and words[run - 1][0].isupper():
        run -= 1
    if run == len(words):
        return False
    name = normalise(" ".join(words[run:])) + " " + normal[start:end]
    title = normalise(words[run - 1]) if run else ""
    return name in gazetteer.gazetteer().named or title in words_of("title")
