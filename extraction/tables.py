"""Tables in a text, told as sentences: "Thu ngân sách | Tỷ đồng | 45 | 38,2" under its head.

A row becomes one line for each of its numbers ("- Thu ngân sách: kế hoạch năm 2024 45 Tỷ đồng"),
so that the rules for sentences read it; every character keeps the offset that it comes from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from extraction.blank_tables import blank_blocks
from extraction.stacked_tables import Cell, stacked_blocks

#: A row has so many cells, a table so many rows below its head and numbers in all.
MIN_CELLS, MIN_ROWS, MIN_NUMBERS = 3, 2, 2
#: The head has no more rows.
HEAD_ROWS = 2
#: No cell that a sentence is made of is longer, no row has more cells: the time stays linear.
LONGEST_CELL, MOST_CELLS = 160, 40

_LONGEST_UNIT, _LONGEST_LABEL = 40, 60

_BARS = re.compile(r"[|\t]")
_NUMBER = re.compile(
    r"[-+]?\d[\d.,]*(?: ?%)?|\d{1,3}(?:,\d{1,3})? ?%? ?[-–] ?\d{1,3}(?:,\d{1,3})?(?: ?%)?"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_RULE = re.compile(r"[\s|:+-]*")
_BARE_YEAR = re.compile(r"(?<!năm )(?<![\d/.-])((?:19|20)\d\d)(?![\d/])")
_ORDER = re.compile(r"(?:s?tt|số tt|số thứ tự|#)", re.I)
_UNIT_HEAD = re.compile(r"(?:đơn vị(?: tính)?|đvt|đv tính|đv)\.?", re.I)
_PLACE_HEAD = re.compile(r"(?:tên )?(?:huyện|xã|phường|địa phương|đơn vị hành chính|tỉnh)\b", re.I)
_PLAN = re.compile(r"(?<!\w)(?:kh|kế hoạch|mục tiêu|chỉ tiêu|nghị quyết|nq|dự toán|dt)(?!\w)")
_RATE = re.compile(r"(?:tỷ|tỉ) lệ(?!\w)(?!.* /)")
_SHARE = re.compile(r"%|tỷ lệ|so sánh|so với|/")
_EARLIER = re.compile(r"(?<!\w)(?:cùng kỳ|ck|năm trước|(?:năm )?(?:19|20)\d\d)(?!\w)")
#: "Tháng 9 so tháng 8 (%)", "So với tháng trước (%)".
_MONTH_BEFORE = re.compile(r"(?<!\w)so (?:với )?(tháng (?:trước|\d{1,2}(?:/(?:19|20)\d\d)?))(?!\w)")
_YEAR_PAIR = re.compile(r"(?<!\d)((?:19|20)\d\d) ?/ ?(?:năm )?((?:19|20)\d\d)(?!\d)")
_ESTIMATED = re.compile(r"(?<!\w)(?:ước|ưth|uth)(?!\w)")
#: "+,-", "Tăng, giảm", "Chênh lệch": a column of differences.
_DIFFERENCE = re.compile(r"[+±][ ,/]*[-–]|tăng ?[,/(+]* ?giảm|chênh lệch")
#: "TH cùng kỳ 2015", "Cùng kỳ": what the earlier period itself had.
_OF_EARLIER = re.compile(r"(?:th|thực hiện)?\.? ?(?:cùng kỳ|ck)(?: năm)?(?: (?:19|20)\d\d| trước)?")
_IN_BRACKETS = re.compile(r"\(([^()]{1,24})\)\s*\Z")


class _Piece(NamedTuple):
    """Text of a sentence: taken from the table at `start`, or (`own`) put in at that offset."""

    text: str
    start: int
    own: bool = False


def unfold_tables(text: str) -> tuple[str, list[int]] | None:
    """The text with its tables told as sentences and the offset of each character; None without.

    The list has one offset more than the text has characters, for its end.
    """
    blocks = sorted([*stacked_blocks(text), *blank_blocks(text)], key=lambda block: block[0])
    if text.count("|") >= MIN_CELLS or text.count("\t") >= MIN_CELLS:
        blocks = sorted([*blocks, *_blocks(text)], key=lambda block: block[0])
    pieces: list[str] = []
    origins: list[int] = []
    done = 0
    for start, end, rows in blocks:
        told = list(_sentences(rows, _unit_above(text, start))) if start >= done else []
        if not told:
            continue
        pieces.append(text[done:start])
        origins.extend(range(done, start))
        for sentence in told:
            for piece in sentence:
                pieces.append(piece.text)
                length = len(piece.text)
                origins.extend([piece.start] * length if piece.own else range(
                    piece.start, piece.start + length
                ))  # fmt: skip
        done = end
    if not pieces:
        return None
    pieces.append(text[done:])
    origins.extend(range(done, len(text) + 1))
    return "".join(pieces), origins


def _blocks(text: str) -> Iterator[tuple[int, int, list[list[Cell]]]]:
    """Runs of lines that have cells: where they begin and end, and their rows."""
    rows: list[list[Cell]] = []
    begin = position = 0
    lines = text.splitlines(keepends=True)
    for number, line in enumerate(lines):
        cells = _cells(line, position) if "|" in line or "\t" in line else []
        if len(cells) >= MIN_CELLS or (rows and _RULE.fullmatch(line) and line.strip()):
            if not rows:
                begin = position
            if len(cells) >= MIN_CELLS and not _RULE.fullmatch(line):
                rows.append(cells)
        elif rows and _is_label(line) and _goes_on(lines[number + 1 : number + 2], rows[-1]):
            lead = len(line) - len(line.lstrip())
            rows.append([Cell(line.strip(), position + lead)])
        elif rows:
            yield begin, position, rows
            rows = []
        position += len(line)
    if rows:
        yield begin, position, rows


def _is_label(line: str) -> bool:
    """ "Phân theo nhóm ngành hàng": a row whose one cell was told without bars."""
    label = line.strip()
    return 0 < len(label) <= _LONGEST_LABEL and not any(map(str.isdigit, label))


def _goes_on(following: Sequence[str], row: Sequence[Cell]) -> bool:
    return bool(following) and len(_cells(following[0], 0)) == len(row) >= MIN_CELLS


def _cells(line: str, position: int) -> list[Cell]:
    bare = line.rstrip("\r\n")
    if not 1 < bare.count("|") + bare.count("\t") < MOST_CELLS:
        return []
    start = position
    cells = []
    for part in _BARS.split(bare):
        lead = len(part) - len(part.lstrip())
        cells.append(Cell(part.strip(), start + lead))
        start += len(part) + 1
    return cells


def _framed(rows: Sequence[list[Cell]]) -> list[list[Cell]]:
    """The rows without the empty cells that a bar before the first or behind the last leaves."""
    left = all(not row[0].text for row in rows)
    right = all(not row[-1].text for row in rows)
    return [row[left : len(row) - right] for row in rows]


def _is_number(cell: Cell) -> bool:
    return _NUMBER.fullmatch(cell.text) is not None


def _unit_above(text: str, start: int) -> str:
    """The unit that the lines right above a table tell for it ("Đơn vị tính: ha"), or ""."""
    told = list(_CAPTION.finditer(text, max(0, start - _CAPTION_NEAR), start))
    return told[-1][1].strip() if told else ""


def is_unit_line(normal_line: str) -> bool:
    """Whether a folded line tells nothing but the unit of the table below ("(đơn vị tính: ha)")."""
    told = _CAPTION.match(normal_line.strip(" ()"))
    return told is not None and told.end() == len(normal_line.strip(" ()"))


_CAPTION = re.compile(r"(?:đơn vị(?: tính)?|đvt|đv tính) ?: ?([^\W\d][^\n|:;.]{0,18}|%)", re.I)
_CAPTION_NEAR = 120


def _sentences(rows: Sequence[list[Cell]], unit_above: str) -> Iterator[list[_Piece]]:
    """One line for each number of a table, and one for each of its rows that only names."""
    head: list[str] = []
    first = 0
    rows = _framed(rows)
    for row in rows[:HEAD_ROWS]:
        if any(_is_number(cell) and not _YEAR.fullmatch(cell.text) for cell in row):
            break
        if head and len(row) == 1:
            break  # the name of the first rows
        head = _joined(head, [cell.text for cell in row])
        first += 1
    body = rows[first:]
    numbers = sum(_is_number(cell) for row in body for cell in row)
    if not head or len(body) < MIN_ROWS or numbers < MIN_NUMBERS:
        return
    unit_at = next((at for at, name in enumerate(head) if _UNIT_HEAD.fullmatch(name)), None)
    label_at = _label_column(head, body)
    of_places = _PLACE_HEAD.match(head[label_at]) is not None
    earlier = next((name.lower() for name in head if _OF_EARLIER.fullmatch(name.lower())), "")
    estimated_years = {
        year
        for name in head
        if _ESTIMATED.search(name.lower()) and _YEAR_PAIR.search(name) is None
        for year in _YEAR.findall(name)
    }
    whole, parts_dashed = "", True
    last: Cell | None = None
    compares_plan = any(_PLAN.search(name.lower()) for name in head) and not earlier
    for row in body:
        if label_at >= len(row):
            continue
        label = row[label_at]
        dashed = _PART.match(label.text)
        if _PARTS_FOLLOW.fullmatch(label.text.lower()) and last is not None:
            # what follows without the mark of the whole's own row are its parts
            whole, parts_dashed = (last.text, _PART.match(last.text) is None)
            whole = whole if _LENDS_NAME.match(_PART.sub("", whole, 1).lower()) else ""
        elif (dashed is not None) != parts_dashed:
            whole = label.text if _LENDS_NAME.match(label.text.lower()) else ""
            parts_dashed = True
        part = bool(whole) and label.text != whole and (dashed is not None) == parts_dashed
        if part and dashed is not None:
            label = Cell(label.text[dashed.end() :], label.start + dashed.end())
        if not label.text or len(label.text) > LONGEST_CELL or _is_number(label):
            continue
        if ";" in label.text:
            continue  # "Che phủ rừng; trồng rừng": two indicators in one row
        unit = row[unit_at].text if unit_at is not None and unit_at < len(row) else ""
        unit = unit if len(unit) < _LONGEST_UNIT else ""
        unit = unit or unit_above
        told = False
        for at, cell in enumerate(row):
            if at in (label_at, unit_at) or at >= len(head) or not _is_number(cell):
                continue
            if not head[at] or len(head[at]) > LONGEST_CELL or _ORDER.fullmatch(head[at]):
                continue
            told = True
            last = row[label_at]
            name = head[at].lower()
            if compares_plan and _COMPARES.fullmatch(name):
                estimated = any(_ESTIMATED.search(other.lower()) for other in head)
                name = f"{'ước ' if estimated else ''}so kế hoạch (%)"
            pair = _YEAR_PAIR.search(name)
            if pair is not None and pair[1] in estimated_years:
                name = f"ước {name}"  # "Ước 2018" beside "2018/2017 (%)"
            yield _sentence(label, cell, name, unit, of_places, earlier, whole if part else "")
        if not told and any(char.isalpha() for char in label.text):
            end = label.start + len(label.text)
            yield [_Piece(label.text, label.start), _Piece(":\n", end, own=True)]


def _label_column(head: Sequence[str], body: Sequence[Sequence[Cell]]) -> int:
    """Where the rows have their names: the first column named, or one before it that has words."""
    named = next((at for at, name in enumerate(head) if name and not _ORDER.fullmatch(name)), 0)
    for at in range(named):
        words = sum(at < len(row) and any(map(str.isalpha, row[at].text)) for row in body)
        if not head[at] and 2 * words > len(body):
            return at
    return named


def _joined(above: list[str], row: list[str]) -> list[str]:
    """A head of two rows: a cell that spans several columns stands above each of them."""
    if not above:
        return row
    joined, spanning = [], ""
    for at in range(max(len(above), len(row))):
        spanning = (above[at] if at < len(above) else "") or spanning
        joined.append(f"{spanning} {row[at] if at < len(row) else ''}".strip())
    return joined


def _sentence(
    label: Cell,
    cell: Cell,
    head: str,
    unit: str,
    of_places: bool,
    earlier: str,
    whole: str = "",
) -> list[_Piece]:
    """ "- Trồng rừng: kế hoạch năm 2024 400 Ha." with the offsets of label and number.

    `earlier` is the head of the column that tells the period compared with, "" for none; `whole`
    what the row is a part of ("Tốc độ tăng GRDP" above "- Dịch vụ").
    """
    start, end = cell.start, cell.start + len(cell.text)
    named = _Piece(label.text, label.start)
    if of_places:
        bracket = _IN_BRACKETS.search(head)
        unit = unit or (bracket[1] if bracket else "")
        lead, tail = f"{head[: bracket.start()] if bracket else head} ", _with_unit(cell.text, unit)
    else:
        bracket = _IN_BRACKETS.search(label.text) or _IN_BRACKETS.search(whole)
        unit = unit or (bracket[1] if bracket else "")
        if not unit and _RATE.match(label.text.lower()):
            unit = "%"  # "Tỷ lệ trẻ em được tiêm chủng": told without its sign
        lead, tail = _told_as(cell.text, head, unit, earlier)
    opening = f"- {_bare(whole)}: " if whole else "- "
    return [
        _Piece(opening, label.start, own=True), named, _Piece(f": {lead}", start, own=True),
        _Piece(cell.text, start), _Piece(f"{tail}.\n", end, own=True),
    ]  # fmt: skip


def _bare(label: str) -> str:
    """A row's name without its mark and what its brackets tell."""
    return " ".join(_BRACKETS.sub("", _PART.sub("", label, count=1)).split())


_BRACKETS = re.compile(r"\([^()]*\)")
_PARTS_FOLLOW = re.compile(r"(?:trong đó|tr\.? ?đó|gồm|bao gồm) ?:?")
#: A column that compares with the plan, where the table tells one and no earlier period.
_COMPARES = re.compile(r"(?:so sánh|tỷ lệ|tỉ lệ|tỷ lệ đạt|so)? ?\(?%\)?|so sánh")
#: "1.000 tấn": a unit of thousands.
_THOUSAND = re.compile(r"\A1\.?000 ?")
#: How the name of a part begins, and rows that name what their parts are of.
_PART = re.compile(r"[-–+] ?(?=[^\W\d])")
_LENDS_NAME = re.compile(r"(?:tốc độ tăng|tăng trưởng|cơ cấu|tỷ trọng|nhịp độ tăng)(?!\w)")


def _told_as(number: str, head: str, unit: str, compared: str) -> tuple[str, str]:
    """What stands before and behind a number of a column, as a sentence tells it.

    `compared` is the head of the earlier period's column, which shares and differences that name
    no period are measured against.
    """
    than = _BARE_YEAR.sub(r"năm \1", compared.removeprefix("th ").removeprefix("thực hiện "))
    than = "cùng kỳ" if than == "ck" else than
    if than and _DIFFERENCE.search(head) and "%" not in head + number:
        verb = "giảm" if number.startswith("-") else "tăng"
        return f"{verb} ", f"{_with_unit(number, unit)} so với {than}"
    if than and _OF_EARLIER.fullmatch(head):
        return f"({than} là ", f"{_with_unit(number, unit)})"
    if than and "%" in head and not _PLAN.search(head) and not _EARLIER.search(head):
        return "bằng ", f"{'' if '%' in number else '%'} so với {than}"
    dated = _BARE_YEAR.sub(r"năm \1", head.replace("%", " ").strip(" /()"))
    share = "%" in head or (_SHARE.search(head) is not None and "%" in number)
    percent = "" if "%" in number else "%"
    if share and _PLAN.search(head):
        return f"{'ước ' if head.startswith('ước ') else ''}đạt ", f"{percent} kế hoạch"
    if share and (pair := _YEAR_PAIR.search(head)) is not None:
        estimated = "ước " if _ESTIMATED.search(head) else ""
        return f"năm {pair[1]} {estimated}bằng ", f"{percent} so với năm {pair[2]}"
    if share and (month := _MONTH_BEFORE.search(head)) is not None:
        return f"{_time_compared(head)}bằng ", f"{percent} so với {month[1]}"
    earlier = _EARLIER.search(head)
    if share and earlier is not None:
        than = "cùng kỳ" if earlier[0] == "ck" else _BARE_YEAR.sub(r"năm \1", earlier[0])
        when = _time_compared(head)
        if "tăng" in head or number.startswith(("-", "+")):
            verb = "giảm " if number.startswith("-") else "tăng "
            return f"{when}{verb}", f"{percent} so với {than}"
        return f"{when}bằng ", f"{percent} so với {than}"
    if _PLAN.search(head):
        year = re.search(r"năm (?:19|20)\d\d", dated)
        return f"kế hoạch {year[0] + ' ' if year else ''}", _with_unit(number, unit)
    if _ESTIMATED.search(head):
        return f"{dated.replace('ước', '').strip()} ước đạt ", _with_unit(number, unit)
    done = "đã " if _DONE.match(head) else ""
    return f"{dated} {done}đạt ", _with_unit(number, unit)


#: "Thực hiện tháng 9/2023": a column of results.
_DONE = re.compile(r"(?:thực hiện|th)(?!\w)")


def _time_compared(head: str) -> str:
    """ "Ước lũy kế so cùng kỳ năm trước (%)": which time, and whether estimated, is compared."""
    compared = head.partition("so ")[0]
    told = _COMPARED_TIME.search(compared)
    time = f"{told[0].replace('t', 'tháng ', 1) if told[1] else told[0]} " if told else ""
    return f"{time}ước " if time and _ESTIMATED.search(compared) else time


_COMPARED_TIME = re.compile(
    r"(?<!\w)(?:(t)(?=\d{1,2}(?!\w))\d{1,2}|tháng \d{1,2}(?:/\d{4})?|quý [ivx\d]+(?:/\d{4})?"
    r"|(?:lũy kế |cộng dồn )?\d{1,2} tháng(?: đầu năm)?(?: \d{4})?|lũy kế|cộng dồn)(?!\w)"
)


def _with_unit(number: str, unit: str) -> str:
    if not unit or "%" in number:
        return ""
    unit = _THOUSAND.sub("nghìn ", unit)
    return unit if unit == "%" else f" {unit}"
