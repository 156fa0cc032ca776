"""Stored text into tokens, lines and sentences that keep their offsets.

Nothing here knows the subject; offsets are Unicode code points.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from extraction.record import Replaceable, record
from extraction.tables import unfold_tables

#: The capital letters of a bracket of a regular expression, Vietnamese ones among them.
UPPER_LETTERS = "".join(char for char in map(chr, range(0x41, 0x1EFA)) if char.isupper())
_SAME_LENGTH = {
    "\u00a0": " ", "\u2009": " ", "\u202f": " ", "\u3000": " ", "\t": " ", "\ufeff": " ",
    "\u200b": " ", "\u200e": " ", "\u200f": " ", "\x0b": " ", "\x0c": " ",
    "–": "-", "—": "-", "−": "-", "‑": "-", "‐": "-", "‒": "-",
    "“": '"', "”": '"', "«": '"', "»": '"', "’": "'", "‘": "'",
    "İ": "I", "Ð": "Đ", "ð": "đ", "Ɖ": "Đ",
    "\r": " ", "⁄": "/", "∕": "/", "％": "%", "²": "2", "³": "3",
    **{chr(0xFF10 + digit): str(digit) for digit in range(10)},
}  # fmt: skip
#: Few characters of a text are any of them; to look each one up would take ten times as long.
_UNLIKE = re.compile(f"[{''.join(map(re.escape, _SAME_LENGTH))}]")

#: The tone stands on the first vowel in the old placement ("hòa"), on the second in the new
#: ("hoà").
_NEW_PLACEMENT = re.compile(r"(?:o[àáảãạèéẻẽẹ]|u(?<!qu)[ỳýỷỹỵ])(?![^\W\d_])")
_OLD_PLACEMENT = {
    new + vowel: old + plain
    for news, olds, plain in (
        ("àáảãạ", "òóỏõọ", "a"),
        ("èéẻẽẹ", "òóỏõọ", "e"),
        ("ỳýỷỹỵ", "ùúủũụ", "y"),
    )
    for vowel, old in zip(news, olds, strict=True)
    for new in ("u" if plain == "y" else "o")
}
#: A line break that may be a wrap's; "b. Vụ hè thu", "c) Chăn nuôi" begin a line of their own.
_WRAP = re.compile(r"\n[ ]*(?:\n[ ]*)?(?=[^\W_])(?![a-zđ][.)/] )")
#: What a wrapped bullet goes on with ("28,11%; công nghiệp 38%"), no number of a list or a date.
_NUMBER_GOES_ON = re.compile(r"\d+(?:[.,]\d+)*(?: ?%[;,.]| [^\W\d])")
#: "tỉ", "sỹ", "kĩ", "lê hộ", found by their vowels: those are rarer than the words' first letters.
_SPELLING = re.compile(r"(?:ỉ(?<=\bt.)|ỹ(?<=\bs.)|ĩ(?<=\bk.)|ê(?<=\bl.)(?= hộ))\b")
_SPELLINGS = {"ỉ": "ỷ", "ỹ": "ĩ", "ĩ": "ỹ", "ê": "ệ"}
#: "quí I", "cùng kì", "qui mô": how papers of before 2010 often spell them.
_OLDER_SPELLINGS = {"quí": "quý", "kì": "kỳ", "qui": "quy"}

#: Every letter of the basic plane, spelt out as the ranges of a class: it is looked up in one step,
#: where `[^\W\d_]` asks three questions of each character of a text.
_LETTERS = "".join(
    f"{run[0][0]}-{run[0][-1]}"
    for run in re.finditer(r"[^\W\d_]+", "".join(map(chr, range(0x10000))))
)
#: A token and the run of blanks behind it, so that the search for the next leaps over them.
_TOKEN = re.compile(rf"([{_LETTERS}]+|[^\W\d_]+|\d+|[.;:()\[\]%‰\n!?…•|+=<>≥≤])( *)")
#: Or a full stop whose blank is missing: "đứng đầu cả nước.Thu ngân sách".
_SENTENCE_END = re.compile(
    r"[.!?…](?:[.!?…]*[\"')\]]*(?=\s|$)"
    r"|(?<=[^\W\d_A-ZĐ][^\W\d_A-ZĐ]\.)(?=[A-ZĐ][^\W\d_A-Z]+ [^\W\d_A-Z])"
    r"|(?<=[%\w] \.)(?=[A-ZĐ][^\W\d_A-Z]+ [^\W\d_A-Z])"
    r"|(?<=\d%\.)(?=[A-ZĐ][^\W\d_A-Z]+ [^\W\d_A-Z])"
    r"|\.\.+(?=[A-ZĐ][^\W\d_A-Z]+ [^\W\d_A-Z]))"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A text made ready for the rules.

    `text` is the stored text in NFC; `normal` is `text` lower-cased with one tone placement,
    one hyphen, one kind of space, and exactly as long. `origins` maps offsets of `text` to
    offsets of the stored text, None where they are the same.
    """

    text: str
    normal: str
    origins: Sequence[int] | None

    def stored(self, offset: int) -> int:
        """The offset in the stored text of an offset in `text` (ends included)."""
        return offset if self.origins is None else self.origins[offset]


@record
class Line(Replaceable):
    """One line without its line break; offsets into the reading."""

    start: int
    end: int


def read_text(stored: str) -> Reading:
    """Prepare a stored text, its tables told as sentences; never fails, whatever it holds."""
    text, origins = _compose(stored)
    if (unfolded := unfold_tables(text)) is not None:
        text, places = unfolded
        origins = places if origins is None else [origins[place] for place in places]
    if (parted := _part_glued_verbs(text)) is not None:
        text, places = parted
        origins = places if origins is None else [origins[place] for place in places]
    return Reading(text, _join_wrapped(normalise(text), text), origins)


def _part_glued_verbs(text: str) -> tuple[str, list[int]] | None:
    """ "hơi nướctăng 13,62%", "chế tạotăng1,36%": the blank that a conversion of the page lost.

    The text with a blank before each such verb and the old offset of every character and the end;
    None where there is none.
    """
    cuts = sorted(
        at
        for verb in _GLUED_VERBS
        for at in _found_at(text, verb)
        if text[at - 1].isalnum() and _GLUED.match(text, at)
    )
    if not cuts:
        return None
    pieces: list[str] = []
    places: list[int] = []
    done = 0
    for cut in cuts:
        pieces += (text[done:cut], " ")
        places += (*range(done, cut), cut)
        done = cut
    pieces.append(text[done:])
    places += range(done, len(text) + 1)
    return "".join(pieces), places


def _found_at(text: str, part: str) -> Iterator[int]:
    """Where the part stands in the text, behind its first character."""
    at = text.find(part, 1)
    while at >= 0:
        yield at
        at = text.find(part, at + 1)


_GLUED_VERBS = ("tăng", "giảm", "đạt")
_GLUED = re.compile(r"(?:(?:tăng|giảm)(?<=[^\W\d_]....)|đạt(?<=[^\W\d_]...))(?= {0,2}\d)")


def _join_wrapped(normal: str, text: str) -> str:
    """Hard-wrapped prose made whole: a line break inside a sentence becomes a space.

    A line of some length that ends in a word or comma and is followed, at once or after one
    blank line, by a line that begins with a small letter was wrapped. A bullet may be shorter, and
    go on with a number. Where all lines are cut at one width, a full one goes on with the next.
    """
    if "\n" not in normal:
        return normal
    full = _full_line(normal)

    def join(found: re.Match[str]) -> str:
        after = text[found.end()]
        start = text.rfind("\n", 0, found.start()) + 1
        row = normal[start : found.start()].rstrip(" ")
        if " " not in row:
            return found[0]  # an address
        if full and len(row) >= full and "\n" not in found[0][1:]:
            return found[0] if _OPENS_LINE.match(text, found.end()) else " " * len(found[0])
        open_ended = row[-1] in ",_" or row[-1].isalnum()
        if not (open_ended or row[-1] in "-–"):
            return found[0]
        if _REST_OF_NUMBER.match(text, found.end()) and _CUT_NUMBER.search(row):
            return " " * len(found[0])
        if not open_ended:
            return found[0]
        if len(row) >= _FULL_LINE and row.endswith(_NEVER_LAST):
            if after.isupper() and row.endswith(_BEFORE_NUMBERS):
                return found[0]  # "phạm pháp hình sự giảm" is a whole title
            return " " * len(found[0])  # "tính đến ngày / 21/3/2023 được hơn 5 nghìn tỷ đồng"
        if not (after.islower() or after.isdigit()):
            return found[0]
        bullet = row.lstrip().startswith(("- ", "+ ")) and "\n" not in found[0][1:]
        if after.isdigit():
            goes_on = bullet and row[-1].isalpha() and _NUMBER_GOES_ON.match(normal, found.end())
            return " " * len(found[0]) if goes_on else found[0]
        labels = ":" in normal[found.end() : found.end() + _LABEL]
        if len(row) < 40 and not (bullet and not labels and len(row) >= _SHORT_BULLET):
            return found[0]
        return " " * len(found[0])

    return _WRAP.sub(join, normal)


def _full_line(normal: str) -> int:
    """How long a line is that its page has cut at its right edge; 0 where it cuts none.

    A page cuts its lines where most of the long ones end inside a sentence and none is longer.
    """
    long = [row.rstrip() for row in normal.split("\n") if len(row) >= _FULL_LINE]
    if len(long) < _CUT_LINES or max(map(len, long)) > _WIDEST_PAGE:
        return 0
    open_ended = sum(row[-1:] not in ".;:!?…" for row in long)
    width = sorted(map(len, long))[len(long) // 2]
    return width - _RAGGED if open_ended >= _MOSTLY * len(long) else 0


#: So many long lines tell how wide a page is, so many of them end inside a sentence, and by so
#: much a line may be shorter for a word that did not fit.
_CUT_LINES, _WIDEST_PAGE, _MOSTLY, _RAGGED = 6, 110, 0.7, 12
#: What begins a line of its own: the number of a list or heading, a title in capitals.
_OPENS_LINE = re.compile(r"(?:\d{1,2}(?:\.\d{1,2})*|[IVX]{1,4}|[a-zđ])[.)/] |[A-ZĐ]{3}")
#: Words that end no line of their own, and how long one is that a wrap has cut behind them.
_NEVER_LAST = tuple(
    f" {word}"
    for word in (
        "ngày", "đạt", "là", "được", "khoảng", "gần", "hơn", "trên", "bằng", "và", "của",
        "so với", "với", "tăng", "giảm", "ước", "cho", "tại", "trong", "từ",
    )
)  # fmt: skip
#: Those of them that a number follows, and no name.
_BEFORE_NUMBERS = (" tăng", " giảm", " đạt", " được", " ước", " gần", " hơn", " khoảng")
_FULL_LINE = 60
#: "tăng 11,0 - / 11,5%", "750 - 800 triệu / USD": a line that ends inside a number, and its rest.
_CUT_NUMBER = re.compile(r"\d(?: [-–]| (?:triệu|tỷ|tỉ|nghìn|ngàn))\Z")
_REST_OF_NUMBER = re.compile(r"\d[\d.,]* ?%|(?:USD|VND|đồng|tấn|lượt)\b")
#: A shorter bullet is a heading; so near its start a colon makes the next line one of its own.
_SHORT_BULLET, _LABEL = 12, 30
#: "ngh\u0301n", "b\u0301nh quân": how an old conversion left "ì" behind.
_LOST_I = re.compile(r"(?<=[bcdđghklmnpqrstvx])\u0301", re.I)


#: "-ớc đạt", "tr-ờng", "đ-ợc": and how one left "ư".
_LOST_U = re.compile(r"-(?=[ớờợởỡơ])")
#: "uớc đạt", "đuợc": a hook that was not typed; "thuở" and "quơ" have no letter behind.
_BARE_U = re.compile(r"(?<!q)u(?=[ơờớởỡợ][cimnptu])")


def normalise(text: str) -> str:
    """Fold case, tone placement, hyphens, quotes and spaces without changing any offset."""
    normal = _UNLIKE.sub(lambda found: _SAME_LENGTH[found[0]], text)
    if "-ớ" in normal or "-ờ" in normal or "-ợ" in normal:
        normal = _LOST_U.sub("ư", normal)
    if "\u0301" in normal:
        normal = _LOST_I.sub("ì", normal)
    lowered = normal.lower()
    if len(lowered) != len(normal):
        lowered = "".join(low if len(low := char.lower()) == 1 else char for char in normal)
    lowered = _NEW_PLACEMENT.sub(lambda found: _OLD_PLACEMENT[found[0]], lowered)
    if "uớ" in lowered or "uờ" in lowered or "uợ" in lowered or "uở" in lowered:
        lowered = _BARE_U.sub("ư", lowered)
    for old, new in _OLDER_SPELLINGS.items():
        if old in lowered:
            lowered = re.sub(rf"\b{old}\b", new, lowered)
    return _SPELLING.sub(lambda found: _SPELLINGS[found[0]], lowered)


def word_start(phrases: Iterable[str], inside: str = r"\w") -> str:
    """A pattern of any of the phrases at the start of a word.

    Each alternative begins with a letter, so that the search leaps from one such letter to the
    next; only behind a whole phrase is the character before it looked at, which must not be
    `inside` a word ("" for any).
    """
    tails: dict[str, list[str]] = {}
    for phrase in phrases:
        starts = f"(?<!{inside}.{{{len(phrase)}}})" if inside else ""
        tails.setdefault(phrase[0], []).append(re.escape(phrase[1:]) + starts)
    return "|".join(f"{re.escape(letter)}(?:{'|'.join(rest)})" for letter, rest in tails.items())


def _compose(stored: str) -> tuple[str, Sequence[int] | None]:
    """NFC with a map back; combining sequences are composed one by one so that the map is exact."""
    if unicodedata.is_normalized("NFC", stored):
        return stored, None
    pieces: list[str] = []
    origins: list[int] = []
    start, length = 0, len(stored)
    while start < length:
        end = start + 1
        # A cluster longer than 30 marks is nonsense; cutting it keeps the time linear.
        while end < length and end - start < 30 and unicodedata.combining(stored[end]):
            end += 1
        piece = unicodedata.normalize("NFC", stored[start:end])
        pieces.append(piece)
        origins.extend([start] * len(piece))
        start = end
    origins.append(length)
    return "".join(pieces), origins


def split_lines(normal: str) -> list[Line]:
    """Lines of a folded text, blank ones left out; wrapped prose is one line."""
    lines, start = [], 0
    for row in normal.split("\n"):
        end = start + len(row)
        if row.strip():
            lines.append(Line(start, end))
        start = end + 1
    return lines


def split_sentences(reading: Reading, line: Line) -> list[tuple[int, int]]:
    """Sentences of one line as half-open offsets that cover it without gap.

    A full stop ends a sentence when white space and a capital, digit or quote follow and no
    abbreviation ("TP."), initial or list number stands before it.
    """
    bounds = [line.start]
    text = reading.text
    for found in _SENTENCE_END.finditer(text, line.start, line.end):
        start, end = found.span()
        follows = text[end : end + 6].lstrip()[:1]
        if follows.islower() or follows in _NEVER_OPENS:
            continue
        if text[start] == "." and end < line.end:
            word = reading.normal[max(line.start, start - 6) : start].rsplit(" ", 1)[-1]
            opens = start - line.start <= 6 or bounds[-1] >= start - 6
            if word in _ABBREVIATED or (opens and len(word) <= 4):
                continue
        bounds.append(end)
    if bounds[-1] < line.end:
        bounds.append(line.end)
    if line.end - line.start > LONGEST_SENTENCE:
        bounds = _cut_long(reading.normal, bounds)
    return list(pairwise(bounds))


#: No sentence of a report is longer; one that is would cost its length squared.
LONGEST_SENTENCE = 3_000


#: Behind a semicolon or comma, else before a word: never inside "5 tỷ đồng" or "1,5".
_CUT = re.compile(r"[;,](?=\s)|(?<=[^\W\d]) (?=(?:và|tăng|giảm|đạt|với|của|thu|trong)\b)")


def _cut_long(normal: str, bounds: list[int]) -> list[int]:
    """Over-long sentences cut behind a semicolon, comma or blank."""
    cut = bounds[:1]
    for end in bounds[1:]:
        while end - cut[-1] > LONGEST_SENTENCE:
            limit = cut[-1] + LONGEST_SENTENCE
            stops = [found.end() for found in _CUT.finditer(normal, cut[-1] + 200, limit)]
            cut.append(stops[-1] if stops else limit)
        cut.append(end)
    return cut


_NEVER_OPENS = frozenset(",;:)]")
_ABBREVIATED = frozenset(
    [
        "tp",
        "tx",
        "tt",
        "q",
        "p",
        "h",
        "x",
        "st",
        "ths",
        "ts",
        "gs",
        "pgs",
        "tr",
        "vd",
        "stt",
        "bs",
        "đ/c",
    ]
)


@dataclass(frozen=True, slots=True)
class Tokens:
    """Words, digit runs and hard punctuation of a reading, in order.

    Soft punctuation (comma, hyphen, slash, quotes) is no token, so a phrase matches across it.
    `words[i]` is the folded word at `starts[i]:ends[i]`.
    """

    words: list[str]
    starts: list[int]
    ends: list[int]

    def at(self, offset: int) -> int:
        """Index of the last token that starts at or before the offset (-1 before the first)."""
        return bisect_right(self.starts, offset) - 1


def tokenise(normal: str) -> Tokens:
    """Split folded text into tokens with their offsets."""
    pieces = _TOKEN.split(normal)  # what lies between two tokens, a token, blanks, and so on
    ends = list(accumulate(map(len, pieces)))
    return Tokens(pieces[1::3], ends[0:-1:3], ends[1::3])
