"""What a number takes from the list or row that it stands in."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extraction.passage import Scene, between
from extraction.reference import codebook, with_trait
from extraction.rules import candidates
from extraction.rules.inherited import gap_after
from extraction.rules.stages import in_brackets
from extraction.state import State


def turns_to_output(scene: Scene, number: int) -> bool:
    """ "GRDP tăng 9%; giá trị sản xuất: nông nghiệp tăng 2%": a head between two numbers."""
    start = scene.quantities[number - 1].end if number else scene.start
    for row in between(scene.mentions, start, scene.quantities[number].start):
        if row.head == candidates.GROSS_OUTPUT:
            return True
    return False


def are_of_budget(code: str, told: Sequence[str]) -> bool:
    """ "Tính đến ngày 30-9, tổng thu 772 tỷ đồng. Tổng chi 566 tỷ đồng": both of one account."""
    book = codebook()
    return book[code].topic == "budget" and any(book[one].topic == "budget" for one in told)


def are_of_harm(scene: Scene, told: Sequence[str]) -> bool:
    """ "Đến 25/4 có 480 ha lúa bị thiệt hại. Có 200 hộ bị ảnh hưởng, giá trị thiệt hại 5 tỷ đồng".

    Whether the sentence goes on with the harm that a number before it told.
    """
    harms = with_trait("harm")
    return (
        any(one in harms for one in told)
        and _HARMED.search(scene.reading.normal, scene.start, scene.end) is not None
    )


_HARMED = re.compile(r"(?<!\w)(?:thiệt hại|bị ảnh hưởng|tổn thất|hư hại|hư hỏng)(?!\w)")


def is_next_of_list(scene: Scene, number: int, state: State) -> bool:
    """ "trồng mới 2.259 ha (nhãn 653 ha; mận 580 ha)": the number before told the same in turn.

    Or "tiến độ thu hoạch: lúa 3.185 ha, bằng 91% cùng kỳ; ngô 2.717 ha": the row's first number.
    """
    if state.codes[-1][1] == number - 1 and scene.in_brackets[number]:
        one, other = (scene.quantities[at].unit for at in (number - 1, number))
        return one is not None and other is not None and one.code == other.code
    if state.codes[0] != (state.codes[-1][0], 0):
        return False
    first = scene.quantities[0]
    if between(scene.words_of("narrow"), first.end, scene.quantities[number].start):
        # "thu hoạch cây hằng năm 47.124 ha; trong đó: lúa 35.023 ha (tăng 56%), bắp 4.022 ha"
        return bool(scene.marks_between(first.end, scene.quantities[number].start))
    if scene.reading.normal.find(":", scene.start, first.start) < 0:
        return False
    return ";" in gap_after(scene, number - 1) or _only_names_item(scene, number)


def _only_names_item(scene: Scene, number: int) -> bool:
    """ "Đã thu hoạch: lúa 500 ha, ngô 60 ha": a comma and a product's name, and nothing more."""
    start, end = scene.quantities[number - 1].end, scene.quantities[number].start
    return any(
        scene.reading.normal[start : row.start].strip() in (",", "và", ", và")
        and not scene.reading.normal[row.end : end].strip(" :")
        for row in between(scene.items, start, end)
    )


def code_before(scene: Scene, number: int, state: State) -> str | None:
    """The code of the number before, past those of a bracket that has closed."""
    if not state.codes:
        return None
    code, index = state.codes[-1]
    aside = in_brackets(scene, index) and not in_brackets(scene, number)
    return state.outer.told.code if aside and state.outer is not None else code
