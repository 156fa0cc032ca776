"""Numbers that tell again what was told before, or the plan of it."""

from __future__ import annotations

import re
from functools import cache

from extraction.passage import Scene, between, tells_growth_again
from extraction.reference import codebook
from extraction.rules.base_words import find_base
from extraction.rules.candidates import Choice
from extraction.rules.measures import Cues, Told
from extraction.rules.quantity import Quantity, is_per_cent
from extraction.rules.units import COUNTED, Unit
from extraction.state import Found, Passage, State


def growth_told_again(passage: Passage, scene: Scene, number: int) -> Found | None:
    """ "Trong 8,01% tăng trưởng đó, ...": the growth of the sentence before that it tells again."""
    if number or not tells_growth_again(scene.reading.normal, scene.start):
        return None
    value = scene.quantities[0].value
    rises = [row for row in passage.told_before if row.told.measure == "change_pct"]
    return next((row for row in rises if abs(row.told.value) == value), None)


def restates_change(scene: Scene, number: int, state: State, cues: Cues) -> bool:
    """ "giảm 39% so với cùng kỳ (tương ứng giảm 161 doanh nghiệp)": of what fell by as much."""
    last, quantity = state.last, scene.quantities[number]
    if last is None or quantity.unit is None or last.told.measure != "change_pct":
        return False
    if cues.verb != "direction" or quantity.unit.code != codebook()[last.told.code].unit:
        return False
    opened = scene.reading.normal.rfind("(", last.end, quantity.start)
    return (
        opened >= 0
        and _RESTATED.fullmatch(scene.reading.normal, opened, quantity.start) is not None
    )


_RESTATED = re.compile(
    r"\((?:tương (?:ứng|đương)(?: với)?|tức)?(?: là)? ?(?:đã )?(?:tăng|giảm)(?: thêm)? "
)


def parts_of_rate(scene: Scene, number: int, state: State) -> tuple[str, Quantity] | None:
    """ "thôn văn hóa đạt 84,2% (101/120)": the code and the count whose share was just told."""
    quantity, last = scene.quantities[number], state.last
    if last is None or not number or quantity.kind != "slash" or quantity.unit is not None:
        return None
    before, normal = scene.quantities[number - 1], scene.reading.normal
    if not is_per_cent(before) or last.end != before.end or last.told.measure != "level":
        return None
    if normal[before.end : quantity.start].strip() != "(" or normal[quantity.end] != ")":
        return None
    counted = _counted_under(last.told.code) if last.told.code in codebook() else None
    if counted is None or not quantity.high:
        return None
    if abs(100 * quantity.value / quantity.high - last.told.value) > _SHARE_ROUNDED:
        return None
    code, unit = counted
    return code, quantity._replace(unit=Unit(unit, 1.0, "", quantity.end, quantity.end))


def rate_that_fell(scene: Scene, number: int, state: State) -> str | None:
    """ "giảm 812 hộ nghèo, tương ứng 4,36%": the rate of such households, that fell by as much.

    Not where the per cent is the households' own: "còn 900 hộ nghèo, giảm 100 hộ, tương ứng 10%".
    """
    quantity, last = scene.quantities[number], state.last
    if last is None or not number or not is_per_cent(quantity) or last.told.measure != "change_abs":
        return None
    rate = codebook()[last.told.code].share if last.told.unit == "HOUSEHOLD" else None
    before = scene.quantities[number - 1].end
    if rate is None or last.end != before:
        return None
    if _THAT_IS.fullmatch(scene.reading.normal, before, quantity.start) is None:
        return None
    fell = abs(last.told.value)
    for _, level in state.levels.get(last.told.code, ()):
        if abs(100 * fell / (level - last.told.value or 1) - quantity.value) < _SHARE_ROUNDED:
            return None
    return rate


_THAT_IS = re.compile(
    r"(?: (?:cận )?nghèo)?"
    r"(?: so (?:với )?(?:cùng kỳ|đầu năm|cuối năm|năm)(?: trước| ngoái| \d{4})?)?"
    r"[,;]? ?\(?(?:tương (?:ứng|đương)|tức|ứng)(?: là)?(?: với)?(?: mức)?(?: tỷ lệ)?"
    r"(?: tăng| giảm)?(?: khoảng| gần| hơn| trên)? "
)


@cache
def _counted_under(rate: str) -> tuple[str, str] | None:
    """What is counted for a rate: the code that has it as its share, or the rate's own unit."""
    book = codebook()
    rows = [row for row in book.values() if row.share == rate and row.unit in COUNTED]
    for row in rows:
        if not row.code.startswith("~"):
            return row.code, row.unit
    units = [row.unit for row in rows] + [unit for unit in book[rate].units if unit in COUNTED]
    return (rate, units[0]) if units else None


#: How far a share may be rounded from the count behind it, in points.
_SHARE_ROUNDED = 0.11


def says_again(scene: Scene, number: int, state: State, told: Told) -> bool:
    """ "so với 31/12/2021 tăng 1.475 tỷ đồng (+6,2%)": one change told twice."""
    if number == 0 or state.last is None or find_base(scene, number, shared=False) is not None:
        return False
    gap = scene.reading.normal[scene.quantities[number - 1].end : scene.quantities[number].start]
    changes = ("change_abs", "change_pct")
    both = state.last.told.measure in changes and told.measure in changes
    return both and state.last.told.code == told.code and gap.strip() in ("(", "(tăng", "(giảm")


def quarter_compared(
    scene: Scene, number: int, period: str, state: State, told: Told
) -> str | None:
    """The last quarter of nine months told, where a change is against the quarter before.

    "IIP tăng 71% so với quý trước và tăng 29% so với cùng kỳ năm trước": both are the quarter's.
    """
    if told.measure not in _RISES:
        return None
    months, last = _SUM_OF_QUARTERS.fullmatch(period), state.last
    if months is None:
        return None
    base = find_base(scene, number, shared=False)
    if base is not None and base.kind == "previous_quarter":
        return f"{months[1]}-Q{int(months[2]) // 3}"
    goes_on = (
        last is not None
        and number > 0
        and last.rules[2] == "period:quarter_compared"
        and (last.told.code, last.told.measure) == (told.code, told.measure)
        and ";" not in scene.marks_between(last.end, scene.quantities[number].start)
    )
    return last.period if goes_on and last is not None else None


def as_level_before(scene: Scene, number: int, state: State, told: Told) -> str | None:
    """ "đến nay đạt 8/19 tiêu chí, tăng 2 tiêu chí so với đầu nhiệm kỳ": of the day of the level.

    And "đạt 2.269 tỷ đồng, tăng bình quân 16,3%/năm, đạt 101,3% so với nghị quyết".
    """
    last = state.last
    if last is None or last.told.code != told.code:
        return None
    if told.measure in ("change_abs", "change_pct", "index_pct"):
        base = find_base(scene, number, shared=False)
        began = base is not None and base.kind == "term_start"
        told_now = last.told.measure in ("level", "fraction") and last.told.rule != "measure:start"
        return last.period if began and told_now else None
    levels = state.levels.get(told.code)
    yearly = last.rules[2] == "period:each_year_of_the_term"
    return levels[-1][0] if told.measure == "attainment_pct" and yearly and levels else None


_SUM_OF_QUARTERS = re.compile(r"(\d{4})-01-01/P(6|9|12)M")
_RISES = frozenset(("change_pct", "index_pct"))


def from_level_before(state: State, told: Told, period: str) -> str | None:
    """ "Năm 2020 đạt 37 triệu, năm 2025 đạt 58,7 triệu, tăng 21,7 triệu": since 2020.

    The period of the level before the last, where the change is the difference of the two.
    """
    levels = state.levels.get(told.code, [])
    if told.measure not in ("change_abs", "change_pct", "index_pct") or len(levels) < 2:
        return None
    (first, before), (last, after) = levels[-2:]
    if last != period or first >= last or not before:
        return None
    change = after - before if told.measure == "change_abs" else 100 * (after / before - 1)
    change += 100 if told.measure == "index_pct" else 0  # "gấp 2,5 lần"
    return first if abs(change - told.value) <= abs(told.value) / _ROUNDED else None


#: A difference is told as exactly as its rounding to two figures leaves it.
_ROUNDED = 20


def is_sum_to_spend(scene: Scene, number: int, choice: Choice) -> bool:
    """ "Vốn chương trình 85,6 tỷ đồng, giải ngân 30,2 tỷ": the first is what is to be spent."""
    mention = choice.mention
    if choice.how == "carried" and choice.told.measure == "level":
        # "..., ngân sách tỉnh 10.514 triệu đồng, giải ngân được 6.727 triệu đồng"
        end = scene.quantities[number].end
        return _SPENT_BEHIND.match(scene.reading.normal, end, scene.end) is not None
    if mention is None or not choice.how.startswith("right"):
        return False
    following = between(scene.quantities, mention.end, scene.end)
    if choice.told.measure != "level" or not following or number + 1 == len(scene.quantities):
        return False
    gap = scene.reading.normal[mention.end : following[0].start].strip()
    return following[0] is scene.quantities[number + 1] and gap in ("", "được", "đạt", "là")


#: The row of sums goes on, each with what has been spent of it.
_SPENT_BEHIND = re.compile(
    r"(?:/\d+ [^\W\d]+)?,? (?:đã )?(?:thực hiện )?giải ngân(?: thanh toán)?(?: được| đạt)?"
    r"(?: trên| hơn| gần)? \d[\d.,]* (?:tỷ|triệu)"
)


def is_sum_of_plan(scene: Scene, number: int, choice: Choice) -> bool:
    """ "giải ngân 6.425 tỷ đồng, bằng 25,3% kế hoạch thành phố giao (hơn 25.440 tỷ đồng)"."""
    if choice.told.measure != "level" or is_per_cent(scene.quantities[number]):
        return False
    start = scene.quantities[number].start
    spends = "spends_assigned_sum" in codebook()[choice.told.code].traits
    if spends and _ASSIGNED.search(scene.reading.normal, max(scene.start, start - 40), start):
        return True  # "Giải ngân chậm: kế hoạch cả năm 148 tỷ đồng mà mới được 14 tỷ"
    if not scene.in_brackets[number]:
        return False
    return _PLAN_IN_BRACKET.search(scene.reading.normal, scene.start, start) is not None


_ASSIGNED = re.compile(
    r"(?<!\w)(?:kế hoạch(?: vốn)?(?: cả)?(?: năm)?(?: nay| \d{4})?|được (?:giao|phân bổ|bố trí))"
    r"(?: là)?(?: hơn| trên| gần)? \Z"
)
_PLAN_IN_BRACKET = re.compile(
    r"(?<!\w)(?:kế hoạch|tổng vốn|dự toán)(?: [^().;%\d]{0,80})? ?\((?:hơn |gần |trên |khoảng )?\Z"
)


def is_plans_year(scene: Scene, number: int, state: State, choice: Choice) -> bool:
    """ "Vốn đầu tư công năm 2022 là 420 tỷ đồng, đã giải ngân 250 tỷ": the year is the plan's."""
    if state.last is None or not state.codes or state.last.stage != "target":
        return False
    code, index = state.codes[-1]
    spends = "spends_assigned_sum" in codebook()[choice.told.code].traits
    planned = "assigned_sum" in codebook()[code].traits and index == number - 1
    if not (spends and planned):
        return False
    start, end = scene.quantities[index].end, scene.quantities[number].start
    return not any(not row.base for row in between(scene.periods, start, end))
