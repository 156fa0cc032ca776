"""Codes that a place or a budget implies: "huyện tăng trưởng 12,5%", "xã rộng 35 km2"."""

from __future__ import annotations

import re
from functools import cache

from extraction.passage import Scene, between
from extraction.reference import codebook, with_trait
from extraction.rules.foreign import goes_abroad
from extraction.rules.place_types import unit_words
from extraction.rules.quantity import Quantity, is_per_cent
from extraction.state import State
from extraction.text import word_start


def growth_of_place(scene: Scene, number: int) -> str | None:
    """The code of "huyện đạt tốc độ tăng trưởng 12,5%": a place that grows is its economy.

    None where anything else is named in the sentence before, which then is what has grown. No
    number of the sentence has told a code yet.
    """
    quantity = scene.quantities[number]
    if not is_per_cent(quantity):
        return None
    near = max(scene.start, quantity.start - _NEAR)
    if scene.reading.normal.find("tăng trưởng", near, quantity.start) < 0:
        return None
    rows = between(scene.mentions, scene.start, quantity.start)
    if any(row.codes or row.item is not None for row in rows):
        return None
    named = between(scene.places, scene.start, quantity.start)
    after = max(near, named[-1].end if named else scene.start)
    grows = _grows().search(scene.reading.normal, after, quantity.start)
    if grows is None or not (grows[1] or (named and grows.start() == after)):
        return None
    return next(iter(with_trait("growth_of_all")))


#: So near before its number the words stand.
_NEAR = 90


@cache
def _grows() -> re.Pattern[str]:
    """ "(Hà Tĩnh) đặt mục tiêu tăng trưởng ", "huyện vẫn đạt tốc độ tăng trưởng bình quân "."""
    return re.compile(
        rf"(?:({word_start(unit_words())})|)\)?,?"
        r"(?: (?:vẫn|đã|tiếp tục|luôn|đều|phấn đấu|đặt|đề ra|duy trì|giữ|đạt|có|ước|mục tiêu|sẽ))*"
        r"(?: (?:tốc độ|mức|nhịp độ))? tăng trưởng(?: bình quân)?"
        r"(?: (?:ước|đạt|là|ở mức|từ|trên|hơn|gần|khoảng))* \Z"
    )


def taken_in(scene: Scene, number: int) -> str | None:
    """The code of "sáu tháng, huyện thu hơn 98 tỷ đồng, đạt 39,2% dự toán": a budget has estimates.

    None where anything else is named between "thu" and the number ("thu tiền sử dụng đất").
    """
    quantity, normal = scene.quantities[number], scene.reading.normal
    if not _is_money(quantity):
        return None
    near = max(scene.start, quantity.start - _SHORT)
    if normal.find("thu ", near, quantity.start) < 0:
        return None
    if _TAKES_IN.search(normal, near, quantity.start) is None:
        return None
    if _OF_ESTIMATE.match(normal, quantity.end) is None:
        return None
    return next(iter(with_trait("takes_in")))


_SHORT = 40
_TAKES_IN = re.compile(
    r"(?<!doanh )(?<!nguồn )(?<!tổng )(?<!số )(?<!quan )(?<!thuế )(?<!\w)thu"
    r"(?: (?:được|về|cho đủ|đủ|nộp|đạt|ước|gần|hơn|trên|khoảng|xấp xỉ|ngót|mới|chỉ))* \Z"
)
#: "đạt 39,2% dự toán", "bằng 91,2% dự toán UBND thành phố giao"
_OF_ESTIMATE = re.compile(
    r",? \(?(?:mới |chỉ |đã )?(?:đạt|bằng|tương đương|vượt)(?: gần| trên| hơn)?"
    r" \d[\d.,]* ?% dự toán"
)


def _is_money(quantity: Quantity) -> bool:
    return quantity.unit is not None and quantity.unit.code == "VND"


def _is_led_by(words: re.Pattern[str], scene: Scene, quantity: Quantity) -> bool:
    near = max(scene.start, quantity.start - _NEAR)
    return words.search(scene.reading.normal, near, quantity.start) is not None


def spent_beside(scene: Scene, number: int, state: State) -> str | None:
    """The code of "tổng thu 142 tỷ đồng, đạt 27% dự toán; chi 156 tỷ đồng": of what is spent."""
    quantity = scene.quantities[number]
    if not state.codes or not _is_money(quantity):
        return None
    told = codebook()[state.codes[-1][0]]
    if with_trait("takes_in").isdisjoint((told.code, told.parent or "")):
        return None
    if not _is_led_by(_SPENT, scene, quantity):
        return None
    return next(iter(with_trait("spends")))


_SPENT = re.compile(
    r"(?:[;,]|(?<!\w)và|(?<!\w)còn) ?(?:tổng |tổng số )?chi"
    r"(?: (?:ước|đạt|được|là|trên|hơn|gần|khoảng|thực hiện))* \Z"
)


def reached_of_plan(scene: Scene, number: int, state: State) -> str | None:
    """The code of "kế hoạch vốn 148 tỷ đồng mà mới được 14 tỷ": what was paid out of the sum."""
    quantity = scene.quantities[number]
    if not state.codes or not _is_money(quantity):
        return None
    code, index = state.codes[-1]
    if index != number - 1 or "assigned_sum" not in codebook()[code].traits:
        return None
    if not _is_led_by(_REACHED, scene, quantity):
        return None
    return next(iter(with_trait("spends_assigned_sum")))


_REACHED = re.compile(r"(?<!\w)(?:mới|chỉ|đã)(?: mới| chỉ)? (?:được|đạt)(?: hơn| trên| gần)? \Z")


def works_abroad(scene: Scene, number: int, state: State) -> str | None:
    """The code of "30 lao động sang Nhật Bản", "12 người đi Đài Loan làm việc"."""
    quantity, normal = scene.quantities[number], scene.reading.normal
    if quantity.unit is None or quantity.unit.code != "PERSON":
        return None
    if not goes_abroad(scene.reading, quantity.end):
        return None
    abroad = next(iter(with_trait("works_abroad")))
    works = quantity.unit.form != "người" or any(code == abroad for code, _ in state.codes)
    works = works or normal.find("làm việc", quantity.end, quantity.end + _NEAR) >= 0
    return abroad if works else None


def end_of_change(scene: Scene, number: int, state: State) -> str | None:
    """The code of "nông nghiệp từ 38% rút xuống còn 29,4%, nhường chỗ cho ...": of its start."""
    last, quantity = state.last, scene.quantities[number]
    if last is None or not number or last.start != scene.quantities[number - 1].start:
        return None
    alike = is_per_cent(quantity) == is_per_cent(scene.quantities[number - 1])
    if last.told.rule != "measure:start" or last.told.code[0] == "~" or not alike:
        return None
    gap = scene.reading.normal[scene.quantities[number - 1].end : quantity.start]
    return last.told.code if _ENDS.search(gap) is not None else None


_ENDS = re.compile(
    r"(?<!\w)(?:xuống|lên|còn|thành)(?: (?:còn|đến|tới|mức|hơn|trên|gần|dưới|khoảng))* \Z"
)


def grain_per_head(scene: Scene, number: int, state: State) -> str | None:
    """The code of "sản lượng lương thực 9,3 vạn tấn, bình quân 650 kg/người": of the grain told."""
    unit = scene.quantities[number].unit
    if unit is None or not unit.form.startswith("kg/người") or not state.codes:
        return None
    shared = (code for code in with_trait("per_head") if codebook()[code].unit == unit.code)
    return next(shared, None) if state.codes[-1][0].startswith("cereal_") else None


def people_of_place(scene: Scene, number: int) -> str | None:
    """The code of "phường Đông Kinh hôm nay có 45.812 người": how many people a place has."""
    quantity, normal = scene.quantities[number], scene.reading.normal
    if quantity.unit is None or quantity.unit.code != "PERSON" or quantity.value < _FEW:
        return None
    named = between(scene.places, scene.start, quantity.start)
    if not named or named[-1].place.level not in _PEOPLED or named[-1].how != "typed":
        return None
    if _HAS.fullmatch(normal, named[-1].end, quantity.start) is None:
        return None
    alone = _CLOSES.match(normal, quantity.end, scene.end + 1) is not None
    return next(iter(with_trait("people_of_place"))) if alone else None


#: No commune has so few people.
_FEW = 500
_PEOPLED = frozenset(("province", "district", "commune"))
_HAS = re.compile(
    r"(?: mới)?(?: (?:hiện|nay|hiện nay|hôm nay|bây giờ|đang))? có(?: (?:hơn|gần|trên|khoảng))? "
)
_CLOSES = re.compile(r"\s*(?:[.,;:)]|$|(?:sinh sống|với|và|thuộc)(?!\w))")


def area_of_place(scene: Scene, number: int, state: State) -> str | None:
    """The code of "xã Vĩnh Thịnh có diện tích 35 km2, dân số 50 nghìn người": a place's own area.

    In hectares only where the place stands before it without a name ("xã có diện tích 4.500 ha") or
    its people are told behind; None where the sentence has told an area of anything, or where what
    is so large is no place ("khu công nghiệp rộng ...").
    """
    quantity = scene.quantities[number]
    if quantity.unit is None or quantity.unit.code != "HA":
        return None
    normal = scene.reading.normal
    near = max(scene.start, quantity.start - _NEAR)
    wide = _WIDE.search(normal, near, quantity.start)
    if wide is None or any(_is_area(code) for code, _ in state.codes):
        return None
    named = between(scene.places, scene.start, wide.start())
    if named and named[-1].place.level in ("zone", "region"):
        return None
    first = named[-1].end if named else scene.start
    if any(
        _is_area(code)
        for row in between(scene.mentions, first, wide.start())
        for code, _ in row.codes
    ):
        return None
    subject = normal[max(first, near) : wide.start()]
    own = _own_place().search(normal[near : wide.start()])
    if _NO_PLACE.search(subject) or not (named or own):
        return None
    written = normal[quantity.start : quantity.end]
    if "km" not in written and "h" not in written:
        return None  # square metres are those of a building
    if own is None and "km" not in written:
        beside = normal.find("dân số", quantity.end, quantity.end + _BESIDE)
        if beside < 0 or _ONLY_JOINS.fullmatch(normal, quantity.end, beside) is None:
            return None
    return next(iter(with_trait("area_of_place")))


def _is_area(code: str) -> bool:
    return code in codebook() and codebook()[code].unit == "HA"


#: So near behind it the people of the same place are told.
_BESIDE = 30
_ONLY_JOINS = re.compile(r"[,; ]*(?:với|và|có|quy mô)? ?")
_WIDE = re.compile(
    r"(?<!\w)(?:(?:tổng )?diện tích|rộng)"
    r"(?: (?:là|gần|hơn|trên|khoảng|rộng|chừng|lên tới|lên đến))* \Z"
)
#: What else is so large: "hồ", "khu công nghiệp", "vườn quốc gia", or is grown there.
_NO_PLACE = re.compile(
    r"(?<!\w)(?:khu|cụm|hồ|đầm|đảo|vườn|rừng|dự án|bãi|vịnh|vùng|lưu vực|đô thị|nhà máy|cánh đồng"
    r"|trồng|nuôi|trang trại|hợp tác xã|công ty|bảo tồn|quy hoạch)(?!\w)"
)


@cache
def _own_place() -> re.Pattern[str]:
    """ "(toàn huyện) có ", "(xã mới) có ": the article's own place, without its name."""
    return re.compile(rf"(?:{word_start(unit_words())})(?: mới)?(?: hiện)?(?: (?:có|với))? \Z")
