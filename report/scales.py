"""Chart values in a unit that people say: dong in billions or millions."""

from __future__ import annotations

from collections.abc import Iterable

from chitieu.amounts import unit_names

MONEY = ((1e9, "tỷ đồng"), (1e6, "triệu đồng"))


def scale_of(unit: str | None, values: Iterable[float]) -> tuple[float, str]:
    """What a chart divides its values by, and the unit that it then tells, in Vietnamese."""
    if unit == "VND":
        most = max(map(abs, values), default=0.0)
        return next(((size, word) for size, word in MONEY if most >= size), (1.0, "đồng"))
    return 1.0, unit_names().get(unit or "", "").strip()
