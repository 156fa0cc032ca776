"""Villages without a name of their own in the text: "xóm 4", "toàn thôn" of the one told last."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import islice

from extraction.gazetteer import words_of
from extraction.rules.place_mentions import PlaceMention
from extraction.rules.place_resolution import Place
from extraction.rules.place_types import not_a_place, type_words
from extraction.rules.quantity import Quantity
from extraction.rules.units import match_unit
from extraction.text import UPPER_LETTERS, Reading, normalise, word_start


def with_villages(
    reading: Reading, found: list[PlaceMention], home: Place | None
) -> list[PlaceMention]:
    """The mentions with villages told by a number, and "toàn thôn" as the village told last."""
    if home is None or home.level not in ("commune", "district"):
        return found
    explained = list(_explained(reading, found, home))
    told = sorted([*found, *explained], key=lambda mention: mention.start)
    added = [*explained, *_numbered(reading, home)]
    added += [*_wholes(reading.normal, told), *_bare(reading, told)]
    if not added:
        return found
    return sorted([*found, *added], key=lambda mention: (mention.start, -mention.end))


def without_numbers_of_villages(normal: str, quantities: Sequence[Quantity]) -> list[Quantity]:
    """The quantities without those that only tell which village is meant."""
    names = {row.start(2) for row in _numbers(normal)}
    return [one for one in quantities if one.start not in names]


def _numbers(normal: str) -> Iterator[re.Match[str]]:
    for row in _number_of_village().finditer(normal):
        several = _NOT_ONE.search(normal, max(0, row.start() - _NEAR), row.start())
        if several is None and match_unit(normal, row.end()) is None:
            yield row


def _numbered(reading: Reading, home: Place) -> list[PlaceMention]:
    types = type_words()
    return [
        PlaceMention(
            row.start(),
            row.end(),
            Place("village", f"{types[row[1]].official} {int(row[2])}", home.province),
            "village",
        )
        for row in _numbers(reading.normal)
    ]


@cache
def _number_of_village() -> re.Pattern[str]:
    numbered = word_start(words_of("numbered"))
    return re.compile(
        rf"({numbered}) (?:số )?(\d{{1,2}})(?![\w%]|[.,/-]\d| ?[-/] ?\d)"
        r"(?! (?:trong|trên|nghìn|ngàn|triệu|tỷ)(?!\w))"
    )


#: "5 thôn 2 bản", "các thôn 3 năm liền": the number counts what follows.
_NOT_ONE = re.compile(
    r"(?:\d|(?<!\w)(?:các|mỗi|những|nhiều|từng|toàn|cả|số|cấp|hai|ba|bốn|năm|liên))\s*\Z"
)
_NEAR = 8


def _wholes(normal: str, found: list[PlaceMention]) -> list[PlaceMention]:
    """ "Thôn Khe Dứa ... Cả thôn có 127 hộ": the village of that type named last before it."""
    villages = [mention for mention in found if mention.how == "village"]
    if not villages:
        return []
    wholes = []
    for whole in _whole_village().finditer(normal, villages[0].end):
        official = type_words()[whole[1]].official
        last = next(
            (
                one
                for one in reversed(villages)
                if one.end <= whole.start() and one.place.name.startswith(f"{official} ")
            ),
            None,
        )
        if last is not None and not any(one.start == whole.start(1) for one in villages):
            wholes.append(PlaceMention(whole.start(), whole.end(), last.place, "typed"))
    return wholes


def _explained(reading: Reading, found: list[PlaceMention], home: Place) -> Iterator[PlaceMention]:
    """ "tới Khuổi Khon, xóm của người Lô Lô", "Khuổi Khon là bản vùng cao": what a name is."""
    text, seen = reading.text, {one.place.name.partition(" ")[2] for one in found}
    for row in islice(_explains().finditer(text, 0, _EARLY), _MOST):
        name, start = row[1], row.start(1)
        typed = type_words()[normalise(row[2])]
        taken = any(one.start < row.end(1) and start < one.end for one in found)
        if taken or name in seen or not_a_place(reading.normal, start):
            continue
        if len(re.findall(rf"(?<!\w){re.escape(name)}(?!\w)", text)) < _TOLD_AGAIN:
            continue
        seen.add(name)
        place = Place("village", f"{typed.official} {name}", home.province)
        yield PlaceMention(start, row.end(1), place, "village")


@cache
def _explains() -> re.Pattern[str]:
    numbered = word_start(words_of("numbered"))
    syllable = rf"[{UPPER_LETTERS}][^\W\d_{UPPER_LETTERS}]+"
    return re.compile(
        rf"(?<![\w.])({syllable}(?: {syllable}){{1,3}})(?:,| là(?: một)?) ({numbered}|bản|làng)"
        rf"(?= (?:của|thuộc|nhỏ|vùng|xa|biên|cuối|duy|nằm|ở|người|du|có|đặc|khó|đầu)(?!\w))"
    )


#: So often a text names the village whose name it explains, so far down at most.
_TOLD_AGAIN, _EARLY = 2, 4000


def village_of_page(reading: Reading, found: Sequence[PlaceMention]) -> Place | None:
    """The village that the page's first line names and the text comes back to, and no other."""
    first = reading.text.lstrip("\ufeff \n\r\t").partition("\n")[0]
    places = [one.place for one in found if one.place.level == "village"]
    told = Counter(place.name for place in places)
    titled = [name for name in told if (bare := name.partition(" ")[2]) in first and " " in bare]
    if len(first) > _TITLE or len(titled) != 1:
        return None
    if max(told[titled[0]], reading.text.count(titled[0].partition(" ")[2])) < _OFTEN:
        return None
    if any(count >= told[titled[0]] for name, count in told.items() if name != titled[0]):
        return None
    of_it = [place for place in places if place.name == titled[0]]
    return next((place for place in of_it if place.province), of_it[0])


#: So long a first line may be a title; so often the text names what it is about.
_TITLE, _OFTEN = 160, 3


def _bare(reading: Reading, found: list[PlaceMention]) -> list[PlaceMention]:
    """ "Thôn Khe Dứa ... thu nhập của Khe Dứa": the name alone, of two words or more."""
    text, villages = reading.text, [mention for mention in found if mention.how == "village"]
    added = []
    for name, first in {one.place.name.partition(" ")[2]: one for one in villages}.items():
        if " " not in name or len(villages) > _MOST:
            continue
        start = text.find(name, first.end)
        while start >= 0:
            end = start + len(name)
            taken = any(one.start < end and start < one.end for one in found)
            parted = not (text[start - 1].isalnum() or text[end : end + 1].isalnum())
            longer = text[end : end + 1] == " " and text[end + 1 : end + 2].isupper()
            if parted and not (taken or longer or not_a_place(reading.normal, start)):
                added.append(PlaceMention(start, end, first.place, "village"))
            start = text.find(name, end)
    return added


#: A text with more villages than these is a list of them.
_MOST = 8


@cache
def _whole_village() -> re.Pattern[str]:
    types = [phrase for phrase, told in type_words().items() if told.level == "village"]
    wholes = [phrase for phrase, (value, _) in words_of("scope").items() if value == "whole"]
    return re.compile(rf"(?:{word_start(wholes)}) ({'|'.join(map(re.escape, types))})(?!\w)")
