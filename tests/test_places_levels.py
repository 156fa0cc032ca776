"""Levels named without a name, and the place above a place."""

from __future__ import annotations

import pytest

from extraction.rules.places import Place, find_generic_places, find_places, parent_place

LAM_HA = Place("district", "Huyện Lâm Hà", "Lâm Đồng")


@pytest.mark.parametrize(
    ("place", "date", "above"),
    [
        (LAM_HA, "2020-01-01", Place("province", "Tỉnh Lâm Đồng", "Lâm Đồng")),
        (
            Place("commune", "Xã Hải Đông", "Quảng Ninh"),
            "2022-01-01",
            Place("district", "Thành phố Móng Cái", "Quảng Ninh"),
        ),
        (
            Place("commune", "Xã Đồng Văn", "Tuyên Quang"),
            "2025-12-01",
            Place("province", "Tỉnh Tuyên Quang", "Tuyên Quang"),
        ),
        (Place("commune", "Xã Không Có Thật", "Lâm Đồng"), "2020-01-01", None),
        (
            Place("province", "Tỉnh Lâm Đồng", "Lâm Đồng"),
            None,
            Place("country", "Việt Nam", None),
        ),
        (Place("country", "Việt Nam", None), None, None),
    ],
)
def test_parent_place(place: Place, date: str | None, above: Place | None) -> None:
    assert parent_place(place, date=date) == above


@pytest.mark.parametrize(
    ("text", "home", "expected"),
    [
        ("Toàn huyện có 12 xã", LAM_HA, [("Toàn huyện", "district", "whole", LAM_HA)]),
        (
            "trên địa bàn tỉnh",
            LAM_HA,
            [("trên địa bàn tỉnh", "province", "area", parent_place(LAM_HA))],
        ),
        ("thu ngân sách của xã", LAM_HA, [("xã", "commune", "plain", None)]),
        ("13/21 xã, các huyện, mỗi xã, cấp tỉnh, xã hội, Tỉnh ủy", LAM_HA, []),
        ("huyện Đức Trọng và xã Tân Hà", LAM_HA, []),
        ("HUYỆN ĐỨC TRỌNG", LAM_HA, []),
        ("15/34 tỉnh, thành phố; các huyện, thị xã", LAM_HA, []),
        (
            "toàn thành phố",
            Place("district", "Thành phố Đà Lạt", "Lâm Đồng"),
            [
                (
                    "toàn thành phố",
                    "district",
                    "whole",
                    Place("district", "Thành phố Đà Lạt", "Lâm Đồng"),
                )
            ],
        ),
        (
            "toàn thành phố",
            Place("district", "Huyện Thường Tín", "Hà Nội"),
            [
                (
                    "toàn thành phố",
                    "province",
                    "whole",
                    Place("province", "Thành phố Hà Nội", "Hà Nội"),
                )
            ],
        ),
    ],
)
def test_generic_places(
    text: str, home: Place, expected: list[tuple[str, str, str, Place | None]]
) -> None:
    found = find_generic_places(text, home=home, date="2022-01-01")
    assert [(text[one.start : one.end], one.level, one.scope, one.place) for one in found] == (
        expected
    )


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("huyện Đức Trọng đạt 5%", "typed"),
        ("UBND huyện Đức Trọng", "agency"),
        ("Công an tỉnh Lâm Đồng", "agency"),
        ("02 xã (Tân Hà, Hoài Đức) về đích", "counted"),
        ("4 xã: Tân Hà, Hoài Đức", "counted"),
        ("1 xã (xã Tân Hà)", "counted"),
        ("thêm 02 xã nông thôn mới (Tân Hà, Hoài Đức)", "counted"),
        ("2 xã Tân Hà và Hoài Đức đều đạt 8/19 tiêu chí", "list"),
        ("các xã Tân Hà và Hoài Đức", "list"),
        ("Lâm Đồng tăng 5%", "bare"),
        ("thôn Đông", "village"),
        ("KCN Lộc Sơn", "zone"),
        ("cả nước", "country"),
        ("vùng Tây Nguyên", "region"),
    ],
)
def test_how(text: str, how: str) -> None:
    found = find_places(text, home=LAM_HA, date="2022-01-01")
    assert {mention.how for mention in found} <= {how, "typed"}
