"""`chitieu doctor`: what is installed, what is missing, what the warehouse holds."""

from __future__ import annotations

import platform
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Literal

import click

from chitieu.console import console, printable
from chitieu.published import open_published, published_file, tables, warehouse_option

SMALLEST_FREE_BYTES = 1_000_000_000
OLDEST_PYTHON = (3, 11)

#: What each part of the command line needs, whether it is needed, and how to get it.
PARTS: tuple[tuple[str, tuple[str, ...], bool, str], ...] = (
    ("extract, evaluate, explain", ("click", "rich", "trafilatura", "underthesea"), True, "make"),
    ("query, show", ("duckdb",), True, "make"),
    ("run", ("dagster", "dagster-dbt", "dbt-core", "dbt-duckdb", "pyarrow"), True, "make"),
    ("export, tested", ("frictionless", "sdmx1"), False, "make"),
    ("report", ("altair", "vl-convert-python"), False, "make"),
)

State = Literal["ok", "optional", "missing"]
MARKS = {"ok": ("✓", "green"), "optional": ("–", "yellow"), "missing": ("✗", "bold red")}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: how it is, and what to do where it is not well."""

    state: State
    what: str
    told: str
    way_out: str = ""


@click.command("doctor", short_help="What is installed, what is missing, what there is to query.")
@warehouse_option
def doctor_command(warehouse: Path | None) -> None:
    """Look at this installation and its warehouse, and say what is missing and how to get it.

    Exit code: 0 all that is needed is there, 1 something needed is missing.
    """
    out = console()
    findings: list[Finding] = []
    for title, part in (
        ("Installation", _installation()),
        ("Reference data", _seeds()),
        ("Warehouse", _warehouse(warehouse)),
    ):
        out.print(title, style="bold")
        for finding in part:
            findings.append(finding)
            mark, style = MARKS[finding.state]
            out.print(f"  {mark} ", style=style, end="")
            out.print(printable(f"{finding.what}: {finding.told}"), markup=False, soft_wrap=True)
            if finding.way_out:
                out.print(f"      → {finding.way_out}", markup=False, soft_wrap=True)
    missing = sum(finding.state == "missing" for finding in findings)
    if missing:
        out.print(f"{missing} needed {'thing is' if missing == 1 else 'things are'} missing.")
        sys.exit(1)
    out.print("All that is needed is there.")


def _installation() -> Iterator[Finding]:
    old = sys.version_info < OLDEST_PYTHON
    yield Finding(
        "missing" if old else "ok",
        "Python",
        f"{platform.python_version()} in {sys.prefix}",
        "install Python 3.11 or newer, then: make PYTHON=python3.11" if old else "",
    )
    for part, names, needed, way_out in PARTS:
        versions = {name: _version(name) for name in names}
        absent = [name for name, version in versions.items() if version is None]
        yield Finding(
            "ok" if not absent else "missing" if needed else "optional",
            part,
            "without " + ", ".join(absent)
            if absent
            else ", ".join(f"{name} {version}" for name, version in versions.items()),
            way_out if absent else "",
        )
    encoding = (sys.stdout.encoding or "").lower().replace("-", "")
    yield Finding(
        "ok" if encoding == "utf8" else "optional",
        "terminal",
        f"writes {sys.stdout.encoding}",
        "" if encoding == "utf8" else "set PYTHONUTF8=1, or Vietnamese letters may not show",
    )


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _seeds() -> Iterator[Finding]:
    from extraction.reference import SEEDS

    files = sorted(SEEDS.glob("*.csv"))
    needed = {"indicators.csv", "units.csv", "unit_forms.csv"}
    absent = sorted(needed - {file.name for file in files})
    yield Finding(
        "missing" if absent else "ok",
        "seeds",
        f"{SEEDS} lacks {', '.join(absent)}" if absent else f"{len(files)} tables in {SEEDS}",
        "get the files back: git checkout -- seeds" if absent else "",
    )


def _warehouse(given: Path | None) -> Iterator[Finding]:
    from orchestration import locations

    working = locations.warehouse_path()
    yield _file("working file", working, "chitieu run")
    published = published_file(given)
    yield _file("published file", published, "chitieu run")
    for path in (working, published):
        log = path.with_name(path.name + ".wal")
        if path == published and log.exists():
            yield Finding(
                "missing",
                "write-ahead log",
                f"{log} lies beside the published file, so nothing can be published",
                f"close the program that writes to {path}, then delete {log}",
            )
    folder = next(parent for parent in working.parents if parent.exists())
    free = shutil.disk_usage(folder).free
    yield Finding(
        "ok" if free >= SMALLEST_FREE_BYTES else "missing",
        "free disk space",
        f"{free / 1e9:.1f} GB under {folder}",
        "" if free >= SMALLEST_FREE_BYTES else "make room: a run needs about 1 GB",
    )
    if published.is_file() and _version("duckdb"):
        yield from _tables(given)


def _file(what: str, path: Path, command: str) -> Finding:
    if path.is_file():
        return Finding("ok", what, f"{path}, {path.stat().st_size / 1e6:.1f} MB")
    return Finding("optional", what, f"{path} is not there yet", command)


def _tables(given: Path | None) -> Iterator[Finding]:
    try:
        with open_published(given) as connection:
            found = tables(connection)
    except click.ClickException as error:
        yield Finding("missing", "marts", error.message)
        return
    if not found:
        yield Finding("missing", "marts", "the published file holds none", "chitieu run")
    for name, rows, _ in found:
        yield Finding("ok", name, f"{rows:,} rows")
