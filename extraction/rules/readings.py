"""How the codes of one phrase read a quantity: as their own measure or as that of their share."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from extraction.record import Replaceable, record
from extraction.reference import Indicator, codebook
from extraction.rules.measures import Cues, Told, fits_unit, measure_of
from extraction.rules.quantity import Quantity, is_per_cent
from extraction.rules.units import COUNTED

#: Readings that only make sense behind an amount told in the same sentence.
NEEDS_LEVEL = frozenset(("measure:share_of_plan_unsaid",))


_FALLS = re.compile(r"(?:mức |làm )?giảm ", re.I)


#: How a phrase begins that names a fall, and the verbs that tell how much it is.
_FALL_ITSELF, _IS = ("mức giảm", "tốc độ giảm", "tỷ lệ giảm"), frozenset((None, "reach", "level"))


@cache
def count_of() -> dict[str, str]:
    """The count behind each share code, where one count alone has it."""
    counts: dict[str, list[str]] = {}
    for indicator in codebook().values():
        if indicator.share:
            counts.setdefault(indicator.share, []).append(indicator.code)
    return {share: codes[0] for share, codes in counts.items() if len(codes) == 1}


@record
class _Said(Replaceable):
    """What the words of an indicator's phrase say beside naming it."""

    falls: bool
    is_fall: bool
    grows: bool
    goes_on: bool
    adds_capital: bool
    of_area: bool


@lru_cache(maxsize=8192)
def said_by(phrase: str) -> _Said:
    folded = phrase.lower()
    return _Said(
        _FALLS.match(phrase) is not None,
        folded.startswith(_FALL_ITSELF),
        folded.startswith(("tăng trưởng", "tốc độ")),
        folded.endswith("tăng trưởng"),
        folded.endswith(" tăng") and "vốn" in folded,
        folded.startswith("diện tích"),
    )


def with_words_of(phrase: str, indicator: Indicator, cues: Cues) -> Cues:
    """The cues with the verb that the phrase itself holds ("giảm nghèo", "tốc độ tăng")."""
    said = said_by(phrase)
    if (said.falls and cues.verb is None) or (said.is_fall and cues.verb in _IS):
        # also "mức giảm tỷ lệ hộ nghèo là 1,7%", where the noun itself tells the fall
        cues = cues._replace(verb="direction", sign=-1)
    if said.grows and not cues.growth and indicator.kind != "rate":
        verb = cues.verb if cues.verb in ("direction", "multiple") else "reach"
        cues = cues._replace(verb=verb, growth=True)
    if said.adds_capital and cues.verb == "direction":
        cues = cues._replace(verb=None, sign=0)  # "vốn điều chỉnh tăng 2,7 tỷ USD": so much capital
    rises = cues.verb == "direction" and cues.sign > 0 and said.goes_on
    if rises and indicator.kind == "rate" and "…" in phrase:
        cues = cues._replace(verb=None, sign=0)  # "kinh tế của tỉnh tăng trưởng 13%": its name
    return cues


def reading_of_amount(
    indicator: Indicator, quantity: Quantity, cues: Cues
) -> list[tuple[Told, float]]:
    told = measure_of(indicator, quantity, cues)
    return [] if told is None else [(told, 0.0)]


def readings_of(
    indicator: Indicator,
    book: dict[str, Indicator],
    quantity: Quantity,
    cues: Cues,
    named: bool,
    before: str | None,
) -> list[tuple[Told, float]]:
    """The code's own reading, and that of its share code for a percentage of a count.

    `named` tells that a phrase names the code, `before` is the code of the number right before;
    no amount is read here.
    """
    unit = quantity.unit
    own = indicator
    found: list[tuple[Told, float]] = []
    standing = quantity.kind == "rank" or (unit is not None and unit.code == "RANK")
    if standing and indicator.code.endswith("_score"):
        indicator = book.get(indicator.code.removesuffix("_score") + "_rank", indicator)
    slash = quantity.kind == "slash"
    counted = count_of().get(indicator.code) if slash else None
    # "2 nhóm hàng giảm giá: thuốc giảm 0,06%": the counted goods' own index.
    if indicator.share is not None and is_per_cent(quantity):
        index = book.get(indicator.share)
        indicator = index if index is not None and index.kind == "index" else indicator
    # Only where the rate alone has a code does a part of a whole stand under it (rule 20).
    if counted is not None and unit is not None and fits_unit(book[counted], unit.code):
        indicator = book[counted]
    if slash and own.code.startswith("~") and not cues.plan:
        # "197.247/240.986 người có thẻ BHYT": the fraction that the rate tells
        rate = book.get(indicator.share or "")
        indicator = rate if rate is not None and rate.kind == "rate" else indicator
    told = measure_of(indicator, quantity, cues)
    if told is not None:
        found.append((told, 0.0))
    if (
        indicator.share is not None
        and unit is not None
        and unit.code in ("PERCENT", "PP")
        and (not cues.plan or "quota" in indicator.traits)
        and not (cues.base is not None and cues.verb != "direction")
        and not (quantity.value > 100 and cues.verb == "reach")
    ):
        share = measure_of(book[indicator.share], quantity, cues)
        if share is not None:
            clear = cues.share or cues.bracket or told is None
            direct = cues.verb == "direction" and unit.code == "PERCENT"
            unsaid = told is not None and told.rule in NEEDS_LEVEL
            opens = named and before not in (own.code, own.share)
            completes = opens and indicator.share.endswith("_rate")
            if unsaid and (indicator.unit in COUNTED or completes):
                # "giải ngân vốn đầu tư công đạt 68%": no sum and no plan (rule 19)
                # "Mũi 1: 47.498 liều, đạt 99,7%" tells the share, no plan being named.
                found = [(row, cost - 1.0) for row, cost in found]
                clear = True
            if cues.inherited == "change_abs" and cues.bracket and indicator.better == "up":
                clear = False  # "tăng 35.311 người (4,69%)": by so much, no points of a rate
            whole = cues.inherited == "fraction" or "quota" in indicator.traits
            if cues.inherited == "attainment_pct" or (told is not None and not unsaid):
                clear = False
            elif unsaid and indicator.better == "down":
                clear = True  # debts have no plan to be attained
                found = [(row, cost - 1.0) for row, cost in found]
            found.append((share, 0.0 if whole else -0.1 if clear and not direct else -0.9))
            if cues.inherited == "fraction" and told is not None:
                found = [(row, cost - 1.0) for row, cost in found[:1]] + found[1:]
    return found
