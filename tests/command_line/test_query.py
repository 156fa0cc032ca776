"""`chitieu query`: it reads the published file and can touch nothing else."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from click.testing import Result

Chitieu = Callable[..., Result]


@pytest.fixture
def query(chitieu: Chitieu, published: Path) -> Chitieu:
    def run(*arguments: str) -> Result:
        return chitieu("query", *arguments, CHITIEU_PUBLISHED=str(published))

    return run


def test_a_table(query: Chitieu) -> None:
    result = query("select place, year, pct from rates order by year")
    assert result.exit_code == 0
    assert "Xã Hải Đông" in result.stdout
    row = next(line for line in result.stdout.splitlines() if "Huyện Hải Hà" in line)
    assert row.split() == ["Huyện", "Hải", "Hà", "2022", "105.5"]
    assert result.stderr == "2 rows\n"


def test_square_brackets_are_no_markup(query: Chitieu) -> None:
    assert "[b]x[/b]" in query("select note from rates").stdout


def test_without_sql_the_tables_are_listed(query: Chitieu) -> None:
    result = query()
    assert result.exit_code == 0
    row = next(line for line in result.stdout.splitlines() if line.split()[:1] == ["rates"])
    assert row.strip().split(maxsplit=2) == ["rates", "2", "Attainment of a place."]


def test_csv_defuses_formulas_and_keeps_numbers(query: Chitieu) -> None:
    result = query(
        "select place, -pct as pct, note from rates where year = 2022", "--format", "csv"
    )
    assert list(csv.reader(io.StringIO(result.stdout))) == [
        ["place", "pct", "note"],
        ["Huyện Hải Hà", "-105.5", "'=1+1"],
    ]


def test_json(query: Chitieu) -> None:
    result = query(
        "select year, pct, day, [1, 2] as l from rates order by year", "--format", "json"
    )
    assert json.loads(result.stdout) == [
        {"year": 2021, "pct": None, "day": None, "l": [1, 2]},
        {"year": 2022, "pct": 105.5, "day": "2022-12-28", "l": [1, 2]},
    ]
    infinite = query("select 'inf'::double as x, 'nan'::double as y", "--format", "json")
    assert json.loads(infinite.stdout) == [{"x": None, "y": None}]


def test_a_long_result_is_cut_and_says_so(query: Chitieu) -> None:
    result = query("select * from range(1000)", "--limit", "5")
    assert "the first 5 rows" in result.stderr
    assert "--limit 0" in result.stderr
    assert query("select * from range(1000)", "--limit", "0").stderr == "1000 rows\n"
    assert len(query("select * from range(1000)", "--format", "csv").stdout.splitlines()) == 1001


@pytest.mark.parametrize(
    "sql",
    [
        "copy rates to '{folder}/out.csv'",
        "select * from read_csv('{folder}/secret.csv')",
        "select * from '{folder}/secret.csv'",
        "select * from read_text('{folder}/secret.csv')",
        "attach '{folder}/other.duckdb'",
        "install httpfs",
        "load '{folder}/x.duckdb_extension'",
        "set enable_external_access = true",
        "set lock_configuration = false",
        "export database '{folder}/dump'",
        "delete from rates",
        "drop table rates",
        "create table marts.x as select 1 as a",
        "insert into rates from rates",
        "update rates set year = 1",
        "select 1; drop table rates",
    ],
)
def test_it_writes_nothing_and_reaches_nothing_else(
    query: Chitieu, published: Path, tmp_path: Path, sql: str
) -> None:
    (tmp_path / "secret.csv").write_text("secret\n1\n", encoding="utf-8")
    before = published.read_bytes()
    result = query(sql.format(folder=tmp_path))
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ")
    assert "Traceback" not in result.stderr
    assert "secret" not in result.stdout
    assert published.read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["published", "secret.csv"]


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("select * from ratess", "rates"),
        ("selekt 1", "syntax error"),
        ("select x from rates", "without SQL lists the tables"),
        ("", "0 statements"),
        ("select 1/0 + 'a'", "lists the tables"),
    ],
)
def test_a_wrong_query_is_one_sentence_with_a_way_out(query: Chitieu, sql: str, words: str) -> None:
    result = query(sql)
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ")
    assert words in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_before_the_first_run_it_says_what_to_run(chitieu: Chitieu, tmp_path: Path) -> None:
    result = chitieu("query", "select 1", "--warehouse", tmp_path / "no.duckdb")
    assert result.exit_code == 1
    assert "run `chitieu run` first" in result.stderr


def test_a_file_that_is_no_database(chitieu: Chitieu, tmp_path: Path) -> None:
    path = tmp_path / "x.duckdb"
    path.write_text("not a database at all" * 500, encoding="utf-8")
    result = chitieu("query", "select 1", "--warehouse", path)
    assert result.exit_code == 1
    assert str(path) in result.stderr
    assert "chitieu run" in result.stderr


def test_the_published_file_lies_beside_the_warehouse_by_default(
    chitieu: Chitieu, published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CHITIEU_PUBLISHED", raising=False)
    result = chitieu(
        "query", "select count(*) from rates", CHITIEU_WAREHOUSE=str(tmp_path / "chitieu.duckdb")
    )
    assert result.exit_code == 0, result.stderr


def test_a_reader_that_holds_the_file_is_no_hindrance(query: Chitieu, published: Path) -> None:
    with duckdb.connect(str(published), read_only=True) as other:
        other.execute("select 1")
        # Two connections of one process must agree in their settings, so the other is elsewhere.
    assert query("select 1").exit_code == 0
