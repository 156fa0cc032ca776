"""Gives one quantity of a sentence its fields: indicator, item, stage, period, place, base."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extraction.listed import are_of_budget, code_before, is_next_of_list, turns_to_output
from extraction.observation import Stage
from extraction.passage import Scene, between
from extraction.record import Replaceable, record
from extraction.reference import codebook, with_trait
from extraction.rules import candidates
from extraction.rules.agencies import agency_of
from extraction.rules.base_words import find_base
from extraction.rules.bases import base_for, tells_base_value
from extraction.rules.candidates import Choice
from extraction.rules.carried import as_price, carried_codes, has_unknown_words
from extraction.rules.denominators import names_whole
from extraction.rules.in_respect import code_in_respect
from extraction.rules.in_turn import (
    code_in_turn,
    item_in_turn,
    item_of_amount_in_turn,
    period_in_turn,
)
from extraction.rules.inherited import gap_after, inherit
from extraction.rules.measures import Cues, Told
from extraction.rules.narrowing import item_of, labelled_part, note_product
from extraction.rules.period_arithmetic import is_to_come, last_year_of, month_before, resolve
from extraction.rules.periods import PeriodMention
from extraction.rules.planners import read_planner
from extraction.rules.quantity import is_per_cent
from extraction.rules.reference_areas import find_places_of
from extraction.rules.shares import (
    contribution_told,
    is_part_of_whole,
    is_share_of_place,
    is_share_of_product,
    is_share_of_uncoded,
    is_share_of_workers,
    names_contribution,
    share_without_code,
    sum_split,
)
from extraction.rules.stage_words import read_stage
from extraction.rules.stages import (
    continued_from,
    decide_comparator,
    decide_stage,
    in_brackets,
    is_past,
    names_other_place,
    names_time,
    reached_so_far,
    whole_before,
)
from extraction.rules.stocks import stock_told
from extraction.rules.subjects import of_family, offers_around
from extraction.rules.times_beside import is_dated_behind, month_compared
from extraction.rules.timing import (
    Times,
    period_of,
)
from extraction.rules.together import others_of
from extraction.rules.told_period import has_season_of_another_crop, sums_up_behind
from extraction.rules.without_code import UNNAMED, amount_without_code, words_beside
from extraction.rules.wording import read_cues
from extraction.state import Found, Passage, State
from extraction.told_again import (
    as_level_before,
    from_level_before,
    growth_told_again,
    is_plans_year,
    is_sum_of_plan,
    is_sum_to_spend,
    quarter_compared,
    restates_change,
    says_again,
)


@record
class _Named(Replaceable):
    """What a number is of: the chosen indicator, what narrows it, how it was told."""

    choice: Choice
    cues: Cues
    item: str | None
    agency: str | None
    #: Whether the code was taken from a row of subjects that the sentence named before.
    new: bool
    new_subject: bool
    #: Whether it is a part of what the sentence told first.
    part: bool


@record
class _Timed(Replaceable):
    """When a number is of, and whether it is planned, done, estimated or foretold."""

    stage: Stage
    stage_rule: str
    period: str
    period_rule: str
    by_plan: bool


def read_quantity(
    passage: Passage,
    scene: Scene,
    number: int,
    state: State,
    heads: dict[str, int],
    times: Times,
) -> Iterator[Found]:
    """The observations of the sentence's quantity `number`; notes in `state` what it told."""
    quantity = scene.quantities[number]
    if quantity.unit is None and _numbers_village(scene, quantity.start):
        return
    named = _name(passage, scene, number, state, heads)
    if isinstance(named, Found):
        yield named
    if not isinstance(named, _Named):
        return
    timed = _time(passage, scene, number, state, named, times)
    choice = named.choice
    indicator = codebook()[choice.told.code]
    planner = (
        read_planner(scene, number, passage.home.level, passage.province_is_city)
        if choice.told.measure == "attainment_pct" or timed.stage == "target"
        else None
    )
    subject = (
        scene.reading.text[choice.mention.start : choice.mention.end]
        if choice.mention is not None
        else words_beside(scene, number)
        if choice.how == UNNAMED
        else (state.last.subject if state.last and not named.new else indicator.name_vi)
    )
    others = others_of(scene, number, state, choice, named.cues, heads)
    told_before = state.last
    places = [passage.home]
    if named.agency is None:
        places = find_places_of(passage, scene, number, choice.how == "carried")
    for place in places:
        for told, start, end, part_stage, part_period in _parts(
            passage, scene, number, choice.told, timed.stage, timed.period, times
        ):
            planned = told.rule == "measure:done_of_plan" and start != quantity.start
            earlier = state.base
            if earlier is not None and earlier.kind == "month" and number:
                earlier = None if names_time(scene, number) else earlier
            earlier = _base_of_pair(passage, scene, number) or earlier
            base = base_for(scene, number, told, part_period, passage.frame, earlier, times.term)
            base = from_level_before(state, told, part_period) or base
            if says_again(scene, number, state, told):
                base = state.last.base if state.last else base
            found = Found(
                start, end, told, named.item, subject, place, part_period, part_stage,
                "eq" if planned else decide_comparator(scene, number, part_stage, told, named.cues),
                base, planner, (scene.start, scene.end),
                (f"indicator:{choice.how}", told.rule, timed.period_rule, timed.stage_rule,
                 *_ranking(choice, scene)),
                choice.score, choice.margin,
            )  # fmt: skip
            if told.rule != "measure:done_of_plan" or part_stage != "target":
                state.before_plan = found
            state.last = found
            if not in_brackets(scene, number):
                state.outer = found
            if told.measure == "level":
                state.levels.setdefault(told.code, []).append((part_period, told.value))
            for other in others:
                yield found._replace(
                    told=other.told, item=other.item, subject=other.subject or subject
                )
            yield found
    if choice.how == UNNAMED and quantity.kind == "slash":
        state.last = told_before  # "7/11 nhóm hàng tăng giá, gồm: ..." goes on with the prices
        return
    if "monthly_index" in indicator.traits and month_before(timed.period):
        passage.price_month = timed.period
    if "production_index" in indicator.traits:
        passage.index_period = timed.period
    _note(passage, scene, number, state, named, timed)


def _name(
    passage: Passage, scene: Scene, number: int, state: State, heads: dict[str, int]
) -> _Named | Found | None:
    """What the number is of; a finished row for a share without a code, None where nothing is."""
    quantity = scene.quantities[number]
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
    if restates_change(scene, number, state, cues):
        offers = []
    again = growth_told_again(passage, scene, number)
    if again is not None:
        cues = cues._replace(verb="direction", sign=-1 if again.told.value < 0 else 1)
        offers, carried = [], [(again.told.code, candidates.AROUND)]
    turn = code_in_turn(scene, number, state) or code_in_respect(scene, number, state)
    turn = turn or contribution_told(scene, number, state)
    if is_share_of_product(scene, number):
        offers = [one for one in offers if not names_contribution(one[0])]
        carried = [one for one in carried if "contribution" not in codebook()[one[0]].traits]
    if turn is not None:
        offers, carried = [], [(turn, candidates.AROUND)]
    own_class = item_class if state.item_at == number else None
    before = code_before(scene, number, state)
    of_whole = not cues.plan and names_whole(scene, number)
    choice = candidates.choose(
        quantity, cues, offers, carried, heads, own_class, before, of_whole,
        turns_to_output(scene, number), is_next_of_list(scene, number, state),
    )  # fmt: skip
    choice = as_price(scene, choice, state)
    of_uncoded = is_share_of_uncoded(scene, number, cues, state)
    of_uncoded = of_uncoded or is_share_of_place(scene, number, cues, state)
    of_workers = is_share_of_workers(scene, number, state)
    if choice is not None and choice.told.rule == "measure:share_of_plan_unsaid":
        of_uncoded = of_uncoded or is_part_of_whole(scene, number, state)
    split = sum_split(scene, passage.told_before) if is_per_cent(quantity) else None
    if of_workers:
        of_uncoded, split = True, state.last
    elif split is not None and choice is not None:
        of_uncoded = of_uncoded or "branch_share" in codebook()[choice.told.code].traits
    if choice is None or of_uncoded:
        told_as_share = cues.share or of_whole or of_uncoded
        share = share_without_code(scene, number, cues, state, split) if told_as_share else None
        coded = any(code[0] != "~" for code, _ in state.codes)
        coded = coded or passage.stack.opened() is not None  # a line of a list that it heads
        unnamed = None if told_as_share else amount_without_code(scene, number, cues, coded)
        if unnamed is None:
            return share
        return _Named(unnamed, cues, None, None, True, True, False)
    if is_sum_to_spend(scene, number, choice) or is_sum_of_plan(scene, number, choice):
        told = choice.told._replace(code=next(iter(with_trait("assigned_sum"))))
        choice = choice._replace(told=told, mention=None)
    if (stock := stock_told(scene, number, choice.told.code, state)) is not None:
        choice = choice._replace(told=choice.told._replace(code=stock))
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
    return _Named(choice, cues, item, agency, new, new_subject, part)


def _time(
    passage: Passage, scene: Scene, number: int, state: State, named: _Named, times: Times
) -> _Timed:
    """The stage and the period of the number, each with the rule that told it."""
    choice, part = named.choice, named.part
    word = read_stage(scene, number, named.new_subject, part)
    stage, by_plan = decide_stage(passage, scene, number, named.cues, choice, word, times)
    stage_rule = "stage:word" if word else "stage:passage"
    if by_plan:
        stage_rule = "stage:plan"
    elif stage == "target" and passage.aims and stage_rule == "stage:passage":
        stage_rule = "stage:word"
    own = by_plan or reached_so_far(scene, number)
    kept = None if own else continued_from(passage, scene, number, state, choice)
    started = kept is not None and (
        kept.told.rule == "measure:start" or "period:start" in kept.rules
    )
    if kept is not None and not started and stage != kept.stage:
        stage = kept.stage
    period, period_rule = period_of(
        scene, number, choice.told, stage, by_plan, times, passage.frame,
        same_code=of_family(choice.told.code, [code for code, _ in state.codes]),
        before=state.last.period if state.last else None,
        same_family=of_family(choice.told.code, passage.paragraph_codes)
        or (passage.period_opens and are_of_budget(choice.told.code, passage.paragraph_codes)),
    )  # fmt: skip
    if period_rule == "period:paragraph" and passage.paragraph_period is passage.lent_period:
        period_rule = "period:sentence_before"
    if period_rule == "period:sentence" and is_plans_year(scene, number, state, choice):
        period, period_rule = passage.frame.period, "period:now"
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
        and (whole := whole_before(scene, number, state)) is not None
        and whole.told.measure == choice.told.measure
        and not by_plan
        and whole.stage == stage
        and not names_time(scene, number)
        and not is_dated_behind(scene, number)
        and not sums_up_behind(scene, number)
        and not has_season_of_another_crop(scene, number)
    ):
        period, period_rule = whole.period, "period:continued"
    if (level := as_level_before(scene, number, state, choice.told)) is not None:
        period, period_rule = level, "period:continued"
    unsaid = period_rule in _FROM_ABOVE or period_rule == "period:continued"
    if unsaid and (quarter := quarter_compared(scene, number, period, state, choice.told)):
        period, period_rule = quarter, "period:quarter_compared"
    if (
        stage == "target"
        and not by_plan
        and kept is None
        and not (times.whole is not None and passage.aims)
        and is_past(passage, period, times, scene, number)
    ):
        stage = "actual"
    elif stage == "forecast" and last_year_of(period) < passage.frame.now.year:
        stage = "actual"  # "tiếp nối đà tăng trưởng 7,1% trong năm 2018": nobody foretells it
    elif (
        stage == "actual"
        and not word
        and period != passage.frame.period
        and is_to_come(period, passage.frame.published or _last_month(passage))
    ):
        stage = "target"  # "6 tháng cuối năm thu ngân sách trên 10 tỷ đồng", told in July
    return _Timed(stage, stage_rule, period, period_rule, by_plan)


def _base_of_pair(passage: Passage, scene: Scene, number: int) -> PeriodMention | None:
    """ "Tương ứng, chế biến tăng 5,65% và 14,82%": against the two times told before, in turn."""
    pair = passage.pair_of_bases
    if pair is None or not _IN_RESPECT.match(scene.reading.normal, scene.start):
        return None
    if scene.joined[number]:
        return pair[0]
    return pair[1] if number and scene.joined[number - 1] else None


_IN_RESPECT = re.compile(r"\s*(?:tương ứng|lần lượt)(?!\w)")


def _last_month(passage: Passage) -> str | None:
    """The month that an undated paper reviews, or its months' last; None for one on a year."""
    now = passage.frame.now
    told = len(passage.frame.period) > 4 and now.month is not None
    return f"{now.year}-{now.month:02d}" if told and now.month else None


def _note(
    passage: Passage, scene: Scene, number: int, state: State, named: _Named, timed: _Timed
) -> None:
    """Keep what the number told for those that go on with it."""
    code = named.choice.told.code
    state.codes.append((code, number))
    state.items_told.append(named.item)
    state.last_by_plan = timed.by_plan
    own_base = find_base(scene, number, shared=False)
    turns = state.base is not passage.last_base and ";" in gap_after(scene, number)
    if (
        state.base is not None
    ):  # "so với tháng 9, trong đó A tăng 6%; B tăng 13%": of the whole list
        opened = between(scene.words_of("narrow"), state.base.end, scene.quantities[number].start)
        turns = turns and not opened
    if state.base is not None and state.base.kind == "month" and turns:
        state.base = None
    if own_base is not None:
        year_end = (own_base.number, own_base.day) == (12, 31)
        state.base = own_base if own_base.kind in _LASTING_BASES or year_end else None
        if own_base.kind == "month" and ";" in gap_after(scene, number):
            state.base = None
    state.last_cues = named.cues
    per_cent = is_per_cent(scene.quantities[number])
    if named.cues.equal and per_cent:
        index = named.choice.told.measure == "index_pct"
        state.equal_base = named.cues.base if index else None
    if named.cues.bracket and per_cent:
        state.of_plan = named.choice.told.measure == "attainment_pct"
    state.items[code] = named.item
    passage.told_gdp = "of_gdp" in codebook()[code].traits
    if named.choice.how != UNNAMED:
        passage.carried = [(code, named.item), *passage.carried[:3]]


def _numbers_village(scene: Scene, start: int) -> bool:
    """ "Bản Tết 1 (xã Nông Hạ)": whether the number is the last word of a village's name."""
    named = between(scene.places, start - _VILLAGE, start)
    return bool(named) and named[-1].how == "village" and named[-1].end == start - 1


#: So long a village's name may be.
_VILLAGE = 32


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
    term = times.heading_plan
    if term is not None and term.kind == "span" and last_year_of(period) >= (term.year or 0):
        plan_period = resolve(term, passage.frame.now) or plan_period
    yield planned, quantity.second, quantity.end, "target", plan_period
