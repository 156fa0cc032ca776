"""Whose a section or a paragraph is: what its heading and its first words tell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from extraction import gazetteer
from extraction.context import HEADS_PROSE, PARAGRAPH
from extraction.passage import between
from extraction.reference import any_of
from extraction.rules.guests import is_delegation, is_present
from extraction.rules.places import COUNTRY, Place, PlaceMention
from extraction.rules.quantity import Quantity
from extraction.state import Passage
from extraction.text import Line


def note_section(
    passage: Passage, line: Line, level: int, own: Sequence[Quantity], is_title: bool
) -> None:
    """A short line that opens with a place's name is the heading of that place's section."""
    if is_title or line.start == 0 or line.end - line.start > 120:
        return
    if len(own) > 1 or (
        passage.reading.text[line.end - 1 : line.end] in ".;" and not _is_name_alone(passage, line)
    ):
        return
    for row in between(passage.places, line.start, line.start + 12):
        if passage.home.level in ("district", "commune") and row.place.level == "province":
            continue  # "Bình Phước" above a district's report is the site's own name
        if passage.home.level == "commune" and row.place.level == "district":
            continue  # "HUYỆN TRÙNG KHÁNH - TỈNH CAO BẰNG" below the name of its commune
        if _of_people().match(passage.reading.normal, line.start, row.start):
            return  # "Bà con xã Thạch Châu vào vụ thu hoạch lạc": what a picture shows
        if _names_several(passage, row, line.end):
            return
        if row.how in ("typed", "bare") and row.place.level in ("province", "district", "commune"):
            passage.section_place = row.place if row.place != passage.home else None
            # a bullet that heads a plan stands one above its like
            passage.section_level = level + 1 if level == HEADS_PROSE else level
            return
    if (
        not own
        and level != PARAGRAPH
        and _OF_NATION.search(passage.reading.normal, line.start, line.end)
    ):
        passage.section_place, passage.section_level = COUNTRY, level
        return
    # "* Thốt Nốt hứa về đích" ... "* Chuyện không mới": another heading of its depth ends it
    if level <= 1 or (not own and level != PARAGRAPH and level <= passage.section_level):
        passage.section_place = None


def _is_name_alone(passage: Passage, line: Line) -> bool:
    """ "· Tỉnh Sơn La.": a place's name and nothing else, behind a list's marker."""
    named = between(passage.places, line.start, line.end)
    if len(named) != 1 or named[0].end != line.end - 1:
        return False
    return not any(map(str.isalnum, passage.reading.normal[line.start : named[0].start]))


def _names_several(passage: Passage, first: PlaceMention, end: int) -> bool:
    """ "Hạ Lang, Thông Nông: Kỳ họp thứ 4": a heading over two places is of neither."""
    normal = passage.reading.normal
    return any(
        row.place.level == first.place.level
        and row.place != first.place
        and normal[first.end : row.start].strip() in (",", "-", "–", "và")
        for row in between(passage.places, first.end, min(end, first.end + 4))
    )


@cache
def _of_people() -> re.Pattern[str]:
    return re.compile(rf"\s*(?:{any_of('shown_in_picture')}) (?!\w+:)")


#: "I. KHÁI QUÁT CẢ NƯỚC", "Tình hình kinh tế cả nước", "· Cả nước:": a heading on the country.
_OF_NATION = re.compile(
    r"(?<=\n)\W*(?:cả nước|toàn quốc) ?:?\s*\Z"
    r"|(?<!\w)(?:khái quát|tình hình|bức tranh|kết quả|tổng quan)(?:(?! so | với )[^.;:]){0,40} "
    r"(?:cả nước|toàn quốc)\s*\Z"
)


def note_topic(passage: Passage, start: int, end: int, *, opens: bool) -> None:
    """A sentence that a place opens is about that place, and so are the next until another does.

    A neighbour of the article's own place that opens a paragraph (`opens`) holds for the
    paragraphs behind it too ("Hà Tĩnh là tỉnh ..."), any other place for its own paragraph.
    """
    if opens and not passage.topic_lasts:
        passage.topic_place = passage.village
    normal = passage.reading.normal
    topic = passage.topic_place
    stop = end
    if topic is passage.village and (numbers := between(passage.quantities, start, end)):
        stop = min(end, numbers[-1].end + _WHOSE)  # "..., và tỉnh chọn xóm làm điểm du lịch"
    if (
        topic is not None
        and topic.level == "village"
        and _ABOVE_VILLAGE.search(normal, start, stop)
    ):
        passage.topic_place = None  # "Thu ngân sách xã đạt 5 tỷ đồng": no longer of the village
    named = between(passage.places, start, end)
    if not named:
        return
    if opens and (turned := _named_ahead(passage, start, end)) is not None:
        passage.topic_place = turned.place
        passage.topic_lasts = turned.start - start < _NEAR_START
    if opens and (meets := _meets(passage, named[0], start)) is not None:
        passage.topic_place, passage.topic_lasts = meets, True
        return
    if (wider := _told_of_wider(passage, named, start, end)) is not None:
        passage.topic_place, passage.topic_lasts = wider, False
        return
    for row in named:
        adverbial = opens and _ADVERBIAL.fullmatch(normal, start, row.start)
        if adverbial and not _is_below_home(passage, row):
            continue
        if not adverbial and not _OPENING.fullmatch(normal, start, row.start):
            return
        if row.place.level == "village":
            # "Cả thôn có 127 hộ. Hộ nghèo còn 9 hộ.": to the end of the paragraph
            passage.topic_place, passage.topic_lasts = row.place, False
            return
        if row.how not in ("typed", "bare", "agency"):
            continue
        if row.place == passage.home or passage.reading.text[row.start : row.end].islower():
            passage.topic_place, passage.topic_lasts = None, False
        elif is_neighbour(passage, row.place):
            again = passage.topic_lasts and row.place == passage.topic_place
            passage.topic_place, passage.topic_lasts = row.place, opens or again
        elif (
            opens
            and (row.how in ("typed", "bare") or normal[start : row.start].strip() == "riêng")
            and row.place.level in ("commune", "district")
        ):
            passage.topic_place, passage.topic_lasts = row.place, False
        return


_ABOVE_VILLAGE = re.compile(r"(?<!\w)(?:xã|phường|thị trấn|huyện|tỉnh)(?!\w)")
#: So far behind a number whose it is may be told ("17 triệu đồng của xã").
_WHOSE = 16
#: A place named so near a paragraph's start is what the next ones are about too.
_NEAR_START = 60


def _named_ahead(passage: Passage, start: int, end: int) -> PlaceMention | None:
    """The one neighbour that a sentence names before its first number, where it names no other.

    "Trong năm 2022, kinh tế xã B tiếp tục phát triển; tổng thu ngân sách trên 10 tỷ đồng."
    """
    numbers = between(passage.quantities, start, end)
    stop = numbers[0].start if numbers else end
    named = [
        row
        for row in between(passage.places, start, stop)
        if row.how in ("typed", "agency")
        and row.place.level == passage.home.level
        and not passage.reading.text[row.start : row.end].islower()
    ]
    if (
        not named
        or len({row.place for row in named}) != 1
        or not is_neighbour(passage, named[0].place)
    ):
        return None
    normal = passage.reading.normal
    if is_delegation(normal, named[0].start) or is_present(normal, named[0].start):
        return None  # "Đoàn công tác huyện Tân Yên đến thăm": a guest on the host's page
    before = normal[max(start, named[0].start - 12) : named[0].start]
    return None if _COMPARED.search(before) else named[0]


_COMPARED = re.compile(
    r"(?:so với|hơn|như|bằng|giáp|từ|sang|cùng|và|đến|qua|nối|sau|trước)(?: với)? \Z"
)


def is_neighbour(passage: Passage, place: Place) -> bool:
    """Whether the place is of the level of the article's own, or a province in a national one.

    One that no gazetteer knows may be a person ("UBND huyện Lê Văn Tiến").
    """
    home = passage.home
    if home.level in ("country", "region"):
        return place.level == "province"
    if place.level != home.level or place == home:
        return False
    return any(
        unit.level == place.level for unit in gazetteer.units_folded(gazetteer.fold(place.name))
    )


#: What may stand before the place that a sentence is about.
_OPENING = re.compile(
    r"[\s*+•–-]*(?:theo [^,;.\d]{0,60}|với|tại|ở|còn|riêng|về phía|trong khi đó,?|tiếp đến,? là"
    r"|đối với|trên địa bàn)?\s*"
)

#: "Qua 3 năm xây dựng nông thôn mới, xã A tiếp tục ...": what may stand before the subject.
_ADVERBIAL = re.compile(
    r"[\s*+•–-]*(?:qua|sau|trong|đến|năm|với|nhờ|từ|bằng|cùng với|khép lại|kết thúc|hết|quý|tháng"
    r"|để|vụ)(?!\w)[^;.]{0,90}, "
)


def _told_of_wider(
    passage: Passage, named: Sequence[PlaceMention], start: int, end: int
) -> Place | None:
    """ "Nhiều chỉ tiêu của Lâm Đồng tăng khá. Cụ thể, ..." on the page of one of its communes.

    The province, where a sentence without numbers names it alone and tells of its figures.
    """
    home, place = passage.home, named[0].place
    if home.level not in ("district", "commune") or place.level != "province":
        return None
    if any(row.place != place for row in named) or between(passage.quantities, start, end):
        return None
    if home.province != place.province or named[0].how not in ("typed", "bare"):
        return None
    normal = passage.reading.normal
    told = _FIGURES.search(normal, start, end) and normal.startswith(_IN_DETAIL, end)
    return place if told else None


_FIGURES = re.compile(r"(?<!\w)(?:chỉ tiêu|kinh tế|kết quả|số liệu)(?!\w)")
_IN_DETAIL = (" cụ thể", " trong đó")


def _meets(passage: Passage, row: PlaceMention, start: int) -> Place | None:
    """ "Cùng ngày, HĐND xã A cũng họp", "Kỳ họp của HĐND xã A ghi nhận:": whose what follows is.

    On a district's page on its communes; None for any other paragraph.
    """
    below = passage.home.level == "district" and row.place.level == "commune"
    if not below or row.how != "agency":
        return None
    normal = passage.reading.normal
    meets = _MEETING.search(normal, start, row.start) or _MEETS.match(normal, row.end)
    return row.place if meets is not None and row.start - start < _NEAR_HEAD else None


_MEETING = re.compile(r"(?<!\w)(?:kỳ họp|phiên họp|đại hội)(?!\w)")

_MEETS = re.compile(r" (?:cũng |đã |vừa )?(?:họp|tổ chức (?:kỳ họp|đại hội))(?!\w)")

_NEAR_HEAD = 70


def _is_below_home(passage: Passage, row: PlaceMention) -> bool:
    """Whether a commune or district is named that lies below the article's own place."""
    levels = {"province": ("district", "commune"), "district": ("commune",)}
    return row.how == "typed" and row.place.level in levels.get(passage.home.level, ())
