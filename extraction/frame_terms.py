"""The terms that a text is told of: the one that a party congress closes or opens."""

from __future__ import annotations

import re

from extraction.rules.periods import PeriodMention


def day_of_congress(periods: list[PeriodMention], header_end: int, stamped: int) -> str | None:
    """The day that opens the term of a congress long over, where the page's stamp is later.

    "Chủ nhật, 28/05/2023 ... Đại hội nhiệm kỳ 2010-2015 trong 2 ngày 18 và 19 tháng 6 năm 2010"
    """
    head = [row for row in periods if row.start < header_end]
    terms = [row for row in head if row.kind == "span" and row.year and row.last]
    if not terms or any((row.last or 0) >= stamped for row in terms):
        return None
    first = max(row.year or 0 for row in terms)
    days = [row for row in head if row.kind == "day" and row.year == first]
    return f"{first}-{days[0].number:02d}-{days[0].day:02d}" if days else None


def term_to_come(
    periods: list[PeriodMention], header_end: int, year: int
) -> tuple[int, int] | None:
    """The term that a party congress of the year opens ("nhiệm kỳ 2025-2030")."""
    for row in periods:
        if row.start >= header_end:
            break
        if row.kind == "span" and row.year == year and row.last and row.last >= year + 4:
            return row.year, row.last
    return None


def year_between_terms(normal: str, periods: list[PeriodMention], congress: bool) -> int | None:
    """The year in which the last term told begins: of a congress, or where the one before ends.

    It is the term's last where that is told as past ("đến năm 2015 đã giảm còn 11,5%"). None where
    the text tells of a year inside that term, as one that is over.
    """
    terms = [
        (row.year, row.last)
        for row in periods
        if row.kind == "span" and row.year and row.last == row.year + _TERM
    ]
    if not terms:
        return None
    first, last = max(terms)
    if not congress and all(end != first for _, end in terms):
        return None
    inside = any(
        first < (row.year or 0) < last and not row.base and row.kind != "span" for row in periods
    )
    if any(row.year == last and normal.startswith(" đã ", row.end) for row in periods):
        return last
    if inside and congress and re.search(_AIMED.format(last), normal) is not None:
        return first
    return None if inside else first


#: "Các chỉ tiêu chủ yếu đến năm 2030", of a congress: its term is still to come.
_AIMED = r"(?<!\w)(?:chỉ tiêu|mục tiêu)[^.;\n\d]{{0,60}} đến (?:hết |cuối )?năm {}(?!\d)"


_TERM = 5


def is_amid_term(periods: list[PeriodMention], header_end: int, year: int | None) -> bool:
    """ "Sau nửa nhiệm kỳ 2020-2025", in 2023: a paper that names a congress, and is of none."""
    terms = [row for row in periods if row.start < header_end and row.kind == "span" and row.year]
    if year is None:
        return False
    terms = [row for row in terms if (row.last or 0) >= year]
    return bool(terms) and all((row.year or 0) + 1 < year < (row.last or 0) for row in terms)
