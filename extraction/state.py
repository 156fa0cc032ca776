"""What the reading of a text has established so far: passage, sentence, finished numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from extraction.context import LineContext, Stack
from extraction.frame import Frame
from extraction.lexicon import Mention
from extraction.observation import Comparator, Planner, Stage
from extraction.passage import Placed
from extraction.record import Replaceable, record
from extraction.rules.measures import Cues, Told
from extraction.rules.periods import PeriodMention
from extraction.rules.places import Place, PlaceMention
from extraction.rules.quantity import Quantity
from extraction.text import Reading


@record
class Found(Replaceable):
    """A quantity with all that the text says of it; offsets are those of the reading."""

    start: int
    end: int
    told: Told
    item: str | None
    subject: str
    place: Place
    period: str
    stage: Stage
    comparator: Comparator
    base: str | None
    planner: Planner | None
    sentence: tuple[int, int]
    rules: tuple[str, ...]
    score: float
    margin: float


@dataclass(slots=True)
class Passage:
    """All marks of a text, and what the reading so far has established."""

    reading: Reading
    frame: Frame
    home: Place
    quantities: Placed[Quantity]
    mentions: Placed[Mention]
    periods: Placed[PeriodMention]
    places: Placed[PlaceMention]
    province_is_city: bool
    stack: Stack = field(default_factory=Stack)
    paragraph_period: PeriodMention | None = None
    #: Whether that time opened its paragraph, and where the line begins.
    period_opens: bool = False
    line_start: int = 0
    #: The season with its year that the sentence before told, for "Trong đó ..." behind it.
    told_season: PeriodMention | None = None
    #: The time that the paragraph before told, for "Trong cùng thời gian, ...".
    ended_period: PeriodMention | None = None
    #: The time that the line above lends to this one, where each line is one sentence.
    lent_period: PeriodMention | None = None
    #: The year that opened one of the paragraphs before ("Năm 2020, ...").
    opening_year: PeriodMention | None = None
    #: The season that a sentence without numbers made the paragraph's subject.
    topic_season: PeriodMention | None = None
    #: The day up to which a section counts its crops ("Từ đầu vụ đến ngày 10/11/2016, ...").
    counted_day: PeriodMention | None = None
    #: The days that a section's first numbers were counted in ("Từ 1/7 đến hết 30/9/2025, ..."),
    #: and the topics of those numbers.
    counted_days: PeriodMention | None = None
    counted_topics: frozenset[str] = frozenset()
    section_place: Place | None = None
    #: How deep the heading stands that named that place.
    section_level: int = 0
    #: The village that the whole page is about, where its commune is the article's own place.
    village: Place | None = None
    #: The place that the paragraph turned to, where it is not the article's own.
    topic_place: Place | None = None
    #: Whether that place opened its paragraph and so holds for the next ones too.
    topic_lasts: bool = False
    #: Whether the sentence before, in the same paragraph, told aims in words ("phấn đấu").
    aims: bool = False
    #: Where the sentence before, in the same line, stands, if it told no number.
    sentence_before: tuple[int, int] | None = None
    #: First and last year of the term last named.
    term: tuple[int, int] | None = None
    #: Where each head of the line begins, -1 for those of the headings and the title.
    line_heads: dict[str, int] = field(default_factory=dict)
    #: Those of the title, and of its first lines those that hold for the whole article.
    title_heads: frozenset[str] = frozenset()
    #: Whether a line below the title has told numbers.
    lead_over: bool = False
    #: "(ước)" stood in the head of the line.
    estimated: bool = False
    #: The stage of the sentence before, in the same line.
    last_stage: Stage | None = None
    #: Whether the sentence before told a rate of growth ("tốc độ tăng giá trị sản xuất").
    last_growth: bool = False
    #: Codes told since the paragraph's period was named.
    paragraph_codes: list[str] = field(default_factory=list)
    #: Whether the line is prose and not a row of a list.
    prose: bool = False
    #: The place of the sentence before, in the same paragraph.
    last_place: Place | None = None
    #: Where the words on the nation end with which the line opened, 0 where it opened otherwise.
    nation_until: int = 0
    #: What the sentence before told, likewise.
    told_before: Sequence[Found] = ()
    #: The period of the first number of the sentence before, likewise.
    last_period: str | None = None
    #: The month that the sentence before compares with, for parts that follow ("Trong đó: ...").
    last_base: PeriodMention | None = None
    #: What the sentence before opened comparing with ("So với cùng kỳ, CPI tăng 3,3%"), likewise.
    opening_base: PeriodMention | None = None
    #: The two times that a sentence before compared with, for "Tương ứng, ... 5,65% và 14,82%".
    pair_of_bases: tuple[PeriodMention, PeriodMention] | None = None
    #: Whether the last number told was of the gross product or a branch of it.
    told_gdp: bool = False
    #: The season that the title names ("vụ Hè Thu 2017 nhìn từ đồng ruộng").
    season: PeriodMention | None = None
    #: The month of the price index last told.
    price_month: str | None = None
    #: The day or month for which the stock or the rate of each code was last told.
    points: dict[str, str] = field(default_factory=dict)
    #: The period of the production index last told, which a list of its branches goes on with.
    index_period: str | None = None
    #: Whether the passage read so far speaks of plans, where its own sentences say so.
    plans: bool | None = None
    carried: list[tuple[str, str | None]] = field(default_factory=list)
    #: The code of the last whole that each unit told of, for a list that splits it further below.
    sums: dict[str, str] = field(default_factory=dict)
    #: The line right before, where it told numbers, for a "Trong đó:" below it.
    opener: LineContext | None = None


@dataclass(slots=True)
class State:
    """What the numbers so far in one sentence lend to the next."""

    codes: list[tuple[str, int]] = field(default_factory=list)
    used: set[tuple[int, int]] = field(default_factory=set)
    #: Those of the phrases used that stand on one side of their number.
    named: set[tuple[int, int]] = field(default_factory=set)
    #: Which numbers told what is planned.
    planned: set[int] = field(default_factory=set)
    last: Found | None = None
    last_cues: Cues | None = None
    last_by_plan: bool = False
    before_plan: Found | None = None
    #: Whether the last percentage in brackets was a share of a plan: "12 tỷ (68% dự toán), gồm
    #: thuế 2 tỷ (55%)".
    of_plan: bool = False
    #: What the last "bằng N%" of the sentence compared with: "bằng 99% cùng kỳ, ngô bằng 102%".
    equal_base: PeriodMention | None = None
    #: The last number that stands outside brackets.
    outer: Found | None = None
    #: "Trong đó" goes on with the rates of growth of the sentence before.
    growth: bool = False
    base: PeriodMention | None = None
    #: The item of the last number of each code told so far, None for a whole.
    items: dict[str, str | None] = field(default_factory=dict)
    #: The period and the value of each level of a code told so far.
    levels: dict[str, list[tuple[str, float]]] = field(default_factory=dict)
    #: The item of each of `codes`.
    items_told: list[str | None] = field(default_factory=list)
    #: The item last named, with its class, and the number beside which it stands.
    item: tuple[str, str] | None = None
    item_at: int = -1
