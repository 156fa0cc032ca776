"""The export that `make superset` imports: its SQL fits the marts, its parts fit each other."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from tests.bi.marts import ROOT, write_marts

EXPORT = ROOT / "bi" / "superset" / "export"


def parts(folder: str) -> list[dict[str, Any]]:
    files = sorted((EXPORT / folder).rglob("*.yaml"))
    return [yaml.safe_load(file.read_text(encoding="utf-8")) for file in files]


DATASETS = parts("datasets")
BY_NAME = {dataset["table_name"]: dataset for dataset in DATASETS}


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_marts(tmp_path_factory.mktemp("published") / "chitieu.duckdb")


def ask(published: Path, sql: str) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(published), read_only=True).execute(sql)


@pytest.mark.parametrize("dataset", DATASETS, ids=lambda dataset: dataset["table_name"])
def test_a_dataset_has_the_columns_that_it_names(dataset: dict[str, Any], published: Path) -> None:
    columns = {name for name, *_ in ask(published, dataset["sql"]).description}
    assert columns == {column["column_name"] for column in dataset["columns"]}
    assert {"province", "year"} <= columns, "the filters of a dashboard would pass it over"
    for column in dataset["columns"]:
        assert " / " in column["verbose_name"] or column["verbose_name"].startswith("Indicator")


def metrics(published: Path, name: str) -> dict[str, Any]:
    dataset = BY_NAME[name]
    told = {metric["metric_name"]: metric["expression"] for metric in dataset["metrics"]}
    values = ask(published, f"select {', '.join(told.values())} from ({dataset['sql']})").fetchall()
    return dict(zip(told, values[0], strict=True))


def test_verdicts_are_counted_as_the_words_say(published: Path) -> None:
    assert metrics(published, "ket_qua_so_muc_tieu") == {
        "pairs": 5,
        "met": 2,
        "missed": 1,
        "disagree": 1,
        "stated": (108 + 92.5 + 108 + 108) / 4,
        "computed": None,
    }
    told = ask(
        published,
        "select verdict, province, indicator from "
        f"({BY_NAME['ket_qua_so_muc_tieu']['sql']}) order by verdict",
    ).fetchall()
    tax = "Tổng thu ngân sách · thuế"
    assert sorted(told) == sorted(
        [
            ("Đạt / Met", "Quảng Ninh", tax),
            ("Không đạt / Missed", "Quảng Ninh", tax),
            (
                "Đã đạt trước hạn / Met early",
                "Không thuộc tỉnh / No province",
                "Tổng thu ngân sách",
            ),
            ("Đang thực hiện / Under way", "Quảng Ninh", "chưa có mã / no code · thuế"),
            ("Chưa kết luận / Open", "Quảng Ninh", tax),
        ]
    )


def test_changes_are_those_against_the_year_before(published: Path) -> None:
    assert metrics(published, "so_voi_cung_ky") == {
        "comparisons": 3,
        "grew": 1,
        "fell": 1,
        "disagree": 0,
        "stated": 4.6,
        "computed": 0.0,
    }


def test_charts_ask_for_columns_and_metrics_that_there_are() -> None:
    datasets = {dataset["uuid"]: dataset for dataset in DATASETS}
    for chart in parts("charts"):
        dataset, asked = datasets[chart["dataset_uuid"]], chart["params"]
        columns = {column["column_name"] for column in dataset["columns"]}
        told = {metric["metric_name"] for metric in dataset["metrics"]}
        named = [*asked.get("all_columns", []), *asked.get("groupby", [])]
        named += [asked["x_axis"]] if "x_axis" in asked else []
        assert set(named) <= columns, chart["slice_name"]
        measured = [*asked.get("metrics", [])]
        measured += [asked["metric"]] if "metric" in asked else []
        assert set(measured) <= told, chart["slice_name"]
        assert named or measured, chart["slice_name"]
        assert " / " in chart["slice_name"]


def test_dashboards_show_every_chart_and_filter_by_province_and_year() -> None:
    dashboards = parts("dashboards")
    assert {dashboard["slug"] for dashboard in dashboards} == {"muc-tieu", "cung-ky"}
    shown = {
        part["meta"]["uuid"]
        for dashboard in dashboards
        for part in dashboard["position"].values()
        if isinstance(part, dict) and part.get("type") == "CHART"
    }
    assert shown == {chart["uuid"] for chart in parts("charts")}
    for dashboard in dashboards:
        filters = dashboard["metadata"]["native_filter_configuration"]
        assert [f["targets"][0]["column"]["name"] for f in filters] == ["province", "year"]


def test_the_database_is_read_only_and_of_no_machine() -> None:
    (database,) = parts("databases")
    assert database["sqlalchemy_uri"] == "duckdb:///warehouse/published/chitieu.duckdb"
    told = database["extra"]["engine_params"]["connect_args"]
    assert told["read_only"] is True
    assert told["config"]["enable_external_access"] == "false"
    for power in ("allow_dml", "allow_file_upload", "allow_ctas", "allow_cvas"):
        assert database[power] is False


def test_the_lock_of_superset_has_hashes_and_no_address() -> None:
    text = (ROOT / "bi" / "superset" / "requirements.lock").read_text(encoding="utf-8")
    pins = re.findall(r"^[a-z0-9][^\n]*==[^\n]*\\$", text, re.MULTILINE)
    assert len(pins) > 100
    assert len(re.findall(r"^\S+==", text, re.MULTILINE)) == len(pins)
    assert "://" not in text
    for pin in ("apache-superset==6.1.0", "flask-caching==2.4.1", "duckdb==1.5.5"):
        assert pin in text
