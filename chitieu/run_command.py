"""`chitieu run`: the Dagster job in this process, a progress bar, a summary."""

from __future__ import annotations

import gc
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

from chitieu.console import CONTROL_CHARACTERS, console

if TYPE_CHECKING:
    from dagster import ExecuteInProcessResult

ALL_READ, FAILED, SOME_REFUSED = 0, 1, 3

STEPS = {
    "read": "Reading articles",
    "extract": "Taking out numbers",
    "build": "Building and testing marts",
    "publish": "Publishing",
    "report": "Writing the report",
}
REASONS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What Dagster recorded of the run: by asset its numbers, checks not passed, the errors."""

    assets: Mapping[str, Mapping[str, Any]]
    warnings: tuple[str, ...]
    errors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Report:
    """The site's first page and whether it stood already, or why there is none."""

    index: Path | None = None
    unchanged: bool = False
    error: str = ""


def run_pipeline(paths: Sequence[Path] = (), *, warehouse: Path | None = None) -> int:
    """Read `paths` (the sample articles when empty) to published marts; print a summary.

    The summary goes to standard output, progress and errors to standard error. Returns the exit
    code: 0 all was read, 3 something was refused, 1 the run failed.
    """
    started = time.monotonic()
    errors = console(error=True)
    with _progress(errors), _collecting_rarely():
        # Dagster and dbt take seconds to import: the bar is on the screen before.
        from orchestration.dbt_build import DbtError
        from orchestration.locations import sample_articles, warehouse_path

        working = (warehouse or warehouse_path()).absolute()
        try:
            outcome = _execute([str(path) for path in paths or [sample_articles()]], working)
        except DbtError as error:
            outcome = _Outcome({}, (), (str(error),))
        written = _Report() if outcome.errors else _write_report(outcome)
    if outcome.errors:
        for text in outcome.errors:
            errors.print(f"[bold red]The run failed.[/] {_harmless(text)}", soft_wrap=True)
        return FAILED
    _summarise(console(), outcome, written, time.monotonic() - started)
    if written.error:
        why = _harmless(written.error)
        errors.print(
            f"[bold red]The marts are published, the report is not.[/] {why}", soft_wrap=True
        )
        return FAILED
    return SOME_REFUSED if _refused(outcome.assets) else ALL_READ


def _write_report(outcome: _Outcome) -> _Report:
    """The site beside the published file, written where it does not stand already."""
    from orchestration.progress import report

    published = Path(outcome.assets["published"]["path"])
    folder = published.parent / "report"
    report("report", 0, 1)
    try:
        from report.current import is_current
        from report.site import ReportError, build_report
    except ImportError as error:
        missing = f"{error.name} is not installed: pip install 'chitieu[exchange]', and run again."
        return _Report(error=missing)
    try:
        if is_current(published, folder):
            return _Report(folder / "index.html", unchanged=True)
        return _Report(build_report(published, folder).index)
    except ReportError as error:
        return _Report(error=str(error))
    finally:
        report("report", 1, 1)


def _execute(paths: list[str], warehouse: Path) -> _Outcome:
    import dagster as dg

    from orchestration.pipeline import JOB, build_definitions
    from orchestration.schedules import reading

    job = build_definitions(warehouse).resolve_job_def(JOB)
    quiet = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
    with _instance(dg) as instance:
        result = job.execute_in_process(
            run_config={**reading(paths), **quiet}, instance=instance, raise_on_error=False
        )
        return _outcome(result)


@contextmanager
def _instance(dg: Any) -> Iterator[Any]:
    """Dagster's own record of runs where there is one, else one for this run alone."""
    if os.environ.get("DAGSTER_HOME"):
        with dg.DagsterInstance.get() as instance:
            yield instance
    else:
        quiet = {"telemetry": {"enabled": False}}
        with dg.DagsterInstance.ephemeral(settings=quiet) as instance:
            yield instance


def _outcome(result: ExecuteInProcessResult) -> _Outcome:
    import dagster as dg

    assets = {
        event.asset_key.to_user_string(): {
            name: value.value for name, value in event.materialization.metadata.items()
        }
        for event in result.get_asset_materialization_events()
        if event.asset_key
    }
    not_passed = [check for check in result.get_asset_check_evaluations() if not check.passed]
    told = {
        severity: [
            f"{check.check_name} ({check.asset_key.to_user_string()}): {_metadata_shown(check)}"
            for check in not_passed
            if check.severity == severity
        ]
        for severity in dg.AssetCheckSeverity
    }
    errors = [f"A check did not pass: {text}" for text in told[dg.AssetCheckSeverity.ERROR]]
    if not result.success:
        errors += _failures(result, already_told=bool(errors))
    return _Outcome(assets, tuple(told[dg.AssetCheckSeverity.WARN]), tuple(errors))


def _metadata_shown(check: Any) -> str:
    shown = {
        name: value.value
        for name, value in check.metadata.items()
        if name not in ("unique_id", "invocation_id", "Execution Duration", "unchanged_since")
    }
    return ", ".join(f"{name} {value}" for name, value in shown.items())


def _failures(result: ExecuteInProcessResult, *, already_told: bool) -> list[str]:
    """The innermost error of each failed step, without Dagster's wrapping.

    With `already_told`, a step that failed only because a check did not pass is left out.
    """
    found: list[str] = []
    for event in result.all_events:
        data = event.event_specific_data
        error = getattr(data, "error", None)
        if error is None or not (event.is_step_failure or event.is_failure):
            continue
        while error.cause:
            error = error.cause
        text = error.message.removeprefix(f"{error.cls_name}: ").strip()
        text = text.split(f"{error.cls_name}: ", 1)[-1]
        is_told = already_told and error.cls_name == "DagsterAssetCheckFailedError"
        if text not in found and not is_told:
            found.append(text)
    if not found and not already_told:
        return ["Dagster told no reason; run it again in 'make dev' to see the steps."]
    return found


def _refused(assets: Mapping[str, Mapping[str, Any]]) -> int:
    refused: int = assets["refused"]["refused"] + assets["observations"]["failed"]
    return refused


def _summarise(output: Console, outcome: _Outcome, written: _Report, seconds: float) -> None:
    read = outcome.assets["articles"]
    extracted = outcome.assets["observations"]
    marts = dict(outcome.assets["published"])
    path = _short(marts.pop("path"))
    unchanged = _unchanged(outcome, is_published=marts.pop("unchanged"), is_told=written.unchanged)
    refused = _refused(outcome.assets)
    first = "indicator_targets" if "indicator_targets" in marts else next(iter(marts))
    lines = {
        "Articles": [
            f"{read['read'] - extracted['failed']} read of {read['inputs']} files "
            f"({read['added']} new, {read['changed']} changed, {read['gone']} gone), "
            f"{refused} refused"
        ],
        "Observations": [
            f"{extracted['observations']} extracted now (articles: "
            f"{extracted['articles_extracted']}, seconds: {extracted['seconds']}); "
            f"{extracted['observations_in_all']} in the warehouse"
        ],
        "Set aside": [_harmless(", ".join(extracted["set_aside"]))]
        if extracted["set_aside"]
        else [],
        "Marts": [f"{name}: {rows} rows" for name, rows in marts.items()],
        "Published": [_harmless(path)],
        "Report": [_harmless(_short(str(written.index)))] if written.index else [],
        "Unchanged": unchanged,
        "Seconds": [f"{seconds:.1f}"],
        "Warnings": [_harmless(text) for text in outcome.warnings],
        "Type next": [f'{_command()} query "from {first} limit 10"'],
    }
    for label, values in lines.items():
        for index, value in enumerate(values):
            shown = label if index == 0 else ""
            output.print(f"[bold]{shown:14}[/]{value}", soft_wrap=True)
    reasons = [
        *outcome.assets["refused"]["reasons"],
        *outcome.assets["observations"]["reasons"],
    ]
    if refused:
        output.print(f"\n{refused} refused:")
    for reason in reasons[:REASONS_SHOWN]:
        output.print(f"- {_harmless(reason)}", soft_wrap=True)
    if refused > REASONS_SHOWN:
        more = refused - REASONS_SHOWN
        output.print(f'- and {more} more: {_command()} query "from refused_inputs"', soft_wrap=True)


def _unchanged(outcome: _Outcome, *, is_published: bool, is_told: bool) -> list[str]:
    """What this run did not make again, since it would have made the same."""
    from orchestration.dbt_build import UNCHANGED_SINCE

    told = [asset[UNCHANGED_SINCE] for asset in outcome.assets.values() if UNCHANGED_SINCE in asset]
    parts = [
        *(f"the marts (built and tested {built})" for built in sorted(set(told))),
        *(["the published file"] if is_published else []),
        *(["the report"] if is_told else []),
    ]
    return [", ".join(parts)] if parts else []


def _command() -> str:
    """How to call the command line from here: by its name where that is on the path."""
    beside_python = str(Path(sys.executable).parent / "chitieu")
    return "chitieu" if shutil.which("chitieu") else _short(beside_python)


def _harmless(text: str) -> str:
    """Text with file names in it, for the terminal."""
    lines = text.split("\n")
    return "\n".join(escape(line.translate(CONTROL_CHARACTERS)) for line in lines)


def _short(path: str) -> str:
    here = Path.cwd()
    return str(Path(path).relative_to(here)) if Path(path).is_relative_to(here) else path


@contextmanager
def _progress(output: Console) -> Iterator[None]:
    """A bar a step on a terminal, nothing elsewhere."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=output, transient=True, disable=not output.is_terminal) as bars:
        starting = bars.add_task("Starting", total=None)
        tasks = {}

        def show(step: str, done: int, total: int | None) -> None:
            bars.update(starting, visible=False)
            if step not in tasks:
                tasks[step] = bars.add_task(STEPS[step], total=total)
            bars.update(tasks[step], completed=done, total=total)

        with _told(show):
            yield


@contextmanager
def _told(show: Callable[[str, int, int | None], None]) -> Iterator[None]:
    from orchestration.progress import listening

    with listening(show):
        yield


@contextmanager
def _collecting_rarely() -> Iterator[None]:
    """Garbage is looked for rarely: what Dagster and dbt import and parse lives to the end of the
    run, and looking through it again and again takes a fifth of the time."""
    before = gc.get_threshold()
    gc.set_threshold(100_000, 20, 10)
    try:
        yield
    finally:
        gc.set_threshold(*before)
