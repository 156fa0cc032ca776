"""The whole pipeline on three articles in an empty warehouse, and what the next runs change.

The runs share one warehouse, because each takes seconds; each test leaves it whole.
"""

from __future__ import annotations

import importlib
import re
import shutil
import tomllib
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import pytest
import yaml

from chitieu.run_command import ALL_READ, FAILED, SOME_REFUSED, run_pipeline
from orchestration.pipeline import JOB, build_definitions
from orchestration.resources import open_warehouse, writing_alone

ROOT = Path(__file__).parents[2]
ARTICLES = ("commune-01.txt", "district-01.txt", "plans-01.txt")

Tables = dict[str, list[tuple[Any, ...]]]


@dataclass(frozen=True)
class Site:
    """A folder of three articles and the warehouse that was made from them."""

    folder: Path
    warehouse: Path
    exit_code: int

    @property
    def published(self) -> Path:
        return self.warehouse.parent / "published" / "chitieu.duckdb"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The first run, on an empty warehouse."""
    top = tmp_path_factory.mktemp("site")
    folder = top / "articles"
    folder.mkdir()
    for name in ARTICLES:
        shutil.copy(ROOT / "seeds" / "articles" / name, folder)
    warehouse = top / "warehouse" / "chitieu.duckdb"
    return Site(folder, warehouse, run_pipeline([folder], warehouse=warehouse))


def rows_of(path: Path) -> Tables:
    """Every row of every table and view of a database file."""
    with closing(duckdb.connect(str(path), read_only=True)) as connection:
        names = connection.execute(
            "select table_schema || '.' || table_name from information_schema.tables"
        ).fetchall()
        return {
            name: connection.execute(f"select * from {name} order by all").fetchall()
            for (name,) in names
        }


def test_the_first_run_takes_three_articles_to_published_marts(site: Site) -> None:
    assert site.exit_code == ALL_READ
    working, published = rows_of(site.warehouse), rows_of(site.published)
    assert sorted(row[1] for row in working["staging.articles"]) == list(ARTICLES)
    assert working["staging.refused"] == []
    observations = working["staging.observations"]
    assert {row[2] for row in observations} == set(ARTICLES)
    texts = {row[0]: row[4] for row in working["staging.articles"]}
    assert all(texts[row[1]][row[3] : row[4]] == row[5] for row in observations)
    marts = {name: rows for name, rows in working.items() if name.startswith("marts.")}
    assert published == marts
    assert len(published["marts.fct_observations"]) == len(observations)
    for name in ("indicator_targets", "attainment_rates", "year_over_year"):
        assert published[f"marts.{name}"], f"{name} is empty"
    assert {name.split(".")[0] for name in working} >= {"staging", "intermediate", "marts"}
    assert not [name for name in working if name.startswith("main")]


def test_a_second_run_with_nothing_new_extracts_nothing_and_changes_no_row(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    before = rows_of(site.warehouse), rows_of(site.published)
    capsys.readouterr()

    exit_code = run_pipeline([site.folder], warehouse=site.warehouse)

    assert exit_code == ALL_READ
    assert (rows_of(site.warehouse), rows_of(site.published)) == before
    summary = capsys.readouterr().out
    assert "3 read of 3 files (0 new, 0 changed, 0 gone), 0 refused" in summary
    assert "0 extracted now (articles: 0," in summary


def test_the_summary_counts_what_changed_and_says_why_something_was_refused(
    site: Site, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    changed = site.folder / ARTICLES[0]
    changed.write_text(changed.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    (tmp_path / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" * 9)
    (tmp_path / "empty.txt").write_bytes(b"")
    capsys.readouterr()

    exit_code = run_pipeline([site.folder, tmp_path], warehouse=site.warehouse)

    told = capsys.readouterr()
    assert exit_code == SOME_REFUSED
    assert told.err == ""
    assert "3 read of 5 files (0 new, 1 changed, 0 gone), 2 refused" in told.out
    assert "extracted now (articles: 1," in told.out
    assert f"- {tmp_path / 'empty.txt'} " in told.out
    assert f"- {tmp_path / 'picture.txt'} " in told.out
    with closing(duckdb.connect(str(site.published), read_only=True)) as connection:
        for name, rows in connection.execute(
            "select table_name, estimated_size from duckdb_tables()"
        ).fetchall():
            assert re.search(rf"\b{name}: {rows} rows", told.out), name
    assert str(site.published) in told.out
    assert re.search(r'Type next +\S*chitieu query "from indicator_targets limit 10"', told.out)


def test_a_run_while_another_one_writes_fails_and_says_so(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    before = rows_of(site.published)
    with writing_alone(site.warehouse):
        exit_code = run_pipeline([site.folder], warehouse=site.warehouse)

    told = capsys.readouterr()
    assert exit_code == FAILED
    assert "Another run (process" in told.err
    assert told.out == ""
    assert rows_of(site.published) == before


def test_a_row_that_fails_a_test_is_never_published(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    before = rows_of(site.published)
    with open_warehouse(site.warehouse) as connection:
        connection.execute("insert into staging.articles from staging.articles limit 1")

    exit_code = run_pipeline([site.folder], warehouse=site.warehouse)

    told = capsys.readouterr()
    assert exit_code == FAILED
    assert "unique" in told.err
    assert "article_id" in told.err
    assert rows_of(site.published) == before
    with open_warehouse(site.warehouse) as connection:
        connection.execute(
            "delete from staging.articles where rowid = (select max(rowid) from staging.articles)"
        )


def test_the_job_is_what_dagster_sees(site: Site) -> None:
    definitions = build_definitions(site.warehouse)
    job = definitions.resolve_job_def(JOB)
    graph = definitions.resolve_asset_graph()
    keys = {key.to_user_string() for key in graph.executable_asset_keys}
    checks = {key.name for key in graph.asset_check_keys}

    assert {"articles", "refused", "observations", "published"} <= keys
    assert {"marts/indicator_targets", "marts/fct_observations"} <= keys
    assert {
        "every_input_was_read_or_refused",
        "every_quote_spells_its_span",
        "every_article_was_extracted",
        "share_without_an_indicator",
    } <= checks
    assert any(name.startswith(("unique_", "source_unique_")) for name in checks)
    assert job.executor_def is dg.in_process_executor
    # One node for all of dbt: a second one would start dbt twice in each run.
    assert [node.name for node in job.graph.nodes if node.name.startswith("models")] == ["models"]
    assert dg.AssetKey("observations") in graph.get(dg.AssetKey("published")).parent_keys
    view = dg.AssetKey(["staging", "stg_observations"])
    assert graph.get(view).parent_keys >= {dg.AssetKey("observations")}


def test_it_runs_every_morning_at_six_in_vietnam_on_the_inbox(
    site: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CHITIEU_INBOX", str(tmp_path))
    daily = build_definitions(site.warehouse).resolve_schedule_def("daily")
    assert daily.cron_schedule == "0 6 * * *"
    assert daily.execution_timezone == "Asia/Ho_Chi_Minh"
    with dg.DagsterInstance.ephemeral() as instance:
        tick = daily.evaluate_tick(dg.build_schedule_context(instance))
    assert tick.run_requests is not None
    assert tick.run_requests[0].run_config == {
        "ops": {"articles": {"config": {"paths": [str(tmp_path)]}}}
    }


def test_the_inbox_is_read_when_it_changes_and_only_then(
    site: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "inbox"
    monkeypatch.setenv("CHITIEU_INBOX", str(folder))
    sensor = build_definitions(site.warehouse).resolve_sensor_def("inbox")

    def look(cursor: str | None) -> tuple[int, str | None]:
        with dg.DagsterInstance.ephemeral() as instance:
            context = dg.build_sensor_context(instance=instance, cursor=cursor)
            tick = sensor.evaluate_tick(context)
        return len(tick.run_requests or []), tick.cursor

    assert look(None) == (0, None)
    folder.mkdir()
    assert look(None) == (0, None)
    (folder / "a.txt").write_text("5 tấn", encoding="utf-8")
    requests, cursor = look(None)
    assert (requests, cursor is None) == (1, False)
    assert look(cursor) == (0, cursor)
    (folder / "a.txt").write_text("15 tấn", encoding="utf-8")
    requests, changed = look(cursor)
    assert requests == 1
    assert changed != cursor


def test_one_mart_can_be_built_alone(site: Site) -> None:
    definitions = build_definitions(site.warehouse)
    key = dg.AssetKey(["marts", "dim_indicator"])
    with dg.DagsterInstance.ephemeral() as instance:
        result = definitions.resolve_implicit_global_asset_job_def().execute_in_process(
            asset_selection=[key], instance=instance
        )

    built = [event.asset_key for event in result.get_asset_materialization_events()]
    assert built == [key]
    assert result.get_asset_check_evaluations()
    assert all(check.passed for check in result.get_asset_check_evaluations())


def test_dagster_finds_the_definitions_where_the_workspace_says(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = yaml.safe_load((ROOT / "workspace.yaml").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["dg"]
    name = workspace["load_from"][0]["python_module"]["module_name"]
    assert project["project"]["code_location_target_module"] == name

    monkeypatch.setenv("CHITIEU_WAREHOUSE", str(site.warehouse))
    definitions = importlib.import_module(name).defs

    dg.Definitions.validate_loadable(definitions)
    assert {job.name for job in definitions.resolve_all_job_defs()} >= {JOB}


def test_dagsters_own_settings_tell_nobody_and_run_one_at_a_time() -> None:
    settings = yaml.safe_load((ROOT / "orchestration" / "dagster.yaml").read_text("utf-8"))
    assert settings["telemetry"] == {"enabled": False}
    assert settings["run_queue"]["max_concurrent_runs"] == 1
