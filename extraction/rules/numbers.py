"""Written numbers and their values: "1.576", "12,5", "hai mươi lăm"."""

from __future__ import annotations

import re

from extraction.text import word_start

#: A run of digits with inner points and commas. Possessive in effect: each step eats a digit.
NUMBER = re.compile(r"\d\d*(?:[.,]\d+)*")
_LONGEST = 40

_DIGITS = {
    "không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5,
    "lăm": 5, "nhăm": 5, "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9, "mười": 10,
}  # fmt: skip
#: What counts years and months where a name may not: "một năm" and "tư" count nothing there.
TWO_TO_TEN = {
    word: _DIGITS[word] for word in ("hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")
}
_SCALES = {"mươi": 10, "chục": 10, "trăm": 100, "nghìn": 1000, "ngàn": 1000, "vạn": 10000}
_BIG = {"triệu": 10**6, "tỷ": 10**9}
_ANY = sorted([*_DIGITS, *_SCALES, *_BIG, "linh", "lẻ", "rưỡi"], key=len, reverse=True)
#: "Trong năm, ba công trình được xây dựng": the year is no five.
NUMBER_WORDS = re.compile(
    rf"(?!năm, )(?:{word_start(_ANY)})(?!\w)(?:(?:,? +)(?:{'|'.join(_ANY)})(?!\w)){{0,15}}"
)


def parse_number(digits: str, *, point_decimal: bool = False, whole: bool = False) -> float | None:
    """The value of a digit run, or None where its separators make no number.

    Vietnamese writing groups thousands by points and marks decimals by a comma; a lone
    separator before exactly three digits is read so, unless `point_decimal` says that the
    article writes decimals with a point. `whole` says that only a whole number makes sense
    (households, communes): then a lone comma before three digits groups thousands too.
    """
    if len(digits) > _LONGEST:
        return None
    points, commas = digits.count("."), digits.count(",")
    if not points and not commas:
        return float(digits)
    if points and commas:
        last = "." if digits.rfind(".") > digits.rfind(",") else ","
        other = "," if last == "." else "."
        if digits.count(last) > 1:
            return None
        head, tail = digits.split(last)
        return float(head.replace(other, "") + "." + tail) if _grouped(head, other) else None
    mark = "." if points else ","
    groups = digits.split(mark)
    if len(groups) > 2:
        return float("".join(groups)) if _grouped(digits, mark) else None
    head, tail = groups
    three = len(tail) == 3 and head.lstrip("0") != "" and len(head) <= 3
    if mark == ".":
        thousands = three and not (point_decimal and not whole)
    else:
        thousands = three and (whole or point_decimal)
    return float(head + tail) if thousands else float(head + "." + tail)


def _grouped(digits: str, mark: str) -> bool:
    first, *rest = digits.split(mark)
    return 1 <= len(first) <= 3 and all(len(group) == 3 for group in rest)


def parse_words(words: str) -> float | None:
    """The value of a number in words ("mười lăm tỷ, hai trăm triệu"), None if it is none."""
    total, block, current, seen = 0.0, 0.0, 0.0, False
    scale_before = 1.0
    for word in words.replace(",", " ").split():
        if word in _DIGITS:
            digit = _DIGITS[word]
            if word == "mười":
                current = 10.0
            elif current == 10.0 or (current and current % 10 == 0):
                current += digit
            elif current:
                return None
            else:
                current = float(digit)
            seen = True
        elif word in ("linh", "lẻ"):
            continue
        elif word == "rưỡi":
            block += scale_before / 2
        elif word in _SCALES:
            scale = _SCALES[word]
            if scale == 10:
                current = (current or 1.0) * 10
            elif scale == 100:
                block += (current if seen else 1.0) * scale
                current = 0.0
            else:
                block = (block + current or 1.0) * scale
                current = 0.0
            scale_before = float(scale)
        else:
            big = _BIG[word]
            total += ((block + current) or 1.0) * big
            block = current = 0.0
            scale_before = float(big)
    value = total + block + current
    return value if seen and value > 0 else None


def writes_point_decimals(normal: str) -> bool:
    """Whether the article writes decimals with a point ("12.5%"), judged by its own percentages."""
    if not _POINT_BEHIND_DIGIT.search(normal):
        return False
    points = len(_POINT_DECIMAL.findall(normal))
    return points > 0 and points > len(_COMMA_DECIMAL.findall(normal))


_POINT_BEHIND_DIGIT = re.compile(r"\.(?<=\d.)\d{1,2} ?[%tha]")
_POINT_DECIMAL = re.compile(r"\d(?<![\d.,].)\d{0,3}\.\d{1,2} ?(?:%|tỷ|triệu|ha\b|tấn|tạ)")
_COMMA_DECIMAL = re.compile(r"\d(?<![\d.,].)\d{0,3},\d{1,2} ?(?:%|tỷ|triệu|ha\b|tấn|tạ)")
