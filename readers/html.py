"""A saved web page: its main text, title, date, site, author and address."""

from __future__ import annotations

import logging
import re
import unicodedata
from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

from extraction.observation import Article
from readers.decoding import DecodingError, decode, mostly_utf8
from readers.records import ReadArticle, Refusal, refuse, shown
from readers.whole_file import read_bytes

DECLARED_CHARSET = re.compile(rb"""<(?:meta|\?xml)[^>]*?(?:charset|encoding)\s*=\s*["']?([\w-]+)""")
#: Browsers write where a page was saved from into a comment of its first lines.
SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(https?://[^\s>]+)\s*-->")
XML_DECLARATION = re.compile(r"\A\ufeff?\s*<\?xml[^>]*\?>")
#: "Thứ 2, 24/01/2022 | 09:45", "Ngày đăng: 08/07/2022", "29-06-2023 - 17:05".
DATELINE = re.compile(
    r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>(?:19|20)\d{2})"
    r"(?P<clock>\D{1,5}\d{1,2}[:h]\d{2})?"
)
CLOCK_BEFORE = re.compile(r"\d{1,2}[:h]\d{2}\D{1,6}$")
DATELINE_WORDS = re.compile(r"ngày đăng|đăng ngày|đăng lúc|cập nhật|xuất bản|thứ |chủ nhật", re.I)
LONGEST_DATELINE = 120
PIECES_AFTER_TITLE = 15
#: The separator that trafilatura writes under the head of a table.
TABLE_RULE = re.compile(r"\|[-|\s]*\|\s*")
#: "(12/12/2023 09:45)" after a link to another article.
LINK_DATE = re.compile(
    r"[\s(\[|-]{0,6}\d{1,2}[/-]\d{1,2}(?:[/-]\d{4})?(?:\W+\d{1,2}[:h]\d{2})?[\s)\]]*$"
)
#: A table with a heading, a table or this much text in one cell arranges the page.
LONGEST_DATA_CELL = 600


#: Counters of visitors and readers, as they stand alone on a line.
COUNTER = re.compile(
    r"(?:lượt xem|lượt truy cập|lượt đọc|số lượt \w+|đang truy cập|đang online|đang xem|"
    r"tổng (?:số )?(?:lượt )?truy cập|hôm nay|hôm qua|tuần này|tháng này|tất cả)\W*\d[\d.,]*",
    re.I,
)

for _library in ("trafilatura", "htmldate"):  # what they warn of comes back as a refusal
    logging.getLogger(_library).addHandler(logging.NullHandler())


def read_html(path: Path) -> Iterator[ReadArticle | Refusal]:
    """The one article of a saved page, or its refusal.

    The stored text that offsets count in is the extracted text (NFC): the title first, then a
    line a paragraph, `- ` before the items of a list, the cells of a table row between bars;
    lines that are nothing but a link (with its date) or a counter stay out.
    """
    data = read_bytes(path)
    if isinstance(data, Refusal):
        yield data
        return
    try:
        page = _decode_page(data)
    except DecodingError as error:
        yield refuse(path, error.code, error.why)
        return
    try:
        article = _main_article(shown(path.name), page)
    except Exception as error:  # a page can be broken in any way; the other files go on
        yield refuse(
            path,
            "no_main_text",
            f"could not be taken apart as a web page ({type(error).__name__}: {error}); "
            "save the article's text as a .txt file.",
        )
        return
    if article is None:
        yield refuse(
            path,
            "no_main_text",
            "is a web page without a main text (a menu, a frame or a script page); open it, "
            "wait for the article, save it again, or save its text as a .txt file.",
        )
        return
    yield ReadArticle(article, shown(path), "html", len(data))


def _decode_page(data: bytes) -> str:
    """As `decode`; where that fails, the encoding that the page declares is believed if it fits."""
    try:
        return decode(data)
    except DecodingError as error:
        declared = DECLARED_CHARSET.search(data[:4096])
        # Latin-1 fits any bytes, so UTF-8 with a broken byte must not come this far.
        if error.code != "bad_encoding" or declared is None or mostly_utf8(data):
            raise
        try:
            text = data.decode(declared.group(1).decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            raise error from None
    return decode(text.encode("utf-8"))


def _main_article(name: str, page: str) -> Article | None:
    import trafilatura  # 0.3 s, and only pages need it

    tree = trafilatura.load_html(XML_DECLARATION.sub("", page))
    if tree is None:
        return None
    _unfold_layout_tables(tree)
    links = {link for element in tree.iter("a") if (link := _clean(element.text_content()))}
    document: Any = trafilatura.bare_extraction(
        tree, include_comments=False, include_tables=True, include_links=False, with_metadata=True
    )
    if document is None or not (document.text or "").strip():
        return None
    title = _clean(document.title)
    saved_from = SAVED_FROM.search(page[:4096])
    return Article(
        name=name,
        text=_stored_text(document.text, title, links),
        title=title,
        url=_clean(document.url) or (saved_from.group(1) if saved_from else None),
        published=_date_in_head(tree) or _date_after_title(tree, title),
        publisher=_clean(document.sitename),
        author=_clean(document.author),
    )


def _clean(value: str | None) -> str | None:
    return " ".join(unicodedata.normalize("NFC", value).split()) or None if value else None


def _stored_text(main_text: str, title: str | None, links: set[str]) -> str:
    lines = [line.rstrip() for line in unicodedata.normalize("NFC", main_text).splitlines()]
    lines = [line for line in lines if not _is_furniture(line, title, links)]
    if title and title not in " ".join(" ".join(lines[:3]).split()):
        lines.insert(0, title)
    return "\n".join(lines)


def _is_furniture(line: str, title: str | None, links: set[str]) -> bool:
    bare = " ".join(line.removeprefix("- ").split())
    linked = LINK_DATE.sub("", bare)
    return bool(
        (linked in links and bare != title) or TABLE_RULE.fullmatch(line) or COUNTER.fullmatch(bare)
    )


def _unfold_layout_tables(tree: Any) -> None:
    """Tables that only arrange the page become blocks, so that menus can be told from the text."""
    for table in list(tree.iter("table")):
        cells = list(table.iter("td", "th"))
        if (
            table.find(".//table") is not None
            or any(table.find(f".//h{level}") is not None for level in range(1, 7))
            or any(len(cell.text_content()) > LONGEST_DATA_CELL for cell in cells)
        ):
            for element in table.xpath("./tr | ./tbody | ./tbody/tr"):
                element.tag = "div"
            for element in table.xpath("./div/td | ./div/th | ./div/div/td | ./div/div/th"):
                element.tag = "div"
            table.tag = "div"


def _date_in_head(tree: Any) -> str | None:
    """The date of publication that the page declares for machines."""
    from htmldate import find_date

    page = deepcopy(tree)
    head, body = page.find("head"), page.find("body")
    if head is None or body is None:
        return None
    declared = page.xpath("//body//script[@type='application/ld+json']")
    for title in head.findall("title"):  # a year in the title is not the date
        head.remove(title)
    body.clear()
    head.extend(declared)
    found = find_date(page, original_date=True, extensive_search=False)
    return str(found) if found else None


def _date_after_title(tree: Any, title: str | None) -> str | None:
    """The date in the line under the title; a clock in the page's head is not looked at."""
    if not title:
        return None
    pieces = [
        " ".join(unicodedata.normalize("NFC", piece).split())
        for piece in tree.xpath("//body//text()[not(ancestor::script or ancestor::style)]")
    ]
    pieces = [piece for piece in pieces if piece]
    if title not in pieces:
        return None
    start = pieces.index(title) + 1
    for piece in pieces[start : start + PIECES_AFTER_TITLE]:
        found = DATELINE.search(piece)
        if not found or len(piece) > LONGEST_DATELINE:
            continue
        before = piece[: found.start()]
        bare = found.group() == piece
        if found["clock"] or bare or CLOCK_BEFORE.search(before) or DATELINE_WORDS.search(before):
            try:
                day = date(int(found["year"]), int(found["month"]), int(found["day"]))
            except ValueError:
                continue
            return day.isoformat()
    return None
