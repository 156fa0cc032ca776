"""Months that a text names amid other numbers, and that frame no page."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extraction.rules.periods import PeriodMention
from extraction.rules.quantity import Quantity


def is_one_of_many(
    normal: str,
    periods: list[PeriodMention],
    quantities: Sequence[Quantity],
    told: PeriodMention,
    *,
    congress: bool,
) -> bool:
    """Whether its paragraph tells several numbers before the months, all of them without a time.

    "Xã có diện tích 1.592 ha, dân số 15.640 người, 9 ấp. ... Mười tháng đầu năm thu hoạch 13.200
    tấn". At a congress the numbers before them may have times: those of its term.
    """
    opened = normal.rfind("\n", 0, told.start) + 1
    if sum(opened <= row.start < told.start for row in quantities) < _SEVERAL:
        return False
    return congress or not any(opened <= row.start < told.start for row in periods)


#: So many numbers that stand before the months of their paragraph are of no months.
_SEVERAL = 4


def is_run_of_months(normal: str, row: PeriodMention, published: str | None) -> bool:
    """ "nửa năm đầu vận hành" in December, "3 tháng qua" in October: how long, and not when."""
    if row.kind != "months" or row.year or row.base or published is None or len(published) < 7:
        return False
    return _RUN.match(normal, row.end) is not None and (row.number or 0) + 2 < int(published[5:7])


_RUN = re.compile(r"(?: đầu(?: tiên)?)? (?:qua|gần đây|đi vào|vận hành|hoạt động)(?!\w)")
