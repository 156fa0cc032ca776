"""Codes that a place or a budget implies: "huyện tăng trưởng 12,5%", "chi 156 tỷ đồng"."""

from __future__ import annotations

import re
from functools import cache

from extraction.passage import Scene, between
from extraction.reference import codebook, with_trait
from extraction.rules.place_types import type_words
from extraction.rules.quantity import is_per_cent
from extraction.state import State
from extraction.text import word_start


def growth_of_place(scene: Scene, number: int, state: State) -> str | None:
    """The code of "huyện đạt tốc độ tăng trưởng 12,5%": a place that grows is its economy.

    None where anything else is named in the sentence before, which then is what has grown.
    """
    quantity = scene.quantities[number]
    if state.codes or not is_per_cent(quantity):
        return None
    near = max(scene.start, quantity.start - _NEAR)
    if scene.reading.normal.find("tăng trưởng", near, quantity.start) < 0:
        return None
    rows = between(scene.mentions, scene.start, quantity.start)
    if any(row.codes or row.item is not None for row in rows):
        return None
    named = between(scene.places, scene.start, quantity.start)
    after = max(near, named[-1].end if named else scene.start)
    grows = _grows().search(scene.reading.normal, after, quantity.start)
    if grows is None or not (grows[1] or (named and grows.start() == after)):
        return None
    return next(iter(with_trait("growth_of_all")))


#: So near before its number the words stand.
_NEAR = 90


@cache
def _grows() -> re.Pattern[str]:
    """ "(Hà Tĩnh) đặt mục tiêu tăng trưởng ", "huyện vẫn đạt tốc độ tăng trưởng bình quân "."""
    units = [phrase for phrase, told in type_words().items() if told.level in _UNITS]
    return re.compile(
        rf"(?:({word_start(units)})|)\)?,?"
        r"(?: (?:vẫn|đã|tiếp tục|luôn|đều|phấn đấu|đặt|đề ra|duy trì|giữ|đạt|có|ước|mục tiêu|sẽ))*"
        r"(?: (?:tốc độ|mức|nhịp độ))? tăng trưởng(?: bình quân)?"
        r"(?: (?:ước|đạt|là|ở mức|từ|trên|hơn|gần|khoảng))* \Z"
    )


_UNITS = frozenset(("province", "city", "district", "commune"))


def spent_beside(scene: Scene, number: int, state: State) -> str | None:
    """The code of "tổng thu 142 tỷ đồng, đạt 27% dự toán; chi 156 tỷ đồng": of what is spent."""
    quantity = scene.quantities[number]
    if not state.codes or quantity.unit is None or quantity.unit.code != "VND":
        return None
    told = codebook()[state.codes[-1][0]]
    if with_trait("takes_in").isdisjoint((told.code, told.parent or "")):
        return None
    near = max(scene.start, quantity.start - _NEAR)
    if _SPENT.search(scene.reading.normal, near, quantity.start) is None:
        return None
    return next(iter(with_trait("spends")))


_SPENT = re.compile(
    r"(?:[;,]|(?<!\w)và|(?<!\w)còn) ?(?:tổng |tổng số )?chi"
    r"(?: (?:ước|đạt|được|là|trên|hơn|gần|khoảng|thực hiện))* \Z"
)
