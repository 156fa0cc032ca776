"""Gives each quantity of a text its indicator, place, period and wording, sentence by sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from extraction.context import PARAGRAPH, UNMARKED, LineContext, Stack, heading_level, line_level
from extraction.frame import Frame, speaks_of_plans
from extraction.lexicon import Mention
from extraction.observation import Comparator, Planner, Stage
from extraction.passage import Scene, between, make_scene
from extraction.reference import codebook
from extraction.rules import candidates
from extraction.rules.candidates import Choice
from extraction.rules.measures import Cues, Told
from extraction.rules.periods import PeriodMention, last_year_of, resolve
from extraction.rules.places import Place, PlaceMention
from extraction.rules.quantities import Quantity
from extraction.rules.units import COUNTED
from extraction.rules.timing import Times, base_for, period_of, tells_base_value
from extraction.rules.wording import (
    find_base,
    head_direction,
    narrows,
    read_comparator,
    read_cues,
    read_planner,
    read_stage,
)
from extraction.text import Line, Reading, split_sentences

_TOGETHER = re.compile(r"(?:cùng|đều)(?: (?:đạt|là|ở mức|chỉ đạt))?\s*$")
_IN_TURN = "lần lượt"
_EMBEDDED = re.compile(r"(?:qua|đi|từ|giáp|nối|với|về|sang|phía \w+|đường|cầu|ga|chợ|trụ sở|trường|bệnh viện|trạm)\s*$")
#: A paragraph that turns to the next field of the same list of aims.
_GOES_ON = re.compile(r"\s*(?:về|trong lĩnh vực|lĩnh vực|bên cạnh đó|đồng thời|ngoài ra|cùng với đó)\s")
_ONLY_BOUND = re.compile(r"\s*(?:(?:ít nhất|tối thiểu|từ|khoảng|trên|và)\s+)*$")
_ESTIMATED_HEAD = re.compile(r"[^:]{0,60}\(ước[^)]{0,12}\)[^:;.]{0,40}:")
#: What parts two members of a list, so that no phrase reaches across.
_PARTS = (",", ";", ":", "(", " và ")
_NOT_SUBJECT = frozenset(("agency", "counted"))


@dataclass(frozen=True, slots=True)
class Found:
    """A quantity with all that the text says of it; offsets are those of the reading."""

    start: int
    end: int
    told: Told
    item: str | None
    subject: str
    place: Place
    period: str
    stage: Stage
    comparator: Comparator
    base: str | None
    planner: Planner | None
    sentence: tuple[int, int]
    rules: tuple[str, ...]
    score: float
    margin: float


@dataclass(slots=True)
class Passage:
    """All marks of a text, and what the reading so far has established."""

    reading: Reading
    frame: Frame
    home: Place
    quantities: Sequence[Quantity]
    mentions: Sequence[Mention]
    periods: Sequence[PeriodMention]
    places: Sequence[PlaceMention]
    province_is_city: bool
    stack: Stack = field(default_factory=Stack)
    paragraph_period: PeriodMention | None = None
    section_place: Place | None = None
    #: Whether the sentence before, in the same paragraph, told aims in words ("phấn đấu").
    aims: bool = False
    #: First and last year of the term last named.
    term: tuple[int, int] | None = None
    #: Where each head of the line begins, -1 for those of the headings and the title.
    line_heads: dict[str, int] = field(default_factory=dict)
    title_heads: frozenset[str] = frozenset()
    #: "(ước)" stood in the head of the line.
    estimated: bool = False
    #: The stage of the sentence before, in the same line.
    last_stage: Stage | None = None
    #: Codes told since the paragraph's period was named.
    paragraph_codes: list[str] = field(default_factory=list)
    #: Whether the line is prose and not a row of a list.
    prose: bool = False
    #: The season that the title names ("vụ Hè Thu 2017 nhìn từ đồng ruộng").
    season: PeriodMention | None = None
    #: Whether the passage read so far speaks of plans, where its own sentences say so.
    plans: bool | None = None
    carried: list[tuple[str, str | None]] = field(default_factory=list)


@dataclass(slots=True)
class _State:
    """What the numbers so far in one sentence lend to the next."""

    codes: list[tuple[str, int]] = field(default_factory=list)
    used: set[tuple[int, int]] = field(default_factory=set)
    last: Found | None = None
    last_cues: Cues | None = None
    last_by_plan: bool = False
    before_plan: Found | None = None
    #: The last number that stands outside brackets.
    outer: Found | None = None
    base: PeriodMention | None = None
    item: tuple[str, str] | None = None
    item_at: int = -1


def assemble(passage: Passage, lines: Sequence[Line]) -> Iterator[Found]:
    """All observations of the passage in text order."""
    for number, line in enumerate(lines):
        if number in passage.frame.furniture:
            continue
        yield from _read_line(passage, line, number)


def _read_line(passage: Passage, line: Line, number: int) -> Iterator[Found]:
    reading = passage.reading
    normal_line = reading.normal[line.start : line.end]
    own = between(passage.quantities, line.start, line.end)
    text_line = reading.text[line.start : line.end]
    level = line_level(text_line, normal_line, passage.stack.in_articles())
    marker = normal_line.lstrip()[:1]
    level = passage.stack.bullet_level(level, marker)
    is_title = number == passage.frame.title_line
    if level == PARAGRAPH and not is_title:
        marked = heading_level(text_line, normal_line, len(own))
        level = PARAGRAPH if marked is None else marked
    passage.stack.enter(level)
    _note_section(passage, line, level, own, is_title)
    passage.paragraph_period = None
    if not _GOES_ON.match(normal_line):
        passage.aims = False
    if level == PARAGRAPH or level <= 4 or is_title:
        passage.carried = []
    context = _line_context(passage, line, level, own)
    context.marker = marker
    if level != PARAGRAPH:
        passage.stack.push(context)
        if context.plans is not None:
            passage.plans = None
    if is_title or (number < 8 and context.season is not None and not own):
        passage.season = context.season or passage.season
        passage.title_heads = context.heads
    found: list[Found] = []
    passage.prose = level == PARAGRAPH
    passage.line_heads = {}
    passage.last_stage = None
    passage.estimated = bool(_ESTIMATED_HEAD.match(normal_line))
    for start, end in split_sentences(reading, line):
        _note_term(passage, start, end)
        _note_plans(passage, start, end)
        if not between(passage.quantities, start, end):
            _note_periods(passage, start, end)
            continue
        scene = make_scene(
            reading, start, end, passage.quantities, passage.mentions, passage.periods, passage.places
        )
        for row in _read_sentence(passage, scene, context):
            found.append(row)
            yield row
        if found and found[-1].sentence == (start, end):
            told = [row for row in found if row.sentence == (start, end)]
            passage.last_stage = told[0].stage
            passage.aims = all(row.stage == "target" for row in told) and any(
                "stage:word" in row.rules for row in told
            )
        _note_periods(passage, start, end)
    if is_title:
        passage.plans = None
    if found and level == PARAGRAPH and normal_line.rstrip().endswith(":"):
        context.level, context.until_paragraph = UNMARKED, True
        passage.stack.push(context)
    if found:
        context.last_code = found[0].told.code
        context.last_stage = found[-1].stage
        tail = normal_line.rstrip()[-24:]
        context.opens_list = tail.endswith((":", "trong đó", "gồm", "gồm:"))
        if context.opens_list:
            bases = [row for row in between(passage.periods, line.start, line.end) if row.base]
            context.base = bases[-1] if bases and bases[-1].kind == "previous_month" else None


def _note_section(
    passage: Passage, line: Line, level: int, own: Sequence[Quantity], is_title: bool
) -> None:
    """A short line that opens with a place's name is the heading of that place's section."""
    if is_title or line.end - line.start > 120:
        return
    if len(own) > 1 or passage.reading.text[line.end - 1 : line.end] in ".;":
        return
    for row in between(passage.places, line.start, line.start + 12):
        if row.how in ("typed", "bare") and row.place.level in ("province", "district", "commune"):
            passage.section_place = row.place
            return
    if level <= 1:
        passage.section_place = None


def _note_periods(passage: Passage, start: int, end: int) -> None:
    """The last time named in a sentence holds for the rest of its paragraph."""
    for row in between(passage.periods, start, end):
        if not row.base and not row.event and row.kind in (
            "year", "months", "month", "day", "quarter", "half_end", "span", "window", "cumulative",
            "term",
        ):  # fmt: skip
            normal = passage.reading.normal
            if normal[max(start, row.start - 6) : row.start] == "riêng ":
                continue
            if normal.rfind("(", start, row.start) > normal.rfind(")", start, row.start):
                continue
            later = row.year is not None and row.year > passage.frame.now.year
            if later and passage.paragraph_period is not None and not passage.aims:
                continue
            passage.paragraph_period = row
            passage.paragraph_codes = [code for code, _ in passage.carried]


def _note_term(passage: Passage, start: int, end: int) -> None:
    for row in between(passage.periods, start, end):
        if row.kind == "span" and row.year and row.last and row.last - row.year >= 3:
            passage.term = (row.year, row.last)


def _note_plans(passage: Passage, start: int, end: int) -> None:
    """A sentence about a past year turns the passage to results, one about the next to plans."""
    frame = passage.frame
    if frame.plan_year == frame.now.year:
        return
    normal = passage.reading.normal
    years = []
    for row in between(passage.periods, start, end):
        inside = normal.rfind("(", start, row.start) > normal.rfind(")", start, row.start)
        if row.year and not row.base and not inside and row.kind in _DATED:
            years.append((row.year, row.start - start < 25))
    if not years:
        return
    opening, opens = years[0]
    plan_words = any(
        row.word and row.word.role == "stage" and row.word.value == "target"
        for row in between(passage.mentions, start, end)
    )
    planned = [year >= frame.plan_year for year, _ in years]
    if opens:
        passage.plans = opening >= frame.plan_year
    elif plan_words and any(planned):
        passage.plans = True
    elif not plan_words and not any(planned):
        passage.plans = False


_NOT_HEADING = frozenset(
    ("same", "day", "previous_month", "this_month", "cumulative", "start_of_year", "last_year")
)
_DATED = frozenset(("year", "months", "month", "quarter"))


def _line_context(
    passage: Passage, line: Line, level: int, own: Sequence[Quantity]
) -> LineContext:
    """What the line's label (up to its first number) lends to the lines below."""
    reading = passage.reading
    stop = own[0].start if own else line.end
    colon = reading.normal.find(":", line.start, stop)
    label_end = colon if colon > 0 else stop
    inside = between(passage.mentions, line.start, stop)
    times = [
        row
        for row in between(passage.periods, line.start, stop)
        if not row.base and row.kind not in _NOT_HEADING
    ]
    context = LineContext(level)
    context.until_paragraph = level == UNMARKED and reading.normal[line.end - 2 : line.end].rstrip()[-1:] == ":"
    context.heads = frozenset(row.head for row in inside if row.head)
    context.subjects = [row for row in inside if row.codes and not row.crosses]
    context.items = [row.item for row in inside if row.item]
    season = [row for row in times if row.kind == "season"]
    context.season = season[-1] if season else None
    plain = [row for row in times if row.kind != "season" and row.start < label_end + 1]
    heading = not own or colon > 0 or level <= 5
    context.article = level == 1 and reading.normal.startswith("điều", line.start)
    context.period = plain[-1] if plain and heading else None
    if heading and len(plain) > 1 and plain[-1].kind == "span" and plain[0].kind != "span":
        context.period, context.plan_period = plain[0], plain[-1]
    if heading and level != PARAGRAPH and (not own or context.period is not None):
        label = reading.normal[line.start : label_end]
        context.plans = speaks_of_plans(label)
        if context.plans is None and context.period is not None and context.period.year:
            frame = passage.frame
            if context.period.kind == "year" and context.period.year > frame.now.year:
                context.plans = True
    return context


def _times(passage: Passage, context: LineContext) -> Times:
    return Times(
        heading=passage.stack.period(),
        heading_plan=passage.stack.plan_period(),
        paragraph=passage.paragraph_period,
        season=context.season or passage.stack.season() or passage.season,
        plans=_plans(passage),
        term=passage.term,
    )


def _plans(passage: Passage) -> bool:
    """Whether unmarked numbers here are plans: the passage says so, a heading, or the title."""
    for told in (passage.plans, passage.stack.plans()):
        if told is not None:
            return told
    return passage.frame.plans and not passage.prose


def _read_sentence(passage: Passage, scene: Scene, context: LineContext) -> Iterator[Found]:
    heads = passage.line_heads
    for head in passage.stack.heads() | passage.title_heads:
        heads.setdefault(head, -1)
    for row in scene.mentions:
        if row.head:
            heads.setdefault(row.head, row.start)
    state = _State()
    state.base = _head_base(scene) or passage.stack.list_base()
    times = _times(passage, context)
    for number in range(len(scene.quantities)):
        for row in _read_quantity(passage, scene, number, state, heads, times):
            yield row


def _head_base(scene: Scene) -> PeriodMention | None:
    """"Tháng 5, so tháng trước: ...": a comparison that a colon makes the head of the sentence."""
    first = scene.quantities[0].start
    colons = [s.start for s in between(scene.separators, scene.start, first) if s.mark == ":"]
    if not colons:
        return None
    bases = [row for row in between(scene.periods, scene.start, colons[-1]) if row.base]
    return bases[-1] if bases else None


def _read_quantity(
    passage: Passage,
    scene: Scene,
    number: int,
    state: _State,
    heads: dict[str, int],
    times: Times,
) -> Iterator[Found]:
    quantity = scene.quantities[number]
    cues = _inherit(scene, number, read_cues(scene, number), state)
    offers = _offers(scene, number, state)
    item, item_class = _item(passage, scene, number, state)
    carried = _carried(passage, scene, number, state, cues)
    if state.last is not None and tells_base_value(scene, number):
        # "(cùng kỳ năm 2022 là 39,2%)": the same measure of the period compared with.
        cues = replace(cues, verb=None, base=None, inherited=state.last.told.measure)
        offers = []
    turn = _in_turn(scene, number, state)
    if turn is not None:
        offers, carried = [], [(turn, candidates.AROUND)]
    own_class = item_class if state.item_at == number else None
    before = state.codes[-1][0] if state.codes else None
    choice = candidates.choose(quantity, cues, offers, carried, heads, own_class, before)
    if choice is None:
        return
    if choice.mention is not None:
        state.used.add((choice.mention.start, choice.mention.end))
    indicator = codebook()[choice.told.code]
    new_subject = choice.how != "carried" or _unknown_words(scene, number) or _other_place(scene, number)
    first = state.codes[0][0] if state.codes else None
    part = first is not None and indicator.parent == first
    stage, by_plan = _stage(passage, scene, number, cues, choice, new_subject, part, times)
    stage_rule = "stage:word" if read_stage(scene, number, new_subject, part) else "stage:passage"
    if by_plan:
        stage_rule = "stage:plan"
    elif stage == "target" and passage.aims and stage_rule == "stage:passage":
        stage_rule = "stage:word"
    kept = None if by_plan else _continues(passage, scene, number, state, choice)
    if kept is not None and stage != kept.stage:
        stage = kept.stage
    period, period_rule = period_of(
        scene, number, choice.told, stage, by_plan, times, passage.frame,
        same_code=_of_family(choice.told.code, [code for code, _ in state.codes]),
        before=state.last.period if state.last else None,
        same_family=_of_family(choice.told.code, passage.paragraph_codes),
    )  # fmt: skip
    if kept is not None and not _names_time(scene, number):
        period, period_rule = kept.period, "period:continued"
    elif part and state.last is not None and state.last.told.measure == choice.told.measure:
        if not by_plan and state.last.stage == stage and not _names_time(scene, number):
            period, period_rule = state.last.period, "period:continued"
    if stage == "target" and not by_plan and kept is None and _is_past(passage, period, times, scene, number):
        stage = "actual"
    planner = read_planner(
        scene, number, passage.home.level, passage.province_is_city
    ) if choice.told.measure == "attainment_pct" or stage == "target" else None
    subject = (
        scene.reading.text[choice.mention.start : choice.mention.end]
        if choice.mention is not None
        else (state.last.subject if state.last else indicator.name_vi)
    )
    places = _places(passage, scene, number, choice.how == "carried")
    named = item if indicator.item_classes and item_class in indicator.item_classes else None
    for place in places:
        for told, start, end, part_stage, part_period in _parts(
            passage, scene, number, choice.told, stage, period, times
        ):
            base = base_for(scene, number, told, part_period, passage.frame, state.base, times.term)
            found = Found(
                start, end, told, named, subject, place, part_period, part_stage,
                _comparator(scene, number, part_stage, told, cues),
                base, planner, (scene.start, scene.end),
                (f"indicator:{choice.how}", told.rule, period_rule, stage_rule),
                choice.score, choice.margin,
            )  # fmt: skip
            if told.rule != "measure:done_of_plan" or part_stage != "target":
                state.before_plan = found
            state.last = found
            if not _bracketed(scene, number):
                state.outer = found
            yield found
    state.codes.append((choice.told.code, number))
    state.last_by_plan = by_plan
    own_base = find_base(scene, number, shared=False)
    if state.base is not None and state.base.kind == "month" and ";" in _gap_after(scene, number):
        state.base = None
    if own_base is not None:
        state.base = own_base if own_base.kind in _LASTING_BASES else None
    state.last_cues = replace(cues, inherited=choice.told.measure)
    passage.carried = [(choice.told.code, named), *passage.carried[:3]]


def _of_family(code: str, told: Iterable[str]) -> bool:
    """Whether an earlier number has this code, its whole or part, or one is the other's share."""
    book = codebook()
    return any(
        other == code
        or code in (book[other].share, book[other].parent)
        or other in (book[code].share, book[code].parent)
        for other in told
    )


def _gap_after(scene: Scene, number: int) -> str:
    """The text up to the next number."""
    start = scene.quantities[number].end
    last = number + 1 == len(scene.quantities)
    return scene.reading.normal[start : scene.end if last else scene.quantities[number + 1].start]


def _own_gap(scene: Scene, number: int) -> str:
    """The text between the last separator and the number."""
    _, near_left, _, _ = scene.edges[number]
    return scene.reading.normal[near_left : scene.quantities[number].start]


def _is_per_cent(quantity: Quantity) -> bool:
    return quantity.unit is not None and quantity.unit.code == "PERCENT"


def _in_turn(scene: Scene, number: int, state: _State) -> str | None:
    """"tăng lần lượt 3,1%; 2,7%; 4,5% và 5,2%": the code whose turn it is."""
    quantity = scene.quantities[number]
    if quantity.unit is None or quantity.unit.code != "PERCENT":
        return None
    first = number
    while first and scene.quantities[first - 1].unit is not None:
        unit = scene.quantities[first - 1].unit
        gap = scene.reading.normal[scene.quantities[first - 1].end : scene.quantities[first].start]
        if unit is None or unit.code != "PERCENT" or gap.strip(" ,;") not in ("", "và"):
            break
        first -= 1
    lead = scene.reading.normal[max(scene.start, scene.quantities[first].start - 14) : scene.quantities[first].start]
    if _IN_TURN not in lead:
        return None
    last = first
    while last + 1 < len(scene.quantities):
        gap = scene.reading.normal[scene.quantities[last].end : scene.quantities[last + 1].start]
        if gap.strip(" ,;") not in ("", "và"):
            break
        last += 1
    told: list[str] = []
    for code, index in state.codes:
        if index < first and (not told or told[-1] != code):
            told.append(code)
    count = last - first + 1
    return told[-count:][number - first] if count > 1 and len(told) >= count else None


def _inherit(scene: Scene, number: int, cues: Cues, state: _State) -> Cues:
    """A number joined to the one before shares its verb, unless it has a verb or name of its own.

    A growth head ("tốc độ tăng ...: nông nghiệp 2,9%; dịch vụ 8,1%") holds for its whole list.
    """
    if state.last is None or state.last_cues is None or number == 0:
        first = head_direction(scene, number) if cues.verb is None and not cues.plan else 0
        return replace(cues, verb="direction", sign=first) if first else cues
    head = head_direction(scene, number) if cues.verb is None and not cues.plan else 0
    if head:
        cues = replace(cues, verb="direction", sign=head)
    growth = cues.growth or (state.last_cues.growth and cues.verb is None)
    if cues.verb == "reach" and not cues.base and state.last.told.rule == "measure:done_of_plan":
        if _is_per_cent(scene.quantities[number]):
            return replace(cues, plan=True)
    if cues.verb is not None:
        fraction = state.last.told.measure == "fraction"
        return replace(cues, growth=growth, inherited="fraction" if fraction else None)
    previous, quantity = scene.quantities[number - 1], scene.quantities[number]
    gap = scene.reading.normal[previous.end : quantity.start]
    told = state.last.told
    if told.rule == "measure:done_of_plan" and cues.verb is None and _is_per_cent(quantity):
        return replace(cues, growth=growth, plan=True)
    named = any(row.codes or row.item for row in between(scene.mentions, previous.end, quantity.start))
    amount = told.measure == "change_abs"
    if state.last_cues.verb == "addition" and _ONLY_BOUND.match(_own_gap(scene, number)):
        return replace(cues, verb="addition", sign=1)
    if ";" in gap or "." in gap or (amount and named):
        return replace(cues, growth=growth)
    sign = -1 if told.value < 0 else 1
    return replace(cues, growth=growth, inherited=told.measure, inherited_sign=sign)


def _offers(
    scene: Scene, number: int, state: _State
) -> list[tuple[Mention, candidates.Place]]:
    quantity = scene.quantities[number]
    left, _, _, right = scene.edges[number]
    normal = scene.reading.normal
    noun = quantity.unit.start if quantity.unit else quantity.end
    offers: list[tuple[Mention, candidates.Place]] = []
    # What stands right behind the number before, up to its comma, belongs to that number.
    tail = scene.edges[number - 1][2] if number and scene.edges[number - 1][2] < quantity.start else 0
    if tail and scene.reading.normal[tail : tail + 1] in "(:":
        tail = 0
    reach = right if number + 1 == len(scene.quantities) else scene.quantities[number + 1].end
    stop = min((s.start for s in between(scene.separators, quantity.end, reach) if s.mark in ";."), default=reach)
    for row in between(scene.mentions, left, stop):
        if not row.codes and not row.item:
            continue
        if row.item is not None and row.crosses:
            continue
        place = _where(scene, row, quantity, noun, normal, tail, right)
        if place is None:
            continue
        if (row.start, row.end) in state.used and row.end <= quantity.start:
            place = candidates.Place(place.score - candidates.USED, place.how + ":used")
        offers.append((row, place))
    return offers


def _where(
    scene: Scene,
    row: Mention,
    quantity: Quantity,
    noun: int,
    normal: str,
    tail: int,
    right: int,
) -> candidates.Place | None:
    if row.start < quantity.start and row.end > quantity.start:
        if row.end <= quantity.end and row.end > noun:
            return candidates.Place(candidates.LEFT + 0.7, "around_noun")
        gap = normal[row.start : quantity.start]
        behind = normal[quantity.end : quantity.end + 2].lstrip()[:1]
        if behind in (",", ";"):
            return None
        if any(mark in gap for mark in _PARTS) or not row.crosses or behind == "(":
            return candidates.Place(candidates.RIGHT - 1.0, "around_comma")
        if "…" in row.phrase:
            if row.end > right:
                return None
            return candidates.Place(candidates.LEFT, "around_broken")
        return candidates.Place(candidates.AROUND, "around")
    if row.end <= quantity.start:
        between_them = scene.separators_between(row.end, quantity.start)
        commas = sum(separator.mark in (",", "và") for separator in between_them)
        breaks = abs(sum({"(": 1, ")": -1}.get(separator.mark, 0) for separator in between_them))
        distance = (quantity.start - row.end) / 60
        score = candidates.LEFT - candidates.PER_COMMA * commas - 0.8 * breaks - min(distance, 1.5)
        if tail and row.start < tail:
            score -= candidates.PREVIOUS_TAIL
        return candidates.Place(score, "left")
    if row.start >= right:
        return None
    if row.start == noun:
        if quantity.unit is not None and row.end <= quantity.end and _needs_head(row):
            return candidates.Place(candidates.CARRIED - 0.3, "noun_alone")
        if row.end > right:
            return None
        return candidates.Place(candidates.OVER_NOUN, "noun")
    if row.end > right and not _shares_tail(scene, row, quantity, right):
        return None
    gap = normal[quantity.end : row.start]
    between_them = scene.separators_between(quantity.end, row.start)
    commas = sum(separator.mark in (",", "và", ":") for separator in between_them)
    breaks = abs(sum({"(": 1, ")": -1}.get(separator.mark, 0) for separator in between_them))
    if len(gap) <= 14 and not commas and not breaks:
        return candidates.Place(candidates.RIGHT_NEXT, "right_next")
    counted = quantity.unit is not None and quantity.unit.code in COUNTED
    per_comma = 0.7 if counted else 1.4
    score = candidates.RIGHT - per_comma * commas - candidates.PER_BREAK * breaks - min(len(gap) / 80, 1.5)
    return candidates.Place(score, "right")


def _shares_tail(scene: Scene, row: Mention, quantity: Quantity, right: int) -> bool:
    """"68% gia đình, 55% thôn bản và 92% cơ quan ... đạt chuẩn văn hóa": one tail for a list."""
    if quantity.unit is None or quantity.unit.code != "PERCENT":
        return False
    return not narrows(scene.words, quantity.end, right)


def _needs_head(row: Mention) -> bool:
    return bool(row.codes) and all(head is not None for _, head in row.codes)


def _carried(
    passage: Passage, scene: Scene, number: int, state: _State, cues: Cues
) -> list[tuple[str, float]]:
    """Codes of earlier numbers, newest first, with the score that their distance leaves."""
    rows: list[tuple[str, float]] = []
    quantity = scene.quantities[number]
    seen: set[str] = set()
    for order, (code, index) in enumerate(reversed(state.codes)):
        if code in seen:
            continue
        seen.add(code)
        marks = [s.mark for s in scene.separators_between(scene.quantities[index].end, quantity.start)]
        narrow = narrows(scene.words, scene.quantities[index].end, quantity.start)
        score = candidates.CARRIED - 0.25 * order - (0.9 if ";" in marks and not narrow else 0.0)
        if _bracketed(scene, index) and not _bracketed(scene, number):
            score -= 1.2
        if not narrow and _unknown_words(scene, number) and cues.verb is None and not cues.plan and not cues.base:
            score -= 1.0
        rows.append((code, score))
    if not state.codes:
        for order, (code, _) in enumerate(passage.carried):
            if code in seen:
                continue
            seen.add(code)
            opens = (
                narrows(scene.words, scene.start, quantity.start)
                or cues.verb in ("direction", "multiple", "exceed")
                or cues.share
            )
            rows.append((code, (1.2 if opens else 0.3) - 0.3 * order))
    heading = candidates.HEADING - (0.6 if state.codes else 0.0)
    for order, row in enumerate(reversed(passage.stack.rows[-5:])):
        for mention in row.subjects[-2:]:
            for code, head in mention.codes:
                if head is None and code not in seen:
                    seen.add(code)
                    rows.append((code, heading - 0.2 * order + 0.08 * mention.size))
        if row.last_code and row.last_code not in seen:
            seen.add(row.last_code)
            rows.append((row.last_code, heading - 0.3 - 0.2 * order))
    return rows


def _unknown_words(scene: Scene, number: int) -> bool:
    """Whether words that no vocabulary knows stand right before the number."""
    quantity = scene.quantities[number]
    _, near_left, _, _ = scene.edges[number]
    position = near_left
    unknown = 0
    rows = [
        row
        for row in between(scene.mentions, near_left, quantity.start)
        if row.word is not None or row.codes or row.item
    ]
    spans = sorted(
        [(row.start, row.end) for row in rows]
        + [(row.start, row.end) for row in between(scene.periods, near_left, quantity.start)]
        + [(row.start, row.end) for row in between(scene.places, near_left, quantity.start)]
    )
    for start, end in [*spans, (quantity.start, quantity.start)]:
        if start > position:
            unknown += sum(len(word) > 1 for word in scene.reading.normal[position:start].split())
        position = max(position, end)
    return unknown >= 2


def _item(
    passage: Passage, scene: Scene, number: int, state: _State
) -> tuple[str | None, str | None]:
    """The item that narrows the number, with its class: the nearest one named, or the one before."""
    quantity = scene.quantities[number]
    left, _, near_right, right = scene.edges[number]
    named = [row for row in between(scene.mentions, left, quantity.start) if row.item]
    named = [row for row in named if row.item and row.item[1] not in ("season", "fund")]
    chosen: Mention | None = None
    for row in named:
        if chosen is None or row.end > chosen.end:
            chosen = row
    if chosen is None:
        start = quantity.unit.start if quantity.unit else quantity.end
        after = [row for row in between(scene.mentions, start, near_right) if row.item]
        after = [row for row in after if row.item and row.item[1] not in ("season", "fund")]
        if after and len(scene.reading.normal[quantity.end : after[0].start]) < 16:
            chosen = after[0]
    if chosen is not None and chosen.item is not None:
        state.item = chosen.item
        state.item_at = number
    elif state.item is None and number == 0:
        for row in reversed(passage.stack.rows):
            kinds = [item for item in row.items if item[1] not in ("season", "fund")]
            if kinds:
                state.item = kinds[-1]
                break
    if state.item is None:
        return None, None
    season = _season_name(passage, scene, number)
    name = f"{state.item[0]} {season}" if season else state.item[0]
    return name, state.item[1]


def _season_name(passage: Passage, scene: Scene, number: int) -> str | None:
    quantity = scene.quantities[number]
    for row in reversed(between(scene.periods, scene.start, quantity.start)):
        if row.kind == "season" and not row.base:
            return " ".join(row.text.split()[:3]) if row.year is None else row.text.rsplit(" ", 1)[0]
    above = passage.stack.season()
    return above.text.rsplit(" ", 1)[0] if above and above.year else (above.text if above else None)


def _stage(
    passage: Passage,
    scene: Scene,
    number: int,
    cues: Cues,
    choice: Choice,
    new_subject: bool,
    part: bool,
    times: Times,
) -> tuple[Stage, bool]:
    """Stage, and whether it is a plan's own number."""
    if choice.told.code in _SUMS_ASSIGNED:
        return "target", True
    if cues.plan_before and choice.told.measure in ("level", "change_pct", "change_abs"):
        return "target", True
    word = read_stage(scene, number, new_subject, part)
    if word == "estimate" and (
        _past_in_bracket(passage, scene, number) or _past_clause(passage, scene, number)
    ):
        return "actual", False
    if word is not None:
        return word, False
    if passage.estimated or (passage.last_stage == "estimate" and _opens_narrow(scene)):
        return "estimate", False
    for row in reversed(passage.stack.rows[:-1]):
        if row.opens_list and row.last_stage == "estimate":
            return "estimate", False
    if times.plans or passage.aims or _dated_ahead(passage, scene, number):
        return "target", False
    return "actual", False


def _continues(
    passage: Passage, scene: Scene, number: int, state: _State, choice: Choice
) -> Found | None:
    """The number before, where this one goes on telling of it ("đạt 8,3% kế hoạch, tăng 18,1%")."""
    last = state.last if _bracketed(scene, number) else state.outer or state.last
    if _past_in_bracket(passage, scene, number) or _past_clause(passage, scene, number):
        return None
    if last is None or number == 0 or choice.how != "carried" or last.told.code != choice.told.code:
        return None
    if last.told.rule == "measure:done_of_plan" and last.stage == "target":
        return state.before_plan
    start, end = scene.quantities[number - 1].end, scene.quantities[number].start
    if any(row.word and row.word.role == "stage" for row in between(scene.words, start, end)):
        return None
    return None if last.stage == "target" and state.last_by_plan else last


def _bracketed(scene: Scene, number: int) -> bool:
    start = scene.quantities[number].start
    normal = scene.reading.normal
    return normal.rfind("(", scene.start, start) > normal.rfind(")", scene.start, start)


def _names_time(scene: Scene, number: int) -> bool:
    """Whether a time that is no base stands between the number before and this one."""
    start, end = scene.quantities[number - 1].end, scene.quantities[number].start
    return any(not row.base for row in between(scene.periods, start, end))


#: Comparisons that later bare changes of the sentence still mean.
_LASTING_BASES = frozenset(("start_of_year", "end_of_year", "previous_month", "month"))
#: A sum assigned is a plan's own number (rule 20).
_SUMS_ASSIGNED = frozenset(("public_investment_plan",))


def _past_in_bracket(passage: Passage, scene: Scene, number: int) -> bool:
    """"ước tăng 6,28% (6 tháng năm 2022 tăng 5,41%)": a bracket with a past time of its own."""
    start = scene.quantities[number].start
    opening = scene.reading.normal.rfind("(", scene.start, start)
    if opening < 0 or ")" in scene.reading.normal[opening:start]:
        return False
    return any(
        row.year is not None and row.year < passage.frame.now.year and not row.base
        for row in between(scene.periods, opening, start)
    )


def _past_clause(passage: Passage, scene: Scene, number: int) -> bool:
    """"ước tăng 5,45%: năm 2021 tăng 2,03%": a past year told after "ước" is done (rule 18)."""
    start = scene.quantities[number].start
    years = [
        row
        for row in between(scene.periods, scene.start, start)
        if row.kind == "year" and not row.base and row.year is not None
    ]
    if not years or (years[-1].year or 0) >= passage.frame.now.year:
        return False
    words = [
        row
        for row in between(scene.words, years[-1].end, start)
        if row.word is not None and row.word.role == "stage"
    ]
    return not words


def _opens_narrow(scene: Scene) -> bool:
    """A sentence that opens with "Trong đó" or "Gồm" continues the one before (rule 18)."""
    return narrows(scene.words, scene.start, scene.start + 8)


def _dated_ahead(passage: Passage, scene: Scene, number: int) -> bool:
    """In a paper on plans, a sentence that names the planned year tells plans."""
    frame = passage.frame
    if not frame.plans:
        return False
    start = scene.quantities[number].start
    years = [
        row.last or row.year
        for row in between(scene.periods, scene.start, start)
        if row.year and not row.base and not row.event
    ]
    return bool(years) and years[-1] is not None and years[-1] >= frame.plan_year


def _comparator(
    scene: Scene, number: int, stage: Stage, told: Told, cues: Cues
) -> Comparator:
    """The comparator of the words; "vượt 140 tỷ đồng" is more than that."""
    found = read_comparator(scene, number, stage)
    if found == "eq" and cues.verb == "exceed" and told.measure == "level" and told.unit != "TARGET":
        return "gt"
    return found


def _is_past(
    passage: Passage, period: str, times: Times, scene: Scene, number: int
) -> bool:
    """A number of a time before the planned one is a result, if no word says that it was a plan."""
    word = read_stage(scene, number, True)
    if word == "target":
        return last_year_of(period) < passage.frame.now.year and _own_past(scene, number)
    plan_year = passage.frame.plan_year
    heading = times.heading
    if heading is not None and times.plans and heading.year:
        plan_year = heading.last or heading.year
    return not period.endswith("Y") and last_year_of(period) < plan_year


def _other_place(scene: Scene, number: int) -> bool:
    """Whether a place is named right before the number."""
    _, near_left, _, _ = scene.edges[number]
    return bool(between(scene.places, near_left, scene.quantities[number].start))


def _own_past(scene: Scene, number: int) -> bool:
    """Whether the number's own clause names a year, and no word of aiming."""
    _, near_left, _, _ = scene.edges[number]
    start = scene.quantities[number].start
    dated = any(row.year and not row.base for row in between(scene.periods, near_left, start))
    return dated and not any(
        row.word and row.word.role == "stage" for row in between(scene.words, near_left, start)
    )


def _parts(
    passage: Passage,
    scene: Scene,
    number: int,
    told: Told,
    stage: Stage,
    period: str,
    times: Times,
) -> Iterator[tuple[Told, int, int, Stage, str]]:
    """The observations that one written quantity makes: two for done of planned, else one."""
    quantity = scene.quantities[number]
    if told.rule != "measure:done_of_plan" or told.high is None:
        end = quantity.end
        if quantity.kind == "slash" and quantity.unit is not None:
            normal = scene.reading.normal
            end = quantity.second
            while end < quantity.unit.start and not normal[end].isspace():
                end += 1
        if told.measure == "rank":
            end = quantity.end if quantity.unit is None else end
        yield told, quantity.start, end, stage, period
        return
    first = replace(told, high=None)
    yield first, quantity.start, quantity.middle, stage, period
    code = told.code
    if code == "public_investment_disbursed":
        code = "public_investment_plan"
    planned = replace(told, code=code, value=told.high, high=None)
    plan_period = period if period.endswith("Y") else period[:4]
    if times.heading_plan is not None and times.heading_plan.kind == "span":
        plan_period = resolve(times.heading_plan, passage.frame.now) or plan_period
    yield planned, quantity.second, quantity.end, "target", plan_period


def _places(passage: Passage, scene: Scene, number: int, goes_on: bool) -> list[Place]:
    """The places that the number describes: home, or those named as its subject.

    `goes_on` tells that the number continues the one before.
    """
    quantity = scene.quantities[number]
    normal = scene.reading.normal
    named: list[PlaceMention] = []
    stop = scene.start
    for separator in between(scene.separators, scene.start, quantity.start):
        if separator.mark in (";", "."):
            stop = separator.start
    for row in between(scene.places, stop, quantity.start):
        if row.how in _NOT_SUBJECT or row.end > quantity.start:
            continue
        lead = normal[max(scene.start, row.start - 20) : row.start]
        if row.how != "zone" and _EMBEDDED.search(lead):
            continue
        if _after_rank(scene, row) or _enumerated(scene, row) or _closed(scene, row, quantity):
            continue
        named.append(row)
    home = passage.section_place or passage.home
    if not named:
        return [home]
    last = named[-1]
    group = [last]
    for row in reversed(named[:-1]):
        gap = normal[row.end : group[0].start].strip()
        if gap in ("và", ",", ", huyện", "và huyện", "và xã", ", xã"):
            group.insert(0, row)
        else:
            break
    lead = normal[last.end : quantity.start]
    if len(group) > 1:
        if _IN_TURN in lead:
            turn = _turn(scene, last, quantity)
            if turn < len(group):
                return [group[turn].place]
        first_after = not between(scene.quantities, last.end, quantity.start)
        if first_after and _TOGETHER.search(lead):
            return [row.place for row in group]
    if last.place.level == "country" and passage.home.level != "country" and not goes_on:
        if lead.count(",") > 0:
            return [home]
    return [last.place]


def _turn(scene: Scene, last: PlaceMention, quantity: Quantity) -> int:
    return len(between(scene.quantities, last.end, quantity.start))


def _after_rank(scene: Scene, row: PlaceMention) -> bool:
    """"thứ 27 cả nước": the field that is ranked in."""
    before = between(scene.quantities, scene.start, row.start)
    return bool(before) and before[-1].kind == "rank" and row.start - before[-1].end < 40


def _enumerated(scene: Scene, row: PlaceMention) -> bool:
    """A name in a list told with its count ("3 xã Cam Cọn, Minh Tân") is no subject."""
    before = scene.reading.normal[max(scene.start, row.start - 12) : row.start].rstrip()
    led = before.endswith((" là", " gồm", ":", "(", " là xã", " là huyện", "(xã"))
    for quantity in reversed(between(scene.quantities, scene.start, row.start)):
        unit = quantity.unit
        if unit is None or unit.code not in ("COMMUNE", "DISTRICT", "VILLAGE", "SCHOOL", "PROJECT"):
            return False
        gap = scene.reading.text[quantity.end : row.start]
        if led and not any(mark in gap for mark in ";."):
            return True
        return all(word[:1].isupper() or word in _LISTING for word in re.findall(r"\w+", gap))
    return False


_LISTING = frozenset(("và", "là", "gồm", "xã", "huyện", "phường", "thị", "trấn", "các"))


def _closed(scene: Scene, row: PlaceMention, quantity: Quantity) -> bool:
    """Whether a bracket that holds the name closed before the quantity."""
    opened = 0
    for separator in between(scene.separators, scene.start, quantity.start):
        if separator.start < row.start:
            opened += {"(": 1, ")": -1}.get(separator.mark, 0)
        elif separator.mark == ")" and opened > 0:
            return True
    return False


