"""The warehouse file: one writer at a time, every connection closed after use."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb

RETRIES = 3
RETRY_SECONDS = 0.5


class WarehouseBusyError(Exception):
    """Somebody else is writing to the warehouse, or holds its file open."""


@contextmanager
def writing_alone(warehouse: Path) -> Iterator[None]:
    """Hold the lock file beside `warehouse`, whatever started this run.

    The operating system frees the lock when its holder dies, so a killed run blocks nobody.
    Raises `WarehouseBusyError` at once when another run holds it.
    """
    lock_path = warehouse.with_name(warehouse.name + ".lock")
    lock_path.parent.mkdir(parents=True, exist_ok=True)
    with lock_path.open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            holder = lock.read().strip() or "unknown"
            raise WarehouseBusyError(
                f"Another run (process {holder}) is writing to {warehouse}. Wait until it has "
                "ended and start this one again; two runs never write at the same time."
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


@contextmanager
def open_warehouse(warehouse: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to `warehouse` that is closed when the block ends, whatever happens in it.

    Raises `WarehouseBusyError` after three short tries while another process holds the file.
    """
    with closing(_connect(warehouse)) as connection:
        connection.execute("set timezone = 'UTC'")
        yield connection


def _connect(warehouse: Path) -> duckdb.DuckDBPyConnection:
    warehouse.parent.mkdir(parents=True, exist_ok=True)
    for attempt in range(1, RETRIES + 1):
        try:
            return duckdb.connect(str(warehouse))
        except duckdb.IOException as error:
            if "lock" not in str(error).lower():
                raise
            if attempt == RETRIES:
                raise WarehouseBusyError(
                    f"{warehouse} is held open by another program, so the run cannot write to it: "
                    f"{error}. Close that program; to read while runs go on, open the published "
                    f"file {warehouse.parent / 'published' / warehouse.name} instead."
                ) from error
            time.sleep(RETRY_SECONDS)
    raise AssertionError("the loop above returns or raises")


class Warehouse(dg.ConfigurableResource[Any]):
    """The working DuckDB file; holding this resource means being its only writer."""

    path: str

    @property
    def file(self) -> Path:
        """The file's path."""
        return Path(self.path)

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator[Warehouse]:
        """Hold the writer's lock for the whole run."""
        with writing_alone(self.file):
            yield self

    @contextmanager
    def connect(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection that is closed when the block ends; dbt never runs inside the block."""
        with open_warehouse(self.file) as connection:
            yield connection
