"""What narrows an indicator: the product, animal, source or season of a number."""

from __future__ import annotations

import re

from extraction.lexicon import Mention
from extraction.passage import Scene, between
from extraction.state import Passage, State


def find_item(
    passage: Passage, scene: Scene, number: int, state: State
) -> tuple[str | None, str | None]:
    """The item that narrows the number, with its class: the nearest named, or the one before."""
    quantity = scene.quantities[number]
    left, _, near_right, _ = scene.edges[number]
    named = [row for row in between(scene.mentions, left, quantity.start) if row.item]
    named = [row for row in named if row.item and row.item[1] not in ("season", "fund")]
    named = [row for row in named if not _left_out(scene, row)]
    chosen: Mention | None = None
    for row in named:
        if chosen is None or row.end > chosen.end:
            chosen = row
    if chosen is None:
        start = quantity.unit.start if quantity.unit else quantity.end
        after = [row for row in between(scene.mentions, start, near_right) if row.item]
        after = [row for row in after if row.item and row.item[1] not in ("season", "fund")]
        if after and len(scene.reading.normal[quantity.end : after[0].start]) < 16:
            chosen = after[0]
    if chosen is not None and chosen.item is not None:
        state.item = chosen.item
        state.item_at = number
    elif state.item is None and number == 0:
        for line in reversed(passage.stack.rows):
            kinds = [item for item in line.items if item[1] not in ("season", "fund")]
            if kinds:
                state.item = kinds[-1]
                break
    if state.item is None:
        return None, None
    season = _season_name(passage, scene, number)
    name = f"{state.item[0]} {season}" if season else state.item[0]
    return name, state.item[1]


def _left_out(scene: Scene, row: Mention) -> bool:
    """ "CPI sau khi loại trừ lương thực, thực phẩm": what is not in the number."""
    lead = scene.reading.normal[max(scene.start, row.start - 40) : row.start]
    return _LEFT_OUT.search(lead) is not None


_LEFT_OUT = re.compile(r"(?<!\w)(?:loại trừ|không (?:tính|kể|bao gồm))(?: [^().;]{0,28})?\Z")


def _season_name(passage: Passage, scene: Scene, number: int) -> str | None:
    quantity = scene.quantities[number]
    for row in reversed(between(scene.periods, scene.start, quantity.start)):
        if row.kind == "season" and not row.base:
            return (
                " ".join(row.text.split()[:3]) if row.year is None else row.text.rsplit(" ", 1)[0]
            )
    above = passage.stack.season()
    return above.text.rsplit(" ", 1)[0] if above and above.year else (above.text if above else None)
