"""Numbers that are marks to be passed, prices of one piece or prizes: no quantities of a place."""

from __future__ import annotations

import re
from functools import cache

from extraction.reference import any_of, phrases_of
from extraction.rules.units import COUNTED, Unit
from extraction.text import normalise, word_start


def names_threshold(normal: str, start: int, unit: Unit | None) -> bool:
    """ "5 đơn vị dưới 40%", "xã dưới 10 tiêu chí": the mark that places pass is no observation."""
    before = normal[max(0, start - 48) : start]
    if unit is not None and unit.code == "KM" and _dimension().search(before):
        return True
    counted = unit is not None and unit.code in COUNTED
    if counted and (_award().search(before) or _sample().search(before)):
        return True
    if unit is not None and unit.code == "PERCENT":
        if " tỷ lệ " in before and _SHARE_OF_MANY.search(before):
            return True
        if _COUNTED_BY.match(normal, unit.end):
            return True
        if " chỉ tiêu " in before and _TARGETS_AT.search(before):
            return True
    if unit is not None and unit.code == "CRITERION":
        told = normal[start : unit.start].strip()
        if told == ALL_CRITERIA and _STANDARD_ITSELF.search(before):
            return True
        return _marks_criteria(before) or _counts_communes(normal, unit.start)
    if unit is not None and unit.code == "DOSE" and _FULL_COURSE.search(before):
        return normal[start : unit.start].strip().lstrip("0") in _DOSES_OF_A_COURSE
    if unit is not None and normal.startswith(" trở lên", unit.end):
        return _MANY_FROM.search(normal, max(0, start - 80), start) is not None
    return _is_bound_of_many(before)


#: "tiêm đủ 2 mũi", "ít nhất 1 mũi": who had the course, no count of doses.
_FULL_COURSE = re.compile(r"(?<!\w)(?:đủ|ít nhất) \Z")
_DOSES_OF_A_COURSE = frozenset("1234")

#: "tỷ lệ BHYT dưới 85% có 4 xã; từ 85% đến 90% là 13 xã; từ 90% trở lên là 8 xã": the marks.
_COUNTED_BY = re.compile(
    r"(?: đến \d[\d.,]*%)?(?: trở lên)?(?: có| là|:) ?\d+"
    r" (?:xã|phường|huyện|đơn vị|địa phương)(?!\w)"
)


def _counts_communes(normal: str, end: int) -> bool:
    """ "hoàn thành 19/19 tiêu chí có 57 xã", "đạt 8-9 tiêu chí: 02 xã": the mark told first."""
    return _THEN_COMMUNES.match(normal, end) is not None


_THEN_COMMUNES = re.compile(
    r" ?(?:tiêu chí)? {0,30}(?:,? ?(?:có|là|gồm)|:)[ :]{0,30}(?:thêm )?\d+ ?(?:/\d+ ?)?xã(?!\w)"
)


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

    So "xã đạt N tiêu chí" is one phrase of the codebook, whatever the mark; all of the criteria
    ("19/19", and a commune's "19") are written as "đủ", since they are the standard.
    """
    if " tiêu chí" not in normal or _COUNTED_CRITERIA.search(normal) is None:
        return normal

    def blank(found: re.Match[str]) -> str:
        before = normal[max(0, found.start() - 48) : found.start()]
        if not (_marks_criteria(before) or _counts_communes(normal, found.end())):
            return found[0]
        mark = found[0].removeprefix("đủ ").removeprefix("cả ")
        every = _is_every(mark, before) and not _stands_in_list(normal, found)
        return ("đủ" if every else "n").ljust(len(found[0]))

    return _CRITERIA.sub(blank, normal)


_COUNTED_CRITERIA = re.compile(r" tiêu chí(?<=\d tiêu chí)")


def _is_every(mark: str, before: str) -> bool:
    met, _, needed = mark.partition("/")
    return met.strip() == needed.strip() or (mark == ALL_CRITERIA and "xã" in before)


def _stands_in_list(normal: str, found: re.Match[str]) -> bool:
    """ "21 xã đạt 19/19 tiêu chí, 7 xã đạt từ 15 - 18 tiêu chí": communes by what they meet."""
    first, last = max(0, found.start() - _LIST), found.end() + _LIST
    start = max(first, *(normal.rfind(stop, first, found.start()) + 1 for stop in _STOPS))
    ends = [normal.find(stop, found.end(), last) for stop in _STOPS]
    end = min((end for end in ends if end >= 0), default=last)
    marks = [
        row
        for row in _CRITERIA.finditer(normal, start, end)
        if _marks_criteria(normal[max(start, row.start() - 48) : row.start()])
    ]
    return len(marks) > 1


_STOPS = ("\n", ". ")
#: So far on both sides a list is looked for.
_LIST = 300
#: How many criteria the standard of a new-rural commune has, in its sets of 2009, 2016 and 2022.
ALL_CRITERIA = "19"
#: Behind a plain class of characters, so that the search leaps from one to the next.
_CRITERIA = re.compile(
    r"[\dđc](?:(?<=đ)ủ \d+|(?<=c)ả \d+|(?<=\d)\d*)(?: ?[/–-] ?\d+| đến \d+)?(?= tiêu chí)"
)


@cache
def _award() -> re.Pattern[str]:
    phrases = word_start(map(normalise, phrases_of("award")))
    return re.compile(rf"(?:{phrases})(?: cho)?(?: \w+){{0,4}} \Z")


@cache
def _dimension() -> re.Pattern[str]:
    """ "5,2 km đường, rộng 3m": how wide or thick a work is."""
    phrases = word_start(map(normalise, phrases_of("dimension")))
    return re.compile(rf"(?<!mở )(?:{phrases})(?: (?:từ|khoảng|trên|là|bình quân))* \Z")


@cache
def _sample() -> re.Pattern[str]:
    """ "khảo sát tại 250 doanh nghiệp": how many were asked."""
    phrases = any_of("sample_before")
    return re.compile(rf"(?<!\w)(?:{phrases})(?: (?:tại|với|ở|của|hơn|trên|gần|khoảng))* \Z")


def is_price(normal: str, end: int, unit: Unit | None) -> bool:
    """ "7.000 đồng/kg": what one of a thing costs; "2,5 tạ/sào": a plot of no one size."""
    if unit is None:
        return False
    if unit.code not in ("VND", "USD"):
        return _per("per_plot").match(normal, end) is not None
    return _per("price_per").match(normal, end) is not None


@cache
def _per(role: str) -> re.Pattern[str]:
    pieces = any_of(role)
    return re.compile(rf" ?(?:/|một|mỗi) ?(?:{pieces})(?!\w)")


#: The end of a count, and of no year ("năm 2021 xã đạt 17/19 tiêu chí" is one commune).
_COUNT = r"(?<!năm 20\d)(?<!năm 19\d)(?<!/20\d)\d"
_NAMED_MANY = (
    r"(?:xã|đơn vị(?! diện tích)|địa phương|huyện|trường|dự án|chủ đầu tư|sở, ngành|ngành)"
    r"(?: \w+){0,7}"
)
_ANY_OF_THEM = r"(?<!\w)(?:đơn vị|địa phương|xã|phường|huyện|dự án|công trình|chủ đầu tư|ngành|nơi)"
_THRESHOLD = re.compile(
    # "tổng giá trị sản xuất (của) các ngành đạt trên 7.100 tỷ đồng": of all of them together
    rf"(?:(?:{_COUNT}|(?:\A|[-,;:(.\n]|(?<!\w)(?:có|còn|như|là|ở|tại|với|nhất|trừ|riêng)) ?các"
    rf"|những|nhiều|một số) {_NAMED_MANY} (?:trên|cao hơn)"
    rf"|(?:{_COUNT}|(?<!sản xuất )(?<!của )(?<!quân )các|những|nhiều|một số) {_NAMED_MANY}"
    r" (?:dưới|thấp hơn)"
    # "đơn vị nào giải ngân dưới 50%", "xã nào tới 30/6 còn dưới 30%"
    rf"|{_ANY_OF_THEM} nào (?:[^,;.:\n]{{1,30}} )?(?:dưới|thấp hơn|chưa đạt|không đạt))(?: mức)? \Z"
)
#: "tiến độ thực hiện 19 tiêu chí": the standard's own number.
_STANDARD_ITSELF = re.compile(
    r"(?<!\w)(?:thực hiện|bộ|theo|trong|trên|(?:nhằm|để) (?:hoàn thành|đạt))(?: đủ| các)? \Z"
)
#: "12 tỉnh đạt kim ngạch từ 1 tỷ USD trở lên", "3 mặt hàng trên 100 triệu USD trở lên".
_MANY_FROM = re.compile(
    rf"{_COUNT} (?:tỉnh|thành phố|địa phương|mặt hàng|nhóm hàng|thị trường|doanh nghiệp|dự án)"
    r"(?:,? [^\W\d]+){0,12} (?:từ|trên) \Z"
)
#: "28/44 trường THPT có tỷ lệ tốt nghiệp 100%": the schools count, the rate is what they pass.
_SHARE_OF_MANY = re.compile(
    rf"{_COUNT} (?:trường|xã|phường|đơn vị|địa phương|huyện|thôn|trạm|cơ sở)"
    r"(?:(?:,| và) (?:xã|phường|thị trấn|đặc khu|thị xã|thành phố))*"
    r"(?: \w+){0,2} (?:có|đạt) tỷ lệ"
    r"(?: [^\W\d]+){1,6} \Z"
)
#: "5 chỉ tiêu đạt 100%": what each of the targets counted reached; "15/15 chỉ tiêu đạt 100%" is
#: their rate.
_TARGETS_AT = re.compile(
    r"(?<![\d/.,])\d{1,2} chỉ tiêu (?:đều )?đạt (?:và vượt )?(?:từ |trên |dưới )?\Z"
)
#: "21 xã đạt 19/19 tiêu chí": the communes count, the criteria are what they are counted by.
_CRITERIA_OF_MANY = re.compile(
    # "cuối năm xã đạt 17/19 tiêu chí" is one commune too
    rf"(?:{_COUNT}|(?<!\w)(?:các|một|hai|ba|bốn|sáu|bảy|tám|chín|mười)"
    r"|(?<!\w)(?<!cuối )(?<!đầu )(?<!giữa )(?<!trong )(?<!cả )(?<!hết )(?<!mỗi )năm)"
    r" (?:xã|phường|thôn|ấp|bản|làng|huyện)"
    r"(?: còn lại)?(?: đã| cơ bản)? (?:(?:đạt|hoàn thành|có)(?: và (?:giữ vững|duy trì))?"
    r"|giữ vững|duy trì)(?: (?:từ|dưới|trên|được|đủ|chuẩn))* \Z"
)
_CRITERIA_MARK = re.compile(
    r"(?:còn|không có|có|[-+•*\n]) ?xã (?:đạt )?(?:dưới|trên|từ) \Z"
    r"|(?<!\w)số xã(?: (?:đạt|hoàn thành|có)(?: (?:từ|dưới|trên))*| (?:từ|dưới|trên)) \Z"
)
