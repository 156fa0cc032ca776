"""The first page, and the page that tells how sure the numbers are."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import duckdb
from markupsafe import Markup

from chitieu.amounts import vietnamese
from report.places import VERDICTS, Place
from report.rendering import Setting, Tally, render, write
from report.words import MEASURES, words

#: Years that the table shows; those before them are summed in a column of their own.
YEARS_SHOWN = 15
ACCURACY_PAGE = Path(__file__).resolve().parents[1] / "docs" / "ACCURACY.md"

TOTALS = """
select
    (select count(*) from marts.dim_article),
    (select count(*) from marts.fct_observations),
    (select count(indicator) from marts.fct_observations),
    (select count(*) from marts.contradictions),
    (select count(*) from marts.attainment_rates where is_mismatch)
        + (select count(*) from marts.year_over_year where is_mismatch),
    (select count(*) from marts.refused_inputs)
"""
COVERAGE = """
select
    case
        when place_level in ('country', 'region') then 'Cả nước và vùng'
        else coalesce(place_province, 'Chưa rõ tỉnh')
    end as province,
    period_year,
    count(*)
from marts.fct_observations
group by all
order by province, period_year
"""
SCORECARDS = """
select year, sum(targets_met), sum(targets_missed), sum(targets_not_judged),
    sum(targets_set - targets_with_result)
from marts.place_scorecards
where targets_set > 0
group by year
order by year
"""
CONFIDENCE = """
select measure, least(floor(coalesce(confidence, 0) * 10), 9), count(*), sum(confidence)
from marts.fct_observations
group by all
order by all
"""


def write_overview(
    connection: duckdb.DuckDBPyConnection, setting: Setting, places: list[Place]
) -> Tally:
    """Counts, coverage by province and year, targets met by year."""
    articles, numbers, coded, contradictions, refuted, refused = _one(connection, TOTALS)
    years, has_other, coverage = _coverage(connection, places)
    tally = Tally()
    html = render(
        "overview.html", setting, up="", title=("Tổng quan", "Overview"), section="Tổng quan",
        facts=[
            (articles, "Bài viết", None),
            (numbers, "Số liệu", None),
            (coded, "Có mã chỉ tiêu", "accuracy.html"),
            (len(places), "Địa phương", "places.html"),
            (contradictions, "Mâu thuẫn", "contradictions.html"),
            (refuted, "Số tính khác số nêu", "refuted.html"),
            (refused, "Tệp bị từ chối", "refused.html"),
        ],
        years=years, has_other=has_other, coverage=coverage,
        scorecards=(scorecards := _scorecards(connection)), charts=bool(scorecards),
    )  # fmt: skip
    write(setting, "index.html", html, tally)
    return tally


def _one(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    row = connection.execute(query).fetchone()
    assert row is not None
    return row


def _coverage(
    connection: duckdb.DuckDBPyConnection, places: list[Place]
) -> tuple[list[int], bool, list[tuple[Any, ...]]]:
    """The years shown, whether there are others, and a line a province."""
    by_province: dict[str, dict[int | None, int]] = defaultdict(dict)
    for province, year, numbers in connection.execute(COVERAGE).fetchall():
        by_province[province][year] = numbers
    told = sorted({year for cells in by_province.values() for year in cells if year is not None})
    years = told[-YEARS_SHOWN:]
    pages = {p.province: f"place/{p.stem}.html" for p in places if p.level == "province"}
    most = max((cells.get(y, 0) for cells in by_province.values() for y in years), default=1) or 1
    lines = []
    for province, cells in by_province.items():
        shown = [
            (cells.get(year, 0), round(0.06 + 0.34 * cells.get(year, 0) / most, 2))
            for year in years
        ]
        all_told = sum(cells.values())
        is_word = province in words()
        link = None if is_word else pages.get(province, "places.html")
        lines.append((province, link, shown, all_told - sum(n for n, _ in shown), all_told))
    lines.sort(key=lambda line: (line[1] is None, line[0]))
    return years, any(line[3] for line in lines), lines


def _scorecards(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    return [
        {"year": year, "verdict": verdict, "value": int(value)}
        for year, *counts in connection.execute(SCORECARDS).fetchall()
        for verdict, value in zip(VERDICTS, counts, strict=True)
    ]


def write_accuracy(connection: duckdb.DuckDBPyConnection, setting: Setting) -> Tally:
    """The confidence of the numbers in the file, and what was measured on the labelled sample."""
    by_confidence: dict[float, int] = defaultdict(int)
    by_measure: dict[str, list[float]] = defaultdict(lambda: [0, 0.0])
    for measure, confidence, number, sure in connection.execute(CONFIDENCE).fetchall():
        by_confidence[confidence] += number
        by_measure[measure][0] += number
        by_measure[measure][1] += sure or 0.0
    observations = sum(int(number) for number, _ in by_measure.values())
    sure = sum(share for _, share in by_measure.values())
    without_code, corrected = _one(
        connection,
        "select count(*) - count(indicator), count(*) filter (where is_corrected) "
        "from marts.fct_observations",
    )
    confidence_rows = [
        {"confidence": f"{10 * low:.0f}–{10 * low + 10:.0f}%", "value": number}
        for low, number in sorted(by_confidence.items())
    ]
    tally = Tally()
    html = render(
        "accuracy.html", setting, up="", title=("Độ chính xác", "Accuracy"),
        section="Độ chính xác", observations=observations,
        expected=_percent(sure, observations), without_code=without_code, corrected=corrected,
        confidence=confidence_rows,
        measures=[
            (MEASURES[measure], int(number), _percent(share, number))
            for measure, (number, share) in sorted(by_measure.items())
        ],
        measured=_measured(), charts=bool(confidence_rows),
    )  # fmt: skip
    write(setting, "accuracy.html", html, tally)
    return tally


def _percent(part: float, whole: float) -> str:
    return f"{vietnamese(round(100 * part / whole, 1))}%" if whole else "—"


def _measured() -> Markup | None:
    """The page that `chitieu evaluate --write` keeps, where this is a checkout that has it."""
    if not ACCURACY_PAGE.is_file():
        return None
    import markdown

    text = ACCURACY_PAGE.read_text(encoding="utf-8")
    without_title = "\n".join(line for line in text.splitlines() if not line.startswith("# "))
    html = markdown.markdown(without_title, extensions=["tables"])
    return Markup(html.replace("<h2", "<h3").replace("</h2>", "</h3>"))
