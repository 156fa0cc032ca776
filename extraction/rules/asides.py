"""Sentences that turn to one place of those just reported on: "Riêng phường A đón ..."."""

from __future__ import annotations

import re

from extraction.passage import Scene, between

_ALONE = re.compile(r"\s*riêng (?:tại |ở )?")
_NEAR = 2


def turns_to_place(scene: Scene) -> bool:
    """Whether "riêng" and a place open the sentence: it goes on with the whole, not with a part."""
    alone = _ALONE.match(scene.reading.normal, scene.start) if scene.places else None
    return alone is not None and bool(between(scene.places, alone.end(), alone.end() + _NEAR))
