"""Digits that are no quantity: dates, clock times, papers, phones, addresses of pages."""

from __future__ import annotations

import re

#: Patterns that a whole text is searched for begin with a plain character and look back from it:
#: so the search leaps from one such character to the next.
_DATE = re.compile(
    r"\d(?<![\d.,/-].)(?:\d? ?[/.-] ?\d{1,2} ?[/.-] ?(?:19|20)\d\d|\d? ?[/-] ?(?:19|20)\d\d"
    r"|(?:(?<=1)9|(?<=2)0)\d\d ?[/-] ?(?:19|20)\d\d|\d{3}-\d\d-\d\d)(?![\d/-])"
)
_WEB = re.compile(
    r"(?:https?://|www\.)\S{1,300}|(?<![\w.+-])[\w.+-]{1,64}@[\w.-]{1,80}|(?<![\w.-])[\w.-]{1,80}\.(?:vn|com|net|org)\b\S*"
)
_WEB_SIGNS = ("://", "www.", "@", ".vn", ".com", ".net", ".org")
_WEB_SIGN = re.compile(r"://|www\.|@|\.(?:vn|com|net|org)")
_SPACE = re.compile(r"\s")
_CLOCK_TIME = re.compile(
    r"\d(?<!\d.)\d?(?::| ?(?:h|giờ|g) ?)\d{2}(?!\d|[.,]\d)(?: ?phút)?"
    r"|24/24 ?(?:giờ|h)(?!\w)|24/7(?![\d/])"
)
#: "tàu cá dài từ 6 m đến dưới 12 m": sizes that vessels are counted by.
_VESSEL_SIZE = re.compile(
    r"(?<!\w)(?:từ|dưới|trên|dài) "
    r"(\d{1,2}(?:,\d)? ?(?:m|mét)?(?:(?: đến| ?-)(?: dưới)? ?\d{1,2}(?:,\d)? ?(?:m|mét))?)"
    r"(?= trở lên|[ :;,.)(]|\Z)(?![.,]\d)"
)
#: "02/2016/TT-BLĐTBXH", "214/BC-UBND": numbers of papers.
_PAPER = re.compile(r"\d(?<![\d.,].)\d{0,4}(?:/(?:19|20)\d\d)?/(?:19|20)?\d{0,2}[a-zđ]{1,6}-[a-zđ]")
_MARKED_DIGITS = re.compile(r"\d(?<!\d.)\d{0,4}(?= ?[/.:gh-])")
_PHONES = {
    word: re.compile(rf"{word}(?<!\w.{{{len(word)}}})\b[^\w\n]{{0,4}}[\d .()+-]{{7,24}}")
    for word in ("điện thoại", "hotline", "đt", "sđt", "fax", "tel")
}


def blocked_spans(normal: str) -> list[tuple[int, int]]:
    spans = _web_spans(normal)
    for word, phone in _PHONES.items():
        if word in normal:
            spans += [found.span() for found in phone.finditer(normal)]
    spans += _vessel_sizes(normal)
    patterns, ends = (_DATE, _CLOCK_TIME, _PAPER), [0, 0, 0]
    for digits in _MARKED_DIGITS.finditer(normal):
        start = digits.start()
        for which, pattern in enumerate(patterns):
            if start >= ends[which] and (found := pattern.match(normal, start)) is not None:
                spans.append(found.span())
                ends[which] = found.end()
    return sorted(spans)


def _vessel_sizes(normal: str) -> list[tuple[int, int]]:
    """Lengths in the lines that speak of vessels, where "dưới 6m", "dài 12 m" tells a size."""
    spans: list[tuple[int, int]] = []
    vessel = normal.find("tàu")
    while vessel >= 0:
        end = normal.find("\n", vessel)
        end = len(normal) if end < 0 else end
        spans += [
            size.span(1)
            for size in _VESSEL_SIZE.finditer(normal, vessel, end)
            if size[1].endswith(("m", "mét"))
        ]
        vessel = normal.find("tàu", end)
    return spans


def _web_spans(normal: str) -> list[tuple[int, int]]:
    """Addresses of pages and of mail, looked for only in runs of characters that show one."""
    spans: list[tuple[int, int]] = []
    if not any(sign in normal for sign in _WEB_SIGNS):
        return spans
    done = 0
    for sign in _WEB_SIGN.finditer(normal):
        if sign.start() < done:
            continue
        begin = 1 + max(normal.rfind(space, done, sign.start()) for space in " \n")
        after = _SPACE.search(normal, sign.end())
        begin, done = max(begin, done), after.start() if after else len(normal)
        spans += [found.span() for found in _WEB.finditer(normal, begin, done)]
    return spans
