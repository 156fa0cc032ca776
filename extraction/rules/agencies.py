"""Offices of an administration that have a number of their own: "Sở Y tế giải ngân 21,7%"."""

from __future__ import annotations

import re
from functools import cache

from extraction.passage import Scene, between
from extraction.reference import phrases_of
from extraction.text import normalise, word_start


def agency_of(scene: Scene, number: int) -> str | None:
    """The office named before the number, as its text calls it, None where a place or none is told.

    Asked for codes with the trait `of_agencies`. By the contract's rule 26 an office stands for its
    own province or district, so its name makes the number a part of that place's (`item`).
    """
    quantity = scene.quantities[number]
    start = scene.quantities[number - 1].end if number else scene.start
    text, normal = scene.reading.text, scene.reading.normal
    told = None
    for row in _agency().finditer(normal, start, quantity.start):
        if text[row.start()].isupper() and not _SOURCE.search(
            normal[max(0, row.start() - 12) : row.start()]
        ):
            told = row
    if told is None or between(scene.places, told.start(), quantity.start):
        return None
    named = _NAME.match(normal, told.start(), quantity.start)
    if named is None:
        return None
    return text[told.start() : named.end(1)].strip(" ,:(-–") or None


@cache
def _agency() -> re.Pattern[str]:
    phrases = word_start(map(normalise, phrases_of("agency")))
    return re.compile(rf"(?:{phrases})(?!\w)")


#: "Theo Sở Kế hoạch và Đầu tư", "báo cáo của Sở Tài chính": who tells, not what is told of.
_SOURCE = re.compile(r"(?:theo|của|tại|do|từ|cho|với) \Z")
#: The name goes up to its verb, a bracket or the number; no other clause stands between.
_NAME = re.compile(
    r"([^;:.()\d\n]{3,90}?)"
    r"(?= ?[(:]| (?:chỉ|mới|đã|đạt|giải ngân|có|là|với|được|khoảng|trên|gần|hơn)(?!\w)|,? \d|,? \Z)"
    r"[^;.\n\d]{0,40}\Z"
)
