"""All names of places in a text: names in a row share a type, numbers belong to names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from extraction import gazetteer
from extraction.rules.place_names import How, RawMention, fits, names_with_types
from extraction.rules.place_types import COUNTED_BRACKET, UnitType, type_words
from extraction.text import Reading

_NUMBERED = re.compile(
    r"(p(?<![^\W_].)hường|q(?<![^\W_].)uận|p(?<=[,(;] .)\.|q(?<=[,(;] .)\.) ?(\d{1,2})"
    r"(?![^\W_])"
    r"(?=\s*(?:[,;:)(\n]|\.\s|\.?$|và ))"
)
_LIST_GAP = re.compile(r"\s*(?:,|;|và|,\s*và|cùng|hoặc)\s*(?:\(|:)?\s*", re.IGNORECASE)
_EACH = re.compile(r"\s*(?:đều|cùng|lần lượt|cùng đạt|mỗi xã)(?![^\W_])")


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
            mention = mention._replace(unit_type=last.unit_type, how=how)
        elif mention.unit_type is None and normal[mention.start - 1 : mention.start] == "(":
            head = COUNTED_BRACKET.search(normal, max(0, mention.start - 60), mention.start)
            unit_type = type_words().get(head[1]) if head is not None else None
            if unit_type and any(fits(unit, unit_type.level) for unit in mention.units):
                mention = mention._replace(unit_type=unit_type, how="counted")
        found.append(mention)
    return _each_of_counted(normal, found)


def _each_of_counted(normal: str, mentions: list[RawMention]) -> list[RawMention]:
    """Where "2 xã A và B đều đạt 8/19" speaks of each, unlike "02 xã A, B đạt chuẩn"."""
    found: list[RawMention] = []
    each = False
    for at in range(len(mentions) - 1, -1, -1):
        mention = mentions[at]
        if mention.how == "counted":
            last = at + 1 == len(mentions) or not _LIST_GAP.fullmatch(
                normal, mention.end, mentions[at + 1].start
            )
            if last:
                each = _EACH.match(normal, mention.end) is not None
            if each:
                mention = mention._replace(how="list")
        found.append(mention)
    return found[::-1]


def _continues(last: RawMention, unit_type: UnitType, mention: RawMention) -> bool:
    if not any(fits(unit, unit_type.level) for unit in mention.units):
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


def raw_mentions(reading: Reading) -> Sequence[RawMention]:
    """All names of units, zones and villages with their types, in text order, unresolved."""
    return _raw_of(reading.text, reading.normal)


@lru_cache(maxsize=4)
def _raw_of(text: str, normal: str) -> Sequence[RawMention]:
    # The article's own place and its mentions are asked for one after the other.
    reading = Reading(text, normal, None)
    found = sorted([*names_with_types(reading), *_numbered(reading)], key=lambda raw: raw.start)
    # "Hà Nội (TTXVN 1/12)" tells where the report was written
    found = [raw for raw in found if not _DATELINE.match(normal, raw.end)]
    return tuple(_with_lists(normal, [_with_number(normal, raw) for raw in found]))


def _with_number(normal: str, raw: RawMention) -> RawMention:
    """ "xã Tam Xuân 2": one of the communes whose official names end with a Roman number."""
    told = _NUMBER_BEHIND.match(normal, raw.end)
    if told is None or raw.unit_type is None:
        return raw
    written = f"{raw.written} {_ROMAN[int(told[1]) - 1]}"
    units = gazetteer.units_folded(gazetteer.fold(written))
    units = [unit for unit in units if unit.level == raw.unit_type.level]
    return raw._replace(end=told.end(), written=written, units=units) if units else raw


_NUMBER_BEHIND = re.compile(r" ([1-4])(?!\d|[.,]\d|[/%])")
_ROMAN = ("I", "II", "III", "IV")
_DATELINE = re.compile(r",? ?\((?:ttxvn|vna)(?!\w)")
