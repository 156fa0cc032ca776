"""Sums told of several years looked back on, which no date names."""

from __future__ import annotations

import re

from extraction.passage import Scene
from extraction.reference import codebook
from extraction.rules.measures import Told
from extraction.rules.numbers import TWO_TO_TEN

_YEARS = re.compile(
    rf"(?<!\w)(?:trong|qua|sau|suốt|hơn|gần) (?P<years>\d{{1,2}}|{'|'.join(TWO_TO_TEN)}) năm"
    r"(?: (?:qua|thực hiện|xây dựng|triển khai|phấn đấu))(?!\w)"
)
_RECENT = re.compile(
    rf"(?<!\w)(?P<years>\d{{1,2}}|{'|'.join(TWO_TO_TEN)}) năm"
    r" (?:gần đây|vừa qua|qua|trở lại đây)(?!\w)"
)
#: Longer ago no report looks back at sums of its own.
_LONGEST = 20


def years_looked_back(scene: Scene, number: int, told: Told, year: int) -> str | None:
    """The years that end with `year`, where a sum was gathered over them; else None.

    "Trong 9 năm thực hiện chương trình, tổng vốn huy động là 303 tỷ đồng" in 2019 is told of
    2011-01-01/P9Y. Only what flows adds up; a rate or a count told there is of today.
    """
    if told.code is None or told.measure != "level" or codebook()[told.code].kind != "flow":
        return None
    if "per_head" in codebook()[told.code].traits:
        return None  # "Sau 5 năm, thu nhập bình quân đầu người đạt 45 triệu đồng": of the last year
    if scene.reading.normal.find(" năm ", scene.start, scene.quantities[number].start) < 0:
        return None
    found = None
    for match in _YEARS.finditer(scene.reading.normal, scene.start, scene.quantities[number].start):
        found = match
    if found is None:
        return None
    years = TWO_TO_TEN.get(found["years"]) or int(found["years"])
    return f"{year - years + 1}-01-01/P{years}Y" if 2 <= years <= _LONGEST else None


def years_averaged(scene: Scene, number: int, year: int, month: int | None) -> str | None:
    """The years that a yearly average is of: "5 năm gần đây, hộ nghèo giảm bình quân 1,5% mỗi năm".

    They end with `year`, or with the one before where the paper is of its first quarter.
    """
    found = _RECENT.search(scene.reading.normal, scene.start, scene.quantities[number].start)
    if found is None:
        return None
    years = TWO_TO_TEN.get(found["years"]) or int(found["years"])
    last = year - 1 if month is not None and month <= _FIRST_QUARTER else year
    return f"{last - years + 1}-01-01/P{years}Y" if 2 <= years <= _LONGEST else None


_FIRST_QUARTER = 3
