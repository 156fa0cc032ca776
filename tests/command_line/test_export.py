"""`chitieu export`: files that the standards' own libraries accept, and that say the same."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import Result

from chitieu.export import ExportError, export
from chitieu.sdmx import sdmx_ids
from chitieu.spreadsheet import defused
from tests.command_line.marts import OBSERVATIONS, ROWS, write_marts

Chitieu = Callable[..., Result]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_marts(tmp_path_factory.mktemp("published") / "chitieu.duckdb")


@pytest.fixture(scope="module")
def exported(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exchange") / "it's here"
    export(published, folder)
    return folder


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_every_table_is_there_twice_with_all_its_rows(exported: Path) -> None:
    for table, rows in ROWS.items():
        assert len(read(exported / "csv" / f"{table}.csv")) == len(rows)
        with duckdb.connect() as connection:
            told = connection.execute(
                "select count(*) from read_parquet(?)",
                [str(exported / "parquet" / f"{table}.parquet")],
            ).fetchone()
        assert told == (len(rows),)


def test_frictionless_accepts_the_package(exported: Path) -> None:
    frictionless = pytest.importorskip("frictionless", reason="frictionless is not installed")
    report = frictionless.validate(str(exported / "datapackage.json"))
    assert report.valid, report.flatten(["type", "message"])
    assert {task.name for task in report.tasks} >= {"fct-observations", "dim-place"}


@pytest.mark.parametrize(
    ("table", "old", "new", "error"),
    [
        ("fct_observations", "a-0002,", "a-0001,", "primary-key"),
        ("fct_observations", "d-201,", "d-999,", "foreign-key"),
        ("fct_observations", ",0.98,", ",much,", "type-error"),
        ("dim_place", "Xã Vắng", "Xã Khác", "hash-count"),
    ],
)
def test_frictionless_would_find_a_broken_file(
    published: Path, tmp_path: Path, table: str, old: str, new: str, error: str
) -> None:
    """The keys, types and checksums in the package are checked, not only written."""
    frictionless = pytest.importorskip("frictionless", reason="frictionless is not installed")
    folder = tmp_path / "exchange"
    export(published, folder)
    path = folder / "csv" / f"{table}.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    if error != "hash-count":  # else every change is a wrong checksum, and nothing more is read
        for resource in package["resources"]:
            resource.pop("hash"), resource.pop("bytes")
        (folder / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    report = frictionless.validate(str(folder / "datapackage.json"))
    assert error in {kind for (kind,) in report.flatten(["type"])}


def test_columns_are_described_in_both_languages(exported: Path) -> None:
    package = json.loads((exported / "datapackage.json").read_text(encoding="utf-8"))
    tables = {r["name"]: r for r in package["resources"] if r["type"] == "table"}
    fields = {f["name"]: f for f in tables["fct-observations"]["schema"]["fields"]}
    assert fields["value"]["type"] == "number"
    assert fields["stands"]["type"] == "boolean"
    assert all(" / " in field["description"] for field in fields.values())


def test_no_cell_runs_in_a_spreadsheet_and_parquet_is_exact(exported: Path) -> None:
    rows = {row["observation_id"]: row for row in read(exported / "csv" / "fct_observations.csv")}
    assert rows["a-0008"]["quote"] == "'=0,98%"
    assert rows["a-0009"]["indicator_text"] == "'+ thôn\r\nđạt chuẩn"
    with duckdb.connect() as connection:
        told = connection.execute(
            "select quote, value from read_parquet(?) where observation_id = 'a-0008'",
            [str(exported / "parquet" / "fct_observations.parquet")],
        ).fetchone()
    assert told == ("=0,98%", 0.98)


@pytest.mark.parametrize(
    ("cell", "harmless"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("+84 203", "'+84 203"),
        ("- Lúa", "'- Lúa"),
        ("\t=1", "'\t=1"),
        ("\uff1d1", "'\uff1d1"),
        ("Lúa = 5", "Lúa = 5"),
        (-3.5, -3.5),
        (None, None),
        ("", ""),
    ],
)
def test_what_is_defused(cell: Any, harmless: Any) -> None:
    assert defused(cell) == harmless


@pytest.fixture(scope="module")
def sdmx_message(exported: Path) -> Any:
    sdmx = pytest.importorskip("sdmx", reason="sdmx1 is not installed")
    structure = sdmx.read_sdmx(exported / "sdmx" / "structure.xml")
    flow = structure.dataflow["OBSERVATIONS"]
    data = sdmx.read_sdmx(exported / "sdmx" / "observations.csv", structure=flow)
    return structure, data.data[0]


def test_sdmx1_reads_structure_and_data(sdmx_message: Any) -> None:
    structure, data = sdmx_message
    dated = [row for row in OBSERVATIONS if row["period"]]
    assert len(data.obs) == len(dated) == len(OBSERVATIONS) - 1
    told = {str(obs.dimension["OBSERVATION"].value): obs for obs in data.obs}
    obs = told["a-0003"]
    key = {name: str(value.value) for name, value in obs.dimension.values.items()}
    assert key == {
        "FREQ": "A",
        "REF_AREA": "d-201",
        "INDICATOR": "budget_revenue",
        "ITEM": "_T",
        "MEASURE": "attainment_pct",
        "STAGE": "actual",
        "PLAN_BY": "district",
        "BASE_PERIOD": "_Z",
        "OBSERVATION": "a-0003",
        "TIME_PERIOD": "2022",
    }
    assert float(obs.value) == 110.0
    assert obs.attached_attribute["UNIT_MEASURE"].value == "PERCENT"
    definition = structure.structure["OBSERVATIONS"]
    assert [d.id for d in definition.dimensions.components] == list(key)


def test_every_code_in_the_data_is_in_its_codelist(sdmx_message: Any) -> None:
    structure, data = sdmx_message
    definition = structure.structure["OBSERVATIONS"]
    checked = 0
    for group, values_of in (
        (definition.dimensions, lambda obs: obs.dimension.values),
        (definition.attributes, lambda obs: obs.attached_attribute),
    ):
        for component in group.components:
            codelist = component.local_representation.enumerated
            if codelist is None:
                continue
            checked += 1
            for obs in data.obs:
                assert str(values_of(obs)[component.id].value) in codelist.items, component.id
    assert checked == 8


def test_no_two_rows_have_one_key_and_texts_stay_on_one_line(exported: Path) -> None:
    rows = read(exported / "sdmx" / "observations.csv")
    header = list(rows[0])
    key = header[3 : header.index("OBS_VALUE")]
    assert len({tuple(row[name] for name in key) for row in rows}) == len(rows)
    texts = {row["OBSERVATION"]: row["INDICATOR_TEXT"] for row in rows}
    assert texts["a-0009"] == "'+ thôn đạt chuẩn"
    lines = (exported / "sdmx" / "observations.csv").read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(rows) + 1


def test_names_and_unknown_codes(sdmx_message: Any) -> None:
    structure, data = sdmx_message
    areas = structure.codelist["CL_AREA"].items
    assert areas["d-201"].name.localizations["vi"] == "Huyện Hải Hà, Quảng Ninh"
    assert "district_Huyen_Dakrong_Quang_Tri" in areas
    assert structure.codelist["CL_UNIT"].items["VND_HA"].name["en"] == "dong per hectare"
    told = {str(obs.dimension["OBSERVATION"].value): obs for obs in data.obs}
    assert str(told["a-0012"].dimension["INDICATOR"].value) == "_X"
    assert str(told["a-0012"].dimension["FREQ"].value) == "P9M"


def test_codes_stay_apart() -> None:
    assert sdmx_ids(["Đà Nẵng", "Da Nang", "đà/nẵng", "?"]) == {
        "Đà Nẵng": "Da_Nang",
        "Da Nang": "Da_Nang-2",
        "đà/nẵng": "da_nang",
        "?": "_",
    }


def test_an_export_replaces_an_earlier_one_and_nothing_else(
    published: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "exchange"
    export(published, folder)
    (folder / "csv" / "old.csv").write_text("x", encoding="utf-8")
    export(published, folder)
    assert not (folder / "csv" / "old.csv").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["exchange"]

    own = tmp_path / "own"
    own.mkdir()
    (own / "thesis.docx").write_text("x", encoding="utf-8")
    with pytest.raises(ExportError, match="other files"):
        export(published, own)
    assert (own / "thesis.docx").read_text(encoding="utf-8") == "x"


def test_a_failed_export_leaves_the_earlier_one(published: Path, tmp_path: Path) -> None:
    folder = tmp_path / "exchange"
    export(published, folder)
    empty = tmp_path / "empty.duckdb"
    duckdb.connect(str(empty)).close()
    with pytest.raises(ExportError, match="chitieu run"):
        export(empty, folder)
    assert (folder / "csv" / "dim_place.csv").is_file()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["empty.duckdb", "exchange"]


def test_the_command_says_what_it_wrote_and_left_out(
    chitieu: Chitieu, published: Path, tmp_path: Path
) -> None:
    result = chitieu("export", "--to", tmp_path / "x", "--warehouse", published)
    assert result.exit_code == 0, result.stderr
    assert f"{len(ROWS)} tables, " in result.stdout
    assert "11 observations in SDMX; 1 without a period left out" in result.stdout
    missing = chitieu("export", "--to", tmp_path / "y", "--warehouse", tmp_path / "no.duckdb")
    assert missing.exit_code == 1
    assert "chitieu run" in missing.stderr
