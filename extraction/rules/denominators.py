"""Phrases beside a number that name what it is a share of, and not what it is of."""

from __future__ import annotations

import re

from extraction.lexicon import Mention
from extraction.passage import Scene, between
from extraction.reference import Indicator, codebook
from extraction.rules.quantity import is_per_cent
from extraction.state import State


def is_denominator(scene: Scene, row: Mention) -> bool:
    """Whether the phrase stands right behind a per cent sign."""
    normal = scene.reading.normal
    if normal.endswith("% ", 0, row.start):
        return not _opens_clause(scene, row)
    if not normal.startswith(")", row.end) or not normal.endswith("(", 0, row.start):
        return False
    # "35,1% lực lượng lao động (LLLĐ)": the short form of the same
    told = [one for one in between(scene.mentions, scene.start, row.start) if one.end < row.start]
    return any(
        one.codes == row.codes
        and one.end == row.start - 2
        and normal[one.start - 2 : one.start] == "% "
        for one in told
    )


def _opens_clause(scene: Scene, row: Mention) -> bool:
    """ "khu vực II chiếm 18% khu vực III chiếm 61%": a branch that its own verb follows."""
    book = codebook()
    if not any("branch_share" in book[code].traits for code, _ in row.codes):
        return False
    return any(
        verb.word is not None and verb.word.role in ("level", "direction")
        for verb in between(scene.words, row.end, row.end + 2)
    )


def names_whole(scene: Scene, number: int) -> bool:
    """ "chiếm 42% kim ngạch xuất khẩu", "bằng 35% tổng GRDP": of an amount, no rate and no plan."""
    quantity = scene.quantities[number]
    if not is_per_cent(quantity):
        return False
    end = quantity.end
    start = end + (6 if scene.reading.normal.startswith(" tổng ", end) else 1)
    named = between(scene.names, end + 1, start + 1)
    if not named:
        return False
    book = codebook()
    return any(
        row.codes and all(head is None and book[code].kind != "rate" for code, head in row.codes)
        for row in named
        if row.start in (end + 1, start)
    )


def is_of_what_is_told(scene: Scene, row: Mention, state: State) -> bool:
    """Whether a phrase without a code is what a share of the number before is of."""
    for code, _ in row.codes:
        if code[0] != "~":
            return False
    shared = codebook()[state.codes[-1][0]].share is not None
    # "14 trạm y tế đạt chuẩn, 100% trạm y tế có bác sĩ" turns to another share
    turns = _SHARE_IN_ROW.search(scene.reading.normal, max(scene.start, row.start - 14), row.start)
    return shared and turns is None and is_denominator(scene, row)


_SHARE_IN_ROW = re.compile(r"[,;] ?[\d.,]+ ?% \Z")


def names_whose_target(scene: Scene, row: Mention) -> bool:
    """Whether a phrase that ends with "chỉ tiêu" goes on with the name of another indicator."""
    if not row.phrase.endswith("chỉ tiêu"):
        return False
    behind = between(scene.names, row.end + 1, row.end + 2)
    return any(other.codes and not needs_head(other) for other in behind)


def is_of_amount_before(scene: Scene, row: Mention) -> bool:
    """ "Thu ngân sách trên địa bàn đạt 100% chỉ tiêu": how much of the revenue's target."""
    if not row.phrase.endswith("chỉ tiêu"):
        return False
    book = codebook()
    before = [
        one
        for one in between(scene.names, max(scene.start, row.start - _A_SUBJECT), row.start)
        if one.end <= row.start
        and scene.marks_between(one.end, row.start) in ("", ":")
        and not between(scene.quantities, one.end, row.start)
    ]
    return any(
        head is None and code[0] != "~" and _has_target(book[code])
        for one in before
        for code, head in one.codes
    )


def _has_target(indicator: Indicator) -> bool:
    """Whether "chỉ tiêu" behind a per cent is the indicator's own: an amount's, or a quota's."""
    return indicator.unit not in ("PERCENT", "TARGET") or "quota" in indicator.traits


#: So far before the verb its subject begins.
_A_SUBJECT = 60


def is_uncoded_total(row: Mention) -> bool:
    return row.phrase.startswith(TOTAL) and all(code[0] == "~" for code, _ in row.codes)


TOTAL = "tổng số "


def needs_head(row: Mention) -> bool:
    for _, head in row.codes:
        if head is None:
            return False
    return bool(row.codes)
