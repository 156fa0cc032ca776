"""The line of a document that names its period, whether it speaks of plans, its own date."""

from __future__ import annotations

import re
from functools import cache

from extraction.reference import phrases_of
from extraction.rules.periods import PeriodMention, find_periods
from extraction.text import Line, Reading, normalise, split_sentences, word_start

#: A date as metadata writes it: year, month, day.
ISO_DAY = re.compile(r"((?:1(?<!\d.)9|2(?<!\d.)0)\d\d)-(0[1-9]|1[0-2])(?:-([0-3]\d))?(?!\d)")
#: A title stands in the first lines, and none is longer than this many characters.
HEADER_LINES, LONGEST_TITLE, LEAD_LENGTH = 14, 220, 320
_SECTION = re.compile(r"\s*(?:[ivx]{1,4}[.)]|[a-h][.)]|\d{1,2}[.)]|[-+•])\s")
_SUM = re.compile(r"\d ?(?:%|tỷ|tỉ|triệu|ha|tấn|người|hộ|tiêu chí)(?!\w)")


@cache
def anywhere(role: str) -> re.Pattern[str]:
    """The phrases of a role, wherever they stand as words."""
    return re.compile(rf"(?:{word_start(map(normalise, phrases_of(role)))})(?!\w)")


def speaks_of_plans(normal: str) -> bool | None:
    """True for a title or heading about plans, False about results, None where it says neither.

    The first word that tells decides ("Kết quả thực hiện nhiệm vụ" is about results); words
    that stand in both kinds ("chỉ tiêu", "kế hoạch") count only where no other does.
    """
    if "%" in normal:
        normal = _SHARE_OF_PLAN.sub("%", normal)
    if "đầu tư" in normal or "đt" in normal or "tài chính" in normal:
        normal = _OF_AGENCY.sub(" ", normal)
    if "chỉ tiêu" in normal and _RISING_TARGETS.search(normal) is not None:
        return False
    plan = anywhere("plan_head").search(normal)
    review = anywhere("review").search(normal)
    if plan is not None and (review is None or plan.start() < review.start()):
        return True
    if review is not None:
        return False
    return True if anywhere("plan_head_weak").search(normal) else None


#: "thu ngân sách bằng 100% kế hoạch": a result, though it names the plan.
_SHARE_OF_PLAN = re.compile(r"% (?:so với )?(?:kế hoạch|chỉ tiêu|dự toán)(?: năm| cả năm)?(?!\w)")


#: "Sở Kế hoạch và Đầu tư tỉnh Điện Biên": whose page it is, no plan.
_OF_AGENCY = re.compile(
    r"(?<!\w)(?:sở|phòng|bộ|ban) (?:kế hoạch|kh) ?(?:và|&|-|,) ?(?:đầu tư|đt|tài chính)(?!\w)"
    r"|(?<!\w)phòng tài chính ?(?:và|&|-|,) ?kế hoạch(?!\w)"
)
#: "nhiều chỉ tiêu của tỉnh tăng so với cùng kỳ": results too.
_RISING_TARGETS = re.compile(
    r"(?:nhiều|hầu hết|đa số|các) chỉ tiêu[^.;:\d]{0,40} "
    r"(?:tăng(?! trưởng)|giảm|vượt|đạt khá)(?!\w)"
)


def names_plans(normal: str) -> bool:
    """Whether a word that only plans use stands in it ("phương hướng", "nhiệm vụ")."""
    return anywhere("plan_head").search(normal) is not None


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
    counted = _is_counted_to(day) or normal.endswith(_COUNTED_TO, 0, day.start)
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
    start = normal.rfind("\n", 0, mention.start) + 1
    return mention.kind == "day" and normal.startswith("hôm nay", start)


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
    return any(link.match(normal, start, mention.end + 1) for link in (_OF_LINK, _OF_LINKS_ROW))


#: A day further behind the start of its line is no link's.
_LONGEST_LINK = 300
#: "- Thống nhất phương án thành lập Đảng bộ 04.06.2025": one of the links below a text.
_OF_LINKS_ROW = re.compile(r"\s*[-•\"*+>] ?(?:\S{1,40} +){5,}\d{1,2}[./-]\d{1,2}[./-]\d{4}")
#: "• Báo cáo tháng 5 năm 2024 (20/05/2024)": when another page came out.
_OF_LINK = re.compile(r"[^(\n]*\w+ +\w+ +\w[^(\n]*\( ?\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{4})? ?\)")


_STAMP_LENGTH = 70


def is_caption(row: str) -> bool:
    """Whether a folded line ends with who took a picture ("... Ảnh: N.Đ")."""
    return any(sign in row for sign in _CAPTION_SIGNS) and _CAPTION.search(row) is not None


#: No list of funds ("gồm các nguồn: ngân sách tỉnh, ngân sách huyện:").
_CAPTION_SIGNS = ("ảnh:", "nguồn:", "photo:")
_CAPTION = re.compile(r"(?:\A|[-–.,()] ?)(?:ảnh|nguồn|photo): ?\w[^:;,\d]{0,40}\)?\s*\Z")


def find_title(
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
    begun = False
    for number, line in enumerate(lines[:HEADER_LINES]):
        row = reading.normal[line.start : line.end]
        if len(row) > LEAD_LENGTH:
            return (
                label_of(reading, line, periods)
                or _lead(reading, lines, furniture, periods, published)
                or best
            )  # the text has begun; a later heading is no title
        begun = begun or (number > 0 and len(row) > LONGEST_TITLE and row.endswith("."))
        if (
            number in furniture
            or not 12 <= len(row.strip()) <= LONGEST_TITLE
            or _SECTION.match(row)
        ):
            continue
        if ":" in row and _CREDIT.search(row):
            continue  # a caption
        inside = [
            mention
            for mention in periods
            if line.start <= mention.start < line.end
            and _frames(mention, reading.normal)
            and not _is_duration(mention, reading.normal, periods)
        ]
        if any(one.kind in _REVIEWED for one in inside):
            # "Trong ngày 13/4, huyện họp hội nghị nhìn lại quý I": when they met
            inside = [one for one in inside if one.kind != "day" or _is_counted_to(one)]
        sentence = number and _FOOTNOTE.sub("", row.rstrip()).endswith(".")
        if inside and begun and row.rstrip().endswith((".", "…", ";")):
            continue  # "Như vậy, nếu năm 2010 mỗi xã mới đạt 2 tiêu chí ...": below the lead
        if (
            inside
            and sentence
            and (
                _SUM.search(row)
                or all(one.kind == "half_end" for one in inside)
                or all(reading.normal.endswith("sang ", 0, one.start) for one in inside)
            )
        ):
            continue  # a sentence that tells a number, or what is to come, is text
        if inside:
            return number, _widest(inside, published), row
        if not best[2] and speaks_of_plans(row) is not None:
            best = (number, None, row)
    return _lead(reading, lines, furniture, periods, published) or best


#: "... là 10.866 người.[2]": an encyclopaedia's.
_FOOTNOTE = re.compile(r"(?:\[\d{1,3}\])+\Z")


def _is_duration(title: PeriodMention, normal: str, periods: list[PeriodMention]) -> bool:
    """ "Ôm hồ sơ 8 tháng" above "Bốn tháng đầu năm, thu ngân sách ...": how long, not when."""
    if title.kind != "months" or title.year or not title.text.endswith("tháng"):
        return False
    for row in periods:
        if row.kind == "months" and row.start > title.end and not row.base:
            opens = normal[normal.rfind("\n", 0, row.start) + 1 : row.start].strip() in _TIME_OPENS
            return opens and row.number != title.number and "đầu năm" in row.text
    return False


def _is_counted_to(day: PeriodMention) -> bool:
    return day.text.startswith(("đến", "tính đến", "hết", "tới"))


_REVIEWED = frozenset(("months", "quarter", "half_end"))
_TIME_OPENS = ("", "trong", "qua", "sau")


def label_of(
    reading: Reading, line: Line, periods: list[PeriodMention]
) -> tuple[int, PeriodMention | None, str] | None:
    """A heading that runs into its text: "CÁC CHỈ TIÊU NHIỆM KỲ 2020-2025 I. Về kinh tế 1. ..."."""
    found = _RUNS_ON.match(reading.normal, line.start, line.end)
    if found is None or speaks_of_plans(found[1]) is not True:
        return None
    spans = [row for row in periods if found.start(1) <= row.start < found.end(1)]
    spans = [row for row in spans if row.kind in ("span", "year") and not row.base]
    return (-1, spans[-1], found[1]) if spans else None


def closes_year_before(normal: str, month: PeriodMention, header_end: int) -> bool:
    """Whether a line of the month alone ("Tháng 01/2020") stands above "Khép lại năm 2019, ..."."""
    start, end = normal.rfind("\n", 0, month.start) + 1, normal.find("\n", month.end)
    alone = normal[start : max(end, month.end)].strip() == month.text.strip()
    if month.kind != "month" or month.year is None or (month.number or 12) > _NEW_YEAR or not alone:
        return False
    over = re.compile(rf"(?:khép lại|kết thúc) năm {month.year - 1}(?!\d)")
    return over.search(normal, month.end, header_end) is not None


#: So far into a year the one before is looked back on.
_NEW_YEAR = 2


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
_CREDIT = re.compile(r"(?<!\w)(?:ảnh|nguồn|photo): ?\w")
_RUNS_ON = re.compile(r"\s*([^.;:\n]{20,140}?) (?:(?:i|1)\. |a\) )")


def _lead(
    reading: Reading,
    lines: list[Line],
    furniture: frozenset[int],
    periods: list[PeriodMention],
    published: str | None,
) -> tuple[int, PeriodMention | None, str] | None:
    """The first paragraph where the title names no period ("... họp đánh giá kết quả năm 2019")."""
    for number, line in enumerate(lines[:HEADER_LINES]):
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
        if ASSESSES.search(reading.normal, line.start, line.end) is None:
            continue
        row, end = "", line.start
        for _, end in split_sentences(reading, line)[:_LEAD_SENTENCES]:
            row = reading.normal[line.start : end]
            if (told := ASSESSES.search(row)) is not None:
                break
        else:
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


#: So near its start a time opens a paragraph; so many of its sentences may tell what it reviews.
_OPENS, _LEAD_SENTENCES = 12, 2
#: What tells that the paragraph reviews the period that it names.
ASSESSES = re.compile(
    r"đánh giá|sơ kết|tổng kết|kết quả|tình hình|nhìn lại|kiểm điểm|rà soát|báo cáo|công bố"
    r"|thông qua|họp thường kỳ|phiên họp|khép lại|kết thúc"
)


def _frames(mention: PeriodMention, normal: str) -> bool:
    if mention.base or mention.event:
        return False
    if mention.kind == "day":
        return True
    if is_of_spring(normal, mention):
        return False
    if mention.kind == "month" and _BRIEFING.search(
        normal, max(0, mention.start - 60), mention.start
    ):
        return False  # "giao ban báo chí tháng 11-12/2018": when they met
    if _SETTLES.search(normal, max(0, mention.start - 60), mention.start):
        return False  # "thông qua quyết toán thu, chi ngân sách năm 2024; dự toán năm 2025"
    if mention.kind == "span" and "nhiệm kỳ" in normal[mention.start : mention.end]:
        head = normal[max(0, normal.rfind("\n", 0, mention.start)) : mention.start]
        return speaks_of_plans(head) is True
    if mention.kind in ("start_of_year", "end_of_year"):
        return mention.year is not None
    return mention.kind in _FRAMES


_FRAMES = frozenset(("months", "month", "quarter", "year", "span", "half_end", "bare", "window"))


def is_of_spring(normal: str, mention: PeriodMention) -> bool:
    """ "Chào xuân Kỷ Hợi 2019": when the page was written, and no time of its numbers."""
    start = mention.start
    return mention.kind == "bare" and _SPRING.search(normal, max(0, start - 30), start) is not None


_SPRING = re.compile(r"(?<!\w)(?:xuân|tết)(?: [^\W\d]+){0,3} \Z")
_BRIEFING = re.compile(r"(?<!\w)(?:giao ban báo chí|họp báo)(?!\w)[^.;:\n\d]{0,30}\Z")
_SETTLES = re.compile(r"(?<!\w)quyết toán(?!\w)[^.;:\d\n]{0,50}\Z")


def _widest(mentions: list[PeriodMention], published: str | None) -> PeriodMention:
    """The cumulative period of a title that names several ("tháng 8, 8 tháng đầu năm 2018")."""
    year = next((mention.year for mention in reversed(mentions) if mention.year), None)
    if year is None and published:
        year = int(published[:4])
    order = {
        "day": 0,
        "months": 0,
        "half_end": 1,
        "window": 5,
        "quarter": 2,
        "month": 3,
        "year": 4,
        "bare": 4,
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
