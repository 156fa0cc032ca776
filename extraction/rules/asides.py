"""Sentences that turn to one of the places or times just reported on: "Riêng phường A đón ..."."""

from __future__ import annotations

import re

from extraction.passage import Scene, between

_ALONE = re.compile(r"\s*riêng (?:tại |ở )?")
_NEAR = 2


def turns_to_place(scene: Scene) -> bool:
    """Whether "riêng" and a place open the sentence: it goes on with the whole, not with a part."""
    alone = _ALONE.match(scene.reading.normal, scene.start) if scene.places else None
    return alone is not None and bool(between(scene.places, alone.end(), alone.end() + _NEAR))


def turns_to_part(scene: Scene, whole: str) -> bool:
    """ "(2021-2025 thu ước đạt 3.460 tỷ đồng.) Riêng 6 tháng đầu năm 2025, thu đạt 412 tỷ đồng".

    A time that "riêng" opens, of a `whole` of several years: what its months came to is known.
    """
    if not whole.endswith("Y"):
        return False
    alone = _ALONE.match(scene.reading.normal, scene.start) if scene.periods else None
    if alone is None:
        return False
    told = between(scene.periods, alone.end(), alone.end() + _NEAR)
    return bool(told) and told[0].kind in _PARTS and not told[0].base


_PARTS = frozenset(("months", "quarter", "month"))
