"""The places that an article may be of, with the points that namings in it give them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from extraction import gazetteer
from extraction.gazetteer import AdminUnit
from extraction.observation import PlaceLevel
from extraction.rules.guests import is_delegation, is_present
from extraction.rules.place_mentions import levels_told
from extraction.rules.place_names import RawMention
from extraction.rules.place_resolution import DEPTH, Place, place_of, resolve
from extraction.rules.site_address import PROVINCE_SITE_POINTS
from extraction.text import Reading, normalise, word_start

#: Points of one naming in the title, in the first characters, anywhere else.
TITLE_POINTS, HEAD_POINTS, TEXT_POINTS = 10.0, 4.0, 1.0
HEAD_LENGTH = 700
#: A shorter line that is an office's name and no more ("Đảng bộ tỉnh Quảng Nam") names the site.
SITE_NAME_LENGTH = 60
#: So few words stand above a letterhead.
FEW_WORDS = 12
#: Points of a bare province that opens the title as its subject.
SUBJECT_POINTS = 6.0
#: Points of the place whose targets or tasks the text says were carried out.
TASKS_POINTS = 4.0
#: Points that all words for a level give together.
LEVEL_POINTS = 8.0
#: Points of the city that has the name of the province whose site it is.
NAMESAKE_POINTS = 1.5
#: Fewer words for a level say less.
ENOUGH_VOTES = 3.0
_DEPTH_OF_TYPE: dict[str, int] = {str(level): depth for level, depth in DEPTH.items()} | {"city": 3}
_CONTAINER = re.compile(r"[\s,(/-]{1,6}(?:thuộc\s+|của\s+)?")
_ROW = re.compile(r"\s*(?:,|;|và|-)\s*")
#: "việc thực hiện các mục tiêu, nhiệm vụ năm 2023 của huyện Na Rì": whose they are.
_WHOSE_TASKS = re.compile(
    rf"(?:{word_start(('thực hiện', 'hoàn thành'))})[^.;:\d]{{0,60}}"
    r"(?:mục tiêu|nhiệm vụ|chỉ tiêu)[^.;:\d]{0,40}"
    r"(?: năm (?:19|20)\d\d)? (?:của|trên địa bàn) \Z"
)


_SEVERAL = ("các ", "những ", "một số ", "nhiều ")
#: "Theo báo cáo kết quả thực hiện nghị quyết của HĐND huyện Năm Căn": whose paper is told.
_WHOSE_PAPER = re.compile(
    r"(?<!\w)(?:nghị quyết|báo cáo|tờ trình|kế hoạch)[^.;:\n]{0,60} của"
    r" (?:hđnd|hội đồng nhân dân|ubnd|ủy ban nhân dân) [^.;:,\d]{0,40}\Z"
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


def candidate_of(candidates: dict[tuple[PlaceLevel, str], Candidate], place: Place) -> Candidate:
    key = (place.level, gazetteer.fold(place.name))
    return candidates.setdefault(key, Candidate(place))


def candidates_named(
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
        candidate = candidate_of(found, place)
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
        if not bare and reading.normal.endswith(_SEVERAL, 0, raw.start):
            points = min(points, TEXT_POINTS) / 2  # "tại các xã: Mường Nọc, Tiền Phong"
        if not bare and (is_present(reading.normal, raw.start) or _visits(reading, raws, at)):
            points = min(points, TEXT_POINTS)  # "Dự kỳ họp có ông ..., HĐND tỉnh Cà Mau"
        if raw.how == "agency" and _WHOSE_PAPER.search(
            reading.normal, max(0, raw.start - 120), raw.end
        ):
            points += TASKS_POINTS
        if not bare and _WHOSE_TASKS.search(reading.normal, max(0, raw.start - 120), raw.start):
            points += TASKS_POINTS
        candidate.add(points, f"{where}: {reading.text[raw.start : raw.end]}")
    return found


def _visits(reading: Reading, raws: Sequence[RawMention], at: int) -> bool:
    """ "Đoàn công tác huyện Tân Yên thăm Yên Dũng": the guest, where its line has a host.

    A delegation that goes abroad or to no place leaves its own as what the page is of.
    """
    raw, normal = raws[at], reading.normal
    if not is_delegation(normal, raw.start):
        return False
    begin, stop = normal.rfind("\n", 0, raw.start) + 1, normal.find("\n", raw.end)
    return any(
        begin <= one.start < (stop if stop >= 0 else len(normal))
        and one.units
        and gazetteer.fold(one.written) != gazetteer.fold(raw.written)
        and not is_delegation(normal, one.start)
        for one in raws
    )


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
    if told & {unit.province_name for unit in raw.units if unit.level == "province"}:
        return False  # "Tây Ninh" beside "tỉnh Tây Ninh"
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


def _in_bracket_behind(reading: Reading, narrower: RawMention, raw: RawMention) -> bool:
    """Whether the name alone stands in a bracket behind a typed one: "xã Hoà Bình (Đồng Hỷ)"."""
    if narrower.how not in ("typed", "agency") or narrower.end > raw.start:
        return False  # "các xã Kim Anh, Lai Vu (Kim Thành)" are several
    return (
        reading.normal[narrower.end : raw.start].strip() == "("
        and reading.normal[raw.end : raw.end + 1] == ")"
    )


def _is_told_in_bracket(
    reading: Reading, narrower: RawMention, raw: RawMention, place: Place
) -> bool:
    """ "Hải Hà (Quảng Ninh): ...": the bracket tells in which province the district lies."""
    if place.level != "province" or narrower.unit_type is not None:
        return False
    inside = any(
        unit.level == "district" and unit.province_name == place.province for unit in narrower.units
    )
    opened = reading.normal[narrower.end : raw.start].strip() == "("
    return inside and opened and reading.normal.startswith(")", raw.end)


def _is_container(
    reading: Reading, narrower: RawMention | None, raw: RawMention, place: Place
) -> bool:
    """Whether the mention only says where the narrower one right before it lies."""
    if narrower is not None and _is_told_in_bracket(reading, narrower, raw, place):
        return True
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


def add_bare_names(
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
    for at, raw in enumerate(raws):
        if raw.unit_type is not None or any(unit.level == "province" for unit in raw.units):
            continue
        if at and _in_bracket_behind(reading, raws[at - 1], raw):
            continue  # "xã Hoà Bình (Đồng Hỷ)" says only in which district
        where, points = _where(raw.start, title_span)
        named = by_name.get(gazetteer.fold(raw.written), [])
        if named:
            best = max(named, key=Candidate.total)
            twin = _district_of_that_name(best, raw, named, candidates, published)
            best.add(points * 0.75, f"{where}: {raw.written}")
            if twin is not None:
                twin.add(points * 0.75, f"{where}: {raw.written}")
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
            units = _of_told_type(reading, units)
            if len({(unit.name, unit.province_name) for unit in units}) == 1:
                place = place_of(units[0], published)
                candidate = candidate_of(candidates, place)
                candidate.add(points * 0.5, f"title: {raw.written}")
                by_name[gazetteer.fold(raw.written)] = [candidate]  # named again in the text


def _of_told_type(reading: Reading, units: list[AdminUnit]) -> list[AdminUnit]:
    """ "Long Mỹ thu ngân sách ... toàn thị xã": of a district and a town of one name that one.

    The units as they are where they have no such twins or the text speaks of neither or both.
    """
    twins = len(units) > 1 and len({unit.province_name for unit in units}) == 1
    if not twins or any(unit.level != "district" for unit in units):
        return units
    told = {word for _level, _scope, word in levels_told(reading)}
    fitting = [unit for unit in units if normalise(unit.type) in told]
    return fitting if len(fitting) == 1 else units


def _district_of_that_name(
    best: Candidate,
    raw: RawMention,
    named: list[Candidate],
    candidates: dict[tuple[PlaceLevel, str], Candidate],
    published: str | None,
) -> Candidate | None:
    """ "Quan Hóa: ..." above a text that names "thị trấn Quan Hóa" may be the district as well."""
    if best.place.level != "commune" or any(one.place.level == "district" for one in named):
        return None
    for unit in raw.units:
        if (
            unit.level == "district"
            and gazetteer.is_valid(unit, published)
            and gazetteer.province_on(unit.province_name, published) == best.place.province
        ):
            return candidate_of(candidates, place_of(unit, published))
    return None


_IS_UNIT = re.compile(r" là (?:một )?(xã|phường|thị trấn|huyện)(?! nào)(?!\w)")


def add_namesake_city(
    address: list[tuple[AdminUnit, float]],
    candidates: dict[tuple[PlaceLevel, str], Candidate],
    published: str | None,
) -> None:
    """On a province's site "UBND thành phố" may be the city of its name ("tỉnh giao")."""
    for unit, points in address:
        if unit.level == "province" and points >= PROVINCE_SITE_POINTS:
            reason = f"address: Thành phố {unit.short_name}"
            add_city_of(unit.short_name, NAMESAKE_POINTS, reason, candidates, published)


def add_city_of(
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
            candidate_of(candidates, place_of(city, published)).add(points, reason)


def names_city_alone(reading: Reading, title_span: tuple[int, int]) -> bool:
    """Whether an office of "thành phố" stands in the title without the city's name."""
    return any(
        not reading.text[found.end() + 1 : found.end() + 2].isupper()
        for found in _CITY_OFFICE.finditer(reading.normal, *title_span)
    )


_CITY_OFFICE = re.compile(
    r"(?<!\w)(?:hđnd|ubnd|hội đồng nhân dân|ủy ban nhân dân|đảng bộ) thành phố(?!\w)"
)


def add_level_votes(reading: Reading, candidates: dict[tuple[PlaceLevel, str], Candidate]) -> None:
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
        is_city = candidate.place.name.startswith("Thành phố")
        # "toàn tỉnh" speaks for no province that is a city
        mine = 0.0 if is_city and level == "province" else votes[level]
        if is_city:
            mine += votes["city"]
        if candidate.total() > 0:
            candidate.points += LEVEL_POINTS * mine / max(total, ENOUGH_VOTES)
