"""Quantities of a text: numbers with their units, ranges, fractions; no digits of names."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from extraction.reference import phrases_of
from extraction.rules.marks import is_price, names_threshold
from extraction.rules.numbers import (
    NUMBER,
    NUMBER_WORDS,
    parse_number,
    parse_words,
    writes_point_decimals,
)
from extraction.rules.units import COUNTED, Unit, match_unit
from extraction.text import normalise, word_start

_LETTER_OR_MARK = re.compile(r"[^\W\d]|[/&@#_]")
#: Patterns that a whole text is searched for begin with a plain character and look back from it:
#: so the search leaps from one such character to the next.
_DATE = re.compile(
    r"\d(?<![\d.,/-].)(?:\d? ?[/.-] ?\d{1,2} ?[/.-] ?(?:19|20)\d\d|\d? ?[/-] ?(?:19|20)\d\d"
    r"|(?:(?<=1)9|(?<=2)0)\d\d ?[/-] ?(?:19|20)\d\d|\d{3}-\d\d-\d\d)(?![\d/-])"
)
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
_WEB = re.compile(
    r"(?:https?://|www\.)\S{1,300}|(?<![\w.+-])[\w.+-]{1,64}@[\w.-]{1,80}|(?<![\w.-])[\w.-]{1,80}\.(?:vn|com|net|org)\b\S*"
)
_WEB_SIGNS = ("://", "www.", "@", ".vn", ".com", ".net", ".org")
_WEB_SIGN = re.compile(r"://|www\.|@|\.(?:vn|com|net|org)")
_SPACE = re.compile(r"\s")
_RANGE = re.compile(r" {0,2}(-|~|đến|tới) {0,2}(?=\d)")
_SLASH = re.compile(r" ?/ ?(?=\d)")
#: What both may begin with, behind their blanks.
_JOINTS = "/-~đt"
#: "giá trị sản phẩm trên 1 ha": the 1 is part of the indicator's name.
_PER_ONE = re.compile(
    r"(?:trên|bình quân|mỗi|một|của|/|tính|vị|theo|quân trên) ?\Z"
    r"|mỗi (?:xã|phường|làng|thôn|địa phương|xã, phường) \Z"  # "mỗi xã một sản phẩm"
)
#: "tăng11,6%": a missing space behind a verb.
_GLUED_VERB = re.compile(r"(?<!\w)(?:tăng|giảm|đạt|còn|trên|dưới|khoảng|ước|bằng|hơn|gần|là)\Z")
#: A sign stands after a bracket, colon or word; after a digit it joins a range.
_SIGN_BEFORE = re.compile(r"(?:[(\[:]|[^\W\d] |[:,;] )\Z")
#: "xếp thứ 3/10", "đứng thứ 5", "hạng 29": the number is a standing.
_RANK_BEFORE = re.compile(
    r"(?:xếp|đứng|hạng|vị trí|vị thứ)(?: ở)?(?: vị trí| vị thứ| hạng| thứ)*(?: là|:)? \Z"
    r"|(?:trong nhóm|trong top|top) $|(?:xếp|đứng) [^\d,;.]{0,12}thứ \Z"
    r"|(?:tăng|đạt|phát triển|tốc độ|mức)[^\d,;.]{0,6} (?:cao|lớn|nhanh|thấp) thứ \Z"
)
#: The last words of both patterns.
_RANK_LAST = (
    "xếp ",
    "đứng ",
    "hạng ",
    "trí ",
    "ở ",
    "thứ ",
    "nhóm ",
    "top ",
    " \n",
    "thứ: ",
    "thứ là ",
)
_IN_THE_YEAR = re.compile(r"(?<!\w)(?:đầu|cuối|trong|hằng|hàng|mỗi) năm,? \Z")
_RANK_AGAIN = re.compile(r"(?:và|,) (?:đứng |xếp )?(?:thứ|hạng) \Z")
_RANK = re.compile(r"(\d{1,4})(?:(?: ?/ ?| trên )(\d{1,4}))?(?![\d.,]*\d)(?! ?%)")
_MONTHS_A_YEAR = 12
_MONTHS = re.compile(r"\d tháng \Z")
_CHAIN, _CHAIN_BEFORE = re.compile(r" ?- ?\d"), re.compile(r"\d ?%? ?- ?\Z")
#: "lúa 2 vụ": crops a year, not cases.
_CROPPED = re.compile(r"(?:lúa|màu|rau|ngô|cả|mỗi|đất|chuyên|làm) \Z")
_CLAUSE_END = re.compile(r" ?(?:[,;)]|\.(?!\d)|\n|$| và | \()")
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


_CLOCK_TIME = re.compile(r"\d(?<!\d.)\d?(?::| ?(?:h|giờ|g) ?)\d{2}(?!\d|[.,]\d)(?: ?phút)?")
#: "02/2016/TT-BLĐTBXH", "214/BC-UBND": numbers of papers.
_PAPER = re.compile(r"\d(?<![\d.,].)\d{0,4}(?:/(?:19|20)\d\d)?/(?:19|20)?\d{0,2}[a-zđ]{1,6}-[a-zđ]")
#: Digits with a mark behind them, as all three begin: the text is walked through for these once.
#: "giá trị sản xuất (giá CĐ 94)": the year whose prices are meant.
_PRICES_OF = re.compile(r"giá (?:cố định|cđ|so sánh|ss)(?: năm)? \Z")
_MARKED_DIGITS = re.compile(r"\d(?<!\d.)\d{0,4}(?= ?[/.:gh-])")
_PHONE_WORDS = ("điện thoại", "hotline", "đt", "sđt", "fax", "tel")
_PHONE = re.compile(rf"(?:{word_start(_PHONE_WORDS)})\b[^\w\n]{{0,4}}[\d .()+-]{{7,24}}")


#: A telephone's number, whatever stands before it ("024.38837692", "0912.345.678").
_DIALLED = re.compile(r"0\d{2,3}(?:\.?\d{3,8}){1,3}")


class Quantity(NamedTuple):
    """A number as it stands in the text; offsets are those of the reading.

    `start:end` is the value expression with its unit, `value` and `high` are in the written
    number times the unit's factor (canonical). `high` is the upper end of a range or the
    whole of an `a/b`; for an `a/b`, `middle` is where `a` ends and `second` where `b` begins.
    `sign` is +1 or -1 where the text writes one.
    """

    start: int
    end: int
    value: float
    unit: Unit | None
    high: float | None = None
    kind: str = "one"
    sign: int = 0
    middle: int = 0
    second: int = 0
    in_words: bool = False


def is_per_cent(quantity: Quantity) -> bool:
    """Whether it is a number of per cent (no points of one)."""
    return quantity.unit is not None and quantity.unit.code == "PERCENT"


@cache
def _before(role: str) -> tuple[tuple[str, ...], re.Pattern[str]]:
    phrases = tuple(map(normalise, phrases_of(role)))
    gap = " {0,2}" if role == "name_before" else "(?: {0,2}|[:-] ?)"
    return phrases, re.compile(rf"(?:{word_start(phrases)}){gap}\Z")


def _stands_behind(role: str, before: str) -> bool:
    """Whether the words before a number end with a phrase of the role."""
    phrases, pattern = _before(role)
    return before.rstrip(" :-").endswith(phrases) and pattern.search(before) is not None


def find_quantities(normal: str) -> list[Quantity]:
    """All quantities of a folded text in order, without overlap.

    Dates, clock times, numbers of documents, phones, ordinals and addresses are no quantities.
    """
    point_decimal = writes_point_decimals(normal)
    blocked = _blocked_spans(normal)
    found: list[Quantity] = []
    position, block = 0, 0
    while number := NUMBER.search(normal, position):
        position = number.end()
        while block < len(blocked) and blocked[block][1] <= number.start():
            block += 1
        if block < len(blocked) and blocked[block][0] <= number.start():
            position = max(position, blocked[block][1])
            continue
        quantity = _rank(normal, number.start(), found[-1] if found else None)
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
    return _in_one_currency(normal, _join_compounds(normal, _without_wholes(normal, found)))


def _without_wholes(normal: str, found: list[Quantity]) -> list[Quantity]:
    """ "trong 11 nhóm hàng có 9 nhóm hàng tăng giá": the 11 is what the 9 are counted in."""
    kept = [one for one, after in pairwise(found) if not _is_counted_in(normal, one, after)]
    return kept + found[-1:]


def _is_counted_in(normal: str, whole: Quantity, part: Quantity) -> bool:
    return (
        whole.unit is not None
        and part.unit is not None
        and whole.unit.code in COUNTED
        and whole.unit.form == part.unit.form
        and normal[max(0, whole.start - 6) : whole.start].endswith("trong ")
        and _THERE_ARE.fullmatch(normal, whole.end, part.start) is not None
    )


def _in_one_currency(normal: str, found: list[Quantity]) -> list[Quantity]:
    """ "9 tỷ USD trở lên, tăng 1 tỷ": a bare multiplier has the currency of the sum it changes."""
    told = found[:1]
    for quantity in found[1:]:
        last, unit = told[-1].unit, quantity.unit
        if (
            last is not None
            and unit is not None
            and last.code == "USD"
            and unit.code == "VND"
            and unit.form in ("triệu", "tỷ")
            and _CHANGED_BY.fullmatch(normal, told[-1].end, quantity.start)
        ):
            quantity = quantity._replace(unit=unit._replace(code="USD"))
        told.append(quantity)
    return told


_CHANGED_BY = re.compile(r"[^.;,]{0,20}, ?(?:tăng|giảm|hơn|kém)(?: thêm| khoảng| gần| hơn)* ")

_THERE_ARE = re.compile(r"[^.;:]{0,60}(?<!\w)có ")


def _rank(normal: str, start: int, last: Quantity | None) -> Quantity | None:
    before = normal[max(0, start - 24) : start]
    ranked = last is not None and last.kind == "rank"
    listed = ranked and last is not None and _ranks_again(normal, last, start)
    if not listed:
        if not before.endswith(_RANK_LAST):
            return None
        if not (_RANK_BEFORE.search(before) or (ranked and _RANK_AGAIN.search(before))):
            return None
    found = _RANK.match(normal, start)
    if (
        found is None
        or (listed and not found[2])
        or int(found[1]) == 0
        or _money_follows(normal, found.end())
    ):
        return None
    if normal.startswith(" sao", found.end()):  # "hạng 4 sao" of a product or hotel
        return None
    group = match_unit(normal, found.end()) if before.endswith("top ") else None
    if group is not None and group.code in COUNTED:
        return None  # "top 5 địa phương"
    high = float(found[2]) if found[2] else None
    return Quantity(start, found.end(), float(found[1]), None, high, "rank")


def _ranks_again(normal: str, last: Quantity, start: int) -> bool:
    """ "xếp thứ 8/63 tỉnh, thành phố; 2/5 tỉnh trong vùng": places among others in a list."""
    if last.high is None or start - last.end > _LIST_PART:
        return False
    if _AMONG.fullmatch(normal, last.end, start) is None:
        return False
    # "thứ 4/13 huyện và 26/30 xã đạt chuẩn" goes on with communes
    found, among = _RANK.match(normal, start), match_unit(normal, last.end)
    unit = match_unit(normal, found.end()) if found else None
    return unit is None or among is None or unit.code == among.code


_LIST_PART = 120
_AMONG = re.compile(r" (?:tỉnh|thành phố|địa phương|huyện|trong)(?!\w)[^\d;.:]*(?:; | và )")


def _money_follows(normal: str, end: int) -> bool:
    unit = match_unit(normal, end)
    return unit is not None and unit.code not in COUNTED


def _blocked_spans(normal: str) -> list[tuple[int, int]]:
    spans = _web_spans(normal)
    phones = (_PHONE,) if any(word in normal for word in _PHONE_WORDS) else ()
    for phone in phones:
        spans += [found.span() for found in phone.finditer(normal)]
    patterns, ends = (_DATE, _CLOCK_TIME, _PAPER), [0, 0, 0]
    for digits in _MARKED_DIGITS.finditer(normal):
        start = digits.start()
        for which, pattern in enumerate(patterns):
            if start >= ends[which] and (found := pattern.match(normal, start)) is not None:
                spans.append(found.span())
                ends[which] = found.end()
    return sorted(spans)


def _web_spans(normal: str) -> list[tuple[int, int]]:
    """Addresses of pages and of mail, looked for only in runs of characters that show one."""
    spans: list[tuple[int, int]] = []
    if not any(sign in normal for sign in _WEB_SIGNS):
        return spans
    done = 0
    for sign in _WEB_SIGN.finditer(normal):
        if sign.start() < done:
            continue
        begin = 1 + max(normal.rfind(space, done, sign.start()) for space in " \n")
        after = _SPACE.search(normal, sign.end())
        begin, done = max(begin, done), after.start() if after else len(normal)
        spans += [found.span() for found in _WEB.finditer(normal, begin, done)]
    return spans


def _read(
    normal: str, number: re.Match[str], point_decimal: bool, last_end: int
) -> Quantity | None:
    start, end = number.span()
    before = normal[max(0, start - 28) : start]
    previous = before[-1:]
    letter_before = previous != "/" and _LETTER_OR_MARK.match(previous)
    if letter_before and not _GLUED_VERB.search(before):
        return None
    if _DIALLED.fullmatch(number[0]):
        return None
    if end - start == 4 and number[0].isdigit() and _stands_behind("name_before", before):
        return None  # "năm 2021": a year, whatever follows
    if previous == "/" and last_end != start - 1:
        return None
    if previous == "-" and before[-2:-1].isalnum():
        return None
    unit = match_unit(normal, end)
    if unit is not None and unit.form == "vụ" and _CROPPED.search(before):
        return None
    if unit is not None and number[0] in ("1", "01") and _PER_ONE.search(before):
        return None
    if _is_denominator(normal, before, end):
        return None
    if number[0].isdigit() and len(number[0]) < 4 and _stands_behind("name_before", before):
        measured = unit is not None and unit.code not in COUNTED
        told = before.rstrip().endswith("năm") or _MONTHS.search(before)
        # "8 tháng đầu năm 02 xã", "trong năm 350 doanh nghiệp": no year is called so
        no_month = before.endswith("tháng ") and int(number[0]) > _MONTHS_A_YEAR
        counted = unit is not None and (no_month or _IN_THE_YEAR.search(before))
        ranged = _IN_THE_YEAR.search(before) and _is_measured_pair(normal, end)
        if not (counted or ranged or (measured and told)):
            return None  # "hằng năm 16%" is a share, "6 tháng 955 tỷ" a sum
    if unit is None and (
        _CLOCK.match(normal, start)
        or _PRICES_OF.search(before)
        or (_stands_behind("name_before_bare", before) and not _is_measured_pair(normal, end))
        or (
            _stands_behind("name_before", before)
            # "cả năm 41.870/41.500 tấn": no year has a point; "hằng năm 10-12%"
            and not (len(number[0]) > 4 and before.rstrip().endswith("năm"))
            and not (_IN_THE_YEAR.search(before) and _is_measured_pair(normal, end))
        )
    ):
        return None
    value = _value(number[0], unit, point_decimal)
    if value is None:
        return None
    if before.endswith(("+ ", "(- ")) and not before.startswith("+"):
        previous, before, start = before[-2], before[:-1], start - 1
    sign = {"+": 1, "-": -1}.get(previous, 0)
    if sign and not _SIGN_BEFORE.search(before[:-1]):
        sign = 0
    begin = start - 1 if sign else start
    one = Quantity(begin, unit.end if unit else end, _scaled(value, unit), unit, sign=sign)
    pair = _second(normal, number, one, point_decimal)
    if pair is not None:
        return pair
    if unit is None and not _stands_alone(normal, start, end, value, before):
        return None
    return one


def _is_measured_pair(normal: str, end: int) -> bool:
    """ "thu trên địa bàn: 76,4/140 tỷ đồng", "dịch vụ 26-27%": the unit is of both numbers."""
    joint = _SLASH.match(normal, end) or _RANGE.match(normal, end)
    other = NUMBER.match(normal, joint.end()) if joint else None
    unit = match_unit(normal, other.end()) if other else None
    return unit is not None and unit.code not in COUNTED


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


def clean(value: float) -> float:
    """Binary dust of a decimal product taken off (57.3 * 0.1 is 5.73)."""
    return float(f"{value:.12g}")


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
    if slash and unit is None and _slash_is_date(normal, number.start(), other):
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
    if shared is None or high <= low or (one.unit is None and _years(first, second)):
        return None
    alike = one.unit is None and unit is not None and high <= 3 * low  # "thêm 5 đến 7 xã"
    if (
        joint[1] in ("đến", "tới")
        and not alike
        and not re.search(r"từ (?:khoảng |trên )?\Z", normal[max(0, one.start - 12) : one.start])
    ):
        return None
    return Quantity(one.start, finish, low, shared, high, "range", 0, one.end, joint.end())


def _slash_is_date(normal: str, start: int, other: re.Match[str]) -> bool:
    before = normal[max(0, start - 20) : start]
    return bool(_DAY.match(normal, start) and _DAY_BEFORE.search(before)) and "." not in other[0]


def _years(first: float, second: float) -> bool:
    return 1900 <= first <= 2100 and 1900 <= second <= 2100


def _in_words(normal: str, found: list[Quantity]) -> list[Quantity]:
    """Numbers in words that a unit follows directly ("một xã", "hai trường")."""
    spoken = []
    for words in NUMBER_WORDS.finditer(normal):
        if words[0] in _AMBIGUOUS or normal[words.start() - 1 : words.start()] not in (
            " ",
            "(",
            "\n",
            "",
        ):
            continue
        unit = match_unit(normal, words.end())
        if unit is None or unit.form == "lần" or unit.code not in _SPOKEN:
            continue
        value = parse_words(words[0])
        if value is None:
            continue
        before = normal[max(0, words.start() - 28) : words.start()]
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


_PER_PEOPLE = re.compile(r"(?:bác s[ĩỹ]|giường|bệnh|dược s[ĩỹ]|y tế|thuê bao) ?(?:trên |/ ?)\Z")


def _goes_on_counting(normal: str, last: Quantity, quantity: Quantity) -> bool:
    """ "7 triệu 520 nghìn con": a bare multiplier and a smaller count of the same things."""
    return (
        last.unit is not None
        and quantity.unit is not None
        and last.kind == quantity.kind == "one"
        and last.unit.form == "triệu"
        and quantity.unit.form.startswith(("nghìn ", "ngàn "))
        and quantity.unit.code in COUNTED
        and quantity.value < last.unit.factor
        and normal[last.end : quantity.start] == " "
    )


def _join_compounds(normal: str, found: list[Quantity]) -> list[Quantity]:
    """ "8 tỷ 500 triệu đồng" is one value: a smaller unit of the same money behind a larger."""
    joined: list[Quantity] = []
    for quantity in found:
        last = joined[-1] if joined else None
        if (
            last is not None
            and last.unit is not None
            and quantity.unit is not None
            and last.kind == quantity.kind == "one"
            and last.unit.code == quantity.unit.code
            and last.unit.code in ("VND", "USD", "KWH")
            and last.unit.factor > quantity.unit.factor
            and quantity.value < last.unit.factor
            and normal[last.end : quantity.start].strip() in ("", ",")
            and normal[last.end : quantity.start] != ", "
        ) or (last is not None and _goes_on_counting(normal, last, quantity)):
            joined[-1] = last._replace(
                end=quantity.end, value=clean(last.value + quantity.value), unit=quantity.unit
            )
        elif last is not None and _tells_thousands(normal, last, quantity):
            factor = quantity.unit.factor if quantity.unit else 1.0
            joined[-1] = quantity._replace(
                start=last.start, value=clean(last.value * factor + quantity.value)
            )
        else:
            joined.append(quantity)
    return joined


def _tells_thousands(normal: str, last: Quantity, quantity: Quantity) -> bool:
    """ "10 nghìn 537 tỷ đồng": the thousands of the count of billions that follows."""
    return (
        last.unit is not None
        and quantity.unit is not None
        and last.kind == quantity.kind == "one"
        and last.unit.form in ("nghìn", "ngàn")
        and quantity.unit.code in ("VND", "USD")
        and quantity.unit.factor >= _MILLION
        and quantity.value < last.unit.factor * quantity.unit.factor
        and normal[last.end : quantity.start] == " "
    )


_MILLION = 1e6
