"""Every row of "Bad input": read right, or refused with a sentence that names file and reason."""

from __future__ import annotations

import gzip
import os
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from readers import ReadArticle, Refusal, list_inputs, read_inputs

SENTENCE = (
    "Năm 2022, huyện Hải Hà phấn đấu thu nhập bình quân đạt 96 triệu đồng, hộ nghèo còn 0,98%."
)
TONES = "\u0300\u0301\u0303\u0309\u0323"


def only(path: Path) -> ReadArticle | Refusal:
    results = list(read_inputs([path]))
    assert len(results) == 1
    return results[0]


def article(path: Path) -> ReadArticle:
    result = only(path)
    assert isinstance(result, ReadArticle), result
    return result


def refusal(path: Path, code: str, *words: str) -> Refusal:
    """The refusal of the file, with its sentence checked: file first, reason, one sentence."""
    result = only(path)
    assert isinstance(result, Refusal), result
    assert result.reason_code == code
    assert result.reason.startswith(result.path)
    assert result.path == str(path)
    assert result.article == path.name
    assert "\n" not in result.reason
    assert result.reason.endswith((".", ")."))
    for word in words:
        assert word in result.reason
    return result


def write(folder: Path, name: str, data: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(data.encode("utf-8") if isinstance(data, str) else data)
    return path


def windows_1258(text: str) -> bytes:
    """As Windows writes Vietnamese: the vowel with its shape, then the tone as a mark."""
    written = []
    for character in unicodedata.normalize("NFC", text):
        try:
            written.append(character.encode("cp1258"))
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", character)
            tone = next(part for part in parts if part in TONES)
            vowel = unicodedata.normalize("NFC", parts.replace(tone, ""))
            written.append((vowel + tone).encode("cp1258"))
    return b"".join(written)


def test_plain_utf8_is_one_article_with_its_text_as_stored(tmp_path: Path) -> None:
    path = write(tmp_path, "hai-ha.txt", SENTENCE)
    read = article(path)
    assert read.article.text == SENTENCE
    assert read.article.name == "hai-ha.txt"
    assert (read.path, read.reader) == (str(path), "text")
    assert read.size_bytes == path.stat().st_size
    assert (read.article.title, read.article.published, read.article.url) == (None, None, None)


@pytest.mark.parametrize(
    "text",
    [
        unicodedata.normalize("NFD", SENTENCE),
        SENTENCE.replace(", ", ",\r\n"),
        SENTENCE.replace(", ", ",\r"),
        "\ufeff" + SENTENCE,
        "  \n\n" + SENTENCE + "\n\n",
        "\u201cHải Hà\u201d \u2013 96\u00a0triệu\u200b \U0001f33e\n",
    ],
    ids=["NFD", "CRLF", "CR", "byte order mark", "blank lines", "outside the basic plane"],
)
def test_valid_utf8_keeps_every_character_so_that_offsets_count_in_the_file(
    tmp_path: Path, text: str
) -> None:
    path = write(tmp_path, "a.txt", text)
    assert article(path).article.text == path.read_bytes().decode("utf-8") == text


def test_text_without_one_number_is_an_article(tmp_path: Path) -> None:
    assert article(write(tmp_path, "a.txt", "Không có số.")).article.text == "Không có số."


def test_a_number_of_400_digits_is_text_like_any_other(tmp_path: Path) -> None:
    text = "Thu ngân sách đạt " + "9" * 400 + " tỷ đồng."
    assert article(write(tmp_path, "a.txt", text)).article.text == text


def test_the_same_text_under_two_names_is_read_twice_and_left_to_the_pipeline(
    tmp_path: Path,
) -> None:
    write(tmp_path, "a.txt", SENTENCE)
    write(tmp_path, "b.txt", SENTENCE)
    names = [r.article.name for r in read_inputs([tmp_path]) if isinstance(r, ReadArticle)]
    assert names == ["a.txt", "b.txt"]


def test_a_changed_article_under_the_old_name_gives_its_new_text(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", SENTENCE)
    assert article(path).article.text == SENTENCE
    path.write_text("Thu nhập đạt 97 triệu đồng.", encoding="utf-8")
    assert article(path).article.text == "Thu nhập đạt 97 triệu đồng."


def test_an_empty_file(tmp_path: Path) -> None:
    refusal(write(tmp_path, "a.txt", b""), "empty", "is empty (0 bytes)")


@pytest.mark.parametrize("text", [" \n\t\r\n", "\ufeff", "\ufeff \n", "\u00a0\u3000\u200b"])
def test_only_white_space(tmp_path: Path, text: str) -> None:
    refusal(write(tmp_path, "a.txt", text), "empty", "only white space")


def test_a_png_named_txt(tmp_path: Path) -> None:
    png = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06"
    refusal(write(tmp_path, "a.txt", png), "not_text", "a PNG picture", "save")


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"%PDF-1.7\n", "PDF"),
        (b"PK\x03\x04\x14\x00", "docx"),
        (b"\xff\xd8\xff\xe0\x00\x10", "JPEG"),
    ],
)
def test_other_documents_named_txt(tmp_path: Path, data: bytes, name: str) -> None:
    refusal(write(tmp_path, "a.txt", data), "not_text", name)


def test_bytes_of_no_kind_are_not_text(tmp_path: Path) -> None:
    refusal(write(tmp_path, "a.txt", b"\x00\x01\x02\xff\xfe\x80" * 20), "not_text", "offset 0")


def test_control_characters_in_valid_utf8_are_not_text(tmp_path: Path) -> None:
    refusal(write(tmp_path, "a.txt", "abc\x01def"), "not_text", "U+0001 at character 3")


def test_utf16_without_its_mark_is_named_as_such(tmp_path: Path) -> None:
    refusal(write(tmp_path, "a.txt", "Huyen Hai Ha".encode("utf-16-le")), "not_text", "UTF-16")


@pytest.mark.parametrize("codec", ["utf-16", "utf-32"])
def test_utf16_and_utf32_with_a_mark_are_read_without_the_mark(tmp_path: Path, codec: str) -> None:
    assert article(write(tmp_path, "a.txt", SENTENCE.encode(codec))).article.text == SENTENCE


def test_big_endian_utf16_with_a_mark(tmp_path: Path) -> None:
    data = b"\xfe\xff" + SENTENCE.encode("utf-16-be")
    assert article(write(tmp_path, "a.txt", data)).article.text == SENTENCE


def test_utf16_that_breaks_off(tmp_path: Path) -> None:
    data = SENTENCE.encode("utf-16")[:-1]
    refusal(write(tmp_path, "a.txt", data), "bad_encoding", "UTF-16", f"byte {len(data) - 1}")


def test_a_broken_byte_in_utf8_is_refused_with_its_place(tmp_path: Path) -> None:
    data = ("Dòng một.\nDòng hai.\n" + SENTENCE).encode("utf-8")
    offset = data.index("Hải".encode()) + 1
    broken = data[:offset] + b"\xff" + data[offset + 1 :]
    refusal(
        write(tmp_path, "a.txt", broken),
        "bad_encoding",
        f"byte 0xFF at offset {offset} (line 3)",
        "save it as UTF-8",
    )


def test_utf8_cut_inside_its_last_character(tmp_path: Path) -> None:
    data = (SENTENCE + " Kế hoạch đề").encode("utf-8")[:-1]
    refusal(write(tmp_path, "a.txt", data), "bad_encoding", f"offset {len(data) - 2}")


def test_windows_1258_is_read_with_whole_letters(tmp_path: Path) -> None:
    data = windows_1258(SENTENCE)
    with pytest.raises(UnicodeDecodeError):
        data.decode("utf-8")
    assert article(write(tmp_path, "a.txt", data)).article.text == SENTENCE


def test_windows_1258_in_capitals_and_with_its_typographic_signs(tmp_path: Path) -> None:
    text = "ỦY BAN NHÂN DÂN XÃ ĐỨC BỒNG – “KẾT QUẢ 6 THÁNG” … NGHỊ QUYẾT"
    assert article(write(tmp_path, "a.txt", windows_1258(text))).article.text == text


@pytest.mark.parametrize(
    "data",
    [
        "Été à Hanoï, où la crème brûlée coûte 3 € — ça va, naïve élève âgée.".encode("cp1252"),
        # "Thu nhập bình quân đầu người" as the old TCVN3 fonts write it
        b"Thu nh\xcbp b\xd7nh qu\xa9n \xae\xc7u ng\xad\xeai \xae\xb9t 96 tri\xd6u \xae\xe5ng",
        b"Thu ng\xe2n s\xe1ch 300 t\xff",
        bytes(range(128, 256)),
    ],
    ids=["French", "TCVN3", "too short to tell", "every byte"],
)
def test_other_old_encodings_are_refused_rather_than_guessed(tmp_path: Path, data: bytes) -> None:
    refusal(write(tmp_path, "a.txt", data), "bad_encoding", "offset")


def test_a_file_of_200_mb_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as stream:
        stream.truncate(200_000_000)  # sparse: no block on the disk
    refusal(path, "too_large", "200,000,000 bytes", "20,000,000")


def test_a_file_that_grows_while_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("readers.whole_file.MOST_BYTES", 10)
    monkeypatch.setattr(
        "readers.whole_file.os.fstat", lambda _: os.stat_result((0,) * 6 + (5,) + (0,) * 3)
    )
    refusal(write(tmp_path, "a.txt", "mười một chữ và thêm"), "too_large")


def test_a_file_that_vanishes_between_listing_and_reading(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", SENTENCE)
    gone = write(tmp_path, "b.txt", SENTENCE)
    write(tmp_path, "c.txt", SENTENCE)
    listed = list_inputs([tmp_path])
    results = read_inputs(listed)
    assert isinstance(next(results), ReadArticle)
    gone.unlink()
    refused, last = results
    assert isinstance(refused, Refusal)
    assert (refused.reason_code, refused.path) == ("vanished", str(gone))
    assert isinstance(last, ReadArticle)


def test_a_misspelt_path_is_refused_not_dropped(tmp_path: Path) -> None:
    missing = tmp_path / "khong-co.txt"
    assert list_inputs([missing]) == [missing]
    refusal(missing, "vanished", "is not there", "misspelt")


def test_a_link_to_nothing(tmp_path: Path) -> None:
    link = tmp_path / "a.txt"
    link.symlink_to(tmp_path / "nowhere.txt")
    assert [r.path for r in read_inputs([tmp_path])] == [str(link)]
    refusal(link, "vanished")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may open every file; simulated below")
def test_no_permission(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", SENTENCE)
    path.chmod(0)
    refusal(path, "unreadable", "no permission")


def test_no_permission_as_the_system_says_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path, "a.txt", SENTENCE)
    whole = Path.open

    def denied(self: Path, *args: str) -> object:
        if self == path:
            raise PermissionError(13, "Permission denied", str(self))
        return whole(self, *args)

    monkeypatch.setattr(Path, "open", denied)
    refusal(path, "unreadable", "no permission", "chmod")


def test_a_folder_that_may_not_be_opened_is_refused_and_the_rest_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "a.txt", SENTENCE)
    locked = tmp_path / "locked"
    locked.mkdir()
    scan = os.scandir

    def denied(path: str | Path) -> Iterator[os.DirEntry[str]]:
        if Path(path) == locked:
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", denied)
    read, refused = read_inputs([tmp_path])
    assert isinstance(read, ReadArticle)
    assert isinstance(refused, Refusal)
    assert (refused.path, refused.reason_code) == (str(locked), "unreadable")
    assert "no permission" in refused.reason


def test_a_disk_that_fails_while_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, "a.txt", SENTENCE)

    def failing(self: Path, *args: str) -> object:
        raise OSError(5, "Input/output error", str(self))

    monkeypatch.setattr(Path, "open", failing)
    refusal(path, "unreadable", "Input/output error")


def test_a_pipe_is_refused_instead_of_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "a.txt"
    os.mkfifo(pipe)
    refusal(pipe, "unreadable", "pipe")


@pytest.mark.parametrize("name", ["a.pdf", "b.docx", "anh.JPG", "a.csv", "a.txt.gz"])
def test_a_suffix_without_a_reader_is_counted(tmp_path: Path, name: str) -> None:
    path = write(tmp_path, name, b"x")
    suffix = ".txt.gz" if name.endswith(".gz") else path.suffix.lower()
    refusal(path, "unreadable", f"no reader for {suffix} yet")


def test_a_name_that_is_not_utf8_does_not_stop_the_run(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/b\xe1o-c\xe1o.txt"
    with open(path, "wb") as stream:  # noqa: PTH123 (a name in bytes)
        stream.write(SENTENCE.encode("utf-8"))
    (read,) = read_inputs([tmp_path])
    assert isinstance(read, ReadArticle)
    assert read.article.name == "b\\xe1o-c\\xe1o.txt"
    assert read.path.encode("utf-8").endswith(b"/b\\xe1o-c\\xe1o.txt")


def test_whatever_is_wrong_with_one_file_the_others_come_through(tmp_path: Path) -> None:
    write(tmp_path, "1-empty.txt", b"")
    write(tmp_path, "2-good.txt", SENTENCE)
    write(tmp_path, "3-broken.txt", SENTENCE.encode("utf-8") + b"\xff")
    write(tmp_path, "4.pdf", b"%PDF")
    write(tmp_path, "5.jsonl", b'{"text": "ok"}\n{"text": \n')
    (tmp_path / "6.jsonl.gz").write_bytes(gzip.compress(b'{"text": "one line here"}\n')[:-12])
    write(tmp_path, "7-good.txt", SENTENCE)
    results = list(read_inputs([tmp_path]))
    assert [
        (Path(r.path).name, r.reason_code if isinstance(r, Refusal) else "read") for r in results
    ] == [
        ("1-empty.txt", "empty"),
        ("2-good.txt", "read"),
        ("3-broken.txt", "bad_encoding"),
        ("4.pdf", "unreadable"),
        ("5.jsonl:1", "read"),
        ("5.jsonl:2", "bad_json"),
        ("6.jsonl.gz", "unreadable"),
        ("7-good.txt", "read"),
    ]
