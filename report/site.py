"""The whole site: built aside, then put in the place of the one before."""

from __future__ import annotations

import datetime
import gc
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeVar

import duckdb

from report.current import made_of, remember
from report.indicators import Indicator, list_indicators, write_indicators
from report.lists import (
    write_contradictions,
    write_indicator_list,
    write_place_list,
    write_refused,
    write_refuted,
)
from report.overview import write_accuracy, write_overview
from report.places import Names, PageStarts, Place, list_places, write_places
from report.rendering import Setting, Tally
from report.words import english_units

STATIC = Path(__file__).with_name("static")
#: Below this a second process costs more than it saves.
NUMBERS_FOR_PROCESSES = 30_000
NUMBERS_A_CHUNK = 80_000
NEEDED = {
    "article_texts", "attainment_rates", "contradictions", "dim_article", "dim_indicator",
    "dim_place", "fct_observations", "place_scorecards", "refused_inputs", "year_over_year",
}  # fmt: skip

Task = TypeVar("Task")
Done = TypeVar("Done")


class ReportError(Exception):
    """The report cannot be built from this file; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Built:
    """What was built: the first page, how many pages, bytes of the largest, seconds.

    `numbers` are shown with their sentences on the places' pages, `left_out` counted there only.
    """

    index: Path
    pages: int
    largest_bytes: int
    numbers: int
    left_out: int
    seconds: float


def build_report(published: Path, folder: Path, *, processes: int | None = None) -> Built:
    """Write the report on the published file into `folder`, replacing the one that is there.

    Reads nothing but the file (and docs/ACCURACY.md where there is one). Raises `ReportError`
    where the file is missing, not readable or of an older chitieu, and leaves the old report.
    """
    started = time.monotonic()
    aside = folder.with_name(f".{folder.name}.{os.getpid()}.new")
    shutil.rmtree(aside, ignore_errors=True)
    try:
        for name in ("assets", "place", "indicator"):
            (aside / name).mkdir(parents=True)
        _check_there(published)
        key = made_of(published)
        tally = _write(published, aside, processes)
        if made_of(published) == key:  # else a run published another file meanwhile
            remember(aside, key)
        _swap(aside, folder)
    except OSError as error:
        place = error.filename or aside
        raise ReportError(
            f"{error.strerror or error} ({place}); mend that and run again."
        ) from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return Built(
        index=folder / "index.html",
        pages=tally.pages,
        largest_bytes=tally.largest,
        numbers=tally.numbers,
        left_out=tally.left_out,
        seconds=time.monotonic() - started,
    )


def _write(published: Path, aside: Path, processes: int | None) -> Tally:
    vega = f"vega-{version('vl-convert-python')}.js"
    setting = Setting(aside, published, datetime.datetime.now(), vega)
    with ThreadPoolExecutor(1) as thread:
        bundle = thread.submit(_vega, vega)
        with closing(_open(published)) as connection:
            tally = _write_pages(connection, setting, processes)
        (aside / "assets" / vega).write_text(bundle.result(), encoding="utf-8")
    return tally


def _write_pages(
    connection: duckdb.DuckDBPyConnection, setting: Setting, processes: int | None
) -> Tally:
    places, indicators = list_places(connection), list_indicators(connection)
    names = {indicator.code: (indicator.name_vi, indicator.name_en) for indicator in indicators}
    _write_assets(setting, indicators)
    numbers = sum(place.observations for place in places)
    if processes is None:
        processes = (os.cpu_count() or 1) if numbers >= NUMBERS_FOR_PROCESSES else 1
    starts: PageStarts = {}
    tally = Tally()
    chunks = _chunks(places, lambda place: place.observations)
    for found, counted in _each(
        _places_task, [(setting, chunk, names) for chunk in chunks], connection, processes
    ):
        starts |= found
        tally.add(counted)
    by_indicator = _chunks(indicators, lambda indicator: indicator.observations)
    for counted in _each(
        _indicators_task,
        [(setting, chunk, starts) for chunk in by_indicator],
        connection,
        processes,
    ):
        tally.add(counted)
    shown, left_out = tally.numbers, tally.left_out
    tally.add(write_overview(connection, setting, places))
    tally.add(write_place_list(setting, places))
    tally.add(write_indicator_list(setting, indicators))
    tally.add(write_contradictions(connection, setting, starts))
    tally.add(write_refuted(connection, setting, starts))
    tally.add(write_refused(connection, setting))
    tally.add(write_accuracy(connection, setting))
    tally.numbers, tally.left_out = shown, left_out
    if shown + left_out != numbers:
        raise ReportError(
            f"{numbers} observations are in {setting.published}, but the pages hold {shown} and "
            f"count {left_out}; this is a defect of the report, please tell it"
        )
    return tally


def _places_task(
    connection: duckdb.DuckDBPyConnection,
    task: tuple[Setting, Sequence[Place], Names],
) -> tuple[PageStarts, Tally]:
    setting, places, names = task
    return write_places(connection, setting, places, names)


def _indicators_task(
    connection: duckdb.DuckDBPyConnection, task: tuple[Setting, Sequence[Indicator], PageStarts]
) -> Tally:
    setting, indicators, starts = task
    return write_indicators(connection, setting, indicators, starts)


def _each(
    work: Callable[[duckdb.DuckDBPyConnection, Any], Done],
    tasks: Sequence[Any],
    connection: duckdb.DuckDBPyConnection,
    processes: int,
) -> Iterator[Done]:
    """The results of the tasks in order, in this process or in several."""
    if processes <= 1 or len(tasks) <= 1:
        for task in tasks:
            yield work(connection, task)
        return
    # Threads of Dagster may hold locks: a forked child would wait for them for ever.
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        yield from pool.map(_in_process, [work] * len(tasks), tasks)


def _in_process(work: Callable[[duckdb.DuckDBPyConnection, Any], Done], task: Any) -> Done:
    # Rows are many and in no cycles: looking for cycles among them takes a third of the time.
    gc.set_threshold(200_000, 20, 100)
    with closing(_open(task[0].published, threads=1)) as connection:
        return work(connection, task)


def _chunks(items: Sequence[Task], size: Callable[[Task], int]) -> list[list[Task]]:
    chunks: list[list[Task]] = [[]]
    used = 0
    for item in items:
        if chunks[-1] and used + size(item) > NUMBERS_A_CHUNK:
            chunks.append([])
            used = 0
        chunks[-1].append(item)
        used += size(item)
    return chunks


def _check_there(published: Path) -> None:
    if not published.is_file():
        raise ReportError(f"There is no published file at {published} yet: run `chitieu run`.")


def _open(published: Path, *, threads: int | None = None) -> duckdb.DuckDBPyConnection:
    _check_there(published)
    config: dict[str, str | bool | int | float | list[str]] = {"enable_external_access": False}
    if threads:
        config["threads"] = threads
    try:
        connection = duckdb.connect(str(published), read_only=True, config=config)
        connection.execute("set enable_progress_bar = false")
        found = connection.execute(
            "select table_name from information_schema.tables where table_schema = 'marts'"
        ).fetchall()
    except duckdb.Error as error:
        raise ReportError(
            f"{published} could not be read ({str(error).splitlines()[0]}); publish it anew: "
            "`chitieu run`."
        ) from error
    missing = sorted(NEEDED - {name for (name,) in found})
    if missing:
        connection.close()
        raise ReportError(
            f"{published} lacks the tables {', '.join(missing)}: an older chitieu wrote it; "
            "publish it anew: `chitieu run`."
        )
    return connection


def _write_assets(setting: Setting, indicators: Sequence[Indicator]) -> None:
    from report.charts import specifications

    assets = setting.folder / "assets"
    for name in ("report.css", "report.js"):
        shutil.copyfile(STATIC / name, assets / name)
    _script(assets / "charts.js", "CHARTS", specifications())
    english = {indicator.name_vi: indicator.name_en for indicator in indicators}
    _script(assets / "words.js", "WORDS", english | dict(english_units()))


def _script(path: Path, name: str, value: object) -> None:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    path.write_text(f"window.{name}={text};\n", encoding="utf-8")


def _vega(name: str) -> str:
    """Vega, Vega-Lite and vega-embed as one script, kept in the user's cache: bundling takes
    seconds, and the script changes only with the package that carries it."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "chitieu" / name
    if cache.is_file():
        return cache.read_text(encoding="utf-8")
    import vl_convert

    bundle: str = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")
    with suppress(OSError):
        cache.parent.mkdir(parents=True, exist_ok=True)
        aside = cache.with_name(f"{name}.{os.getpid()}.new")
        aside.write_text(bundle, encoding="utf-8")
        aside.replace(cache)
    return bundle


def _swap(aside: Path, folder: Path) -> None:
    old = folder.with_name(f".{folder.name}.{os.getpid()}.old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    aside.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
