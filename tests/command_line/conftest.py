"""What the tests of the command line share: a runner, made observations, a published file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner, Result

from chitieu.__main__ import commands
from extraction import Article, Extraction, Observation

TEXT = "Hải Hà.\nThu ngân sách đạt 1.250 tỷ đồng, bằng 105,5% dự toán [huyện] giao. Hết."
SENTENCE = (TEXT.index("Thu"), TEXT.index(" Hết"))

BUDGET = Observation(
    article="hai-ha.txt",
    start=26,
    end=39,
    quote="1.250 tỷ đồng",
    indicator="budget_revenue",
    indicator_text="Thu ngân sách",
    item=None,
    place_level="district",
    place_name="Huyện Hải Hà",
    place_province="Quảng Ninh",
    period="2022",
    measure="level",
    stage="actual",
    comparator="eq",
    value=1_250_000_000_000.0,
    value_max=None,
    unit="VND",
    base_period=None,
    plan_by=None,
    sentence_start=SENTENCE[0],
    sentence_end=SENTENCE[1],
    rules=("measure:level",),
    confidence=0.95,
)
RATE = replace(
    BUDGET,
    start=46,
    end=52,
    quote="105,5%",
    measure="attainment_pct",
    comparator="ge",
    value=105.5,
    unit="PERCENT",
    plan_by="district",
    confidence=0.55,
)


@pytest.fixture
def chitieu() -> Callable[..., Result]:
    """Run the command line: `chitieu("query", "select 1")`."""

    def run(*arguments: str | Path, **environment: str) -> Result:
        return CliRunner().invoke(
            commands, [str(argument) for argument in arguments], env=environment or None
        )

    return run


@pytest.fixture
def made_extraction(monkeypatch: pytest.MonkeyPatch) -> None:
    """An extraction that knows the two numbers of TEXT, and fails on an article with `boom`."""

    def extract(article: Article) -> Extraction:
        if "boom" in article.text:
            raise ValueError("boom")
        if article.text != TEXT:
            return Extraction([], [])
        return Extraction([replace(o, article=article.name) for o in (BUDGET, RATE)], [])

    monkeypatch.setattr("extraction.extract_all", extract)


@pytest.fixture
def published(tmp_path: Path) -> Iterator[Path]:
    """A published file with one small table."""
    path = tmp_path / "published" / "chitieu.duckdb"
    path.parent.mkdir()
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts")
        connection.execute(
            "create table marts.rates as select * from (values "
            "('Huyện Hải Hà', 2022, 105.5, date '2022-12-28', '=1+1'), "
            "('Xã Hải Đông', 2021, null, null, '[b]x[/b]')) as t(place, year, pct, day, note)"
        )
        connection.execute("comment on table marts.rates is 'Attainment of a place.'")
    return path
