"""JSON lines: a bad line is refused alone."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from readers import ReadArticle, Refusal, read_inputs


def read(path: Path, *lines: str | bytes) -> list[ReadArticle | Refusal]:
    data = b"".join((ln.encode() if isinstance(ln, str) else ln) + b"\n" for ln in lines)
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return list(read_inputs([path]))


def codes(results: list[ReadArticle | Refusal]) -> list[str]:
    return [r.reason_code if isinstance(r, Refusal) else "read" for r in results]


def test_all_fields(tmp_path: Path) -> None:
    line = {
        "article": "hai-ha.txt",
        "text": " Thu ngân sách đạt 3 tỷ đồng.\r\n",
        "title": "Hải Hà",
        "url": "https://example.vn/1",
        "published": "2022-07-08",
        "publisher": "Báo Quảng Ninh",
        "author": "Minh Khôi",
        "views": 12,
    }
    path = tmp_path / "a.jsonl"
    written = json.dumps(line, ensure_ascii=False)
    (result,) = read(path, written)
    assert isinstance(result, ReadArticle)
    got = result.article
    assert got.text == " Thu ngân sách đạt 3 tỷ đồng.\r\n"
    assert (got.name, got.title, got.url) == ("hai-ha.txt", "Hải Hà", "https://example.vn/1")
    assert (got.published, got.publisher) == ("2022-07-08", "Báo Quảng Ninh")
    assert got.author == "Minh Khôi"
    assert (result.path, result.reader) == (f"{path}:1", "jsonl")
    assert result.size_bytes == len(written.encode()) + 1


def test_text_alone_is_enough_and_blank_lines_are_none(tmp_path: Path) -> None:
    results = read(tmp_path / "a.jsonl", '{"text": "một"}', "", "  ", '{"text": "hai", "url": ""}')
    assert [r.path.rsplit(":", 1)[1] for r in results] == ["1", "4"]
    named = [r.article.name for r in results if isinstance(r, ReadArticle)]
    assert named == ["a.jsonl:1", "a.jsonl:4"]
    assert isinstance(results[1], ReadArticle)
    assert results[1].article.url is None


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ('{"text": "a"', "bad_json", "not valid JSON"),
        ("plain text", "bad_json", "character 0"),
        ('["text"]', "bad_json", "no JSON object"),
        ("null", "bad_json", "no JSON object"),
        ('{"title": "a"}', "bad_json", "no field `text`"),
        ('{"text": 5}', "bad_json", "no field `text`"),
        ('{"text": null}', "bad_json", "no field `text`"),
        ('{"text": " "}', "empty", "empty `text`"),
        ('{"text": "a", "title": ["b"]}', "bad_json", "`title`"),
        ('{"text": "a", "published": "hôm qua"}', "bad_json", "'hôm qua'"),
        ('{"text": "a", "published": "2022-02-30"}', "bad_json", "2022-07-08"),
        ('{"text": "a\\ud800b"}', "bad_encoding", "character 1"),
        ('{"text": "a\\u0000b"}', "not_text", "U+0000"),
        (b'{"text": "a\xffb"}', "bad_encoding", "byte 0xFF"),
        ('{"text": "a", "n": ' + "9" * 5000 + "}", "bad_json", "too long"),
        ("[" * 200_000, "bad_json", "too deep"),
    ],
)
def test_a_bad_line_is_refused_alone_with_its_place(
    tmp_path: Path, line: str | bytes, code: str, words: str
) -> None:
    path = tmp_path / "a.jsonl"
    results = read(path, '{"text": "trước"}', line, '{"text": "sau"}')
    assert codes(results) == ["read", code, "read"]
    refused = results[1]
    assert isinstance(refused, Refusal)
    assert refused.path == f"{path}:2"
    assert refused.article == "a.jsonl:2"
    assert refused.reason.startswith(f"{path}:2 ")
    assert words in refused.reason


@pytest.mark.parametrize(
    ("published", "day"),
    [
        ("2022-07-08T10:00:00", "2022-07-08"),
        ("2022-07-08 23:59", "2022-07-08"),
        ("2022-07-08T23:30:00Z", "2022-07-09"),  # 06:30 of the next day in Vietnam
        ("2022-07-08T23:30:00+07:00", "2022-07-08"),
        ("20220708", "2022-07-08"),
    ],
)
def test_published_is_a_date_of_vietnam(tmp_path: Path, published: str, day: str) -> None:
    line = json.dumps({"text": "a", "published": published})
    (result,) = read(tmp_path / "a.jsonl", line)
    assert isinstance(result, ReadArticle)
    assert result.article.published == day


def test_a_number_as_article_is_its_name(tmp_path: Path) -> None:
    (result,) = read(tmp_path / "a.jsonl", '{"text": "a", "article": 17}')
    assert isinstance(result, ReadArticle)
    assert result.article.name == "17"


def test_gzip_and_byte_order_mark(tmp_path: Path) -> None:
    results = read(tmp_path / "a.jsonl.gz", b"\xef\xbb\xbf" + '{"text": "một"}'.encode())
    assert codes(results) == ["read"]


def test_a_damaged_gzip_gives_what_came_before(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    lines = b"".join(b'{"text": "%d"}\n' % number for number in range(5000))
    packed = gzip.compress(lines)
    path.write_bytes(packed[: len(packed) // 2])
    results = list(read_inputs([path]))
    assert len(results) > 100
    assert set(codes(results[:-1])) == {"read"}
    last = results[-1]
    assert isinstance(last, Refusal)
    assert (last.reason_code, last.path) == ("unreadable", str(path))
    assert f"after line {len(results) - 1} " in last.reason


def test_what_is_no_gzip(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(b'{"text": "a"}\n')
    (result,) = read_inputs([path])
    assert isinstance(result, Refusal)
    assert result.reason_code == "unreadable"
    assert "after line 0" in result.reason


def test_a_line_that_is_too_long_is_refused_and_the_next_one_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("readers.json_lines.MOST_BYTES", 100)
    long = json.dumps({"text": "x" * 1000})
    fits = json.dumps({"text": "x" * 88})
    assert len(fits) == 100
    results = read(tmp_path / "a.jsonl", long, fits, long, '{"text": "sau"}')
    assert codes(results) == ["too_large", "read", "too_large", "read"]
    assert [r.path.rsplit(":", 1)[1] for r in results] == ["1", "2", "3", "4"]


def test_a_file_larger_than_an_article_may_be_is_streamed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("readers.json_lines.MOST_BYTES", 100)
    lines = [f'{{"text": "{number}"}}' for number in range(50)]
    assert codes(read(tmp_path / "a.jsonl", *lines)) == ["read"] * 50


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf\n"])
def test_no_line_at_all(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(data)
    (result,) = read_inputs([path])
    assert isinstance(result, Refusal)
    assert (result.reason_code, result.path) == ("empty", str(path))


def test_utf16_is_refused_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes('{"text": "a"}\n{"text": "b"}\n'.encode("utf-16"))
    (result,) = read_inputs([path])
    assert isinstance(result, Refusal)
    assert result.reason_code == "bad_encoding"
