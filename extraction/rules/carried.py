"""Codes that earlier numbers, headings and lists lend to a number without a name of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from extraction.lexicon import value_of
from extraction.passage import Scene, between
from extraction.reference import any_of, codebook, item_defaults, with_trait
from extraction.rules import candidates
from extraction.rules.asides import turns_to_place
from extraction.rules.candidates import Choice
from extraction.rules.inherited import is_of_place_before
from extraction.rules.leagues import NEXT_IN_LEAGUE, names_league
from extraction.rules.measures import Cues, fits_unit
from extraction.rules.place_types import unit_words
from extraction.rules.quantity import Quantity, is_per_cent
from extraction.rules.shares import SPLITS
from extraction.rules.stage_words import narrows
from extraction.rules.units import COUNTED
from extraction.state import Passage, State

#: "Đạt 99,13% so với kế hoạch.": a sentence that opens so goes on with the one before.
_BARE_OPENING = 16
#: What a good named behind a price counts for the price: more than the herd that its name means.
PRICED = 2.5


def carried_codes(
    passage: Passage, scene: Scene, number: int, state: State, cues: Cues
) -> list[tuple[str, float]]:
    """Codes of earlier numbers, newest first, with the score that their distance leaves."""
    rows: list[tuple[str, float]] = []
    quantity = scene.quantities[number]
    seen: set[str] = set()
    no_verb = cues.verb is None and not cues.plan
    bare = bool(state.codes) and no_verb and not cues.base
    goes_on = bool(state.codes or passage.carried)
    counts_unknown = goes_on and no_verb and _counts_unknown(scene, number)
    unread = bool(state.codes) and _follows_unread(scene, number, state)
    rate_named = bool(state.codes) and _opens_as_rate(scene, number)
    unknown = (bare or rate_named) and has_unknown_words(scene, number)
    unknown = unknown and not is_of_place_before(scene, number)
    bracketed = scene.in_brackets
    ranks_on = bool(state.codes) and _ranks_on(scene, number)
    below = number > 0 and quantity.value < scene.quantities[number - 1].value
    for order, (code, index) in enumerate(_behind_asides(state.codes, cues, below)):
        if code in seen:
            continue
        aside = bracketed[index] and not bracketed[number] and not all(bracketed[:number])
        if aside and any(other == code and not bracketed[at] for other, at in state.codes):
            continue  # the same code stands outside the bracket too
        seen.add(code)
        if _counts_else(scene.quantities[index], quantity):
            continue
        if order and _counts_others(scene.quantities[index], quantity):
            continue
        marks = scene.marks_between(scene.quantities[index].end, quantity.start)
        parted = ";" in marks and not (index == number - 1 and scene.joined[index])
        narrow = (parted or unknown) and (
            (ranks_on and not order)
            or narrows(scene, scene.quantities[index].end, quantity.start)
            or is_next_part(passage, scene, number, index, code, state)
        )
        score = (
            candidates.CARRIED
            + (0.6 if quantity.kind == "rank" else 0.0)
            - 0.25 * order
            - (0.9 if parted and not narrow else 0.0)
        )
        if aside:
            score -= 1.2
        if unread:
            score -= UNREAD
        if order == 0 and _lists_prices(scene, number, state):
            score += PRICED
        elif unknown and not narrow:
            score -= 2.0 if rate_named else 1.0
        elif bare and counts_unknown:
            score -= 2.0  # "tốt nghiệp 99,2%, có 65% học sinh đậu đại học": of the latter alone
        elif order == 0 and cues.share and not parted and ":" not in marks:
            score += (
                1.2  # "còn 80 hộ nghèo, chiếm tỷ lệ 1,61%, ...": the share is of what stands before
            )
        elif order == 0 and cues.verb == "level" and not parted:
            score += 0.6  # "xuống còn 1,62%": nothing but a verb between, so it goes on
        rows.append((code, score))
    if state.codes and quantity.unit is not None and quantity.unit.code == "POINT":
        # "PCI xếp thứ 21/63, đạt 64,9 điểm": the points are of what was ranked
        before = state.codes[-1][0]
        score_code = before.removesuffix("_rank") + "_score"
        if before.endswith("_rank") and score_code in codebook():
            rows.append((score_code, candidates.CARRIED))
    # "61,1 tạ/ha, giảm 3,7 tạ": a change is of the yield itself
    listed = bool(state.codes) and cues.verb != "direction"
    together = [*_told_together(scene, number, state)] if listed else []
    if together and not has_unknown_words(scene, number):
        rows += [(code, candidates.CARRIED) for code in together]
    if not state.codes and _follows_unread_amount(scene, number):
        return rows
    if passage.carried and not state.codes and not counts_unknown:
        # "100% các trường ... đạt chuẩn" opens anew
        normal = scene.reading.normal
        opens = (
            narrows(scene, scene.start, quantity.start)
            or cues.verb in ("direction", "multiple", "exceed")
            or cues.share
            # "Tính bình quân 4 tháng, mức tăng là 3,42%": of what was told before
            or (
                cues.growth
                and cues.verb in ("level", "reach")
                and not between(scene.names, scene.start, quantity.start)
            )
            or quantity.kind == "rank"
            or SPLITS.match(normal, scene.start) is not None
        )
        ranked = 0.8 if quantity.kind == "rank" else 0.0
        bare_share = cues.plan and quantity.start - scene.start < _BARE_OPENING
        league = NEXT_IN_LEAGUE.match(normal, scene.start) is not None
        league = league or names_league(normal, scene.places, scene.start, quantity.start + 1)
        refers = not bare_share and (league or _REFERS.search(_lead(scene, number)) is not None)
        refers = refers or _also_has(scene, number)
        # "sạt lở đất với diện tích 5.000 m2": of what nobody told before
        of_new = not (opens or bare_share or ranked) and has_unknown_words(scene, number)
        ranks = league or _leads().match(normal, scene.start) is not None or turns_to_place(scene)
        told = _whole_first(passage.carried) if ranks else passage.carried
        for order, (code, _) in enumerate(told):
            alone = bare_share or (refers and not order)
            if of_new and not alone:
                continue
            rows.append((code, (1.8 if alone else 1.2 if opens else 0.3) + ranked - 0.3 * order))
    if scene.words_of("products_head"):
        rows += [
            (code, candidates.LISTED) for code in _of_listed_products(passage, scene, number, state)
        ]
    heading = candidates.HEADING - (0.6 if state.codes else 0.0)
    for order, row in enumerate(reversed(passage.stack.rows[-5:])):
        for mention in row.subjects[-2:]:
            for code, head in mention.codes:
                if head is None and code not in seen:
                    seen.add(code)
                    rows.append((code, heading - 0.2 * order + 0.08 * mention.size))
        if not row.subjects and not state.codes:
            for _, item_class in row.items[-1:]:
                for code, head in item_defaults().get(item_class, ()):
                    if head is None and code not in seen:
                        seen.add(code)
                        rows.append((code, heading - 0.2 * order + 0.1))
        if row.last_code and row.last_code not in seen:
            seen.add(row.last_code)
            rows.append((row.last_code, heading - 0.3 - 0.2 * order))
    return rows


def is_next_part(
    passage: Passage, scene: Scene, number: int, index: int, code: str, state: State
) -> bool:
    """ "Tổng dư nợ 486 tỷ đồng. Trong đó, cho vay hộ nghèo 2 tỷ; học sinh, sinh viên 20 tỷ".

    Each is a part of what was told before "trong đó", whatever it is called.
    """
    before, quantity = scene.quantities[index], scene.quantities[number]
    if index != number - 1 or before.unit is None or quantity.unit is None:
        return False
    if before.unit.code != quantity.unit.code or is_per_cent(quantity):
        return False
    if scene.marks_between(before.end, quantity.start).strip(",&") not in ("", ";"):
        return False
    opened = scene.words_of("narrow")
    first = [row.start for row in between(opened, scene.start, before.start)]
    if not first:
        return False
    wholes = {one for one, at in state.codes if scene.quantities[at].end <= first[-1]}
    if scene.opens_narrow:
        wholes |= {row.told.code for row in passage.told_before[:1]}
    return code in wholes


def _ranks_on(scene: Scene, number: int) -> bool:
    """ "tỷ lệ lấp đầy bình quân 58,6%; thị xã Điện Bàn cao nhất với 91%": of the same rate."""
    start, end = scene.edges[number][1], scene.quantities[number].start
    return names_league(scene.reading.normal, scene.places, start, end + 1)


def _lists_prices(scene: Scene, number: int, state: State) -> bool:
    """ "giá thịt lợn tăng 1,07%, thịt bò tăng 0,22%": prices both, and no herd."""
    last = state.last
    if last is None or not number or last.told.measure != "change_pct":
        return False
    if "price_of_good" not in codebook()[last.told.code].traits:
        return False
    gap = scene.reading.normal[scene.quantities[number - 1].end : scene.quantities[number].start]
    return scene.per_cent[number] and _NEXT_PRICE.fullmatch(gap) is not None


_NEXT_PRICE = re.compile(r"(?:,|;| và) (?:thịt |các |mặt hàng )*(?!đàn |sản lượng )[^.,;:]{2,40} ?")


def _also_has(scene: Scene, number: int) -> bool:
    """ "Xã A trồng 620 ha rừng. Xã B cũng trồng được 400 ha": of what the sentence before told."""
    normal, start = scene.reading.normal, scene.quantities[number].start
    at = normal.find(" cũng ", scene.start, start)
    if number or at < 0 or not between(scene.places, scene.start, at):
        return False
    named = between(scene.names, scene.start, start)
    if any(head is None for row in named for _, head in row.codes):
        return False
    return _ALSO.fullmatch(normal, at, start) is not None


_ALSO = re.compile(
    r" cũng(?: đã| chỉ| mới)?(?: (?:trồng|thu|đạt|có|đón|còn|nuôi|gieo|cấy|xuống giống|thu hoạch))*"
    r"(?: được| tới| gần| hơn| trên| khoảng)* "
)


#: "Tính chung 8 tháng, tổng mức này ước hơn 3.748 tỷ đồng": what the sentence before told.
_REFERS = re.compile(
    r"(?<!\w)(?:mức|số(?: \w+)?|giá trị|kim ngạch|tỷ lệ|chỉ tiêu|chỉ số) này(?!\w)"
)


@cache
def _leads() -> re.Pattern[str]:
    return re.compile(rf"\s*(?:{any_of('standing')})(?!\w)")


def _whole_first(carried: list[tuple[str, str | None]]) -> list[tuple[str, str | None]]:
    """ "trồng 1.214 ha; nhiều nhất là ngô 268 ha. Dẫn đầu là xã A, 142 ha": of all crops."""
    above = codebook()[carried[0][0]].parent if carried else None
    wholes = [row for row in carried if row[0] == above]
    return wholes + [row for row in carried if row not in wholes]


def _lead(scene: Scene, number: int) -> str:
    """The words of the number's own clause before it."""
    return scene.reading.normal[scene.edges[number][1] : scene.quantities[number].start]


def _of_listed_products(passage: Passage, scene: Scene, number: int, state: State) -> Iterator[str]:
    """ "Các sản phẩm công nghiệp: cá hấp 1.120 tấn; bột cá 900 tấn": goods that no seed names."""
    quantity, normal = scene.quantities[number], scene.reading.normal
    if quantity.unit is None:
        return
    for row in between(scene.words_of("products_head"), scene.start, quantity.start):
        code = value_of(row)
        first = between(scene.quantities, row.end, quantity.end)[0].start
        opens = _LIST_OPENS if "công nghiệp" in row.phrase else _LIST_FOLLOWS
        if not opens.search(normal[row.end : first]):
            continue
        if code == _TRADED:
            told = state.codes[-1][0] if state.codes else next(iter(passage.carried), ("", None))[0]
            if told not in codebook() or "partner" not in codebook()[told].item_classes:
                continue
            code = told
        elif code in with_trait("production_index"):
            if passage.index_period is None or not is_per_cent(quantity):
                continue
        elif quantity.unit.code in ("VND", "USD"):
            continue
        grows = is_per_cent(quantity) and bool(
            between(scene.words_of("direction"), scene.edges[number][1], quantity.start)
        )
        if _has_own_code(scene, number, codebook()[code].topic):
            continue  # "các sản phẩm công nghiệp: ...; điện thương phẩm tăng 18,3%"
        if grows or fits_unit(codebook()[code], quantity.unit.code):
            yield code


def _has_own_code(scene: Scene, number: int, topic: str) -> bool:
    """Whether what stands before the number in its part of the list has a code of the topic."""
    named = between(scene.names, scene.edges[number][1], scene.quantities[number].start)
    return any(
        head is None and code in codebook() and codebook()[code].topic == topic
        for row in named
        for code, head in row.codes
    )


#: "Các mặt hàng chủ yếu: thủy sản 52 triệu USD; nhân điều ...": of the trade told before.
_TRADED = "traded"
_LIST_FOLLOWS = re.compile(r"\A[^.;\d]{0,40}:")
#: "chủ yếu là:", "có mức tăng cao như:" behind the word for products.
_LIST_OPENS = re.compile(r"\A[^.;]{0,80}?(?::| như | gồm | là )")


def _told_together(scene: Scene, number: int, state: State) -> Iterator[str]:
    """ "Lúa: 1.250 ha; 62 tạ/ha; 7.750 tấn": area, yield and output of one thing in a row."""
    last, index = state.codes[-1]
    unit = scene.quantities[number].unit
    if index != number - 1 or unit is None or last not in _of_one_thing():
        return
    if codebook()[last].unit == unit.code:
        return  # "sản lượng vải của huyện A đạt 5.600 tấn; huyện B đạt 6.700 tấn"
    if between(scene.names, scene.quantities[index].end, scene.quantities[number].start):
        return
    for code in _of_one_thing()[last]:
        if code != last and fits_unit(codebook()[code], unit.code):
            yield code


@cache
def _of_one_thing() -> dict[str, tuple[str, ...]]:
    """Of each code of a thing grown, all codes of its area, yield and output."""
    book = codebook()
    found: dict[str, tuple[str, ...]] = {}
    for defaults in item_defaults().values():
        codes = tuple(code for code, head in defaults if head is None)
        codes = tuple(code for code in codes if book[code].unit in ("HA", "TONNE/HA", "TONNE"))
        found |= dict.fromkeys(codes, codes)
    return found


def _counts_else(earlier: Quantity, quantity: Quantity) -> bool:
    """ "7/7 ấp có nhà văn hóa; 1.825/1.825 nhà đạt chuẩn": so many of other things."""
    if earlier.unit is None or quantity.unit is None:
        return False
    if quantity.unit.code == earlier.unit.code == "ITEM":
        return quantity.unit.form != earlier.unit.form  # "8.900 phòng (có 5 khách sạn)"
    if quantity.kind != "slash":
        return False
    return quantity.unit.code in COUNTED and quantity.unit.code != earlier.unit.code


def _counts_others(earlier: Quantity, quantity: Quantity) -> bool:
    """ "việc làm cho 652 lao động, dạy nghề 12 lớp với 356 học viên": people called otherwise."""
    if earlier.unit is None or quantity.unit is None or quantity.unit.code != "PERSON":
        return False
    named = quantity.unit.form.split(" ")[-1]
    return named not in ("người", "khẩu") and earlier.unit.form.split(" ")[-1] != named


def _behind_asides(codes: list[tuple[str, int]], cues: Cues, below: bool) -> list[tuple[str, int]]:
    """Newest first; "9.178 ha, chiếm 24%, đạt 104% kế hoạch" goes on with the area.

    `below` says that the number is smaller than the one before.
    """
    newest = codes[::-1]
    compared = cues.equal and cues.base is not None
    if len(newest) > 1 and (cues.plan or compared or cues.verb == "direction"):
        book = codebook()
        share, amount = newest[0][0], newest[1][0]
        counted = book[amount].unit in COUNTED
        of_amount = {book[amount].share, book[book[amount].parent or amount].share}
        if counted and not cues.plan:
            return newest  # "1.234 hộ nghèo, chiếm 20%, giảm 5,3%": points of the rate
        if share in of_amount or (share.endswith("_share") and book[share].kind == "rate"):
            if cues.plan and cues.verb == "direction":
                return newest  # "chiếm 35,1%, thấp hơn 0,4% so với chỉ tiêu (35,5%)"
            if below and not (cues.plan or compared) and book[share].better == "down":
                return newest  # "nợ xấu 735 tỷ đồng, chiếm 2,05%, tăng 0,34%": points of the rate
            if cues.plan or compared:
                return newest[1:]  # a share has no plan and is no share of another time
            newest[0], newest[1] = newest[1], newest[0]
    return newest


def _follows_unread(scene: Scene, number: int, state: State) -> bool:
    """ "diện tích 620 ha, thu hoạch 18.600 tấn, đạt 124%": a share of what could not be read."""
    if not number or state.codes[-1][1] == number - 1 or not scene.per_cent[number]:
        return False
    before = scene.quantities[number - 1]
    if before.unit is None or is_per_cent(before) or scene.in_brackets[number - 1]:
        return False
    start, end = before.end, scene.quantities[number].start
    if ";" in scene.marks_between(start, end):
        return False
    return not any(row.codes for row in between(scene.mentions, start, end))


def _follows_unread_amount(scene: Scene, number: int) -> bool:
    """ "Sản lượng 3.182.204 bưu gửi, tăng 30%": a change of what no vocabulary knows."""
    if number and not scene.per_cent[number - 1]:
        return True
    normal, end = scene.reading.normal, scene.quantities[number].start
    if number or normal.find(".", scene.start, end) < 0:
        return False
    return _AMOUNT.search(normal, scene.start, end) is not None


_AMOUNT = re.compile(r"\d(?<![\d.,/].)\d{0,2}(?:\.\d{3})+ [^\W\d]")
#: What a code loses that a number behind it did not take.
UNREAD = 2.0


def _opens_as_rate(scene: Scene, number: int) -> bool:
    """ "tỷ lệ nhà máy có hệ thống lọc bụi 100%": a clause of its own that opens with "tỷ lệ"."""
    near_left = scene.edges[number][1]
    opening = between(scene.words, near_left, near_left + _OPENING)
    return "tỷ lệ" in [row.phrase for row in opening]


_OPENING = 3


def _counts_unknown(scene: Scene, number: int) -> bool:
    """Whether a per cent sign is followed at once by words that no vocabulary knows."""
    quantity = scene.quantities[number]
    if not is_per_cent(quantity):
        return False
    normal = scene.reading.normal
    near_right = scene.edges[number][2]
    first = normal[quantity.end : near_right].split(maxsplit=1)
    if not first or not first[0].isalpha() or first[0] in _LINKS:
        return False
    if any(row.codes for row in between(scene.mentions, quantity.end, near_right)):
        return False
    return _unknown_words(scene, quantity.end, near_right) > 2


#: "20% so với", "15% là", "5% của": what goes on with the number's own subject.
_LINKS = frozenset(
    ("so", "của", "và", "là", "trong", "trên", "cho", "do", "theo", "ở", "tại", "với")
)


def has_unknown_words(scene: Scene, number: int) -> bool:
    """Whether words that no vocabulary knows stand right before the number."""
    unknown = scene.unknown_before.get(number)
    if unknown is None:
        start, stop = scene.edges[number][1], scene.quantities[number].start
        unknown = stop - start >= _TWO_WORDS and _unknown_words(scene, start, stop) >= 2
        scene.unknown_before[number] = unknown
    return unknown


#: No two words of two letters or more are shorter.
_TWO_WORDS = 5


def _unknown_words(scene: Scene, start: int, stop: int) -> int:
    """How many words of the range belong to no phrase, time or place."""
    normal, position = scene.reading.normal, start
    unknown: list[str] = []
    for row in between(scene.known, start, stop):
        if row.start > position:
            unknown += _without_types(normal[position : row.start]).split()
        position = max(position, row.end)
    if stop > position:
        unknown += _without_types(normal[position:stop]).split()
    return len([word for word in unknown if len(word) > 1])


def _without_types(words: str) -> str:
    """ "thị xã đặt mục tiêu 27 trường": a type of place of two words is no unknown phrase."""
    return _types().sub("", words) if " " in words else words


@cache
def _types() -> re.Pattern[str]:
    types = [phrase for phrase in unit_words() if " " in phrase]
    return re.compile(rf"(?<!\w)(?:{'|'.join(types)})(?!\w)")


#: So far behind these words a change without an indicator's name is still one of prices.
_PRICES_REACH = 1500


@cache
def _of_prices() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{any_of('of_prices')})(?!\w)")


def as_price(passage: Passage, scene: Scene, choice: Choice | None, state: State) -> Choice | None:
    """ "CPI giảm 0,49%; chủ yếu nước sinh hoạt giảm 0,68%": the good's price, not its output.

    For a good that only its name tells, behind an index of prices in its sentence or in the one
    before ("Giá lương thực giảm 3,15%. Ngược lại, sắn tăng 3,06%").
    """
    if choice is None or not choice.how.endswith(":item") or choice.told.unit != "PERCENT":
        return choice
    told = state.codes or passage.carried
    if not told or "monthly_index" not in codebook()[told[-1][0]].traits:
        return choice
    since = max(0, scene.start - _PRICES_REACH)
    if _of_prices().search(scene.reading.normal, since, scene.end) is None:
        return choice
    price = next(iter(with_trait("price_of_good")))
    return choice._replace(told=choice.told._replace(code=price))
