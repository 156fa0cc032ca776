"""A working database of its own for each test, and a folder of articles beside it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from extraction.observation import Article, Observation
from orchestration import tables
from orchestration.resources import open_warehouse

FIRST_DAY = datetime(2026, 3, 1, 6, 0)
SECOND_DAY = datetime(2026, 3, 2, 6, 0)


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    """Where the working database will be."""
    return tmp_path / "warehouse" / "chitieu.duckdb"


@pytest.fixture
def connection(warehouse: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty working database with the pipeline's own tables."""
    with open_warehouse(warehouse) as opened:
        tables.create_tables(opened)
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder for articles."""
    articles = tmp_path / "articles"
    articles.mkdir()
    return articles


@pytest.fixture
def observation() -> Observation:
    """The observation of "96 triệu đồng" in "Thu nhập bình quân đạt 96 triệu đồng."."""
    return Observation(
        article="a.txt",
        start=23,
        end=36,
        quote="96 triệu đồng",
        indicator="income_per_capita",
        indicator_text="Thu nhập bình quân",
        item=None,
        place_level="district",
        place_name="Huyện Hải Hà",
        place_province="Quảng Ninh",
        period="2022",
        measure="level",
        stage="actual",
        comparator="eq",
        value=96_000_000.0,
        value_max=None,
        unit="VND",
        base_period=None,
        plan_by=None,
        sentence_start=0,
        sentence_end=37,
        rules=("number:figure", "unit:money"),
        confidence=0.9,
    )


@pytest.fixture
def article() -> Article:
    """The article that `observation` stands in."""
    return Article(name="a.txt", text="Thu nhập bình quân đạt 96 triệu đồng.")
