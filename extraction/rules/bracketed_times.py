"""Times inside a bracket that has closed: whether one still tells of what follows it."""

from __future__ import annotations

from extraction.passage import Scene, between
from extraction.rules.periods import PeriodMention


def is_bracketed_away(scene: Scene, row: PeriodMention, position: int) -> bool:
    """A time inside a bracket that closed before the quantity says nothing of it.

    The days of a holiday do ("Kỳ nghỉ lễ (1 - 4/9), thị xã đón 81.600 lượt khách").
    """
    if row.kind == "days":
        return False
    depth = 0
    for separator in between(scene.separators, row.end, position):
        if separator.mark in "([":
            depth += 1
        elif separator.mark in ")]":
            if depth == 0:
                if scene.quantities[0].start > separator.start:
                    return (
                        False  # "Hộ nghèo (rà soát cuối năm 2015) 3.274 hộ": said of the sentence
                    )
                opening = [
                    s for s in between(scene.separators, scene.start, row.start) if s.mark in "(["
                ]
                if not opening:
                    return False
                # "TNGT (từ 16/12/2017 đến 15/11/2018): 178 vụ": the bracket explains the head.
                # "Từ đầu năm đến nay (8 tháng), tỉnh đã ...": the bracket explains the time.
                normal = scene.reading.normal
                lead = normal[max(scene.start, opening[-1].start - 6) : opening[-1].start].rstrip()
                after = normal[separator.start + 1 : position].lstrip()
                told = between(scene.quantities, opening[-1].start, separator.start)
                explains = not told and lead.endswith(("nay", "năm", "kỳ"))
                held = normal[opening[-1].start + 1 : separator.start]
                alone = not told and len(held) - (row.end - row.start) < 12
                stops = between(scene.separators, separator.start + 1, position)
                return not (after.startswith(":") or explains or (alone and not stops))
            depth -= 1
    return False
