"""Headings above a line: what they lend to the numbers below them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from extraction.lexicon import Mention
from extraction.rules.periods import PeriodMention

_MARKERS = (
    (re.compile(r"\s*(?:phần\s+)?[ivx]{1,5}\s*[.)/:-]\s"), 1),
    (re.compile(r"\s*điều\s+\d+\s*[.:]"), 1),
    (re.compile(r"\s*[a-hđ]\s*[.]\s", re.I), 4),
    (re.compile(r"\s*\d{1,2}\.\d{1,2}\.\d{1,2}\s*[.)]?\s?"), 5),
    (re.compile(r"\s*\d{1,2}\.\d{1,2}\s*[.)]?\s"), 4),
    (re.compile(r"\s*\(?\d{1,2}\s*[.)/]\s?(?!\d)"), 3),
    (re.compile(r"\s*tiêu chí\s+(?:số\s+)?\d+"), 3),
    (re.compile(r"\s*[a-zđ]\)\s?"), 5),
    (re.compile(r"\s*[-–]\s?"), 7),
    (re.compile(r"\s*[•*·▪●○◦]\s?"), 6),
    (re.compile(r"\s*\+\s?"), 8),
)
#: An unmarked heading ("Kỳ họp thống nhất các chỉ tiêu năm 2026:") stands above list lines only.
_UNMARKED = 2
PARAGRAPH = 99


@dataclass(slots=True)
class LineContext:
    """One heading or list line: its depth and what it says about the lines below it."""

    level: int
    heads: frozenset[str] = frozenset()
    subjects: list[Mention] = field(default_factory=list)
    items: list[tuple[str, str]] = field(default_factory=list)
    season: PeriodMention | None = None
    period: PeriodMention | None = None
    plans: bool | None = None
    estimate: bool = False
    opens_list: bool = False
    #: The code and period of the line's last number, for a list that "trong đó:" opens.
    last_code: str | None = None
    last_period: str | None = None
    last_stage: str | None = None


def line_level(normal_line: str) -> int:
    """Depth of a line by its marker: "I." 1, "1." 3, "a)" 5, "-" 7, "+" 8, no marker 99."""
    for pattern, level in _MARKERS:
        if pattern.match(normal_line):
            return level
    return PARAGRAPH


def heading_level(text_line: str, normal_line: str, numbers: int) -> int | None:
    """The level of a line that is a heading without a marker, None where it is text."""
    row = normal_line.strip()
    if not row or len(row) > 150:
        return None
    letters = [char for char in text_line if char.isalpha()]
    capitals = sum(char.isupper() for char in letters)
    if letters and capitals > 0.7 * len(letters) and len(letters) > 8 and numbers == 0:
        return 0
    if row.endswith(":") and numbers == 0:
        return _UNMARKED
    return None


class Stack:
    """The headings above the current line, outermost first."""

    def __init__(self) -> None:
        self.rows: list[LineContext] = []

    def enter(self, level: int) -> None:
        """Leave every heading that a line of this level ends."""
        if level == PARAGRAPH:
            while self.rows and (self.rows[-1].level >= 6 or self.rows[-1].level == _UNMARKED):
                self.rows.pop()
            return
        while self.rows and self.rows[-1].level >= level:
            self.rows.pop()

    def push(self, context: LineContext) -> None:
        """Put a heading below those that stand."""
        self.rows.append(context)

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

    def season(self) -> PeriodMention | None:
        """The nearest heading's season, unless another crop line stands between."""
        for row in reversed(self.rows):
            if row.season is not None:
                return row.season
        return None

    def heads(self) -> frozenset[str]:
        """All heads of the headings above."""
        return frozenset().union(*(row.heads for row in self.rows)) if self.rows else frozenset()
