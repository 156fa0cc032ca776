"""Times told right beside a number, and what is said of every year."""

from __future__ import annotations

import re

from extraction.frame import Frame
from extraction.passage import Scene, between
from extraction.rules.base_words import find_base
from extraction.rules.period_arithmetic import Now, first_month_of, is_to_come, resolve
from extraction.rules.periods import PeriodMention
from extraction.rules.quantity import is_per_cent


def month_compared(scene: Scene, number: int, period: str) -> str | None:
    """The month, where a sum of months is meant by no word of the sentence and compared with one.

    "Tính chung 7 tháng, ... Kim ngạch xuất khẩu ước 2.700 triệu USD, tăng 8,5% so với tháng 6".
    """
    months = _SUM_OF_MONTHS.fullmatch(period) if scene.bases else None
    if months is None:
        return None
    month = f"{months[1]}-{int(months[2]):02d}"
    end = scene.end
    for separator in between(scene.separators, scene.quantities[number].end, scene.end):
        if separator.mark == ";":
            end = separator.start
            break
    own = find_base(scene, number)
    if own is not None and own.text.startswith("cùng tháng"):
        return month  # "so với cùng tháng năm trước ước tăng 13%"
    for base in between(scene.bases, scene.quantities[number].end, end):
        before = base.kind == "previous_month" or base.text.startswith("cùng tháng")
        before = before or (
            base.kind == "month"
            and base.year in (None, int(months[1]))
            and base.number == int(months[2]) - 1
        )
        return month if before else None
    return None


_SUM_OF_MONTHS = re.compile(r"(\d{4})-01-01/P(\d{1,2})M")


def is_dated_behind(scene: Scene, number: int) -> bool:
    """Whether "của năm 2017" or "vào năm 2017" right behind the number tells its own time.

    And "năm 2006" in "từ 31,5% năm 2006 xuống còn 5,9%", "quý III" in "mức 6,5% của quý III".
    """
    row = right_behind(scene, number)
    if row is None or (row.year is None and row.kind not in _PARTS_OF_YEAR):
        return False
    normal, quantity = scene.reading.normal, scene.quantities[number]
    gap = normal[quantity.end : row.start]
    if row.year is None:
        return gap == " của "
    from_there = gap == " " and normal.endswith("từ ", scene.start, quantity.start)
    return gap in (" của ", " vào ") or (
        from_there and _TURNED_INTO.match(normal, row.end + 1) is not None
    )


def is_dated_before(scene: Scene, number: int, now: Now) -> bool:
    """ "ước tăng 4,86%, chậm hơn mức tăng 5,52% của quý I/2023": of a time that was over then."""
    row = right_behind(scene, number) if is_dated_behind(scene, number) else None
    return row is not None and is_over_by(row, now)


_PARTS_OF_YEAR = frozenset(("month", "months", "quarter"))


def past_clause(scene: Scene, number: int, now: Now) -> bool:
    """ "ước tăng 5,45%: năm 2021 tăng 2,03%": a past year told after "ước" is done (rule 18)."""
    if is_dated_before(scene, number, now):
        return True
    start = scene.quantities[number].start
    years = [
        row
        for row in between(scene.periods, scene.start, start)
        if row.kind == "year" and not row.base and row.year is not None
    ]
    if not years or (years[-1].year or 0) >= now.year:
        return False
    return not between(scene.words_of("stage"), years[-1].end, start)


def is_over_by(row: PeriodMention, now: Now) -> bool:
    """A time of a year before, or months of this one that ended before the month told of."""
    if row.year is not None and row.year != now.year:
        return row.year < now.year
    months = (row.number or 0) * (3 if row.kind == "quarter" else 1)
    return row.kind in _PARTS_OF_YEAR and months < (now.month or 0)


def right_behind(scene: Scene, number: int) -> PeriodMention | None:
    """The year that stands right behind the number ("từ 34,5% năm 2010 xuống còn 4,3%")."""
    end = scene.quantities[number].end
    for row in between(scene.periods, end, end + 8):
        gap = scene.reading.normal[end : row.start].strip()
        if not row.base and gap in ("", "vào", "(", "của"):
            return row
    return None


def at_start_of_year(scene: Scene, number: int) -> PeriodMention | None:
    """ "đầu năm 5,8% giảm xuống còn 4,1%": how it stood when the last year ended (rule 25)."""
    quantity, normal = scene.quantities[number], scene.reading.normal
    for row in between(scene.periods, scene.start, scene.end):
        if row.kind != "start_of_year" or row.base:
            continue
        gap = normal[row.end : quantity.start].strip(" (:").removesuffix("có").strip()
        ahead = row.end <= quantity.start and not gap
        behind = quantity.end <= row.start and not normal[quantity.end : row.start].strip(" (:")
        end = quantity.end if ahead else row.end
        if (ahead or behind) and (_TURNED_INTO.match(normal, end) or _NOW_LEFT.match(normal, end)):
            return row
    return None


def stood_at_start_of_year(scene: Scene, number: int) -> PeriodMention | None:
    """ "Đầu năm 2016, tỷ lệ hộ nghèo của huyện là 79,6%": the year named opens the sentence."""
    opening = between(scene.periods, scene.start, scene.quantities[number].start)
    if number or len(opening) != 1:
        return None
    row = opening[0]
    lead = scene.reading.normal[scene.start : row.start].strip(" -+*•")
    if row.kind != "start_of_year" or row.base:
        return None
    # "Hồi đầu năm, tỷ lệ hộ nghèo còn 3%": no year need be named where a point is told
    return row if lead in (_AT if row.year is not None else _AT_POINT) else None


_AT_POINT = ("hồi", "thời điểm", "tại thời điểm", "vào thời điểm")
_AT = ("", "vào", "ngay từ", "thời điểm", "tại thời điểm", "nếu", "nếu như")


def at_start_of_term(scene: Scene, number: int) -> bool:
    """ "thu nhập 48,5 triệu đồng (đầu nhiệm kỳ chỉ 13 triệu đồng)": what there was at first.

    "Đầu nhiệm kỳ, hộ nghèo chiếm 5,4%", "từ 38% đầu nhiệm kỳ xuống còn 29%"; not what has been
    done "từ đầu nhiệm kỳ".
    """
    quantity, normal = scene.quantities[number], scene.reading.normal
    for row in between(scene.periods, scene.start, quantity.end + _BEHIND):
        if row.kind != "term_start" or row.base:
            continue
        if row.start >= quantity.end:
            turned = _TURNED_INTO.match(normal, row.end) or _THEN_NOW.match(normal, row.end)
            return bool(turned) and normal[quantity.end : row.start].strip(" (") in _AT_THAT_TIME
        if row.end > quantity.start or between(scene.quantities, row.end, quantity.start):
            continue
        led = _AT_FIRST.fullmatch(normal, row.end, quantity.start)
        if led is not None and _SINCE_THEN.search(normal, scene.start, row.start) is None:
            return not between(scene.periods, row.end, quantity.start)
    return False


#: So far behind a number "đầu nhiệm kỳ" begins.
_BEHIND = 10
_AT_THAT_TIME = ("", "hồi", "vào", "ở", "lúc", "của")
#: "30 triệu đồng hồi đầu nhiệm kỳ, nay đạt 60 triệu đồng"
_THEN_NOW = re.compile(
    r"\)?,? (?:thì )?(?:đến |tới )?(?:nay|hiện|giờ|bây giờ|(?:cuối )?năm \d{4})(?!\w)"
)
_AT_FIRST = re.compile(
    r"(?:, (?:(?!đã |phấn đấu|đề ra|mục tiêu|nay |hiện |giờ )[^\W\d]+ ){1,12}|[^\W\d]* )?"
    r"(?:(?:chỉ|là|đạt|có|mới|chiếm|ở|mức|còn|tới|đến|khoảng|gần|trên|hơn) ){0,4}"
)
_SINCE_THEN = re.compile(r"(?<!\w)(?:từ|ngay|kể từ|so với|hơn|kém) \Z")


#: "Đầu năm có 49 hộ nghèo, nay còn 31 hộ", "49 hộ, cuối năm còn 31 hộ"
_NOW_LEFT = re.compile(
    r"(?: [^\s,;:.()\d]+){0,3}, (?:thì )?(?:đến )?(?:cuối năm|nay|hiện nay|bây giờ|giờ)"
    r"(?: đã| chỉ)? (?:giảm |tăng )?(?:còn|xuống|lên)(?!\w)"
)
_TURNED_INTO = re.compile(
    r"[),]? ?(?:đã )?(?:giảm |tăng |hạ |nâng |rút |kéo |lùi |tụt )?(?:xuống|lên|còn|về)(?!\w)"
    r"|,? (?:đến|tới) (?:nay|(?:cuối |hết )?năm)(?!\w)"  # "5,9% đầu nhiệm kỳ đến cuối năm 2019"
)


def each_year(scene: Scene, number: int) -> bool:
    """ "bình quân hằng năm", "10%/năm": said of every year of the term."""
    left, _, near_right, _ = scene.edges[number]
    quantity = scene.quantities[number]
    told = scene.reading.normal[left:near_right]
    if ("năm" in told or "bình quân" in told) and _EACH_YEAR.search(told):
        return True
    last_end = scene.quantities[number - 1].end if number else quantity.start
    if _AND.match(scene.reading.normal, last_end, quantity.start):
        return each_year(scene, number - 1)  # "mỗi năm giảm 0,5% hộ nghèo và kết nạp 60 đảng viên"
    if _YEARLY_ALL.match(scene.reading.normal, scene.start):
        return True
    if number and _EACH_OPENS.match(scene.reading.normal, scene.start):
        # "Mỗi năm giải quyết việc làm cho 4.500 lao động, giảm 1,5% hộ nghèo"
        apart = ";" in scene.marks_between(scene.start, quantity.start)
        if not apart and not between(scene.periods, scene.start, quantity.start):
            return True
    normal = scene.reading.normal
    behind = normal[quantity.end - 6 : quantity.end + 5]
    shared = "/người" in normal[quantity.start : quantity.end + 6]
    averaged = normal[max(left, quantity.start - 20) : quantity.start].removesuffix(_PER_HEAD)
    if "bình quân " in averaged and "/năm" in behind and not shared:
        return True  # "đầu tư bình quân 850 tỷ đồng/năm"
    return is_yearly_rate(scene, number)


#: "thu nhập bình quân đầu người 65 triệu đồng/năm" is no mean of years.
_PER_HEAD = "bình quân đầu người "
_AND = re.compile(r"(?: [^\W\d]+){0,4} và (?:(?!năm )[^\W\d]+ ){1,4}(?:ít nhất |từ |trên )?\Z")
_EACH_OPENS = re.compile(r"[\s*+•–-]*(?:hằng|hàng|mỗi|bình quân (?:hằng|hàng|mỗi)) năm ")
_YEARLY_ALL = re.compile(r"\s*(?:hằng|hàng|mỗi) năm,")


def each_year_of_list(scene: Scene, number: int) -> bool:
    """ "bình quân hằng năm nông nghiệp tăng 4%, công nghiệp tăng 27%": said of the whole row."""
    while not each_year(scene, number):
        if not number:
            return False
        start, end = scene.quantities[number - 1].end, scene.quantities[number].start
        if ";" in scene.marks_between(start, end) or between(scene.periods, start, end):
            return False
        number -= 1
    return True


def is_yearly_rate(scene: Scene, number: int) -> bool:
    """ "tăng trưởng 6%/năm": per cent of every year."""
    quantity = scene.quantities[number]
    per_cent = quantity.unit is not None and quantity.unit.code == "PERCENT"
    told = scene.reading.normal[quantity.start : quantity.end + 6].replace("/ ", "/")
    return per_cent and "/năm" in told


_EACH_YEAR = re.compile(
    r"(?:hằng|hàng|mỗi) năm|năm sau tăng so|(?:tăng|giảm)(?: trưởng)? bình quân"
)


def still_comes(mention: PeriodMention, frame: Frame) -> bool:
    """ "phấn đấu quý IV thu 5 tỷ đồng" on a page of October: of that year and not of the next."""
    month = month_published(frame)
    if frame.plans or month is None or int((frame.published or "")[:4]) != frame.now.year:
        return False
    if mention.kind in ("this_year", "end_of_year"):
        return month < _PLANS_NEXT_YEAR
    if mention.kind == "rest_of_year":
        return month <= 13 - (mention.number or 0)
    part = f"{frame.now.year}-{_PARTS.get(mention.kind, '')}"
    if mention.kind in ("month", "day"):
        part += f"{mention.number:02d}"
    elif mention.kind == "quarter":
        part += f"Q{mention.number}"
    elif mention.kind != "half_end":
        return False
    return month <= first_month_of(part)


#: From this month on "cả năm" in an aim is the year to come.
_PLANS_NEXT_YEAR = 12
_PARTS = {"half_end": "S2"}


def opens_whole_year(scene: Scene, frame: Frame) -> bool:
    """ "Cả năm, thu nhập đạt 55 triệu đồng", behind aims, in July: the year is not yet over."""
    month = month_published(frame)
    if month is None or month >= _PLANS_NEXT_YEAR - 1 or not scene.periods:
        return False
    row = scene.periods[0]
    opens = not scene.reading.normal[scene.start : row.start].strip(" -+*•")
    return opens and row.text == "cả năm" and (frame.published or "")[:4] == str(frame.now.year)


def is_still_ahead(row: PeriodMention | None, now: Now, frame: Frame) -> bool:
    """ "Quý IV phấn đấu thu 60 tỷ đồng. Hiện nay huyện có 24 xã đạt chuẩn", told in October."""
    period = resolve(row, now) if row is not None and row.kind in _MAY_COME else None
    if period is None:
        return False
    year = max(frame.now.year, int((frame.published or "0")[:4]))
    return int(period[:4]) > year or is_to_come(period, frame.published)


_MAY_COME = frozenset(("year", "bare", "end_of_year", "quarter", "month", "half_end"))


def month_published(frame: Frame) -> int | None:
    return int(frame.published[5:7]) if frame.published and len(frame.published) > 4 else None


def time_of_share(scene: Scene, number: int) -> PeriodMention | None:
    """ "1.064 hộ nghèo, chiếm 14,2% vào năm 2020": the year behind the share is of both."""
    if number + 1 >= len(scene.quantities) or is_per_cent(scene.quantities[number]):
        return None
    this, share = scene.quantities[number], scene.quantities[number + 1]
    normal = scene.reading.normal
    if not is_per_cent(share) or not _THEN_SHARE.fullmatch(normal, this.end, share.start):
        return None
    for row in between(scene.periods, share.end, share.end + _VAO):
        if row.kind == "year" and not row.base and not row.event:
            return row if normal[share.end : row.start].strip() == "vào" else None
    return None


#: So near behind a share "vào năm 2020" names its year.
_VAO = 8
_THEN_SHARE = re.compile(
    r"[^,.;:()\d]{0,24}, ?(?:chiếm|tương đương|tương ứng)(?: tỷ lệ| trên| gần| hơn| khoảng)* "
)
