"""Which place an article is of: title, letterhead, site address, lead, what is named most.

Every place named in the text is a candidate; each naming adds to its score by where it stands,
and the words "toàn huyện", "UBND xã" vote for a level. The winner's province is settled by what
is named beside it, the publisher, the address.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from extraction import gazetteer
from extraction.gazetteer import AdminUnit
from extraction.observation import PlaceLevel
from extraction.rules.place_mentions import find_generic_places, levels_told, wide_mentions
from extraction.rules.place_names import RawMention, as_reading, press_provinces, raw_mentions
from extraction.rules.place_resolution import DEPTH, Place, place_of, resolve
from extraction.rules.site_address import PROVINCE_SITE_POINTS, province_in, units_of_address
from extraction.text import Reading

#: Points of one naming in the title, in the first characters, anywhere else.
TITLE_POINTS, HEAD_POINTS, TEXT_POINTS = 10.0, 4.0, 1.0
HEAD_LENGTH = 700
#: A first line shorter than this, or in capitals, is read on as a letterhead's.
SHORT_TITLE = 16
#: A shorter line that is an office's name and no more ("Đảng bộ tỉnh Quảng Nam") names the site.
SITE_NAME_LENGTH = 60
#: So few words stand above a letterhead.
FEW_WORDS = 12
#: Points of a bare province that opens the title as its subject.
SUBJECT_POINTS = 6.0
#: Points of the place whose targets or tasks the text says were carried out.
TASKS_POINTS = 4.0
#: So many districts of one province tell which one "toàn tỉnh" is.
ENOUGH_DISTRICTS = 3
#: No place that scores less is taken for the article's own.
ENOUGH = 5.0
LEVEL_POINTS = 8.0
#: Points of the city that has the name of the province whose site it is.
NAMESAKE_POINTS = 1.5
#: Fewer words for a level say less.
ENOUGH_VOTES = 3.0

_DEPTH_OF_TYPE: dict[str, int] = {str(level): depth for level, depth in DEPTH.items()} | {"city": 3}
_CONTAINER = re.compile(r"[\s,(/-]{1,6}(?:thuộc\s+|của\s+)?")
_ROW = re.compile(r"\s*(?:,|;|và|-)\s*")
_PLURAL = re.compile(r"(?<!\w)các (xã|phường|huyện|địa phương)(?!\w)")
_MENU = re.compile(
    r"[|»>].*[|»>]|trang chủ|bản in|g[ửở]i bài viết|^ *(?:thứ |ngày |[\d•]|lượt xem|cập nhật)"
)
_ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s)>\"]{1,200}|(?<![\w.-])[\w-]{1,60}(?:\.[\w-]{1,60}){0,5}\.vn\b"
)
#: "PhuthoPortal": a site's name for itself.
_PORTAL = re.compile(r"(?<!\w)([a-z]{5,16})[ -]?portal(?!\w)")
#: "việc thực hiện các mục tiêu, nhiệm vụ năm 2023 của huyện Na Rì": whose they are.
_WHOSE_TASKS = re.compile(
    r"(?<!\w)(?:thực hiện|hoàn thành)[^.;:\d]{0,60}(?:mục tiêu|nhiệm vụ|chỉ tiêu)[^.;:\d]{0,40}"
    r"(?: năm (?:19|20)\d\d)? (?:của|trên địa bàn) \Z"
)
_SMALL_PROVINCE = re.compile(r"(?<!\w)tỉnh (\w+(?: \w+)?)(?!\w)")
_NATIONAL = re.compile(
    r"cả nước|việt nam|thủ tướng chính phủ|thủ tướng giao|toàn quốc|nước ta|tổng cục thống kê"
    r"|tổng sản phẩm trong nước"
    r"|/(?:63|34) (?:tỉnh|địa phương)|bộ, ngành"
)


@dataclass(slots=True)
class Candidate:
    """A place that the article may be of, its points and the best reason for it."""

    place: Place
    points: float = 0.0
    repeats: float = 0.0
    reasons: list[tuple[float, str]] = field(default_factory=list)

    def add(self, points: float, reason: str) -> None:
        """Count one naming; namings in the running text count up to 6 points together."""
        if points <= TEXT_POINTS:
            self.repeats = min(6.0, self.repeats + points)
        else:
            self.points += points
        self.reasons.append((points, reason))

    def total(self) -> float:
        """All points, those of the running text included."""
        return self.points + self.repeats

    def reason(self) -> str:
        """The reason that counted most, an empty text where there is none."""
        return max(self.reasons, key=lambda reason: reason[0])[1] if self.reasons else ""


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
    if url is None and (named := _PORTAL.search(reading.normal, 0, HEAD_LENGTH)):
        url = named[1]
    raws = raw_mentions(reading)
    title_span = _title_span(reading, title, raws)
    address = units_of_address(url)
    context = _context_provinces(reading, raws, address, publisher, published)
    hint = context.most_common(1)[0][0] if context else None
    candidates = _candidates(reading, raws, title_span, context, published)
    for unit, points in address:
        place = place_of(unit, published)
        _candidate(candidates, place).add(points, f"address: {unit.name}")
    _add_bare_names(reading, raws, candidates, title_span, hint, published)
    _add_namesake_city(address, candidates, published)
    if hint is not None and _names_city_alone(reading, title_span):
        _add_city_of(hint, SUBJECT_POINTS, "title: thành phố", candidates, published)
    _add_level_votes(reading, candidates)
    _spread_over_plural(reading, candidates, title_span)
    _add_province_of_districts(reading, raws, candidates, published)
    if not candidates:
        return _wide(reading)
    best = max(candidates.values(), key=lambda one: (one.total(), DEPTH[one.place.level]))
    if best.total() < ENOUGH:
        wide, witness = _wide(reading)
        if wide is not None or best.total() < TEXT_POINTS * 2:
            return wide, witness
    place = _as_in_address(best, address, published)
    return _in_named_district(place, raws, address, published), best.reason()


def _in_named_district(
    place: Place,
    raws: Sequence[RawMention],
    address: list[tuple[AdminUnit, float]],
    published: str | None,
) -> Place:
    """A commune with namesakes lies in the one district named anywhere that has such a commune."""
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
    for candidate in candidates.values():
        if candidate.place.level == level and not candidate.reason().startswith(("title", "add")):
            candidate.points *= 0.3


def _add_province_of_districts(
    reading: Reading,
    raws: Sequence[RawMention],
    candidates: dict[tuple[PlaceLevel, str], Candidate],
    published: str | None,
) -> None:
    """A report on "toàn tỉnh" that names districts of one province is that province's."""
    if any(place.level == "province" for place in (one.place for one in candidates.values())):
        return
    wholes = [one for one in find_generic_places(reading) if one.level == "province"]
    if not any(one.scope != "plain" for one in wholes):
        return
    homes: Counter[str] = Counter()
    names: set[str] = set()
    for raw in raws:
        name = gazetteer.fold(raw.written)
        provinces = {unit.province_name for unit in raw.units if unit.level == "district"}
        if provinces and name not in names:
            names.add(name)
            homes.update(provinces)
    if not homes:
        return
    province, count = homes.most_common(1)[0]
    if count < ENOUGH_DISTRICTS or count < 0.75 * len(names):
        return
    for unit in gazetteer.units_named(gazetteer.name_key(province)):
        if unit.level == "province":
            reason = f"districts: {count} of {province}"
            _candidate(candidates, place_of(unit, published)).add(TITLE_POINTS, reason)


def _wide(reading: Reading) -> tuple[Place | None, str]:
    """The region that the head names, else the country if the text speaks of it."""
    for mention in wide_mentions(reading):
        if mention.how == "region" and mention.start < HEAD_LENGTH // 2:
            return mention.place, f"head: {reading.text[mention.start : mention.end]}"
    found = _NATIONAL.search(reading.normal)
    if found is None:
        return None, ""
    return Place("country", "Việt Nam", None), f"nation: {found[0]}"


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


def _candidate(candidates: dict[tuple[PlaceLevel, str], Candidate], place: Place) -> Candidate:
    key = (place.level, gazetteer.fold(place.name))
    return candidates.setdefault(key, Candidate(place))


def _candidates(
    reading: Reading,
    raws: Sequence[RawMention],
    title_span: tuple[int, int],
    context: Counter[str],
    published: str | None,
) -> dict[tuple[PlaceLevel, str], Candidate]:
    """Typed places and bare provinces with their points; containers ('…, tỉnh B') have none."""
    found: dict[tuple[PlaceLevel, str], Candidate] = {}
    home = Place("province", "", context.most_common(1)[0][0]) if context else None
    container: tuple[int, Place] | None = None
    for at in range(len(raws) - 1, -1, -1):
        raw = raws[at]
        if raw.how in ("zone", "village", "counted", "list"):
            continue
        near = None
        if container is not None and _CONTAINER.fullmatch(reading.normal, raw.end, container[0]):
            near = container[1]
        bare = raw.unit_type is None
        if bare and _names_district_too(raw, raws):
            continue
        place = resolve(raw, home=None if bare else home, near=near, date=published)
        if place is None:
            continue
        place = _where_named(place, raw, context, published)
        container = (raw.start, place)
        if place.province is None and not raw.units:
            continue
        candidate = _candidate(found, place)
        if near is not None and candidate.place.province is None:
            candidate.place = place
        if _is_container(reading, raws[at - 1] if at else None, raw, place):
            continue
        where, points = _where(raw.start, title_span)
        if bare and _is_listed(reading, raws, at):
            points = min(points, TEXT_POINTS) / 2
        if bare and _opens_title(reading, raw, title_span):
            points += SUBJECT_POINTS
        if raw.how == "agency" and _is_letterhead(reading, raw):
            points += SUBJECT_POINTS
        if not bare and _WHOSE_TASKS.search(reading.normal, max(0, raw.start - 120), raw.start):
            points += TASKS_POINTS
        candidate.add(points, f"{where}: {reading.text[raw.start : raw.end]}")
    return found


def _names_district_too(raw: RawMention, raws: Sequence[RawMention]) -> bool:
    """ "Quảng Ninh" in a paper that says "tỉnh Quảng Bình": its own district of that name."""
    if all(unit.level != "province" for unit in raw.units):
        return False
    told = {
        unit.province_name
        for one in raws
        if one.unit_type is not None
        for unit in one.units
        if unit.level == "province"
    }
    return bool(told) and any(
        unit.level == "district" and unit.province_name in told
        for unit in gazetteer.units_folded(gazetteer.fold(raw.written))
    )


def _opens_title(reading: Reading, raw: RawMention, title_span: tuple[int, int]) -> bool:
    """ "Gia Lai qua nửa năm 2024: ...": the title's subject; "Gia Lai: huyện ..." is a rubric."""
    return (
        title_span[0] <= raw.start < title_span[1]
        and reading.normal[max(0, raw.start - 1) : raw.start] in ("", "\n")
        and reading.normal[raw.end : raw.end + 1] == " "
        and reading.normal[raw.end : raw.end + 3] not in (" - ", " – ", " : ")
    )


def _is_letterhead(reading: Reading, raw: RawMention) -> bool:
    """Whether an office with its unit is one of the first lines ("UBND tỉnh Hà Tĩnh")."""
    text = reading.text
    begin, stop = text.rfind("\n", 0, raw.start) + 1, text.find("\n", raw.end)
    if raw.end - begin >= SITE_NAME_LENGTH or text[raw.end : stop if stop >= 0 else None].strip():
        return False
    return len(text[:begin].split()) < FEW_WORDS


def _where_named(
    place: Place, raw: RawMention, context: Counter[str], published: str | None
) -> Place:
    """A commune that the foremost province lacks lies in another province that is named."""
    if place.level != "commune" or not raw.units:
        return place
    lies_in = {
        gazetteer.province_on(unit.province_name, published)
        for unit in raw.units
        if unit.level == "commune" and gazetteer.is_valid(unit, published)
    }
    named = lies_in & context.keys()
    if place.province in lies_in or len(named) != 1:
        return place
    return replace(place, province=named.pop())


def _is_listed(reading: Reading, raws: Sequence[RawMention], at: int) -> bool:
    """Whether a bare name is one of a row of them ("Cao Bằng, Lào Cai, Nghệ An")."""
    return any(
        raws[one].unit_type is None
        and any(unit.level == "province" for unit in raws[one].units)
        and _ROW.fullmatch(reading.normal, raws[one].end, raws[one + 1].start) is not None
        and raws[one + 1].unit_type is None
        for one in (at - 1, at)
        if 0 <= one < len(raws) - 1
    )


def _is_container(
    reading: Reading, narrower: RawMention | None, raw: RawMention, place: Place
) -> bool:
    """Whether the mention only says where the narrower one right before it lies."""
    if narrower is None or narrower.unit_type is None or narrower.end > raw.start:
        return False
    gap = _CONTAINER.fullmatch(reading.normal, narrower.end, raw.start)
    if gap is None or "\n" in gap[0]:
        return False
    return _DEPTH_OF_TYPE[narrower.unit_type.level] > DEPTH[place.level]


def _where(start: int, title_span: tuple[int, int]) -> tuple[str, float]:
    if title_span[0] <= start < title_span[1]:
        return "title", TITLE_POINTS
    if start < max(HEAD_LENGTH, title_span[1] + 300):
        return "head", HEAD_POINTS
    return "text", TEXT_POINTS


def _add_bare_names(
    reading: Reading,
    raws: Sequence[RawMention],
    candidates: dict[tuple[PlaceLevel, str], Candidate],
    title_span: tuple[int, int],
    hint: str | None,
    published: str | None,
) -> None:
    """Names without a type add to the typed candidate of that name, or stand for themselves."""
    by_name: dict[str, list[Candidate]] = {}
    for candidate in candidates.values():
        if candidate.place.level in ("district", "commune"):
            short = candidate.place.name.split(" ", 1)[1]
            for official in ("phố ", "xã ", "trấn ", "khu "):
                short = short.removeprefix(official)
            by_name.setdefault(gazetteer.fold(short), []).append(candidate)
    for raw in raws:
        if raw.unit_type is not None or any(unit.level == "province" for unit in raw.units):
            continue
        where, points = _where(raw.start, title_span)
        named = by_name.get(gazetteer.fold(raw.written), [])
        if named:
            best = max(named, key=Candidate.total)
            best.add(points * 0.75, f"{where}: {raw.written}")
        elif where == "title" or (defined := _IS_UNIT.match(reading.normal, raw.end)):
            units = [unit for unit in raw.units if gazetteer.is_valid(unit, published)]
            if where != "title" and defined is not None:  # "Pú Bẩu là xã vùng III của huyện"
                level = "district" if defined[1] == "huyện" else "commune"
                units = [unit for unit in units if unit.level == level]
                points = 2 * SUBJECT_POINTS
            units = [unit for unit in units if " " in unit.short_name]
            units = [unit for unit in units if unit.level == "district"] or units
            if hint:
                units = [u for u in units if u.province_name == hint] or units
            if len({(unit.name, unit.province_name) for unit in units}) == 1:
                place = place_of(units[0], published)
                _candidate(candidates, place).add(points * 0.5, f"title: {raw.written}")


_IS_UNIT = re.compile(r" là (?:một )?(xã|phường|thị trấn|huyện)(?! nào)(?!\w)")


def _add_namesake_city(
    address: list[tuple[AdminUnit, float]],
    candidates: dict[tuple[PlaceLevel, str], Candidate],
    published: str | None,
) -> None:
    """On a province's site "UBND thành phố" may be the city of its name ("tỉnh giao")."""
    for unit, points in address:
        if unit.level == "province" and points >= PROVINCE_SITE_POINTS:
            reason = f"address: Thành phố {unit.short_name}"
            _add_city_of(unit.short_name, NAMESAKE_POINTS, reason, candidates, published)


def _add_city_of(
    province: str,
    points: float,
    reason: str,
    candidates: dict[tuple[PlaceLevel, str], Candidate],
    published: str | None,
) -> None:
    """Points for the city under the province that has its name, where there is one."""
    for city in gazetteer.units_folded(gazetteer.fold(province)):
        if (
            city.level == "district"
            and city.name == f"Thành phố {province}"
            and city.province_name == province
        ):
            _candidate(candidates, place_of(city, published)).add(points, reason)


def _names_city_alone(reading: Reading, title_span: tuple[int, int]) -> bool:
    """Whether an office of "thành phố" stands in the title without the city's name."""
    return any(
        not reading.text[found.end() + 1 : found.end() + 2].isupper()
        for found in _CITY_OFFICE.finditer(reading.normal, *title_span)
    )


_CITY_OFFICE = re.compile(
    r"(?<!\w)(?:hđnd|ubnd|hội đồng nhân dân|ủy ban nhân dân|đảng bộ) thành phố(?!\w)"
)


def _add_level_votes(reading: Reading, candidates: dict[tuple[PlaceLevel, str], Candidate]) -> None:
    """What is called "toàn huyện", "UBND huyện" without a name speaks for the districts named."""
    votes: defaultdict[str, float] = defaultdict(float)
    weights = {"whole": 3.0, "area": 2.0, "plain": 1.0}
    for level_told, scope, word in levels_told(reading):
        votes["city" if word in ("thành phố", "tp") else level_told] += weights[scope]
    total = sum(votes.values())
    if not total:
        return
    for candidate in candidates.values():
        level: str = candidate.place.level
        mine = votes[level]
        if candidate.place.name.startswith("Thành phố"):
            mine += votes["city"]
        if candidate.total() > 0:
            candidate.points += LEVEL_POINTS * mine / max(total, ENOUGH_VOTES)
