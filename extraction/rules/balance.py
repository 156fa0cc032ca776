"""Which way a balance stands: "nhập siêu 603 triệu USD", "cán cân thâm hụt 20 triệu USD"."""

from __future__ import annotations

import re
from functools import cache

from extraction.passage import Scene
from extraction.reference import any_of, codebook
from extraction.rules.candidates import Choice


def as_balance(scene: Scene, number: int, choice: Choice) -> Choice:
    """The choice with a level below nought where the words before its number tell a deficit."""
    told = choice.told
    if told.unit == "PERCENT" or "balance" not in codebook()[told.code].traits:
        return choice
    start, end = scene.edges[number][1], scene.quantities[number].start
    mention = choice.mention
    if mention is not None and mention.end <= end:
        start = min(start, mention.start)
    sides = list(_sides().finditer(scene.reading.normal, start, end))
    if not sides or sides[-1][1] is None:
        return choice
    if told.measure != "level" and _RISES.search(scene.reading.normal, sides[-1].end(), end):
        return choice  # "nhập siêu giảm 20 triệu USD"
    low, high = -abs(told.value), None if told.high is None else -abs(told.high)
    return choice._replace(
        told=told._replace(measure="level", value=low, high=high, rule="measure:level")
    )


_RISES = re.compile(r"(?<!\w)(?:tăng|giảm|thêm|bớt)(?!\w)")


@cache
def _sides() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:({any_of('deficit')})|{any_of('surplus')})(?!\w)")
