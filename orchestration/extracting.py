"""Articles that the current extraction has not seen, in batches, into observations."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb

from extraction import Article, Extraction, Observation
from orchestration import tables
from orchestration.progress import report

Extract = Callable[[Article], Extraction]


@dataclass(frozen=True, slots=True)
class Extracted:
    """What one run extracted: articles, their observations, the reasons of the articles that the
    extraction could not take (they are refused), and the observations that the warehouse now has
    and the numbers that it has set aside, by reason.
    """

    articles: int
    observations: int
    failed: tuple[str, ...]
    observations_in_all: int
    set_aside_in_all: dict[str, int]


def extract_pending(
    connection: duckdb.DuckDBPyConnection,
    *,
    extract: Extract,
    version: str,
    now: datetime,
    batch_size: int = 200,
) -> Extracted:
    """Extract every article that `version` has not extracted yet, and forget what is orphaned.

    An article whose observations are not as many as were counted is extracted again too. Each
    batch is committed whole, so a run that is killed has lost nothing and the next one goes on
    where it stood. `now` is UTC without zone.
    """
    for table in ("observations", "extracted", "set_aside"):
        connection.execute(
            f"delete from staging.{table} where article_id not in "
            "(select article_id from staging.articles)"
        )
    pending = [
        key
        for (key,) in connection.execute(
            "select article_id from staging.articles left join staging.extracted "
            "using (article_id) where extraction_version is distinct from ? "
            "or extracted.observations <> (select count(*) from staging.observations "
            "where observations.article_id = articles.article_id) order by article_id",
            [version],
        ).fetchall()
    ]
    observations = 0
    failed: list[str] = []
    for start in range(0, len(pending), batch_size):
        batch = pending[start : start + batch_size]
        written, refused = _extract_batch(connection, batch, extract, version, now)
        observations += written
        failed += refused
        report("extract", start + len(batch), len(pending))
    counted = connection.execute("select count(*) from staging.observations").fetchone()
    return Extracted(
        articles=len(pending) - len(failed),
        observations=observations,
        failed=tuple(failed),
        observations_in_all=counted[0] if counted else 0,
        set_aside_in_all=dict(
            connection.execute(
                "select reason, count(*) from staging.set_aside group by all order by 2 desc, 1"
            ).fetchall()
        ),
    )


def _extract_batch(
    connection: duckdb.DuckDBPyConnection,
    keys: Sequence[str],
    extract: Extract,
    version: str,
    now: datetime,
) -> tuple[int, list[str]]:
    """Extract and commit one batch: the observations written, the reasons of what failed."""
    observations: list[dict[str, Any]] = []
    extracted: list[dict[str, Any]] = []
    set_aside: list[dict[str, Any]] = []
    refused: list[dict[str, Any]] = []
    failed: list[str] = []
    for key, path, article in _articles(connection, keys):
        try:
            found = extract(article)
        except Exception as error:  # one article must not stop the others
            failed.append(key)
            refused.append(_refusal(path, article.name, error, now))
            continue
        observations += [
            _row(key, ordinal, observation, version)
            for ordinal, observation in enumerate(found.observations, start=1)
        ]
        set_aside += [
            {
                "article_id": key,
                "span_start": observation.start,
                "span_end": observation.end,
                "quote": observation.quote,
                "indicator": observation.indicator,
                "reason": reason,
            }
            for observation, reason in found.set_aside
        ]
        extracted.append(
            {
                "article_id": key,
                "extraction_version": version,
                "observations": len(found.observations),
                "extracted_at": now,
            }
        )
    connection.execute("begin")
    try:
        for table in ("observations", "extracted", "set_aside"):
            tables.delete(connection, table, "article_id", keys)
        tables.delete(connection, "articles", "article_id", failed)
        tables.delete(connection, "refused", "path", [row["path"] for row in refused])
        tables.insert(connection, "observations", observations)
        tables.insert(connection, "extracted", extracted)
        tables.insert(connection, "set_aside", set_aside)
        tables.insert(connection, "refused", refused)
        connection.execute("commit")
    except BaseException:
        connection.execute("rollback")
        raise
    return len(observations), [row["reason"] for row in refused]


def _articles(
    connection: duckdb.DuckDBPyConnection, keys: Sequence[str]
) -> list[tuple[str, str, Article]]:
    rows = connection.execute(
        "select article_id, path, article, text, title, url, published, publisher, author "
        "from staging.articles where article_id in (select unnest(?)) order by article_id",
        [list(keys)],
    ).fetchall()
    return [
        (
            key,
            path,
            Article(
                name=name,
                text=text,
                title=title,
                url=url,
                published=published and published.isoformat(),
                publisher=publisher,
                author=author,
            ),
        )
        for key, path, name, text, title, url, published, publisher, author in rows
    ]


def _row(key: str, ordinal: int, observation: Observation, version: str) -> dict[str, Any]:
    return {
        **observation.contract_line(),
        "observation_id": f"{key}-{ordinal:04d}",
        "article_id": key,
        "span_start": observation.start,
        "span_end": observation.end,
        "sentence_start": observation.sentence_start,
        "sentence_end": observation.sentence_end,
        "rules": "|".join(observation.rules),
        "confidence": observation.confidence,
        "extraction_version": version,
    }


def _refusal(path: str, name: str, error: Exception, now: datetime) -> dict[str, Any]:
    return {
        "path": path,
        "article": name,
        "reason_code": "extraction_failed",
        "reason": f"{path} was read, but its numbers could not be taken out "
        f"({type(error).__name__}: {error}): please report this article; the others went on.",
        "refused_at": now,
    }
