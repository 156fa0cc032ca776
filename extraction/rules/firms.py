"""Firms that an article names: what is told of one of them is told of no place."""

from __future__ import annotations

import re
from functools import cache

from extraction import gazetteer
from extraction.reference import phrases_of
from extraction.rules.place_types import type_words
from extraction.text import UPPER_LETTERS, Reading, normalise, word_start

_NAME = re.compile(rf" ((?:[{UPPER_LETTERS}][^\W\d_]* ?){{2,4}})")


def _spoken(phrase: str) -> str:
    """The pattern of a phrase: "…" before a word is its beginning, between words a few of them."""
    gap = r"(?!\w)[^.;]{1,80}?(?<!\w)"
    parts = [re.escape(normalise(part)) for part in phrase.split(" … ")]
    spoken = gap.join(parts)
    return rf"\w*{spoken.removeprefix(re.escape('…'))}" if phrase.startswith("…") else spoken


@cache
def _pattern(role: str) -> re.Pattern[str]:
    """The role's phrases in a group; longer ones that mean another thing match without one."""
    others = [_spoken(phrase) for phrase in phrases_of(f"no_{role}")]
    told = [_spoken(phrase) for phrase in phrases_of(role)]
    return re.compile(rf"(?<!\w)(?:(?:{_any_of(others)})|({_any_of(told)}))(?!\w)")


@cache
def _leaping(role: str) -> tuple[re.Pattern[str], tuple[str, ...]]:
    """The same without the words known by their endings, several times as fast; those endings.

    Each alternative begins with a letter, so that the search leaps from one to the next.
    """
    endings = [phrase[1:] for phrase in phrases_of(role) if phrase.startswith("…")]
    others, told = (
        [_spoken(phrase) for phrase in phrases_of(one) if not phrase.startswith("…")]
        for one in (f"no_{role}", role)
    )
    alternatives = [
        rf"{letter}(?<!\w.)(?:(?:{_rests(others, letter)})|({_rests(told, letter)}))"
        for letter in sorted({pattern[0] for pattern in (*others, *told)})
    ]
    return re.compile(rf"(?:{'|'.join(alternatives)})(?!\w)"), tuple(map(normalise, endings))


def _rests(patterns: list[str], letter: str) -> str:
    return _any_of([pattern[1:] for pattern in patterns if pattern[0] == letter])


def _any_of(patterns: list[str]) -> str:
    return "|".join(patterns) or r"(?!)"


def tells_of(role: str, reading: Reading, start: int, end: int) -> bool:
    """Whether words of the role stand in the range, outside the longer ones that mean another."""
    normal = reading.normal
    pattern, endings = _leaping(role)
    for ending in endings:
        if normal.find(ending, start, end) >= 0:
            pattern = _pattern(role)
            break
    return True in [one.lastindex is not None for one in pattern.finditer(normal, start, end)]


def named_firms(reading: Reading) -> frozenset[str]:
    """The names that stand right behind "công ty" and its like, places aside."""
    names = set()
    for found in _firm_word().finditer(reading.normal):
        name = _NAME.match(reading.text, found.end())
        if name is not None:
            words = normalise(name[1]).split()
            short = " ".join(words[:2])
            if words[0] in type_words():
                continue  # "doanh nghiệp TP xuất khẩu": of a city
            if not any(unit.level != "commune" for unit in gazetteer.units_named(short)):
                names.add(reading.text[name.start(1) : name.start(1) + len(short)])
    return frozenset(names)


@cache
def _firm_word() -> re.Pattern[str]:
    phrases = word_start(map(normalise, phrases_of("firm_before")))
    return re.compile(rf"(?:{phrases})(?= )")
