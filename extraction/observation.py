"""The record of one observation and its vocabularies, as `docs/CONTRACT.md` fixes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Measure = Literal[
    "level", "change_pct", "change_abs", "index_pct", "attainment_pct", "fraction", "rank"
]
Stage = Literal["target", "actual", "estimate", "forecast"]
Comparator = Literal["eq", "ge", "gt", "le", "lt", "approx", "range"]
PlaceLevel = Literal["country", "region", "province", "district", "commune", "village", "zone"]
Planner = Literal["central", "province", "district", "commune"]

#: The fields of one line of the contract, in their order.
CONTRACT_FIELDS = (
    "article",
    "start",
    "end",
    "quote",
    "indicator",
    "indicator_text",
    "item",
    "place_level",
    "place_name",
    "place_province",
    "period",
    "measure",
    "stage",
    "comparator",
    "value",
    "value_max",
    "unit",
    "base_period",
    "plan_by",
)


@dataclass(frozen=True, slots=True)
class Article:
    """One article as a reader delivers it.

    `name` is the file name without folder (of a JSON line: its `article`), `text` the stored
    text that all offsets count in, `published` an ISO date (`2022-07-08`).
    """

    name: str
    text: str
    title: str | None = None
    url: str | None = None
    published: str | None = None
    publisher: str | None = None
    author: str | None = None


@dataclass(frozen=True, slots=True)
class Observation:
    """One number of one article that says something about an indicator of a place.

    `start`, `end`, `sentence_start` and `sentence_end` are half-open offsets in Unicode code
    points of the article's stored text; `value` and `value_max` are in the canonical `unit`;
    `period` and `base_period` are SDMX time periods. `rules` names what built each field
    (`"measure:attainment"`), `confidence` (0 to 1) is the share of observations built like
    this one that are right in every field on the project's own gold.
    """

    article: str
    start: int
    end: int
    quote: str
    indicator: str | None
    indicator_text: str
    item: str | None
    place_level: PlaceLevel
    place_name: str
    place_province: str | None
    period: str
    measure: Measure
    stage: Stage
    comparator: Comparator
    value: float
    value_max: float | None
    unit: str
    base_period: str | None
    plan_by: Planner | None
    sentence_start: int
    sentence_end: int
    rules: tuple[str, ...]
    confidence: float

    def contract_line(self) -> dict[str, object]:
        """The contract's fields alone, in the contract's order."""
        return {field: getattr(self, field) for field in CONTRACT_FIELDS}
