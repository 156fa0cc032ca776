"""Gives each quantity of a text its indicator, place, period and wording, sentence by sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extraction.context import PARAGRAPH, UNMARKED, LineContext, heading_level, line_level
from extraction.lexicon import ends_head
from extraction.observation import Stage
from extraction.passage import Scene, between, make_scene
from extraction.reading import (
    GOES_ON,
    is_neighbour,
    line_context,
    note_aims,
    note_new_term,
    note_opening_year,
    note_periods,
    note_plans,
    note_season,
    note_section,
    note_term,
    note_topic,
    times_above,
)
from extraction.reference import codebook, with_trait
from extraction.rules import candidates
from extraction.rules.agencies import agency_of
from extraction.rules.bases import base_for, tells_base_value
from extraction.rules.candidates import Choice
from extraction.rules.carried import carried_codes, has_unknown_words
from extraction.rules.in_respect import code_in_respect
from extraction.rules.in_turn import (
    code_in_turn,
    item_in_turn,
    item_of_amount_in_turn,
    period_in_turn,
)
from extraction.rules.measures import Told
from extraction.rules.narrowing import item_of, labelled_part, note_product
from extraction.rules.periods import PeriodMention, last_year_of, month_before, resolve
from extraction.rules.planners import read_planner
from extraction.rules.quantities import is_per_cent
from extraction.rules.reference_areas import find_places_of
from extraction.rules.shares import is_share_of_uncoded, share_without_code
from extraction.rules.stages import (
    continued_from,
    decide_comparator,
    decide_stage,
    in_brackets,
    is_past,
    names_other_place,
    names_time,
    opens_narrow,
    tells_estimates,
)
from extraction.rules.subjects import (
    gap_after,
    inherit,
    names_whole,
    of_family,
    offers_around,
)
from extraction.rules.timing import (
    Times,
    is_dated_behind,
    month_compared,
    period_of,
)
from extraction.rules.told_period import sums_up_behind
from extraction.rules.units import COUNTED
from extraction.rules.wording import find_base, read_cues, read_stage
from extraction.state import Found, Passage, State
from extraction.text import Line, Reading, split_sentences
from extraction.title import anywhere, is_caption, names_plans


def assemble(
    passage: Passage, lines: Sequence[Line], sentences: Sequence[list[tuple[int, int]]]
) -> Iterator[Found]:
    """All observations of the passage in text order; `sentences` are those of each line."""
    for number, line in enumerate(lines):
        if number in passage.frame.furniture:
            continue
        yield from _read_line(passage, line, number, sentences[number])


def _read_line(
    passage: Passage, line: Line, number: int, sentences: list[tuple[int, int]]
) -> Iterator[Found]:
    reading = passage.reading
    normal_line = reading.normal[line.start : line.end]
    own = between(passage.quantities, line.start, line.end)
    if not own and is_caption(normal_line):
        return  # between two paragraphs it parts nothing
    text_line = reading.text[line.start : line.end]
    level = line_level(text_line, normal_line, passage.stack.in_articles())
    marker = normal_line.lstrip()[:1]
    level = passage.stack.bullet_level(level, marker, _is_apart(reading, line))
    is_title = number == passage.frame.title_line
    if level == PARAGRAPH and not is_title:
        marked = heading_level(text_line, normal_line, len(own))
        level = PARAGRAPH if marked is None else marked
    passage.stack.enter(level)
    note_section(passage, line, level, own, is_title)
    prose = level == PARAGRAPH and passage.prose and not passage.frame.told
    if passage.paragraph_period and not (prose and _is_next_sentence(reading, line)):
        passage.paragraph_period = None
    passage.lent_period = lent = passage.paragraph_period
    passage.line_start = line.start
    if not GOES_ON.match(normal_line):
        passage.aims = False
    parts_follow = _PARTS_FOLLOW.match(normal_line) is not None
    if (level == PARAGRAPH or level <= 4 or is_title) and not parts_follow:
        passage.carried = []
    lends_nothing = level == PARAGRAPH and not own and number >= _TITLE_LINES and not is_title
    context = LineContext(level) if lends_nothing else line_context(passage, line, level, own)
    context.marker = marker
    if context.plans is not None:
        vague = number < _TITLE_LINES and context.period is None and not names_plans(normal_line)
        if number < passage.frame.title_line or vague:
            # "Nhiều nghị quyết được thông qua tại kỳ họp thứ 20" heads no list of targets
            context.plans = None
    if level != PARAGRAPH:
        passage.stack.push(context)
        if context.plans is not None:
            passage.plans = None
    untitled = number == 0 and passage.frame.title_line < 0
    if is_title or untitled or (number < 8 and context.season is not None and not own):
        passage.season = context.season or passage.season
        passage.title_heads = context.heads
    found: list[Found] = []
    passage.prose = level == PARAGRAPH
    passage.line_heads = {candidates.GRDP: -1} if passage.told_gdp else {}
    if not parts_follow:
        passage.last_stage = None
        passage.last_place = None
        passage.last_base = None
    passage.last_growth = False
    passage.sentence_before = None
    passage.told_season = None
    passage.estimated = tells_estimates(normal_line)
    if level != PARAGRAPH and not own:
        passage.topic_place, passage.topic_lasts = None, False
        passage.opening_year = None
    if level == PARAGRAPH and not is_title:
        note_opening_year(passage, line.start)
    for start, end in sentences:
        if not is_title:
            note_topic(passage, start, end, opens=start == line.start)
        dated = bool(between(passage.periods, start, end))
        if dated:
            note_term(passage, start, end)
            note_plans(passage, start, end)
        note_new_term(passage, start, end)
        if not between(passage.quantities, start, end):
            if dated:
                note_periods(passage, start, end)
            passage.sentence_before = (start, end)
            continue
        scene = make_scene(
            reading,
            start,
            end,
            passage.quantities,
            passage.mentions,
            passage.periods,
            passage.places,
        )
        first = True
        for row in _read_sentence(passage, scene, context):
            if first and start == line.start and is_neighbour(passage, row.place):
                passage.topic_place = row.place
            first = False
            found.append(row)
            yield row
        if found and found[-1].sentence == (start, end):
            told = [row for row in found if row.sentence == (start, end)]
            passage.last_stage = told[0].stage
            passage.last_place = told[-1].place
            compared = [row for row in between(passage.periods, start, end) if row.base]
            monthly = bool(compared) and compared[-1].kind in ("month", "previous_month")
            passage.last_base = compared[-1] if monthly else None
            passage.last_growth = told[0].told.rule == "measure:growth_head"
            goes_on = passage.aims and passage.frame.plans
            stages = ("target", "forecast") if passage.frame.plans else ("target",)
            passage.aims = all(row.stage in stages for row in told) and (
                goes_on or any("stage:word" in row.rules for row in told)
            )
        if dated:
            note_periods(passage, start, end)
        if dated or not opens_narrow(scene):
            note_season(passage, start, end)
        passage.sentence_before = None
    if lent is not None and not found and passage.paragraph_period is lent:
        passage.paragraph_period = None
    if is_title:
        # "Một số chỉ tiêu chủ yếu nhiệm kỳ 2020-2025" heads nothing but aims
        aims = passage.frame.plans and anywhere("heads_aims").search(normal_line) is not None
        passage.plans = True if aims else None
    if normal_line.rstrip().endswith(":"):
        note_aims(passage, line)
    if found and level == PARAGRAPH and normal_line.rstrip().endswith(":"):
        context.level, context.until_paragraph = UNMARKED, True
        passage.stack.push(context)
    if found:
        # "Kế hoạch vốn là 650 tỷ đồng. Đã giải ngân 468 tỷ đồng. Trong đó:" lists what is spent
        last = next(row for row in found if row.sentence == found[-1].sentence)
        context.last_code = last.told.code
        context.last_stage = found[-1].stage
        context.first_period = found[0].period
        context.last_period = found[-1].period
        tail = normal_line.rstrip()[-24:]
        context.opens_list = tail.endswith((":", "trong đó", "gồm", "gồm:"))
        if context.opens_list:
            bases = [row for row in between(passage.periods, line.start, line.end) if row.base]
            context.base = bases[-1] if bases and bases[-1].kind == "previous_month" else None


#: So far down a line without a time is the article's title and no heading.
_TITLE_LINES = 8
#: A paragraph that goes on with the sum told right before it.
_PARTS_FOLLOW = re.compile(r"\s*trong đó(?!\w)")


def _is_apart(reading: Reading, line: Line) -> bool:
    """Whether a blank line stands above the line and none above the one before it."""
    above = reading.normal.rfind("\n", 0, max(0, line.start - 1)) + 1
    if line.start < 2 or reading.normal[above : line.start].strip():
        return False
    last = reading.normal[:above].rstrip()
    first = last.rfind("\n")
    return first > 0 and bool(last[last.rfind("\n", 0, first) + 1 : first].strip())


def _is_next_sentence(reading: Reading, line: Line) -> bool:
    """Whether the line and the one right above it are one sentence each, of one paragraph."""
    end = line.start - 1
    start = reading.normal.rfind("\n", 0, max(0, end)) + 1
    above = reading.normal[start:end].rstrip()
    if not above.endswith("."):
        return False
    lines = (Line(start, end), line)
    return all(len(list(split_sentences(reading, one))) == 1 for one in lines)


def _read_sentence(passage: Passage, scene: Scene, context: LineContext) -> Iterator[Found]:
    heads = passage.line_heads
    for head in passage.stack.heads() | passage.title_heads:
        heads.setdefault(head, -1)
    for row in scene.mentions:
        if row.head:
            heads.setdefault(row.head, row.start)
    state = State(growth=passage.last_growth and opens_narrow(scene))
    narrow_base = passage.last_base if opens_narrow(scene) else None
    state.base = _head_base(scene) or narrow_base or passage.stack.list_base()
    times = times_above(passage, context)
    if passage.told_season is not None and opens_narrow(scene):
        times = times._replace(season=passage.told_season, paragraph=passage.told_season)
    for number in range(len(scene.quantities)):
        for head in _ended_heads(scene, number, heads):
            del heads[head]
        yield from _read_quantity(passage, scene, number, state, heads, times)
    amounts = (row for row in scene.quantities if row.unit and row.unit.code not in COUNTED)
    if state.last is None and next(amounts, None) is not None:
        passage.carried = []  # what follows goes on with a number that nobody could read


def _ended_heads(scene: Scene, number: int, heads: dict[str, int]) -> list[str]:
    """The heads of this sentence that what follows them has ended before the number."""
    start = scene.quantities[number].start
    return [
        head
        for head, begin in heads.items()
        if scene.start <= begin < start
        and " " in head
        and ends_head(head, scene.reading.normal[_last_end(scene, head, start) : start])
    ]


def _last_end(scene: Scene, head: str, before: int) -> int:
    ends = (row.end for row in scene.mentions if row.head == head and row.end <= before)
    return max(ends, default=before)


def _head_base(scene: Scene) -> PeriodMention | None:
    """ "Tháng 5, so tháng trước: ...": a comparison that a colon makes the head of the sentence."""
    first = scene.quantities[0].start
    marks = between(scene.separators, scene.start, first)
    colons = [s.start for s in marks if s.mark == ":"]
    if not colons:
        # "So với tháng trước, giá A tăng 2%"
        heads = [row for row in between(scene.periods, scene.start, scene.start + 12) if row.base]
        stops = any(s.mark == ";" for s in marks)
        return heads[0] if heads and marks and not stops else None
    bases = [row for row in between(scene.periods, scene.start, colons[-1]) if row.base]
    return bases[-1] if bases else None


def _read_quantity(
    passage: Passage,
    scene: Scene,
    number: int,
    state: State,
    heads: dict[str, int],
    times: Times,
) -> Iterator[Found]:
    quantity = scene.quantities[number]
    if quantity.unit is None and _numbers_village(scene, quantity.start):
        return
    cues = inherit(scene, number, read_cues(scene, number), state)
    offers = offers_around(scene, number, state)
    item_class = note_product(passage, scene, number, state)
    carried = carried_codes(passage, scene, number, state, cues)
    if state.last is not None and tells_base_value(scene, number):
        # "(cùng kỳ năm 2022 là 39,2%)": the same measure of the period compared with.
        told_as = state.last.told.measure
        if told_as in ("change_abs", "change_pct") and not is_per_cent(quantity):
            told_as = "level"  # "tăng 19,2 triệu đồng so với năm 2020 (47,52 triệu đồng)"
        verb = cues.verb if cues.verb == "direction" else None
        cues = cues._replace(verb=verb, base=None, inherited=told_as)
        offers = []
    turn = code_in_turn(scene, number, state) or code_in_respect(scene, number, state)
    if turn is not None:
        offers, carried = [], [(turn, candidates.AROUND)]
    own_class = item_class if state.item_at == number else None
    before = _code_before(scene, number, state)
    of_whole = not cues.plan and names_whole(scene, number)
    choice = candidates.choose(
        quantity, cues, offers, carried, heads, own_class, before, of_whole,
        _turns_to_output(scene, number),
    )  # fmt: skip
    of_uncoded = is_share_of_uncoded(scene, number, cues, state)
    if choice is None or of_uncoded:
        told_as_share = cues.share or of_whole or of_uncoded
        if told_as_share and (share := share_without_code(scene, number, cues, state)):
            yield share
        return
    new = turn is not None and all(code != turn for code, _ in state.codes)
    if new:
        choice = choice._replace(how="in_turn")
    if state.item is not None and state.item_at == number:
        choice = candidates.of_part(choice, state.item)
    if number == 0 and choice.how == "carried" and (label := labelled_part(scene, choice)):
        for item_class in codebook()[choice.told.code].item_classes:
            choice = candidates.of_part(choice, (label.lower(), item_class))
    item = item_of(passage, scene, number, choice, state)
    if choice.mention is not None and choice.how != "noun_broken":
        state.used.add((choice.mention.start, choice.mention.end))
        noun = quantity.unit.start if quantity.unit is not None else quantity.end
        if choice.mention.end <= quantity.start or choice.mention.start >= noun:
            state.named.add((choice.mention.start, choice.mention.end))
    indicator = codebook()[choice.told.code]
    agency = agency_of(scene, number, choice.told.code)
    item = (
        agency
        or item_in_turn(scene, number, indicator.item_classes)
        or item_of_amount_in_turn(scene, number, state, choice.told.code)
        or item
    )
    new_subject = (
        choice.how != "carried"
        or has_unknown_words(scene, number)
        or names_other_place(scene, number)
    )
    first = state.codes[0][0] if state.codes else None
    part = first is not None and (indicator.parent or "") == first
    part = part or (indicator.code == first and item is not None)
    word = read_stage(scene, number, new_subject, part)
    stage, by_plan = decide_stage(passage, scene, number, cues, choice, word, times)
    stage_rule = "stage:word" if word else "stage:passage"
    if by_plan:
        stage_rule = "stage:plan"
    elif stage == "target" and passage.aims and stage_rule == "stage:passage":
        stage_rule = "stage:word"
    kept = None if by_plan else continued_from(passage, scene, number, state, choice)
    started = kept is not None and kept.told.rule == "measure:start"
    if kept is not None and not started and stage != kept.stage:
        stage = kept.stage
    period, period_rule = period_of(
        scene, number, choice.told, stage, by_plan, times, passage.frame,
        same_code=of_family(choice.told.code, [code for code, _ in state.codes]),
        before=state.last.period if state.last else None,
        same_family=of_family(choice.told.code, passage.paragraph_codes),
    )  # fmt: skip
    if period_rule == "period:paragraph" and passage.paragraph_period is passage.lent_period:
        period_rule = "period:sentence_before"
    if period_rule in _FROM_ABOVE and (month := month_compared(scene, number, period)):
        period, period_rule = month, "period:month_compared"
    if period_rule == "period:base_in_brackets" and last_year_of(period) < passage.frame.now.year:
        stage = "actual"
    if (
        kept is not None
        and not started
        and period_rule != "period:each_year_of_the_term"
        and not names_time(scene, number)
        and not tells_base_value(scene, number)
        and not is_dated_behind(scene, number)
        and period_in_turn(scene, number) is None
    ):
        period, period_rule = kept.period, "period:continued"
    elif (
        part
        and period_rule != "period:base_in_brackets"
        and (whole := state.last if in_brackets(scene, number) else state.outer) is not None
        and whole.told.measure == choice.told.measure
        and not by_plan
        and whole.stage == stage
        and not names_time(scene, number)
        and not is_dated_behind(scene, number)
        and not sums_up_behind(scene, number)
    ):
        period, period_rule = whole.period, "period:continued"
    if (
        stage == "target"
        and not by_plan
        and kept is None
        and is_past(passage, period, times, scene, number)
    ):
        stage = "actual"
    elif stage == "forecast" and last_year_of(period) < passage.frame.now.year:
        stage = "actual"  # "tiếp nối đà tăng trưởng 7,1% trong năm 2018": nobody foretells it
    planner = (
        read_planner(scene, number, passage.home.level, passage.province_is_city)
        if choice.told.measure == "attainment_pct" or stage == "target"
        else None
    )
    subject = (
        scene.reading.text[choice.mention.start : choice.mention.end]
        if choice.mention is not None
        else (state.last.subject if state.last and not new else indicator.name_vi)
    )
    places = [passage.home]
    if agency is None:
        places = find_places_of(passage, scene, number, choice.how == "carried")
    for place in places:
        for told, start, end, part_stage, part_period in _parts(
            passage, scene, number, choice.told, stage, period, times
        ):
            planned = told.rule == "measure:done_of_plan" and start != quantity.start
            earlier = state.base
            if earlier is not None and earlier.kind == "month" and number:
                earlier = None if names_time(scene, number) else earlier
            base = base_for(scene, number, told, part_period, passage.frame, earlier, times.term)
            if _says_again(scene, number, state, told):
                base = state.last.base if state.last else base
            found = Found(
                start, end, told, item, subject, place, part_period, part_stage,
                "eq" if planned else decide_comparator(scene, number, part_stage, told, cues),
                base, planner, (scene.start, scene.end),
                (f"indicator:{choice.how}", told.rule, period_rule, stage_rule,
                 *_ranking(choice, scene)),
                choice.score, choice.margin,
            )  # fmt: skip
            if told.rule != "measure:done_of_plan" or part_stage != "target":
                state.before_plan = found
            state.last = found
            if not in_brackets(scene, number):
                state.outer = found
            yield found
    if "monthly_index" in indicator.traits and month_before(period):
        passage.price_month = period
    state.codes.append((choice.told.code, number))
    state.items_told.append(item)
    state.last_by_plan = by_plan
    own_base = find_base(scene, number, shared=False)
    turns = state.base is not passage.last_base and ";" in gap_after(scene, number)
    if state.base is not None and state.base.kind == "month" and turns:
        state.base = None
    if own_base is not None:
        year_end = (own_base.number, own_base.day) == (12, 31)
        state.base = own_base if own_base.kind in _LASTING_BASES or year_end else None
        if own_base.kind == "month" and ";" in gap_after(scene, number):
            state.base = None
    state.last_cues = cues
    if cues.equal and is_per_cent(quantity):
        state.equal_base = cues.base if choice.told.measure == "index_pct" else None
    if cues.bracket and is_per_cent(quantity):
        state.of_plan = choice.told.measure == "attainment_pct"
    state.items[choice.told.code] = item
    passage.told_gdp = "of_gdp" in indicator.traits
    passage.carried = [(choice.told.code, item), *passage.carried[:3]]


def _numbers_village(scene: Scene, start: int) -> bool:
    """ "Bản Tết 1 (xã Nông Hạ)": whether the number is the last word of a village's name."""
    named = between(scene.places, start - _VILLAGE, start)
    return bool(named) and named[-1].how == "village" and named[-1].end == start - 1


#: So long a village's name may be.
_VILLAGE = 32


def _turns_to_output(scene: Scene, number: int) -> bool:
    """ "GRDP tăng 9%; giá trị sản xuất: nông nghiệp tăng 2%": a head between two numbers."""
    start = scene.quantities[number - 1].end if number else scene.start
    return any(
        row.head == candidates.GROSS_OUTPUT
        for row in between(scene.mentions, start, scene.quantities[number].start)
    )


def _code_before(scene: Scene, number: int, state: State) -> str | None:
    """The code of the number before, past those of a bracket that has closed."""
    if not state.codes:
        return None
    code, index = state.codes[-1]
    aside = in_brackets(scene, index) and not in_brackets(scene, number)
    return state.outer.told.code if aside and state.outer is not None else code


def _says_again(scene: Scene, number: int, state: State, told: Told) -> bool:
    """ "so với 31/12/2021 tăng 1.475 tỷ đồng (+6,2%)": one change told twice."""
    if number == 0 or state.last is None or find_base(scene, number, shared=False) is not None:
        return False
    gap = scene.reading.normal[scene.quantities[number - 1].end : scene.quantities[number].start]
    changes = ("change_abs", "change_pct")
    both = state.last.told.measure in changes and told.measure in changes
    return both and state.last.told.code == told.code and gap.strip() in ("(", "(tăng", "(giảm")


#: Times that no word of the sentence tells.
_FROM_ABOVE = frozenset(
    ("period:paragraph", "period:document", "period:sentence_before", "period:opening")
)
#: Comparisons that later bare changes of the sentence still mean.
_LASTING_BASES = frozenset(("start_of_year", "end_of_year", "previous_month", "month"))


def _ranking(choice: Choice, scene: Scene) -> tuple[str, ...]:
    """How far the chosen indicator is ahead of the next, and what above names it, as rules."""
    lead = "clear" if choice.margin >= _CLEAR_LEAD else "close"
    lead = lead if choice.margin >= _CLOSE_LEAD else "thin"
    return (f"lead:{lead}", "head:above") if _needs_head_above(choice, scene) else (f"lead:{lead}",)


def _needs_head_above(choice: Choice, scene: Scene) -> bool:
    """Whether the phrase names the indicator only under a head outside the sentence."""
    mention = choice.mention
    if mention is None:
        return False
    needed = [head for code, head in mention.codes if code == choice.told.code]
    if not needed or None in needed:
        return False
    here = between(scene.mentions, scene.start, mention.start)
    return not any(row.head is not None and row.head in needed for row in here)


_CLEAR_LEAD, _CLOSE_LEAD = 1.0, 0.3


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
    first = told._replace(high=None)
    yield first, quantity.start, quantity.middle, stage, period
    code = told.code
    if "spends_assigned_sum" in codebook()[code].traits:
        code = next(iter(with_trait("assigned_sum")))
    planned = told._replace(code=code, value=told.high, high=None)
    plan_period = period if period.endswith("Y") else period[:4]
    if times.heading_plan is not None and times.heading_plan.kind == "span":
        plan_period = resolve(times.heading_plan, passage.frame.now) or plan_period
    yield planned, quantity.second, quantity.end, "target", plan_period
