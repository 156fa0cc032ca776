"""Times told from the text's own: today, next year, the term to come, "năm rồi"."""

from __future__ import annotations

import re

from extraction.frame import Frame
from extraction.rules.period_openings import ENDS_WITH_LAST_YEAR, PARTS_OF_YEAR
from extraction.rules.periods import PeriodMention

_GONE = "năm rồi"
_RELATIVE = ("next_year", "next_term", "today")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def dated_ahead(periods: list[PeriodMention], frame: Frame) -> list[PeriodMention]:
    """The times with "năm tới", "sang năm", "nhiệm kỳ tới" as the year and the term they are.

    Next year is the one behind the year that the text reviews; a term to come is known only in a
    paper of a congress, and elsewhere such words tell no time. The next school year is told by
    the year of its end, and begins in September. "9 tháng năm ngoái" is of the year before.
    """
    over = (frame.published or "")[:4] == str(frame.now.year + 1)
    if not any(row.kind in _RELATIVE or row.text.endswith(ENDS_WITH_LAST_YEAR) for row in periods):
        return periods
    told: list[PeriodMention] = []
    for row in periods:
        if row.kind == "next_year":
            school = "năm học" in row.text and _month(frame) >= _SEPTEMBER
            row = row._replace(kind="year", year=frame.now.year + (2 if school else 1))
        elif row.text == _GONE and over and not row.base:
            row = row._replace(kind="year", year=frame.now.year)  # in January, the one reviewed
        elif (
            row.kind in PARTS_OF_YEAR
            and row.year is None
            and row.text.endswith(ENDS_WITH_LAST_YEAR)
        ):
            reviewed = over and not row.text.endswith("trước")  # in January
            row = row._replace(year=frame.now.year - (0 if reviewed else 1))
        elif row.kind == "today":
            if not _DAY.fullmatch(frame.published or ""):
                continue
            year, month, day = map(int, (frame.published or "").split("-"))
            row = row._replace(kind="day", year=year, number=month, day=day)
        elif row.kind == "next_term":
            if not (frame.congress and frame.plan_period.endswith("Y")):
                continue
            first, years = int(frame.plan_period[:4]), int(frame.plan_period[12:-1])
            if first + years <= frame.now.year:
                first += years  # "nhìn lại nhiệm kỳ 2015 - 2020"
            row = row._replace(kind="span", year=first, last=first + years, number=years)
        told.append(row)
    return told


def _is_part_of_last_year(row: PeriodMention) -> bool:
    return row.kind in PARTS_OF_YEAR and row.text.endswith(ENDS_WITH_LAST_YEAR)


def _month(frame: Frame) -> int:
    """The month of the page's day, or the last that it reviews; 0 for one that tells neither."""
    day = frame.published
    return int(day[5:7]) if day and len(day) > len("2022-") else frame.now.month or 0


_SEPTEMBER = 9
