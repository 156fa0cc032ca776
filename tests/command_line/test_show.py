"""`chitieu show`, and amounts as Vietnamese readers write them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from chitieu.amounts import amount, sparkline, vietnamese
from tests.command_line.marts import write_marts

Chitieu = Callable[..., Result]


@pytest.fixture
def show(chitieu: Chitieu, tmp_path: Path) -> Chitieu:
    path = write_marts(tmp_path / "chitieu.duckdb")

    def run(*arguments: str) -> Result:
        return chitieu("show", *arguments, "--warehouse", path, COLUMNS="160")

    return run


def lines_of(result: Result, name: str) -> str:
    assert result.exit_code == 0, result.stderr
    return next(line for line in result.stdout.splitlines() if name in line)


def test_target_result_attainment_change_and_trend_stand_in_one_line(show: Chitieu) -> None:
    line = lines_of(show("Huyện Hải Hà", "2022"), "Thu ngân sách  ")
    cells = [cell.strip() for cell in line.split("   ") if cell.strip()]
    assert cells == [
        "Thu ngân sách",
        "2022",
        "≥ 355 tỷ đồng (huyện giao)",
        "ước 390,5 tỷ đồng",
        "110% (huyện giao) ✓",
        "+4,6% / 2021",
        "▁▃█ 2020–2022",
    ]


def test_what_is_computed_missed_or_contradicted_is_marked_and_explained(show: Chitieu) -> None:
    result = show("Huyện Hải Hà", "2022")
    line = lines_of(result, "Tỷ lệ hộ nghèo")
    for cell in ("< 0,98%", "98%* ✗ !", "−12,5%*"):
        assert cell in line
    for mark in ("* computed", "✓ ✗", "! stated and computed"):
        assert mark in result.stdout
    assert "Thu ngân sách · thôn" in result.stdout
    assert "7/9" in result.stdout


def test_indicators_come_in_the_order_of_the_codebook(show: Chitieu) -> None:
    text = show("Huyện Hải Hà", "2022").stdout
    assert text.index("Tỷ lệ hộ nghèo") < text.index("Thu ngân sách")


def test_a_term_shows_in_each_of_its_years(show: Chitieu) -> None:
    line = lines_of(show("Huyện Hải Hà", "2023"), "2021-01-01/P5Y")
    assert "+11–13%" in line


def test_the_year_is_the_latest_with_a_result_unless_given(show: Chitieu) -> None:
    assert "Huyện Hải Hà, Quảng Ninh · 2022" in show("Huyện Hải Hà").stdout
    result = show("Huyện Hải Hà", "1999")
    assert result.exit_code == 1
    assert "there are some of 2020, 2021, 2022, 2023" in result.stderr


@pytest.mark.parametrize(
    "asked",
    ["huyen hai ha", "HUYỆN HẢI HÀ", "hai ha, quang ninh", "ha coi", "hải hà, tỉnh Quảng Ninh"],
)
def test_a_place_is_found_without_accents_type_or_case(show: Chitieu, asked: str) -> None:
    assert "Huyện Hải Hà, Quảng Ninh · 2022" in show(asked).stdout


def test_places_of_one_name_are_told_apart_not_guessed(show: Chitieu) -> None:
    for asked, words in (
        ("hai ha", "Huyện Hải Hà, Quảng Ninh; Xã Hải Hà, Nam Định"),
        ("Xã Tân Tiến", "Xã Tân Tiến, Hà Nội; Xã Tân Tiến, Hải Phòng"),
    ):
        result = show(asked)
        assert result.exit_code == 1
        assert words in result.stderr


def test_an_unknown_place_gets_the_nearest_names(show: Chitieu) -> None:
    result = show("Huyện Hải Hã Đông")
    assert result.exit_code == 1
    assert "did you mean Huyện Hải Hà, Quảng Ninh" in result.stderr
    assert "coverage" in show("qqqqqq").stderr
    assert show("Xã Vắng").exit_code == 1  # no observation describes it
    assert "no dated observation" in show("Xã Hải Hà").stderr


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (1234567.5, "1.234.567,5"),
        (0.98, "0,98"),
        (-65, "−65"),
        (100.0, "100"),
        (0.00004, "0"),
        (1e21, "1.000.000.000.000.000.000.000"),
    ],
)
def test_numbers(value: float, told: str) -> None:
    assert vietnamese(value) == told


def test_amounts() -> None:
    assert amount(15.8e12, "VND") == "15.800 tỷ đồng"
    assert amount(96e6, "VND", comparator="ge") == "≥ 96 triệu đồng"
    assert amount(500, "VND") == "500 đồng"
    assert amount(165e6, "VND/HA") == "165 triệu đồng trên một hecta"
    assert amount(11, "PERCENT", upper=13) == "11–13%"
    assert amount(-0.5, "PP", signed=True) == "−0,5 điểm %"
    assert amount(5, "PERCENT", signed=True) == "+5%"
    assert amount(80, "COMMUNE") == "80 xã"
    assert amount(3, None) == "3"


def test_sparklines() -> None:
    assert sparkline([0, 7]) == "▁█"
    assert sparkline([0, 1, 2, 3, 4, 5, 6, 7]) == "▁▂▃▄▅▆▇█"
    assert sparkline([5, 5]) == "▄▄"
