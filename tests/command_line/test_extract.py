"""`chitieu extract`: the contract's lines, the table, the CSV, and what is refused."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from extraction.observation import CONTRACT_FIELDS
from tests.command_line.conftest import SENTENCE, TEXT

Chitieu = Callable[..., Result]
pytestmark = pytest.mark.usefixtures("made_extraction")


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "hai-ha.txt"
    path.write_bytes(TEXT.encode("utf-8"))
    return path


def test_the_made_observations_spell_the_text() -> None:
    assert TEXT[26:39] == "1.250 tỷ đồng"
    assert TEXT[46:52] == "105,5%"
    assert TEXT[slice(*SENTENCE)].startswith("Thu ngân")
    assert TEXT[slice(*SENTENCE)].endswith("giao.")


def test_jsonl_is_the_contracts_lines_and_nothing_else(chitieu: Chitieu, article: Path) -> None:
    result = chitieu("extract", article, "--format", "jsonl")
    assert result.exit_code == 0
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [list(line) for line in lines] == [list(CONTRACT_FIELDS)] * 2
    assert [line["quote"] for line in lines] == ["1.250 tỷ đồng", "105,5%"]
    assert lines[1]["value"] == 105.5
    assert lines[1]["plan_by"] == "district"
    assert "tỷ đồng" in result.stdout  # letters as letters, not as \u escapes
    assert result.stderr == ""


def test_a_pipe_gets_the_lines_without_being_asked(chitieu: Chitieu, article: Path) -> None:
    assert len(chitieu("extract", article).stdout.splitlines()) == 2


def test_some_refused_is_exit_code_3_with_the_reason_on_standard_error(
    chitieu: Chitieu, article: Path
) -> None:
    empty = article.with_name("empty.txt")
    empty.write_bytes(b"")
    result = chitieu("extract", article.parent, "--format", "jsonl")
    assert result.exit_code == 3
    assert len(result.stdout.splitlines()) == 2
    assert result.stderr.startswith(f"refused (empty): {empty} is empty")


def test_an_article_that_the_extraction_cannot_take_is_refused_and_the_rest_comes_through(
    chitieu: Chitieu, article: Path
) -> None:
    bad = article.with_name("a-boom.txt")
    bad.write_text("boom", encoding="utf-8")
    result = chitieu("extract", article.parent, "--format", "jsonl")
    assert result.exit_code == 3
    assert len(result.stdout.splitlines()) == 2
    assert f"refused (extraction_failed): {bad} " in result.stderr
    assert "boom" in result.stderr


def test_a_missing_path_is_named(chitieu: Chitieu, tmp_path: Path) -> None:
    result = chitieu("extract", tmp_path / "khong-co.txt")
    assert result.exit_code == 3
    assert "khong-co.txt is not there" in result.stderr


def test_an_empty_folder_is_said_to_be_empty(chitieu: Chitieu, tmp_path: Path) -> None:
    result = chitieu("extract", tmp_path)
    assert (result.exit_code, result.stdout) == (0, "")
    assert "holds no file to read" in result.stderr


def test_the_table_shows_the_sentence_and_the_fields(chitieu: Chitieu, article: Path) -> None:
    result = chitieu("extract", article, "--format", "table", COLUMNS="160")
    assert result.exit_code == 0
    # The brackets of the article are text, not markup.
    assert TEXT[slice(*SENTENCE)] in result.stdout
    row = next(line for line in result.stdout.splitlines() if line.split()[:1] == ["105,5%"])
    for cell in ("budget_revenue", "Huyện Hải Hà, Quảng Ninh", "2022", "≥ 105.5", "PERCENT"):
        assert cell in row
    assert "actual attainment_pct by district" in row
    assert "1 articles, 2 observations" in result.stdout


def test_control_characters_of_an_article_do_not_reach_the_terminal(
    chitieu: Chitieu, tmp_path: Path
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"text": "x", "article": "a\x1b[2Jb"}) + "\n", encoding="utf-8")
    result = chitieu("extract", path, "--format", "table")
    assert "\x1b" not in result.stdout


def test_csv_has_the_contracts_columns_and_no_formula(chitieu: Chitieu, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"text": TEXT, "article": "=cmd|'/c calc'!A1"}), encoding="utf-8")
    result = chitieu("extract", path, "--format", "csv")
    header, first, second = csv.reader(io.StringIO(result.stdout))
    assert header == list(CONTRACT_FIELDS)
    assert first[0] == "'=cmd|'/c calc'!A1"
    assert first[header.index("value")] == "1250000000000.0"
    assert second[header.index("quote")] == "105,5%"


def on_a_terminal(*arguments: str, **environment: str) -> str:
    """What the command line writes when its output is a terminal."""
    master, slave = pty.openpty()
    code = "import extraction\n"
    code += "extraction.extract_all = lambda article: extraction.Extraction([], [])\n"
    code += "from chitieu.__main__ import main; main()"
    process = subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        stdout=slave,
        stderr=slave,
        env={**os.environ, "TERM": "xterm-256color", "COLUMNS": "100", **environment},
    )
    os.close(slave)
    written = b""
    while True:
        try:
            piece = os.read(master, 4096)
        except OSError:  # Linux says so when the other end is closed
            break
        if not piece:
            break
        written += piece
    os.close(master)
    assert process.wait(timeout=60) == 0
    return written.decode("utf-8")


def test_a_terminal_gets_the_table_in_colours_unless_no_color_is_set(article: Path) -> None:
    coloured = on_a_terminal("extract", str(article))
    assert "\x1b[1m" in coloured
    assert "1 articles, 0 observations" in coloured
    plain = on_a_terminal("extract", str(article), NO_COLOR="1")
    for colour in range(30, 38):
        assert f"\x1b[{colour}m" not in plain
