"""Target, actual, estimate or forecast; and whether a number goes on telling of the one before."""

from __future__ import annotations

import re
from functools import cache

from extraction.frame import is_over
from extraction.observation import Comparator, Stage
from extraction.passage import Scene, between
from extraction.reference import codebook, phrases_of, phrases_with, with_trait
from extraction.rules.aims import (
    has_been_done,
    is_missed,
    is_resolved,
    is_set,
    is_strived_for,
    is_target,
    lists_aims,
    tells_resolution,
)
from extraction.rules.asides import turns_to_part, turns_to_place
from extraction.rules.candidates import Choice
from extraction.rules.in_turn import is_planned_row
from extraction.rules.measures import Cues, Told
from extraction.rules.period_arithmetic import last_year_of
from extraction.rules.quantity import is_per_cent
from extraction.rules.stage_words import aims_before, read_stage, stage_behind
from extraction.rules.times_beside import is_over_by, opens_whole_year, past_clause, right_behind
from extraction.rules.timing import Times
from extraction.rules.told_period import ends_a_clause, is_of_plan
from extraction.rules.wording import read_comparator
from extraction.state import Found, Passage, State
from extraction.text import normalise, word_start
from extraction.title import speaks_of_plans


def decide_stage(
    passage: Passage,
    scene: Scene,
    number: int,
    cues: Cues,
    choice: Choice,
    word: Stage | None,
    times: Times,
) -> tuple[Stage, bool]:
    """Stage, and whether it is a plan's own number; `word` is the stage that words give it."""
    if choice.told.code in with_trait("assigned_sum"):
        return "target", True  # a sum assigned is a plan's own number (rule 20)
    planned = cues.plan_before and choice.told.rule != "measure:done_of_plan"
    if planned and choice.told.measure in ("level", "change_pct", "change_abs"):
        return "target", True
    behind = stage_behind(scene, number) if word is not None else None
    if behind is not None:
        return behind, False
    past = _past_told_in_bracket(passage, scene, number) if word == "estimate" else None
    if past is not None and _names_stage(scene, number, past):
        return "estimate", False
    aimed = word == "estimate" and passage.aims  # what is foretold among aims stays so
    if word in ("estimate", "forecast") and (aimed or aims_before(scene, number)):
        return "target", False  # "đặt mục tiêu GRDP ước tăng 8,7%" (rule 8)
    if word == "target" and (_only_reached(scene, number) or reached_so_far(scene, number)):
        return "actual", False
    if word == "estimate" and (
        _past_in_bracket(passage, scene, number) or past_clause(scene, number, passage.frame.now)
    ):
        return "actual", False
    start = scene.quantities[number].start
    share = choice.told.measure in ("attainment_pct", "index_pct")
    if word != "target" and (tells_resolution(scene, start) or is_resolved(scene, number, share)):
        return "target", False
    if is_missed(scene, number) or is_target(scene, number):
        return "target", True
    if word is None and is_strived_for(scene, number):
        return "target", False
    in_row = scene.in_row[number] or scene.dashed[number] is not None
    if in_row and is_planned_row(scene, number):
        return "target", True
    if word is not None:
        return word, False
    if choice.told.rule == "measure:done_of_plan":
        # "5.100/5.000 tỷ đồng" tells what was done, in a list of targets
        return "estimate" if passage.stack.estimates() else "actual", False
    normal = scene.reading.normal
    if normal.find(":", scene.start, start) >= 0 and lists_aims(passage, scene, start):
        return "target", False
    done = _is_done(scene, number)
    before = passage.last_stage
    if passage.told_before and normal[scene.start : scene.start + len(" riêng")].strip() == "riêng":
        before = passage.told_before[0].stage  # another part than the one told as "ước" last
        if before == "estimate" and (
            turns_to_place(scene) or turns_to_part(scene, passage.told_before[0].period)
        ):
            before = None  # "Riêng xã A thu hoạch 46 tấn": counted by that place itself
    turned = before == "estimate" and _turns_behind(passage, scene, choice)
    if (
        before in ("estimate", "target")
        and opens_narrow(scene)
        and not (done or turned or (number and _is_done(scene, 0)))
        and not normal.startswith("cụ thể", scene.start + 1)
    ):
        return before, False  # rule 18: it continues the sentence before
    if passage.estimated or passage.stack.estimates():
        return "estimate", False
    for row in reversed(passage.stack.rows[:-1]):
        if row.opens_list and row.last_stage in ("estimate", "actual"):
            if done:
                return "actual", False
            return "estimate" if row.last_stage == "estimate" else "actual", False
    if _is_against_plan(scene, number):
        return "actual", False
    if passage.frame.plans and _is_labelled_plan(scene):
        return "target", False
    if reached_so_far(scene, number) or _only_reached(scene, number):
        return "actual", False
    if scene.periods and passage.frame.plans and _day_is_over(passage, scene, number):
        return "actual", False
    if times.plans:
        return "target", False
    if before == "target" and opens_whole_year(scene, passage.frame):
        return "target", False
    if passage.aims and not (
        _counts_what_is_done(scene, number)
        or has_been_done(scene, number)
        or _told_as_over(passage, scene, number)
    ):
        return "target", False
    if scene.periods and _dated_ahead(passage, scene, number):
        return "target", False
    if passage.frame.plans and opens_narrow(scene) and _spoke_of_plans(passage):
        return "target", False  # "thông qua nghị quyết về nhiệm vụ năm 2023. Trong đó, ..."
    if _bounds_aim(scene, number):
        return "target", False
    if scene.periods and (
        _years_ahead(passage, scene, number) >= 2 or _tells_next_year(scene, number)
    ):
        return "target", False
    return "actual", False


def _told_as_over(passage: Passage, scene: Scene, number: int) -> bool:
    """ "Phấn đấu cả năm thu 90 tỷ đồng. 9 tháng thu được 70 tỷ đồng", told in October."""
    published, right = passage.frame.published, scene.edges[number][2]
    told = [row for row in between(scene.periods, scene.start, right) if not row.base]
    if published is None or len(published) < len("2024-08") or not told:
        return False
    last, year = told[-1], int(published[:4])
    if last.kind not in ("months", "month", "quarter") or last.year not in (None, year):
        return False
    return (last.number or 12) * (3 if last.kind == "quarter" else 1) < int(published[5:7])


def _day_is_over(passage: Passage, scene: Scene, number: int) -> bool:
    """ "Đến ngày 20-12, xã giải ngân 23 tỷ đồng", told on 24 December in a paper on next year."""
    published, start = passage.frame.published, scene.quantities[number].start
    told = [row for row in between(scene.periods, scene.start, start) if not row.base]
    if published is None or len(published) < len("2024-08-01") or not told:
        return False
    last, year = told[-1], int(published[:4])
    if last.year is not None or passage.frame.plan_year <= year:
        return False
    if scene.reading.normal.startswith("trước", last.start):
        return False
    month = last.number or 0
    if last.kind == "window":
        return month + (last.last or 0) - 1 <= int(published[5:7])
    day = (month, last.day or 0)
    return last.kind == "day" and day <= (int(published[5:7]), int(published[8:10]))


def reached_so_far(scene: Scene, number: int) -> bool:
    """ "đàn trâu trên 3 nghìn con (6 tháng đầu năm đạt trên 92%)": done of what is planned."""
    if not scene.in_brackets[number]:
        return False
    start = scene.quantities[number].start
    near = max(scene.start, start - _LONGEST_ASIDE)
    return _SO_FAR_REACHED.search(scene.reading.normal, near, start) is not None


_LONGEST_ASIDE = 80
_SO_FAR_REACHED = re.compile(
    r"\((?:(?:trong |hết |đến )?(?:\d+|sáu|chín) tháng(?: đầu năm)?|quý [ivx\d]+|đến nay|hiện|đã)"
    r"[^()\d]{0,24}(?:đạt|được)(?: gần| trên| hơn| khoảng)? \Z"
    # "(năm 2025 mới được 58,5%)", "(6 tháng mới đi được 43 người)"
    r"|\((?:(?:6|9|sáu|chín) tháng|năm \d{4}|năm (?:nay|ngoái|trước)|quý [ivx\d]+)[^()\d]{0,16}"
    r"(?<!\w)(?:mới|chỉ|đã)(?: (?!phấn|sẽ)[^\W\d]+){0,3} \Z"
)


def _is_against_plan(scene: Scene, number: int) -> bool:
    """ "thu đạt 35 tỷ đồng, bằng 114% kế hoạch": what was reached, in a paper of plans too."""
    normal, behind = scene.reading.normal, scene.quantities[number].end
    if _SHARE_OF_PLAN.match(normal, behind, scene.end) is None:
        return False
    start, end = scene.edges[number][1], scene.quantities[number].start
    return _REACHED_SUM.search(normal, start, end) is not None


_REACHED_SUM = re.compile(
    rf"(?:{word_start(('đạt', 'được', 'thu'))})(?: gần| trên| hơn| khoảng)? \Z"
)
_SHARE_OF_PLAN = re.compile(
    r",? ?\(?(?:bằng|đạt|tương đương)(?: gần| trên| hơn)? \d[\d.,]* ?%"
    r" (?:so với )?(?:kế hoạch|kh|dự toán|chỉ tiêu)(?!\w)"
)


def _turns_behind(passage: Passage, scene: Scene, choice: Choice) -> bool:
    """ "Trong đó ... 314 nghìn tấn; trồng 16.347 ha rừng": a semicolon opens a new subject."""
    if choice.mention is None or choice.mention.start < scene.start:
        return False
    if ";" not in scene.marks_between(scene.start, choice.mention.start):
        return False
    book = codebook()
    told = [code for code, _ in passage.carried]
    topics = {book[code].topic for code in told}
    return bool(told) and book[choice.told.code].topic not in topics


def _is_done(scene: Scene, number: int) -> bool:
    """ "cây hằng năm đã thu hoạch 229 ha": told as done, whatever the head of the list says."""
    _, near_left, _, _ = scene.edges[number]
    return scene.reading.normal.find(" đã ", near_left, scene.quantities[number].start) >= 0


def _counts_what_is_done(scene: Scene, number: int) -> bool:
    """ "(Huyện giao 1.850 ha.) Tính đến 10/11, bà con mới trồng được 1.214 ha": a result."""
    start, normal = scene.quantities[number].start, scene.reading.normal
    return _COUNTED_UP.match(normal, scene.start, start) is not None or (
        _DONE_SO_FAR.search(normal, max(scene.start, start - _LONGEST_ASIDE), start) is not None
    )


_COUNTED_UP = re.compile(r"\s*(?:tính )?đến (?:nay|(?:hết )?ngày \d|\d|thời điểm)")
_DONE_SO_FAR = re.compile(
    r"(?<!\w)(?:đã|mới|vừa|chỉ mới)(?: [^\W\d]+){1,3} (?:được|xong)(?: [^\W\d]+){0,2} \Z"
)


def _is_labelled_plan(scene: Scene) -> bool:
    """ "Một số chỉ tiêu chủ yếu: ...": what a sentence lists in a paper on plans."""
    colon = scene.reading.normal.find(":", scene.start, scene.quantities[0].start)
    return colon >= 0 and speaks_of_plans(scene.reading.normal[scene.start : colon]) is True


def _spoke_of_plans(passage: Passage) -> bool:
    """Whether the sentence before told no number but spoke of what is planned."""
    if passage.sentence_before is None:
        return False
    start, end = passage.sentence_before
    return speaks_of_plans(passage.reading.normal[start:end]) is True


def _only_reached(scene: Scene, number: int) -> bool:
    """ "mục tiêu là 40 tỷ USD, vì năm 2017 mới đạt 36,5 tỷ USD": the second is a result."""
    start = scene.quantities[number].start
    normal = scene.reading.normal
    reached = _reached().search(normal, max(scene.start, start - 24), start)
    if reached is None and is_per_cent(scene.quantities[number]):
        reached = _ONLY.search(normal, max(scene.start, start - 24), start)
    if reached is None:
        return False
    # "số xã đạt chuẩn nông thôn mới đạt 5 xã": the word ends a name
    at = reached.start()
    named = between(scene.mentions, scene.start, at)
    return not any(row.end > at and not row.crosses for row in named)


#: "tỷ lệ giải ngân đến 20/6 mới 12,9%"; what is planted or built anew is no such result.
_ONLY = re.compile(
    r"mới(?<!trồng mới)(?<!xây mới)(?<!làm mới)(?<!cấp mới)(?<!lập mới)(?<!mở mới)(?<!tạo mới)"
    r"(?<!\w.{3})(?: được| có)? \Z"
)


@cache
def _reached() -> re.Pattern[str]:
    phrases = word_start(map(normalise, phrases_of("only_reached")))
    return re.compile(rf"(?:{phrases})(?: (?:khoảng|gần|hơn|trên))? \Z")


def continued_from(
    passage: Passage, scene: Scene, number: int, state: State, choice: Choice
) -> Found | None:
    """The number before, where this one goes on telling of it ("đạt 8,3% kế hoạch, tăng 18,1%")."""
    last = whole_before(scene, number, state) or state.last
    if last is None:
        return None
    start, end = scene.quantities[number - 1].end, scene.quantities[number].start
    planned = state.last_by_plan and last.stage == "target" and choice.told.measure == "level"
    if planned and _makes_up().fullmatch(scene.reading.normal, start, end):
        return last  # "kế hoạch 4.739 ha, chiếm 15% diện tích": the plan's own share
    if choice.how != "carried" or last.told.code != choice.told.code:
        return None
    if _past_in_bracket(passage, scene, number) or past_clause(scene, number, passage.frame.now):
        return None
    if _only_reached(scene, number):
        return None
    if last.told.rule == "measure:done_of_plan" and last.stage == "target":
        return state.before_plan
    if between(scene.words_of("stage"), start, end):
        return None
    by_plan = last.stage == "target" and state.last_by_plan
    return None if by_plan and not _plans_growth(scene, number, choice) else last


@cache
def _makes_up() -> re.Pattern[str]:
    return re.compile(rf",? ?\(?(?:{'|'.join(phrases_with('level', 'share'))}) ")


def whole_before(scene: Scene, number: int, state: State) -> Found | None:
    """The number that this one may go on from: in a bracket of its own the last outside one.

    "26.638 ha, giảm 0,7% so cùng kỳ (26.990 ha) (trong đó: lúa 19.115 ha)": parts of the first.
    """
    if not in_brackets(scene, number):
        return state.outer
    start = scene.quantities[number].start
    closed = number > 0 and in_brackets(scene, number - 1)
    if closed and scene.reading.normal.find(")", scene.quantities[number - 1].end, start) >= 0:
        return state.outer
    return state.last


def _plans_growth(scene: Scene, number: int, choice: Choice) -> bool:
    """ "Kế hoạch năm 2022 là 500 tỷ đồng, tăng 15% so với năm 2021": the plan's own growth."""
    if number != 1 or choice.told.measure != "change_pct":
        return False
    bases = between(scene.bases, scene.quantities[1].end, scene.edges[1][2])
    gap = scene.reading.normal[scene.quantities[0].end : scene.quantities[1].start]
    whole = bool(bases) and bases[0].kind in ("year", "bare", "last_year")
    return whole and gap in (", tăng ", ", giảm ")


def in_brackets(scene: Scene, number: int) -> bool:
    """Whether a round bracket of its sentence is open where the number begins."""
    return scene.in_brackets[number]


def names_time(scene: Scene, number: int) -> bool:
    """Whether a time that is no base stands between the number before and this one."""
    start, end = scene.quantities[number - 1].end, scene.quantities[number].start
    # "2,22% (cuối 2022), giảm 0,85%": a bracket right behind the number before is of both.
    normal = scene.reading.normal
    return any(
        not row.base
        and (normal[start : row.start].strip() != "(" or ")" not in normal[row.end : end])
        and not is_of_plan(scene, row)
        for row in between(scene.periods, start, end)
    )


def _past_in_bracket(passage: Passage, scene: Scene, number: int) -> bool:
    """ "ước tăng 6,28% (6 tháng năm 2022 tăng 5,41%)": a bracket with a past time of its own."""
    past = _past_told_in_bracket(passage, scene, number)
    return past is not None and not _names_stage(scene, number, past)


def _past_told_in_bracket(passage: Passage, scene: Scene, number: int) -> int | None:
    """Where the time ends that the bracket around the number names last, if it is past."""
    start = scene.quantities[number].start
    opening = scene.reading.normal.rfind("(", scene.start, start)
    if opening < 0 or ")" in scene.reading.normal[opening:start]:
        return None
    told = [row for row in between(scene.periods, opening, start) if not row.base]
    over = bool(told) and is_over_by(told[-1], passage.frame.now)
    return told[-1].end if over else None


def _names_stage(scene: Scene, number: int, start: int) -> bool:
    """ "(năm 2015 ước đạt 1,1 tỷ USD)": whether a word of stage stands before the number."""
    return bool(between(scene.words_of("stage"), start, scene.quantities[number].start))


def opens_narrow(scene: Scene) -> bool:
    """A sentence that opens with "Trong đó" or "Gồm" continues the one before (rule 18)."""
    return scene.opens_narrow


def _years_before(scene: Scene, number: int) -> list[int | None]:
    """The years (of a span the last) that the sentence names before the number, for it too."""
    start = scene.quantities[number].start
    return [
        row.last or row.year
        for row in between(scene.periods, scene.start, start)
        if row.year and not row.base and not row.event and not ends_a_clause(scene, row, start)
    ]


def _years_ahead(passage: Passage, scene: Scene, number: int) -> int:
    """How many years behind the article's own the last time named before the number lies."""
    published = passage.frame.published
    own = int(published[:4]) if published is not None else passage.frame.now.year
    years = _years_before(scene, number)
    if (behind := right_behind(scene, number)) is not None and behind.kind == "year":
        years.append(behind.year)  # "nghị quyết ghi 70 triệu đồng vào năm 2025", in 2023
    ends = between(scene.periods, scene.start, scene.quantities[number].start)
    if passage.term is not None and any(row.kind == "term_end" for row in ends):
        years.append(passage.term[1])  # "Cuối nhiệm kỳ, thu nhập bình quân lên 26 triệu đồng"
    return (years[-1] or 0) - own if years else 0


def _bounds_aim(scene: Scene, number: int) -> bool:
    """ "năng suất không dưới 100 tấn/ha": a bound that nothing says was reached is an aim."""
    start = scene.quantities[number].start
    clause = max(scene.edges[number][1], start - _CLAUSE)
    bound = _BOUND.search(scene.reading.normal, clause, start)
    return bound is not None and _RESULT.search(scene.reading.normal, clause, start) is None


_CLAUSE = 90
_BOUNDS = ("tối thiểu", "không dưới", "ít nhất", "không thấp hơn")
_BOUND = re.compile(rf"(?:{word_start(_BOUNDS)}) \Z")
_RESULT = re.compile(
    r"(?<!\w)(?:đạt|đã|được|có|mất|gồm|hiện|còn|thu về|trong đó|chiếm|ước|gây|làm|thiệt hại)(?!\w)"
)


def _tells_next_year(scene: Scene, number: int) -> bool:
    """ "Những con số huyện hẹn với dân trong năm tới: ...": told of no year that has a number."""
    told = between(scene.periods, scene.start, scene.quantities[number].start)
    told = [row for row in told if row.kind == "year" and not row.base]
    return bool(told) and not any(map(str.isdigit, told[-1].text))


def _dated_ahead(passage: Passage, scene: Scene, number: int) -> bool:
    """In a paper on plans, a sentence that names the planned year tells plans."""
    frame = passage.frame
    if not frame.plans:
        return False
    years = _years_before(scene, number)
    if not years or years[-1] is None or years[-1] < frame.plan_year:
        return False
    told = between(scene.periods, scene.start, scene.quantities[number].start)
    return not any(is_over(row, frame) for row in told)


def decide_comparator(
    scene: Scene, number: int, stage: Stage, told: Told, cues: Cues
) -> Comparator:
    """The comparator of the words; "vượt 140 tỷ đồng" is more than that."""
    found = read_comparator(scene, number, stage)
    if told.unit == "TARGET" and found in ("gt", "ge"):
        start = scene.quantities[number].start
        if "vượt" in scene.reading.normal[max(scene.start, start - 12) : start]:
            return "eq"  # "đạt và vượt 13/14 chỉ tiêu": the words are the indicator's (rule 7)
    if (
        found == "eq"
        and cues.verb == "exceed"
        and told.measure == "level"
        and told.unit != "TARGET"
        and not _exceeded_before(scene, number)
    ):
        return "gt"
    return found


def _exceeded_before(scene: Scene, number: int) -> bool:
    """ "vượt kế hoạch, với đàn trâu 368 con": what is exceeded stands before, and not behind."""
    start = scene.quantities[number].start
    told = between(scene.words_of("exceed"), scene.start, start)
    if not told:
        return False
    planned = between(scene.words_of("plan"), told[-1].end, start)
    return bool(planned) and "," in scene.marks_between(planned[-1].end, start)


def is_past(passage: Passage, period: str, times: Times, scene: Scene, number: int) -> bool:
    """A number of a time before the planned one is a result, if no word says that it was a plan."""
    word = read_stage(scene, number, True)
    if word == "target":
        return last_year_of(period) < passage.frame.now.year and _own_past(scene, number)
    if is_set(scene, number):
        return False
    plan_year = passage.frame.plan_year
    heading = times.heading
    if heading is not None and times.plans and heading.year:
        plan_year = heading.last or heading.year
    # "Năm 2026 xóa 120 nhà tạm" among the aims of 2025-2030: amid the term that is planned
    plan_year = min(plan_year, passage.frame.now.year + 1)
    return not period.endswith("Y") and last_year_of(period) < plan_year


def names_other_place(scene: Scene, number: int) -> bool:
    """Whether a place is named right before the number."""
    _, near_left, _, _ = scene.edges[number]
    return bool(between(scene.places, near_left, scene.quantities[number].start))


def _own_past(scene: Scene, number: int) -> bool:
    """Whether the number's own clause names a year, and no word of aiming."""
    _, near_left, _, _ = scene.edges[number]
    start = scene.quantities[number].start
    dated = any(row.year and not row.base for row in between(scene.periods, near_left, start))
    return dated and not between(scene.words_of("stage"), near_left, start)
