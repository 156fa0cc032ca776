"""Tables whose cells a page's conversion left one below the other, as rows of cells.

    Thực hiện kỳ báo cáo

    So với cùng kỳ (%)

    Tổng diện tích gieo trồng

    47.438,6

    99,90

The head has as many cells as each row has numbers; blank lines, or lines of nothing but a bar,
part the cells. Where the head names the column of labels ("Stt", "Chỉ tiêu", "TH năm 2018", "KH năm
2019", "Ghi chú"; "Năm", "2018", "2019"), rows may be numbered, parted by the names of sections and
end with a remark.
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
#: Behind a line break, so that the search leaps from one to the next.
_NUMBER_LINE = re.compile(r"\n[ \t]*[-+]?\d[\d.,]*(?: ?%)?[ \t]*(?![^\n])")
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
    if len(_NUMBER_LINE.findall(f"\n{text}")) < MIN_ROWS * MIN_NUMBERS:
        return
    cells = list(_cells(text))
    at = 0
    while at < len(cells):
        if (headed := _headed_block(cells, at)) is not None:
            table, at = headed
            last = table[-1][-1]
            yield table[0][1].start, last.start + len(last.text), table
            continue
        width = _numbers_after(cells, at)
        rows: list[list[Cell]] = []
        here = at
        while width >= MIN_NUMBERS and _numbers_after(cells, here) == width:
            rows.append(cells[here : here + width + 1])
            here += width + 1
        head = cells[at - width : at]
        readable = at >= width and _is_head(head) and not _is_in_groups(cells, at, width)
        if len(rows) < MIN_ROWS or not readable:
            at += 1
            continue
        last = rows[-1][-1]
        yield (
            head[0].start,
            last.start + len(last.text),
            [[Cell(_LABELS, head[0].start), *head], *rows],
        )
        at = here


def _is_in_groups(cells: Sequence[Cell], at: int, width: int) -> bool:
    """Whether the head stands below one that joins columns, so that no order of them is sure.

    "Tốc độ tăng so với cùng kỳ (%) / Đóng góp vào tăng trưởng (%) / 9 tháng 2009 / 9 tháng 2010":
    the times are the first one's columns, and stand behind the second.
    """
    first, *times = cells[at - width : at]
    above = cells[at - width - 1].text.lower() if at > width else ""
    return (
        len(times) > 1
        and all(_COLUMN.match(one.text.lower()) for one in times)
        and not _COLUMN.match(first.text.lower())
        and _COMPARES.search(first.text.lower()) is not None
        and _COMPARES.search(above) is not None
    )


_COMPARES = re.compile(r"so với|so sánh|tăng|đóng góp|cơ cấu|tỷ trọng|%")


def _headed_block(cells: Sequence[Cell], at: int) -> tuple[list[list[Cell]], int] | None:
    """The rows of a table whose head begins with the cell of the labels, and what follows it."""
    of_years = cells[at].text.lower() == _LABELS_OF_YEARS
    if not (of_years or _NAMES_LABELS.fullmatch(cells[at].text.lower())):
        return None
    width = 0
    while at + 1 + width < len(cells) and _is_time(cells[at + 1 + width].text, bare=of_years):
        width += 1
    if width < MIN_NUMBERS:
        return None
    head = cells[at + 1 : at + 1 + width]
    if of_years:
        months = _MONTHS_ABOVE.search(cells[at - 1].text.lower()) if at else None
        part = f"{months[0]} " if months is not None else ""
        head = [Cell(f"{part}năm {year.text}", year.start) for year in head]
    rows: list[list[Cell]] = [[Cell(_LABELS, head[0].start), *head]]
    here = end = at + 1 + width
    while here < len(cells) and here - end <= _LONGEST_GAP:
        label = cells[here].text
        numbers = cells[here + 1 : here + 1 + width]
        told = len(numbers) == width and all(
            _NUMBER_OR_RANGE.fullmatch(one.text) for one in numbers
        )
        if told and any(map(str.isalpha, label)) and len(label) <= _LONGEST_LABEL:
            rows.append(list(cells[here : here + 1 + width]))
            here = end = here + 1 + width
        else:
            here += 1  # the number of a row, the name of a section, a remark
    return (rows, end) if len(rows) > MIN_ROWS else None


def _is_time(text: str, *, bare: bool) -> bool:
    """Whether a cell of the head tells a time; a `bare` year under "Năm" is one."""
    if bare:
        return _YEAR.fullmatch(text) is not None
    return len(text) <= _LONGEST_TIME and _COLUMN.match(text.lower()) is not None


#: What the column of labels is called above years alone, and the months of each of them that the
#: sentence above tells ("tốc độ tăng GRDP 6 tháng đầu năm so với cùng kỳ như sau:").
_LABELS_OF_YEARS = "năm"
_MONTHS_ABOVE = re.compile(
    r"(?:\d{1,2}|sáu|chín|ba) tháng(?: đầu)?(?= năm)|quý (?:iv|i{1,3})(?!\w)"
)
_YEAR = re.compile(r"(?:19|20)\d\d")


_NAMES_LABELS = re.compile(r"(?:các |tên )?(?:chỉ tiêu|nội dung|danh mục|hạng mục)(?: chủ yếu)?")
_COLUMN = re.compile(
    r"(?:ước )?(?:thực hiện|th|kế hoạch|kh|dự toán|ước|năm|quý|tháng|\d{1,2} tháng)(?!\w)"
)
_NUMBER_OR_RANGE = re.compile(r"[-+]?\d[\d.,]*(?: ?%)?(?: ?[-–] ?\d[\d.,]*(?: ?%)?)?")
#: So long a cell of the head is, and so many cells may stand between two rows.
_LONGEST_TIME, _LONGEST_GAP = 40, 14


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
