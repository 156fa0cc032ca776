"""When the dbt project is parsed again."""

from __future__ import annotations

import os
from importlib.metadata import version
from pathlib import Path

import pytest

from orchestration import dbt_build
from orchestration.locations import dbt_target_path

PARSED_AT, LATER = 1_000_000_000, 1_000_000_100


@pytest.fixture
def project(tmp_path: Path, warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A dbt project and seeds that were parsed after the last change."""
    project, seeds = tmp_path / "dbt_project", tmp_path / "seeds"
    (project / "models" / "marts").mkdir(parents=True)
    seeds.mkdir()
    for path in (
        project / "dbt_project.yml",
        project / "models" / "marts" / "facts.sql",
        seeds / "units.csv",
    ):
        path.write_text("x")
    for path in (project, seeds, *project.rglob("*"), *seeds.rglob("*")):
        os.utime(path, (PARSED_AT - 10, PARSED_AT - 10))
    monkeypatch.setattr(dbt_build, "DBT_PROJECT", project)
    monkeypatch.setattr(dbt_build, "SEEDS", seeds)
    write_manifest(warehouse, version("dbt-core"))
    return project


def write_manifest(warehouse: Path, dbt_version: str) -> None:
    manifest = dbt_target_path(warehouse) / "manifest.json"
    manifest.parent.mkdir(parents=True, exist_ok=True)
    manifest.write_text('{"metadata": {"dbt_version": "' + dbt_version + '"}}')
    os.utime(manifest, (PARSED_AT, PARSED_AT))


@pytest.fixture
def parses(warehouse: Path, project: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The dbt commands given when the manifest is asked for."""
    commands: list[list[str]] = []

    def remember(arguments: list[str], *, warehouse: Path) -> None:
        commands.append(arguments)

    monkeypatch.setattr(dbt_build, "_invoke", remember)
    return commands


def test_nothing_is_parsed_while_nothing_changed(warehouse: Path, parses: list[list[str]]) -> None:
    manifest = dbt_build.ensure_manifest(warehouse)
    assert manifest.exists()
    assert parses == []


@pytest.mark.parametrize(
    "changed", ["models/marts/facts.sql", "dbt_project.yml", "../seeds/units.csv"]
)
def test_a_newer_file_is_parsed(
    warehouse: Path, project: Path, parses: list[list[str]], changed: str
) -> None:
    os.utime(project / changed, (LATER, LATER))
    dbt_build.ensure_manifest(warehouse)
    assert parses == [["parse"]]


def test_a_model_that_was_deleted_is_noticed(
    warehouse: Path, project: Path, parses: list[list[str]]
) -> None:
    (project / "models" / "marts" / "facts.sql").unlink()
    dbt_build.ensure_manifest(warehouse)
    assert parses == [["parse"]]


def test_what_dbt_writes_itself_is_no_change(
    warehouse: Path, project: Path, parses: list[list[str]]
) -> None:
    (project / "target").mkdir()
    (project / "target" / "run_results.json").write_text("{}")
    os.utime(project, (PARSED_AT - 10, PARSED_AT - 10))
    dbt_build.ensure_manifest(warehouse)
    assert parses == []


def test_a_manifest_of_another_dbt_and_no_manifest_are_parsed_anew(
    warehouse: Path, parses: list[list[str]]
) -> None:
    write_manifest(warehouse, "1.10.0")
    dbt_build.ensure_manifest(warehouse)
    (dbt_target_path(warehouse) / "manifest.json").unlink()
    dbt_build.ensure_manifest(warehouse)
    assert parses == [["parse"], ["parse"]]


def test_a_project_that_does_not_parse_says_where(
    warehouse: Path, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "dbt_project.yml").write_text(
        "name: broken\nversion: '1.0'\nprofile: broken\nmodel-paths: [models]\n"
    )
    (project / "profiles.yml").write_text(
        "broken:\n  target: x\n  outputs:\n    x:\n      type: duckdb\n"
        "      path: \"{{ env_var('CHITIEU_WAREHOUSE') }}\"\n"
    )
    (project / "models" / "marts" / "facts.sql").write_text("select * from {{ ref('nowhere') }}")

    monkeypatch.setenv("CHITIEU_WAREHOUSE", "as it was")
    with pytest.raises(dbt_build.DbtError, match=r"facts\.sql.*nowhere"):
        dbt_build.ensure_manifest(warehouse)
    assert os.environ["CHITIEU_WAREHOUSE"] == "as it was"
