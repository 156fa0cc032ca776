"""dbt in this process: the manifest kept current, a build whose results become Dagster's events.

Starting dbt as a program of its own costs a run ten seconds more. What is imported from below
`dagster_dbt`'s surface is not promised by it: dagster-dbt is pinned, and a test covers it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, DbtProject
from dagster_dbt.asset_utils import get_updated_cli_invocation_params_for_context
from dagster_dbt.core.dbt_cli_event import DbtCoreCliEventMessage

from orchestration import unchanged
from orchestration.locations import DBT_PROJECT, SEEDS, WAREHOUSE_VARIABLE, dbt_target_path
from orchestration.progress import report
from orchestration.resources import open_warehouse

RESULT_EVENTS = ("LogSeedResult", "LogModelResult", "LogSnapshotResult", "LogTestResult")
_BUILT = ("seed", "model", "snapshot", "test")
#: In the metadata of what was not built again: when it was built.
UNCHANGED_SINCE = "unchanged_since"
#: dbt writes these into the project's folder itself.
_OWN_OUTPUT = ("target", "logs", "dbt_packages")


class _Translator(DagsterDbtTranslator):
    """dbt's tests as asset checks, those of sources among them."""

    def get_asset_check_spec(
        self,
        asset_spec: dg.AssetSpec,
        manifest: Mapping[str, Any],
        unique_id: str,
        project: DbtProject | None,
    ) -> dg.AssetCheckSpec | None:
        """As ever, but holding up no other asset: `staging.observations` would wait for dbt's
        tests of `staging.articles`, and dbt would have to run twice. When a test fails, dbt
        itself builds nothing on it, the step fails, and nothing is published."""
        check = super().get_asset_check_spec(asset_spec, manifest, unique_id, project)
        return check and check._replace(blocking=False)


TRANSLATOR = _Translator(settings=DagsterDbtTranslatorSettings(enable_source_tests_as_checks=True))


class DbtError(Exception):
    """dbt could not do what it was asked; the message names nodes, files and reasons."""


def ensure_manifest(warehouse: Path) -> Path:
    """The manifest of the dbt project, parsed again when a file of it or of the seeds is newer.

    Raises `DbtError` when the project does not parse.
    """
    manifest = dbt_target_path(warehouse) / "manifest.json"
    if not _is_current(manifest):
        _invoke(["parse"], warehouse=warehouse)
    return manifest


def _is_current(manifest: Path) -> bool:
    if not manifest.exists():
        return False
    with manifest.open(encoding="utf-8") as file:
        if f'"dbt_version": "{version("dbt-core")}"' not in file.read(500):
            return False
    parsed = manifest.stat().st_mtime
    return all(path.stat().st_mtime <= parsed for path in _project_files())


def _project_files() -> Iterator[Path]:
    """Every file and folder of the project (a folder changes when a file in it goes)."""
    yield SEEDS
    yield from SEEDS.glob("*.*")
    yield DBT_PROJECT
    for path in DBT_PROJECT.iterdir():
        if path.name in _OWN_OUTPUT or path.name.startswith("."):
            continue
        yield path
        if path.is_dir():
            yield from path.rglob("*")


def build(
    context: dg.AssetExecutionContext, warehouse: Path, manifest: Mapping[str, Any]
) -> Iterator[Any]:
    """Build and test what the run selected; yields Dagster's outputs and check results.

    Where nothing that goes in has changed since a build that ended well, dbt is not started: its
    results are told again, with `UNCHANGED_SINCE` in their metadata. Raises `DbtError` after the
    events when a model or a test failed.
    """
    selected = get_updated_cli_invocation_params_for_context(context, manifest, TRANSLATOR)
    # Unit tests test the SQL, not the data: the suite runs them, a run need not. The manifest was
    # written when the project was parsed, and the results are kept in the warehouse.
    arguments = ["build", "--exclude-resource-type", "unit_test", "--no-write-json"]
    arguments += selected.selection_args
    if selected.indirect_selection:
        arguments += ["--indirect-selection", selected.indirect_selection]
    made_of = _made_of(arguments)
    with open_warehouse(warehouse) as connection:
        last = unchanged.last_build(connection, made_of)
        if last is None:
            unchanged.forget(connection)
    if last is not None:
        since = f"{last.built_at:%Y-%m-%d %H:%M} UTC"
        context.log.info(f"Nothing that goes into the marts has changed since {since}.")
        for event in _told(last.results, context, warehouse, manifest):
            metadata = {**event.metadata, UNCHANGED_SINCE: since}
            if isinstance(event, dg.Output):
                yield event.with_metadata(metadata)
            else:
                yield event._replace(metadata=metadata)
        return
    nodes = sum(node["resource_type"] in _BUILT for node in manifest["nodes"].values())
    results: list[dict[str, Any]] = []

    def collect(event: Any) -> None:
        if event.info.name in RESULT_EVENTS:
            results.append(_as_dict(event))
            report("build", len(results), nodes)

    error: DbtError | None = None
    try:
        _invoke(arguments, warehouse=warehouse, callbacks=[collect])
    except DbtError as failed:
        error = failed
    if not error and _made_of(arguments) == made_of:
        ended = datetime.now(UTC).replace(tzinfo=None)
        with open_warehouse(warehouse) as connection:
            unchanged.remember(connection, made_of, unchanged.Build(ended, results))
    yield from _told(results, context, warehouse, manifest)
    if error:
        raise error


def _made_of(arguments: Sequence[str]) -> str:
    code = Path(__file__).parent.rglob("*.py")
    return unchanged.ingredients([*_project_files(), *code], arguments)


def _told(
    results: Sequence[Mapping[str, Any]],
    context: dg.AssetExecutionContext,
    warehouse: Path,
    manifest: Mapping[str, Any],
) -> Iterator[Any]:
    """dbt's results as Dagster's outputs and check results."""
    built = {result["data"]["node_info"]["unique_id"] for result in results}
    changed = built - set(manifest["nodes"])
    if changed:
        raise DbtError(
            f"The dbt project changed while it ran: {', '.join(sorted(changed))} is not in the "
            "manifest that this run started with. Run again (in Dagster's UI: reload first)."
        )
    for result in results:
        yield from DbtCoreCliEventMessage(
            raw_event=dict(result), event_history_metadata={}
        ).to_default_asset_events(
            manifest=manifest,
            dagster_dbt_translator=TRANSLATOR,
            context=context,
            target_path=dbt_target_path(warehouse),
        )


def _as_dict(event: Any) -> dict[str, Any]:
    from google.protobuf.json_format import MessageToDict  # with dbt, which is slow to import

    as_dict: dict[str, Any] = MessageToDict(event, preserving_proto_field_name=True)
    return as_dict


def _invoke(
    arguments: Sequence[str],
    *,
    warehouse: Path,
    callbacks: Sequence[Callable[[Any], None]] = (),
) -> None:
    """One dbt command on the project, with paths that do not depend on the working directory."""
    from dbt.cli.main import dbtRunner

    target = dbt_target_path(warehouse)
    target.mkdir(parents=True, exist_ok=True)
    with _environment({WAREHOUSE_VARIABLE: str(warehouse)}):
        result = dbtRunner(callbacks=list(callbacks)).invoke(
            [
                "--quiet",
                "--log-level",
                "none",
                "--log-level-file",
                "info",
                "--no-use-colors",
                "--no-send-anonymous-usage-stats",
                "--no-version-check",
                "--log-path",
                str(target),
                *arguments,
                "--project-dir",
                str(DBT_PROJECT),
                "--profiles-dir",
                str(DBT_PROJECT),
                "--target-path",
                str(target),
            ]
        )
        _let_go()
    if not result.success:
        raise DbtError(_reasons(result, target))


def _let_go() -> None:
    """Close dbt's connection: it keeps the warehouse open for as long as the process lives."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]


def _reasons(result: Any, target: Path) -> str:
    """What failed, one line a node."""
    if result.exception:
        return f"dbt stopped: {result.exception}"
    failed = [
        f"{node.node.name} ({node.node.original_file_path}): {node.message or node.status}"
        for node in getattr(result.result, "results", [])
        if node.status in ("error", "fail", "runtime error")
    ]
    listed = "\n  ".join(failed)
    return f"dbt: {len(failed)} failed; the SQL is under {target / 'compiled'}\n  {listed}"


@contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
