"""Which articles are notes on one place, and what their heading and time hold for."""

from __future__ import annotations

from extraction import Article, extract

_CROPS = (
    "LĨNH VỰC KINH TẾ\n\n1. Trồng trọt\n\n- Gieo trồng tổng diện tích 226 ha. Năng suất lúa 62,58 "
    "tạ/ha, sản lượng 719,67 tấn.\n\n2. Chăn nuôi\n\n- Đàn lợn tổng số 1.450 con, so với 6 tháng "
    "đầu năm 2020 tăng 105 con.\n"
)


def test_a_page_on_a_units_own_site_needs_no_place_in_its_text() -> None:
    site = "https://vuquang.hatinh.gov.vn/ducgiang/KenhTin/Kinh-te-Xa-hoi-462831.aspx"
    found = {row.quote: row for row in extract(Article("a.txt", _CROPS, url=site))}
    assert set(found) == {"226 ha", "62,58 tạ/ha", "719,67 tấn", "1.450 con", "105 con"}
    assert {row.place_name for row in found.values()} == {"Xã Đức Giang"}
    # what is compared with the first half of 2020 is told of the first half of 2021
    assert (found["1.450 con"].period, found["105 con"].base_period) == ("2021-S1", "2020-S1")


def test_without_the_address_the_same_page_says_nothing() -> None:
    assert extract(Article("a.txt", _CROPS)) == []


def test_each_number_tells_what_gave_it_its_place() -> None:
    text = (
        "Hải Hà: Thu ngân sách tăng khá\n\nNăm 2022, huyện Hải Hà (Quảng Ninh) thu ngân sách 350 tỷ"
        " đồng, tăng 8%. Xã Quảng Minh thu 12 tỷ đồng."
    )
    found = extract(Article("a.txt", text, published="2022-12-28"))
    told = {row.quote: [rule for rule in row.rules if rule.startswith("place:")] for row in found}
    assert told == {
        "350 tỷ đồng": ["place:title"],
        "8%": ["place:title"],
        "12 tỷ đồng": ["place:sentence"],
    }
