"""Article in, observations out."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from extraction import gazetteer
from extraction.assemble import assemble
from extraction.confidence import confidence_of
from extraction.context import PARAGRAPH, heading_level, line_level
from extraction.frame import Frame, build_frame
from extraction.frame_months import is_run_of_months
from extraction.frame_times import without_slips
from extraction.lexicon import find_mentions
from extraction.observation import Article, Observation
from extraction.passage import Placed, between
from extraction.reference import SEEDS, codebook
from extraction.rules.marks import without_marks
from extraction.rules.periods import PeriodMention, find_periods
from extraction.rules.places import COUNTRY, article_place, find_places_and_wholes
from extraction.rules.quantities import find_quantities
from extraction.rules.quantity import Quantity
from extraction.rules.villages import (
    village_of_page,
    with_villages,
    without_numbers_of_villages,
)
from extraction.search_key import make_key
from extraction.state import Found, Passage
from extraction.support import keep_supported
from extraction.text import LONGEST_SENTENCE, Line, Reading, read_text, split_lines, split_sentences
from extraction.times_ahead import dated_ahead
from extraction.turning import may_turn_to_plans

#: No report is older; an article without any date is read as of its end.
FIRST_YEAR = 1900


@dataclass(frozen=True, slots=True)
class Extraction:
    """What one article gave: its observations, and what was read but set aside, with the reason.

    Set aside are numbers that are no statement about the place of the article: a norm, a person's
    or a company's number, one of a foreign country, one without place or time.
    """

    observations: list[Observation]
    set_aside: list[tuple[Observation, str]]

    def reasons(self) -> Counter[str]:
        """How many observations were set aside for which reason."""
        return Counter(reason for _, reason in self.set_aside)


def extract(article: Article) -> list[Observation]:
    """All observations of one article in text order; an empty list where it tells none.

    Takes any string whatever and never raises: the time is linear in the length of the text.
    """
    return extract_all(article).observations


def extract_all(article: Article) -> Extraction:
    """The observations of one article and those set aside, each in text order."""
    reading = read_text(article.text)
    quantities = without_numbers_of_villages(reading.normal, find_quantities(reading.normal))
    if not quantities:
        return Extraction([], [])
    lines = split_lines(reading.normal)
    sentences = [split_sentences(reading, line) for line in lines]
    live = _without_dead_lines(reading.normal, lines, quantities)
    periods = find_periods(live)
    frame = build_frame(
        reading, lines, periods, quantities, title=article.title, published=article.published
    )
    undated = frame.now.year < FIRST_YEAR
    if undated:
        # no date in title, text or metadata: no number has a period, and all are set aside
        frame = build_frame(
            reading, lines, periods, quantities, title=article.title, published=f"{FIRST_YEAR}-12"
        )
    dated = article.published is not None or frame.stamped
    periods = dated_ahead(without_slips(periods, frame.published if dated else None), frame)
    periods = [row for row in periods if not is_run_of_months(reading.normal, row, frame.published)]
    date = frame.published
    if date is None and frame.now.year >= _NEW_UNITS:
        date = f"{frame.now.year}-01-01"
    elif date is None and FIRST_YEAR <= frame.now.year < _LAST_OF_OLD_UNITS:
        date = f"{frame.now.year}-12-31"
    home, witness = article_place(
        reading, title=article.title, url=article.url, publisher=article.publisher, published=date
    )
    place = home or COUNTRY
    telling = _without_plain_sentences(live, reading, frame, lines, sentences, quantities, periods)
    places = with_villages(reading, find_places_and_wholes(reading, home=home, date=date), home)
    passage = Passage(
        reading=reading,
        frame=frame,
        home=place,
        quantities=Placed(quantities),
        mentions=Placed(find_mentions(make_key(without_marks(telling), quantities))),
        periods=Placed(periods),
        places=Placed(places),
        village=village_of_page(reading, places),
        province_is_city=gazetteer.is_city_province(place.province),
    )
    found = list(assemble(passage, lines, sentences))
    if undated:
        return Extraction([], [(_observation(article, reading, row), "no date") for row in found])
    kept, aside, kind = keep_supported(
        found,
        reading,
        home,
        passage.places,
        dated=dated,
        titled=frame.told,
        sited=witness.startswith("address"),
        opened=frame.opened,
    )
    why = witness.partition(":")[0]
    return Extraction(
        [_observation(article, reading, row, _place_rule(passage, row, why), kind) for row in kept],
        [
            (_observation(article, reading, row, _place_rule(passage, row, why)), reason)
            for row, reason in aside
        ],
    )


def _place_rule(passage: Passage, row: Found, witness: str) -> str:
    """What gave the number its place: the article's witness, a name in its sentence, or before."""
    if row.place == passage.home:
        return f"place:{witness or 'unknown'}"
    named = any(one.place == row.place for one in between(passage.places, *row.sentence))
    return "place:sentence" if named else "place:before"


def _without_dead_lines(normal: str, lines: Sequence[Line], quantities: Sequence[Quantity]) -> str:
    """The folded text with long paragraphs that hold no number blanked out, offsets kept.

    Nothing is read from them but what places they name; half of a press article is such prose.
    """
    starts = [quantity.start for quantity in quantities]
    pieces: list[str] = []
    done = 0
    for line in lines[_HEADER_LINES:]:
        if line.end - line.start < _HEADING_LENGTH or _DIGIT.search(normal, line.start, line.end):
            continue
        after = bisect_left(starts, line.start)
        if after < len(starts) and starts[after] < line.end:
            continue
        pieces += (normal[done : line.start], " " * (line.end - line.start))
        done = line.end
    pieces.append(normal[done:])
    return "".join(pieces)


def _without_plain_sentences(
    live: str,
    reading: Reading,
    frame: Frame,
    lines: Sequence[Line],
    sentences: Sequence[list[tuple[int, int]]],
    quantities: Sequence[Quantity],
    periods: Sequence[PeriodMention],
) -> str:
    """The folded text without page furniture and sentences that tell no number nor are a label.

    Phrases are read from the others alone: a heading lends those before its first number to the
    lines below it; and from sentences that name a time where they may turn the text to plans. A
    line break stands on both sides of what is left out, so that no phrase reaches across.
    """
    numbers = [quantity.start for quantity in quantities]
    told = numbers
    if may_turn_to_plans(frame):
        told = sorted([*numbers, *(period.start for period in periods)])
    pieces: list[str] = []
    done = 0
    for number in range(_OPENING_LINES, len(lines)):
        line = lines[number]
        if number == frame.title_line or line.end - line.start > LONGEST_SENTENCE:
            continue
        furniture = number in frame.furniture
        plain = [
            (start, end)
            for start, end in sentences[number]
            if end - start >= _SHORT_BLANK
            and (furniture or bisect_left(told, start) == bisect_left(told, end))
        ]
        if plain and not furniture and _may_be_heading(reading, line):
            first = bisect_left(numbers, line.start)
            label = numbers[first] if first < len(numbers) else line.end
            plain = [part for part in plain if part[0] > label]
        for start, end in plain:
            pieces += (live[done:start], "\n", " " * (end - start - 2), "\n")
            done = end
    pieces.append(live[done:])
    return "".join(pieces)


def _may_be_heading(reading: Reading, line: Line) -> bool:
    """Whether a line has a marker, a closing colon or the look of a heading."""
    row = reading.normal[line.start : line.end]
    text_row = reading.text[line.start : line.end]
    return (
        row.rstrip().endswith(":")
        or line_level(text_row, row, in_articles=False) != PARAGRAPH
        or heading_level(text_row, row, numbers=0) is not None
    )


#: From this year on every report is on the units of the reform of July 2025.
_NEW_UNITS = 2026
#: Before this one every report was on the units before it.
_LAST_OF_OLD_UNITS = 2024
#: Of the first lines one may give the article its season and heads.
_OPENING_LINES, _SHORT_BLANK = 8, 8
_HEADER_LINES, _HEADING_LENGTH = 14, 160
_DIGIT = re.compile(r"\d")


def _observation(article: Article, reading: Reading, found: Found, *kind: str) -> Observation:
    rules = (*found.rules, *kind)
    offsets: tuple[int, ...] = (found.start, found.end, *found.sentence)
    if reading.origins is not None:
        offsets = tuple(map(reading.stored, offsets))
    start, end, sentence_start, sentence_end = offsets
    indicator = codebook()[found.told.code]
    return Observation(
        article=article.name,
        start=start,
        end=end,
        quote=article.text[start:end],
        indicator=None if indicator.code.startswith("~") else indicator.code,
        indicator_text=found.subject,
        item=found.item,
        place_level=found.place.level,
        place_name=found.place.name,
        place_province=found.place.province,
        period=found.period,
        measure=found.told.measure,
        stage=found.stage,
        comparator=found.comparator,
        value=found.told.value,
        value_max=found.told.high,
        unit=found.told.unit,
        base_period=found.base,
        plan_by=found.planner,
        sentence_start=sentence_start,
        sentence_end=sentence_end,
        rules=rules,
        confidence=confidence_of(rules),
    )


@cache
def extraction_version() -> str:
    """A digest of the extraction's code and seeds: it changes when results may change."""
    digest = hashlib.sha256()
    code = sorted(Path(__file__).resolve().parent.rglob("*.py"))
    for path in [*code, *sorted(SEEDS.glob("*.csv"))]:
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
