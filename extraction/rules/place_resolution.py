"""Which unit a name means: beside it, at home, on the date; and the unit above a place.

What decides between namesakes is, in order: the unit named right after ("xã A, huyện B"), the
article's own place, the written type, the date.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter

from extraction import gazetteer
from extraction.gazetteer import AdminUnit
from extraction.observation import PlaceLevel
from extraction.rules.place_names import RawMention, fits, is_foreign
from extraction.rules.place_types import UnitType

#: From the widest to the narrowest; a zone or a village lies inside any of the others.
DEPTH: dict[PlaceLevel, int] = {
    "country": 0,
    "region": 1,
    "province": 2,
    "district": 3,
    "commune": 4,
    "village": 5,
    "zone": 5,
}


@dataclass(frozen=True, slots=True)
class Place:
    """A place as the contract names it: level, name with its type, province without type."""

    level: PlaceLevel
    name: str
    province: str | None


COUNTRY = Place("country", "Việt Nam", None)


def resolve(
    raw: RawMention, *, home: Place | None, near: Place | None, date: str | None
) -> Place | None:
    """The place that a raw mention means, None for a bare name that is not safe here."""
    unit_type = raw.unit_type
    if unit_type is None:
        unit = _bare_unit(raw.units, home, date) or _commune_in(raw.units, near, date)
        return None if unit is None else place_of(unit, date)
    level = unit_type.level
    if raw.how in ("list", "counted"):
        fitting = [unit for unit in raw.units if fits(unit, level)]
        standing = any(gazetteer.is_valid(unit, date) for unit in fitting)
        if not standing and any(gazetteer.is_valid(unit, date) for unit in raw.units):
            unit = _bare_unit(raw.units, home, date)
            return None if unit is None else place_of(unit, date)
        raw = raw._replace(units=tuple(fitting))
    home_province = home.province if home else None
    if near is not None and raw.units and near.province not in _provinces(raw.units, date):
        near = None
    if near is not None and DEPTH[near.level] < 5 and near.province:
        home_province = near.province
    if level in ("zone", "village"):
        plain: PlaceLevel = "zone" if level == "zone" else "village"
        units = gazetteer.units_named(gazetteer.name_key(raw.written))
        named = _provinces([unit for unit in units if unit.level == "district"], date)
        elsewhere = home_province not in _provinces(units, date)
        if plain == "zone" and near is None and len(named) == 1 and elsewhere:
            home_province = named.pop()  # "cửa khẩu Móng Cái" in an article of another province
        return Place(plain, f"{unit_type.official} {raw.written}", home_province)
    unit = choose_unit(raw, home, near, date)
    if unit is not None:
        return _named_as_written(unit, unit_type, date)
    unit_level: PlaceLevel = "commune" if level == "commune" else "district"
    if raw.units:
        # A commune of that name may have stood at home before it was merged away; a district not.
        at_home = unit_level == "commune" or home_province in _provinces(raw.units, date)
        name = _typed_name(unit_type, raw.units[0])
        return Place(unit_level, name, home_province if at_home else None)
    misspelt = _misspelt(raw, home_province, unit_level, date)
    if misspelt is not None:
        return _named_as_written(misspelt, unit_type, date)
    if unit_type.official in ("Thành phố", "Đặc khu") or is_foreign(raw.written):
        return None
    if " " not in raw.written or (unit_level == "district" and home_province is None):
        return None
    name = f"{unit_type.official} {raw.written}"
    if home_province is None:
        into = gazetteer.units_that_absorbed(name)
        provinces = {gazetteer.province_on(unit.province_name, date) for unit in into}
        home_province = provinces.pop() if len(provinces) == 1 else None
    return Place(unit_level, name, home_province)


def _province(unit: AdminUnit, date: str | None) -> str:
    return gazetteer.province_on(unit.province_name, date)


def _provinces(units: Sequence[AdminUnit], date: str | None) -> set[str]:
    return {_province(unit, date) for unit in units}


def place_of(unit: AdminUnit, date: str | None) -> Place:
    """The unit as the contract names it on the date."""
    if unit.level in ("country", "region"):
        return Place(unit.level, unit.name, None)
    return Place(unit.level, unit.name, _province(unit, date))


def _named_as_written(unit: AdminUnit, unit_type: UnitType, date: str | None) -> Place:
    """The unit with the type that the text gives it (it may have been promoted since)."""
    if unit.level == "province":
        return place_of(unit, date)
    return Place(unit.level, _typed_name(unit_type, unit), _province(unit, date))


def _typed_name(unit_type: UnitType, unit: AdminUnit) -> str:
    """'Thị xã Đông Triều' of the written type and 'Thành phố Đông Triều'; 'Phường 1' as it is."""
    if unit.short_name == unit.name or unit.name.startswith(f"{unit_type.official} "):
        return unit.name
    return f"{unit_type.official} {unit.short_name}"


def choose_unit(
    raw: RawMention, home: Place | None, near: Place | None, date: str | None
) -> AdminUnit | None:
    """The one unit that a typed name means here; None where several fit equally."""
    assert raw.unit_type is not None
    home_province = home.province if home else None
    home_district = _home_district(home, date)

    def rank(unit: AdminUnit) -> tuple[bool, ...]:
        province = _province(unit, date)
        district = gazetteer.district_of(unit) if unit.level == "commune" else None
        return (
            near is not None and near.level == "district" and _is_named(district, near),
            near is not None and province == near.province,
            near is None and home_district is not None and district == home_district,
            near is None and home_province is not None and province == home_province,
            unit.name.startswith(raw.unit_type.official) if raw.unit_type else False,
            gazetteer.is_valid(unit, date),
        )

    if not raw.units:
        return None
    unit = raw.units[-1]
    if len(raw.units) > 1:
        ranked = sorted([(rank(unit), unit) for unit in raw.units], key=itemgetter(0))
        best, unit = ranked[-1]
        tied = [other for ranks, other in ranked if ranks == best]
        if len({(_province(other, date), other.level) for other in tied}) > 1:
            return None
    outside = near is None and home_province is not None and _province(unit, date) != home_province
    if outside and unit.level == "commune":
        return None
    if near is not None and near.province and _province(unit, date) != near.province:
        return None
    return unit


def _is_named(unit: AdminUnit | None, place: Place) -> bool:
    return unit is not None and gazetteer.fold(unit.name) == gazetteer.fold(place.name)


@lru_cache(maxsize=64)
def _home_district(home: Place | None, date: str | None) -> AdminUnit | None:
    unit = unit_of(home, date) if home is not None else None
    return gazetteer.district_of(unit) if unit is not None else None


@lru_cache(maxsize=64)
def unit_of(place: Place, date: str | None) -> AdminUnit | None:
    """The gazetteer's unit of a place, None where it has none or several."""
    key = gazetteer.fold(place.name)
    units = [
        unit
        for unit in gazetteer.units_folded(key)
        if unit.level == place.level
        and gazetteer.fold(unit.name) == key
        and (place.province is None or _province(unit, date) == place.province)
    ]
    exact = [unit for unit in units if unit.name == place.name] or units
    valid = [unit for unit in exact if gazetteer.is_valid(unit, date)] or exact
    return valid[0] if len({unit.unit_id for unit in valid}) == 1 else None


def _own_district(
    units: Sequence[AdminUnit], home: Place | None, date: str | None
) -> AdminUnit | None:
    """ "Bố Trạch 4.714 ha; Quảng Ninh 4.180 ha" of Quảng Bình: its district, not the province."""
    if home is None or home.level != "province" or home.province is None:
        return None
    return _only([
        unit
        for unit in units
        if unit.level == "district"
        and unit.province_name == home.province
        and unit.short_name != home.province
        and gazetteer.is_valid(unit, date)
    ])  # fmt: skip


def _bare_unit(
    units: Sequence[AdminUnit], home: Place | None, date: str | None
) -> AdminUnit | None:
    """The unit of a name that stands alone: provinces anywhere, others inside home's province."""
    provinces = [unit for unit in units if unit.level == "province"]
    if provinces:
        standing = [unit for unit in provinces if gazetteer.is_valid(unit, date)]
        return _own_district(units, home, date) or (standing or provinces)[0]
    if home is None or home.province is None:
        return None
    near_units = [
        unit
        for unit in units
        if _province(unit, date) == home.province and _is_telling(unit.short_name)
    ]
    standing = [unit for unit in near_units if gazetteer.is_valid(unit, date)] or near_units
    own = [unit for unit in standing if unit.level == home.level and _is_named(unit, home)]
    if own:
        return own[0]
    districts = [unit for unit in standing if unit.level == "district"]
    communes = [unit for unit in standing if unit.level == "commune"]
    if home.level == "district":
        district = _home_district(home, date)
        inside = [unit for unit in communes if gazetteer.district_of(unit) == district]
        return _only(inside) or _only(districts)
    if home.level == "commune":
        district = _home_district(home, date)
        if district is not None and district in districts:
            return district  # "xã Châu Hòa (Giồng Trôm)", whose town has the name of the district
        inside = [
            unit for unit in communes if district is None or gazetteer.district_of(unit) == district
        ]
        return _only(inside) or _only(districts)
    if districts:
        rural = [unit for unit in districts if unit.type == "Huyện"]
        return _only(districts) or _only(rural)
    reformed = (date or "") >= gazetteer.REFORM
    return _only(communes) if reformed else None


def _commune_in(
    units: Sequence[AdminUnit], district: Place | None, date: str | None
) -> AdminUnit | None:
    """ "Trà Cang (Nam Trà My)": the commune of the district in the bracket behind its name."""
    if district is None or district.level != "district":
        return None
    inside = [
        unit
        for unit in units
        if unit.level == "commune"
        and gazetteer.is_valid(unit, date)
        and _province(unit, date) == district.province
        and _is_named(gazetteer.district_of(unit), district)
    ]
    return _only(inside)


def _is_telling(name: str) -> bool:
    """Whether the name alone is safe: two words, or one too long to be a Vietnamese word."""
    return " " in name or len(name) > 5


def _only(units: Sequence[AdminUnit]) -> AdminUnit | None:
    return units[0] if len(units) == 1 else None


def _misspelt(
    raw: RawMention, province: str | None, level: PlaceLevel, date: str | None
) -> AdminUnit | None:
    """The unit of a known province that the name misspells: accents, or one letter."""
    if province is None:
        return None
    written = gazetteer.fold(raw.written)
    near = [
        unit
        for unit in gazetteer.units_folded(written)
        if unit.level == level and _province(unit, date) == province
    ]
    if not near and level == "district" and len(written) > 4:
        near = [
            unit
            for unit in gazetteer.districts_of(province)
            if _one_edit(written, gazetteer.fold(unit.short_name))
        ]
    standing = [unit for unit in near if gazetteer.is_valid(unit, date)] or near
    typed = [
        unit
        for unit in standing
        if raw.unit_type is not None and unit.type == raw.unit_type.official
    ]
    return _only(typed) or _only(standing)


def _one_edit(one: str, other: str) -> bool:
    """Whether one inserted, dropped or changed letter makes one string the other."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return one == other
    at = next(
        (at for at, (left, right) in enumerate(zip(one, other, strict=False)) if left != right),
        min(len(one), len(other)),
    )
    return (
        one[at + 1 :] == other[at + (len(one) == len(other)) :]
        or one[at + (len(one) == len(other)) :] == other[at + 1 :]
    )


def parent_place(place: Place, *, date: str | None = None) -> Place | None:
    """The place above: district of a commune where it is sure, province of a district.

    None for the country, for a region, and where the name alone does not tell.
    """
    if place.level == "province":
        return COUNTRY
    if place.level in ("country", "region"):
        return None
    if place.level == "commune" and (date or "") < gazetteer.REFORM:
        unit = unit_of(place, date)
        district = gazetteer.district_of(unit) if unit is not None else None
        if district is not None:
            return place_of(district, date)
        return None
    if place.province is None:
        return None
    unit = _bare_unit(gazetteer.units_named(gazetteer.name_key(place.province)), None, date)
    return None if unit is None else place_of(unit, date)
