"""The article's own place where its name is hard to see: marks, paths, namesakes, farms."""

from __future__ import annotations

import pytest

from extraction.rules.places import Place, article_place


@pytest.mark.parametrize(
    ("text", "published", "place"),
    [
        pytest.param(
            "HĐND thị trấn Nông trường Việt Trung họp\n\nNgày 8/7, HĐND thị trấn Nông trường Việt"
            " Trung, huyện Bố Trạch (Quảng Bình) họp. Thu ngân sách thị trấn đạt 3 tỷ đồng.",
            "2019-07-09",
            Place("commune", "Thị trấn Nông trường Việt Trung", "Quảng Bình"),
            id="a town named after its state farm",
        ),
        pytest.param(
            "Đảng bộ thị trấn NT Mộc Châu đại hội\n\nThị trấn NT Mộc Châu, huyện Mộc Châu (Sơn La)"
            " thu ngân sách 9 tỷ đồng.",
            "2020-05-20",
            Place("commune", "Thị trấn Nông trường Mộc Châu", "Sơn La"),
            id="and its short form",
        ),
        pytest.param(
            "Mường Lát: Nỗ lực giảm nghèo\n\nLà huyện biên giới của tỉnh Thanh Hóa, Mường Lát có"
            " hơn 8.000 hộ. Toàn huyện còn 3.100 hộ nghèo. Huyện giao chỉ tiêu cho từng xã.\n"
            "Chợ phiên thị trấn Mường Lát đông hơn trước.",
            "2018-08-02",
            Place("district", "Huyện Mường Lát", "Thanh Hóa"),
            id="a district whose town alone stands with its type",
        ),
        pytest.param(
            "Báo Cà Mau Online > Kinh tế\nThứ Sáu, 20/12/2019 | 14:20\n\nNgọc Hiển: Nuôi tôm về"
            " đích\n\nLà huyện cực Nam của tỉnh Cà Mau, Ngọc Hiển thu ngân sách 90 tỷ đồng, đạt"
            " 108% dự toán tỉnh giao. Toàn huyện có 21.000 ha nuôi tôm.",
            "2019-12-20",
            Place("district", "Huyện Ngọc Hiển", "Cà Mau"),
            id="a path through the paper's sections is no title",
        ),
        pytest.param(
            "Phiên họp tháng 6\n\n(HGO) - Sáng 2/7, UBND tỉnh họp. GRDP 6 tháng của tỉnh tăng 6,1%,"
            " cao hơn bình quân cả nước. Toàn tỉnh thu ngân sách 3.000 tỷ đồng.",
            "2019-07-02",
            Place("province", "Tỉnh Hậu Giang", "Hậu Giang"),
            id="the mark of the province's paper",
        ),
        pytest.param(
            "Phiên họp tháng 6\n\nSáng 2/7, UBND tỉnh họp. Toàn tỉnh thu ngân sách 3.000 tỷ đồng,"
            " tăng 4%, cao hơn bình quân cả nước.",
            "2019-07-02",
            None,
            id="a province that nothing names is not the country",
        ),
        pytest.param(
            "Thu ngân sách đạt gần nửa dự toán\n\nTheo Sở Tài chính, thu ngân sách 6 tháng đạt 612"
            " tỷ đồng, bằng 47,8% dự toán HĐND tỉnh giao. Dẫn đầu là Nguyên Bình 74%, Thạch An"
            " 63%; Hà Quảng và Trùng Khánh còn chậm. Sáu tháng cuối năm, tỉnh phấn đấu thu 669 tỷ"
            " đồng.",
            "2016-06-29",
            Place("province", "Tỉnh Cao Bằng", "Cao Bằng"),
            id="a province told by its districts alone",
        ),
    ],
)
def test_whose_page_it_is_where_its_name_is_hard_to_see(
    text: str, published: str, place: Place | None
) -> None:
    assert article_place(text, published=published)[0] == place
