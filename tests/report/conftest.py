"""The site on the worked corpus of tests/marts, built once for every file of tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from report.site import build_report
from tests.marts.conftest import Warehouse, warehouse  # noqa: F401

#: What a careless or hostile source may hold where the report shows it.
HOSTILE = "<img src=x onerror=alert(1)> & \"dấu\" 'nháy' </script>"


@pytest.fixture(scope="session")
def published(warehouse: Warehouse) -> Path:  # noqa: F811
    """The marts of the worked corpus; one source names itself with markup, one with a script."""
    with duckdb.connect(str(warehouse.path)) as connection:
        connection.execute(
            "update marts.dim_article set title = ?, url = 'javascript:alert(1)' "
            "where article = 'hai-ha-ke-hoach-2021.txt'",
            [HOSTILE],
        )
    return warehouse.path


@pytest.fixture(scope="session")
def site(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the built report."""
    folder = tmp_path_factory.mktemp("site") / "report"
    build_report(published, folder)
    return folder


@pytest.fixture(scope="session")
def rows(published: Path) -> Callable[[str], list[tuple[object, ...]]]:
    """Ask the published file: `rows("from marts.dim_article")`."""

    def ask(sql: str) -> list[tuple[object, ...]]:
        with duckdb.connect(str(published), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    return ask
