"""The checks over the tables in `staging`: what they let pass and what they do not."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import dagster as dg
import pytest

from extraction import Article, Extraction, Observation
from orchestration import checks, tables
from orchestration.extracting import extract_pending
from orchestration.ingest import ingest
from orchestration.resources import Warehouse, open_warehouse

NOW = datetime(2026, 3, 1, 6, 0)


def fill(warehouse: Path, folder: Path, text: str, *found: Observation) -> Warehouse:
    """A warehouse of one article and its observations."""
    (folder / "a.txt").write_bytes(text.encode("utf-8"))
    with open_warehouse(warehouse) as connection:
        tables.create_tables(connection)
        ingest(connection, [folder], now=NOW)
        extract_pending(
            connection, extract=lambda article: Extraction(list(found), []), version="v1", now=NOW
        )
    return Warehouse(path=str(warehouse))


def result(check: dg.AssetChecksDefinition, warehouse: Warehouse) -> dg.AssetCheckResult:
    answer = check(warehouse=warehouse)
    assert isinstance(answer, dg.AssetCheckResult)
    return answer


@pytest.mark.parametrize(
    "before",
    [
        pytest.param("Thu nhập bình quân đạt ", id="composed"),
        pytest.param(unicodedata.normalize("NFD", "Thu nhập bình quân đạt "), id="decomposed"),
        pytest.param("👩‍👩‍👧 🇻🇳 \u200b\ufeff ", id="emoji-and-invisible"),
        pytest.param("dòng một\r\n\r\n\tdòng hai: ", id="line-ends"),
    ],
)
def test_offsets_count_code_points(
    warehouse: Path, folder: Path, observation: Observation, before: str
) -> None:
    text = before + "96 triệu đồng."
    # A reader may normalise the text: the offsets count in what it stored.
    with open_warehouse(warehouse) as connection:
        tables.create_tables(connection)
        (folder / "a.txt").write_bytes(text.encode("utf-8"))
        ingest(connection, [folder], now=NOW)

        def find(article: Article) -> Extraction:
            start = article.text.index("96 triệu")
            shown = replace(observation, start=start, end=start + len("96 triệu đồng"))
            return Extraction([shown], [])

        extract_pending(connection, extract=find, version="v1", now=NOW)

    answer = result(checks.every_quote_spells_its_span, Warehouse(path=str(warehouse)))

    assert answer.passed
    assert answer.metadata["wrong"].value == 0


def test_an_offset_beside_its_words_stops_the_run(
    warehouse: Path, folder: Path, article: Article, observation: Observation
) -> None:
    beside = replace(observation, start=observation.start - 1, end=observation.end - 1)
    filled = fill(warehouse, folder, article.text, observation, beside)

    answer = result(checks.every_quote_spells_its_span, filled)

    assert not answer.passed
    assert answer.metadata["wrong"].value == 1
    assert answer.severity == dg.AssetCheckSeverity.ERROR
    spec = next(iter(checks.every_quote_spells_its_span.check_specs))
    assert spec.blocking


def test_an_observation_without_its_article_stops_the_run(
    warehouse: Path, folder: Path, article: Article, observation: Observation
) -> None:
    filled = fill(warehouse, folder, article.text, observation)
    with open_warehouse(warehouse) as connection:
        connection.execute("delete from staging.articles")

    assert not result(checks.every_quote_spells_its_span, filled).passed


def test_a_lost_observation_and_an_article_never_extracted_are_seen(
    warehouse: Path, folder: Path, article: Article, observation: Observation
) -> None:
    filled = fill(warehouse, folder, article.text, observation, observation)
    assert result(checks.every_article_was_extracted, filled).passed

    with open_warehouse(warehouse) as connection:
        connection.execute("delete from staging.observations where observation_id like '%-0002'")
    lost = result(checks.every_article_was_extracted, filled)
    with open_warehouse(warehouse) as connection:
        connection.execute("delete from staging.observations")
        connection.execute("delete from staging.extracted")
    never = result(checks.every_article_was_extracted, filled)

    assert (lost.passed, never.passed) == (False, False)
    assert lost.metadata["first"].value == ["a.txt"]


@pytest.mark.parametrize(("without", "passed"), [(0, True), (1, True), (2, False), (10, False)])
def test_many_observations_without_an_indicator_are_a_warning(
    warehouse: Path,
    folder: Path,
    article: Article,
    observation: Observation,
    without: int,
    passed: bool,
) -> None:
    found = [replace(observation, indicator=None)] * without + [observation] * (10 - without)
    filled = fill(warehouse, folder, article.text, *found)

    answer = result(checks.share_without_an_indicator, filled)

    assert answer.passed is passed
    assert answer.severity == dg.AssetCheckSeverity.WARN
    assert answer.metadata["share_pct"].value == 10.0 * without


def test_a_warehouse_without_observations_passes(warehouse: Path, folder: Path) -> None:
    filled = fill(warehouse, folder, "Không có số liệu nào.")
    for check in checks.CHECKS:
        assert result(check, filled).passed
