"""A text file: one article, its text exactly as stored."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from extraction.observation import Article
from readers.decoding import DecodingError, decode
from readers.html import read_html
from readers.records import ReadArticle, Refusal, refuse, shown
from readers.whole_file import read_bytes

WEB_PAGE = re.compile(
    r"\ufeff?\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype html|html)\b",
    re.I | re.S,
)


def read_text(path: Path) -> Iterator[ReadArticle | Refusal]:
    """The one article of a text file, or its refusal; title and date are left to the extraction.

    A saved page that was given a text file's name is read as the page that it is.
    """
    data = read_bytes(path)
    if isinstance(data, Refusal):
        yield data
        return
    try:
        text = decode(data)
    except DecodingError as error:
        yield refuse(path, error.code, error.why)
        return
    if WEB_PAGE.match(text):
        yield from read_html(path)
        return
    yield ReadArticle(Article(shown(path.name), text), shown(path), "text", len(data))
