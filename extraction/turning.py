"""How a passage turns from results to plans and back: what its sentences say of aims and years."""

from __future__ import annotations

import re
from functools import cache

from extraction.frame import Frame, is_over
from extraction.passage import between
from extraction.reference import any_of
from extraction.state import Passage
from extraction.text import Line

_DATED = frozenset(("year", "months", "month", "quarter"))


def note_aims(passage: Passage, line: Line) -> None:
    """A line that ends with "xác định 17 chỉ tiêu chủ yếu, gồm:" turns what follows to plans."""
    normal = passage.reading.normal
    first = max(line.start, line.end - _AIMS_END)
    listed = passage.frame.plans or _TO_BE_MET.search(normal, first, line.end)
    listed = listed and _lists_aims().search(normal, first, line.end)
    if listed or _sets_aims().search(normal, first, line.end):
        passage.plans = True


#: So far from its end a line may tell that it opens a list of targets.
_AIMS_END = 160


@cache
def _sets_aims() -> re.Pattern[str]:
    verbs = any_of("resolves")
    return re.compile(
        rf"(?<!\w)(?:{verbs})(?: các| \d+)* (?:chỉ tiêu|mục tiêu)(?!\w)[^.;:]{{0,80}}: *\Z"
    )


@cache
def _lists_aims() -> re.Pattern[str]:
    """ "Một số chỉ tiêu chính mà các ngành phải thực hiện như sau:", in a paper on plans."""
    return re.compile(
        rf"(?:(?<=[.;\n])|\A)\s*(?:một số |các |những |hệ thống )?(?:{any_of('heads_aims')})(?!\w)"
        r"(?:(?! đạt được| đã | kết quả| thực hiện được|[.;:]).){0,80}: *\Z"
    )


def note_listed_aims(passage: Passage, before: tuple[int, int] | None, start: int) -> None:
    """ "... thông qua nghị quyết về nhiệm vụ năm 2022. Một số chỉ tiêu chủ yếu: ..." are aims.

    `before` is the sentence before the one that begins at `start`, in the same paragraph.
    """
    frame = passage.frame
    if before is None or not may_turn_to_plans(frame):
        return
    told = [row for row in between(passage.periods, *before) if not row.base and not row.event]
    years = {row.year for row in told if row.kind in _DATED}
    if years == {frame.plan_year} and _opens_aims().match(passage.reading.normal, start):
        passage.plans = True


@cache
def _opens_aims() -> re.Pattern[str]:
    return re.compile(
        rf"\s*(?:trong đó,? )?(?:một số |các |những |hệ thống )?(?:{any_of('heads_aims')})(?!\w)"
        r"(?:(?! đạt được| đã | kết quả| thực hiện được|[.;:]).){0,60}:"
    )


#: "Các chỉ tiêu chủ yếu phải hoàn thành trong năm gồm:"
_TO_BE_MET = re.compile(r"(?<!\w)(?:phải|cần) (?:hoàn thành|thực hiện|đạt)(?!\w)(?! được)")


@cache
def _resolves_aims() -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w)(?:{any_of('resolves')})(?: các| một số| những| \d+)* (?:chỉ tiêu|mục tiêu)(?!\w)"
    )


@cache
def _new_term() -> re.Pattern[str]:
    """ "Đại hội thông qua nghị quyết nhiệm kỳ mới với một số chỉ tiêu": aims, though no time."""
    verbs = any_of("resolves")
    heads = any_of("heads_aims")
    return re.compile(
        rf"(?<!\w)(?:{verbs}|{heads})(?!\w)[^.;:\d]{{0,40}} nhiệm kỳ (?:mới|tới)(?!\w)"
    )


def note_new_term(passage: Passage, start: int, end: int) -> None:
    """A congress's sentence that resolves the new term's targets turns what follows to plans."""
    normal = passage.reading.normal
    if normal.find("nhiệm kỳ", start, end) < 0:
        return
    if _new_term().search(normal, start, end):
        passage.plans = True


@cache
def _heads_aims() -> re.Pattern[str]:
    """ "Các chỉ tiêu chủ yếu trong nhiệm kỳ ...", "thông qua 16 chỉ tiêu của nhiệm kỳ ..."."""
    phrases = any_of("heads_aims")
    return re.compile(rf"(?<!\w)(?:{phrases})(?!\w)[^.;:]{{0,60}}\Z")


def may_turn_to_plans(frame: Frame) -> bool:
    """Whether a sentence may turn the passage to plans or back: they are of another year."""
    return frame.plan_year != frame.now.year


#: What opens a term to come.
_ENTERS = re.compile(r"[\s*+•–-]*(?:bước (?:vào|sang)|sang|trong|với|vào) ")


def note_plans(passage: Passage, start: int, end: int) -> None:
    """A sentence about a past year turns the passage to results, one about the next to plans."""
    frame, normal = passage.frame, passage.reading.normal
    for row in between(passage.periods, start, end):
        ahead = row.kind == "span" and (row.last or 0) > frame.now.year and not row.base
        if ahead and (
            _heads_aims().search(normal, start, row.start)
            or _resolves_aims().search(normal, row.end, end)
            or (frame.congress and _ENTERS.fullmatch(normal, start, row.start))
        ):
            # "Bước vào nhiệm kỳ 2020 - 2025, huyện chọn 3 khâu đột phá"
            # "Các chỉ tiêu chủ yếu nhiệm kỳ 2020-2025", "Nhiệm kỳ 2025-2030, đề ra 12 chỉ tiêu"
            passage.plans = True
            return
    if frame.plans and any(is_over(row, frame) for row in between(passage.periods, start, end)):
        passage.plans = False
        return
    if not may_turn_to_plans(frame):
        return
    years = []
    for row in between(passage.periods, start, end):
        inside = normal.rfind("(", start, row.start) > normal.rfind(")", start, row.start)
        if row.year and not row.base and not inside and row.kind in _DATED:
            years.append((row.year, row.start - start < 25))
        elif row.kind == "span" and row.last and row.last <= frame.now.year and row.year:
            years.append((row.year, row.start - start < 25))  # a term that is over
        elif (row.kind == "last_year" and row.text.endswith("qua") and not row.base) or (
            row.text == "năm nay" and str(frame.now.year) == (frame.published or "")[:4]
        ):
            years.append((frame.now.year, row.start - start < 25))
        elif row.text == "năm nay" and not row.base and _is_of_plan_year(frame):
            years.append((frame.plan_year, row.start - start < 25))
        elif row.kind == "term" and row.text.endswith("qua"):
            years.append((frame.now.year - 1, row.start - start < 25))
    if not years:
        return
    opening, opens = years[0]
    plan_words = any(
        row.word and row.word.role == "stage" and row.word.value == "target"
        for row in between(passage.mentions, start, end)
    )
    # "Năm 2026 hoàn thành 120 nhà" of a congress in 2025: a year amid the term that it plans
    first = min(frame.plan_year, frame.now.year + 1)
    planned = [year >= first for year, _ in years]
    if opens:
        passage.plans = opening >= first
    elif plan_words and any(planned):
        # "đánh giá kết quả năm 2025, thống nhất mục tiêu năm 2026": what a meeting is about
        agenda = not planned[0] and not between(passage.quantities, start, end)
        passage.plans = passage.plans if agenda else True
    elif not plan_words and not any(planned):
        passage.plans = False


def _is_of_plan_year(frame: Frame) -> bool:
    """Whether the page's own year is the planned one: "năm nay", in January, looking back."""
    return int((frame.published or "0")[:4]) == frame.plan_year == frame.now.year + 1
