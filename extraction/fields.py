"""Gives one quantity of a sentence its fields: indicator, item, stage, period, place, base."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extraction.dating import Timed, note_point, time_of
from extraction.naming import Named, name_of
from extraction.observation import Stage
from extraction.passage import Scene, between
from extraction.reference import codebook, with_trait
from extraction.rules.base_words import find_base
from extraction.rules.bases import CHANGES, base_for
from extraction.rules.candidates import STRUCTURE, Choice
from extraction.rules.inherited import gap_after
from extraction.rules.measures import Told
from extraction.rules.period_arithmetic import last_year_of, month_before, resolve
from extraction.rules.periods import PeriodMention
from extraction.rules.planners import read_planner
from extraction.rules.reference_areas import find_places_of
from extraction.rules.shares import workers_counted
from extraction.rules.stages import (
    decide_comparator,
    in_brackets,
    names_time,
)
from extraction.rules.timing import Times
from extraction.rules.together import others_of
from extraction.rules.without_code import UNNAMED, words_beside
from extraction.state import Found, Passage, State
from extraction.told_again import (
    from_level_before,
    says_again,
)


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
    named = name_of(passage, scene, number, state, heads)
    if isinstance(named, Found):
        yield named
    if not isinstance(named, Named):
        return
    timed = time_of(passage, scene, number, state, named, times)
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
    counted = workers_counted(scene, number, choice)
    item = named.item
    if counted is not None:
        choice, item = choice._replace(told=counted[0]), counted[1]
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
            base = (
                _base_of(passage, scene, number, state, told, part_period, times)
                if told.measure in CHANGES
                else None
            )
            found = Found(
                start, end, told, item, subject, place, part_period, part_stage,
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
            if part_stage == "target":
                state.planned.add(number)
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
    shares = "branch_share" in indicator.traits and choice.told.measure == "level"
    if shares and _NEXT_SHARE.search(gap_after(scene, number)):
        # "khu vực nông nghiệp chiếm 22%, công nghiệp chiếm 44%": of the economy, both
        heads.setdefault(STRUCTURE, scene.quantities[number].start)
    _note(passage, scene, number, state, named, timed)


def _base_of(
    passage: Passage,
    scene: Scene,
    number: int,
    state: State,
    told: Told,
    period: str,
    times: Times,
) -> str | None:
    """The period that a change or an index is compared with."""
    earlier = state.base
    if earlier is not None and earlier.kind == "month" and number:
        earlier = None if names_time(scene, number) else earlier
    earlier = _base_of_pair(passage, scene, number) or earlier
    if earlier is None and "monthly_index" in codebook()[told.code].traits:
        earlier = passage.opening_base  # "So với cùng kỳ, CPI tăng 3,3%. Nhóm giáo dục ..."
    base = base_for(scene, number, told, period, passage.frame, earlier, times.term)
    base = from_level_before(state, told, period) or base
    if says_again(scene, number, state, told):
        base = state.last.base if state.last else base
    return base


def _base_of_pair(passage: Passage, scene: Scene, number: int) -> PeriodMention | None:
    """ "Tương ứng, chế biến tăng 5,65% và 14,82%": against the two times told before, in turn."""
    pair = passage.pair_of_bases
    if pair is None or not _IN_RESPECT.match(scene.reading.normal, scene.start):
        return None
    if scene.joined[number]:
        return pair[0]
    return pair[1] if number and scene.joined[number - 1] else None


#: Before the share of another branch.
_NEXT_SHARE = re.compile(r"(?<!\w)(?:chiếm|đóng góp)(?!\w)[^.;]*\Z")
_IN_RESPECT = re.compile(r"\s*(?:tương ứng|lần lượt)(?!\w)")


def _note(
    passage: Passage, scene: Scene, number: int, state: State, named: Named, timed: Timed
) -> None:
    """Keep what the number told for those that go on with it."""
    code = named.choice.told.code
    state.codes.append((code, number))
    note_point(passage, named, timed)
    state.items_told.append(named.item)
    state.last_by_plan = timed.by_plan
    own_base = find_base(scene, number, shared=False) if scene.bases else None
    turns = False
    if state.base is not None:
        turns = state.base is not passage.last_base and ";" in gap_after(scene, number)
        # "so với tháng 9, trong đó A tăng 6%; B tăng 13%": of the whole list
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
    per_cent = scene.per_cent[number]
    if named.cues.equal and per_cent:
        index = named.choice.told.measure == "index_pct"
        state.equal_base = named.cues.base if index else None
    if named.cues.bracket and per_cent:
        state.of_plan = named.choice.told.measure == "attainment_pct"
    state.items[code] = named.item
    passage.told_gdp = "of_gdp" in codebook()[code].traits
    if named.choice.how != UNNAMED:
        passage.carried = [(code, named.item), *passage.carried[:3]]
        if named.choice.told.measure == "level" and named.item is None:
            passage.sums[named.choice.told.unit] = code


def _numbers_village(scene: Scene, start: int) -> bool:
    """ "Bản Tết 1 (xã Nông Hạ)": whether the number is the last word of a village's name."""
    named = between(scene.places, start - _VILLAGE, start)
    return bool(named) and named[-1].how == "village" and named[-1].end == start - 1


#: So long a village's name may be.
_VILLAGE = 32


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
    told = choice.told.code
    needed = [head for code, head in mention.codes if code == told]
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
) -> Sequence[tuple[Told, int, int, Stage, str]]:
    """The observations that one written quantity makes: two for done of planned, else one."""
    quantity = scene.quantities[number]
    if told.rule != "measure:done_of_plan" or told.high is None:
        end = quantity.end
        normal = scene.reading.normal
        written = quantity.kind == "slash" and "/" in normal[quantity.middle : quantity.second]
        if written and quantity.unit is not None:
            end = quantity.second
            while end < quantity.unit.start and not normal[end].isspace():
                end += 1
        if told.measure == "rank":
            end = quantity.end if quantity.unit is None else end
        return ((told, quantity.start, end, stage, period),)
    first = told._replace(high=None)
    code = told.code
    if "spends_assigned_sum" in codebook()[code].traits:
        code = next(iter(with_trait("assigned_sum")))
    planned = told._replace(code=code, value=told.high, high=None)
    plan_period = period if period.endswith("Y") else period[:4]
    term = times.heading_plan
    if term is not None and term.kind == "span" and last_year_of(period) >= (term.year or 0):
        plan_period = resolve(term, passage.frame.now) or plan_period
    return (
        (first, quantity.start, quantity.middle, stage, period),
        (planned, quantity.second, quantity.end, "target", plan_period),
    )
