"""The page's own date: its date lines, the paper's issue, and what only looks like one."""

from __future__ import annotations

import re

from extraction.rules.periods import PeriodMention
from extraction.text import Reading
from extraction.title import ASSESSES, is_counted_to

#: A date as metadata writes it: year, month, day.
ISO_DAY = re.compile(r"((?:1(?<!\d.)9|2(?<!\d.)0)\d\d)-(0[1-9]|1[0-2])(?:-([0-3]\d))?(?!\d)")


def published_day(
    reading: Reading,
    periods: list[PeriodMention],
    header_end: int,
    stamps: list[tuple[int, int, int]],
) -> str | None:
    """The page's own date (ISO, or its beginning) from its first lines, else from its last.

    `stamps` are the days of its date lines (`stamped_days`).
    """
    iso = ISO_DAY.search(reading.normal, 0, header_end)
    if iso is None and len(stamps) > 1:
        # "Thứ 7, 23/11/2024, 14:06" above "Thứ 4, 25/09/2019": the day of the visit, then its own
        year, month, day = min(stamps)
        return f"{year}-{month:02d}-{day:02d}"
    for mention in periods:
        if mention.start >= header_end:
            break
        if mention.kind == "day" and (mention.year or 0) >= _FIRST_PAGES and mention.day:
            if _is_of_history(reading.normal, mention, periods) or _is_of_link(
                reading.normal, mention
            ):
                continue
            if iso is None or mention.start < iso.start():
                later = _month_told_after(reading.normal, mention, periods)
                return later or f"{mention.year}-{mention.number:02d}-{mention.day:02d}"
            break
    if iso is not None:
        return "-".join(part for part in iso.groups() if part)
    for row in reading.normal[:header_end].split("\n"):
        if (issue := month_of_issue(row)) is not None:
            return issue
    tail = len(reading.normal) - 400
    for mention in reversed(periods):
        if mention.start < tail:
            break
        if (
            mention.kind == "day"
            and mention.year
            and mention.day
            and not _is_of_history(reading.normal, mention, periods)
            and not _is_of_link(reading.normal, mention)
        ):
            return f"{mention.year}-{mention.number:02d}-{mention.day:02d}"
    return None


def stamped_days(
    reading: Reading, periods: list[PeriodMention], header_end: int
) -> list[tuple[int, int, int]]:
    """The days (year, month, day) that date lines among the first lines tell."""
    return [
        (mention.year, mention.number, mention.day)
        for mention in periods
        if mention.start < header_end
        and mention.kind == "day"
        and mention.year
        and mention.year >= _FIRST_PAGES
        and mention.number
        and mention.day
        and _is_stamp(reading.normal, mention)
    ]


def _month_told_after(normal: str, day: PeriodMention, periods: list[PeriodMention]) -> str | None:
    """The month told as over in a text that only counts something up to a day before it.

    "Trong tháng 10/2013, sản lượng 35.189 tấn. Lũy kế đến ngày 30/9/2013 ...": of October.
    """
    counted = is_counted_to(day) or normal.endswith(_COUNTED_TO, 0, day.start)
    if _is_stamp(normal, day) or not counted:
        return None
    later = [
        row.number or 0
        for row in periods
        if row.kind == "month" and row.year == day.year and not row.base
    ]
    latest = max(later, default=0)
    return f"{day.year}-{latest:02d}" if latest > (day.number or 12) else None


_COUNTED_TO = ("đến ", "tới ", "hết ")
#: No page of the web is older: an earlier day is an anniversary's ("30/4/1975-30/4/2024").
_FIRST_PAGES = 1996


def is_visit(normal: str, mention: PeriodMention) -> bool:
    """ "Hôm nay, Thứ hai ngày 10/08/2020" on top of a page is the day on which it was fetched."""
    if mention.kind != "day":
        return False
    return normal.startswith("hôm nay", normal.rfind("\n", 0, mention.start) + 1)


def _is_of_history(normal: str, day: PeriodMention, periods: list[PeriodMention]) -> bool:
    """Whether a sentence dates a paper years before what the text tells.

    "sáp nhập theo Nghị quyết 12 ngày 17/12/2019. ... Tỷ lệ hộ nghèo năm 2022 là 9%"
    """
    if _is_stamp(normal, day):
        return False
    before = max(0, day.start - 120)
    cited = _CITES.search(normal, before, day.start) or _PAPER_OF.search(normal, before, day.start)
    opening = max(0, normal.rfind("\n", max(0, day.start - _LONG_PREAMBLE), day.start))
    if cited is None and (opening or day.start < _LONG_PREAMBLE):
        cited = _CARRIES_OUT.match(normal, opening, day.start)
    if cited is None:
        return False
    # "chỉ tiêu năm 2018 giao tại Quyết định 1167/QĐ-TTg ngày 28-6-2017"
    later = cited[0].startswith("theo ") and not _opens_with_next_year(normal, day, periods)
    years = range(2 if later else 1, 6)
    return any(
        row.kind in ("year", "months", "quarter")
        and row.year is not None
        and row.year - (day.year or 0) in years
        and not row.base
        and "đến" not in normal[max(0, row.start - 5) : row.start + 4]
        for row in periods
    )


def _opens_with_next_year(normal: str, day: PeriodMention, periods: list[PeriodMention]) -> bool:
    """ "Năm 2017, ... Theo Quyết định 951 ngày 27/5/2016, ...": of the year told first."""
    return any(
        row.kind in ("year", "months", "quarter")
        and row.year == (day.year or 0) + 1
        and not normal[max(0, row.start - 8) : row.start].rpartition("\n")[2].strip(" -+*•")
        for row in periods
        if row.start < day.start
    )


_CITES = re.compile(
    r"(?<!\w)(?:theo|tại) (?:\w+ ){0,2}(?:nghị quyết|quyết định|đề án|nghị định)[^.;\n]*\Z"
)


#: "bám sát Nghị quyết số 05-NQ/TU ngày 24/10/2016 của Tỉnh ủy": the paper's own day.
_PAPER_OF = re.compile(
    r"(?<!\w)(?:nghị quyết|quyết định|chỉ thị|nghị định|đề án|công văn) số \S{1,30} (?:ngày )?\Z"
)


#: "Thực hiện chỉ đạo của Chính phủ ... và Quyết định số 5028/QĐ-UBND ngày 28/12/2018".
_CARRIES_OUT = re.compile(
    r"\s*(?:thực hiện|căn cứ|triển khai) [^\n]*"
    r"(?:quyết định|nghị quyết|kế hoạch|chỉ thị|công văn) số \S{1,30} (?:ngày )?\Z"
)


#: So far behind the start of its line a decision's date may stand.
_LONG_PREAMBLE = 600


def _is_stamp(normal: str, mention: PeriodMention) -> bool:
    """Whether the day stands in a short line of its own: a date line, not a sentence."""
    start = normal.rfind("\n", 0, mention.start) + 1
    end = normal.find("\n", mention.end)
    line = normal[start : end if end >= 0 else len(normal)]
    if _is_of_link(normal, mention):
        return False
    return len(line.strip()) < _STAMP_LENGTH and not line.rstrip().endswith(".")


def _is_of_link(normal: str, mention: PeriodMention) -> bool:
    start = normal.rfind("\n", max(0, mention.start - _LONGEST_LINK), mention.start) + 1
    if not start and mention.start > _LONGEST_LINK:
        return False
    if normal.startswith(_SOURCE, start):
        return False  # "Nguồn: Báo Nghệ An (10/8/2016)"
    return any(link.match(normal, start, mention.end + 1) for link in (_OF_LINK, _OF_LINKS_ROW))


_SOURCE = ("nguồn:", "nguồn tin:", "theo báo ", "(nguồn:")
#: A day further behind the start of its line is no link's.
_LONGEST_LINK = 300
#: "- Thống nhất phương án thành lập Đảng bộ 04.06.2025": one of the links below a text.
_OF_LINKS_ROW = re.compile(r"\s*[-•\"*+>] ?(?:\S{1,40} +){5,}\d{1,2}[./-]\d{1,2}[./-]\d{4}")
#: "• Báo cáo tháng 5 năm 2024 (20/05/2024)": when another page came out.
_OF_LINK = re.compile(r"[^(\n]*\w+ +\w+ +\w[^(\n]*\( ?\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{4})? ?\)")


_STAMP_LENGTH = 70


def without_clock(normal: str, periods: list[PeriodMention]) -> list[PeriodMention]:
    """The times without a date above all else that no time of the text comes near.

    "Thứ ba, 21/03/2023 / BÁO LẠNG SƠN ĐIỆN TỬ ... Tính đến hết tháng 10/2012": the day on which
    the page was fetched.
    """
    first = next((row for row in periods if row.kind == "day" and row.year and row.day), None)
    if first is None or "\n" in normal[: first.start].lstrip():
        return periods
    told = [row for row in periods if row.start > first.end and row.year and not row.base]
    latest = max((row.last or row.year or 0 for row in told), default=0)
    dated = any(row.kind in ("month", "day") and row.year == latest for row in told)
    clock = dated and latest + _LONG_AGO <= (first.year or 0)
    return [row for row in periods if row is not first] if clock else periods


#: A page whose text tells nothing of the years before its date was not written on that date.
_LONG_AGO = 3


def month_of_issue(row: str) -> str | None:
    """ "Báo Gia Lai điện tử - Kinh tế - 12/2016": when the paper came out, not what it reviews."""
    issue = _MONTH_OF_ISSUE.search(row) if len(row) < _STAMP_LENGTH and "/" in row else None
    if issue is None or ASSESSES.search(row) is not None:
        return None
    return f"{issue[2]}-{issue[1]:0>2}"


def is_of_issue(normal: str, mention: PeriodMention) -> bool:
    """Whether the month stands in a line that tells when the paper came out."""
    if mention.kind != "month":
        return False
    start, end = normal.rfind("\n", 0, mention.start) + 1, normal.find("\n", mention.end)
    return month_of_issue(normal[start : end if end >= 0 else len(normal)]) is not None


_MONTH_OF_ISSUE = re.compile(
    r"(?:\A\s*|[-–|»] ?|\s{2,}|cập nhật:? ?)(0?[1-9]|1[0-2])/(20\d\d)(?:\s*\Z|\s{2,}| ?[|»])"
)
