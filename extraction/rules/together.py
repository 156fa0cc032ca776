"""One number said of several subjects: "A và B đều đạt 100%" (rule 22 of the contract)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from extraction.passage import Scene, between
from extraction.rules import candidates
from extraction.rules.candidates import Choice
from extraction.rules.measures import Cues, Told
from extraction.state import State

#: What stands between the subjects and their number.
_EACH = re.compile(
    r"(?<!\w)(?:đều|cùng)(?: (?:đã|đạt|được|vượt|tăng|giảm|chiếm|còn|ở|mức|trên|hơn|từ))* \Z"
)
#: What parts two subjects of one row.
_ROW = frozenset((" và ", ", ", ", và ", " cùng với "))
_REACH = 40


class Other(NamedTuple):
    """Another subject of the number: what it is told as, its item and the words that name it."""

    told: Told
    item: str | None
    subject: str


def others_of(
    scene: Scene, number: int, state: State, choice: Choice, cues: Cues, heads: Mapping[str, int]
) -> list[Other]:
    """The subjects before the last of the row that the number is said of too, in text order."""
    quantity = scene.quantities[number]
    begin = scene.quantities[number - 1].end if number else scene.start
    lead = scene.reading.normal[max(begin, quantity.start - _REACH) : quantity.start]
    each = _EACH.search(lead) if "đều" in lead or "cùng" in lead else None
    if each is None:
        return []
    if choice.mention is None:
        # "nhóm giữa gồm Hương Sơn và Nghi Xuân cùng đạt 58,3%": of the places, not of numbers
        goes_on = number and not lead[: each.start()].strip(" ,")
        return _told_before(scene, number, state, choice) if goes_on else []
    return _named_before(scene, number, choice, cues, heads)


def _named_before(
    scene: Scene, number: int, choice: Choice, cues: Cues, heads: Mapping[str, int]
) -> list[Other]:
    """ "Tỷ lệ hộ có điện và tỷ lệ hộ có nước đều đạt 100%": phrases in a row."""
    assert choice.mention is not None
    quantity, normal = scene.quantities[number], scene.reading.normal
    begin = scene.quantities[number - 1].end if number else scene.start
    place = (candidates.LEFT, "left")
    found: list[Other] = []
    start = choice.mention.start
    while True:
        row = [
            one
            for one in between(scene.names, begin, start)
            if one.codes and normal[one.end : start] in _ROW
        ]
        if not row:
            return found
        first = min(row, key=lambda one: one.start)
        other = candidates.choose(quantity, cues, [(first, place)], [], heads, None, None)
        if other is None or other.told.measure != choice.told.measure:
            return found
        subject = scene.reading.text[first.start : first.end]
        found.insert(0, Other(other.told, None, subject))
        start = first.start


def _told_before(scene: Scene, number: int, state: State, choice: Choice) -> list[Other]:
    """ "lạc 150 ha, sắn 830 ha, đều đạt 100% kế hoạch": numbers of one unit in a row."""
    found: list[Other] = []
    rows = list(zip(state.codes, state.items_told, strict=True))[:-1]
    after = number - 1
    for (code, at), item in reversed(rows):
        first, last = scene.quantities[at], scene.quantities[after]
        units = [one.unit.code for one in (first, last) if one.unit is not None]
        alike = len(units) == 2 and units[0] == units[1]
        parted = set(scene.marks_between(first.end, last.start)) - {","}
        if at != after - 1 or not alike or parted:
            break
        if between(scene.words_of("reach"), first.end, last.start):
            break  # "lạc 150 ha, đạt 90 ha": not a row
        found.insert(0, Other(choice.told._replace(code=code), item, ""))
        after = at
    return found
