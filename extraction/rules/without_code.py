"""Amounts that a report tells in words that no code has: kept without one, and not dropped."""

from __future__ import annotations

import re
from functools import cache

from extraction.passage import Scene, between
from extraction.reference import any_of, codebook, phrases_of, unit_forms, with_trait
from extraction.rules.candidates import Choice
from extraction.rules.measures import Cues, measure_of
from extraction.rules.quantity import Quantity
from extraction.rules.units import COUNTED
from extraction.text import normalise, word_start

#: How such a choice says that it was found; the first rule of its observation.
UNNAMED = "unnamed"
_SCORE, _MARGIN = 0.5, 0.2
_PARTS_OF_PLACE = frozenset(("COMMUNE", "DISTRICT", "VILLAGE"))


def amount_without_code(scene: Scene, number: int, cues: Cues, told_before: bool) -> Choice | None:
    """The number as one of "số liệu chưa có mã", where it is an amount of its own.

    `told_before` says that the sentence has told an indicator of the codebook.
    None for what an assembly votes or elects, for a percentage of nothing counted ("tăng 5%") and
    for places, unless they are so many of so many ("8/11 huyện").
    """
    quantity = scene.quantities[number]
    unit = quantity.unit
    if unit is None or quantity.in_words or unit.form in _MULTIPLIERS_ALONE:
        return None
    if _PER.match(scene.reading.normal, quantity.end):
        return None
    code = _by_unit().get("M2" if unit.form == "m2" else unit.code)
    if code is None or _no_result().search(scene.reading.normal, scene.start, scene.end):
        return None
    if quantity.kind != "slash" and not _tells_of_place(scene, number, told_before):
        return None
    if unit.code == "PERCENT":
        if not _is_share_of_counted(scene, quantity, cues):
            return None
    elif unit.code in _PARTS_OF_PLACE or unit.form in _counts_no_result():
        if quantity.kind != "slash":
            return None
    elif quantity.kind not in ("one", "range") or cues.verb not in (None, "reach", "level"):
        return None
    told = measure_of(codebook()[code], quantity, cues)
    return None if told is None else Choice(told, _SCORE, _MARGIN, UNNAMED, None)


def words_beside(scene: Scene, number: int) -> str:
    """The words that tell what an amount without a code is of: those before it, else behind."""
    start, end = scene.start, scene.quantities[number].start
    if number:
        start = scene.quantities[number - 1].end
    before = _LAST_CLAUSE.search(scene.reading.text, max(start, end - _LONGEST), end)
    told = before[0].strip(_EDGES) if before is not None else ""
    if told:
        return told
    behind = _FIRST_CLAUSE.match(scene.reading.text, scene.quantities[number].end, scene.end)
    return behind[0].strip(_EDGES) if behind is not None else ""


#: What these count stands before or behind them ("36,3 nghìn", "62,5 triệu trái").
_MULTIPLIERS_ALONE = frozenset(("nghìn", "ngàn", "triệu", "tỷ"))
#: "dự án trên 100 tỷ đồng / dự án": so much each.
_PER = re.compile(r" ?/")
_LONGEST = 80
_LAST_CLAUSE = re.compile(r"[^,;:.()\n]*\Z")
_FIRST_CLAUSE = re.compile(r"[^,;:.()\n\d]{0,60}")
_EDGES = " \t-–+*•\"'"


@cache
def _counts_no_result() -> frozenset[str]:
    return frozenset(map(normalise, phrases_of("counts_no_result")))


@cache
def _by_unit() -> dict[str, str]:
    """The code of what has none, by the unit it is told in."""
    return {codebook()[code].unit: code for code in with_trait(UNNAMED)}


def _is_share_of_counted(scene: Scene, quantity: Quantity, cues: Cues) -> bool:
    """ "100% trường học dạy tin học": a percentage right before what is counted."""
    if quantity.kind not in ("one", "range") or not 0 < quantity.value <= 100:
        return False
    told = cues.verb not in (None, "reach", "level") or cues.plan or cues.base is not None
    return not told and _counted().match(scene.reading.normal, quantity.end) is not None


@cache
def _counted() -> re.Pattern[str]:
    forms = {normalise(form) for form, found in unit_forms().items() if found.unit in COUNTED}
    nouns = word_start(sorted(forms))
    return re.compile(rf" (?:tổng )?(?:số |các )?(?:{nouns})(?!\w)")


def _tells_of_place(scene: Scene, number: int, told_before: bool) -> bool:
    """Whether the sentence goes on with a report or names the place that the number is of."""
    if told_before:
        return True
    start = scene.quantities[number].start
    named = between(scene.places, scene.start, start)
    if any(row.how != "agency" for row in named):
        return True
    return _of_all().search(scene.reading.normal, scene.start, start) is not None


@cache
def _of_all() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{any_of('of_all')})(?!\w)")


@cache
def _no_result() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{any_of('no_result')})(?!\w)")
