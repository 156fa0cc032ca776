"""A published file with every mart as its contract has it, and a few rows made by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import yaml

ROOT = Path(__file__).resolve().parents[2]
MODELS = ROOT / "dbt_project" / "models" / "marts"

MET = {
    "attainment_id": "a",
    "place_name": "Xã Hải Đông",
    "place_province": "Quảng Ninh",
    "indicator": "budget_revenue",
    "indicator_name_vi": "Tổng thu ngân sách",
    "item": "thuế",
    "period": "2022",
    "period_year": 2022,
    "stated_pct": 108.0,
    "is_met": True,
    "is_due": True,
    "is_mismatch": False,
}
RATES: list[dict[str, Any]] = [
    MET,
    MET | {"attainment_id": "b", "is_met": False, "stated_pct": 92.5, "is_mismatch": True},
    MET | {"attainment_id": "c", "is_due": False, "place_province": None, "item": None},
    MET | {"attainment_id": "d", "is_due": False, "is_met": False, "indicator_name_vi": None},
    MET | {"attainment_id": "e", "is_met": None, "stated_pct": None, "is_mismatch": None},
]
CHANGE = {
    "comparison_id": "a",
    "place_name": "Xã Hải Đông",
    "period_year": 2022,
    "comparison": "year before",
}
CHANGES: list[dict[str, Any]] = [
    CHANGE | {"stated_change_pct": 4.6, "stated_change": -1.0},
    CHANGE | {"stated_change": -2.0},
    CHANGE | {"computed_change_pct": 0.0, "is_mismatch": False},
    CHANGE | {"stated_change_pct": 9.9, "comparison": "month before"},
]


def contracts() -> dict[str, dict[str, str]]:
    """Every mart, its columns and their types, as the dbt project promises them."""
    found = {}
    for file in sorted(MODELS.glob("*.yml")):
        for model in yaml.safe_load(file.read_text(encoding="utf-8"))["models"]:
            found[model["name"]] = {c["name"]: c["data_type"] for c in model["columns"]}
    return found


def write_marts(path: Path) -> Path:
    """The file, with RATES in attainment_rates and CHANGES in year_over_year."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts")
        for name, columns in contracts().items():
            told = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
            connection.execute(f'create table marts."{name}" ({told})')
        for name, rows in (("attainment_rates", RATES), ("year_over_year", CHANGES)):
            for row in rows:
                marks = ", ".join("?" for _ in row)
                connection.execute(
                    f"insert into marts.{name} ({', '.join(row)}) values ({marks})",
                    list(row.values()),
                )
    return path
