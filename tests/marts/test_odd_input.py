"""Nothing at all, impossible dates, names of several places, absurd numbers: never silently."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

MARTS = """
select table_name from information_schema.tables
where table_schema = 'marts' and table_name not in ('dim_place', 'dim_indicator', 'time_spine',
    'bridge_place_successor', 'refused_inputs')
"""

ODD = Path(__file__).with_name("odd_corpus.yaml")


@pytest.fixture(scope="module")
def odd(build):
    return build(yaml.safe_load(ODD.read_text(encoding="utf-8")))


def test_no_article_at_all_gives_empty_marts(build):
    empty = build([])
    tables = [name for (name,) in empty.rows(MARTS)]
    assert {"indicator_targets", "attainment_rates", "year_over_year"} <= set(tables)
    for name in tables:
        assert empty.rows(f"select count(*) from marts.{name}") == [(0,)], name
    assert empty.warned == {}


def test_a_date_that_is_none_is_published_warned_of_and_in_no_series(odd):
    for name in ("feb31", "feb30"):
        assert odd.row(
            "fct_observations",
            "period, series_id, fact_id, stands, reason",
            where=f"observation_id = '{odd.ids[name]}'",
        ) == (None, None, None, False, "period is no date")
    assert odd.warned["periods_are_dates"] == 2


def test_an_absurd_number_is_a_warning_not_the_end_of_the_run(odd):
    assert odd.warned["numbers_are_possible"] == 1
    assert odd.warned["money_has_its_millions"] == 1


def test_names_of_several_places_are_not_joined_between_articles(odd):
    found = odd.rows(
        "select count(distinct place_id), count(distinct fact_id), bool_and(stands) "
        "from marts.fct_observations where place_name in ('Xã Tân Minh', 'Thôn 1')"
    )
    assert found == [(4, 4, True)]
    assert odd.rows("select count(*) from marts.contradictions") == [(0,)]
    assert odd.warned["places_are_listed"] == 2


def test_nought_is_divided_by_nowhere(odd):
    assert odd.row(
        "attainment_rates",
        "stated_pct, result_value, target_value, computed_pct, implied_target_value, is_mismatch",
        where=f"stated_observation_id = '{odd.ids['nought-rate']}'",
    ) == (0, 0, 0, None, None, None)
    assert odd.row(
        "year_over_year",
        "stated_change_pct, implied_previous_value, is_mismatch",
        where=f"observation_id = '{odd.ids['nought-fall']}'",
    ) == (-100, None, None)
