"""The document's frame: its date, the period it reviews, the year it plans, its page furniture."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from extraction.frame_months import is_run_of_months
from extraction.frame_terms import (
    day_of_congress,
    is_amid_term,
    term_to_come,
    year_between_terms,
)
from extraction.frame_times import (
    compared_months,
    day_of_count,
    has_ended,
    holiday,
    is_of_year_before,
    latest_month,
    main_year,
    month_of_count,
    month_reviewed,
    month_told_first,
    only_ahead,
    only_month_told,
    opens_with_months,
    reviewed_months,
    told_as_done,
    told_as_past,
)
from extraction.page_date import (
    ISO_DAY,
    is_of_issue,
    is_visit,
    month_of_issue,
    published_day,
    stamped_days,
    without_clock,
)
from extraction.reference import any_of
from extraction.rules.period_arithmetic import Now, months_period, term_period
from extraction.rules.periods import PeriodMention, find_periods
from extraction.rules.quantity import Quantity
from extraction.text import Line, Reading, word_start
from extraction.title import (
    ASSESSES,
    CONGRESS,
    HEADER_LINES,
    LEAD_LENGTH,
    anywhere,
    closes_year_before,
    find_title,
    label_of,
    speaks_of_plans,
)

#: A title that names months or a quarter is a report's, whatever else it says.
_SHORT_TIMES = ("months", "month", "quarter", "half_end", "window")
#: In a paper of the first two months: "các chỉ tiêu đề ra của năm trước đạt và vượt".
_EARLY = 2
_OF_LAST_YEAR = re.compile(
    r"(?<!\w)(?:chỉ tiêu|kết quả|nhiệm vụ|kế hoạch|nhìn lại)(?: (?!so |với |hơn )[^\s.;:\d]+){0,8}"
    r" năm (?:trước|qua|vừa qua|cũ|rồi)(?!\w)|(?<!\w)một năm nhìn lại(?!\w)"
)
#: "Năm qua, kinh tế huyện ...": what opens a paper of a year's first months.
_OPENS_YEAR_OVER = re.compile(r"(?:\A|\n|\. )(?:trong |một )?năm (?:(?:vừa )?qua,|rồi,? )")
#: "Mục tiêu phát triển kinh tế - xã hội năm 2012 vừa được UBND huyện thông qua."
_AIMS_PASSED = re.compile(
    rf"(?:{word_start(('mục tiêu', 'chỉ tiêu', 'kế hoạch'))}) [^.;\n]{{0,80}} (?:vừa|đã) được"
    r" [^.;\n]{0,60}"
    r" (?:thông qua|phê duyệt|ban hành)(?!\w)"
)
#: "Nghị quyết của HĐND huyện về nhiệm vụ và giải pháp phát triển kinh tế - xã hội năm 2012".
_IS_RESOLUTION = re.compile(
    r"(?:\A|[:.,–-]|toàn văn) ?nghị quyết(?: [^.;:,\n]{0,60})? về (?:việc )?(?:các |một số )?"
    r"(?:phương hướng|nhiệm vụ|kế hoạch|mục tiêu|chỉ tiêu)(?!\w)"
)
_IS_REPORT = re.compile(r"\s*(?:báo cáo|kết quả|tình hình)(?!\w)")
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
    #: Whether a date line among the first lines tells the day of publication.
    stamped: bool = False
    #: The year that estimates are of in a report on months ("9 tháng, ước cả năm 2020").
    estimated: str | None = None


def is_over(row: PeriodMention, frame: Frame) -> bool:
    """ "6 tháng đầu năm 2024" on a page of August 2024: past months of the planned year."""
    if row.base or row.kind not in ("months", "quarter") or row.year != frame.plan_year:
        return False
    if frame.published is None or len(frame.published) < len("2024-08"):
        return False
    months = (row.number or 12) * (3 if row.kind == "quarter" else 1)
    return (row.year, months) < (int(frame.published[:4]), int(frame.published[5:7]))


@cache
def _line_start(role: str) -> re.Pattern[str]:
    phrases = any_of(role)
    return re.compile(rf"[^\w]{{0,4}}(?:{phrases})(?!\w)")


def _span_of_aims(
    reading: Reading, periods: list[PeriodMention], header_end: int
) -> PeriodMention | None:
    """The years to come of the plan whose aims the opening tells."""
    return next(
        (
            row
            for row in periods
            if row.start < header_end
            and row.kind == "span"
            and _PLAN_OF.search(reading.normal, max(0, row.start - _NEAR), row.start)
            and _sets_aims().match(reading.normal, row.end)
        ),
        None,
    )


_NEAR = 100
_PLAN_OF = re.compile(
    r"(?<!\w)(?:kế hoạch|nghị quyết|đề án|chương trình)(?:[^.;:,\n]|tp\.){0,80}"
    r" (?:giai đoạn |5 năm )?\Z"
)


@cache
def _sets_aims() -> re.Pattern[str]:
    """ "(Kế hoạch ... giai đoạn 2016 - 2020) đặt mục tiêu": what a plan does."""
    aims = f"{any_of('heads_aims')}|(?:{any_of('resolves')})[^.;:\n]{{0,20}} (?:mục|chỉ) tiêu"
    return re.compile(rf"[^.;:\n]{{0,40}} (?:{aims})(?!\w)")


def _plans_come_later(title: str, title_times: Sequence[PeriodMention]) -> bool:
    """Whether the title names months or a quarter before its first word of plans."""
    plan = anywhere("plan_head").search(title) or anywhere("plan_head_weak").search(title)
    times = [row for row in title_times if row.kind in ("months", "quarter")]
    return bool(times) and plan is not None and times[0].start < plan.start()


def find_furniture(reading: Reading, lines: list[Line]) -> frozenset[int]:
    """Numbers of the lines that are menus, counters, captions of the page or its foot."""
    found: set[int] = set()
    normal = reading.normal
    after = False
    marks = [mark for mark in _MENU_MARKS if mark in normal]
    opens_foot, opens_furniture = _line_start("furniture_after"), _line_start("furniture")
    for number, line in enumerate(lines):
        row = normal[line.start : line.end].strip()
        short = len(row) < 60
        foot = opens_foot.match(row) if number > len(lines) * 0.4 and len(row) < 160 else None
        if foot is not None and (short or row.startswith(":", foot.end())):
            after = True
        menu = bool(marks) and sum(map(row.count, marks)) >= 2 and not _TELLS_A_SUM.search(row)
        weather = short and "°" in row
        if (
            after
            or menu
            or weather
            or (number < HEADER_LINES and month_of_issue(row) is not None)
            or (row.count("-") >= _SLUG_DASHES and _SLUG.search(row))
            or (len(row) < 160 and opens_furniture.match(row))
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
    periods = [
        row
        for row in periods
        if not is_visit(reading.normal, row) and not is_of_issue(reading.normal, row)
    ]
    periods = without_clock(reading.normal, periods)
    header_end = lines[min(HEADER_LINES, len(lines)) - 1].end if lines else 0
    stamps = stamped_days(reading, periods, header_end)
    stamped = bool(stamps)
    if published is None or not ISO_DAY.match(published):
        published = published_day(reading, periods, header_end, stamps)
    periods = [row for row in periods if not is_run_of_months(reading.normal, row, published)]
    opened = CONGRESS.search(reading.normal, 0, header_end) is not None
    if opened and published is not None:
        published = day_of_congress(periods, header_end, int(published[:4])) or published
    year_published = int(published[:4]) if published else None
    opened = opened and not is_amid_term(periods, header_end, year_published)
    if year_published is None:
        year_published = year_between_terms(reading.normal, periods, opened)
    month_published = int(published[5:7]) if published and len(published) >= 7 else None
    title_line, title_period, title_text = find_title(
        reading, lines, furniture, periods, title, published
    )
    if title_period is not None and closes_year_before(reading.normal, title_period, header_end):
        published = published or f"{title_period.year}-{title_period.number:02d}"
        year_published, month_published = title_period.year, title_period.number
        title_period, title_text = None, ""
    title_times = find_periods(title_text)
    says_plans = speaks_of_plans(title_text)
    if title_period is not None and published and is_of_year_before(title_period, published):
        if title_period.kind == "months":  # "Nửa năm chính quyền 2 cấp", in January
            periods = [row for row in periods if row.start != title_period.start]
            title_period = None
        elif not says_plans:  # "Quý IV đạt 100 tỷ đồng", in January
            title_period = title_period._replace(year=int(published[:4]) - 1)
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
        and _plans_come_later(title_text, title_times)
    )
    done = done or (title_period is not None and has_ended(title_period, published))
    # "Huyện A phấn đấu 16 tiêu chí/xã" is news of what is strived for, told by what was reached
    # unless it opens with the aims that were passed
    aims_passed = _AIMS_PASSED.search(reading.normal, 0, header_end) is not None
    if title_period is None and not opened:
        # "Phấn đấu giảm hộ nghèo ... Kế hoạch giai đoạn 2016 - 2020 đặt mục tiêu"
        title_period = _span_of_aims(reading, periods, header_end)
        aims_passed = aims_passed or title_period is not None
    strives = title_period is None and "phấn đấu" in title_text and not aims_passed
    plan = (says_plans is True and not done and not strives) or (says_plans is None and ahead)
    if plan and title_period is not None and title_period.kind in ("year", "end_of_year"):
        # "HĐND thành phố họp kỳ cuối năm 2020, thông qua 14 nghị quyết", in December
        over = title_period.year == year_published and (month_published or 1) >= _LATE
        plan = plan and not over
    if plan and title_period is not None and told_as_done(reading, periods, title_period.year or 0):
        plan = False  # "Các chỉ tiêu chủ yếu năm 2021" above a table of what was reached
    reviewed_month = month_reviewed(reading, title_period, header_end) if plan else None
    if reviewed_month is not None and title_period is not None:
        plan, title_period = False, title_period._replace(number=reviewed_month)
    if plan and title_period is not None and title_period.kind == "half_end":
        # "6 tháng cuối năm, phấn đấu về đích": the half before it is told, where the opening does
        first_half = reviewed_months(reading, lines, periods, title_period.year)
        if first_half == _HALF:
            plan, title_period = False, None
    if opened and published is None and title_period is None:
        plan = plan or only_ahead(reading, periods)
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
        year = min(title_period.last, year_published or title_period.last)
    if year is None:
        year = main_year(reading, periods, year_published, month_published)
        if year == year_published and (month_published or 12) <= _EARLY:
            over = (
                _OF_LAST_YEAR.search(reading.normal) is not None
                or _OPENS_YEAR_OVER.search(reading.normal, 0, header_end) is not None
            )
            year -= over or _assesses(reading, periods, header_end, year - 1)
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
        and (coming := term_to_come(periods, header_end, year_published or year)) is not None
    ):
        plan_year, plan_period = coming[1], term_period(coming)
    if plan:
        reviewed = min(year, year_published) if year_published else year - 1
        if year_published is None and told_as_past(reading, periods, year):
            reviewed = year  # "Kế hoạch năm 2013": "Trong tháng 01/2013, xảy ra 02 ổ dịch"
        early = year == year_published and (month_published or 12) <= _QUARTER
        if early and _assesses(reading, periods, header_end, year - 1):
            reviewed = year - 1  # in January, "tổng kết năm 2025, nhiệm vụ năm 2026"
        if title_period is None or title_period.kind == "span":
            reviewed = year_published or year
        now = Now(reviewed, str(reviewed), month_published)
        resolved = aims_passed or _IS_RESOLUTION.search(title_text) is not None
        return Frame(
            now, str(reviewed), plan_year, plan_period, True, published, furniture, title_line,
            told, congress=congress, stamped=stamped, runs_on=resolved or any(
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
        review = reading, lines, periods, year, quantities
        months = reviewed_months(*review, congress=congress) or compared_months(periods, year)
    elif title_period.kind == "months":
        months = title_period.number
    elif title_period.kind == "month":
        month = title_period.number
    period = _main_period(title_period, year, months, month)
    days = holiday(periods, header_end, year) if title_period is None else None
    # "Báo cáo tại cuộc họp, tổng vốn năm 2025 là 900 tỷ đồng": a sentence that heads nothing
    untitled = title_line < 0 and title_period is not None and title_period.kind == "year"
    untitled = title_period is None or (untitled and year == year_published)
    if untitled and (months is None or days is not None):
        # "Báo cáo tình hình công tác tuần từ ngày 18/6 đến ngày 24/6/2022"
        told = told or (days is not None and _IS_REPORT.match(reading.normal) is not None)
        period = (
            days
            or day_of_count(reading, periods, year, published)
            or month_of_count(reading, periods, year)
            or month_told_first(periods, year, published)
            or only_month_told(periods, year)
            or period
        )
    told_month = int(period[5:7]) if _MONTH.fullmatch(period) else None
    counted = month or told_month
    cumulative = months_period(year, counted) if counted else period
    if month is not None and opens_with_months(reading, periods, quantities, month):
        period = cumulative
    later = [
        mention.year
        for mention in title_times
        if mention.year and mention.kind in ("year", "bare", "month", "end_of_year")
    ]
    late = (year_published or year) > year or (month_published or 12) >= 10
    if later and max(later) > year:
        plan_year = max(later)
    elif coming is not None:
        plan_year = coming[1]
    elif len(period) == 4 and late and year_published and year_published <= year + 1:
        plan_year = year + 1
    latest = month or months or latest_month(periods, title_times, year)
    if latest is None and published is not None and len(published) == len("2023-05"):
        latest = month_published  # a paper that tells no day is of its month
    dated = published is not None and len(published) == len("2023-05-17")
    undated = not counted and len(period) == 4 and year_published == year
    now = Now(year, cumulative, latest, day=published if dated and undated else None)
    to_come = title_period is not None and title_period.kind == "months"
    whole = to_come and any(mention.whole for mention in title_times)
    return Frame(
        now, period, plan_year, plan_period if coming else str(plan_year), False, published,
        furniture, title_line, told, congress=congress, estimated=str(year) if whole else None,
        opened=bool(months) and not to_come,
        stamped=stamped,
    )  # fmt: skip


def _assesses(reading: Reading, periods: list[PeriodMention], header_end: int, year: int) -> bool:
    """ "nhìn lại một năm thực hiện nhiệm vụ phát triển KT-XH 2019": whether it opens so."""
    return any(
        row.year == year
        and not row.base
        and row.start < header_end
        and ASSESSES.search(reading.normal, max(0, row.start - 80), row.start)
        # "kết quả rà soát cuối năm 2018": when the poor were counted, no year reviewed
        and not (row.kind == "end_of_year" and reading.normal.endswith("rà soát ", 0, row.start))
        for row in periods
    )


_QUARTER, _HALF, _LATE = 3, 6, 11
_MONTH = re.compile(r"\d{4}-\d\d")


def _main_period(
    title: PeriodMention | None, year: int, months: int | None, month: int | None
) -> str:
    if months:
        return months_period(year, months)
    if title is not None and title.kind == "day":
        return f"{year}-{title.number:02d}-{title.day:02d}"
    if title is not None and title.kind == "window":  # "(từ 21/7 đến 20/8/2021)"
        return f"{title.year}-{title.number:02d}-{title.day:02d}/P{title.last}M"
    if title is not None and title.kind == "quarter":
        return f"{year}-Q{title.number}"
    if title is not None and title.kind == "half_end":
        return f"{year}-S2"
    if title is not None and title.kind == "span" and title.year:
        return f"{title.year}-01-01/P{title.number}Y"
    if month:
        return f"{year}-{month:02d}"
    return str(year)
