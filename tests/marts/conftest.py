"""Warehouses built by dbt from articles written by hand."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
CORPUS = Path(__file__).with_name("corpus.yaml")

SOURCES = """
create schema staging;
create table staging.articles (
    article_id varchar, article varchar, path varchar, reader varchar, text varchar, title varchar,
    url varchar, publisher varchar, author varchar, published date, size_bytes bigint,
    ingested_at timestamp
);
create table staging.refused (
    path varchar, article varchar, reason_code varchar, reason varchar, refused_at timestamp
);
create table staging.observations (
    observation_id varchar, article_id varchar, article varchar, span_start integer,
    span_end integer, quote varchar, indicator varchar, indicator_text varchar, item varchar,
    place_level varchar, place_name varchar, place_province varchar, period varchar,
    measure varchar, stage varchar, comparator varchar, value double, value_max double,
    unit varchar, base_period varchar, plan_by varchar, sentence_start integer,
    sentence_end integer, rules varchar, confidence double, extraction_version varchar
);
insert into staging.refused values
    ('inbox/trong.txt', 'trong.txt', 'empty', 'inbox/trong.txt is empty', timestamp '2025-01-01');
"""

#: A misprint of the corpus: the flock is 550,000.
CORRECTION = (
    "hai-ha-bao-cao-2021.txt,{start},{end},value,550000,"
    '"bài in thừa một số 0, niên giám ghi 550.000",phòng thống kê huyện\n'
)


@dataclass(frozen=True)
class Warehouse:
    """A built warehouse: its file, the copied project, the observation_id of each id, and how
    many rows each warning test returned."""

    path: Path
    project: Path
    ids: dict[str, str]
    warned: dict[str, int]
    run: Callable[..., Any]

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.path), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def row(self, table: str, columns: str, *, where: str) -> tuple[Any, ...]:
        """The one row of a mart where the condition holds."""
        found = self.rows(f"select {columns} from marts.{table} where {where}")
        assert len(found) == 1, f"{len(found)} rows of {table} where {where}"
        return found[0]


def place_observations(
    article: dict[str, Any],
) -> tuple[str, str, list[tuple[str, dict[str, Any]]]]:
    """Article_id, text, and (id, staging row) of each observation of one article."""
    text = "\n".join(sentence["text"] for sentence in article["sentences"])
    article_id = hashlib.sha256(text.encode()).hexdigest()[:16]
    rows: list[tuple[str, dict[str, Any]]] = []
    start = 0
    for sentence in article["sentences"]:
        for told in sentence["observations"]:
            # "10%" is not the end of "110%".
            spots = list(re.finditer(rf"(?<![\d.,]){re.escape(told['quote'])}", sentence["text"]))
            assert len(spots) == 1, f"{told['quote']!r}: {len(spots)} times in its sentence"
            span_start = start + spots[0].start()
            level, name, province = told.get("place", article["place"])
            rows.append(
                (
                    told["id"],
                    {
                        "observation_id": f"{article_id}-{len(rows):04d}",
                        "article_id": article_id,
                        "article": article["article"],
                        "span_start": span_start,
                        "span_end": span_start + len(told["quote"]),
                        "quote": told["quote"],
                        "indicator": told["indicator"],
                        "indicator_text": told.get("indicator_text", told["indicator"]),
                        "item": told.get("item"),
                        "place_level": level,
                        "place_name": name,
                        "place_province": province,
                        "period": told["period"],
                        "measure": told.get("measure", "level"),
                        "stage": told.get("stage", "actual"),
                        "comparator": told.get("comparator", "eq"),
                        "value": float(told["value"]),
                        "value_max": told.get("value_max"),
                        "unit": told["unit"],
                        "base_period": told.get("base_period"),
                        "plan_by": told.get("plan_by"),
                        "sentence_start": start,
                        "sentence_end": start + len(sentence["text"]),
                        "rules": "by hand",
                        "confidence": 1.0,
                        "extraction_version": "by hand",
                    },
                )
            )
        start += len(sentence["text"]) + 1
    return article_id, text, rows


def write_staging(path: Path, articles: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Write the articles' staging tables; return every staging row under its id."""
    told: dict[str, dict[str, Any]] = {}
    with duckdb.connect(str(path)) as connection:
        connection.execute(SOURCES)
        for article in articles:
            article_id, text, rows = place_observations(article)
            connection.execute(
                "insert into staging.articles values (?, ?, ?, 'text', ?, null, ?, null, null, ?, "
                "?, timestamp '2025-01-01')",
                [
                    article_id,
                    article["article"],
                    "inbox/" + article["article"],
                    text,
                    article.get("url"),
                    article["published"],
                    len(text.encode()),
                ],
            )
            for _, row in rows:
                marks = ", ".join("?" for _ in row)
                connection.execute(
                    f"insert into staging.observations values ({marks})", list(row.values())
                )
            told |= dict(rows)
    return told


def copy_project(folder: Path) -> Path:
    """Copy dbt_project/ and the seeds that it reads, so that a test may change them."""
    shutil.copytree(
        ROOT / "dbt_project",
        folder / "dbt_project",
        ignore=shutil.ignore_patterns("target", "logs", "__pycache__"),
    )
    (folder / "seeds").mkdir()
    for name in ("indicators.csv", "units.csv", "corrections.csv", "admin_units.csv", "seeds.yml"):
        shutil.copy(ROOT / "seeds" / name, folder / "seeds" / name)
    return folder / "dbt_project"


@contextmanager
def built_warehouse(
    folder: Path, articles: list[dict[str, Any]], *arguments: str, correct: str | None = None
) -> Iterator[Warehouse]:
    """Build a warehouse of the articles with `dbt build`; every failed node is an error.

    `correct` is the id of an observation whose misprint corrections.csv repairs.
    """
    dbt_main = pytest.importorskip("dbt.cli.main", reason="needs the extra 'platform'")
    connections = pytest.importorskip("dbt.adapters.duckdb.connections")
    path = folder / "worked.duckdb"
    told = write_staging(path, articles)
    project = copy_project(folder)
    if correct:
        span = {"start": told[correct]["span_start"], "end": told[correct]["span_end"]}
        with (folder / "seeds" / "corrections.csv").open("a", encoding="utf-8") as stream:
            stream.write(CORRECTION.format(**span))

    def run(*command: str) -> Any:
        places = ["--project-dir", str(project), "--profiles-dir", str(project)]
        try:
            return dbt_main.dbtRunner().invoke([*command, *places, "--quiet"])
        finally:
            # dbt-duckdb holds the file open for writing until the process ends.
            connections.DuckDBConnectionManager.close_all_connections()

    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("CHITIEU_WAREHOUSE", str(path))
        built = run("build", *arguments)
        failed = [
            f"{result.node.name}: {result.message}"
            for result in (built.result or [])
            if result.status in ("error", "fail", "skipped", "runtime error")
        ]
        assert built.success, failed or built.exception
        warned = {
            result.node.name: result.failures for result in built.result if result.status == "warn"
        }
        ids = {name: row["observation_id"] for name, row in told.items()}
        yield Warehouse(path=path, project=project, ids=ids, warned=warned, run=run)


@pytest.fixture(scope="session")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """The worked corpus, built with its dbt unit tests and data tests."""
    articles = yaml.safe_load(CORPUS.read_text(encoding="utf-8"))
    folder = tmp_path_factory.mktemp("marts")
    with built_warehouse(folder, articles, correct="poultry21") as built:
        yield built


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Warehouse]]:
    """Build a warehouse of other articles, without the dbt unit tests."""
    with ExitStack() as stack:

        def of(articles: list[dict[str, Any]]) -> Warehouse:
            folder = tmp_path_factory.mktemp("other")
            made = built_warehouse(folder, articles, "--exclude-resource-type", "unit_test")
            return stack.enter_context(made)

        yield of
