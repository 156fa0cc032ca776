"""Every run ends with the report, and says so when it could not be written."""

from __future__ import annotations

from pathlib import Path

import pytest

from chitieu.run_command import FAILED, run_pipeline
from report.site import ReportError

TEXT = (
    "Tình hình kinh tế - xã hội huyện Hải Hà năm 2022\n"
    "Thu ngân sách nhà nước trên địa bàn đạt 1.250 tỷ đồng, bằng 105,5% dự toán tỉnh giao.\n"
)


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "hai-ha.txt").write_text(TEXT, encoding="utf-8")
    return folder


def test_a_run_writes_the_report_and_a_failed_report_fails_the_run(
    articles: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    warehouse = tmp_path / "w" / "chitieu.duckdb"
    assert run_pipeline([articles], warehouse=warehouse) == 0
    report = tmp_path / "w" / "published" / "report"
    assert "report/index.html" in capsys.readouterr().out.replace("\n", "")
    page = report / "place" / "huyen-hai-ha-d-201.html"
    assert ">1.250 tỷ đồng</mark>" in page.read_text(encoding="utf-8")

    def fail(published: Path, folder: Path) -> None:
        raise ReportError("No space left on device; mend that and run again.")

    monkeypatch.setattr("report.site.build_report", fail)
    assert run_pipeline([articles], warehouse=warehouse) == 0, "the report stands already"
    assert "Unchanged" in capsys.readouterr().out
    (report / "index.html").unlink()
    assert run_pipeline([articles], warehouse=warehouse) == FAILED
    told = capsys.readouterr()
    assert "The marts are published, the report is not." in told.err
    assert "No space left on device" in told.err
    assert page.exists(), "the old report stays"
