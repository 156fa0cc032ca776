"""Changes of several things told together: "tăng 12% về số doanh nghiệp và 45,6% về vốn"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from extraction.passage import Scene, between
from extraction.reference import codebook, with_trait, words
from extraction.rules.quantity import Quantity
from extraction.rules.units import COUNTED, match_unit
from extraction.state import State
from extraction.text import normalise

_MONEY = frozenset(("VND", "USD"))


def code_in_respect(scene: Scene, number: int, state: State) -> str | None:
    """The code told before that the words "về số ...", "về vốn", "về lượng" behind a change mean.

    None where no such words stand behind the number, or no code before is of their kind.
    """
    quantity = scene.quantities[number]
    unit = quantity.unit
    if not state.codes or unit is None or unit.code != "PERCENT":
        return None
    if not scene.reading.normal.startswith(" về ", quantity.end):
        return None
    told = list(dict.fromkeys(code for code, _ in reversed(state.codes)))
    found = _respect().match(scene.reading.normal, quantity.end)
    if found is None:
        return _code_in_unit(scene, quantity, told)
    named = {
        code
        for row in between(scene.mentions, found.start(1), found.end() + 1)
        for code, _ in row.codes
    }
    if (own := next((code for code in told if code in named), None)) is not None:
        return own
    kind = _kinds()[found[1]]
    counted = match_unit(scene.reading.normal, found.end()) if kind == "count" else None
    for code in told:
        of = codebook()[code].unit
        if counted is not None and counted.code in COUNTED:
            fits = of == counted.code
        elif kind == "money":
            fits = of in _MONEY
        elif kind == "count":
            fits = of in COUNTED
        else:
            fits = of not in _MONEY and of not in COUNTED and of != "PERCENT"
        if fits:
            return code
    return None


def _code_in_unit(scene: Scene, quantity: Quantity, told: Sequence[str]) -> str | None:
    """ "giảm 0,42% về tấn và giảm 0,35% về tấn.km": of what is told in the unit."""
    unit = match_unit(scene.reading.normal, quantity.end + len(" về"))
    if unit is None:
        return None
    return next((code for code in told if unit.code in codebook()[code].units), None)


@cache
def _kinds() -> dict[str, str]:
    """The words behind "về" with the kind of number each means, of `wording.csv`."""
    return {normalise(row.phrase): row.value for row in words() if row.role == "in_respect"}


@cache
def _respect() -> re.Pattern[str]:
    phrases = "|".join(map(re.escape, sorted(_kinds(), key=len, reverse=True)))
    return re.compile(rf" về (?:mặt |tổng )?({phrases})(?!\w)")


def given_beside(scene: Scene, number: int, state: State) -> str | None:
    """ "góp 4.500 ngày công và 2,3 tỷ đồng": the money beside the days is of the same givers."""
    code, at = state.codes[-1]
    unit = scene.quantities[number].unit
    if unit is None or unit.code != "VND" or at != number - 1 or codebook()[code].unit != "WORKDAY":
        return None
    start, end = scene.quantities[at].end, scene.quantities[number].start
    beside = _BESIDE.fullmatch(scene.reading.normal, start, end)
    return next(iter(with_trait("given"))) if beside else None


_BESIDE = re.compile(
    r"(?: và|,| cùng| cùng với)(?: số tiền| tiền mặt)?(?: hơn| trên| gần| khoảng| là)? "
)
