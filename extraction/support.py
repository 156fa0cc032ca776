"""Which numbers the article itself supports, and why the others are set aside.

A report tells many indicators of one place; in an ordinary article the same words more often
belong to a person, a company, a foreign country or a single event. There a number must stand on
its own: a phrase of its own, a place and a time named, and nothing around it that says otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from extraction.passage import Placed, between
from extraction.reference import any_of, codebook, indicators, phrases_of
from extraction.rules.firms import named_firms, tells_of
from extraction.rules.foreign import (
    compares_with_foreign_country,
    is_about_foreign_country,
    names_foreign_country,
)
from extraction.rules.places import COUNTRY, Place, PlaceMention
from extraction.rules.without_code import UNNAMED
from extraction.state import Found
from extraction.text import Reading, normalise, word_start

#: An article is a report when so many codes of so many topics stand in their own words.
REPORT_CODES, REPORT_TOPICS, REPORT_OBSERVATIONS = 4, 2, 6
#: So many numbers of more than one family are a report on one field.
LONG_REPORT = 16
_OWN_WORDS = ("left", "noun", "around", "around_noun", "around_broken", "right_next", "in_turn")
_SPAN_OF_TIME = re.compile(
    r"(?:\d{1,2} tháng|quý|cả năm|năm \d{4}|trong năm|lũy kế|thời điểm|toàn (?:tỉnh|huyện|xã|quốc)"
    r"|tổng số(?: \w+){0,3} tiêu hủy)"
)
_TIMELESS = (
    "period:document",
    "period:opening",
    "period:plan_year",
    "period:heading",
    "period:season",
)


def _has(row: Found, trait: str) -> bool:
    return trait in codebook()[row.told.code].traits


def _adds_up(row: Found) -> bool:
    """ "từ năm 2019 đến nay 7.047 lao động đi xuất khẩu": a sum over years, not a state."""
    return codebook()[row.told.code].kind == "flow" and not _has(row, "incidents")


@cache
def _says(role: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{word_start(map(normalise, phrases_of(role)))})(?!\w)")


@cache
def _right_behind(role: str) -> re.Pattern[str]:
    phrases = any_of(role)
    return re.compile(rf" ?(?:{phrases})(?!\w)")


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """What the article tells around its numbers; `firms` are the names it gives to firms."""

    reading: Reading
    home: Place | None
    places: Placed[PlaceMention]
    firms: frozenset[str]
    dated: bool
    titled: bool
    sited: bool
    opened: bool


def keep_supported(
    found: Sequence[Found],
    reading: Reading,
    home: Place | None,
    places: Placed[PlaceMention],
    *,
    dated: bool,
    titled: bool,
    sited: bool = False,
    opened: bool = False,
) -> tuple[list[Found], list[tuple[Found, str]], str]:
    """The observations to keep, those set aside, each with its reason, and the article's kind.

    `home` is the article's own place, None where nothing tells it; `dated` whether the source
    tells the article's date, `titled` whether its title or opening names the period reported,
    `sited` whether it is the address of the site that tells `home`, `opened` whether the opening
    paragraphs name the months under review.
    """
    report = home is not None and titled
    # in a report the firms named set nothing aside
    firms = frozenset[str]() if report else named_firms(reading)
    article = _Surroundings(reading, home, places, firms, dated, titled, sited, opened)
    strangers = [_stranger(row, article) for row in found]
    named = [
        (row, reason) for row, reason in zip(found, strangers, strict=True) if not _is_unnamed(row)
    ]
    if home is not None and not report:
        own = [row for row, reason in named if reason is None and not _is_of_firm(row, article)]
        report = is_report(own) or _is_long(own, home)
    note = not report and _is_local_note(named, article)
    told = (report or note) and home is not None and _tells_of_place(named, home)
    kind = "article:report" if report else "article:note" if note else "article:ordinary"
    kept: list[Found] = []
    aside: list[tuple[Found, str]] = []
    for row, reason in zip(found, strangers, strict=True):
        if reason is None and not told and _is_unnamed(row):
            reason = "no indicator"
        if reason is None and not report:
            reason = _objection(row, article, kept, note=note)
            row = _told_of_nation(row, article)
        if reason is None:
            kept.append(row)
        else:
            aside.append((row, reason))
    return kept, aside, kind


def _tells_of_place(judged: Sequence[tuple[Found, str | None]], home: Place) -> bool:
    """Whether so much is told of a local place in words that codes have that the rest is its too.

    "Thoả thuận 1,8 tỷ USD" in an article on a firm of Hải Phòng is no figure of Hải Phòng.
    """
    own = [row for row, reason in judged if reason is None and _in_own_words(row)]
    return home.level != "country" and len(own) >= NOTE_ON_ONE_FIELD


def is_report(found: Iterable[Found]) -> bool:
    """Whether the article tells enough indicators in their own words to be a report."""
    rows = list(found)
    codes = {row.told.code for row in rows if _in_own_words(row)} & indicators().keys()
    families = {_family(code) for code in codes}
    topics = {codebook()[code].topic for code in codes}
    enough = len(families) >= REPORT_CODES and len(rows) >= REPORT_OBSERVATIONS
    return enough and len(topics) >= REPORT_TOPICS


def _is_long(found: Sequence[Found], home: Place) -> bool:
    """Whether so much is told of a local place that it is a report, be it on one field."""
    families = {_family(row.told.code) for row in found if _in_own_words(row)}
    return len(families) > 1 and len(found) >= LONG_REPORT and home.level != "country"


def _is_local_note(judged: Sequence[tuple[Found, str | None]], article: _Surroundings) -> bool:
    """Whether a short article is on one local place, named in its opening or by its site's address.

    It tells of no firm. `judged` are its numbers, each with the reason it is a stranger's.
    """
    home = article.home
    if (
        home is None
        or home.level == "country"
        or (home.level == "province" and home.name.startswith("Thành phố"))
        or any(reason for _, reason in judged)
    ):
        return False
    named = any(row.place == home for row in between(article.places, 0, OPENING))
    if not (named or article.sited):
        return False
    found = [row for row, _ in judged]
    if any(_is_of_firm(row, article) for row in found):
        return False
    # "chỉ còn 200.161 ha cà phê": a crop behind its number names it, too
    own = [
        row
        for row in found
        if (_in_own_words(row) or row.rules[0] == _ITEM_BEHIND) and _is_named_here(row)
    ]
    listed = [row for row in found if row.rules[0] == _ITEM_BEFORE and _is_named_here(row)]
    own += listed if own and len(listed) >= _LIST_OF_PRODUCTS else []
    city = home.level == "province" or home.name.startswith("Thành phố")
    needed = NOTE_OF_PROVINCE if city else NOTE
    families = {_family(row.told.code) for row in own}
    return len(own) >= (needed if len(families) > 1 else NOTE_ON_ONE_FIELD)


#: So many numbers in words of their own make a note on a district or commune, on a province, or
#: on one field alone; the place stands in so many first characters.
NOTE, NOTE_OF_PROVINCE, NOTE_ON_ONE_FIELD, OPENING = 2, 3, 4, 220


_ITEM_BEHIND, _ITEM_BEFORE = "indicator:right_next:item", "indicator:left:item"
#: So many products with their numbers are a list of a place's own ("Cây ngô: 4.801 ha").
_LIST_OF_PRODUCTS = 5


def _family(code: str) -> str:
    """Codes that one event tells together ("dịch tả lợn": herd, culled, vaccinated) are one."""
    start = code.split("_", 1)[0]
    return "livestock" if start in _ANIMALS else start if start in _TOLD_TOGETHER else code


_ANIMALS = frozenset(("livestock", "animal", "animals", "vaccine"))
_TOLD_TOGETHER = frozenset(("crop", "investment", "enterprises", "traffic", "fdi", "tourism"))


def _is_unnamed(row: Found) -> bool:
    """Whether no code and no phrase of the codebook tells what the number is of."""
    return _has(row, UNNAMED)


def _in_own_words(row: Found) -> bool:
    how = row.rules[0].split(":", 1)[1]
    # "cho 34.310/34.395 hộ, nâng tỷ lệ hộ sử dụng điện lên 99,75%": the rate names its fraction
    named_behind = how == "right" and row.told.rule == "measure:fraction_of_rate"
    return named_behind or how in _OWN_WORDS


def _stranger(row: Found, article: _Surroundings) -> str | None:
    """Why a number says nothing of a place even in a report: a norm, a person's, a firm's."""
    reading, start = article.reading, row.sentence[0]
    before, near = reading.normal[start : row.start], max(start, row.start - _NEAR)
    if tells_of("norm", reading, near, row.start):
        return "a norm"
    if _may_be_norm(row) and tells_of("norm_of_money", reading, near, row.start):
        return "a norm"
    if _right_behind("norm_after").match(reading.normal, row.end):
        return "a norm"
    listed = row.told.unit == "TARGET" and row.told.measure == "level"
    if listed and row.stage == "target":
        return "a norm"  # how many targets a paper sets (rule 24)
    for person in _says("person").finditer(before):
        if before.endswith(phrases_of("listener"), 0, person.end()):
            continue  # "Chủ tịch xã khoe với chúng tôi: ..." tells the reporter of the commune
        at = person.end()
        if not before.startswith(" con", at) or before[at + 4 : at + 5].isalnum():
            # but "của bà con" is the people
            return "one family or person"
    told = reading.text[start : row.start]
    level = row.told.measure == "level"
    own = _earns(row) or (level and (_farms(row) or _person().match(told) is not None))
    if own and _is_told_of_person(told):
        return "one family or person"
    country = row.place.level == "country"
    if country and names_foreign_country(reading, start, row.start, article.places):
        return "a foreign country"
    share = row.told.unit == "PERCENT" and row.told.measure in _SHARES
    if share and compares_with_foreign_country(reading, row.end, article.places):
        return "a foreign country"
    if not article.titled and tells_of("company", reading, start, row.start):
        return "a company"
    return None


def _may_be_norm(row: Found) -> bool:
    """Whether the number may be what one pays or gets: a rate, or less than a billion đồng.

    "Ngân sách địa phương được hưởng 705 tỷ đồng", "thuế nhập khẩu tăng 11%" are no norms.
    """
    if row.told.measure != "level":
        return False
    if row.told.unit in ("PERCENT", "PP"):
        return codebook()[row.told.code].traits.isdisjoint(("branch_share", "contribution"))
    return row.told.unit.startswith(("VND", "USD")) and row.told.value < _NO_NORM


#: Nobody pays or gets so much, in đồng, by a norm.
_NO_NORM = 1e9


def _earns(row: Found) -> bool:
    """Whether the number is money that a person could earn."""
    return row.told.unit == "VND" and (_has(row, "per_head") or _has(row, "monthly_pay"))


def _farms(row: Found) -> bool:
    """Whether the number is a crop, herd or catch that a person could have."""
    return codebook()[row.told.code].topic == "agriculture"


def _is_told_of_person(before: str) -> bool:
    """Whether a person is named ("Ông Bình có thu nhập") and speaks not ("... cho biết", ":")."""
    named = [
        row
        for row in _person().finditer(before)
        if before[row.end()].isupper() and not before[: row.start()].lower().endswith("theo ")
    ]
    if not named or ":" in before[named[-1].end() :]:
        return False
    return _says("speech").search(normalise(before), named[-1].end()) is None


@cache
def _person() -> re.Pattern[str]:
    words = (form for word in phrases_of("honorific") for form in (word, word.capitalize()))
    return re.compile(rf"(?:{word_start(words)}) (?=\w)")


_NEAR = 90
_SHARES = frozenset(("level", "attainment_pct", "index_pct"))


def _objection(
    row: Found, article: _Surroundings, kept: Sequence[Found], *, note: bool
) -> str | None:
    """Why an ordinary article does not support the number, None where it does.

    In a `note` on one place its heading and time hold for all that is told.
    """
    reading, start = article.reading, row.sentence[0]
    before = reading.normal[start : row.start]
    if _is_of_firm(row, article):
        return "a company"
    if tells_of("supposition", reading, max(start, row.start - _NEAR), row.start):
        return "a norm"
    goes_on = (
        bool(kept) and kept[-1].sentence == row.sentence and kept[-1].told.code == row.told.code
    )
    named = _in_own_words(row) and _is_named_here(row)
    part = _is_part_of_last(row, article, kept)
    if not (
        note
        or goes_on
        or named
        or part
        or _refers_to_last(row, article, kept)
        or _is_row_of_league(row, article, kept)
    ):
        return "no phrase of its own"
    if row.told.rule.startswith("measure:bare"):
        return "a number without unit"
    if is_about_foreign_country(reading, start, row.start, article.places):
        return "a foreign country"
    if article.home is None and row.place.level == "country":
        return "no place"
    if _SEVERAL.search(reading.text, start, row.start):
        return "no place"
    told_before = article.opened and any(
        one.place == row.place and one.period == row.period for one in kept
    )
    if row.rules[2] in _TIMELESS and not (note or article.dated or told_before or part):
        return "no time"
    own = named and article.home is not None and row.place == article.home
    if row.rules[2] == "period:since" and not (note or (own and _adds_up(row))):
        return "no time"  # "từ năm 2008 đến nay xảy ra 7 vụ": of years told by nobody else
    before_it = row.rules[2] == "period:sentence_before"
    if before_it and not note and not _goes_on_telling(row, kept):
        return "no time"
    if _right_behind("no_base").match(reading.normal, row.end):
        return "no time"
    level = row.told.measure == "level"
    if level and row.told.value == 1 and reading.normal.startswith("một ", row.start):
        return "a single event"
    stock = note and _farms(row)  # a herd in a note on the place is no incident
    if level and not stock and _has(row, "incidents") and not _SPAN_OF_TIME.search(before):
        return "a single event"
    if level and _has(row, "one_work_too") and _is_one_work(before):
        return "a single event"
    return None


#: "hai huyện Lắk và Krông Nô có 35 ha": a sum over both is of neither; two merged are one.
_SEVERAL = re.compile(
    r"(?<!\w)(?<!nhập )(?<!nhất )(?<!lập )(?:[Hh]ai|[Bb]a|[Bb]ốn|[2-9])"
    r" (?:huyện|tỉnh|xã|quận|phường|thành phố)"
    r" [^\W\d_a-zà-ỹ][^.;,]{0,80} và "
)


def _told_of_nation(row: Found, article: _Surroundings) -> Found:
    """The number as the country's, where its sentence tells of the country and of no place in it.

    "Trong tuần, chỉ có 10 chiếc được nhập khẩu vào Việt Nam" stands in an article of a city.
    """
    start, normal = row.sentence[0], article.reading.normal
    if row.place.level == "country" or not _says("nation").search(normal, start, row.start):
        return row
    named = between(article.places, start, row.start)
    if any(one.place.level != "country" for one in named):
        return row
    local = _says("no_nation_by").search(normal, start, row.start)
    return row if local is not None else row._replace(place=COUNTRY)


def _goes_on_telling(row: Found, kept: Sequence[Found]) -> bool:
    """Whether the sentence before told of the same topic, place and stage and so lends its time."""
    if not kept:
        return False
    last, topics = kept[-1], [codebook()[one.told.code].topic for one in (kept[-1], row)]
    near = row.sentence[0] - last.sentence[1] <= _ADJACENT
    same = last.place == row.place and last.stage == row.stage and last.period == row.period
    return near and same and topics[0] == topics[1] != ""


def _refers_to_last(row: Found, article: _Surroundings, kept: Sequence[Found]) -> bool:
    """ "IIP tháng 9 tăng 1%. Lũy kế 9 tháng, chỉ số này tăng 19,6%": of what was told before."""
    if not kept or kept[-1].told.code != row.told.code or kept[-1].place != row.place:
        return False
    near = 0 <= row.sentence[0] - kept[-1].sentence[1] <= _ADJACENT
    said = _THIS.search(article.reading.normal, row.sentence[0], row.start)
    return near and said is not None


_THIS = re.compile(r"(?<!\w)(?:chỉ số|tỷ lệ|con số|kim ngạch|tổng mức|số thu|mức|số) này(?!\w)")


def _is_part_of_last(row: Found, article: _Surroundings, kept: Sequence[Found]) -> bool:
    """ "Xuất khẩu 1,5 tỷ USD. Trong đó, thép 560 triệu USD": an item of what was told before.

    The heads of a list ("Cụ thể từng loại như sau:") may stand between.
    """
    if not kept:
        return False
    last, book = kept[-1], codebook()
    whole = {last.told.code, book[last.told.code].parent} - {None}
    branch = book[row.told.code].parent in whole
    opens = _PARTS.match(article.reading.normal, row.sentence[0]) is not None
    if branch and (opens or row.sentence == last.sentence):
        # "Thu ngân sách đạt 19.100 tỷ đồng. Trong đó, thu nội địa đạt 102% dự toán"
        near = row.sentence[0] - last.sentence[1] <= _ADJACENT
        return near and row.place == last.place and row.period == last.period
    if row.item is None:
        return False
    near = 0 <= row.sentence[0] - last.sentence[1] <= _ADJACENT
    between_them = article.reading.normal[last.sentence[1] : row.sentence[0]]
    near = near or _HEADS_OF_LIST.fullmatch(between_them) is not None
    same = last.told.code == row.told.code and last.place == row.place
    return near and same and last.period == row.period


def _is_row_of_league(row: Found, article: _Surroundings, kept: Sequence[Found]) -> bool:
    """ "Vùng xuất khẩu 2,3 tỷ USD. Dẫn đầu là Long An với 659 triệu USD": one of those compared."""
    if not kept or kept[-1].told.code != row.told.code or kept[-1].stage != row.stage:
        return False
    near = row.sentence[0] - kept[-1].sentence[1] <= _SAME_TABLE
    named = between(article.places, row.sentence[0], row.start)
    return near and row.place.level in _COMPARED and any(one.place == row.place for one in named)


_PARTS = re.compile(r"\s*(?:trong đó|cụ thể|bao gồm|gồm)(?!\w)")
_HEADS_OF_LIST = re.compile(r"\.?\s*(?:[^\n.;:\d]{3,80}:\s*){1,3}")
#: So far behind the last row of a comparison another sentence may go on with it.
_SAME_TABLE = 300
_COMPARED = frozenset(("province", "district", "commune"))
_ADJACENT = 3


def _is_named_here(row: Found) -> bool:
    """Whether the words beside a number name its indicator, and no heading far above them."""
    return "head:above" not in row.rules and normalise(row.subject) not in _bare_heads()


@cache
def _bare_heads() -> frozenset[str]:
    return frozenset(normalise(phrase) for phrase in phrases_of("bare_head"))


def _is_of_firm(row: Found, article: _Surroundings) -> bool:
    """Whether the number is what a firm earns, lends or keeps, as words beside it tell."""
    reading, start = article.reading, row.sentence[0]
    before = reading.text[start : row.start]
    if any(name in before for name in article.firms):
        return True
    if tells_of("firm", reading, start, row.start):
        return True
    return _has(row, "lenders_too") and _goes_on_about_firm(row, article)


def _goes_on_about_firm(row: Found, article: _Surroundings) -> bool:
    """Whether the sentence before is about a firm and this one names no place and not all firms."""
    normal, start = article.reading.normal, row.sentence[0]
    if between(article.places, start, row.start) or _says("all_firms").search(
        normal[start : row.start]
    ):
        return False
    before = max(normal.rfind(mark, 0, max(0, start - 2)) for mark in (". ", "\n")) + 1
    return tells_of("company", article.reading, before, start)


def _is_one_work(before: str) -> bool:
    """Whether a project is told of, and neither several nor their number."""
    works = _work().findall(before)
    return bool(works) and not any(several for several in works)


@cache
def _work() -> re.Pattern[str]:
    works = any_of("one_work")
    several = any_of("works_before")
    return re.compile(rf"(?<!\w)((?:{several}|[\d.]+) )?(?:{works})(?!\w)")
