"""A sentence with every mark found in it: quantities, phrases, times, places, separators."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import pairwise
from operator import attrgetter
from typing import Any, Protocol, TypeVar

from extraction.grammar_words import grammar_words
from extraction.lexicon import Mention
from extraction.record import Replaceable, record
from extraction.reference import any_of, with_trait
from extraction.rules.periods import PeriodMention
from extraction.rules.places import PlaceMention
from extraction.rules.quantity import Quantity, is_per_cent
from extraction.rules.so_far import SO_FAR
from extraction.text import Reading

_DASHES = frozenset("-–")
#: Marks (no "..." of a list cut short), and "và", "trong khi", "song", "nhưng", "còn lại" between
#: blanks; each alternative begins with a character, so that the search leaps from one to the next.
_SEPARATOR = re.compile(
    r",|;|:|\(|\)|\[|\]|•|!|\?|-(?<= -)(?= [^\W\d])|–(?<= –)(?= [^\W\d])|\.(?<!\.\.)(?= |$)"
    r"|v(?<= .)à(?= )|t(?<= .)rong khi(?= )|s(?<= .)ong(?= )|n(?<= .)hưng(?= )|c(?<= .)òn lại(?= )"
)


class Spanned(Protocol):
    """Anything that stands somewhere in the text."""

    @property
    def start(self) -> int:
        """Offset of its first character."""


Row = TypeVar("Row", bound=Spanned)


class Placed(list[Row]):
    """All rows of a text in order of start, with the starts that they are looked up by."""

    __slots__ = ("starts",)

    def __init__(self, rows: Iterable[Row], starts: list[int] | None = None) -> None:
        list.__init__(self, rows)
        self.starts = [row.start for row in self] if starts is None else starts

    def within(self, start: int, end: int) -> Placed[Row]:
        """The rows that start in the half-open range, to be looked up in turn."""
        starts = self.starts
        first = bisect_left(starts, start)
        last = bisect_left(starts, end, first)
        return Placed(self[first:last], starts[first:last]) if first < last else _EMPTY


#: What stands nowhere; it is shared, and nobody adds to it.
_EMPTY: Placed[Any] = Placed((), [])


def between(rows: Placed[Row], start: int, end: int) -> Sequence[Row]:
    """The rows that start in the half-open range."""
    starts = rows.starts
    if not starts or starts[-1] < start:
        return ()
    first = bisect_left(starts, start)
    if starts[first] >= end:
        return ()
    return rows[first : bisect_left(starts, end, first)]


@record
class Separator(Replaceable):
    """A comma, bracket, colon, semicolon or "và" outside the quantities."""

    start: int
    mark: str


#: "Trong 8,01% tăng trưởng đó, công nghiệp đóng góp 5,43 điểm phần trăm"; also of its words.
_GROWTH_AGAIN = re.compile(
    r"\s*trong (?:(?:mức|tốc độ) (?:tăng|giảm)(?: trưởng)?(?: kinh tế)?(?: chung)? \d[\d,.]* ?%"
    r"|\d[\d,.]* ?% (?:(?:mức|tốc độ) )?(?:tăng|giảm)(?: trưởng| thêm)?(?: kinh tế)?"
    r"(?: chung| đó| này| của| thì)(?!\w))"
)


def tells_growth_again(normal: str, start: int) -> bool:
    """Whether the sentence opens with the growth that the one before told."""
    return _GROWTH_AGAIN.match(normal, start) is not None


@dataclass
class Scene:
    """One sentence: `start:end` of the reading and the marks inside, all in order of start.

    What its numbers ask of the whole sentence is found once, when it is made.

    `words` are the grammar's phrases that no longer phrase covers; `edges[i]` holds the bounds
    of quantity i: (left, near left, near right, right) offsets, where the near ones stop at
    the closest separator and the far ones at the neighbouring quantity or semicolon.
    """

    reading: Reading
    start: int
    end: int
    quantities: Placed[Quantity]
    mentions: Placed[Mention]
    words: Placed[Mention]
    periods: Placed[PeriodMention]
    places: Placed[PlaceMention]
    separators: Placed[Separator]
    edges: list[tuple[int, int, int, int]] = field(default_factory=list)
    #: Those of the times that a comparison introduces.
    bases: Placed[PeriodMention] = field(init=False)
    #: Whether "trong đó", "gồm" or "riêng" opens the sentence.
    opens_narrow: bool = field(init=False)
    #: The items named, seasons aside.
    items: Placed[Mention] = field(init=False)
    #: The phrases that may name what a number is of: no part of a sector's or a longer item.
    names: Placed[Mention] = field(init=False)
    #: Of each quantity, whether it is of per cent.
    per_cent: list[bool] = field(init=False)
    #: Of each quantity, whether a round bracket of the sentence is open where it begins.
    in_brackets: list[bool] = field(init=False)
    #: Of each quantity, whether only a comma or "và" parts it from the next, of one unit.
    joined: list[bool] = field(init=False)
    #: And the first and the last of the row that it stands in ("43% và 34%").
    rows: list[tuple[int, int]] = field(init=False)
    #: And whether that row has more numbers than one.
    in_row: list[bool] = field(init=False)
    #: Of each quantity asked for, whether words that no vocabulary knows stand right before it.
    unknown_before: dict[int, bool] = field(default_factory=dict)
    _marks: str = field(init=False)
    _by_role: dict[str, Placed[Mention]] = field(init=False)

    def __post_init__(self) -> None:
        """Find what more than one number asks for."""
        self._marks = self._find_marks()
        self._by_role = self._find_by_role()
        self.bases = Placed([row for row in self.periods if row.base]) if self.periods else _EMPTY
        self.opens_narrow = bool(
            between(self.words_of("narrow"), self.start, self.start + 8)
        ) or tells_growth_again(self.reading.normal, self.start)
        items = [row for row in self.mentions if row.item is not None and row.item[1] != "season"]
        self.items = Placed(items) if items else _EMPTY
        self.names = self._find_names()
        self.per_cent = [is_per_cent(row) for row in self.quantities]
        self.in_brackets = self._find_brackets()
        self.joined = self._find_joined()
        self.rows = self._find_rows()
        self.in_row = [first != last for first, last in self.rows]

    def marks_between(self, start: int, end: int) -> str:
        """The separators that start in the range, a character each: "&" for "và", "~" for words."""
        starts = self.separators.starts
        if not starts or starts[-1] < start:
            return ""
        first = bisect_left(starts, start)
        return self._marks[first : bisect_left(starts, end, first)]

    def _find_marks(self) -> str:
        signs = [
            row.mark if len(row.mark) == 1 else "&" if row.mark == "và" else "~"
            for row in self.separators
        ]
        return "".join(signs)

    def words_of(self, role: str) -> Placed[Mention]:
        """The words of one role ("stage", "narrow")."""
        return self._by_role.get(role, _EMPTY)

    def _find_by_role(self) -> dict[str, Placed[Mention]]:
        found: dict[str, Placed[Mention]] = {}
        for row in self.words:
            assert row.word is not None
            told = found.get(row.word.role)
            if told is None:
                found[row.word.role] = Placed((row,), [row.start])
            else:
                told.append(row)
                told.starts.append(row.start)
        return found

    def _find_names(self) -> Placed[Mention]:
        names = [row for row in self.mentions if row.codes or row.item]
        for one in self.words_of("sector"):
            names = [row for row in names if not _is_part(row, one)]
        for one in self.words_of("plan"):
            # "so với chỉ tiêu, nông nghiệp đạt 6,8%": no share of targets met
            names = [row for row in names if not one.start < row.start < one.end < row.end]
        for time in self.periods:
            if time.kind == "month":  # "thu nhập bình quân tháng 5": not so much a month
                names = [row for row in names if not _is_pay_until(row, time)]
        for place in self.places:
            # "thị xã Điện Bàn cao nhất với 91%": no electricity
            if (
                place.how in _UNIT_NAMED
                and not self.reading.text[place.start : place.end].islower()
            ):
                names = [row for row in names if not _is_in_name(row, place)]
        return Placed([
            row
            for row in names
            if row.item is None or not (row.crosses or self._in_longer_item(row))
        ])  # fmt: skip

    def _in_longer_item(self, row: Mention) -> bool:
        """ "nhóm đồ uống và thuốc lá": no field of tobacco."""
        for other in between(self.mentions, row.start - _LONGEST_ITEM, row.start + 1):
            if other.item is not None and other.end >= row.end and other.size > row.size:
                return True
        return False

    @cached_property
    def turns(self) -> list[int]:
        """Where the sentence turns back to the present ("đến nay", "giờ chỉ còn")."""
        found = [row.start() for row in SO_FAR.finditer(self.reading.normal, self.start, self.end)]
        if not found:
            return found
        # no "hiện" of a name ("nông nghiệp hiện chiếm tỷ trọng")
        names = [(row.start, row.end) for row in self.mentions if row.codes]
        return [at for at in found if not any(start < at < end for start, end in names)]

    @cached_property
    def known(self) -> Placed[Mention | PeriodMention | PlaceMention]:
        """The phrases, times and places."""
        phrases = [row for row in self.mentions if row.word is not None or row.codes or row.item]
        rows: list[Mention | PeriodMention | PlaceMention]
        rows = [*phrases, *self.periods, *self.places]
        return Placed(sorted(rows, key=attrgetter("start")))

    def _find_brackets(self) -> list[bool]:
        normal, first = self.reading.normal, self.start
        if normal.find("(", first, self.end) < 0:
            return [False] * len(self.quantities)
        return [
            normal.rfind("(", first, at) > normal.rfind(")", first, at)
            for at in self.quantities.starts
        ]

    def _find_joined(self) -> list[bool]:
        normal, found = self.reading.normal, []
        for one, after in pairwise(self.quantities):
            units = one.unit, after.unit
            alike = units[0] is not None and units[1] is not None and units[0].code == units[1].code
            gap = normal[one.end : after.start]
            found.append(alike and gap.strip(" ,;-–") in ("", "và"))
        return [*found, False]

    @cached_property
    def dashed(self) -> list[range | None]:
        """Of each quantity, the numbers of the row "30% - 42% - 28%", or with commas, it stands in.

        None where it stands in no such row of three or more.
        """
        normal, rows = self.reading.normal, self.quantities
        found: list[range | None] = []
        first = 0
        for number, one in enumerate(rows, 1):
            if number == len(rows) or not _NEXT.fullmatch(normal, one.end, rows[number].start):
                row = range(first, number) if number - first >= _MANY else None
                found += [row] * (number - first)
                first = number
        return found

    def _find_rows(self) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        first = 0
        for number, goes_on in enumerate(self.joined):
            if not goes_on:
                found += [(first, number)] * (number + 1 - first)
                first = number + 1
        return found


_NEXT, _MANY = re.compile(r" ?[-–] |[,;] ?| và "), 3


def _is_part(row: Mention, one: Mention) -> bool:
    return one.start <= row.start and row.end <= one.end and one.size > row.size


def _is_pay_until(row: Mention, time: PeriodMention) -> bool:
    """Whether the last word of a month's pay is the first of a time."""
    if not row.start < time.start < row.end < time.end:
        return False
    return any(code in with_trait("monthly_pay") for code, _ in row.codes)


def _is_in_name(row: Mention, place: PlaceMention) -> bool:
    inside = place.start <= row.start and row.end <= place.end
    return inside and (row.start > place.start or row.end < place.end)


_LONGEST_ITEM = 48
#: How a place is told that has a name of its own.
_UNIT_NAMED = ("typed", "bare", "list")


def make_scene(
    reading: Reading,
    start: int,
    end: int,
    quantities: Placed[Quantity],
    mentions: Placed[Mention],
    periods: Placed[PeriodMention],
    places: Placed[PlaceMention],
) -> Scene:
    """Gather the marks of one sentence from those of the whole text."""
    own = quantities.within(start, end)
    named = places.within(start, end)
    inside = _without_names(mentions.within(start, end), named)
    if reading.normal.find("(", start, end) >= 0:
        inside = _without_left_out(reading.normal, start, end, inside)
    separators = []
    names: list[Mention] | None = None
    position = 0
    count = len(own)
    for found in _SEPARATOR.finditer(reading.normal, start, end):
        at, mark = found.start(), found[0]
        while position < count and own[position].end <= at:
            position += 1
        if position < count and own[position].start <= at:
            continue
        if mark == "." and _SHORT_TYPE.search(reading.normal, max(start, at - 4), at):
            continue  # "của TP. Vũng Tàu ước hơn 212 tỷ đồng"
        if mark == ";":
            names = _names_with_semicolon(inside) if names is None else names
            if any(row.start < at < row.end for row in names):
                continue
        if mark in _DASHES:
            # "nông nghiệp 31,2% - công nghiệp 30,5%": a dash right behind a number parts a list
            behind = position > 0 and own[position - 1].end == at - 1
            if not behind and not (position and _verb_follows(inside, at)):
                continue
            mark = ","
        separators.append(Separator(at, mark))
    scene = Scene(
        reading, start, end, own, inside, Placed(grammar_words(inside)),
        periods.within(start, end), named,
        Placed(_without_asides(separators, own)),
    )  # fmt: skip
    for number in range(len(own)):
        scene.edges.append(_edges(scene, number))
    return scene


def _verb_follows(mentions: Placed[Mention], dash: int) -> bool:
    """ "25.669 ha cây hằng năm - đạt 88,36% kế hoạch": whether a verb opens what the dash parts."""
    return any(
        row.word is not None and row.word.role in _VERBS_BEHIND
        for row in between(mentions, dash + 2, dash + 3)
    )


_VERBS_BEHIND = frozenset(("reach", "direction", "exceed"))
_SHORT_TYPE = re.compile(r"(?<!\w)(?:tp|tx|tt|q|h|p|x)\Z")


def _without_names(mentions: Placed[Mention], places: Placed[PlaceMention]) -> Placed[Mention]:
    """The phrases without items that are a syllable of a place's name: "Giồng Riềng" is no crop."""
    if not places:
        return mentions
    kept = [
        row
        for row in mentions
        if row.item is None
        or not any(one.start <= row.start and row.end <= one.end for one in places)
    ]
    return mentions if len(kept) == len(mentions) else Placed(kept)


def _without_left_out(
    normal: str, start: int, end: int, mentions: Placed[Mention]
) -> Placed[Mention]:
    """The phrases without those of "nhiên liệu khác (trừ xăng, dầu)": the number is not of them."""
    brackets = [found.span(1) for found in _left_out().finditer(normal, start, end)]
    if not brackets:
        return mentions
    return Placed([
        row
        for row in mentions
        if row.word is not None or not any(a <= row.start and row.end <= b for a, b in brackets)
    ])  # fmt: skip


@cache
def _left_out() -> re.Pattern[str]:
    return re.compile(rf"\((?:{any_of('leaves_out')}) ([^()\d]{{1,80}})\)")


def _names_with_semicolon(mentions: Placed[Mention]) -> list[Mention]:
    """ "cung cấp nước; quản lý và xử lý rác thải tăng 3%": the branch's own semicolon."""
    return [row for row in mentions if row.codes and not row.crosses and ";" in row.phrase]


def _without_asides(separators: list[Separator], quantities: Placed[Quantity]) -> list[Separator]:
    """Separators without the semicolons of a bracket that holds no number: they part nothing."""
    marks = [separator.mark for separator in separators]
    if ";" not in marks or "(" not in marks:
        return separators
    kept: list[Separator] = []
    opening: int | None = None
    for separator in separators:
        if separator.mark == "(":
            opening = len(kept)
        elif separator.mark == ")" and opening is not None:
            first = kept[opening].start
            if not between(quantities, first, separator.start):
                kept[opening:] = [row for row in kept[opening:] if row.mark != ";"]
            opening = None
        kept.append(separator)
    return kept


def _goes_over(scene: Scene, left: int, at: int, mark: str) -> bool:
    """Whether an indicator's name goes on over the comma or the "và"."""
    return any(
        mark in row.phrase and not row.crosses and row.end > at + len(mark)
        for row in between(scene.names, left, at)
    )


_STOPS = frozenset(";.!?•")
#: "Trong 7,8% tăng trưởng thì nông nghiệp đóng góp 1,2%": the noun is of the number before it.
_GROWTH_BEHIND = re.compile(r" tăng trưởng(?: chung)?(?: đó| này)? thì(?= )")


def _edges(scene: Scene, number: int) -> tuple[int, int, int, int]:
    quantity = scene.quantities[number]
    left = scene.quantities[number - 1].end if number else scene.start
    shared = number > 0 and scene.reading.normal[left : quantity.start].strip() == "/"
    if shared:  # "lũy kế 40 dự án/286,5 triệu USD" shares its head
        left = scene.edges[number - 1][0]
    last = number + 1 == len(scene.quantities)
    right = scene.end if last else scene.quantities[number + 1].start
    if number and (told := _GROWTH_BEHIND.match(scene.reading.normal, left, quantity.start)):
        left = told.end()
    near_left, near_right = left, right
    for separator in between(scene.separators, left, right):
        at, mark = separator.start, separator.mark
        if at < quantity.start:
            if mark in _STOPS:
                left = at + 1
            if mark in (",", "và") and _goes_over(scene, left, at, mark):
                continue  # "giá trị sản xuất nông, lâm nghiệp"
            if near_left == left or number or mark in ";(:•." or mark == ",":
                near_left = at + len(mark)
        elif quantity.end <= at:
            if mark in _STOPS:
                right = at
                near_right = min(near_right, at)
                break
            near_right = min(near_right, at)
    if shared:
        near_left = scene.edges[number - 1][1]
    elif number and not scene.marks_between(scene.quantities[number - 1].end, quantity.start):
        near_left = left
    return left, max(near_left, left), near_right, right
