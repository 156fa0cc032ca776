"""Quantities of a text: numbers with their units, ranges, fractions; no digits of names."""

from __future__ import annotations

import re
from functools import cache

from extraction.reference import phrases_of
from extraction.rules.compounds import (
    in_one_currency,
    join_compounds,
    join_parts_of_wholes,
    without_wholes,
)
from extraction.rules.marks import is_price, names_threshold
from extraction.rules.numbers import (
    NUMBER,
    NUMBER_WORDS,
    parse_number,
    parse_words,
    writes_point_decimals,
)
from extraction.rules.other_numbers import blocked_spans
from extraction.rules.quantity import Quantity, clean
from extraction.rules.ranks import read_rank
from extraction.rules.units import COUNTED, Unit, match_unit
from extraction.text import normalise, word_start

_LETTER_OR_MARK = re.compile(r"[^\W\d]|[/&@#_]")
_DAY = re.compile(r"\d{1,2} ?[/-] ?\d{1,2}(?![\d/])")
#: "Sáng 21.12, lễ đón bằng": a day with a point, behind a part of the day.
_POINT_DAY = re.compile(r"\d{1,2}\.\d{1,2}(?![\d.])")
_PART_OF_DAY = re.compile(r"(?<!\w)(?:sáng|trưa|chiều|tối|đêm|ngày)(?: nay| qua)?,? \Z")
_DAY_BEFORE = re.compile(
    r"(?:ngày|lễ|dịp|tết|quốc khánh|quốc tế lao động|giải phóng|đến|trước|từ|sáng|chiều|tối|trưa"
    r"|hôm|thời điểm|tới|sau|hết|vào|và|đêm|lúc|,|\() *"
    r"(?:ngày *)?\Z"
)
_CLOCK = re.compile(r"\d{1,2} ?(?:[:h]|giờ|g) ?\d{0,2}")
_RANGE = re.compile(r" {0,2}(-|~|đến|tới) {0,2}(?=\d)")
_SLASH = re.compile(r" ?/ ?(?=\d)")
#: What both may begin with, behind their blanks.
_JOINTS = "/-~đt"
#: "giá trị sản phẩm trên 1 ha": the 1 is part of the indicator's name.
_PER_ONE = re.compile(
    r"(?:trên|bình quân|mỗi|một|của|/|tính|vị|theo|quân trên) ?\Z"
    r"|mỗi (?:xã|phường|làng|thôn|địa phương|xã, phường) \Z"  # "mỗi xã một sản phẩm"
)
_SMALLER_BEHIND = re.compile(r",? \d{1,3}(?:[.,]\d+)? (?:triệu|nghìn|ngàn)(?!\w)")
#: "tăng11,6%": a missing space behind a verb.
_GLUED_VERB = re.compile(r"(?<!\w)(?:tăng|giảm|đạt|còn|trên|dưới|khoảng|ước|bằng|hơn|gần|là)\Z")
#: A sign stands after a bracket, colon or word; after a digit it joins a range.
_SIGN_BEFORE = re.compile(r"(?:[(\[:]|[^\W\d] |[:,;] )\Z")
_IN_THE_YEAR = re.compile(r"(?<!\w)(?:cả|đầu|cuối|trong|hằng|hàng|mỗi) năm,? \Z")
_MONTHS_A_YEAR = 12
_QUARTERS_A_YEAR = 4
_MONTHS = re.compile(r"\d tháng \Z")
_CHAIN, _CHAIN_BEFORE = re.compile(r" ?- ?\d"), re.compile(r"\d ?%? ?- ?\Z")
#: "lúa 2 vụ": crops a year, not cases.
_CROPPED = re.compile(
    r"(?:lúa|màu|rau|ngô|cả|mỗi|đất|chuyên|làm|có hạt|lúa nước|gieo trồng|gieo cấy) \Z"
)
_CLAUSE_END = re.compile(
    r" ?(?:[,;)]|\.(?!\d)|\n|$| và | \(| ?(?:cụ thể|trong đó|bao gồm|gồm):?(?!\w))"
)
_LIST_NUMBER = re.compile(r"(?:^|\n)[ \t]*(?:[-+•*] )?[(\[]?\Z")


_SPOKEN = COUNTED | {"VND", "HA", "PERCENT", "RANK"}
#: Number words that more often are another word ("năm" year, "tư" of "đầu tư").
_AMBIGUOUS = frozenset(
    (
        "năm",
        "tư",
        "lăm",
        "nhăm",
        "mốt",
        "không",
        "linh",
        "lẻ",
        "rưỡi",
        "nghìn",
        "ngàn",
        "vạn",
        "triệu",
        "tỷ",
        "trăm",
        "chục",
        "mươi",
    )
)


#: "giá trị sản xuất (giá CĐ 94)": the year whose prices are meant.
_PRICES_OF = re.compile(r"giá (?:cố định|cđ|so sánh|ss)(?: năm)? \Z")


_SHARE_LEFT = re.compile(r"(?<!\w)(?:bằng|đạt)(?: gần| trên| hơn)? \Z")
_OF_PLAN_BEHIND = re.compile(
    r" (?:so (?:với )?)?(?:kế hoạch|kh|dự toán|cùng kỳ)(?! của (?:năm|tháng) \d)(?!\w)"
)
#: A telephone's number, whatever stands before it ("024.38837692", "0912.345.678").
_DIALLED = re.compile(r"0\d{2,3}(?:\.?\d{3,8}){1,3}")


@cache
def _before(role: str) -> tuple[frozenset[str], re.Pattern[str]]:
    """The last two letters of the phrases of a role, and the pattern of one at the end."""
    phrases = tuple(map(normalise, phrases_of(role)))
    gap = " {0,2}" if role == "name_before" else "(?: {0,2}|[:-] ?)"
    ends = frozenset(phrase[-2:] for phrase in phrases)
    return ends, re.compile(rf"(?:{word_start(phrases)}){gap}\Z")


def _stands_behind(role: str, before: str) -> bool:
    """Whether the words before a number end with a phrase of the role."""
    ends, pattern = _before(role)
    return before.rstrip(" :-")[-2:] in ends and pattern.search(before) is not None


def find_quantities(normal: str) -> list[Quantity]:
    """All quantities of a folded text in order, without overlap.

    Dates, clock times, numbers of documents, phones, ordinals and addresses are no quantities.
    """
    point_decimal = writes_point_decimals(normal)
    blocked = blocked_spans(normal)
    found: list[Quantity] = []
    position, block = 0, 0
    while number := NUMBER.search(normal, position):
        position = number.end()
        while block < len(blocked) and blocked[block][1] <= number.start():
            block += 1
        if block < len(blocked) and blocked[block][0] <= number.start():
            position = max(position, blocked[block][1])
            continue
        quantity = read_rank(normal, number.start(), found[-1] if found else None)
        if quantity is None:
            quantity = _read(normal, number, point_decimal, found[-1].end if found else -1)
        if quantity is None:
            continue
        position = quantity.end
        if quantity.unit is not None and quantity.unit.code == "YEAR":
            continue
        unit = quantity.unit
        if names_threshold(normal, quantity.start, unit) or is_price(normal, quantity.end, unit):
            continue
        found.append(quantity)
    found.extend(_in_words(normal, found))
    found.sort(key=lambda quantity: quantity.start)
    found = join_parts_of_wholes(normal, without_wholes(normal, found))
    return in_one_currency(normal, join_compounds(normal, found))


def _read(
    normal: str, number: re.Match[str], point_decimal: bool, last_end: int
) -> Quantity | None:
    start, end = number.span()
    written = number[0]
    before = normal[max(0, start - 28) : start]
    previous = before[-1:]
    letter_before = previous not in " /" and _LETTER_OR_MARK.match(previous)
    if letter_before and not _GLUED_VERB.search(before):
        return None
    if written[0] == "0" and _DIALLED.fullmatch(written):
        return None
    if end - start == 4 and written.isdigit() and _stands_behind("name_before", before):
        return None  # "năm 2021": a year, whatever follows
    if previous == "/" and last_end != start - 1:
        return None
    if previous == "-" and before[-2:-1].isalnum():
        return None
    if before.endswith(("gmt+", "gmt +", "utc+")):
        return None
    unit = match_unit(normal, end)
    if unit is None and (spaced := _spaced_decimal(normal, end, before)) is not None:
        written, unit, end = f"{number[0]},{spaced[0]}", spaced[1], spaced[1].start
    if unit is None and (apart := _spaced_thousands(normal, start, before)) is not None:
        written, unit = apart
        end = unit.start
    if unit is None and _OF_PLAN_BEHIND.match(normal, end) and _SHARE_LEFT.search(before):
        # "bằng 101,7 kế hoạch": the sign that was left out
        unit = Unit("PERCENT", 1.0, "", end, end)
    if unit is not None and unit.form == "vụ" and _CROPPED.search(before):
        return None
    of_each = unit is not None and number[0] in ("1", "01") and _PER_ONE.search(before)
    if of_each and unit is not None and not _SMALLER_BEHIND.match(normal, unit.end):
        return None  # "thu trên 1 tỷ 656 triệu đồng" is a sum, "trên 1 ha" is of each
    if _is_denominator(normal, before, end):
        return None
    if number[0].isdigit() and len(number[0]) < 4 and _stands_behind("name_before", before):
        measured = unit is not None and unit.code not in COUNTED
        # "hơn đầu nhiệm kỳ 12 triệu đồng": of no term the twelfth
        told = bool(_NO_ORDINAL.search(before) or _MONTHS.search(before))
        # "hạt điều 95 triệu USD", "kim loại quý 320 tỷ đồng": no article, no quarter
        beyond = before.endswith("quý ") and int(number[0]) > _QUARTERS_A_YEAR
        told = told or beyond
        # "8 tháng đầu năm 02 xã", "trong năm 350 doanh nghiệp": no year is called so
        no_month = before.endswith("tháng ") and int(number[0]) > _MONTHS_A_YEAR
        counted = unit is not None and (no_month or _IN_THE_YEAR.search(before))
        ranged = _IN_THE_YEAR.search(before) and _is_measured_pair(normal, end)
        if not (counted or ranged or (measured and told)):
            return None  # "hằng năm 16%" is a share, "6 tháng 955 tỷ" a sum
    if unit is None and (
        _CLOCK.match(normal, start)
        or _PRICES_OF.search(before)
        or (
            _stands_behind("name_before_bare", before)
            # "phục vụ 9.610/9.197 lượt khách": no case, class or page has such a number
            and not _is_measured_pair(normal, end, counted="." in number[0])
        )
        or (
            _stands_behind("name_before", before)
            # "cả năm 41.870/41.500 tấn": no year has a point; "hằng năm 10-12%"
            and not (len(number[0]) > 4 and before.rstrip().endswith("năm"))
            and not (_IN_THE_YEAR.search(before) and _is_measured_pair(normal, end))
        )
    ):
        return None
    value = _value(written, unit, point_decimal)
    if value is None:
        return None
    begin = start
    if before.endswith(("+ ", "(- ")) and not before.startswith("+"):
        previous, before, begin = before[-2], before[:-1], start - 1
    sign = _SIGNS.get(previous, 0)
    if sign and not _SIGN_BEFORE.search(before[:-1]):
        sign = 0
    begin = begin - 1 if sign else start
    one = Quantity(begin, unit.end if unit else end, _scaled(value, unit), unit, sign=sign)
    pair = _second(normal, number, one, point_decimal)
    if pair is not None:
        return pair
    if unit is None and not _stands_alone(normal, start, end, value, before):
        return None
    return one


_NO_ORDINAL = re.compile(r"(?:năm|điều|(?:đầu|cuối) nhiệm kỳ) *\Z")
_SIGNS = {"+": 1, "-": -1}


def _spaced_decimal(normal: str, end: int, before: str) -> tuple[str, Unit] | None:
    """ "sản lượng ước đạt 167, 2 tấn": a blank typed behind the decimal comma."""
    found = _DECIMALS.match(normal, end)
    if found is None:
        return None
    unit = match_unit(normal, found.end())
    if unit is None or unit.code in COUNTED:
        return None
    lead = _RATE if unit.code == "PERCENT" else _REACHED
    return (found[1], unit) if lead.search(before) is not None else None


_DECIMALS = re.compile(r", (\d{1,2})(?= |%)")
#: "Tỷ lệ hộ nghèo 25, 42%": of one rate, and no list of two.
_RATE = re.compile(r"(?<!\w)(?:tỷ|tỉ) lệ (?:(?!lần lượt|và )[^\W\d]+ ){1,5}\Z")
_REACHED = re.compile(r"(?<!\w)(?:đạt|được|là)(?: gần| trên| hơn| khoảng)? \Z")


def _spaced_thousands(normal: str, start: int, before: str) -> tuple[str, Unit] | None:
    """ "thu ngân sách đạt 12 345,6 tỷ đồng": blanks in place of the points."""
    found = _THOUSANDS.match(normal, start)
    if found is None or _MEASURED.search(before) is None:
        return None
    unit = match_unit(normal, found.end())
    return None if unit is None else (found[0].replace(" ", "."), unit)


_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?: \d{3})+(?:,\d+)?(?![\d.,]*\d)")
#: What a number is told behind, and no number of something ("tháng 1 250 hộ", "xã 2 120 ha").
_MEASURED = re.compile(
    r"(?<!\w)(?:đạt|được|là|có|còn|gần|hơn|trên|khoảng|với|lên|xuống|bằng|thêm|tăng|giảm) \Z"
)


def _is_measured_pair(normal: str, end: int, *, counted: bool = False) -> bool:
    """ "thu trên địa bàn: 76,4/140 tỷ đồng", "dịch vụ 26-27%": the unit is of both numbers."""
    joint = _SLASH.match(normal, end) or _RANGE.match(normal, end)
    other = NUMBER.match(normal, joint.end()) if joint else None
    unit = match_unit(normal, other.end()) if other else None
    return unit is not None and (counted or unit.code not in COUNTED)


def _stands_alone(normal: str, start: int, end: int, value: float, before: str) -> bool:
    """A number without a unit is a quantity only where its clause ends behind it.

    List numbers, years, dates and the digits of names are none ("(8) Tỷ lệ", "3 sao").
    """
    if 1900 <= value <= 2100 and value == int(value) and end - start == 4:
        return False
    if _looks_like_date(normal, start, before) or not _CLAUSE_END.match(normal, end):
        return False
    return not _LIST_NUMBER.search(before)


def _glued(normal: str, end: int) -> bool:
    return end < len(normal) and (normal[end].isalpha() or normal[end : end + 2] in ("/b", "/n"))


def _looks_like_date(normal: str, start: int, before: str) -> bool:
    pointed = _POINT_DAY.match(normal, start) and _PART_OF_DAY.search(before)
    return bool(pointed or (_DAY.match(normal, start) and _DAY_BEFORE.search(before)))


def _value(digits: str, unit: Unit | None, point_decimal: bool) -> float | None:
    whole = unit is not None and unit.code in COUNTED and unit.factor == 1
    value = parse_number(digits, point_decimal=point_decimal, whole=whole)
    if value is not None and unit is not None and unit.code == "PERCENT" and "." in digits:
        # "1.234%" does not occur; a point before three digits of a percentage marks decimals.
        value = parse_number(digits, point_decimal=True)
    return value


def _scaled(value: float, unit: Unit | None) -> float:
    return clean(value * unit.factor) if unit else value


def _second(
    normal: str, number: re.Match[str], one: Quantity, point_decimal: bool
) -> Quantity | None:
    """The range or `a/b` that begins with this number, if it is one."""
    end = one.end
    if normal[end : end + 3].lstrip(" ")[:1] not in _JOINTS:
        return None
    slash = _SLASH.match(normal, end)
    joint = slash or _RANGE.match(normal, end)
    if joint is None:
        return None
    other = NUMBER.match(normal, joint.end())
    if other is None:
        return None
    if slash and _is_denominator(
        normal, normal[max(0, joint.end() - 28) : joint.end()], other.end()
    ):
        return None  # "9,8 bác sĩ/10.000 dân"
    unit = match_unit(normal, other.end())
    if unit is None and one.unit is None and _glued(normal, other.end()):
        return None
    if one.unit is not None and unit is not None and one.unit.code != unit.code:
        return None
    if one.unit is not None and unit is None:
        # "15% - 2 xã" is caught above; "15% - 20" keeps the first unit only in a range.
        if slash:
            return None
        unit = None
    if slash and (
        (unit is None and _slash_is_date(normal, number.start(), other))
        or _FROM_DAY.search(normal[max(0, number.start() - 36) : number.start()])
    ):
        return None
    shared = unit or one.unit
    first = _value(number[0], shared, point_decimal)
    second = _value(other[0], shared, point_decimal)
    if first is None or second is None:
        return None
    if one.unit is not None and unit is not None:
        low, high = _scaled(first, one.unit), _scaled(second, unit)
    else:
        low, high = _scaled(first, shared), _scaled(second, shared)
    finish = unit.end if unit else other.end()
    if slash:
        if shared is None and (second == 0 or first > 50 * second):
            return None
        return Quantity(one.start, finish, low, shared, high, "slash", 0, one.end, joint.end())
    if _CHAIN.match(normal, finish) or _CHAIN_BEFORE.search(
        normal[max(0, one.start - 6) : one.start]
    ):
        return None
    plain = number[0].isdigit() and other[0].isdigit()  # "1.900-2.000 USD" are no years
    if shared is None or high <= low or (one.unit is None and plain and _years(first, second)):
        return None
    alike = one.unit is None and unit is not None and high <= 3 * low  # "thêm 5 đến 7 xã"
    # "công nghiệp 32,77% đến 32,79%"
    alike = alike or (shared.code == "PERCENT" and unit is not None and high <= _ALIKE * low)
    if (
        joint[1] in ("đến", "tới")
        and not alike
        and not re.search(r"từ (?:khoảng |trên )?\Z", normal[max(0, one.start - 12) : one.start])
    ):
        return None
    return Quantity(one.start, finish, low, shared, high, "range", 0, one.end, joint.end())


#: So much more than its lower end a range without "từ" reaches.
_ALIKE = 1.5


#: "từ ngày 1/7 đến 30/9 xã đã cấp 243 giấy phép": the last day of a window, whatever is behind it.
_FROM_DAY = re.compile(
    r"(?<!\w)từ (?:ngày )?\d\d?[/-]\d\d?(?:[/-]\d{4})? (?:đến|tới) (?:hết )?(?:ngày )?\Z"
)
#: "đạt 75% (27/36), ...": the count behind its share.
_COUNT_BEHIND_SHARE = re.compile(r"\d ?% \(\Z")


def _slash_is_date(normal: str, start: int, other: re.Match[str]) -> bool:
    before = normal[max(0, start - 20) : start]
    if _COUNT_BEHIND_SHARE.search(before):
        return False
    return bool(_DAY.match(normal, start) and _DAY_BEFORE.search(before)) and "." not in other[0]


def _years(first: float, second: float) -> bool:
    return 1900 <= first <= 2100 and 1900 <= second <= 2100


#: What stands before so many times in words.
_MULTIPLIES = re.compile(r"(?<!\w)gấp(?: gần| hơn| trên| khoảng| tới)? \Z")


#: "xây mới năm cây cầu", "có năm trường đạt chuẩn": five of them, and no year.
_COUNTS = re.compile(r"(?<!\w)(?:có|được|mới|thêm|gồm|còn|xong|đủ) \Z")


def _in_words(normal: str, found: list[Quantity]) -> list[Quantity]:
    """Numbers in words that a unit follows directly ("một xã", "hai trường")."""
    spoken = []
    for words in NUMBER_WORDS.finditer(normal):
        five = (
            words[0] == "năm"
            and _COUNTS.search(normal, max(0, words.start() - 6), words.start()) is not None
        )
        if (words[0] in _AMBIGUOUS and not five) or normal[
            words.start() - 1 : words.start()
        ] not in (
            " ",
            "(",
            "\n",
            "",
        ):
            continue
        unit = match_unit(normal, words.end())
        # "mười tám ngàn tấn" is measured; "một tấn" may be any
        if unit is None or not (unit.code in _SPOKEN or (" " in words[0] and unit.code == "TONNE")):
            continue
        value = parse_words(words[0])
        if value is None or (five and unit.code not in COUNTED):
            continue
        before = normal[max(0, words.start() - 28) : words.start()]
        if unit.form == "lần":
            if not _MULTIPLIES.search(before):
                continue
            if normal.startswith(" rưỡi", unit.end):  # "gấp hai lần rưỡi cùng kỳ"
                value, unit = value + 0.5, unit._replace(end=unit.end + len(" rưỡi"))
        if value == 1 and (_PER_ONE.search(before) or before.endswith(" là ")):
            continue  # "Nghĩa Hưng là một huyện ven biển"
        if _is_denominator(normal, before, words.end()):
            continue
        spoken.append(
            Quantity(words.start(), unit.end, clean(value * unit.factor), unit, in_words=True)
        )
    taken = [(quantity.start, quantity.end) for quantity in found]
    return [
        quantity
        for quantity in spoken
        if not any(start < quantity.end and quantity.start < end for start, end in taken)
    ]


def _is_denominator(normal: str, before: str, end: int) -> bool:
    """ "30,5 giường bệnh trên 10.000 dân": by how many people a rate is told."""
    return normal.startswith(" dân", end) and _PER_PEOPLE.search(before) is not None


_PER_PEOPLE = re.compile(
    r"(?:bác s[ĩỹ]|giường|bệnh|dược s[ĩỹ]|y tế|thuê bao|phát hiện|hiv|aids|tử vong)"
    r" ?(?:trên |/ ?)\Z"
    r"|(?:bình quân|tính trên|tính bình quân) \Z"
)
