"""Whose delegation or presence a text tells: a guest's place is not what its numbers are of."""

from __future__ import annotations

import re
from functools import cache

from extraction.reference import any_of

#: Who is present: an office named so is a guest's.
_GUESTS = re.compile(
    r"(?:\A|[\n.] ?)(?:[^.\n;]{0,40}(?<!\w))?(?:đến |tới |về |tham )?dự (?:và chỉ đạo )?"
    r"(?:kỳ họp|hội nghị|đại hội|buổi|phiên họp|có|cùng)[^.\n]*\Z"
)


def is_present(normal: str, start: int) -> bool:
    """ "Dự kỳ họp có ông ..., HĐND tỉnh Cà Mau": whether the place at `start` is a guest's."""
    near = max(0, start - 300)
    if normal.find("dự ", near, start) < 0:
        return False
    return _GUESTS.search(normal, near, start) is not None


def is_delegation(normal: str, start: int) -> bool:
    """ "Đoàn công tác của UBND huyện Tân Yên": whether the place at `start` sent a delegation."""
    near = max(0, start - 80)
    if normal.find("đoàn ", near, start) < 0:
        return False
    return _delegations().search(normal, near, start) is not None


@cache
def _delegations() -> re.Pattern[str]:
    """A delegation's words and at most an office behind them, none that tell where it went."""
    return re.compile(
        rf"(?<!\w)(?:{any_of('delegation')})"
        r"(?: (?!(?:tại|ở|với|về|đến|tới|vào|sang|trên|thăm|kiểm|làm|khảo|giám|dự)(?!\w))\w+){0,8} "
        r"\Z"
    )
