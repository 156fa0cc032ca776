"""A run with nothing new makes nothing again; whatever changed is made, also after a kill."""

from __future__ import annotations

import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import pytest

from chitieu.run_command import ALL_READ, run_pipeline
from orchestration import dbt_build
from orchestration.pipeline import JOB, build_definitions
from orchestration.resources import open_warehouse
from orchestration.schedules import reading

ROOT = Path(__file__).parents[2]
UNCHANGED = "Unchanged     the marts (built and tested "

KILLED = """
import os
from pathlib import Path
from chitieu.run_command import run_pipeline
from orchestration.progress import listening

def die(step, done, total):
    if step == "build" and done == 40:
        os._exit(9)

with listening(die):
    run_pipeline([Path({folder!r})], warehouse=Path({warehouse!r}))
"""


#: The assets that a job made, its checks with their verdicts, and since when what it kept stands.
Results = tuple[set[str], dict[str, bool], set[object]]


class Site:
    """Two articles, a dbt project and seeds of their own, and the warehouse made from them."""

    first: Results

    def __init__(self, top: Path) -> None:
        self.folder = top / "articles"
        self.project, self.seeds = top / "dbt_project", top / "seeds"
        self.warehouse = top / "warehouse" / "chitieu.duckdb"

    def run(self, capsys: pytest.CaptureFixture[str]) -> str:
        """The summary of a run."""
        capsys.readouterr()
        assert run_pipeline([self.folder], warehouse=self.warehouse) == ALL_READ
        return capsys.readouterr().out

    def results(self) -> Results:
        """What a run of the job tells, which makes what is not there."""
        job = build_definitions(self.warehouse).resolve_job_def(JOB)
        with dg.DagsterInstance.ephemeral() as instance:
            done = job.execute_in_process(run_config=reading([str(self.folder)]), instance=instance)
        made = {
            event.asset_key.to_user_string(): event.materialization.metadata
            for event in done.get_asset_materialization_events()
            if event.asset_key
        }
        checks = {
            f"{check.asset_key.to_user_string()} {check.check_name}": check.passed
            for check in done.get_asset_check_evaluations()
        }
        since = [metadata.get(dbt_build.UNCHANGED_SINCE) for metadata in made.values()]
        return set(made), checks, {told.value for told in since if told}

    def rows(self) -> dict[str, list[tuple[Any, ...]]]:
        """What dbt made, row by row."""
        with closing(duckdb.connect(str(self.warehouse), read_only=True)) as connection:
            names = connection.execute(
                "select table_schema || '.' || table_name from information_schema.tables "
                "where table_name <> 'built'"
            ).fetchall()
            return {
                name: connection.execute(f"select * from {name} order by all").fetchall()
                for (name,) in names
            }


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The first run."""
    made = Site(tmp_path_factory.mktemp("second_run"))
    made.folder.mkdir()
    for name in ("commune-01.txt", "plans-01.txt"):
        shutil.copy(ROOT / "seeds" / "articles" / name, made.folder)
    shutil.copytree(ROOT / "dbt_project", made.project)
    shutil.copytree(ROOT / "seeds", made.seeds)
    with pytest.MonkeyPatch.context() as patched:
        _use(patched, made)
        made.first = made.results()
    return made


@pytest.fixture(autouse=True)
def own_project(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The pipeline reads the project of the site, which the tests change."""
    _use(monkeypatch, site)


def _use(patched: pytest.MonkeyPatch, site: Site) -> None:
    patched.setattr(dbt_build, "DBT_PROJECT", site.project)
    patched.setattr(dbt_build, "SEEDS", site.seeds)


def test_nothing_new_starts_no_dbt_and_tells_the_same_results(
    site: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    built, checked, since = site.first
    assert since == set()
    assert len(checked) > 100
    published = site.warehouse.parent / "published"
    site.run(capsys)
    written = (published / "chitieu.duckdb").stat()
    before = site.rows(), (written.st_ino, written.st_mtime_ns)

    def refuse(*arguments: object, **named: object) -> None:
        raise AssertionError(f"dbt was started: {arguments}")

    monkeypatch.setattr(dbt_build, "_invoke", refuse)
    told, checked_again, since = site.results()
    assert (told, checked_again) == (built, checked)
    assert len(since) == 1
    summary = site.run(capsys)
    assert UNCHANGED in summary
    assert "), the published file, the report\n" in summary
    found = (published / "chitieu.duckdb").stat()
    assert (site.rows(), (found.st_ino, found.st_mtime_ns)) == before


def test_a_run_that_was_killed_while_it_built_is_built_again(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    expected = site.rows()
    with open_warehouse(site.warehouse) as connection:
        connection.execute("update marts.dim_indicator set name_vi = 'khác'")
    code = KILLED.format(folder=str(site.folder), warehouse=str(site.warehouse))
    killed = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False)
    assert killed.returncode == 9
    with open_warehouse(site.warehouse) as connection:
        assert connection.execute("from staging.built").fetchall() == []

    assert UNCHANGED not in site.run(capsys)

    assert site.rows() == expected
    assert UNCHANGED in site.run(capsys)


def test_a_changed_seed_is_built(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    seed = site.seeds / "indicators.csv"
    text = seed.read_text(encoding="utf-8")
    name = site.rows()["marts.dim_indicator"]
    assert "Thu nhập bình quân đầu người" in str(name)
    seed.write_text(
        text.replace("Thu nhập bình quân đầu người", "Thu nhập một người", 1), encoding="utf-8"
    )

    assert UNCHANGED not in site.run(capsys)

    assert "Thu nhập một người" in str(site.rows()["marts.dim_indicator"])


def test_a_model_that_changes_before_and_while_it_is_built_is_built_each_time(
    site: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = site.rows()["marts.coverage"]
    assert len(before) > 1
    model = site.project / "models" / "marts" / "coverage.sql"
    model.write_text(
        f"select * from ({model.read_text(encoding='utf-8')}\n) as told limit 1", encoding="utf-8"
    )
    invoke = dbt_build._invoke

    def invoke_and_change(*arguments: Any, **named: Any) -> None:
        invoke(*arguments, **named)
        if arguments[0] == ["parse"]:
            return
        model.write_text(
            model.read_text(encoding="utf-8").replace("limit 1", "limit 2"), encoding="utf-8"
        )

    with monkeypatch.context() as patched:
        patched.setattr(dbt_build, "_invoke", invoke_and_change)
        summary = site.run(capsys)

    assert UNCHANGED not in summary
    assert "coverage: 1 rows" in summary
    assert len(site.rows()["marts.coverage"]) == 1
    with closing(
        duckdb.connect(str(site.warehouse.parent / "published" / "chitieu.duckdb"), read_only=True)
    ) as connection:
        assert connection.execute("select count(*) from marts.coverage").fetchall() == [(1,)]

    assert "coverage: 2 rows" in site.run(capsys)
