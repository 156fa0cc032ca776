"""Which place an article is of: title, letterhead, site address, lead, what is named most.

Every place named in the text is a candidate; each naming adds to its score by where it stands,
and the words "toàn huyện", "UBND xã" vote for a level. The winner's province is settled by what
is named beside it, the publisher, the address.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from extraction import gazetteer
from extraction.gazetteer import AdminUnit
from extraction.observation import PlaceLevel
from extraction.rules.place_candidates import (
    HEAD_LENGTH,
    SITE_NAME_LENGTH,
    SUBJECT_POINTS,
    TEXT_POINTS,
    TITLE_POINTS,
    Candidate,
    add_bare_names,
    add_city_of,
    add_level_votes,
    add_namesake_city,
    candidate_of,
    candidates_named,
    names_city_alone,
)
from extraction.rules.place_mentions import find_generic_places, levels_told, wide_mentions
from extraction.rules.place_names import RawMention, as_reading, press_provinces
from extraction.rules.place_resolution import (
    COUNTRY,
    DEPTH,
    Place,
    place_of,
    resolve,
    unit_of,
)
from extraction.rules.place_rows import raw_mentions
from extraction.rules.site_address import province_in, units_of_address
from extraction.text import Reading, normalise

#: A first line shorter than this, or in capitals, is read on as a letterhead's.
SHORT_TITLE = 16
#: So many districts of one province tell which one "toàn tỉnh" is.
ENOUGH_DISTRICTS = 3
#: No place that scores less is taken for the article's own.
ENOUGH = 5.0

_PLURAL = re.compile(r"(?<!\w)các (xã|phường|huyện|địa phương)(?!\w)")
#: The folded text has a straight quote for "»".
_MENU = re.compile(
    r"[|»>].*[|»>]|^[^\d\"]{8,60} \" [^\d\"]{2,50}$"
    r"|^(?:cổng|trang) (?:thông tin|ttđt)|trang chủ|bản in|g[ửở]i bài viết"
    r"|đường dây nóng|hotline|điện thoại:|đăng nhập|cỡ chữ|(?:\d[ .]?){9,12}$"
    r"|^ *(?:thứ |ngày |[\d•]|lượt xem|cập nhật)"
    r"|^[^\d>]{3,60} > [^\d>]{2,40}$"
)
_ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s)>\"]{1,200}|(?<![\w.-])[\w-]{1,60}(?:\.[\w-]{1,60}){0,5}\.vn\b"
)
#: "PhuthoPortal": a site's name for itself.
_PORTAL = re.compile(r"(?<!\w)([a-z]{5,16})[ -]?portal(?!\w)")
_SMALL_PROVINCE = re.compile(r"t(?<!\w.)ỉnh (\w+(?: \w+)?)(?!\w)")
_NATIONAL = re.compile(
    r"cả nước|việt nam(?<!bhxh việt nam)(?<!xã hội việt nam)(?<!tổ quốc việt nam)"
    r"(?<!mttq việt nam)(?<!phụ nữ việt nam)(?<!cộng sản việt nam)"
    r"|thủ tướng chính phủ|thủ tướng giao|toàn quốc|nước ta|tổng cục thống kê"
    r"|tổng sản phẩm trong nước"
    r"|/(?:63|34) (?:tỉnh|địa phương)|bộ, ngành"
)


def article_place(
    text: Reading | str,
    *,
    title: str | None = None,
    url: str | None = None,
    publisher: str | None = None,
    published: str | None = None,
) -> tuple[Place | None, str]:
    """The article's own place and the witness for it ('title: Huyện Thường Tín').

    The country where no local place is named enough and the text speaks of the nation; None where
    nothing tells. `published` is an ISO date; the province is named as of it.
    """
    reading = as_reading(text)
    if title and title.strip() and title.strip() not in reading.text:
        reading = as_reading(f"{title.strip()}\n\n{reading.text}")
    if url is None and any(sign in reading.text for sign in (".vn", "http", "www.")):
        found = _ADDRESS.search(reading.text)
        url = found[0] if found is not None else None
    if url is None and reading.normal.find("portal", 0, HEAD_LENGTH) >= 0:
        named = _PORTAL.search(reading.normal, 0, HEAD_LENGTH)
        url = named[1] if named is not None else None
    raws = raw_mentions(reading)
    title_span = _title_span(reading, title, raws)
    address = units_of_address(url)
    context = _context_provinces(reading, raws, address, publisher, published)
    hint = context.most_common(1)[0][0] if context else None
    candidates = candidates_named(reading, raws, title_span, context, published)
    for unit, points in address:
        place = place_of(unit, published)
        candidate_of(candidates, place).add(points, f"address: {unit.name}")
    add_bare_names(reading, raws, candidates, title_span, hint, published)
    add_namesake_city(address, candidates, published)
    if hint is not None and names_city_alone(reading, title_span):
        add_city_of(hint, SUBJECT_POINTS, "title: thành phố", candidates, published)
    add_level_votes(reading, candidates)
    _spread_over_plural(reading, candidates, title_span)
    _add_province_of_districts(reading, raws, candidates, published)
    _add_province_of_paper(reading, candidates, published)
    zone = _zone_told(raws, title_span, hint)
    if not candidates:
        return (zone, f"zone: {zone.name}") if zone is not None else _wide(reading)
    best = max(candidates.values(), key=lambda one: (one.total(), DEPTH[one.place.level]))
    if best.total() < ENOUGH and zone is not None:
        return zone, f"zone: {zone.name}"
    if best.total() < ENOUGH:
        wide, witness = _wide(reading)
        if wide is not None or best.total() < TEXT_POINTS * 2:
            return wide, witness
    if best.place.level == "commune" and _OF_DISTRICT.search(reading.normal, 0, HEAD_LENGTH):
        above = [
            one
            for one in candidates.values()
            if one.place.level == "district" and one.place.province == best.place.province
        ]
        best = max(above, key=lambda one: one.total(), default=best)
    place = _as_of_then(reading, _as_in_address(best, address, published), published)
    return _in_named_district(place, raws, address, published), best.reason()


def _zone_told(
    raws: Sequence[RawMention], title_span: tuple[int, int], province: str | None
) -> Place | None:
    """The border gate, port or park that the title names and the text comes back to."""
    zones = [raw for raw in raws if raw.how == "zone" and raw.unit_type is not None]
    titled = {
        gazetteer.fold(raw.written) for raw in zones if title_span[0] <= raw.start < title_span[1]
    }
    told = Counter(
        f"{raw.unit_type.official} {raw.written}"
        for raw in zones
        if raw.unit_type is not None and gazetteer.fold(raw.written) in titled
    )
    if len(titled) != 1 or told.total() < _OFTEN:
        return None
    return Place("zone", told.most_common(1)[0][0], province)


#: So often a text names the zone that it is about.
_OFTEN = 3


def _as_of_then(reading: Reading, place: Place, published: str | None) -> Place:
    """The unit as it was on the day, where the text names it so too.

    "TP. Phú Quốc" in a site's address above "trên địa bàn huyện đảo Phú Quốc", of 2013.
    """
    if place.level == "commune" and (published or "") < gazetteer.REFORM:
        return _before_its_ward(reading, place)
    unit = unit_of(place, published) if place.level == "district" else None
    if unit is None or published is None or gazetteer.is_valid(unit, published):
        return place
    for other in gazetteer.units_named(gazetteer.name_key(unit.short_name)):
        then = (
            other.level == place.level
            and other.province_name == unit.province_name
            and gazetteer.is_valid(other, published)
        )
        short = re.escape(normalise(unit.short_name))
        written = rf"(?<!\w){normalise(other.type)} (?:đảo )?{short}(?!\w)"
        if then and re.search(written, reading.normal):
            return place_of(other, published)
    return place


def _before_its_ward(reading: Reading, place: Place) -> Place:
    """ "Là xã ven thành phố, Thạch Hạ ...": the commune that has become a ward since.

    Only where no ward is spoken of, with the name or without.
    """
    short = place.name.removeprefix("Phường ")
    if short == place.name or reading.normal.find("phường") >= 0:
        return place
    if any(word == "xã" for _level, _scope, word in levels_told(reading)):
        return replace(place, name=f"Xã {short}")
    return place


#: "UBND huyện giao ban quý III" on the page of one of its communes.
_OF_DISTRICT = re.compile(
    r"(?:^|\n)\s*(?:(?:ubnd|hđnd|ủy ban nhân dân|hội đồng nhân dân) huyện|huyện ủy|đảng bộ huyện)"
    r" (?:giao ban|họp|tổ chức|sơ kết|tổng kết|hội nghị|kiểm điểm|khai mạc|đánh giá)(?!\w)"
)


def _in_named_district(
    place: Place,
    raws: Sequence[RawMention],
    address: list[tuple[AdminUnit, float]],
    published: str | None,
) -> Place:
    """A commune with namesakes lies in the one district named anywhere that has such a commune.

    And a district in the one province where the communes named anywhere are those of such a one.
    """
    if place.level == "district" and place.province is None:
        return _with_named_communes(place, raws, published)
    if place.level != "commune" or place.province is not None:
        return place
    named = {unit.unit_id for raw in raws for unit in raw.units if unit.level == "district"}
    named |= {unit.unit_id for unit, _points in address if unit.level == "district"}
    provinces = {
        gazetteer.province_on(unit.province_name, published)
        for unit in gazetteer.units_folded(gazetteer.fold(place.name))
        if unit.level == "commune"
        and (district := gazetteer.district_of(unit)) is not None
        and district.unit_id in named
    }
    return replace(place, province=provinces.pop()) if len(provinces) == 1 else place


def _with_named_communes(place: Place, raws: Sequence[RawMention], published: str | None) -> Place:
    homes: Counter[str] = Counter()
    for written in {raw.written for raw in raws}:
        units = [one for raw in raws if raw.written == written for one in raw.units]
        provinces = {
            gazetteer.province_on(unit.province_name, published)
            for unit in units
            if unit.level == "commune"
            and (district := gazetteer.district_of(unit)) is not None
            and gazetteer.fold(district.name) == gazetteer.fold(place.name)
        }
        homes.update(province for province in provinces if province)
    ranked = homes.most_common(2)
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return place
    return replace(place, province=ranked[0][0])


def _as_in_address(
    best: Candidate, address: list[tuple[AdminUnit, float]], published: str | None
) -> Place:
    """The site's own unit where the text cuts its name short ("xã Vĩnh" of xã Vĩnh Hảo)."""
    for unit, _points in address:
        longer = gazetteer.fold(unit.name)
        if unit.level == best.place.level and longer.startswith(gazetteer.fold(best.place.name)):
            return place_of(unit, published)
    return best.place


def _spread_over_plural(
    reading: Reading,
    candidates: dict[tuple[PlaceLevel, str], Candidate],
    title_span: tuple[int, int],
) -> None:
    """A title about "các xã" is no single commune's, unless it names one."""
    found = _PLURAL.search(reading.normal, *title_span)
    if found is None:
        return
    level = "commune" if found[1] in ("xã", "phường") else "district"
    alike = [one for one in candidates.values() if one.place.level == level and one.total() > 0]
    if len(alike) == 1 and len(alike[0].reasons) >= _OFTEN:
        return  # "Các xã họp HĐND" above the results of one of them, and of no other
    for candidate in candidates.values():
        if candidate.place.level == level and not candidate.reason().startswith(("title", "add")):
            candidate.points *= 0.3


#: So often one commune is named where a text on several is its own.
_OFTEN = 3


def _add_province_of_districts(
    reading: Reading,
    raws: Sequence[RawMention],
    candidates: dict[tuple[PlaceLevel, str], Candidate],
    published: str | None,
) -> None:
    """A report on "tỉnh", however told, that names districts of one province is that province's."""
    if any(place.level == "province" for place in (one.place for one in candidates.values())):
        return
    wholes = [one for one in find_generic_places(reading) if one.level == "province"]
    if not wholes:
        return
    homes: Counter[str] = Counter()
    lies_in: dict[str, set[str]] = {}
    for raw in raws:
        name = gazetteer.fold(raw.written)
        provinces = {unit.province_name for unit in raw.units if unit.level == "district"}
        if provinces and name not in lies_in:
            lies_in[name] = {unit.province_name for unit in raw.units}
            homes.update(provinces)
    if not homes:
        return
    province, count = homes.most_common(1)[0]
    # "Tân An" is a district of one province and may be a commune of the one that is meant
    fitting = sum(province in provinces for provinces in lies_in.values())
    often = sum(one.scope != "plain" for one in wholes) > 1
    told = {one.place.province for one in candidates.values()}
    only = told.pop() if often and len(told) == 1 and len(homes) < 3 else None
    if only is not None:
        province = only
    elif count < ENOUGH_DISTRICTS or fitting < 0.75 * len(lies_in):
        return
    for unit in gazetteer.units_named(gazetteer.name_key(province)):
        if unit.level == "province":
            reason = f"districts: {count} of {province}"
            candidate_of(candidates, place_of(unit, published)).add(TITLE_POINTS, reason)


def _add_province_of_paper(
    reading: Reading,
    candidates: dict[tuple[PlaceLevel, str], Candidate],
    published: str | None,
) -> None:
    """ "Theo Báo Vĩnh Phúc" below a text on "Tỉnh": the province whose paper wrote it.

    Or whose mark opens the text: "(NTO) Sáng 3/10, UBND tỉnh tổ chức phiên họp".
    """
    # on a page that opens with the paper's name a place named in the text alone outweighs it not
    masthead = _PAPER.search(reading.normal, 0, _MASTHEAD) is not None
    if any((one.points if masthead else one.total()) >= ENOUGH for one in candidates.values()):
        return
    if not any(one.level == "province" for one in find_generic_places(reading)):
        return
    marks = press_provinces()
    for mark in _MARK.finditer(reading.normal, 0, HEAD_LENGTH):
        if (word := mark[1] or mark[2]) in marks:
            for unit in gazetteer.units_named(gazetteer.name_key(marks[word])):
                if unit.level == "province":
                    place = place_of(unit, published)
                    candidate_of(candidates, place).add(TITLE_POINTS, f"paper: {mark[0].strip()}")
                    return
    for paper in _PAPER.finditer(reading.normal):
        # "Báo Bình Phước - Xã hội": the paper's section behind its name
        for name in dict.fromkeys((paper[1], paper[1].partition(" - ")[0])):
            for unit in gazetteer.units_named(gazetteer.name_key(name)):
                if unit.level == "province":
                    place = place_of(unit, published)
                    candidate_of(candidates, place).add(TITLE_POINTS, f"paper: {paper[0]}")
                    return


#: A paper's mark before the first words of its text: "(NTO) ", "BTO - ".
_MARK = re.compile(r"(?:^|\n)[ \t]*(?:\((\w{2,5})(?: online)?\)|(\w{3,5})(?: online)? ?-)[ :-]")
#: So far into a page its paper's name stands.
_MASTHEAD = 80
#: A newspaper or station with the name of its province.
_PAPER = re.compile(
    r"(?<!\w)(?:báo|đài phát thanh (?:và|-) truyền hình|đài pt-?th)(?: điện tử)?(?: tỉnh)?"
    r" (\w+(?: (?!online|điện tử)\w+){0,2}(?: - (?!cập nhật|ngày|thứ )\w+(?: \w+)?)?)"
    r"(?= *(?:[.,;)|\n]|\Z|online|điện tử|[-–] ?(?:cập nhật|ngày|thứ |\d)))"
)


def _wide(reading: Reading) -> tuple[Place | None, str]:
    """The region that the head names, else the country if the text speaks of it."""
    for mention in wide_mentions(reading):
        if mention.how == "region" and mention.start < HEAD_LENGTH // 2:
            return mention.place, f"head: {reading.text[mention.start : mention.end]}"
    found = _NATIONAL.search(reading.normal)
    if found is None or _speaks_for_itself(reading):
        return None, ""
    return COUNTRY, f"nation: {found[0]}"


def _speaks_for_itself(reading: Reading) -> bool:
    """ "UBND tỉnh ... toàn tỉnh ... cao hơn bình quân cả nước": a province that is not named."""
    wholes = [one for one in find_generic_places(reading) if one.scope == "whole"]
    return any(one.level in ("province", "district", "commune") for one in wholes)


def _title_span(reading: Reading, title: str | None, raws: Sequence[RawMention]) -> tuple[int, int]:
    """Where the title stands: the given one, else the first lines that are no site furniture."""
    if title and title.strip():
        start = reading.text.find(title.strip())
        if start >= 0:
            return start, start + len(title.strip())
    offset, taken, begin = 0, 0, None
    for line in reading.normal.split("\n")[:12]:
        stop = offset + len(line)
        names_site = any(
            raw.how == "agency" and raw.end == stop - (len(line) - len(line.rstrip()))
            for raw in raws
            if offset <= raw.start < stop and len(line) < SITE_NAME_LENGTH
        )
        names_site = names_site and not reading.text[offset:stop].isupper()
        if line.strip() and not names_site and not _MENU.search(line.strip()):
            begin = offset if begin is None else begin
            taken += 1
            letterhead = reading.text[begin:stop].isupper() or stop - begin < SHORT_TITLE
            if taken == 3 or not letterhead:
                return begin, min(stop, begin + 300)
        offset = stop + 1
    return begin or 0, min(len(reading.text), (begin or 0) + 200)


def _context_provinces(
    reading: Reading,
    raws: Sequence[RawMention],
    address: list[tuple[AdminUnit, float]],
    publisher: str | None,
    published: str | None,
) -> Counter[str]:
    """Provinces that the text and its surroundings name, with how strongly."""
    found: Counter[str] = Counter()
    for raw in raws:
        if any(unit.level == "province" for unit in raw.units):
            place = resolve(raw, home=None, near=None, date=published)
            if place is not None and place.province:
                found[place.province] += 3 if raw.start < HEAD_LENGTH else 1
    for unit, _points in address:
        if unit.level == "province":
            found[gazetteer.province_on(unit.province_name, published)] += 6
    if not found:
        # a line all in small letters: "..., thị xã bình minh, tỉnh vĩnh long"
        for told in _SMALL_PROVINCE.finditer(reading.normal):
            for unit in gazetteer.units_named(gazetteer.name_key(told[1])):
                if unit.level == "province":
                    found[gazetteer.province_on(unit.province_name, published)] += 1
    head = reading.normal[:HEAD_LENGTH]
    marks = {word for word in press_provinces() if word in head}
    if marks:
        marks &= {*re.findall(r"\w+", head)}
    if publisher:
        marks |= {gazetteer.fold(publisher), *re.findall(r"\w+", publisher.lower())}
        for unit in _publisher_units(publisher):
            found[gazetteer.province_on(unit.province_name, published)] += 6
    if marks:
        for word, province in press_provinces().items():
            if word in marks:
                found[gazetteer.province_on(province, published)] += 6
    return found


def _publisher_units(publisher: str) -> Iterable[AdminUnit]:
    for raw in raw_mentions(as_reading(publisher)):
        yield from (unit for unit in raw.units if unit.level == "province")
    if (unit := province_in([gazetteer.fold(publisher)])) is not None:
        yield unit
