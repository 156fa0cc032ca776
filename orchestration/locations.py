"""Where the pipeline's files lie."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DBT_PROJECT = ROOT / "dbt_project"
SEEDS = ROOT / "seeds"
SAMPLE_ARTICLES = SEEDS / "articles"

WAREHOUSE_VARIABLE = "CHITIEU_WAREHOUSE"
INBOX_VARIABLE = "CHITIEU_INBOX"


def sample_articles() -> Path:
    """The articles that ship, told relative to the working folder where that is possible."""
    if SAMPLE_ARTICLES.is_relative_to(Path.cwd()):
        return SAMPLE_ARTICLES.relative_to(Path.cwd())
    return SAMPLE_ARTICLES


def warehouse_path() -> Path:
    """The working database: `CHITIEU_WAREHOUSE`, else `warehouse/chitieu.duckdb` here."""
    return Path(os.environ.get(WAREHOUSE_VARIABLE) or "warehouse/chitieu.duckdb").absolute()


def inbox_path() -> Path:
    """The folder that the schedule and the sensor read: `CHITIEU_INBOX`, else `inbox` here."""
    return Path(os.environ.get(INBOX_VARIABLE) or "inbox").absolute()


def published_path(warehouse: Path) -> Path:
    """The file that readers open; its name is the working database's own."""
    return warehouse.parent / "published" / warehouse.name


def dbt_target_path(warehouse: Path) -> Path:
    """Where dbt keeps what it builds and logs, so that two warehouses never share it."""
    return warehouse.parent / "dbt" / warehouse.stem
