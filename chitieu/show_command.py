"""`chitieu show`: targets, results and attainment of a place, in the terminal."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from chitieu.amounts import amount, sparkline, vietnamese
from chitieu.console import console, fail, printable
from chitieu.published import open_published, warehouse_option

if TYPE_CHECKING:
    import duckdb

PLANNERS = {"central": "Trung ương", "province": "tỉnh", "district": "huyện", "commune": "xã"}
TYPES = re.compile(
    r"^(tinh|thanh pho|thi xa|thi tran|dac khu|huyen|quan|phuong|xa|vung|thon|khu)\s+"
)
PLACES_LISTED = 10


@dataclass(frozen=True, slots=True)
class Place:
    """A place that some observation describes."""

    place_id: str
    name: str
    province: str | None
    aliases: str | None

    def __str__(self) -> str:
        return f"{self.name}, {self.province}" if self.province else self.name


@dataclass(slots=True)
class Line:
    """One indicator and item in one period, as it is gathered from the marts."""

    name: str
    period: str
    targets: list[str] = field(default_factory=list)
    results: list[str] = field(default_factory=list)
    attained: list[str] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    trend: str = ""


@click.command("show", short_help="Targets, results and attainment of a place.")
@click.argument("place")
@click.argument("year", type=click.IntRange(1900, 2200), required=False)
@warehouse_option
def show_command(place: str, year: int | None, warehouse: Path | None) -> None:
    """Print what PLACE planned for YEAR and what it reached [default: its latest year].

    Accents, case and the type before the name may be left out; a province after a comma tells
    places of one name apart. Trend: the standing results of all years, oldest first.

    \b
    Examples
      chitieu show "Huyện Hải Hà" 2022
      chitieu show "hai ha, quang ninh"
    """
    with open_published(warehouse) as connection:
        found = _find(place, _places(connection))
        years = _years(connection, found)
        if not years:
            fail(f'{found} has no dated observation; see `chitieu query "from fct_observations"`.')
        chosen = year or _latest(connection, found, years)
        if chosen not in years:
            told = ", ".join(map(str, years))
            fail(f"{found} has no observation of {chosen}; there are some of {told}.")
        _print(found, chosen, years, _lines(connection, found, chosen))


def _places(connection: duckdb.DuckDBPyConnection) -> list[Place]:
    rows = connection.execute(
        "select place_id, name, province_name, aliases from dim_place where is_observed "
        "order by name, province_name, place_id"
    ).fetchall()
    return [Place(*row) for row in rows]


def _find(asked: str, places: Sequence[Place]) -> Place:
    """The one place that is meant; ends the command with the choice where it is not one."""
    name, _, province = (fold(part) for part in asked.partition(","))
    matches = [place for place in places if name in _names(place)]
    exact = [place for place in matches if name == fold(place.name)]
    matches = exact or matches
    if province:
        bare = TYPES.sub("", province)
        matches = [place for place in matches if bare == fold(place.province)]
    if not matches:
        fail(f"No observation describes a place called {asked!r}; {_hint(name, places)}")
    if len(matches) > 1:
        listed = "; ".join(str(place) for place in matches[:PLACES_LISTED])
        fail(f"{asked!r} may be {listed}: write the type before it or the province after a comma.")
    return matches[0]


def _hint(name: str, places: Sequence[Place]) -> str:
    by_name = {known: place for place in places for known in _names(place)}
    close = difflib.get_close_matches(name, by_name, n=3, cutoff=0.6)
    if not close:
        return '`chitieu query "from coverage"` lists them.'
    return f"did you mean {'; '.join(dict.fromkeys(str(by_name[known]) for known in close))}?"


def _names(place: Place) -> set[str]:
    written = [place.name, *(place.aliases or "").split("|")]
    folded = {fold(name) for name in written if name}
    return folded | {TYPES.sub("", name) for name in folded}


def fold(text: str | None) -> str:
    """A name with case, accents and spacing aside."""
    text = unicodedata.normalize("NFD", (text or "").lower().replace("đ", "d"))
    text = "".join(c for c in text if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^a-z0-9]+", " ", text).split())


def _years(connection: duckdb.DuckDBPyConnection, place: Place) -> list[int]:
    rows = connection.execute(
        "select period_year from fct_observations "
        "where place_id = $place and indicator is not null "
        "union select year from targets_by_year where place_id = $place order by 1",
        {"place": place.place_id},
    ).fetchall()
    return [year for (year,) in rows if year is not None]


def _latest(connection: duckdb.DuckDBPyConnection, place: Place, years: Sequence[int]) -> int:
    """The latest year with a result; where there is none, the latest with anything."""
    row = connection.execute(
        "select max(period_year) from fct_observations "
        "where place_id = ? and stands and stage != 'target' and indicator is not null",
        [place.place_id],
    ).fetchone()
    return int(row[0]) if row and row[0] is not None else years[-1]


def _lines(connection: duckdb.DuckDBPyConnection, place: Place, year: int) -> list[Line]:
    lines: dict[tuple[str, str | None, str], Line] = {}

    def line(row: dict[str, Any]) -> Line:
        key = (row["indicator"], row["item"], row["period"])
        name = printable(" · ".join(filter(None, (row["indicator_name_vi"], row["item"]))))
        return lines.setdefault(key, Line(name, row["period"]))

    asked = {"place": place.place_id, "year": year}
    for row in _rows(connection, TARGETS, asked):
        line(row).targets.append(_target(row))
    for row in _rows(connection, RESULTS, asked):
        if row["measure"] in ("change_pct", "change_abs", "index_pct"):
            line(row).changes.append(_change(row))
        else:
            line(row).results.append(_result(row))
    for row in _rows(connection, ATTAINED, asked):
        line(row).attained.append(_attained(row))
    for row in _rows(connection, COMPUTED_CHANGES, asked):
        line(row).changes.append(f"{vietnamese(row['computed_change_pct'], signed=True)}%*")
    for row in _rows(connection, TRENDS, asked):
        told = f"{sparkline(row['values'])} {row['first_year']}–{row['last_year']}"
        for key, found in lines.items():
            if key[:2] == (row["indicator"], row["item"]):
                found.trend = told
    order = {
        code: place
        for place, (code,) in enumerate(
            connection.execute(
                "select indicator from dim_indicator order by topic, name_vi"
            ).fetchall()
        )
    }
    return [
        lines[key] for key in sorted(lines, key=lambda k: (order.get(k[0], -1), k[1] or "", k[2]))
    ]


def _rows(
    connection: duckdb.DuckDBPyConnection, sql: str, asked: dict[str, Any]
) -> Iterable[dict[str, Any]]:
    result = connection.execute(sql, asked)
    columns = [column[0] for column in result.description]
    return [dict(zip(columns, row, strict=True)) for row in result.fetchall()]


TARGETS = """
select indicator, indicator_name_vi, item, period, measure, comparator, target_value,
    case when comparator = 'range' then target_high end as upper, unit, plan_by
from targets_by_year
where place_id = $place and year = $year and indicator is not null
order by measure = 'level' desc, measure, plan_by nulls first, observation_id
"""

RESULTS = """
select indicator, indicator_name_vi, item, period, measure, comparator, value, value_max, unit,
    base_period, stage
from fct_observations
where place_id = $place and period_year = $year and indicator is not null
    and stands and stage != 'target' and measure != 'attainment_pct'
order by measure = 'level' desc, measure, observation_id
"""

ATTAINED = """
select indicator, indicator_name_vi, item, period, plan_by, stated_pct, computed_pct, is_met,
    is_due, is_mismatch
from attainment_rates
where place_id = $place and period_year = $year and indicator is not null
    and coalesce(stated_pct, computed_pct) is not null
order by plan_by nulls first, observation_id
"""

COMPUTED_CHANGES = """
select indicator, indicator_name_vi, item, period, computed_change_pct
from year_over_year
where place_id = $place and period_year = $year and indicator is not null
    and comparison = 'year before' and stated_measure is null and stated_change is null
    and computed_change_pct is not null
order by observation_id
"""

TRENDS = """
with yearly as (
    select indicator, item, unit, period_year, max(value) as value
    from fct_observations
    where place_id = $place and indicator is not null and stands and measure = 'level'
        and stage != 'target' and frequency = 'A' and period_year <= $year
    group by all
    having count(distinct value) = 1
)
select indicator, item, list(value order by period_year) as values,
    min(period_year) as first_year, max(period_year) as last_year
from yearly
group by indicator, item, unit
having count(*) > 1
order by indicator, item, unit
"""


def _target(row: dict[str, Any]) -> str:
    signed = row["measure"] in ("change_pct", "change_abs")
    told = amount(
        row["target_value"],
        row["unit"],
        upper=row["upper"],
        comparator=row["comparator"],
        signed=signed,
    )
    return f"{told} ({PLANNERS[row['plan_by']]} giao)" if row["plan_by"] else told


def _result(row: dict[str, Any]) -> str:
    if row["measure"] in ("fraction", "rank"):
        whole = f"/{vietnamese(row['value_max'])}" if row["value_max"] is not None else ""
        told = vietnamese(row["value"]) + whole
    else:
        told = amount(
            row["value"], row["unit"], upper=row["value_max"], comparator=row["comparator"]
        )
    words = {"estimate": "ước ", "forecast": "dự báo "}
    return words.get(row["stage"], "") + told


def _change(row: dict[str, Any]) -> str:
    if row["measure"] == "index_pct":
        told = f"{vietnamese(row['value'])}%"
    else:
        told = amount(row["value"], row["unit"], comparator=row["comparator"], signed=True)
    return f"{told} / {row['base_period']}" if row["base_period"] else told


def _attained(row: dict[str, Any]) -> str:
    stated = row["stated_pct"] is not None
    told = f"{vietnamese(row['stated_pct'] if stated else round(row['computed_pct'], 1))}%"
    told += "" if stated else "*"
    if row["plan_by"]:
        told += f" ({PLANNERS[row['plan_by']]} giao)"
    if row["is_due"] and row["is_met"] is not None:
        told += " ✓" if row["is_met"] else " ✗"
    return told + (" !" if row["is_mismatch"] else "")


def _print(place: Place, year: int, years: Sequence[int], lines: Sequence[Line]) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        title=Text(printable(f"{place} · {year}"), style="bold"),
        title_justify="left",
    )
    rows = [(line.name, line.period, *map(_stacked, _told(line)), line.trend) for line in lines]
    columns = ("indicator", "period", "target", "result", "attained", "change / base", "trend")
    shown = [index for index in range(len(columns)) if any(row[index] for row in rows)]
    for index in shown:
        table.add_column(columns[index], overflow="fold")
    for row in rows:
        table.add_row(*(Text(row[index]) for index in shown))
    out = console()
    out.print(table)
    footer = [f"Years with data: {', '.join(map(str, years))}", *_legend(lines)]
    out.print("\n".join(footer), style="dim", markup=False)


def _told(line: Line) -> tuple[list[str], ...]:
    return line.targets, line.results, line.attained, line.changes


def _stacked(cells: Sequence[str]) -> str:
    return "\n".join(dict.fromkeys(cells))


def _legend(lines: Sequence[Line]) -> list[str]:
    cells = [cell for line in lines for cell in (*line.attained, *line.changes)]
    legend = {
        "*": "* computed from target and result or from two results, not stated by an article",
        "✓": "✓ ✗ the target was met or missed at the end of its time",
        "!": "! stated and computed attainment differ beyond rounding: see attainment_rates",
    }
    return [
        text
        for mark, text in legend.items()
        if any(mark in cell or (mark == "✓" and "✗" in cell) for cell in cells)
    ]
