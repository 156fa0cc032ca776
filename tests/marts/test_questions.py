"""The twelve questions of docs/QUESTIONS.md, answered on the worked corpus as by hand."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

PAGE = Path(__file__).resolve().parents[2] / "docs" / "QUESTIONS.md"
QUESTION = re.compile(r"^## (\d+)\. [^\n]+\n.*?```sql\n(.*?)```", flags=re.M | re.S)

PLAN_2022 = "hai-ha-ke-hoach-2022.txt"
REPORT_2022 = "hai-ha-bao-cao-2022.txt"
HALF_2022 = "hai-ha-6-thang-2022.txt"
BUDGET = "Thu ngân sách năm 2022 ước đạt 400 tỷ đồng, đạt 105% kế hoạch, tăng 12% so với năm 2021."
FOREST_AND_POVERTY = (
    "Trồng được 980 ha rừng, đạt 97% kế hoạch; tỷ lệ hộ nghèo còn 1,2%, giảm 0,28% so với năm 2021."
)
INCOME_AND_LABOUR = (
    "Thu nhập bình quân đầu người đạt 81,5 triệu đồng; "
    "lao động qua đào tạo 76%; 23/26 chỉ tiêu đạt và vượt."
)
FISH = "Sản lượng thủy sản tháng 1 ước đạt 1.576 tấn, đạt 8,3% kế hoạch, tăng 18,1% so với cùng kỳ."
FINAL_2021 = "hai-ha-6-thang-2022.txt"

#: Rows of each answer; what an article does not tell is None.
ANSWERS: dict[int, list[tuple[object, ...]]] = {
    1: [
        (
            *("budget_revenue", "level", 380e9, None, 400e9, 105, 105.26, True, False),
            *(341.2e9, 12, 17.23, 58.8e9, "VND", True),
            *(HALF_2022, REPORT_2022, BUDGET, 410e9, "quang-ninh-2022.txt"),
        ),
        (
            *("forest_planted_area", "level", 1000, None, 980, 97, 98, False, True),
            *(950, None, 3.16, 30, "HA", None),
            *(PLAN_2022, REPORT_2022, FOREST_AND_POVERTY, None, None),
        ),
        (
            *("income_per_capita", "level", 80e6, None, 81.5e6, None, 101.88, True, None),
            *(None, None, None, None, None, None),
            *(PLAN_2022, REPORT_2022, INCOME_AND_LABOUR, None, None),
        ),
        (
            *("poverty_rate", "change_abs", -0.3, None, -0.28, None, 93.33, False, None),
            *(1.48, None, None, -0.28, "PP", False),
            *(PLAN_2022, REPORT_2022, FOREST_AND_POVERTY, None, None),
        ),
        (
            *("trained_labour_rate", "level", 75, None, 76, None, 101.33, True, None),
            *(None, None, None, None, None, None),
            *(PLAN_2022, REPORT_2022, INCOME_AND_LABOUR, None, None),
        ),
    ],
    2: [
        *(("budget_revenue", None, "year", "level", "eq", 380e9, 380e9, "VND", 1, "380 tỷ đồng"),),
        (
            *("forest_planted_area", None, "five_year", "level", "eq"),
            *(5000, 5000, "HA", 2, "5.000 ha"),
        ),
        ("forest_planted_area", None, "year", "level", "eq", 1000, 1000, "HA", 1, "1.000 ha"),
        ("income_per_capita", None, "year", "level", "ge", 80e6, None, "VND", 1, "80 triệu đồng"),
        ("poverty_rate", None, "year", "change_abs", "ge", None, -0.3, "PP", 1, "0,3%"),
        ("trained_labour_rate", None, "year", "level", "range", 75, 77, "PERCENT", 1, "75-77%"),
    ],
    3: [
        (
            *("Huyện Hải Hà", "budget_revenue", "2022", 2, 355e9, 380e9, PLAN_2022, HALF_2022),
            "Hội đồng nhân dân huyện điều chỉnh chỉ tiêu thu ngân sách năm 2022 lên 380 tỷ đồng.",
        )
    ],
    4: [
        (
            *("Huyện Hải Hà", "forest_planted_area", "2022", 97, 98, 980, 1000),
            *("97%", "980 ha", "1.000 ha", REPORT_2022, PLAN_2022),
        )
    ],
    # 1,576 t at 8.3 %: 18,988 t; from 1,575.5 at 8.35 % to 1,576.5 at 8.25 %
    5: [
        (
            *("Huyện Hải Hà", "fishery_output", "2022-01", 1576, 8.3),
            *(18868.263473, 18987.951807, 19109.090909, "TONNE", FISH),
        )
    ],
    6: [
        ("Huyện Hải Hà", 5, 3, 2, 0, 60, 23, 26),
        ("Huyện Vĩnh Lộc", 3, 1, 1, 1, 50, None, None),
    ],
    7: [
        (
            *("Huyện Hải Hà", 1.48, 1.2, -0.28, -0.28, "PP"),
            *("hai-ha-bao-cao-2021.txt", REPORT_2022),
        )
    ],
    # 400 after 341.2 is 17.23 %; 12 % would need 357.142857 before
    8: [
        (
            *("Huyện Hải Hà", "budget_revenue", "2022", 12, 17.23, 400e9, 341.2e9),
            *(357142857143, REPORT_2022, FINAL_2021),
        )
    ],
    9: [
        (
            *(1, date(2021, 12, 20), "estimate", 330e9, None, False, "actual over estimate"),
            *("hai-ha-bao-cao-2021.txt", "330 tỷ đồng"),
        ),
        (
            *(2, date(2022, 7, 15), "actual", 341.2e9, 11.2e9, True, "actual over estimate"),
            *(FINAL_2021, "341,2 tỷ đồng"),
        ),
    ],
    10: [
        (
            *("Huyện Vĩnh Lộc", "trained_labour_rate", "2022", "actual", "within article"),
            *(70, 72, 2.9, "70%", "vinh-loc-bao-cao-2022.txt"),
            *("72%", "vinh-loc-bao-cao-2022.txt"),
        ),
        (
            *("Huyện Hải Hà", "budget_revenue", "2022", "estimate", "between articles"),
            *(400e9, 410e9, 2.5, "400 tỷ đồng", REPORT_2022),
            *("410 tỷ đồng", "quang-ninh-2022.txt"),
        ),
    ],
    11: [
        ("budget_revenue", 1, 2, "Huyện Hải Hà", 400e9, "VND", REPORT_2022),
        ("budget_revenue", 2, 2, "Huyện Đầm Hà", 150e9, "VND", "quang-ninh-2022.txt"),
        ("poverty_rate", 1, 2, "Huyện Đầm Hà", 0.9, "PERCENT", "quang-ninh-2022.txt"),
        ("poverty_rate", 2, 2, "Huyện Hải Hà", 1.2, "PERCENT", REPORT_2022),
    ],
    12: [
        (
            *("forest_planted_area", "2024", None, 1, 3, False),
            "a reporting unit was split among several units of today",
        ),
        ("poor_households", "2024", 42, 2, 3, False, None),
        ("poverty_rate", "2024", None, 2, 3, False, "rate: places cannot be added up"),
    ],
}


def questions() -> dict[int, str]:
    return {int(number): sql for number, sql in QUESTION.findall(PAGE.read_text(encoding="utf-8"))}


def test_the_page_asks_twelve_questions_of_the_marts_alone():
    assert sorted(questions()) == list(range(1, 13))
    for sql in questions().values():
        tables = re.findall(r"(?<!distinct )\b(?:from|join)\s+([\w.]+)", sql)
        assert tables
        assert all(table.startswith("marts.") for table in tables)


@pytest.mark.parametrize("number", range(1, 13))
def test_question(warehouse, number):
    found = warehouse.rows(questions()[number])
    expected = [
        tuple(pytest.approx(cell, rel=1e-9) if isinstance(cell, float) else cell for cell in row)
        for row in ANSWERS[number]
    ]
    assert found == expected
