"""What the lines around a title are: captions, which part no paragraphs."""

from __future__ import annotations

import pytest

from extraction.text import normalise
from extraction.title import is_caption


@pytest.mark.parametrize(
    "line",
    [
        "Đồ họa: VIỆT AN - Nguồn: Tổng cục Thống kê",
        "Quang cảnh Đại hội Đảng bộ xã Tam Xuân 2. Ảnh: N.Đ",
        "Thu hoạch lúa ở huyện Hải Hà (Ảnh: Minh Anh)",
    ],
)
def test_a_line_that_ends_with_who_took_the_picture_is_a_caption(line: str) -> None:
    assert is_caption(normalise(line))


@pytest.mark.parametrize(
    "line",
    [
        "Vốn đầu tư công được giải ngân theo các nguồn: ngân sách tỉnh, ngân sách huyện:",
        "Huy động các nguồn: ngân sách, doanh nghiệp và nhân dân đóng góp",
        "Phong trào xây dựng hình ảnh: xanh, sạch, đẹp",
        "Giải ngân theo nguồn: ngân sách tỉnh",
    ],
)
def test_a_list_of_sources_is_no_caption(line: str) -> None:
    assert not is_caption(normalise(line))
