"""Help that teaches, a start that is quick, `explain`, `run` and `doctor`."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from chitieu.__main__ import commands

Chitieu = Callable[..., Result]

HEAVY = ("dagster", "dbt", "duckdb", "trafilatura", "underthesea", "altair", "numpy")


@pytest.mark.parametrize("name", sorted(commands.commands))
def test_every_command_shows_an_example_that_it_would_accept(name: str, chitieu: Chitieu) -> None:
    result = chitieu(name, "--help")
    assert result.exit_code == 0
    help_text = commands.commands[name].help or ""
    examples = [ln.strip() for ln in help_text.splitlines() if ln.strip().startswith("chitieu ")]
    if name != "doctor":
        assert examples, f"{name} shows no example"
    assert all(line.split()[1] == name for line in examples)
    assert "Traceback" not in result.output


def test_the_first_help_names_every_command_and_the_exit_codes(chitieu: Chitieu) -> None:
    text = chitieu("--help").stdout
    for name in commands.commands:
        assert f"  {name} " in text
    for words in ("Exit codes", "NO_COLOR", "_CHITIEU_COMPLETE"):
        assert words in text


def test_the_start_imports_nothing_heavy() -> None:
    code = (
        f"import sys, chitieu.__main__\nprint([name for name in {HEAVY!r} if name in sys.modules])"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert told.stdout.strip() == "[]"


def test_completion_works() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "chitieu"],
        env={"_CHITIEU_COMPLETE": "bash_complete", "COMP_WORDS": "chitieu ex", "COMP_CWORD": "1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=Path(__file__).resolve().parents[2],
    )
    assert {"plain,extract", "plain,explain"} <= set(told.stdout.split())


def run_apart(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "chitieu", *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
        cwd=Path(__file__).resolve().parents[2],
    )


def test_a_terminal_without_vietnamese_letters_gets_escapes_not_an_error(published: Path) -> None:
    told = run_apart(
        "query",
        "select place from rates",
        CHITIEU_PUBLISHED=str(published),
        PYTHONIOENCODING="ascii",
    )
    assert told.returncode == 0, told.stderr
    assert "Huy\\u1ec7n H\\u1ea3i H\\xe0" in told.stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_one_sentence(published: Path) -> None:
    with Path("/dev/full").open("w") as full:
        told = subprocess.run(
            [sys.executable, "-m", "chitieu", "query", "from rates", "--format", "csv"],
            env={**os.environ, "CHITIEU_PUBLISHED": str(published)},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            check=False,
            cwd=Path(__file__).resolve().parents[2],
        )
    assert told.returncode == 1
    assert told.stderr.startswith("Error: No space left on device")
    assert "Traceback" not in told.stderr


def test_explain_prints_what_the_extraction_tells(
    chitieu: Chitieu, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "extraction.explain", lambda sentence: f"{sentence}\n  rule\x1b[2J", raising=False
    )
    result = chitieu("explain", "Thu 3 tỷ đồng.")
    assert result.stdout == "Thu 3 tỷ đồng.\n  rule\ufffd[2J\n"
    assert chitieu("explain", " ").exit_code == 1


def test_explain_names_no_year_where_the_sentence_has_none(chitieu: Chitieu) -> None:
    without = chitieu("explain", "Thu ngân sách năm nay tăng 5% so với cùng kỳ.").stdout
    assert "base_period  (no date)" in without
    with_year = chitieu("explain", "Năm 2025 thu ngân sách tăng 5% so với cùng kỳ.").stdout
    assert "base_period  2024" in with_year


def test_doctor_says_what_there_is(chitieu: Chitieu, published: Path) -> None:
    result = chitieu("doctor", CHITIEU_PUBLISHED=str(published))
    assert result.exit_code == 0, result.stdout
    assert "rates: 2 rows" in result.stdout
    assert f"published file: {published}" in result.stdout
    assert "All that is needed is there." in result.stdout


def test_doctor_says_what_is_missing_and_how_to_get_it(
    chitieu: Chitieu, published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from importlib import metadata

    whole = metadata.version

    def version(name: str) -> str:
        if name == "dbt-core":
            raise metadata.PackageNotFoundError(name)
        return whole(name)

    monkeypatch.setattr(metadata, "version", version)
    log = published.with_name("chitieu.duckdb.wal")
    log.write_bytes(b"x")
    result = chitieu("doctor", CHITIEU_PUBLISHED=str(published))
    assert result.exit_code == 1
    assert "run: without dbt-core" in result.stdout
    assert "→ make" in result.stdout
    assert f"delete {log}" in result.stdout
    assert "2 needed things are missing." in result.stdout


def test_doctor_before_the_first_run(chitieu: Chitieu, tmp_path: Path) -> None:
    result = chitieu("doctor", CHITIEU_WAREHOUSE=str(tmp_path / "chitieu.duckdb"))
    assert result.exit_code == 0
    assert "published file" in result.stdout
    assert "→ chitieu run" in result.stdout
