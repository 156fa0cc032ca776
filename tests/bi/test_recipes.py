"""The recipes of docs/BI.md run as they stand there."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.bi.marts import ROOT, contracts, write_marts

PAGE = (ROOT / "docs" / "BI.md").read_text(encoding="utf-8")
PYTHON = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
#: place_name, period, stated_pct of the rows of tests/bi/marts.py whose time is over.
DUE = [("Xã Hải Đông", "2022", 108.0), ("Xã Hải Đông", "2022", 92.5), ("Xã Hải Đông", "2022", None)]


@pytest.fixture
def beside_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with warehouse/published/chitieu.duckdb in it, as the working one."""
    path = write_marts(tmp_path / "warehouse" / "published" / "chitieu.duckdb")
    monkeypatch.chdir(tmp_path)
    return path


def run(recipe: str) -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(compile(recipe, "docs/BI.md", "exec"), names)
    return names


def test_the_page_has_both_recipes() -> None:
    assert ["duckdb.connect" in PYTHON[0], "create_engine" in PYTHON[1]] == [True, True]
    assert len(PYTHON) == 2


def test_duckdb_in_python(beside_the_file: Path) -> None:
    assert run(PYTHON[0])["rows"] == DUE


def test_duckdb_on_the_command_line(beside_the_file: Path) -> None:
    program = shutil.which("duckdb")
    if program is None:
        pytest.skip("DuckDB's command line is not installed: pip install duckdb-cli")
    (command,) = re.findall(r"^duckdb -readonly .*?\n.*?$", PAGE, re.MULTILINE)
    told = subprocess.run(
        ["bash", "-c", command.replace("duckdb -readonly", f"{program} -csv -readonly", 1)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    rows = list(csv.reader(told.stdout.splitlines()))
    assert rows[:2] == [["place_name", "period", "stated_pct"], ["Xã Hải Đông", "2022", "108.0"]]


def test_sqlalchemy_with_reflection_of_every_mart(beside_the_file: Path) -> None:
    sqlalchemy = pytest.importorskip("sqlalchemy", reason="SQLAlchemy is not installed")
    pytest.importorskip("duckdb_sqlalchemy", reason="duckdb-sqlalchemy is not installed")
    told = run(PYTHON[1])
    assert [tuple(row) for row in told["rows"]] == DUE
    assert sorted(told["tables"]) == sorted(contracts())

    metadata = sqlalchemy.MetaData()
    metadata.reflect(bind=told["engine"], schema="marts")
    kinds = {
        "varchar": sqlalchemy.String,
        "double": sqlalchemy.Float,
        "integer": sqlalchemy.Integer,
        "bigint": sqlalchemy.BigInteger,
        "boolean": sqlalchemy.Boolean,
        "date": sqlalchemy.Date,
        "timestamp": sqlalchemy.DateTime,
    }
    for mart, columns in contracts().items():
        reflected = metadata.tables[f"marts.{mart}"].columns
        assert [column.name for column in reflected] == list(columns)
        for column in reflected:
            assert isinstance(column.type, kinds[columns[column.name]]), (mart, column.name)


def test_sqlalchemy_sees_a_publication_and_cannot_write(
    beside_the_file: Path, tmp_path: Path
) -> None:
    sqlalchemy = pytest.importorskip("sqlalchemy", reason="SQLAlchemy is not installed")
    pytest.importorskip("duckdb_sqlalchemy", reason="duckdb-sqlalchemy is not installed")
    engine = run(PYTHON[1])["engine"]
    count = sqlalchemy.text("select count(*) from marts.attainment_rates")
    delete = sqlalchemy.text("delete from marts.attainment_rates")
    with engine.connect() as connection:
        assert connection.execute(count).scalar() == 5
        with pytest.raises(sqlalchemy.exc.DBAPIError, match="read-only"):
            connection.execute(delete)
    later = write_marts(tmp_path / "later.duckdb")
    import duckdb

    with duckdb.connect(str(later)) as writer:
        writer.execute("delete from marts.attainment_rates where not is_due")
    later.replace(beside_the_file)
    with engine.connect() as connection:
        assert connection.execute(count).scalar() == 3
