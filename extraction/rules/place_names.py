"""Names of places in a text, before it is known which unit each one means.

Typed ("huyện Hải Hà"), bare ("Quảng Ninh"), numbered ("Phường 5") and in lists; a name is looked
up longest first in the gazetteer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Literal

from extraction import gazetteer
from extraction.gazetteer import AdminUnit, words_of
from extraction.record import Replaceable, record
from extraction.rules.place_types import (
    UnitType,
    agency_before,
    is_counted,
    not_a_place,
    type_before,
    type_words,
)
from extraction.rules.units import match_unit
from extraction.text import UPPER_LETTERS, Reading, normalise, read_text

How = Literal["typed", "bare", "list", "counted", "agency", "country", "region", "zone", "village"]


@record
class RawMention(Replaceable):
    """A name before it is known which unit it means; `units` are all its namesakes."""

    start: int
    end: int
    written: str
    unit_type: UnitType | None
    units: Sequence[AdminUnit]
    how: How


@cache
def press_provinces() -> dict[str, str]:
    """Newspapers' marks and names, lower-cased, with their province."""
    return {phrase: value for phrase, (value, _) in words_of("press").items()}


_WORD_END = r"[^\W\d_]*(?:['’][^\W\d_]+)?"
_WORD = rf"[{UPPER_LETTERS}]{_WORD_END}"
_RUN = re.compile(
    rf"[{UPPER_LETTERS}](?<![^\W_].){_WORD_END}"
    rf"(?:(?:[ \u00a0]{{1,3}}|[ \u00a0]{{0,2}}[-–][ \u00a0]{{0,2}}){_WORD})*"
)
_RUN_WORD = re.compile(rf"{_WORD}")
#: "Nông" of "Nông trường Mộc Châu" is followed by this.
_FARM_NAME = re.compile(rf" trường ([{UPPER_LETTERS}]{_WORD_END}(?: {_WORD}){{0,2}})")


def as_reading(text: Reading | str) -> Reading:
    """The reading of a text that may be one already."""
    return text if isinstance(text, Reading) else read_text(text)


@cache
def _first_words() -> frozenset[str]:
    return frozenset(phrase.split(" ", 1)[0] for phrase in type_words())


def _longest_name(words: list[str], dashes: list[bool], first: int) -> tuple[int, str]:
    """How many words from `first` on are a known name, and its key; (0, '') for none."""
    tables = gazetteer.gazetteer()
    limit = min(tables.longest.get(words[first], 0), 2 * len(words))
    key, best, best_key = words[first], 0, ""
    spaces = 1
    place = first
    while spaces <= limit:
        if key in tables.named:
            best, best_key = place - first + 1, key
        place += 1
        if place >= len(words):
            break
        if dashes[place]:
            key += " - " + words[place]
            spaces += 2
        else:
            key += " " + words[place]
            spaces += 1
    return best, best_key


def fits(unit: AdminUnit, level: str) -> bool:
    """Whether the unit is of the level; `city` fits districts and centrally run cities."""
    if level == "city":
        return unit.level == "district" or unit.type == "Thành phố"
    return unit.level == level


def names_with_types(reading: Reading) -> Iterator[RawMention]:
    """Every capitalised name with a type before it or in the gazetteer, in text order."""
    text, normal = reading.text, reading.normal
    types, known = type_words(), gazetteer.gazetteer()
    longest = known.longest
    no_runs = tuple(words_of("not_run"))
    provinces = _provinces_by_first()
    not_names, variants, first_words = words_of("not_name"), words_of("variant"), _first_words()
    done = 0
    for run in _RUN.finditer(text):
        start, stop = run.span()
        if start < done:
            continue
        before = type_before(normal, start)
        small = None
        if before is None and run[0].isalpha():
            lone = normal[start:stop]
            if lone in provinces:
                small = _small_syllable(text, stop, provinces[lone])
            named = small is not None or variants.get(lone, (lone, ""))[0] in known.named
            if lone not in longest or not named:
                continue
        if normal.startswith(no_runs, start) or _ends_inside_type(normal, before, start, stop):
            continue
        spans = [found.span() for found in _RUN_WORD.finditer(text, start, stop)]
        words = [variants.get(word := normal[begin:end], (word, ""))[0] for begin, end in spans]
        dashes = [False] * len(spans)
        if "-" in normal[start:stop]:
            for at in range(1, len(spans)):
                dashes[at] = "-" in normal[spans[at - 1][1] : spans[at][0]]
        if before is None and len(words) > 1 and words[-2] in types and words[-1] in provinces:
            small = _small_syllable(text, stop, provinces[words[-1]])  # "Tỉnh Bạc liêu"
        if small is not None:
            words, spans = [*words, small[0]], [*spans, (small[1], small[1] + len(small[0]))]
            dashes = [*dashes, False]
        if before is not None and words[0] in _FARM_OPENS:
            done = _take_farm(text, normal, stop, spans, words, dashes)
            stop = max(stop, done)
        if before is not None and len(words) <= _SHORT_NAME:
            _take_small_letter(text, normal, stop, before[0], spans, words, dashes)
        if len(words) <= _SHORT_NAME + 1 and text[stop + 1 : stop + 2].isdigit():
            _take_numeral(text, normal, stop, spans, words, dashes)
        capitals = len(run[0]) > 4 and run[0].isupper()
        head = before
        at = 1 if head is not None and words[0] in ("p", "x") and len(words) > 1 else 0
        while at < len(words):
            if head is None and words[at] in first_words:
                head, at = _type_in_run(words, spans, dashes, at, types)
                if head is not None and at >= len(words):
                    break
                if head is not None and words[at] in not_names:
                    head = None
                    at += 1
                    continue
            if head is not None:
                mention, used = _typed(reading, head, spans, words, dashes, at, capitals=capitals)
            elif words[at] not in longest:
                at += 1
                continue
            else:
                mention, used = _bare(reading, spans, words, dashes, at, capitals=capitals)
            if mention is not None:
                yield mention
            at += used
            head = None


def _small_syllable(text: str, stop: int, seconds: frozenset[str]) -> tuple[str, int] | None:
    """ "Vĩnh phúc", "Gia lai": the second syllable of a province, without its capital."""
    after = _SMALL_WORD.match(text, stop)
    if after is None or normalise(after[1]) not in seconds:
        return None
    return normalise(after[1]), after.start(1)


@cache
def _provinces_by_first() -> dict[str, frozenset[str]]:
    """The second syllables of the provinces of two, by the first; common words are left out."""
    found: dict[str, set[str]] = {}
    for unit in gazetteer.gazetteer().units.values():
        name = gazetteer.name_key(unit.short_name)
        if unit.level == "province" and name.count(" ") == 1 and name not in words_of("word_too"):
            first, second = name.split()
            found.setdefault(first, set()).add(second)
    return {first: frozenset(seconds) for first, seconds in found.items()}


def _take_small_letter(
    text: str,
    normal: str,
    stop: int,
    unit_type: UnitType,
    spans: list[tuple[int, int]],
    words: list[str],
    dashes: list[bool],
) -> None:
    """ "huyện Tứ kỳ", "TP Phan Rang-Tháp chàm": the last syllable of a name without its capital.

    The words grow by it where they are a unit of the type with it and none without.
    """
    after = _SMALL_WORD.match(text, stop)
    if after is None:
        return
    longer = [*words, normal[after.start(1) : after.end(1)]]
    if not _names_unit(longer, [*dashes, False], unit_type.level):
        return
    if _names_unit(words, dashes, unit_type.level):
        return
    words.append(longer[-1])
    spans.append(after.span(1))
    dashes.append(False)


def _take_farm(
    text: str,
    normal: str,
    stop: int,
    spans: list[tuple[int, int]],
    words: list[str],
    dashes: list[bool],
) -> int:
    """ "thị trấn Nông trường Mộc Châu", "thị trấn NT Mộc Châu": a town named after its state farm.

    The words become the unit's name; returns where it ends, 0 where it is no such name.
    """
    end, name, places = stop, list(words), list(spans)
    if words == ["nông"]:
        farm = _FARM_NAME.match(text, stop)
        if farm is None:
            return 0
        places.append((stop + 1, stop + 1 + len("trường")))
        places += [one.span() for one in _RUN_WORD.finditer(text, farm.start(1), farm.end(1))]
        name, end = [normal[begin:finish] for begin, finish in places], farm.end(1)
    else:
        name[:1], places[:1] = ["nông", "trường"], [spans[0], spans[0]]
    none = [False] * len(name)
    if not _names_unit(name, none, "commune"):
        return 0
    words[:], spans[:], dashes[:] = name, places, none
    return end


_FARM_OPENS = frozenset(("nông", "nt"))


def _take_numeral(
    text: str,
    normal: str,
    stop: int,
    spans: list[tuple[int, int]],
    words: list[str],
    dashes: list[bool],
) -> None:
    """ "xã A Lưới 2", "Sơn Kim 1": the number that a commune's name ends with.

    The words grow by it where they are a commune with it, and no unit follows ("A Lưới 2 tỷ đồng").
    """
    after = _NUMERAL.match(text, stop)
    if after is None or match_unit(normal, after.end()) is not None:
        return
    for first in range(max(0, len(words) - _SHORT_NAME), len(words)):
        if _names_unit([*words[first:], after[1]], [*dashes[first:], False], "commune"):
            words.append(after[1])
            spans.append(after.span(1))
            dashes.append(False)
            return


_NUMERAL = re.compile(r" ([1-9]\d?)(?![\w%]|[.,/:-]\d)")


def _names_unit(words: list[str], dashes: list[bool], level: str) -> bool:
    """Whether all of the words are the name of a unit of the level."""
    count, key = _longest_name(words, dashes, 0)
    return count == len(words) and any(fits(unit, level) for unit in gazetteer.units_named(key))


#: A run of more words is more than one name's beginning.
_SHORT_NAME = 3
_SMALL_WORD = re.compile(r" ([^\W\d_A-ZĐ]+)(?![\w])")


def _ends_inside_type(
    normal: str, before: tuple[UnitType, int] | None, start: int, stop: int
) -> bool:
    """ "Khu Công" of "Khu Công nghệ cao", "Quốc" of "Cửa khẩu Quốc tế Vĩnh Xương": no names."""
    if normal[stop : stop + 1] != " ":
        return False
    begin = before[1] if before is not None else start
    return any(
        begin + len(phrase) > stop and not normal[begin + len(phrase) :][:1].isalnum()
        for phrase in _mixed_types().get(normal[begin : begin + 2], ())
        if normal.startswith(phrase, begin)
    )


@cache
def _mixed_types() -> dict[str, tuple[str, ...]]:
    """The phrases of types of more than two words by their first two letters."""
    found: dict[str, tuple[str, ...]] = {}
    for phrase in type_words():
        if phrase.count(" ") > 1:
            found[phrase[:2]] = (*found.get(phrase[:2], ()), phrase)
    return found


def _type_in_run(
    words: list[str],
    spans: list[tuple[int, int]],
    dashes: list[bool],
    at: int,
    types: dict[str, UnitType],
) -> tuple[tuple[UnitType, int] | None, int]:
    """A type word at `at` inside a run ('TP Móng Cái', 'HUYỆN VŨ QUANG') and where its name is."""
    for count in (4, 3, 2, 1):
        if at + count <= len(words) and not any(dashes[at + 1 : at + count]):
            phrase = " ".join(words[at : at + count])
            if phrase in types:
                if types[phrase].level == "village" and _longest_name(words, dashes, at)[0] > count:
                    continue  # "Sóc Trăng", "Buôn Ma Thuột" are no hamlets
                return (types[phrase], spans[at][0]), at + count
    return None, at


def _typed(
    reading: Reading,
    head: tuple[UnitType, int],
    spans: list[tuple[int, int]],
    words: list[str],
    dashes: list[bool],
    at: int,
    *,
    capitals: bool,
) -> tuple[RawMention | None, int]:
    """The mention whose type is known and whose name begins at word `at`; words used."""
    unit_type, start = head
    types = type_words()
    free = 1
    while (
        at + free < len(words)
        and not dashes[at + free]
        and (at + free + 1 >= len(words) or words[at + free] not in types)
    ):
        free += 1
    known, key = _longest_name(words, dashes, at)
    units = [unit for unit in gazetteer.units_named(key) if fits(unit, unit_type.level)]
    while known and not units:
        # a longer name of another level hides a shorter one of this level: "xã Hà Tĩnh Nam"
        known -= 1
        key = " ".join(words[at : at + known])
        units = [unit for unit in gazetteer.units_named(key) if fits(unit, unit_type.level)]
    used = known or free
    if unit_type.level in ("zone", "village"):
        if not_a_place(reading.normal, start) or (
            unit_type.level == "village"
            and (is_foreign(" ".join(words[at : at + free])) or _heads_it(reading, start, free))
        ):
            return None, free
        units = []
        used = len(words) - at if unit_type.level == "zone" else free
        if all(word in types for word in words[at : at + used]):
            return None, used
    elif unit_type.level == "commune" and not capitals and known < free <= 3:
        rest = _longest_name(words, dashes, at + known)[0] if known else 0
        used = known if rest else free
        units = units if used == known else []
    if not units and (unit_type.level == "province" or (used > 4 and unit_type.level != "zone")):
        return None, free
    if not units and capitals:
        stops = at + used >= len(words) or dashes[at + used]
        least = {"commune": 2, "district": 1}.get(unit_type.level, 9)
        if not stops or not least <= used <= 3:
            return None, 1
    end = spans[at + used - 1][1]
    if reading.text[start:end].lower() == "p.v":
        return None, used  # who wrote it (phóng viên), and no Phường V
    written = _one_spelling(reading, spans[at][0], end)
    if capitals and not units:
        written = written.title()
    how: How = "typed"
    if is_counted(reading.normal, start):
        how = "counted"
    elif unit_type.level in ("zone", "village"):
        how = "zone" if unit_type.level == "zone" else "village"
    elif agency_before().search(reading.normal, max(0, start - 40), start):
        how = "agency"
    return RawMention(start, end, written, unit_type, tuple(units), how), used


def _heads_it(reading: Reading, start: int, free: int) -> bool:
    """ "Trưởng thôn Bàn Phúc Hin": a name of three words behind it is the person's."""
    heads = tuple(f"{word} " for word in words_of("chief"))
    return free >= _FULL_NAME and reading.normal.endswith(heads, 0, start)


#: A person's full name has so many words.
_FULL_NAME = 3


def _one_spelling(reading: Reading, start: int, end: int) -> str:
    """The text with one tone placement and one kind of dash and space, its capitals kept."""
    written = reading.text[start:end]
    if written.lower() == reading.normal[start:end]:
        return written
    return "".join(
        low.upper() if char.isupper() else low
        for char, low in zip(written, reading.normal[start:end], strict=True)
    )


def _bare(
    reading: Reading,
    spans: list[tuple[int, int]],
    words: list[str],
    dashes: list[bool],
    at: int,
    *,
    capitals: bool,
) -> tuple[RawMention | None, int]:
    """A known name without a type at word `at`, where it stands alone; words used."""
    known, key = _longest_name(words, dashes, at)
    if not known:
        return None, 1
    after, types = at + known, type_words()
    alone_after = (
        after >= len(words)
        or dashes[after]
        or words[after] in types
        or _longest_name(words, dashes, after)[0] > 0
    )
    first = reading.text[spans[at - 1][0] : spans[at - 1][1]] if at else ""
    alone_before = at == 0 or dashes[at] or (len(first) > 1 and first.isupper() and not capitals)
    # "Với Quảng Ninh, ...": a sentence's first word has a capital too
    alone_before = alone_before or (at == 1 and words[0] in words_of("name_lead"))
    start, end = spans[at][0], spans[after - 1][1]
    # "Sở Công Thương Quảng Ninh": an office's name before its place's
    office = agency_before().search(reading.normal, max(0, start - 40), start) is not None
    alone_before = alone_before or office
    if not ((alone_after and alone_before) or (capitals and known > 1)):
        return None, max(1, len(words) - at) if not capitals else 1
    if not_a_place(reading.normal, spans[0][0] if not capitals else start):
        return None, known
    units = tuple(unit for unit in gazetteer.units_named(key) if unit.level != "region")
    if not (alone_after and alone_before):
        # among capitals a commune's name may be words: "THÔNG TIN CHỈ ĐẠO ĐIỀU HÀNH"
        units = tuple(unit for unit in units if unit.level != "commune")
        if not units:
            return None, 1
    if (told := _type_of_office(reading.normal, start)) is not None:
        fitting = tuple(unit for unit in units if fits(unit, told.level))
        return RawMention(start, end, reading.text[start:end], told, fitting, "agency"), known
    how: How = "agency" if office else "bare"
    return RawMention(start, end, reading.text[start:end], None, units, how), known


def _type_of_office(normal: str, start: int) -> UnitType | None:
    """ "Huyện ủy Bình Đại": the type that the name of a party committee tells."""
    for office, (told, _) in words_of("agency").items():
        if told and normal.endswith(f"{office} ", 0, start):
            return type_words()[told]
    return None


_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdghklmnpqrstvx])?[aeiouy]{1,3}(?:ch|ng|nh|[cmnpt])?"
)


def is_foreign(written: str) -> bool:
    """Whether a word of the name is neither a Vietnamese syllable nor marked as a highland name."""
    return any(
        word.isascii() and word.isalpha() and not _SYLLABLE.fullmatch(word.lower())
        for word in written.split()
    )
