"""Which of the times that a sentence names is a number's own."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extraction.passage import Scene, between
from extraction.rules.bracketed_times import is_bracketed_away
from extraction.rules.periods import PeriodMention
from extraction.rules.plan_words import is_year_of_plan
from extraction.rules.quantity import Quantity
from extraction.rules.times_beside import time_of_share
from extraction.text import word_start

_VAGUE = frozenset(
    (
        "same",
        "previous_month",
        "previous_quarter",
        "previous_term",
        "years_ago",
        "term_start",
        "start_of_year",
        "last_year",
    )
)


def told_period(
    scene: Scene, number: int, seasonal: bool, same_code: bool, reviewed: int
) -> PeriodMention | None:
    """The last time named before the quantity in its sentence, or right after it in its clause.

    A season counts for crops only (`seasonal`); a day does not reach over a semicolon to another
    indicator where an earlier time stands, a deadline ("trước ngày 10/9") not at all.
    """
    if not scene.periods:
        return None
    quantity = scene.quantities[number]
    for row in between(scene.periods, quantity.end, quantity.end + _RIGHT_BEHIND):
        gap = scene.reading.normal[quantity.end : row.start].strip()
        gap = "(ước" if _IN_BRACKET.fullmatch(gap) else gap
        if gap.startswith("(") and _tells_more(scene, row):
            continue
        leads_on = _LEADS_ON.match(scene.reading.normal, row.end) is not None
        if not gap and leads_on and row.text.startswith("đến "):
            continue  # "năm 2013 là 2,7 triệu đồng đến năm 2019 tăng lên 7,8 triệu đồng"
        if gap.endswith(" của") and _is_name(scene, quantity.end, gap.removesuffix(" của")):
            gap = "của"  # "hoàn thành chỉ tiêu giảm 3,5% hộ nghèo của năm 2012"
        points = _OWN_TIMES if gap == "của" else _POINTS
        if gap in ("", "(", "(ước", "của", "vào") and _tells(row, seasonal) and row.kind in points:
            return row
    if (of_share := time_of_share(scene, number)) is not None:
        return of_share
    clause = scene.start
    for separator in between(scene.separators, scene.start, quantity.start):
        if separator.mark == ";":
            clause = separator.start
    before = [
        row
        for row in between(scene.periods, scene.start, quantity.start)
        if (_tells(row, seasonal) or _opens_season(scene, row) or _is_last_years(scene, row))
        and not is_bracketed_away(scene, row, quantity.start)
        and not (row.text.startswith("trước") and row.end < scene.edges[number][1])
        and not _tells_a_cause(scene, row, quantity.start)
        and not _is_of_start(scene, number, row)
        and not is_of_a_number(
            scene.reading.normal, between(scene.quantities, scene.start, row.start), row
        )
        and not is_of_another_crop(scene, row, quantity.start)
        and not is_of_plan(scene, row)
        and not is_of_meeting(scene.reading.normal, row)
        and not _is_left_behind(scene, row, quantity.start, reviewed)
        and not ends_a_clause(scene, row, quantity.start)
    ]
    if len(before) > 1 and _is_of_things(scene, before[-1]):
        before.pop()
    if len(before) > 1 and is_of_term(scene.reading.normal, before[-1]):
        before.pop()
    while before and before[-1].start < clause:
        last = before[-1]
        aside = last.start > scene.start + 12
        if aside and _ASIDE.search(
            scene.reading.normal[max(scene.start, last.start - 7) : last.start]
        ):
            before.pop()
            continue
        if same_code or between(scene.words_of("narrow"), clause, clause + _NARROWS):
            break  # "đến tháng 11/2018 đón 5,8 triệu lượt; trong đó quốc tế 2,6 triệu lượt"
        if last.kind == "season" and len(before) > 1 and before[-2].kind in ("months", "quarter"):
            before.pop()  # "6 tháng ... gieo vụ Đông xuân 208 ha; sản lượng lương thực 658 tấn"
            continue
        done = seasonal and last.kind == "day"
        if done and scene.reading.normal.find(" đã ", clause, quantity.start) >= 0:
            break  # "đến ngày 15/7 đã xuống giống 135.200 ha; đã thu hoạch 45.000 ha"
        past = last.kind == "year" and last.year is not None and last.year < reviewed
        stops = between(scene.separators, last.start, quantity.start)
        several = sum(separator.mark == ";" for separator in stops) > 1
        past = past and aside and (several or _is_of_one_item(scene, last))
        point = last.kind == "day" or (last.kind == "month" and _POINT.match(last.text))
        # "Qua 12 năm thực hiện chương trình, đến tháng 7/2022, ...": nothing is told before it
        aside = aside and not _ADVERBIAL.fullmatch(scene.reading.normal, scene.start, last.start)
        own = aside and (last.kind == "span" or (point and last.kind == "month"))
        own = own and not _spans_aims(scene, last)
        if last.kind == "term" and len(before) > 1 and before[-2].kind == "year":
            # "chỉ tiêu đến năm 2030: ...; tổng vốn đầu tư 5 năm 90 tỷ đồng; đô thị hóa 45%"
            own = own or (before[-2].year or 0) > reviewed
        as_of = point and _AS_OF.search(scene.reading.normal, scene.start, last.start)
        if own or past or as_of or (point and (last.text.startswith("trước") or len(before) > 1)):
            before.pop()
        else:
            break
    if before and before[-1].kind == "cumulative" and sums_up_behind(scene, number):
        # "tháng 3 thu 500 tỷ đồng, lũy kế 1.489 tỷ đồng; chi 400 tỷ đồng, lũy kế 1.200 tỷ đồng"
        before = [row for row in before if row.kind != "cumulative"]
    if before and before[-1].start < clause and _is_of_event(scene, before[-1]):
        before.pop()  # "đạt chuẩn vào năm 2018 (sớm 2 năm); tỷ lệ hộ nghèo giảm còn 6,95%"
    _, _, near_right, _ = scene.edges[number]
    if not before or before[-1].start < clause:
        for row in between(scene.periods, quantity.end, near_right):
            gap = scene.reading.normal[quantity.end : row.start]
            if _BECAUSE.search(gap):
                continue  # "hụt 1.800 tấn so với năm 2021 do trận lụt cuối tháng 9"
            if _tells(row, seasonal) and len(gap) < 60 and not is_of_plan(scene, row):
                return row
    if before and before[-1].kind == "season" and _opens_bracket(scene, number, before[-1]):
        return before[-1]  # "đến 25/10 gặt 412 ha; năng suất 52,7 tạ/ha (vụ mùa 2024: 51,9)"
    if before and before[-1].kind == "season":
        # "Đến ngày 15/7, lúa Hè Thu đã cấy 20.380 ha; ngô 1.076 ha": sown as of that day
        days = [row for row in before if row.kind == "day" and _POINT.match(row.text)]
        days = days or [row for row in before if row.kind == "day" and _led_to(scene, row)]
        days = days or [row for row in before if row.kind == "month" and _within(scene, row)]
        if days:
            return days[-1]
        dated = [row for row in before if row.kind == "season" and row.year is not None]
        if before[-1].year is None and not dated and len(before) > 1:
            # "Năm 2022, diện tích lúa hè thu đạt 120 ha": the year that the sentence tells
            others = [row for row in before if row.kind != "season"]
            dated = [row for row in others[-1:] if row.kind in ("year", "bare")]
        # "Vụ xuân 2021 gieo trồng 4.834 ha, trong đó lúa xuân 4.050 ha": of the same year
        return dated[-1] if before[-1].year is None and dated else before[-1]
    if len(before) > 1 and before[-1].text == "trong năm" and before[-2].kind == "year":
        numbers = between(scene.quantities, before[-2].end, before[-1].start)
        return before[-1] if numbers else before[-2]  # "Năm 2022, vốn được giao trong năm"
    return before[-1] if before else None


def _opens_bracket(scene: Scene, number: int, row: PeriodMention) -> bool:
    """Whether a season of a year opens the bracket that the number stands in."""
    opens = scene.reading.normal.startswith("(", row.start - 1)
    return scene.in_brackets[number] and opens and row.year is not None


def _is_name(scene: Scene, start: int, words: str) -> bool:
    """Whether the words right behind `start` are an indicator's name."""
    return any(
        scene.reading.normal[row.start : row.end] == words
        for row in between(scene.names, start, start + 2)
    )


def _is_last_years(scene: Scene, row: PeriodMention) -> bool:
    """ "Năm ngoái, thu ngân sách đạt 50 tỷ đồng", "thu ngân sách năm trước đạt 50 tỷ đồng".

    Its end needs no comma: "Cuối năm ngoái xã còn 29 hộ nghèo".
    """
    year = row.text.removeprefix("cuối ").removeprefix("cả ")
    if row.kind != "last_year" or row.base or year not in ("năm ngoái", "năm trước", "năm rồi"):
        return False
    normal = scene.reading.normal
    opens = normal[scene.start : row.start].strip(" -+*•") in _LEADS
    opens = opens and (year != row.text or normal.startswith(",", row.end))
    names = any(
        one.codes and one.end == row.start - 1
        for one in between(scene.names, scene.start, row.start)
    )
    return opens or (names and _REACHES.match(normal, row.end) is not None)


#: "Đến cuối năm ngoái xã còn 29 hộ nghèo", "Vào năm ngoái, ..."
_LEADS = ("", "đến", "tính đến", "tới", "vào", "trong", "còn", "trong khi", "hồi")
_REACHES = re.compile(r" (?:chỉ |mới |đã |cũng )?(?:đạt|là|có|còn|được|thu được|ở mức)(?!\w)")


def _is_of_one_item(scene: Scene, row: PeriodMention) -> bool:
    """ "100% hộ có điện; thu nhập năm 2021 đạt 66 triệu; hộ nghèo còn 0,3%": of the second."""
    stops = [s.start for s in between(scene.separators, scene.start, row.start) if s.mark == ";"]
    return bool(stops) and bool(between(scene.quantities, scene.start, stops[-1]))


def _is_of_event(scene: Scene, row: PeriodMention) -> bool:
    """Whether a year tells when something was reached ("đạt chuẩn nông thôn mới vào năm 2018")."""
    normal = scene.reading.normal
    return row.kind == "year" and normal.endswith(" vào ", scene.start, row.start)


#: What the time right behind a number leads to: the next number.
_LEADS_ON = re.compile(r" (?:đã |ước )?(?:tăng|giảm|nâng|đạt|là|lên|còn|xuống)(?!\w)")


def _spans_aims(scene: Scene, row: PeriodMention) -> bool:
    """ "phấn đấu giai đoạn 2021-2025 có 20 xã ...; thu nhập đạt 60 triệu": aims of one term."""
    if row.kind != "span":
        return False
    start = max(scene.start, row.start - _LED)
    return any(
        one.word is not None and one.word.value == "target"
        for one in between(scene.words_of("stage"), start, row.start)
    )


#: So near behind a semicolon "trong đó" opens its clause.
_NARROWS = 4
#: So far before a term its word of aims may stand.
_LED = 24
#: So far behind a number its time may begin, in a bracket of its own.
_RIGHT_BEHIND = 24
_IN_BRACKET = re.compile(
    r"\((?:ước|dự kiến|số liệu|kết quả|tính|theo)(?: thực hiện| tính| đạt| đến)?"
)


def _is_of_things(scene: Scene, row: PeriodMention) -> bool:
    """ "Tháng 12, đơn hàng cuối năm sẽ tăng": what comes then is of no time of its own."""
    if row.kind != "end_of_year" or row.year is not None or row.text != "cuối năm":
        return False
    return (
        _THING.search(scene.reading.normal, max(scene.start, row.start - 24), row.start) is not None
    )


_THING = re.compile(
    r"(?<!\w)(?:đơn hàng|mua sắm|tiêu dùng|nhu cầu|dịp|mùa|thị trường|hàng hóa|chặng|cao điểm) \Z"
)


def is_of_plan(scene: Scene, row: PeriodMention) -> bool:
    """ "đạt 8,3% kế hoạch của cả năm, tăng 18,1%": the year is the plan's, not the number's."""
    normal, near = scene.reading.normal, max(0, row.start - 24)
    if row.kind == "this_year" and _MET_PLAN.search(
        normal, max(scene.start, row.start - 48), row.start
    ):
        return True  # "đến hết tháng 7, 3 huyện hoàn thành dự toán thu ngân sách cả năm: A 128%"
    if is_year_of_plan(normal, scene.start, row):
        return True
    if normal.find("%", near, row.start) < 0:
        return False
    return _PLAN_OF.search(normal, near, row.start) is not None


_MET_PLAN = re.compile(
    r"(?<!\w)(?:hoàn thành|vượt|đạt)(?: vượt)? (?:kế hoạch|dự toán|chỉ tiêu)"
    r"(?: [^\s,;:.()\d]+){0,5} \Z"
)
_PLAN_OF = re.compile(r"\d ?%[^,;:.()]{0,6}(?:kế hoạch|dự toán|chỉ tiêu|kh)(?: của| giao)? \Z")


def is_of_another_crop(scene: Scene, row: PeriodMention, position: int) -> bool:
    """ "52 ha lúa xuân; ngô 1.844 ha": a season that its crop's name holds is of that crop."""
    if row.kind != "season" or row.text.startswith("vụ"):
        return False
    named = [one.item for one in between(scene.items, row.end, position)]
    before = between(scene.items, max(0, row.start - _CROP_NAME), row.start)
    if before and scene.reading.normal.endswith("vụ ", 0, before[-1].start):
        return any(item != before[-1].item for item in named)  # "vụ lúa đông xuân 100 ha, lúa 9 tạ"
    return bool(named)


#: The crop of "vụ lúa đông xuân" stands so near before its season.
_CROP_NAME = 16


def has_season_of_another_crop(scene: Scene, number: int) -> bool:
    """Whether the season last named before the number is part of another crop's name."""
    start = scene.quantities[number].start
    seasons = [row for row in between(scene.periods, scene.start, start) if row.kind == "season"]
    return bool(seasons) and is_of_another_crop(scene, seasons[-1], start)


def sums_up_behind(scene: Scene, number: int) -> bool:
    """Whether "lũy kế" leads to the next number, so that this one is of the month alone."""
    if number + 1 == len(scene.quantities):
        return False
    start, end = scene.quantities[number].end, scene.quantities[number + 1].start
    return any(
        row.kind == "cumulative" and ";" not in scene.marks_between(start, row.start)
        for row in between(scene.periods, start, end)
    )


def months_summed_up_behind(scene: Scene, number: int) -> int | None:
    """ "xuất khẩu 3,4 tỷ USD, tăng 23%; lũy kế 5 tháng đạt 14,8 tỷ": so the 3,4 are May's.

    And so are 850 in "bán lẻ đạt 850 tỷ đồng, đưa tổng mức bán lẻ 10 tháng lên 9.358 tỷ đồng".
    """
    end = scene.quantities[number].end
    raised = _RAISED.match(scene.reading.normal, end, scene.end)
    if raised is not None:
        return int(raised[1])
    stops = [one.start for one in between(scene.separators, end, scene.end) if one.mark == ";"]
    summed = _SUMMED_UP.match(scene.reading.normal, stops[0], scene.end) if stops else None
    return int(summed[1]) if summed is not None else None


_RAISED = re.compile(
    r",? (?:đưa|nâng|cộng)(?: [^,;:.()\d]{0,60})? (\d{1,2}) tháng(?: đầu năm| qua)?"
    r" (?:lên|được|đạt|là|thành)(?!\w)"
)
_SUMMED_UP = re.compile(r"; ?(?:lũy kế|tính chung|cộng dồn|tính) (?:đến hết |đến )?(\d{1,2}) tháng")


def _led_to(scene: Scene, row: PeriodMention) -> bool:
    return scene.reading.normal.endswith(("đến ", "đến thời điểm "), 0, row.start)


def _within(scene: Scene, row: PeriodMention) -> bool:
    """ "Đến giữa tháng 10/2019 xuống giống vụ Mùa 60.958 ha": counted in the midst of a month."""
    return _TO_PART.search(scene.reading.normal, max(0, row.start - 20), row.start) is not None


_TO_PART = re.compile(
    r"(?<!\w)(?:đến|tới) (?:đầu|giữa|nửa đầu|(?:trung|thượng|hạ) tuần) (?:của )?\Z"
)


def is_of_meeting(normal: str, row: PeriodMention) -> bool:
    """ "tại cuộc họp thường kỳ tháng 9/2023": when it met, which is no number's own time."""
    return row.kind == "month" and bool(_MEETING.search(normal, max(0, row.start - 40), row.start))


_MEETING = re.compile(r"(?<!\w)(?:họp|giao ban)(?: báo)?(?: (?:thường|định) kỳ)? \Z")


def is_of_term(normal: str, row: PeriodMention) -> bool:
    """ "đến hết năm 2022, nửa chặng đường của nhiệm kỳ 2020-2025": the time told first holds."""
    return row.kind == "span" and bool(_OF_TERM.search(normal, max(0, row.start - 16), row.start))


_OF_TERM = re.compile(r"(?<!\w)của (?:nhiệm kỳ |giai đoạn )?\Z")


def is_of_a_number(normal: str, told: Sequence[Quantity], row: PeriodMention) -> bool:
    """ "cao hơn mức tăng 6,4% của năm 2017": that year is of the last of the numbers before."""
    return bool(told) and normal[told[-1].end : row.start] == " của "


def _is_left_behind(scene: Scene, row: PeriodMention, position: int, reviewed: int) -> bool:
    """ "năm 2016 là 12%, đến nay còn 3,2%": a past year ends where the present is told.

    And the year of a plan ("chỉ tiêu năm 2021 là 75 tỷ đồng, đến nay đạt 55 tỷ đồng").
    """
    last_year = row.kind == "last_year"  # "cuối năm trước còn 3%; nay còn 2%"
    if not last_year and (row.kind not in ("year", "bare", "end_of_year") or row.year is None):
        return False
    if row.year is not None and row.year >= reviewed and not _is_aimed_at(scene, row):
        return False
    words = between(scene.words_of("stage"), row.end, position)
    turns = [one.start for one in words if one.phrase.startswith(_NOW)]
    turns += [turn for turn in scene.turns if row.end <= turn < position]
    for turn in turns:
        told = between(scene.quantities, scene.start, turn)
        if told and (told[-1].start > row.end or scene.marks_between(row.end, turn)):
            return True
        if not told and row.start > scene.start + _OPENS and scene.marks_between(row.end, turn):
            return True  # "Về đích nông thôn mới năm 2018, đến nay xã có 19/19 tiêu chí"
    return False


_NOW = (
    "đến nay", "tới nay", "đến thời điểm", "tới thời điểm", "hiện", "bây giờ", "đến giờ", "tới giờ",
    "giờ ", "nay ",
)  # fmt: skip


def _is_aimed_at(scene: Scene, row: PeriodMention) -> bool:
    """Whether a word of planning stands right before the year ("kế hoạch năm 2021 là")."""
    planned = [*between(scene.words_of("plan"), scene.start, row.start)]
    planned += [
        one
        for one in between(scene.words_of("stage"), scene.start, row.start)
        if one.word is not None and one.word.value == "target"
    ]
    return any(row.start - one.end <= _LED for one in planned)


def ends_a_clause(scene: Scene, row: PeriodMention, position: int) -> bool:
    """Whether the time ends a clause that holds no number, and so is of that clause alone.

    "thu nhập 70 triệu đồng; về đích nông thôn mới cuối năm 2020; bảo hiểm y tế đạt 95%"
    """
    if ";" not in scene.marks_between(row.end, position):
        return False
    stops = [s.start for s in between(scene.separators, scene.start, position) if s.mark == ";"]
    behind = next((stop for stop in stops if stop >= row.end), None)
    if behind is None:
        return False
    normal = scene.reading.normal
    begin = max((stop for stop in stops if stop < row.start), default=None)
    if begin is not None and _REACHED_BY.match(normal, begin, behind) is not None:
        return not between(scene.quantities, begin, behind)
    if normal[row.end : behind].strip():
        return False
    return begin is not None and not between(scene.quantities, begin, behind)


#: "...; đến năm 2027 đạt chuẩn đô thị văn minh; tỷ lệ hộ nghèo dưới 1%": the year is the town's.
_REACHED_BY = re.compile(
    r"; ?(?:phấn đấu )?(?:trước |đến |vào )?(?:hết |cuối )?năm \d{4},? (?:[^\W\d]+ ){0,6}?"
    r"(?:đạt chuẩn|hoàn thành|về đích|trở thành|được công nhận|lên|đạt đô thị|đạt các tiêu chí)"
    r"(?!\w)"
)


def _is_of_start(scene: Scene, number: int, row: PeriodMention) -> bool:
    """ "giảm từ 15% năm 2008 xuống 12%": the time is of the value that the change began with."""
    told = between(scene.quantities, scene.start, row.start)
    if not told or len(told) > number:
        return False
    normal, start = scene.reading.normal, told[-1]
    near = max(scene.start, start.start - _LONGEST_FROM)
    if normal.find("từ ", near, start.start) < 0:
        return False
    if _FROM.search(normal, near, start.start) is None:
        return False
    behind = normal[start.end : row.start].strip() in _OF_START
    return behind and _TO.match(normal, row.end, scene.quantities[len(told)].start) is not None


_FROM, _LONGEST_FROM = re.compile(r"(?<!\w)từ (?:mức |con số |trên |gần |hơn |khoảng )?\Z"), 16
_OF_START = frozenset(("", "(", "của", "vào", "trong", "ở", "hồi", "(của", ", "))
_TO = re.compile(
    r"\)?,? (?:đã )?(?:giảm |tăng |nâng |hạ |kéo |rút |kéo giảm |đưa )?"
    r"(?:xuống|lên|còn|đến|tới|thành)"
    r"(?: mức| còn| tới| đến)?"
    r"(?: trên| gần| hơn| khoảng| dưới)? \Z"
)


def _tells_a_cause(scene: Scene, row: PeriodMention, position: int) -> bool:
    """ "do điều chỉnh giá trong tháng 3 nên giá điện tăng 6,86%": the cause's time, not its own."""
    normal = scene.reading.normal
    led = _BECAUSE.search(normal, scene.start, row.start)
    return led is not None and _THEREFORE.search(normal, row.end, position) is not None


_ADVERBIAL = re.compile(r"[\s*+•–-]*(?:qua|sau|trong|với) [^,;.]{0,90}, ")
_BECAUSE = re.compile(rf"(?:{word_start(('do', 'vì', 'nhờ', 'bởi'))}) ")
_THEREFORE = re.compile(r"(?<!\w)(?:nên|làm cho|khiến|song|nhưng|vẫn)(?!\w)")
#: "riêng tháng 10 ... ước 962 tỷ đồng; thương mại 3.277 tỷ": an aside ends with its clause.
_ASIDE = re.compile(r"riêng \Z")
#: "tổng đàn lợn tại thời điểm 1/4 là 794 nghìn con; sản lượng thịt ...": a count's day.
_AS_OF = re.compile(r"thời điểm (?:ngày )?\Z")
#: "đến cuối tháng 12/2023": a point in time, not a month's sum.
_POINT = re.compile(r"(?:tính )?(?:đến|cuối|hết|tới)")
_POINTS = frozenset(("year", "month", "day", "end_of_year", "bare"))
#: "chậm hơn mức tăng 5,52% của quý I/2023": what "của" gives a number of its own.
_OWN_TIMES = _POINTS | {"quarter", "months", "half_end"}


def _tells_more(scene: Scene, row: PeriodMention) -> bool:
    """ "72 triệu đồng (năm 2024 là 66,3 triệu đồng)": the bracket is of another number."""
    close = scene.reading.normal.find(")", row.end, scene.end)
    return bool(between(scene.quantities, row.end, close if close > 0 else scene.end))


def _tells(row: PeriodMention, seasonal: bool) -> bool:
    if row.base or row.event or row.kind in _VAGUE:
        return False
    return seasonal or row.kind != "season"


def _opens_season(scene: Scene, row: PeriodMention) -> bool:
    """ "Vụ Đông Xuân 2019 - 2020, ngành đề ra các chỉ tiêu: ...": all that it lists is of then."""
    if row.kind != "season" or row.year is None or row.base or row.start > scene.start + _OPENS:
        return False
    return any(
        one.word is not None and one.word.value == "target"
        for one in between(scene.words_of("stage"), row.end, scene.quantities[0].start)
    )


#: So near its start a time opens a sentence.
_OPENS = 4
