"""A text file: one article, its text exactly as stored."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from extraction.observation import Article
from readers.decoding import DecodingError, decode
from readers.records import ReadArticle, Refusal, refuse, shown
from readers.whole_file import read_bytes


def read_text(path: Path) -> Iterator[ReadArticle | Refusal]:
    """The one article of a text file, or its refusal; title and date are left to the extraction."""
    data = read_bytes(path)
    if isinstance(data, Refusal):
        yield data
        return
    try:
        text = decode(data)
    except DecodingError as error:
        yield refuse(path, error.code, error.why)
        return
    yield ReadArticle(Article(shown(path.name), text), shown(path), "text", len(data))
