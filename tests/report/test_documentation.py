"""What the documentation tells people to type works, and what it shows exists."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("README*.md"), *(ROOT / "docs").glob("**/*.md")])
#: `chitieu query "…"` with its SQL, on one line or on several.
QUERY = re.compile(r'chitieu query "([^"]+)"')
#: Made by `make docs` out of the code; the help in it has examples of its own.
MADE = {"command-line.md", "data-dictionary.md"}


def queries() -> list[tuple[str, str]]:
    return [
        (page.relative_to(ROOT).as_posix(), found)
        for page in PAGES
        if page.name not in MADE
        for found in QUERY.findall(page.read_text(encoding="utf-8"))
    ]


def test_there_are_queries_in_both_tutorials() -> None:
    pages = [page for page, _ in queries()]
    assert pages.count("docs/tutorial.md") == pages.count("docs/tutorial.vi.md") == 2


@pytest.mark.parametrize(("page", "sql"), queries())
def test_every_query_runs_on_the_published_tables(published: Path, page: str, sql: str) -> None:
    with duckdb.connect(str(published), read_only=True) as connection:
        connection.execute("set search_path = 'marts'")
        assert connection.execute(sql).description, page


def test_the_tutorials_ask_about_a_place_that_the_sample_articles_tell_of() -> None:
    article = (ROOT / "seeds" / "articles" / "district-hai-ha.txt").read_text(encoding="utf-8")
    assert "Hải Hà" in article
    assert "5,5%" in article, "the example of a plan that is still running"


def test_every_target_of_make_that_the_documentation_names_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, flags=re.M))
    for page in PAGES:
        for name in re.findall(r"(?:^    |`)make ([a-z-]+)", page.read_text("utf-8"), flags=re.M):
            assert name in targets, f"{page.relative_to(ROOT)} names `make {name}`"


def test_every_page_of_the_site_is_a_file_or_made_by_make_docs() -> None:
    site = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    told = [page for entry in site["nav"] for page in _pages(entry)]
    assert len(told) == len(set(told))
    missing = [page for page in told if not (ROOT / "docs" / page).exists()]
    assert {Path(page).name for page in missing} <= MADE


def _pages(entry: object) -> list[str]:
    if isinstance(entry, str):
        return [entry]
    inner = entry.values() if isinstance(entry, dict) else entry
    assert not isinstance(inner, str)
    return [page for one in inner for page in _pages(one)]  # type: ignore[attr-defined]
