"""Times told by where they begin and end: "từ 16/12 đến 15/11", "từ tháng 4 đến tháng 9"."""

from __future__ import annotations

import re
from datetime import date, timedelta

#: The kind of a time, its year, month and day, and how many months or days it lasts.
Window = tuple[str, int | None, int | None, int | None, int | None]


def number_of(text: str | None) -> int | None:
    """The number that a group of a pattern holds, None where it matched nothing."""
    return int(text) if text else None


def window_of_months(group: re.Match[str]) -> Window | None:
    """ "từ tháng 4 đến tháng 9/2021": the months of one year, or of two that are both told."""
    first, last = int(group["fm"]), int(group["tm"])
    year, end_year = number_of(group["yfm"]), number_of(group["ytm"])
    months = last - first + 1 + (12 * (end_year - year) if year and end_year else 0)
    if not (1 <= first <= 12 and 1 <= last <= 12) or months < 2:
        return None
    year = year or end_year
    if first == 1 and months <= 12:
        return "months", year, months, None, None
    return "window", year, first, 1, months


def window_of_days(group: re.Match[str]) -> Window | None:
    """ "từ 1 - 4/9", "kỳ nghỉ lễ (28/4 - 1/5)", "từ 16/12/2017 đến 15/11/2018"."""
    day, month, end_day, end_month, told_year = "d1", "m1", "d2", "m2", "y2"
    if group["d9"]:
        day, month, end_day, end_month, told_year = "d8", "m8", "d9", "m9", "y9"
    last_month = int(group[end_month])
    first_day, first_month = int(group[day]), int(group[month] or last_month)
    told = number_of(group[told_year])
    end_year = told or 2001  # any common year: only the months are counted
    year = (number_of(group["y1"]) if group["d1"] else None) or (
        end_year - 1 if (first_month, first_day) > (last_month, int(group[end_day])) else end_year
    )
    try:
        first = date(year, first_month, first_day)
        last = date(end_year, last_month, int(group[end_day]))
    except ValueError:
        return None
    after = last + timedelta(days=1)
    months = (after.year - first.year) * 12 + after.month - first.month
    days = (after - first).days
    if days <= _LONGEST_HOLIDAY and (first.month, first.day) != (1, 1) and months < 2:
        # "4 ngày nghỉ lễ (từ 1 - 4/9)"
        return "days", told and first.year, first.month, first.day, days
    apart = after.day != first.day and (first.month, first.day) != (1, 1)
    if apart and months < _LONGEST_WINDOW:
        # "Một trăm ngày (từ 1/7 đến 8/10)": counted from a day within the year
        return "days", told and first.year, first.month, first.day, days
    if after.day != first.day or months < 1:
        return "day", told and last.year, last.month, last.day, None
    return "window", told and first.year, first.month, first.day, months


#: No longer count of days is one of itself, in months.
_LONGEST_WINDOW = 12
#: A window of fewer days than a month is told in days.
_LONGEST_HOLIDAY = 27
