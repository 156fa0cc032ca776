"""Superset as `make superset` starts it, driven in a browser: what it shows is what SQL says."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import duckdb
import pytest

from orchestration.publishing import publish

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / "bi/superset/.venv/bin/python"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = [
    pytest.mark.skipif(
        "CHITIEU_TEST_SUPERSET" not in os.environ,
        reason="takes three minutes and an environment of 0.9 GB: `make test-bi`",
    ),
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: `make browser`"),
    pytest.mark.skipif(not PYTHON.exists(), reason="Superset is not installed: `make test-bi`"),
]

TARGETS = "/superset/dashboard/muc-tieu/"
CHANGES = "/superset/dashboard/cung-ky/"
RESULTS_TABLE = "Từng kết quả và câu gốc / Every result and its sentence"
CHANGES_TABLE = "Từng so sánh và câu gốc / Every comparison and its sentence"
TARGETS_SQL = """
select count(*), count(*) filter (is_met), count(*) filter (is_due and not is_met),
    count(*) filter (is_mismatch)
from marts.attainment_rates
"""
CHANGES_SQL = """
select count(*),
    count(*) filter (coalesce(stated_change_pct, stated_change, computed_change_pct,
        computed_change) > 0),
    count(*) filter (coalesce(stated_change_pct, stated_change, computed_change_pct,
        computed_change) < 0),
    count(*) filter (is_mismatch)
from marts.year_over_year
where comparison = 'year before'
"""


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The working file of a run over the sample articles; the published one lies beside."""
    path = tmp_path_factory.mktemp("bi") / "warehouse" / "chitieu.duckdb"
    subprocess.run(
        [sys.executable, "-m", "chitieu", "run"],
        env={**os.environ, "CHITIEU_WAREHOUSE": str(path)},
        cwd=ROOT,
        check=True,
        timeout=600,
        stdout=subprocess.DEVNULL,
    )
    return path


@pytest.fixture(scope="module")
def published(warehouse: Path) -> Path:
    return warehouse.parent / "published" / "chitieu.duckdb"


@pytest.fixture(scope="module")
def superset(
    published: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, str]]:
    """Superset from nothing; its address and the password of its user."""
    home = tmp_path_factory.mktemp("superset") / "home"
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [PYTHON, ROOT / "bi/superset/start.py", "serve", "--port", str(port)]
    started = subprocess.Popen([*command, "--home", home, "--published", published])
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(f"{address}/health", started)
        yield address, (home / "password").read_text()
    finally:
        started.send_signal(signal.SIGTERM)
        started.wait(timeout=30)


def _wait_for(address: str, started: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 600
    while time.monotonic() < end:
        assert started.poll() is None, "Superset ended before it answered"
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(1)
    raise TimeoutError(f"{address} did not answer in ten minutes")


@pytest.fixture(scope="module")
def answered() -> set[str]:
    """The hosts that answered the browser."""
    return set()


@pytest.fixture(scope="module")
def page(superset: tuple[str, str], answered: set[str]) -> Iterator[Any]:
    """A page of a browser that has logged in."""
    address, password = superset
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1500, "height": 1700}, base_url=address)
        page.set_default_timeout(60_000)
        page.on("response", lambda response: answered.add(str(urlsplit(response.url).hostname)))
        _log_in(page, password)
        page.wait_for_url(lambda address: "/login" not in address)
        yield page
        browser.close()


def _log_in(page: Any, password: str) -> None:
    page.goto("/login/")
    page.fill("#username", "admin")
    page.fill("#password", password)
    page.keyboard.press("Enter")


@pytest.fixture
def ask(published: Path) -> Callable[..., list[tuple[Any, ...]]]:
    """Ask the published file, as it is now."""

    def asked(sql: str, values: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(published), read_only=True) as connection:
            return connection.execute(sql, values).fetchall()

    return asked


def vietnamese(number: float | None) -> str:
    """A number as the tables write it: 1.234,5; N/A where there is none."""
    if number is None:
        return "N/A"
    text = f"{number:,.2f}".translate(str.maketrans(",.", ".,"))
    return text.rstrip("0").rstrip(",")


def shows(page: Any, numbers: tuple[Any, ...]) -> None:
    """Wait until the four big numbers are these."""
    playwright.expect(page.locator(".header-line")).to_have_text(
        [vietnamese(number) for number in numbers], timeout=60_000
    )


def choose(page: Any, province: str, year: int) -> None:
    """Filter by province and year, as a person does."""
    for place, value in enumerate((province, str(year))):
        box = page.locator('[data-test="form-item-value"]').nth(place).get_by_role("combobox")
        box.click()
        box.fill(value)
        page.locator(".ant-select-item-option", has_text=value).first.click()
        page.keyboard.press("Escape")
    page.locator('[data-test="filter-bar__apply-button"]').click()


def table(page: Any, name: str, columns: tuple[int, ...], rows: int) -> list[tuple[str, ...]]:
    """These columns of a table, once it has so many rows."""
    lines = page.locator(f'[data-test-chart-name="{name}"] tbody tr')
    playwright.expect(lines).to_have_count(rows, timeout=60_000)
    cells = [line.locator("td").all_inner_texts() for line in lines.all()]
    return sorted(tuple(line[column] for column in columns) for line in cells)


def keep(page: Any, name: str, tmp_path: Path) -> None:
    """A picture of the page, drawn to its end."""
    page.mouse.move(750, 5)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(2_000)  # the bars grow for a second
    folder = Path(os.environ.get("CHITIEU_SCREENSHOTS", tmp_path))
    page.screenshot(path=ROOT / folder / f"superset-{name}.png")


def test_targets_are_what_sql_says(
    page: Any, ask: Callable[..., list[tuple[Any, ...]]], tmp_path: Path
) -> None:
    with page.expect_response(_is_of("verdict", "pairs")) as answer:
        page.goto(TARGETS)
    (all_of_them,) = ask(TARGETS_SQL)
    assert all_of_them[0] > 100
    shows(page, all_of_them)

    # The bars are painted, not text: what they are painted from, a column for each verdict.
    bars = {
        row.pop("place_name"): sum(count or 0 for count in row.values())
        for row in answer.value.json()["result"][0]["data"]
    }
    counted = ask("select place_name, count(*) from marts.attainment_rates group by place_name")
    assert bars == dict(counted)
    keep(page, "targets", tmp_path)


def _is_of(*words: str) -> Callable[[Any], bool]:
    def matches(response: Any) -> bool:
        told = response.request.post_data or ""
        return "/api/v1/chart/data" in response.url and all(f'"{word}"' in told for word in words)

    return matches


def test_targets_of_a_province_and_year(
    page: Any, ask: Callable[..., list[tuple[Any, ...]]], tmp_path: Path
) -> None:
    page.goto(TARGETS)
    choose(page, "Thái Bình", 2022)
    where = " where place_province = 'Thái Bình' and period_year = 2022"
    (numbers,) = ask(TARGETS_SQL + where)
    assert 0 < numbers[0] <= 10
    shows(page, numbers)
    told = ask(
        "select place_name, period, coalesce(result_quote, 'N/A'), stated_pct, computed_pct "
        "from marts.attainment_rates" + where
    )
    assert table(page, RESULTS_TABLE, (0, 4, 7, 8, 9), len(told)) == sorted(
        (place, period, quote, vietnamese(stated), vietnamese(computed))
        for place, period, quote, stated, computed in told
    )
    keep(page, "targets-filtered", tmp_path)


def test_changes_are_what_sql_says(
    page: Any, ask: Callable[..., list[tuple[Any, ...]]], tmp_path: Path
) -> None:
    page.goto(CHANGES)
    (all_of_them,) = ask(CHANGES_SQL)
    assert all_of_them[0] > 100
    shows(page, all_of_them)
    keep(page, "year-over-year", tmp_path)
    choose(page, "Thái Bình", 2019)
    where = " and place_province = 'Thái Bình' and period_year = 2019"
    (numbers,) = ask(CHANGES_SQL + where)
    assert 0 < numbers[0] <= 10
    shows(page, numbers)
    told = ask(
        "select place_name, base_period, stated_change_pct, computed_change_pct, stated_change "
        "from marts.year_over_year where comparison = 'year before'" + where
    )
    assert table(page, CHANGES_TABLE, (0, 5, 8, 9, 10), len(told)) == sorted(
        (place, base, *map(vietnamese, numbers)) for place, base, *numbers in told
    )


def test_a_publication_in_between_shows_on_refresh(
    page: Any,
    ask: Callable[..., list[tuple[Any, ...]]],
    warehouse: Path,
    published: Path,
) -> None:
    page.goto(TARGETS)
    (before,) = ask(TARGETS_SQL)
    shows(page, before)
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("delete from marts.attainment_rates where place_province = 'Hà Tĩnh'")
    publish(warehouse, published)
    (after,) = ask(TARGETS_SQL)
    assert after[0] < before[0]
    page.locator('[data-test="refresh-button"]').click()
    shows(page, after)


@pytest.mark.parametrize(
    "sql",
    [
        "delete from marts.attainment_rates",
        "select * from read_text('/etc/hostname')",
        "select 1; attach '/tmp/elsewhere.duckdb'",
    ],
)
def test_whoever_is_logged_in_reads_the_marts_and_nothing_else(
    page: Any, ask: Callable[..., list[tuple[Any, ...]]], sql: str
) -> None:
    (before,) = ask(TARGETS_SQL)
    assert _in_sql_lab(page, "select count(*) as n from marts.attainment_rates")["data"] == [
        {"n": before[0]}
    ]
    assert "errors" in _in_sql_lab(page, sql)
    assert ask(TARGETS_SQL) == [before]
    assert not Path("/tmp/elsewhere.duckdb").exists()


def _in_sql_lab(page: Any, sql: str) -> dict[str, Any]:
    token = page.request.get("/api/v1/security/csrf_token/").json()["result"]
    database = page.request.get("/api/v1/database/").json()["result"][0]["id"]
    answer = page.request.post(
        "/api/v1/sqllab/execute/",
        headers={"X-CSRFToken": token, "Referer": page.url},
        data={"database_id": database, "sql": sql, "runAsync": False, "schema": "marts"},
    )
    told: dict[str, Any] = json.loads(answer.text())
    return told


def test_a_wrong_password_opens_nothing(page: Any, superset: tuple[str, str]) -> None:
    address, _ = superset
    other = page.context.browser.new_page(base_url=address)  # with cookies of its own
    try:
        _log_in(other, "wrong")
        other.wait_for_load_state("networkidle")
        other.goto(TARGETS)
        other.wait_for_selector("#password")
        assert other.locator(".header-line").count() == 0
        assert other.request.get("/api/v1/dashboard/muc-tieu/charts").status == 401
    finally:
        other.close()


def test_no_other_host_was_asked(page: Any, answered: set[str]) -> None:
    page.goto(TARGETS)
    assert answered == {"127.0.0.1"}
