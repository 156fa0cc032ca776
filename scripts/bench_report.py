"""Time the report on a large warehouse, and its largest page in Chromium.

    python scripts/bench_report.py [WAREHOUSE]

Without WAREHOUSE it makes the one of scripts/bench_marts.py first, which takes minutes
(`python scripts/bench_marts.py --keep DIR` leaves it in DIR/bench.duckdb).
Bars, for a million observations and 700 places: built in 90 s; no page above 500 kB; the largest
usable (its numbers open their sentence) within 1 s.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

from report.site import build_report

SECONDS_BAR, BYTES_BAR, USABLE_BAR = 90.0, 500_000, 1.0


def made_warehouse(folder: Path) -> Path:
    """A million made-up observations with their marts."""
    from bench_marts import build, make_staging

    warehouse = folder / "bench.duckdb"
    make_staging(warehouse, observations=1_000_000)
    build(warehouse, folder / "target")
    return warehouse


def cpu_seconds() -> float:
    """Processor seconds of this process and of its children that have ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def seconds_to_usable(pages: list[Path]) -> float | None:
    """Seconds until the slowest of the pages has run its scripts; None without Chromium."""
    chromium = shutil.which("chromium")
    if chromium is None:
        return None
    from playwright.sync_api import sync_playwright

    slowest = 0.0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for path in pages:
            page = browser.new_page(viewport={"width": 390, "height": 800})
            started = time.monotonic()
            page.goto(f"file://{path}", wait_until="domcontentloaded")
            page.locator("a.n, a").first.wait_for()
            slowest = max(slowest, time.monotonic() - started)
            page.close()
        browser.close()
    return slowest


def main() -> int:
    """Build, measure, print; 1 where a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("warehouse", type=Path, nargs="?")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        warehouse = options.warehouse or made_warehouse(Path(scratch))
        before = cpu_seconds()
        built = build_report(warehouse, Path(scratch) / "report")
        spent = cpu_seconds() - before
        largest = sorted(
            built.index.parent.glob("**/*.html"), key=lambda page: -page.stat().st_size
        )
        first = [page for page in largest if "-2.html" not in page.name][:3]
        usable = seconds_to_usable([*largest[:2], *first])
    print(f"{built.numbers:,} numbers with their sentences on {built.pages:,} pages")
    print(
        f"built in {built.seconds:.1f} s (bar {SECONDS_BAR:.0f} s), of processors {spent:.1f} s, "
        f"with a load of {os.getloadavg()[0]:.1f}"
    )
    print(f"largest page {built.largest_bytes:,} bytes (bar {BYTES_BAR:,})")
    told = "not measured: no Chromium" if usable is None else f"{usable:.2f} s"
    print(f"usable after {told} (bar {USABLE_BAR:.0f} s)")
    missed = (
        built.seconds > SECONDS_BAR
        or built.largest_bytes > BYTES_BAR
        or (usable is not None and usable > USABLE_BAR)
    )
    print("a bar is missed" if missed else "all bars reached")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
