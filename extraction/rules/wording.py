"""What the words around a quantity say: verb, comparator, plan and planner, stage."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import cast

from extraction.lexicon import Mention
from extraction.observation import Comparator, Stage
from extraction.passage import Scene, between
from extraction.rules.measures import Cues
from extraction.rules.periods import PeriodMention
from extraction.rules.quantities import Quantity

_VERBS = frozenset(("direction", "addition", "level", "reach", "exceed", "multiple", "rank"))
_ONLY_FILLER = re.compile(r"[\s:,(]*\Z")


def _role(row: Mention) -> str:
    return row.word.role if row.word else ""


def _value(row: Mention) -> str:
    return row.word.value if row.word else ""


def read_cues(scene: Scene, number: int) -> Cues:
    """The cues of one quantity of a sentence."""
    quantity = scene.quantities[number]
    left, near_left, near_right, _ = scene.edges[number]
    before = between(scene.words, near_left, quantity.start)
    after = between(scene.words, quantity.end, near_right)
    normal = scene.reading.normal
    is_percent = quantity.unit is not None and quantity.unit.code == "PERCENT"
    verb, sign = _verb(before)
    if verb == "level" and _compared_first(scene, near_left, before):
        verb, sign = _verb(before[:-1])
    if verb is None and number == 0 and not _tells_estimate(quantity, before):
        wide = between(scene.words, left, quantity.start)
        colons = [s.start for s in between(scene.separators, left, quantity.start) if s.mark == ":"]
        verb, sign = _verb([row for row in wide if not colons or row.start > colons[-1]])
        if verb == "direction" and _names_after_comma(scene, number):
            verb, sign = None, 0
    if verb == "direction" and not is_percent and normal.endswith(" với ", 0, quantity.start):
        verb, sign = None, 0  # "thúc đẩy tăng trưởng của nền kinh tế với 3.206 tỷ đồng"
    if verb == "direction" and normal.endswith("mức tăng ", 0, quantity.start):
        sign = 1  # "thấp hơn mức tăng 5,03% của năm trước"
    starts = verb == "direction" and _starts_from(scene, quantity)
    if starts:
        verb, sign = "level", 0
    if verb == "reach" and _grew(before):
        verb, sign = "direction", 1
    compared = bool(between(scene.bases, quantity.end, near_right))
    plans_own = _is_plans_own(scene, quantity, after)
    plan = (not plans_own and _plan_after(scene, quantity, after)) or (
        # "đạt 59% so kế hoạch tăng 6% so cùng kỳ": the second has a base of its own
        not compared and _plan_compared(scene, before)
    )
    bracket = _in_bracket(scene, quantity)
    equal = _holds(before, "reach", "equal")
    share = _holds(before, "level", "share")
    base = find_base(scene, number, shared=False)
    if base is not None and _goes_with_next(scene, number, base, share=share):
        base = None
    return Cues(
        verb=verb,
        starts=starts,
        sign=sign,
        growth=bool(between(scene.words_of("growth"), left, quantity.start)),
        share=share,
        equal=equal,
        plan=plan,
        plan_before=plans_own or _plan_before(scene, quantity, before, near_left),
        bracket=bracket,
        restated=bracket or _restates(scene, number),
        base=_list_base(scene, number) if base is None and equal and not plan else base,
    )


def _tells_estimate(quantity: Quantity, before: Sequence[Mention]) -> bool:
    """ "Sản lượng đã tăng so với năm 2016, ước đạt 39 vạn tấn": an amount, and no rise by it."""
    percent = quantity.unit is not None and quantity.unit.code in ("PERCENT", "PP")
    return not percent and _holds(before, "stage", "estimate")


def _goes_with_next(scene: Scene, number: int, base: PeriodMention, *, share: bool) -> bool:
    """ "chiếm 60,45% so với năm 2019 giảm 3,89%": a share is compared by the change behind it.

    "đạt trên 50%, tăng so với cùng kỳ năm trước là 25,61%": so is what rises before its base.
    """
    if not share and not any(
        _role(row) == "direction"
        for row in between(scene.words, scene.quantities[number].end, base.start)
    ):
        return False
    if number + 1 >= len(scene.quantities) or base.start < scene.quantities[number].end:
        return False
    between_them = between(scene.words, base.end, scene.quantities[number + 1].start)
    if not share:
        return [row.phrase for row in between_them] == ["là"]
    return any(_role(row) == "direction" for row in between_them)


def _compared_first(scene: Scene, near_left: int, before: Sequence[Mention]) -> bool:
    """ "thấp hơn năm 2021 là 1,89%", "giảm so với cùng kỳ là 3%": "là" tells the difference."""
    if before[-1].phrase != "là" or len(before) < 2 or _role(before[-2]) == "level":
        return False
    lead = [row for row in before[:-1] if _role(row) == "direction"]
    if not lead:
        return False
    bases = between(scene.bases, near_left, before[-1].start)
    return bool(bases) and not scene.reading.normal[bases[-1].end : before[-1].start].strip()


def _names_after_comma(scene: Scene, number: int) -> bool:
    """ "Số hộ khá tăng, số hộ nghèo dưới 0,68%": the clause of the number names its own subject."""
    _, near_left, _, _ = scene.edges[number]
    start = scene.quantities[number].start
    if scene.reading.normal[near_left - 1 : near_left] != ",":
        return False
    return any(row.codes and row.end <= start for row in between(scene.mentions, near_left, start))


def _holds(rows: Sequence[Mention], role: str, value: str) -> bool:
    for row in rows:
        if row.word is not None and row.word.role == role and row.word.value == value:
            return True
    return False


def _verb(before: Sequence[Mention]) -> tuple[str | None, int]:
    for row in reversed(before):
        role = _role(row)
        if role in _VERBS:
            sign = {"up": 1, "down": -1}.get(_value(row), 0)
            return role, sign
    return None, 0


def _starts_from(scene: Scene, quantity: Quantity) -> bool:
    """ "giảm từ 2,05% xuống còn 1,62%": the first number is where it started."""
    normal = scene.reading.normal
    if not normal[max(0, quantity.start - 4) : quantity.start].endswith("từ "):
        return False
    return bool(_THEN.match(normal, quantity.end))


_THEN = re.compile(
    r"(?! ?trở)[^,;.%\d]{0,6}(?:(?:cuối |đầu )?năm \d{4} |\([^)]{0,20}\) |đầu năm )?"
    r"(?:xuống|lên|giảm còn|còn|tăng lên|giảm xuống|sang)"
)


def _grew(before: Sequence[Mention]) -> bool:
    return any(row.phrase.startswith("tăng trưởng") and _role(row) == "direction" for row in before)


def _restates(scene: Scene, number: int) -> bool:
    """ "tỷ lệ hộ nghèo là 18,08% với 38.700 hộ": nothing but such a word between the numbers."""
    if not number:
        return False
    start, end = scene.quantities[number - 1].end, scene.quantities[number].start
    return scene.reading.normal[start:end].strip(" ,") in _RESTATING


_RESTATING = frozenset(("với", "tương ứng", "tương ứng với", "tương đương", "ứng với", "bằng"))


def _in_bracket(scene: Scene, quantity: Quantity) -> bool:
    depth = 0
    for mark in scene.marks_between(scene.start, quantity.start):
        if mark in "([":
            depth += 1
        elif mark in ")]":
            depth = max(depth - 1, 0)
    return depth > 0


def _is_plans_own(scene: Scene, quantity: Quantity, after: Sequence[Mention]) -> bool:
    """ "3.500 tấn so với 4.000 tấn kế hoạch": what is compared with, not compared."""
    normal = scene.reading.normal
    if not normal[max(0, quantity.start - 11) : quantity.start].endswith(_COMPARED_WITH):
        return False
    return any(
        _role(row) == "plan" and not normal[quantity.end : row.start].strip() for row in after
    )


_COMPARED_WITH = ("so với ", "so với mức ")


def _plan_after(scene: Scene, quantity: Quantity, after: Sequence[Mention]) -> bool:
    """A plan's name follows: "8,3% kế hoạch", "8% so với dự toán tỉnh giao"."""
    normal = scene.reading.normal
    if _QUOTA.match(normal, quantity.end):
        return True
    for row in after:
        if _role(row) not in ("plan", "planner", "comparator_after"):
            continue
        if _role(row) == "comparator_after":
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
    r" (?:so với )?chỉ tiêu(?= ?[.;,)\n]| ?$"
    r"|(?: (?!quân)[^\W\d]+){0,3} (?:tỉnh|huyện|xã|thành phố|trung ương|được|đề ra|cấp trên) ?giao)"
)
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


def _plan_compared(scene: Scene, before: Sequence[Mention]) -> bool:
    """The plan stands before: "so với kế hoạch đạt 98%", "vượt kế hoạch 2 ha"."""
    for index, row in enumerate(before):
        if row.phrase == "vượt chỉ tiêu":
            return True
        if _role(row) in ("plan", "planner"):
            verbs = [_role(other) for other in (*before[:index], *before[index + 1 :])]
            if "exceed" in verbs or scene.reading.normal[
                max(0, row.start - 7) : row.start
            ].endswith(("so với ", "so ")):
                return True
    return False


def _plan_before(
    scene: Scene, quantity: Quantity, before: Sequence[Mention], near_left: int
) -> bool:
    """A plan's name introduces the number: "(KH 6.850 ha)", "mục tiêu nghị quyết (7,5%)"."""
    normal = scene.reading.normal
    if normal[quantity.start - 1 : quantity.start] == "(":
        stop = quantity.start - 1
        for row in between(scene.words, max(scene.start, quantity.start - 40), stop):
            if _role(row) in ("plan", "planner") and not normal[row.end : stop].strip():
                return True
        if _closes_comparison(scene, quantity):
            return True
    lead = normal[near_left : quantity.start].strip(" :-").removesuffix(" là")
    if lead in _PLAN_LABELS and normal[near_left - 1 : near_left] == "(":
        return True
    for index, row in enumerate(before):
        if _role(row) not in ("plan", "planner") or _means_area(row, quantity):
            continue
        start_gap = scene.reading.normal[near_left : row.start].strip(" (-:,")
        if start_gap == "so với" and between(scene.bases, quantity.end, quantity.end + 12):
            return False  # "đạt 56% so với kế hoạch giảm 2% so cùng kỳ": with a base of its own
        if start_gap not in ("", "theo", "so với", "có", "nq", "chỉ tiêu", "mức"):
            return False
        rest = before[index + 1 :]
        return not any(_role(other) in ("reach", "exceed") for other in rest)
    return False


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


_COMPARED_WITH_PLAN = re.compile(r" so với (?:chỉ tiêu|kế hoạch|mục tiêu|dự toán|nghị quyết)(?!\w)")


def _means_area(row: Mention, quantity: Quantity) -> bool:
    """ "DT 245 ha": the letters of "dự toán" are those of "diện tích" too."""
    unit = quantity.unit
    return row.phrase == "DT" and unit is not None and unit.code not in ("VND", "USD", "PERCENT")


def head_direction(scene: Scene, number: int) -> int:
    """ "Một số sản phẩm tăng khá: ... bia (15,2%)": the sign of a list's head, 0 for none."""
    quantity = scene.quantities[number]
    if quantity.unit is None or quantity.unit.code != "PERCENT":
        return 0
    colon = -1
    for separator in between(scene.separators, scene.start, quantity.start):
        if separator.mark == ":":
            colon = separator.start
    if colon < 0:
        return 0
    start = max(scene.start, colon - 40)
    for row in reversed(between(scene.words, start, colon)):
        if _role(row) == "direction" and not between(scene.quantities, row.end, colon):
            return -1 if _value(row) == "down" else 1
    return 0


_PLAN_LABELS = frozenset(
    ("chỉ tiêu", "mục tiêu", "chỉ tiêu giao", "nghị quyết", "yêu cầu", "chuẩn")
)


def find_base(scene: Scene, number: int, *, shared: bool = True) -> PeriodMention | None:
    """The time that a change is compared with, from its own clause or (`shared`) a joined one."""
    if not scene.bases:
        return None
    quantity = scene.quantities[number]
    _, near_left, near_right, _ = scene.edges[number]
    own = between(scene.bases, quantity.end, near_right)
    if own:
        return own[0]
    joined = _shared_base(scene, number) if shared else None
    if joined is not None:
        return joined
    ahead = between(scene.bases, near_left, quantity.start)
    if ahead or not shared:
        return ahead[-1] if ahead else None
    return opening_base(scene, number) or _told_at_the_end(scene, number)


def opening_base(scene: Scene, number: int) -> PeriodMention | None:
    """ "So với cùng kỳ, thu nội địa bằng 95%, thu khác bằng 102%": what they compare with."""
    quantity = scene.quantities[number]
    bases = between(scene.bases, scene.start, quantity.start)
    if not bases:
        return None
    base, normal = bases[-1], scene.reading.normal
    opens = _OPENS.search(normal[max(0, scene.start - 1) : base.start]) is not None
    if not opens or not normal.startswith(",", base.end):
        return None
    shares = all(
        one.unit is not None and one.unit.code == "PERCENT"
        for one in scene.quantities[:number]
        if one.start > base.end
    )
    plans = any(_role(row) == "plan" for row in between(scene.words, base.end, quantity.start))
    return base if shares and not plans else None


_OPENS = re.compile(r"(?:\A|[,;:.\n-]) ?(?:và )?so(?: với)? \Z")


def _told_at_the_end(scene: Scene, number: int) -> PeriodMention | None:
    """ "A tăng 4,41%; B tăng 10,14%; C tăng 39,56% so với tháng trước": told once for the list."""
    if between(scene.bases, scene.start, scene.quantities[number].start):
        return None
    later = between(scene.bases, scene.quantities[number].end, scene.end)
    if not later or later[0].kind != "previous_month":
        return None
    return later[0]


def _list_base(scene: Scene, number: int) -> PeriodMention | None:
    """ "A bằng 99%; B tăng 10%; C bằng 98% so cùng kỳ": what the sentence ends or begins with."""
    told = opening_base(scene, number)
    if told is not None or len(scene.bases) != 1:
        return told
    base, last = scene.bases[0], scene.quantities[-1].end
    joins = ";" in scene.marks_between(scene.quantities[number].end, last)
    plans = any(_role(row) == "plan" for row in between(scene.words, scene.start, scene.end))
    return base if joins and base.start >= last and not plans else None


def _shared_base(scene: Scene, number: int) -> PeriodMention | None:
    """ "giảm 2,1 tạ/ha và 41 tấn so với ...", "giảm 1,3% (-1.563 ha) so CK": told at the end."""
    normal = scene.reading.normal
    current = number
    while current + 1 < len(scene.quantities):
        this, following = scene.quantities[current], scene.quantities[current + 1]
        gap = normal[this.end : following.start]
        if not _JOINED.fullmatch(gap):
            return None
        current += 1
        near_right = scene.edges[current][2]
        finish = following.end
        if normal[finish : finish + 1] == ")":
            near_right = max(near_right, _next_stop(scene, finish + 1))
        bases = between(scene.bases, finish, near_right)
        if bases:
            return bases[0]
    finish = scene.quantities[number].end
    if current == number and normal[finish : finish + 1] == ")":
        bases = [
            row for row in between(scene.periods, finish, _next_stop(scene, finish + 1)) if row.base
        ]
        return bases[0] if bases else None
    return None


_JOINED = re.compile(
    r" ?(?:và|,) (?:khoảng |trên |hơn |gần |giảm |tăng )?"
    r"| ?\((?:[+-]|tăng |giảm |tương ứng |tương đương )*(?:tăng |giảm )?"
)


def _next_stop(scene: Scene, start: int) -> int:
    for separator in between(scene.separators, start, scene.end):
        if separator.mark in ",;.(":
            return separator.start
    return scene.end


def read_comparator(scene: Scene, number: int, stage: Stage) -> Comparator:
    """How the text bounds the number: the word right before or right after it.

    "từ 93%" bounds an aim; of a result it tells where something came from.
    """
    quantity = scene.quantities[number]
    if quantity.kind == "range":
        return "range"
    normal = scene.reading.normal
    near_left, near_right = scene.edges[number][0], scene.edges[number][3]
    for row in between(scene.words, quantity.end, near_right):
        gap = normal[quantity.end : row.start].strip()
        if any(map(str.isdigit, gap)):
            break  # "612 tàu công suất từ 90 CV trở lên" bounds the 90
        if _role(row) == "comparator_after" and (
            gap in _BEFORE_UP or (len(gap) < 26 and "," not in gap)
        ):
            return cast(Comparator, _value(row))
        if _role(row) != "comparator_after" and len(gap) > 26:
            break
    for row in reversed(between(scene.words, near_left, quantity.start)):
        if _role(row) == "rank_within":
            return "le"
        if _role(row) != "comparator":
            if _role(row) in ("reach", "stage") and not normal[row.end : quantity.start].strip():
                continue
            break
        if _ONLY_FILLER.match(normal[row.end : quantity.start]) or not normal[
            row.end : quantity.start
        ].strip(" +-"):
            if row.phrase == "từ" and (stage != "target" or not _means_at_least(scene, quantity)):
                return "eq"
            return cast(Comparator, _value(row))
        break
    return "eq"


_BEFORE_UP = frozenset(("", "dân số", "số hộ"))


def _means_at_least(scene: Scene, quantity: Quantity) -> bool:
    """ "từ 93%" is at least, "từ 93% lên 95%" a start."""
    after = scene.reading.normal[quantity.end : quantity.end + 12]
    return not re.match(r"[^,;.]{0,4}(?:lên|xuống|đến|tới|sang)", after.strip())


def read_stage(scene: Scene, number: int, new_subject: bool, part: bool = False) -> Stage | None:
    """The stage that words of this sentence give the number, None where none does.

    `part` tells that the number is of a part of what the sentence told first.
    """
    quantity = scene.quantities[number]
    if (behind := stage_behind(scene, number)) is not None:
        return behind
    for row in reversed(scene.words_of("stage")):
        if row.start >= quantity.start:
            continue
        if _closed_in_bracket(scene, row, quantity):
            continue
        value = _value(row)
        if value == "target" and _ends_with_item(scene, row, quantity):
            continue
        if value in ("estimate", "forecast") and _left_behind(
            scene, row, quantity, new_subject, part
        ):
            continue
        return cast(Stage, value)
    return None


def aims_before(scene: Scene, number: int) -> bool:
    """Whether the last word of stage but "ước" before the number tells an aim in its clause."""
    start = scene.quantities[number].start
    for row in reversed(scene.words_of("stage")):
        if row.start < start and _value(row) != "estimate":
            marks = [mark.mark for mark in between(scene.separators, row.end, start)]
            return _value(row) == "target" and ";" not in marks
    return False


def _ends_with_item(scene: Scene, row: Mention, quantity: Quantity) -> bool:
    """ "Mục tiêu nông thôn mới đạt kết quả; thu 5 tỷ đồng": without a colon it ends there."""
    if not row.phrase.lower().startswith(("mục tiêu", "chỉ tiêu")):
        return False
    marks = [mark.mark for mark in between(scene.separators, row.end, quantity.start)]
    return ";" in marks and ":" not in marks


def stage_behind(scene: Scene, number: int) -> Stage | None:
    """The stage that a bracket right behind the number tells ("0,92% (ước cuối năm 2025)")."""
    normal = scene.reading.normal
    near_right = scene.edges[number][2]
    if normal.startswith(("(", " ("), near_right) and _ESTIMATED.match(normal, near_right):
        return "estimate"
    return None


_ESTIMATED = re.compile(
    r" ?\((?:ước|ước tính|ước thực hiện|ước đạt|số ước)(?: (?:đến )?(?:cuối )?năm \d{4})?\)"
)


def _closed_in_bracket(scene: Scene, row: Mention, quantity: Quantity) -> bool:
    normal = scene.reading.normal
    if normal[row.start - 1 : row.start] == "(" and normal[row.end : row.end + 1] == ")":
        return False  # "Tháng 5 (ước):" says it of all that follows
    depth = 0
    opened = False
    for separator in scene.separators:
        if separator.start >= quantity.start:
            break
        if separator.mark in "([":
            depth += 1
            if separator.start < row.start:
                opened = True
        elif separator.mark in ")]":
            depth = max(0, depth - 1)
            if separator.start < row.start:
                opened = False
            elif opened:
                return True
    return False


def _left_behind(
    scene: Scene, row: Mention, quantity: Quantity, new_subject: bool, part: bool
) -> bool:
    """Whether a semicolon with a new subject ends "ước" (rule 18); a listed part does not."""
    stop = None
    first_number = scene.quantities[0].start
    if any(one.mark == ":" for one in between(scene.separators, row.end, first_number)):
        return False  # "Số ước tính tại 30/6: đàn trâu ...; đàn bò ...": said of the list
    normal = scene.reading.normal
    for separator in between(scene.separators, row.end, quantity.start):
        bracket = normal.rfind("(", row.end, separator.start)
        if separator.mark == ";" and bracket <= normal.rfind(")", row.end, separator.start):
            stop = separator.start  # one in brackets parts what was told before them
    if stop is None:
        return False
    if part and (narrows(scene, row.end, quantity.start) or _opens_list(scene, row)):
        return False
    first = between(scene.quantities, stop, quantity.start + 1)[0].start
    if narrows(scene, stop, first):
        return False
    return new_subject


def _opens_list(scene: Scene, row: Mention) -> bool:
    """ "gồm thủy sản ước đạt 19 triệu USD; may mặc 66 triệu USD": said in the first part of all."""
    opened = between(scene.words_of("narrow"), scene.start, row.start)
    return bool(opened) and not between(scene.quantities, opened[-1].end, row.start)


def narrows(scene: Scene, start: int, end: int) -> bool:
    """Whether "trong đó", "gồm" or "riêng" stands in the range."""
    return bool(between(scene.words_of("narrow"), start, end))
