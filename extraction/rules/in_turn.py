"""Lists that share their numbers out in order: "A, B và C lần lượt đạt 1%, 2% và 3%"."""

from __future__ import annotations

import re

from extraction.lexicon import Mention
from extraction.passage import Scene, between
from extraction.reference import codebook, with_trait
from extraction.rules.measures import UNCODED_SHARE, codes_taking
from extraction.rules.periods import PeriodMention
from extraction.state import State

IN_TURN = "lần lượt"
#: "(cơ cấu tương ứng quý I năm 2022: 18,4%; 41,5%; 37,2%)": the list told before, in its order.
_IN_THAT_ORDER = re.compile(
    r"\((?:[^()\d]|(?:19|20)\d\d(?!\d)){0,20}(?:tương ứng|cùng kỳ)(?:[^():]{0,40}: ?| là )"
)


def _series(scene: Scene, number: int) -> tuple[int, int, bool] | None:
    """The first and last number of the row that the number stands in, and whether "lần lượt" leads.

    Its numbers have one unit and nothing but commas between them.
    """
    first, last = scene.rows[number]
    if first == last:
        return None
    normal, start = scene.reading.normal, scene.quantities[first].start
    led = IN_TURN in normal[max(scene.start, start - 20) : start]
    bracket = normal.rfind("(", scene.start, start)
    opened = normal[bracket:start] if bracket >= 0 else ""
    return (first, last, led) if led or _IN_THAT_ORDER.fullmatch(opened) else None


def code_in_turn(scene: Scene, number: int, state: State) -> str | None:
    """ "tăng lần lượt 3,1%; 2,7%; 4,5% và 5,2%": the code whose turn it is."""
    if not scene.per_cent[number]:
        told_again = _told_again_in_turn(scene, number, state)
        return told_again or _code_of_amount(scene, number, state)
    dashed = scene.dashed[number]
    if dashed is not None:
        shares = _shares_by_dashes(scene, dashed[0], len(dashed))
        shares = shares or _planned_by_dashes(scene, dashed, state)
        if shares:
            return shares[number - dashed[0]]
    series = _series(scene, number)
    if series is None:
        return None
    first, last, _ = series
    told: list[str] = []
    for code, index in state.codes:
        if index < first and (not told or told[-1] != code):
            told.append(code)
    count = last - first + 1
    if len(told) >= count:
        return told[-count:][number - first]
    listed = _rates_listed(scene, scene.quantities[first].start)
    if len(listed) != count:
        listed = _listed(scene, scene.quantities[first].start)
    return listed[number - first] if len(listed) == count else None


def _rates_listed(scene: Scene, stop: int) -> list[str]:
    """ "Tỷ lệ hộ nghèo, cận nghèo lần lượt còn 3% và 4%": the rates, and not the two counted."""
    told: list[str] = []
    for row in sorted(between(scene.mentions, scene.start, stop), key=lambda row: row.end):
        rates = [code for code, head in row.codes if head is None and _is_rate(code)]
        if rates and rates[0] not in told:
            told.append(rates[0])
    return told


def _is_rate(code: str) -> bool:
    indicator = codebook()[code]
    return code[0] != "~" and indicator.kind == "rate" and indicator.unit == "PERCENT"


def led_in_turn(scene: Scene, number: int) -> range | None:
    """The row "lần lượt là 14 vụ, 9 người và 12 người" that the number stands in, of any units."""
    rows, normal = scene.quantities, scene.reading.normal
    if normal.find(IN_TURN, scene.start, rows[number].start) < 0:
        return None
    first = last = number
    while first and _LISTED_ON.fullmatch(normal, rows[first - 1].end, rows[first].start):
        first -= 1
    start = rows[first].start
    if first == 0 or IN_TURN not in normal[max(scene.start, start - 20) : start]:
        return None
    while last + 1 < len(rows) and _LISTED_ON.fullmatch(
        normal, rows[last].end, rows[last + 1].start
    ):
        last += 1
    return range(first, last + 1) if first < last else None


_LISTED_ON = re.compile(r",? (?:và )?")


def _told_again_in_turn(scene: Scene, number: int, state: State) -> str | None:
    """ "11 vụ, 6 người chết, 9 người bị thương; cùng kỳ lần lượt là 14 vụ, 9 người, 12 người"."""
    row = led_in_turn(scene, number)
    if row is None or row[0] < len(row):
        return None
    told = {index: code for code, index in state.codes}
    before = range(row[0] - len(row), row[0])
    for index, earlier in zip(row, before, strict=True):
        unit, other = scene.quantities[index].unit, scene.quantities[earlier].unit
        alike = unit is not None and other is not None and unit.code == other.code
        if not alike or earlier not in told:
            return None
    return told[before[number - row[0]]]


def _code_of_amount(scene: Scene, number: int, state: State) -> str | None:
    """ "Thu và chi ngân sách lần lượt đạt 50 tỷ đồng và 60 tỷ đồng": the code whose turn it is.

    Where nothing is named, of those told before ("9 xã đạt chuẩn, hai xã nâng cao; mục tiêu đến
    năm 2025 lần lượt là 14 xã và 5 xã").
    """
    series, unit = _series(scene, number), scene.quantities[number].unit
    if series is None or not series[2] or unit is None:
        return None
    first, last, _ = series
    listed = _listed(scene, scene.quantities[first].start, codes_taking(unit))
    count = last - first + 1
    if not listed:
        told = [
            code
            for code, index in state.codes
            if index < first
            and (one := scene.quantities[index].unit) is not None
            and one.code == unit.code
        ]
        listed = told[-count:] if len(told) == count else []
    apart = len(set(listed)) == count == len(listed)
    return listed[number - first] if apart else None


def leads_in_turn(scene: Scene, number: int) -> int | None:
    """The first number of the row "giảm lần lượt là 0,52% và 1,55%" for a later one of it."""
    series = _series(scene, number)
    return series[0] if series is not None and series[2] and series[0] < number else None


def _shares_by_dashes(scene: Scene, first: int, count: int) -> list[str]:
    """The shares of "nông nghiệp - công nghiệp, xây dựng - dịch vụ", each part one; or nothing.

    Of more parts than numbers those are joined that one name spans ("công nghiệp - xây dựng").
    """
    normal, stop = scene.reading.normal, scene.quantities[first].start
    start = scene.quantities[first - 1].end if first else scene.start
    named = [
        (row.start, row.end, code)
        for row in between(scene.mentions, start, stop)
        for code, _ in row.codes
        if "branch_share" in codebook()[code].traits
    ]
    if not named:
        return []
    cuts = [row.span() for row in _DASH.finditer(normal, min(named)[0], stop)]
    while len(cuts) >= count:
        inside = [
            cut
            for cut in cuts
            if any(
                begin < cut[0] and cut[1] < end and "công nghiệp" in normal[begin : cut[0]]
                for begin, end, _ in named
            )
        ]
        if not inside:
            return []
        cuts.remove(inside[0])
    if len(cuts) != count - 1:
        return []
    of_labour = _OF_LABOUR.search(normal, start, min(named)[0]) is not None
    bounds = [min(named)[0], *(at for cut in cuts for at in cut), stop]
    told: list[str] = []
    for left, right in zip(bounds[::2], bounds[1::2], strict=True):
        own = [row for row in named if left <= row[0] and row[1] <= right]
        if not own:
            return []
        begin, end, share = max(own, key=lambda row: row[1] - row[0])
        told.append(_of_workers(normal[begin:end]) if of_labour else share)
    return told


def _of_workers(sector: str) -> str:
    """The share of the workers that a sector has: only farming's has a code."""
    return next(iter(with_trait("labour_share"))) if "nông" in sector else UNCODED_SHARE


_OF_LABOUR = re.compile(r"(?<!\w)(?:cơ cấu|tỷ trọng|tỉ trọng) lao động(?!\w)")


def _planned_by_dashes(scene: Scene, row: range, state: State) -> list[str]:
    """ "16,5% - 51,2% - 32,3% (kế hoạch 16,5% - 48,5% - 35%)": the codes of the row before."""
    if row[0] < len(row):
        return []
    before = scene.dashed[row[0] - 1]
    same = before is not None and len(before) == len(row)
    if not same or not is_planned_row(scene, row[0]):
        return []
    codes = {at: code for code, at in state.codes}
    return [codes[at] for at in before or () if at in codes]


def is_planned_row(scene: Scene, number: int) -> bool:
    """Whether the number stands in the second row of "32,3% (kế hoạch 16,5% - 48,5% - 35%)".

    And of "khu vực III 40,9% (KH tương ứng là 25,6%; 33,2%; 41,2%)".
    """
    row = scene.dashed[number]
    series = _series(scene, number) if row is None else None
    first = row[0] if row is not None else series[0] if series is not None else 0
    if not first:
        return False
    start, end = scene.quantities[first - 1].end, scene.quantities[first].start
    return _PLANNED.fullmatch(scene.reading.normal, start, end) is not None


_PLANNED = re.compile(r" ?[(;,] ?(?:kế hoạch|kh|chỉ tiêu|mục tiêu)(?: tương ứng)?(?: là|:)? ?")


_DASH = re.compile(r" ?[-–] ")


def period_in_turn(scene: Scene, number: int) -> PeriodMention | None:
    """ "GRDP quý II, quý III lần lượt tăng 6%, 7%": the time whose turn it is."""
    series = _series(scene, number)
    if series is None or not series[2]:
        return None
    first, last, _ = series
    start = scene.quantities[first].start
    group: list[PeriodMention] = []
    for row in reversed(between(scene.periods, scene.start, start)):
        stop = group[0].start if group else row.end
        if row.base or scene.reading.normal[row.end : stop].strip(" ,-–") not in ("", "và"):
            break
        group.insert(0, row)
    same_kind = len({row.kind for row in group if row.kind != "bare"}) <= 1
    if len(group) != last - first + 1 or not same_kind:
        return None
    return group[number - first]


def base_in_turn(scene: Scene, number: int) -> PeriodMention | None:
    """ "tăng lần lượt 5% và 8% so với tháng trước và cùng kỳ": the base whose turn it is."""
    series = _series(scene, number)
    if series is None or not series[2]:
        return None
    first, last, _ = series
    group: list[PeriodMention] = []
    for row in between(scene.periods, scene.quantities[last].end, scene.end):
        start = group[-1].end if group else scene.quantities[last].end
        if _JOINS_BASES.fullmatch(scene.reading.normal, start, row.start) is None:
            break
        group.append(row)
    return group[number - first] if len(group) == last - first + 1 else None


_JOINS_BASES = re.compile(r"(?:,| và)?(?: so(?: với)?)? ")


def item_in_turn(scene: Scene, number: int, classes: frozenset[str]) -> str | None:
    """ "Diện tích lúa và ngô lần lượt đạt 90% và 80%": the item whose turn it is.

    `classes` are the item classes that the number's code takes.
    """
    series = _series(scene, number)
    if series is None or not series[2]:
        return None
    first, last, _ = series
    start = scene.quantities[first].start
    named = [
        (row.start, row.end, row.item[0])
        for row in between(scene.mentions, scene.start, start)
        if row.item is not None and row.item[1] in classes
    ]
    for widest in (True, False):  # "trâu, bò, lợn" are three where three numbers follow
        group: list[str] = []
        stop = -1
        for begin, end, name in sorted(
            named, key=lambda row: (-row[0], -row[1] if widest else row[1])
        ):
            if stop < 0 or (
                scene.reading.normal[end:stop].strip(" ,-–") in ("", "và") and end <= stop
            ):
                group.insert(0, name)
                stop = begin
        if len(group) == last - first + 1:
            return group[number - first]
    return None


def item_of_amount_in_turn(scene: Scene, number: int, state: State, code: str) -> str | None:
    """ "vốn tỉnh 6 tỷ; vốn huyện 5 tỷ đồng, đạt 67% và 47% kế hoạch": of the amount in turn."""
    first, last = scene.rows[number]
    if first == last or not scene.per_cent[number]:
        return None
    told = [
        item
        for (other, index), item in zip(state.codes, state.items_told, strict=True)
        if index < first and other == code and not scene.per_cent[index]
    ]
    return told[number - first] if len(told) == last - first + 1 else None


def _holds_several(row: Mention, rows: list[Mention]) -> bool:
    """ "tỷ lệ hộ nghèo, hộ cận nghèo": a phrase with a gap that reaches over another's name."""
    inside = [one for one in rows if row.start <= one.start and one.end <= row.end and one != row]
    return any(one.end <= other.start for one in inside for other in inside)


def _listed(scene: Scene, stop: int, taking: frozenset[str] | None = None) -> list[str]:
    """The codes named one after the other before `stop`, under the head that opens them.

    `taking` holds the codes that may be meant, None all.

    "Cơ cấu kinh tế: khu vực I, khu vực II, khu vực III lần lượt là 36%, 33%, 31%"; where one is
    a share of the whole economy, all are.
    """
    book = codebook()
    named = {
        (row.start, row.end): row
        for row in reversed(between(scene.mentions, scene.start, stop))
        if row.codes
    }
    rows = sorted(named.values(), key=lambda row: row.start)
    rows = [row for row in rows if not ("…" in row.phrase and _holds_several(row, rows))]
    widest = [
        row
        for row in rows
        if not any(
            other.start <= row.start and row.end <= other.end and other.size > row.size
            for other in rows
        )
    ]
    allowed = [
        [
            code
            for code, head in row.codes
            if (taking is None or code in taking)
            and (head is None or head in scene.reading.normal[scene.start : row.start])
        ]
        for row in widest
    ]
    shares = any("branch_share" in book[code].traits for codes in allowed for code in codes)
    told: list[str] = []
    for row, codes in zip(widest, allowed, strict=True):
        if shares:
            codes = [code for code, _ in row.codes if "branch_share" in book[code].traits]
        told += codes[:1]
    return told if len(told) == len(widest) else []
