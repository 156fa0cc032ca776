"""JSON lines: one article a line; a bad line is refused alone, the others come through."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import IO, cast

from extraction.observation import Article
from readers.records import ReadArticle, ReasonCode, Refusal, refuse, shown
from readers.whole_file import MOST_BYTES, open_file

VIETNAM = timezone(timedelta(hours=7))
MARKS = (b"\xff\xfe", b"\xfe\xff")


class LineError(Exception):
    """A line that is no article: a reason code, and why with the way out."""

    def __init__(self, code: ReasonCode, why: str) -> None:
        super().__init__(why)
        self.code = code
        self.why = why


def read_json_lines(path: Path) -> Iterator[ReadArticle | Refusal]:
    """The articles of a `.jsonl` or `.jsonl.gz` file, streamed; blank lines are no lines.

    A line is an object with `text` and, where known, `article`, `title`, `url`, `published`
    (an ISO date or time; a time with an offset is turned into Vietnam's date), `publisher` and
    `author`. `null` and empty strings count as not known. Without `article` the article is named
    `FILE:LINE`.
    """
    opened = open_file(path)
    if isinstance(opened, Refusal):
        yield opened
        return
    number = articles = 0
    with opened as raw:
        packed = path.suffix.lower() == ".gz"
        stream = cast(IO[bytes], gzip.GzipFile(fileobj=raw)) if packed else raw
        try:
            while line := stream.readline(MOST_BYTES + 1):
                number += 1
                if number == 1 and line.startswith(MARKS):
                    yield refuse(
                        path, "bad_encoding", "is UTF-16; JSON lines are UTF-8: save it as UTF-8."
                    )
                    return
                too_long = len(line) > MOST_BYTES and not line.endswith(b"\n")
                if too_long:
                    _skip_line(stream)
                elif not line.strip(b"\xef\xbb\xbf \t\r\n" if number == 1 else None):
                    continue
                articles += 1
                yield _article_or_refusal(path, number, line, too_long=too_long)
        except (OSError, EOFError, zlib.error) as error:
            yield refuse(
                path,
                "unreadable",
                f"breaks off after line {number} ({error}); the lines before it were read, "
                "copy the file anew for the rest.",
            )
            return
    if not articles:
        yield refuse(path, "empty", "holds no line; remove it or write it again.")


def _skip_line(stream: IO[bytes]) -> None:
    while (rest := stream.readline(MOST_BYTES)) and not rest.endswith(b"\n"):
        pass


def _article_or_refusal(
    path: Path, number: int, line: bytes, *, too_long: bool
) -> ReadArticle | Refusal:
    place = f"{shown(path)}:{number}"
    name = f"{shown(path.name)}:{number}"
    try:
        if too_long:
            raise LineError(
                "too_large", f"has more than {MOST_BYTES:,} bytes; split it into articles."
            )
        article = _article(name, _fields(line.removeprefix(b"\xef\xbb\xbf")))
    except LineError as error:
        return Refusal(place, name, error.code, f"{place} {error.why}")
    return ReadArticle(article, place, "jsonl", len(line))


def _fields(line: bytes) -> dict[str, object]:
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise LineError(
            "bad_encoding",
            f"is not valid UTF-8 (byte 0x{line[error.start]:02X} at byte {error.start} of the "
            "line); write the line again as UTF-8.",
        ) from error
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        raise LineError(
            "bad_json",
            f"is not valid JSON ({error.msg} at character {error.pos} of the line); "
            "write one whole JSON object a line.",
        ) from error
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits, 100,000 brackets
        raise LineError(
            "bad_json", f"holds JSON that is too deep or too long ({error}); simplify it."
        ) from error
    if not isinstance(value, dict):
        raise LineError("bad_json", 'is no JSON object; write {"text": "..."} on the line.')
    return value


def _article(name: str, fields: dict[str, object]) -> Article:
    text = fields.get("text")
    if not isinstance(text, str):
        raise LineError(
            "bad_json", "has no field `text` that is a string; put the article's text there."
        )
    if not text.strip():
        raise LineError("empty", "has an empty `text`; remove the line or fill it.")
    given = fields.get("article")
    return Article(
        name=_string({"article": str(given) if isinstance(given, int) else given}, "article")
        or name,
        text=_writable(text, "text"),
        title=_string(fields, "title"),
        url=_string(fields, "url"),
        published=_published(_string(fields, "published")),
        publisher=_string(fields, "publisher"),
        author=_string(fields, "author"),
    )


def _string(fields: dict[str, object], field: str) -> str | None:
    value = fields.get(field)
    if value is None:
        return None
    if not isinstance(value, str):
        raise LineError("bad_json", f"has a `{field}` that is no string; write it in quotes.")
    return _writable(value.strip(), field) or None


def _writable(value: str, field: str) -> str:
    """The value itself, unless it holds what no UTF-8 file and no table can hold."""
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:
        raise LineError(
            "bad_encoding",
            f"has half of a surrogate pair in `{field}` at character {error.start}; "
            "write the line again as UTF-8.",
        ) from error
    if "\0" in value:
        raise LineError(
            "not_text",
            f"has the control character U+0000 in `{field}` at character {value.index(chr(0))}; "
            "write the line again without it.",
        )
    return value


def _published(value: str | None) -> str | None:
    if value is None:
        return None
    try:
        if len(value) <= len("2022-07-08"):
            return date.fromisoformat(value).isoformat()
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise LineError(
            "bad_json",
            f"has the `published` {value!r}, which is no date; write it as 2022-07-08.",
        ) from error
    return (moment.astimezone(VIETNAM) if moment.tzinfo else moment).date().isoformat()
