"""A page an indicator: the places beside each other, period by period."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import duckdb
from markupsafe import Markup

from chitieu.amounts import vietnamese
from report.periods import period_names
from report.places import PageStarts, page_of, topic_word
from report.rendering import Setting, Tally, file_names, part, render, split, write
from report.rows import Row, read_rows
from report.scales import scale_of
from report.words import LEVELS, both, english_units, told, words

BARS = 30
#: Pages of one indicator, and about how many numbers they hold; older periods beyond them stand on
#: the pages of the places.
MOST_PAGES = 12
MOST_NUMBERS = 12_000

YEARS = """
select period_year, count(*)
from marts.fct_observations
where indicator = $indicator and period_year is not null
group by period_year
order by period_year desc
"""
INDICATORS = """
select
    indicators.indicator, indicators.name_vi, indicators.name_en, indicators.topic,
    count(told.observation_id) as observations, count(distinct told.place_id) as places
from marts.dim_indicator as indicators
inner join marts.fct_observations as told on indicators.indicator = told.indicator
group by all
order by indicators.topic, indicators.name_vi, indicators.indicator
"""


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator that observations tell of; its page is `code.html`."""

    code: str
    name_vi: str
    name_en: str
    topic: str | None
    observations: int
    places: int


def list_indicators(connection: duckdb.DuckDBPyConnection) -> list[Indicator]:
    """Every indicator that an observation tells of, by topic and name."""
    return [Indicator(*row) for row in connection.execute(INDICATORS).fetchall()]


def write_indicators(
    connection: duckdb.DuckDBPyConnection,
    setting: Setting,
    indicators: Sequence[Indicator],
    starts: PageStarts,
) -> Tally:
    """Write the pages of some indicators; numbers lead to their sentence on the place's page."""
    tally = Tally()
    for batch in _batches(indicators):
        for indicator, rows, left_out in _read(connection, batch):
            tally.add(_write_indicator(setting, indicator, rows, starts, left_out=left_out))
    return tally


def _batches(indicators: Sequence[Indicator]) -> Iterator[list[Indicator]]:
    """Indicators whose numbers are read at once: as many as hold `MOST_NUMBERS`, at least one."""
    batch: list[Indicator] = []
    for indicator in indicators:
        numbers = sum(one.observations for one in batch)
        if batch and numbers + indicator.observations > MOST_NUMBERS:
            yield batch
            batch = []
        batch.append(indicator)
    if batch:
        yield batch


def _read(
    connection: duckdb.DuckDBPyConnection, batch: Sequence[Indicator]
) -> Iterator[tuple[Indicator, list[Row], int]]:
    """Each indicator of the batch, its rows in order, and how many older numbers are not read."""
    scope = "indicator in (select unnest($indicators))"
    parameters: dict[str, object] = {"indicators": [indicator.code for indicator in batch]}
    before = 0
    if len(batch) == 1:
        since, before = _first_year(connection, batch[0])
        if before:
            scope += " and period_year >= $since"
            parameters["since"] = since
    by_indicator: dict[str | None, list[Row]] = defaultdict(list)
    for row in read_rows(connection, scope, parameters):
        by_indicator[row.indicator].append(row)
    for indicator in batch:
        yield indicator, by_indicator[indicator.code], before


def _first_year(
    connection: duckdb.DuckDBPyConnection, indicator: Indicator
) -> tuple[int | None, int]:
    """The year from which the numbers may fit on the pages, and how many numbers are before it."""
    if indicator.observations <= MOST_NUMBERS:
        return None, 0
    years = connection.execute(YEARS, {"indicator": indicator.code}).fetchall()
    shown = years[0][1]
    for index, (_, numbers) in enumerate(years[1:], start=1):
        if shown + numbers > MOST_NUMBERS:
            return years[index - 1][0], indicator.observations - shown
        shown += numbers
    return years[-1][0], indicator.observations - shown


def _write_indicator(
    setting: Setting,
    indicator: Indicator,
    rows: Sequence[Row],
    starts: PageStarts,
    *,
    left_out: int,
) -> Tally:
    ordered = sorted(rows, key=_order)
    groups, dropped = _pages(ordered, starts)
    left_out += dropped
    names = file_names(indicator.code, len(groups))
    links = [(name, str(group[0][0].year or "")) for name, group in zip(names, groups, strict=True)]
    chart = _chart(ordered)
    tally = Tally()
    facts = {
        "indicator": indicator,
        "topic": topic_word(indicator.topic),
        "places": indicator.places,
        "numbers": indicator.observations,
        "pages": links,
        "left_out": left_out,
        "left_out_told": both(
            f"{vietnamese(left_out)} số liệu của các kỳ cũ hơn không ở đây; "
            "chúng ở trang của từng địa phương.",
            f"{left_out:,} numbers of older periods are not here; "
            "they are on the pages of the places.",
        ),
        "section": "Chỉ tiêu",
        **chart,
    }
    for current, (name, group) in enumerate(zip(names, groups, strict=True)):
        tables = [
            (both(*period_names(period)), [line for _, line in inside])
            for period, inside in groupby(group, key=lambda one: one[0].period)
        ]
        html = render(
            "indicator.html", setting, up="../", title=(indicator.name_vi, indicator.name_en),
            current=current, tables=tables, charts=bool(chart["chart_rows"]) and current == 0,
            **facts,
        )  # fmt: skip
        write(setting, f"indicator/{name}", html, tally)
    return tally


def _order(row: Row) -> tuple[Any, ...]:
    """Latest year first, whole years before their parts, the whole before its parts, largest."""
    results = [number.value for number in row.results if number.stands]
    targets = [number.value for number in row.targets if number.stands]
    first = (results or targets or [float("-inf")])[0]
    return (
        -(row.year or 0), row.period != str(row.year), row.period or "", row.item or "",
        not results, -first, row.place_name, row.place_id,
    )  # fmt: skip


def _pages(
    ordered: Sequence[Row], starts: PageStarts
) -> tuple[list[list[tuple[Row, Markup]]], int]:
    """Rows with their lines by page, at most `MOST_PAGES`, and how many numbers are left out."""
    lines = []
    budget = 0
    most = MOST_PAGES * 400_000
    for row in ordered:
        page = page_of(row.key, starts)
        line = part("indicator_row")(row, starts[row.place_id][0][1], f"../place/{page}")
        budget += len(line.encode())
        if budget > most:
            break
        lines.append((row, line))
    groups = split(lines, lambda one: len(one[1].encode()), budget=400_000)
    kept = groups[:MOST_PAGES]
    shown = sum(len(group) for group in kept)
    return kept, sum(len(row.numbers()) + row.left_out for row in ordered[shown:])


def _chart(ordered: Sequence[Row]) -> dict[str, Any]:
    """The places of one level in the latest year in which two of them have a yearly result."""
    yearly = [
        (row, result)
        for row in ordered
        if row.item is None and row.period == str(row.year)
        for result in [number for number in row.results if number.stands][:1]
        if "hạng" not in result.tags and "/" not in result.text
    ]
    counts = Counter((row.year or 0, row.place_level, result.unit) for row, result in yearly)
    if not counts or max(counts.values()) < 2:
        return {"chart_rows": [], "chart_caption": "", "chart_note": None}
    chosen = max(counts, key=lambda key: (counts[key] >= 2, key[0], counts[key], key[1]))
    year, level, unit = chosen
    found = [
        (row, result)
        for row, result in yearly
        if (row.year, row.place_level, result.unit) == chosen
    ]
    by, unit_word = scale_of(unit, [result.value for _, result in found])
    note = None
    if len(found) > BARS:
        note = both(
            f"Biểu đồ vẽ {BARS} trong {len(found)} địa phương; phần còn lại ở bảng bên dưới.",
            f"The chart draws {BARS} of {len(found)} places; the others are in the table below.",
        )
    caption = both(
        f" · {LEVELS[level]} · {year}" + (f" · {unit_word}" if unit_word else ""),
        f" · {words()[LEVELS[level]]} · {year}"
        + (f" · {english_units().get(unit_word, unit_word)}" if unit_word else ""),
    )
    return {
        "chart_rows": [
            {
                "name": f"{row.place_name}, {row.place_province}"
                if row.place_province and level != "province"
                else row.place_name,
                "value": round(result.value / by, 4),
                "text": result.text,
            }
            for row, result in found[:BARS]
        ],
        "chart_caption": told("So sánh các địa phương") + caption,
        "chart_note": note,
    }
