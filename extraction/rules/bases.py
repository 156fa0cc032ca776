"""What a change or an index compares with, and the base period's own value in brackets."""

from __future__ import annotations

import re

from extraction.frame import Frame
from extraction.passage import Scene, between
from extraction.reference import with_trait
from extraction.rules.base_words import find_base
from extraction.rules.in_turn import led_in_turn
from extraction.rules.measures import Told
from extraction.rules.period_arithmetic import base_of, implied_base, in_term, month_before
from extraction.rules.period_openings import COUNTED_MONTHS
from extraction.rules.periods import PeriodMention

#: Measures that compare with a base period.
CHANGES = frozenset(("change_pct", "change_abs", "index_pct"))


def base_in_brackets(scene: Scene, number: int) -> PeriodMention | None:
    """ "so với năm 2020 (47,52 triệu đồng)": the bracket tells the base period's own value."""
    row_in_turn = led_in_turn(scene, number)
    if row_in_turn is not None and row_in_turn[0] < number:
        return base_in_brackets(scene, row_in_turn[0])  # "cùng kỳ lần lượt là 14 vụ và 9 người"
    quantity = scene.quantities[number]
    normal = scene.reading.normal
    first = scene.quantities[scene.rows[number][0]]
    if not between(scene.periods, max(scene.start, first.start - _FAR), quantity.start):
        return None
    for row in between(scene.periods, max(scene.start, quantity.start - _NEAR), quantity.start):
        aside = row.kind == "last_year" and normal[row.start - 1 : row.start] == "("
        if aside and _BOUND.sub("", normal[row.end : quantity.start]).strip() in _OWN_VALUE:
            return row  # "tỷ lệ đỗ là 92,58% (năm ngoái là 84,37%)"
    if not scene.bases:
        return None
    if between(scene.words_of("plan"), quantity.end, quantity.end + _NEXT_WORDS):
        return None  # "tăng 26,1% so với cùng kỳ (đạt 94,3% kế hoạch năm 2024)"
    for row in between(scene.bases, max(scene.start, first.start - _FAR), first.start):
        # "(cơ cấu tương ứng của cùng kỳ năm 2023 là: 23,1%; 40,1%)": the whole row's
        lead = normal[normal.rfind("(", scene.start, row.start) + 1 : row.start]
        told = normal[row.end : first.start].strip().removesuffix(":")
        if _SAME_LIST.fullmatch(lead) and told in _OWN_VALUE:
            return row
    for row in between(scene.bases, max(scene.start, quantity.start - _FAR), quantity.start):
        gap = _BOUND.sub("", normal[row.end : quantity.start]).strip()
        opens = (
            normal[row.start - 1 : row.start] == "(" or normal[row.start - 4 : row.start] == "(so "
        )
        if gap in _BRACKET_OPENS or (opens and gap in _OWN_VALUE):
            return row
        named = between(scene.names, row.end, row.end + 2)
        if opens and any(one.codes and normal[one.start : one.end] == gap for one in named):
            return row  # "xuất siêu 31 triệu USD (cùng kỳ 2022 xuất siêu 41 triệu USD)"
        if gap in _OWN_CHANGE and normal[row.start - 1 : row.start] == "(":
            return row  # "tăng 5,84% (cùng kỳ tăng 7,66%)"
        earlier = row.kind == "same" and not row.text.endswith(("thời điểm", "thời gian"))
        if (
            earlier
            and (_opens_clause(scene, row.start) or _is_named(scene, row))
            and _TELLS_VALUE.fullmatch(normal, row.end, quantity.start)
        ):
            return row  # "đạt 55 tỷ đồng, cùng kỳ năm trước đạt 50 tỷ đồng"
    return None


def _opens_clause(scene: Scene, start: int) -> bool:
    """Whether nothing but a connective parts the time from the start of its clause."""
    return _CLAUSE_OPENS.search(scene.reading.normal, max(0, start - _NEAR), start) is not None


def _is_named(scene: Scene, row: PeriodMention) -> bool:
    """ "Thu ngân sách cùng kỳ năm trước là 150 tỷ đồng": an indicator's name opens the clause."""
    named = between(scene.names, max(scene.start, row.start - _FAR), row.start)
    return bool(named) and bool(named[-1].codes) and named[-1].end == row.start - 1


_CLAUSE_OPENS = re.compile(
    r"(?:\A|[.;,(\n]|(?<!\w)trong khi(?: đó)?,?) ?"
    r"(?:(?:và|còn|nếu|nếu như|trong khi(?: đó,?)?|mà|của|ở|tại|vào) )?\Z"
)
#: What parts the base period from its own value: no verb of change.
_TELLS_VALUE = re.compile(
    r"(?:,? (?!tăng|giảm|vượt|bằng|cao|thấp)(?:(?! tăng| giảm| bằng | vượt )[^,;.:\d()]){1,60})?"
    r" (?:chỉ |mới |đã )?(?:đạt|là|có|thu được|được|ở mức|tới|lên tới)(?: được)?"
    r"(?: trên| hơn| gần| khoảng| xấp xỉ)? "
)


#: So far before its value the base period may stand in the bracket, so far one of a comparison.
_NEAR, _FAR = 40, 60
#: So near behind a number stands the plan that it is a share of ("94,3% so với kế hoạch").
_NEXT_WORDS = 10
_SAME_LIST = re.compile(r"(?:(?:cơ cấu|tỷ trọng|các tỷ lệ|tỷ lệ|tương ứng|lần lượt|của) )+")
_BOUND = re.compile(r" (?:trên|hơn|gần|khoảng|xấp xỉ)(?= |$)")
_OWN_CHANGE = frozenset(("tăng", "giảm", "chỉ tăng", "chỉ giảm"))
_OWN_VALUE = frozenset(("là", "đạt", "chỉ đạt", "chỉ là", "ở mức", "mới đạt", ":", ""))
#: "so với ước thực hiện năm 2025 (ước TH: 46,5 tỷ đồng)"
_BRACKET_OPENS = frozenset(("(", "(là", "(đạt", "(ước", "(ước th:", "(ước th", "(ước đạt"))
_OWN_VALUE |= {"mới", "chỉ", "có", "chỉ có", "mới có", "mới là", "tới", "mới được", "chỉ được"}


def tells_base_value(scene: Scene, number: int) -> bool:
    """Whether the number is the base period's own value ("so với năm 2020 (47,52 triệu đồng)")."""
    return base_in_brackets(scene, number) is not None


def names_base_value(scene: Scene, number: int) -> bool:
    """ "Cùng kỳ năm trước, chi ngân sách đạt 40 tỷ đồng": an indicator of its own stands beside."""
    base = base_in_brackets(scene, number)
    start = scene.quantities[number].start
    if base is None or scene.in_brackets[number]:
        return False
    return any(row.codes and row.end <= start for row in between(scene.names, base.end, start))


#: A comparison with what all places have in the mean.
_WITH_MEAN = re.compile(
    r" so với (?:mức )?(?:bình quân|trung bình)(?: chung)?(?: của)? (?:cả|toàn|các)(?!\w)"
)


#: A mean that something lies above or below, right before the bracket that tells it.
_BELOW_MEAN = re.compile(
    r" (?:hơn|kém|vượt|bằng|dưới|trên)(?: cả| so với)?(?: mức)? (?:bình quân|trung bình)(?: chung)?"
    r"(?: của)? (?:cả nước|toàn quốc|(?:toàn|cả) (?:tỉnh|huyện|vùng)) "
    r"\((?:ước |đạt |là |khoảng )*\Z"
)
_LONGEST_MEAN = 64


def is_with_mean(scene: Scene, number: int) -> bool:
    """ "cao hơn 2,36 so với bình quân cả nước (11,64)": the bracket tells the mean itself.

    And 56% in "thấp hơn cùng kỳ 3,6 điểm %, kém cả mức bình quân chung cả nước (ước 56%)".
    """
    if not scene.in_brackets[number]:
        return False
    start, before = scene.quantities[number].start, scene.quantities[number - 1].unit
    points = number == 0 or (before is not None and before.code == "PP")
    if points and _BELOW_MEAN.search(
        scene.reading.normal, max(scene.start, start - _LONGEST_MEAN), start
    ):
        return True
    if not number:
        return False
    return _WITH_MEAN.match(scene.reading.normal, scene.quantities[number - 1].end) is not None


def is_against_month(scene: Scene, number: int) -> bool:
    """Whether the change is against the month before, so that it is a month's."""
    mention = find_base(scene, number)
    return mention is not None and mention.kind == "previous_month"


def _since_term_began(scene: Scene, number: int) -> PeriodMention | None:
    """ "Kể từ đầu nhiệm kỳ đã giảm 61 hộ nghèo": less than when the term began."""
    for row in between(scene.periods, scene.start, scene.quantities[number].start):
        if row.kind == "term_start" and not scene.reading.normal.endswith(
            _OF_ALL_SINCE, scene.start, row.start
        ):
            return row
    return None


#: "8,8%, cao nhất kể từ đầu nhiệm kỳ (năm 2016 tăng 7%)": a record is no comparison.
_OF_ALL_SINCE = ("nhất từ ", "nhất kể từ ")


def _against_now(scene: Scene, number: int, frame: Frame, period: str) -> str | None:
    """ "gấp 1,7 lần hiện nay", of what is planned: the time that the paper reviews."""
    quantity, normal = scene.quantities[number], scene.reading.normal
    behind = _THAN_NOW.match(normal, quantity.end) is not None
    ahead = normal.endswith(_MORE_THAN_NOW, scene.start, quantity.start)
    return frame.period if (behind or ahead) and frame.period < period[:4] else None


_THAN_NOW = re.compile(r"(?: so với| hơn)?(?: mức)? (?:hiện nay|hiện tại|bây giờ|hiện giờ)(?!\w)")
_MORE_THAN_NOW = ("hơn hiện nay ", "so với hiện nay ", "hơn hiện tại ", "so với hiện tại ")
#: "41 triệu đồng năm 2020, 52 triệu đồng năm 2022, tức sau hai năm tăng 25,7%"
_SINCE_YEARS = re.compile(
    rf"(?<!\w)sau ([2-9]|{'|'.join(COUNTED_MONTHS)}) năm,? (?:(?:đã|nó|cũng|chỉ) )?(?:tăng|giảm)"
    r"(?: (?:thêm|tới|đến|trên|hơn|gần|khoảng|chừng))? \Z"
)


def base_for(
    scene: Scene,
    number: int,
    told: Told,
    period: str,
    frame: Frame,
    earlier: PeriodMention | None,
    term: tuple[int, int] | None,
) -> str | None:
    """The base period of a change or an index (`told.measure` is one of `CHANGES`).

    `earlier` is a start or end of a year that an earlier change of the sentence named and that
    a bare one still compares with.
    """
    if told.rule in ("measure:points_to_plan", "measure:beyond_plan_amount"):
        return None
    normal = scene.reading.normal
    quantity = scene.quantities[number]
    if _WITH_MEAN.match(normal, quantity.end):
        return None  # "cao hơn 2,36 tiêu chí so với bình quân cả nước" (rule 23)
    if (against := _against_now(scene, number, frame, period)) is not None:
        return against
    first = max(scene.start, quantity.start - _NEAR)
    since = _SINCE_YEARS.search(normal, first, quantity.start) if len(period) == 4 else None
    if since is not None:
        return str(int(period) - (COUNTED_MONTHS.get(since[1]) or int(since[1])))
    mention = find_base(scene, number) or earlier or _since_term_began(scene, number)
    if mention is earlier and earlier is not None and earlier.kind == "previous_month":
        return month_before(period) or implied_base(period)
    whole_year = mention is not None and mention.kind == "previous_quarter" and len(period) == 4
    if mention is not None and not whole_year:
        return base_of(mention, period, in_term(frame.now, term))
    per_year = normal[quantity.end : quantity.end + 12].startswith(("/năm", " /năm", " mỗi năm"))
    if per_year and period.endswith("Y"):
        return None
    if told.code in with_trait("monthly_index") and month_before(period):
        return month_before(period)
    return implied_base(period)
