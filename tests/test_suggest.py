"""Phrases that carry numbers and have no code are mined, the most frequent first."""

from __future__ import annotations

from extraction import Article
from extraction.suggest import suggest

HEAD = "Huyện Hải Hà: kết quả phát triển kinh tế - xã hội năm 2022\n\n"


def test_an_unknown_phrase_is_ranked_by_its_numbers() -> None:
    one = HEAD + "Tỷ lệ tuyến ống được đo áp lực đạt 45%. Thu ngân sách đạt 50 tỷ đồng.\n"
    two = HEAD + "Tỷ lệ tuyến ống được đo áp lực đạt 52%.\n"
    found = suggest([Article("một.txt", one), Article("hai.txt", two)])

    assert (found[0].phrase, found[0].unit) == ("tỷ lệ tuyến ống được đo áp lực", "PERCENT")
    assert (found[0].numbers, found[0].articles) == (2, 2)
    assert found[0].sentence == "Tỷ lệ tuyến ống được đo áp lực đạt 45%."


def test_a_phrase_that_has_a_code_is_not_suggested() -> None:
    assert suggest([Article("một.txt", HEAD + "Thu ngân sách đạt 50 tỷ đồng.\n")]) == []
