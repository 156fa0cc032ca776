"""The numbers of the marts in rows: target, result, attainment and change side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

import duckdb

from chitieu.amounts import amount, vietnamese
from report.excerpts import Span
from report.periods import period_names
from report.words import PLANNERS, STAGES, TOPICS

#: Statements of one kind that a row shows; those beyond are counted, and lie in fact_history.
STATEMENTS_SHOWN = 8
TOPIC_ORDER = {topic: index for index, topic in enumerate(TOPICS)}
CELLS = ("targets", "results", "attained", "changes")

#: Sorts rows: latest year, topic, indicator, part, period, the article's words, place.
RowKey = tuple[int, int, str, str, str, str, str]


class Number(NamedTuple):
    """One observation as a cell shows it: `tags` are words of the report, `base` a period.

    A named tuple, as a million of them are made: a frozen dataclass takes four times as long.
    """

    observation_id: str
    text: str
    value: float
    unit: str | None
    tags: tuple[str, ...]
    base: tuple[str, str] | None
    stands: bool
    article_id: str
    span: Span


@dataclass(frozen=True, slots=True)
class Computed:
    """What the marts reckon where nothing is stated, and the observations it is reckoned from."""

    text: str
    value: float
    tags: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(slots=True)
class Row:
    """One indicator and part of one place in one period, with every statement about it."""

    key: RowKey
    place_id: str
    place_name: str
    place_province: str | None
    place_level: str
    indicator: str | None
    item: str | None
    words: str | None
    topic: str | None
    period: str | None
    year: int | None
    targets: list[Number] = field(default_factory=list)
    results: list[Number] = field(default_factory=list)
    attained: list[Number] = field(default_factory=list)
    changes: list[Number] = field(default_factory=list)
    computed_attained: list[Computed] = field(default_factory=list)
    computed_changes: list[Computed] = field(default_factory=list)
    left_out: int = 0

    def numbers(self) -> list[Number]:
        """Every statement that the row shows."""
        return [*self.targets, *self.results, *self.attained, *self.changes]


OBSERVATIONS = """
select
    observation_id, place_id, place_name, place_province, place_level, indicator, item,
    indicator_text, topic, period, period_year, measure, stage, comparator, value, value_max, unit,
    base_period, plan_by, stands, is_corrected, article_id, span_start, span_end, sentence_start,
    sentence_end
from marts.fct_observations
where {scope}
order by observation_id
"""
ATTAINMENTS = """
select
    place_id, indicator, item, period, stated_observation_id, result_observation_id,
    target_observation_id, computed_pct, is_mismatch, is_met, is_due
from marts.attainment_rates
where {scope}
order by attainment_id
"""
CHANGES = """
select
    place_id, indicator, item, period, base_period, stated_pct_observation_id,
    stated_change_observation_id, current_observation_id, previous_observation_id,
    computed_change_pct, computed_change, change_unit, is_mismatch
from marts.year_over_year
where {scope}
order by comparison_id
"""
CONFLICTS = """
with conflicts as (
    select place_id, indicator, year(period_end) as period_year, observation_id,
        other_observation_id
    from marts.contradictions
)

select observation_id from conflicts where {scope}
union
select other_observation_id from conflicts where {scope}
"""


def read_rows(
    connection: duckdb.DuckDBPyConnection, scope: str, parameters: Mapping[str, object]
) -> list[Row]:
    """The rows of the observations in `scope`, in order.

    `scope` is SQL on place_id, indicator and period_year with `parameters`.

    Every observation in scope is in exactly one row, or counted in the row's `left_out`.
    """

    def rows_of(query: str) -> list[tuple[Any, ...]]:
        return connection.execute(query.format(scope=scope), parameters).fetchall()

    verdicts, computed = _attainments(rows_of(ATTAINMENTS))
    refuted, computed_changes = _changes(rows_of(CHANGES))
    conflicts = {observation_id for (observation_id,) in rows_of(CONFLICTS)}
    rows: dict[tuple[object, ...], Row] = {}
    for told in rows_of(OBSERVATIONS):
        _add(rows, told, verdicts, refuted, conflicts)
    for match, found in computed.items():
        if match in rows:
            rows[match].computed_attained = found
    for match, found in computed_changes.items():
        if match in rows:
            rows[match].computed_changes = found
    for row in rows.values():
        _cap(row)
    return sorted(rows.values(), key=lambda row: row.key)


def row_key(
    place_id: str,
    year: int | None,
    topic: str | None,
    indicator: str | None,
    item: str | None,
    period: str | None,
    words: str | None = None,
) -> RowKey:
    """Where a row stands among the others; `words` only where there is no indicator."""
    order = TOPIC_ORDER.get(topic or "", len(TOPIC_ORDER))
    name = indicator or "~"
    return -(year or 0), order, name, item or "", period or "", words or "", place_id


def _add(
    rows: dict[tuple[object, ...], Row],
    told: Sequence[Any],
    verdicts: Mapping[object, tuple[str, ...]],
    refuted: set[object],
    conflicts: set[object],
) -> None:
    (
        observation_id, place_id, place_name, province, level, indicator, item,
        words, topic, period, year, measure, stage, comparator, value, value_max, unit,
        base, plan_by, stands, is_corrected, article_id, start, end, sentence_start,
        sentence_end,
    ) = told  # fmt: skip
    words = None if indicator else words
    match = (place_id, indicator, item, period, words)
    row = rows.get(match)
    if row is None:
        key = row_key(place_id, year, topic, indicator, item, period, words)
        row = rows[match] = Row(
            key, place_id, place_name, province, level, indicator, item, words, topic, period, year
        )
    tags = []
    if measure == "rank":
        tags.append("hạng")
    if measure == "index_pct":
        tags.append("chỉ số")
    if stage in STAGES:
        tags.append(STAGES[stage])
    if plan_by:
        tags.append(PLANNERS[plan_by])
    tags += verdicts.get(observation_id, ())
    if observation_id in refuted:
        tags.append("số tính khác số nêu")
    if observation_id in conflicts:
        tags.append("mâu thuẫn")
    if is_corrected:
        tags.append("đã sửa")
    if not stands and indicator:
        tags.append("bị thay thế")
    number = Number(
        observation_id,
        _text(measure, value, value_max, unit, comparator),
        value,
        unit,
        tuple(tags),
        period_names(base) if base and not _is_year_before(base, period) else None,
        bool(stands),
        article_id,
        Span(observation_id, start, end, sentence_start, sentence_end),
    )
    if stage == "target":
        row.targets.append(number)
    elif measure == "attainment_pct":
        row.attained.append(number)
    elif measure in ("change_pct", "change_abs", "index_pct"):
        row.changes.append(number)
    else:
        row.results.append(number)


@lru_cache(maxsize=65536)
def _text(
    measure: str, value: float, upper: float | None, unit: str | None, comparator: str
) -> str:
    """The number as Vietnamese readers write it: `21/26 chỉ tiêu`, `3/10`, `+18,1%`."""
    if measure in ("fraction", "rank"):
        whole = f"/{vietnamese(upper)}" if upper is not None else ""
        noun = "" if measure == "rank" else amount(0, unit).removeprefix("0")
        return vietnamese(value) + whole + noun
    signed = measure in ("change_pct", "change_abs")
    return amount(value, unit, upper=upper, comparator=comparator, signed=signed)


def _is_year_before(base: str, period: str | None) -> bool:
    """Whether a base is the same stretch of the year before: `2021-S1` of `2022-S1`."""
    if not period or not (base[:4].isdigit() and period[:4].isdigit()):
        return False
    return int(base[:4]) == int(period[:4]) - 1 and base[4:] == period[4:]


def _attainments(
    told: Iterable[Sequence[Any]],
) -> tuple[dict[object, tuple[str, ...]], dict[tuple[object, ...], list[Computed]]]:
    """Verdicts by stated observation, and the attainments that are reckoned only, by row."""
    verdicts: dict[object, tuple[str, ...]] = {}
    computed: dict[tuple[object, ...], list[Computed]] = {}
    for place, indicator, item, period, stated, result, target, pct, mismatch, met, due in told:
        tags = []
        if met is not None:
            tags.append("đạt" if met else "chưa đạt" if due else "đang thực hiện")
        if mismatch:
            tags.append("số tính khác số nêu")
        if stated is not None:
            verdicts[stated] = tuple(tags)
        elif pct is not None:
            sources = tuple(str(one) for one in (result, target) if one)
            text = f"{vietnamese(round(pct, 1))}%"
            match = (place, indicator, item, period, None)
            computed.setdefault(match, []).append(Computed(text, pct, tuple(tags), sources))
    return verdicts, computed


def _changes(
    told: Iterable[Sequence[Any]],
) -> tuple[set[object], dict[tuple[object, ...], list[Computed]]]:
    """Stated changes that the levels refute, and the changes that are reckoned only, by row."""
    refuted: set[object] = set()
    computed: dict[tuple[object, ...], list[Computed]] = {}
    for (
        place, indicator, item, period, base, stated_pct, stated_change, current, previous,
        change_pct, change, unit, mismatch,
    ) in told:  # fmt: skip
        stated = [one for one in (stated_pct, stated_change) if one is not None]
        if stated:
            refuted.update(stated if mismatch else ())
        elif (change_pct is not None or change is not None) and _is_year_before(base, period):
            text = (
                f"{vietnamese(round(change_pct, 1), signed=True)}%"
                if change_pct is not None
                else amount(round(change, 2), unit, signed=True)
            )
            value = change if change_pct is None else change_pct
            sources = tuple(str(one) for one in (current, previous) if one)
            match = (place, indicator, item, period, None)
            computed.setdefault(match, []).append(Computed(text, value, (), sources))
    return refuted, computed


def _cap(row: Row) -> None:
    """Standing statements first; those beyond `STATEMENTS_SHOWN` of a cell are counted."""
    for name in CELLS:
        numbers = getattr(row, name)
        numbers.sort(key=lambda number: not number.stands)
        row.left_out += len(numbers[STATEMENTS_SHOWN:])
        del numbers[STATEMENTS_SHOWN:]
