"""A published file with the marts that `show` and `export` read, a few rows made by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from chitieu.data_dictionary import marts

#: The type of each column that is not text.
TYPES = {
    "DOUBLE": ("value", "value_max", "target_value", "target_high", "stated_pct", "computed_pct"),
    "BOOLEAN": ("stands", "is_met", "is_due", "is_mismatch", "is_observed"),
    "INTEGER": ("period_year", "year", "span_start", "span_end"),
}
TYPES["DOUBLE"] += ("computed_change_pct", "stated_change", "confidence", "latitude", "longitude")

HAI_HA = {"place_id": "d-201", "place_name": "Huyện Hải Hà", "place_province": "Quảng Ninh"}
BUDGET = {"indicator": "budget_revenue", "indicator_name_vi": "Thu ngân sách"}
POVERTY = {"indicator": "poverty_rate", "indicator_name_vi": "Tỷ lệ hộ nghèo"}
YEAR = {"period": "2022", "period_year": 2022, "frequency": "A"}


def observation(number: int, **fields: Any) -> dict[str, Any]:
    """A row of fct_observations."""
    made = {
        "observation_id": f"a-{number:04d}",
        "article_id": "a",
        "article": "hai-ha.txt",
        "measure": "level",
        "stage": "actual",
        "comparator": "eq",
        "stands": True,
        "confidence": 0.9,
        "quote": "1 tỷ đồng",
        "indicator_text": "thu",
        "sentence": "Thu 1 tỷ đồng.",
        "span_start": 4,
        "span_end": 13,
        "unit": "VND",
    }
    return made | HAI_HA | BUDGET | YEAR | fields


OBSERVATIONS = [
    observation(1, value=355e9, stage="target", plan_by="district"),
    observation(2, value=390.5e9, stage="estimate"),
    observation(3, value=110.0, measure="attainment_pct", unit="PERCENT", plan_by="district"),
    observation(4, value=4.6, measure="change_pct", unit="PERCENT", base_period="2021"),
    observation(5, value=100e9, period="2020", period_year=2020),
    observation(6, value=200e9, period="2021", period_year=2021),
    observation(7, value=999e9, period="2021", period_year=2021, stands=False),
    observation(8, value=0.98, unit="PERCENT", **POVERTY, comparator="lt", quote="=0,98%"),
    observation(9, value=7.0, value_max=9.0, measure="fraction", unit="VILLAGE", item="thôn",
                indicator_text="+ thôn\r\nđạt chuẩn"),
    observation(10, value=1.0, period=None, period_year=None, frequency=None),
    observation(11, value=3.0, place_id="district:Huyện Đakrông:Quảng Trị",
                place_name="Huyện Đakrông", place_province="Quảng Trị", unit="VND/HA"),
    observation(12, value=2.0, indicator=None, indicator_name_vi=None, period="2022-01-01/P9M",
                frequency="P9M"),
]  # fmt: skip

ROWS: dict[str, list[dict[str, Any]]] = {
    "fct_observations": OBSERVATIONS,
    "targets_by_year": [
        HAI_HA | BUDGET | {
            "observation_id": "a-0001", "year": 2022, "period": "2022", "measure": "level",
            "comparator": "ge", "target_value": 355e9, "unit": "VND", "plan_by": "district",
        },
        HAI_HA | BUDGET | {
            "observation_id": "a-0013", "year": 2023, "period": "2021-01-01/P5Y",
            "measure": "change_pct", "comparator": "range", "target_value": 11.0,
            "target_high": 13.0, "unit": "PERCENT",
        },
    ],
    "attainment_rates": [
        HAI_HA | BUDGET | YEAR | {
            "observation_id": "a-0003", "plan_by": "district", "stated_pct": 110.0,
            "computed_pct": 110.0, "is_met": True, "is_due": True, "is_mismatch": False,
        },
        HAI_HA | POVERTY | YEAR | {
            "observation_id": "a-0008", "computed_pct": 98.04, "is_met": False, "is_due": True,
            "is_mismatch": True,
        },
    ],
    "year_over_year": [
        HAI_HA | POVERTY | YEAR | {
            "observation_id": "a-0008", "comparison": "year before", "computed_change_pct": -12.5,
        },
    ],
    "dim_place": [
        {"place_id": "d-201", "name": "Huyện Hải Hà", "province_name": "Quảng Ninh",
         "is_observed": True, "aliases": "Hà Cối"},
        {"place_id": "c-1", "name": "Xã Hải Hà", "province_name": "Nam Định", "is_observed": True},
        {"place_id": "c-2", "name": "Xã Tân Tiến", "province_name": "Hà Nội", "is_observed": True},
        {"place_id": "c-3", "name": "Xã Tân Tiến", "province_name": "Hải Phòng",
         "is_observed": True},
        {"place_id": "c-4", "name": "Xã Vắng", "province_name": "Hà Nội", "is_observed": False},
        {"place_id": "district:Huyện Đakrông:Quảng Trị", "name": "Huyện Đakrông",
         "province_name": "Quảng Trị", "is_observed": True},
    ],
    "dim_indicator": [
        {"indicator": "poverty_rate", "topic": "1 welfare", "name_vi": "Tỷ lệ hộ nghèo",
         "name_en": "poverty rate"},
        {"indicator": "budget_revenue", "topic": "2 budget", "name_vi": "Thu ngân sách",
         "name_en": "budget revenue"},
    ],
}  # fmt: skip


def write_marts(path: Path) -> Path:
    """Write the tables with every column that the dbt project describes, in its order."""
    kinds = {column: kind for kind, columns in TYPES.items() for column in columns}
    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts")
        for table, rows in ROWS.items():
            mart = marts()[table]
            columns = [column.name for column in mart.columns]
            told = ", ".join(f'"{name}" {kinds.get(name, "varchar")}' for name in columns)
            connection.execute(f"create table marts.{table} ({told})")
            for number, row in enumerate(rows):
                assert set(row) <= set(columns), f"{table} has no {set(row) - set(columns)}"
                keyed = {mart.key: f"{table}-{number}"} | row
                connection.execute(
                    f"insert into marts.{table} values ({', '.join('?' * len(columns))})",
                    [keyed.get(name) for name in columns],
                )
    return path
