"""The place at which a sentence opens, for its later clauses."""

from __future__ import annotations

import re

from extraction.passage import Scene, between
from extraction.rules.places import Place


def opened_at(scene: Scene, clause: int) -> Place | None:
    """ "Tại Tam Kỳ, 426 người được khám tuyển; 120 thanh niên nhập ngũ": where a sentence opens.

    It holds for its later clauses that name no place (`clause` is where the number's begins).
    """
    if clause == scene.start:
        return None
    before = between(scene.places, scene.start, clause)
    if not before or any(row.place != before[0].place for row in before[1:]):
        return None
    normal, first = scene.reading.normal, before[0]
    opens = _OPENS_AT.fullmatch(normal, scene.start, first.start) is not None
    return first.place if opens and normal.startswith(",", first.end) else None


_OPENS_AT = re.compile(r"[\s*+•-]*(?:riêng |còn )?(?:tại|ở) ")
