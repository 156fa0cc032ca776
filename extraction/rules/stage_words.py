"""The stage that words of the sentence give a number: planned, done, estimated, foretold."""

from __future__ import annotations

import re
from typing import cast

from extraction.lexicon import Mention, value_of
from extraction.observation import Stage
from extraction.passage import Scene, between
from extraction.reference import phrases_of
from extraction.rules.quantity import Quantity


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
        value = value_of(row)
        if value == "actual" and stands_behind_number(scene, row):
            continue  # "từ mức 4,18% hiện nay giảm còn 3,2%": of the first alone
        if value == "actual" and _is_estimated(scene, row):
            continue  # "Ước tính số vật nuôi hiện có như sau: đàn trâu 67.510 con"
        if value == "target" and _ends_with_item(scene, row, quantity):
            continue
        if value == "target" and _is_foretold(scene, row):
            continue  # "Dự kiến cả năm tăng trưởng sẽ đạt 8%"
        if value == "target" and _asks_them(scene, row, quantity):
            continue
        if value in ("estimate", "forecast") and _left_behind(
            scene, row, quantity, new_subject, part
        ):
            continue
        return cast(Stage, value)
    return None


def _is_estimated(scene: Scene, row: Mention) -> bool:
    """Whether the clause has said before the word that its numbers are estimates."""
    said = [
        one
        for one in scene.words_of("stage")
        if one.end <= row.start and value_of(one) != "actual"  # "Ước đến nay đã gieo 124 ha"
    ]
    if not said or value_of(said[-1]) != "estimate":
        return False
    marks = between(scene.separators, said[-1].end, row.start)
    # "Ước tính đến ngày 30/9, diện tích lúa đã gieo là 77 ha": a time stands aside
    times = [one.end for one in between(scene.periods, said[-1].start, row.start)]
    return not marks or (len(marks) == 1 and marks[0].mark == "," and marks[0].start in times)


def _is_foretold(scene: Scene, row: Mention) -> bool:
    """Whether the clause has said before "sẽ" that it foretells."""
    said = [one for one in scene.words_of("stage") if one.end <= row.start]
    if row.phrase.lower() not in phrases_of("to_come") or not said:
        return False
    if value_of(said[-1]) != "forecast":
        return False
    marks = [mark.mark for mark in between(scene.separators, said[-1].end, row.start)]
    return ";" not in marks


def _asks_them(scene: Scene, row: Mention, quantity: Quantity) -> bool:
    """ "yêu cầu 12 cơ sở tạm dừng hoạt động": who is asked, and no aim."""
    if row.phrase.lower() not in phrases_of("asks"):
        return False
    return not scene.reading.normal[row.end : quantity.start].strip()


def aims_before(scene: Scene, number: int) -> bool:
    """Whether the last word of stage but "ước" before the number tells an aim in its clause."""
    start = scene.quantities[number].start
    for row in reversed(scene.words_of("stage")):
        if row.start < start and value_of(row) != "estimate" and not _is_foretold(scene, row):
            marks = [mark.mark for mark in between(scene.separators, row.end, start)]
            return value_of(row) == "target" and ";" not in marks
    return False


def _ends_with_item(scene: Scene, row: Mention, quantity: Quantity) -> bool:
    """ "Mục tiêu nông thôn mới đạt kết quả; thu 5 tỷ đồng": without a colon it ends there.

    Not where a time tells by when it is to be reached ("Mục tiêu đến cuối năm 2024, ...; ...").
    """
    if not row.phrase.lower().startswith(("mục tiêu", "chỉ tiêu")):
        return False
    if scene.reading.normal.startswith(_BY_THEN, row.end):
        return False
    marks = [mark.mark for mark in between(scene.separators, row.end, quantity.start)]
    return ";" in marks and ":" not in marks


_BY_THEN = (" đến hết năm", " đến cuối năm", " đến năm", " phấn đấu đến ", " của năm sau")


def stage_behind(scene: Scene, number: int) -> Stage | None:
    """The stage told behind the number ("0,92% (ước cuối năm 2025)", "5 chỉ tiêu ước đạt")."""
    normal = scene.reading.normal
    near_right = scene.edges[number][2]
    if normal.startswith(("(", " ("), near_right) and _ESTIMATED.match(normal, near_right):
        return "estimate"
    unit = scene.quantities[number].unit
    if is_of_now(scene, number):
        return "actual"
    counted = unit is not None and unit.code == "TARGET"
    counted = counted and _EXPECTED.match(normal, scene.quantities[number].end) is not None
    return "estimate" if counted else None


def is_of_now(scene: Scene, number: int) -> bool:
    """ "từ mức 4,18% hiện nay giảm còn dưới 3,2%": what there is, in a sentence of aims."""
    normal, end = scene.reading.normal, scene.quantities[number].end
    return normal.startswith(_NOW, end) and _OF_NOW.match(normal, end) is not None


_NOW = (" hiện ", " bây giờ", " như ")
_OF_NOW = re.compile(
    r" (?:như )?(?:hiện nay|hiện tại|bây giờ)(?= (?:lên|xuống|giảm|tăng|còn|thành))"
)


def stands_behind_number(scene: Scene, row: Mention) -> bool:
    """Whether the word of now ("hiện nay") stands behind a number and tells of it alone."""
    if scene.reading.normal.endswith(_COMPARED, scene.start, row.start):
        return True  # "gấp 1,7 lần hiện nay; 7/9 trường đạt chuẩn": only compared with
    told = between(scene.quantities, scene.start, row.start)
    return bool(told) and is_of_now(scene, len(told) - 1)


_COMPARED = (" lần ", " so với ", " so với mức ", " hơn ", " hơn mức ", " kém ", " gấp đôi ")


#: "15/15 chỉ tiêu ước đạt và vượt", "03/09 chỉ tiêu khó khăn, ước không đạt kế hoạch".
_EXPECTED = re.compile(r"[^.;:\d]{0,25} ước (?:không |khó )?(?:đạt|vượt|hoàn thành)(?!\w)")
_ESTIMATED = re.compile(
    r" ?\((?:ước|ước tính|ước thực hiện|ước đạt|số ước)(?: (?:đến )?(?:cuối )?năm \d{4})?\)"
)


def _closed_in_bracket(scene: Scene, row: Mention, quantity: Quantity) -> bool:
    normal = scene.reading.normal
    if normal[row.start - 1 : row.start] == "(" and normal[row.end : row.end + 1] == ")":
        return False  # "Tháng 5 (ước):" says it of all that follows
    if normal[row.start - 1 : row.start] == "(" and _opens_number(scene, row):
        return False  # "Sản lượng (ước cả vụ mùa) 1.681 tấn, đạt 90% kế hoạch"
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


def _opens_number(scene: Scene, row: Mention) -> bool:
    """Whether nothing but a blank parts the bracket of the word from the number behind it."""
    behind = between(scene.quantities, row.end, scene.end)
    close = scene.reading.normal.find(")", row.end, scene.end)
    return bool(behind) and close >= 0 and behind[0].start == close + 2


def _left_behind(
    scene: Scene, row: Mention, quantity: Quantity, new_subject: bool, part: bool
) -> bool:
    """Whether a semicolon with a new subject ends "ước" (rule 18); a listed part does not."""
    stop = None
    first_number = scene.quantities[0].start
    if any(one.mark == ":" for one in between(scene.separators, row.end, first_number)):
        return False  # "Số ước tính tại 30/6: đàn trâu ...; đàn bò ...": said of the list
    if _opens_with_time(scene, row):
        return False
    normal = scene.reading.normal
    for separator in between(scene.separators, row.end, quantity.start):
        bracket = normal.rfind("(", row.end, separator.start)
        if separator.mark == ";" and bracket <= normal.rfind(")", row.end, separator.start):
            stop = separator.start  # one in brackets parts what was told before them
    if stop is None:
        return False
    if _is_part_of_another(scene, row, quantity):
        return True
    if part and (narrows(scene, row.end, quantity.start) or _opens_list(scene, row)):
        return False
    first = between(scene.quantities, stop, quantity.start + 1)[0].start
    if narrows(scene, stop, first):
        return False
    return new_subject


def _opens_with_time(scene: Scene, row: Mention) -> bool:
    """ "Ước tại thời điểm 15/10/2020, đàn trâu ...; đàn bò ...": of all that the sentence tells."""
    normal = scene.reading.normal
    if row.start > scene.start + _MARKER or normal[scene.start : row.start].strip(" -+*•"):
        return False
    time = between(scene.periods, row.end, row.end + _TIME_FOLLOWS)
    return bool(time) and normal.startswith((",", " ,"), time[0].end)


#: No list's marker before the sentence is longer.
_MARKER = 4
#: So far behind "ước" the time may stand that it is told of ("Ước tại thời điểm ").
_TIME_FOLLOWS = 18


def _is_part_of_another(scene: Scene, row: Mention, quantity: Quantity) -> bool:
    """ "kinh tế ước tăng 19%; tổng thu đạt 1.118 tỷ; trong đó thuế 510 tỷ": of what is reached."""
    opened = between(scene.words_of("narrow"), row.end, quantity.start)
    if not opened:
        return False
    stops = [
        one.start for one in between(scene.separators, row.end, opened[-1].start) if one.mark == ";"
    ]
    return bool(stops) and bool(between(scene.quantities, stops[0], stops[-1]))


def _opens_list(scene: Scene, row: Mention) -> bool:
    """ "gồm thủy sản ước đạt 19 triệu USD; may mặc 66 triệu USD": said in the first part of all."""
    opened = between(scene.words_of("narrow"), scene.start, row.start)
    return bool(opened) and not between(scene.quantities, opened[-1].end, row.start)


def narrows(scene: Scene, start: int, end: int) -> bool:
    """Whether "trong đó", "gồm" or "riêng" stands in the range."""
    return bool(between(scene.words_of("narrow"), start, end))
