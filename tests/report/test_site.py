"""The built site: nothing dropped, every link leads somewhere, every word has its English."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import duckdb
import pytest

from report import places, rendering
from report.site import ReportError, build_report

Rows = Callable[[str], list[tuple[object, ...]]]


class Page(HTMLParser):
    """What a page holds: ids, links, sources, the texts to translate, marks, table rows."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.sources: list[str] = []
        self.untold: list[str] = []
        self.marks: dict[str, str] = {}
        self.lines: list[str] = []
        self._open: list[tuple[str, str | None, bool]] = []
        self._marks: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if told.get("id"):
            self.ids.append(str(told["id"]))
        if tag == "a":
            self.links.append(str(told["href"]))
        self.sources += [str(told[name]) for name in ("src",) if told.get(name)]
        if tag == "link":
            self.sources.append(str(told["href"]))
        if tag == "tr":
            self.lines.append("")
        if tag in ("meta", "link", "input", "br", "img"):
            return
        is_word = "t" in (told.get("class") or "").split() and "data-en" not in told
        self._open.append((tag, told.get("id"), is_word))
        if is_word:
            self.untold.append("")

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        for tag, name, is_word in self._open:
            if is_word:
                self.untold[-1] += data
            if name and tag in ("mark", "i"):
                self.marks[name] = self.marks.get(name, "") + data
        inside_mark = [name for tag, name, _ in self._open if tag == "mark" and name]
        if inside_mark:
            for name in self.ids[self.ids.index(inside_mark[0]) :]:
                self.marks[name] = self.marks.get(name) or data
        if self.lines and any(tag == "tr" for tag, _, _ in self._open):
            self.lines[-1] += data + " "


def read(site: Path) -> dict[str, Page]:
    """Every page of a site by its path in it."""
    return {
        page.relative_to(site).as_posix(): Page(page.read_text(encoding="utf-8"))
        for page in sorted(site.glob("**/*.html"))
    }


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, Page]:
    return read(site)


def assert_links_lead_somewhere(pages: dict[str, Page]) -> None:
    for name, page in pages.items():
        folder = Path(name).parent
        for link in page.links:
            if link.startswith("https://"):
                continue
            path, _, anchor = unquote(link).partition("#")
            target = (folder / path).as_posix() if path else name
            target = re.sub(r"[^/]+/\.\./", "", target)
            assert target in pages, f"{name} links to {link}"
            assert not anchor or anchor in pages[target].ids, f"{name} links to {link}"


def test_every_observation_is_once_on_its_place_and_its_mark_is_its_quote(
    pages: dict[str, Page], rows: Rows
) -> None:
    told = dict(rows("select observation_id, quote from marts.fct_observations"))
    found: Counter[str] = Counter()
    for name, page in pages.items():
        if name.startswith("place/"):
            found.update(one for one in page.ids if one in told)
            for one in page.ids:
                assert one not in told or page.marks[one] == told[one]
    assert set(found) == set(told)
    assert set(found.values()) == {1}


def test_every_link_leads_somewhere(pages: dict[str, Page]) -> None:
    assert len(pages) > 20
    assert_links_lead_somewhere(pages)


def test_no_page_needs_the_network(pages: dict[str, Page], site: Path) -> None:
    for name, page in pages.items():
        for source in page.sources:
            assert source == "data:," or (site / name).parent.joinpath(source).resolve().is_file()


def test_every_word_that_the_switch_translates_has_english(
    pages: dict[str, Page], site: Path
) -> None:
    script = (site / "assets" / "words.js").read_text(encoding="utf-8")
    english = json.loads(script.removeprefix("window.WORDS=").rstrip(";\n"))
    untold = {text for page in pages.values() for text in page.untold} - set(english)
    assert untold == set()


def test_a_place_shows_plans_results_attainment_and_change_of_a_year(
    pages: dict[str, Page],
) -> None:
    (name,) = [name for name in pages if name.startswith("place/huyen-hai-ha")]
    (budget,) = [
        line
        for line in pages[name].lines
        if line.startswith("Tổng thu ngân sách") and "năm 2021" in line
    ]
    told = budget.split()
    for number in ("300 tỷ đồng", "280 tỷ đồng tỉnh giao", "330 tỷ đồng ước", "+10% ước"):
        assert " ".join(number.split()) in " ".join(told), budget


def test_an_indicator_sets_places_side_by_side(pages: dict[str, Page]) -> None:
    lines = pages["indicator/poverty_rate.html"].lines
    assert any("Huyện Hải Hà" in line and "1,48%" in line for line in lines)


def test_refused_files_stand_with_their_reason(site: Path) -> None:
    text = (site / "refused.html").read_text(encoding="utf-8")
    assert "inbox/trong.txt is empty" in text
    assert "tệp trống" in text


def test_markup_in_a_source_stays_text(site: Path, pages: dict[str, Page]) -> None:
    (name,) = [name for name in pages if name.startswith("place/huyen-hai-ha")]
    text = (site / name).read_text(encoding="utf-8")
    assert "&lt;img src=x onerror=alert(1)&gt; &amp; &#34;dấu&#34;" in text
    assert "<img" not in text
    assert not [link for page in pages.values() for link in page.links if "javascript" in link]


def test_a_place_too_large_for_a_page_is_split_and_loses_nothing(
    published: Path, tmp_path: Path, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "PAGE_BUDGET", 6000)
    built = build_report(published, tmp_path / "report")
    pages = read(tmp_path / "report")
    assert [name for name in pages if re.match(r"place/huyen-hai-ha.*-2\.html", name)]
    ((told,),) = rows("select count(*) from marts.fct_observations")
    found = [one for name, page in pages.items() if name.startswith("place/") for one in page.marks]
    assert len(set(found)) == told == built.numbers
    assert_links_lead_somewhere(pages)


def test_several_processes_write_what_one_writes(
    published: Path, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("report.site.NUMBERS_A_CHUNK", 40)
    build_report(published, tmp_path / "report", processes=2)
    alone = {name: sorted(page.links) for name, page in read(site).items()}
    assert {n: sorted(page.links) for n, page in read(tmp_path / "report").items()} == alone


def test_a_listing_says_what_it_leaves_out(
    published: Path, tmp_path: Path, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("report.lists.MOST_ENTRIES", 1)
    build_report(published, tmp_path / "report")
    ((told,),) = rows("select count(*) from marts.contradictions")
    assert isinstance(told, int)
    text = (tmp_path / "report" / "contradictions.html").read_text(encoding="utf-8")
    assert f"{told - 1} mục ít lệch hơn không ở đây." in text
    assert "chitieu query" in text


def test_statements_beyond_the_cap_are_counted(
    published: Path, tmp_path: Path, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("report.rows.STATEMENTS_SHOWN", 1)
    built = build_report(published, tmp_path / "report")
    ((told,),) = rows("select count(*) from marts.fct_observations")
    assert built.left_out > 0
    assert built.numbers + built.left_out == told
    text = "".join(
        page.read_text(encoding="utf-8") for page in (tmp_path / "report" / "place").iterdir()
    )
    counted = [int(number) for number in re.findall(r"và (\d+) phát biểu khác", text)]
    assert sum(counted) == built.left_out


def test_the_old_report_stays_where_a_new_one_cannot_be_built(tmp_path: Path) -> None:
    folder = tmp_path / "report"
    folder.mkdir()
    (folder / "index.html").write_text("cũ", encoding="utf-8")
    with pytest.raises(ReportError, match="There is no published file at"):
        build_report(tmp_path / "none.duckdb", folder)
    with duckdb.connect(str(tmp_path / "old.duckdb")) as connection:
        connection.execute("create schema marts; create table marts.fct_observations (a integer)")
    with pytest.raises(
        ReportError, match=r"lacks the tables article_texts, .*an older chitieu wrote it"
    ):
        build_report(tmp_path / "old.duckdb", folder)
    (tmp_path / "noise.duckdb").write_bytes(b"no database" * 1000)
    with pytest.raises(ReportError, match="could not be read"):
        build_report(tmp_path / "noise.duckdb", folder)
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == ["report"]
    assert (folder / "index.html").read_text(encoding="utf-8") == "cũ"


def test_a_new_report_takes_the_place_of_the_old(published: Path, tmp_path: Path) -> None:
    folder = tmp_path / "report"
    (folder / "place").mkdir(parents=True)
    (folder / "place" / "gone.html").write_text("cũ", encoding="utf-8")
    built = build_report(published, folder)
    assert not (folder / "place" / "gone.html").exists()
    assert built.index == folder / "index.html"
    assert built.pages == len(list(folder.glob("**/*.html")))
    assert built.largest_bytes <= rendering.LARGEST_PAGE
    assert [path.name for path in tmp_path.iterdir()] == ["report"]
