"""Saved pages: the article in, menus, counters and neighbours out."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from readers import ReadArticle, Refusal, read_inputs

PARAGRAPHS = [
    "Năm 2022, huyện Hải Hà có 15/16 chỉ tiêu hoàn thành và vượt kế hoạch đề ra.",
    "Tổng giá trị sản xuất ước đạt 15.800 tỷ đồng, tăng 18,1% so với cùng kỳ năm trước.",
    "Thu ngân sách nhà nước trên địa bàn đạt 1.250 tỷ đồng, bằng 105,5% dự toán huyện giao.",
    "Năm 2023, huyện phấn đấu thu nhập bình quân đạt 102 triệu đồng/người/năm.",
]
BODY = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
TITLE = "Huyện Hải Hà: Kinh tế - xã hội năm 2022"
HEAD = f"<meta charset=utf-8><title>{TITLE} | Cổng thông tin huyện Hải Hà</title>"
TABLE = (
    "<table><tr><th>Chỉ tiêu</th><th>Kế hoạch</th><th>Thực hiện</th></tr>"
    "<tr><td>Sản lượng thủy sản (tấn)</td><td>19.000</td><td>19.576</td></tr></table>"
)
MENU = "<nav><ul><li><a href=/>Trang chủ</a></li><li><a href=/tin>Tin tức</a></li></ul></nav>"
COUNTERS = (
    "<div class=sidebar><h3>Thống kê truy cập</h3>"
    "<p>Đang truy cập: 1.247</p><p>Hôm nay: 5.310</p></div>"
)
RELATED = (
    "<div class=related><h3>Tin liên quan</h3><ul>"
    "<li><a href=/1>Đầm Hà thu ngân sách 300 tỷ đồng</a></li></ul></div>"
)
FOOTER = "<footer>Bản quyền © 2024. Điện thoại: 0203.3879.100</footer>"


def page(article: str, head: str = HEAD) -> str:
    return (
        f"<!DOCTYPE html><html lang=vi><head>{head}</head><body>{MENU}{COUNTERS}"
        f"<main><article><h1>{TITLE}</h1>{article}</article></main>{RELATED}{FOOTER}</body></html>"
    )


def read(folder: Path, html: str | bytes) -> ReadArticle:
    (result,) = read_inputs([save(folder, html)])
    assert isinstance(result, ReadArticle), result
    return result


def save(folder: Path, html: str | bytes) -> Path:
    path = folder / "hai-ha.html"
    path.write_bytes(html.encode("utf-8") if isinstance(html, str) else html)
    return path


def test_the_text_is_the_title_and_the_paragraphs_a_line_each(tmp_path: Path) -> None:
    result = read(tmp_path, page(BODY))
    assert result.article.text.split("\n") == [TITLE, *PARAGRAPHS]
    assert (result.article.name, result.reader) == ("hai-ha.html", "html")
    assert result.size_bytes == len(page(BODY).encode("utf-8"))


def test_a_table_keeps_its_rows_as_lines(tmp_path: Path) -> None:
    lines = read(tmp_path, page(BODY + TABLE)).article.text.split("\n")
    assert "| Chỉ tiêu | Kế hoạch | Thực hiện |" in lines
    assert "| Sản lượng thủy sản (tấn) | 19.000 | 19.576 |" in lines
    assert not any("---" in line for line in lines)


def test_what_the_page_says_of_itself(tmp_path: Path) -> None:
    head = HEAD + (
        "<link rel=canonical href=https://haiha.example.vn/tin/kinh-te-2022.html>"
        '<meta property="og:site_name" content="Cổng thông tin điện tử huyện Hải Hà">'
        '<meta property="article:published_time" content="2022-12-28T10:10:00+07:00">'
        '<meta name="author" content="Minh Khôi">'
    )
    got = read(tmp_path, page(BODY, head)).article
    assert got.title == TITLE
    assert got.url == "https://haiha.example.vn/tin/kinh-te-2022.html"
    assert got.publisher == "Cổng thông tin điện tử huyện Hải Hà"
    assert got.published == "2022-12-28"
    assert got.author == "Minh Khôi"


def test_what_the_page_does_not_say_is_not_made_up(tmp_path: Path) -> None:
    html = page(BODY + "<p>Tính đến 31/10/2022, huyện có 12 xã đạt chuẩn nông thôn mới.</p>")
    got = read(tmp_path, html).article
    assert (got.published, got.url, got.author) == (None, None, None)


def test_the_address_that_a_browser_writes_when_it_saves(tmp_path: Path) -> None:
    html = page(BODY).replace(
        "<html", "<!-- saved from url=(0033)https://haiha.example.vn/tin/1.html -->\n<html"
    )
    assert read(tmp_path, html).article.url == "https://haiha.example.vn/tin/1.html"


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Thứ 2, 24/01/2022 | 09:45:11 [GMT +7]", "2022-01-24"),
        ("Ngày đăng: 08/07/2022 - Lượt xem: 1247", "2022-07-08"),
        ("28/12/2022 10:10", "2022-12-28"),
        ("29-6-2023", "2023-06-29"),
        ("10:15 | 05/09/2022", "2022-09-05"),
        ("31/02/2022 10:10", None),
        ("Đại hội ngày 5/9/2022 bầu 35 đại biểu", None),
    ],
)
def test_the_line_under_the_title_tells_the_date(
    tmp_path: Path, line: str, day: str | None
) -> None:
    html = page(f"<p class=meta>{line}</p>{BODY}")
    assert read(tmp_path, html).article.published == day


def test_the_clock_in_the_head_of_the_page_is_not_the_date(tmp_path: Path) -> None:
    html = page(BODY).replace("<nav>", "<div class=date>Thứ Sáu, 22/11/2024 21:00</div><nav>")
    assert read(tmp_path, html).article.published is None
    html = html.replace("</h1>", "</h1><span>Thứ 2, 24/01/2022 09:45</span>")
    assert read(tmp_path, html).article.published == "2022-01-24"


def test_a_page_laid_out_by_tables(tmp_path: Path) -> None:
    """As the portals of communes were built: one table arranges menu, article and counters."""
    html = (
        f"<html><head>{HEAD}</head><body><table width=1000><tr>"
        "<td width=200><a href=1>Trang chủ</a><br><a href=2>Tin tức</a><br>Lượt xem: 1247</td>"
        f"<td><h1>{TITLE}</h1><div>Ngày đăng: 08/07/2022 15:42</div>{BODY}{TABLE}</td>"
        "</tr></table></body></html>"
    )
    got = read(tmp_path, html).article
    lines = got.text.split("\n")
    for paragraph in PARAGRAPHS:
        assert paragraph in lines
    assert "| Sản lượng thủy sản (tấn) | 19.000 | 19.576 |" in lines
    assert not {"Trang chủ", "Tin tức", "Lượt xem: 1247"} & set(lines)
    assert got.published == "2022-07-08"


def test_links_to_other_articles_stay_out_even_beside_the_text(tmp_path: Path) -> None:
    neighbours = (
        "<ul><li><a href=/1>Đầm Hà thu ngân sách 300 tỷ đồng</a> (12/12/2023)</li>"
        "<li><a href=/2>Bình Liêu có 77 hộ nghèo</a> - 11/12/2023 09:45</li></ul>"
    )
    inline = (
        "<p><a href=/ns>Thu ngân sách</a>: 12/15 xã đạt.</p><p><a href=/x>Lúa</a>: 2.500 ha</p>"
    )
    body = f"<div id=main><h2>{TITLE}</h2><div>{BODY}{inline}</div>{neighbours}</div>"
    text = read(tmp_path, f"<html><head>{HEAD}</head><body>{body}</body></html>").article.text
    assert "300 tỷ" not in text
    assert "77 hộ" not in text
    assert "Thu ngân sách: 12/15 xã đạt." in text
    assert "Lúa: 2.500 ha" in text


def test_entities_and_decomposed_letters_come_as_plain_letters(tmp_path: Path) -> None:
    html = page(BODY + "<p>T&#7927; l&#7879; h&#7897; ngh&egrave;o c&ograve;n 0,98%, bằng.</p>")
    assert "Tỷ lệ hộ nghèo còn 0,98%, bằng." in read(tmp_path, html).article.text


def test_utf16_and_windows_1258_pages(tmp_path: Path) -> None:
    assert read(tmp_path, page(BODY).encode("utf-16")).article.text.startswith(TITLE)
    declared = page(BODY, f"<meta charset=windows-1258><title>{TITLE}</title>")
    from tests.readers.test_bad_input import windows_1258

    text = read(tmp_path, windows_1258(declared)).article.text
    assert text.split("\n") == [TITLE, *PARAGRAPHS]


def test_a_declared_encoding_is_believed_when_it_fits(tmp_path: Path) -> None:
    body = BODY.encode("ascii", "xmlcharrefreplace").decode() + "<p>Gi\xe1 \u201cOCOP\u201d.</p>"
    html = page(body, "<meta charset=windows-1252><title>OCOP</title>")
    html = html.encode("cp1252", "xmlcharrefreplace").decode("cp1252")
    text = read(tmp_path, html.encode("cp1252")).article.text
    assert "Gi\xe1 \u201cOCOP\u201d." in text
    assert PARAGRAPHS[0] in text


def test_broken_utf8_is_not_taken_for_the_declared_latin(tmp_path: Path) -> None:
    html = page(BODY, "<meta charset=iso-8859-1><title>Hải Hà</title>").encode("utf-8")
    (result,) = read_inputs([save(tmp_path, html.replace("Tổng".encode(), b"T\xe1\xff"))])
    assert isinstance(result, Refusal)
    assert result.reason_code == "bad_encoding"


@pytest.mark.parametrize(
    "html",
    [
        "<html><head><title>x</title></head><body></body></html>",
        "<html><body><script>var a = 1;</script></body></html>",
        "<html><frameset><frame src=a.html></frameset></html>",
        "<<<<>>>>",
    ],
    ids=["empty body", "script only", "frames", "rubbish"],
)
def test_a_page_without_a_main_text_is_refused(tmp_path: Path, html: str) -> None:
    (result,) = read_inputs([save(tmp_path, html)])
    assert isinstance(result, Refusal)
    assert result.reason_code == "no_main_text"
    assert result.reason.startswith(str(tmp_path / "hai-ha.html"))


def test_an_empty_page_and_a_picture_named_html(tmp_path: Path) -> None:
    for data, code in ((b"", "empty"), (b"\x89PNG\r\n\x1a\n\0", "not_text")):
        (result,) = read_inputs([save(tmp_path, data)])
        assert isinstance(result, Refusal)
        assert result.reason_code == code


def test_a_page_nested_a_hundred_thousand_deep_does_not_stop_the_run(tmp_path: Path) -> None:
    save(tmp_path, "<div>" * 100_000 + "Thu 3 tỷ đồng")
    (tmp_path / "z.txt").write_text("Thu 3 tỷ đồng", encoding="utf-8")
    results = list(read_inputs([tmp_path]))
    assert len(results) == 2
    assert isinstance(results[1], ReadArticle)


@pytest.mark.parametrize(
    "start", ["", "\ufeff", "\n<!-- saved from url=(0014)about:internet -->\n"]
)
def test_a_page_with_a_text_files_name_is_read_as_a_page(tmp_path: Path, start: str) -> None:
    path = tmp_path / "hai-ha.txt"
    path.write_text(start + page(BODY), encoding="utf-8")
    (result,) = read_inputs([path])
    assert isinstance(result, ReadArticle)
    assert result.reader == "html"
    assert result.article.text.split("\n") == [TITLE, *PARAGRAPHS]


def test_reading_a_page_twice_gives_the_same(tmp_path: Path) -> None:
    html = page(BODY + TABLE)
    assert read(tmp_path, html) == read(tmp_path, html)


@pytest.mark.parametrize(
    "text",
    ["<!-- a -->" * 2_000 + "Thu 3 tỷ đồng", "- " * 200_000 + "x", "<html><p>" + "-" * 200_000],
    ids=["comments", "dashes", "dashes in a page"],
)
def test_odd_text_does_not_keep_the_reader_busy(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.txt"
    path.write_text(text, encoding="utf-8")
    started = time.process_time()
    assert len(list(read_inputs([path]))) == 1
    assert time.process_time() - started < 5
