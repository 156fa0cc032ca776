"""Firms that an article names: what is told of one of them is told of no place."""

from __future__ import annotations

import re
from functools import cache

from extraction import gazetteer
from extraction.reference import phrases_of
from extraction.text import Reading, normalise, word_start

_UPPER = "".join(char for char in map(chr, range(0x41, 0x1EFA)) if char.isupper())
_NAME = re.compile(rf" ((?:[{_UPPER}][^\W\d_]* ?){{2,4}})")


def _any_of(role: str) -> str:
    return "|".join(_spoken(phrase) for phrase in phrases_of(role)) or r"(?!)"


def _spoken(phrase: str) -> str:
    """The pattern of a phrase: "…" before a word is its beginning, between words a few of them."""
    gap = r"(?!\w)[^.;]{1,80}?(?<!\w)"
    parts = [re.escape(normalise(part)) for part in phrase.split(" … ")]
    spoken = gap.join(parts)
    return rf"\w*{spoken.removeprefix(re.escape('…'))}" if phrase.startswith("…") else spoken


@cache
def _pattern(role: str) -> re.Pattern[str]:
    """The role's phrases in group 1; longer ones that mean another thing match without it."""
    return re.compile(rf"(?<!\w)(?:(?:{_any_of('no_' + role)})|({_any_of(role)}))(?!\w)")


def tells_of(role: str, reading: Reading, start: int, end: int) -> bool:
    """Whether words of the role stand in the range, outside the longer ones that mean another."""
    found = _pattern(role).finditer(reading.normal, start, end)
    return any(one[1] is not None for one in found)


def named_firms(reading: Reading) -> frozenset[str]:
    """The names that stand right behind "công ty" and its like, places aside."""
    names = set()
    for found in _firm_word().finditer(reading.normal):
        name = _NAME.match(reading.text, found.end())
        if name is not None:
            words = normalise(name[1]).split()
            short = " ".join(words[:2])
            if not any(unit.level != "commune" for unit in gazetteer.units_named(short)):
                names.add(reading.text[name.start(1) : name.start(1) + len(short)])
    return frozenset(names)


@cache
def _firm_word() -> re.Pattern[str]:
    phrases = word_start(map(normalise, phrases_of("firm_before")))
    return re.compile(rf"(?:{phrases})(?= )")
