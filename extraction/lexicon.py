"""Every vocabulary in one automaton: where its phrases stand in a text.

The text is searched twice folded: words only, so that commas, hyphens and slashes inside a
phrase do not matter, and with the quantities left out, so that "trồng mới 145 ha rừng" holds
the phrase "trồng mới rừng".
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate
from operator import attrgetter

import ahocorasick

from extraction.record import Replaceable, record
from extraction.reference import (
    Word,
    codebook,
    item_defaults,
    items,
    phrases_of,
    with_trait,
    words,
)
from extraction.search_key import Key, expand
from extraction.text import normalise, tokenise

#: Words between the two halves of a phrase "A … B", at most.
_LONGEST_GAP = 8
#: Roles whose phrases are searched where they are needed, beside a number or a name.
_READ_ELSEWHERE = (
    "name_before", "firm", "no_firm", "no_company", "no_foreign", "supposition",
    "no_supposition", "bilateral", "price_per", "sample_before", "norm_after", "one_work",
    "works_before", "all_firms", "bare_head", "only_reached", "nation", "no_nation_by",
    "no_base", "resolves", "heads_aims", "sector_opening", "honorific",
    "speech", "no_part", "in_respect", "per_plot", "dimension", "turn", "agency",
    "passing_head", "head_turn", "place_verb", "no_result", "counts_no_result", "of_all",
    "leaves_out", "shown_in_picture", "of_prices", "to_come", "lasting_head", "no_birth",
    "asks", "league", "deficit", "surplus",
)  # fmt: skip
_BREAKS = frozenset(".;:()[]\n|•!?…")


@record
class Mention(Replaceable):
    """A phrase of a vocabulary in the text.

    `start:end` are offsets of the reading, `first:last` token numbers (inclusive) and `size`
    the phrase's length in words. `crosses` tells that a quantity stands inside the phrase.
    `codes` are indicator codes, each with the head that it needs (or None); `item` and `word`
    are set for the other vocabularies.
    """

    start: int
    end: int
    first: int
    last: int
    size: int
    crosses: int = 0
    codes: tuple[tuple[str, str | None], ...] = ()
    head: str | None = None
    item: tuple[str, str] | None = None
    word: Word | None = None
    phrase: str = ""


def role_of(row: Mention) -> str:
    """The grammatical role of a mention of the wording ("stage", "plan"), "" for another."""
    return row.word.role if row.word else ""


def value_of(row: Mention) -> str:
    """What a mention of the wording means in its role ("target", "up"), "" for another."""
    return row.word.value if row.word else ""


#: What one mention of a phrase is: codes, head, item, word, and the phrase.
_Meaning = tuple[
    tuple[tuple[str, str | None], ...], str | None, tuple[str, str] | None, Word | None, str
]
#: A phrase "A … B" that its second half ends: its number among those, the phrase and its codes.
_Closing = tuple[int, str, tuple[tuple[str, str | None], ...]]


@dataclass(slots=True)
class _Entry:
    size: int
    phrase: str
    loose: list[bool]
    codes: tuple[tuple[str, str | None], ...] = ()
    heads: list[str] = field(default_factory=list)
    items: list[tuple[str, str]] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)
    #: All of these, each a mention of its own; those but the codes only where nothing crosses.
    meanings: tuple[_Meaning, ...] = ()
    #: Whether it is a word that no item may be a syllable of.
    whole_word: bool = False
    #: Whether it is the first half of a phrase "A … B"; `closings` are those that it ends, by
    #: their first halves.
    opens: bool = False
    closings: dict[str, list[_Closing]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The automaton of all phrases."""

    automaton: ahocorasick.Automaton


def _phrase_words(phrase: str) -> list[str]:
    return _phrase_parts(phrase)[0]


@cache
def _phrase_parts(phrase: str) -> tuple[list[str], list[bool]]:
    """The words of a phrase, and before which of them a comma may stand in the text."""
    normal = normalise(phrase)
    tokens = tokenise(normal)
    key = expand(tokens.words, tokens.starts, tokens.ends)
    ends = [0, *key.ends]
    loose = [
        index == 0 or bool(_SOFT.search(normal[ends[index] : start]))
        for index, start in enumerate(key.starts)
    ]
    return key.words, loose


_SOFT = re.compile(r"[,/&+-]| và ")


@cache
def lexicon() -> Lexicon:
    """Build the automaton from the seeds, once."""
    entries: dict[str, _Entry] = {}

    def entry(phrase: str) -> _Entry | None:
        parts, loose = _phrase_parts(phrase)
        if not parts:
            return None
        key = " " + " ".join(parts) + " "
        if key not in entries:
            entries[key] = _Entry(len(parts), phrase, loose)
        known = entries[key]
        known.loose = [one or other for one, other in zip(known.loose, loose, strict=True)]
        return known

    spoken = [word for word in words() if not word.role.startswith(_READ_ELSEWHERE)]
    grammar = {" ".join(_phrase_words(word.phrase)) for word in spoken if word.role != "sector"}
    grouped: dict[tuple[str, str], list[tuple[str, str | None]]] = defaultdict(list)
    for indicator in codebook().values():
        for alias in indicator.aliases:
            head, _, tail = alias.rpartition(": ")
            head_key = " ".join(_phrase_words(head)) or None
            if head_key and (place := entry(head)) and head_key not in place.heads:
                place.heads.append(head_key)
            if "…" in tail:
                opening, closing = (part.strip() for part in tail.split("…", 1))
                grouped[opening, closing].append((indicator.code, head_key))
            elif head_key and " ".join(_phrase_words(tail)) in grammar:
                # "tỷ lệ giải ngân: đạt": a verb alone names nothing; the carried code does.
                continue
            elif (place := entry(tail)) and (indicator.code, head_key) not in place.codes:
                place.codes += ((indicator.code, head_key),)
    for order, ((opening, closing), codes) in enumerate(grouped.items()):
        first, second = entry(opening), entry(closing)
        if first is not None and second is not None:
            first.opens = True
            told = (order, f"{opening} … {closing}", tuple(codes))
            second.closings.setdefault(first.phrase, []).append(told)
    for defaults in item_defaults().values():
        for _, needed in defaults:
            if needed and (place := entry(needed)):
                default_key = " ".join(_phrase_words(needed))
                if default_key not in place.heads:
                    place.heads.append(default_key)
    prices = codebook()[next(iter(with_trait("price_of_good")))]
    for item in items():
        for form in item.forms:
            if place := entry(form):
                place.items.append((item.item, item.item_class))
            # "giá thịt lợn tăng 2%" tells a price and no herd; "chỉ số giá nhóm thịt" is the CPI's.
            of_index = form.startswith("nhóm ")
            for priced in () if of_index else (f"giá {form}", f"giá thịt {form}"):
                if item.item_class in prices.item_classes and (place := entry(priced)):
                    place.codes = ((prices.code, None),)
    for word in spoken:
        if place := entry(word.phrase):
            place.words.append(word)
    automaton = ahocorasick.Automaton()
    for key, found in entries.items():
        found.meanings = _meanings(found)
        found.whole_word = any(word.role == "no_item" for word in found.words)
        automaton.add_word(key, found)
    automaton.make_automaton()
    return Lexicon(automaton)


def _meanings(entry: _Entry) -> tuple[_Meaning, ...]:
    phrase = entry.phrase
    found: list[_Meaning] = [(entry.codes, None, None, None, phrase)] if entry.codes else []
    found += [((), head, None, None, phrase) for head in entry.heads]
    found += [((), None, item, None, phrase) for item in entry.items]
    found += [((), None, None, word, phrase) for word in entry.words]
    return tuple(found)


def find_mentions(key: Key) -> list[Mention]:
    """All phrases of all vocabularies in the key, by start and then longest first."""
    book = lexicon()
    words = key.words
    joined = " " + " ".join(words) + " "
    starts, ends, gap_before = key.starts, key.ends, key.gap_before
    comma_before = key.comma_before
    # how many of the words up to each have a comma or a quantity before them
    commas, gaps = [*accumulate(comma_before)], [*accumulate(map(bool, gap_before))]
    mentions: list[Mention] = []
    openings: list[tuple[int, int, str]] = []
    closed: dict[str, int] = {}
    whole_words = False
    # the words up to the end of the phrase found, told by the blanks before it
    last, reached = -1, 0
    for finish, found in book.automaton.iter(joined):
        if finish > reached:
            last += joined.count(" ", reached, finish)
            reached = finish
        size = found.size
        first = last - size + 1
        start, end = starts[first], ends[last]
        crosses = 0
        if size > 1:
            if commas[first] != commas[last] and any(
                comma and not loose
                for comma, loose in zip(
                    comma_before[first + 1 : last + 1], found.loose[1:], strict=False
                )
            ):
                continue
            if gaps[first] != gaps[last]:
                for index in range(first + 1, last + 1):
                    if gap_before[index] and starts[index] != start:
                        crosses = gap_before[index]
                        break
        whole_words = whole_words or found.whole_word
        for codes, head, item, word, phrase in found.meanings:
            if not crosses or codes:
                mentions.append(
                    Mention(
                        start, end, first, last, size, crosses, codes, head, item, word, phrase
                    )
                )  # fmt: skip
        closes = found.closings and openings and first - openings[-1][1] <= _LONGEST_GAP + 1
        for _, opened, ended, text, codes in _closed_by(found, openings, first) if closes else ():
            between_them = words[ended + 1 : first]
            if not _BREAKS.isdisjoint(between_them) or _turns(between_them):
                continue
            if closed.get(text) == opened:
                continue  # "cơ quan văn hóa, gia đình văn hóa": it has closed before
            closed[text] = opened
            inner = next((gap for gap in gap_before[opened + 1 : last + 1] if gap), 0)
            mentions.append(
                Mention(
                    starts[opened], end, opened, last, size + ended - opened + 1, inner, codes,
                    phrase=text,
                )
            )  # fmt: skip
        if found.opens:
            openings.append((first, last, found.phrase))
    mentions.sort(key=attrgetter("end"), reverse=True)
    mentions.sort(key=attrgetter("start"))
    return _without_syllables(mentions) if whole_words else mentions


def _closed_by(
    entry: _Entry, openings: Sequence[tuple[int, int, str]], first: int
) -> list[tuple[int, int, int, str, tuple[tuple[str, str | None], ...]]]:
    """The phrases "A … B" whose second half begins at word `first`: where the first half lies.

    Of each first half the last one counts, which the text holds not too far before.
    """
    found = []
    seen: set[str] = set()
    for begun, ended, phrase in reversed(openings):
        if first - ended - 1 > _LONGEST_GAP:
            break
        if phrase in entry.closings and phrase not in seen:
            seen.add(phrase)
            if ended < first:
                found += [
                    (order, begun, ended, text, codes)
                    for order, text, codes in entry.closings[phrase]
                ]
    found.sort()
    return found


def _turns(words: Sequence[str]) -> bool:
    """ "45 HTX, trong đó thành lập mới 4 HTX": the two halves of a phrase lie in two tellings."""
    if len(words) < 2:
        return False
    gap = f" {' '.join(words)} "
    return any(turn in gap for turn in _turn_words())


@cache
def passes(head: str) -> bool:
    """Whether the head tells a state ("còn hiệu lực") and no subject."""
    return any(phrase in head for phrase in phrases_of("passing_head"))


def ends_head(head: str, gap: str) -> bool:
    """ "cấp mới 3 dự án, lũy kế còn hiệu lực 45 dự án": whether the head's state ends in the gap.

    `gap` is the text from the head to a number that it might name.
    """
    if not passes(head):
        return False
    words = f" {' '.join(tokenise(gap).words)} "
    own = f" {head} "
    return any(turn in words and turn not in own for turn in (*_turn_words(), *_head_turns()))


@cache
def _head_turns() -> tuple[str, ...]:
    phrases = phrases_of("head_turn")
    return tuple(f" {' '.join(tokenise(normalise(phrase)).words)} " for phrase in phrases)


@cache
def lasting_heads() -> frozenset[str]:
    """The heads that, named in the lead, hold for the whole article ("NHCSXH")."""
    return frozenset(" ".join(tokenise(normalise(one)).words) for one in phrases_of("lasting_head"))


@cache
def _turn_words() -> tuple[str, ...]:
    parts = (phrase for phrase in phrases_of("narrow") if phrase.startswith("trong"))
    phrases = (*parts, *phrases_of("turn"))
    return tuple(f" {' '.join(tokenise(normalise(phrase)).words)} " for phrase in phrases)


def _without_syllables(mentions: list[Mention]) -> list[Mention]:
    """The mentions without heads and items that are a syllable of another word ("cá nhân")."""
    kept: list[Mention] = []
    reach = -1
    for row in mentions:
        if row.word is not None and row.word.role == "no_item":
            reach = max(reach, row.end)
        elif row.end > reach or (row.head is None and row.item is None):
            kept.append(row)
    return kept
