"""SDMX time periods as people say them, in Vietnamese and in English."""

from __future__ import annotations

import calendar
import datetime
import re
from functools import cache

QUARTERS = ("I", "II", "III", "IV")
UNKNOWN = ("không rõ kỳ", "period not told")
_FORM = re.compile(
    r"(?P<year>\d{4})"
    r"(?:-(?:S(?P<half>[12])|Q(?P<quarter>[1-4])|(?P<month>\d{2})(?:-(?P<day>\d{2}))?))?"
    r"(?:/P(?P<length>\d+)(?P<of>[YMD]))?"
)


@cache
def period_names(period: str | None) -> tuple[str, str]:
    """`2022-S1` → `("6 tháng đầu năm 2022", "first half of 2022")`.

    A period in another form is told as it is written, in both languages.
    """
    if period is None:
        return UNKNOWN
    form = _FORM.fullmatch(period)
    if form is None:
        return period, period
    year, of = form["year"], form["of"]
    if of:
        return _window(form)
    if form["half"]:
        first = form["half"] == "1"
        return (
            f"6 tháng {'đầu' if first else 'cuối'} năm {year}",
            f"{'first' if first else 'second'} half of {year}",
        )
    if form["quarter"]:
        return f"quý {QUARTERS[int(form['quarter']) - 1]}/{year}", f"Q{form['quarter']} {year}"
    if form["day"]:
        date = _date(form)
        return f"đến {_vietnamese(date)}", f"as of {_english(date)}"
    if form["month"]:
        month = int(form["month"])
        return f"tháng {month}/{year}", f"{calendar.month_name[month]} {year}"
    return f"năm {year}", year


def _window(form: re.Match[str]) -> tuple[str, str]:
    """A start and a length: months from January and whole years have short names."""
    start, length, of = _date(form), int(form["length"]), form["of"]
    if of == "Y" and (start.month, start.day) == (1, 1):
        told = f"{start.year}–{start.year + length - 1}"
        return told, told
    if of == "M" and (start.month, start.day) == (1, 1) and length < 12:
        return f"{length} tháng đầu năm {start.year}", f"first {length} months of {start.year}"
    end = _end(start, length, of)
    return (
        f"{_vietnamese(start)} – {_vietnamese(end)}",
        f"{_english(start)} – {_english(end)}",
    )


def _end(start: datetime.date, length: int, of: str) -> datetime.date:
    """The last day of a window that begins on `start`."""
    if of == "D":
        return start + datetime.timedelta(days=length - 1)
    months = start.month - 1 + length * (12 if of == "Y" else 1)
    year, month = start.year + months // 12, months % 12 + 1
    day = min(start.day, calendar.monthrange(year, month)[1])
    return datetime.date(year, month, day) - datetime.timedelta(days=1)


def _date(form: re.Match[str]) -> datetime.date:
    return datetime.date(int(form["year"]), int(form["month"] or 1), int(form["day"] or 1))


def _vietnamese(date: datetime.date) -> str:
    return f"{date.day}/{date.month}/{date.year}"


def _english(date: datetime.date) -> str:
    return f"{date.day} {calendar.month_name[date.month]} {date.year}"
