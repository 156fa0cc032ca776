"""The time that the whole of a text is told of: its year, months, day or holiday."""

from __future__ import annotations

import re
from calendar import monthrange
from collections import Counter
from collections.abc import Sequence

from extraction.frame_months import is_one_of_many
from extraction.rules.period_arithmetic import Now, resolve
from extraction.rules.period_openings import ENDS_WITH_LAST_YEAR
from extraction.rules.periods import OF_ONE_DAY, PeriodMention
from extraction.rules.quantity import Quantity
from extraction.text import Line, Reading


def without_slips(periods: list[PeriodMention], published: str | None) -> list[PeriodMention]:
    """The periods with months told of a year far ahead read as of the year of publication.

    "ước 6 tháng đầu năm 2026" on a page of June 2016: nobody reports or plans months so far ahead.
    Where more than one time lies so far ahead it is the date that is doubtful, and none is mended.
    """
    if published is None:
        return periods
    year = int(published[:4])
    ahead = [row for row in periods if (row.year or 0) > year + _AHEAD]
    if len(ahead) != 1 or ahead[0].kind not in _PARTS_OF_A_YEAR:
        return periods
    return [row._replace(year=year) if row is ahead[0] else row for row in periods]


_PARTS_OF_A_YEAR = frozenset(("month", "months", "quarter", "half_end"))
#: So many years after its day a page may still plan the months of one.
_AHEAD = 2


def month_reviewed(reading: Reading, title: PeriodMention | None, header_end: int) -> int | None:
    """The month before the one that the title plans, where the opening reviews it.

    "Triển khai nhiệm vụ tháng 8/2018. ... họp kiểm điểm tình hình tháng 7, bàn phương hướng"
    """
    if title is None or title.kind != "month" or (title.number or 0) < 2:
        return None
    month = (title.number or 0) - 1
    told = re.compile(rf"tháng 0?{month}(?![\d/])")
    return month if told.search(reading.normal, title.end, header_end) else None


def only_ahead(reading: Reading, periods: list[PeriodMention]) -> bool:
    """Whether the latest year is told as one to come alone ("đến năm 2025"), and more than once."""
    told = [row for row in periods if row.year and not row.base and not row.event]
    latest = max((row.last or row.year or 0 for row in told), default=0)
    rows = [row for row in told if (row.last or row.year) == latest]
    return len(rows) > 1 and all(
        row.kind == "year"
        and (row.text.startswith("đến ") or reading.normal.endswith("đến ", 0, row.start))
        for row in rows
    )


def is_of_year_before(told: PeriodMention, published: str) -> bool:
    """Whether the months that are told without a year cannot be of the year just begun.

    "Nửa năm chính quyền 2 cấp" on 9 January, "Quý IV thu đạt 100 tỷ đồng" on the 5th.
    """
    if len(published) < len("2026-01") or published[:4] in told.text:
        return False
    if told.year not in (None, int(published[:4])):
        return False
    month = int(published[5:7])
    if month > _EARLY_PAGE:
        return False
    if told.kind == "months":
        return month + 1 < (told.number or 0)
    begins = {"half_end": 7, "quarter": 3 * (told.number or 1) - 2, "month": told.number or 1}
    return told.kind in begins and month + 2 < begins[told.kind]


_QUARTERS = ("quarter", "half_end")
#: So late in a year a page still tells of the end of the last.
_EARLY_PAGE = 2


def has_ended(told: PeriodMention, published: str | None) -> bool:
    """Whether months or a quarter were over by the page's day, so that no plan is for them.

    "Họp bàn giải pháp cho nửa cuối năm. Nửa đầu năm 2023 không dễ dàng", on 7 July.
    """
    if published is None or len(published) < len("2023-07"):
        return False
    last = {"months": told.number or 12, "quarter": 3 * (told.number or 4)}.get(told.kind, 12)
    year = told.year or int(published[:4])
    return (year, last) < (int(published[:4]), int(published[5:7]))


def told_as_done(reading: Reading, periods: list[PeriodMention], year: int) -> bool:
    """Whether a column of results is of the year ("TH 2021", "Thực hiện năm 2021")."""
    return any(
        row.kind in ("year", "bare")
        and row.year == year
        and not row.base
        and _DONE_IN.search(reading.normal, max(0, row.start - 24), row.start) is not None
        for row in periods
    )


#: No "ước thực hiện", which a plan for the next year tells too.
_DONE_IN = re.compile(r"(?:\A|[|\t:] ?)(?:th|thực hiện|kết quả thực hiện) (?:năm )?\Z")


def told_as_past(reading: Reading, periods: list[PeriodMention], year: int) -> bool:
    """Whether a month or day of the year is told as what has happened in it."""
    return any(
        row.kind in ("month", "day")
        and row.year == year
        and not row.base
        and _HAPPENED.match(reading.normal, row.end) is not None
        for row in periods
    )


_HAPPENED = re.compile(
    r",? (?:đã |(?:trên địa bàn|tại)[^,;.]{0,50} )?(?:xảy ra|phát hiện|phát sinh|ghi nhận)(?!\w)"
)


def opens_with_months(
    reading: Reading, periods: list[PeriodMention], quantities: Sequence[Quantity], month: int
) -> bool:
    """Whether the first sum or share told is one of "10 tháng" in a paper on October."""
    for quantity in quantities:
        if quantity.unit is None or quantity.unit.code not in _OPENING_UNITS:
            continue
        start = reading.normal.rfind("\n", 0, quantity.start)
        before = [row for row in periods if start < row.start < quantity.start and not row.base]
        return bool(before) and before[-1].kind == "months" and before[-1].number == month
    return False


_OPENING_UNITS = ("VND", "USD", "TONNE", "HA", "PERCENT")


def main_year(
    reading: Reading, periods: list[PeriodMention], published: int | None, month: int | None
) -> int:
    """The year that the text is about, where no title names it."""
    told = Counter(
        mention.year
        for mention in periods
        if mention.year
        and mention.kind in ("year", "month", "months", "quarter", "day", "days")
        and not mention.base
        and not mention.text.startswith("năm học ")
    )
    if published is None:
        # months that name their year are what is reviewed ("6 tháng đầu năm 2017")
        reviewed = [
            row.year or 0
            for row in periods
            if row.kind in ("months", "quarter", "end_of_year") and row.year and not row.base
        ]
        if reviewed:
            return max(reviewed)
        ahead = {row.year for row in periods if row.year and _is_ahead(reading, row)}
        ahead |= _far_ends(periods)
        over = Counter({one: count for one, count in told.items() if one not in ahead})
        begun = [row.year for row in periods if row.kind == "start_of_year" and row.year]
        told = over or Counter(year for year in begun if year not in ahead) or told
        often = [year for year, count in told.items() if count > 1]
        if told:
            # The latest year that the text comes back to: older ones are history.
            year = max(often) if often else max(told)
            bases = [row.year for row in periods if row.base and row.year and row.kind == "year"]
            # "tăng 22,86% so với năm 2009", and no later year: told of 2010
            return max(bases) + 1 if max(told) == max(bases, default=0) else year
        # "kết quả 5 năm giai đoạn 2014-2018" is told at its end
        own = [_last_told(mention) for mention in periods if mention.year and not mention.base]
        if own:
            return max(own)
        compared = [mention.year for mention in periods if mention.year]
        # "tăng 5% so với cùng kỳ năm 2021" is told of 2022
        return max(compared) + 1 if compared else 1
    if month is not None and month <= _HALF and _compares_with_two_years_before(periods, published):
        return published - 1  # in April 2024, "tăng 4,9% so với năm 2022": told of 2023
    before = told.get(published - 1, 0)
    dates = sum(row.event and row.kind == "day" and row.year == published for row in periods)
    if month is not None and month <= _EARLY_PAGE:
        # "Năm 2012, huyện đặt mục tiêu ..." of January 2012: told ahead, and nothing reviewed
        dates += sum(
            row.kind == "year" and row.year == published and _is_ahead(reading, row)
            for row in periods
        )
        if before > told.get(published, 0) - dates:
            return published - 1
        day = f"{published}-{month:02d}"
        ended = [row for row in periods if is_of_year_before(row, day) and not row.base]
        if any(row.kind in _QUARTERS and not _is_ahead(reading, row) for row in ended):
            return published - 1  # "Quý IV thu đạt 100 tỷ đồng, cả năm đạt 500 tỷ đồng"
    return published


def _compares_with_two_years_before(periods: list[PeriodMention], published: int) -> bool:
    """Whether the only years that changes compare with lie two years before the page's own."""
    bases = {row.year for row in periods if row.base and row.year and row.kind in ("year", "bare")}
    told = any(row.year == published and not row.base and not row.event for row in periods)
    return bases == {published - 2} and not told


#: The last month of a year's first half.
_HALF = 6


def _far_ends(periods: list[PeriodMention]) -> set[int]:
    """Years told only as an end ("đến năm 2030") that lie two years and more behind all others.

    "Tính đến đầu năm 2022 có 57 dự án ... Đến năm 2030 đón 6 triệu lượt khách": the former is now.
    """
    told = [row for row in periods if row.year and not row.base and row.kind != "span"]
    ends = {row.year or 0 for row in told if row.kind == "year" and row.text.startswith("đến ")}
    others = [row.year or 0 for row in told if not row.text.startswith("đến năm ")]
    latest = max(others, default=0)
    return {year for year in ends if others and year >= latest + _FAR}


_FAR = 2


def _is_ahead(reading: Reading, row: PeriodMention) -> bool:
    """ "Phấn đấu đến năm 2025 ...", "Năm 2023, tỉnh đề ra mục tiêu ...": a year to come."""
    ahead = _AIMS_AT.search(reading.normal, max(0, row.start - _AIM_REACHES), row.start)
    return ahead is not None or _AIMED_IN.match(reading.normal, row.end) is not None


_AIMS_AT = re.compile(
    r"(?<!\w)(?:(?:phấn đấu|mục tiêu|lộ trình|dự kiến)(?: là)?,? (?:đến )?|bước sang "
    r"|để (?:đến |hết |trong )?|(?:phải|cần) (?:hoàn thành|thực hiện|đạt)(?! được)"
    r"[^.;]{0,80} (?:(?:trong|vào|đến) )?)\Z"
)
_AIMED_IN = re.compile(
    r",? (?!chỉ tiêu|kế hoạch|mục tiêu)[^.;:,\d]{0,50}(?:phấn đấu|(?:đề ra|đặt ra|đặt|xác định)"
    r" (?:các |một số |những )?(?:mục tiêu|chỉ tiêu))(?!\w)"
)
#: So far before its time an aim is told.
_AIM_REACHES = 110


def _last_told(mention: PeriodMention) -> int:
    """The year in which a time that names its year ends."""
    year = mention.year or 0
    if mention.kind == "window":
        return year + ((mention.number or 1) + (mention.last or 1) - 2) // 12
    return mention.last if mention.kind == "span" and mention.last else year


def reviewed_months(
    reading: Reading,
    lines: list[Line],
    periods: list[PeriodMention],
    year: int | None,
    quantities: Sequence[Quantity] = (),
    *,
    congress: bool = False,
) -> int | None:
    """The first n months that the opening paragraphs review, where the title tells no months.

    The first quarter is three of them; a bracket ("(6 tháng đầu năm mới được 5 tỷ đồng)") is aside.
    None where two other years are told first ("Năm 2010, ... Cuối năm 2018, ... 10 tháng, huyện"),
    or the text opens with a school year ("Năm học 2022 - 2023 vừa khép lại"): it is no review of
    months.
    """
    others = 0
    if _opens_school_year(reading, periods):
        return None
    limit = lines[min(10, len(lines)) - 1].end if lines else 0
    for mention in periods:
        if mention.start > limit or others == _LOOKS_BACK:
            break
        others += _is_of_another_year(mention, year)
        normal = reading.normal
        if normal.rfind("(", 0, mention.start) > max(
            normal.rfind(mark, 0, mention.start) for mark in ")\n"
        ):
            continue
        if (
            mention.kind == "months"
            and not mention.base
            and not mention.text.endswith(ENDS_WITH_LAST_YEAR)
            and (year is None or mention.year in (None, year))
        ):
            if is_one_of_many(normal, periods, quantities, mention, congress=congress):
                return None
            return None if _is_behind_later_day(normal, periods, mention) else mention.number
        first_quarter = mention.kind == "quarter" and mention.number == 1
        if first_quarter and not mention.base and mention.year == year:
            return 3
    return None


def _is_behind_later_day(normal: str, periods: list[PeriodMention], told: PeriodMention) -> bool:
    """Whether a paragraph above counts to a day after the months, which are so but a part's own.

    "Tính đến ngày 20/8, huyện gieo trồng 18.240 ha ... 7 tháng đầu năm, ngân hàng giải ngân ..."
    """
    opened = normal.rfind("\n", 0, told.start)
    return any(
        row.kind == "day"
        and not (row.base or row.event)
        and row.end < opened
        and row.year in (None, told.year)
        and row.text.startswith(_TO)
        and (row.number or 0) > (told.number or 0)
        for row in periods
    )


def _is_of_another_year(row: PeriodMention, year: int | None) -> bool:
    own = row.base or row.event or row.year in (None, year)
    return not own and row.kind in ("year", "end_of_year", "month", "span")


#: So many other years told before its months make a text one that looks back on how things grew.
_LOOKS_BACK = 2


def _opens_school_year(reading: Reading, periods: list[PeriodMention]) -> bool:
    """ "Năm học 2022 - 2023, ...": the first words of a line, before any other time."""
    row = next((row for row in periods if not row.base and not row.event), None)
    if row is None or not row.text.startswith("năm học "):
        return False
    return not reading.normal[reading.normal.rfind("\n", 0, row.start) + 1 : row.start].strip()


def compared_months(periods: list[PeriodMention], year: int) -> int | None:
    """The months that the text compares with: "so với 6 tháng đầu năm 2020" in a paper of 2021."""
    return next(
        (
            row.number
            for row in periods
            if row.kind == "months" and row.base and row.year == year - 1
        ),
        None,
    )


def latest_month(
    periods: list[PeriodMention], title_times: list[PeriodMention], year: int
) -> int | None:
    for mention in title_times:
        if mention.kind == "month" and mention.number:
            return mention.number
    told = Counter(
        mention.number
        for mention in periods
        if mention.kind == "month" and not mention.base and mention.year in (None, year)
    )
    return told.most_common(1)[0][0] if told else None


def holiday(periods: list[PeriodMention], header_end: int, year: int) -> str | None:
    """The days that the opening tells of before any other time ("4 ngày nghỉ lễ (từ 1 - 4/9)").

    Also where months are told behind them ("Lũy kế 8 tháng, ...").
    """
    own = [row for row in periods if not row.base and not row.event and row.start < header_end]
    own = [row for row in own if row.kind not in _NO_OTHER_TIME and row.year in (None, year)]
    if not own or own[0].kind != "days":
        return None
    return resolve(own[0], Now(year, str(year), None))


def day_of_count(
    reading: Reading, periods: list[PeriodMention], year: int, published: str | None
) -> str | None:
    """The day to which all is told ("Đến trưa ngày 28/12, thu ngân sách ...").

    None where the text names another day, a month, a quarter or several months too; the year that
    the day lies in, the months since its beginning, those to come, what is striven for
    ("phấn đấu hết ngày 31/12"), days and months that were not over when the page came out and an
    aside ("riêng ngày 2/9") are no other time.
    """
    own = [row for row in periods if not row.base and not row.event]
    own = [row for row in own if not _is_to_come(reading, row, published)]
    own = [row for row in own if not reading.normal.endswith(OF_ONE_DAY, 0, row.start)]
    own = [row for row in own if row.kind not in _NO_OTHER_TIME and not _is_ahead(reading, row)]
    own = [
        row
        for row in own
        if row.kind not in ("year", "bare") or row.year != year or _opens(reading, row)
    ]
    if not own or own[0].kind != "day" or own[0].text.startswith("trước"):
        return None
    day, others = own[0], own[1:]
    # "Đến ngày 22/8, ... Kết quả rà soát cuối năm 2024": what a year before ended with
    others = [row for row in others if row.kind != "end_of_year" or (row.year or year) >= year]
    if any(row.kind != "day" for row in others):
        return None
    return f"{day.year or year}-{day.number:02d}-{day.day:02d}"


_PAPERS_MARK = re.compile(r"\n[ \t]*\(?\w{2,8}\)? ?-? ?\Z")


def _is_to_come(reading: Reading, row: PeriodMention, published: str | None) -> bool:
    """ "đến 31/12 giải ngân 90%", "trong tháng 11", "những tháng cuối năm" on a page of 7/11."""
    if row.kind == "end_of_year":
        return reading.normal.endswith("tháng ", 0, row.start)
    if row.kind not in ("day", "month") or published is None or len(published) < len("2025-11-07"):
        return False
    year = row.year or int(published[:4])
    last = row.day if row.day is not None else monthrange(year, row.number or 1)[1]
    return (year, row.number or 1, last) > tuple(map(int, published[:10].split("-")))


def _opens(reading: Reading, row: PeriodMention) -> bool:
    """Whether the time opens its sentence ("Năm 2024, ...") and so is that of what it tells.

    Also behind who says so: "Theo báo cáo của UBND phường, năm 2021 dịch bùng phát", and behind a
    paper's mark: "ĐTO - Năm 2021, ...".
    """
    normal = reading.normal
    if normal[max(0, row.start - 2) : row.start].strip() in ("", "."):
        return True
    if _PAPERS_MARK.search(normal, max(0, row.start - 20), row.start) is not None:
        return True
    return _SAID_BY.search(normal, max(0, row.start - 90), row.start) is not None


_SAID_BY = re.compile(r"(?:\A|[.\n]) ?theo (?:báo cáo|đánh giá|số liệu)[^.;:,\n\d]{0,70}, \Z")


_NO_OTHER_TIME = frozenset(("cumulative", "rest_of_year", "this_year", "start_of_year"))


def month_of_count(reading: Reading, periods: list[PeriodMention], year: int) -> str | None:
    """The month to which all is told ("tổng hợp đến đầu tháng 7 vừa qua"), where it comes first.

    None where the text names another month, a quarter or several months.
    """
    own = [row for row in periods if not row.base and not row.event]
    if not own or own[0].kind != "month" or own[0].year not in (None, year):
        return None
    others = [row for row in own[1:] if row.kind in ("month", "months", "quarter", "half_end")]
    told_to = _TO_MONTH.search(reading.normal, max(0, own[0].start - 20), own[0].start)
    counted = told_to is not None or own[0].text.startswith(_TO)
    if not counted or any(row.number != own[0].number for row in others):
        return None
    return f"{year}-{own[0].number:02d}"


def month_told_first(periods: list[PeriodMention], year: int, published: str | None) -> str | None:
    """The month that the text tells of first and compares with the one before, more than once.

    It is the one before the day of publication, or that day's own ("... trong tháng 4 năm 2013 ...
    tăng 7,65% so với tháng trước", told in May).
    """
    own = [row for row in periods if not row.base and not row.event and row.kind != "day"]
    if published is None or len(published) < 7 or not own or own[0].kind != "month":
        return None
    month = own[0].number or 0
    compared = sum(row.base and row.kind == "previous_month" for row in periods)
    recent = int(published[5:7]) - month in (0, 1) and own[0].year in (None, int(published[:4]))
    return f"{year}-{month:02d}" if recent and compared >= _COMPARED else None


def only_month_told(periods: list[PeriodMention], year: int) -> str | None:
    """The one month that an untitled text tells, where it tells no other part of a year, nor years.

    "Trong tháng 10/2013, ... Từ đầu năm đến nay ...": seasons, days and sums so far are no others.
    """
    own = [row for row in periods if not row.base and not row.event]
    months = {(row.year, row.number) for row in own if row.kind == "month"}
    others = ("months", "quarter", "half_end", "year", "bare", "span", "window", "end_of_year")
    if len(months) != 1 or any(row.kind in others for row in own):
        return None
    told, number = months.pop()
    return f"{year}-{number:02d}" if told == year and number else None


_COMPARED = 2
_TO = ("đến", "tới", "hết", "tính đến")
_TO_MONTH = re.compile(r"(?:đến|tới|hết)(?: đầu| cuối| hết| giữa)? \Z")
