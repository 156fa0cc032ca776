"""Periods in words, sentences with marks, pages that are split."""

from __future__ import annotations

import pytest

from report.excerpts import Span, excerpt
from report.periods import period_names
from report.places import web_address
from report.rendering import embedded_json, slug, split
from report.scales import scale_of
from report.words import both, told, words

TEXT = (
    "Xã Hải Đông họp.\nNăm 2022 xã thu 3 tỷ đồng, đạt 105% dự toán. Chợ <mới> đông vui. "
    "Cả xã có 12 thôn. Đường đã mở.\nXã giảm 65 hộ nghèo."
)


def span(anchor: str, quote: str, sentence: str) -> Span:
    start, sentence_start = TEXT.index(quote), TEXT.index(sentence)
    return Span(anchor, start, start + len(quote), sentence_start, sentence_start + len(sentence))


BUDGET = "Năm 2022 xã thu 3 tỷ đồng, đạt 105% dự toán."
MONEY = span("a-1", "3 tỷ đồng", BUDGET)
RATE = span("a-2", "105%", BUDGET)
POOR = span("a-3", "65 hộ", "Xã giảm 65 hộ nghèo.")


@pytest.mark.parametrize(
    ("period", "vietnamese", "english"),
    [
        ("2022", "năm 2022", "2022"),
        ("2021-S1", "6 tháng đầu năm 2021", "first half of 2021"),
        ("2021-S2", "6 tháng cuối năm 2021", "second half of 2021"),
        ("2023-Q3", "quý III/2023", "Q3 2023"),
        ("2022-01", "tháng 1/2022", "January 2022"),
        ("2022-01-18", "đến 18/1/2022", "as of 18 January 2022"),
        ("2021-01-01/P9M", "9 tháng đầu năm 2021", "first 9 months of 2021"),
        ("2021-01-01/P5Y", "2021–2025", "2021–2025"),
        ("2017-12-16/P11M", "16/12/2017 – 15/11/2018", "16 December 2017 – 15 November 2018"),
        ("2020-10-01/P6M", "1/10/2020 – 31/3/2021", "1 October 2020 – 31 March 2021"),
        ("2022-03-01/P10D", "1/3/2022 – 10/3/2022", "1 March 2022 – 10 March 2022"),
        (None, "không rõ kỳ", "period not told"),
        ("vụ xuân", "vụ xuân", "vụ xuân"),
    ],
)
def test_a_period_is_told_in_words(period: str | None, vietnamese: str, english: str) -> None:
    assert period_names(period) == (vietnamese, english)


def test_a_sentence_stands_with_its_neighbours_and_its_numbers_are_marked() -> None:
    pieces = excerpt(TEXT, [RATE, MONEY])
    assert [(piece.kind, str(piece.html)) for piece in pieces] == [
        ("neighbour", "Xã Hải Đông họp."),
        (
            "sentence",
            'Năm 2022 xã thu <mark id="a-1" tabindex="-1">3 tỷ đồng</mark>, đạt '
            '<mark id="a-2" tabindex="-1">105%</mark> dự toán.',
        ),
        ("neighbour", "Chợ &lt;mới&gt; đông vui."),
        ("gap", "…"),
    ]


def test_between_sentences_far_apart_stands_a_gap() -> None:
    pieces = excerpt(TEXT, [MONEY, POOR])
    assert [piece.kind for piece in pieces] == [
        "neighbour", "sentence", "neighbour", "gap", "neighbour", "sentence",
    ]  # fmt: skip
    assert [str(piece.html) for piece in pieces][-3:-1] == ["…", "Đường đã mở."]


def test_two_observations_of_one_number_share_its_mark() -> None:
    again = Span("b-7", MONEY.start, MONEY.end, MONEY.sentence_start, MONEY.sentence_end)
    sentence = str(excerpt(TEXT, [MONEY, again])[1].html)
    assert '<mark id="a-1" tabindex="-1"><i id="b-7"></i>3 tỷ đồng</mark>' in sentence
    assert sentence.count("<mark") == 1


def test_a_very_long_sentence_keeps_its_marks() -> None:
    text = "x" * 5000 + " thu 7 tỷ đồng " + "y" * 5000
    start = text.index("7 tỷ đồng")
    (piece,) = excerpt(text, [Span("a", start, start + 9, 0, len(text))])
    assert '<mark id="a" tabindex="-1">7 tỷ đồng</mark>' in piece.html
    assert piece.html.startswith("[…] x")
    assert piece.html.endswith("y […]")
    assert len(piece.html) < 2000


def test_a_span_outside_its_text_is_refused() -> None:
    with pytest.raises(ValueError, match="a lies at 0:9 of 4 characters"):
        excerpt("ngắn", [Span("a", 3, 9, 0, 9)])


def test_pages_are_filled_in_order_and_none_is_empty() -> None:
    assert split([3, 4, 5, 20, 1], lambda size: size, budget=8) == [[3, 4], [5], [20], [1]]
    assert split([], lambda size: size, budget=8) == [[]]


def test_file_names_are_plain() -> None:
    assert slug("Huyện Hải Hà – Đặc khu (Bà Rịa)") == "huyen-hai-ha-dac-khu-ba-ria"


def test_only_web_addresses_become_links() -> None:
    assert web_address("https://example.org/a") == "https://example.org/a"
    assert web_address("javascript:alert(1)") is None
    assert web_address("file:///etc/passwd") is None
    assert web_address(None) is None


def test_data_in_a_page_cannot_close_its_script() -> None:
    assert str(embedded_json([{"name": "</script><b>"}])) == (
        '[{"name":"\\u003c/script>\\u003cb>"}]'
    )


def test_charts_tell_dong_in_billions_or_millions() -> None:
    assert scale_of("VND", [355e9, 12e6]) == (1e9, "tỷ đồng")
    assert scale_of("VND", [96e6]) == (1e6, "triệu đồng")
    assert scale_of("HOUSEHOLD", [65.0]) == (1.0, "hộ")
    assert scale_of("PERCENT", [1.5]) == (1.0, "%")


def test_a_word_without_english_is_refused() -> None:
    with pytest.raises(KeyError, match=r"words\.csv has no English for 'Xin chào'"):
        told("Xin chào")


def test_every_word_has_english_and_escapes() -> None:
    assert all(vietnamese and english for vietnamese, english in words().items())
    assert str(both('<b>"', "a & b")) == (
        '<span class="t" data-en="a &amp; b">&lt;b&gt;&#34;</span>'
    )
