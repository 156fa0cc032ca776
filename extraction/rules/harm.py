"""Harm that the end of a list tells of all: "1.160 ha lúa và 462 ha màu bị thiệt hại"."""

from __future__ import annotations

import re
from functools import cache

from extraction.lexicon import Mention
from extraction.passage import Scene, between
from extraction.reference import codebook, with_trait
from extraction.rules.candidates import Place


def what_befell_the_list(scene: Scene, number: int, left: int) -> list[Mention]:
    """ "1.160 ha lúa, 5,6 ha rừng và 462 ha hoa màu bị thiệt hại": the harm is said of all."""
    rows, normal = scene.quantities, scene.reading.normal
    unit = rows[number].unit
    harm = _harms().get(unit.code) if unit is not None else None
    if unit is None or harm is None:
        return []
    if any(row.codes for row in between(scene.names, left, unit.start)):
        return []  # "gieo cấy 1.160 ha lúa, 462 ha hoa màu bị thiệt hại": the first is none of it
    last = number
    while last + 1 < len(rows) and _LISTED_THING.fullmatch(
        normal, rows[last].end, rows[last + 1].start
    ):
        after = rows[last + 1].unit
        if after is None or after.code != unit.code:
            return []
        last += 1
    if last == number and not _LISTED_CROPS.match(normal, rows[number].end):
        return []
    noun = rows[last].unit
    start = rows[last].end if noun is None else noun.start
    near = between(scene.names, start, rows[last].end + _NEAR_THE_LIST)
    return [
        row
        for row in near
        if _HARM.search(normal, max(row.start, rows[last].end), row.end)
        and _LISTED_LAST.fullmatch(normal, rows[last].end, max(row.start, rows[last].end))
        and any(head is None and code == harm for code, head in row.codes)
    ]


@cache
def _harms() -> dict[str, str]:
    """The code of harm done, by the unit of what it befell."""
    return {codebook()[code].unit: code for code in with_trait("harm")}


def without_what_was_harmed(
    scene: Scene, number: int, offers: list[tuple[Mention, Place]]
) -> list[tuple[Mention, Place]]:
    """ "Mưa làm đổ ngã 312 ha lúa thu đông": the crop tells what was harmed, and no area sown."""
    quantity, normal = scene.quantities[number], scene.reading.normal
    unit = quantity.unit.code if quantity.unit is not None else ""
    harms = {code for code in with_trait("harm") if codebook()[code].unit == unit}
    told = any(
        row.end <= quantity.start
        and any(code in harms for code, head in row.codes if head is None)
        and _RIGHT_BEFORE.fullmatch(normal, row.end, quantity.start)
        for row, _ in offers
    )
    return [one for one in offers if one[0].start < quantity.start] if told else offers


_RIGHT_BEFORE = re.compile(r" (?:(?:tới|đến|gần|hơn|trên|khoảng|chừng|ngót|ít nhất) ){0,2}")
_HARM = re.compile(r"(?<!\w)bị(?!\w)")
_LISTED_THING = re.compile(r"(?: [^\W\d]+){1,6}(?:,| và)(?: trên| hơn| gần| khoảng)? ")
_LISTED_LAST = re.compile(r"(?: [^\W\d]+){0,6},? ?")
_NEAR_THE_LIST = 30
#: "73 ha lúa, rau màu bị thiệt hại", "612 ha lúa mùa bị mất trắng": one thing or several.
_LISTED_CROPS = re.compile(r"(?: [^\W\d]+){1,4}(?:(?:,| và)(?: [^\W\d]+){1,3}){0,3} bị ")
