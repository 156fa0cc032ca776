"""Every name of an indicator keeps its code where a time, a place or a stage stands beside it.

"Tỷ lệ hộ dùng nước hợp vệ sinh năm 2022" is of 2022 though "sinh năm 2022" is somebody's birth;
"Dân số huyện Đầm Hà" is that district's though "số huyện" is a count. One in thirty of the aliases
in `seeds/indicators.csv` is put into each of the sentences below.
"""

from __future__ import annotations

import re
from typing import Any

import pytest

from extraction import Article, Observation
from extraction.extract import extract_all
from extraction.reference import Indicator, codebook

_HEADER = "Tình hình kinh tế - xã hội huyện Hải Hà năm 2021\n"
_AMOUNTS = {
    "VND": "50 tỷ đồng", "USD": "50 triệu USD", "PERCENT": "45%", "COMMUNE": "5 xã",
    "HOUSEHOLD": "215 hộ", "PERSON": "215 người", "TONNE": "5.600 tấn", "HA": "120 ha",
    "HEAD": "5.600 con", "PROJECT": "50 dự án", "ENTERPRISE": "50 doanh nghiệp",
    "VISIT": "5.600 lượt khách", "VILLAGE": "5 thôn", "SCHOOL": "5 trường",
}  # fmt: skip
_STRIDE = 30
_PER_HEAD = "50 triệu đồng"
#: Names that tell a place, a time, a direction or a plan of their own, or end in a word that leads
#: to what follows ("chuyển từ lúa sang").
_OWN_WORDS = re.compile(
    r"(?<!\w)(?:cả nước|việt nam|toàn tỉnh|trong năm|năm sau|vụ|tăng|giảm|chỉ tiêu|kế hoạch"
    r"|mục tiêu|phấn đấu|sang|từ|qua|năm|tổng số|được thành lập|xếp|thoát nghèo|lúa \w+|đạt|lũy kế"
    r"|nâng|khách \w+ \w+)(?!\w)|[:{…]|/|\d\Z"
)
_SENTENCES: dict[str, dict[str, Any]] = {
    "{Name} năm 2022 đạt {amount}.": {"period": "2022"},
    "Năm 2022, {name} đạt {amount}.": {"period": "2022"},
    "{Name} của huyện Đầm Hà đạt {amount}.": {"place_name": "Huyện Đầm Hà"},
    "{Name} huyện Đầm Hà đạt {amount}.": {"place_name": "Huyện Đầm Hà"},
    "{Name} đạt trên {amount}.": {"comparator": "gt"},
    "{Name} trên địa bàn huyện đạt {amount}.": {},
    "{Name} tháng 5 năm 2021 đạt {amount}.": {"period": "2021-05"},
    "{Name}: {amount}.": {},
    "Phấn đấu năm 2023 {name} đạt {amount}.": {"stage": "target", "period": "2023"},
}


def _only(sentence: str) -> Observation | None:
    seen = extract_all(Article("x", _HEADER + sentence)).observations
    told = [one for one in seen if one.start > len(_HEADER)]
    return told[0] if len(told) == 1 else None


def _amount_of(indicator: Indicator) -> str:
    if "per_head" in indicator.traits:
        return _PER_HEAD
    # an index of prices or of production stands near a hundred
    index = indicator.kind == "index" or "price_of_good" in indicator.traits
    return "104%" if index and indicator.unit == "PERCENT" else _AMOUNTS[indicator.unit]


def _names() -> list[tuple[str, str, str]]:
    rows = [
        (code, name, _amount_of(indicator))
        for code, indicator in codebook().items()
        if indicator.unit in _AMOUNTS and "assigned_sum" not in indicator.traits
        for name in indicator.aliases
        if not _OWN_WORDS.search(name.lower())
    ]
    return rows[::_STRIDE]


@pytest.mark.parametrize("pattern", _SENTENCES)
def test_name_keeps_its_code_and_what_stands_beside_it(pattern: str) -> None:
    """Names that need a head of their own ("trong đó") do not stand alone and are left out."""
    tried, wrong = 0, []
    for code, name, amount in _names():
        plain = _only(f"{name[0].upper()}{name[1:]} đạt {amount}.")
        if plain is None or plain.indicator != code:
            continue
        tried += 1
        sentence = pattern.format(Name=name[0].upper() + name[1:], name=name, amount=amount)
        seen = _only(sentence)
        expected = {"indicator": code, "measure": plain.measure, "place_name": "Huyện Hải Hà"}
        expected |= _SENTENCES[pattern]
        got = {field: getattr(seen, field, None) for field in expected}
        if got != expected:
            wrong.append((sentence, {key: got[key] for key in got if got[key] != expected[key]}))
    assert tried > 300
    assert not wrong, f"{len(wrong)} of {tried}: {wrong}"


_HOME, _FIRST, _SECOND = "Tỉnh Quảng Ninh", "Huyện Đầm Hà", "Huyện Tiên Yên"
_PROVINCE_HEADER = "Tình hình kinh tế - xã hội tỉnh Quảng Ninh 9 tháng năm 2021\n"
_SENTENCES_OF_PLACES = {
    "{Name} của huyện Đầm Hà đạt {amount}, huyện Tiên Yên đạt {more}.": (_FIRST, _SECOND),
    "{Name} toàn tỉnh đạt {most}, trong đó huyện Đầm Hà đạt {amount}; huyện Tiên Yên đạt {more}.": (
        _HOME,
        _FIRST,
        _SECOND,
    ),
    "{Name} của huyện Đầm Hà đạt {amount}, tăng 5% so với cùng kỳ; huyện Tiên Yên đạt {more}.": (
        _FIRST,
        _FIRST,
        _SECOND,
    ),
}


def _times(amount: str, factor: int) -> str:
    """The amount, that many times as large ("50 tỷ đồng", 2: "100 tỷ đồng")."""
    return re.sub(
        r"[\d.]+", lambda told: str(int(told[0].replace(".", "")) * factor), amount, count=1
    )


@pytest.mark.parametrize("pattern", _SENTENCES_OF_PLACES)
def test_each_place_has_its_own_number(pattern: str) -> None:
    """One code for all, whatever the unit's noun, and each number its own place."""
    tried, wrong = 0, []
    for code, name, amount in _names():
        if codebook()[code].unit in ("COMMUNE", "VILLAGE"):
            continue
        first = _only(f"{name[0].upper()}{name[1:]} đạt {amount}.")
        if first is None or first.indicator != code or first.measure != "level":
            continue
        tried += 1
        sentence = pattern.format(
            Name=name[0].upper() + name[1:], amount=amount,
            more=_times(amount, 2), most=_times(amount, 4) if "%" not in amount else "95%",
        )  # fmt: skip
        seen = extract_all(Article("x", _PROVINCE_HEADER + sentence)).observations
        got = [(one.indicator, one.place_name) for one in seen if one.start > len(_PROVINCE_HEADER)]
        if got != [(code, place) for place in _SENTENCES_OF_PLACES[pattern]]:
            wrong.append((sentence, got))
    assert tried > 200
    assert not wrong, f"{len(wrong)} of {tried}: {wrong}"
