"""What stands at the end of a span of years told before, or now: "đến nay còn 31 hộ nghèo"."""

from __future__ import annotations

import re

from extraction.passage import Scene
from extraction.reference import codebook, with_trait
from extraction.rules.measures import Told
from extraction.rules.period_arithmetic import Now
from extraction.rules.periods import PeriodMention
from extraction.rules.so_far import SO_FAR
from extraction.rules.times_beside import each_year


def stands_now(
    scene: Scene,
    number: int,
    told: Told,
    mention: PeriodMention | None,
    above: PeriodMention | None,
    now: Now,
    period: str,
) -> str | None:
    """The last year of a span of years told before, where the number stands at its end.

    And the document's own `period` where "đến nay" turns back to it from a year that is over.

    "Giai đoạn 2021-2025, thu ngân sách đạt ... Đến nay còn 31 hộ nghèo; thu nhập bình quân đầu
    người 79 triệu đồng": what is left, and an income per head, is not of five years.
    """
    normal, start = scene.reading.normal, scene.quantities[number].start
    if mention is None and above is not None and above.kind == "year" and not above.base:
        # "Năm 2024, thu nhập đạt ... Đến nay có 6/12 thôn đạt chuẩn" in a paper of 2025
        ended = above.year is not None and above.year < now.year
        turned = ended and SO_FAR.search(normal, scene.start, start)
        return (str(now.year) if period.endswith("Y") else period) if turned else None
    span = mention or above
    if span is None or span.kind not in ("span", "term") or span.base:
        return None
    last = span.last if span.kind == "span" else now.term[1] if now.term else None
    if last is None:
        return None
    if told.measure not in ("level", "fraction") or each_year(scene, number):
        return None
    begin = mention.end if mention is not None else scene.start
    led = SO_FAR.search(normal, begin, start)
    if told.unit != "TARGET":  # "18/21 chỉ tiêu, còn 3 chỉ tiêu không đạt": of the whole term
        led = led or _LEFT_OVER.search(normal, begin, start)
    led = led or _FROM_TO.search(normal, begin, start)
    if led is None and (told.unit == "PERCENT" or codebook()[told.code].kind == "stock"):
        led = _RAISED_TO.search(normal, begin, start)
    per_head = mention is None and told.code in with_trait("per_head")
    return str(min(last, now.year)) if led or per_head else None


#: "đưa tỷ lệ lao động qua đào tạo lên 60,89%": where it stands when the term ends.
_RAISED_TO = re.compile(r"(?<!\w)(?:đưa|nâng) [^,;.]{0,80} lên (?:gần |hơn |trên |khoảng )?\Z")
#: "tăng từ 70 triệu đồng lên 90 triệu đồng"
_FROM_TO = re.compile(r"(?<!\w)từ \d[^;.]{0,40} lên (?:gần |hơn |trên |khoảng )?\Z")
_LEFT_OVER = re.compile(r"(?<!\w)(?:còn|xuống) (?:dưới |gần |hơn |trên |khoảng )?\Z")
