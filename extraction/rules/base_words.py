"""The time that a change is compared with, from its own clause or one joined to it."""

from __future__ import annotations

import re

from extraction.lexicon import role_of
from extraction.passage import Scene, between
from extraction.rules.in_turn import base_in_turn
from extraction.rules.periods import PeriodMention


def find_base(scene: Scene, number: int, *, shared: bool = True) -> PeriodMention | None:
    """The time that a change is compared with, from its own clause or (`shared`) a joined one."""
    if not scene.bases:
        return None
    if scene.in_row[number] and (turn := base_in_turn(scene, number)) is not None:
        return turn
    quantity = scene.quantities[number]
    _, near_left, near_right, _ = scene.edges[number]
    own = between(scene.bases, quantity.end, near_right)
    if own:
        return own[0]
    joined = _shared_base(scene, number) if shared else None
    if joined is not None:
        return joined
    ahead = between(scene.bases, near_left, quantity.start)
    if ahead or not shared:
        return ahead[-1] if ahead else None
    return opening_base(scene, number) or _told_at_the_end(scene, number)


def opening_base(scene: Scene, number: int, *, amounts: bool = False) -> PeriodMention | None:
    """ "So với cùng kỳ, thu nội địa bằng 95%, thu khác bằng 102%": what they compare with.

    `amounts` lets amounts stand between: "So với cùng kỳ, lúa 3.000 ha, bằng 98%".
    """
    quantity = scene.quantities[number]
    bases = between(scene.bases, scene.start, quantity.start)
    if not bases:
        return None
    base, normal = bases[-1], scene.reading.normal
    opens = _OPENS.search(normal[max(0, scene.start - 1) : base.start]) is not None
    if not opens or not normal.startswith(",", base.end):
        return None
    shares = amounts or all(
        one.unit is not None and one.unit.code == "PERCENT"
        for one in scene.quantities[:number]
        if one.start > base.end
    )
    plans = any(role_of(row) == "plan" for row in between(scene.words, base.end, quantity.start))
    return base if shares and not plans else None


_OPENS = re.compile(r"(?:\A|[,;:.\n-]) ?(?:và )?so(?: với)? \Z")


def _told_at_the_end(scene: Scene, number: int) -> PeriodMention | None:
    """ "A tăng 4,41%; B tăng 10,14%; C tăng 39,56% so với tháng trước": told once for the list."""
    if between(scene.bases, scene.start, scene.quantities[number].start):
        return None
    later = between(scene.bases, scene.quantities[number].end, scene.end)
    if not later or later[0].kind not in _TOLD_ONCE:
        return None
    between_them = between(scene.periods, scene.quantities[number].end, later[0].start)
    if any(row.kind in ("month", "this_month") and not row.base for row in between_them):
        return None  # "6 tháng tăng 10,4%; riêng tháng 6 tăng 0,9% so với tháng trước"
    return later[0]


_TOLD_ONCE = frozenset(("previous_month", "end_of_year", "start_of_year"))


def list_base(scene: Scene, number: int) -> PeriodMention | None:
    """ "A bằng 99%; B tăng 10%; C bằng 98% so cùng kỳ": what the sentence ends or begins with.

    And "bằng 99,6% (giảm 629 ha) so với năm trước": what stands behind the bracket.
    """
    told = _shared_base(scene, number) or opening_base(scene, number, amounts=True)
    if told is not None or not scene.bases:
        return told
    base, last = scene.bases[-1], scene.quantities[-1].end
    if len(scene.bases) > 1:
        # "bò tăng 0,66% so với cùng kỳ; gà bằng 98%; trâu bằng 96% so cùng kỳ"
        bare = scene.reading.normal.startswith((";", ","), scene.quantities[number].end)
        if not bare or any(row.kind != "same" for row in scene.bases):
            return None
    joins = ";" in scene.marks_between(scene.quantities[number].end, last)
    plans = any(role_of(row) == "plan" for row in between(scene.words, scene.start, scene.end))
    return base if joins and base.start >= last and not plans else None


def _shared_base(scene: Scene, number: int) -> PeriodMention | None:
    """ "giảm 2,1 tạ/ha và 41 tấn so với ...", "giảm 1,3% (-1.563 ha) so CK": told at the end."""
    normal = scene.reading.normal
    current = number
    while current + 1 < len(scene.quantities):
        this, following = scene.quantities[current], scene.quantities[current + 1]
        gap = normal[this.end : following.start]
        if not _JOINED.fullmatch(gap):
            if current > number:
                return None
            break
        current += 1
        near_right = scene.edges[current][2]
        finish = following.end
        if normal[finish : finish + 1] == ")":
            near_right = max(near_right, _next_stop(scene, finish + 1))
        bases = between(scene.bases, finish, near_right)
        if bases:
            return bases[0]
    finish = scene.quantities[number].end
    if current == number and normal[finish : finish + 1] == ")":
        bases = [
            row for row in between(scene.periods, finish, _next_stop(scene, finish + 1)) if row.base
        ]
        return bases[0] if bases else None
    return None


_JOINED = re.compile(
    r" ?(?:và|,) (?:khoảng |trên |hơn |gần |giảm |tăng )?"
    r"| ?\((?:[+-]|tăng |giảm |tương ứng |tương đương |bằng )*(?:tăng |giảm )?"
)


def _next_stop(scene: Scene, start: int) -> int:
    for separator in between(scene.separators, start, scene.end):
        if separator.mark in ",;.(":
            return separator.start
    return scene.end
