"""`chitieu publish` against a real PostgreSQL server of its own."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner, Result

from chitieu.__main__ import commands
from chitieu.postgres import without_password
from scripts.postgres_server import ABSENT, PASSWORD, programs, running

adbc = pytest.importorskip(
    "adbc_driver_postgresql.dbapi", reason="adbc-driver-postgresql is not installed: `make`"
)
pytestmark = pytest.mark.skipif(programs() is None, reason=ABSENT)

RATES = (
    "select * from (values "
    "('Huyện Hải Hà', 2022, 105.5::double, date '2022-12-28', true, 'thu \"đạt\" 1.250 tỷ'), "
    "('Xã Hải Đông', 2021, null, null, null, null)) "
    "as t(place_name, year, stated_pct, article_date, is_met, quote)"
)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patched, running() as address:
        patched.setenv("PGPASSWORD", PASSWORD)
        yield address


@pytest.fixture
def ask(server: str) -> Callable[..., list[tuple[Any, ...]]]:
    """Ask the server, or tell it to do something, as postgres or another user."""

    def asked(sql: str, *, user: str = "postgres", database: str = "") -> list[tuple[Any, ...]]:
        address = server.replace("postgres@", f"{user}@")
        if database:
            address = address.removesuffix("postgres") + database
        with adbc.connect(address, autocommit=True) as connection, connection.cursor() as cursor:
            cursor.execute(sql)
            return [] if cursor.description is None else list(cursor.fetchall())

    return asked


@pytest.fixture
def schema(ask: Callable[..., Any], request: pytest.FixtureRequest) -> Iterator[str]:
    """A schema of this test alone."""
    name = f"t{abs(hash(request.node.name)) % 10**9}"
    yield name
    ask(f"drop schema if exists {name} cascade")


def write(path: Path, **tables: str) -> Path:
    """A published file with these tables, each made from its query."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts")
        for name, query in tables.items():
            connection.execute(f"create table marts.{name} as {query}")
    return path


def publish(published: Path, address: str, schema: str = "marts") -> Result:
    arguments = ["publish", "--to", address, "--schema", schema, "--warehouse", str(published)]
    return CliRunner().invoke(commands, arguments)


def test_every_row_and_type_arrives(
    server: str, ask: Callable[..., Any], schema: str, tmp_path: Path
) -> None:
    published = write(
        tmp_path / "p.duckdb", attainment_rates=RATES, refused_inputs="select '' as path limit 0"
    )
    result = publish(published, server, schema)
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("2 tables, 2 rows in ")
    assert ask(f"select * from {schema}.attainment_rates order by year desc") == [
        ("Huyện Hải Hà", 2022, 105.5, date(2022, 12, 28), True, 'thu "đạt" 1.250 tỷ'),
        ("Xã Hải Đông", 2021, None, None, None, None),
    ]
    assert ask(
        "select column_name::text, data_type::text from information_schema.columns "
        f"where table_schema = '{schema}' and table_name = 'attainment_rates' "
        "order by ordinal_position"
    ) == [
        ("place_name", "text"),
        ("year", "integer"),
        ("stated_pct", "double precision"),
        ("article_date", "date"),
        ("is_met", "boolean"),
        ("quote", "text"),
    ]
    told = ask(f"select table_name, rows from {schema}.publication order by 1")
    assert told == [("attainment_rates", 2), ("refused_inputs", 0)]


def test_descriptions_come_along(
    server: str, ask: Callable[..., Any], schema: str, tmp_path: Path
) -> None:
    published = write(tmp_path / "p.duckdb", attainment_rates=RATES)
    assert publish(published, server, schema).exit_code == 0
    ((table, column),) = ask(
        f"select obj_description('{schema}.attainment_rates'::regclass), "
        f"col_description('{schema}.attainment_rates'::regclass, 3)"
    )
    assert table.startswith("Results against targets")
    assert "Tỷ lệ hoàn thành bài viết nêu" in column


def test_publishing_twice_changes_nothing_and_keeps_rights_and_views(
    server: str, ask: Callable[..., Any], schema: str, tmp_path: Path
) -> None:
    published = write(tmp_path / "p.duckdb", attainment_rates=RATES)
    assert publish(published, server, schema).exit_code == 0
    ask(f"create view {schema}.of_hai_ha as select year from {schema}.attainment_rates")
    ask(f"create role reader_{schema} login password '{PASSWORD}'")
    ask(f"grant usage on schema {schema} to reader_{schema}")
    ask(f"grant select on {schema}.attainment_rates to reader_{schema}")
    before = ask(f"select * from {schema}.attainment_rates order by year")
    try:
        for _ in range(2):
            assert publish(published, server, schema).exit_code == 0
        query = f"select * from {schema}.attainment_rates order by year"
        assert ask(query, user=f"reader_{schema}") == before
        assert ask(f"select * from {schema}.of_hai_ha order by 1") == [(2021,), (2022,)]
    finally:
        ask(f"drop schema {schema} cascade")
        ask(f"drop role reader_{schema}")


def test_columns_and_marts_that_came_or_went(
    server: str, ask: Callable[..., Any], schema: str, tmp_path: Path
) -> None:
    path = tmp_path / "p.duckdb"
    write(path, rates="select 1 as a, 'x' as b, 2 as c", gone="select 1 as a")
    assert publish(path, server, schema).exit_code == 0
    write(path, rates="select 'mới' as d, 0.5::double as c, 7 as a", came="select 1 as a")
    assert publish(path, server, schema).exit_code == 0
    assert ask(f"select a, c, d from {schema}.rates") == [(7, 0.5, "mới")]
    tables = ask(f"select table_name::text from information_schema.tables "
                 f"where table_schema = '{schema}' order by 1")  # fmt: skip
    assert tables == [("came",), ("publication",), ("rates",)]


def test_readers_see_the_old_or_the_new_and_never_half(
    server: str, ask: Callable[..., Any], schema: str, tmp_path: Path
) -> None:
    """Two tables of as many rows as the other, all rows of one version, while five versions come.

    One reader asks one query after another; one keeps a transaction of repeatable reads open over
    a whole publication, where a table swapped by name would look empty.
    """

    def version(number: int) -> Path:
        rows = f"select {number} as version, i from range(2000 + {number}) as r(i)"
        return write(tmp_path / "p.duckdb", left_side=rows, right_side=rows)

    both = (
        "select l.n, l.low, l.high, r.n, r.low, r.high from "
        f"(select count(*) n, min(version) low, max(version) high from {schema}.left_side) l, "
        f"(select count(*) n, min(version) low, max(version) high from {schema}.right_side) r"
    )
    assert publish(version(0), server, schema).exit_code == 0
    seen: list[tuple[Any, ...]] = []
    failures: list[BaseException] = []
    done = threading.Event()

    def read() -> None:
        try:
            with adbc.connect(server, autocommit=True) as connection, connection.cursor() as cursor:
                while not done.is_set():
                    cursor.execute(both)
                    seen.extend(cursor.fetchall())
        except BaseException as error:
            failures.append(error)

    reader = threading.Thread(target=read)
    reader.start()
    try:
        with adbc.connect(server) as patient, patient.cursor() as cursor:
            cursor.execute("set transaction isolation level repeatable read")
            cursor.execute(f"select count(*) from {schema}.left_side")
            assert cursor.fetchall() == [(2000,)]
            for number in range(1, 6):
                result = publish(version(number), server, schema)
                assert result.exit_code == 0, result.output
            cursor.execute(f"select count(*) from {schema}.right_side")
            assert cursor.fetchall() == [(2000,)]
    finally:
        done.set()
        reader.join(timeout=60)
    assert not failures
    assert {first[1] for first in seen} >= {0, 5}
    for row in seen:
        number = row[1]
        assert row == (2000 + number, number, number, 2000 + number, number, number)


def test_a_failure_on_the_way_leaves_the_old(
    server: str, ask: Callable[..., Any], schema: str, tmp_path: Path
) -> None:
    path = tmp_path / "p.duckdb"
    write(path, a_table="select 1 as v", z_table="select 1 as v")
    assert publish(path, server, schema).exit_code == 0
    write(path, a_table="select 2 as v", z_table="select chr(0) || 'x' as v")
    result = publish(path, server, schema)
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: PostgreSQL says: ")
    assert "0x00" in result.stderr
    assert "while z_table was sent" in result.stderr
    assert ask(f"select v from {schema}.a_table union all select v from {schema}.z_table") == [
        (1,),
        (1,),
    ]


def test_a_view_upon_a_column_that_went_is_named(
    server: str, ask: Callable[..., Any], schema: str, tmp_path: Path
) -> None:
    path = write(tmp_path / "p.duckdb", rates="select 1 as a, 2 as b")
    assert publish(path, server, schema).exit_code == 0
    ask(f"create view {schema}.mine as select b from {schema}.rates")
    result = publish(write(path, rates="select 3 as a"), server, schema)
    assert result.exit_code == 1
    assert "mine" in result.stderr
    assert "drop those views" in result.stderr
    assert ask(f"select a, b from {schema}.rates") == [(1, 2)]


def test_a_table_of_somebody_else_is_left_alone(
    server: str, ask: Callable[..., Any], schema: str, tmp_path: Path
) -> None:
    ask(f"create schema {schema}")
    ask(f"create table {schema}.rates (theirs text)")
    result = publish(write(tmp_path / "p.duckdb", rates="select 1 as a"), server, schema)
    assert result.exit_code == 1
    assert f"{schema}.rates exists and chitieu did not make it" in result.stderr
    assert "--schema" in result.stderr
    assert ask(f"select count(*) from {schema}.rates") == [(0,)]


def test_two_publications_never_run_at_once(server: str, schema: str, tmp_path: Path) -> None:
    path = write(tmp_path / "p.duckdb", rates="select 1 as a")
    with adbc.connect(server, autocommit=True) as other, other.cursor() as cursor:
        cursor.execute(f"select pg_advisory_lock(hashtext('chitieu'), hashtext('{schema}'))")
        cursor.fetchall()
        result = publish(path, server, schema)
    assert result.exit_code == 1
    assert "Another publication" in result.stderr
    assert publish(path, server, schema).exit_code == 0


def test_a_database_without_vietnamese_is_refused(
    server: str, ask: Callable[..., Any], tmp_path: Path
) -> None:
    ask("create database latin encoding 'LATIN1' template template0")
    path = write(tmp_path / "p.duckdb", rates="select 1 as a")
    result = publish(path, server.removesuffix("postgres") + "latin")
    assert result.exit_code == 1
    assert "LATIN1, which cannot hold Vietnamese" in result.stderr


def test_a_user_without_the_right_is_told_which(
    server: str, ask: Callable[..., Any], tmp_path: Path
) -> None:
    ask(f"create role humble login password '{PASSWORD}'")
    path = write(tmp_path / "p.duckdb", rates="select 1 as a")
    result = publish(path, server.replace("postgres@", "humble@"), "humble_marts")
    assert result.exit_code == 1
    assert "permission denied for database postgres" in result.stderr
    assert "grant create on database" in result.stderr


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("mysql://localhost/x", "begins with postgresql://"),
        ("postgresql://a:geheim@127.0.0.1:1/x", "Connection refused"),
        ("postgresql://a:geheim@127.0.0.1:port/x", "port"),
        ("postgresql://127.0.0.1:1/x?password=geheim&user=a", "Connection refused"),
    ],
)
def test_an_address_that_leads_nowhere(address: str, said: str, tmp_path: Path) -> None:
    result = publish(write(tmp_path / "p.duckdb", rates="select 1 as a"), address)
    assert result.exit_code == 1
    assert said in result.stderr
    assert "geheim" not in result.output
    assert len(result.stderr.strip().splitlines()) == 1


def test_a_wrong_password_is_told_without_it(server: str, tmp_path: Path) -> None:
    path = write(tmp_path / "p.duckdb", rates="select 1 as a")
    result = publish(path, server.replace("postgres@", "postgres:geheim@"))
    assert result.exit_code == 1
    assert "password authentication failed" in result.stderr
    assert "geheim" not in result.output


@pytest.mark.parametrize("schema", ["Marts", "a b", 'x"; drop schema marts; --', ""])
def test_a_name_that_is_no_schema(server: str, schema: str, tmp_path: Path) -> None:
    result = publish(write(tmp_path / "p.duckdb", rates="select 1 as a"), server, schema)
    assert result.exit_code == 1
    assert "is no schema name" in result.stderr


def test_without_the_driver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "adbc_driver_postgresql", None)
    path = write(tmp_path / "p.duckdb", rates="select 1 as a")
    result = publish(path, "postgresql://localhost/x")
    assert result.exit_code == 1
    assert "pip install 'chitieu[postgres]'" in result.stderr


def test_before_the_first_run(server: str, tmp_path: Path) -> None:
    result = publish(tmp_path / "none.duckdb", server)
    assert result.exit_code == 1
    assert "run `chitieu run` first" in result.stderr
    empty = tmp_path / "empty.duckdb"
    duckdb.connect(str(empty)).close()
    result = publish(empty, server)
    assert result.exit_code == 1
    assert "holds no mart" in result.stderr


def test_a_password_is_shown_as_stars() -> None:
    address = "postgresql://lan:p@ss:w%40rd@db/x"
    assert without_password(address, address) == "postgresql://lan:***@db/x"
    assert without_password("postgresql://lan@db/x", "postgresql://lan@db/x") == (
        "postgresql://lan@db/x"
    )
