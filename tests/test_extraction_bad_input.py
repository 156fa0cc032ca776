"""Whatever the text holds: no exception, offsets that spell the quotes, time linear in length."""

from __future__ import annotations

import math
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extraction.extract import extract, extract_all
from extraction.observation import Article, Observation

HEAD = "Ngày 25/8/2022\nTình hình kinh tế - xã hội huyện Hải Hà 8 tháng đầu năm 2022\n"
LINE = "Tổng thu ngân sách ước đạt 1.576 tỷ đồng, tăng 5% so với cùng kỳ."

#: How each nonsense grows: n is roughly the number of characters it makes.
GROWING: dict[str, Callable[[int], str]] = {
    "one number": lambda n: "9" * n,
    "digits and points": lambda n: "1." * (n // 2),
    "digits and commas": lambda n: "1," * (n // 2),
    "digits and hyphens": lambda n: "1-" * (n // 2),
    "digits and slashes": lambda n: "1/" * (n // 2),
    "spaced ranges": lambda n: "1 - " * (n // 4),
    "dates in a row": lambda n: "1/1/2022-" * (n // 9),
    "opening brackets": lambda n: "(" * n,
    "closing brackets": lambda n: ")" * n,
    "numbers in opened brackets": lambda n: "(1% " * (n // 4),
    "pairs of brackets": lambda n: "(5%) " * (n // 5),
    "letters and commas": lambda n: "a, " * (n // 3),
    "hyphens": lambda n: "- " * (n // 2),
    "spaces": lambda n: " " * n + "5%",
    "spaces before each number": lambda n: (" " * 500 + "5") * (n // 501),
    "full stops": lambda n: ". " * (n // 2),
    "dots": lambda n: "." * n,
    "line breaks": lambda n: "\n" * n,
    "blank lines with spaces": lambda n: " \n" * (n // 2),
    "carriage returns": lambda n: "5%\r\n" * (n // 4),
    "one letter": lambda n: "x" * n,
    "bullets": lambda n: "• 5% " * (n // 5),
    "list numbers": lambda n: "1. " * (n // 3),
    "chapters": lambda n: "\n".join(f"{i}. Thu ngân sách:" for i in range(n // 20)),
    "from to to": lambda n: "từ " + " đến ".join(str(i) for i in range(n // 9)),
    "years": lambda n: "năm 2022 " * (n // 9),
    "years without words": lambda n: "2022 " * (n // 5),
    "terms": lambda n: "giai đoạn 2021-2025, " * (n // 21),
    "quarters": lambda n: "quý I, " * (n // 7),
    "number words": lambda n: "hai mươi " * (n // 9),
    "number words with units": lambda n: "ba trăm tỷ đồng " * (n // 16),
    "rises": lambda n: "tăng 5% " * (n // 8),
    "rises with commas": lambda n: "tăng 5%, " * (n // 9),
    "rises joined": lambda n: "tăng 5% và " * (n // 11),
    "sentences": lambda n: (LINE + " ") * (n // 66),
    "lines": lambda n: (LINE + "\n") * (n // 66),
    "one long sentence": lambda n: LINE[:-1].replace(" so", ", so") * (n // 66),
    "sums joined": lambda n: "thu ngân sách 5 tỷ đồng và " * (n // 27),
    "compound sums": lambda n: "8 tỷ 500 triệu đồng " * (n // 20),
    "aliases": lambda n: "thu ngân sách " * (n // 14) + "đạt 5 tỷ đồng",
    "aliases behind": lambda n: "đạt 5 tỷ đồng " + "thu ngân sách " * (n // 14),
    "openings of split phrases": lambda n: "hộ nghèo còn khu công nghiệp " * (n // 29) + "5%",
    "in which": lambda n: "trong đó " * (n // 9) + "5%",
    "places": lambda n: "xã Quảng Hà, " * (n // 13) + "đạt 5%",
    "districts": lambda n: "huyện Hải Hà đạt 5%; " * (n // 21),
    "place words": lambda n: "xã huyện tỉnh " * (n // 14) + "5%",
    "capitals": lambda n: "Quảng " * (n // 6) + "đạt 5%",
    "quotes": lambda n: '"' * n,
    "web": lambda n: "www." * (n // 4),
    "web addresses": lambda n: "a.vn " * (n // 5),
    "at signs": lambda n: "a@" * (n // 2),
    "letters and points": lambda n: "a." * (n // 2),
    "marks on one letter": lambda n: "a" + "\u0301" * n,
    "combining marks": lambda n: unicodedata.normalize("NFD", "ệ") * (n // 3),
    "mixed scripts": lambda n: "数字 5% число ５％ عدد ٥٪ " * (n // 20),
    "pipes": lambda n: "a | 5% | " * (n // 9),
}


def _article(text: str, **fields: str) -> Article:
    return Article("nonsense.txt", text, **fields)


def _checked(text: str) -> list[Observation]:
    """Extract, holding what must be true of every text."""
    rows = extract(_article(text))
    for row in rows:
        assert 0 <= row.start < row.end <= len(text)
        assert row.quote == text[row.start : row.end]
        assert 0 <= row.sentence_start <= row.start
        assert row.end <= row.sentence_end <= len(text)
        assert math.isfinite(row.value)
    starts = [row.start for row in rows]
    assert starts == sorted(starts)
    return rows


def _seconds(text: str) -> float:
    """The least of three runs, of two where they take long: one may meet a busy machine."""
    taken: list[float] = []
    while len(taken) < 2 or (len(taken) < 3 and sum(taken) < 2):
        begun = time.process_time()
        extract(_article(text))
        taken.append(time.process_time() - begun)
    return min(taken)


@pytest.mark.parametrize("name", GROWING)
@pytest.mark.parametrize("head", ["", HEAD], ids=["bare", "headed"])
def test_nonsense_raises_nothing(name: str, head: str) -> None:
    _checked(head + GROWING[name](6_000))


@pytest.mark.parametrize("name", GROWING)
def test_time_grows_with_length_only(name: str) -> None:
    """Four times the text takes about four times as long (eight: quadratic would take sixteen)."""
    extract(_article(HEAD + LINE))  # the seeds are read once, before the clock starts
    short, long = (_seconds(HEAD + GROWING[name](size)) for size in (10_000, 40_000))
    assert long < 0.05 or long < 8 * short, f"{short:.3f} s, four times the text {long:.3f} s"


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("9" * 1_000_000, 5.0),
        ("(" * 10_000, 1.0),
        ("a, " * 100_000, 10.0),
        ("1." * 100_000, 5.0),
        ("- " * 100_000, 10.0),
        ("từ 1 " + "đến 2 " * 20_000, 10.0),
        ("tăng 5% " * 125_000, 60.0),
    ],
    ids=["million digits", "brackets", "letters", "points", "hyphens", "from to", "megabyte"],
)
def test_the_worst_end_in_time(text: str, limit: float) -> None:
    begun = time.process_time()
    _checked(HEAD + text)
    assert time.process_time() - begun < limit


def test_nonsense_behind_a_report_leaves_the_report_alone() -> None:
    """A line of rubbish does not change what the lines above it say."""
    alone = _checked(HEAD + LINE)
    assert [(row.value, row.measure) for row in alone] == [
        (1_576_000_000_000.0, "level"),
        (5.0, "change_pct"),
    ]
    for tail in ("(" * 5_000, "x" * 5_000, "\ud800\udfff\x00", "- " * 2_000, "數字" * 500):
        rows = [row for row in _checked(HEAD + LINE + "\n" + tail) if row.start < len(HEAD + LINE)]
        assert [(row.value, row.measure) for row in rows] == [
            (row.value, row.measure) for row in alone
        ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n",
        "\x00",
        "\ud800",
        "\udfff\ud800",
        "\ufeff",
        "\u202e5%",
        "%",
        "5",
        "5%",
        "/",
        "-",
    ],
    ids=ascii,
)
def test_next_to_nothing_gives_nothing(text: str) -> None:
    assert _checked(text) == []


def test_lone_surrogates_and_nul_keep_the_offsets() -> None:
    text = HEAD + "\ud800\x00 " + LINE.replace("tỷ", "tỷ") + "\udc00"
    assert [row.quote for row in _checked(text)] == ["1.576 tỷ đồng", "5%"]


def test_decomposed_text_keeps_offsets_of_the_stored_text() -> None:
    """The quotes are the stored letters, decomposed as they are; the values are the same."""
    composed = HEAD + LINE
    decomposed = unicodedata.normalize("NFD", composed)
    assert len(decomposed) > len(composed)
    rows = _checked(decomposed)
    assert [unicodedata.normalize("NFC", row.quote) for row in rows] == ["1.576 tỷ đồng", "5%"]
    assert [row.value for row in rows] == [row.value for row in extract(_article(composed))]


def test_partly_decomposed_text_keeps_offsets() -> None:
    text = HEAD + unicodedata.normalize("NFD", LINE) + "\n" + LINE
    rows = _checked(text)
    assert [unicodedata.normalize("NFC", row.quote) for row in rows] == ["1.576 tỷ đồng", "5%"] * 2


def test_windows_line_ends_change_nothing_but_offsets() -> None:
    unix = HEAD + LINE + "\n" + "Hộ nghèo còn 65 hộ."
    windows = unix.replace("\n", "\r\n")
    rows = _checked(windows)
    assert [row.quote for row in rows] == ["1.576 tỷ đồng", "5%", "65 hộ"]
    assert [row.value for row in rows] == [row.value for row in extract(_article(unix))]


ARTICLES = sorted((Path(__file__).parent.parent / "seeds" / "articles").glob("*.txt"))


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_the_writing_of_a_file_changes_nothing_that_it_says(path: Path) -> None:
    """Decomposed letters and Windows line ends leave every field but the offsets as it was."""

    def told(text: str) -> list[tuple[object, ...]]:
        return [
            (row.indicator, row.item, row.value, row.measure, row.period, row.place_name)
            for row in _checked(text)
        ]

    stored = path.read_text(encoding="utf-8")
    expected = told(stored)
    assert expected
    assert told(unicodedata.normalize("NFD", stored)) == expected
    assert told(stored.replace("\n", "\r\n")) == expected


ODD = ["", "\x00", "\ud800", "2022", "2022-13-45", "25/8/2022", "x" * 5_000, "(" * 500]


@pytest.mark.parametrize("field", ["title", "url", "publisher", "author"])
@pytest.mark.parametrize("value", ODD, ids=lambda value: ascii(value)[:20])
def test_odd_metadata_raises_nothing(field: str, value: str) -> None:
    assert len(extract(_article(HEAD + LINE, **{field: value}))) == 2


@pytest.mark.parametrize("value", [value for value in ODD if value[:4].isdigit() or not value])
def test_odd_date_raises_nothing(value: str) -> None:
    assert len(extract(_article(HEAD + LINE, published=value))) == 2


@pytest.mark.parametrize("value", [value for value in ODD if value and not value[:4].isdigit()])
def test_no_date_at_all_raises_nothing(value: str) -> None:
    assert len(extract(_article(HEAD + LINE, published=value))) == 2


_PIECES = st.sampled_from(
    [
        *" \n.,;:()-/%+|•\"",
        "5", "12,5", "1.576", "2022", "0", "21/26", "11-13", "1/7/2025", "30/2/2022", "29/02/2024",
        "%", "tỷ đồng", "triệu", "ha", "tạ/ha", "xã", "hộ", "lần", "điểm %", "‰",
        "tăng", "giảm", "đạt", "ước", "bằng", "vượt", "gấp", "còn", "chiếm", "thêm", "xếp thứ",
        "so với", "cùng kỳ", "kế hoạch", "dự toán tỉnh giao", "trong đó", "từ", "đến", "trở lên",
        "tháng 8", "tháng 13", "quý IV", "năm 2021", "giai đoạn 2021-2025", "đầu năm", "nhiệm kỳ",
        "vụ xuân", "lũy kế 8 tháng", "huyện Hải Hà", "xã Quảng Minh", "toàn tỉnh", "cả nước",
        "thu ngân sách", "hộ nghèo", "lúa", "sản lượng thủy sản", "giải ngân", "GRDP", "I.", "a)",
        "một", "hai mươi", "rưỡi", "số", "ngày", "Điều 1.", "Mục tiêu", "Kết quả",
    ]
)  # fmt: skip


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_PIECES, max_size=60), st.sampled_from(["", HEAD]), st.sampled_from([" ", ""]))
def test_words_of_the_reports_in_any_order(pieces: list[str], head: str, glue: str) -> None:
    _checked(head + glue.join(pieces))


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(), max_size=300))
def test_any_text_at_all(text: str) -> None:
    _checked(text)
    _checked(HEAD + text)


@settings(max_examples=100, deadline=None)
@given(st.lists(_PIECES, max_size=40))
def test_any_normal_form(pieces: list[str]) -> None:
    """The same values whether the letters are composed or not."""
    text = HEAD + " ".join(pieces)
    composed = _checked(unicodedata.normalize("NFC", text))
    decomposed = _checked(unicodedata.normalize("NFD", text))
    assert [row.value for row in composed] == [row.value for row in decomposed]


@pytest.mark.parametrize(
    "line",
    [
        "CPI tháng 5 tăng 0,5%, so với tháng trước giảm 0,1%.",
        "Quý II, GRDP tăng 8%; 6 tháng tăng 7,5% so với cùng kỳ.",
        "Đến ngày 20/3, giải ngân đạt 12%, bằng 95% cùng kỳ năm trước.",
        "Nhiệm kỳ qua, thu ngân sách tăng bình quân 10%/năm, từ 5 lên 9 tỷ đồng.",
    ],
)
def test_numbers_without_any_date_are_set_aside(line: str) -> None:
    extraction = extract_all(Article("undated.txt", line))
    assert extraction.observations == []
    assert set(extraction.reasons()) == {"no date"}
