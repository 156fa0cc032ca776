"""What a sentence says of aims: a target told, one that was missed, what a resolution sets."""

from __future__ import annotations

import re
from functools import cache

from extraction.passage import Scene
from extraction.reference import phrases_of, phrases_with
from extraction.state import Passage
from extraction.text import normalise, word_start

#: "Phương hướng tháng 5: ...", "HĐND thống nhất nhiệm vụ trọng tâm cuối năm với các chỉ tiêu: ...".
_LISTS_PLANS = re.compile(
    r"\s*(?:[*+-] ?)?(?:[^.;:\d]{0,60} (?:thống nhất|thông qua|đề ra|xác định|triển khai) )?"
    r"(?:các |một số |những )?(?:phương hướng|nhiệm vụ)"
    r"(?:(?! hoàn thành| đạt| đã | kết quả|[.;:]).){0,80}:"
)


@cache
def _sets_list() -> re.Pattern[str]:
    verbs = "|".join(map(re.escape, map(normalise, phrases_with("resolves", "list"))))
    return re.compile(
        rf"[^.;:]{{0,80}} (?:yêu cầu|{verbs})(?: [^.;:\d]{{0,40}})?(?:\d{{4}}(?: ?- ?\d{{4}})?)?:"
    )


def is_missed(scene: Scene, number: int) -> bool:
    """ "không đạt được chỉ tiêu tăng trưởng 22%": what was aimed at."""
    start, near_left = scene.quantities[number].start, scene.edges[number][1]
    normal = scene.reading.normal
    never = normal.find("không đạt", near_left, start) >= 0
    if not (never or normal.find("chưa đạt", near_left, start) >= 0):
        return False
    missed = _MISSED.search(normal, near_left, start)
    return missed is not None and "%" not in missed[0]


#: "chưa đạt kế hoạch (85%)" is a share of the plan, and stands behind a bracket.
_MISSED = re.compile(
    rf"(?:{word_start(('không', 'chưa'))}) đạt(?: được)? (?:chỉ tiêu|mục tiêu|kế hoạch|dự toán)"
    r"(?: [^\d,;.()]{0,40})? \Z"
)


def is_strived_for(scene: Scene, number: int) -> bool:
    """ "Để GRDP cả năm tăng 8,5% như nghị quyết, quý IV phải ...": what is to be reached."""
    normal, start = scene.reading.normal, scene.quantities[number].start
    near = max(scene.start, start - _LONGEST_TARGET)
    if normal.find("để ", near, start) < 0 and normal.find("muốn ", near, start) < 0:
        return False
    return _STRIVES.search(normal, near, start) is not None


_STRIVES = re.compile(
    r"(?:(?<=[.,;:] )|(?<=[\n(\"])|(?<=rằng )|(?<=là )|\A)(?:để|muốn) (?!xảy|lại|dành)"
    r"[^.;:,\d]{0,60}"
    r"(?:cả năm|năm (?:nay|\d{4}))(?: [^.;:,\d]{0,40})? \Z"
)


def tells_resolution(scene: Scene, stop: int) -> bool:
    """ "biểu quyết thông qua Nghị quyết với các chỉ tiêu như: ...", before the offset `stop`."""
    normal = scene.reading.normal
    if normal.find(" chỉ tiêu", scene.start, stop) < 0:
        return False
    return _resolved().search(normal, scene.start, stop) is not None


def is_target(scene: Scene, number: int) -> bool:
    """ "Chỉ tiêu giải quyết việc làm năm 2021 là 1.250 lao động": the target itself."""
    start = scene.quantities[number].start
    opened = max(scene.start, start - _LONGEST_TARGET)
    if scene.reading.normal.find("chỉ tiêu ", opened, start) < 0:
        return False
    return _TARGET_IS.search(scene.reading.normal, opened, start) is not None


_TARGET_IS = re.compile(
    r"(?:\A|[.;•\n-] ?|(?<!các )(?<!\d )(?<!nhiều )(?<!số ))chỉ tiêu (?!pháp lệnh)[^.,;:]{3,80}?"
    r" (?:là|được giao|giao)(?: là)?(?: trên| dưới| từ| khoảng)? \Z"
)
_LONGEST_TARGET = 120


def is_resolved(scene: Scene, number: int, share: bool) -> bool:
    """ "Nghị quyết HĐND huyện đề ra thu ngân sách năm 2022 đạt 60 tỷ đồng": up to a comma.

    What "theo nghị quyết" opens goes on to what was reached, or to a `share` of a plan.
    """
    near_left = scene.edges[number][1]
    normal, start = scene.reading.normal, scene.quantities[number].start
    if not share and normal.find("theo ", scene.start, start) >= 0:
        by_plan = _BY_PLAN.match(normal, scene.start, start)
        if by_plan is not None:
            return _REACHED_SINCE.search(normal, by_plan.end(), start) is None
    if normal.find("nghị quyết", scene.start, scene.start + len("- nghị quyết ")) < 0:
        return False
    told = _RESOLUTION.match(normal, scene.start, scene.quantities[number].start)
    return told is not None and near_left <= told.end()


#: "Theo kế hoạch, năm 2021 thu ngân sách 75 tỷ đồng", where nothing tells what was reached.
_BY_PLAN = re.compile(
    r"\s*(?:[*+-] ?)?theo (?:kế hoạch|dự toán|chỉ tiêu|nghị quyết|đề án)"
    r"(?! (?:sắp xếp|sáp nhập|hợp nhất|của (?:ủy ban thường vụ )?quốc hội))(?: [^.,;:\d]{0,50})?"
    r"(?:năm \d{4}(?: [^.,;:\d]{0,30})?)?, "
)
_REACHED_SINCE = re.compile(
    r"(?<!\w)(?:đã|đến nay|hiện|đạt được|thực hiện được|ước|kết quả|nhưng|song|thực tế"
    r"|tính đến|(?:mới|chỉ) (?:mới )?(?:đạt|được|có|trồng|thu|thực hiện|giải ngân|hoàn thành)"
    r"|(?:có|trồng|thu|làm|giải ngân) được)(?!\w)"
)
_RESOLUTION = re.compile(r"\s*(?:[*+-] ?)?nghị quyết(?: [^.,;:\d]{0,80})? đề ra ")


@cache
def _resolved() -> re.Pattern[str]:
    """ "biểu quyết thông qua Nghị quyết năm 2024 với các chỉ tiêu chủ yếu như: ..."."""
    verbs = "|".join(map(re.escape, map(normalise, phrases_of("resolves"))))
    return re.compile(
        rf"(?<!\w)(?:{verbs})(?: [^.;]{{0,160}})? chỉ tiêu(?: [^.;:]{{0,40}})?(?::| là | như )"
    )


def lists_aims(passage: Passage, scene: Scene, start: int) -> bool:
    """Whether the head of the sentence's list names tasks, or targets of a term to come."""
    normal = scene.reading.normal
    if _LISTS_PLANS.match(normal, scene.start, start) or sets_list(scene, start):
        return True
    if _PLAN_OF_YEAR.match(normal, scene.start, start) is not None:
        return True
    told = _TARGETS_OF.match(normal, scene.start, start)
    return told is not None and int(told[2] or told[1]) > passage.frame.now.year


#: "Kế hoạch năm 2022: thu ngân sách 900 tỷ đồng; ...", and not what was reached of it.
_PLAN_OF_YEAR = re.compile(
    r"\s*(?:[*+-] ?)?(?:các |một số )?(?:kế hoạch|mục tiêu|dự toán|chỉ tiêu)(?: chủ yếu| chính)?"
    r"(?: phát triển kinh tế - xã hội)? (?:năm (?:\d{4}|tới|sau)|\d{1,2} tháng cuối năm)"
    r"(?: (?:của|toàn|huyện|tỉnh|xã|thành phố|thị xã)){0,3}:"
    r"(?!(?:[^;:\d]{0,60} )?(?:đã|đến nay|tính đến|giải ngân|hoàn thành|ước|thực hiện)(?!\w))"
)


def is_set(scene: Scene, number: int) -> bool:
    """Whether what opens the sentence says that its numbers were planned, of whatever year."""
    start = scene.quantities[number].start
    if sets_list(scene, start) or is_resolved(scene, number, share=False):
        return True
    return _PLAN_OF_YEAR.match(scene.reading.normal, scene.start, start) is not None


def sets_list(scene: Scene, stop: int) -> bool:
    """ "Đại hội quyết nghị đến năm 2030: ...", before the offset `stop`: a list of aims."""
    return _sets_list().match(scene.reading.normal, scene.start, stop) is not None


def heads_aims(scene: Scene) -> bool:
    """ "Các chỉ tiêu chủ yếu mà đại hội đề ra gồm: ...": what the next sentences go on with."""
    first = scene.quantities[0].start
    told = _AIMS_LISTED.match(scene.reading.normal, scene.start, first) is not None
    return told or sets_list(scene, first)


_AIMS = (
    r"\s*(?:[*+-] ?)?(?:[^.;:\d]{0,60} (?:thống nhất|thông qua|đề ra|xác định) )?"
    r"(?:các |một số |những )?(?:chỉ tiêu|mục tiêu)(?! đạt| hoàn thành| thực hiện)"
)
_AIMS_LISTED = re.compile(rf"{_AIMS}[^.;:]{{0,120}}:")
#: "Chỉ tiêu chủ yếu nhiệm kỳ 2020-2025 của xã: (1) ...", "Mục tiêu cụ thể đến năm 2025: ...".
_TARGETS_OF = re.compile(
    rf"{_AIMS}[^.;:\d]{{0,60}} (?:nhiệm kỳ|giai đoạn|đến (?:hết |cuối )?(?:năm)?) ?"
    r"(\d{4})(?: ?- ?(\d{4}))?(?![^.;:]{0,60} đạt )[^.;:]{0,60}:"
)


def has_been_done(scene: Scene, number: int) -> bool:
    """ "Tỉnh lên kế hoạch gieo 300 ha. Diện tích lúa xuân đã thu hoạch là 45 ha": a result."""
    start, normal = scene.quantities[number].start, scene.reading.normal
    if normal.find(" đã ", scene.start, start) < 0:
        return False
    return _HAS_BEEN.search(normal, scene.start, start) is not None


_HAS_BEEN = re.compile(
    r"(?<!\w)đã (?:được )?(?:hoàn thành|thu hoạch|gieo|trồng|xuống giống|thực hiện được|đạt"
    r"|giải ngân|giải quyết|đón|thu được|có|xây dựng được|nâng|giảm|tăng)(?!\w)"
)
