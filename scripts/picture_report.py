"""Take the picture of the report that the documentation shows: `docs/images/report.png`.

    make run && make browser && python scripts/picture_report.py

A place's page with the sentence of one number opened, at twice the pixels; needs Chromium.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
REPORT = ROOT / "warehouse" / "published" / "report"
PICTURE = ROOT / "docs" / "images" / "report.png"
PLACE, NUMBER = "place/huyen-hai-ha-d-201.html", "19,589 tỷ đồng"


def main() -> int:
    """Open the page, press the number, take the picture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("report", type=Path, nargs="?", default=REPORT)
    options = parser.parse_args()
    page_path = (options.report / PLACE).resolve()
    chromium = shutil.which("chromium")
    if chromium is None or not page_path.is_file():
        missing = "Chromium (make browser)" if chromium is None else f"{page_path} (make run)"
        print(f"The picture needs {missing}.", file=sys.stderr)
        return 1
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1100, "height": 720}, device_scale_factor=1.5)
        page.goto(f"file://{page_path}")
        page.wait_for_function("() => !document.querySelector('.chart:not([data-drawn=yes])')")
        number = page.locator("a.n", has_text=NUMBER).first
        number.scroll_into_view_if_needed()
        number.click()
        PICTURE.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=PICTURE)
        browser.close()
    print(PICTURE.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
