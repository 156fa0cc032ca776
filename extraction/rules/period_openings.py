"""Where a time may begin in a text: every time's first word with what must follow it.

Few of the words that can open a time do ("trong", "của", "thu"), and to try the whole pattern of
`periods` at one takes as long as to read a line; so each word is asked for its next one first.
"""

from __future__ import annotations

import re

from extraction.rules.numbers import TWO_TO_TEN

_YEAR = r"(?:19|20)\d\d"
_GAP = " {1,3}"
_DAY = rf"{_GAP}(?:hết|ngày|\d)"
_POINT = r" {0,3}(?:hết|cuối|thời|tháng|ngày|hôm|sáng|trưa|chiều|tối|năm|nhiệm|\d)"
_WHOLE = rf"{_GAP}(?:nhiệm|giai|năm|quý|tháng|hai|ba|\d)"
_MONTHS = rf"(?:{_GAP}(?:tháng|quý)| ?t[/ ])"
_SEASONS = "đông|xuân|mùa|chiêm|hè|thu"

#: The first words of times and the beginning of what may follow each.
_FOLLOWED_BY = {
    **dict.fromkeys(("đến", "hết", "tới", "cuối"), _POINT),
    **dict.fromkeys(
        ("trước", "sau", "sáng", "trưa", "chiều", "tối", "đêm", "hôm", "ngày", "lúc"), _DAY
    ),
    **dict.fromkeys(("cả", "trong", "toàn", "qua", "của", "chung"), _WHOLE),
    **dict.fromkeys(("hai", "ba", "bốn"), rf"(?:{_MONTHS}|{_GAP}năm{_GAP}{_YEAR})"),
    **dict.fromkeys(("sáu", "bảy", "tám", "chín"), _MONTHS),
    "mười": rf"(?:{_GAP}một)?{_MONTHS}",
    "từ": rf"{_GAP}(?:hết|ngày|năm|đầu|tháng|\d)",
    "tính": rf"{_GAP}đến",
    "thời": rf"{_GAP}(?:kỳ|điểm)",
    "tháng": rf"{_GAP}(?:\d|giêng|một|hai|ba|tư|năm|sáu|bảy|tám|chín|mười|chạp|trước|liền|đầu năm)",
    "năm": r"[ (]{0,3}(?:\d|học|nay|trước|ngoái|qua|rồi|tới|sau|kế|tháng|năm)",
    "sang": rf"{_GAP}năm",
    "đầu": rf"{_GAP}(?:nhiệm|năm)",
    "nửa": rf"{_GAP}(?:cuối|đầu|năm)",
    "quý": rf"{_GAP}(?:[iv1-4]|một|hai|ba|tư|bốn|trước|liền)",
    "cách": rf"{_GAP}đây",
    "cùng": rf"{_GAP}(?:kỳ|thời|giai|tháng|quý|dịp)",
    "dịp": rf"{_GAP}này",
    "so": rf"{_GAP}(?:với|ck)",
    "nhiệm": rf"{_GAP}kỳ",
    "giai": rf"{_GAP}đoạn",
    "các": rf"{_GAP}năm",
    "kế": rf"{_GAP}hoạch",
    "niên": rf"{_GAP}vụ",
    "lũy": rf"{_GAP}(?:kế|tích)",
    "tích": rf"{_GAP}lũy{_GAP}\d",
    "cộng": rf"{_GAP}dồn",
    "mùa": rf"{_GAP}(?:khô|mưa){_GAP}{_YEAR}",
    "vụ": rf"{_GAP}(?:[^\W\d]+ ){{0,2}}(?:{_SEASONS})",
    "ck": "",
    "svck": "",
}
#: "lúa xuân": a season's name alone is one behind its crop.
_BEHIND_CROP = "(?<=(?:lúa|ngô|lạc) .)"
#: "lúa (đông xuân 52 ha, hè thu 44 ha)": or one in a list, where it is of two words.
_IN_LIST, _LISTED_SEASONS = r"(?:(?<=[(,;:] .)|(?<=\(.))", "đông|xuân|hè|thu"
_DIGITS = (
    rf"(?:\d? ?[/.-] ?\d\d? ?[/.-] ?{_YEAR}|\d? ?/ ?{_YEAR}|\d? ?t[/ ]|\d?{_GAP}(?:tháng|quý)"
    rf"|{_GAP}năm|(?:(?<=1)9|(?<=2)0)\d\d"
    r"|(?<=\(.)\d?(?:/\d\d?)? ?- ?\d\d?/\d)"
)


def _pattern() -> str:
    tails: dict[str, list[str]] = {digit: [_DIGITS] for digit in "0123456789"}
    for word, follow in _FOLLOWED_BY.items():
        tails.setdefault(word[0], []).append(word[1:] + follow)
    for season in _SEASONS.split("|"):
        tails.setdefault(season[0], []).append(_BEHIND_CROP + season[1:])
    for season in _LISTED_SEASONS.split("|"):
        second = rf"{season[1:]}[ -]{{1,3}}(?:{_LISTED_SEASONS})"
        tails[season[0]].append(_IN_LIST + second)
    return "|".join(rf"{letter}(?<![\w/].)(?={'|'.join(rest)})" for letter, rest in tails.items())


#: Matches one character: the first of what may be a time. Each alternative begins with it, so
#: that the search leaps from one such character to the next.
OPENING = re.compile(_pattern())

#: What the words for months and quarters count.
COUNTED_MONTHS = TWO_TO_TEN | {"mười một": 11}
MONTH_NAMES = {
    "một": 1, "giêng": 1, "hai": 2, "ba": 3, "tư": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8,
    "chín": 9, "mười": 10, "mười một": 11, "mười hai": 12, "chạp": 12,
}  # fmt: skip
QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
QUARTERS |= {"một": 1, "hai": 2, "ba": 3, "tư": 4, "bốn": 4}

#: "9 tháng năm ngoái thu 180 tỷ đồng": a part of the last year, told for itself.
OF_LAST_YEAR = re.compile(r" (?:của )?năm (?:trước|ngoái|rồi)(?!\w)")
ENDS_WITH_LAST_YEAR = ("năm trước", "năm ngoái", "năm rồi")
PARTS_OF_YEAR = frozenset(("months", "month", "quarter", "half_end"))
