"""Who set the plan that a number is a share of."""

from __future__ import annotations

from typing import cast

from extraction.lexicon import Mention
from extraction.observation import PlaceLevel, Planner
from extraction.passage import Scene, between
from extraction.rules.plan_words import lists_shares_of_plan

#: Levels whose own plan "địa phương giao" means.
_OWN = frozenset(("province", "district", "commune"))


def read_planner(
    scene: Scene, number: int, level: PlaceLevel, province_is_city: bool
) -> Planner | None:
    """Who set the plan, from the words beside the plan's name.

    `level` is that of the article's own place; `province_is_city` tells whether "thành phố giao"
    means the province.
    """
    if not scene.words_of("planner"):
        return None
    row = _in_turn(scene, number) or _beside(scene, number) or _of_list(scene, number)
    value = row.word.value if row is not None and row.word is not None else ""
    if value == "city":
        return "province" if province_is_city or level == "province" else "district"
    if value == "own":
        return cast(Planner, level) if level in _OWN else None
    return cast(Planner, value) if value else None


def _beside(scene: Scene, number: int) -> Mention | None:
    quantity = scene.quantities[number]
    _, near_left, near_right, _ = scene.edges[number]
    named = scene.words_of("planner")
    after = between(named, quantity.end, near_right)
    return next(iter((*after, *between(named, near_left, quantity.start))), None)


def _of_list(scene: Scene, number: int) -> Mention | None:
    """ "đạt cao so với nghị quyết HĐND huyện, cụ thể: A 107%": whose plan the head names."""
    if not lists_shares_of_plan(scene, number):
        return None
    colon = scene.reading.normal.find(":", scene.start, scene.quantities[number].start)
    named = between(scene.words_of("planner"), scene.start, colon)
    return named[-1] if named else None


def _in_turn(scene: Scene, number: int) -> Mention | None:
    """ "đạt 43% và 34% kế hoạch tỉnh, HĐND huyện giao": the planner whose turn it is."""
    first, last = scene.rows[number]
    if first == last:
        return None
    stop = scene.edges[last][3]
    named = between(scene.words_of("planner"), scene.quantities[last].end, stop)
    return named[number - first] if len(named) == last - first + 1 else None
