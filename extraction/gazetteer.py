"""The administrative units of `seeds/admin_units.csv`: by name, by key without accents, by date.

A unit lives from `valid_from` up to, not including, `valid_to`; both are ISO dates or years
(compared as strings), empty for "before and after all reports".
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from extraction.observation import PlaceLevel
from extraction.reference import SEEDS, SeedError
from extraction.text import normalise

COLUMNS = (
    "unit_id",
    "code",
    "name",
    "short_name",
    "type",
    "level",
    "parent_id",
    "province_name",
    "valid_from",
    "valid_to",
    "successor_ids",
    "aliases",
    "absorbed",
    "latitude",
    "longitude",
)
#: The day on which districts ended and 34 provinces and 3,321 communes began.
REFORM = "2025-07-01"

_DASH, _DASH_IN_LINE = re.compile(r"\s*-\s*"), re.compile(r"[^\S\n]*-[^\S\n]*")
_NO_LETTERS = re.compile(r"[\W_]+")
_NO_LETTERS_IN_LINE = re.compile(r"[^\w\n]+|_+")
_MARKS = re.compile("[\u0300-\u036f]+")


class AdminUnit(NamedTuple):
    """One row of `admin_units.csv`; every cell as written, `absorbed` folded by its source."""

    unit_id: str
    code: str
    name: str
    short_name: str
    type: str
    level: PlaceLevel
    parent_id: str
    province_name: str
    valid_from: str
    valid_to: str
    successor_ids: str
    aliases: str
    absorbed: str
    latitude: str
    longitude: str


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """All units and their indexes.

    `named` maps a name key (see `name_key`) to units; `longest` maps a key's first word to the
    number of words of the longest key that begins so.
    """

    units: dict[str, AdminUnit]
    named: dict[str, list[AdminUnit]]
    longest: dict[str, int]


@cache
def words_of(role: str) -> dict[str, tuple[str, str]]:
    """Phrases of `place_words.csv` with one role: phrase to value and official form."""
    path = SEEDS / "place_words.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        found = {
            row["phrase"]: (row["value"], row["official"]) for row in reader if row["role"] == role
        }
    if not found:
        raise SeedError(f"{path}: no row has the role {role!r}")
    return found


def one_spelling(key: str) -> str:
    """The key with the variants of `place_words.csv` made one: 'đăk lăk' and 'đắc lắk'."""
    variants = words_of("variant")
    return " ".join(variants.get(word, (word, ""))[0] for word in key.split(" "))


def name_key(name: str) -> str:
    """The key of a written name: 'Bà Rịa–Vũng Tàu' is 'bà rịa - vũng tàu'."""
    key = one_spelling(" ".join(normalise(name).split()))
    return _DASH.sub(" - ", key) if "-" in key else key


@lru_cache(maxsize=4096)
def fold(name: str) -> str:
    """Letters and digits without accents, case or spaces: 'Trực Ninh' is 'trucninh'."""
    plain = _MARKS.sub("", unicodedata.normalize("NFD", name.lower())).replace("đ", "d")
    return _NO_LETTERS.sub("", plain)


def _fold_all(names: Iterable[str]) -> list[str]:
    """`fold` of many names at once, several times faster; no name holds a line break."""
    plain = _MARKS.sub("", unicodedata.normalize("NFD", "\n".join(names).lower()))
    return _NO_LETTERS_IN_LINE.sub("", plain.replace("đ", "d")).split("\n")


@cache
def gazetteer() -> Gazetteer:
    """The units, read once. Raises SeedError where the header or a row is not as expected."""
    path = SEEDS / "admin_units.csv"
    variants = words_of("variant").keys()
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.reader(stream)
        if tuple(next(reader, ())) != COLUMNS:
            raise SeedError(f"{path}: the header is not {','.join(COLUMNS)}; build it again")
        try:
            rows = [AdminUnit._make(row) for row in reader]
        except TypeError:
            raise SeedError(
                f"{path}:{reader.line_num}: not as many cells as the header; build it again"
            ) from None
    joined = normalise("\n".join(unit.short_name for unit in rows))
    keys = [
        one_spelling(key) if not variants.isdisjoint(key.split(" ")) else key
        for key in _DASH_IN_LINE.sub(" - ", joined).split("\n")
    ]
    named: dict[str, list[AdminUnit]] = {}
    for key, unit in zip(keys, rows, strict=True):
        named.setdefault(key, []).append(unit)
        if unit.aliases:
            for alias in unit.aliases.split("|"):
                named.setdefault(name_key(alias), []).append(unit)
    longest: dict[str, int] = {}
    for key in named:
        words = key.split(" ")
        if len(words) > longest.get(words[0], 0):
            longest[words[0]] = len(words)
    return Gazetteer({unit.unit_id: unit for unit in rows}, named, longest)


@cache
def _by_fold() -> dict[str, list[AdminUnit]]:
    found: dict[str, list[AdminUnit]] = {}
    named = gazetteer().named
    for folded, units in zip(_fold_all(named), named.values(), strict=True):
        found.setdefault(folded, []).extend(units)
    typed = [unit for unit in gazetteer().units.values() if unit.type]
    for folded, unit in zip(_fold_all(unit.name for unit in typed), typed, strict=True):
        found.setdefault(folded, []).append(unit)
    return found


@cache
def _by_absorbed() -> dict[str, list[AdminUnit]]:
    found: dict[str, list[AdminUnit]] = {}
    for unit in gazetteer().units.values():
        if unit.absorbed:
            for key in unit.absorbed.split("|"):
                found.setdefault(key, []).append(unit)
    return found


def units_named(key: str) -> Sequence[AdminUnit]:
    """Every unit of any date whose short name or alias has this `name_key`."""
    return gazetteer().named.get(key, ())


def units_folded(folded: str) -> Sequence[AdminUnit]:
    """Every unit whose short name, alias or full name folds to this."""
    return _by_fold().get(folded, ())


def units_that_absorbed(type_and_name: str) -> Sequence[AdminUnit]:
    """Units into which a unit of this full name went before 2025, by the name without accents."""
    return _by_absorbed().get(fold(type_and_name), ())


def is_valid(unit: AdminUnit, date: str | None) -> bool:
    """Whether the unit stood on the date; without a date, whether it stood before the reform."""
    day = date or "2025-06-30"
    return unit.valid_from <= day and (not unit.valid_to or day < unit.valid_to)


def parent_of(unit: AdminUnit) -> AdminUnit | None:
    """The unit above: district of an old commune, province of a district or new commune."""
    return gazetteer().units.get(unit.parent_id)


def district_of(unit: AdminUnit) -> AdminUnit | None:
    """The unit itself if it is a district, the district above a commune, else None."""
    above = unit if unit.level == "district" else parent_of(unit)
    return above if above is not None and above.level == "district" else None


@lru_cache(maxsize=4096)
def province_on(name: str, date: str | None) -> str:
    """The province that a province's land belongs to on a date: 'Bắc Ninh' of 'Bắc Giang' in 2026.

    Looks back only where one province alone became it (Thừa Thiên Huế before 2025).
    """
    day = date or "2025-06-30"
    provinces = [unit for unit in units_named(name_key(name)) if unit.level == "province"]
    provinces = [unit for unit in provinces if unit.province_name == name]
    for unit in provinces:
        if is_valid(unit, day):
            return name
    for unit in provinces:
        if unit.valid_to and unit.valid_to <= day:
            for successor in unit.successor_ids.split("|"):
                if later := gazetteer().units.get(successor):
                    return province_on(later.province_name, date)
    for unit in provinces:
        before = [
            other
            for other in gazetteer().units.values()
            if other.level == "province" and other.successor_ids == unit.unit_id
        ]
        if len(before) == 1:
            return before[0].province_name
    return name


@cache
def is_city_province(name: str | None) -> bool:
    """Whether the province of that short name is a centrally run city ("Hà Nội", "Huế")."""
    return any(
        unit.level == "province" and unit.type == "Thành phố" and unit.short_name == name
        for unit in gazetteer().units.values()
    )


@cache
def districts_of(province: str) -> Sequence[AdminUnit]:
    """Every district of any date under the province as the gazetteer names it."""
    return tuple(
        unit
        for unit in gazetteer().units.values()
        if unit.level == "district" and unit.province_name == province
    )
