"""What every mart and column means, and which columns are keys, as the dbt project tells it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its description, and the `(mart, column)` that it refers to, if any."""

    name: str
    description: str
    refers_to: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Mart:
    """A mart: its description, its key (a column that is unique), its columns in order."""

    name: str
    description: str
    key: str | None
    columns: tuple[Column, ...]


@cache
def marts() -> dict[str, Mart]:
    """Every mart that a yml of `dbt_project/models` describes, by name."""
    import yaml

    from orchestration.locations import DBT_PROJECT

    found = {}
    for file in sorted((DBT_PROJECT / "models").glob("**/*.yml")):
        for model in (yaml.safe_load(file.read_text(encoding="utf-8")) or {}).get("models", []):
            found[model["name"]] = _mart(model)
    return found


def _mart(model: dict[str, Any]) -> Mart:
    columns = model.get("columns", [])
    unique = [column["name"] for column in columns if "unique" in _tests(column)]
    return Mart(
        name=model["name"],
        description=_line(model.get("description")),
        key=unique[0] if unique else None,
        columns=tuple(
            Column(column["name"], _line(column.get("description")), _refers_to(column))
            for column in columns
        ),
    )


def _tests(column: dict[str, Any]) -> list[Any]:
    return column.get("data_tests") or column.get("tests") or []


def _refers_to(column: dict[str, Any]) -> tuple[str, str] | None:
    for test in _tests(column):
        if isinstance(test, dict) and "relationships" in test:
            told = test["relationships"].get("arguments", test["relationships"])
            mart = told["to"].removeprefix("ref(").removesuffix(")").strip("'\"")
            return mart, told["field"]
    return None


def _line(text: str | None) -> str:
    return " ".join((text or "").split())
