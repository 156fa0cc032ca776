"""Which units a site's address names: its host ('trucninh.namdinh.gov.vn') and its slug."""

from __future__ import annotations

import re
from itertools import pairwise

from extraction import gazetteer
from extraction.gazetteer import AdminUnit

#: Points of the narrowest unit named, and of a province's own site or another's host.
ADDRESS_POINTS, PROVINCE_SITE_POINTS, HOST_POINTS = 8.0, 5.0, 2.0
#: What a site's host puts before the province: newspaper, broadcaster, statistical office.
_HOST_PREFIXES = (
    "", "bao", "dai", "so", "tinh", "thanhpho", "thongke", "cucthongke", "ctk", "truyenhinh",
    "huyen", "thixa", "quan", "ubndhuyen",
)  # fmt: skip
#: And what it puts behind the province, beside a few letters ("namdinhtv").
_HOST_SUFFIXES = ("tourism", "travel", "portal", "online")
#: No shorter province is read off the end of a longer label.
_SHORTEST_NAME = 6
#: And what it puts before a unit: its office and its type.
_TYPE_BEFORE = re.compile(
    r"^(?:ubnd|hdnd|congthongtin)?(?:huyen|xa|phuong|thitran|tt|tp|tx|thixa|thanhpho)?[-_]?"
)
_HOST = re.compile(r"(?:[a-z]+:)?/*([^/\s?#:]*)")


def units_of_address(url: str | None) -> list[tuple[AdminUnit, float]]:
    """Units that a site's host names, narrowest first: 'trucninh.namdinh.gov.vn'."""
    if not url:
        return []
    # urlsplit raises on brackets, and addresses are found in any text.
    found_host = _HOST.match(url.strip().lower())
    host = found_host[1].removeprefix("www.") if found_host else ""
    labels = [
        gazetteer.fold(label) for label in host.split(".") if label not in ("gov", "vn", "com")
    ]
    found: list[tuple[AdminUnit, float]] = []
    province = province_in(labels)
    for label in labels:
        plain = _TYPE_BEFORE.sub("", label)
        units = [
            unit
            for unit in (*gazetteer.units_folded(label), *gazetteer.units_folded(plain))
            if unit.level in ("district", "commune")
            and province is not None
            and _today(unit) == _today(province)
            and label != gazetteer.fold(province.short_name)
        ]
        districts = [unit for unit in units if unit.level == "district"] or units
        districts = [unit for unit in districts if gazetteer.is_valid(unit, None)] or districts
        if len({unit.unit_id for unit in districts}) == 1:
            found.append((districts[0], ADDRESS_POINTS))
    official = host.endswith(".gov.vn")
    if province is None and official and (pair := _commune_below_district(labels)):
        return [(unit, ADDRESS_POINTS) for unit in pair]
    if province is None and (own := _district_of_host(labels, official)) is not None:
        above = gazetteer.parent_of(own)
        return [(own, ADDRESS_POINTS), *([(above, HOST_POINTS)] if above is not None else [])]
    if province is None and (told := _province_in_path(url.lower())) is not None:
        return [(told, PROVINCE_SITE_POINTS)]
    if province is not None:
        if found and (commune := _commune_in_path(url.lower(), found[0][0])) is not None:
            found.insert(0, (commune, ADDRESS_POINTS + 1))
        if not found and official and (own := _folder_of_province(url.lower(), province)):
            found.append((own, ADDRESS_POINTS))
        found += _in_slug(url.lower(), province)
        # a statistical office's or a province's own site is about the province
        found.append((province, PROVINCE_SITE_POINTS if host.endswith(".gov.vn") else HOST_POINTS))
    return found


def _today(unit: AdminUnit) -> str:
    """The unit's province by the name that it had last before the reform."""
    return gazetteer.province_on(unit.province_name, None)


def _commune_below_district(labels: list[str]) -> list[AdminUnit]:
    """The commune and its district that two labels name ("truongtrung.nongcong.gov.vn")."""
    for label, above in pairwise(labels):
        pairs = {
            commune.unit_id: [commune, district]
            for name in (above, _TYPE_BEFORE.sub("", above))
            for district in gazetteer.units_folded(name)
            if district.level == "district"
            for own in (label, _TYPE_BEFORE.sub("", label))
            for commune in gazetteer.units_folded(own)
            if commune.level == "commune" and commune.parent_id == district.unit_id
        }
        if len(pairs) == 1:
            return pairs.popitem()[1]
    return []


def _folder_of_province(url: str, province: AdminUnit) -> AdminUnit | None:
    """The unit whose pages lie in a folder of its province's site ("baria-vungtau.../tamphuoc/").

    A folder of several words is rather a heading ("/an-ninh/"), so it needs the unit's type.
    """
    folders = _HOST.sub("", url, count=1).strip("/").split("/")[:-1]
    for folder in folders[:1]:
        plain = _TYPE_BEFORE.sub("", folder)
        if ("-" in folder and plain == folder) or plain == gazetteer.fold(province.short_name):
            return None
        for level in ("district", "commune"):
            units = {
                unit.unit_id: unit
                for unit in gazetteer.units_folded(gazetteer.fold(plain))
                if unit.level == level and _today(unit) == _today(province)
            }
            standing = [unit for unit in units.values() if gazetteer.is_valid(unit, None)]
            named = standing or list(units.values())
            if len(named) == 1:
                return named[0]
    return None


def _district_of_host(labels: list[str], official: bool) -> AdminUnit | None:
    """The one district that a host without a province names ("truyenhinhlucngan.vn").

    An official site needs no word before the name ("nongcong.gov.vn").
    """
    for label in labels:
        for prefix in _HOST_PREFIXES:
            if (prefix or official) and label.startswith(prefix):
                units = gazetteer.units_folded(label.removeprefix(prefix))
                districts = {unit.unit_id: unit for unit in units if unit.level == "district"}
                standing = [one for one in districts.values() if gazetteer.is_valid(one, None)]
                named = standing or list(districts.values())
                if len(named) == 1:
                    return named[0]
    return None


def _province_in_path(url: str) -> AdminUnit | None:
    """The province that a part of an address opens with ("/vinh-phuc-hom-nay/")."""
    for part in reversed(_HOST.sub("", url, count=1).strip("/").split("/")):
        words = part.split("-")
        for count in (3, 2):
            if len(words) <= count:
                continue
            units = gazetteer.units_folded(gazetteer.fold(" ".join(words[:count])))
            provinces = [unit for unit in units if unit.level == "province"]
            if len({unit.unit_id for unit in provinces}) == 1:
                return provinces[0]
    return None


def _commune_in_path(url: str, district: AdminUnit) -> AdminUnit | None:
    """The commune whose pages lie in a folder of its district's site ("vuquang.../ducgiang/")."""
    folders = _HOST.sub("", url, count=1).strip("/").split("/")[:-1]
    for folder in folders[:2]:
        plain = re.sub(r"^(?:ubnd|xa|phuong|thitran|tt)[-_]?", "", folder)
        units = {
            unit.unit_id: unit
            for name in (folder, plain)
            for unit in gazetteer.units_folded(gazetteer.fold(name))
            if unit.level == "commune" and unit.parent_id == district.unit_id
        }
        if len(units) == 1:
            return units.popitem()[1]
    return None


def _in_slug(url: str, province: AdminUnit) -> list[tuple[AdminUnit, float]]:
    """The district that opens an address's last part ("baogialai.com.vn/chu-puh-thu-ngan")."""
    parts = [part.split("-") for part in url.rstrip("/").split("/")[-2:]]
    words = max(reversed(parts), key=len)
    for count in (3, 2):
        name = gazetteer.fold(" ".join(words[:count]))
        units = [unit for unit in gazetteer.units_folded(name) if unit.level == "district"]
        units = [unit for unit in units if _today(unit) == _today(province)]
        standing = [unit for unit in units if gazetteer.is_valid(unit, None)] or units
        if len({unit.unit_id for unit in standing}) == 1 and len(words) > count:
            return [(standing[0], ADDRESS_POINTS)]
    return _typed_in_slug(words, province)


def _typed_in_slug(words: list[str], province: AdminUnit) -> list[tuple[AdminUnit, float]]:
    """The one unit that an address's last part names with its type ("...-huyen-na-ri-lan-thu")."""
    for start in range(len(words)):
        for type_words, level in _SLUG_TYPES:
            if tuple(words[start : start + len(type_words)]) != type_words:
                continue
            first = start + len(type_words)
            for count in (3, 2, 1):
                name = gazetteer.fold(" ".join(words[first : first + count]))
                units = [unit for unit in gazetteer.units_folded(name) if unit.level == level]
                units = [unit for unit in units if _today(unit) == _today(province)]
                standing = [unit for unit in units if gazetteer.is_valid(unit, None)] or units
                if len({unit.unit_id for unit in standing}) == 1 and first + count < len(words):
                    return [(standing[0], ADDRESS_POINTS)]
    return []


_SLUG_TYPES = (
    (("huyen",), "district"), (("quan",), "district"), (("thi", "xa"), "district"),
    (("thanh", "pho"), "district"), (("tp",), "district"), (("xa",), "commune"),
    (("phuong",), "commune"), (("thi", "tran"), "commune"),
)  # fmt: skip


def province_in(labels: list[str]) -> AdminUnit | None:
    """The province that a host's label names, alone or after 'bao'/'dai'."""
    for label in reversed(labels):
        for prefix in _HOST_PREFIXES:
            if label.startswith(prefix):
                for unit in gazetteer.units_folded(label.removeprefix(prefix)):
                    if unit.level == "province":
                        return unit
    for label in reversed(labels):  # a department's site: "congthuongthainguyen"
        for start in range(2, len(label) - _SHORTEST_NAME + 1):
            for unit in gazetteer.units_folded(label[start:]):
                if unit.level == "province":
                    return unit
    for label in labels:  # a station's or a newspaper's: "namdinhtv"
        for suffix in _HOST_SUFFIXES:  # "bariavungtautourism"
            plain = label.removesuffix(suffix) if label.endswith(suffix) else ""
            for unit in gazetteer.units_folded(plain) if plain else ():
                if unit.level == "province":
                    return unit
        for length in range(len(label) - 1, max(_SHORTEST_NAME, len(label) - 5) - 1, -1):
            for unit in gazetteer.units_folded(label[:length]):
                if unit.level == "province":
                    return unit
    return None
