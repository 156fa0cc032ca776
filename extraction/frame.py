"""The document's frame: its date, the period it reviews, the year it plans, its page furniture."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from extraction.reference import phrases_of
from extraction.rules.periods import Now, PeriodMention, find_periods, months_period, term_period
from extraction.rules.quantities import Quantity
from extraction.text import Line, Reading, normalise, split_sentences, word_start

_HEADER_LINES = 14
_LEAD_LENGTH = 320
_ISO = re.compile(r"((?:1(?<!\d.)9|2(?<!\d.)0)\d\d)-(0[1-9]|1[0-2])(?:-([0-3]\d))?(?!\d)")
#: A title that names months or a quarter is a report's, whatever else it says.
_SHORT_TIMES = ("months", "month", "quarter", "half_end")
_SECTION = re.compile(r"\s*(?:[ivx]{1,4}[.)]|[a-h][.)]|\d{1,2}[.)]|[-+•])\s")
_CONGRESS = re.compile(r"đại hội (?:đại biểu )?(?:đảng|lần thứ)|đảng bộ [^.\n]{0,60}đại hội")
_SUM = re.compile(r"\d ?(?:%|tỷ|tỉ|triệu|ha|tấn)(?!\w)")
_MENU = re.compile(r"[|»>•]")
#: "báo-cáo-tháng-6-và-6-tháng-đầu-năm-2018": a title as a path writes it.
_SLUG = re.compile(r"\w(?<!\w.)\w*(?:-+\w+){6}")


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
    #: The year that estimates are of in a report on months ("9 tháng, ước cả năm 2020").
    estimated: str | None = None


@cache
def _line_start(role: str) -> re.Pattern[str]:
    phrases = "|".join(re.escape(normalise(phrase)) for phrase in phrases_of(role))
    return re.compile(rf"[^\w]{{0,4}}(?:{phrases})(?!\w)")


@cache
def _anywhere(role: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{word_start(map(normalise, phrases_of(role)))})(?!\w)")


def speaks_of_plans(normal: str) -> bool | None:
    """True for a title or heading about plans, False about results, None where it says neither.

    The first word that tells decides ("Kết quả thực hiện nhiệm vụ" is about results); words
    that stand in both kinds ("chỉ tiêu", "kế hoạch") count only where no other does.
    """
    plan = _anywhere("plan_head").search(normal)
    review = _anywhere("review").search(normal)
    if plan is not None and (review is None or plan.start() < review.start()):
        return True
    if review is not None:
        return False
    return True if _anywhere("plan_head_weak").search(normal) else None


def _plans_come_later(title: str) -> bool:
    """Whether the title names months or a quarter before its first word of plans."""
    plan = _anywhere("plan_head").search(title) or _anywhere("plan_head_weak").search(title)
    times = [row for row in find_periods(title) if row.kind in ("months", "quarter")]
    return bool(times) and plan is not None and times[0].start < plan.start()


def find_furniture(reading: Reading, lines: list[Line]) -> frozenset[int]:
    """Numbers of the lines that are menus, counters, captions of the page or its foot."""
    found: set[int] = set()
    normal = reading.normal
    after = False
    for number, line in enumerate(lines):
        row = normal[line.start : line.end].strip()
        short = len(row) < 60
        if number > len(lines) * 0.4 and short and _line_start("furniture_after").match(row):
            after = True
        menu = len(_MENU.findall(row)) >= 2 and not re.search(r"\d[\d.,]* ?(?:%|tỷ|triệu)", row)
        weather = short and "°" in row
        if (
            after
            or menu
            or weather
            or _SLUG.search(row)
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
    periods = [row for row in periods if not _is_visit(reading.normal, row)]
    header_end = lines[min(_HEADER_LINES, len(lines)) - 1].end if lines else 0
    if published is None or not _ISO.match(published):
        published = _published(reading, periods, header_end)
    year_published = int(published[:4]) if published else None
    month_published = int(published[5:7]) if published and len(published) >= 7 else None
    title_line, title_period, title_text = _title(
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
    plan = (says_plans is True and not done) or (says_plans is None and ahead)
    if ahead and not plan:
        title_period = None  # "nhìn lại nhiệm kỳ qua ... đến năm 2035 thành đô thị"
    prose = title_text.rstrip().endswith((".", "!", "?", "...")) and title_line != 0
    told = (
        title_period is not None
        and not prose
        and (speaks_of_plans(title_text) is not None or title_period.kind in _SHORT_TIMES)
    )
    year = title_period.year if title_period and title_period.year else None
    if year is None:
        year = _main_year(periods, year_published, month_published)
    plan_year = year
    if title_period is not None and title_period.kind == "span":
        plan_year = title_period.last or year
    plan_period = str(plan_year)
    congress = _CONGRESS.search(reading.normal, 0, header_end) is not None
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
            and _ASSESSES.search(reading.normal, max(0, row.start - 80), row.start)
            for row in periods
        ):
            reviewed = year - 1  # in January, "tổng kết năm 2025, nhiệm vụ năm 2026"
        if title_period is None or title_period.kind == "span":
            reviewed = year_published or year
        now = Now(reviewed, str(reviewed), month_published)
        return Frame(
            now, str(reviewed), plan_year, plan_period, True, published, furniture, title_line,
            told, congress=congress, runs_on=any(
                _label(reading, line, periods)
                for line in lines[:_HEADER_LINES]
                if line.end - line.start > _LEAD_LENGTH
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
        months = _reviewed_months(lines, periods, year) or _compared_months(periods, year)
    elif title_period.kind == "months":
        months = title_period.number
    elif title_period.kind == "month":
        month = title_period.number
    period = _main_period(title_period, year, months, month)
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
    )  # fmt: skip


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


def _published(reading: Reading, periods: list[PeriodMention], header_end: int) -> str | None:
    iso = _ISO.search(reading.normal, 0, header_end)
    stamps = [
        (mention.year, mention.number, mention.day)
        for mention in periods
        if mention.start < header_end
        and mention.kind == "day"
        and mention.year
        and mention.number
        and mention.day
        and _is_stamp(reading.normal, mention)
    ]
    if iso is None and len(stamps) > 1:
        # "Thứ 7, 23/11/2024, 14:06" above "Thứ 4, 25/09/2019": the day of the visit, then its own
        year, month, day = min(stamps)
        return f"{year}-{month:02d}-{day:02d}"
    for mention in periods:
        if mention.start >= header_end:
            break
        if mention.kind == "day" and mention.year and mention.day:
            if iso is None or mention.start < iso.start():
                return f"{mention.year}-{mention.number:02d}-{mention.day:02d}"
            break
    if iso is not None:
        return "-".join(part for part in iso.groups() if part)
    tail = len(reading.normal) - 400
    for mention in reversed(periods):
        if mention.start < tail:
            break
        if mention.kind == "day" and mention.year and mention.day:
            return f"{mention.year}-{mention.number:02d}-{mention.day:02d}"
    return None


def _is_visit(normal: str, mention: PeriodMention) -> bool:
    """ "Hôm nay, Thứ hai ngày 10/08/2020" on top of a page is the day on which it was fetched."""
    start = normal.rfind("\n", 0, mention.start) + 1
    return mention.kind == "day" and normal.startswith("hôm nay", start)


def _is_stamp(normal: str, mention: PeriodMention) -> bool:
    """Whether the day stands in a short line of its own: a date line, not a sentence."""
    start = normal.rfind("\n", 0, mention.start) + 1
    end = normal.find("\n", mention.end)
    line = normal[start : end if end >= 0 else len(normal)]
    return len(line.strip()) < _STAMP_LENGTH and not line.rstrip().endswith(".")


_STAMP_LENGTH = 70


def _title(
    reading: Reading,
    lines: list[Line],
    furniture: frozenset[int],
    periods: list[PeriodMention],
    title: str | None,
    published: str | None,
) -> tuple[int, PeriodMention | None, str]:
    """The line that names the period, the period and the folded line."""
    if title:
        told = normalise(title)
        mentions = [mention for mention in find_periods(told) if _frames(mention, told)]
        if mentions:
            return -1, _widest(mentions, published), told
    best: tuple[int, PeriodMention | None, str] = (-1, None, normalise(title or ""))
    for number, line in enumerate(lines[:_HEADER_LINES]):
        row = reading.normal[line.start : line.end]
        if len(row) > _LEAD_LENGTH:
            return (
                _label(reading, line, periods)
                or _lead(reading, lines, furniture, periods, published)
                or best
            )  # the text has begun; a later heading is no title
        if number in furniture or not 12 <= len(row.strip()) <= 220 or _SECTION.match(row):
            continue
        inside = [
            mention
            for mention in periods
            if line.start <= mention.start < line.end and _frames(mention, reading.normal)
        ]
        sentence = number and row.rstrip().endswith(".")
        if (
            inside
            and sentence
            and (_SUM.search(row) or all(one.kind == "half_end" for one in inside))
        ):
            continue  # a sentence that tells a number, or what is to come, is text
        if inside:
            return number, _widest(inside, published), row
        if not best[2] and speaks_of_plans(row) is not None:
            best = (number, None, row)
    return _lead(reading, lines, furniture, periods, published) or best


def _label(
    reading: Reading, line: Line, periods: list[PeriodMention]
) -> tuple[int, PeriodMention | None, str] | None:
    """A heading that runs into its text: "CÁC CHỈ TIÊU NHIỆM KỲ 2020-2025 I. Về kinh tế 1. ..."."""
    found = _RUNS_ON.match(reading.normal, line.start, line.end)
    if found is None or speaks_of_plans(found[1]) is not True:
        return None
    spans = [row for row in periods if found.start(1) <= row.start < found.end(1)]
    spans = [row for row in spans if row.kind in ("span", "year") and not row.base]
    return (-1, spans[-1], found[1]) if spans else None


_RUNS_ON = re.compile(r"\s*([^.;:\n]{20,140}?) (?:(?:i|1)\. |a\) )")


def _lead(
    reading: Reading,
    lines: list[Line],
    furniture: frozenset[int],
    periods: list[PeriodMention],
    published: str | None,
) -> tuple[int, PeriodMention | None, str] | None:
    """The first paragraph where the title names no period ("... họp đánh giá kết quả năm 2019")."""
    for number, line in enumerate(lines[:_HEADER_LINES]):
        if number in furniture or line.end - line.start < 100:
            continue
        opening = next((row for row in periods if line.start <= row.start), None)
        if (
            opening is not None
            and opening.start - line.start < _OPENS
            and opening.kind in ("months", "quarter")
            and not opening.base
        ):
            # "6 tháng đầu năm 2017, tổng giá trị sản xuất ..."
            opened = reading.normal[opening.start : opening.end]
            return -1, _widest([opening], published), opened
        end = split_sentences(reading, line)[0][1]
        row = reading.normal[line.start : end]
        told = _ASSESSES.search(row)
        if told is None:
            continue
        inside = [
            mention
            for mention in periods
            if line.start + told.start() <= mention.start < end and _frames(mention, reading.normal)
        ]
        if inside:
            return -1, _widest(inside, published), row[told.start() :]
        return None
    return None


#: So near its start a time opens a paragraph.
_OPENS = 12
_ASSESSES = re.compile(
    r"đánh giá|sơ kết|tổng kết|kết quả|tình hình|nhìn lại|kiểm điểm|rà soát|báo cáo|công bố"
    r"|thông qua"
)


def _frames(mention: PeriodMention, normal: str) -> bool:
    if mention.base or mention.event:
        return False
    if mention.kind == "day":
        return True
    if mention.kind == "span" and "nhiệm kỳ" in normal[mention.start : mention.end]:
        head = normal[max(0, normal.rfind("\n", 0, mention.start)) : mention.start]
        return speaks_of_plans(head) is True
    if mention.kind in ("start_of_year", "end_of_year"):
        return mention.year is not None
    return mention.kind in ("months", "month", "quarter", "year", "span", "half_end", "bare")


def _widest(mentions: list[PeriodMention], published: str | None) -> PeriodMention:
    """The cumulative period of a title that names several ("tháng 8, 8 tháng đầu năm 2018")."""
    year = next((mention.year for mention in reversed(mentions) if mention.year), None)
    if year is None and published:
        year = int(published[:4])
    order = {
        "day": 0,
        "months": 0,
        "half_end": 1,
        "quarter": 2,
        "month": 3,
        "year": 4,
        "bare": 5,
        "span": 6,
    }
    order |= {"start_of_year": 7, "end_of_year": 7}
    first = min(enumerate(mentions), key=lambda pair: (order[pair[1].kind], pair[0]))[1]
    whole = [mention for mention in mentions if mention.kind == "year" and mention.whole]
    if whole and first.kind in ("month", "quarter"):
        first = whole[0]  # "tháng 12 và cả năm 2022" is a paper on the year
    if first.kind in ("start_of_year", "end_of_year"):
        first = PeriodMention(first.start, first.end, "year", first.year)
    if first.year is None and year is not None and first.kind != "span":
        return PeriodMention(
            first.start, first.end, first.kind, year, first.number, first.day, first.last,
            first.base, first.text,
        )  # fmt: skip
    return first


def _main_year(periods: list[PeriodMention], published: int | None, month: int | None) -> int:
    told = Counter(
        mention.year
        for mention in periods
        if mention.year
        and mention.kind in ("year", "month", "months", "quarter", "day")
        and not mention.base
    )
    if published is None:
        often = [year for year, count in told.items() if count > 1]
        if told:
            # The latest year that the text comes back to: older ones are history.
            return max(often) if often else max(told)
        own = [mention.year for mention in periods if mention.year and not mention.base]
        if own:
            return max(own)
        compared = [mention.year for mention in periods if mention.year]
        # "tăng 5% so với cùng kỳ năm 2021" is told of 2022
        return max(compared) + 1 if compared else 1
    before = told.get(published - 1, 0)
    if month is not None and month <= 2 and before > told.get(published, 0):
        return published - 1
    return published


def _reviewed_months(lines: list[Line], periods: list[PeriodMention], year: int) -> int | None:
    """The first n months that the opening paragraphs review, where the title tells no months."""
    limit = lines[min(10, len(lines)) - 1].end if lines else 0
    for mention in periods:
        if mention.start > limit:
            break
        if mention.kind == "months" and not mention.base and mention.year in (None, year):
            return mention.number
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
