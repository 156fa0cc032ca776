"""One writer at a time, and an error at once where there is another."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

from orchestration.resources import WarehouseBusyError, open_warehouse, writing_alone


@contextmanager
def another_process(code: str, warehouse: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that has run `code` and then sleeps."""
    process = subprocess.Popen(
        [
            sys.executable,
            "-c",
            f"import sys, time\n{code}\nprint('ready', flush=True)\ntime.sleep(60)",
            str(warehouse),
        ],
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield process
    finally:
        process.kill()
        process.wait()


WRITING = """
from contextlib import ExitStack
from pathlib import Path
from orchestration.resources import writing_alone
stack = ExitStack()
stack.enter_context(writing_alone(Path(sys.argv[1])))
"""

READING = """
import duckdb
connection = duckdb.connect(sys.argv[1], read_only=True)
"""


def test_a_second_writer_is_told_at_once_who_the_first_is(warehouse: Path) -> None:
    with another_process(WRITING, warehouse) as other:
        started = time.monotonic()
        with (
            pytest.raises(WarehouseBusyError, match=rf"process {other.pid}\).*Wait until"),
            writing_alone(warehouse),
        ):
            pytest.fail("two writers at once")
        assert time.monotonic() - started < 1


def test_a_killed_writer_leaves_no_lock_behind(warehouse: Path) -> None:
    with another_process(WRITING, warehouse) as other:
        other.send_signal(signal.SIGKILL)
        other.wait()
        with writing_alone(warehouse):
            assert warehouse.with_name("chitieu.duckdb.lock").exists()


def test_a_program_that_holds_the_file_is_named_within_seconds(warehouse: Path) -> None:
    with open_warehouse(warehouse) as connection:
        connection.execute("create table t as select 1")
    with another_process(READING, warehouse) as other:
        started = time.monotonic()
        with (
            pytest.raises(WarehouseBusyError, match=rf"PID {other.pid}.*published"),
            open_warehouse(warehouse),
        ):
            pytest.fail("opened for writing while another process reads")
        assert time.monotonic() - started < 3


def test_a_file_that_is_no_database_is_told_as_such_at_once(warehouse: Path) -> None:
    warehouse.parent.mkdir(parents=True)
    warehouse.write_text("this is not a database, however long it is " * 100)
    with pytest.raises(duckdb.IOException, match="not a valid DuckDB"), open_warehouse(warehouse):
        pytest.fail("opened a text file")


def test_the_connection_is_closed_after_an_error(warehouse: Path) -> None:
    with pytest.raises(ValueError, match="in the block"), open_warehouse(warehouse):
        raise ValueError("in the block")
    # While a connection is open, DuckDB refuses another one with other settings.
    duckdb.connect(str(warehouse), read_only=True).close()
