"""What makes a build be made again: anything that goes in, anything that it left."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from orchestration import unchanged
from orchestration.unchanged import Build, contents, forget, ingredients, last_build, remember

BUILD = Build(datetime(2026, 3, 1, 6, 0), [{"info": {"msg": "Xã"}, "data": {"rows": 2}}])


@pytest.fixture
def built(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """A warehouse with a table and a view, and the build that left them."""
    connection.execute("create schema marts")
    connection.execute(
        "create table marts.facts as select * from (values (1, 'a'), (2, 'b')) t(n, s)"
    )
    connection.execute("create view marts.seen as from marts.facts where n > 1")
    remember(connection, "made of this", BUILD)
    return connection


def test_the_last_build_is_told_as_it_was(built: duckdb.DuckDBPyConnection) -> None:
    assert last_build(built, "made of this") == BUILD
    assert last_build(built, "made of this") == BUILD


def test_a_build_of_something_else_is_not_the_last_one(built: duckdb.DuckDBPyConnection) -> None:
    assert last_build(built, "made of that") is None


def test_a_build_that_began_and_did_not_end_is_not_the_last_one(
    built: duckdb.DuckDBPyConnection,
) -> None:
    forget(built)
    assert last_build(built, "made of this") is None


@pytest.mark.parametrize(
    "change",
    [
        "insert into marts.facts values (3, 'c')",
        "insert into marts.facts from marts.facts",
        "delete from marts.facts where n = 1",
        "update marts.facts set s = case n when 1 then 'b' else 'a' end",
        "update marts.facts set s = null where n = 1",
        "alter table marts.facts rename column s to t",
        "alter table marts.facts alter n type bigint",
        "alter table marts.facts add column more integer",
        "comment on table marts.facts is 'told'",
        "comment on column marts.facts.n is 'told'",
        "drop view marts.seen",
        "create or replace view marts.seen as from marts.facts where n > 0",
        "create table marts.more as select 1 as n",
        "drop view marts.seen; drop table marts.facts",
        "insert into staging.refused values ('a', 'a', 'empty', 'It is empty.', '2026-03-01')",
        "insert into staging.extracted values ('a', 'v', 0, '2026-03-01')",
    ],
)
def test_whatever_changed_in_the_warehouse_is_noticed(
    built: duckdb.DuckDBPyConnection, change: str
) -> None:
    built.execute(change)
    assert last_build(built, "made of this") is None


def test_rows_in_another_order_are_the_same(built: duckdb.DuckDBPyConnection) -> None:
    before = contents(built, "chitieu", "marts")
    built.execute("create or replace table marts.facts as from marts.facts order by n desc")
    assert contents(built, "chitieu", "marts") == before
    assert sorted(before) == ["marts.facts", "marts.seen"]
    assert [held[2] for _, held in sorted(before.items())] == [2, 1]


def test_columns_may_have_any_name(built: duckdb.DuckDBPyConnection) -> None:
    built.execute('create table marts.odd as select 1 as columns, 2 as "hash", 3 as "a b"')
    before = contents(built, "chitieu", "marts")
    built.execute('update marts.odd set "a b" = 4')
    assert contents(built, "chitieu", "marts") != before


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A file that a build is made of."""
    path = tmp_path / "facts.sql"
    path.write_text("select 1")
    return path


def test_the_same_ingredients_have_the_same_hash(model: Path, tmp_path: Path) -> None:
    before = ingredients([model, tmp_path], ["build"])
    assert ingredients([tmp_path, model], ["build"]) == before
    assert ingredients([model], ["build", "--select", "facts"]) != before
    other = tmp_path / "more.sql"
    other.write_text("select 1")
    assert ingredients([model, other], ["build"]) != before
    assert ingredients([other], ["build"]) != before
    model.write_text("select 2")
    assert ingredients([model], ["build"]) != before
    model.write_text("select 1")
    assert ingredients([model], ["build"]) == before


def test_packages_and_dbts_settings_are_ingredients(
    model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DBT_SEND_ANONYMOUS_USAGE_STATS", raising=False)
    before = ingredients([model], ["build"])
    monkeypatch.setenv("DBT_SEND_ANONYMOUS_USAGE_STATS", "false")
    assert ingredients([model], ["build"]) == before, "make run, then chitieu run"
    monkeypatch.setenv("DBT_FULL_REFRESH", "yes")
    refreshed = ingredients([model], ["build"])
    assert refreshed != before
    monkeypatch.setattr(unchanged, "version", lambda package: "9.9")
    assert ingredients([model], ["build"]) not in (before, refreshed)
