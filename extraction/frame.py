"""The document's frame: its date, the period it reviews, the year it plans, its page furniture."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from extraction.reference import any_of
from extraction.rules.period_arithmetic import Now, months_period, resolve, term_period
from extraction.rules.periods import PeriodMention, find_periods
from extraction.rules.quantity import Quantity
from extraction.text import Line, Reading
from extraction.title import (
    ASSESSES,
    HEADER_LINES,
    ISO_DAY,
    LEAD_LENGTH,
    anywhere,
    find_title,
    is_visit,
    label_of,
    month_of_issue,
    published_day,
    speaks_of_plans,
)

#: A title that names months or a quarter is a report's, whatever else it says.
_SHORT_TIMES = ("months", "month", "quarter", "half_end")
_CONGRESS = re.compile(r"đại hội (?:đại biểu )?(?:đảng|lần thứ)|đảng bộ [^.\n]{0,60}đại hội")
#: In a paper of the first two months: "các chỉ tiêu đề ra của năm trước đạt và vượt".
_EARLY = 2
_OF_LAST_YEAR = re.compile(
    r"(?<!\w)(?:chỉ tiêu|kết quả|nhiệm vụ|kế hoạch|nhìn lại)(?: (?!so |với |hơn )[^\s.;:\d]+){0,8}"
    r" năm (?:trước|qua|vừa qua|cũ)(?!\w)"
)
_MENU_MARKS = "|»>•"
_TELLS_A_SUM = re.compile(r"\d[\d.,]* ?(?:%|tỷ|triệu)")
#: "báo-cáo-tháng-6-và-6-tháng-đầu-năm-2018": a title as a path writes it.
_SLUG, _SLUG_DASHES = re.compile(r"\w(?<!\w.)\w*(?:-+\w+){6}"), 6


@dataclass(frozen=True, slots=True)
class Frame:
    """What the whole document says about every number in it.

    `now` holds the period under review; `plan_year` the year that plans without a year mean and
    `plan_period` their whole term;
    `plans` whether the document as a whole states plans; `published` an ISO date or its
    beginning; `furniture` the numbers of the lines that are page frame, not text; `told`
    that title or opening name the period.
    """

    now: Now
    period: str
    plan_year: int
    plan_period: str
    plans: bool
    published: str | None
    furniture: frozenset[int]
    title_line: int
    told: bool = False
    #: Whether the paper reviews a term at a party congress: growth without a year is the term's.
    congress: bool = False
    #: Whether the heading that tells the plans runs into the text, which is then all plans.
    runs_on: bool = False
    #: Whether the opening paragraphs name the months under review, where the title does not.
    opened: bool = False
    #: The year that estimates are of in a report on months ("9 tháng, ước cả năm 2020").
    estimated: str | None = None


@cache
def _line_start(role: str) -> re.Pattern[str]:
    phrases = any_of(role)
    return re.compile(rf"[^\w]{{0,4}}(?:{phrases})(?!\w)")


def _plans_come_later(title: str) -> bool:
    """Whether the title names months or a quarter before its first word of plans."""
    plan = anywhere("plan_head").search(title) or anywhere("plan_head_weak").search(title)
    times = [row for row in find_periods(title) if row.kind in ("months", "quarter")]
    return bool(times) and plan is not None and times[0].start < plan.start()


def find_furniture(reading: Reading, lines: list[Line]) -> frozenset[int]:
    """Numbers of the lines that are menus, counters, captions of the page or its foot."""
    found: set[int] = set()
    normal = reading.normal
    after = False
    marks = [mark for mark in _MENU_MARKS if mark in normal]
    for number, line in enumerate(lines):
        row = normal[line.start : line.end].strip()
        short = len(row) < 60
        if number > len(lines) * 0.4 and short and _line_start("furniture_after").match(row):
            after = True
        menu = bool(marks) and sum(map(row.count, marks)) >= 2 and not _TELLS_A_SUM.search(row)
        weather = short and "°" in row
        if (
            after
            or menu
            or weather
            or (number < HEADER_LINES and month_of_issue(row) is not None)
            or (row.count("-") >= _SLUG_DASHES and _SLUG.search(row))
            or (len(row) < 160 and _line_start("furniture").match(row))
        ):
            found.add(number)
    return frozenset(found)


def build_frame(
    reading: Reading,
    lines: list[Line],
    periods: list[PeriodMention],
    quantities: Sequence[Quantity],
    *,
    title: str | None,
    published: str | None,
) -> Frame:
    """Read the frame from title, header lines and date; falls back on the years in the text."""
    furniture = find_furniture(reading, lines)
    periods = [row for row in periods if not is_visit(reading.normal, row)]
    header_end = lines[min(HEADER_LINES, len(lines)) - 1].end if lines else 0
    if published is None or not ISO_DAY.match(published):
        published = published_day(reading, periods, header_end)
    opened = _CONGRESS.search(reading.normal, 0, header_end) is not None
    if opened and published is not None:
        published = _day_of_congress(periods, header_end, int(published[:4])) or published
    year_published = int(published[:4]) if published else None
    if year_published is None:
        year_published = _year_between_terms(reading.normal, periods, opened)
    month_published = int(published[5:7]) if published and len(published) >= 7 else None
    title_line, title_period, title_text = find_title(
        reading, lines, furniture, periods, title, published
    )
    says_plans = speaks_of_plans(title_text)
    # "Nghị quyết về phát triển kinh tế - xã hội năm 2020", published in 2019
    ahead = (
        title_period is not None
        and title_period.kind in ("year", "bare", "span")
        and (title_period.last or title_period.year or 0) > (year_published or 9999)
    )
    # "3 tháng đầu năm 2022 khởi sắc và nhiệm vụ trọng tâm": months told first are what was done
    done = (
        title_period is not None
        and title_period.kind in ("months", "quarter")
        and _plans_come_later(title_text)
    )
    # "Huyện A phấn đấu 16 tiêu chí/xã" is news of what is strived for, told by what was reached
    strives = title_period is None and "phấn đấu" in title_text
    plan = (says_plans is True and not done and not strives) or (says_plans is None and ahead)
    if plan and title_period is not None and title_period.kind in ("year", "end_of_year"):
        # "HĐND thành phố họp kỳ cuối năm 2020, thông qua 14 nghị quyết", in December
        over = title_period.year == year_published and (month_published or 1) >= _LATE
        plan = plan and not over
    reviewed_month = _month_reviewed(reading, title_period, header_end) if plan else None
    if reviewed_month is not None and title_period is not None:
        plan, title_period = False, title_period._replace(number=reviewed_month)
    if plan and title_period is not None and title_period.kind == "half_end":
        # "6 tháng cuối năm, phấn đấu về đích": the half before it is told, where the opening does
        first_half = _reviewed_months(reading, lines, periods, title_period.year)
        if first_half == _HALF:
            plan, title_period = False, None
    if opened and published is None and title_period is None:
        plan = plan or _only_ahead(reading, periods)
    if ahead and not plan:
        title_period = None  # "nhìn lại nhiệm kỳ qua ... đến năm 2035 thành đô thị"
    prose = title_text.rstrip().endswith((".", "!", "?", "...")) and title_line != 0
    told = (
        title_period is not None
        and not prose
        and (speaks_of_plans(title_text) is not None or title_period.kind in _SHORT_TIMES)
    )
    year = title_period.year if title_period and title_period.year else None
    over = title_period is not None and title_period.kind == "span" and not plan
    if over and title_period is not None and title_period.last:
        year = title_period.last if year_published is None else year
    if year is None:
        year = _main_year(periods, year_published, month_published)
        if year == year_published and (month_published or 12) <= _EARLY:
            year -= _OF_LAST_YEAR.search(reading.normal) is not None
    plan_year = year
    if title_period is not None and title_period.kind == "span":
        plan_year = title_period.last or year
    plan_period = str(plan_year)
    congress = opened
    coming = None
    if title_period is not None and title_period.kind == "span" and title_period.year:
        plan_period = f"{title_period.year}-01-01/P{title_period.number}Y"
    elif (
        congress
        and (coming := _term_to_come(periods, header_end, year_published or year)) is not None
    ):
        plan_year, plan_period = coming[1], term_period(coming)
    if plan:
        reviewed = min(year, year_published) if year_published else year - 1
        early = year == year_published and (month_published or 12) <= 3
        if early and any(
            row.year == year - 1
            and not row.base
            and row.start < header_end
            and ASSESSES.search(reading.normal, max(0, row.start - 80), row.start)
            for row in periods
        ):
            reviewed = year - 1  # in January, "tổng kết năm 2025, nhiệm vụ năm 2026"
        if title_period is None or title_period.kind == "span":
            reviewed = year_published or year
        now = Now(reviewed, str(reviewed), month_published)
        return Frame(
            now, str(reviewed), plan_year, plan_period, True, published, furniture, title_line,
            told, congress=congress, runs_on=any(
                label_of(reading, line, periods)
                for line in lines[:HEADER_LINES]
                if line.end - line.start > LEAD_LENGTH
            ),
        )  # fmt: skip
    months, month = None, None
    if (
        title_period is not None
        and title_period.kind == "span"
        and title_period.last
        and year_published is not None
        and (
            title_period.last > year_published or (congress and title_period.last == year_published)
        )
    ):
        # A review in the middle of a term tells the state of its own year.
        title_period, year = None, year_published
    if title_period is None or (title_period.kind == "year" and year == year_published):
        months = _reviewed_months(reading, lines, periods, year) or _compared_months(periods, year)
    elif title_period.kind == "months":
        months = title_period.number
    elif title_period.kind == "month":
        month = title_period.number
    period = _main_period(title_period, year, months, month)
    if title_period is None and months is None:
        period = (
            _holiday(periods, header_end, year)
            or _day_of_count(reading, periods, year)
            or _month_of_count(reading, periods, year)
            or period
        )
    cumulative = months_period(year, month) if month is not None else period
    if month is not None and _opens_with_months(reading, periods, quantities, month):
        period = cumulative
    later = [
        mention.year
        for mention in find_periods(title_text)
        if mention.year and mention.kind in ("year", "bare", "month", "end_of_year")
    ]
    late = (year_published or year) > year or (month_published or 12) >= 10
    if later and max(later) > year:
        plan_year = max(later)
    elif coming is not None:
        plan_year = coming[1]
    elif len(period) == 4 and late and year_published and year_published <= year + 1:
        plan_year = year + 1
    latest = month or months or _latest_month(periods, title_text, year)
    now = Now(year, cumulative, latest)
    to_come = title_period is not None and title_period.kind == "months"
    whole = to_come and any(mention.whole for mention in find_periods(title_text))
    return Frame(
        now, period, plan_year, plan_period if coming else str(plan_year), False, published,
        furniture, title_line, told, congress=congress, estimated=str(year) if whole else None,
        opened=bool(months) and not to_come,
    )  # fmt: skip


def _day_of_congress(periods: list[PeriodMention], header_end: int, stamped: int) -> str | None:
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


def _month_reviewed(reading: Reading, title: PeriodMention | None, header_end: int) -> int | None:
    """The month before the one that the title plans, where the opening reviews it.

    "Triển khai nhiệm vụ tháng 8/2018. ... họp kiểm điểm tình hình tháng 7, bàn phương hướng"
    """
    if title is None or title.kind != "month" or (title.number or 0) < 2:
        return None
    month = (title.number or 0) - 1
    told = re.compile(rf"tháng 0?{month}(?![\d/])")
    return month if told.search(reading.normal, title.end, header_end) else None


def _only_ahead(reading: Reading, periods: list[PeriodMention]) -> bool:
    """Whether the latest year is told as one to come alone ("đến năm 2025"), and more than once."""
    told = [row for row in periods if row.year and not row.base and not row.event]
    latest = max((row.last or row.year or 0 for row in told), default=0)
    rows = [row for row in told if (row.last or row.year) == latest]
    return len(rows) > 1 and all(
        row.kind == "year"
        and (row.text.startswith("đến ") or reading.normal.endswith("đến ", 0, row.start))
        for row in rows
    )


def _term_to_come(
    periods: list[PeriodMention], header_end: int, year: int
) -> tuple[int, int] | None:
    """The term that a party congress of the year opens ("nhiệm kỳ 2025-2030")."""
    for row in periods:
        if row.start >= header_end:
            break
        if row.kind == "span" and row.year == year and row.last and row.last >= year + 4:
            return row.year, row.last
    return None


def _year_between_terms(normal: str, periods: list[PeriodMention], congress: bool) -> int | None:
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
    return None if inside else first


_TERM, _HALF, _LATE = 5, 6, 11


def _opens_with_months(
    reading: Reading, periods: list[PeriodMention], quantities: Sequence[Quantity], month: int
) -> bool:
    """Whether the first sum told is one of "10 tháng" in a paper on October."""
    for quantity in quantities:
        if quantity.unit is None or quantity.unit.code not in ("VND", "USD", "TONNE", "HA"):
            continue
        start = reading.normal.rfind("\n", 0, quantity.start)
        before = [row for row in periods if start < row.start < quantity.start and not row.base]
        return bool(before) and before[-1].kind == "months" and before[-1].number == month
    return False


def _main_year(periods: list[PeriodMention], published: int | None, month: int | None) -> int:
    told = Counter(
        mention.year
        for mention in periods
        if mention.year
        and mention.kind in ("year", "month", "months", "quarter", "day", "days")
        and not mention.base
    )
    if published is None:
        often = [year for year, count in told.items() if count > 1]
        if told:
            # The latest year that the text comes back to: older ones are history.
            return max(often) if often else max(told)
        # "kết quả 5 năm giai đoạn 2014-2018" is told at its end
        own = [_last_told(mention) for mention in periods if mention.year and not mention.base]
        if own:
            return max(own)
        compared = [mention.year for mention in periods if mention.year]
        # "tăng 5% so với cùng kỳ năm 2021" is told of 2022
        return max(compared) + 1 if compared else 1
    before = told.get(published - 1, 0)
    dates = sum(row.event and row.kind == "day" and row.year == published for row in periods)
    if month is not None and month <= 2 and before > told.get(published, 0) - dates:
        return published - 1
    return published


def _last_told(mention: PeriodMention) -> int:
    """The year in which a time that names its year ends."""
    year = mention.year or 0
    if mention.kind == "window":
        return year + ((mention.number or 1) + (mention.last or 1) - 2) // 12
    return mention.last if mention.kind == "span" and mention.last else year


def _reviewed_months(
    reading: Reading, lines: list[Line], periods: list[PeriodMention], year: int | None
) -> int | None:
    """The first n months that the opening paragraphs review, where the title tells no months.

    The first quarter is three of them; a bracket ("(6 tháng đầu năm mới được 5 tỷ đồng)") is aside.
    """
    limit = lines[min(10, len(lines)) - 1].end if lines else 0
    for mention in periods:
        if mention.start > limit:
            break
        normal = reading.normal
        if normal.rfind("(", 0, mention.start) > max(
            normal.rfind(mark, 0, mention.start) for mark in ")\n"
        ):
            continue
        if (
            mention.kind == "months"
            and not mention.base
            and (year is None or mention.year in (None, year))
        ):
            return mention.number
        first_quarter = mention.kind == "quarter" and mention.number == 1
        if first_quarter and not mention.base and mention.year == year:
            return 3
    return None


def _compared_months(periods: list[PeriodMention], year: int) -> int | None:
    """The months that the text compares with: "so với 6 tháng đầu năm 2020" in a paper of 2021."""
    return next(
        (
            row.number
            for row in periods
            if row.kind == "months" and row.base and row.year == year - 1
        ),
        None,
    )


def _latest_month(periods: list[PeriodMention], title: str, year: int) -> int | None:
    for mention in find_periods(title):
        if mention.kind == "month" and mention.number:
            return mention.number
    told = Counter(
        mention.number
        for mention in periods
        if mention.kind == "month" and not mention.base and mention.year in (None, year)
    )
    return told.most_common(1)[0][0] if told else None


def _holiday(periods: list[PeriodMention], header_end: int, year: int) -> str | None:
    """The days that the opening tells of before any other time ("4 ngày nghỉ lễ (từ 1 - 4/9)")."""
    own = [row for row in periods if not row.base and not row.event and row.start < header_end]
    own = [row for row in own if row.kind not in _NO_OTHER_TIME and row.year in (None, year)]
    if not own or own[0].kind != "days":
        return None
    return resolve(own[0], Now(year, str(year), None))


def _day_of_count(reading: Reading, periods: list[PeriodMention], year: int) -> str | None:
    """The day to which all is told ("Đến trưa ngày 28/12, thu ngân sách ...").

    None where the text names another day, a month, a quarter or several months too; the year that
    the day lies in, the months since its beginning and those to come are no other time.
    """
    own = [row for row in periods if not row.base and not row.event]
    own = [row for row in own if row.kind not in _NO_OTHER_TIME]
    own = [
        row
        for row in own
        if row.kind not in ("year", "bare") or row.year != year or _opens(reading, row)
    ]
    if not own or any(row.kind != "day" for row in own) or own[0].text.startswith("trước"):
        return None
    day = own[0]
    return f"{day.year or year}-{day.number:02d}-{day.day:02d}"


def _opens(reading: Reading, row: PeriodMention) -> bool:
    """Whether the time opens its sentence ("Năm 2024, ...") and so is that of what it tells."""
    return reading.normal[max(0, row.start - 2) : row.start].strip() in ("", ".")


_NO_OTHER_TIME = frozenset(("cumulative", "rest_of_year", "this_year", "start_of_year"))


def _month_of_count(reading: Reading, periods: list[PeriodMention], year: int) -> str | None:
    """The month to which all is told ("tổng hợp đến đầu tháng 7 vừa qua"), where it comes first.

    None where the text names another month, a quarter or several months.
    """
    own = [row for row in periods if not row.base and not row.event]
    if not own or own[0].kind != "month" or own[0].year not in (None, year):
        return None
    others = [row for row in own[1:] if row.kind in ("month", "months", "quarter", "half_end")]
    told_to = _TO_MONTH.search(reading.normal, max(0, own[0].start - 20), own[0].start)
    if told_to is None or any(row.number != own[0].number for row in others):
        return None
    return f"{year}-{own[0].number:02d}"


_TO_MONTH = re.compile(r"(?:đến|tới|hết)(?: đầu| cuối| hết| giữa)? \Z")


def _main_period(
    title: PeriodMention | None, year: int, months: int | None, month: int | None
) -> str:
    if months:
        return months_period(year, months)
    if title is not None and title.kind == "day":
        return f"{year}-{title.number:02d}-{title.day:02d}"
    if title is not None and title.kind == "quarter":
        return f"{year}-Q{title.number}"
    if title is not None and title.kind == "half_end":
        return f"{year}-S2"
    if title is not None and title.kind == "span" and title.year:
        return f"{title.year}-01-01/P{title.number}Y"
    if month:
        return f"{year}-{month:02d}"
    return str(year)
