"""What was read now, laid against what the warehouse holds: new, changed, moved, gone, refused.

The rules are in `docs/decisions/what-a-rerun-changes.md`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from itertools import islice
from pathlib import Path

import duckdb

import readers
from extraction.observation import Article
from orchestration import tables
from orchestration.progress import report
from readers import ReadArticle, Refusal
from readers.records import shown

#: Refusals that say nothing about a file's content: what was read from it before stays.
ABOUT_ACCESS = ("unreadable", "vanished")

_LINE = re.compile(r":\d+$")

Read = Callable[[Sequence[Path]], Iterable[ReadArticle | Refusal]]


@dataclass(frozen=True, slots=True)
class Ingested:
    """What one reading came to.

    `inputs` counts the files listed, `unanswered` names those that gave neither an article nor a
    refusal (there are none, unless a reader is broken), `read` counts articles, `refusals` are
    this run's. Of the articles read, `added` are new, `changed` have another text, place or source
    than before; `gone` were in a file that was read again and no longer holds them.
    """

    inputs: int
    unanswered: tuple[str, ...]
    read: int
    refusals: tuple[Refusal, ...]
    added: int
    changed: int
    gone: int


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of `staging.articles` without its text, and the place its path leads to."""

    article_id: str
    path: str
    place: str
    reader: str
    article: Article
    size_bytes: int


def article_id(text: str) -> str:
    """The first 16 hex digits of the SHA-256 of the text in UTF-8."""
    return sha256(text.encode("utf-8")).hexdigest()[:16]


def ingest(
    connection: duckdb.DuckDBPyConnection,
    paths: Sequence[Path],
    *,
    now: datetime,
    batch_size: int = 500,
    read: Read = readers.read_inputs,
) -> Ingested:
    """Read `paths` into `staging.articles` and `staging.refused`, all of it or nothing.

    `now` (UTC, without zone) dates the new rows.
    """
    listed = readers.list_inputs(paths)
    places = {_absolute(shown(file)) for file in listed}
    known = _known_articles(connection)
    candidates: list[_Row] = []
    refusals: list[Refusal] = []
    connection.execute("create or replace temp table incoming (article_id varchar, text varchar)")
    results = iter(read(listed))
    while batch := list(islice(results, batch_size)):
        _take(connection, batch, known, candidates, refusals)
        report("read", len(candidates) + len(refusals))
    report("read", len(candidates) + len(refusals), len(candidates) + len(refusals))
    answered = {_file_of(row.place, places) for row in candidates}
    answered |= {_file_of(_absolute(refusal.path), places) for refusal in refusals}
    chosen, duplicates = _choose(candidates, known, places)
    refusals += duplicates
    kept_files = {
        _file_of(_absolute(refusal.path), places)
        for refusal in refusals
        if refusal.reason_code in ABOUT_ACCESS
    }
    gone = [
        row.article_id
        for row in known.values()
        if row.article_id not in chosen
        and (file := _file_of(row.place, places)) in places
        and file not in kept_files
    ]
    added = [row for row in chosen.values() if row.article_id not in known]
    changed = [row for row in chosen.values() if _differs(row, known.get(row.article_id))]
    connection.execute("begin")
    try:
        _forget(connection, gone, with_article=True)
        _forget(
            connection,
            [row.article_id for row in changed if row.article != known[row.article_id].article],
        )
        _write_articles(connection, added, changed, now)
        _write_refusals(connection, refusals, places, now)
        connection.execute("commit")
    except BaseException:
        connection.execute("rollback")
        raise
    finally:
        connection.execute("drop table if exists incoming")
    replaced = {row.place for row in added} & {known[key].place for key in gone}
    return Ingested(
        inputs=len(listed),
        unanswered=tuple(sorted(places - answered)),
        read=len(candidates) - len(duplicates),
        refusals=tuple(refusals),
        added=len(added) - len(replaced),
        changed=len(changed) + len(replaced),
        gone=len(gone) - len(replaced),
    )


def _absolute(path: str) -> str:
    return os.path.abspath(path)  # noqa: PTH100 (Path.absolute() keeps "..")


def _file_of(place: str, places: set[str]) -> str:
    """The file that a place lies in: itself, or of `file.jsonl:12` the part before the line."""
    return place if place in places else _LINE.sub("", place)


def _known_articles(connection: duckdb.DuckDBPyConnection) -> dict[str, _Row]:
    rows = connection.execute(
        "select article_id, path, reader, size_bytes, article, title, url, published, publisher, "
        "author from staging.articles"
    ).fetchall()
    return {
        key: _Row(
            article_id=key,
            path=path,
            place=_absolute(path),
            reader=reader,
            article=Article(
                name=name,
                text="",
                title=title,
                url=url,
                published=published and published.isoformat(),
                publisher=publisher,
                author=author,
            ),
            size_bytes=size,
        )
        for key, path, reader, size, name, title, url, published, publisher, author in rows
    }


def _take(
    connection: duckdb.DuckDBPyConnection,
    results: Sequence[ReadArticle | Refusal],
    known: Mapping[str, _Row],
    candidates: list[_Row],
    refusals: list[Refusal],
) -> None:
    """Sort results into `candidates` and `refusals`; a text not known yet goes to `incoming`."""
    texts: dict[str, str] = {}
    for result in results:
        if isinstance(result, Refusal):
            refusals.append(result)
            continue
        key = article_id(result.article.text)
        if key not in known:
            texts[key] = result.article.text
        candidates.append(
            _Row(
                article_id=key,
                path=result.path,
                place=_absolute(result.path),
                reader=result.reader,
                article=replace(result.article, text=""),
                size_bytes=result.size_bytes,
            )
        )
    if texts:
        connection.execute(
            "insert into incoming select unnest(?), unnest(?)", [list(texts), list(texts.values())]
        )


def _choose(
    candidates: Sequence[_Row], known: Mapping[str, _Row], places: set[str]
) -> tuple[dict[str, _Row], list[Refusal]]:
    """Which place each text is read from; the other places of the same text are duplicates.

    The place that the warehouse has it from goes first, then the order of reading.
    """
    chosen: dict[str, _Row] = {}
    for row in candidates:
        holder = known.get(row.article_id)
        if holder and (row.place == holder.place or _still_there(holder, places)):
            chosen[row.article_id] = row if row.place == holder.place else holder
    for row in candidates:
        chosen.setdefault(row.article_id, row)
    duplicates = [
        Refusal(
            path=row.path,
            article=row.article.name,
            reason_code="duplicate",
            reason=f"{row.path} holds the same text as {chosen[row.article_id].path}, which is "
            "read already, and its numbers would count twice: remove one of the two.",
        )
        for row in candidates
        if row.place != chosen[row.article_id].place
    ]
    return chosen, duplicates


def _still_there(holder: _Row, places: set[str]) -> bool:
    """Whether a known article lies where it was, in a file that this run does not read."""
    file = _LINE.sub("", holder.place) if holder.reader == "jsonl" else holder.place
    return file not in places and os.path.exists(file)  # noqa: PTH110 (a path, not a Path)


def _differs(row: _Row, known: _Row | None) -> bool:
    """Whether a known article is now told otherwise; another way to write its path is nothing."""
    if known is None:
        return False
    return (row.place, row.reader, row.article, row.size_bytes) != (
        known.place,
        known.reader,
        known.article,
        known.size_bytes,
    )


def _forget(
    connection: duckdb.DuckDBPyConnection, keys: Sequence[str], *, with_article: bool = False
) -> None:
    """Drop what was extracted from articles, and the articles themselves where told so."""
    for table in ("observations", "extracted", *(["articles"] if with_article else [])):
        tables.delete(connection, table, "article_id", keys)


def _write_articles(
    connection: duckdb.DuckDBPyConnection,
    added: Sequence[_Row],
    changed: Sequence[_Row],
    now: datetime,
) -> None:
    for rows in _batches(added, 500):
        texts = dict(
            connection.execute(
                "select article_id, text from incoming where article_id in (select unnest(?))",
                [[row.article_id for row in rows]],
            ).fetchall()
        )
        tables.insert(
            connection,
            "articles",
            [
                {
                    "article_id": row.article_id,
                    **_told(row),
                    "text": texts[row.article_id],
                    "ingested_at": now,
                }
                for row in rows
            ],
        )
    for row in changed:
        told = _told(row)
        connection.execute(
            f"update staging.articles set {', '.join(f'{name} = ?' for name in told)} "
            "where article_id = ?",
            [*told.values(), row.article_id],
        )


def _told(row: _Row) -> dict[str, object]:
    article = row.article
    return {
        "article": article.name,
        "path": row.path,
        "reader": row.reader,
        "title": article.title,
        "url": article.url,
        "publisher": article.publisher,
        "author": article.author,
        "published": date.fromisoformat(article.published) if article.published else None,
        "size_bytes": row.size_bytes,
    }


def _write_refusals(
    connection: duckdb.DuckDBPyConnection,
    refusals: Sequence[Refusal],
    places: set[str],
    now: datetime,
) -> None:
    """Lay this run's refusals over the table; one that was there already keeps its row and date."""
    current = {_absolute(refusal.path): refusal for refusal in refusals}
    rows = connection.execute(
        "select path, article, reason_code, reason from staging.refused"
    ).fetchall()
    standing: set[str] = set()
    outdated: list[str] = []
    for path, article, code, reason in rows:
        place = _absolute(path)
        now_refused = current.get(place)
        if now_refused and _says_the_same(now_refused, Refusal(path, article, code, reason)):
            standing.add(place)
        elif now_refused or _file_of(place, places) in places:
            outdated.append(path)
    tables.delete(connection, "refused", "path", outdated)
    tables.insert(
        connection,
        "refused",
        [
            {
                "path": refusal.path,
                "article": refusal.article,
                "reason_code": refusal.reason_code,
                "reason": refusal.reason,
                "refused_at": now,
            }
            for place, refusal in current.items()
            if place not in standing
        ],
    )


def _says_the_same(refusal: Refusal, before: Refusal) -> bool:
    """Whether a refusal repeats an earlier one; of a path written otherwise the reason may differ,
    since it names the path."""
    same_kind = (refusal.article, refusal.reason_code) == (before.article, before.reason_code)
    return same_kind and (refusal.path != before.path or refusal.reason == before.reason)


def _batches(rows: Sequence[_Row], size: int) -> Iterator[Sequence[_Row]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
