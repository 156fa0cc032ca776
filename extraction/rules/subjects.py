"""Where a number's indicator may come from: phrases around it, numbers before it, headings."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from extraction.lexicon import Mention
from extraction.passage import Scene, between
from extraction.reference import abbreviations, codebook
from extraction.rules import candidates
from extraction.rules.denominators import (
    TOTAL,
    is_denominator,
    is_of_amount_before,
    is_of_what_is_told,
    is_uncoded_total,
    names_whose_target,
    needs_head,
)
from extraction.rules.harm import what_befell_the_list, without_what_was_harmed
from extraction.rules.quantity import Quantity, is_per_cent
from extraction.rules.stage_words import narrows
from extraction.rules.units import COUNTED
from extraction.state import State
from extraction.text import word_start

#: What parts two members of a list, so that no phrase reaches across.
_PARTS = (",", ";", ":", "(", " và ")


_CAUSE = re.compile(rf"(?:{word_start(('do', 'nhờ', 'vì', 'bởi', 'nhường chỗ cho'))})(?!\w)")


def of_family(code: str, told: Iterable[str]) -> bool:
    """Whether an earlier number has this code, its whole, part or sister, or is its share."""
    book = codebook()
    own = book[code]
    for other in told:
        row = book[other]
        if other == code or code in (row.share, row.parent) or other in (own.share, own.parent):
            return True
        if own.parent is not None and own.parent == row.parent:
            return True
    return False


def offers_around(
    scene: Scene, number: int, state: State
) -> list[tuple[Mention, candidates.Place]]:
    """Phrases around the number that may name it, each with its place and what that scores."""
    quantity = scene.quantities[number]
    left, _, _, right = scene.edges[number]
    normal = scene.reading.normal
    noun = quantity.unit.start if quantity.unit else quantity.end
    offers: list[tuple[Mention, candidates.Place]] = []
    # What stands right behind the number before, up to its comma, belongs to that number.
    tail = (
        scene.edges[number - 1][2] if number and scene.edges[number - 1][2] < quantity.start else 0
    )
    counted_end = 0
    if tail and normal[tail : tail + 1] in "(:":
        if normal[tail] == "(":
            counted_end = tail
        tail = 0
    reach = right if number + 1 == len(scene.quantities) else scene.quantities[number + 1].end
    stop = reach
    for separator in between(scene.separators, quantity.end, reach):
        if separator.mark in ";.":
            stop = separator.start
            break
    counted = scene.quantities[number - 1].unit if number else None
    if counted is not None and counted.code in COUNTED:
        # "18/19 tiêu chí với 71/75 chỉ tiêu": a phrase may begin with the noun counted before
        apart = scene.marks_between(scene.quantities[number - 1].end, quantity.start)
        if not apart:
            left = min(left, counted.start)
        elif apart == "," and (
            # "gồm 19 tiêu chí, 57 chỉ tiêu" is a standard, "13/19 tiêu chí, 47/57 chỉ tiêu" met
            counted.code != "CRITERION" or quantity.kind == "slash"
        ):
            # "25.600 hộ, 98.500 khẩu": and, behind a comma, with the noun it is listed with
            for row in between(scene.names, counted.start, counted.start + 1):
                if row.codes and quantity.start < row.end <= quantity.end:
                    offers.append((row, (candidates.AROUND, "around")))
    named = _name_of_share_before(scene, number) if number else None
    if number and named is None:
        named = _name_of_count_before(scene, number, state)
    if named is not None:
        offers.append((named, (candidates.LEFT, "left")))
    for row in _names_before_aside(scene, number) if number else ():
        offers.append((row, (candidates.LEFT, "left")))
    for row in what_befell_the_list(scene, number, left):
        offers.append((row, (candidates.OVER_NOUN, "right_list")))
    covered, named_before, whole_end = 0, False, 0
    has_bracket = normal.find("(", scene.start, quantity.start) >= 0
    item_start = item_end = 0
    planners, per_cent = scene.words_of("planner"), is_per_cent(quantity)
    with_next = (
        per_cent and number + 1 < len(scene.quantities) and normal.startswith(" với ", quantity.end)
    )
    for row in between(scene.names, left, stop):
        phrase = row.phrase
        if row.end > right and "…" in phrase and _is_told_whole(scene, row, right):
            continue  # "20% tổ chức đảng hoàn thành xuất sắc, 75% hoàn thành tốt": up to the comma
        if planners and any(one.start <= row.start and row.end <= one.end for one in planners):
            continue  # "đạt 94% kế hoạch bảo hiểm xã hội Việt Nam giao"
        if row.end <= covered and needs_head(row):
            continue  # "5,43% tổng số hộ": "số hộ" is a part of the longer name
        if phrase.startswith(TOTAL) and is_uncoded_total(row):
            covered = row.end
            if row.crosses and named_before:
                continue  # "hộ cận nghèo có tổng số 9.415 hộ": of those, and of no other
        before = row.end <= quantity.start
        of_share = before and (per_cent or row.start < tail) and is_denominator(scene, row)
        if per_cent and row.codes and before:
            if of_share:
                whole_end = max(whole_end, row.end)
            elif row.end <= whole_end:
                continue  # "63,7% diện tích gieo cấy, bằng 91% so cùng kỳ": a word of the whole
        named_before = named_before or bool(row.codes)
        if with_next and row.start >= quantity.end:
            continue  # "tăng 30,2% với số vốn đăng ký 760 tỷ đồng": of the number to come
        if row.item and not row.codes and row.item[1] in _OF_LONG_NAMES:
            if row.end > item_end:
                item_start, item_end = row.start, row.end
        elif row.end <= item_end and row.start > item_start:
            continue  # "ăn uống ngoài gia đình": a word of the item's name
        if before and has_bracket and _is_of_list_aside(scene, row, quantity.start):
            continue  # "giá trị sản xuất các ngành (nông, ngư, công nghiệp, dịch vụ) đạt 354 tỷ"
        if row.item and not row.codes and row.end <= counted_end:
            continue  # "thả nuôi 76.180 ha thủy sản (tăng 5,42%)": what the number before counts
        if phrase.startswith("trừ ") and normal[row.end : quantity.start].strip() == "(":
            continue  # "trừ tiền sử dụng đất (4,9 tỷ đồng)": the sum left out
        if state.codes and row.codes and is_of_what_is_told(scene, row, state):
            continue  # "206.810 người tham gia BHXH, bằng 35,1% lực lượng lao động"
        if before and state.codes and row.codes and _raises_sum(scene, row, state.codes[-1][0]):
            continue
        if before and number and state.codes and _gets_doses(scene, row, number, state):
            continue  # "tiêm 12.500 liều vắc xin cho đàn bò, đạt 80% kế hoạch"
        if row.crosses and (names_whose_target(scene, row) or is_of_amount_before(scene, row)):
            continue  # "hoàn thành 100% chỉ tiêu trồng rừng": of the forest, not of all targets
        if "…" in phrase and _is_growth_of_another(scene, row):
            continue
        place = _where(scene, row, quantity, noun, normal, tail, right, per_cent, of_share)
        if place is None:
            continue
        if before and (row.start, row.end) in state.used:
            place = (place[0] - candidates.USED, place[1] + ":used")
            codes = {code for code, _ in state.codes}
            told = [one for one in row.codes if one[0] in codes]
            row = row._replace(codes=tuple(told)) if told else row
        elif row.codes and before and _inside_used(row, state, per_cent):
            continue  # "23 lao động đi xuất khẩu, đạt 92%": no exports
        offers.append((row, place))
    if number and (alike := _same_unit_before(scene, number, state)) is not None:
        first, end = alike.start, quantity.end
        offers = [one for one in offers if not (first <= one[0].start and one[0].end <= end)]
    return without_what_was_harmed(scene, number, offers)


def _is_growth_of_another(scene: Scene, row: Mention) -> bool:
    """ "Về kinh tế, giá trị sản xuất tăng bình quân 10%/năm": of the output, and of no economy."""
    book = codebook()
    if not any("growth_of_all" in book[code].traits for code, _ in row.codes):
        return False
    return any(
        one.start > row.start and one.end < row.end and "…" not in one.phrase
        for one in between(scene.names, row.start, row.end)
        if any(book[code].unit == "VND" and head is None for code, head in one.codes)
    )


def _gets_doses(scene: Scene, row: Mention, number: int, state: State) -> bool:
    """ "tiêm 300 liều LMLM cho trâu, bò, đạt 80% kế hoạch": of the doses, and of no herd."""
    doses = "doses" in codebook()[state.codes[-1][0]].traits
    if not doses or row.start < scene.quantities[number - 1].end:
        return False
    normal = scene.reading.normal
    return normal.endswith((" cho ", " cho đàn ", " trên đàn "), row.start - 10, row.start) or (
        normal.startswith("đàn ", row.start) and normal.endswith((" cho ", " trên "), 0, row.start)
    )


def _raises_sum(scene: Scene, row: Mention, last: str) -> bool:
    """ "giá trị sản xuất công nghiệp 99 tỷ đồng, nâng tổng giá trị sản xuất 10 tháng lên 953 tỷ".

    The wider name behind "nâng" means the same indicator as the number before (`last`).
    """
    if not scene.reading.normal.endswith(("nâng ", "đưa ", "cộng "), scene.start, row.start):
        return False
    above, book = codebook()[last].parent, codebook()
    while above is not None:
        if any(code == above for code, _ in row.codes):
            return True
        above = book[above].parent
    return False


def _same_unit_before(scene: Scene, number: int, state: State) -> Quantity | None:
    """The number that one goes on from with nothing but a time or a place between.

    "khách quốc tế năm 2019 là 5.600 lượt khách, năm 2020 là 6.700 lượt khách" is one series, and
    "khách Nga của huyện A đạt 5.600 lượt khách, tăng 5%; huyện B đạt 6.700 lượt khách" one too.
    """
    quantity = scene.quantities[number]
    if not state.codes or quantity.unit is None:
        return None
    at = number - 1
    while at and scene.per_cent[at]:
        at -= 1
    before = scene.quantities[at]
    alike = before.unit is not None and before.unit.form == quantity.unit.form
    if not alike or state.codes[-1][1] != number - 1:
        return None
    start = scene.quantities[number - 1].end
    spans = [(row.start, row.end) for row in between(scene.periods, start, quantity.start)]
    spans += [(row.start, row.end) for row in between(scene.places, start, quantity.start)]
    position, rest = start, ""
    for begin, end in sorted(spans):
        rest += scene.reading.normal[position:begin]
        position = max(position, end)
    rest += scene.reading.normal[position : quantity.start]
    return before if spans and _GOES_ON.fullmatch(rest) is not None else None


_GOES_ON = re.compile(
    r"(?: |[,;:]|(?:so với|và|thì|đến|lên|lên tới|tăng lên|giảm còn|xuống|xuống còn|còn|là|đạt|có"
    r"|trong đó|riêng|gồm|của|tại|ở)(?!\w))*"
)


def _is_of_list_aside(scene: Scene, row: Mention, start: int) -> bool:
    """Whether a bracket that has closed before `start` lists the name among others."""
    normal = scene.reading.normal
    opened = normal.rfind("(", scene.start, row.start)
    if opened < 0:
        return False
    closed = normal.find(")", opened, start)
    if _LEAVES_OUT.match(normal, opened):
        return False  # "thu ngân sách (không bao gồm thu tiền sử dụng đất, xổ số) đạt 54 tỷ đồng"
    aside = row.end <= closed and normal.find(",", opened, closed) >= 0
    return aside and not between(scene.quantities, opened, closed)


#: Classes of items whose names hold words that are a code's ("ăn uống ngoài gia đình").
_OF_LONG_NAMES = frozenset(("goods", "industry_branch"))
_LEAVES_OUT = re.compile(r"\( ?(?:không|chưa|đã|trừ|ngoài|kể cả)(?!\w)")


def _names_before_aside(scene: Scene, number: int) -> list[Mention]:
    """What stands right before the bracket that has just closed before the number.

    "Khu vực dịch vụ (chiếm 65% GRDP) tăng 2,07%": it names what follows the bracket too.
    """
    if not scene.in_brackets[number - 1] or scene.in_brackets[number]:
        return []
    start = scene.quantities[number].start
    closed = scene.reading.normal.rfind(")", scene.quantities[number - 1].end, start)
    if any(row.codes for row in between(scene.names, closed, start)):
        return []  # "... (chiếm 65% GRDP); tỷ lệ hộ nghèo giảm 1%"
    told = [at for at in range(number) if not scene.in_brackets[at]]
    begin = scene.quantities[told[-1]].end if told else scene.start
    opened = scene.reading.normal.find("(", begin, scene.quantities[number - 1].start)
    return [
        row
        for row in between(scene.names, begin, max(begin, opened))
        if row.codes and row.end == opened - 1
    ]


def _name_of_share_before(scene: Scene, number: int) -> Mention | None:
    """ "tỷ lệ thôn đạt chuẩn 58,9% (66/112 thôn)": what named the share names its count too.

    And "công nghiệp 5,62 điểm % (tăng 19,86%)": what it adds to the growth of all, and its own.
    """
    quantity = scene.quantities[number]
    if quantity.unit is None:
        return None
    share = scene.quantities[number - 1]
    points = is_per_cent(quantity) and share.unit is not None and share.unit.code == "PP"
    counted = quantity.unit.code in COUNTED and is_per_cent(share)
    gap = scene.reading.normal[share.end : quantity.start].strip()
    if points and gap in ("(tăng", "(giảm"):
        gap = "("
    if not (points or counted) or gap != "(":
        return None
    named = [
        row
        for row in between(scene.names, scene.edges[number - 1][0], share.start)
        if row.codes and row.end <= share.start
    ]
    last = max((row.end for row in named), default=0)
    named = [row for row in named if row.end == last and "…" not in row.phrase]
    return min(named, key=lambda row: row.start, default=None)


def _name_of_count_before(scene: Scene, number: int, state: State) -> Mention | None:
    """ "trong đó trực tuyến 18.902 hồ sơ, đạt 86,5%": what stood before the count names its share.

    Only where the count went on with the code before it, so that nothing took the name.
    """
    count, share = scene.quantities[number - 1], scene.quantities[number]
    if count.unit is None or count.unit.code not in COUNTED or not is_per_cent(share):
        return None
    if _OF_COUNT.fullmatch(scene.reading.normal, count.end, share.start) is None:
        return None
    for row in between(scene.names, scene.edges[number - 1][1], count.start):
        free = row.end == count.start - 1 and (row.start, row.end) not in state.used
        if free and all(codebook()[code].unit == "PERCENT" for code, _ in row.codes):
            return row if row.codes else None
    return None


_OF_COUNT = re.compile(r"(?:,| \() ?(?:đạt|chiếm|tỷ lệ|đạt tỷ lệ|chiếm tỷ lệ) ")


def _inside_used(row: Mention, state: State, per_cent: bool) -> bool:
    """Whether it is a part of a longer name used before, for per cents also of one around it."""
    for start, end in state.used if per_cent else state.named:
        if start < row.end <= end and row.start < end and (row.start, row.end) != (start, end):
            return True  # also "số thôn" of "100% số thôn (52/52 thôn) có nhà văn hóa"
    return False


def _where(
    scene: Scene,
    row: Mention,
    quantity: Quantity,
    noun: int,
    normal: str,
    tail: int,
    right: int,
    per_cent: bool,
    of_share: bool,
) -> candidates.Place | None:
    if row.start < quantity.start and row.end > quantity.start:
        if row.end <= quantity.end and row.end > noun:
            return candidates.LEFT + 0.7, "around_noun"
        gap = normal[row.start : quantity.start]
        behind = normal[quantity.end : quantity.end + 2].lstrip()[:1]
        if behind in (",", ";"):
            return None
        if any(mark in gap for mark in _PARTS) or not row.crosses or behind == "(":
            return candidates.RIGHT - 1.0, "around_comma"
        if "…" in row.phrase:
            if row.end > right:
                return None
            return candidates.LEFT, "around_broken"
        return candidates.AROUND, "around"
    if row.end <= quantity.start:
        if of_share:
            return None  # "96,1% dân số, vượt 0,1%": what the share is of
        score = candidates.LEFT
        if marks := scene.marks_between(row.end, quantity.start):
            commas, breaks = _commas_and_breaks(marks, ",&")
            score = score - candidates.PER_COMMA * commas - 0.8 * breaks
        far = (quantity.start - row.end) / 60
        score -= far if far < 1.5 else 1.5
        if tail and row.start < tail:
            score -= candidates.PREVIOUS_TAIL
        return score, "left"
    if row.start >= right or (is_uncoded_total(row) and is_denominator(scene, row)):
        return None  # "bằng 5,43% tổng số hộ"
    if row.start == noun:
        if quantity.unit is not None and row.end <= quantity.end and needs_head(row):
            return candidates.CARRIED - 0.3, "noun_alone"
        if "…" in row.phrase and row.crosses and _counted_together(scene, quantity, row):
            return candidates.AROUND, "noun_broken"
        if "…" in row.phrase and not row.crosses:
            # "4 dự án mới, vốn đăng ký hơn 4.100 tỷ đồng": projects that capital is registered for
            projects = quantity.unit is not None and quantity.unit.code == "PROJECT"
            if "," in normal[quantity.end : row.end] and not projects:
                return None  # "450 doanh nghiệp, trong đó thành lập mới 62 doanh nghiệp"
            return candidates.RIGHT, "noun_broken"
        joins = row.crosses and " và " in row.phrase
        if row.end > right and not (joins or _steps_over_bracket(scene, quantity, row)):
            return None  # but "1.868 doanh nghiệp và 1.821 hộ kinh doanh" names both
        if quantity.unit is not None and row.end <= quantity.end:
            # "Khách du lịch quốc tế: 5.600 lượt khách": a unit alone yields to what is named
            return candidates.RIGHT_NEXT - candidates.GENERIC, "noun"
        return candidates.OVER_NOUN, "noun"
    if quantity.unit is not None and noun < row.start and row.end <= quantity.end:
        return candidates.RIGHT, "noun"  # "2,4 triệu lượt khách"
    over = row.end > right and _steps_over_bracket(scene, quantity, row)
    if row.end > right and not over and not _shares_tail(scene, quantity, right):
        return None
    gap = normal[quantity.end : row.start]
    if _CAUSE.search(gap):
        return None  # "bằng 82% cùng kỳ do cá tra giảm"
    if between(scene.words_of("narrow"), quantity.end, row.start):
        return None  # "tổng chi 12 tỷ đồng gồm chi thường xuyên 8 tỷ": what follows is a part
    counted = quantity.unit is not None and quantity.unit.code in COUNTED
    marks = scene.marks_between(quantity.end, row.start)
    if marks.startswith(")"):
        return None  # "hộ nghèo 3,5% (1.450 hộ), cận nghèo 5,2%": the bracket is of what precedes
    commas, breaks = _commas_and_breaks(marks, ",&:") if marks else (0, 0)
    if counted and row.phrase.lower().startswith("tỷ lệ") and gap.rstrip().endswith(("có", "đạt")):
        return None  # "28/44 trường có tỷ lệ tốt nghiệp 100%": what they are counted by
    # "doanh nghiệp 70 tỷ đồng, nhân dân đóng góp 100 tỷ đồng": the latter names the second
    elsewhere = 0.0
    if commas and _leads_to_next(scene, row, quantity):
        measured = quantity.unit is not None and not counted and quantity.kind != "rank"
        elsewhere = 1.2 if measured else 0.6
    aside = gap == " (" and normal.startswith(")", row.end) and not row.crosses
    if aside and counted and _says_unit_again(row, quantity):
        return None  # "17 hợp tác xã (HTX) ... thành lập mới"
    if aside and not per_cent:
        return candidates.OVER_NOUN, "in_bracket"  # "2,6 tỷ USD (vốn FDI)"
    if len(gap) <= 14 and not commas and not breaks:
        if per_cent and row.phrase.startswith("số ") and needs_head(row):
            return None  # "93,5% số hộ dùng nhà tiêu hợp vệ sinh": what the share is of
        weak = 0.8 if needs_head(row) else 0.0
        if per_cent and _leads_to_next(scene, row, quantity):
            weak += 0.6  # "khu vực II chiếm 17,95% khu vực III chiếm 60,68%": of the next
        return candidates.RIGHT_NEXT - weak, "right_next"
    per_comma = 0.7 if counted else 1.4
    score = (
        candidates.RIGHT
        - per_comma * commas
        - candidates.PER_BREAK * breaks
        - min(len(gap) / 80, 1.5)
        - elsewhere
    )
    return score, "right"


def _steps_over_bracket(scene: Scene, quantity: Quantity, row: Mention) -> bool:
    """ "12/12 xã (100%) đạt chuẩn": whether only brackets part the phrase from its own number."""
    first = bisect_right(scene.quantities.starts, quantity.start)
    last = bisect_left(scene.quantities.starts, row.end)
    if first >= last or not all(scene.in_brackets[first:last]):
        return False
    return not scene.in_brackets[first - 1]


def _counted_together(scene: Scene, quantity: Quantity, row: Mention) -> bool:
    """ "14 doanh nghiệp và 1 hợp tác xã được thành lập mới": both counts share what is said."""
    after = between(scene.quantities, quantity.end, row.end)
    if len(after) != 1 or after[0].unit is None or after[0].unit.code not in COUNTED:
        return False
    gap = scene.reading.normal[quantity.end : after[0].start].strip()
    levels = {after[0].unit.code, quantity.unit.code if quantity.unit else ""}
    listed = levels <= _UNITS_OF_GOVERNMENT or levels <= _UNITS_OF_BUSINESS
    joined = gap == "và" or (gap == "," and listed)
    return joined and not scene.marks_between(after[0].end, row.end)


#: "3 xã, 82 thôn được công nhận đạt chuẩn" is said of both.
_UNITS_OF_GOVERNMENT = frozenset(("DISTRICT", "COMMUNE", "VILLAGE"))
#: And "14 doanh nghiệp, 1 hợp tác xã thành lập mới".
_UNITS_OF_BUSINESS = frozenset(("ENTERPRISE", "COOPERATIVE"))


def _is_told_whole(scene: Scene, broken: Mention, right: int) -> bool:
    """Whether a phrase of a clause's length without a gap begins where the broken one does."""
    return any(
        row.codes
        and row.size >= _A_CLAUSE
        and "…" not in row.phrase
        and row.end <= right
        and not needs_head(row)
        for row in between(scene.names, broken.start, broken.start + 1)
    )


def _says_unit_again(row: Mention, quantity: Quantity) -> bool:
    """Whether the words are the quantity's own noun, written short or in full."""
    form = quantity.unit.form if quantity.unit is not None else ""
    return form in (row.phrase.lower(), abbreviations().get(row.phrase))


def _leads_to_next(scene: Scene, row: Mention, quantity: Quantity) -> bool:
    """Whether the phrase stands right before the next number, with at most a verb between."""
    after = between(scene.quantities, quantity.end, row.end + _NEXT)
    if not after or after[0].start < row.end:
        return False
    return not scene.marks_between(row.end, after[0].start)


#: A phrase of so many words tells all of its clause.
_A_CLAUSE = 5
#: So far a number may stand behind the phrase that names it ("đóng góp được trên 100 tỷ đồng").
_NEXT = 12


def _commas_and_breaks(marks: str, commas: str) -> tuple[int, int]:
    """How many of the separators are of the kinds given, and how many brackets stay open."""
    told = 0
    for comma in commas:
        told += marks.count(comma)
    return told, abs(marks.count("(") - marks.count(")"))


def _shares_tail(scene: Scene, quantity: Quantity, right: int) -> bool:
    """ "68% gia đình, 55% thôn bản và 92% cơ quan ... đạt chuẩn văn hóa": one tail for a list."""
    if quantity.unit is None or quantity.unit.code != "PERCENT":
        return False
    return not narrows(scene, quantity.end, right)
