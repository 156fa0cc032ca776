"""What the words around a quantity say: verb, comparator, plan and planner, stage."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import cast

from extraction.lexicon import Mention, role_of, value_of
from extraction.observation import Comparator, Stage
from extraction.passage import Scene, between
from extraction.rules.base_words import find_base, list_base
from extraction.rules.bases import is_with_mean
from extraction.rules.in_turn import leads_in_turn
from extraction.rules.measures import Cues
from extraction.rules.periods import MORE_THAN, PeriodMention
from extraction.rules.plan_words import (
    is_aimed_level,
    is_plans_own,
    is_whole_of_part,
    lists_shares_of_plan,
    plan_after,
    plan_before,
    plan_compared,
    tells_plan_behind,
    tells_sum_of_plan,
)
from extraction.rules.quantity import Quantity, is_per_cent
from extraction.text import word_start

_VERBS = frozenset(("direction", "addition", "level", "reach", "exceed", "multiple", "rank"))
_ONLY_FILLER = re.compile(r"[\s:,(]*\Z")


def read_cues(scene: Scene, number: int) -> Cues:
    """The cues of one quantity of a sentence."""
    quantity = scene.quantities[number]
    left, near_left, near_right, _ = scene.edges[number]
    before = between(scene.words, near_left, quantity.start)
    after = between(scene.words, quantity.end, near_right)
    normal = scene.reading.normal
    is_percent = quantity.unit is not None and quantity.unit.code == "PERCENT"
    roles = [role_of(row) for row in before]
    planned = "plan" in roles or "planner" in roles
    verb, sign = _verb(before)
    if verb == "level" and _compared_first(scene, near_left, before):
        verb, sign = _verb(before[:-1])
    if scene.bases and verb != "direction" and (differs := _differs_from(scene, number)) != 0:
        verb, sign = "direction", differs
    first = leads_in_turn(scene, number) if verb is None and scene.in_row[number] else None
    if first is not None:
        led = scene.edges[first][1], scene.quantities[first].start
        verb, sign = _verb(between(scene.words, *led))
    if verb is None and number == 0 and not _tells_estimate(quantity, before):
        wide = between(scene.words, left, quantity.start)
        colons = [s.start for s in between(scene.separators, left, quantity.start) if s.mark == ":"]
        # "đạt tỷ lệ cao hơn bình quân chung, gồm: Cát Hải (33%)": each one's own
        colons += [row.end for row in between(scene.words_of("narrow"), left, quantity.start)]
        colons.sort()
        verb, sign = _verb([row for row in wide if not colons or row.start > colons[-1]])
        if verb == "direction" and _names_after_comma(scene, number):
            verb, sign = None, 0
    if (
        verb == "direction"
        and not is_percent
        and (
            # "thúc đẩy tăng trưởng của nền kinh tế với 3.206 tỷ đồng"
            _WITH_SUM.search(normal, quantity.start - 24, quantity.start)
            or _lists_what_rose(normal, before, quantity)
        )
    ):
        verb, sign = None, 0
    if (
        verb == "direction"
        and not is_percent
        and _RISEN_TO.search(normal, near_left, quantity.start)
    ):
        verb, sign = "level", 0  # "năng suất nhích lên 52,3 tạ/ha": where it stands now
    if verb == "direction" and normal.endswith("mức tăng ", 0, quantity.start):
        sign = 1  # "thấp hơn mức tăng 5,03% của năm trước"
    if is_percent and verb in (None, "level") and normal.find(" nhất ", left, quantity.start) >= 0:
        most = _RISES_MOST.search(normal, left, quantity.start)
        verb, sign = ("direction", 1 if most[1] == "tăng" else -1) if most else (verb, sign)
    if verb is None and scene.in_brackets[number] and (listed := _change_listed(scene, number)):
        verb, sign = "direction", listed
    starts = verb in (None, "direction") and _starts_from(scene, quantity)
    if starts:
        verb, sign = "level", 0
    if verb == "reach" and "direction" in roles and _grew(before):
        verb, sign = "direction", 1
    if verb == "direction" and sign < 0 and _falls_below(scene, quantity, before):
        verb, sign = "level", 0
    if verb == "direction" and is_percent and is_with_mean(scene, number):
        verb, sign = None, 0
    plans_own = is_plans_own(scene, quantity, after)
    if number and is_aimed_level(scene, quantity):
        verb, sign, plans_own = None, 0, True
    if number and not plans_own:
        plans_own = tells_plan_behind(scene, number - 1) or tells_sum_of_plan(scene, number)
    plan = (not plans_own and plan_after(scene, quantity, after)) or (
        # "đạt 59% so kế hoạch tăng 6% so cùng kỳ": the second has a base of its own
        (planned or "exceed" in roles)
        and not between(scene.bases, quantity.end, near_right)
        and plan_compared(scene, before)
    )
    plan = plan and not plans_own and not tells_plan_behind(scene, number)
    if is_percent and verb in (None, "reach") and lists_shares_of_plan(scene, number):
        verb, plan = "reach", True
    bracket, restates = _in_bracket(scene, quantity), number > 0 and _restates(scene, number)
    equal = "reach" in roles and _holds(before, "reach", "equal")
    share = "level" in roles and _holds(before, "level", "share")
    base = find_base(scene, number, shared=False) if scene.bases else None
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
        plan_before=plans_own
        or (
            not restates
            and (planned or normal.find("(", max(0, scene.start - 1), quantity.start) >= 0)
            and plan_before(scene, quantity, before, near_left)
        ),
        bracket=bracket,
        restated=bracket or restates,
        base=list_base(scene, number) if base is None and equal and not plan else base,
    )


def _differs_from(scene: Scene, number: int) -> int:
    """ "hơn năm ngoái 3 triệu đồng", "kém vụ trước những 6 tạ": the sign, 0 where none is told."""
    start, near_left = scene.quantities[number].start, scene.edges[number][1]
    normal = scene.reading.normal
    bases = between(scene.bases, near_left, start)
    if not bases or not _BY_SO_MUCH.fullmatch(normal, bases[-1].end, start):
        return 0
    led = MORE_THAN.search(normal, max(scene.start, bases[-1].start - _LED), bases[-1].start)
    return 0 if led is None else 1 if led[1] == "hơn" else -1


#: So far before a base "hơn" may begin.
_LED = 14
_BY_SO_MUCH = re.compile(
    r" (?:(?:năm trước|năm ngoái|trước|ngoái|đến|tới|những|là|gần|trên|khoảng|chừng|hơn) )*"
)
_RISEN_TO = re.compile(
    rf"(?:{word_start(('nhích', 'nhảy', 'vọt', 'bật', 'leo', 'nâng', 'lên tới'))})"
    r" lên(?: tới| đến)?"
    r"(?: gần| hơn| trên| khoảng| mức)* \Z"
)
_WITH_SUM = re.compile(r" với (?:tổng )?(?:giá trị |doanh thu |kim ngạch |số tiền |đàn \w+ )?\Z")
#: "tăng cao nhất là khu vực công nghiệp 7,07%"
_RISES_MOST = re.compile(
    r"(?<!\w)(tăng|giảm)(?: trưởng)? (?:cao|mạnh|nhanh|nhiều|sâu|khá) nhất (?:là|thuộc về)"
    r" [^,;.:\d]*\Z"
)


def _change_listed(scene: Scene, number: int) -> int:
    """The sign of what brackets tell of a list of what rose or fell, 0 where there is none.

    "Hàng xuất khẩu tăng gồm nhựa (64%), giày (11%)", "số hộ nghèo giảm sâu là A (982 hộ)".
    """
    quantity, normal = scene.quantities[number], scene.reading.normal
    near = max(scene.start, quantity.start - _LONGEST_OPENING)
    if _OPENS_BRACKET.search(normal, near, quantity.start) is None:
        return 0
    lists = list(_LISTS_CHANGES.finditer(normal, scene.start, quantity.start))
    if not lists:
        return 0
    told = lists[-1]
    if any(role_of(row) in _VERBS for row in between(scene.words, told.end(), quantity.start)):
        return 0
    if not is_per_cent(quantity) and told[2] is None:
        return 0  # "sản phẩm tăng gồm gạo (500 tấn)": how much of it there is
    return 1 if told[1] == "tăng" else -1


_LISTS_CHANGES = re.compile(
    r"(?<!\w)(tăng|giảm)( (?:rất )?(?:cao|mạnh|nhanh|nhiều|sâu|khá)(?: nhất)?)? (?:gồm|là|như|có)"
    r"(?: có)?:? (?=[^\d])"
)
_OPENS_BRACKET, _LONGEST_OPENING = re.compile(r"\((?:gần|hơn|trên|khoảng)? ?\Z"), 8


def _tells_estimate(quantity: Quantity, before: Sequence[Mention]) -> bool:
    """ "Sản lượng đã tăng so với năm 2016, ước đạt 39 vạn tấn": an amount, and no rise by it."""
    percent = quantity.unit is not None and quantity.unit.code in ("PERCENT", "PP")
    return not percent and _holds(before, "stage", "estimate")


def _goes_with_next(scene: Scene, number: int, base: PeriodMention, *, share: bool) -> bool:
    """ "chiếm 60,45% so với năm 2019 giảm 3,89%": a share is compared by the change behind it.

    "đạt trên 50%, tăng so với cùng kỳ năm trước là 25,61%": so is what rises before its base.
    """
    if not share and not any(
        role_of(row) == "direction"
        for row in between(scene.words, scene.quantities[number].end, base.start)
    ):
        return False
    if number + 1 >= len(scene.quantities) or base.start < scene.quantities[number].end:
        return False
    between_them = between(scene.words, base.end, scene.quantities[number + 1].start)
    if not share:
        return [row.phrase for row in between_them] == ["là"]
    return any(role_of(row) == "direction" for row in between_them)


def _compared_first(scene: Scene, near_left: int, before: Sequence[Mention]) -> bool:
    """ "thấp hơn năm 2021 là 1,89%", "giảm so với cùng kỳ là 3%": "là" tells the difference."""
    if before[-1].phrase != "là" or len(before) < 2 or role_of(before[-2]) == "level":
        return False
    lead = [row for row in before[:-1] if role_of(row) == "direction"]
    if not lead:
        return False
    bases = between(scene.bases, near_left, before[-1].start)
    return bool(bases) and not scene.reading.normal[bases[-1].end : before[-1].start].strip()


def _lists_what_rose(normal: str, before: Sequence[Mention], quantity: Quantity) -> bool:
    """ "một số cây ăn quả tăng khá như xoài ước 18.500 tấn": so much is one of those that rose."""
    rose = [row.end for row in before if role_of(row) == "direction"]
    return bool(rose) and normal.find(" như ", rose[-1], quantity.start) >= 0


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
    """The last verb and its sign; what is added to a fall is a fall ("kéo giảm thêm 1%")."""
    added: tuple[str, int] | None = None
    for row in reversed(before):
        if row.word is None or row.word.role not in _VERBS:
            continue
        role, sign = row.word.role, _SIGNS.get(row.word.value, 0)
        if role != "addition":
            return (role, sign) if added is None or (role, sign) == ("direction", -1) else added
        added = added or (role, sign)
    return added or (None, 0)


_SIGNS = {"up": 1, "down": -1}


def _starts_from(scene: Scene, quantity: Quantity) -> bool:
    """ "giảm từ 2,05% xuống còn 1,62%": the first number is where it started."""
    normal = scene.reading.normal
    near = max(0, quantity.start - 10)
    if normal.find("từ ", near, quantity.start) < 0:
        return False
    if not _FROM.search(normal, near, quantity.start):
        return False
    return bool(_THEN.match(normal, quantity.end))


_FROM = re.compile(r"(?<!\w)(?<!điều chỉnh )từ (?:gần |hơn |trên |khoảng )?\Z")
_THEN = re.compile(
    r"(?! ?trở)[^,;.%\d]{0,6}(?:(?:cuối |đầu )?năm \d{4} |\([^)]{0,20}\) |đầu (?:năm|nhiệm kỳ) )?"
    r"(?:(?:kéo|rút|hạ|đưa|nhích|tụt|vọt) )?(?:xuống|lên|giảm còn|còn|tăng lên|giảm xuống|sang)"
)


def _falls_below(scene: Scene, quantity: Quantity, before: Sequence[Mention]) -> bool:
    """ "giảm tỷ lệ hộ nghèo dưới 1,4%": how low it shall be, and not by how much."""
    if not scene.reading.normal.endswith(" dưới ", scene.start, quantity.start):
        return False
    fell = [row for row in before if role_of(row) == "direction"]
    return bool(fell) and any(
        row.codes for row in between(scene.names, fell[-1].end, quantity.start)
    )


def _grew(before: Sequence[Mention]) -> bool:
    for row in before:
        if row.phrase.startswith("tăng trưởng") and role_of(row) == "direction":
            return True
    return False


def _restates(scene: Scene, number: int) -> bool:
    """ "tỷ lệ hộ nghèo là 18,08% với 38.700 hộ": nothing but such a word between the numbers."""
    start, end = scene.quantities[number - 1].end, scene.quantities[number].start
    return _RESTATING.fullmatch(scene.reading.normal, start, end) is not None


#: Also "giải ngân đạt 99% dự toán với hơn 500 tỷ đồng".
_RESTATING = re.compile(
    r"[ ,]*(?:(?:dự toán|kế hoạch(?: vốn)?|kh)(?: năm)? )?"
    r"(?:với|tương ứng(?: với)?|tương đương|ứng với|bằng)"
    r"(?: (?:hơn|trên|gần|khoảng|xấp xỉ))?[ ,]*"
)


def _in_bracket(scene: Scene, quantity: Quantity) -> bool:
    marks = scene.marks_between(scene.start, quantity.start)
    if "(" not in marks and "[" not in marks:
        return False
    depth = 0
    for mark in marks:
        if mark in "([":
            depth += 1
        elif mark in ")]":
            depth = max(depth - 1, 0)
    return depth > 0


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
        if role_of(row) == "direction" and not between(scene.quantities, row.end, colon):
            if _ABOVE_MEAN.match(scene.reading.normal, row.end, colon):
                return 0  # "có tỷ lệ cao hơn mức bình quân chung, gồm: ...": a group, no rise
            return -1 if value_of(row) == "down" else 1
    return 0


_ABOVE_MEAN = re.compile(r" (?:mức )?(?:bình quân|trung bình)(?!\w)")


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
        bounds = role_of(row) == "comparator_after"
        if not bounds and len(gap) > 26:
            break
        if any(map(str.isdigit, gap)):
            break  # "612 tàu công suất từ 90 CV trở lên" bounds the 90
        if bounds and (gap in _BEFORE_UP or (len(gap) < 26 and "," not in gap)):
            return cast(Comparator, value_of(row))
    edge = quantity.start
    for row in reversed(between(scene.words, near_left, quantity.start)):
        gap, role = normal[row.end : edge], role_of(row)
        if role == "rank_within":
            return "le"
        if role != "comparator":
            if not gap.strip() and (role == "multiple" or row.phrase == "bằng"):
                edge = row.start  # "gần gấp 2 lần", "gần bằng 40%": the bound is before the verb
                continue
            if role in ("reach", "stage") and not gap.strip():
                continue
            break
        if _ONLY_FILLER.match(gap) or not gap.strip(" +-"):
            if row.phrase == "hơn" and ":" in gap:
                return "eq"  # "tiến độ chậm hơn: 3.870 tỷ đồng"
            if row.phrase.endswith(" nhất") and "," in gap:
                return "eq"  # "công nghiệp góp nhiều nhất, 3,05 điểm": the most of all
            if row.phrase == "vượt mức" and is_aimed_level(scene, quantity):
                return "eq"  # "vượt mức 10% nghị quyết đề ra": the aim was 10%
            if row.phrase == "từ" and (stage != "target" or not _means_at_least(scene, quantity)):
                return "eq"
            if is_whole_of_part(scene, quantity):
                return "eq"  # "55 tỷ đồng trên 75 tỷ đồng kế hoạch"
            return cast(Comparator, value_of(row))
        break
    return "eq"


_BEFORE_UP = frozenset(("", "dân số", "số hộ"))


def _means_at_least(scene: Scene, quantity: Quantity) -> bool:
    """ "từ 93%" is at least, "từ 93% lên 95%" a start."""
    after = scene.reading.normal[quantity.end : quantity.end + 12]
    return not re.match(r"[^,;.]{0,4}(?:lên|xuống|đến|tới|sang)", after.strip())
