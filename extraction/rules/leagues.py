"""Sentences that go on with a league of places: "Dẫn đầu là A với 68%", "B vẫn thấp nhất, 3 ha"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from extraction.passage import Placed, between
from extraction.reference import any_of
from extraction.rules.places import PlaceMention
from extraction.state import Found

#: "Kế đến là Hà Tĩnh, từ 31,5% xuống còn 5,9%": of what the league told before.
NEXT_IN_LEAGUE = re.compile(
    r"\s*(?:(?:kế đến|kế tiếp|tiếp đến|tiếp theo|tiếp sau)(?: là)?|ngược lại)(?!\w)"
)


def names_league(normal: str, places: Placed[PlaceMention], start: int, end: int) -> bool:
    """Whether the text opens with a place's standing among others and no more than its number.

    "Huyện Văn Yên tiếp tục dẫn đầu với 3.620 ha", "Thấp nhất là huyện Sơn Động, mới thu 41 tỷ đồng"
    """
    if not between(places, start, min(end, start + _NEAR)):
        return False
    near = min(end, start + _NEAR)
    if all(normal.find(word, start, near) < 0 for word in _STANDING):
        return False
    return _opens().match(normal, start, end) is not None


def is_of_plan_told(
    told: Sequence[Found], normal: str, places: Placed[PlaceMention], start: int, end: int
) -> bool:
    """ "Toàn tỉnh giải ngân đạt 61,5% kế hoạch. Huyện A dẫn đầu với 88%": of A's plan."""
    if not told or told[-1].told.measure != "attainment_pct":
        return False
    return names_league(normal, places, start, end)


#: One of these stands in every phrase of a league, which is cheaper to find.
_STANDING = (" nhất", "nhất ", "đầu", "cuối", "chót", "đội sổ", "thứ ")
#: So near a sentence's start its place and its standing are told.
_NEAR = 90


@cache
def _opens() -> re.Pattern[str]:
    league = any_of("league")
    scope = r"(?: (?:toàn|cả|trong|của) (?:tỉnh|huyện|thành phố|vùng|khu vực|nước|thị xã))?"
    return re.compile(
        # "Ở cấp xã, phường A dẫn đầu với 1.240 tỷ đồng"
        r"\s*(?:(?:ở|tại|trong) (?:cấp|khối|nhóm) [^,;:.()\d]{2,30}, )?"
        rf"(?:(?:{league}){scope}(?: (?:vẫn|tiếp tục|lần này|hiện))? (?:là|thuộc về)(?!\w)"
        rf"|[^,;:.()\d]{{3,60}} (?:{league}){scope}(?:,| là|,? với|,? đạt|,? được)"
        rf" (?:gần |hơn |trên |khoảng |tới |mới |chỉ |đạt |có |thu |được )*(?=\d))"
    )
