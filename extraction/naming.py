"""What a number of a sentence is of: its indicator, and what narrows it."""

from __future__ import annotations

from collections.abc import Sequence

from extraction.lexicon import Mention
from extraction.listed import code_before, is_next_of_list, turns_to_output
from extraction.passage import Scene
from extraction.record import Replaceable, record
from extraction.reference import codebook, with_trait
from extraction.rules import candidates
from extraction.rules.agencies import agency_of
from extraction.rules.balance import as_balance
from extraction.rules.bases import names_base_value, tells_base_value
from extraction.rules.candidates import Choice
from extraction.rules.carried import as_price, carried_codes, has_unknown_words
from extraction.rules.denominators import names_whole, needs_head
from extraction.rules.implied_codes import (
    area_of_place,
    end_of_change,
    grain_per_head,
    growth_of_place,
    people_of_place,
    reached_of_plan,
    spent_beside,
    taken_in,
    works_abroad,
)
from extraction.rules.in_respect import code_in_respect, given_beside
from extraction.rules.in_turn import (
    code_in_turn,
    item_in_turn,
    item_of_amount_in_turn,
)
from extraction.rules.inherited import inherit
from extraction.rules.leagues import is_of_plan_told
from extraction.rules.measures import Cues
from extraction.rules.narrowing import item_of, note_product
from extraction.rules.part_names import labelled_part
from extraction.rules.quantity import is_per_cent
from extraction.rules.shares import (
    contribution_told,
    in_points,
    is_part_of_whole,
    is_share_of_place,
    is_share_of_product,
    is_share_of_uncoded,
    is_share_of_workers,
    names_contribution,
    rate_of_part,
    share_of_other_whole,
    share_of_product_behind,
    share_without_code,
    sum_split,
)
from extraction.rules.stages import names_other_place
from extraction.rules.stocks import stock_told
from extraction.rules.subjects import offers_around
from extraction.rules.without_code import amount_without_code
from extraction.rules.wording import read_cues
from extraction.state import Found, Passage, State
from extraction.told_again import (
    growth_told_again,
    is_sum_of_plan,
    is_sum_to_spend,
    parts_of_rate,
    rate_that_fell,
    restates_change,
)


@record
class Named(Replaceable):
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


def _offers_sum(
    offers: Sequence[tuple[Mention, candidates.Place]], carried: Sequence[tuple[str, float]]
) -> bool:
    """Whether anything named or told before may be a sum of money."""
    codes = [code for row, _ in offers if not needs_head(row) for code, _ in row.codes]
    codes += [code for code, _ in carried]
    book = codebook()
    return any(code in book and book[code].unit == "VND" for code in codes)


def name_of(
    passage: Passage, scene: Scene, number: int, state: State, heads: dict[str, int]
) -> Named | Found | None:
    """What the number is of; a finished row for a share without a code, None where nothing is."""
    quantity = scene.quantities[number]
    per_cent, last = is_per_cent(quantity), state.last
    cues = inherit(scene, number, read_cues(scene, number), state)
    if per_cent and last is None and cues.verb in (None, "reach") and not cues.plan:
        of_plan = is_of_plan_told(
            passage.told_before, scene.reading.normal, scene.places, scene.start, quantity.end
        )
        cues = cues._replace(plan=True) if of_plan else cues
    offers = offers_around(scene, number, state)
    item_class = note_product(passage, scene, number, state)
    carried = carried_codes(passage, scene, number, state, cues)
    if last is not None and scene.periods and tells_base_value(scene, number):
        # "(cùng kỳ năm 2022 là 39,2%)": the same measure of the period compared with.
        told_as = last.told.measure
        if told_as in ("change_abs", "change_pct") and not per_cent:
            told_as = "level"  # "tăng 19,2 triệu đồng so với năm 2020 (47,52 triệu đồng)"
        verb = cues.verb if cues.verb == "direction" else None
        cues = cues._replace(verb=verb, base=None, inherited=told_as)
        offers = offers if names_base_value(scene, number) else []
    if last is not None and restates_change(scene, number, state, cues):
        offers = []
    again = growth_told_again(passage, scene, number) if passage.told_before else None
    if again is not None:
        cues = cues._replace(verb="direction", sign=-1 if again.told.value < 0 else 1)
        offers, carried = [], [(again.told.code, candidates.AROUND)]
    if quantity.kind == "slash" and (parts := parts_of_rate(scene, number, state)) is not None:
        quantity, offers, carried = parts[1], [], [(parts[0], candidates.AROUND)]
    may_turn = scene.dashed[number] is not None if per_cent else number > 0
    turn = code_in_turn(scene, number, state) if may_turn or scene.in_row[number] else None
    if state.codes:
        turn = turn or code_in_respect(scene, number, state) or spent_beside(scene, number, state)
        turn = turn or rate_of_part(scene, number, cues, state)
        turn = turn or given_beside(scene, number, state)
    if last is not None:
        turn = turn or reached_of_plan(scene, number, state)
        turn = turn or end_of_change(scene, number, state) or grain_per_head(scene, number, state)
    if turn is None and not state.codes and (turn := growth_of_place(scene, number)) is not None:
        cues = cues._replace(verb="level", sign=0)  # "tăng" is of the rate's name
    if turn is None:
        turn = area_of_place(scene, number, state) or works_abroad(scene, number, state)
        turn = turn or people_of_place(scene, number)
        if turn is None and not _offers_sum(offers, carried):
            turn = taken_in(scene, number)
    if turn is None and last is not None and (turn := rate_that_fell(scene, number, state)):
        cues = cues._replace(verb="direction", sign=-1 if last.told.value < 0 else 1)
    in_parts = per_cent or (quantity.unit is not None and quantity.unit.code in ("PP", "POINT"))
    if turn is None and in_parts and (turn := contribution_told(scene, number, state)) is not None:
        quantity = in_points(quantity)
    if per_cent and is_share_of_product(scene, number, state):
        offers = [one for one in offers if not names_contribution(one[0])]
        carried = [one for one in carried if "contribution" not in codebook()[one[0]].traits]
    if turn is not None:
        offers, carried = [], [(turn, candidates.AROUND)]
    of_product = share_of_product_behind(scene, number, state) if last and per_cent else None
    if of_product is not None:
        return Named(of_product, cues, None, None, True, True, False)
    own_class = item_class if state.item_at == number else None
    before = code_before(scene, number, state) if state.codes else None
    of_whole = per_cent and not cues.plan and names_whole(scene, number)
    choice = candidates.choose(
        quantity, cues, offers, carried, heads, own_class, before, of_whole,
        candidates.GROSS_OUTPUT in heads and turns_to_output(scene, number),
        before is not None and is_next_of_list(scene, number, state),
    )  # fmt: skip
    choice = as_price(passage, scene, choice, state)
    choice = as_balance(scene, number, choice) if choice is not None else None
    of_uncoded = of_workers = False
    if last is not None and per_cent:
        of_uncoded = is_share_of_uncoded(scene, number, cues, state)
        of_uncoded = of_uncoded or is_share_of_place(scene, number, cues, state)
        of_workers = is_share_of_workers(scene, number, state)
    if choice is not None and choice.told.rule == "measure:share_of_plan_unsaid":
        of_uncoded = of_uncoded or is_part_of_whole(scene, number, state)
    split = sum_split(scene, passage.told_before) if per_cent else None
    if of_workers:
        of_uncoded, split = True, last
    other_whole = share_of_other_whole(scene, number, cues) if per_cent else None
    if choice is not None and not of_workers and (split is not None or other_whole is not None):
        of_uncoded = of_uncoded or "branch_share" in codebook()[choice.told.code].traits
    if choice is None or of_uncoded:
        told_as_share = cues.share or of_whole or of_uncoded
        if told_as_share:
            share = share_without_code(scene, number, cues, state, split)
            if share is not None:
                return share
            unnamed = other_whole
        else:
            coded = any(code[0] != "~" for code, _ in state.codes)
            coded = coded or passage.stack.opened() is not None  # a line of a list that it heads
            unnamed = amount_without_code(scene, number, cues, coded)
        return Named(unnamed, cues, None, None, True, True, False) if unnamed else None
    spends = "spends_assigned_sum" in codebook()[choice.told.code].traits
    if spends and (is_sum_to_spend(scene, number, choice) or is_sum_of_plan(scene, number, choice)):
        told = choice.told._replace(code=next(iter(with_trait("assigned_sum"))))
        choice = choice._replace(told=told, mention=None)
    stock = stock_told(scene, number, choice.told.code, state)
    if stock is not None:
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
    agency = agency_of(scene, number) if "of_agencies" in indicator.traits else None
    if scene.in_row[number]:
        item = (
            item_in_turn(scene, number, indicator.item_classes)
            or item_of_amount_in_turn(scene, number, state, choice.told.code)
            or item
        )
    item = agency or item
    # "ước đạt 5.600 lượt khách; lũy kế 9 tháng đạt 6.700 lượt khách": its noun says it again
    told_last = (state.codes[-1][0], state.items_told[-1]) if state.codes else None
    said_again = choice.how == "noun" and (choice.told.code, item) == told_last
    said_again = said_again and last is not None and last.stage == "estimate"
    new_subject = (
        (choice.how != "carried" and not said_again)
        or has_unknown_words(scene, number)
        or names_other_place(scene, number)
    )
    first = state.codes[0][0] if state.codes else None
    part = first is not None and (indicator.parent or "") == first
    part = part or (indicator.code == first and item is not None)
    # "tăng trưởng kinh tế ước đạt 10,5%, trong đó công nghiệp tăng 18,2%; dịch vụ tăng 9,1%"
    whole = codebook()[indicator.parent] if indicator.parent else None
    grows = first is not None and "growth_of_all" in codebook()[first].traits
    part = part or (grows and whole is not None and "of_gdp" in whole.traits)
    return Named(choice, cues, item, agency, new, new_subject, part)
