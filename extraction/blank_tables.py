"""Tables whose cells nothing but blanks part, as rows of cells.

    Ngành 2017 2018 (ước)
    Nông nghiệp 40,8 49
    Dịch vụ 13,9 16,7

The head ends with its columns, each a year (with its stage, or against another year); a row ends
with as many numbers. A row with fewer has empty cells that nobody can place: it tells nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from extraction.stacked_tables import Cell

#: So many columns and so many rows make a table.
MIN_COLUMNS, MIN_ROWS = 2, 2
_LONGEST_LABEL = 120
_YEAR = r"(?:19|20)\d\d"
_COLUMN = re.compile(
    r"(?:(?:sơ bộ|ước thực hiện|ước th|ước|ưth|thực hiện|th|kế hoạch|kh|dự toán) ?)?"
    rf"(?:năm ?)?{_YEAR}(?: ?/ ?{_YEAR})?(?: ?\((?:ước|ước thực hiện|sơ bộ|kế hoạch|kh|th|%)\))?",
    re.I,
)
_HEAD = re.compile(
    r"(?P<names>[^\d\n|.;:]{0,60}?)"
    rf"(?P<columns>(?:{_COLUMN.pattern}[ \t]+)+{_COLUMN.pattern})\s*",
    re.I,
)
#: Two years on a line, which every head has.
_MAY_BE_HEAD = re.compile(rf"{_YEAR}[^\n]{{0,24}} [^\n]{{0,24}}{_YEAR}")
_NUMBER = r"[-+]?\d[\d.,]*%?"
_UNIT_NAMED = re.compile(r"(?:đvt|đơn vị(?: tính)?)\.?\s*\Z", re.I)
#: "Thu ngân sách Tỷ đồng", "Năng suất Tạ/ha", "Tỷ lệ hộ nghèo %", "Trồng rừng ha".
_UNIT_AT_END = re.compile(r"\S\s+([^\W\d_a-zà-ỹ]\S*(?: [^\W\d]+){0,2}|[%‰]|\S{1,5})\Z")
_ORDER = re.compile(r"\d{1,2}(?:\.\d)?[.)]? (?=[^\W\d])")


def blank_blocks(text: str) -> Iterator[tuple[int, int, list[list[Cell]]]]:
    """Where each such table begins and ends, and its rows; the first is the head."""
    if _MAY_BE_HEAD.search(text) is None:
        return
    lines = list(_lines(text))
    at = 0
    for number in _may_be_heads(text, [start for start, _ in lines]):
        start, line = lines[number]
        head = _HEAD.fullmatch(line) if number >= at and _MAY_BE_HEAD.search(line) else None
        if head is None:
            continue
        at = number + 1
        columns = [
            Cell(_named(one[0]), start + head.start("columns") + one.start())
            for one in _COLUMN.finditer(head["columns"])
        ]
        with_unit = _UNIT_NAMED.search(head["names"].strip()) is not None
        row_of = re.compile(
            rf"(.*?[^\W\d].*?)\s+({_NUMBER}(?:\s+{_NUMBER}){{{len(columns) - 1}}})\s*"
        )
        rows, last, end = [], at, 0
        while last < len(lines):
            begin, row = lines[last]
            told = row_of.fullmatch(row)
            if told is not None and len(told[1]) <= _LONGEST_LABEL and not told[1][-1].isdigit():
                rows.append(_row(told, begin, with_unit=with_unit))
                end = begin + len(row.rstrip())
            elif row.strip() and not _goes_on(row):
                break
            elif row.strip() and not any(map(str.isdigit, _ORDER.sub("", row, count=1))):
                lead = len(row) - len(row.lstrip())
                order = _ORDER.match(row.strip())
                lead += order.end() if order is not None else 0
                rows.append([Cell(row[lead:].strip(), begin + lead)])
            last += 1
        if sum(len(row) > 1 for row in rows) >= MIN_ROWS and len(columns) >= MIN_COLUMNS:
            names = [Cell("chỉ tiêu", start), *([Cell("đvt", start)] if with_unit else [])]
            yield start, end, [[*names, *columns], *_told(rows)]
            at = last


def _may_be_heads(text: str, starts: list[int]) -> list[int]:
    """The numbers of the lines, which begin at `starts`, that two years near each other touch."""
    touched: set[int] = set()
    for found in _MAY_BE_HEAD.finditer(text):
        touched.update(
            range(bisect_right(starts, found.start()) - 1, bisect_left(starts, found.end()))
        )
    return sorted(touched)


def _named(column: str) -> str:
    """ "2018 (ước)" as "ước 2018", "Năm2017" as "năm 2017"."""
    bracket = _BRACKET.search(column)
    if bracket is not None and bracket[1] != "%":
        column = f"{bracket[1]} {column[: bracket.start()].strip()}"
    return _JOINED.sub(r"\1 \2", column)


_BRACKET = re.compile(r"\((ước thực hiện|ước|sơ bộ|kế hoạch|kh|th|%)\)\s*\Z", re.I)
_JOINED = re.compile(r"(năm)((?:19|20)\d\d)", re.I)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    position = 0
    for line in text.splitlines(keepends=True):
        yield position, line.rstrip("\r\n")
        position += len(line)


def _row(told: re.Match[str], begin: int, *, with_unit: bool) -> list[Cell]:
    """The cells of a row: its label, its unit where the head names such a column, its numbers."""
    label, order = told[1], _ORDER.match(told[1])
    lead = order.end() if order is not None else len(label) - len(label.lstrip())
    cells = [Cell(label[lead:].strip(), begin + lead)]
    if with_unit:
        name, unit = _parted(label)
        cells = [
            Cell(name[lead:].strip(), begin + lead),
            Cell(unit, begin + len(label) - len(unit)),
        ]
    first = begin + told.start(2)
    cells += [Cell(one[0], first + one.start()) for one in re.finditer(_NUMBER, told[2])]
    return cells


def _parted(label: str) -> tuple[str, str]:
    """A label and the unit that it ends with: a last word with a capital, or a short one."""
    unit = _UNIT_AT_END.search(label)
    return (label[: unit.start(1)], unit[1]) if unit is not None else (label, "")


def _goes_on(row: str) -> bool:
    """Whether a table may go on behind the line: a label alone, or a row with empty cells."""
    stripped = _ORDER.sub("", row.strip(), count=1)
    return len(stripped) <= _LONGEST_LABEL and stripped[-1] not in ".;:!?)" and stripped[0] != "("


def _told(rows: list[list[Cell]]) -> list[list[Cell]]:
    """The rows up to the last that has numbers."""
    while rows and len(rows[-1]) == 1:
        rows = rows[:-1]
    return rows
