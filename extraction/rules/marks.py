"""Numbers that are marks to be passed, prices of one piece or prizes: no quantities of a place."""

from __future__ import annotations

import re
from functools import cache

from extraction.reference import phrases_of
from extraction.rules.units import COUNTED, Unit
from extraction.text import normalise, word_start


def names_threshold(normal: str, start: int, unit: Unit | None) -> bool:
    """ "5 đơn vị dưới 40%", "xã dưới 10 tiêu chí": the mark that places pass is no observation."""
    before = normal[max(0, start - 48) : start]
    counted = unit is not None and unit.code in COUNTED
    if counted and (_award().search(before) or _sample().search(before)):
        return True
    criteria = unit is not None and unit.code == "CRITERION"
    return _marks_criteria(before) if criteria else _is_bound_of_many(before)


def _marks_criteria(before: str) -> bool:
    return (
        _is_bound_of_many(before)
        or _CRITERIA_MARK.search(before) is not None
        or _CRITERIA_OF_MANY.search(before) is not None
    )


def _is_bound_of_many(before: str) -> bool:
    bounded = before.endswith(("dưới ", "trên ", "hơn ", "mức "))
    return bounded and _THRESHOLD.search(before) is not None


def without_marks(normal: str) -> str:
    """The folded text with each mark that communes are counted by written as "n", offsets kept.

    So "xã đạt N tiêu chí" is one phrase of the codebook, whatever the mark.
    """
    if _COUNTED_CRITERIA.search(normal) is None:
        return normal

    def blank(found: re.Match[str]) -> str:
        before = normal[max(0, found.start() - 48) : found.start()]
        return "n".ljust(len(found[0])) if _marks_criteria(before) else found[0]

    return _CRITERIA.sub(blank, normal)


_COUNTED_CRITERIA = re.compile(r" tiêu chí(?<=\d tiêu chí)")
_CRITERIA = re.compile(r"\d+(?: ?[/–-] ?\d+| đến \d+)?(?= tiêu chí)")


@cache
def _award() -> re.Pattern[str]:
    phrases = word_start(map(normalise, phrases_of("award")))
    return re.compile(rf"(?:{phrases})(?: cho)?(?: \w+){{0,4}} \Z")


@cache
def _sample() -> re.Pattern[str]:
    """ "khảo sát tại 250 doanh nghiệp": how many were asked."""
    phrases = "|".join(re.escape(normalise(phrase)) for phrase in phrases_of("sample_before"))
    return re.compile(rf"(?<!\w)(?:{phrases})(?: (?:tại|với|ở|của|hơn|trên|gần|khoảng))* \Z")


def is_price(normal: str, end: int, unit: Unit | None) -> bool:
    """ "7.000 đồng/kg": what one of a thing costs."""
    if unit is None or unit.code not in ("VND", "USD"):
        return False
    return _per_piece().match(normal, end) is not None


@cache
def _per_piece() -> re.Pattern[str]:
    pieces = "|".join(re.escape(normalise(phrase)) for phrase in phrases_of("price_per"))
    return re.compile(rf" ?(?:/|một|mỗi) ?(?:{pieces})(?!\w)")


_THRESHOLD = re.compile(
    r"(?:\d|các|những|nhiều|một số) (?:xã|đơn vị|địa phương|huyện|trường|dự án|chủ đầu tư"
    r"|sở, ngành|ngành)"
    r"(?: \w+){0,7} (?:dưới|trên|thấp hơn|cao hơn)(?: mức)? \Z"
)
#: "21 xã đạt 19/19 tiêu chí": the communes count, the criteria are what they are counted by.
_CRITERIA_OF_MANY = re.compile(
    r"(?:\d|các|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười) (?:xã|phường|thôn|ấp|bản|làng|huyện)"
    r"(?: còn lại)?(?: đã| cơ bản)? (?:đạt|hoàn thành|có)(?: (?:từ|dưới|trên|được|đủ|chuẩn))* \Z"
)
_CRITERIA_MARK = re.compile(
    r"(?:còn|không có|có) xã (?:đạt )?(?:dưới|trên|từ) \Z"
    r"|(?<!\w)số xã (?:đạt|hoàn thành|có)(?: (?:từ|dưới|trên))* \Z"
)
