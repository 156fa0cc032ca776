"""Phrases that carry numbers but no code: what the codebook still lacks, most frequent first."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from extraction.extract import extract_all
from extraction.observation import Article
from extraction.reference import words
from extraction.rules.quantities import find_quantities
from extraction.rules.quantity import Quantity
from extraction.text import normalise, read_text, split_lines, split_sentences

#: underthesea's tags of words that a name is made of; any other one ends it.
_NAMING = frozenset(("N", "Nc", "Np", "Nu", "Ny", "Nb", "V", "A", "B", "M", "R"))
_NOUNS = frozenset(("N", "Nc", "Nb", "Ny", "M"))
_BREAK = re.compile(r'[,;:.()"\n+•]|(?<!\w)(?:và|với|là|của|trong đó|so với)(?!\w)')
_LONGEST = 9


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A phrase before numbers of one unit, in how many numbers and articles, and one sentence."""

    phrase: str
    unit: str
    numbers: int
    articles: int
    sentence: str


def suggest(articles: Iterable[Article]) -> list[Suggestion]:
    """Phrases right before numbers that no code took, most numbers first.

    Each is the noun phrase that ends where the number's own words ("ước đạt") begin, found with
    underthesea's part-of-speech tags; a number without unit or noun phrase suggests nothing.
    """
    numbers: Counter[tuple[str, str]] = Counter()
    named_in: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    sentences: dict[tuple[str, str], str] = {}
    for article in articles:
        for phrase, unit, sentence in _uncoded(article):
            key = (phrase, unit)
            numbers[key] += 1
            named_in[key].add(article.name)
            sentences.setdefault(key, sentence)
    ranked = sorted(numbers, key=lambda key: (-numbers[key], -len(named_in[key]), key))
    return [Suggestion(*key, numbers[key], len(named_in[key]), sentences[key]) for key in ranked]


def _uncoded(article: Article) -> Iterator[tuple[str, str, str]]:
    reading = read_text(article.text)
    extraction = extract_all(article)
    known = [*extraction.observations, *(row for row, _ in extraction.set_aside)]
    coded = [(row.start, row.end) for row in known if row.indicator is not None]
    quantities = [row for row in find_quantities(reading.normal) if row.unit is not None]
    for line in split_lines(reading.normal):
        for start, end in split_sentences(reading, line):
            inside = [row for row in quantities if start <= row.start < end]
            for number, quantity in enumerate(inside):
                first, last = reading.stored(quantity.start), reading.stored(quantity.end)
                if any(one < last and first < other for one, other in coded):
                    continue
                begin = inside[number - 1].end if number else start
                phrase = _phrase_before(reading.normal[begin : quantity.start])
                if phrase and quantity.unit is not None:
                    shown = article.text[reading.stored(start) : reading.stored(end)]
                    yield phrase, _unit(quantity), " ".join(shown.split())


def _unit(quantity: Quantity) -> str:
    return quantity.unit.code if quantity.unit is not None else ""


def _phrase_before(clause: str) -> str | None:
    """The noun phrase at the end of a clause, without the words of aiming and reaching."""
    from underthesea import pos_tag

    tail = _BREAK.split(_without_grammar(clause))[-1].strip()
    if not tail:
        return None
    named: list[tuple[str, str]] = []
    for word, tag in reversed(pos_tag(tail)):
        if tag not in _NAMING or word.isdigit():
            break
        named.insert(0, (word, tag))
    while named and named[0][1] not in _NOUNS:
        named.pop(0)
    phrase = " ".join(word for word, _ in named)
    return phrase if 2 <= len(phrase.split()) <= _LONGEST else None


def _without_grammar(clause: str) -> str:
    """The clause cut where only words of stage, verb and comparator stand before its end."""
    endings = sorted({normalise(word.phrase) for word in words()}, key=len, reverse=True)
    clause = clause.rstrip()
    cut = True
    while cut:
        cut = False
        for ending in endings:
            if clause.endswith(" " + ending):
                clause, cut = clause[: -len(ending)].rstrip(" :,(-"), True
                break
    return clause
