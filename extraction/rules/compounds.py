"""Quantities that are one with the one before, and wholes that others are counted in."""

from __future__ import annotations

import re
from itertools import pairwise

from extraction.rules.numbers import NUMBER_WORDS, parse_words
from extraction.rules.quantity import Quantity, clean
from extraction.rules.units import COUNTED


def without_wholes(normal: str, found: list[Quantity]) -> list[Quantity]:
    """ "trong 11 nhóm hàng có 9 nhóm hàng tăng giá": the 11 is what the 9 are counted in."""
    kept = [one for one, after in pairwise(found) if not _is_counted_in(normal, one, after)]
    return kept + found[-1:]


def _is_counted_in(normal: str, whole: Quantity, part: Quantity) -> bool:
    return (
        whole.unit is not None
        and part.unit is not None
        and whole.unit.code in COUNTED
        # "trong 11 nhóm hàng, 9 nhóm tăng giá"
        and whole.unit.form.split()[0] == part.unit.form.split()[0]
        and normal.endswith(("trong ", "trong số ", "trong tổng số "), 0, whole.start)
        and (_GROUPS if whole.unit.form.startswith("nhóm") else _THERE_ARE).fullmatch(
            normal, whole.end, part.start
        )
        is not None
    )


def join_parts_of_wholes(normal: str, found: list[Quantity]) -> list[Quantity]:
    """ "26 trong tổng số 29 chỉ tiêu", "hai trong ba trường học": a part and its whole, as `a/b`.

    Not "là một trong ba huyện": one that belongs to them.
    """
    joined: list[Quantity] = []
    for whole in found:
        part = _part_before(normal, whole, joined[-1] if joined else None)
        if part is not None:
            if joined and joined[-1].start == part.start:
                joined.pop()
            whole = part
        joined.append(whole)
    return joined


def _part_before(normal: str, whole: Quantity, last: Quantity | None) -> Quantity | None:
    unit = whole.unit
    if unit is None or unit.code not in COUNTED or whole.kind != "one" or whole.sign:
        return None
    if not normal.endswith(_LEADS_WHOLE, 0, whole.start):
        return None
    led = _PART_OF.search(normal, max(0, whole.start - _LED), whole.start)
    if led is None or (led[3] == "trên" and led[2].strip() not in ("", unit.form)):
        return None  # "5 xã trên 10 tiêu chí": so many communes with more than ten of them
    start, end = led.start(1), led.end(1)
    if last is not None and last.end > start and (last.start, last.kind) != (start, "one"):
        return None
    written = led[1]
    value = float(written) if written.isdigit() else parse_words(written)
    if value is None or not 1 < value * unit.factor < whole.value:
        return None
    return whole._replace(
        start=start, value=value * unit.factor, high=whole.value, kind="slash",
        middle=end, second=whole.start, in_words=False,
    )  # fmt: skip


#: So far before its whole a part begins.
_LED = 48
_LEADS_WHOLE = tuple(
    f"{word}{rest} " for word in ("trong", "trên") for rest in ("", " số", " tổng", " tổng số")
)
_PART_OF = re.compile(
    rf"(?<![\w.,/-])(\d{{1,4}}|{NUMBER_WORDS.pattern}) ((?:(?!trong |trên )[^\W\d]+ ){{0,2}})"
    r"(trong|trên)(?: tổng)?(?: số)? \Z"
)


def in_one_currency(normal: str, found: list[Quantity]) -> list[Quantity]:
    """ "9 tỷ USD trở lên, tăng 1 tỷ": a bare multiplier has the currency of the sum it changes."""
    told = found[:1]
    for quantity in found[1:]:
        last, unit = told[-1].unit, quantity.unit
        if (
            last is not None
            and unit is not None
            and last.code == "USD"
            and unit.code == "VND"
            and unit.form in ("triệu", "tỷ")
            and _CHANGED_BY.fullmatch(normal, told[-1].end, quantity.start)
        ):
            quantity = quantity._replace(unit=unit._replace(code="USD"))
        told.append(quantity)
    return told


_CHANGED_BY = re.compile(r"[^.;,]{0,20}, ?(?:tăng|giảm|hơn|kém)(?: thêm| khoảng| gần| hơn)* ")
_THERE_ARE = re.compile(r"[^.;:]{0,60}(?<!\w)có ")
_GROUPS = re.compile(r"[^.;:]{0,60}(?:(?<!\w)có |, )")


def _goes_on_counting(normal: str, last: Quantity, quantity: Quantity) -> bool:
    """ "7 triệu 520 nghìn con": a bare multiplier and a smaller count of the same things."""
    return (
        last.unit is not None
        and quantity.unit is not None
        and last.kind == quantity.kind == "one"
        and last.unit.form == "triệu"
        and quantity.unit.form.startswith(("nghìn ", "ngàn "))
        and quantity.unit.code in COUNTED
        and quantity.value < last.unit.factor
        and normal[last.end : quantity.start] == " "
    )


def join_compounds(normal: str, found: list[Quantity]) -> list[Quantity]:
    """ "8 tỷ 500 triệu đồng" is one value: a smaller unit of the same money behind a larger."""
    joined: list[Quantity] = []
    for quantity in found:
        last = joined[-1] if joined else None
        if (
            (
                last is not None
                and last.unit is not None
                and quantity.unit is not None
                and last.kind == quantity.kind == "one"
                and (
                    last.unit.code == quantity.unit.code
                    # "1 tỷ 252 triệu USD": the currency stands behind both
                    or (last.unit.form in ("tỷ", "triệu") and quantity.unit.code == "USD")
                )
                and quantity.unit.code in ("VND", "USD", "KWH")
                and last.unit.factor > quantity.unit.factor
                and quantity.value < last.unit.factor
                and normal[last.end : quantity.start].strip() in ("", ",")
                and normal[last.end : quantity.start] != ", "
            )
            or (last is not None and _goes_on_counting(normal, last, quantity))
        ):
            joined[-1] = last._replace(
                end=quantity.end, value=clean(last.value + quantity.value), unit=quantity.unit
            )
        elif last is not None and _tells_thousands(normal, last, quantity):
            factor = quantity.unit.factor if quantity.unit else 1.0
            joined[-1] = quantity._replace(
                start=last.start, value=clean(last.value * factor + quantity.value)
            )
        else:
            joined.append(quantity)
    return joined


def _tells_thousands(normal: str, last: Quantity, quantity: Quantity) -> bool:
    """ "10 nghìn 537 tỷ đồng": the thousands of the count of billions that follows."""
    return (
        last.unit is not None
        and quantity.unit is not None
        and last.kind == quantity.kind == "one"
        and last.unit.form in ("nghìn", "ngàn")
        and quantity.unit.code in ("VND", "USD")
        and quantity.unit.factor >= _MILLION
        and quantity.value < last.unit.factor * quantity.unit.factor
        and normal[last.end : quantity.start] == " "
    )


_MILLION = 1e6
