"""Times told in a text: "6 tháng đầu năm 2021", "quý III", "so với cùng kỳ", as SDMX periods."""

from __future__ import annotations

import re
from calendar import monthrange
from functools import cache

from extraction.record import Replaceable, record
from extraction.reference import phrases_of
from extraction.rules.period_openings import (
    COUNTED_MONTHS,
    MONTH_NAMES,
    OF_LAST_YEAR,
    OPENING,
    PARTS_OF_YEAR,
    QUARTERS,
)
from extraction.rules.period_windows import number_of, window_of_days, window_of_months
from extraction.rules.times_of_things import (
    HORIZON,
    OFFICE,
    PRICE_BASIS,
    RECORD_OF,
    RECORD_SINCE,
    STANDARD,
)
from extraction.text import normalise

_Y = r"(?:19|20)\d\d(?!\d)"
#: Seasons that need no "vụ" where a list goes on with them.
_LISTED_SEASON = r"đông[ -]+xuân|xuân[ -]+hè|hè[ -]+thu|thu[ -]+đông"
_SEASON = rf"{_LISTED_SEASON}|chiêm[ -]+xuân|đông|xuân|mùa|chiêm|hè|thu"

#: "thu trong tháng 12,5 tỷ đồng" names no December.
_MEASURED = r"(?:%|tỷ|tỉ|triệu|nghìn|ngàn|tấn|tạ|ha\b|héc|km|kg|m2|m3|usd|đồng|lần)"

_MONTH_WORD = r"giêng|một|hai|ba|tư|sáu|bảy|tám|chín|mười(?:\ một|\ hai)?|chạp"
#: "có đến 4/9 ngành giảm": a part of them, and no day.
_COUNTED_THING = re.compile(
    r" (?:ngành|xã|phường|huyện|tỉnh|thôn|bản|ấp|chỉ tiêu|tiêu chí|địa phương|đơn vị|nhóm|trường)"
    r"(?!\w)"
)

_PERIOD = re.compile(
    rf"""(?<![\w/])(?=[\dtđdncqgshlkbxmv])(?:
    từ\ {{1,3}}(?:ngày\ {{1,3}})?(?P<d1>\d\d?)(?:[/-](?P<m1>\d\d?)(?:[/-](?P<y1>{_Y}))?)?
        (?:\ {{1,3}}(?:đến|tới)\ {{1,3}}|\ ?-\ )(?:hết\ {{1,3}})?(?:ngày\ {{1,3}})?
        (?P<d2>\d\d?)[/-](?P<m2>\d\d?)(?:[/-](?P<y2>{_Y}))?(?![\d/-])
    |(?<=\()(?P<d8>\d\d?)(?:/(?P<m8>\d\d?))?\ ?-\ ?(?P<d9>\d\d?)
        /(?P<m9>\d\d?)(?:/(?P<y9>{_Y}))?(?=\ ?[),;])
    |(?:hai|ba|bốn|[2-4])\ năm\ (?P<listed>{_Y}(?:(?:,|\ và|\ &)\ (?:năm\ )?{_Y}){{1,3}})(?![\d/-])
        (?![^.;\n]{{0,150}}(?:lần\ lượt|tương\ ứng))
    |(?P<school>(?:năm\ {{1,3}}học|mùa\ (?:khô|mưa))\ {{1,3}})(?P<sy1>{_Y})\ ?-\ ?(?P<sy2>{_Y})
    |(?P<span>(?:giai\ {{1,3}}đoạn
        |(?:nửa\ {{1,3}}(?:đầu\ {{1,3}})?)?nhiệm\ {{1,3}}kỳ|thời\ {{1,3}}kỳ
        |kế\ {{1,3}}hoạch\ {{1,3}}5\ {{1,3}}năm|5\ {{1,3}}năm|\d\ {{1,3}}năm|các\ {{1,3}}năm
        |năm)?[ (]{{0,2}})(?P<a>{_Y})\ ?-\ ?(?P<b>{_Y}|\d\d(?!\d))(?![/-]\d)
    |(?P<span2>từ)\ {{1,3}}(?:năm\ {{1,3}})?(?P<a2>{_Y})\ {{1,3}}(?:đến|tới)\ {{1,3}}
        (?:(?:hết|cuối)\ {{1,3}})?(?:năm\ {{1,3}})?(?P<b2>{_Y})
    |(?P<months>\d\d?|hai|ba|bốn|sáu|bảy|tám|chín|mười\ một|mười
        |năm(?=\ tháng\ (?:đầu|qua|vừa\ qua|đã\ qua)(?!\w)))
        (?:\ {{1,3}}tháng(?!\ {{1,3}}\d\d?,?\ {{1,3}}(?:năm\ {{1,3}})?{_Y})
        |\ ?t(?=/|\ {{1,3}}(?:đầu|năm|cuối)))
        (?:\ {{1,3}}(?P<half>đầu|cuối|còn\ {{1,3}}lại)(?:\ {{1,3}}năm|\ {{1,3}}của\ {{1,3}}năm)?
        |\ {{1,3}}(?:của\ {{1,3}})?năm(?=\ {_Y})|\ {{1,3}}năm\ nay)?
        (?:[,]?\ {{1,3}}(?:năm\ {{1,3}})?(?P<ym>{_Y})|/(?P<ym2>{_Y}))?
    |(?P<halfyear>nửa\ {{1,3}}(?:(?P<halfend>cuối)\ {{1,3}}|đầu\ {{1,3}})?năm)
        (?:\ {{1,3}}(?P<yn>{_Y}))?
    |(?P<quarters>[23]|hai|ba)\ {{1,3}}quý
        (?=\ {{1,3}}(?:đầu\ {{1,3}}năm|năm\ {{1,3}}{_Y}|qua\b)|/{_Y})
        (?:\ {{1,3}}đầu\ {{1,3}}năm|\ {{1,3}}năm(?=\ {_Y}))?(?:[ /](?P<yqs>{_Y}))?
    |từ\ {{1,3}}(?:tháng\ {{1,3}}|(?:ngày\ )?0?1[/-])(?P<fm>\d\d?)(?:[/-](?P<yfm>{_Y}))?
        \ {{1,3}}(?:đến|tới)\ {{1,3}}
        (?:hết\ |cuối\ )?tháng\ {{1,3}}(?P<tm>\d\d?)(?![\d])
        (?:(?:\ năm\ |\ ?[/-]\ ?)(?P<ytm>{_Y}))?
    |quý\ {{1,3}}(?P<q>iv|iii|ii|i|[1-4]
        |(?:một|hai|ba|tư|bốn)(?=\ {{1,3}}(?:năm|đạt|ước|thu|tăng|giảm)|[,/]))
        (?!\w|[.,]\d{{1,2}}\ ?{_MEASURED})
        (?:(?:\ {{1,3}}năm\ {{1,3}}|\ ?/\ ?|\ ?-\ ?|\ {{1,3}})(?P<yq>{_Y})|\ năm\ nay)?
    |(?:ngày\ {{1,3}}|lúc\ {{1,3}})?(?P<d3>\d\d?)\ {{1,3}}tháng\ {{1,3}}
        (?P<m3>\d\d?),?\ {{1,3}}(?:năm\ {{1,3}})?(?P<y3>{_Y})
    |ngày\ {{1,3}}(?P<d7>\d\d?)\ {{1,3}}tháng\ {{1,3}}(?P<m7>\d\d?)(?!\d|[.,/-]\d)
    |(?:ngày\ {{1,3}})?(?P<d4>\d\d?)\ ?[/.-]\ ?(?P<m4>\d\d?)\ ?[/.-]\ ?(?P<y4>{_Y})(?!\d)
    |từ\ {{1,3}}(?:đầu\ {{1,3}}năm|(?:ngày\ )?0?1[/-]0?1)\ {{1,3}}(?:(?P<ysm>{_Y})\ {{1,3}})?
        (?:đến|tới)\ {{1,3}}
        (?:hết\ |cuối\ )?tháng\ {{1,3}}(?P<since>\d\d?)(?![\d])
        (?:(?:\ năm\ |\ ?[/-]\ ?)(?P<ysm2>{_Y}))?
    |(?P<daycue>(?:đến|hết|trước|ngày|tới|thời\ {{1,3}}điểm|sau|tính\ {{1,3}}đến|từ|sáng|trưa|chiều
        |tối|đêm|hôm)\ {{1,3}}(?:(?:hết|sáng|trưa|chiều|tối)\ {{1,3}})?(?:ngày\ {{1,3}})?)
        (?P<d5>\d\d?)
        (?:[/-]|(?<=ngày\ \d)\.|(?<=ngày\ \d\d)\.|(?<=tính\ đến\ \d\d)\.(?=\d\d?,\ ))
        (?P<m5>\d\d?)(?![\d/%]|[.,]\d|\ ?[/-]\ ?(?:19|20)\d\d)
    |(?:trong\ )?(?<!những\ )(?<!các\ )(?<!mấy\ )(?<!vài\ )(?<!nhiều\ )(?<!hàng\ )(?<!số\ )
        (?P<first>tháng\ đầu\ năm)(?:\ (?P<yf>{_Y}))?
    |(?P<enddate>đến|hết|cuối|tới|tính\ {{1,3}}đến)?\ ?
        (?:hết\ {{1,3}}|cuối\ {{1,3}}|thời\ {{1,3}}điểm\ {{1,3}})?tháng\ {{1,3}}
        (?P<m>\d\d?|giêng|một(?!\ số)|hai|ba|tư|năm(?!\ )|sáu|bảy|tám|chín
        |mười\ một|mười\ hai|mười|chạp)
        (?!\d|[.,]\d{{3}}(?!\d)(?!\.{_Y})|[.,]\d{{1,2}}\ ?{_MEASURED})
        (?:(?:\ {{1,3}}năm\ {{1,3}}|\ ?[/-]\ ?|[.,])(?P<y>{_Y})(?!\d)|\ năm\ nay)?
    |(?P<m6>\d\d?)\ ?/\ ?(?P<y6>{_Y})(?![\d/])
    |(?P<same>(?:cùng\ {{1,3}}kỳ
        |(?:cùng\ )?thời\ (?:điểm|gian)\ này(?=\ (?:của\ )?năm\ (?:trước|ngoái|\d))
        |cùng\ {{1,3}}thời\ {{1,3}}điểm(?!\ (?:ngày\ )?\d\d?[/.-]\d)|cùng\ {{1,3}}thời\ {{1,3}}gian
        |cùng\ {{1,3}}giai\ {{1,3}}đoạn|cùng\ {{1,3}}tháng(?=\ {{1,3}}(?:của\ )?năm)
        |(?:cùng\ dịp|dịp\ này)(?=\ {{1,3}}(?:của\ )?năm)
        |cùng\ {{1,3}}quý(?=\ {{1,3}}(?:của\ )?năm))(?:\ {{1,3}}(?:của\ {{1,3}})?
        (?:năm\ {{1,3}}(?P<ys>{_Y})|năm\ {{1,3}}trước|năm\ {{1,3}}ngoái|(?P<ys3>{_Y}))
        |/(?P<ys2>{_Y}))?
        |(?<=so\ )ck\b|(?<=so\ với\ )ck\b|(?<=%\ )ck\b|(?<=%)ck\b
        |(?:so\ {{1,3}}với|so)\ {{1,3}}ck\b|svck\b)
    |(?P<season>(?:(?:vụ\ {{1,3}}|(?<=lúa\ )|(?<=ngô\ )|(?<=lạc\ ))(?:{_SEASON})
        |vụ\ (?:(?!lúa|ngô|lạc)[^\W\d]+\ ){{1,2}}(?:{_LISTED_SEASON})
        |(?:(?<=[(,;:]\ )|(?<=\())(?:{_LISTED_SEASON})(?=\ {{0,2}}(?:đạt\ |được\ |là\ |:\ ?)?\d)
        )(?!\w|\ hoạch)
        (?:\ {{1,3}}(?:năm\ {{1,3}})?(?P<yv1>{_Y})\ ?-\ ?(?P<yv2>{_Y})|\ {{1,3}}(?:năm\ {{1,3}})?
        (?P<yv>{_Y}))?)
    |niên\ {{1,3}}vụ\ {{1,3}}(?:năm\ {{1,3}})?{_Y}\ ?[-–/]\ ?(?P<yc>{_Y}|\d\d(?!\d))
    |(?:cách|trước)\ {{1,3}}đây\ {{1,3}}(?P<ago>\d\d?)\ {{1,3}}năm
    |(?P<startterm>đầu\ {{1,3}}nhiệm\ {{1,3}}kỳ)
    |(?P<endterm>(?:đến\ |hết\ )?(?:cuối|hết)\ {{1,3}}nhiệm\ {{1,3}}kỳ)
    |(?P<nextterm>nhiệm\ kỳ\ (?:mới|tới)|(?:trong\ )?(?:0?5|năm)\ năm\ tới)(?!\w)
    |(?P<term>(?:cả|trong|toàn|qua)\ {{1,3}}(?:nhiệm\ {{1,3}}kỳ|0?5\ {{1,3}}năm|giai\ {{1,3}}đoạn)
        (?!\ {{1,3}}\d)|(?:trong\ {{1,3}})?năm\ năm(?:\ (?:vừa\ )?qua|(?=,))
        |nhiệm\ {{1,3}}kỳ\ {{1,3}}(?:qua|vừa\ {{1,3}}qua)
        |(?:trong\ |ở\ )?giai\ {{1,3}}đoạn\ {{1,3}}này
        |0?5\ {{1,3}}năm(?!\ {{1,3}}(?:{_Y}|\d\d?(?![\d.,])(?!\ (?:nghìn|ngàn|triệu|tỷ|tỉ))|tuổi)))
    |(?P<prevterm>(?:nhiệm\ {{1,3}}kỳ|giai\ {{1,3}}đoạn)\ {{1,3}}(?:liền\ {{1,3}})?trước)
    |(?P<prevmonth>tháng\ {{1,3}}(?:trước|liền\ {{1,3}}kề)(?:\ {{1,3}}đó)?)
    |(?P<prevquarter>quý\ {{1,3}}(?:trước|liền\ {{1,3}}kề)(?:\ {{1,3}}đó)?)
    |(?P<thismonth>(?:trong|của)\ {{1,3}}tháng
        (?!\ {{1,3}}(?:\d\d?(?!\d|[.,]\d{{3}}(?!\d))|(?:{_MONTH_WORD})(?!\w))))
    |(?P<thisquarter>(?:cả|trong|toàn|chung)\ {{1,3}}quý(?!\ {{1,3}}(?:[iv\d]|một|hai|ba|tư|bốn
        |đầu|cuối|trước|tới|sau|liền|vị|khách|giá|báu)|\w))
    |(?P<cumulative>(?:lũy\ {{1,3}}kế|cộng\ {{1,3}}dồn|lũy\ {{1,3}}tích
        |tích\ {{1,3}}lũy(?=\ {{1,3}}\d)|từ\ {{1,3}}đầu\ {{1,3}}năm
        (?:\ {{1,3}}(?P<ycu>{_Y}))?\ {{1,3}}(?:đến|tới)\ {{1,3}}nay
        |từ\ {{1,3}}năm\ {{1,3}}(?P<ycu2>{_Y})\ {{1,3}}(?:đến|tới)\ {{1,3}}nay)
        (?!\ {{1,3}}(?:\w+\ {{1,3}})?\d\d?\ {{1,3}}tháng|\ {{1,3}}(?:của\ {{1,3}})?cùng\ {{1,3}}kỳ))
    |(?P<startyear>(?<!lần\ )(?<!bước\ )đầu\ {{1,3}}năm(?!\ {{1,3}}học\b)
        (?:\ {{1,3}}(?P<ysy>{_Y}))?)
    |(?P<endyear>cuối\ {{1,3}}(?:năm(?:\ {{1,3}}(?P<yey>{_Y}|trước|ngoái|rồi))?|(?P<yey2>{_Y})))
    |(?:đến\ {{1,3}}|hết\ {{1,3}}|trong\ {{1,3}})?năm\ {{1,3}}(?P<year>{_Y})(?![\d/-])
    |(?P<nextyear>(?:sang\ |trong\ )?năm\ (?:học\ )?(?:tới|kế\ tiếp)(?!\w)|sang\ năm\ học\ mới
        |(?:trong\ )?năm\ sau(?!\ (?:cao|tăng|luôn|nhiều|lớn|thấp|giảm|khi|đó)|\w)
        |sang\ năm(?=[,;:]|\ (?!\d|này|nay|khác|nọ|kia|thứ|học|mới)))
    |(?P<wholeyear>(?:cả|hết|trong|toàn)\ {{1,3}}năm
        (?!\ (?:tháng\ (?:đầu|qua|vừa|đã)|năm\ (?:vừa\ )?qua|ngoái|rồi))
        (?!\ {{1,3}}(?:(?:19|20)\d\d\b|học\b))
        |năm\ {{1,3}}nay|(?:cả\ |chung\ )(?:hai|2|ba|3)\ {{1,3}}vụ)
    |(?P<today>(?:tính\ )?(?:đến|tới)\ (?:hết\ )?(?:hôm|sáng|trưa|chiều)\ nay)(?!\w)
    |(?P<lastyear>(?:cả\ |trong\ |hết\ )?năm\ {{1,3}}(?:ngoái|rồi)|năm\ {{1,3}}(?:trước|qua))
    |(?<!\d-)(?P<bare>{_Y})(?=[\s:;,.)])(?!\ ?(?:%|ha|tấn|tỷ|triệu|đồng|hộ|người|con\b))
    )""",
    re.X,
)
_BASE_BEFORE = re.compile(
    r"(?:so(?: với| sánh với)?|bằng(?<!mặt bằng)(?<!văn bằng)|đối chiếu với|đặt cạnh|đặt bên cạnh"
    r"|cao hơn|nhiều hơn|lớn hơn|thấp hơn|ít hơn|khá hơn|tốt hơn|kém hơn|nhanh hơn|chậm hơn"
    r"|lần(?! đầu))\s*"
    r"(?:ước thực hiện|ước th|ước|thực hiện|mức"
    r"|(?:dịp |kỳ nghỉ )?tết(?: nguyên đán)?|cùng vụ|cùng mùa|kết quả|thời điểm|cuối|đầu|số liệu"
    r"|(?:tháng )?bình quân(?: tháng)?(?: của)?"
    r"|(?:mức|tốc độ|con số)(?: tăng| giảm)? của|của)?\s*\Z"
)
#: "hơn năm ngoái 3 triệu đồng", "kém vụ mùa trước 2 tạ": what a difference is told from.
MORE_THAN = re.compile(
    r"(?<!\w)(?<!thấp )(?<!ít )(?<!kém )(?<!chậm )(?<!nhỏ )(hơn|kém|thua) (?:mức |so với )?\Z"
)
_EXCEEDED = frozenset(
    ("last_year", "year", "season", "start_of_year", "end_of_year", "term_start", "quarter")
)
_EXCEEDED |= {"previous_month", "previous_quarter", "previous_term", "month"}
_SHARE_OF = re.compile(
    r"(?<!\w)bằng (?:khoảng |gần |hơn |trên )?\d[\d.,]* ?% ?(?:của |so )?"
    r"(?:vụ [^\W\d]+(?: [^\W\d]+)? )?\Z"
)
_AS_MUCH_AS = re.compile(
    r"[,(] ?(?:chỉ |cũng |gần |đã |mới )?(?:bằng|ngang)(?: với| của)?(?: cả)? \Z"
)
#: "từ năm 2019 đến [31/10/2020]": a window that begins with a year.
_SINCE_YEAR = re.compile(
    r"(?<!\w)từ (?:đầu )?năm (\d{4}) (?:đến|tới) (?:hết |cuối |ngày |hết ngày )?\Z"
)
#: "thành lập từ ngày 1/7/2025" dates an event; no number describes that day.
_SINCE = re.compile(r"(?:từ|kể từ) (?:ngày )?\d[\d/ .-]*\Z")
_UNTIL = re.compile(
    r"(?:(?:đến|hết|tới|thời điểm|trước|cuối|chốt|(?<!phát )(?<!sóng )lúc) "
    r"(?:(?:hết|sáng|trưa|chiều|tối|\d{1,2} ?(?:h|giờ)(?: ?\d\d)?) )?|trong "
    r"|tiến độ kỳ )(?:ngày )?\d[\d/ .-]*(?: tháng \d+(?: năm \d+)?)?\Z"
)
#: Before a day that is told apart from the days around it.
OF_ONE_DAY = ("riêng ", "riêng trong ")
_PARTS_OF_DAY = ("sáng", "trưa", "chiều", "tối")
_COUNTS = re.compile(r",? (?:tổng )?số (?!đại biểu|\d)")


#: Years of birth, of laws and of events that go on: no number describes them. People are born who
#: were named or counted right before, "tỷ lệ sinh", "hợp vệ sinh" and "học sinh" are of a year.
@cache
def _dates_a_thing() -> re.Pattern[str]:
    words = map(normalise, phrases_of("no_birth"))
    not_before = "".join(f"(?<!{re.escape(word)} sinh)" for word in words)
    return re.compile(
        rf"(?:sn(?<!\w.{{2}})|sinh(?<!\w.{{4}}){not_before}(?: năm| ngày)?|thế kỷ|khóa"
        r"|luật(?<!pháp luật)[^,;.\n]{0,40}|nghị định[^,;.\n]{0,40}|thông tư[^,;.\n]{0,40}"
        r"|hiến pháp[^,;.\n]{0,40}|quyết định(?: số)?|văn bản(?: số)?|bản đồ(?: tỷ lệ)?"
        r"|thành lập(?<!mới thành lập)(?<!đăng ký thành lập)(?<!mới được thành lập)(?: vào)?"
        r"|tách ra|từ) \Z"
    )


#: "phạt tù 9 tháng", "thời hạn 6 tháng": durations.
_LASTS = re.compile(
    r"(?:thời hạn|bảo hành|phạt tù|tù giam|trong vòng|kéo dài|sau|hơn|mỗi|thai|kỳ hạn|cách đây"
    r"|(?<!cấp )dưới|(?<!cấp )trên|tiến độ|sớm|muộn|chậm|trước hạn|thời gian|rút ngắn) \Z"
)
#: "mặc dù giá vật tư cao suốt 8 tháng đầu năm, ...": how long it lasted, beside what is told.
_LASTED = re.compile(
    r"(?<!\w)(?:dù|tuy|do|vì|bởi|nhưng)(?= [^\W\d]+ )[^.;:\n\d]*[^\W\d] suốt (?:cả |trong )?\Z"
)
#: "trong ba tháng ấy", "cũng trong 6 tháng nói trên": months that were told before.
_TOLD_BEFORE = re.compile(r" (?:ấy|đó|nói trên)(?!\w)")
_HOLIDAY = re.compile(r"(?<!\w)(?:nghỉ|lễ|tết|festival)(?!\w)")
#: Two feasts that lie side by side, and no window.
_TWO_DAYS = re.compile(r"30/0?4 ?- ?0?1/0?5")
_YEAR_BEFORE = re.compile(r" (?:của )?(?:đầu )?năm (?:trước|ngoái)(?!\w)")
_SUMMED_UP = re.compile(r"(?:cộng dồn|lũy kế|tính chung)(?: đến| từ đầu năm đến)? ?\Z")
_WHOLE = re.compile(r"(?:cả|và|ước)(?: cả)? năm \d{4}\Z")


@record
class PeriodMention(Replaceable):
    """A time in the text at `start:end`.

    `kind` tells how it is meant: `span`, `year`, `months` (the first n), `half_end` (the last
    six), `quarter`, `month`, `day`, `window`, `same` (same period of the year before),
    `previous_month`, `this_month`, `this_quarter`, `cumulative`, `start_of_year`, `end_of_year`,
    `last_year`, `this_year`, `next_year`, `next_term`, `today`, `term_start`, `season`,
    `rest_of_year` (the last n months other than six). `base` says that a comparison introduces
    it, `event` that a day dates a meeting or a paper and not what numbers describe.
    """

    start: int
    end: int
    kind: str
    year: int | None = None
    number: int | None = None
    day: int | None = None
    last: int | None = None
    base: bool = False
    text: str = ""
    event: bool = False
    whole: bool = False


def find_periods(normal: str) -> list[PeriodMention]:
    """All times named in a folded text, in order, longest reading first, none overlapping."""
    found: list[PeriodMention] = []
    end = 0
    for opening in OPENING.finditer(normal):
        if opening.start() < end:
            continue
        match = _PERIOD.match(normal, opening.start())
        if match is None:
            continue
        end = match.end()
        mention = _mention(match)
        if mention is None:
            continue
        before = normal[max(0, mention.start - 70) : mention.start]
        if match["daycue"] and "ngày" not in match[0] and _COUNTED_THING.match(normal, end):
            continue
        if match["d8"] and (not _HOLIDAY.search(before) or _TWO_DAYS.match(match[0])):
            continue  # "(3 - 4/10)" of communes, "dịp lễ (30/4 - 1/5)" names two feasts
        if match["d1"] and not match["m1"]:
            named = match["y2"] or "ngày" in match[0] or _HOLIDAY.search(before)
            if not named:
                continue  # "từ 2 đến 3/10 xã"
        if mention.year and "từ " in before and (since := _SINCE_YEAR.search(before)):
            mention = _since_year(mention, int(since[1]))
        if mention.kind == "day" and _SINCE.search(before + match[0]):
            continue
        event = mention.kind == "day" and not _UNTIL.search(before + match[0])
        if event and before.endswith(OF_ONE_DAY):
            event = False  # "riêng ngày 2/9 đón 7.000 lượt khách"
        if event and _COUNTS.match(normal, mention.end) and match[0].startswith(_PARTS_OF_DAY):
            event = False  # "Trưa 28/12, số thu ngân sách lên tới ..." is of that day
        if mention.kind == "year" and before.endswith("trước "):
            continue
        if mention.kind == "next_year" and _SOME_YEARS.search(before):
            continue  # "trong những năm tới"
        ahead = mention.kind == "year" and match[0].startswith("đến")
        if ahead and HORIZON.search(normal, max(0, mention.start - 120), mention.start):
            continue
        after = normal[mention.end : mention.end + 12]
        # "cửa khẩu Bắc Phong Sinh tháng 1": nobody is born in a month without a year
        dates = mention.kind in ("year", "bare", "day") or (
            mention.kind == "month" and mention.year
        )
        if dates and _dates_a_thing().search(before):
            continue
        counted = mention.year is None and "đầu" not in match[0]
        if mention.kind == "months" and (
            (counted and _LASTS.search(before))
            or after.startswith((" tuổi", " trở lên"))
            or (counted and _TOLD_BEFORE.match(after))
            or _LASTED.search(before)
        ):
            continue
        if mention.kind == "cumulative" and mention.year and RECORD_SINCE.search(before):
            continue  # "mức tăng cao nhất tính từ năm 2011 đến nay"
        if mention.kind == "span" and (
            STANDARD.search(before) or OFFICE.search(before) or RECORD_OF.search(before)
        ):
            continue
        if mention.kind == "bare" and before.endswith("đề án "):
            continue  # "Đề án 1956"
        if mention.kind in ("bare", "year") and PRICE_BASIS.search(before + match[0]):
            continue
        if mention.kind == "month" and _SUMMED_UP.search(before) and (mention.number or 0) > 1:
            mention = mention._replace(kind="months")  # "cộng dồn đến cuối tháng 8"
        if (
            mention.kind in ("months", "quarter")
            and not mention.year
            and _BASE_BEFORE.search(before)
        ):
            before_it = _YEAR_BEFORE.match(normal, mention.end)
            if before_it is not None:  # "so với 6 tháng năm trước": the same time of that year
                mention, end = mention._replace(kind="same", end=before_it.end()), before_it.end()
        base = mention.kind == "same" or bool(_BASE_BEFORE.search(before))
        text = match[0]
        if not base and mention.kind in PARTS_OF_YEAR and mention.year is None:
            of_last = OF_LAST_YEAR.match(normal, mention.end)
            if of_last is not None:
                mention, end = mention._replace(end=of_last.end()), of_last.end()
                text += of_last[0]
        base = base or (mention.kind in _EXCEEDED and bool(MORE_THAN.search(before)))
        dated = mention.kind in (
            "year", "bare", "last_year", "month", "previous_month", "quarter", "previous_quarter",
        )  # fmt: skip
        dated = dated or (mention.kind == "season" and mention.year is not None)
        if dated and "bằng " in before and _SHARE_OF.search(before):
            base = True  # "bằng 60% năm 2011", "bằng 98,7% vụ mùa năm trước", "bằng 72% tháng 9"
        if mention.kind in ("year", "last_year") and _AS_MUCH_AS.search(before):
            base = True  # "được 21 người, bằng cả năm 2018 cộng lại"
        last = found[-1] if found else None
        if (
            last is not None
            and last.kind == "term_start"
            and last.base
            and mention.kind in ("bare", "year")
            and normal[last.end : mention.start].strip() == "("
        ):
            found.pop()  # "so với đầu nhiệm kỳ (2010)": one base, told twice
            mention = mention._replace(start=last.start)
            base = True
        found.append(
            PeriodMention(
                mention.start, mention.end, mention.kind, mention.year, mention.number,
                mention.day, mention.last, base, text, event and not base,
                bool(mention.year and _WHOLE.search(before + match[0])),
            )
        )  # fmt: skip
    return found


_SOME_YEARS = re.compile(r"(?:\d|những|các|mấy|vài|hai|ba|bốn|năm|mười|nhiều) \Z")


def _since_year(mention: PeriodMention, first: int) -> PeriodMention:
    """ "từ năm 2020 đến 6 tháng đầu năm 2023": 42 months, where the time ends with a month."""
    year, number = mention.year or 0, mention.number or 0
    ends = mention.kind in ("months", "month") or (
        mention.kind == "day" and mention.day == monthrange(year, number or 1)[1]
    )
    if not ends or not first < year:
        return mention
    months = 12 * (year - first) + number
    return mention._replace(kind="window", year=first, number=1, day=1, last=months)


def _is_bare_term(group: re.Match[str]) -> bool:
    """ "chặng đường 2020 - 2025", but not "từ 2020 - 2025", which holds both years."""
    named = group["span"] or group["span2"] or group.string.endswith("từ ", 0, group.start())
    return not named


def _mention(group: re.Match[str]) -> PeriodMention | None:
    start, end = group.span()
    if group["year"]:
        return PeriodMention(start, end, "year", int(group["year"]))

    def make(
        kind: str,
        *,
        year: int | None = None,
        number: int | None = None,
        day: int | None = None,
        last: int | None = None,
    ) -> PeriodMention:
        return PeriodMention(start, end, kind, year, number, day, last)

    if group["d2"] or group["d9"]:
        told = window_of_days(group)
        return PeriodMention(start, end, *told) if told else None
    if group["listed"]:  # "hai năm 2019, 2020"
        listed = [int(year) for year in re.findall(_Y, group["listed"])]
        if listed != list(range(listed[0], listed[0] + len(listed))):
            return None
        return make("span", year=listed[0], number=len(listed), last=listed[-1])
    if group["sy2"]:
        return make("year", year=int(group["sy2"]))
    if group["a"] or group["a2"]:
        first = int(group["a"] or group["a2"])
        tail = group["b"] or group["b2"]
        last = int(tail) if len(tail) == 4 else first // 100 * 100 + int(tail)
        if not first < last <= first + 30:
            return None
        # "giai đoạn 2020-2025" of exactly five years is a congress's term, told by another word
        term = "nhiệm kỳ" in (group["span"] or "") or (
            ("giai" in (group["span"] or "") or _is_bare_term(group))
            and last - first in (5, 10)
            and first % 5 == 0
        )
        if (group["span"] or "").startswith("nửa"):
            months = 6 * (last - first)  # "Nửa đầu nhiệm kỳ 2020-2025"
            return make("window", year=first, number=1, day=1, last=months)
        years_told = re.match(r"(?:kế hoạch )?(\d) năm", group["span"] or "")
        years = int(years_told[1]) if years_told else last - first + (0 if term else 1)
        return make("span", year=first, number=years, last=last)
    if group["months"]:
        months = COUNTED_MONTHS.get(group["months"]) or int(group["months"])
        year = number_of(group["ym"] or group["ym2"])
        if group["half"] not in (None, "đầu"):  # "6 tháng cuối năm", "3 tháng còn lại của năm"
            return make("half_end" if months == 6 else "rest_of_year", year=year, number=months)
        return make("months", year=year, number=months) if 2 <= months <= 12 else None
    if group["since"]:
        months = int(group["since"])
        year = number_of(group["ysm"] or group["ysm2"])
        return make("months", year=year, number=months) if 2 <= months <= 12 else None
    if group["quarters"]:
        months = 3 * (COUNTED_MONTHS.get(group["quarters"]) or int(group["quarters"]))
        return make("months", year=number_of(group["yqs"]), number=months)
    if group["fm"]:
        told = window_of_months(group)
        return PeriodMention(start, end, *told) if told else None
    if group["halfend"]:
        return make("half_end", year=number_of(group["yn"]))
    if group["halfyear"]:
        return make("months", year=number_of(group["yn"]), number=6)
    if group["q"]:
        return make("quarter", year=number_of(group["yq"]), number=QUARTERS[group["q"]])
    for n in ("3", "4", "5", "7"):
        if group["d" + n]:
            day, month = int(group["d" + n]), int(group["m" + n])
            year = number_of(group["y" + n]) if n in "34" else None
            if not (1 <= month <= 12 and 1 <= day <= monthrange(year or 2024, month)[1]):
                return None
            return make("day", year=year, number=month, day=day)
    if group["first"]:
        return make("month", year=number_of(group["yf"]), number=1)
    if group["m"] or group["m6"]:
        written = group["m"] or group["m6"]
        month = MONTH_NAMES.get(written) or int(written)
        year = number_of(group["y"] or group["y6"])
        return make("month", year=year, number=month) if 1 <= month <= 12 else None
    if group["same"]:
        return make("same", year=number_of(group["ys"] or group["ys2"] or group["ys3"]))
    if group["ago"]:
        return make("years_ago", number=int(group["ago"]))
    if group["yc"]:
        return make("season", year=int(group["yc"][-2:]) + 2000)  # told by the year of its end
    if group["season"]:
        return make("season", year=number_of(group["yv2"] or group["yv"]))
    simple = (
        ("startterm", "term_start"), ("endterm", "term_end"), ("term", "term"),
        ("prevmonth", "previous_month"), ("prevquarter", "previous_quarter"),
        ("prevterm", "previous_term"),
        ("thismonth", "this_month"), ("thisquarter", "this_quarter"),
        ("wholeyear", "this_year"), ("lastyear", "last_year"),
        ("nextyear", "next_year"), ("today", "today"), ("nextterm", "next_term"),
    )  # fmt: skip
    for name, kind in simple:
        if group[name]:
            return make(kind)
    if group["cumulative"]:
        return make("cumulative", year=number_of(group["ycu"] or group["ycu2"]))
    if group["startyear"]:
        return make("start_of_year", year=number_of(group["ysy"]))
    if group["endyear"]:
        if group["yey"] in ("trước", "ngoái", "rồi"):
            return make("last_year")
        return make("end_of_year", year=number_of(group["yey"] or group["yey2"]))
    return make("bare", year=int(group["bare"])) if group["bare"] else None
