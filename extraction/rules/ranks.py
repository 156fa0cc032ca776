"""Standings: "xếp thứ 3/10", "đứng thứ 5"."""

from __future__ import annotations

import re

from extraction.rules.quantity import Quantity
from extraction.rules.units import COUNTED, match_unit

#: "xếp thứ 3/10", "đứng thứ 5", "hạng 29": the number is a standing.
_RANK_BEFORE = re.compile(
    r"(?:xếp|đứng|hạng|vị trí|vị thứ)(?: ở)?(?: vị trí| vị thứ| hạng| thứ)*(?: là|:)? \Z"
    r"|(?:trong nhóm|trong top|top) $|(?:xếp|đứng) [^\d,;.]{0,12}thứ \Z"
    r"|(?:tăng|đạt|phát triển|tốc độ|mức)[^\d,;.]{0,6} (?:cao|lớn|nhanh|thấp) thứ \Z"
    r"|(?<!\w)mức (?:tăng|giảm)(?: trưởng)? (?:đứng )?thứ \Z"
)
#: The last words of both patterns.
_RANK_LAST = (
    "xếp ",
    "đứng ",
    "hạng ",
    "trí ",
    "ở ",
    "thứ ",
    "nhóm ",
    "top ",
    " \n",
    "thứ: ",
    "thứ là ",
)
_STARS = re.compile(r"(?: ?(?:-|–|đến) ?\d)? (?:sao|sản phẩm)(?!\w)")
_RANK_AGAIN = re.compile(r"(?:và|,) (?:đứng |xếp )?(?:thứ|hạng) \Z")
_RANK = re.compile(r"(\d{1,4})(?:(?: ?/ ?| trên )(\d{1,4}))?(?![\d.,]*\d)(?! ?%)")


def read_rank(normal: str, start: int, last: Quantity | None) -> Quantity | None:
    before = normal[max(0, start - 24) : start]
    ranked = last is not None and last.kind == "rank"
    listed = ranked and last is not None and _ranks_again(normal, last, start)
    if not listed:
        if not before.endswith(_RANK_LAST):
            return None
        if not (_RANK_BEFORE.search(before) or (ranked and _RANK_AGAIN.search(before))):
            return None
    found = _RANK.match(normal, start)
    if (
        found is None
        or (listed and not found[2])
        or int(found[1]) == 0
        or _money_follows(normal, found.end())
    ):
        return None
    if _STARS.match(normal, found.end()):
        return None  # "hạng 4 sao" of a product or hotel, "phân hạng 22 sản phẩm"
    group = match_unit(normal, found.end()) if before.endswith("top ") else None
    if group is not None and group.code in COUNTED:
        return None  # "top 5 địa phương"
    high = float(found[2]) if found[2] else None
    return Quantity(start, found.end(), float(found[1]), None, high, "rank")


def _ranks_again(normal: str, last: Quantity, start: int) -> bool:
    """ "xếp thứ 8/63 tỉnh, thành phố; 2/5 tỉnh trong vùng": places among others in a list."""
    if last.high is None or start - last.end > _LIST_PART:
        return False
    if _AMONG.fullmatch(normal, last.end, start) is None:
        return False
    # "thứ 4/13 huyện và 26/30 xã đạt chuẩn" goes on with communes
    found, among = _RANK.match(normal, start), match_unit(normal, last.end)
    unit = match_unit(normal, found.end()) if found else None
    return unit is None or among is None or unit.code == among.code


_LIST_PART = 120
_AMONG = re.compile(r" (?:tỉnh|thành phố|địa phương|huyện|trong)(?!\w)[^\d;.:]*(?:; | và )")


def _money_follows(normal: str, end: int) -> bool:
    unit = match_unit(normal, end)
    return unit is not None and unit.code not in COUNTED
