"""Tables whose cells a page's conversion left one below the other, as rows of cells.

    Thực hiện kỳ báo cáo

    So với cùng kỳ (%)

    Tổng diện tích gieo trồng

    47.438,6

    99,90

The head has as many cells as each row has numbers; blank lines, or lines of nothing but a bar,
part the cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

#: So many rows, each of a label and so many numbers, make a table.
MIN_ROWS, MIN_NUMBERS = 2, 2
_LONGEST_HEAD, _LONGEST_LABEL = 80, 160
#: What the column of labels is called, which such a table leaves out.
_LABELS = "chỉ tiêu"

_BARE_NUMBER = re.compile(r"[-+]?\d[\d.,]*(?: ?%)?")
_NUMBER_LINE = re.compile(r"^[ \t]*[-+]?\d[\d.,]*(?: ?%)?[ \t]*$", re.M)
_BLANK = re.compile(r"[\s|]*")
#: One cell of the head at least tells a time, a plan or a comparison.
_TELLS = re.compile(
    r"(?<!\w)(?:thực hiện|th|kế hoạch|kh|dự toán|năm|tháng|quý|so với|cùng kỳ|ước)\b"
)
_SENTENCE = re.compile(r"[.;:!?]\s*\Z")


class Cell(NamedTuple):
    """The text of a cell, its lines joined, and where it begins."""

    text: str
    start: int


def stacked_blocks(text: str) -> Iterator[tuple[int, int, list[list[Cell]]]]:
    """Where each such table begins and ends, and its rows; the first is the head.

    A table that cannot be told apart from text (no head of the right width) is none.
    """
    if len(_NUMBER_LINE.findall(text)) < MIN_ROWS * MIN_NUMBERS:
        return
    cells = list(_cells(text))
    at = 0
    while at < len(cells):
        width = _numbers_after(cells, at)
        rows: list[list[Cell]] = []
        here = at
        while width >= MIN_NUMBERS and _numbers_after(cells, here) == width:
            rows.append(cells[here : here + width + 1])
            here += width + 1
        head = cells[at - width : at]
        if len(rows) < MIN_ROWS or at < width or not _is_head(head):
            at += 1
            continue
        last = rows[-1][-1]
        yield (
            head[0].start,
            last.start + len(last.text),
            [[Cell(_LABELS, head[0].start), *head], *rows],
        )
        at = here


def _cells(text: str) -> Iterator[Cell]:
    """Runs of lines that blank ones part; a run that holds a bare number is one cell a line."""
    run: list[Cell] = []
    position = 0
    for line in [*text.splitlines(keepends=True), ""]:
        if _BLANK.fullmatch(line):
            numbers = any(_BARE_NUMBER.fullmatch(one.text) for one in run)
            if run and not numbers:
                yield Cell(" ".join(one.text for one in run), run[0].start)
            elif run:
                yield from run
            run = []
        else:
            run.append(Cell(line.strip(), position + len(line) - len(line.lstrip())))
        position += len(line)


def _numbers_after(cells: Sequence[Cell], at: int) -> int:
    """How many bare numbers follow the cell, 0 where it is no label."""
    label = cells[at].text if at < len(cells) else ""
    if not any(map(str.isalpha, label)) or len(label) > _LONGEST_LABEL:
        return 0
    count = 0
    while at + 1 + count < len(cells) and _BARE_NUMBER.fullmatch(cells[at + 1 + count].text):
        count += 1
    return count


def _is_head(cells: Sequence[Cell]) -> bool:
    if any(len(one.text) > _LONGEST_HEAD or _SENTENCE.search(one.text) for one in cells):
        return False
    return any(_TELLS.search(one.text.lower()) for one in cells)
