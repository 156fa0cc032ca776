"""From a file to the contract's lines, with the real extraction: bad input is read right."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from tests.readers.test_bad_input import windows_1258

Chitieu = Callable[..., Result]

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "seeds" / "articles"
TEXT = (
    "Huyện Hải Hà tổng kết năm 2022\n\n"
    "Năm 2022, thu ngân sách huyện Hải Hà, tỉnh Quảng Ninh đạt 355 tỷ đồng, tăng 11% so với "
    "năm 2021. Tỷ lệ hộ nghèo còn 0,98%.\n"
)
QUOTES = ["355 tỷ đồng", "11%", "0,98%"]


def lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def told(result: Result) -> list[tuple[Any, ...]]:
    """What must not depend on how the file is encoded."""
    fields = ("indicator", "measure", "stage", "period", "place_name", "value", "unit")
    return [tuple(line[field] for field in fields) for line in lines(result)]


@pytest.fixture
def plain(chitieu: Chitieu, tmp_path: Path) -> list[tuple[Any, ...]]:
    path = tmp_path / "plain.txt"
    path.write_bytes(TEXT.encode("utf-8"))
    result = chitieu("extract", path)
    assert [line["quote"] for line in lines(result)] == QUOTES
    return told(result)


@pytest.mark.parametrize(
    "data",
    [
        unicodedata.normalize("NFD", TEXT).encode("utf-8"),
        TEXT.replace("\n", "\r\n").encode("utf-8"),
        ("\ufeff" + TEXT).encode("utf-8"),
    ],
    ids=["NFD", "CRLF", "byte order mark"],
)
def test_however_utf8_is_written_the_quotes_spell_the_file(
    chitieu: Chitieu, tmp_path: Path, plain: list[tuple[Any, ...]], data: bytes
) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    result = chitieu("extract", path)
    assert result.exit_code == 0
    assert told(result) == plain
    stored = path.read_bytes().decode("utf-8")
    for line in lines(result):
        assert stored[line["start"] : line["end"]] == line["quote"]
    assert [unicodedata.normalize("NFC", line["quote"]) for line in lines(result)] == QUOTES


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", TEXT.encode("utf-16")),
        ("a.txt", windows_1258(TEXT)),
        ("a.jsonl", json.dumps({"text": TEXT}).encode()),
    ],
    ids=["UTF-16", "Windows-1258", "JSON line"],
)
def test_another_encoding_or_format_gives_the_same(
    chitieu: Chitieu, tmp_path: Path, plain: list[tuple[Any, ...]], name: str, data: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    result = chitieu("extract", path)
    assert result.exit_code == 0, result.stderr
    assert told(result) == plain
    assert [line["quote"] for line in lines(result)] == QUOTES


def test_a_saved_page_gives_what_its_text_gives(
    chitieu: Chitieu, tmp_path: Path, plain: list[tuple[Any, ...]]
) -> None:
    title, _, body, _ = TEXT.split("\n")
    path = tmp_path / "a.html"
    path.write_text(
        f"<html><head><meta charset=utf-8><title>{title}</title></head><body>"
        "<nav><a href=/>Trang chủ</a> <a href=/tin>Huyện khác thu 7 tỷ đồng</a></nav>"
        f"<article><h1>{title}</h1><p>{body}</p></article>"
        "<footer>Lượt truy cập: 1.234.567</footer></body></html>",
        encoding="utf-8",
    )
    assert told(chitieu("extract", path)) == plain


@pytest.mark.parametrize(
    "text",
    ["Huyện họp bàn về công tác năm tới.\n", "Thu ngân sách đạt " + "9" * 400 + " tỷ đồng.\n"],
    ids=["no number", "a number that overflows"],
)
def test_nothing_to_find_is_no_error(chitieu: Chitieu, tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.txt"
    path.write_text(text, encoding="utf-8")
    result = chitieu("extract", path)
    assert (result.exit_code, result.stdout) == (0, "")


def test_every_quote_of_the_sample_articles_spells_its_span(chitieu: Chitieu) -> None:
    result = chitieu("extract", SAMPLES)
    assert result.exit_code == 0, result.stderr
    found = lines(result)
    texts = {path.name: path.read_bytes().decode("utf-8") for path in SAMPLES.glob("*.txt")}
    assert {line["article"] for line in found} == set(texts)
    for line in found:
        assert texts[line["article"]][line["start"] : line["end"]] == line["quote"]


@pytest.mark.parametrize("code", [0, 1, 3])
def test_run_gives_its_paths_and_exit_code_on(
    chitieu: Chitieu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    given: list[Sequence[Path]] = []

    def run_pipeline(paths: Sequence[Path] = ()) -> int:
        given.append(paths)
        return code

    monkeypatch.setattr("chitieu.run_command.run_pipeline", run_pipeline)
    assert chitieu("run", tmp_path).exit_code == code
    assert chitieu("run").exit_code == code
    assert given == [(tmp_path,), ()]
