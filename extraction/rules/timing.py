"""Which period a quantity describes."""

from __future__ import annotations

import re

from extraction.context import Opened
from extraction.frame import Frame
from extraction.observation import Stage
from extraction.passage import Scene, between
from extraction.record import Replaceable, record
from extraction.reference import codebook, with_trait
from extraction.rules.bases import base_in_brackets, is_against_month
from extraction.rules.counted import counted_on
from extraction.rules.in_turn import led_in_turn, period_in_turn
from extraction.rules.leagues import names_league
from extraction.rules.look_back import years_averaged, years_looked_back
from extraction.rules.measures import Told
from extraction.rules.period_arithmetic import (
    Now,
    base_of,
    implied_base,
    in_term,
    last_year_of,
    months_period,
    resolve,
    term_period,
)
from extraction.rules.periods import PeriodMention
from extraction.rules.plan_words import is_scenario
from extraction.rules.seasons import is_of_season, is_of_whole_season
from extraction.rules.so_far import SO_FAR, TURNS_TO_NOW
from extraction.rules.stage_words import is_of_now, stands_behind_number
from extraction.rules.standing import stands_now
from extraction.rules.times_beside import (
    at_start_of_term,
    at_start_of_year,
    each_year,
    each_year_of_list,
    is_still_ahead,
    is_yearly_rate,
    month_published,
    right_behind,
    still_comes,
    stood_at_start_of_year,
)
from extraction.rules.told_period import (
    months_summed_up_behind,
    sums_up_behind,
    told_period,
)

_VALUES_OF_A_TIME = frozenset(("level", "attainment_pct", "fraction", "change_pct"))


@record
class Times(Replaceable):
    """The times that hold for a sentence from above it: the heading's and the paragraph's."""

    heading: PeriodMention | None
    heading_plan: PeriodMention | None
    paragraph: PeriodMention | None
    season: PeriodMention | None
    plans: bool
    #: The time of the line that opens the list ("Đến ngày 18/1 ... Cụ thể:") and its stage.
    opened: Opened | None = None
    term: tuple[int, int] | None = None
    #: The month of the price index last told, which a list of its groups goes on with.
    price_month: str | None = None
    #: The period of the index of industrial production last told, likewise.
    index_period: str | None = None
    #: The year that opened one of the paragraphs before.
    opening: PeriodMention | None = None
    #: Whether the paragraph's time opened it.
    paragraph_opens: bool = False
    #: The period of the whole, told in the sentence before, whose parts "Trong đó" opens.
    whole: str | None = None
    #: Whether that sentence told no other period.
    whole_alone: bool = False
    #: The season that the sentences before made the paragraph's subject.
    topic_season: PeriodMention | None = None
    #: The day up to which the section counts its crops.
    counted: PeriodMention | None = None
    #: The days in which the section counts, and the topics that it tells of them.
    counted_days: PeriodMention | None = None
    counted_topics: frozenset[str] = frozenset()


def period_of(
    scene: Scene,
    number: int,
    told: Told,
    stage: Stage,
    by_plan: bool,
    times: Times,
    frame: Frame,
    *,
    same_code: bool,
    before: str | None,
    same_family: bool,
) -> tuple[str, str]:
    """The SDMX period of a quantity and the name of the rule that gave it."""
    now = in_term(frame.now, times.term)
    plan_now = Now(frame.plan_year, str(frame.plan_year), now.month, times.term)
    plan_period = frame.plan_period
    if frame.congress and stage == "target" and plan_period.endswith("Y"):
        coming = (int(plan_period[:4]), last_year_of(plan_period) + 1)
        now, plan_now = in_term(now, coming), in_term(plan_now, coming)
    if times.heading_plan is not None and times.heading_plan.kind == "span":
        plan_period = resolve(times.heading_plan, now) or plan_period
    if times.term and not plan_period.endswith("Y") and times.term[1] >= frame.plan_year:
        plan_period = term_period(times.term)
    base_bracket = base_in_brackets(scene, number) if scene.periods else None
    if base_bracket is not None and told.measure in _VALUES_OF_A_TIME:
        first = scene.rows[number][0]
        in_list = first < number and base_bracket.end <= scene.quantities[first].start
        in_list = in_list or (led_in_turn(scene, number) or (number,))[0] < number
        day = resolve(times.heading, now) if _counts_by_day(times) and times.heading else None
        described = before or day or frame.period
        period = before if in_list else base_of(base_bracket, described, now)
        if period:
            return period, "period:base_in_brackets"
    seasonal = is_of_season(scene, number, told.code)
    mention = None
    if scene.periods:
        mention = period_in_turn(scene, number) if scene.in_row[number] else None
        mention = mention or told_period(scene, number, seasonal, same_code, frame.now.year)
    if mention is not None and stage != "target":
        now = _in_term_of_congress(mention, now, frame)
    if stage == "target" and times.heading_plan is not times.heading:
        times = times._replace(heading=times.heading_plan)
    heading_year = _year(times.heading)
    if heading_year is not None and (times.plans or stage == "target"):
        plan_now = Now(heading_year, str(heading_year), now.month, now.term)
    if times.heading is not None and times.heading.kind == "month":
        plan_now = plan_now._replace(month=times.heading.number)
    if times.heading is not None and not times.plans and times.heading.year:
        period = resolve(times.heading, now)
        if period and times.heading.kind in ("year", "bare"):
            now = Now(times.heading.year, period, now.month, times.term)
    own_span = (
        mention is not None
        and mention.kind == "span"
        and (mention.year, mention.last) != times.term
        and (not number or mention.start >= scene.quantities[number - 1].end)
    )
    restates_plan = by_plan and before is not None and number > 0 and scene.in_brackets[number]
    if (
        stage == "target"
        and plan_period.endswith("Y")
        and not own_span
        and not restates_plan
        and each_year(scene, number)
    ):
        return plan_period, "period:each_year_of_the_term"
    rises = told.measure == "change_pct" or told.rule == "measure:points"
    rises = rises or (told.measure == "level" and is_yearly_rate(scene, number))
    if stage != "target" and rises and each_year_of_list(scene, number):
        spans = [
            row
            for row in between(scene.periods, scene.start, scene.quantities[number].start)
            if row.kind == "span" and not row.base
        ]
        period = resolve(spans[-1], now) if spans else None
        period = period or years_averaged(scene, number, now.year, month_published(frame))
        if period is None and times.term is not None and times.term[1] <= now.year:
            period = term_period(times.term)
        if period:
            return period, "period:each_year_of_the_term"
    dated = bool(scene.periods)
    opened = at_start_of_year(scene, number) if dated and told.measure == "level" else None
    if opened is not None:
        return str((opened.year or now.year) - 1), "period:start"
    stands = told.measure in ("level", "fraction")
    if dated and stands and codebook()[told.code].kind in ("stock", "rate"):
        opened = stood_at_start_of_year(scene, number)
        if opened is not None:
            return str((opened.year or now.year) - 1), "period:start"
    if told.measure == "level" and times.term is not None and at_start_of_term(scene, number):
        return str(times.term[0]), "period:start"
    if told.rule == "measure:start":
        behind = right_behind(scene, number)
        if behind is not None and behind.kind == "term_start" and times.term is not None:
            return str(times.term[0]), "period:start"
        if behind is not None and behind.year:
            return resolve(behind, now) or frame.period, "period:start"
        if frame.congress and times.term is not None and times.term[1] <= now.year:
            return str(times.term[0]), "period:start"  # of the term that a congress looks back on
        return implied_base(before or frame.period) or frame.period, "period:start"
    if by_plan and before is not None and before.endswith("Y") and mention is None:
        return before, "period:plan"  # "cả nhiệm kỳ tăng 11,6% (nghị quyết đề ra 8%)"
    if by_plan and before is not None and is_scenario(scene, scene.quantities[number]):
        return before, "period:continued"  # "quý III tăng 9%, thấp hơn kịch bản 10%"
    aside = scene.in_brackets[number] and not scene.in_brackets[number - 1]
    if by_plan and before is not None and mention is None and aside:
        return before[:4], "period:plan"  # "tăng 5,69% so với cùng kỳ (kế hoạch là 4%)"
    if by_plan:
        return _plan_period(mention, times, frame, now, heading_year), "period:plan"
    standing = stands_now(scene, number, told, mention, times.paragraph, now, frame.period)
    if standing is not None and stage != "target":
        return standing, "period:span_end"
    if mention is not None:
        if mention.kind == "cumulative" and mention.year is None:
            mention = _of_the_month_told(scene, mention)
            if times.whole is not None and _MONTH.fullmatch(times.whole):
                # "Tháng 7 thu 680 tỷ đồng. Trong đó: thuế 359 tỷ đồng, lũy kế 2.000 tỷ đồng"
                return months_period(int(times.whole[:4]), int(times.whole[5:])), "period:sentence"
        looks_back = mention.kind == "cumulative" and mention.year is not None
        if looks_back and told.measure == "level" and codebook()[told.code].kind != "flow":
            return frame.period, "period:since"  # "từ năm 2020 đến nay, hộ nghèo còn 3%"
        if mention.kind == "this_month" and times.paragraph is not None:
            # "Tháng 7, dịch phức tạp. Tổng mức bán lẻ trong tháng đạt ...", told in August
            mention = times.paragraph if times.paragraph.kind == "month" else mention
        if mention.kind == "this_quarter":
            mention = _quarter_told(scene, mention)
        counted_up = mention.kind == "months" and mention.text.startswith(("đến", "hết", "tới"))
        if counted_up and told.measure != "change_pct" and codebook()[told.code].kind == "stock":
            mention = mention._replace(kind="month")  # "lũy kế đến hết tháng 9, có 345 dự án"
        of_year = mention.kind == "this_year" and mention.text != "năm nay"
        of_year = of_year or (mention.kind == "cumulative" and times.paragraph is None)
        earlier = [
            row
            for row in between(scene.periods, scene.start, mention.start)
            if row.kind == "year" and not row.base
        ]
        # "tình hình năm 2022: tổng vốn 5.300 tỷ đồng; năng suất cả năm đạt 13 tấn/ha"
        whole_year = earlier and mention.kind == "this_year"
        above = earlier[-1] if whole_year else times.paragraph or times.heading or times.opening
        if of_year and above is not None and above.kind in ("year", "bare") and above.year:
            mention = above  # "Năm 2019, ... sản lượng cả năm đạt 3.000 tấn"
        crop = mention.kind == "season" and mention.year is None
        if crop and times.opened is not None and not mention.text.startswith("vụ"):
            by_day = _DAY.fullmatch(times.opened.last) is not None
            if by_day and times.opened.stage == stage:
                return times.opened.last, "period:continued"  # "- Lúa mùa 7.265 ha", by that day
        if crop and stage == "actual" and told.unit == "HA" and _DAY.fullmatch(frame.period):
            return frame.period, "period:counted"  # "Lúa mùa đã gieo cấy", told to a day
        if mention.kind == "day" and is_of_whole_season(scene, number, told, mention):
            return str(mention.year or now.year), "period:season"
        planned = stage == "target" and mention.year is None
        planned = planned and not (heading_year is None and still_comes(mention, frame))
        foretold = stage == "forecast" and mention.text == "năm nay"
        # "Năm nay dự kiến thu 9.000 tỷ đồng", in January, in a paper on the year before
        planned = planned or (foretold and (frame.published or "")[:4] == str(plan_now.year))
        at = plan_now if planned else now
        if looks_back and at.month is None and (frame.published or "")[:4] == str(at.year):
            at = at._replace(month=month_published(frame))  # "từ năm 2019 đến nay", in August
        period = resolve(mention, at)
        if mention.kind == "season" and mention.year is None:
            above = times.heading or times.paragraph
            if above is not None and above.year and above.kind in ("year", "bare", "months"):
                period = str(above.year)
        known = frame.published is not None and stage == "actual"
        ahead = bool(period) and int((period or "0")[:4]) > now.year
        term = mention.kind == "span" and (mention.last or 0) > now.year and frame.congress
        if term and stage == "actual":
            return (
                frame.period,
                "period:now",
            )  # "đại hội nhiệm kỳ 2025-2030, thay mặt 900 đảng viên"
        if ahead and mention.kind != "season" and (known or _speaks_of_now(scene, mention, number)):
            return frame.period, "period:now"
        if period:
            return period, "period:since" if looks_back else "period:sentence"
    if stage == "target" or (stage == "forecast" and times.plans and not frame.plans):
        if times.whole is not None:
            return times.whole, "period:continued"  # "Trong số đó, xã A 12 ha" of a plan
        past = times.paragraph
        named = past is not None and (past.year is not None or past.kind == "half_end")
        if past is not None and named and past.kind not in ("season", "day"):
            period = resolve(past, plan_now)
            if period and int(period[:4]) >= plan_now.year:
                return period, "period:paragraph"
        if times.season is not None and seasonal:
            return str(times.season.year or plan_now.year), "period:season"
        if times.heading is not None:
            period = resolve(times.heading, plan_now)
            if period:
                return period, "period:heading"
        whole = heading_year is None and (times.plans or frame.congress)
        return frame.plan_period if whole else str(plan_now.year), "period:plan_year"
    if (
        told.code in with_trait("monthly_index")
        and frame.now.month
        and is_against_month(scene, number)
    ):
        return f"{frame.now.year}-{frame.now.month:02d}", "period:continued"
    looked_back = years_looked_back(scene, number, told, frame.now.year)
    if looked_back is not None:
        return looked_back, "period:look_back"
    summed_up = months_summed_up_behind(scene, number) if mention is None else None
    if summed_up is not None and summed_up == frame.now.month:
        return f"{now.year}-{summed_up:02d}", "period:before_sum"
    over = times.term if times.term is not None and times.term[1] <= now.year else None
    if frame.congress and over is not None:
        start = scene.quantities[number].start
        reached = _REACHED.search(scene.reading.normal, scene.start, start) is not None
        yearly = told.rule == "measure:growth_head" or each_year(scene, number)
        # "còn 2 trong 20 chỉ tiêu không đạt": those of the term that a congress looks back on
        reached = reached or SO_FAR.search(scene.reading.normal, scene.start, start) is not None
        if yearly or told.unit == "TARGET" or (_adds_up(told, times) and not reached):
            return term_period(over), "period:term"
    one_time = times.whole is not None and _DAY.fullmatch(times.whole) is not None
    one_time = one_time or (times.whole_alone and _MONTH.fullmatch(times.whole or "") is not None)
    one_time = one_time or (times.whole_alone and len(times.whole or "") == 4)
    if times.whole is not None and (one_time or sums_up_behind(scene, number)):
        return times.whole, "period:continued"
    if times.topic_season is not None and seasonal:
        return resolve(times.topic_season, now) or frame.period, "period:season"
    if stage == "estimate" and _is_over(times.paragraph, frame.now):
        # "Năm 2016, GRDP tăng 8,36%. GRDP bình quân đầu người ước 35,4 triệu đồng", told of 2017
        times = times._replace(paragraph=None, opening=None)
    turned = stage == "actual" and any(at < scene.quantities[number].start for at in scene.turns)
    if turned and is_still_ahead(times.paragraph, now, frame):
        times = times._replace(paragraph=None)
    if stage == "actual" and frame.congress and _begins(times.paragraph, now):
        # "Đại hội nhiệm kỳ 2025 - 2030 đã bế mạc. Tỉnh mới có diện tích 8.555 km2": of today
        times = times._replace(paragraph=None)
    if times.paragraph is not None and (
        same_family
        or SAME_MOMENT.match(scene.reading.normal, scene.start)
        or times.paragraph.kind not in _NARROW_TIMES
        or (times.paragraph_opens and times.paragraph.kind == "month")
        or counted_on(scene, number, times.paragraph, told, opens=times.paragraph_opens)
        or _goes_on_with_league(scene)
    ):
        period = resolve(times.paragraph, now)
        since = times.paragraph.kind == "cumulative" and times.paragraph.year is not None
        if since and not (same_family or _sums(told)):
            return frame.period, "period:since"  # "Từ năm 2016 đến nay ... Hộ nghèo còn 6,51%"
        if period:
            return period, "period:paragraph"
    if times.opened is not None and times.opened.stage == stage:
        apart = sums_up_behind(scene, number)
        return times.opened.first if apart else times.opened.last, "period:continued"
    if times.counted is not None and seasonal:
        return resolve(times.counted, now) or frame.period, "period:counted"
    by_day = _counts_by_day(times) or _DAY.fullmatch(frame.period) is not None
    if times.season is not None and seasonal and not by_day:
        period = resolve(times.season, now)
        if period:
            return period, "period:season"
    if told.code in with_trait("monthly_index") and times.price_month is not None:
        return times.price_month, "period:continued"
    if told.code in with_trait("production_index") and times.index_period is not None:
        return times.index_period, "period:continued"
    by_day = by_day or (times.counted is not None and seasonal)
    if by_day and told.measure == "level" and told.unit == "TONNE/HA":
        return str(now.year), "period:season"  # a harvest's yield is of no day
    if times.heading is not None and not _begins(times.heading, now):
        period = resolve(times.heading, now)
        if period and last_year_of(period) > frame.now.year and is_of_now(scene, number):
            period = None  # "đến năm 2030 phấn đấu: ... - 15 sản phẩm (hiện có 6 sản phẩm)"
        if period:
            return period, "period:heading"
    indicator = codebook()[told.code]
    if times.counted_days is not None and indicator.topic in times.counted_topics:
        period = resolve(times.counted_days, now)
        if period and indicator.kind in ("flow", "rate") and len(frame.period) == 4:
            return period, "period:counted"
    opening = times.opening if times.opening is not None and times.opening.year else None
    if opening is not None and (opening.year or 0) < now.year:
        normal, start = scene.reading.normal, scene.quantities[number].start
        clause = max(scene.start, normal.rfind(";", scene.start, start))
        if TURNS_TO_NOW.search(normal, clause, start):
            opening = None  # "Năm 2015, thu nhập 23 triệu đồng; bây giờ đã là 47,6 triệu đồng"
    if opening is not None and (opening.year or 0) <= now.year:
        return str(opening.year), "period:opening"
    if stage == "estimate" and frame.estimated is not None:
        return frame.estimated, "period:document"
    return frame.period, "period:document"


def _of_the_month_told(scene: Scene, mention: PeriodMention) -> PeriodMention:
    """ "tháng 3 đạt 500 tỷ đồng, lũy kế 1.489 tỷ đồng": the first three months."""
    months = [
        row
        for row in between(scene.periods, scene.start, mention.start)
        if row.kind == "month" and not row.base and not row.event
    ]
    if not months or (months[-1].number or 0) < 2:
        return mention
    return mention._replace(kind="months", number=months[-1].number, year=months[-1].year)


def _in_term_of_congress(mention: PeriodMention, now: Now, frame: Frame) -> Now:
    """ "Thu ngân sách giai đoạn 2021-2025 ...; cả nhiệm kỳ kết nạp ...": the Party's, of 2020."""
    if mention.kind != "term" or "nhiệm kỳ" not in mention.text or now.term is None:
        return now
    if not frame.congress or not frame.plan_period.endswith("Y"):
        return now
    first, last = now.term[1] - _TERM, now.term[1]
    return in_term(now, (first, last)) if frame.plan_period.startswith(f"{last}-") else now


_TERM = 5


def _quarter_told(scene: Scene, mention: PeriodMention) -> PeriodMention:
    """ "tập trung cho quý IV: thu ngân sách trong quý tối thiểu 180 tỷ đồng": of that quarter."""
    told = between(scene.periods, scene.start, mention.start)
    return next((row for row in reversed(told) if row.kind == "quarter" and not row.base), mention)


def _is_over(row: PeriodMention | None, now: Now) -> bool:
    return row is not None and row.kind == "year" and (row.year or now.year) < now.year


#: "tăng từ 70 triệu đồng lên 90 triệu đồng": the second is how it stands.
_REACHED = re.compile(r"(?<!\w)(?:lên|xuống|còn)(?: hơn| trên| gần| khoảng)? \Z")


def _sums(told: Told) -> bool:
    """Whether what several years told adds up: no rate, no stock and no income per head."""
    indicator = codebook()[told.code]
    return indicator.kind == "flow" and "per_head" not in indicator.traits


def _adds_up(told: Told, times: Times) -> bool:
    """Whether a number that no time stands beside is a sum of the term: "1.000 đảng viên mới"."""
    amount = told.measure == "level" and told.unit != "PERCENT"
    above = times.paragraph is not None and times.paragraph.kind not in _NARROW_TIMES
    return _sums(told) and amount and not above and times.heading is None


#: A report on what was done by a day ("Báo cáo tiến độ kỳ 25/10/2016").
_DAY, _MONTH = re.compile(r"\d{4}-\d\d-\d\d"), re.compile(r"\d{4}-\d\d")


def _begins(span: PeriodMention | None, now: Now) -> bool:
    """ "Đại hội lần thứ I, nhiệm kỳ 2025-2030": what there is now is of no term that begins."""
    if span is None or span.kind != "span" or span.year != now.year:
        return False
    return (span.last or 0) > now.year


def _goes_on_with_league(scene: Scene) -> bool:
    """ "Đến 30/9 có 8/10 huyện đạt dự toán. Dẫn đầu là huyện A, 624 tỷ đồng": of that day."""
    return names_league(scene.reading.normal, scene.places, scene.start, scene.end)


def _counts_by_day(times: Times) -> bool:
    """ "Tiến độ gieo trồng vụ mùa đến 10/11/2020": a heading with the day of the count."""
    return times.heading is not None and times.heading.kind == "day"


#: "Hoa màu: cũng đến thời điểm trên, ...", "Cùng thời điểm, ...": of the time told before.
SAME_MOMENT = re.compile(
    r"[\s*+-]*(?:[^.;:\d]{3,40}: ?|về [^.;:,\d]{2,40}, )?"
    r"(?:cùng thời điểm|cùng thời gian|cũng đến thời điểm"
    r"|tại thời điểm|(?:cũng )?(?:tính )?(?:đến|tới|vào) (?:thời điểm|ngày|mốc)"
    r" (?:trên|này|nói trên|đó|ấy)(?!\w)"
    r"|[^.;:,\d]{3,60} cùng thời điểm(?! (?:này |trên )?năm| này | trên )(?!\w)"
    r"|(?:cũng )?trong (?:khoảng |quãng )?(?:thời gian|\w+ (?:tháng|quý)) (?:ấy|này|đó|trên)(?!\w))"
)


#: Times that hold for later sentences only where they tell of the same thing.
_NARROW_TIMES = frozenset(("day", "month", "this_month", "window"))


def _speaks_of_now(scene: Scene, mention: PeriodMention, number: int) -> bool:
    """ "đến năm 2030 có 10/11 trường (hiện mới có 8 trường)": "hiện" turns back to today."""
    start = scene.quantities[number].start
    if is_of_now(scene, number):
        return True
    told = between(scene.words_of("stage"), mention.end, start)
    told = [row for row in told if not stands_behind_number(scene, row)]
    if not told or told[-1].word is None or told[-1].word.value != "actual":
        return False
    return ")" not in scene.reading.normal[told[-1].end : start]


def _year(mention: PeriodMention | None) -> int | None:
    if mention is None:
        return None
    return mention.last if mention.kind == "span" else mention.year


def _plan_period(
    mention: PeriodMention | None,
    times: Times,
    frame: Frame,
    now: Now,
    heading_year: int | None,
) -> str:
    for row in (mention, times.paragraph, times.heading):
        if row is not None and row.kind == "term_end" and now.term is not None:
            return str(now.term[1])  # "nghị quyết yêu cầu tới 40% vào cuối nhiệm kỳ"
        if row is not None and row.kind == "span":
            period = resolve(row, now)
            if period:
                return period
        if row is not None and row.year is not None:
            return str(row.year)
    return str(heading_year or (frame.plan_year if times.plans else now.year))
