"""Whether the number is measured against a plan, or is the plan's own."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from extraction.lexicon import Mention, role_of
from extraction.passage import Scene, between
from extraction.rules.periods import PeriodMention
from extraction.rules.quantity import Quantity, is_per_cent
from extraction.text import word_start


def is_plans_own(scene: Scene, quantity: Quantity, after: Sequence[Mention]) -> bool:
    """ "3.500 tấn so với 4.000 tấn kế hoạch": what is compared with, not compared."""
    normal = scene.reading.normal
    if not (
        normal.endswith(_COMPARED_WITH, 0, quantity.start) or is_whole_of_part(scene, quantity)
    ):
        return False
    return any(
        role_of(row) == "plan" and not normal[quantity.end : row.start].strip() for row in after
    )


_COMPARED_WITH = ("so với ", "so với mức ")


def is_aimed_level(scene: Scene, quantity: Quantity) -> bool:
    """ "10,8%/năm, cao hơn mức 10 - 10,5% mà nghị quyết đề ra": the aim itself, and no distance."""
    normal, start = scene.reading.normal, quantity.start
    if _LEVEL_OF_PLAN.search(normal, max(scene.start, start - _LONGEST_LABEL), start) is not None:
        return True  # "mới chạm mức nghị quyết năm nay là 89%"
    if _AIM_BEFORE.search(normal, max(scene.start, start - _LONGEST_LABEL), start) is None:
        return False
    return _AIM_BEHIND.match(normal, quantity.end, quantity.end + _AIM_REACHES) is not None


_AIMS = ("mức", "con số", "mốc", "ngưỡng", "kịch bản", "mục tiêu", "chỉ tiêu", "kế hoạch")
_AIM_BEFORE = re.compile(
    rf"(?:{word_start(_AIMS)})"
    r"(?: (?:là|tăng|tăng trưởng|từ|trên|khoảng)){0,2} \Z"
)
_LEVEL_OF_PLAN = re.compile(
    r"(?<!\w)(?:mức|mốc|ngưỡng) (?:nghị quyết|kế hoạch|chỉ tiêu|mục tiêu|dự toán)"
    r"(?: [^\W\d]+){0,4}(?: \d{4})? là \Z"
)
#: Behind it the one who set it, or that it was set.
_AIM_BEHIND = re.compile(
    r"(?: ?/năm)?,? (?:mà |do |như |theo |được )?(?:(?!đã đạt)[^\W\d]+ ){0,6}?"
    r"(?:đã )?(?:đề ra|đặt ra|xác định|giao|kỳ vọng|mong đợi|yêu cầu)(?!\w)"
)
_AIM_REACHES = 60


def is_whole_of_part(scene: Scene, quantity: Quantity) -> bool:
    """ "55 tỷ đồng trên 75 tỷ đồng kế hoạch": behind an amount in the same unit."""
    if not scene.reading.normal.endswith(_OUT_OF, 0, quantity.start) or is_per_cent(quantity):
        return False
    number = bisect_left(scene.quantities.starts, quantity.start)
    if number == 0:
        return False
    done = scene.quantities[number - 1]
    gap = scene.reading.normal[done.end : quantity.start].strip()
    if done.unit is None or quantity.unit is None or done.unit.code != quantity.unit.code:
        return False
    return f"{gap} " in _OUT_OF and done.value < quantity.value


_OUT_OF = ("trên ", "trên tổng số ")


def lists_shares_of_plan(scene: Scene, number: int) -> bool:
    """ "đạt tỷ lệ cao so với dự toán là: thu A 29%; thu B 36%": what a head says of all."""
    start = scene.quantities[number].start
    colon = scene.reading.normal.find(":", scene.start, start)
    if colon < 0 or not scene.per_cent[number]:
        return False
    before = between(scene.quantities, scene.start, colon)
    opened = before[-1].end if before else scene.start
    return _SAYS_SHARES.search(scene.reading.normal, opened, colon) is not None


#: What exceeds a plan by so much is told so ("vượt dự toán: A 12%").
_SAYS_SHARES = re.compile(
    r"(?<!\w)(?:đạt|hoàn thành)(?!\w)(?:(?! vượt )[^:;])* so (?:với )?"
    r"(?:dự toán|kế hoạch|kh|chỉ tiêu|nghị quyết|ngị quyết)(?!\w)"
)


def plan_after(scene: Scene, quantity: Quantity, after: Sequence[Mention]) -> bool:
    """A plan's name follows: "8,3% kế hoạch", "8% so với dự toán tỉnh giao"."""
    normal = scene.reading.normal
    if normal.startswith(_OPENS_QUOTA, quantity.end) and _QUOTA.match(normal, quantity.end):
        return True
    for row in after:
        if role_of(row) not in ("plan", "planner"):
            continue
        gap = normal[quantity.end : row.start].strip(" ,")
        if gap in _PLAN_LINKS or (
            len(gap) <= 16 and gap.endswith(("so với", "so", "của", "trở lên"))
        ):
            return True
        return gap.startswith(("so với", "so ", "theo")) and len(gap) < 24
    return False


#: "đạt 108,7% chỉ tiêu.", "đạt 82,4% chỉ tiêu BHXH tỉnh giao"
_QUOTA = re.compile(
    r" (?:so với )?chỉ tiêu(?: pháp lệnh)?(?: trở lên|(?: của)?(?: cả)? năm(?: \d{4})?)?"
    r"(?= ?[.;,)\n]| ?$"
    r"|(?: (?!quân)[^\W\d]+){0,3} (?:tỉnh|huyện|xã|thành phố|trung ương|được|đề ra|cấp trên|bộ"
    r"|chính phủ)(?: (?!quân)[^\W\d]+){0,3} ?giao)"
)
_OPENS_QUOTA = (" chỉ tiêu", " so với chỉ tiêu")
_PLAN_LINKS = frozenset(
    (
        "",
        "so với",
        "so",
        "của",
        "chỉ tiêu",
        "tổng",
        "mức",
        "theo",
        "so với mức",
        "trở lên so với",
        "số",
    )
)


def is_year_of_plan(normal: str, start: int, row: PeriodMention) -> bool:
    """ "đạt 75% kế hoạch trồng rừng cả năm": the year is that of the plan."""
    if row.kind not in ("year", "this_year") or not row.text.startswith(("năm", "cả")):
        return False
    first = max(start, row.start - _PLAN_REACHES)
    share = normal.rfind("%", first, row.start)
    return share >= 0 and _PLAN_OF_THING.fullmatch(normal, share, row.start) is not None


_PLAN_REACHES = 60
_PLAN_OF_THING = re.compile(r"% (?:kế hoạch|dự toán|chỉ tiêu)(?: [^\W\d]+){1,7} (?:của )?")


def plan_compared(scene: Scene, before: Sequence[Mention]) -> bool:
    """The plan stands before: "so với kế hoạch đạt 98%", "vượt kế hoạch 2 ha"."""
    for index, row in enumerate(before):
        if row.phrase == "vượt chỉ tiêu":
            return True
        if role_of(row) in ("plan", "planner"):
            verbs = [role_of(other) for other in (*before[:index], *before[index + 1 :])]
            if "exceed" in verbs or scene.reading.normal[
                max(0, row.start - 7) : row.start
            ].endswith(("so với ", "so ")):
                return True
    return False


def plan_before(
    scene: Scene, quantity: Quantity, before: Sequence[Mention], near_left: int
) -> bool:
    """A plan's name introduces the number: "(KH 6.850 ha)", "mục tiêu nghị quyết (7,5%)"."""
    normal = scene.reading.normal
    if normal[quantity.start - 1 : quantity.start] == "(":
        stop = quantity.start - 1
        for row in between(scene.words, max(scene.start, quantity.start - 40), stop):
            if role_of(row) not in ("plan", "planner"):
                continue
            gap = normal[row.end : stop].rstrip()
            if not gap or (not is_per_cent(quantity) and _PLANS_YEAR.fullmatch(gap)):
                return True
        if _closes_comparison(scene, quantity) or _WITH_PLAN.search(
            normal, max(scene.start, stop - _LONGEST_LABEL), stop
        ):
            return True
    if is_scenario(scene, quantity):
        return True
    for row in before:
        behind_slash = role_of(row) == "plan" and normal[row.start - 1 : row.start] == "/"
        if behind_slash and normal[row.end : quantity.start].strip(" :") in _BEHIND_PLAN:
            return True  # "50.754 tấn/KH 52.663 tấn", "giảm 0,8%/KH giảm 0,7%"
    opened = normal.rfind("(", max(scene.start, quantity.start - _LONGEST_LABEL), quantity.start)
    opens, plans = opened + 1, scene.words_of("plan")
    for row in between(plans, opens, min(opens + 1, quantity.start)) if opened >= 0 else ():
        if _LABEL_ENDS.fullmatch(normal, row.end, quantity.start) is not None:
            return True
    if normal[near_left - 1 : near_left] == "(":
        lead = normal[near_left : quantity.start].strip(" :-").removesuffix(" là")
        if _OF_YEAR.sub("", lead) in _PLAN_LABELS:
            return True
    for index, row in enumerate(before):
        if role_of(row) not in ("plan", "planner") or _means_area(row, quantity):
            continue
        start_gap = scene.reading.normal[near_left : row.start].strip(" (-:,")
        compares = start_gap == "so với" or (
            start_gap == "" and normal[row.start - 2 : row.start] == "% "
        )
        if compares and between(scene.bases, quantity.end, quantity.end + 12):
            return False  # "đạt 56% so với kế hoạch giảm 2% so cùng kỳ": with a base of its own
        out_of = start_gap == "trên" and _has_done_before(scene, quantity, near_left)
        led = start_gap in _LEADS_TO_PLAN or _is_time(scene, near_left, row.start)
        if not (out_of or led):
            return False
        rest = before[index + 1 :]
        return not any(role_of(other) in ("reach", "exceed") for other in rest)
    return False


#: What may stand between the number before and the plan's name ("mà kế hoạch cả năm chỉ 480").
_LEADS_TO_PLAN = frozenset(("", "theo", "so với", "có", "nq", "chỉ tiêu", "mức", "mà", "nhưng"))


def _is_time(scene: Scene, start: int, end: int) -> bool:
    """ "Vụ mùa tới huyện giao cho xã 172 ha": whether a time alone stands in the range."""
    rows = [row for row in between(scene.periods, start, end) if not row.base]
    if not rows or rows[0].start > start + 1 or rows[-1].end > end:
        return False
    return scene.reading.normal[rows[-1].end : end].strip(" ,") in ("", "tới", "này", "sau")


def _has_done_before(scene: Scene, quantity: Quantity, near_left: int) -> bool:
    """ "38,9 tỷ đồng trên dự toán 92 tỷ đồng": what was reached stands right before."""
    done = between(scene.quantities, scene.start, quantity.start)
    if not done or done[-1].unit is None or quantity.unit is None:
        return False
    return done[-1].unit.code == quantity.unit.code and near_left <= done[-1].end + 1


#: "vượt 6% kế hoạch cả năm (6 triệu lượt)", "bằng 80% dự toán năm 2023 (62 tỷ đồng)"
_PLANS_YEAR = re.compile(r"(?: của| cả| năm| đề ra| được giao| \d{4})+")
#: "(mục tiêu đề ra cả năm là 8,5-9%)".
_OF_YEAR = re.compile(r"(?: đề ra)?(?: (?:cả năm|năm|năm \d{4}))?(?: đề ra)?\Z")


def is_scenario(scene: Scene, quantity: Quantity) -> bool:
    """ "thấp hơn kịch bản 11,1%": the rate that was planned, unless it is too small for one."""
    number = bisect_left(scene.quantities.starts, quantity.start)
    normal, stop = scene.reading.normal, quantity.start
    if not number or not is_per_cent(quantity) or not is_per_cent(scene.quantities[number - 1]):
        return False
    told = _SCENARIO.search(normal, max(scene.start, stop - _LONGEST_LABEL), stop)
    return told is not None and 2 * quantity.value > scene.quantities[number - 1].value


_SCENARIO = re.compile(
    r"(?<!vượt )kịch bản(?: tăng trưởng)?(?: đề ra| đặt ra| của tỉnh)?(?: là| tăng| từ)? \Z"
)


#: "(KH: dưới 9,5%)", "(kế hoạch năm 2022: 11‰)".
_LABEL_ENDS = re.compile(
    r"(?: (?:của|hđnd|đại hội|đảng bộ|tỉnh|huyện|thành phố|thị xã|xã|phường|đề ra|giao|tương ứng))*"
    r"(?: (?:cả năm|năm))?(?: \d{4})? ?:?"
    r"(?: ?(?:dưới|trên|hơn|gần|còn|từ|khoảng|ít nhất|tối thiểu|tăng|giảm|đạt|là|[<>≤≥=]))* ?"
)
_LONGEST_LABEL = 40
_BEHIND_PLAN = frozenset(("", "tăng", "giảm", "đạt", "là", "còn"))


def _closes_comparison(scene: Scene, quantity: Quantity) -> bool:
    """ "thấp hơn 5,25% so với chỉ tiêu được giao tại Quyết định số 546 (91,5%)": the target."""
    if not scene.reading.normal.startswith(")", quantity.end):
        return False
    number = scene.quantities.index(quantity)
    if not number:
        return False
    before = scene.quantities[number - 1].end
    compared = _COMPARED_WITH_PLAN.match(scene.reading.normal, before, quantity.start)
    return compared is not None


def tells_plan_behind(scene: Scene, number: int) -> bool:
    """ "chỉ đạt 10,3% so với kế hoạch là 14-15%": the plan's own percentage stands behind."""
    if not 0 <= number < len(scene.quantities) - 1:
        return False
    this, following = scene.quantities[number], scene.quantities[number + 1]
    if not (is_per_cent(this) and is_per_cent(following)):
        return False
    if between(scene.bases, following.end, scene.edges[number + 1][2]):
        return False  # "đạt 59% so kế hoạch tăng 6% so cùng kỳ"
    return _THEN_PLAN.fullmatch(scene.reading.normal, this.end, following.start) is not None


def tells_sum_of_plan(scene: Scene, number: int) -> bool:
    """ "thu 118 tỷ đồng, bằng 92% dự toán tỉnh giao (128 tỷ đồng)": 118 are 92% of the 128.

    Not "đạt 92% dự toán tỉnh giao (118 tỷ đồng)", which may be either.
    """
    if number < 2 or not _closes_bracket(scene, number):
        return False
    done, share, planned = scene.quantities[number - 2 : number + 1]
    if done.unit is None or planned.unit is None or done.unit.code != planned.unit.code:
        return False
    if is_per_cent(planned) or not is_per_cent(share) or planned.value <= 0:
        return False
    stop = planned.start - 1
    if not any(role_of(row) in _PLANS for row in between(scene.words, share.end, stop)):
        return False
    reached = 100 * done.value / planned.value
    return any(abs(reached - told) < _ROUNDED for told in (share.value, 100 + share.value))


_PLANS = ("plan", "planner")
#: So many points a share of a plan may be rounded by.
_ROUNDED = 1


def _closes_bracket(scene: Scene, number: int) -> bool:
    """Whether the number stands alone in a bracket."""
    normal, quantity = scene.reading.normal, scene.quantities[number]
    return normal.startswith(")", quantity.end) and normal[quantity.start - 1] == "("


_SO_WITH_PLAN = r"so (?:với )?(?:chỉ tiêu|kế hoạch|mục tiêu|dự toán|nghị quyết|kh|dt)"
#: "so với chỉ tiêu giao của UBND (70.544 người)": the plan itself.
_WITH_PLAN = re.compile(rf"(?<!\w){_SO_WITH_PLAN}[^.,;:()\d]{{0,30}} \Z")
_THEN_PLAN = re.compile(
    rf" {_SO_WITH_PLAN}(?: (?:đề ra|được giao|giao|cả năm|năm|năm \d{{4}}))?(?: là| tăng| giảm)? "
)
_COMPARED_WITH_PLAN = re.compile(rf" {_SO_WITH_PLAN}(?!\w)")


def _means_area(row: Mention, quantity: Quantity) -> bool:
    """ "DT 245 ha": the letters of "dự toán" are those of "diện tích" too."""
    unit = quantity.unit
    return row.phrase == "DT" and unit is not None and unit.code not in ("VND", "USD", "PERCENT")


_PLAN_LABELS = frozenset(
    ("chỉ tiêu", "mục tiêu", "chỉ tiêu giao", "nghị quyết", "yêu cầu", "chuẩn")
)
