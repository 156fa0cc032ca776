"""A quantity: a number with its unit, as it stands in a text."""

from __future__ import annotations

from extraction.record import Replaceable, record
from extraction.rules.units import Unit


@record
class Quantity(Replaceable):
    """A number as it stands in the text; offsets are those of the reading.

    `start:end` is the value expression with its unit, `value` and `high` are in the written
    number times the unit's factor (canonical). `high` is the upper end of a range or the
    whole of an `a/b`; for an `a/b`, `middle` is where `a` ends and `second` where `b` begins.
    `sign` is +1 or -1 where the text writes one.
    """

    start: int
    end: int
    value: float
    unit: Unit | None
    high: float | None = None
    kind: str = "one"
    sign: int = 0
    middle: int = 0
    second: int = 0
    in_words: bool = False


def is_per_cent(quantity: Quantity) -> bool:
    """Whether it is a number of per cent (no points of one)."""
    return quantity.unit is not None and quantity.unit.code == "PERCENT"


def clean(value: float) -> float:
    """Binary dust of a decimal product taken off (57.3 * 0.1 is 5.73)."""
    return float(f"{value:.12g}")
