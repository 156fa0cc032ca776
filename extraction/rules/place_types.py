"""What stands right before a name: the type of a unit, an office, a count, a street or a firm."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from extraction.gazetteer import words_of
from extraction.reference import phrases_of
from extraction.text import normalise, word_start


@dataclass(frozen=True, slots=True)
class UnitType:
    """A written type word: `level` it names (`city` is province or district), official form."""

    level: str
    official: str


@cache
def type_words() -> dict[str, UnitType]:
    """Written type words, lower-cased, with what they name."""
    return {phrase: UnitType(*cells) for phrase, cells in words_of("type").items()}


def unit_words() -> list[str]:
    """The words for what has a people's committee: "tỉnh", "thành phố", "huyện", "phường"."""
    return [phrase for phrase, told in type_words().items() if told.level in _UNITS]


_UNITS = frozenset(("province", "city", "district", "commune"))


@cache
def agency_before() -> re.Pattern[str]:
    """The pattern of an office ("công an", "sở ...") that ends right before a place."""
    heads = sorted(words_of("agency"), key=len, reverse=True)
    rests = {head[0]: [re.escape(one[1:]) for one in heads if one[0] == head[0]] for head in heads}
    spoken = "|".join(
        rf"{letter}(?<![^\W_].)(?<!cơ .)(?<!trụ .)(?<!nổi .)(?<!công .)(?:{'|'.join(rest)})"
        for letter, rest in rests.items()
    )
    return re.compile(rf"(?:{spoken})(?: (?!{_PARTED})[^\s,.;:()\d]+){{0,5}} \Z")


#: A word that parts an office from a place named after it: "công an đến huyện X".
_PARTED = "(?:về|đến|tại|ở|cho|trên|trong|và|với|từ|là|có|giao|của|đối)(?![^\\W_])"
#: "2 xã (A, B)": a count whose bracket names the units.
COUNTED_BRACKET = re.compile(
    r"(?:\d|(?<![^\W_])(?:một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười))\s+"
    r"(xã|phường|thị trấn|huyện|thôn|bản|ấp|khu|đơn vị)(?![^\W_])[^().;\n]{0,40}\(\Z"
)
#: A count on the same line; a year ("năm 2022 huyện Hải Hà") counts nothing.
_COUNT_BEFORE = re.compile(
    r"(?:(?<![\w.-])(?!(?:19|20)\d\d(?!\d))\d{1,5}"
    r"|(?<![^\W_])(?:một|hai|ba|bốn|(?<!đầu )(?<!cuối )(?<!trong )(?<!cả )(?<!hết )(?<!hằng )"
    r"(?<!hàng )(?<!lâu )(?<!mỗi )(?<!/)năm|sáu|bảy|tám|chín|mười"
    r"|(?<!dân )(?<!thiểu )(?<!xổ )(?<!mã )số)) *\Z"
)
_LISTED = frozenset(
    ("xã", "huyện", "phường", "trấn", "quận", "tỉnh", "phố", "khu", "thôn", "ấp", "bản", "làng")
)
_OPENING = "(\"'[-+•/,;:*"


def type_before(normal: str, start: int) -> tuple[UnitType, int] | None:
    """The type word that ends right before `start` on the same line, with its own start."""
    before = normal[start - 1 : start]
    if before not in (" ", ".", "(", ":"):
        return None
    if before == " ":
        word = normal[normal.rfind(" ", max(0, start - 16), start - 1) + 1 : start - 1]
        if word.lstrip(_OPENING).rstrip(":(") not in _last_words():
            return None
    window = normal[max(0, start - 30) : start]
    line = window[window.rfind("\n") + 1 :]
    stripped = line.rstrip(" :(")
    if stripped[stripped.rfind(" ") + 1 :].lstrip(_OPENING) not in _last_words():
        return None
    bracket, stripped = stripped, line.rstrip(" ")
    if bracket != stripped:
        if not _is_list_head(bracket):
            return None
        stripped = bracket
    if line.endswith("t.") and normal[start : start + 2] in ("p ", "x "):
        return type_words()["t." + normal[start]], start - 2
    if len(stripped) == len(line) and not line.endswith("."):
        return None
    words = stripped.split(" ")
    types = type_words()
    for count in (5, 4, 3, 2, 1):
        if count > len(words):
            continue
        phrase = " ".join(words[-count:])
        bare = phrase.lstrip(_OPENING)
        if bare in types:
            larger = types[bare].level in ("province", "district")  # "đầu tư công huyện Đức Trọng"
            if not larger and count < len(words) and _is_no_type(words[: len(words) - count]):
                return None
            return types[bare], start - len(line) + len(stripped) - len(bare)
    return None


def _is_no_type(before: list[str]) -> bool:
    """Whether the words before make the type word part of another: 'hợp tác xã', 'văn bản'."""
    refused = words_of("not_type")
    return before[-1].lstrip(_OPENING) in refused or (
        " ".join(before[-2:]).lstrip(_OPENING) in refused
    )


@cache
def _last_words() -> frozenset[str]:
    return frozenset(phrase.rsplit(" ", 1)[-1] for phrase in type_words()) | {"t."}


def _is_list_head(before: str) -> bool:
    """Whether a bracket or colon after these words opens a list: '02 xã (', 'các xã: '."""
    words = before.split(" ")
    head = words[-1] if words else ""
    return head in _LISTED


def not_a_place(normal: str, start: int) -> bool:
    """Whether the words before make the name a street, a person, a company."""
    line = normal[max(0, start - 24) : start]
    words = line[line.rfind("\n") + 1 :].split()
    refused = words_of("not_place")
    return any(
        count <= len(words) and " ".join(words[-count:]).lstrip("(\"'") in refused
        for count in (1, 2, 3)
    )


@cache
def _named_number() -> re.Pattern[str]:
    names = word_start(map(normalise, phrases_of("name_before")))
    return re.compile(rf"(?:{names}) ?\d{{1,4}} *\Z")


def is_counted(normal: str, start: int) -> bool:
    """Whether a number of units stands before: '02 xã', '01 xã nâng cao (', '1 xã (xã'."""
    if _COUNT_BEFORE.search(normal, max(0, start - 8), start):
        # "tháng 5 huyện Hải Hà", "vào lớp 1 huyện Hải Hà": the number ends a name
        return not _named_number().search(normal, max(0, start - 24), start)
    return (
        normal[start - 1 : start] == "("
        and COUNTED_BRACKET.search(normal, max(0, start - 60), start) is not None
    )
