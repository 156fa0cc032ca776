"""When a number of a sentence is of, and whether it is planned, done or estimated."""

from __future__ import annotations

import re

from extraction.listed import are_of_budget, are_of_harm
from extraction.naming import Named
from extraction.observation import Stage
from extraction.passage import Scene
from extraction.record import Replaceable, record
from extraction.reference import codebook
from extraction.rules.bases import tells_base_value
from extraction.rules.in_turn import period_in_turn
from extraction.rules.period_arithmetic import is_to_come, last_year_of, sums_to_month
from extraction.rules.stage_words import is_of_now, read_stage
from extraction.rules.stages import (
    continued_from,
    decide_stage,
    is_past,
    names_time,
    reached_so_far,
    whole_before,
)
from extraction.rules.subjects import of_family
from extraction.rules.times_beside import is_dated_behind, month_compared
from extraction.rules.timing import Times, period_of
from extraction.rules.told_period import has_season_of_another_crop, sums_up_behind
from extraction.state import Passage, State
from extraction.told_again import (
    as_level_before,
    is_plans_year,
    quarter_compared,
)


@record
class Timed(Replaceable):
    """When a number is of, and whether it is planned, done, estimated or foretold."""

    stage: Stage
    stage_rule: str
    period: str
    period_rule: str
    by_plan: bool


def time_of(
    passage: Passage, scene: Scene, number: int, state: State, named: Named, times: Times
) -> Timed:
    """The stage and the period of the number, each with the rule that told it."""
    choice, part = named.choice, named.part
    word = read_stage(scene, number, named.new_subject and not _told_before(state, named), part)
    stage, by_plan = decide_stage(passage, scene, number, named.cues, choice, word, times)
    stage_rule = "stage:word" if word else "stage:passage"
    if by_plan:
        stage_rule = "stage:plan"
    elif stage == "target" and passage.aims and stage_rule == "stage:passage":
        stage_rule = "stage:word"
    own = number == 0 or by_plan or reached_so_far(scene, number)
    kept = None if own else continued_from(passage, scene, number, state, choice)
    started = kept is not None and (
        kept.told.rule == "measure:start"
        or "period:start" in kept.rules
        or is_of_now(scene, number - 1)
    )
    dated = is_dated_behind(scene, number)  # "phải có 70 triệu đồng vào năm 2025"
    if kept is not None and not (started or dated) and stage != kept.stage:
        stage = kept.stage
    period, period_rule = period_of(
        scene, number, choice.told, stage, by_plan, times, passage.frame,
        same_code=of_family(choice.told.code, [code for code, _ in state.codes]),
        before=state.last.period if state.last else None,
        same_family=of_family(choice.told.code, passage.paragraph_codes)
        or (passage.period_opens and are_of_budget(choice.told.code, passage.paragraph_codes))
        or are_of_harm(scene, passage.paragraph_codes),
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
        and choice.told.rule != "measure:start"
        and period_rule != "period:each_year_of_the_term"
        and not names_time(scene, number)
        and not tells_base_value(scene, number)
        and not dated
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
        and not dated
        and not sums_up_behind(scene, number)
        and not has_season_of_another_crop(scene, number)
    ):
        period, period_rule = whole.period, "period:continued"
    if (level := as_level_before(scene, number, state, choice.told)) is not None:
        period, period_rule = level, "period:continued"
    unsaid = period_rule in _FROM_ABOVE or period_rule == "period:continued"
    if unsaid and (quarter := quarter_compared(scene, number, period, state, choice.told)):
        period, period_rule = quarter, "period:quarter_compared"
    last = state.last
    if period_rule in _FROM_ABOVE and last is not None and last.stage == stage:
        before = codebook()[last.told.code]
        stands = before.kind == "stock" or last.told.unit == "VND"
        if stands and before.share == choice.told.code and choice.told.measure == "level":
            period, period_rule = last.period, "period:continued"  # "nợ xấu 6 tỷ, chiếm 0,65%"
    if period_rule in _FROM_ABOVE and stage == "actual":
        point = _point_of(passage, choice.told.code)
        if point and choice.told.measure in _STANDS and sums_to_month(period) == point[:7]:
            period, period_rule = point, "period:continued"
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
    return Timed(stage, stage_rule, period, period_rule, by_plan)


def note_point(passage: Passage, named: Named, timed: Timed) -> None:
    """Keep the day or month that a stock or a rate was told for, for what is told of it later.

    "Hết tháng 9, bao phủ BHYT đạt 91%. ... Huyện A có 95%", in a paper on nine months.
    """
    told = named.choice.told
    stands = told.measure in _STANDS and codebook()[told.code].kind in ("stock", "rate")
    balance = "bank_balance" in codebook()[told.code].traits
    stands = stands or (balance and told.measure in _STANDS)
    above = "period:paragraph" if balance else "period:sentence"
    if not stands or timed.stage != "actual" or timed.period_rule not in ("period:sentence", above):
        return
    for key in (told.code, _BALANCE) if balance else (told.code,):
        if _POINT.fullmatch(timed.period):
            passage.points[key] = timed.period
        elif key != _BALANCE:
            passage.points.pop(key, None)


def _point_of(passage: Passage, code: str) -> str | None:
    """The day or month last told for the code, for its whole or, of what banks hold, for all."""
    points = passage.points
    if not points:
        return None
    indicator = codebook()[code]
    own = points.get(code) or points.get(indicator.parent or code)
    return own or (points.get(_BALANCE) if "bank_balance" in indicator.traits else None)


#: The point of all that banks are owed or hold: "đến 31/7 huy động 21 tỷ ... Nợ xấu 0,7 tỷ".
_BALANCE = "bank balances"


_STANDS = ("level", "fraction")
_POINT = re.compile(r"\d{4}-\d\d(?:-\d\d)?")


def _told_before(state: State, named: Named) -> bool:
    """ "ước đạt 2.076 ngàn lượt; so với tháng trước, vận chuyển tăng 0,8%": of the same subject."""
    told = named.choice.told
    return told.measure in ("change_pct", "index_pct") and (told.code, named.item) in zip(
        [code for code, _ in state.codes], state.items_told, strict=True
    )


def _last_month(passage: Passage) -> str | None:
    """The month that an undated paper reviews, or its months' last; None for one on a year."""
    now = passage.frame.now
    told = len(passage.frame.period) > 4 and now.month is not None
    return f"{now.year}-{now.month:02d}" if told and now.month else None


#: Times that no word of the sentence tells.
_FROM_ABOVE = frozenset(
    ("period:paragraph", "period:document", "period:sentence_before", "period:opening")
)
