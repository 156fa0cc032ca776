"""Times as SDMX periods: what a mention means now, the year before, the base of a comparison."""

from __future__ import annotations

import re
from typing import NamedTuple

from extraction.rules.periods import PeriodMention


class Now(NamedTuple):
    """What a relative time counts from: the period under review.

    `year` is the year reviewed or planned, `cumulative` the SDMX period of the report so far
    ("8 tháng đầu năm"), `month` the month under review where there is one, `term` the first and
    last year of the term last named, `day` the day of a page that names no months of its year.
    """

    year: int
    cumulative: str
    month: int | None
    term: tuple[int, int] | None = None
    day: str | None = None


def in_term(now: Now, term: tuple[int, int] | None) -> Now:
    """The same, with another term last named."""
    return now if now.term == term else now._replace(term=term)


def resolve(mention: PeriodMention, now: Now) -> str | None:
    """The SDMX period of a mention, None for one that only compares."""
    year = mention.year or now.year
    number, day = mention.number or 0, mention.day or 0
    kind = mention.kind
    if kind == "span":
        return f"{year}-01-01/P{number}Y"
    if kind in ("term", "term_end"):
        if now.term is None:
            return None
        return str(now.term[1]) if kind == "term_end" else term_period(now.term)
    if kind == "window":
        if day == 1 and (part := _PARTS_OF_YEAR.get((number, mention.last or 0))):
            return f"{year}{part}"  # "từ 1/7 đến 30/9": the third quarter
        return f"{year}-{number:02d}-{day:02d}/P{mention.last}M"
    if kind == "days":
        return f"{year}-{number:02d}-{day:02d}/P{mention.last}D"
    if kind == "months":
        return months_period(year, number)
    if kind == "rest_of_year" and 2 <= number < 12:
        # "bốn tháng còn lại": the last four
        return resolve(mention._replace(kind="window", number=13 - number, day=1, last=number), now)
    if kind == "half_end":
        return f"{year}-S2"
    if kind == "quarter":
        return f"{year}-Q{number}"
    if kind == "month":
        return f"{year}-{number:02d}"
    if kind == "day":
        return f"{year}-{number:02d}-{day:02d}"
    if kind in ("year", "bare", "season", "end_of_year", "this_year"):
        return str(year)
    if kind == "cumulative":
        earlier = now.year - mention.year if mention.year else 0
        if earlier == 0 and now.day and mention.text.startswith("từ đầu năm"):
            return now.day  # "Từ đầu năm đến nay", on a page of the 19th of September
        if earlier <= 0:
            return now.cumulative if earlier == 0 else None
        if now.month is None:
            return f"{year}-01-01/P{earlier + 1}Y"
        return f"{year}-01-01/P{12 * earlier + now.month}M"
    if kind == "this_month":
        return f"{now.year}-{now.month:02d}" if now.month else now.cumulative
    if kind == "this_quarter":
        if _QUARTER.fullmatch(now.cumulative):
            return now.cumulative
        return f"{now.year}-Q{(now.month + 2) // 3}" if now.month else None
    if kind in ("previous_quarter", "previous_term", "years_ago"):
        return None  # only a comparison names it
    if kind == "previous_month":
        return _previous_month(now)
    if kind == "last_year" or (kind == "start_of_year" and mention.base):
        return str(year - 1)
    return None


_QUARTER = re.compile(r"\d{4}-Q\d")


def _previous_month(now: Now) -> str | None:
    if not now.month:
        return None
    year, month = (now.year, now.month - 1) if now.month > 1 else (now.year - 1, 12)
    return f"{year}-{month:02d}"


#: The months of a year, by the first and how many they are, that SDMX names shorter.
_PARTS_OF_YEAR = {(1, 3): "-Q1", (4, 3): "-Q2", (7, 3): "-Q3", (10, 3): "-Q4", (1, 12): ""}
_PARTS_OF_YEAR |= {(1, 6): "-S1", (7, 6): "-S2"}


def term_period(term: tuple[int, int]) -> str:
    """A five-year term by its first and last year, as the contract counts it ("2020-2025")."""
    years = 5 if 4 <= term[1] - term[0] <= 5 else term[1] - term[0] + 1
    return f"{term[0]}-01-01/P{years}Y"


def months_period(year: int, months: int) -> str:
    """The first n months of a year in the shortest SDMX form."""
    if months == 12:
        return str(year)
    if months == 6:
        return f"{year}-S1"
    if months == 3:
        return f"{year}-Q1"
    return f"{year}-01-01/P{months}M"


def sums_to_month(period: str) -> str | None:
    """The month that ends a sum of a year's first months, of a half or a quarter; else None."""
    told = _SUMMED.fullmatch(period)
    if told is None:
        return None
    year, part, number, months = told.groups()
    last = int(months) if months else int(number) * {"Q": 3, "S": 6}[part]
    return f"{year}-{last:02d}" if last <= 12 else None


_SUMMED = re.compile(r"(\d{4})-(?:([QS])(\d)|01-01/P(\d+)M)")


def year_before(period: str) -> str:
    """The same period one year earlier."""
    year = int(period[:4]) - 1
    shifted = f"{year}{period[4:]}"
    return f"{year}-02-28" if shifted.endswith("-02-29") else shifted


def base_of(mention: PeriodMention, period: str, now: Now) -> str | None:
    """What a change of `period` compares with, as the mention says ("so với cùng kỳ")."""
    if mention.kind == "same":
        if mention.year and str(mention.year) != period[:4]:
            return f"{mention.year}{period[4:]}"
        return year_before(period)  # "so với cùng kỳ năm 2021", said of 2021: a slip of the year
    if mention.kind == "previous_quarter":
        return _quarter_before(period)
    if mention.kind == "previous_term":
        span = period if period.endswith("Y") else term_period(now.term) if now.term else None
        return f"{int(span[:4]) - int(span[-2])}{span[4:]}" if span else None
    if mention.kind == "years_ago":
        return str(last_year_of(period) - (mention.number or 0))
    if mention.kind == "previous_month":
        return month_before(period) or _window_before(period) or _previous_month(now)
    if mention.kind in ("start_of_year", "last_year"):
        return str((mention.year or int(period[:4])) - 1)
    if mention.kind == "end_of_year":
        return str(mention.year or int(period[:4]) - 1)
    if mention.kind == "season":
        return str(mention.year or int(period[:4]) - 1)
    if mention.kind == "day" and (mention.number, mention.day) == (12, 31) and mention.year:
        return str(mention.year)
    if mention.kind == "term_start":
        if now.term:
            return str(now.term[0])
        # terms of the Party begin in years that end in 0 or 5: that of 2020 in 2015
        return str((int(period) - 1) // 5 * 5) if len(period) == 4 else period[:4]
    if (
        mention.kind == "month"
        and mention.year is None
        and (mention.number or 0) >= _month_of(period)
    ):
        return f"{int(period[:4]) - 1}-{mention.number:02d}"  # "so với tháng 12 năm trước"
    if mention.kind in ("year", "bare") and period == str(mention.year):
        return year_before(period)  # "so với năm 2019", said of 2019: a slip of the year
    return resolve(mention, now)


def _month_of(period: str) -> int:
    """The month of a period's end, 13 where it is of no month."""
    if len(period) == 7 and period[5:].isdigit():
        return int(period[5:])
    months = re.fullmatch(r"\d{4}-01-01/P(\d{1,2})M", period)
    return int(months[1]) if months else 13


def month_before(period: str) -> str | None:
    """The month before a month, also from a day of it on; None for any other period."""
    if period.endswith("/P1M") and int(period[5:7]) > 1:
        return f"{period[:5]}{int(period[5:7]) - 1:02d}{period[7:]}"  # "từ 15/9 đến 14/10"
    if len(period) != 7 or not period[5:].isdigit():
        return None
    year, month = int(period[:4]), int(period[5:])
    return f"{year}-{month - 1:02d}" if month > 1 else f"{year - 1}-12"


def _window_before(period: str) -> str | None:
    """The month from a day that is before one from the same day ("15/8 đến 14/9")."""
    if not period.endswith("/P1M"):
        return None
    month = month_before(period[:7])
    return f"{month}{period[7:]}" if month else None


def _quarter_before(period: str) -> str | None:
    """The quarter before the one that the period ends with, None for a whole year."""
    year, tail = int(period[:4]), period[5:]
    if tail in _LAST_QUARTER:
        last = _LAST_QUARTER[tail]
    elif len(period) in (7, 10) and tail[:2].isdigit():
        last = (int(tail[:2]) + 2) // 3
    elif period.endswith("M") and "/P" in period:
        last = (int(period.split("/P")[1][:-1]) + 2) // 3
    else:
        return None
    return f"{year}-Q{last - 1}" if last > 1 else f"{year - 1}-Q4"


_LAST_QUARTER = {"Q1": 1, "Q2": 2, "Q3": 3, "Q4": 4, "S1": 2, "S2": 4}


def last_year_of(period: str) -> int:
    """The year in which a period ends."""
    year = int(period[:4])
    return year + int(period.split("/P")[1][:-1]) - 1 if period.endswith("Y") else year


_FIRST_MONTHS = {"S1": 1, "S2": 7, "Q1": 1, "Q2": 4, "Q3": 7, "Q4": 10}


def first_month_of(period: str) -> int:
    """The month in which a part of a year begins ("2021-Q3")."""
    part = period[5:7]
    return _FIRST_MONTHS.get(part) or int(part)


def is_to_come(period: str, day: str | None) -> bool:
    """Whether a part of a year has hardly begun by the month of `day` (ISO).

    A quarter in its first month and a half in its first two have not; a whole year never begins
    later.
    """
    if day is None or len(day) < 7 or len(period) < 7 or "/P" in period[7:]:
        return False
    begun = {"Q": 0, "S": 1}.get(period[5], -1)
    year, month = int(day[:4]), int(day[5:7])
    return (int(period[:4]), first_month_of(period) + begun) > (year, month - 1)


def implied_base(period: str) -> str | None:
    """What a bare change compares with: the year before, or the same months of it."""
    if period.endswith("Y"):
        return None
    if period.endswith("-12-31"):
        return str(int(period[:4]) - 1)  # the year's end compares with the end of the last
    return year_before(period)
