"""The published file: whole, swapped in by rename, never breaking a reader."""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from pathlib import Path

import duckdb
import pytest

from orchestration.publishing import PublishError, publish, published_rows
from orchestration.resources import open_warehouse


@pytest.fixture
def target(warehouse: Path) -> Path:
    """Where readers look."""
    return warehouse.parent / "published" / "chitieu.duckdb"


def make_marts(warehouse: Path, rows: int = 3) -> None:
    with open_warehouse(warehouse) as connection:
        connection.execute("create schema if not exists marts")
        connection.execute("create schema if not exists staging")
        connection.execute("create or replace table staging.articles as select 'riêng' as text")
        connection.execute(
            f"create or replace table marts.facts as select range as fact, 'xã' as level "
            f"from range({rows})"
        )
        connection.execute("comment on table marts.facts is 'A fact''s row'")
        connection.execute("comment on column marts.facts.level is 'cấp \"xã\"'")
        connection.execute("create or replace view marts.facts_seen as from marts.facts")


def count(path: Path, table: str = "facts") -> int:
    with closing(duckdb.connect(str(path), read_only=True)) as connection:
        found = connection.execute(f"select count(*) from marts.{table}").fetchone()
    assert found is not None
    number: int = found[0]
    return number


def test_marts_are_published_as_tables_with_their_comments_and_nothing_else_is(
    warehouse: Path, target: Path
) -> None:
    make_marts(warehouse)

    rows = publish(warehouse, target)

    assert rows == {"facts": 3, "facts_seen": 3}
    with closing(duckdb.connect(str(target), read_only=True)) as connection:
        tables = connection.execute(
            "select schema_name, table_name, comment from duckdb_tables() order by all"
        ).fetchall()
        views = connection.execute("select view_name from duckdb_views() where not internal")
        assert views.fetchall() == []
        column = connection.execute(
            "select comment from duckdb_columns() where table_name = 'facts' "
            "and column_name = 'level'"
        ).fetchone()
    assert tables == [("marts", "facts", "A fact's row"), ("marts", "facts_seen", None)]
    assert column == ('cấp "xã"',)
    assert [path.name for path in target.parent.iterdir()] == ["chitieu.duckdb"]


def test_a_reader_in_another_process_keeps_what_it_opened(warehouse: Path, target: Path) -> None:
    make_marts(warehouse, rows=3)
    publish(warehouse, target)
    reader = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import duckdb, sys\n"
            "connection = duckdb.connect(sys.argv[1], read_only=True)\n"
            "count = 'select count(*) from marts.facts'\n"
            "print(connection.execute(count).fetchone()[0], flush=True)\n"
            "sys.stdin.readline()\n"
            "print(connection.execute(count).fetchone()[0], flush=True)\n",
            str(target),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert reader.stdout is not None
    before = reader.stdout.readline()

    make_marts(warehouse, rows=5)
    publish(warehouse, target)
    after, _ = reader.communicate("go on\n", timeout=30)

    assert (before, after) == ("3\n", "3\n")
    assert reader.returncode == 0
    assert count(target) == 5


def test_a_write_ahead_log_beside_the_published_file_is_refused(
    warehouse: Path, target: Path
) -> None:
    make_marts(warehouse, rows=3)
    publish(warehouse, target)
    log = target.with_name("chitieu.duckdb.wal")
    log.write_bytes(b"left behind")
    make_marts(warehouse, rows=5)

    with pytest.raises(PublishError, match=r"chitieu\.duckdb\.wal exists.*delete.*run again"):
        publish(warehouse, target)

    log.unlink()
    assert count(target) == 3


def test_without_marts_the_published_file_stays_as_it_was(warehouse: Path, target: Path) -> None:
    make_marts(warehouse)
    publish(warehouse, target)
    with open_warehouse(warehouse) as connection:
        connection.execute("drop schema marts cascade")

    with pytest.raises(PublishError, match="nothing to publish"):
        publish(warehouse, target)

    assert count(target) == 3
    assert [path.name for path in target.parent.iterdir()] == ["chitieu.duckdb"]


def test_a_file_that_holds_the_same_rows_need_not_be_published(
    warehouse: Path, target: Path
) -> None:
    make_marts(warehouse)
    assert published_rows(warehouse, target) is None
    rows = publish(warehouse, target)
    assert published_rows(warehouse, target) == rows
    make_marts(warehouse)
    assert published_rows(warehouse, target) == rows


@pytest.mark.parametrize(
    "change",
    [
        "update marts.facts set level = 'huyện' where fact = 1",
        "comment on column marts.facts.level is 'khác'",
        "alter table marts.facts add column more integer",
        "create table marts.more as select 1 as fact",
        "create or replace view marts.facts_seen as from marts.facts where fact > 0",
        "drop view marts.facts_seen; drop table marts.facts",
    ],
)
def test_a_file_that_holds_something_else_is_published(
    warehouse: Path, target: Path, change: str
) -> None:
    make_marts(warehouse)
    publish(warehouse, target)
    with open_warehouse(warehouse) as connection:
        connection.execute(change)
    assert published_rows(warehouse, target) is None


def test_a_file_that_was_written_to_or_damaged_is_published_again(
    warehouse: Path, target: Path
) -> None:
    make_marts(warehouse)
    rows = publish(warehouse, target)
    with closing(duckdb.connect(str(target))) as connection:
        connection.execute("delete from marts.facts where fact = 0")
    assert published_rows(warehouse, target) is None
    target.write_bytes(target.read_bytes()[:5000])
    assert published_rows(warehouse, target) is None
    assert publish(warehouse, target) == rows
    assert published_rows(warehouse, target) == rows
    log = target.with_name(target.name + ".wal")
    log.write_bytes(b"")
    assert published_rows(warehouse, target) is None
