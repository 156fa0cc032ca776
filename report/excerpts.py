"""Sentences of an article with their neighbours, the numbers in them marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape as escaped
from itertools import pairwise
from typing import NamedTuple

from markupsafe import Markup, escape

#: Characters of a neighbouring sentence, and on each side of the marks of a very long one.
NEIGHBOUR_LENGTH = 400
SIDE_LENGTH = 800
#: How far from a sentence its neighbour is looked for.
REACH = 2000
_BOUND = re.compile(r"\n+|[.!?…;]\s+(?=(.))")


class Span(NamedTuple):
    """A number in a text: half-open offsets of it and of its sentence, in code points.

    `anchor` is an observation_id: hexadecimal digits and hyphens, nothing that HTML would escape.
    """

    anchor: str
    start: int
    end: int
    sentence_start: int
    sentence_end: int


class Piece(NamedTuple):
    """A line of an excerpt: a `sentence` with marks, a `neighbour` without, or a `gap`."""

    kind: str
    html: Markup


GAP = Piece("gap", Markup("…"))


def excerpt(text: str, spans: Iterable[Span]) -> list[Piece]:
    """Every sentence that holds a span, in text order, with the sentence before and after it.

    Between two sentences that are not neighbours stands a gap. Raises `ValueError` where a span
    lies outside the text.
    """
    sentences = _merged(text, spans)
    pieces: list[Piece] = []
    last_end = 0
    for index, (start, end, inside) in enumerate(sentences):
        between = _neighbours(text, last_end, start)
        if index == 0:
            pieces += [GAP] * (len(between) > 1) + between[-1:]
        elif len(between) > 2:
            pieces += [between[0], GAP, between[-1]]
        else:
            pieces += between
        pieces.append(Piece("sentence", _marked(text, start, end, inside)))
        last_end = end
    following = _neighbours(text, last_end, len(text))
    return pieces + following[:1] + [GAP] * (len(following) > 1)


def _merged(text: str, spans: Iterable[Span]) -> list[tuple[int, int, list[Span]]]:
    """Sentences in order with their spans; sentences that overlap are one."""
    merged: list[tuple[int, int, list[Span]]] = []
    for span in sorted(spans, key=lambda s: (s.sentence_start, s.start, -s.end)):
        start, end = min(span.sentence_start, span.start), max(span.sentence_end, span.end)
        if not 0 <= start <= span.start <= span.end <= end <= len(text):
            raise ValueError(f"{span.anchor} lies at {start}:{end} of {len(text)} characters")
        if merged and start < merged[-1][1]:
            known_start, known_end, inside = merged[-1]
            merged[-1] = (known_start, max(known_end, end), [*inside, span])
        else:
            merged.append((start, end, [span]))
    return merged


def _neighbours(text: str, start: int, end: int) -> list[Piece]:
    """The sentences between two offsets; of a long stretch those at its two ends."""
    if text[start:end].isspace() or start == end:
        return []
    if end - start > 2 * REACH:
        return [
            *_plain(text[start : start + REACH])[:1],
            GAP,
            *_plain(text[end - REACH : end])[-1:],
        ]
    return _plain(text[start:end])


def _plain(text: str) -> list[Piece]:
    """Lines and sentences of a text without marks; a small letter opens no sentence."""
    bounds = [0, *(b.end() for b in _BOUND.finditer(text) if not (b[1] or "").islower()), len(text)]
    parts = [text[start:end].strip() for start, end in pairwise(bounds)]
    return [Piece("neighbour", escape(_clipped(part))) for part in parts if part]


def _clipped(text: str) -> str:
    if len(text) <= NEIGHBOUR_LENGTH:
        return text
    half = NEIGHBOUR_LENGTH // 2
    return f"{text[:half].rsplit(maxsplit=1)[0]} […] {text[-half:].split(maxsplit=1)[-1]}"


def _marked(text: str, start: int, end: int, spans: Sequence[Span]) -> Markup:
    """The sentence with a mark around every number; anchors of one number share its mark."""
    groups: list[tuple[int, int, list[str]]] = []
    for span in sorted(spans, key=lambda s: (s.start, -s.end)):
        if groups and span.start < groups[-1][1]:
            known_start, known_end, anchors = groups[-1]
            groups[-1] = (known_start, max(known_end, span.end), [*anchors, span.anchor])
        else:
            groups.append((span.start, span.end, [span.anchor]))
    first, last = max(start, groups[0][0] - SIDE_LENGTH), min(end, groups[-1][1] + SIDE_LENGTH)
    html = ["[…] " if first > start else ""]
    position = first
    for group_start, group_end, anchors in groups:
        html.append(escaped(text[position:group_start]))
        more = "".join(f'<i id="{anchor}"></i>' for anchor in anchors[1:])
        inner = escaped(text[group_start:group_end])
        html.append(f'<mark id="{anchors[0]}" tabindex="-1">{more}{inner}</mark>')
        position = group_end
    html.append(escaped(text[position:last]))
    html.append(" […]" if last < end else "")
    return Markup("".join(html).strip())
