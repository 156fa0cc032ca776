"""The report in Chromium, opened from its folder: sentences, language, charts, accessibility."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PHONE, DESK = (390, 800), (1280, 900)
PAGE_TYPES = (
    "index.html",
    "places.html",
    "indicators.html",
    "contradictions.html",
    "refuted.html",
    "refused.html",
    "accuracy.html",
    "place/huyen-hai-ha-d-201.html",
    "indicator/budget_revenue.html",
)

pytestmark = pytest.mark.skipif(
    CHROMIUM is None or not AXE.is_file(),
    reason="needs Chromium and axe-core: `make browser` installs both",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield launched
        launched.close()


class Visit:
    """A page of the report in a window, with what it asked for and what it complained of."""

    def __init__(self, browser: Any, site: Path, size: tuple[int, int] = DESK) -> None:
        self.site = site
        self.page = browser.new_page(viewport={"width": size[0], "height": size[1]})
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda message: self.complaints.append(message.text))

    def open(self, name: str) -> Any:
        self.page.goto(f"file://{self.site}/{name}")
        charts = self.page.locator(".chart").count()
        self.page.wait_for_function(
            "count => document.querySelectorAll('.chart[data-drawn=yes]').length === count",
            arg=charts,
        )
        return self.page


@pytest.fixture
def visit(browser: Any, site: Path) -> Iterator[Visit]:
    opened = Visit(browser, site)
    yield opened
    opened.page.close()


def findings(page: Any) -> list[str]:
    """What axe-core calls serious or critical on the page as it stands."""
    page.add_script_tag(path=str(AXE))
    result = page.evaluate("axe.run(document, {resultTypes: ['violations'], preload: false})")
    return [
        f"{one['id']}: {one['help']} ({one['nodes'][0]['html'][:120]})"
        for one in result["violations"]
        if one["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("name", PAGE_TYPES)
def test_axe_finds_nothing_serious(
    browser: Any, site: Path, name: str, size: tuple[int, int]
) -> None:
    visited = Visit(browser, site, size)
    page = visited.open(name)
    assert visited.complaints == []
    assert [url for url in visited.requests if not url.startswith(("file:", "data:"))] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert findings(page) == []
    page.locator("#language").click()
    page.wait_for_function("document.documentElement.lang === 'en'")
    assert findings(page) == [], "in English"
    page.close()


def test_a_number_opens_its_sentence_by_mouse_and_by_keyboard(visit: Visit) -> None:
    page = visit.open("place/huyen-hai-ha-d-201.html")
    number = page.locator("a.n", has_text="330 tỷ đồng").first
    number.click()
    dialog = page.locator("dialog")
    assert dialog.is_visible()
    assert dialog.locator("mark.hit").inner_text() == "330 tỷ đồng"
    told = dialog.inner_text()
    assert "Thu ngân sách năm 2021 ước đạt 330 tỷ đồng, đạt 110% kế hoạch" in told
    assert "Trồng được 950 ha rừng" in told, "the sentence after"
    assert "hai-ha-bao-cao-2021.txt" in told
    source = dialog.locator("a", has_text="Mở nguồn")
    assert source.get_attribute("href") == "https://example.org/hai-ha-2021"
    assert findings(page) == []
    page.keyboard.press("Escape")
    assert not dialog.is_visible()
    assert page.evaluate("document.activeElement.textContent") == "330 tỷ đồng"
    page.keyboard.press("Enter")
    assert dialog.is_visible()


def test_a_link_from_elsewhere_opens_the_sentence(visit: Visit) -> None:
    page = visit.open("indicator/budget_revenue.html")
    page.locator("a.n", has_text="355 tỷ đồng").first.click()
    page.wait_for_url("**/place/huyen-hai-ha-d-201.html#*")
    assert page.locator("dialog mark.hit").inner_text() == "355 tỷ đồng"


def test_the_first_tab_skips_to_the_content(visit: Visit) -> None:
    page = visit.open("index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"


def test_the_switch_speaks_english_and_stays_so_on_the_next_page(visit: Visit) -> None:
    page = visit.open("place/huyen-hai-ha-d-201.html")
    page.locator("#language").click()
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("a.n", has_text="330 billion VND").count() > 0
    assert page.locator("a.n", has_text="1.48%").count() > 0
    assert page.locator("td", has_text="2021–2025").count() > 0
    page.locator("header a", has_text="Indicators").click()
    page.wait_for_function("document.documentElement.lang === 'en'")
    assert page.locator("h1").inner_text() == "Indicators"
    page.locator("#language").click()
    assert page.locator("h1").inner_text() == "Chỉ tiêu"


def test_search_knows_no_accents(visit: Visit) -> None:
    page = visit.open("places.html")
    page.locator("input[type=search]").fill("hai ha")
    assert page.locator(".list li:visible", has_text="Huyện Hải Hà").count() == 1
    page.locator("input[type=search]").fill("không có nơi này")
    assert page.locator(".list li:visible").count() == 0
    assert page.locator("#none").is_visible()


def test_charts_are_drawn_with_vietnamese_numbers(visit: Visit) -> None:
    page = visit.open("place/huyen-hai-ha-d-201.html")
    assert page.locator(".chart svg").count() >= 2
    assert "Tỷ lệ hoàn thành kế hoạch (%)" in page.locator(".chart").all_inner_texts()[1]
    assert all(
        drawn == "true"
        for drawn in page.locator(".chart svg").evaluate_all(
            "all => all.map(one => one.getAttribute('aria-hidden'))"
        )
    )


def test_without_scripts_a_number_still_leads_to_its_sentence(browser: Any, site: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"file://{site}/place/huyen-hai-ha-d-201.html")
    page.locator("a.n", has_text="330 tỷ đồng").first.click()
    assert page.locator("mark:target").inner_text() == "330 tỷ đồng"
    context.close()
