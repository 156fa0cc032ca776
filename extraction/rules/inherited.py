"""What a number takes from the one before it in its sentence: verb, growth, plan, measure."""

from __future__ import annotations

import re

from extraction.passage import Scene, between
from extraction.reference import codebook, phrases_of
from extraction.rules.bases import is_with_mean
from extraction.rules.measures import Cues
from extraction.rules.quantity import Quantity, is_per_cent
from extraction.rules.units import COUNTED
from extraction.rules.wording import head_direction
from extraction.state import State

#: How a number is told that a plan is missed or passed by.
_BESIDE_PLAN = frozenset(("measure:points_to_plan", "measure:beyond_plan"))

#: Between the target told in brackets and how much of it is reached.
_AIM_CLOSED = re.compile(r"\),? (?:đã |mới )?đạt (?:tỷ lệ |tỉ lệ )?")

#: What restates a change in another unit.
_THAT_IS = frozenset(("tương đương", "tương ứng", "=", "tức", "tương đương với", "tương ứng với"))

_ONLY_BOUND = re.compile(r"\s*(?:(?:ít nhất|tối thiểu|từ|khoảng|trên|và)\s+)*\Z")


#: What opens an amount of its own behind a change told in another unit.
_WITH = frozenset(("với", "với tổng số", "cho", "giúp", "giúp cho", "từ", "của", "qua đó giúp"))


def _same_unit(one: Quantity, other: Quantity) -> bool:
    return one.unit is not None and other.unit is not None and one.unit.code == other.unit.code


def gap_after(scene: Scene, number: int) -> str:
    """The text up to the next number."""
    start = scene.quantities[number].end
    last = number + 1 == len(scene.quantities)
    return scene.reading.normal[start : scene.end if last else scene.quantities[number + 1].start]


def _gap_before(scene: Scene, number: int) -> str:
    """The text from the number before to this one."""
    start = scene.quantities[number - 1].end
    return scene.reading.normal[start : scene.quantities[number].start]


#: "(quý III/2021: ", "(năm 2020 là ": a bracket that names a time and then what was reached in it.
_OF_A_TIME = re.compile(
    r"\((?:quý|tháng|năm|đầu năm|cuối năm)(?!\w)[^():;]{0,24}(?::| là| ở mức) ?(?:ở mức )?\Z"
)
#: "tăng cao nhất là công nghiệp 7,07%; kế đến là dịch vụ 6,73%; thấp nhất là nông nghiệp 3%"
_NEXT_GROWTH = re.compile(
    r"[,;] (?:rồi |và )?(?:(?:kế|tiếp|sau đó|kế tiếp)(?: đến| theo)?(?: là)?|thấp nhất là)"
    r" [^,;.:\d]*\Z"
)


def _own_gap(scene: Scene, number: int) -> str:
    """The text between the last separator and the number."""
    _, near_left, _, _ = scene.edges[number]
    return scene.reading.normal[near_left : scene.quantities[number].start]


def _tells_amount(scene: Scene, state: State) -> bool:
    """Whether an amount of the indicator last told stands in the sentence, beside its growth."""
    assert state.last is not None
    last = state.last.told.code
    return any(code == last and not scene.per_cent[at] for code, at in state.codes)


def inherit(scene: Scene, number: int, cues: Cues, state: State) -> Cues:
    """A number joined to the one before shares its verb, unless it has a verb or name of its own.

    A growth head ("tốc độ tăng ...: nông nghiệp 2,9%; dịch vụ 8,1%") holds for its whole list.
    """
    if cues.equal and cues.base is None and not cues.plan:
        cues = cues._replace(base=state.equal_base)
    if cues.bracket and cues.equal and not cues.base and _change_follows(scene, number):
        return cues._replace(plan=True)
    bare = cues.bracket and cues.verb is None and not (cues.share or cues.base)
    if state.of_plan and bare and scene.per_cent[number]:
        return cues._replace(plan=True)
    if state.growth and cues.verb in (None, "reach", "level") and not (cues.plan or cues.base):
        cues = cues._replace(growth=True)
    before_it = state.last_cues
    if before_it is not None and _goes_on_exceeding(scene, number, cues, before_it):
        return cues._replace(verb="direction", sign=1)
    if state.last is None or state.last_cues is None or number == 0:
        first = head_direction(scene, number) if cues.verb is None and not cues.plan else 0
        return cues._replace(verb="direction", sign=first) if first else cues
    head = head_direction(scene, number) if cues.verb is None and not cues.plan else 0
    if head and state.last.told.measure == "level" and state.last.told.unit == "PERCENT":
        head = 0  # "chỉ tiêu cũng tăng khá, như: BHYT đạt 98%; nước sạch 80%": a list of levels
    if head:
        cues = cues._replace(verb="direction", sign=head)
    growth = cues.growth or (state.last_cues.growth and cues.verb is None)
    before = scene.marks_between(scene.quantities[number - 1].end, scene.quantities[number].start)
    parts = _parts_of_growth(scene, number)
    new_head = ";" in before and ":" in before and not _is_labelled_alike(scene, number)
    if not cues.growth and new_head and parts != "growths":
        growth = False  # "tăng trưởng đạt 8%; cơ cấu kinh tế: công nghiệp 63%"
    of_all = "growth_of_all" in codebook()[state.last.told.code].traits
    if parts == "growths" and of_all and cues.verb is None:
        growth = True  # "tăng trưởng kinh tế đạt 12,5%, trong đó khu vực I: 3,31%"
    if cues.plan_before and state.last.told.rule in _BESIDE_PLAN:
        return cues  # "thấp hơn 5,25% so với chỉ tiêu (91,5%)": the target itself
    last, this = scene.quantities[number - 1].unit, scene.quantities[number].unit
    points = last is not None and last.code == "PP"
    if cues.plan_before and points and this is not None and this.code == "PERCENT":
        return cues  # "thiếu 1,4 điểm phần trăm mới chạm mức nghị quyết là 89%": the level
    of_then = points and cues.bracket and cues.verb in (None, "level") and scene.per_cent[number]
    if of_then and _OF_A_TIME.search(_gap_before(scene, number)):
        return cues  # "giảm 0,41 điểm phần trăm (quý III/2021: 7,83%)": the level of then
    if cues.plan_before and state.last.told.measure == "level":
        growth = False  # "tốc độ tăng trưởng kinh tế đạt 7,5% (kế hoạch 8,5%)"
    fell = state.last.told.rule == "measure:points"
    grew = state.last.told.measure == "change_pct" and scene.per_cent[number]
    if cues.plan_before and (fell or grew) and cues.verb in (None, "level"):
        # "hộ nghèo giảm 1,5% (kế hoạch 1%)", "đàn lợn tăng 5,7% (kế hoạch là 4%)": the same change
        sign = -1 if state.last.told.value < 0 else 1
        return cues._replace(verb="direction", sign=sign)
    if (
        cues.verb == "reach"
        and not cues.base
        and state.last.told.rule == "measure:done_of_plan"
        and scene.per_cent[number]
    ):
        return cues._replace(plan=True)
    closed = state.last.stage == "target" and _AIM_CLOSED.fullmatch(_gap_before(scene, number))
    if closed and cues.verb == "reach" and not cues.base and scene.per_cent[number]:
        return cues._replace(plan=True)  # "so với chỉ tiêu tỉnh giao (70.544 người) đạt 84%"
    done = state.last.told.rule == "measure:done_of_plan"
    if done and cues.share and cues.verb == "level" and scene.per_cent[number]:
        return cues._replace(verb="reach", share=False, plan=True)  # "4.310/7.000, tỷ lệ 61,6%"
    if cues.verb is None and is_with_mean(scene, number):
        return cues
    between_them = _own_gap(scene, number).strip(" ,(")
    changed = state.last.told.measure in ("change_pct", "change_abs")
    amounts = changed and not scene.per_cent[number]
    amounts = amounts and state.last.told.measure == "change_pct"
    restated = amounts and (between_them == "bằng" or _is_change_of(scene, number, state))
    # "tăng 2.960 tỷ đồng (bằng 7,6%) so với đầu năm"
    in_per_cent = state.last.told.measure == "change_abs" and scene.per_cent[number]
    alone = not (cues.plan or cues.base)  # "tăng 16.842 tỷ đồng, bằng 11,2%"
    restated = restated or (in_per_cent and between_them == "bằng" and (cues.bracket or alone))
    if (between_them in _THAT_IS and changed) or restated:
        # "tăng 0,9%, tương đương 23 tỷ đồng", "giảm 5 vụ = 18,5%"
        sign = -1 if state.last.told.value < 0 else 1
        return cues._replace(verb="direction", sign=sign)
    quantity = scene.quantities[number]
    less = is_per_cent(quantity) and quantity.value <= abs(state.last.told.value)
    if cues.verb == "exceed" and (fell or grew) and less and between_them == "vượt mục tiêu":
        cues = cues._replace(plan=True)  # "hộ nghèo giảm 3,92%, vượt mục tiêu 0,42%"
    beyond = cues.verb == "exceed" and cues.plan
    if beyond and grew and not (_tells_amount(scene, state) or _is_named(scene, number, state)):
        return cues._replace(inherited="change_pct")  # "tăng 7,4% (vượt mục tiêu 0,4%)": points
    rated = state.last.told.measure == "level" and state.last.told.unit == "PERCENT"
    if rated and cues.plan and cues.verb == "reach" and not _is_named(scene, number, state):
        return cues._replace(inherited="level")  # "tỷ lệ thực hiện 83%, đạt 91% kế hoạch"
    if grew and cues.verb in (None, "level") and _NEXT_GROWTH.match(_gap_before(scene, number)):
        return cues._replace(verb="direction", sign=-1 if state.last.told.value < 0 else 1)
    if cues.verb is not None:
        if state.last.told.measure == "fraction":
            return cues._replace(growth=growth, inherited="fraction")
        return cues if growth == cues.growth else cues._replace(growth=growth)
    previous = scene.quantities[number - 1]
    spread = ":" in before or between(scene.words_of("spread"), previous.end, quantity.start)
    if changed and spread and is_of_place_before(scene, number):
        return cues  # "tăng 4,5%, tập trung ở Tân Hiệp 33.699 ha": each one's whole
    gap = scene.reading.normal[previous.end : quantity.start]
    told = state.last.told
    if told.rule == "measure:done_of_plan" and cues.verb is None and is_per_cent(quantity):
        return cues._replace(growth=growth, plan=True)
    shared = previous.unit is not None and quantity.unit is not None
    shared = shared and is_per_cent(previous) == is_per_cent(quantity)
    apart = told.measure == "change_abs" and told.unit != "PP"
    if apart and between_them in _WITH and not _same_unit(previous, quantity):
        return cues  # "tăng 32 tỷ đồng so với cùng kỳ, với 5.416 lượt hộ được vay vốn"
    if shared and state.last_cues.verb == "addition" and _ONLY_BOUND.match(_own_gap(scene, number)):
        return cues._replace(verb="addition", sign=1)
    if (
        told.measure == "change_abs"
        and scene.in_brackets[number]
        and previous.unit is not None
        and quantity.unit is not None
        and previous.unit.code == quantity.unit.code
        and quantity.value > abs(told.value)
    ):
        return cues  # "tăng 1.790 ha (vụ Đông 11.891 ha; vụ Xuân 47.874 ha)": parts of the whole
    listed = told.rule == "measure:same_change" and ":" not in gap  # "A 6%; B 18%; C 18,2%"
    alike = (gap.strip() == ";" or listed) and is_per_cent(previous) and is_per_cent(quantity)
    alike = alike or (grew and _is_row_of_growths(scene, number))
    alike = alike or (grew and "monthly_index" in codebook()[told.code].traits)
    alike = alike or (parts == "growths" and (grew or state.last_cues.growth))
    amount = told.measure == "change_abs"
    if (
        (";" in gap and not alike)
        or "." in gap
        or (amount and not cues.bracket and _is_named(scene, number, state))
        or (told.unit == "PP" and not shared and gap == ", ")  # "giảm 6%, hai xã A và B về đích"
    ):
        return cues if growth == cues.growth else cues._replace(growth=growth)
    if parts == "shares" and grew:
        return cues
    sign = -1 if told.value < 0 else 1
    return cues._replace(growth=growth, inherited=told.measure, inherited_sign=sign)


def _change_follows(scene: Scene, number: int) -> bool:
    """ "thu nội địa 5 nghìn tỷ đồng (bằng 23,8%; -15,6%)": of the plan, and against last year."""
    if number + 1 >= len(scene.quantities):
        return False
    share, change = scene.quantities[number : number + 2]
    gap = scene.reading.normal[share.end : change.start].strip(" -+")
    return gap == ";" and change.sign != 0 and is_per_cent(share) and is_per_cent(change)


def _goes_on_exceeding(scene: Scene, number: int, cues: Cues, before: Cues) -> bool:
    """ "vượt 0,1% kế hoạch và 3,8% so cùng kỳ": what exceeds the year before has risen."""
    if cues.verb is not None or cues.base is None or cues.plan:
        return False
    gap = scene.reading.normal[scene.quantities[number - 1].end : scene.quantities[number].start]
    exceeded = before.verb == "exceed" and before.plan
    return exceeded and gap.endswith((" và ", ", ")) and scene.per_cent[number]


def _is_row_of_growths(scene: Scene, number: int) -> bool:
    """ "tăng 16%, trong đó: công nghiệp tăng 18,4%; dịch vụ 18,2%": parts told in one row."""
    start, end = scene.quantities[number - 1].end, scene.quantities[number].start
    if ":" in scene.marks_between(start, end):
        return False
    opened = between(scene.words_of("narrow"), scene.start, start)
    return bool(opened) and bool(between(scene.words_of("direction"), opened[-1].end, start))


def _parts_of_growth(scene: Scene, number: int) -> str | None:
    """What the parts behind a growth tell: `growths`, or `shares` where they add up to the whole.

    "GRDP tăng 7,5%; trong đó: công nghiệp 10,2%, dịch vụ 7,5%" and, with a sum of 97 to 103 per
    cent, "trong đó công nghiệp 40,2%; dịch vụ 37,5%; nông nghiệp 22,3%". None for anything else.
    """
    start, end = scene.quantities[number - 1].end, scene.quantities[number].start
    if _PARTS.match(scene.reading.normal, start, end) is None:
        return None
    if any(row.word and row.word.value == "share" for row in between(scene.words, start, end)):
        return None
    behind = [row.value for row in scene.quantities[number:] if is_per_cent(row)]
    adds_up = len(behind) > 1 and _WHOLE[0] <= sum(behind) <= _WHOLE[1]
    return "shares" if adds_up else "growths"


_PARTS = re.compile(r" ?(?:/ ?năm)?[,;] trong đó:? (?!cơ cấu|tỷ trọng|tỉ trọng)")
_WHOLE = (97, 103)


def _is_labelled_alike(scene: Scene, number: int) -> bool:
    """ "khu vực I: 3,31%; khu vực II: 13,45%": whether the label is one more of a row of parts."""
    normal, previous = scene.reading.normal, scene.quantities[number - 1]
    row = normal[previous.end : scene.quantities[number].start]
    return (
        normal.endswith(": ", scene.start, previous.start)
        and _NEXT_LABEL.fullmatch(row) is not None
    )


#: Nothing but the next label: a sector, and no structure of the economy.
_NEXT_LABEL = re.compile(r" ?; (?!cơ cấu|tỷ trọng|tỉ trọng)[^,;.:()]{2,40}: ?")


def _is_change_of(scene: Scene, number: int, state: State) -> bool:
    """ "295.389 ha, giảm 1,64% (4.933 ha)": what the per cents before are of the amount told."""
    quantity, before = scene.quantities[number], scene.quantities[number - 1]
    if scene.reading.normal[before.end : quantity.start].strip() != "(" or state.last is None:
        return False
    growth = state.last.told.value / 100
    if quantity.unit is None or not is_per_cent(before) or growth <= -1:
        return False
    return any(
        one.unit is not None
        and one.unit.code == quantity.unit.code
        and abs(quantity.value - abs(one.value * growth / (1 + growth))) <= quantity.value / 20
        for one in scene.quantities[: number - 1]
    )


def is_of_place_before(scene: Scene, number: int) -> bool:
    """ "Tân Hiệp thực hiện 33.699 ha": whether a place stands right before, but for a verb."""
    start = scene.quantities[number].start
    opening = scene.quantities[number - 1].end if number else scene.start
    named = between(scene.places, opening, start)
    if not named:
        return False
    gap = scene.reading.normal[named[-1].end : start].strip(" :(")
    return not gap or gap in phrases_of("place_verb")


def _is_named(scene: Scene, number: int, state: State) -> bool:
    """Whether a phrase right before the number, or an item counted right behind it, is its own."""
    quantity = scene.quantities[number]
    # "giảm 1 người chết, 3 người bị thương": what stands before the comma is of the number before
    before = between(scene.mentions, scene.edges[number][1], quantity.start)
    if any(row.codes or row.item for row in before):
        return True
    if quantity.unit is None or quantity.unit.code not in COUNTED:
        return False
    _, _, near_right, _ = scene.edges[number]
    behind = between(scene.mentions, quantity.start, near_right)
    return any(row.item and row.item != state.item for row in behind)
