"""Headings above a line: what they lend to the numbers below them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from extraction.lexicon import Mention
from extraction.rules.periods import PeriodMention

_MARKERS = (
    (r"phần\s+(?:thứ\s+)?(?:\w{1,4})\s*[.:)-]?", 0),
    (r"[ivx]{1,5}\s*[.)/:-]\s", 2),
    (r"điều\s+\d+\s*[.:]", 1),
    (r"\d{1,2}\.\d{1,2}\.\d{1,2}\s*[.)]?\s?", 6),
    (r"\d{1,2}\.\d{1,2}\s*[.)]?\s", 5),
    (r"\(?\d{1,2}\s*[.)/]\s?(?!\d)", 4),
    (r"(?:một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười) là[,:]\s", 7),
    (r"tiêu chí\s+(?:số\s+)?\d+", 4),
    (r"[a-zđ][.)]\s", 6),
    (r"[a-zđ]\)", 6),
    (r"(?:[-–]\s?|\. )", 8),
    (r"[•*·▪●○◦]\s?", 7),
    (r"\+\s?", 9),
)
#: One group for each marker, in order.
_MARKER = re.compile(rf"\s*(?:{'|'.join(f'({marker})' for marker, _ in _MARKERS)})")
_CAPITAL_LETTER = re.compile(r"\s*[A-HĐ]\s*[.-]\s")
#: Two letters that no marker begins with: most lines.
_NO_MARKER = re.compile(
    r"\s*(?!phần|điều|tiêu|[^\W\d_]{2,4} là[,:]|[ivx]{1,5}\s*[.)/:-])[^\W\d_]{2}"
)
#: A line in capitals, an unmarked heading ("Tháng 1 nhìn từ các con số").
CAPITALS, UNMARKED = 1, 3
_FIRST_BULLET = 7
#: No line of more than eight letters is in capitals with so few of them; what lies beyond the basic
#: plane may be one.
_FEW_CAPITALS = 6
_CAPITAL = re.compile(
    f"[{''.join(filter(str.isupper, map(chr, range(0x10000))))}\U00010000-\U0010ffff]"
)
PARAGRAPH = 99
#: Levels of bullets.
BULLETS = range(_FIRST_BULLET, PARAGRAPH)
#: A bullet that heads paragraphs stands above those of a list.
HEADS_PROSE = 6


class Opened(NamedTuple):
    """Periods of the first and last number of the line that opens a list, and the last's stage."""

    first: str
    last: str
    stage: str | None


@dataclass(slots=True)
class LineContext:
    """One heading or list line: its depth and what it says about the lines below it."""

    level: int
    heads: frozenset[str] = frozenset()
    subjects: list[Mention] = field(default_factory=list)
    items: list[tuple[str, str]] = field(default_factory=list)
    season: PeriodMention | None = None
    period: PeriodMention | None = None
    #: The term that the heading sets beside the results' own ("kết quả đến .../mục tiêu ...").
    plan_period: PeriodMention | None = None
    plans: bool | None = None
    #: A head that ends with a colon holds for the list below it, not for the next paragraph.
    until_paragraph: bool = False
    #: Whether no line stands below it yet: "Cơ sở lưu trú:" heads the one paragraph right below.
    fresh: bool = False
    spent: bool = False
    article: bool = False
    marker: str = ""
    #: What the changes of a line that opens a list compare with ("so với tháng trước, gồm:").
    base: PeriodMention | None = None
    opens_list: bool = False
    #: Whether it names several heads one after the other ("nông nghiệp, lâm nghiệp, thủy sản").
    lists_heads: bool = False
    #: The code and period of the line's last number, for a list that "trong đó:" opens.
    last_code: str | None = None
    first_period: str | None = None
    last_period: str | None = None
    last_stage: str | None = None
    #: "Ước thực hiện cả năm như sau:" stood at its end.
    estimates: bool = False


def line_level(text_line: str, normal_line: str, in_articles: bool) -> int:
    """Depth of a line by its marker: "A." 1, "I." 2, "1." 4, "a)" 6, "-" 8, "+" 9, none 99.

    Under an "Điều" (`in_articles`) a capital letter stands below it, else above "I.".
    """
    if _NO_MARKER.match(normal_line):
        return PARAGRAPH
    if _CAPITAL_LETTER.match(text_line):
        return 2 if in_articles else 1
    found = _MARKER.match(normal_line)
    return _MARKERS[found.lastindex - 1][1] if found and found.lastindex else PARAGRAPH


def heading_level(text_line: str, normal_line: str, numbers: int) -> int | None:
    """The level of a line that is a heading without a marker, None where it is text."""
    row = normal_line.strip()
    if not row or len(row) > 150 or numbers:
        return None
    if len(_CAPITAL.findall(text_line)) > _FEW_CAPITALS:
        letters = "".join(filter(str.isalpha, text_line))
        if len(letters) > 8 and sum(map(str.isupper, letters)) > 0.7 * len(letters):
            return CAPITALS
    if row.endswith(":") or (len(row) <= 80 and (row[-1].isalnum() or row[-1] == ")")):
        return UNMARKED
    return None


class Stack:
    """The headings above the current line, outermost first."""

    def __init__(self) -> None:
        self.rows: list[LineContext] = []

    def enter(self, level: int) -> None:
        """Leave every heading that a line of this level ends."""
        self.rows = [row for row in self.rows if not row.spent]
        if level == PARAGRAPH:
            while self.rows and (self.rows[-1].level >= 7 or self.rows[-1].until_paragraph):
                if self.rows[-1].fresh:
                    self.rows[-1].fresh, self.rows[-1].spent = False, True
                    return
                self.rows.pop()
            return
        while self.rows and self.rows[-1].level >= level:
            self.rows.pop()

    def push(self, context: LineContext) -> None:
        """Put a heading below those that stand."""
        self.rows.append(context)

    def bullet_level(self, level: int, marker: str, apart: bool) -> int:
        """A bullet below another kind of bullet stands one deeper, whatever the two look like.

        One that a blank line sets `apart` from a list without such lines opens a list of its own.
        """
        if not _FIRST_BULLET <= level < PARAGRAPH:
            return level
        if apart and all(row.marker != marker for row in self.rows):
            while self.rows and (self.rows[-1].level >= 7 or self.rows[-1].until_paragraph):
                self.rows.pop()
        deepest = level - 1
        for row in self.rows:
            if _FIRST_BULLET <= row.level < PARAGRAPH:
                if row.marker == marker:
                    return row.level
                deepest = max(deepest, row.level)
        return deepest + 1

    def in_articles(self) -> bool:
        """Whether an "Điều" stands above."""
        return True in [row.article for row in self.rows]

    def list_base(self) -> PeriodMention | None:
        """The comparison that the line above a list makes."""
        for row in reversed(self.rows[:-1]):
            if row.opens_list:
                return row.base
        return None

    def opened(self) -> Opened | None:
        """The nearest line that opens a list with a number of its own."""
        for row in reversed(self.rows[:-1]):
            if row.period is not None:
                return None
            if row.opens_list and row.last_period is not None:
                return Opened(row.first_period or row.last_period, row.last_period, row.last_stage)
        return None

    def estimates(self) -> bool:
        """Whether the line that opens the list says that its numbers are estimates."""
        return True in [row.estimates for row in self.rows[:-1]]

    def plans(self) -> bool | None:
        """Whether the nearest heading that says so speaks of plans."""
        for row in reversed(self.rows):
            if row.plans is not None:
                return row.plans
        return None

    def period(self) -> PeriodMention | None:
        """The nearest heading's period."""
        for row in reversed(self.rows):
            if row.period is not None:
                return row.period
        return None

    def plan_period(self) -> PeriodMention | None:
        """The nearest heading's period of plans, where it names two."""
        for row in reversed(self.rows):
            if row.period is not None:
                return row.plan_period or row.period
        return None

    def season(self) -> PeriodMention | None:
        """The nearest heading's season, unless another crop line stands between."""
        for row in reversed(self.rows):
            if row.season is not None:
                return row.season
        return None

    def heads(self) -> frozenset[str]:
        """All heads of the headings above; of one that lists several, those its part goes on with.

        "2. Nông nghiệp, lâm nghiệp, thủy sản", "a) Trồng trọt": of crops alone.
        """
        told: frozenset[str] = frozenset()
        for row in reversed(self.rows):
            if told and row.lists_heads and not row.opens_list and not row.heads & told:
                continue
            told |= row.heads
        return told
