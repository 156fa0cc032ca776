"""The pages that are lists: places, indicators, contradictions, refuted figures, refused files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

import duckdb
from markupsafe import Markup

from chitieu.amounts import amount, vietnamese
from report.indicators import Indicator
from report.places import PageStarts, Place, page_of, topic_word, web_address
from report.rendering import Setting, Tally, part, split, write_listing
from report.rows import row_key
from report.words import REFUSALS, told, words

#: Pages of contradictions and of refuted figures; what differs least is left out, and counted.
MOST_PAGES = 20

SIDE = """
select
    told.sentence, told.span_start - told.sentence_start, told.span_end - told.sentence_start,
    told.observation_id, told.article, told.url, told.article_date, told.place_id,
    told.period_year, told.topic, told.indicator, told.item, told.period
from marts.fct_observations as told
where told.observation_id in (select unnest($ids))
"""
CONTRADICTIONS = """
select
    place_id, place_name, indicator, indicator_name_vi, item, period, measure, unit, value,
    comparator, other_value, other_comparator, place_of_conflict, observation_id,
    other_observation_id
from marts.contradictions
order by abs(difference_pct) desc nulls first, contradiction_id
limit $most
"""
REFUTED = """
select
    place_id, place_name, indicator, indicator_name_vi, item, period, 'Hoàn thành kế hoạch',
    stated_pct, result_of_target_pct, '%', abs(stated_minus_computed_pp) as by_how_much,
    [stated_observation_id, result_observation_id, target_observation_id]
from marts.attainment_rates
where is_mismatch
union all
select
    place_id, place_name, indicator, indicator_name_vi, item, period, 'Thay đổi',
    coalesce(stated_change_pct, stated_change), coalesce(computed_change_pct, computed_change),
    case when computed_change_pct is null then change_unit else '%' end,
    abs(coalesce(stated_change_pct - computed_change_pct, stated_change - computed_change)),
    [
        coalesce(stated_pct_observation_id, stated_change_observation_id),
        current_observation_id, previous_observation_id
    ]
from marts.year_over_year
where is_mismatch
order by by_how_much desc, place_id, period, indicator
limit $most
"""
#: More entries than the pages can hold; how many there are in all is counted apart.
MOST_ENTRIES = 6_000
CONFLICT_PLACES = {"within article": "trong một bài", "between articles": "giữa hai bài"}


def write_place_list(setting: Setting, places: Sequence[Place]) -> Tally:
    """Every place by province, with a search."""
    ordered = sorted(places, key=lambda p: (p.province is None, p.province or "", p.name))
    pieces = []
    for province, inside in groupby(ordered, key=lambda place: place.province):
        entries = [
            (f"place/{place.stem}.html", place.name, place.observations, False) for place in inside
        ]
        heading = Markup('<span lang="vi">{}</span>').format(province) if province else told(
            "Cả nước và vùng"
        )  # fmt: skip
        for group in split(entries, lambda entry: 3 * len(entry[1]) + 160, budget=200_000):
            pieces.append((part("names")(heading, group), province or ""))
    return _with_total(
        setting, "places", pieces, "Địa phương", len(places), search="Tìm địa phương"
    )


def write_indicator_list(setting: Setting, indicators: Sequence[Indicator]) -> Tally:
    """Every indicator that is told of by topic, with a search."""
    pieces = [
        (
            part("names")(
                told(topic_word(topic)),
                [(f"indicator/{i.code}.html", i.name_vi, i.observations, True) for i in inside],
            ),
            "",
        )
        for topic, inside in groupby(indicators, key=lambda indicator: indicator.topic)
    ]
    return _with_total(
        setting, "indicators", pieces, "Chỉ tiêu", len(indicators), search="Tìm chỉ tiêu"
    )


def _with_total(
    setting: Setting,
    stem: str,
    pieces: Sequence[tuple[Markup, str]],
    section: str,
    total: int,
    *,
    search: str,
) -> Tally:
    return write_listing(
        setting, stem, "names.html", pieces, title=(section, words()[section]), section=section,
        search=search, total=total,
    )  # fmt: skip


def write_contradictions(
    connection: duckdb.DuckDBPyConnection,
    setting: Setting,
    starts: PageStarts,
) -> Tally:
    """Pairs of statements that no rounding reconciles, the widest apart first."""
    found = connection.execute(CONTRADICTIONS, {"most": MOST_ENTRIES}).fetchall()
    sides = _sides(connection, [one for row in found for one in row[-2:]])
    pieces = []
    for (
        place_id, place, code, name, item, period, measure, unit, value, comparator, other,
        other_comparator, where, first, second,
    ) in found:  # fmt: skip
        page = f"place/{starts[place_id][0][1]}"
        signed = measure.startswith("change")
        entry = {
            "place_page": page,
            "place_name": place,
            "indicator": code,
            "name": name,
            "item": item,
            "period": period,
            "text": amount(value, unit, comparator=comparator, signed=signed),
            "other_text": amount(other, unit, comparator=other_comparator, signed=signed),
            "where": CONFLICT_PLACES[where],
            "sides": list(_cited(sides, (first, second), starts)),
        }
        pieces.append((part("contradiction")(entry), ""))
    return _list_of_entries(
        connection, setting, "contradictions", pieces,
        section="Mâu thuẫn",
        explained="Hai phát biểu về cùng một việc mà không cách làm tròn nào dung hòa được.",
        nothing="Không có mâu thuẫn nào.",
        counted="from marts.contradictions",
        command='chitieu query "from contradictions order by abs(difference_pct)"',
    )  # fmt: skip


def write_refuted(
    connection: duckdb.DuckDBPyConnection,
    setting: Setting,
    starts: PageStarts,
) -> Tally:
    """Stated attainments and changes that the stated levels refute, the widest apart first."""
    found = connection.execute(REFUTED, {"most": MOST_ENTRIES}).fetchall()
    sides = _sides(connection, [one for row in found for one in row[-1] if one])
    pieces = []
    for place_id, place, code, name, item, period, what, stated, computed, unit, _, ids in found:
        page = f"place/{starts[place_id][0][1]}"

        def shown(value: float, unit: str = unit) -> str:
            rounded = round(value, 2)
            return f"{vietnamese(rounded)}%" if unit == "%" else amount(rounded, unit, signed=True)

        entry = {
            "place_page": page,
            "place_name": place,
            "indicator": code,
            "name": name,
            "item": item,
            "period": period,
            "what": what,
            "stated": shown(stated),
            "computed": shown(computed),
            "sides": list(_cited(sides, [one for one in ids if one], starts)),
        }
        pieces.append((part("refuted")(entry), ""))
    return _list_of_entries(
        connection, setting, "refuted", pieces,
        section="Số tính khác số nêu",
        explained="Tỷ lệ hoàn thành hoặc mức tăng nêu trong bài khác với con số tính từ chính các "
        "mức đã nêu, quá mức làm tròn.",
        nothing="Không có con số nào bị bác bỏ.",
        counted="from (select 1 from marts.attainment_rates where is_mismatch "
        "union all select 1 from marts.year_over_year where is_mismatch)",
        command='chitieu query "from attainment_rates where is_mismatch"; '
        'chitieu query "from year_over_year where is_mismatch"',
    )  # fmt: skip


def write_refused(connection: duckdb.DuckDBPyConnection, setting: Setting) -> Tally:
    """Files that were not read, why, and what to do."""
    found = connection.execute(
        "select article, path, reason_code, reason from marts.refused_inputs "
        "order by reason_code, path"
    ).fetchall()
    pieces = [
        (part("refusal")(article, path, REFUSALS.get(code, "không đọc được"), reason), "")
        for article, path, code, reason in found
    ]
    return _list_of_entries(
        connection, setting, "refused", pieces,
        section="Tệp bị từ chối",
        explained="Các tệp không đọc được, lý do và cách xử lý.",
        nothing="Không có tệp nào bị từ chối.",
        counted="from marts.refused_inputs",
        command='chitieu query "from refused_inputs"',
    )  # fmt: skip


def _list_of_entries(
    connection: duckdb.DuckDBPyConnection,
    setting: Setting,
    stem: str,
    pieces: Sequence[tuple[Markup, str]],
    *,
    section: str,
    counted: str,
    **told_: Any,
) -> Tally:
    row = connection.execute(f"select count(*) {counted}").fetchone()
    total = row[0] if row else 0
    return write_listing(
        setting, stem, "listing.html", pieces, title=(section, words()[section]), total=total,
        most_pages=MOST_PAGES, section=section, **told_,
    )  # fmt: skip


def _sides(connection: duckdb.DuckDBPyConnection, ids: Sequence[str]) -> dict[str, tuple[Any, ...]]:
    found = connection.execute(SIDE, {"ids": list(dict.fromkeys(ids))}).fetchall()
    return {row[3]: row for row in found}


def _cited(
    sides: Mapping[str, tuple[Any, ...]], ids: Sequence[str], starts: PageStarts
) -> Iterator[dict[str, Any]]:
    """The sentences of some observations, each once, with its marks and where it stands."""
    by_sentence: dict[tuple[Any, ...], list[tuple[Any, ...]]] = {}
    for observation_id in dict.fromkeys(ids):
        side = sides[observation_id]
        by_sentence.setdefault((side[0], side[4]), []).append(side)
    for (sentence, article), inside in by_sentence.items():
        _, _, _, observation_id, _, url, date, *row = inside[0]
        yield {
            "pieces": _pieces(sentence, sorted((side[1], side[2]) for side in inside)),
            "href": f"place/{page_of(row_key(*row), starts)}#{observation_id}",
            "observation_id": observation_id,
            "article": article,
            "link": web_address(url),
            "date": date,
        }


def _pieces(sentence: str, marks: Sequence[tuple[int, int]]) -> list[tuple[str, bool]]:
    """The sentence in pieces, each marked or not."""
    pieces, position = [], 0
    for start, end in marks:
        start = max(start, position)
        pieces += [(sentence[position:start], False), (sentence[start:end], True)]
        position = max(end, position)
    return [*pieces, (sentence[position:], False)]
