"""Whether a number of what is grown is of a season and of no day."""

from __future__ import annotations

from extraction.passage import Scene, between
from extraction.rules.measures import Told
from extraction.rules.periods import PeriodMention


def is_seasonal(code: str) -> bool:
    """Whether a crop season can be the period of a number of this code."""
    return code.startswith("crop_")


def is_of_season(scene: Scene, number: int, code: str) -> bool:
    """Whether a season can be its period: all grain's only where it is named with it.

    "tổng sản lượng quy thóc vụ Xuân 2.100 tấn", not "vụ đông xuân được mùa, sản lượng lương thực".
    """
    if not code.startswith("cereal_"):
        return is_seasonal(code) and not _grows_for_years(scene, number)
    first, last = scene.edges[number][0], scene.quantities[number].start
    return any(
        row.kind == "season" and scene.marks_between(row.end, last) in ("", ":")
        for row in between(scene.periods, first, last)
    )


def _grows_for_years(scene: Scene, number: int) -> bool:
    """ "Vụ đông xuân gieo 6.930 ha. Cà phê vẫn là cây chính với 35.400 ha": of no season."""
    start = scene.quantities[number].start
    named = between(scene.items, scene.start, start) if scene.items else ()
    if not named or named[-1].item is None or named[-1].item[1] != "perennial":
        return False
    return not any(row.kind == "season" for row in between(scene.periods, scene.start, start))


def is_of_whole_season(scene: Scene, number: int, told: Told, day: PeriodMention) -> bool:
    """ "Đến ngày 25/4 đã gặt 1.600 ha; năng suất 63,2 tạ/ha": a harvest's yield is of no day."""
    if told.unit != "TONNE/HA" or not is_seasonal(told.code):
        return False
    return bool(between(scene.quantities, day.end, scene.quantities[number].start))
