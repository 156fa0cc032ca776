"""Mentions of places in a text: typed ("huyện Hải Hà"), bare ("Quảng Ninh"), in lists, generic.

A name is looked up longest first in the gazetteer. What decides between namesakes is, in order:
the unit named right after ("xã A, huyện B"), the article's own place, the date.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Literal

from extraction import gazetteer
from extraction.gazetteer import AdminUnit
from extraction.observation import PlaceLevel
from extraction.reference import SEEDS, SeedError
from extraction.text import Reading, read_text

How = Literal["typed", "bare", "list", "counted", "agency", "country", "region", "zone", "village"]
Scope = Literal["whole", "area", "plain"]

#: From the widest to the narrowest; a zone or a village lies inside any of the others.
DEPTH: dict[PlaceLevel, int] = {
    "country": 0,
    "region": 1,
    "province": 2,
    "district": 3,
    "commune": 4,
    "village": 5,
    "zone": 5,
}


@dataclass(frozen=True, slots=True)
class Place:
    """A place as the contract names it: level, name with its type, province without type."""

    level: PlaceLevel
    name: str
    province: str | None


@dataclass(frozen=True, slots=True)
class PlaceMention:
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
    `place` is None where home does not tell it, as for "xã" in a district's article.
    """

    start: int
    end: int
    level: PlaceLevel
    place: Place | None
    scope: Scope
    agency: bool


@dataclass(frozen=True, slots=True)
class UnitType:
    """A written type word: `level` it names (`city` is province or district), official form."""

    level: str
    official: str


@dataclass(frozen=True, slots=True)
class RawMention:
    """A name before it is known which unit it means; `units` are all its namesakes."""

    start: int
    end: int
    written: str
    unit_type: UnitType | None
    units: Sequence[AdminUnit]
    how: How


@cache
def _words(role: str) -> dict[str, tuple[str, str]]:
    """Phrases of `place_words.csv` with one role: phrase to value and official form."""
    path = SEEDS / "place_words.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        found = {
            row["phrase"]: (row["value"], row["official"]) for row in reader if row["role"] == role
        }
    if not found:
        raise SeedError(f"{path}: no row has the role {role!r}")
    return found


@cache
def type_words() -> dict[str, UnitType]:
    """Written type words, lower-cased, with what they name."""
    return {phrase: UnitType(*cells) for phrase, cells in _words("type").items()}


def press_provinces() -> dict[str, str]:
    """Newspapers' marks and names, lower-cased, with their province."""
    return {phrase: value for phrase, (value, _) in _words("press").items()}


@cache
def _agency_before() -> re.Pattern[str]:
    heads = "|".join(sorted(map(re.escape, _words("agency")), key=len, reverse=True))
    return re.compile(
        rf"(?<![^\W_])(?<!cơ )(?<!trụ )(?:{heads})(?: (?!{_PARTED})[^\s,.;:()\d]+){{0,5}} $"
    )


#: A word that parts an office from a place named after it: "công an đến huyện X".
_PARTED = "(?:về|đến|tại|ở|cho|trên|trong|và|với|từ|là|có|giao|của các|đối)(?![^\\W_])"
_UPPER = "".join(char for char in map(chr, range(0x41, 0x1EFA)) if char.isupper())
_WORD = rf"[{_UPPER}][^\W\d_]*(?:['’][^\W\d_]+)?"
_RUN = re.compile(rf"(?<![^\W_]){_WORD}(?:[ \u00a0]{{0,3}}[-–]?[ \u00a0]{{1,3}}{_WORD})*")
_RUN_WORD = re.compile(rf"{_WORD}")
_NUMBERED = re.compile(
    r"(?<![^\W_])(phường|quận|(?<=[,(;] )[pq]\.) ?(\d{1,2})(?![^\W_])(?=\s*(?:[,;:)(\n]|\.\s|\.?$|và ))"
)
_LIST_GAP = re.compile(r"\s*(?:,|;|và|,\s*và|cùng|hoặc)\s*(?:\(|:)?\s*", re.IGNORECASE)
_COUNT_BEFORE = re.compile(r"(?:\d|(?<![^\W_])(?:một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|số))\s*$")
_CONTAINER_GAP = re.compile(r"\s*[,(/-]?\s*(?:thuộc|của|,)?\s*\(?\s*")
_OPENING = "(\"'[-+•/,;:*"
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
        "nước",
        "là",
        "cho",
        "từ",
        "khắp",
        "trên",
        "và",
        "bình",
        "quân",
    ]
)


def as_reading(text: Reading | str) -> Reading:
    """The reading of a text that may be one already."""
    return text if isinstance(text, Reading) else read_text(text)


def _type_before(normal: str, start: int) -> tuple[UnitType, int] | None:
    """The type word that ends right before `start` on the same line, with its own start."""
    window = normal[max(0, start - 30) : start]
    line = window[window.rfind("\n") + 1 :]
    stripped = line.rstrip(" :(")
    if stripped[stripped.rfind(" ") + 1 :].lstrip(_OPENING) not in _last_words():
        return None
    bracket, stripped = stripped, line.rstrip(" ")
    if bracket != stripped:
        if not _is_list_head(bracket):
            return None
        stripped = bracket
    if line.endswith("t.") and normal[start : start + 2] == "p ":
        return type_words()["t.p"], start - 2
    if len(stripped) == len(line) and not line.endswith("."):
        return None
    words = stripped.split(" ")
    types = type_words()
    for count in (4, 3, 2, 1):
        if count > len(words):
            continue
        phrase = " ".join(words[-count:])
        bare = phrase.lstrip(_OPENING)
        if bare in types:
            return types[bare], start - len(line) + len(stripped) - len(bare)
    return None


@cache
def _last_words() -> frozenset[str]:
    return frozenset(phrase.rsplit(" ", 1)[-1] for phrase in type_words()) | {"t."}


def _is_list_head(before: str) -> bool:
    """Whether a bracket or colon after these words opens a list: '02 xã (', 'các xã: '."""
    words = before.split(" ")
    head = words[-1] if words else ""
    return head in ("xã", "huyện", "phường", "trấn", "quận", "tỉnh", "phố", "khu")


def _not_a_place(normal: str, start: int) -> bool:
    """Whether the words before make the name a street, a person, a company."""
    line = normal[max(0, start - 24) : start]
    words = line[line.rfind("\n") + 1 :].split()
    refused = _words("not_place")
    return any(
        count <= len(words) and " ".join(words[-count:]).lstrip("(\"'") in refused
        for count in (1, 2, 3)
    )


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


def _fits(unit: AdminUnit, level: str) -> bool:
    if level == "city":
        return unit.level == "district" or unit.type == "Thành phố"
    return unit.level == level


def _raw_mentions(reading: Reading) -> Iterator[RawMention]:
    """Every capitalised name with a type before it or in the gazetteer, in text order."""
    text, normal = reading.text, reading.normal
    types, longest = type_words(), gazetteer.gazetteer().longest
    not_names = _words("not_name")
    for run in _RUN.finditer(text):
        start, stop = run.span()
        before = _type_before(normal, start)
        spans = [found.span() for found in _RUN_WORD.finditer(text, start, stop)]
        words = [normal[begin:end] for begin, end in spans]
        if before is None and len(words) == 1 and words[0] not in longest:
            continue
        dashes = [False] + [
            "-" in normal[spans[at - 1][1] : spans[at][0]] for at in range(1, len(spans))
        ]
        capitals = len(run[0]) > 4 and run[0].isupper()
        head = before
        at = 1 if head is not None and words[0] == "p" and len(words) > 1 else 0
        while at < len(words):
            if head is None:
                head, at = _type_in_run(words, spans, dashes, at, types)
                if head is not None and at >= len(words):
                    break
                if head is not None and words[at] in not_names:
                    head = None
                    at += 1
                    continue
            if head is not None:
                mention, used = _typed(reading, head, spans, words, dashes, at, capitals=capitals)
            else:
                mention, used = _bare(reading, spans, words, dashes, at, capitals=capitals)
            if mention is not None:
                yield mention
            at += used
            head = None


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
    units = [unit for unit in gazetteer.units_named(key) if _fits(unit, unit_type.level)]
    while known and not units:
        # a longer name of another level hides a shorter one of this level: "xã Hà Tĩnh Nam"
        known -= 1
        key = " ".join(words[at : at + known])
        units = [unit for unit in gazetteer.units_named(key) if _fits(unit, unit_type.level)]
    used = known or free
    if unit_type.level in ("zone", "village"):
        if _not_a_place(reading.normal, start) or (
            unit_type.level == "village" and _is_foreign(" ".join(words[at : at + free]))
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
    if not units and capitals and (unit_type.level in ("village", "zone", "city") or used > 3):
        return None, 1
    end = spans[at + used - 1][1]
    written = reading.text[spans[at][0] : end]
    if capitals and not units:
        written = written.title()
    how: How = "typed"
    if unit_type.level in ("zone", "village"):
        how = "zone" if unit_type.level == "zone" else "village"
    elif _COUNT_BEFORE.search(reading.normal, max(0, start - 8), start):
        how = "counted"
    elif _agency_before().search(reading.normal, max(0, start - 40), start):
        how = "agency"
    return RawMention(start, end, written, unit_type, tuple(units), how), used


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
    if words[at] not in gazetteer.gazetteer().longest:
        return None, 1
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
    start, end = spans[at][0], spans[after - 1][1]
    if not ((alone_after and alone_before) or (capitals and known > 1)):
        return None, max(1, len(words) - at) if not capitals else 1
    if _not_a_place(reading.normal, spans[0][0] if not capitals else start):
        return None, known
    agency = _agency_before().search(reading.normal, max(0, start - 40), start)
    units = tuple(unit for unit in gazetteer.units_named(key) if unit.level != "region")
    how: How = "agency" if agency else "bare"
    return RawMention(start, end, reading.text[start:end], None, units, how), known


def _with_lists(normal: str, mentions: list[RawMention]) -> list[RawMention]:
    """Names that only a comma or 'và' parts from a typed one get its type.

    Not the name of a unit in which the one before lies: "xã Điện Quang, Điện Bàn, Quảng Nam".
    """
    found: list[RawMention] = []
    for mention in mentions:
        last = found[-1] if found else None
        if (
            mention.unit_type is None
            and last is not None
            and last.unit_type is not None
            and last.how in ("typed", "list", "counted")
            and _LIST_GAP.fullmatch(normal, last.end, mention.start)
            and _continues(last, last.unit_type, mention)
        ):
            how: How = "counted" if last.how == "counted" else "list"
            mention = replace(mention, unit_type=last.unit_type, how=how)
        found.append(mention)
    return found


def _continues(last: RawMention, unit_type: UnitType, mention: RawMention) -> bool:
    if not any(_fits(unit, unit_type.level) for unit in mention.units):
        return False
    provinces = [unit for unit in mention.units if unit.level == "province"]
    if provinces and unit_type.level not in ("province", "city"):
        return False
    if provinces and unit_type.level == "city":
        return any(unit.type == unit_type.official for unit in provinces)
    holders = {
        above.short_name for unit in last.units if (above := gazetteer.parent_of(unit)) is not None
    }
    return holders.isdisjoint(unit.short_name for unit in mention.units)


def _numbered(reading: Reading) -> Iterator[RawMention]:
    """'Phường 5', 'Quận 1'."""
    if "phường" not in reading.normal and "quận" not in reading.normal:
        return
    for found in _NUMBERED.finditer(reading.normal):
        unit_type = type_words()[found[1]]
        written = f"{unit_type.official} {int(found[2])}"
        units = gazetteer.units_named(gazetteer.name_key(written))
        if units:
            yield RawMention(found.start(), found.end(), written, unit_type, tuple(units), "typed")


@cache
def _regions() -> list[tuple[str, AdminUnit]]:
    """Keys of the country and the regions, longest first."""
    found = {
        key: unit
        for key, units in gazetteer.gazetteer().named.items()
        for unit in units
        if unit.level in ("country", "region")
    }
    return sorted(found.items(), key=lambda item: -len(item[0]))


def _wide_mentions(reading: Reading) -> Iterator[PlaceMention]:
    """The country and regions, which are not written in capitals throughout."""
    text, normal = reading.text, reading.normal
    taken: list[tuple[int, int]] = []
    for key, unit in _regions():
        start = normal.find(key)
        while start >= 0:
            end = start + len(key)
            if (
                not any(begin < end and start < stop for begin, stop in taken)
                and not normal[start - 1 : start].isalnum()
                and not normal[end : end + 1].isalnum()
                and _is_wide(text, normal, start, end, unit)
            ):
                taken.append((start, end))
                name = unit.name
                how: How = "country" if unit.level == "country" else "region"
                yield PlaceMention(start, end, Place(unit.level, name, None), how)
            start = normal.find(key, end)


def _is_wide(text: str, normal: str, start: int, end: int, unit: AdminUnit) -> bool:
    """Whether the words mean the country or a region here, and not a part of another name."""
    written = text[start:end]
    before = normal[max(0, start - 12) : start].split()
    if unit.level == "region":
        named_on = text[end : end + 1] == " " and text[end + 1 : end + 2].isupper()
        if named_on and not normal.startswith("việt nam", end + 1):
            return False
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


def raw_mentions(reading: Reading) -> Sequence[RawMention]:
    """All names of units, zones and villages with their types, in text order, unresolved."""
    return _raw_of(reading.text, reading.normal)


@lru_cache(maxsize=4)
def _raw_of(text: str, normal: str) -> Sequence[RawMention]:
    # The article's own place and its mentions are asked for one after the other.
    reading = Reading(text, normal, None)
    found = sorted([*_raw_mentions(reading), *_numbered(reading)], key=lambda raw: raw.start)
    return tuple(_with_lists(normal, found))


def find_places(text: Reading | str, *, home: Place | None, date: str | None) -> list[PlaceMention]:
    """Mentions of places in text order; `home` is the article's own place, `date` ISO.

    Bare names of districts and communes count only inside home's province.
    """
    reading = as_reading(text)
    found: list[PlaceMention] = []
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
    found.extend(_wide_mentions(reading))
    found.sort(key=lambda mention: (mention.start, -mention.end))
    return found


def resolve(
    raw: RawMention, *, home: Place | None, near: Place | None, date: str | None
) -> Place | None:
    """The place that a raw mention means, None for a bare name that is not safe here."""
    if raw.unit_type is None:
        unit = _bare_unit(raw.units, home, date)
        return None if unit is None else place_of(unit, date)
    level = raw.unit_type.level
    if raw.how in ("list", "counted"):
        fitting = [unit for unit in raw.units if _fits(unit, level)]
        standing = any(gazetteer.is_valid(unit, date) for unit in fitting)
        if not standing and any(gazetteer.is_valid(unit, date) for unit in raw.units):
            unit = _bare_unit(raw.units, home, date)
            return None if unit is None else place_of(unit, date)
        raw = replace(raw, units=tuple(fitting))
    home_province = home.province if home else None
    if near is not None and raw.units and near.province not in _provinces(raw.units, date):
        near = None
    if near is not None and DEPTH[near.level] < 5 and near.province:
        home_province = near.province
    if level in ("zone", "village"):
        plain: PlaceLevel = "zone" if level == "zone" else "village"
        return Place(plain, f"{raw.unit_type.official} {raw.written}", home_province)
    unit = choose_unit(raw, home, near, date)
    if unit is not None:
        return _named_as_written(unit, raw.unit_type, date)
    unit_level: PlaceLevel = "commune" if level == "commune" else "district"
    if raw.units:
        province = None if near is None and home is None else home_province
        return Place(unit_level, _typed_name(raw.unit_type, raw.units[0]), province)
    misspelt = _misspelt(raw, home_province, unit_level, date)
    if misspelt is not None:
        return _named_as_written(misspelt, raw.unit_type, date)
    if raw.unit_type.official == "Thành phố" or _is_foreign(raw.written):
        return None
    name = f"{raw.unit_type.official} {raw.written}"
    if home_province is None:
        into = gazetteer.units_that_absorbed(name)
        provinces = {gazetteer.province_on(unit.province_name, date) for unit in into}
        home_province = provinces.pop() if len(provinces) == 1 else None
    return Place(unit_level, name, home_province)


def _province(unit: AdminUnit, date: str | None) -> str:
    return gazetteer.province_on(unit.province_name, date)


def _provinces(units: Sequence[AdminUnit], date: str | None) -> set[str]:
    return {_province(unit, date) for unit in units}


def place_of(unit: AdminUnit, date: str | None) -> Place:
    """The unit as the contract names it on the date."""
    if unit.level in ("country", "region"):
        return Place(unit.level, unit.name, None)
    return Place(unit.level, unit.name, _province(unit, date))


def _named_as_written(unit: AdminUnit, unit_type: UnitType, date: str | None) -> Place:
    """The unit with the type that the text gives it (it may have been promoted since)."""
    if unit.level == "province":
        return place_of(unit, date)
    return Place(unit.level, _typed_name(unit_type, unit), _province(unit, date))


def _typed_name(unit_type: UnitType, unit: AdminUnit) -> str:
    """'Thị xã Đông Triều' of the written type and 'Thành phố Đông Triều'; 'Phường 1' as it is."""
    if unit.short_name == unit.name or unit.name.startswith(f"{unit_type.official} "):
        return unit.name
    return f"{unit_type.official} {unit.short_name}"


_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdghklmnpqrstvx])?[aeiouy]{1,3}(?:ch|ng|nh|[cmnpt])?"
)


def _is_foreign(written: str) -> bool:
    """Whether a word of the name is neither a Vietnamese syllable nor marked as a highland name."""
    return any(
        word.isascii() and word.isalpha() and not _SYLLABLE.fullmatch(word.lower())
        for word in written.split()
    )


def choose_unit(
    raw: RawMention, home: Place | None, near: Place | None, date: str | None
) -> AdminUnit | None:
    """The one unit that a typed name means here; None where several fit equally."""
    assert raw.unit_type is not None
    home_province = home.province if home else None
    home_district = _home_district(home, date)

    def rank(unit: AdminUnit) -> tuple[bool, ...]:
        province = _province(unit, date)
        district = gazetteer.district_of(unit) if unit.level == "commune" else None
        return (
            near is not None and near.level == "district" and _is_named(district, near),
            near is not None and province == near.province,
            near is None and home_district is not None and district == home_district,
            near is None and home_province is not None and province == home_province,
            unit.name.startswith(raw.unit_type.official) if raw.unit_type else False,
            gazetteer.is_valid(unit, date),
        )

    ranked = sorted(((rank(unit), unit) for unit in raw.units), key=lambda pair: pair[0])
    if not ranked:
        return None
    best, unit = ranked[-1]
    tied = [other for ranks, other in ranked if ranks == best]
    if len({(_province(other, date), other.level) for other in tied}) > 1:
        return None
    outside = near is None and home_province is not None and _province(unit, date) != home_province
    if outside and unit.level == "commune":
        return None
    if near is not None and near.province and _province(unit, date) != near.province:
        return None
    return unit


def _is_named(unit: AdminUnit | None, place: Place) -> bool:
    return unit is not None and gazetteer.fold(unit.name) == gazetteer.fold(place.name)


def _home_district(home: Place | None, date: str | None) -> AdminUnit | None:
    unit = unit_of(home, date) if home is not None else None
    return gazetteer.district_of(unit) if unit is not None else None


def unit_of(place: Place, date: str | None) -> AdminUnit | None:
    """The gazetteer's unit of a place, None where it has none or several."""
    key = gazetteer.fold(place.name)
    units = [
        unit
        for unit in gazetteer.units_folded(key)
        if unit.level == place.level
        and gazetteer.fold(unit.name) == key
        and (place.province is None or _province(unit, date) == place.province)
    ]
    exact = [unit for unit in units if unit.name == place.name] or units
    valid = [unit for unit in exact if gazetteer.is_valid(unit, date)] or exact
    return valid[0] if len({unit.unit_id for unit in valid}) == 1 else None


def _bare_unit(
    units: Sequence[AdminUnit], home: Place | None, date: str | None
) -> AdminUnit | None:
    """The unit of a name that stands alone: provinces anywhere, others inside home's province."""
    provinces = [unit for unit in units if unit.level == "province"]
    if provinces:
        standing = [unit for unit in provinces if gazetteer.is_valid(unit, date)]
        return (standing or provinces)[0]
    if home is None or home.province is None:
        return None
    near_units = [
        unit for unit in units if _province(unit, date) == home.province and " " in unit.short_name
    ]
    standing = [unit for unit in near_units if gazetteer.is_valid(unit, date)] or near_units
    own = [unit for unit in standing if unit.level == home.level and _is_named(unit, home)]
    if own:
        return own[0]
    districts = [unit for unit in standing if unit.level == "district"]
    communes = [unit for unit in standing if unit.level == "commune"]
    if home.level == "district":
        district = _home_district(home, date)
        inside = [unit for unit in communes if gazetteer.district_of(unit) == district]
        return _only(inside) or _only(districts)
    if home.level == "commune":
        district = _home_district(home, date)
        inside = [
            unit for unit in communes if district is None or gazetteer.district_of(unit) == district
        ]
        return _only(inside) or _only(districts)
    if districts:
        rural = [unit for unit in districts if unit.type == "Huyện"]
        return _only(districts) or _only(rural)
    reformed = (date or "") >= gazetteer.REFORM
    return _only(communes) if reformed else None


def _only(units: Sequence[AdminUnit]) -> AdminUnit | None:
    return units[0] if len(units) == 1 else None


def _misspelt(
    raw: RawMention, province: str | None, level: PlaceLevel, date: str | None
) -> AdminUnit | None:
    """The unit of a known province that the name misspells: accents, or one letter."""
    if province is None:
        return None
    written = gazetteer.fold(raw.written)
    near = [
        unit
        for unit in gazetteer.units_folded(written)
        if unit.level == level and _province(unit, date) == province
    ]
    if not near and level == "district" and len(written) > 4:
        near = [
            unit
            for unit in gazetteer.districts_of(province)
            if _one_edit(written, gazetteer.fold(unit.short_name))
        ]
    standing = [unit for unit in near if gazetteer.is_valid(unit, date)] or near
    typed = [
        unit
        for unit in standing
        if raw.unit_type is not None and unit.type == raw.unit_type.official
    ]
    return _only(typed) or _only(standing)


def _one_edit(one: str, other: str) -> bool:
    """Whether one inserted, dropped or changed letter makes one string the other."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return one == other
    at = next(
        (at for at, (left, right) in enumerate(zip(one, other, strict=False)) if left != right),
        min(len(one), len(other)),
    )
    return (
        one[at + 1 :] == other[at + (len(one) == len(other)) :]
        or one[at + (len(one) == len(other)) :] == other[at + 1 :]
    )


_GENERIC = re.compile(
    r"(?<![^\W_/])(tỉnh|thành phố|thị xã|huyện|quận|phường|xã|thị trấn|đặc khu|tp|tx)(?![^\W_])"
)
_GENERIC_FOLLOW = re.compile(r"\s+(?:hội|ủy|đoàn|viên|lỵ|đội|luận|giao)(?![^\W_])")
_PLURAL_BEFORE = re.compile(
    r"(?:\d|(?<![^\W_])(?:các|mỗi|những|nhiều|cấp|liên|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười"
    r"|đường|từng|số|ngoài|trạm y tế|khối|kh|kế hoạch))\s*$"
)


def find_generic_places(
    text: Reading | str, *, home: Place | None = None, date: str | None = None
) -> list[GenericMention]:
    """Levels named without a name, in text order: "toàn huyện", "trên địa bàn xã", "tỉnh"."""
    reading = as_reading(text)
    normal = reading.normal
    scopes = _words("scope")
    found: list[GenericMention] = []
    for match in _GENERIC.finditer(normal):
        start, end = match.span()
        following = reading.text[end : end + 2]
        named = len(following) == 2 and following[0] in " .:" and following[1].isupper()
        if named and not reading.text[start:end].isupper():
            continue
        if _GENERIC_FOLLOW.match(normal, end) or normal[max(0, start - 4) : start] == "thị ":
            continue
        before = normal[max(0, start - 26) : start]
        before = before[before.rfind("\n") + 1 :]
        if _PLURAL_BEFORE.search(before):
            continue
        words = before.split()
        scope: Scope = "plain"
        begin = start
        for count in (3, 2, 1):
            phrase = " ".join(words[-count:]).lstrip("(\"'-+")
            if count <= len(words) and phrase in scopes:
                value = scopes[phrase][0]
                scope = "whole" if value == "whole" else "area" if value == "area" else "plain"
                if scope != "plain":
                    begin = start - len(before) + before.rfind(phrase)
                break
        agency = bool(_agency_before().search(normal, max(0, start - 30), start))
        level = _generic_level(match[1], home)
        place = home if home and home.level == level else _above(home, level, date)
        found.append(GenericMention(begin, end, level, place, scope, agency))
    return found


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


def parent_place(place: Place, *, date: str | None = None) -> Place | None:
    """The place above: district of a commune where it is sure, province of a district.

    None for the country, for a region, and where the name alone does not tell.
    """
    if place.level == "province":
        return Place("country", "Việt Nam", None)
    if place.level in ("country", "region"):
        return None
    if place.level == "commune" and (date or "") < gazetteer.REFORM:
        unit = unit_of(place, date)
        district = gazetteer.district_of(unit) if unit is not None else None
        if district is not None:
            return place_of(district, date)
        return None
    if place.province is None:
        return None
    unit = _bare_unit(gazetteer.units_named(gazetteer.name_key(place.province)), None, date)
    return None if unit is None else place_of(unit, date)
