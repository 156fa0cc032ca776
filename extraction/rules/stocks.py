"""Flows that a sentence tells as what stands by now ("đến nay có 465 dự án FDI")."""

from __future__ import annotations

import re

from extraction.passage import Scene
from extraction.reference import codebook, with_trait
from extraction.state import State

_BY_NOW = (
    r"(?<!\w)(?<!đầu năm )(?:đến nay|hiện nay|hiện|tính đến (?:hết )?[^,;.]{2,24}"
    r"|(?:lũy kế|cộng dồn)(?: đến [^,;.]{2,24})?|đang hoạt động)(?:,| )[^.;\d]{0,50}?(?<!\w)có "
)
#: "480 dự án DDI (tổng vốn đăng ký 30.278 tỷ đồng) và " before the part that is asked for.
_PART_BEFORE = r"(?:\d[\d.]* dự án [^;]{0,70}(?:,| và) )?"
_PROJECTS = r"\d[\d.]* dự án(?!\w)(?:(?! mới| cấp )[^.;\d]){0,40}"
#: The number stands right behind "có", or is a part of the one that does.
_STANDS = re.compile(
    _BY_NOW + rf"(?:tổng (?:số|cộng) |khoảng |gần |trên |hơn )*{_PART_BEFORE}\Z"
    rf"|{_BY_NOW}[^;]{{0,60}}(?:; )?(?:trong đó|gồm)(?: có|:)? ?{_PART_BEFORE}\Z"
    rf"|{_BY_NOW}{_PROJECTS}(?:,| với) (?:tổng )?(?:số )?vốn [^.;\d]{{0,40}}\Z"
    r"|\s*(?:tính )?lũy kế(?: đến nay| đến [^,;.]{2,24})?, (?:[^.;]*[^\w,.;])?\Z"
    # "đưa số dự án trên địa bàn lên 601 dự án (gồm 121 dự án FDI"
    rf"|(?<!\w)(?:nâng|đưa) (?:tổng )?số dự án [^;]{{0,60}} lên (?:con số )?{_PROJECTS}"
    r"(?:trong đó|gồm)(?: có|:)? ?\Z"
)
_NEW = re.compile(r"[^,.;]{0,30}(?<!\w)(?:mới|cấp phép|tăng vốn|trong (?:năm|quý|tháng))(?!\w)")
_WITH_SUM = re.compile(r"[^.;\d]{0,40}(?:(?<!\w)(?:với|có|tổng)|,) [^.;\d]{0,60}\Z")


def stock_told(scene: Scene, number: int, code: str, state: State) -> str | None:
    """The stock's code where a number of the flow `code` tells what stands by now, else None."""
    if code not in with_trait("flow_of_stock"):
        return None
    normal, quantity = scene.reading.normal, scene.quantities[number]
    stocks = with_trait("stock_of_flow")
    told = _STANDS.search(normal, scene.start, quantity.start) is not None
    if told and _NEW.match(normal, quantity.end):
        return None
    if not told and state.last is not None and number and state.last.told.code in stocks:
        gap = normal[scene.quantities[number - 1].end : quantity.start]
        told = _WITH_SUM.match(gap) is not None
    if not told:
        return None
    unit = codebook()[code].unit
    return next((stock for stock in stocks if codebook()[stock].unit == unit), None)
