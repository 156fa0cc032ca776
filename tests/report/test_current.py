"""When the site that stands is written again."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from report import current
from report.current import NOTE, is_current, made_of
from report.site import build_report


@pytest.fixture
def standing(published: Path, site: Path, tmp_path: Path) -> tuple[Path, Path]:
    """The published file, and a copy of its site."""
    folder = tmp_path / "report"
    shutil.copytree(site, folder)
    return published, folder


def test_a_site_that_was_just_written_stands(standing: tuple[Path, Path]) -> None:
    assert is_current(*standing)


@pytest.mark.parametrize("name", ["index.html", "assets/report.css", NOTE])
def test_a_site_that_lost_a_file_does_not(standing: tuple[Path, Path], name: str) -> None:
    published, folder = standing
    (folder / name).unlink()
    assert not is_current(published, folder)


def test_nor_one_with_a_page_cut_short_or_too_many(standing: tuple[Path, Path]) -> None:
    published, folder = standing
    (folder / "place" / "more.html").write_text("more")
    assert not is_current(published, folder)
    (folder / "place" / "more.html").unlink()
    assert is_current(published, folder)
    page = folder / "index.html"
    page.write_bytes(page.read_bytes()[:100])
    assert not is_current(published, folder)


def test_nor_one_of_another_published_file(standing: tuple[Path, Path], tmp_path: Path) -> None:
    published, folder = standing
    other = tmp_path / published.name
    shutil.copyfile(published, other)
    with other.open("ab") as stream:
        stream.write(b"\0")
    assert not is_current(other, folder)
    assert not is_current(published, tmp_path / "nowhere")


@pytest.mark.parametrize("changed", ["places.py", "templates/parts.html", "static/report.css"])
def test_nor_one_of_other_code(
    standing: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changed: str
) -> None:
    published, _ = standing
    package = tmp_path / "report_code"
    shutil.copytree(Path(current.__file__).parent, package)
    monkeypatch.setattr(current, "_HERE", package)
    before = made_of(published)
    (package / changed).write_text("changed")
    assert made_of(published) != before


def test_nor_one_of_other_units_another_accuracy_or_other_packages(
    standing: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    published, folder = standing
    for name in ("UNITS", "ACCURACY_PAGE"):
        changed = tmp_path / name
        changed.write_text("changed")
        with monkeypatch.context() as patched:
            patched.setattr(current, name, changed)
            assert not is_current(published, folder)
    monkeypatch.setattr(current, "version", lambda package: "9.9")
    assert not is_current(published, folder)


def test_a_file_published_while_the_site_is_written_makes_the_next_run_write_it(
    published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = iter(["before", "after"])
    monkeypatch.setattr("report.site.made_of", lambda published: next(keys))
    folder = tmp_path / "report"
    build_report(published, folder)
    assert (folder / "index.html").exists()
    assert not (folder / NOTE).exists()
    assert not is_current(published, folder)
