"""The words that phrases are searched in: those of a text, its quantities left out.

What parts the words of a phrase without being one of them stands behind all others: a bracket that
holds a quantity, a comparator before one.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from extraction.reference import abbreviations, words
from extraction.rules.quantity import Quantity
from extraction.rules.units import COUNTED
from extraction.text import normalise, tokenise

#: What opens, closes or breaks off a bracket, and how many words one that is stepped over holds.
_BRACKET_MARKS, _LONGEST_BRACKET = frozenset("()\n"), 12

_Row = TypeVar("_Row", list[str], list[int], bytearray)


@dataclass(frozen=True, slots=True)
class Key:
    """The searched words of a text: `words[i]` stands at `starts[i]:ends[i]`.

    `gap_before[i]` is 1 + the number of the quantity left out right before word i, 0 if none;
    `comma_before[i]` 1 where a comma stands there, else 0.
    """

    words: list[str]
    starts: list[int]
    ends: list[int]
    gap_before: list[int]
    comma_before: bytearray


@cache
def _abbreviation_words() -> tuple[dict[str, list[str]], dict[tuple[str, str], list[str]]]:
    single: dict[str, list[str]] = {}
    double: dict[tuple[str, str], list[str]] = {}
    for short, long in abbreviations().items():
        key = tokenise(normalise(short)).words
        expansion = tokenise(normalise(long)).words
        if len(key) == 1:
            single[key[0]] = expansion
        elif len(key) == 2:
            double[key[0], key[1]] = expansion
    return single, double


def expand(words: list[str], starts: list[int], ends: list[int]) -> Key:
    """Words with their abbreviations written out; an expansion keeps its abbreviation's span."""
    single, double = _abbreviation_words()
    firsts = _first_words()
    if firsts.isdisjoint(words):
        return Key(words, starts, ends, [], bytearray())
    key = Key([], [], [], [], bytearray())
    done = 0
    for index in [number for number, word in enumerate(words) if word in firsts]:
        if index < done:
            continue
        pair = (words[index], words[index + 1]) if index + 1 < len(words) else None
        if pair in double and not _is_dated(words, index + 2):
            expansion, width = double[pair], 2
        elif words[index] in single:
            expansion, width = single[words[index]], 1
        else:
            continue
        key.words.extend(words[done:index])
        key.starts.extend(starts[done:index])
        key.ends.extend(ends[done:index])
        key.words.extend(expansion)
        key.starts.extend([starts[index]] * len(expansion))
        key.ends.extend([ends[index + width - 1]] * len(expansion))
        done = index + width
    key.words.extend(words[done:])
    key.starts.extend(starts[done:])
    key.ends.extend(ends[done:])
    return key


def _is_dated(words: Sequence[str], index: int) -> bool:
    """ "khách hàng năm 2022", "nhà hàng tháng 5": no "hằng năm", no "hằng tháng"."""
    return index < len(words) and words[index].isdigit()


@cache
def _first_words() -> frozenset[str]:
    single, double = _abbreviation_words()
    return frozenset(single) | {first for first, _ in double}


def make_key(normal: str, quantities: list[Quantity]) -> Key:
    """The words of a folded text with abbreviations written out and quantities left out.

    A counted noun stays ("3 xã đạt chuẩn" keeps "xã đạt chuẩn"), a measure goes ("145 ha rừng"
    keeps "rừng").
    """
    tokens = tokenise(normal)
    kept_words: list[str] = []
    kept_starts: list[int] = []
    kept_ends: list[int] = []
    gaps: dict[int, int] = {}
    index, count = 0, len(tokens.starts)
    for number, quantity in enumerate(quantities):
        stop = quantity.end
        if quantity.unit is not None and quantity.unit.code in COUNTED:
            stop = quantity.unit.start
        begin = bisect_right(tokens.starts, quantity.start - 1)
        kept_words += tokens.words[index:begin]
        kept_starts += tokens.starts[index:begin]
        kept_ends += tokens.ends[index:begin]
        index = max(index, bisect_right(tokens.starts, stop - 1))
        if quantity.unit is not None and stop == quantity.unit.start:
            index = bisect_right(tokens.starts, stop - 1)
        if index < count:
            gaps[tokens.starts[index]] = number + 1
    kept_words += tokens.words[index:]
    kept_starts += tokens.starts[index:]
    kept_ends += tokens.ends[index:]
    key = expand(kept_words, kept_starts, kept_ends)
    key.gap_before.extend([0] * len(key.starts))
    behind: list[int] = []
    for start, gap in gaps.items():
        for index in range(bisect_left(key.starts, start), bisect_right(key.starts, start)):
            key.gap_before[index] = gap
            behind.append(index)
    key.comma_before.extend(bytes(len(key.starts)))
    inside = 0
    comma = normal.find(",")
    while comma >= 0:
        while inside < len(quantities) and quantities[inside].end <= comma:
            inside += 1
        if inside == len(quantities) or quantities[inside].start > comma:
            after = bisect_left(key.starts, comma)
            if after < len(key.starts):
                key.comma_before[after] = 1
        comma = normal.find(",", comma + 1)
    return _asides_behind(key, behind, normal, quantities)


def _asides_behind(
    key: Key, behind: Sequence[int], normal: str, quantities: Sequence[Quantity]
) -> Key:
    """The key with what stands between the words of a phrase moved behind all other words.

    That is short brackets that hold a quantity, so that "12/12 xã (100%) đạt chuẩn" holds the
    phrase "xã đạt chuẩn", which crosses the quantity; and a comparator before a quantity, so that
    "giải quyết cho hơn 400 lao động" holds "giải quyết cho lao động". `behind` are the words that
    stand behind a quantity.
    """
    gaps = key.gap_before
    inside: list[int] = []
    for index in behind:
        if index == 0:
            continue
        before, start = index - 1, quantities[gaps[index] - 1].start
        if key.ends[before] < start and not normal[key.ends[before] : start].strip():
            pair = (key.words[before - 1], key.words[before]) if before else ("", "")
            if pair in _bounds_of_two():
                inside += (before - 1, before)
            elif key.words[before] in _bounds() and pair not in _bounded_words():
                inside.append(before)
            elif key.words[before] == "từ" and _UPWARDS.match(
                normal, quantities[gaps[index] - 1].end
            ):
                inside.append(before)  # "trồng từ 15.000 ha rừng trở lên"
    index = -1
    for _ in range(key.words.count(")")):
        index = key.words.index(")", index + 1)
        opening = _opening_of(key.words, index)
        if opening < 0:
            continue
        near = opening >= index - _LONGEST_BRACKET
        held = [gap for gap in gaps[opening + 1 : index + 1] if gap] if near else []
        if held:
            inside += range(opening, index + 1)
            if index + 1 < len(gaps) and not gaps[index + 1]:
                gaps[index + 1] = gaps[opening] or held[0]
        elif _says_again(key.words, opening, index):
            inside += range(opening, index + 1)
    if not inside:
        return key
    inside = sorted(set(inside))
    return Key(
        _moved_behind(key.words, inside),
        _moved_behind(key.starts, inside),
        _moved_behind(key.ends, inside),
        _moved_behind(gaps, inside),
        _moved_behind(key.comma_before, inside),
    )


def _opening_of(words: Sequence[str], closing: int) -> int:
    """Where the bracket opens that closes there, -1 where another mark stands in between."""
    for index in range(closing - 1, -1, -1):
        if words[index] in _BRACKET_MARKS:
            return index if words[index] == "(" else -1
    return -1


def _says_again(words: Sequence[str], opening: int, closing: int) -> bool:
    """ "171 doanh nghiệp (DN) thành lập mới": the words before the bracket, abbreviated."""
    told = words[opening + 1 : closing]
    return bool(told) and opening >= len(told) and words[opening - len(told) : opening] == told


def _moved_behind(row: _Row, inside: Sequence[int]) -> _Row:
    """The row with the parts at these places, which are in order, behind all others."""
    kept = row[:0]
    done = 0
    for index in inside:
        kept += row[done:index]
        done = index + 1
    kept += row[done:]
    kept.extend([row[index] for index in inside])
    return kept


#: Behind "từ 15.000 ha" what makes it a lower bound.
_UPWARDS = re.compile(r" (?:[^\W\d]+ ){0,6}trở lên(?!\w)")


@cache
def _bounds_of_two() -> frozenset[tuple[str, str]]:
    """Comparators of two words ("ít nhất", "xấp xỉ")."""
    told = (
        normalise(word.phrase).split()
        for word in words()
        if word.role == "comparator" and word.value in ("ge", "le", "approx")
    )
    pairs = ((pair[0], pair[1]) for pair in told if len(pair) == 2)
    return frozenset(pair for pair in pairs if pair[0] != "đạt")


@cache
def _bounds() -> frozenset[str]:
    """Comparators of one word that bound an amount from below or loosely ("hơn", "gần")."""
    told = (
        normalise(word.phrase)
        for word in words()
        if word.role == "comparator" and word.value in ("gt", "approx")
    )
    return frozenset(word for word in told if word.isalpha())


@cache
def _bounded_words() -> frozenset[tuple[str, str]]:
    """The two words of what ends like a comparator and is another thing ("cao hơn")."""
    pairs = (tuple(normalise(word.phrase).split()) for word in words())
    return frozenset(
        (pair[0], pair[1]) for pair in pairs if len(pair) == 2 and pair[1] in _bounds()
    )
