"""The hand-made gold beside the sample articles is itself right: spans, codes, fields, coverage."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest

from extraction.observation import (
    CONTRACT_FIELDS,
    Comparator,
    Measure,
    PlaceLevel,
    Planner,
    Stage,
)

ROOT = Path(__file__).resolve().parent.parent
ARTICLES = ROOT / "seeds" / "articles"
GOLD = ROOT / "tests" / "gold"
RETOLD, COMPOSED = ROOT / "tests" / "retold", ROOT / "tests" / "composed"
PERIOD = re.compile(r"\d{4}(-S[12]|-Q[1-4]|-(0[1-9]|1[0-2])(-\d{2})?|-\d{2}-\d{2}/P\d+[YMD])?")
GOLD_FILES = sorted(GOLD.glob("*.jsonl"))
ALL_GOLD = [
    *GOLD_FILES,
    *sorted((RETOLD / "gold").glob("*.jsonl")),
    *sorted((COMPOSED / "gold").glob("*.jsonl")),
]


def codes(name: str, column: str) -> set[str]:
    with (ROOT / "seeds" / name).open(encoding="utf-8", newline="") as stream:
        return {row[column] for row in csv.DictReader(stream)}


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def every_row() -> Iterator[tuple[str, dict[str, Any]]]:
    for path in ALL_GOLD:
        for number, row in enumerate(rows(path), 1):
            yield f"{path.name}:{number} {row['quote']!r}", row


def test_at_least_25_sample_articles_each_with_its_gold() -> None:
    articles = {path.stem for path in ARTICLES.glob("*.txt")}
    assert articles == {path.stem for path in GOLD_FILES}
    assert len(articles) >= 25
    for path in GOLD_FILES:
        assert {row["article"] for row in rows(path)} == {f"{path.stem}.txt"}


@pytest.mark.parametrize("path", ALL_GOLD, ids=lambda path: path.stem)
def test_every_quote_spells_its_span(path: Path) -> None:
    articles = ARTICLES if path.parent == GOLD else path.parent.parent / "articles"
    text = (articles / f"{path.stem}.txt").read_bytes().decode("utf-8")
    found = rows(path)
    assert found
    for row in found:
        assert 0 <= row["start"] < row["end"] <= len(text), row["quote"]
        assert text[row["start"] : row["end"]] == row["quote"]
        assert row["quote"] == row["quote"].strip()


def test_indicators_and_units_are_codes_of_the_seeds() -> None:
    indicators = codes("indicators.csv", "indicator")
    units = codes("units.csv", "unit")
    wrong = [
        (where, row["indicator"], row["unit"])
        for where, row in every_row()
        if row["indicator"] not in indicators | {None} or row["unit"] not in units
    ]
    assert wrong == []


def test_every_field_is_there_and_of_its_vocabulary() -> None:
    allowed = {
        "measure": get_args(Measure),
        "stage": get_args(Stage),
        "comparator": get_args(Comparator),
        "place_level": get_args(PlaceLevel),
        "plan_by": (*get_args(Planner), None),
        "optional": (True, False),
    }
    for where, row in every_row():
        assert set(row) == {*CONTRACT_FIELDS, "optional"}, where
        for field, values in allowed.items():
            assert row[field] in values, f"{where}: {field}"
        assert row["indicator_text"], where
        assert row["item"] is None or row["item"].strip(), where
        assert PERIOD.fullmatch(row["period"]), where
        assert row["base_period"] is None or PERIOD.fullmatch(row["base_period"]), where


def test_measures_agree_with_units_and_bounds() -> None:
    for where, row in every_row():
        if row["measure"] in ("change_pct", "index_pct", "attainment_pct"):
            assert row["unit"] == "PERCENT", where
        if row["measure"] == "rank":
            assert row["unit"] == "RANK", where
        if row["measure"] == "fraction" or row["comparator"] == "range":
            assert row["value_max"] is not None, where
        if row["measure"] not in ("change_pct", "change_abs", "index_pct"):
            assert row["base_period"] is None, where


def test_no_observation_stands_twice() -> None:
    seen: set[tuple[Any, ...]] = set()
    for where, row in every_row():
        spot = tuple(
            row[field]
            for field in (
                "article",
                "start",
                "end",
                "measure",
                "indicator",
                "item",
                "place_name",
                "plan_by",
                "value",
                "value",
            )
        )
        assert spot not in seen, where
        seen.add(spot)
