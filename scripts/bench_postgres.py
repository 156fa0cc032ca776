"""Time `chitieu publish` of a million observations to a PostgreSQL server of its own.

    python scripts/bench_postgres.py [--rows 1000000] [--warehouse FILE]

The rows are those of the published file's fct_observations, sentences and all, as often as
needed. It publishes twice: to an empty server, then over a million old rows. Bar: 60 s each.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

import duckdb

ROOT = Path(__file__).resolve().parents[1]
SECONDS_BAR = 60.0


def main() -> int:
    """Make the rows, publish them twice, print the seconds; 1 where a bar is missed."""
    sys.path.insert(0, str(ROOT))
    from chitieu.postgres import publish
    from chitieu.published import published_file
    from scripts.postgres_server import ABSENT, PASSWORD, programs, running

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--warehouse", type=Path)
    arguments = parser.parse_args()
    source = published_file(arguments.warehouse)
    if programs() is None:
        print(f"Not measured: {ABSENT}")
        return 0
    if not source.is_file():
        print(f"Not measured: there is no published file at {source}, run `make run` first")
        return 0
    os.environ["PGPASSWORD"] = PASSWORD
    slow = False
    with tempfile.TemporaryDirectory() as folder, running() as address:
        path = Path(folder) / "many.duckdb"
        make(source, path, arguments.rows)
        megabytes = path.stat().st_size / 1e6
        print(f"{arguments.rows:,} rows, {megabytes:.0f} MB as a DuckDB file")
        with duckdb.connect(str(path), read_only=True) as published:
            for what in ("to an empty server", "over as many old rows"):
                start = time.monotonic()
                publish(published, address)
                seconds = time.monotonic() - start
                slow |= seconds > SECONDS_BAR
                print(f"{what}: {seconds:.1f} s (bar {SECONDS_BAR:.0f} s)", flush=True)
    return int(slow)


def make(source: Path, path: Path, rows: int) -> None:
    """A file whose fct_observations has `rows` rows with keys of their own."""
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            f"attach '{str(source).replace(chr(39), chr(39) * 2)}' as source (read_only)"
        )
        connection.execute("create schema marts")
        ((there,),) = connection.execute(
            "select count(*) from source.marts.fct_observations"
        ).fetchall()
        connection.execute(
            "create table marts.fct_observations as "
            "select * exclude (copy) replace (observation_id || '-' || copy as observation_id) "
            "from source.marts.fct_observations, range(?) as r(copy) limit ?",
            [rows // there + 1, rows],
        )


if __name__ == "__main__":
    sys.exit(main())
