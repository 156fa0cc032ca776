"""What narrows an indicator: the product, animal, source or season of a number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from operator import attrgetter, itemgetter

from extraction.lexicon import Mention
from extraction.passage import Scene, between
from extraction.reference import Item, codebook, item_defaults, items
from extraction.rules.bracketed_times import is_bracketed_away
from extraction.rules.candidates import BRANCH, Choice
from extraction.rules.carried import has_unknown_words, is_next_part
from extraction.rules.foreign import partner_named
from extraction.rules.part_names import (
    called_by_words,
    labelled_part,
    listed_branch,
    listed_part,
    listed_product,
)
from extraction.rules.periods import PeriodMention
from extraction.rules.stages import in_brackets
from extraction.rules.subjects import of_family
from extraction.rules.told_period import is_of_another_crop
from extraction.state import Passage, State


def note_product(passage: Passage, scene: Scene, number: int, state: State) -> str | None:
    """Note the item named beside the number; the class of the one that holds here, or None.

    It is what a bare "đạt 186 ha" can be of; whether it narrows the code is `item_of`'s to say.
    """
    quantity = scene.quantities[number]
    left, _, near_right, _ = scene.edges[number]
    chosen: Mention | None = None
    if scene.items:
        named = [row for row in _items(scene, left, quantity.start) if not _left_out(scene, row)]
        if named:
            chosen = max(named, key=attrgetter("end"))
        else:
            chosen = _right_behind(scene, number, near_right)
    if chosen is not None and chosen.item is not None:
        state.item = chosen.item
        state.item_at = number
    elif state.item is None and number == 0:
        for line in reversed(passage.stack.rows):
            kinds = [item for item in line.items if item[1] != "season"]
            if kinds:
                state.item = kinds[-1]
                break
    return state.item[1] if state.item is not None else None


def item_of(
    passage: Passage, scene: Scene, number: int, choice: Choice, state: State
) -> str | None:
    """What makes the number a part of its chosen code, as `items.csv` calls it; None: a whole.

    Named with the number, else lent by the number that it goes on from, else by the heading.
    """
    code = choice.told.code
    classes = codebook()[code].item_classes
    if (part := _unknown_part(scene, number, choice)) is not None:
        return part
    if choice.how == "carried" and number and _follows_part(passage, scene, number, code, state):
        told = scene.quantities[number - 1].end
        inside = _items(scene, told, scene.quantities[number].start)
        if not any(row.item is not None and row.item[1] in classes for row in inside):
            return called_by_words(scene, number, told)
    if not classes:
        return None
    if _CRITERIA in classes:
        mark = _MARK.match(scene.reading.normal, scene.quantities[number].end)
        return _SPACED_DASH.sub("-", mark[1]) if mark is not None else None
    goes_on = _goes_on(scene, number, choice, state)
    named = _own_item(scene, number, choice, goes_on=goes_on)
    if _PARTNER in classes:
        left, _, near_right, _ = scene.edges[number]
        partner = partner_named(scene.reading, left, near_right, scene.places)
        named = ", ".join(filter(None, (named, partner))) or None
    if named is None and "price_of_good" in codebook()[code].traits:
        named = _next_priced_good(scene, number) if goes_on else _priced_good(scene, number)
    if named is not None:
        name: str | None = named
    elif goes_on:
        name = _lent(passage, scene, number, state, code)
        return _in_own_season(scene, number, name) if "season" in classes else name
    else:
        name = _from_above(passage, state, code)
    season = _season_name(passage, scene, number) if "season" in classes else None
    if not season or (name is not None and season.removeprefix("vụ ") in name):
        return name
    return season if name is None else f"{name} {season}"


def _unknown_part(scene: Scene, number: int, choice: Choice) -> str | None:
    """ "dịch vụ tăng 7,6%, trong đó thương nghiệp tăng 8%": a part that no vocabulary knows.

    It is called by the words between "trong đó", or the separator, and its verb.
    """
    if choice.how != "carried":
        return None
    if "production_index" in codebook()[choice.told.code].traits:
        return listed_branch(scene, number)
    if number == 0:
        return labelled_part(scene, choice)
    if (listed := listed_part(scene, number) or listed_product(scene, number)) is not None:
        return listed
    if not has_unknown_words(scene, number):
        return None
    _, near_left, _, _ = scene.edges[number]
    start = scene.quantities[number].start
    opened = between(scene.words_of("narrow"), scene.quantities[0].end, start)
    if not opened:
        return None
    first = max(near_left, opened[-1].end)
    return None if _items(scene, first, start) else called_by_words(scene, number, first)


def _follows_part(passage: Passage, scene: Scene, number: int, code: str, state: State) -> bool:
    """Whether it is the next part of a sum, or the next product of a list ("; giỏ tre đạt ...")."""
    if is_next_part(passage, scene, number, number - 1, code, state):
        return True
    before = scene.quantities[number - 1]
    marks = scene.marks_between(before.end, scene.quantities[number].start)
    indicator = codebook()[code]
    made = "industrial" in indicator.item_classes and "price_of_good" not in indicator.traits
    return made and marks in (",", ";") and has_unknown_words(scene, number)


def _items(scene: Scene, start: int, end: int) -> Sequence[Mention]:
    return between(scene.items, start, end)


def _right_behind(
    scene: Scene, number: int, near_right: int, classes: frozenset[str] | None = None
) -> Mention | None:
    """ "32 trường mầm non": the item right behind the number or its noun."""
    quantity = scene.quantities[number]
    start = quantity.unit.start if quantity.unit else quantity.end
    after = _items(scene, start, near_right)
    if classes is not None:
        after = [row for row in after if row.item is not None and row.item[1] in classes]
    close = after and len(scene.reading.normal[quantity.end : after[0].start]) < _CLOSE
    return after[0] if close else None


def _goes_on(scene: Scene, number: int, choice: Choice, state: State) -> bool:
    """Whether the number has no subject of its own but that of a number before it."""
    mention, quantity = choice.mention, scene.quantities[number]
    if mention is None:
        return choice.how == "carried"
    if mention.start >= quantity.end and in_brackets(scene, number):
        gap = scene.reading.normal[quantity.end : mention.start]
        return ")" in gap  # "ngân sách địa phương 51,6% (2.918 tỉ đồng), ODA 19,8%"
    if choice.how == "noun_alone":
        return choice.told.code in state.items  # "16/20 tiêu chí xã nâng cao, tăng 02 tiêu chí"
    return number > 0 and mention.end <= scene.quantities[number - 1].start


def _own_item(scene: Scene, number: int, choice: Choice, *, goes_on: bool) -> str | None:
    """The item that stands in the number's own words: nearest before it, or right behind."""
    quantity = scene.quantities[number]
    left, _, near_right, _ = scene.edges[number]
    subject = None if goes_on else choice.mention
    code = choice.told.code
    classes = codebook()[code].item_classes
    if (
        subject is not None
        and subject.end > quantity.end
        and choice.how.endswith(":item")
        and subject.item is not None
        and subject.item[1] in classes
    ):  # "1.200 ha lúa, 350 con bò": the product behind the number, or of its noun, is its own
        return None if is_whole(code, subject.item) else subject.item[0]
    if subject is not None:
        left = min(left, subject.start)
    reaches_back = number > 0 and not classes.isdisjoint(_TOLD_BEFORE)
    if reaches_back:
        left = scene.edges[number - 1][0]
    chosen: Mention | None = None
    for row in _items(scene, left, quantity.start):
        assert row.item is not None
        if row.item[1] not in classes or _left_out(scene, row):
            continue
        if (
            subject is not None
            and not reaches_back
            and (row.item[1].startswith(BRANCH) or not _is_thing(code, row.item[1]))
            and (_is_said_by(scene, subject, row, code) or _is_of_another(scene, subject, row))
        ):
            continue
        if chosen is None or row.end > chosen.end:
            chosen = row
    if chosen is not None and _touches(scene, number - 1, chosen):
        # "45 km đường trục xã, 12 km đường nội đồng": each has the item right behind it
        behind = _right_behind(scene, number, near_right, classes)
        if behind is not None and _touches(scene, number, behind):
            chosen = behind
    if chosen is None and subject is not None and subject.item is not None:
        chosen = subject
    elif chosen is None:
        chosen = _right_behind(scene, number, near_right, classes)
        if chosen is not None and subject is not None and _is_said_by(scene, subject, chosen, code):
            return None
    if chosen is None and subject is not None and (part := _part_of_head(subject, code)):
        return part
    if chosen is None:
        return _without(scene, left, quantity.start, classes)
    if chosen.item is None or chosen.item[1] not in classes:
        return None
    return None if is_whole(code, chosen.item) else chosen.item[0]


def _part_of_head(subject: Mention, code: str) -> str | None:
    """ "khai thác" under the head "thủy sản": the item "khai thác thủy sản", where there is one."""
    classes = codebook()[code].item_classes
    named = [
        one
        for told, head in subject.codes
        if told == code and head
        for one in _items_called().get(f"{subject.phrase} {head}", ())
        if one[1].item_class in classes
    ]
    return min(named, key=itemgetter(0))[1].item if named else None


@cache
def _items_called() -> dict[str, list[tuple[int, Item]]]:
    """The items by name, each with its row in the seed."""
    found: dict[str, list[tuple[int, Item]]] = {}
    for row, one in enumerate(items()):
        found.setdefault(one.item, []).append((row, one))
    return found


def _touches(scene: Scene, number: int, row: Mention) -> bool:
    """Whether the item stands right behind the number, with nothing but its noun between."""
    if number < 0:
        return False
    end = scene.quantities[number].end
    return row.end > end and not scene.reading.normal[end : max(end, row.start)].strip()


@cache
def is_made(code: str, item_class: str) -> bool:
    """Whether things of the class are what the code counts: a crop's area, an animal's herd."""
    return any(code == made for made, _ in item_defaults().get(item_class, ()))


@cache
def _is_told_whole(code: str) -> bool:
    """Whether reports speak of the code's total, so that no heading's product is meant."""
    aliases = codebook()[code].aliases
    return any(alias.lower().startswith(_TOTALS) for alias in aliases)


def is_whole(code: str, item: tuple[str, str]) -> bool:
    """Whether the item is all that the code counts: "thủy sản" of "sản lượng thủy sản"."""
    name, item_class = item
    indicator = codebook()[code]
    if item_class in _SHORTER_NAMES or item_class.startswith(BRANCH):
        return False
    if item_class in _GROWN and _is_told_whole(code) and not is_made(code, item_class):
        return any(name in alias for alias in indicator.aliases)
    told = indicator.name_vi.lower()
    # "rừng trồng mới 2.000 ha" under "Diện tích trồng rừng": the same words
    return name in told or (" " in name and set(name.split()) <= set(told.split()))


def _is_said_by(scene: Scene, subject: Mention, row: Mention, code: str) -> bool:
    """Whether the item is a word of the whole's name ("tổng mức bán lẻ hàng hóa và dịch vụ")."""
    if not (subject.start <= row.start and row.end <= subject.end) or row.item is None:
        return False
    if subject.phrase.lower().startswith("tổng") or is_whole(code, row.item):
        return True
    if row.item[1].startswith((BRANCH, "sector")) and row.end < subject.end:
        return True  # "nông nghiệp, lâm nghiệp và thủy sản", "bán lẻ hàng hóa và dịch vụ"
    lead = scene.reading.normal[subject.start : row.start].rstrip()
    return lead.endswith((",", "-", "–", " và", "nông"))


def _is_of_another(scene: Scene, subject: Mention, row: Mention) -> bool:
    """Whether another indicator's phrase, or a break, parts the item from the subject."""
    if row.end <= subject.start:
        gap = scene.reading.normal[row.end : subject.start]
        return len(gap) >= _CLOSE or any(mark in gap for mark in ",;.")
    others = between(scene.mentions, subject.end, row.start + 1)
    return any(
        other.codes and not (other.start <= row.start and row.end <= other.end) for other in others
    )


def _priced_good(scene: Scene, number: int) -> str | None:
    """The good that `items.csv` does not know: the words between "giá" and its verb."""
    left, quantity = scene.edges[number][0], scene.quantities[number]
    at = scene.reading.normal.rfind(_PRICE, left, quantity.start)
    verbs = between(scene.words_of("direction"), at + 1, quantity.start)
    verb = verbs[0].start if verbs else -1
    if at < 0 or verb < 0:
        return None
    named = scene.reading.normal[at + len(_PRICE) : verb].strip()
    return named if named and _NO_NAME.search(named) is None else None


def _next_priced_good(scene: Scene, number: int) -> str | None:
    """ "giá thịt bò tăng 0,22%, các sản phẩm nội tạng tăng 0,43%": the next good of a list."""
    start, end = scene.quantities[number - 1].end, scene.quantities[number].start
    listed = _GOODS_LISTED.fullmatch(scene.reading.normal, start, end)
    return listed[1] if listed is not None else None


_GOODS_LISTED = re.compile(
    r"(?:,|;| và) (?:các )?((?:mặt hàng|sản phẩm|nhóm) [^.,;:\d]{2,40}?) (?:tăng|giảm) "
)


def _lent(passage: Passage, scene: Scene, number: int, state: State, code: str) -> str | None:
    """The item of the number before that has the code, or is its whole, part or share."""
    if state.last is not None:
        classes, others = (codebook()[one].item_classes for one in (code, state.last.told.code))
        aside = in_brackets(scene, number) and not in_brackets(scene, number - 1)
        if (aside or code not in state.items) and classes & others:
            return state.last.item  # "ngân sách địa phương 51,6% (2.918 tỉ đồng)"
        return state.items.get(code)
    told = {item for other, item in passage.carried if of_family(code, [other])}
    return told.pop() if len(told) == 1 else None


def _from_above(passage: Passage, state: State, code: str) -> str | None:
    """The item of the sentence so far, or of the headings, for a code that counts such things."""
    classes = codebook()[code].item_classes
    if (
        state.item is not None
        and state.item[1] in classes
        and (
            is_made(code, state.item[1])
            or (_is_thing(code, state.item[1]) and not _is_told_whole(code))
        )
    ):
        return None if is_whole(code, state.item) else state.item[0]
    if _PRICE_BASIS in classes:  # it holds for every sum below it, until another is told
        above = (item for line in reversed(passage.stack.rows) for item in reversed(line.items))
        return next((name for name, item_class in above if item_class == _PRICE_BASIS), None)
    return None


def _without(scene: Scene, left: int, start: int, classes: frozenset[str]) -> str | None:
    """ "kim ngạch xuất khẩu trừ dầu thô": what a sum leaves out makes it another series."""
    for row in _items(scene, left, start):
        lead = scene.reading.normal[max(left, row.start - 40) : row.start]
        if row.item is not None and row.item[1] in classes and _EXCEPT.search(lead):
            return f"trừ {row.item[0]}"
    return None


def _is_thing(code: str, item_class: str) -> bool:
    """Whether an item of the class is a part wherever it stands beside the number."""
    return item_class in _THINGS or is_made(code, item_class)


#: Classes of things that are no word of any whole's name.
_THINGS = frozenset((
    "crop", "perennial", "livestock", "poultry", "fishery", "industrial", "vaccine", "disease",
    "epidemic", "goods", "dose", "crime", "damage", "works", "road",
))  # fmt: skip
#: Classes of what grows on fields, and of what names a whole when it is said in full.
_GROWN, _SHORTER_NAMES = frozenset(("crop", "perennial")), frozenset(("sector", "water"))
_TOTALS = ("tổng sản lượng", "tổng diện tích", "tổng kim ngạch")
_CLOSE = 16
_PRICE_BASIS, _PARTNER, _CRITERIA = "price_basis", "partner", "criteria"
#: "7 xã đạt từ 15 - 18 tiêu chí": how many of them.
_PRICE = "giá "
_NO_NAME = re.compile(r"[,.;:()\d]")
_SPACED_DASH = re.compile(r" ?- ?")
_MARK = re.compile(
    r"[^.;,()\d]{0,24}? (?:từ )?"
    r"((?:(?:dưới|trên) )?\d+(?: ?[/-] ?\d+| đến \d+)? tiêu chí(?: trở lên)?)"
)
#: "Cấp mới 3 dự án, vốn 18,7 triệu USD", "dịch vụ tăng 5%, đóng góp 2 điểm": named a number before.
_TOLD_BEFORE = frozenset(("registration", "branch"))


def _left_out(scene: Scene, row: Mention) -> bool:
    """ "CPI sau khi loại trừ lương thực, thực phẩm": what is not in the number."""
    lead = scene.reading.normal[max(scene.start, row.start - 40) : row.start]
    return ("trừ" in lead or "không" in lead) and _LEFT_OUT.search(lead) is not None


_EXCEPT = re.compile(r"(?<!\w)(?:loại trừ|trừ|không (?:tính|kể|bao gồm))(?: [^().;]{0,28})?\Z")
_LEFT_OUT = re.compile(r"(?<!\w)(?:loại trừ|trừ|không (?:tính|kể|bao gồm))(?: [^().;]{0,28})?\Z")


def _season_name(passage: Passage, scene: Scene, number: int) -> str | None:
    quantity = scene.quantities[number]
    for row in reversed(between(scene.periods, scene.start, quantity.start)):
        if row.kind == "season" and not row.base:
            if is_bracketed_away(scene, row, quantity.start):
                continue  # "lúa 103 ha (vụ xuân 58 ha, vụ mùa 45 ha); rau 11 ha"
            other = is_of_another_crop(scene, row, quantity.start)
            return None if other else _season(row)
    for row in between(scene.periods, quantity.end, quantity.end + _CLOSE):
        if "(" in scene.marks_between(quantity.end, row.start):
            break  # "lúa 103 ha (vụ xuân 58 ha": the part's
        if row.kind == "season" and not row.base:
            return _season(row)  # "52 ha lúa xuân"
    above = passage.stack.season()
    return _season(above) if above else None


def _in_own_season(scene: Scene, number: int, name: str | None) -> str | None:
    """ "năng suất lúa vụ xuân 56 tạ/ha; vụ hè thu 50 tạ/ha": the same crop in another season."""
    start = scene.quantities[number - 1].end if number else scene.start
    rows = between(scene.periods, start, scene.quantities[number].start)
    own = [row for row in rows if row.kind == "season" and not row.base]
    if not own:
        return name
    crop = (name or "").split(" vụ ")[0].strip()
    crop = "" if crop.startswith("vụ ") else crop
    return f"{crop} {_season(own[-1])}".strip() or None


def _season(row: PeriodMention) -> str:
    """ "vụ Đông Xuân 2022-2023", "Đông Xuân": "vụ đông xuân"; a whole "niên vụ" is no season."""
    if row.text.startswith("niên"):
        return ""
    words = row.text.lower().removeprefix("vụ ").split()
    names = [word for word in words if word.isalpha() and word != "năm"]
    own = names[-2:] if row.text.startswith("vụ") else names[:2]  # "vụ tỏi đông xuân 2024 - 2025"
    return " ".join(["vụ", *own])
