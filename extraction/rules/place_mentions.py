"""Mentions of places in a text: units, the country and regions, levels without a name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal, NamedTuple

import ahocorasick

from extraction import gazetteer
from extraction.gazetteer import AdminUnit, words_of
from extraction.observation import PlaceLevel
from extraction.record import Replaceable, record
from extraction.rules.place_names import How, RawMention, as_reading
from extraction.rules.place_resolution import DEPTH, Place, parent_place, resolve
from extraction.rules.place_rows import raw_mentions
from extraction.rules.place_types import agency_before, type_words
from extraction.text import Reading, word_start

Scope = Literal["whole", "area", "plain"]

_CONTAINER_GAP = re.compile(r"\s*[,(/-]?\s*(?:thuộc|của|,)?\s*\(?\s*")
_BEFORE_COUNTRY = frozenset(
    [
        "ở",
        "tại",
        "của",
        "vào",
        "sang",
        "đến",
        "với",
        "cả",
        "cho",
        "từ",
        "khắp",
        "trên",
        "và",
        "bình",
        "quân",
    ]
)


@record
class PlaceMention(Replaceable):
    """A place named at `start:end` (half-open, code points), with how it was recognised.

    `typed`: its type stands before it; `list`: it continues a list with a type at its head;
    `counted`: it is in a list told with its number ("02 xã: A, B"); `bare`: the name alone;
    `agency`: the name of an office there; `country`, `region`, `zone`, `village`: as they say.
    """

    start: int
    end: int
    place: Place
    how: How


@dataclass(frozen=True, slots=True)
class GenericMention:
    """A level named without a name ("toàn huyện"); `place` is that level's unit seen from home.

    `scope` is `whole` ("toàn huyện"), `area` ("trên địa bàn huyện") or `plain` ("huyện").
    `place` is None where home does not tell it, as for "xã" in a district's article; `agency`
    tells of a `whole` that it is an office's ("UBND toàn tỉnh").
    """

    start: int
    end: int
    level: PlaceLevel
    place: Place | None
    scope: Scope
    agency: bool


@cache
def _regions() -> ahocorasick.Automaton:
    """Keys of the country and the regions."""
    found = {
        key: unit
        for key, units in gazetteer.gazetteer().named.items()
        for unit in units
        if unit.level in ("country", "region")
    }
    automaton = ahocorasick.Automaton()
    for key, unit in found.items():
        automaton.add_word(key, (key, unit))
    automaton.make_automaton()
    return automaton


def wide_mentions(reading: Reading) -> Iterator[PlaceMention]:
    """The country and regions, which are not written in capitals throughout."""
    text, normal = reading.text, reading.normal
    found: list[tuple[int, int, AdminUnit]] = []
    for last_letter, (key, unit) in _regions().iter(normal):
        start, end = last_letter + 1 - len(key), last_letter + 1
        if not (normal[start - 1 : start].isalnum() or normal[end : end + 1].isalnum()):
            found.append((start, -end, unit))
    last = 0
    for start, stop, unit in sorted(found):
        if start >= last and _is_wide(text, normal, start, -stop, unit):
            last = -stop
            how: How = "country" if unit.level == "country" else "region"
            yield PlaceMention(start, last, Place(unit.level, unit.name, None), how)


def _is_wide(text: str, normal: str, start: int, end: int, unit: AdminUnit) -> bool:
    """Whether the words mean the country or a region here, and not a part of another name."""
    written = text[start:end]
    before = normal[max(0, start - 12) : start].split()
    if unit.level == "region":
        named_on = text[end : end + 1] == " " and text[end + 1 : end + 2].isupper()
        if named_on and not normal.startswith("việt nam", end + 1):
            return False
        if _IN_REGION.search(normal, max(0, start - 44), start):
            return False  # "Tây Ninh thuộc miền Đông Nam Bộ, diện tích 4.028 km2"
        if normal[start:end] in ("tây bắc", "đông bắc"):
            return bool(before) and before[-1] in ("vùng", "tỉnh", "vực", "núi", "miền")
        return not written.islower() or written.count(" ") > 1
    if written.islower():
        return written != "vn"
    if written.isupper() and written != "VN":
        return normal[start:end] != "việt nam"
    named_on = text[end : end + 1] == " " and text[end + 1 : end + 2].isupper()
    open_before = normal[max(0, start - 4) : start].rstrip(" \"'(")
    opening = not open_before or (open_before[-1] in ".\n!?:" and normal[start - 1] != ".")
    return not named_on and (opening or (bool(before) and before[-1] in _BEFORE_COUNTRY))


#: Where a place lies: no subject of what follows.
_IN_REGION = re.compile(
    r"(?<!\w)(?:thuộc|nằm (?:trong|ở)|là (?:một )?tỉnh[\w ]{0,14} ở) "
    r"(?:miền |vùng |khu vực )?(?:đông |tây )?\Z"
)


def find_places(text: Reading | str, *, home: Place | None, date: str | None) -> list[PlaceMention]:
    """Mentions of places in text order; `home` is the article's own place, `date` ISO.

    Bare names of districts and communes count only inside home's province.
    """
    reading = as_reading(text)
    found: list[PlaceMention] = []
    left: list[RawMention] = []
    container: tuple[RawMention, Place] | None = None
    for raw in reversed(raw_mentions(reading)):
        near = None
        if container is not None and _CONTAINER_GAP.fullmatch(
            reading.normal, raw.end, container[0].start
        ):
            near = container[1]
        place = resolve(raw, home=home, near=near, date=date)
        if place is not None:
            found.append(PlaceMention(raw.start, raw.end, place, raw.how))
            container = (raw, place)
        elif raw.unit_type is None and " " in raw.written:
            left.append(raw)
    if left and home is not None:
        found.extend(_told_with_type(left, found))
    if home is not None:
        found = [_as_home(mention, home, reading) for mention in found]
    found.extend(wide_mentions(reading))
    found.sort(key=lambda mention: (mention.start, -mention.end))
    return found


def _as_home(mention: PlaceMention, home: Place, reading: Reading) -> PlaceMention:
    """ "Xã Thạch Hạ ... Thạch Hạ đã huy động": the bare name of home is it, whatever it is now."""
    same = mention.how == "bare" and mention.place.level == home.level
    same = same and mention.place.province == home.province and mention.place != home
    if not same or not home.name.endswith(f" {reading.text[mention.start : mention.end]}"):
        return mention
    return mention._replace(place=home)


def _told_with_type(left: list[RawMention], found: list[PlaceMention]) -> Iterator[PlaceMention]:
    """ "xã Vĩnh Công ... Vĩnh Công là xã thứ 10": bare names of communes told with their type."""
    told = {
        mention.place.name.split(" ", 1)[1]: mention.place
        for mention in found
        if mention.how in ("typed", "list", "counted") and mention.place.level == "commune"
        if " " in mention.place.name
    }
    for raw in left:
        if (place := told.get(raw.written)) is not None:
            yield PlaceMention(raw.start, raw.end, place, "typed")


def find_places_and_wholes(
    text: Reading | str, *, home: Place | None, date: str | None
) -> list[PlaceMention]:
    """Places named, and "toàn tỉnh" as the province of home, "toàn huyện" as its district."""
    found = find_places(text, home=home, date=date)
    if home is not None and home.level not in ("country", "region"):
        found.extend(
            PlaceMention(generic.start, generic.end, generic.place, "typed")
            for generic in find_generic_places(text, home=home, date=date, only_wholes=True)
            if generic.place is not None and not generic.agency
        )
        found.sort(key=lambda mention: (mention.start, -mention.end))
    return _with_whole_regions(as_reading(text).normal, found)


def _with_whole_regions(normal: str, found: list[PlaceMention]) -> list[PlaceMention]:
    """ "toàn vùng" is the region named last before it."""
    regions = [mention for mention in found if mention.how == "region"]
    if not regions:
        return found
    wholes = []
    for whole in _WHOLE_REGION.finditer(normal, regions[0].end):
        last = next(one for one in reversed(regions) if one.end <= whole.start())
        wholes.append(PlaceMention(whole.start(), whole.end(), last.place, "typed"))
    return sorted([*found, *wholes], key=lambda mention: (mention.start, -mention.end))


_WHOLE_REGION = re.compile(rf"(?:{word_start(('toàn', 'cả'))}) (?:vùng|khu vực)(?!\w)")


_GENERIC_WORDS = word_start(
    (
        "tỉnh", "thành phố", "thị xã", "huyện", "quận", "phường", "xã", "thị trấn", "đặc khu",
        "tp", "tx",
    ),
    inside=r"[^\W_/]",
)  # fmt: skip
_GENERIC = re.compile(rf"({_GENERIC_WORDS})(?![^\W_])")
_GENERIC_FOLLOW = re.compile(
    r"\s+(?:hội|ủy|đoàn|viên|lỵ|đội|luận|giao)(?![^\W_])"
    r"|,\s*(?:xã|phường|thị trấn|thành phố|thị xã|quận)(?![^\W_])"
)
_PLURAL_BEFORE = re.compile(
    r"(?:\d|(?<![^\W_])(?:các|mỗi|những|nhiều|cấp|liên|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười"
    r"|đường|từng|số|ngoài|trạm y tế|khối|kh|kế hoạch)|(?:tỉnh|huyện|xã|phường|quận),)\s*\Z"
)


def find_generic_places(
    text: Reading | str,
    *,
    home: Place | None = None,
    date: str | None = None,
    only_wholes: bool = False,
) -> list[GenericMention]:
    """Levels named without a name, in text order: "toàn huyện", "trên địa bàn xã", "tỉnh".

    `only_wholes` leaves out all but those of the scope `whole`.
    """
    reading = as_reading(text)
    found: list[GenericMention] = []
    for begin, end, word, scope, told_whole, agency in _unnamed(reading.text, reading.normal):
        if only_wholes and not told_whole:
            continue
        level = _generic_level(word, home)
        place = home if home and home.level == level else _above(home, level, date)
        found.append(GenericMention(begin, end, level, place, scope, agency))
    return found


def levels_told(reading: Reading) -> Iterator[tuple[PlaceLevel, Scope, str]]:
    """Level, scope and type word of each level named without a name, as no place sees it."""
    for row in _unnamed(reading.text, reading.normal):
        yield _generic_level(row.word, None), row.scope, row.word


class _Unnamed(NamedTuple):
    """A type word without a name; `whole` tells that a word like "toàn" stands right before it."""

    begin: int
    end: int
    word: str
    scope: Scope
    whole: bool
    agency: bool


@lru_cache(maxsize=4)
def _unnamed(text: str, normal: str) -> Sequence[_Unnamed]:
    # Asked for twice an article: before its own place is known, and then as seen from there.
    scopes = words_of("scope")
    wholes = tuple(phrase for phrase, (value, _) in scopes.items() if value == "whole")
    raws = raw_mentions(Reading(text, normal, None))
    named_at = {raw.start for raw in raws if raw.unit_type is not None}
    found: list[_Unnamed] = []
    for match in _GENERIC.finditer(normal):
        start, end = match.span()
        if start in named_at:
            continue
        following = text[end : end + 2]
        named = len(following) == 2 and following[0] in " .:" and following[1].isupper()
        if named and not text[start:end].isupper():
            continue
        if _GENERIC_FOLLOW.match(normal, end) or normal[max(0, start - 4) : start] == "thị ":
            continue
        window = normal[max(0, start - 26) : start]
        before = window[window.rfind("\n") + 1 :]
        if _PLURAL_BEFORE.search(before):
            continue
        words = before.split()
        scope: Scope = "plain"
        begin = start
        may_be_scoped = bool(words) and words[-1].lstrip(_QUOTES) in _last_words_of_scopes()
        for count in (3, 2, 1) if may_be_scoped else ():
            phrase = " ".join(words[-count:]).lstrip(_QUOTES)
            if count <= len(words) and phrase in scopes:
                value = scopes[phrase][0]
                scope = "whole" if value == "whole" else "area" if value == "area" else "plain"
                if scope != "plain":
                    begin = start - len(before) + before.rfind(phrase)
                break
        whole = scope == "whole" and window.rstrip().endswith(wholes)
        agency = whole and bool(agency_before().search(normal, max(0, start - 30), start))
        found.append(_Unnamed(begin, end, match[1], scope, whole, agency))
    return tuple(found)


_QUOTES = "(\"'-+"


@cache
def _last_words_of_scopes() -> frozenset[str]:
    return frozenset(phrase.rsplit(" ", 1)[-1] for phrase in words_of("scope"))


def _generic_level(word: str, home: Place | None) -> PlaceLevel:
    """The level of a type word: a bare 'thành phố' is home's own, its district or its province."""
    level = type_words()[word].level
    if level == "province":
        return "province"
    if level == "commune":
        return "commune"
    if level != "city" or home is None:
        return "district"
    if home.level in ("province", "country", "region"):
        return "province"
    above = [
        unit
        for unit in gazetteer.units_named(gazetteer.name_key(home.province or ""))
        if unit.level == "province" and unit.type == "Thành phố"
    ]
    own_city = home.level == "district" and home.name.startswith("Thành phố")
    return "district" if own_city or not above else "province"


def _above(home: Place | None, level: PlaceLevel, date: str | None) -> Place | None:
    place = home
    while place is not None and DEPTH[place.level] > DEPTH[level]:
        place = parent_place(place, date=date)
    return place if place is not None and place.level == level else None
