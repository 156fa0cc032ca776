"""The report's words: Vietnamese first, the English beside it for the switch."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from markupsafe import Markup, escape

UNITS = Path(__file__).resolve().parents[1] / "seeds" / "units.csv"
#: Topics, levels, stages, planners and codes of the marts in the report's Vietnamese words.
TOPICS = {
    "economy": "Kinh tế",
    "agriculture": "Nông nghiệp",
    "industry": "Công nghiệp",
    "trade": "Thương mại và dịch vụ",
    "budget": "Ngân sách",
    "investment": "Đầu tư",
    "new_rural": "Nông thôn mới",
    "poverty_labour": "Giảm nghèo và lao động",
    "education": "Giáo dục",
    "health_population": "Y tế và dân số",
    "culture": "Văn hóa",
    "environment_infrastructure": "Hạ tầng và môi trường",
    "governance": "Quản lý nhà nước",
    "security": "An ninh và trật tự",
    "party": "Xây dựng Đảng",
}
OTHER_TOPIC = "Chủ đề khác"
LEVELS = {
    "country": "cả nước",
    "region": "vùng",
    "province": "tỉnh",
    "district": "huyện",
    "commune": "xã",
    "village": "thôn",
    "zone": "khu",
}
STAGES = {"estimate": "ước", "forecast": "dự báo"}
PLANNERS = {
    "central": "trung ương giao",
    "province": "tỉnh giao",
    "district": "huyện giao",
    "commune": "xã giao",
}
MEASURES = {
    "level": "mức",
    "change_pct": "thay đổi %",
    "change_abs": "thay đổi tuyệt đối",
    "index_pct": "chỉ số",
    "attainment_pct": "tỷ lệ hoàn thành",
    "fraction": "phân số",
    "rank": "thứ hạng",
}
REFUSALS = {
    "empty": "tệp trống",
    "not_text": "không phải văn bản",
    "too_large": "quá lớn",
    "unreadable": "không đọc được",
    "vanished": "đã biến mất",
    "duplicate": "trùng nội dung",
    "bad_encoding": "sai bảng mã",
    "bad_json": "JSON sai",
    "no_main_text": "không có bài viết",
    "extraction_failed": "lỗi trích xuất",
}


@cache
def words() -> Mapping[str, str]:
    """English by Vietnamese, of `words.csv`; names of indicators and units are not among them."""
    with Path(__file__).with_name("words.csv").open(encoding="utf-8", newline="") as stream:
        return {row["vi"]: row["en"] for row in csv.DictReader(stream)}


@cache
def english_units() -> Mapping[str, str]:
    """English by the Vietnamese that amounts are written with: the first name of each unit."""
    with UNITS.open(encoding="utf-8", newline="") as stream:
        units = {
            row["name_vi"].split(",")[0]: row["name_en"].split(",")[0]
            for row in csv.DictReader(stream)
        }
    return units | dict(words())


@cache
def told(vietnamese: str) -> Markup:
    """A word of the report that the language switch translates; `KeyError` where it has none."""
    if vietnamese not in words():
        raise KeyError(f"report/words.csv has no English for {vietnamese!r}: add a line")
    return Markup('<span class="t">{}</span>').format(vietnamese)


def both(vietnamese: object, english: object) -> Markup:
    """A phrase of this page alone, carrying its own English."""
    return Markup('<span class="t" data-en="{}">{}</span>').format(
        escape(english), escape(vietnamese)
    )
