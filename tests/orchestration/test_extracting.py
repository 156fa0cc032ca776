"""Which articles are extracted when, and that nothing extracted is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from extraction import Article, Extraction, Observation
from orchestration.extracting import extract_pending
from orchestration.ingest import article_id, ingest
from orchestration.resources import open_warehouse

NOW = datetime(2026, 3, 1, 6, 0)
Count = Callable[[Article], Extraction]


@pytest.fixture
def names() -> list[str]:
    """The names of the articles that were extracted, in order."""
    return []


@pytest.fixture
def extract(names: list[str], observation: Observation) -> Count:
    """An extraction that finds one observation in each article but "none.txt"."""

    def find(article: Article) -> Extraction:
        names.append(article.name)
        if article.name == "none.txt":
            return Extraction([], [(observation, "no date")])
        return Extraction([replace(observation, article=article.name)], [])

    return find


def read(connection: duckdb.DuckDBPyConnection, folder: Path, **texts: str) -> None:
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    ingest(connection, [folder], now=NOW)


def test_every_field_of_an_observation_reaches_its_column(
    connection: duckdb.DuckDBPyConnection, folder: Path, article: Article, observation: Observation
) -> None:
    read(connection, folder, a=article.text)
    second = replace(observation, value_max=97e6, item="nông thôn", base_period="2021")

    extract_pending(
        connection,
        extract=lambda article: Extraction([observation, second], []),
        version="v1",
        now=NOW,
    )

    key = article_id(article.text)
    rows = connection.execute("select * from staging.observations order by all").fetchall()
    assert rows[0] == (
        f"{key}-0001",
        key,
        "a.txt",
        23,
        36,
        "96 triệu đồng",
        "income_per_capita",
        "Thu nhập bình quân",
        None,
        "district",
        "Huyện Hải Hà",
        "Quảng Ninh",
        "2022",
        "level",
        "actual",
        "eq",
        96_000_000.0,
        None,
        "VND",
        None,
        None,
        0,
        37,
        "number:figure|unit:money",
        0.9,
        "v1",
    )
    assert rows[1][0] == f"{key}-0002"
    assert (rows[1][8], rows[1][17], rows[1][19]) == ("nông thôn", 97e6, "2021")


def test_only_articles_that_are_new_are_extracted_even_if_they_hold_no_number(
    connection: duckdb.DuckDBPyConnection, folder: Path, extract: Count, names: list[str]
) -> None:
    read(connection, folder, a="một", none="không có số")
    first = extract_pending(connection, extract=extract, version="v1", now=NOW)
    again = extract_pending(connection, extract=extract, version="v1", now=NOW)
    read(connection, folder, b="hai")
    third = extract_pending(connection, extract=extract, version="v1", now=NOW)

    assert sorted(names[:2]) == ["a.txt", "none.txt"]
    assert names[2:] == ["b.txt"]
    assert (first.articles, first.observations, first.observations_in_all) == (2, 1, 1)
    assert (again.articles, again.observations, again.observations_in_all) == (0, 0, 1)
    assert (third.articles, third.observations, third.observations_in_all) == (1, 1, 2)


def test_another_version_of_the_extraction_extracts_everything_again(
    connection: duckdb.DuckDBPyConnection, folder: Path, extract: Count, names: list[str]
) -> None:
    read(connection, folder, a="một", b="hai")
    extract_pending(connection, extract=extract, version="v1", now=NOW)
    extract_pending(connection, extract=extract, version="v2", now=NOW)

    assert len(names) == 4
    versions = connection.execute(
        "select extraction_version, count(*) from staging.observations group by all"
    ).fetchall()
    assert versions == [("v2", 2)]


def test_what_is_set_aside_is_kept_with_its_reason(
    connection: duckdb.DuckDBPyConnection, folder: Path, extract: Count
) -> None:
    read(connection, folder, none="một", a="hai")
    done = extract_pending(connection, extract=extract, version="v1", now=NOW)
    again = extract_pending(connection, extract=extract, version="v2", now=NOW)

    assert done.set_aside_in_all == again.set_aside_in_all == {"no date": 1}
    assert connection.execute("select quote, reason from staging.set_aside").fetchall() == [
        ("96 triệu đồng", "no date")
    ]


def test_an_article_that_breaks_the_extraction_is_refused_and_the_others_go_on(
    connection: duckdb.DuckDBPyConnection, folder: Path, extract: Count
) -> None:
    read(connection, folder, a="một", bad="hai", c="ba")

    def break_on_bad(article: Article) -> Extraction:
        if article.name == "bad.txt":
            raise ValueError("no such unit")
        return extract(article)

    for _ in range(2):
        ingest(connection, [folder], now=NOW)
        done = extract_pending(connection, extract=break_on_bad, version="v1", now=NOW)

    assert len(done.failed) == 1
    assert done.failed[0].startswith(str(folder / "bad.txt"))
    assert "no such unit" in done.failed[0]
    read_now = connection.execute("select article from staging.articles order by 1").fetchall()
    assert read_now == [("a.txt",), ("c.txt",)]
    refused = connection.execute("select article, reason_code from staging.refused").fetchall()
    assert refused == [("bad.txt", "extraction_failed")]

    ingest(connection, [folder], now=NOW)
    extract_pending(connection, extract=extract, version="v1", now=NOW)
    assert connection.execute("select count(*) from staging.refused").fetchone() == (0,)
    assert connection.execute("select count(*) from staging.observations").fetchone() == (3,)


def test_observations_of_articles_that_are_gone_go(
    connection: duckdb.DuckDBPyConnection, folder: Path, extract: Count
) -> None:
    read(connection, folder, a="một", b="hai")
    extract_pending(connection, extract=extract, version="v1", now=NOW)
    connection.execute("delete from staging.articles where article = 'a.txt'")

    extract_pending(connection, extract=extract, version="v1", now=NOW)

    assert connection.execute("select article from staging.observations").fetchall() == [("b.txt",)]
    assert connection.execute("select count(*) from staging.extracted").fetchone() == (1,)


def test_an_article_that_lost_an_observation_is_extracted_again(
    connection: duckdb.DuckDBPyConnection, folder: Path, extract: Count, names: list[str]
) -> None:
    read(connection, folder, a="một", b="hai")
    extract_pending(connection, extract=extract, version="v1", now=NOW)
    connection.execute("delete from staging.observations where article = 'b.txt'")

    extract_pending(connection, extract=extract, version="v1", now=NOW)

    assert names[2:] == ["b.txt"]
    assert connection.execute("select count(*) from staging.observations").fetchone() == (2,)


KILLED = """
import sys, time
from datetime import datetime
from pathlib import Path
from extraction import Extraction, Observation
from orchestration.extracting import extract_pending
from orchestration.resources import open_warehouse, writing_alone

def slowly(article):
    time.sleep(0.02)
    return Extraction([Observation(
        article=article.name, start=0, end=len(article.text), quote=article.text, indicator=None,
        indicator_text="", item=None, place_level="commune", place_name="Xã A",
        place_province=None, period="2022", measure="level", stage="actual", comparator="eq",
        value=1.0, value_max=None, unit="TONNE", base_period=None, plan_by=None,
        sentence_start=0, sentence_end=len(article.text), rules=("test",), confidence=1.0)], [])

warehouse = Path(sys.argv[1])
with writing_alone(warehouse), open_warehouse(warehouse) as connection:
    extract_pending(
        connection, extract=slowly, version="v1", now=datetime(2026, 3, 1, 6), batch_size=2
    )
"""


def test_a_run_killed_between_batches_loses_nothing_and_the_next_comes_to_the_same_rows(
    folder: Path, tmp_path: Path
) -> None:
    from orchestration import tables

    for n in range(60):
        (folder / f"{n:02}.txt").write_text(f"{n} tấn", encoding="utf-8")
    killed, whole = tmp_path / "killed.duckdb", tmp_path / "whole.duckdb"
    for warehouse in (killed, whole):
        with open_warehouse(warehouse) as connection:
            tables.create_tables(connection)
            ingest(connection, [folder], now=NOW)
    command = [sys.executable, "-c", KILLED]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    log = killed.with_name(killed.name + ".wal")

    process = subprocess.Popen([*command, str(killed)], env=environment)
    deadline = time.monotonic() + 30
    while not (log.exists() and log.stat().st_size > 3000):  # a few batches are committed
        assert process.poll() is None, "it ended before it was killed"
        assert time.monotonic() < deadline, "no batch was committed in 30 s"
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    with open_warehouse(killed) as connection:
        after_kill = connection.execute("select count(*) from staging.extracted").fetchone()
        orphans = connection.execute(
            "select count(*) from staging.observations anti join staging.extracted "
            "using (article_id)"
        ).fetchone()
    for warehouse in (killed, whole):
        subprocess.run([*command, str(warehouse)], env=environment, check=True)

    assert after_kill is not None
    assert 0 < after_kill[0] < 60
    assert orphans == (0,)
    rows = []
    for warehouse in (killed, whole):
        with open_warehouse(warehouse) as connection:
            rows.append(
                connection.execute("select * from staging.observations order by all").fetchall()
            )
    assert len(rows[0]) == 60
    assert rows[0] == rows[1]
