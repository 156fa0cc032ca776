"""Tables between bars or tabs: what each number says is told by its row and its column's head."""

from __future__ import annotations

import time

import pytest

from extraction import Article, Observation, extract
from extraction.tables import unfold_tables

HEAD = "Kết quả thực hiện các chỉ tiêu huyện Trạm Tấu 9 tháng năm 2024\n"
PLAN = (
    HEAD
    + """STT\tChỉ tiêu\tĐơn vị tính\tKế hoạch 2024\tThực hiện 9 tháng\t% so KH
1\tTổng sản lượng lương thực có hạt\tTấn\t18.500\t14.200\t76,8
2\tThu ngân sách trên địa bàn\tTỷ đồng\t45\t38,2\t84,9
3\tTỷ lệ hộ nghèo\t%\t38,5\t-\t-
"""
)
SHARES = """Kết quả thực hiện các chỉ tiêu năm 2019 thành phố Hòa Bình

TT | Chỉ tiêu | Đơn vị | Kế hoạch 2019 | Thực hiện 2019 | Kế hoạch 2020
1 | Cơ cấu kinh tế | | | |
 | Dịch vụ | % | 56 | 55,1 | 48,5
 | Công nghiệp, xây dựng | % | 39,7 | 40,2 | 44,2
"""
PLACES = """Kết quả rà soát hộ nghèo tỉnh Hà Tĩnh năm 2022

| TT | Huyện | Số hộ nghèo | Tỷ lệ hộ nghèo (%) |
|---|---|---|---|
| 1 | Kỳ Anh | 1.250 | 3,55 |
| 2 | Vũ Quang | 510 | 5,2 |
"""
YEARS = """Kinh tế tỉnh Hà Tĩnh năm 2022

Chỉ tiêu | Đơn vị | Năm 2021 | Ước TH năm 2022 | So sánh (%) |
 | | | | 2022/2021 | KH
GRDP | Tỷ đồng | 85.000 | 91.000 | 107,1 | 101
Thu ngân sách (tỷ đồng) | | 15.000 | 17.500 | 116,7 |
"""


def told(text: str) -> list[tuple[str, str | None, str, str, str, str | None]]:
    return [
        (row.quote, row.indicator, row.measure, row.stage, row.period, row.base_period)
        for row in extract(Article("table.txt", text))
    ]


def test_columns_of_plan_result_and_share() -> None:
    done = "2024-01-01/P9M"
    assert told(PLAN) == [
        ("18.500", "cereal_output", "level", "target", "2024", None),
        ("14.200", "cereal_output", "level", "actual", done, None),
        ("76,8", "cereal_output", "attainment_pct", "actual", done, None),
        ("45", "budget_revenue", "level", "target", "2024", None),
        ("38,2", "budget_revenue", "level", "actual", done, None),
        ("84,9", "budget_revenue", "attainment_pct", "actual", done, None),
        ("38,5", "poverty_rate", "level", "target", "2024", None),
    ]


def test_a_row_without_numbers_heads_those_below_it() -> None:
    assert told(SHARES) == [
        ("56", "share_services", "level", "target", "2019", None),
        ("55,1", "share_services", "level", "actual", "2019", None),
        ("48,5", "share_services", "level", "target", "2020", None),
        ("39,7", "share_industry_construction", "level", "target", "2019", None),
        ("40,2", "share_industry_construction", "level", "actual", "2019", None),
        ("44,2", "share_industry_construction", "level", "target", "2020", None),
    ]


def test_rows_of_places_take_the_indicator_from_the_head() -> None:
    rows = extract(Article("table.txt", PLACES))
    assert [(row.quote, row.indicator, row.place_name) for row in rows] == [
        ("1.250", "poor_households", "Huyện Kỳ Anh"),
        ("3,55", "poverty_rate", "Huyện Kỳ Anh"),
        ("510", "poor_households", "Huyện Vũ Quang"),
        ("5,2", "poverty_rate", "Huyện Vũ Quang"),
    ]


def test_a_head_of_two_rows() -> None:
    assert told(YEARS) == [
        ("85.000", "grdp", "level", "actual", "2021", None),
        ("91.000", "grdp", "level", "estimate", "2022", None),
        ("107,1", "grdp", "index_pct", "estimate", "2022", "2021"),
        ("101", "grdp", "attainment_pct", "actual", "2022", None),
        ("15.000", "budget_revenue", "level", "actual", "2021", None),
        ("17.500", "budget_revenue", "level", "estimate", "2022", None),
        ("116,7", "budget_revenue", "index_pct", "estimate", "2022", "2021"),
    ]


@pytest.mark.parametrize("text", [PLAN, SHARES, PLACES, YEARS])
def test_offsets_are_those_of_the_stored_text(text: str) -> None:
    rows: list[Observation] = extract(Article("table.txt", text))
    assert rows
    for row in rows:
        assert text[row.start : row.end] == row.quote
        assert row.sentence_start <= row.start < row.end <= row.sentence_end
        assert "\n" not in text[row.sentence_start : row.sentence_end].strip()


@pytest.mark.parametrize(
    "text",
    [
        "Trang chủ | Giới thiệu | Tin tức | Liên hệ\nThu ngân sách đạt 50 tỷ đồng.\n",
        "12/05/2021 | 09:29 | Lượt xem: 20\n",
        "1 | 2 | 3 | 4\n5 | 6 | 7 | 8\n9 | 10 | 11 | 12\n",
    ],
)
def test_menus_dates_and_bare_numbers_are_no_tables(text: str) -> None:
    assert unfold_tables(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "|" * 1_000_000,
        ("a" * 100_000 + "|b|c\n") * 10 + "1|2|3\n" * 10_000,
        "Chỉ tiêu|Đơn vị|" + "Năm 2020|" * 5_000 + "\n" + ("x|y|" + "1|" * 5_000 + "\n") * 20,
    ],
    ids=["bars", "long head", "many columns"],
)
def test_nonsense_takes_linear_time(text: str) -> None:
    begin = time.process_time()
    unfold_tables(text)
    assert time.process_time() - begin < 2


def test_columns_of_the_year_before_its_share_and_its_difference() -> None:
    text = (
        "UBND huyện Hải Hà, tỉnh Quảng Ninh: kết quả 9 tháng năm 2016\n\n"
        "STT\tChỉ tiêu\tĐVT\tTH cùng kỳ 2015\tTH trong kỳ\tSo sánh %\t+,-\n"
        "1\tSản lượng thủy sản\tTấn\t8.713,3\t8.097,9\t92,9\t-615,4\n"
        "2\tThu ngân sách\tTỷ đồng\t45,2\t50\t110,6\t4,8\n"
    )
    done, before = "2016-01-01/P9M", "2015-01-01/P9M"
    assert told(text) == [
        ("8.713,3", "fishery_output", "level", "actual", before, None),
        ("8.097,9", "fishery_output", "level", "actual", done, None),
        ("92,9", "fishery_output", "index_pct", "actual", done, before),
        ("-615,4", "fishery_output", "change_abs", "actual", done, before),
        ("45,2", "budget_revenue", "level", "actual", before, None),
        ("50", "budget_revenue", "level", "actual", done, None),
        ("110,6", "budget_revenue", "index_pct", "actual", done, before),
        ("4,8", "budget_revenue", "change_abs", "actual", done, before),
    ]


STACKED = """Tình hình kinh tế - xã hội tỉnh Lâm Đồng tháng 11 năm 2020
Ngày 25/11/2020

Tiến độ gieo trồng vụ mùa đến 10/11/2020

                         Đơn vị tính: ha

Thực hiện
 cùng kỳ năm trước

Thực hiện
 kỳ báo cáo

So với cùng kỳ (%)

Tổng diện tích gieo trồng

47.486,9

47.438,6

99,90

1. Ngô

2.336,5

2.266,3

96,99

Thu ngân sách tháng 11 đạt 900 tỷ đồng.
"""


def test_cells_below_one_another_are_a_table_with_the_unit_told_above() -> None:
    told = {
        row.quote: (row.indicator, row.measure, row.period, row.value, row.unit, row.base_period)
        for row in extract(Article("a.txt", STACKED))
    }
    assert told["47.486,9"] == ("crop_area", "level", "2019-11-10", 47486.9, "HA", None)
    assert told["47.438,6"] == ("crop_area", "level", "2020-11-10", 47438.6, "HA", None)
    assert told["99,90"] == ("crop_area", "index_pct", "2020-11-10", 99.9, "PERCENT", "2019-11-10")
    assert told["2.266,3"] == ("crop_item_area", "level", "2020-11-10", 2266.3, "HA", None)
    assert told["900 tỷ đồng"][:3] == ("budget_revenue", "level", "2020-11")


NUMBERED = """TỈNH THỪA THIÊN HUẾ

KẾT QUẢ THỰC HIỆN CÁC CHỈ TIÊU KINH TẾ - XÃ HỘI CHỦ YẾU NĂM 2019

Stt

Chỉ tiêu chủ yếu

TH năm 2018

KH năm 2019

Ước TH năm 2019

Ghi chú

I

Kinh tế

1

Tốc độ tăng tổng sản phẩm trong tỉnh (GRDP) (%)

6,61

7,5-8,0

7,18

Không đạt

Tr.đó:

- Dịch vụ (%)

6,78

6,9

7,39%

2

Thu ngân sách Nhà nước trên địa bàn (Tỷ đồng)

7.788

7.213,5

7.787

Vượt

Lượt truy cập

12

34
"""


def test_stacked_rows_may_be_numbered_parted_by_sections_and_remarked_on() -> None:
    told = {
        row.quote: (row.indicator, row.measure, row.period, row.stage, row.value)
        for row in extract(Article("a.txt", NUMBERED))
    }
    assert told == {
        "6,61": ("grdp", "change_pct", "2018", "actual", 6.61),
        "7,5-8,0": ("grdp", "change_pct", "2019", "target", 7.5),
        "7,18": ("grdp", "change_pct", "2019", "estimate", 7.18),
        "6,78": ("value_added_services", "change_pct", "2018", "actual", 6.78),
        "6,9": ("value_added_services", "change_pct", "2019", "target", 6.9),
        "7,39%": ("value_added_services", "change_pct", "2019", "estimate", 7.39),
        "7.788": ("budget_revenue", "level", "2018", "actual", 7.788e12),
        "7.213,5": ("budget_revenue", "level", "2019", "target", 7.2135e12),
        "7.787": ("budget_revenue", "level", "2019", "estimate", 7.787e12),
    }


def test_numbers_below_one_another_without_a_head_are_no_table() -> None:
    text = "Thống kê truy cập\n\nĐang xem\n\n12\n\n345\n\nTổng số\n\n1.234\n\n5.678\n"
    assert unfold_tables(text) is None


def test_stacked_cells_keep_their_offsets() -> None:
    unfolded = unfold_tables(STACKED)
    assert unfolded is not None
    told, origins = unfolded
    digits = [at for at, char in enumerate(told) if char.isdigit()]
    assert all(STACKED[origins[at]] == told[at] for at in digits)
    assert len(origins) == len(told) + 1


BARRED = """Tình hình kinh tế - xã hội tỉnh Phú Yên năm 2014
Ngày 20/12/2014

Chỉ tiêu | Đơn vị | KH 2014 | ƯTH 2014 | So sánh (%) |
- Tốc độ tăng trưởng kinh tế (GRDP) | % | 12 - 12,5 | 8,7 | |
Trong đó: | | | | |
Nông- lâm- thủy sản | % | 3,5-4 | 2,3 | |
Dịch vụ | % | 13,5-14 | 10,9 | |
- Sản lượng lương thực có hạt | 1.000 tấn | 387 | 388 | 100,05 |
- Tổng kim ngạch xuất khẩu | Tr. USD | 150 | 95 | 63,4 |
"""


def test_parts_below_their_whole_units_of_thousands_and_shares_of_the_plan() -> None:
    told = [
        (row.quote, row.indicator, row.measure, row.stage, row.value, row.value_max, row.unit)
        for row in extract(Article("a.txt", BARRED))
    ]
    assert told == [
        ("12 - 12,5", "grdp", "change_pct", "target", 12, 12.5, "PERCENT"),
        ("8,7", "grdp", "change_pct", "estimate", 8.7, None, "PERCENT"),
        ("3,5-4", "value_added_agri_forestry_fishery", "change_pct", "target", 3.5, 4, "PERCENT"),
        (
            "2,3",
            "value_added_agri_forestry_fishery",
            "change_pct",
            "estimate",
            2.3,
            None,
            "PERCENT",
        ),
        ("13,5-14", "value_added_services", "change_pct", "target", 13.5, 14, "PERCENT"),
        ("10,9", "value_added_services", "change_pct", "estimate", 10.9, None, "PERCENT"),
        ("387", "cereal_output", "level", "target", 387_000, None, "TONNE"),
        ("388", "cereal_output", "level", "estimate", 388_000, None, "TONNE"),
        ("100,05", "cereal_output", "attainment_pct", "estimate", 100.05, None, "PERCENT"),
        ("150", "export_turnover", "level", "target", 150e6, None, "USD"),
        ("95", "export_turnover", "level", "estimate", 95e6, None, "USD"),
        ("63,4", "export_turnover", "attainment_pct", "estimate", 63.4, None, "PERCENT"),
    ]


def test_a_row_told_without_bars_and_shares_of_a_month_and_of_the_months_so_far() -> None:
    text = (
        "Doanh thu bán lẻ hàng hóa tháng 10 năm 2023 tỉnh Thừa Thiên Huế\n02/11/2023\n\n"
        "Đơn vị tính: Tỷ đồng\n\n"
        "Nhóm | Thực hiện tháng 9/2023 | Ước tính tháng 10/2023 | Ước T10 so cùng kỳ năm trước (%)"
        " | Ước lũy kế so cùng kỳ năm trước (%)\n"
        "Tổng mức bán lẻ | 4736,0 | 4671,4 | 113,0 | 115,1\n"
        "Phân theo ngành hàng\n"
        "Doanh thu bán lẻ | 3451,7 | 3415,7 | 113,7 | 113,1\n"
    )
    month, before = "2023-10", "2022-10"
    so_far, so_far_before = "2023-01-01/P10M", "2022-01-01/P10M"
    assert told(text) == [
        ("4736,0", "retail_sales", "level", "actual", "2023-09", None),
        ("4671,4", "retail_sales", "level", "estimate", month, None),
        ("113,0", "retail_sales", "index_pct", "estimate", month, before),
        ("115,1", "retail_sales", "index_pct", "estimate", so_far, so_far_before),
        ("3451,7", "retail_sales", "level", "actual", "2023-09", None),
        ("3415,7", "retail_sales", "level", "estimate", month, None),
        ("113,7", "retail_sales", "index_pct", "estimate", month, before),
        ("113,1", "retail_sales", "index_pct", "estimate", so_far, so_far_before),
    ]


RESULTS = """Biểu tổng hợp các chỉ tiêu kinh tế - xã hội huyện Hải Hà năm 2021
TT | Chỉ tiêu | ĐVT | TH 2020 | KH 2021 | TH 2021 | So KH (%) | So CK (%)
1 | Tổng giá trị sản xuất | Tỷ đồng | 4.500 | 5.000 | 5.100 | 102,0 | 113,3
2 | Số xã đạt chuẩn nông thôn mới | Xã | 10 | 12 | 12 | 100 | 120
"""


def test_a_table_of_results_is_no_plan_though_its_title_says_targets() -> None:
    assert told(RESULTS) == [
        ("4.500", "gross_output", "level", "actual", "2020", None),
        ("5.000", "gross_output", "level", "target", "2021", None),
        ("5.100", "gross_output", "level", "actual", "2021", None),
        ("102,0", "gross_output", "attainment_pct", "actual", "2021", None),
        ("113,3", "gross_output", "index_pct", "actual", "2021", "2020"),
        ("10", "ntm_communes", "level", "actual", "2020", None),
        ("12", "ntm_communes", "level", "target", "2021", None),
        ("12", "ntm_communes", "level", "actual", "2021", None),
        ("100", "ntm_communes", "attainment_pct", "actual", "2021", None),
        ("120", "ntm_communes", "index_pct", "actual", "2021", "2020"),
    ]


MONTHS = """Chỉ số sản xuất công nghiệp tỉnh Nghệ An tháng 9/2021
Ngành | Tháng 9 so tháng 8 (%) | Tháng 9 so cùng kỳ (%) | 9 tháng so cùng kỳ (%)
Toàn ngành | 102,5 | 110,3 | 108,7
Khai khoáng | 98,2 | 95,4 | 97,1
"""


def test_a_column_against_the_month_before() -> None:
    nine, nine_before = "2021-01-01/P9M", "2020-01-01/P9M"
    assert told(MONTHS) == [
        ("102,5", "iip", "index_pct", "actual", "2021-09", "2021-08"),
        ("110,3", "iip", "index_pct", "actual", "2021-09", "2020-09"),
        ("108,7", "iip", "index_pct", "actual", nine, nine_before),
        ("98,2", "iip_mining", "index_pct", "actual", "2021-09", "2021-08"),
        ("95,4", "iip_mining", "index_pct", "actual", "2021-09", "2020-09"),
        ("97,1", "iip_mining", "index_pct", "actual", nine, nine_before),
    ]


BLANKS = """Kết quả phát triển kinh tế - xã hội xã Trung Phúc năm 2018

Giá trị sản xuất trên địa bàn
Đvt: Tỷ đồng
Ngành
2017 2018 (ước)
Nông nghiệp 40,8 49
Công nghiệp 1,8 2,2

STT Cây trồng Chỉ tiêu ĐVT Năm2017 Ước 2018 2018/2017 (%)
1 Lúa
Diện tích Ha 320 315 98,4
Năng suất Tạ/ha 47 51 108,5
2 Ngô
Diện tích Ha 190
"""


def test_cells_that_only_blanks_part() -> None:
    """A row with an empty cell is not told: nobody can say whose number it is."""
    seen = [row for row in told(BLANKS) if row[0] not in ("40,8", "49", "1,8", "2,2")]
    assert seen == [
        ("320", "crop_item_area", "level", "actual", "2017", None),
        ("315", "crop_item_area", "level", "estimate", "2018", None),
        ("98,4", "crop_item_area", "index_pct", "estimate", "2018", "2017"),
        ("47", "crop_item_yield", "level", "actual", "2017", None),
        ("51", "crop_item_yield", "level", "estimate", "2018", None),
        ("108,5", "crop_item_yield", "index_pct", "estimate", "2018", "2017"),
    ]


def test_years_in_prose_are_no_table() -> None:
    text = "Kết quả năm 2015 2016\nThu ngân sách tăng đều.\nNăm 2015 thu 50 tỷ đồng.\n"
    assert unfold_tables(text) is None


def test_a_head_that_joins_columns_tells_no_order_of_them() -> None:
    """Below "growth" and "contribution" the times may be columns of either: nothing is read."""
    rows = told(
        "Tình hình kinh tế - xã hội tỉnh Tiền Giang 9 tháng đầu năm 2011\n"
        "Tốc độ tăng so với cùng kỳ năm trước - %\nĐóng góp vào tăng trưởng (%)\n"
        "9 tháng đầu năm 2009\n9 tháng đầu năm 2010\n9 tháng đầu năm 2011\n"
        "Khu vực nông, lâm nghiệp và thủy sản\n5,1\n5,6\n5,9\n2,2\n"
        "Khu vực công nghiệp và xây dựng\n15,4\n18,5\n13,0\n3,2\n"
    )
    assert rows == []
