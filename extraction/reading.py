"""Lines and paragraphs: what headings, titles and earlier sentences lend to a sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from extraction.context import BULLETS, PARAGRAPH, UNMARKED, LineContext
from extraction.frame import Frame
from extraction.passage import between
from extraction.reference import any_of, codebook
from extraction.rules.counted import is_month_end
from extraction.rules.period_openings import ENDS_WITH_LAST_YEAR, PARTS_OF_YEAR
from extraction.rules.periods import PeriodMention
from extraction.rules.plan_words import is_year_of_plan
from extraction.rules.quantity import Quantity
from extraction.rules.so_far import SO_FAR, TURNS_TO_NOW
from extraction.rules.timing import SAME_MOMENT, Times
from extraction.rules.told_period import is_of_a_number, is_of_meeting, is_of_term
from extraction.state import Passage
from extraction.text import Line
from extraction.title import is_of_spring, names_plans, speaks_of_plans

#: A paragraph that turns to the next field of the same list of aims.
GOES_ON = re.compile(
    r"\s*(?:về|trong lĩnh vực|lĩnh vực|bên cạnh đó|đồng thời|ngoài ra|cùng với đó)\s"
)


_NOT_HEADING = frozenset(
    (
        "same",
        "day",
        "previous_month",
        "previous_quarter",
        "previous_term",
        "years_ago",
        "this_month",
        "cumulative",
        "start_of_year",
        "last_year",
    )
)


def note_periods(passage: Passage, start: int, end: int) -> None:
    """The last time named in a sentence holds for the rest of its paragraph."""
    reviewed = named = False
    for row in between(passage.periods, start, end):
        if _opens_with_year_end(passage, row, start, end):
            passage.paragraph_period, passage.period_opens = row, False
        if not row.base and not row.event and row.kind in (
            "year", "months", "month", "day", "quarter", "half_end", "span", "window", "cumulative",
            "term", "days", "this_quarter",
        ):  # fmt: skip
            if row.text.startswith("trước "):
                continue  # "để kịp thu hoạch trước ngày 02/9/2020": an end in view
            if row.kind in PARTS_OF_YEAR and row.text.endswith(ENDS_WITH_LAST_YEAR):
                continue  # "9 tháng năm ngoái thu 180 tỷ đồng": told aside
            normal = passage.reading.normal
            before = between(passage.quantities, start, row.start)
            if is_of_meeting(normal, row) or is_of_a_number(normal, before, row):
                continue
            opens = row.start - passage.line_start < _OPENS
            if normal[max(start, row.start - 6) : row.start] == "riêng " and not opens:
                continue
            if normal.rfind("(", start, row.start) > normal.rfind(")", start, row.start):
                continue
            if (
                row.kind == "span"
                and passage.paragraph_period is not None
                and not between(passage.quantities, start, end)
            ):
                continue  # "đề án ... giai đoạn 2016-2020": a programme's name
            untold = not between(passage.quantities, start, end)
            if (
                row.kind == "span"
                and (passage.paragraph_period is not None or untold)
                and _OF_PROGRAMME.search(normal, start, row.start)
            ):
                continue  # "thực hiện Nghị quyết 118 về hạ tầng giai đoạn 2016-2020, trong năm ..."
            if row.kind == "day" and not opens and normal.endswith(_AS_OF, start, row.start):
                continue  # "đàn lợn tại thời điểm 1/4 là 794 nghìn con. Đàn gia cầm 7 triệu con"
            if row.kind == "span" and SO_FAR.search(normal, row.end, end):
                continue  # "chương trình giai đoạn 2021-2025, đến nay có 80 xã": the rest is of now
            if named and (
                is_of_term(normal, row)
                or _PLANNED.search(normal, max(start, row.start - 24), row.start)
            ):
                continue  # "trong 6 tháng đầu năm ... cao hơn mức kế hoạch cả năm 2023"
            if row.kind == "span" and _is_quoted(normal, start, row.start):
                continue  # "đề án “phát triển kinh tế vườn giai đoạn 2017-2025”"
            if (
                reviewed
                and row.kind in ("half_end", "quarter")
                and _ahead().search(normal, start, row.start)
            ):
                continue  # "kết quả 6 tháng đầu năm, nhiệm vụ 6 tháng cuối năm 2020"
            if _OF_PLAN.search(normal, max(start, row.start - 40), row.start):
                continue  # "bằng 50,96% kế hoạch năm 2024", "cao hơn kế hoạch cả năm 2024"
            if is_year_of_plan(normal, start, row):
                continue
            past = row.kind == "year" and _is_past(passage, row)
            if past and row.start > start + _OPENS and not between(passage.quantities, start, end):
                continue  # "đón bằng huyện đạt chuẩn NTM năm 2020": an event, no time of numbers
            earlier = _is_past(passage, row)
            if earlier and row.kind == "year" and SO_FAR.search(normal, row.end, end):
                continue  # "Nếu như năm 2009 mới có 16 triệu đồng thì đến nay là 40 triệu đồng"
            if earlier and _MEANWHILE.search(normal, start, row.start):
                continue  # "tăng 4,82%, trong khi 6 tháng đầu năm 2020 chỉ tăng 2,08%"
            later = row.year is not None and row.year > passage.frame.now.year
            if later and not passage.aims and _REVIEWS_FIRST.search(normal, start, row.start):
                continue  # "nhìn lại một năm 2019 và quyết nghị mục tiêu năm 2020"
            told = passage.paragraph_period is not None or between(passage.quantities, start, end)
            attributed = _ATTRIBUTES.fullmatch(normal, passage.line_start, row.start) is not None
            if later and told and not passage.aims and not attributed:
                continue  # results that name what is to come go on with their own time
            whole = row.kind == "year" and row.year == passage.frame.now.year and told
            if whole and not passage.aims and _PURPOSE.search(normal, start, row.start):
                continue  # "rà soát các tiêu chí để đạt chuẩn trong năm 2024": results go on
            if named and row.kind in ("span", "term") and _heads_list(passage, start, row):
                continue  # "chỉ tiêu đến năm 2030: GRDP giai đoạn 2026-2030 tăng 10%; thu nhập ..."
            if named and _is_one_of_parts(passage, row, start, end):
                continue  # "9 tháng tăng 10%, quý I tăng 9%, quý II tăng 10,5%. Dịch vụ ..."
            passage.paragraph_period = row
            named = True
            reviewed = row.kind in ("months", "quarter")
            passage.period_opens = row.start - passage.line_start < _PERIOD_OPENS or attributed
            passage.paragraph_codes = [code for code, _ in passage.carried]


def _heads_list(passage: Passage, start: int, row: PeriodMention) -> bool:
    """Whether a year stands in the head of the sentence's list, and the span in one of its rows."""
    head = passage.paragraph_period
    if head is None or head.kind != "year" or between(passage.quantities, start, head.end):
        return False
    return passage.reading.normal.find(":", head.end, row.start) >= 0


def _opens_with_year_end(passage: Passage, row: PeriodMention, start: int, end: int) -> bool:
    """ "Đến năm 2025 phải có 92 triệu đồng. Cuối năm 2023, thu nhập mới 65 triệu. Hộ nghèo 3%"."""
    if row.kind != "end_of_year" or row.year is None or row.base or row.start > start + _OPENS:
        return False
    above = passage.paragraph_period
    ahead = above is not None and above.kind == "year" and _lies_ahead(passage, above)
    return (
        ahead
        and row.year <= passage.frame.now.year
        and bool(between(passage.quantities, row.end, end))
    )


def _is_one_of_parts(passage: Passage, row: PeriodMention, start: int, end: int) -> bool:
    """Whether the time is one of several quarters or months told behind the whole."""
    whole = passage.paragraph_period
    if whole is None or row.kind not in ("quarter", "month"):
        return False
    parts = [one for one in between(passage.periods, start, end) if one.kind == row.kind]
    wider = whole.kind in ("months", "year", "half_end", "this_year", "cumulative")
    return wider and len(parts) > 1 and not any(one.base for one in parts)


#: "Giám đốc chi nhánh cho hay: Tính đến cuối tháng 9/2014, ...": who says so stands before it.
_ATTRIBUTES = re.compile(
    r"\s*(?:theo (?:số liệu|thống kê|báo cáo|ước tính|thông tin|kết quả)[^,;:\d]{0,60}, "
    r"|[^;:\d]{3,100} cho (?:hay|biết)(?: ?[:,]|(?= )) )(?:trong |tính )?(?:đến |tới )?"
)
_REVIEWS_FIRST = re.compile(
    r"(?<!\w)(?:nhìn lại|đánh giá|tổng kết|sơ kết|kiểm điểm)(?!\w)[^.;:]{0,140}(?<!\d)20\d\d(?!\d)"
    r"[^.;:\d]{0,60}(?:mục tiêu|chỉ tiêu|nhiệm vụ|kế hoạch|phương hướng)[^.;:\d]{0,40}\Z"
)
_AS_OF = ("tại thời điểm ", "tại thời điểm ngày ")
_PLANNED = re.compile(r"(?<!\w)(?:kế hoạch|dự toán|chỉ tiêu|mục tiêu)(?: của| cho)?(?: cả)? \Z")


def note_season(passage: Passage, start: int, end: int) -> None:
    """The last season of a year that a sentence names is lent to the "Trong đó" behind it.

    And one that is told of all crops ("Vụ xuân, toàn xã gieo trồng 440 ha"), unless a day up to
    which it is counted stands with it ("đến 15/10, diện tích cây vụ đông là 106 ha").
    """
    told, counted = None, False
    for row in between(passage.periods, start, end):
        if row.base:
            continue
        if row.kind == "season" and not _is_of_crop(row):
            told = row
        counted = counted or (row.kind == "day" and not row.event)
    passage.told_season = None if counted else told
    if counted:
        passage.topic_season = None


def note_counted_day(passage: Passage, start: int, end: int) -> None:
    """The day that opens a sentence on crops sown so far holds for the section's other crops.

    "Từ đầu vụ đến ngày 10/11/2016, toàn tỉnh gieo trồng được 48.609 ha. ... Lúa 14.621 ha"
    """
    normal = passage.reading.normal
    if normal.find(" vụ ", start, end) < 0 or _SO_FAR_SOWN.match(normal, start, end) is None:
        return
    days = [row for row in between(passage.periods, start, end) if row.kind == "day"]
    if days and not days[0].base and not days[0].event:
        passage.counted_day = days[0]


def note_counted_days(passage: Passage, start: int, codes: Sequence[str]) -> None:
    """The days that open a sentence hold for what the section tells of the same topic below.

    "Từ ngày 1/7 đến hết ngày 30/9/2025, phường tiếp nhận 846 hồ sơ. / Đã giải quyết 820 hồ sơ."
    """
    if start != passage.line_start or not codes:
        return
    for row in between(passage.periods, start, start + _PERIOD_OPENS):
        if row.kind == "window" and not row.base:
            passage.counted_days = row
            passage.counted_topics = frozenset(codebook()[code].topic for code in codes)
        elif passage.period_opens and row.kind in ("year", "months", "quarter", "half_end"):
            passage.counted_days = None


def note_same_moment(passage: Passage, start: int, end: int) -> None:
    """ "Hoa màu: cũng đến thời điểm trên, gieo trồng được ...": up to the day told before it.

    Or to the end of the month: "Hết tháng 9, ... Về BHXH, cùng thời điểm có 71.230 người".
    """
    normal = passage.reading.normal
    if normal.find(" thời ", start, end) < 0 or SAME_MOMENT.match(normal, start, end) is None:
        return
    told = [row for row in between(passage.periods, 0, start) if not row.base and not row.event]
    days = [row for row in told if row.kind == "day" or is_month_end(row)]
    if passage.paragraph_period is None and days:
        passage.paragraph_period = days[-1]
    elif told and told[-1].kind in _YEARS and told[-1].start >= passage.line_start:
        # "Hộ nghèo năm 2011 là 3,9%, cuối năm 2014 còn 1,05%. Cùng thời điểm, ...": of 2014
        passage.paragraph_period = told[-1]


#: Times as long as a year or as its last day.
_YEARS = frozenset(("year", "end_of_year"))
_SO_FAR_SOWN = re.compile(
    r"[\s*+-]*(?:[^.;:\d]{3,40}: ?)?(?:tính )?(?:từ đầu vụ (?:đến|cho đến|tới)(?!\w)"
    r"|(?:đến|tới) (?:hết )?(?:ngày )?\d[^.;]{0,60} (?:gieo|xuống giống|cấy)[^.;]{0,40} vụ (?!này))"
)


def _is_quoted(normal: str, start: int, at: int) -> bool:
    """Whether a quotation that the sentence opens before `at` is still open there."""
    return normal[at - 1 : at] == '"' or normal.count('"', start, at) % 2 == 1


@cache
def _ahead() -> re.Pattern[str]:
    """What is to be done in the time that follows ("nhiệm vụ, giải pháp 6 tháng cuối năm")."""
    heads = any_of("plan_head")
    return re.compile(rf"(?<!\w)(?:{heads}|giải pháp|kế hoạch)(?!\w)[^.;:\d]{{0,60}}\Z")


def is_season_ahead(normal: str, start: int, season: PeriodMention) -> bool:
    """ "đánh giá 4 tháng đầu năm, triển khai kế hoạch vụ Hè Thu 2016": reviewed is another time."""
    return _ahead().search(normal, start, season.start) is not None


_MEANWHILE = re.compile(r"(?<!\w)(?:trong khi(?: đó)?,?|còn) (?:cùng kỳ )?\Z")
_OF_PROGRAMME = re.compile(
    r"(?<!\w)(?:nghị quyết|đề án|chương trình|kế hoạch|quy hoạch) (?:số )?\d[^.;]{0,240}\Z"
)
#: So near its start a time still opens a sentence.
_OPENS = 12
_OF_PLAN = re.compile(
    r"(?:% (?:so với )?|(?<!\w)(?:so với|cao hơn|thấp hơn|vượt)(?: so với)?(?: mức)? )"
    r"(?:kế hoạch|dự toán|chỉ tiêu|nghị quyết|mục tiêu|kịch bản|kh|dt)"
    r"(?: (?:của|cả|được|giao|đề|ra|tỉnh|huyện|thành|phố|hđnd|ubnd|trung|ương))* \Z"
)


def note_time_of_list(passage: Passage, sentences: Sequence[tuple[int, int]]) -> None:
    """ "Cụ thể trên một số lĩnh vực trong 9 tháng năm 2018:": the time of the list that follows."""
    context = line_context(passage, Line(*sentences[-1]), UNMARKED, ()) if sentences else None
    if context is not None and context.period is not None:
        context.plans = None  # what the sentence says of plans is not said of the list
        passage.stack.push(context)


#: What is to be reached by the time that follows in the same clause.
_PURPOSE = re.compile(r"(?<!\w)(?:để|nhằm|phấn đấu) [^.;:\d]{0,80}\Z")
#: So near its start a time opens a paragraph, and all of it is of that time.
_PERIOD_OPENS = 24


def note_opening_year(passage: Passage, start: int) -> None:
    """A paragraph that a year opens ("Năm 2020, ...") gives it to the next ones that name none.

    Only in a paper on a year: one on months comes back to its own time.
    """
    for row in between(passage.periods, start, start + _YEAR_OPENS):
        if row.kind in ("year", "months", "quarter", "month", "day") and not row.base:
            yearly = row.kind == "year" and len(passage.frame.period) == 4
            if passage.reading.normal.endswith(_IF, start, row.start):
                yearly = False  # "Nếu như năm 2009 mới có 16 triệu đồng thì đến nay ..."
            passage.opening_year = row if yearly else None
            return


_YEAR_OPENS = 12
_IF = ("nếu ", "nếu như ", "nếu như trong ", "nếu trong ")


def note_present(passage: Passage, start: int, end: int) -> None:
    """A sentence that turns to the present ends the past year told before; returns nothing.

    "Năm 2010, xã có 5 tiêu chí. Giờ thì đã đủ 19. Thu nhập 47 triệu đồng": that is of now.
    """
    told = (passage.paragraph_period, passage.opening_year)
    if not any(row and (_is_past_year(passage, row) or _lies_ahead(passage, row)) for row in told):
        return
    rows = between(passage.periods, start, end)
    if any(row.text == "năm nay" and not row.base for row in rows):
        # "Thu nhập năm 2022 là 61,9 triệu đồng, năm nay ước 66 triệu. Hộ nghèo còn 1,28%"
        passage.paragraph_period = passage.opening_year = None
        return
    turn = TURNS_TO_NOW.search(passage.reading.normal, start, end)
    if turn is not None and (turn.start() - start < _OPENS or "giờ" in turn[0] or turn[0] == "nay"):
        passage.paragraph_period = passage.opening_year = None


def _is_past_year(passage: Passage, row: PeriodMention) -> bool:
    return row.kind == "year" and _is_past(passage, row)


def _lies_ahead(passage: Passage, row: PeriodMention) -> bool:
    """ "Giai đoạn 2021-2025 phấn đấu có 20 xã. Đến nay có 8 xã. Hộ nghèo còn 3%", in 2023."""
    now = passage.frame.now.year
    return (row.kind == "span" and (row.last or 0) > now) or (
        row.kind == "year" and (row.year or 0) > now
    )


def _is_past(passage: Passage, row: PeriodMention) -> bool:
    return row.year is not None and row.year < passage.frame.now.year


def note_term(passage: Passage, start: int, end: int) -> None:
    """A span of three years or more in the range becomes the passage's term; returns nothing."""
    for row in between(passage.periods, start, end):
        if row.kind == "span" and row.year and row.last and row.last - row.year >= 3:
            frame = passage.frame
            if frame.congress and row.year >= frame.now.year:
                # a congress tells the results of the term before the one that it opens
                passage.term = passage.term or (row.year - 5, row.year)
            else:
                passage.term = (row.year, row.last)


def line_context(
    passage: Passage, line: Line, level: int, own: Sequence[Quantity], *, names_heads: bool = True
) -> LineContext:
    """What the line's label (up to its first number) lends to the lines below.

    Its phrases (`names_heads`) only where the line may be a heading, the title or open a list.
    """
    reading = passage.reading
    stop = own[0].start if own else line.end
    colon = reading.normal.find(":", line.start, stop)
    label_end = colon if colon > 0 else stop
    inside = between(passage.mentions, line.start, stop) if names_heads else ()
    times = [
        row
        for row in between(passage.periods, line.start, stop)
        if not row.base
        and not is_of_spring(reading.normal, row)
        # "Tiến độ gieo trồng đến 10/11/2020" heads what was counted by that day
        and (row.kind not in _NOT_HEADING or (row.kind == "day" and not row.event and not own))
    ]
    context = LineContext(level)
    context.until_paragraph = (
        level == UNMARKED and reading.normal[line.end - 2 : line.end].rstrip()[-1:] == ":"
    )
    context.fresh = context.until_paragraph and not own and line.end - line.start < _SHORT_HEAD
    if inside:
        context.heads = frozenset([row.head for row in inside if row.head])
        context.lists_heads = len({row.start for row in inside if row.head}) > 1
        context.subjects = [row for row in inside if row.codes and not row.crosses]
        context.items = [row.item for row in inside if row.item]
    season = [row for row in times if row.kind == "season" and not (own and _is_of_crop(row))]
    context.season = season[-1] if season else None
    plain = [row for row in times if row.kind != "season" and row.start < label_end + 1]
    heading = not own or colon > 0 or level <= 5
    context.article = level == 1 and reading.normal.startswith("điều", line.start)
    context.period = plain[-1] if plain and heading else None
    if heading and len(plain) > 1 and plain[-1].kind == "span" and plain[0].kind != "span":
        context.period, context.plan_period = plain[0], plain[-1]
    if heading and level != PARAGRAPH and (not own or context.period is not None):
        label = reading.normal[line.start : label_end]
        prose = not own and level in BULLETS and _GOES_ON_IN_SENTENCES.search(label) is not None
        context.plans = None if prose else speaks_of_plans(label)
        if context.plans and passage.stack.plans() is False and not names_plans(label):
            context.plans = None  # "I. Kết quả thực hiện ... / 1. Chỉ tiêu kinh tế"
        if context.plans is None and context.period is not None and context.period.year:
            frame = passage.frame
            if context.period.kind == "year" and context.period.year > frame.now.year:
                context.plans = True
    return context


#: A head that ends with a colon and is no longer heads the one paragraph right below it too.
_SHORT_HEAD = 50
#: A bullet of several sentences heads nothing, whatever "nhiệm vụ" stands in it.
_GOES_ON_IN_SENTENCES = re.compile(r"[^\W\d]{2}\. [^\W\d]")


def _is_of_crop(row: PeriodMention) -> bool:
    """ "lúa Hè Thu 1.430 ha; sắn 2.965 ha": a season that its crop's name holds."""
    return row.year is None and not row.text.startswith("vụ")


def _term_before(frame: Frame) -> tuple[int, int] | None:
    """The term that ends where the one opens that a congress plans."""
    start = int(frame.plan_period[:4])
    if not (frame.congress and frame.plan_period.endswith("Y") and start == frame.now.year):
        return None
    return start - 5, start


def times_above(passage: Passage, context: LineContext) -> Times:
    """The times that a sentence takes from its headings, paragraph and passage."""
    return Times(
        heading=passage.stack.period(),
        heading_plan=passage.stack.plan_period(),
        paragraph=passage.paragraph_period,
        paragraph_opens=passage.period_opens,
        season=context.season or passage.stack.season() or passage.season,
        plans=_plans(passage),
        opened=passage.stack.opened(),
        term=passage.term or _term_before(passage.frame),
        price_month=passage.price_month,
        index_period=passage.index_period,
        opening=passage.opening_year,
        counted=passage.counted_day,
        counted_days=passage.counted_days,
        counted_topics=passage.counted_topics,
        topic_season=passage.topic_season,
    )


def _plans(passage: Passage) -> bool:
    """Whether unmarked numbers here are plans: the passage says so, a heading, or the title."""
    for told in (passage.plans, passage.stack.plans()):
        if told is not None:
            return told
    return passage.frame.plans and (passage.frame.runs_on or not passage.prose)
