"""Parts that no vocabulary knows, called by the words of their bullet, list or sentence."""

from __future__ import annotations

import re
from functools import cache

from extraction.lexicon import Mention
from extraction.passage import Scene, between
from extraction.reference import codebook, phrases_of
from extraction.rules.candidates import Choice

_VERBS = frozenset(
    ("direction", "addition", "level", "reach", "exceed", "multiple", "rank", "stage")
)
_VERBS_AND_BOUNDS = _VERBS | {"comparator"}


def called_by_words(scene: Scene, number: int, first: int) -> str | None:
    """The words from `first` to the number or its verb, where no time or place is among them."""
    start = scene.quantities[number].start
    timed = bool(between(scene.periods, first, start))
    if timed or between(scene.places, first, start):
        return None
    verbs = [
        row.start
        for row in between(scene.words, first, start)
        if row.word is not None and row.word.role in _VERBS_AND_BOUNDS
    ]
    name = scene.reading.text[first : min(verbs, default=start)].strip(" ,;:-–")
    name = name.removeprefix("và ")
    return name if name and not _no_part().search(name) else None


def labelled_part(scene: Scene, choice: Choice) -> str | None:
    """ "- Lương thực: ước 253 ha": a bullet's label, where the head of its list lends the code."""
    label = _LABEL.match(scene.reading.normal, scene.start, scene.quantities[0].start)
    if label is None or between(scene.periods, label.start(1), label.end(1)):
        return None
    classes = codebook()[choice.told.code].item_classes
    for row in between(scene.mentions, label.start(1), label.end(1)):
        if row.item is not None and row.item[1] in classes:
            return None
        if row.word is not None and row.word.role in _VERBS:
            return None
    name = scene.reading.text[label.start(1) : label.end(1)]
    return None if _no_part().search(name) else name


#: A bullet's label: up to six words before a colon.
_LABEL = re.compile(r"\s*[-–+*•]\s*([^\W\d]+(?: [^\W\d]+){0,5}) ?:")


def listed_part(scene: Scene, number: int) -> str | None:
    """ "rau 62.500 ha, hoa 8.900 ha": one or two words alone between amounts."""
    before, quantity = scene.quantities[number - 1], scene.quantities[number]
    if before.unit is None or quantity.unit is None or before.unit.code != quantity.unit.code:
        return None
    if quantity.unit.code == "PERCENT":
        return None
    named = _LISTED.fullmatch(scene.reading.normal, before.end, quantity.start)
    if named is None:
        return None
    # A head of a phrase ("cam") may name the part; a phrase, an item, a word, a time or place not.
    told = between(scene.known, named.start(1), quantity.start)
    if not all(isinstance(row, Mention) and row.head is not None for row in told):
        return None
    name = scene.reading.text[named.start(1) : named.end(1)]
    return None if _no_part().search(name) else name


def listed_product(scene: Scene, number: int) -> str | None:
    """ "Các sản phẩm chủ yếu: ...; đường các loại 68.900 tấn": a product that no seed names."""
    if not between(scene.words_of("products_head"), scene.start, scene.quantities[0].start):
        return None
    start, stop = scene.edges[number][1], scene.quantities[number].start
    named = _PRODUCT.fullmatch(scene.reading.normal, start, stop)
    if named is None:
        return None
    for row in between(scene.known, start, stop):
        if not isinstance(row, Mention) or row.item is not None or row.word is not None:
            return None
    return named[1]


def listed_branch(scene: Scene, number: int) -> str | None:
    """ "Một số ngành tăng khá: dệt tăng 5%; sản xuất giường, tủ, bàn ghế (+6%)": each a branch."""
    start = scene.quantities[number].start
    heads = between(scene.words_of("products_head"), scene.start, start)
    if not heads:
        return None
    first = max([heads[-1].end, *(row.end for row in scene.quantities[:number])])
    marks = between(scene.separators, first, start)
    first = max([first, *(row.start + 1 for row in marks if row.mark in ":;")])
    verbs = between(scene.words_of("direction"), first, start)
    name = scene.reading.text[first : min((row.start for row in verbs), default=start)]
    return _LIST_WORD.sub("", name.strip(" ,;:()–-")) or None


_LIST_WORD = re.compile(r"\A(?:như|là|gồm|và)(?: là)?:? ")
_PRODUCT = re.compile(r" ?([^\W\d][^\d.;:,()]{1,40}[^\W\d]) ?(?:\([^()]*\) )?")
_LISTED = re.compile(r"(?: ?\([^()]*\))? ?[,;] (?:trong đó:? )?([^\W\d]+(?: [^\W\d]+)?) ")


@cache
def _no_part() -> re.Pattern[str]:
    words = "|".join(map(re.escape, phrases_of("no_part")))
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.I)
