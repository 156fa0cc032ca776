"""The words of a sentence that the grammar asks for: those that no name holds."""

from __future__ import annotations

from collections.abc import Sequence

from extraction.lexicon import Mention


def grammar_words(mentions: Sequence[Mention]) -> list[Mention]:
    """Grammar phrases, longest first, that neither a longer one nor an indicator's name covers."""
    kept: list[Mention] = []
    reach = -1
    names = [
        row for row in mentions
        if row.codes and not row.crosses and row.size > 1 and "…" not in row.phrase
    ]  # fmt: skip
    for row in mentions:
        if row.word is None:
            continue
        if row.end <= reach:
            if not (kept and row.start == kept[-1].start and row.end == kept[-1].end):
                continue
        elif row.start < reach:
            continue
        if names and row.word.role != "growth" and _is_covered(row, names):
            if row.word.role == "none":
                reach = max(reach, row.end)  # "thuế giá trị gia tăng" tells of no rise
            continue
        if row.word.role == "planner" and _is_cut_off(row, mentions):
            continue
        kept.append(row)
        if row.end > reach:
            reach = row.end
    # "vốn CT MTQG": the abbreviation of a programme's name holds "mục tiêu", and sets no target
    hidden: dict[tuple[int, int], int] = {}
    for row in kept:
        if row.word and row.word.role == "none":
            at = row.start, row.end
            hidden[at] = max(row.size, hidden.get(at, 0))
    return [row for row in kept if row.size >= hidden.get((row.start, row.end), 0)]


def _is_cut_off(row: Mention, mentions: Sequence[Mention]) -> bool:
    """ "toàn huyện giao quân đạt 100%": the planner's verb is a syllable of another word."""
    return any(
        other.word is not None and other.word.role == "none" and row.start < other.start < row.end
        for other in mentions
        if other.end > row.end
    )


def _is_covered(row: Mention, names: Sequence[Mention]) -> bool:
    start, end, size = row.start, row.end, row.size
    for name in names:
        if name.start > start:
            return False
        if end <= name.end and size < name.size and _covers(name, row):
            return True
    return False


def _covers(name: Mention, row: Mention) -> bool:
    # "giảm hộ nghèo" is an alias that begins with its verb: the verb keeps its say.
    assert row.word is not None
    if row.word.role == "stage" and row.word.value == "target" and name.start == row.start:
        return False  # "mục tiêu tăng trưởng 6,7%" is an aim
    if row.word.role == "stage" and row.word.value == "estimate":
        return False  # "ước thu từ trồng trọt", "17/21 chỉ tiêu ước đạt"
    if row.word.role == "level" and name.end == row.end:
        return False  # "giảm tỷ lệ hộ nghèo còn 1,4%"
    verb = row.word.role == "direction" and row.size == 1
    at_edge = name.end == row.end or (name.start == row.start and row.phrase == "giảm")
    return not (verb and at_edge)
