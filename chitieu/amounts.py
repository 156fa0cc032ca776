"""Amounts as Vietnamese readers write them: `1.250 tỷ đồng`, `0,98%`, `+5,9 điểm %`."""

from __future__ import annotations

import csv
from functools import cache

#: Units that are written as a sign, close to the number or after a space, and the one that says
#: nothing.
SIGNS = {"PERCENT": "%", "PERMILLE": "‰", "PP": " điểm %", "ITEM": ""}
MONEY_SCALES = ((1e9, "tỷ "), (1e6, "triệu "))
BARS = "▁▂▃▄▅▆▇█"
COMPARATORS = {"ge": "≥ ", "gt": "> ", "le": "≤ ", "lt": "< ", "approx": "≈ "}


@cache
def unit_names() -> dict[str, str]:
    """The first Vietnamese name of each unit, with the signs instead of names where they exist."""
    from extraction.reference import SEEDS

    with (SEEDS / "units.csv").open(encoding="utf-8", newline="") as stream:
        rows = csv.DictReader(stream)
        names = {row["unit"]: f" {row['name_vi'].split(',')[0]}" for row in rows}
    return names | SIGNS


def vietnamese(value: float, *, signed: bool = False) -> str:
    """`1.234,5`: at most four significant decimals, no zeros at the end; `signed` writes the +."""
    text = f"{value:+,.4f}" if signed else f"{value:,.4f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    if text in ("-0", "+0"):
        text = "0"
    return text.translate(str.maketrans(",.", ".,")).replace("-", "−")


def amount(
    value: float,
    unit: str | None,
    *,
    upper: float | None = None,
    comparator: str = "eq",
    signed: bool = False,
) -> str:
    """A value with its unit, a range with `upper`, dong in billions or millions where large."""
    scale, word = 1.0, ""
    if unit in ("VND", "VND/HA"):
        scale, word = next(((s, w) for s, w in MONEY_SCALES if abs(value) >= s), (1.0, ""))
    told = COMPARATORS.get(comparator, "") + vietnamese(value / scale, signed=signed)
    if upper is not None:
        told += "–" + vietnamese(upper / scale)
    name = unit_names().get(unit or "", f" {unit}" if unit else "")
    return told + (f" {word}{name.strip()}" if word else name)


def sparkline(values: list[float]) -> str:
    """Bars from the least to the greatest value; a flat or single series is a middle bar."""
    low, high = min(values), max(values)
    if low == high:
        return BARS[3] * len(values)
    steps = len(BARS) - 1
    return "".join(BARS[round(steps * (value - low) / (high - low))] for value in values)
