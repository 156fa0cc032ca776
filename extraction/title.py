"""The line of a document that names its period, and whether it speaks of plans."""

from __future__ import annotations

import re
from functools import cache

from extraction.reference import phrases_of
from extraction.rules.periods import PeriodMention, find_periods
from extraction.text import Line, Reading, normalise, split_sentences, word_start

#: A title stands in the first lines, and none is longer than this many characters.
HEADER_LINES, LONGEST_TITLE, LEAD_LENGTH = 14, 220, 320
_SECTION = re.compile(r"\s*(?:[ivx]{1,4}[.)]|[a-h][.)]|\d{1,2}[.)]|[-+•])\s")
_SUM = re.compile(r"\d ?(?:%|tỷ|tỉ|triệu|ha|tấn|người|hộ|hồ sơ|vụ|tiêu chí)(?!\w)")


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
    first = _reviews_or_plans().search(normal)
    if first is not None:
        return first[0] not in _review_words()
    if "vượt" in normal and _BEYOND_PLAN.search(normal) is not None:
        return False
    return True if anywhere("plan_head_weak").search(normal) else None


@cache
def _review_words() -> frozenset[str]:
    return frozenset(map(normalise, phrases_of("review")))


@cache
def _reviews_or_plans() -> re.Pattern[str]:
    """The words of results and those of plans; where both begin, the former."""
    phrases = (*phrases_of("review"), *phrases_of("plan_head"))
    return re.compile(rf"(?:{word_start(map(normalise, phrases))})(?!\w)")


#: "thu ngân sách bằng 100% kế hoạch": a result, though it names the plan.
_SHARE_OF_PLAN = re.compile(r"% (?:so với )?(?:kế hoạch|chỉ tiêu|dự toán)(?: năm| cả năm)?(?!\w)")


#: "giải quyết việc làm vượt kế hoạch năm", "vượt 12 chỉ tiêu": results.
_BEYOND_PLAN = re.compile(
    r"(?<!\w)vượt (?:mức |xa |\d+ )?(?:kế hoạch|chỉ tiêu|dự toán|mục tiêu)(?!\w)"
)
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


def is_caption(row: str) -> bool:
    """Whether a folded line ends with who took a picture ("... Ảnh: N.Đ")."""
    if ":" not in row or not any(sign in row for sign in _CAPTION_SIGNS):
        return False
    return _CAPTION.search(row) is not None


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
        inside = [one for one in inside if not _is_of_part(reading.normal, inside[0], one)]
        inside = [_days_of(one, periods) or one for one in inside]
        if any(one.kind in _REVIEWED for one in inside):
            # "Trong ngày 13/4, huyện họp hội nghị nhìn lại quý I": when they met
            inside = [one for one in inside if one.kind != "day" or is_counted_to(one)]
        if inside and begun and row.rstrip().endswith((".", "…", ";")):
            continue  # "Như vậy, nếu năm 2010 mỗi xã mới đạt 2 tiêu chí ...": below the lead
        if (
            inside
            and number
            and _FOOTNOTE.sub("", row.rstrip()).endswith(".")
            and (
                _SUM.search(row)
                or _BULLETED.match(row)
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


#: "* Trong giai đoạn 2010-2015, tỉnh triển khai 89 dự án.": one of the notes, and no title.
_BULLETED = re.compile(r"\s*[*•+-] ")
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


def _days_of(title: PeriodMention, periods: list[PeriodMention]) -> PeriodMention | None:
    """ "Bốn tháng vận hành" above "từ ngày 01/7 đến 31/10/2025": days of just so many months."""
    if title.kind != "months" or title.year or not title.text.endswith(" tháng"):
        return None
    windows = [row for row in periods if row.kind == "window" and not row.base and row.year]
    told = next((row for row in windows if row.start > title.end), None)
    return told if told is not None and told.last == title.number else None


def is_counted_to(day: PeriodMention) -> bool:
    """Whether something is counted up to the day ("đến ngày 30/9")."""
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


_CREDIT = re.compile(r"(?<!\w)(?:ảnh|nguồn|photo): ?\w")
_RUNS_ON = re.compile(r"\s*([^.;:\n]{20,140}?) (?:(?:i|1)\. |a\) )")


def _only_begins(told: PeriodMention, published: str | None) -> bool:
    """ "Quý IV, thị xã đặt kế hoạch đón 40.000 lượt khách", on 3 October: a quarter to come."""
    if told.kind != "quarter" or published is None or len(published) < len("2022-10"):
        return False
    first = 3 * (told.number or 1) - 2
    return (told.year or int(published[:4]), first) >= (int(published[:4]), int(published[5:7]))


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
            and not _only_begins(opening, published)
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
        inside = [one for one in inside if not _is_of_part(reading.normal, inside[0], one)]
        if inside and not _is_long_past(_widest(inside, published), published, told[0]):
            return -1, _widest(inside, published), row[told.start() :]
        return None
    return None


def _is_of_part(normal: str, first: PeriodMention, row: PeriodMention) -> bool:
    """ "Năm 2021 dịch bùng phát: tính đến ngày 20/12 có 187 ca": the day is of what it counts."""
    if first.kind != "year" or row.kind != "day":
        return False
    return any(mark in normal[first.end : row.start] for mark in ":;")


def _is_long_past(told: PeriodMention, published: str | None, verb: str) -> bool:
    """ "Từ kết quả điều tra năm 2011, ..." in November 2012: where it comes from, no review."""
    if published is None or len(published) < len("2012-11") or verb in _REVIEWS:
        return False
    over = told.kind == "year" and (told.year or 0) < int(published[:4])
    return over and int(published[5:7]) > _SPRING_OVER


#: So late in a year the one before is over, unless a word says that it is looked back on.
_SPRING_OVER = 4
_REVIEWS = frozenset(("tổng kết", "nhìn lại", "kiểm điểm", "khép lại", "kết thúc", "công bố"))
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
    if mention.kind == "end_of_year" and normal.endswith("rà soát ", 0, mention.start):
        return False  # "theo kết quả rà soát cuối năm 2018, huyện còn 1.642 hộ nghèo"
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
    if mention.kind == "year" and _ATTAINED.search(
        normal, max(0, mention.start - 40), mention.start
    ):
        return False  # "công bố xã đạt chuẩn nông thôn mới năm 2018", held in July 2019
    if mention.kind == "span" and "nhiệm kỳ" in normal[mention.start : mention.end]:
        head = normal[max(0, normal.rfind("\n", 0, mention.start)) : mention.start]
        told = speaks_of_plans(head)
        # "Kết quả thực hiện các chỉ tiêu nhiệm kỳ 2010-2015", where no congress tells of two terms
        return told is True or (told is False and not CONGRESS.search(normal, 0, _OPENING))
    if mention.kind in ("start_of_year", "end_of_year"):
        return mention.year is not None
    return mention.kind in _FRAMES


#: What says that a paper is on a party congress, in so many first characters.
CONGRESS = re.compile(r"đại hội (?:đại biểu )?(?:đảng|lần thứ)|đảng bộ [^.\n]{0,60}đại hội")
_OPENING = 1500
_FRAMES = frozenset(("months", "month", "quarter", "year", "span", "half_end", "bare", "window"))


def is_of_spring(normal: str, mention: PeriodMention) -> bool:
    """ "Chào xuân Kỷ Hợi 2019": when the page was written, and no time of its numbers."""
    start = mention.start
    return mention.kind == "bare" and _SPRING.search(normal, max(0, start - 30), start) is not None


_SPRING = re.compile(r"(?<!\w)(?:xuân|tết)(?: [^\W\d]+){0,3} \Z")
_BRIEFING = re.compile(r"(?<!\w)(?:giao ban báo chí|họp báo)(?!\w)[^.;:\n\d]{0,30}\Z")
_ATTAINED = re.compile(r"đạt chuẩn (?:nông thôn mới|ntm)(?: nâng cao| kiểu mẫu)? (?:trong )?\Z")
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
