"""A page a place: targets, results, attainment and change, every number with its sentence."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

import duckdb
from markupsafe import Markup

from report.excerpts import excerpt
from report.periods import period_names
from report.rendering import (
    LARGEST_PAGE,
    PAGE_BUDGET,
    Setting,
    Tally,
    file_names,
    part,
    render,
    slug,
    split,
    write,
)
from report.rows import Row, RowKey, read_rows
from report.scales import scale_of
from report.words import LEVELS, OTHER_TOPIC, TOPICS, both, english_units, told

VERDICTS = ("Chỉ tiêu đạt", "Chỉ tiêu chưa đạt", "Chưa kết luận", "Chưa có kết quả")
BARS = 25
TRENDS = 9
#: Bytes of a sentence in a page for each of its characters, its neighbours counted in, and more
#: for the list around it.
BYTES_OF_CHARACTER, BYTES_OF_SENTENCE = 1.8, 160

PLACES = """
select
    place_id, any_value(place_name), any_value(place_province), any_value(place_level),
    count(*), count(distinct article_id)
from marts.fct_observations
group by place_id
order by any_value(place_name), any_value(place_province), place_id
"""
ARTICLES = """
select texts.article_id, texts.text, articles.article, articles.title, articles.url,
    articles.article_date
from marts.article_texts as texts
inner join marts.dim_article as articles on texts.article_id = articles.article_id
where texts.article_id in (
    select distinct article_id from marts.fct_observations
    where place_id in (select unnest($places))
)
"""
SCORECARDS = """
select place_id, year, targets_met, targets_missed, targets_not_judged,
    targets_set - targets_with_result
from marts.place_scorecards
where place_id in (select unnest($places)) and targets_set > 0
order by place_id, year
"""


@dataclass(frozen=True, slots=True)
class Place:
    """A place that observations describe, and the stem of its pages' file names."""

    place_id: str
    name: str
    province: str | None
    level: str
    observations: int
    articles: int
    stem: str
    parent: str | None


@dataclass(frozen=True, slots=True)
class Article:
    """An article's text and where it comes from; `link` only where it is a web address."""

    text: str
    article: str
    title: str | None
    link: str | None
    date: Any


#: Vietnamese and English name of each indicator, by code.
Names = Mapping[str, tuple[str, str]]
#: Of each place the first row of each of its pages: which page holds a row is found by bisection.
PageStarts = dict[str, list[tuple[RowKey, str]]]


def page_of(key: RowKey, starts: PageStarts) -> str:
    """The page of its place on which a row stands."""
    pages = starts[key[-1]]
    return pages[max(bisect_right(pages, key, key=lambda page: page[0]) - 1, 0)][1]


def list_places(connection: duckdb.DuckDBPyConnection) -> list[Place]:
    """Every place that an observation describes, by name, with a file name of its own."""
    parents = dict(
        connection.execute(
            "select place_id, parent_name from marts.dim_place where is_observed"
        ).fetchall()
    )
    return _with_own_names(
        Place(
            place_id=place_id,
            name=name,
            province=province,
            level=level,
            observations=observations,
            articles=articles,
            stem=f"{slug(name)}-{slug(place_id)}"[:120],
            parent=parents.get(place_id),
        )
        for place_id, name, province, level, observations, articles in connection.execute(
            PLACES
        ).fetchall()
    )


def _with_own_names(places: Iterable[Place]) -> list[Place]:
    """The places with a number behind the file names that two of them would share."""
    taken: dict[str, int] = defaultdict(int)
    named = []
    for place in places:
        taken[place.stem] += 1
        times = taken[place.stem]
        named.append(replace(place, stem=f"{place.stem}_{times}") if times > 1 else place)
    return named


def write_places(
    connection: duckdb.DuckDBPyConnection,
    setting: Setting,
    places: Sequence[Place],
    names: Names,
) -> tuple[PageStarts, Tally]:
    """Write the pages of some places; `names` are the indicators' two names by code."""
    ids = [place.place_id for place in places]
    by_place: dict[str, list[Row]] = defaultdict(list)
    for row in read_rows(connection, "place_id in (select unnest($places))", {"places": ids}):
        by_place[row.place_id].append(row)
    articles = _articles(connection, ids)
    scorecards = defaultdict(list)
    for place_id, year, *counts in connection.execute(SCORECARDS, {"places": ids}).fetchall():
        for verdict, value in zip(VERDICTS, counts, strict=True):
            scorecards[place_id].append({"year": year, "verdict": verdict, "value": value})
    starts: PageStarts = {}
    tally = Tally()
    for place in places:
        rows = by_place[place.place_id]
        starts[place.place_id], written = _write_place(
            setting, place, rows, articles, names, scorecards[place.place_id]
        )
        tally.add(written)
    return starts, tally


def _articles(connection: duckdb.DuckDBPyConnection, ids: Sequence[str]) -> dict[str, Article]:
    return {
        article_id: Article(text, article, title, web_address(url), date)
        for article_id, text, article, title, url, date in connection.execute(
            ARTICLES, {"places": ids}
        ).fetchall()
    }


def web_address(url: str | None) -> str | None:
    """The address where it is one of the web; anything else is not made a link."""
    return url if url and url.lower().startswith(("http://", "https://")) else None


def _write_place(
    setting: Setting,
    place: Place,
    rows: Sequence[Row],
    articles: Mapping[str, Article],
    names: Names,
    scorecards: Sequence[Mapping[str, Any]],
) -> tuple[list[tuple[RowKey, str]], Tally]:
    lines = [_line(row, names) for row in rows]
    groups = split(list(zip(rows, lines, strict=True)), _Sizes(), budget=PAGE_BUDGET)
    bodies = _bodies(groups, articles)
    stems = file_names(place.stem, len(bodies))
    links = [
        (name, str(group[0][0].year or "")) for name, (group, _) in zip(stems, bodies, strict=True)
    ]
    tally = Tally()
    charts = _charts(rows, names) | {"scorecards": scorecards}
    has_charts = any(charts[name] for name in ("scorecards", "attainment", "change", "trends"))
    facts = {
        "place": place,
        "level": LEVELS[place.level],
        "numbers": place.observations,
        "conflicts": sum("mâu thuẫn" in n.tags for row in rows for n in row.numbers()),
        "section": "Địa phương",
        "pages": links,
        "caption": lambda words, year: (
            told(words) + (Markup(" ") + both(f"· {year}", f"· {year}") if year else "")
        ),
        **charts,
    }
    for current, (name, (group, excerpts)) in enumerate(zip(stems, bodies, strict=True)):
        tables = [
            (year, [line for _, line in inside])
            for year, inside in groupby(group, key=lambda one: one[0].year)
        ]
        html = render(
            "place.html", setting, up="../", title=(place.name, place.name), current=current,
            tables=tables, years=[year for year, _ in tables], excerpts=excerpts,
            charts=has_charts and current == 0, **facts,
        )  # fmt: skip
        write(setting, f"place/{name}", html, tally)
    tally.numbers = sum(len(row.numbers()) for row in rows)
    tally.left_out = sum(row.left_out for row in rows)
    return [
        (group[0][0].key, name) for name, (group, _) in zip(stems, bodies, strict=True) if group
    ], tally


def _line(row: Row, names: Names) -> Markup:
    page = f"{row.indicator}.html" if row.indicator else None
    name = names[row.indicator][0] if row.indicator else row.words
    return part("place_row")(row, name, page)


class _Sizes:
    """The bytes that a row adds to a page: its line, and the sentences that it is first to need."""

    def __init__(self) -> None:
        self.seen: set[tuple[str, int]] = set()

    def __call__(self, piece: tuple[Row, Markup]) -> int:
        row, line = piece
        size = len(line.encode())
        for number in row.numbers():
            sentence = (number.article_id, number.span.sentence_start)
            if sentence not in self.seen:
                self.seen.add(sentence)
                length = min(number.span.sentence_end - number.span.sentence_start, 3000)
                size += int(length * BYTES_OF_CHARACTER) + BYTES_OF_SENTENCE
        return size


Group = list[tuple[Row, Markup]]


def _bodies(
    groups: Sequence[Group], articles: Mapping[str, Article]
) -> list[tuple[Group, list[Markup]]]:
    """Each page's rows with its excerpts; what grew larger than foreseen is halved."""
    bodies = []
    for group in groups:
        excerpts = _excerpts(group, articles)
        size = sum(len(one.encode()) for one in excerpts) + sum(len(x.encode()) for _, x in group)
        if size > LARGEST_PAGE - 60_000 and len(group) > 1:
            middle = len(group) // 2
            bodies += _bodies([group[:middle], group[middle:]], articles)
        else:
            bodies.append((group, excerpts))
    return bodies


def _excerpts(group: Group, articles: Mapping[str, Article]) -> list[Markup]:
    spans = defaultdict(list)
    for row, _ in group:
        for number in row.numbers():
            spans[number.article_id].append(number.span)
    missing = [article_id for article_id in spans if article_id not in articles]
    if missing:
        raise LookupError(
            f"marts.article_texts lacks the article {missing[0]} that observations tell of: "
            "the published file is not whole; run `chitieu run` again"
        )
    newest = sorted(
        spans, key=lambda key: (str(articles[key].date or ""), articles[key].article), reverse=True
    )
    return [
        part("excerpt")(articles[key], excerpt(articles[key].text, spans[key])) for key in newest
    ]


def _charts(rows: Sequence[Row], names: Names) -> dict[str, Any]:
    """The rows of a place's charts, each of the latest year that has any."""
    attainment, attainment_year = _latest(
        (row, value, text, tags) for row in rows for value, text, tags in _attained(row)
    )
    change, change_year = _latest(
        (row, value, text, tags) for row in rows for value, text, tags in _changed(row)
    )
    trends, of_trends = _trends(rows, names)
    return {
        "attainment": [_bar(one, names) for one in attainment[:BARS]],
        "attainment_year": attainment_year,
        "attainment_note": _left_out_note(len(attainment), BARS),
        "change": [_bar(one, names) for one in change[:BARS]],
        "change_year": change_year,
        "change_note": _left_out_note(len(change), BARS),
        "trends": trends,
        "trends_note": _left_out_note(of_trends, TRENDS),
    }


Bar = tuple[Row, float, str, tuple[str, ...]]


def _attained(row: Row) -> list[tuple[float, str, tuple[str, ...]]]:
    told_ = [(n.value, n.text, n.tags) for n in row.attained if n.stands]
    return (told_ or [(c.value, c.text, c.tags) for c in row.computed_attained])[:1]


def _changed(row: Row) -> list[tuple[float, str, tuple[str, ...]]]:
    """Changes in per cent against the same stretch of the year before."""
    told_ = [
        (n.value - 100 if "chỉ số" in n.tags else n.value, n.text, n.tags)
        for n in row.changes
        if n.stands and n.base is None and n.text.endswith("%") and "điểm" not in n.text
    ]
    computed = [
        (c.value, c.text, c.tags) for c in row.computed_changes if not c.text.endswith("điểm %")
        and c.text.endswith("%")
    ]  # fmt: skip
    return (told_ or computed)[:1]


def _latest(bars: Iterable[Bar]) -> tuple[list[Bar], int | None]:
    """The bars of the latest year that has at least three, or of the latest that has most."""
    by_year: dict[int, list[Bar]] = defaultdict(list)
    for bar in bars:
        if bar[0].year and bar[0].indicator:
            by_year[bar[0].year].append(bar)
    if not by_year:
        return [], None
    full = [year for year, found in by_year.items() if len(found) >= 3]
    chosen = max(full) if full else max(by_year, key=lambda year: (len(by_year[year]), year))
    return by_year[chosen], chosen


def _bar(bar: Bar, names: Names) -> dict[str, Any]:
    row, value, text, tags = bar
    vietnamese, english = period_names(row.period)
    verdict = next((tag for tag in tags if tag in ("đạt", "chưa đạt", "đang thực hiện")), "—")
    name, name_en = _series_names(row, names)
    is_year = row.period == str(row.year)
    return {
        "name": name if is_year else f"{name} ({vietnamese})",
        "en": name_en if is_year else f"{name_en} ({english})",
        "period": vietnamese,
        "period_en": english,
        "value": round(value, 2),
        "text": text,
        "verdict": verdict,
    }  # fmt: skip


def _series_names(row: Row, names: Names) -> tuple[str, str]:
    assert row.indicator is not None
    vietnamese, english = names[row.indicator]
    item = f" · {row.item}" if row.item else ""
    return vietnamese + item, english + item


def _trends(rows: Sequence[Row], names: Names) -> tuple[list[dict[str, Any]], int]:
    """Yearly results of the series that have most years, and how many series have two."""
    series: dict[tuple[str, str], dict[int, tuple[Row, Any]]] = defaultdict(dict)
    for row in rows:
        results = [
            n for n in row.results if n.stands and "/" not in n.text and "hạng" not in n.tags
        ]
        if row.indicator and row.period == str(row.year) and results:
            series[row.indicator, row.item or ""][row.year or 0] = (row, results[0])
    long = {name: years for name, years in series.items() if len(years) >= 2}
    shown = sorted(long, key=lambda name: -len(long[name]))[:TRENDS]
    rows_shown: list[dict[str, Any]] = []
    for name in shown:
        years = sorted(long[name].items())
        vietnamese, english = _series_names(years[0][1][0], names)
        by, unit = scale_of(years[0][1][1].unit, [result.value for _, (_, result) in years])
        rows_shown += [
            {
                "name": f"{vietnamese} ({unit})" if unit else vietnamese,
                "en": f"{english} ({english_units().get(unit, unit)})" if unit else english,
                "year": year,
                "value": round(result.value / by, 4),
                "text": result.text,
            }
            for year, (_, result) in years
        ]
    return rows_shown, len(long)


def _left_out_note(found: int, shown: int) -> Markup | None:
    if found <= shown:
        return None
    return both(
        f"Biểu đồ vẽ {shown} trong {found}; phần còn lại ở các bảng bên dưới.",
        f"The chart draws {shown} of {found}; the others are in the tables below.",
    )


def topic_word(topic: str | None) -> str:
    """A topic of the codebook in the report's words."""
    return TOPICS.get(topic or "", OTHER_TOPIC)
