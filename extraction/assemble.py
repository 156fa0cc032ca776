"""Gives each quantity of a text its indicator, place, period and wording, sentence by sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extraction.context import (
    BULLETS,
    HEADS_PROSE,
    PARAGRAPH,
    UNMARKED,
    LineContext,
    heading_level,
    line_level,
)
from extraction.fields import read_quantity
from extraction.lexicon import ends_head, lasting_heads, passes
from extraction.passage import Scene, between, make_scene
from extraction.reading import (
    GOES_ON,
    is_season_ahead,
    line_context,
    note_counted_day,
    note_counted_days,
    note_opening_year,
    note_periods,
    note_present,
    note_same_moment,
    note_season,
    note_term,
    note_time_of_list,
    times_above,
)
from extraction.reference import codebook, is_grown
from extraction.rules import candidates
from extraction.rules.aims import heads_aims
from extraction.rules.estimates import heads_estimates, opens_estimates, tells_estimates
from extraction.rules.leagues import NEXT_IN_LEAGUE, names_league
from extraction.rules.periods import PeriodMention
from extraction.rules.reference_areas import nation_told_until
from extraction.rules.shares import SPLITS
from extraction.rules.stages import (
    opens_narrow,
)
from extraction.rules.units import COUNTED
from extraction.state import Found, Passage, State
from extraction.tables import is_unit_line
from extraction.text import Line, Reading, split_sentences
from extraction.title import anywhere, is_caption, names_plans
from extraction.topics import is_neighbour, note_section, note_topic
from extraction.turning import note_aims, note_listed_aims, note_new_term, note_plans


def assemble(
    passage: Passage, lines: Sequence[Line], sentences: Sequence[list[tuple[int, int]]]
) -> Iterator[Found]:
    """All observations of the passage in text order; `sentences` are those of each line."""
    for number in range(len(lines)):
        if number in passage.frame.furniture:
            continue
        yield from _read_line(passage, lines, number, sentences[number])


def _read_line(
    passage: Passage, lines: Sequence[Line], number: int, sentences: list[tuple[int, int]]
) -> Iterator[Found]:
    line = lines[number]
    reading = passage.reading
    normal_line = reading.normal[line.start : line.end]
    own = between(passage.quantities, line.start, line.end)
    if not own and (is_caption(normal_line) or is_unit_line(normal_line)):
        return  # between two paragraphs it parts nothing
    if not own and passage.told_before and _stands_before_parts(passage, lines, number):
        return
    text_line = reading.text[line.start : line.end]
    level = line_level(text_line, normal_line, passage.stack.in_articles())
    marker = normal_line.lstrip()[:1]
    if level != PARAGRAPH:
        level = passage.stack.bullet_level(level, marker, _is_apart(reading, lines, number))
        if not own and level in BULLETS and names_plans(normal_line):
            level = _level_of_plans(reading, lines, number, level)
    is_title = number == passage.frame.title_line
    if level == PARAGRAPH and not is_title:
        marked = heading_level(text_line, normal_line, len(own))
        level = PARAGRAPH if marked is None else marked
    passage.stack.enter(level)
    note_section(passage, line, level, own, is_title)
    if passage.paragraph_period and not _ONE_OF_THEM.match(normal_line):
        prose = level == PARAGRAPH and passage.prose and not passage.frame.told
        if not (prose and len(sentences) == 1 and _is_next_sentence(reading, line)):
            passage.ended_period, passage.paragraph_period = passage.paragraph_period, None
    passage.lent_period = lent = passage.paragraph_period
    passage.line_start = line.start
    passage.aims = passage.aims and GOES_ON.match(normal_line) is not None
    splits = SPLITS.match(normal_line) is not None
    if splits and own and own[0].unit is not None and own[0].unit.code in passage.sums:
        # "Chia theo loại hình kinh tế: nhà nước 62 tỷ đồng; ...": of the last sum, prices between
        passage.carried = [(passage.sums[own[0].unit.code], None)]
    parts_follow = splits or _PARTS_FOLLOW.match(normal_line) is not None
    if passage.carried and (level == PARAGRAPH or level <= 4 or is_title) and not parts_follow:
        ranks_on = NEXT_IN_LEAGUE.match(normal_line) is not None
        ranks_on = ranks_on or names_league(reading.normal, passage.places, line.start, line.end)
        passage.carried = passage.carried if ranks_on else []
    lends_nothing = level == PARAGRAPH and not own and number >= _TITLE_LINES and not is_title
    ends_with_colon = normal_line.rstrip().endswith(":")
    names_heads = level != PARAGRAPH or number < _TITLE_LINES or is_title or ends_with_colon
    context = (
        LineContext(level)
        if lends_nothing
        else line_context(passage, line, level, own, names_heads=names_heads)
    )
    context.marker = marker
    if context.plans:
        vague = number < _TITLE_LINES and context.period is None and not names_plans(normal_line)
        if number < passage.frame.title_line or vague:
            # "Nhiều nghị quyết được thông qua tại kỳ họp thứ 20" heads no list of targets
            context.plans = None
    if level != PARAGRAPH:
        passage.stack.push(context)
        context.estimates = not own and heads_estimates(normal_line)
        if context.plans is not None:
            passage.plans = None
    untitled = number == 0 and passage.frame.title_line < 0
    lead_season = context.season if number < _TITLE_LINES and not own else None
    if lead_season is not None and is_season_ahead(reading.normal, line.start, lead_season):
        lead_season = None
    if is_title or untitled or lead_season is not None:
        passage.season = context.season or passage.season
        passage.title_heads = context.heads | (passage.title_heads & lasting_heads())
    if not passage.lead_over:
        passage.title_heads |= _lasting_heads(passage, line)
        passage.lead_over = bool(own) and line.end - line.start > _SHORT_LINE and not is_title
    found: list[Found] = []
    passage.prose = level == PARAGRAPH
    passage.line_heads = {candidates.GRDP: candidates.ABOVE} if passage.told_gdp else {}
    if not parts_follow and (own or line.end - line.start > _SHORT_LINE):
        passage.last_stage = None
        passage.told_before = ()
        passage.last_place = None
        passage.last_period = None
        passage.last_base = None
    passage.nation_until = nation_told_until(passage, line)
    passage.opening_base = None
    passage.last_growth = False
    passage.sentence_before = None
    passage.told_season = passage.topic_season = None
    passage.pair_of_bases = None
    passage.estimated = tells_estimates(normal_line)
    if level != PARAGRAPH and not own:
        passage.topic_place, passage.topic_lasts = passage.village, False
        passage.opening_year = None
        passage.counted_day = passage.counted_days = None
    if level == PARAGRAPH and not is_title:
        note_opening_year(passage, line.start)
    tells_times = bool(between(passage.periods, line.start, line.end))
    before: tuple[int, int] | None = None
    for start, end in sentences:
        if not is_title:
            note_topic(passage, start, end, opens=start == line.start)
        dated = tells_times and bool(between(passage.periods, start, end))
        if dated:
            note_term(passage, start, end)
            # not of "4. Nhiệm vụ quý IV/2025", a heading of plans in a paper of that year
            if own or level in (UNMARKED, PARAGRAPH) or not context.plans:
                note_plans(passage, start, end)
            note_counted_day(passage, start, end)
        if passage.frame.congress:
            note_new_term(passage, start, end)
        note_listed_aims(passage, before, start)
        before = start, end
        if not (own and between(passage.quantities, start, end)):
            if own and start == line.start and end - start < _SHORT_TOPIC:
                _note_heads(passage, start, end)
            if own:
                _note_ranked(passage, start, end)
            if dated:
                note_periods(passage, start, end)
                note_season(passage, start, end)
                passage.topic_season = passage.told_season or passage.topic_season
            passage.sentence_before = (start, end)
            continue
        note_same_moment(passage, start, end)
        scene = make_scene(
            reading,
            start,
            end,
            passage.quantities,
            passage.mentions,
            passage.periods,
            passage.places,
        )
        first = True
        for row in _read_sentence(passage, scene, context):
            if first and start == line.start and is_neighbour(passage, row.place):
                passage.topic_place = row.place
            first = False
            found.append(row)
            yield row
        if found and found[-1].sentence == (start, end):
            told = [row for row in found if row.sentence == (start, end)]
            # "Trên 25.003 ha, năng suất ước đạt 65 tạ/ha. Trong đó, ...": "ước" holds to its end
            passage.last_stage = told[-1 if told[-1].stage == "estimate" else 0].stage
            passage.told_before = told
            passage.last_place = told[-1].place
            passage.last_period = told[0].period
            compared = [row for row in between(passage.periods, start, end) if row.base]
            monthly = bool(compared) and compared[-1].kind in _SHARED_BASES
            passage.last_base = compared[-1] if monthly else None
            if compared:
                opens = compared[0].start < start + _OPENS
                passage.opening_base = compared[0] if opens and len(compared) == 1 else None
            if len(compared) > 1:
                passage.pair_of_bases = (compared[-2], compared[-1])
            passage.last_growth = told[0].told.rule == "measure:growth_head"
            passage.aims = _tells_aims(passage, scene, told)
        if dated:
            note_periods(passage, start, end)
            rows = [row for row in passage.told_before if row.sentence == (start, end)]
            note_counted_days(passage, start, [row.told.code for row in rows])
        note_present(passage, start, end)
        if dated or not opens_narrow(scene):
            note_season(passage, start, end)
        passage.sentence_before = None
    if lent is not None and not found and passage.paragraph_period is lent:
        passage.paragraph_period = None
    if is_title:
        # "Một số chỉ tiêu chủ yếu nhiệm kỳ 2020-2025" heads nothing but aims
        # but "Huyện đặt mục tiêu năm 2026 thu 900 tỷ đồng" tells an aim of its own
        aims = passage.frame.plans and anywhere("heads_aims").search(normal_line) is not None
        aims = aims and not own
        passage.plans = True if aims else None
    if ends_with_colon:
        note_aims(passage, line)
        context.estimates = context.estimates or opens_estimates(normal_line.rstrip())
        if context.estimates and level == PARAGRAPH and not found:
            if passage.stack.rows:  # "I. Kết quả ... (số ước cả năm) như sau:", above "1. Lúa"
                passage.stack.rows[-1].estimates = True
            passage.stack.push(LineContext(_below(passage), until_paragraph=True, estimates=True))
    if not found and level == PARAGRAPH and ends_with_colon:
        note_time_of_list(passage, sentences)
    if found and level == PARAGRAPH and ends_with_colon:
        context.level, context.until_paragraph = _below(passage), True
        passage.stack.push(context)
    if found:
        # "Kế hoạch vốn là 650 tỷ đồng. Đã giải ngân 468 tỷ đồng. Trong đó:" lists what is spent
        told = [row for row in found if not _is_aside(reading, row)] or found
        last = next(row for row in told if row.sentence == told[-1].sentence)
        context.last_code = last.told.code
        context.last_stage = told[-1].stage
        context.first_period = told[0].period
        context.last_period = told[-1].period
        tail = normal_line.rstrip()[-24:]
        context.opens_list = tail.endswith((":", "trong đó", "gồm", "gồm:"))
        if context.opens_list:
            bases = [row for row in between(passage.periods, line.start, line.end) if row.base]
            context.base = bases[-1] if bases and bases[-1].kind == "previous_month" else None
        passage.opener = context
        return
    parts_follow = parts_follow or _IN_DETAIL.match(normal_line) is not None
    if parts_follow and ends_with_colon and passage.opener is not None:
        # "Ước có 1.100.000 người tham gia. / Trong đó: / - Bắt buộc: 87.866 người"
        context.opens_list = True
        context.last_code = passage.opener.last_code
        context.last_stage = passage.opener.last_stage
        context.first_period = passage.opener.first_period
        context.last_period = passage.opener.last_period
    passage.opener = None


def _below(passage: Passage) -> int:
    """How deep a paragraph that opens a list stands: below the headings above it."""
    levels = [row.level + 1 for row in passage.stack.rows]
    return min(max([UNMARKED, *levels]), HEADS_PROSE)


def _is_aside(reading: Reading, row: Found) -> bool:
    """Whether a number stands in a bracket of its sentence ("tăng 10,9% (năm 2007 tăng 11,2%)")."""
    normal, start = reading.normal, row.sentence[0]
    return normal.rfind("(", start, row.start) > normal.rfind(")", start, row.start)


def _note_ranked(passage: Passage, start: int, end: int) -> None:
    """ "Nhìn vào bảng xếp hạng tỷ lệ giải ngân, khoảng cách rất xa. Dẫn đầu là A với 68%"."""
    if _RANKS.search(passage.reading.normal, start, end) is None:
        return
    book = codebook()
    rates = {
        code
        for row in between(passage.mentions, start, end)
        for code, head in row.codes
        if head is None and code in book and book[code].unit == "PERCENT"
    }
    if len(rates) == 1:
        passage.carried = [(rates.pop(), None)]


_RANKS = re.compile(
    r"(?<!\w)(?:xếp hạng|nhìn vào|xét (?:về|theo)|(?:chưa|không) (?:thật )?(?:đồng )?đều|chênh lệch"
    r"|(?:giữa|ở) (?:các|từng) (?:địa phương|tỉnh|huyện|xã|đơn vị|ngành|vùng))(?!\w)"
)


def _note_heads(passage: Passage, start: int, end: int) -> None:
    """ "Mảng tối là vốn đầu tư công. Đến nay mới giải ngân ...": what heads the paragraph."""
    reach = start
    heads = [row for row in between(passage.mentions, start, end) if row.head]
    for row in sorted(heads, key=lambda row: (row.start, -row.end)):
        if row.head and row.end > reach:  # not "lâm nghiệp" of "Nông, lâm nghiệp"
            passage.line_heads.setdefault(row.head, candidates.ABOVE)
            reach = row.end
    items = {row.item for row in between(passage.mentions, start, end) if row.item}
    crops = [item for item in items if is_grown(item[1])]
    if len(items) == len(crops) == 1:
        # "Được nhắc nhiều nhất là cây ăn quả. Năm 2015 cả huyện có 860 ha, nay đã 6.700 ha"
        passage.stack.push(LineContext(_below(passage), until_paragraph=True, items=crops))


#: A sentence without numbers that opens a paragraph and says what it is about is no longer.
_SHORT_TOPIC = 80
#: A shorter line without numbers (a picture's author) parts no "Trong đó" from its whole.
_SHORT_LINE = 60
#: So far down a line without a time is the article's title and no heading.
_TITLE_LINES = 8
#: "Riêng cây lúa, toàn tỉnh gieo trồng 200.802 ha": of the time told right before.
_ONE_OF_THEM = re.compile(r"\s*riêng (?!trong|tháng|quý|năm|ngày|\d)")
#: So far into a sentence the comparison that opens it stands ("Nếu so với cùng kỳ, ...").
_OPENS = 24
#: Of these a base holds for the parts told in the next sentence too.
_SHARED_BASES = ("month", "previous_month", "season", "start_of_year", "end_of_year")
#: "Cụ thể từng địa phương:" below the sum that its list takes apart.
_IN_DETAIL = re.compile(r"\s*(?:cụ thể|chi tiết|tương ứng)(?: \w+){0,6} ?: *\Z")
#: A paragraph that goes on with the sum told right before it.
_PARTS_FOLLOW = re.compile(
    r"\s*trong (?:(?:mức (?:tăng|giảm)[^.;:]{0,30} )?đó|(?:con )?số (?:này|đó))(?!\w)"
)


def _level_of_plans(reading: Reading, lines: Sequence[Line], number: int, level: int) -> int:
    """ "* Nhiệm vụ 6 tháng cuối năm" above a paragraph heads it, as no other bullet does."""
    line = lines[number]
    below = next((row for row in lines[number + 1 :] if row.start < row.end), None)
    if below is None or line.end - line.start > _SHORT_LINE:
        return level
    text, normal = (one[below.start : below.end] for one in (reading.text, reading.normal))
    return HEADS_PROSE if line_level(text, normal, False) == PARAGRAPH else level


def _is_apart(reading: Reading, lines: Sequence[Line], number: int) -> bool:
    """Whether a blank line stands above the line and none above the one before it."""
    if number < 2:
        return False
    first, above, line = lines[number - 2 : number + 1]
    if reading.normal[above.start : above.end].rstrip().endswith(":"):
        return False  # a list below the line that opens it
    return above.end + 1 < line.start and first.end + 1 == above.start


def _is_next_sentence(reading: Reading, line: Line) -> bool:
    """Whether the line, of one sentence, follows another such line of its paragraph."""
    end = line.start - 1
    start = reading.normal.rfind("\n", 0, max(0, end)) + 1
    above = reading.normal[start:end].rstrip()
    if not above.endswith("."):
        return False
    return len(split_sentences(reading, Line(start, end))) == 1


def _lasting_heads(passage: Passage, line: Line) -> set[str]:
    """The heads named in the line that hold for the whole article: whose page it is."""
    lasting = lasting_heads()
    inside = between(passage.mentions, line.start, line.end)
    return {row.head for row in inside if row.head in lasting}


def _tells_aims(passage: Passage, scene: Scene, told: Sequence[Found]) -> bool:
    """Whether the sentence tells aims alone, by a word of its own or going on with the last.

    "trên 250 triệu đồng/ha (hiện nay là 185 triệu)": what is reached stands aside.
    """
    stages = ("target", "forecast") if passage.frame.plans else ("target",)
    aims = [row for row in told if row.stage in stages]
    worded = any("stage:word" in row.rules for row in told)
    if not aims or not (passage.aims or worded or heads_aims(scene)):
        return False
    asides = [
        one.start for one, aside in zip(scene.quantities, scene.in_brackets, strict=True) if aside
    ]
    return all(row.stage in stages or row.start in asides for row in told)


def _stands_before_parts(passage: Passage, lines: Sequence[Line], number: int) -> bool:
    """Whether only such lines as pictures have part "Trong đó, ..." from what it takes apart."""
    for line in lines[number : number + _PICTURE_LINES]:
        if between(passage.quantities, line.start, line.end):
            return _PARTS_FOLLOW.match(passage.reading.normal, line.start, line.end) is not None
        if line.end - line.start > _LONGEST_CAPTION:
            return False
    return False


#: A picture's address, its caption and blank lines.
_PICTURE_LINES, _LONGEST_CAPTION = 6, 160


def _read_sentence(passage: Passage, scene: Scene, context: LineContext) -> Iterator[Found]:
    heads, lasting = passage.line_heads, lasting_heads()
    for head in passage.stack.heads() | passage.title_heads:
        heads.setdefault(head, candidates.ABOVE)
    may_end = False
    for row in scene.mentions:
        if row.head is None:
            continue
        if row.head in lasting:
            heads[row.head] = row.start
        elif heads.setdefault(row.head, row.start) == candidates.ABOVE:
            heads[row.head] = candidates.ABOVE_AND_HERE
        may_end = may_end or passes(row.head)
    state = State(growth=passage.last_growth and opens_narrow(scene))
    narrow_base = passage.last_base if opens_narrow(scene) else None
    state.base = _head_base(scene) or narrow_base or passage.stack.list_base()
    times = times_above(passage, context)
    ended = passage.ended_period
    if (
        times.paragraph is None
        and ended is not None
        and ended.kind in ("months", "month", "quarter", "half_end", "window")
        and _SAME_TIME.match(scene.reading.normal, scene.start)
    ):
        passage.paragraph_period = ended
        times = times._replace(paragraph=ended)
    if passage.told_season is not None and opens_narrow(scene):
        times = times._replace(season=passage.told_season, paragraph=passage.told_season)
    if passage.last_period is not None and opens_narrow(scene):
        before = passage.told_before
        alone = len({row.period for row in before}) == 1
        # "Riêng tháng 4 đạt 1.367 tỷ đồng. Trong đó, ...": an aside from what has the parts
        alone = alone and _ASIDE.match(scene.reading.normal, before[0].sentence[0]) is None
        times = times._replace(whole=passage.last_period, whole_alone=alone)
    if _STRUCTURE_BEHIND.match(scene.reading.normal, scene.quantities[-1].end, scene.end):
        heads[candidates.STRUCTURE] = scene.start - 1
    for number in range(len(scene.quantities)):
        for head in _ended_heads(scene, number, heads) if may_end else ():
            del heads[head]
        yield from read_quantity(passage, scene, number, state, heads, times)
    amounts = (row for row in scene.quantities if row.unit and row.unit.code not in COUNTED)
    if state.last is None and next(amounts, None) is not None:
        passage.carried = []  # what follows goes on with a number that nobody could read


_ASIDE = re.compile(r"\s*(?:riêng|còn)(?!\w)")
#: "Nông nghiệp chiếm 30%, công nghiệp 40% trong cơ cấu kinh tế": the head of all the shares.
_STRUCTURE_BEHIND = re.compile(r" (?:trong |của |tổng )*cơ cấu(?: nền)? kinh tế(?!\w)")
#: "Cũng trong thời gian này, ...": the time of the paragraph before.
_SAME_TIME = re.compile(
    r"\s*(?:cũng |và )?(?:trong |vào )?(?:cùng thời gian|cùng khoảng thời gian|thời gian)"
    r"(?:(?<=cùng thời gian)|(?<=khoảng thời gian)| này| trên| đó)(?!\w)"
)


def _ended_heads(scene: Scene, number: int, heads: dict[str, int]) -> list[str]:
    """The heads of this sentence that what follows them has ended before the number."""
    start = scene.quantities[number].start
    return [
        head
        for head, begin in heads.items()
        if scene.start <= begin < start
        and " " in head
        and passes(head)
        and ends_head(head, scene.reading.normal[_last_end(scene, head, start) : start])
    ]


def _last_end(scene: Scene, head: str, before: int) -> int:
    ends = (row.end for row in scene.mentions if row.head == head and row.end <= before)
    return max(ends, default=before)


def _head_base(scene: Scene) -> PeriodMention | None:
    """ "Tháng 5, so tháng trước: ...": a comparison that a colon makes the head of the sentence."""
    if not scene.bases:
        return None
    first = scene.quantities[0].start
    marks = between(scene.separators, scene.start, first)
    colons = [s.start for s in marks if s.mark == ":"]
    if not colons:
        # "So với tháng trước, giá A tăng 2%"
        heads = [row for row in between(scene.periods, scene.start, scene.start + 12) if row.base]
        stops = any(s.mark == ";" for s in marks)
        return heads[0] if heads and marks and not stops else None
    bases = [row for row in between(scene.periods, scene.start, colons[-1]) if row.base]
    return bases[-1] if bases else None
