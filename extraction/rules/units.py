"""The written unit after a number."""

from __future__ import annotations

import re
from functools import cache

from extraction.record import Replaceable, record
from extraction.reference import phrases_of, phrases_with, unit_forms
from extraction.text import normalise, word_start

#: Units that count whole things: "1,234 hộ" can only be a thousand and more.
COUNTED = frozenset(
    [
        "PERSON",
        "VISIT",
        "WORKDAY",
        "HOUSEHOLD",
        "COMMUNE",
        "DISTRICT",
        "VILLAGE",
        "SCHOOL",
        "ENTERPRISE",
        "COOPERATIVE",
        "PROJECT",
        "PRODUCT",
        "HEAD",
        "DOSE",
        "VEHICLE",
        "CRITERION",
        "TARGET",
        "DOCUMENT",
        "CASE",
        "BED",
        "HOUSE",
        "ITEM",
    ]
)
#: Units that a multiplier word may stand before; nobody counts thousands of communes.
_MULTIPLIED = frozenset(
    [
        "PERSON",
        "VISIT",
        "WORKDAY",
        "HOUSEHOLD",
        "PRODUCT",
        "HEAD",
        "DOSE",
        "VEHICLE",
        "DOCUMENT",
        "CASE",
        "HOUSE",
        "ITEM",
        "HA",
        "M2",
        "M3",
        "TONNE",
        "LITRE",
        "KWH",
        "KM",
        "ENTERPRISE",
        "USD",
    ]
)
_MULTIPLIERS = {"nghìn": 1e3, "ngàn": 1e3, "vạn": 1e4, "triệu": 1e6, "tỷ": 1e9}


@record
class Unit(Replaceable):
    """A unit as written: canonical code, factor, folded form, offsets of its words."""

    code: str
    factor: float
    form: str
    start: int
    end: int


@cache
def _patterns() -> tuple[re.Pattern[str], dict[str, tuple[str, float]]]:
    known = {normalise(form): (found.unit, found.factor) for form, found in unit_forms().items()}
    longest_first = sorted(known, key=len, reverse=True)
    forms = word_start(longest_first, inside="").replace(r"\ ", " +").replace("/", " ?/ ?")
    return re.compile(rf" {{0,2}}((?:{forms})(?![^\W_])|%)"), known


def match_unit(normal: str, start: int) -> Unit | None:
    """The longest written unit right after `start` (folded text), or None.

    A multiplier before a counted noun counts ("3 nghìn hộ"); "triệu" and "tỷ" alone are dong.
    """
    pattern, known = _patterns()
    found = pattern.match(normal, start)
    if found is None:
        return None
    if _not_a_unit().match(normal, found.start(1)):
        return None
    form = found[1] if found[1] in known else _plain(found[1])
    code, factor = known[form]
    first, _, rest = form.partition(" ")
    if rest and first in _MULTIPLIERS and _counts_others(normal, found.end() - len(rest), code):
        return None
    if form in _MULTIPLIERS:
        noun = pattern.match(normal, found.end())
        if noun is not None and _counts_others(normal, noun.start(1), known[_plain(noun[1])][0]):
            return None
        if noun is not None and (counted := _plain(noun[1])) not in _MULTIPLIERS:
            noun_code, noun_factor = known[counted]
            if noun_code in _MULTIPLIED:
                factor = _MULTIPLIERS[form] * noun_factor
                return Unit(noun_code, factor, counted, found.start(1), noun.end())
    return Unit(code, factor, form, found.start(1), found.end())


@cache
def _not_a_unit() -> re.Pattern[str]:
    """Words that begin like a unit ("đồng bào", "xã hội")."""
    longest_first = word_start(map(normalise, phrases_of("no_unit")), inside="")
    return re.compile(rf"(?:{longest_first})(?!\w){_NOT_YEARLY}")


#: "lượt khách hàng năm" are visitors of every year and no customers.
_NOT_YEARLY = r"(?!(?<=hàng) (?:năm|tháng|quý|tuần|ngày)(?!\w))"


def _counts_others(normal: str, start: int, code: str) -> bool:
    """ "10 triệu lượt khách hàng": a multiplied noun that only begins like a counted one.

    And "12 triệu đồng hồ", which are no dong.
    """
    if code in _MULTIPLIED:
        return _not_a_unit().match(normal, start) is not None
    return code == "VND" and _things().match(normal, start) is not None


@cache
def _things() -> re.Pattern[str]:
    """Words of people and things that begin like money ("đồng hồ", "đồng bào")."""
    return re.compile(rf"(?:{word_start(sorted(phrases_with('no_unit', 'thing')))})(?!\w)")


def _plain(written: str) -> str:
    return " ".join(written.replace(" /", "/").replace("/ ", "/").split())
