"""Every mart on the worked corpus, each cell worked out by hand from corpus.yaml."""

from __future__ import annotations

import pytest

HAI_HA = "d-201"
VINH_LOC = "d-393"
BILLION = 1e9


def observed(warehouse, name: str, column: str = "observation_id") -> str:
    return f"{column} = '{warehouse.ids[name]}'"


# Which statement stands


def test_an_actual_stands_over_the_estimate_told_before_it(warehouse):
    columns = "value, vintage_number, vintages, stands, reason, change_from_previous_vintage"
    first = warehouse.row("fact_history", columns, where=observed(warehouse, "budget21-estimate"))
    final = warehouse.row("fact_history", columns, where=observed(warehouse, "budget21-final"))
    assert first == (330 * BILLION, 1, 2, False, "actual over estimate", None)
    assert final[:5] == (341.2 * BILLION, 2, 2, True, "actual over estimate")
    assert final[5] == pytest.approx(11.2 * BILLION)


def test_on_one_day_the_own_government_stands_over_the_province(warehouse):
    columns = "stands, reason"
    own = warehouse.row("fact_history", columns, where=observed(warehouse, "budget22"))
    other = warehouse.row(
        "fact_history", columns, where=observed(warehouse, "budget22-by-province")
    )
    assert own == (True, "own government over others")
    assert other == (False, "own government over others")


def test_of_two_numbers_in_one_article_the_first_stands(warehouse):
    columns = "stands, reason, vintage_number"
    first = warehouse.row("fact_history", columns, where=observed(warehouse, "vl-trained"))
    second = warehouse.row("fact_history", columns, where=observed(warehouse, "vl-trained-again"))
    assert first == (True, "first in the text", 1)
    assert second == (False, "first in the text", 2)


def test_a_number_without_a_code_is_published_and_stands_for_nothing(warehouse):
    assert warehouse.row(
        "fct_observations",
        "indicator, indicator_text, fact_id, stands, reason",
        where=observed(warehouse, "uncoded22"),
    ) == (None, "mô hình du lịch mới", None, False, "no indicator")


# Targets


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        # low, high, direction, plan_by, term, revision, of, current, previous low
        ("plan21", (300e9, 300e9, "at_least", None, "year", 1, 1, True, None)),
        ("plan21-province", (280e9, 280e9, "at_least", "province", "year", 1, 1, True, None)),
        ("plan22", (355e9, 355e9, "at_least", None, "year", 1, 2, False, None)),
        ("plan22-revised", (380e9, 380e9, "at_least", None, "year", 2, 2, True, 355e9)),
        ("poor-plan21", (None, 2, "at_most", None, "year", 1, 1, True, None)),
        ("poor-plan22", (None, -0.3, "at_most", None, "year", 1, 1, True, None)),
        ("income-plan22", (80e6, None, "at_least", None, "year", 1, 1, True, None)),
        ("trained-plan22", (75, 77, "at_least", None, "year", 1, 1, True, None)),
        ("forest-term", (5000, 5000, "at_least", None, "five_year", 1, 1, True, None)),
    ],
)
def test_target(warehouse, name, expected):
    assert (
        warehouse.row(
            "indicator_targets",
            "target_low, target_high, direction, plan_by, term, revision_number, revisions, "
            "is_current, previous_target_low",
            where=observed(warehouse, name),
        )
        == expected
    )


def test_the_five_year_target_stands_beside_the_yearly_ones(warehouse):
    columns = "term_period, term_target_low, year_of_term, term_observation_id"
    term = warehouse.ids["forest-term"]
    for name, year in (("forest-plan21", 1), ("forest-plan22", 2)):
        found = warehouse.row("indicator_targets", columns, where=observed(warehouse, name))
        assert found == ("2021-01-01/P5Y", 5000, year, term)
    # 900 ha of 2021 and 1,000 ha of 2022 are planned year by year.
    assert warehouse.row(
        "indicator_targets",
        "yearly_targets, yearly_targets_sum",
        where=observed(warehouse, "forest-term"),
    ) == (2, 1900)


def test_targets_in_force_in_2022_are_spread_by_year(warehouse):
    found = warehouse.rows(
        "select term, target_value, year_of_term, years_in_term from marts.targets_by_year "
        f"where place_id = '{HAI_HA}' and indicator = 'forest_planted_area' and year = 2022 "
        "order by term"
    )
    assert found == [("five_year", 5000, 2, 5), ("year", 1000, 1, 1)]


# Attainment


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        # stated, result, target, result of target, computed, implied plan, mismatch, met, due
        ("budget21-rate", (110, 330e9, 300e9, 110, 110, 300e9, False, True, True)),
        # 330 / 280 = 117.857, which rounds to the 118 that is stated; 330 / 1.18 = 279.66
        (
            "budget21-rate-province",
            (118, 330e9, 280e9, 117.857142857, 117.857142857, 279.661016949e9, False, True, True),
        ),
        # 8.3 % of what? 1576 / 0.083
        ("fish01-rate", (8.3, 1576, None, None, None, 18987.951807, None, False, False)),
        # half of the revised plan of 380, not of the first one of 355
        ("budget22-half-rate", (50, 190e9, 380e9, 50, 50, 380e9, False, False, False)),
        # 400 / 380 = 105.263; both 400 and 380 are rounded to a billion
        (
            "budget22-rate",
            (105, 400e9, 380e9, 105.263157895, 105.263157895, 380.952380952e9, False, True, True),
        ),
        # 980 / 1000 is 98, and 97.9 to 98.1 however they were rounded: not 97
        ("forest22-rate", (97, 980, 1000, 98, 98, 1010.309278351, True, False, True)),
    ],
)
def test_stated_attainment(warehouse, name, expected):
    found = warehouse.row(
        "attainment_rates",
        "stated_pct, result_value, target_value, result_of_target_pct, computed_pct, "
        "implied_target_value, is_mismatch, is_met, is_due",
        where=observed(warehouse, name, "stated_observation_id"),
    )
    assert found[6:] == expected[6:]
    assert found[:6] == tuple(pytest.approx(cell) if cell else cell for cell in expected[:6])


def test_the_implied_plan_has_the_bounds_that_rounding_leaves(warehouse):
    # 1,575.5 / 8.35 % to 1,576.5 / 8.25 %
    assert warehouse.row(
        "attainment_rates",
        "implied_target_low, implied_target_high",
        where=observed(warehouse, "fish01-rate", "stated_observation_id"),
    ) == (pytest.approx(18868.26347), pytest.approx(19109.09091))


@pytest.mark.parametrize(
    ("result", "target", "expected"),
    [
        # computed, result of target, met, gap, shortfall
        ("forest21", "forest-plan21", (105.555556, 105.555556, True, 50, 0)),
        # poverty: lower is better, 2 / 1.48
        ("poor21", "poor-plan21", (135.135135, 74, True, -0.52, 0)),
        # a fall of 0.28 points against one of 0.3 or more
        ("poor22-fall", "poor-plan22", (93.333333, 93.333333, False, 0.02, 0.02)),
        ("income22", "income-plan22", (101.875, 101.875, True, 1.5e6, 0)),
        ("trained22", "trained-plan22", (101.333333, 101.333333, True, 1, 0)),
        ("vl-income", "vl-income-plan", (99.284436, 99.284436, False, -0.4e6, 0.4e6)),
        # "over 70,000 tonnes" meets 70,000; "over 90 %" leaves 91.5 % open
        ("vl-cereal", "vl-cereal-plan", (100, 100, True, 0, 0)),
        ("vl-insurance", "vl-insurance-plan", (98.360656, 98.360656, None, -1.5, 1.5)),
        # the final figure of 2021 against both plans
        ("budget21-final", "plan21", (113.733333, 113.733333, True, 41.2e9, 0)),
        ("budget21-final", "plan21-province", (121.857143, 121.857143, True, 61.2e9, 0)),
    ],
)
def test_result_beside_a_target_that_no_rate_speaks_of(warehouse, result, target, expected):
    found = warehouse.row(
        "attainment_rates",
        "computed_pct, result_of_target_pct, is_met, gap, shortfall, stated_pct, is_mismatch, "
        "is_due",
        where=observed(warehouse, result, "result_observation_id")
        + " and "
        + observed(warehouse, target, "target_observation_id"),
    )
    assert found[2] is expected[2]
    for cell, hand in zip(found[:2] + found[3:5], expected[:2] + expected[3:], strict=True):
        assert cell == pytest.approx(hand, rel=1e-6, abs=1e-9)
    assert found[5:] == (None, None, True)


def test_attainment_has_no_rows_but_these(warehouse):
    # Six stated rates and ten results beside targets, both tested one by one above.
    assert warehouse.rows("select count(*) from marts.attainment_rates") == [(16,)]


# Changes


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        # comparison, current, previous, stated %, computed %, stated, computed, unit, implied
        # previous, mismatch
        (
            "budget21-growth",
            ("year before", 330e9, None, 10, None, None, None, "VND", 300e9, None),
        ),
        (
            "fish01-growth",
            ("year before", 1576, None, 18.1, None, None, None, "TONNE", 1334.462320, None),
        ),
        # 1600 / 1576 = 1.015228
        (
            "fish02-growth",
            ("month before", 1600, 1576, 1.5, 1.522843, None, 24, "TONNE", 1576.354680, False),
        ),
        (
            "households22-half-fall",
            ("start of year", 210, None, None, None, -20, None, "HOUSEHOLD", 230, None),
        ),
        # 400 / 341.2 = 1.172333: the growth of 12 % fits neither that nor its rounding
        (
            "budget22-growth",
            ("year before", 400e9, 341.2e9, 12, 17.233294, None, 58.8e9, "VND", 357.142857e9, True),
        ),
        # rates change in points
        (
            "poor22-fall",
            ("year before", 1.2, 1.48, None, None, -0.28, -0.28, "PP", 1.48, False),
        ),
        # the town became a city on 1 November 2024; its series goes on
        (
            "dt24-growth",
            ("year before", 2200e9, 2000e9, 10, 10, None, 200e9, "VND", 2000e9, False),
        ),
        # no article compares 980 ha with 950 ha
        (
            "forest22",
            ("year before", 980, 950, None, 3.157895, None, 30, "HA", None, None),
        ),
    ],
)
def test_change(warehouse, name, expected):
    found = warehouse.row(
        "year_over_year",
        "comparison, current_value, previous_value, stated_change_pct, computed_change_pct, "
        "stated_change, computed_change, change_unit, implied_previous_value, is_mismatch",
        where=observed(warehouse, name),
    )
    numbers = [
        pytest.approx(cell, rel=1e-6)
        if isinstance(cell, int | float) and not isinstance(cell, bool)
        else cell
        for cell in expected
    ]
    assert list(found) == numbers


def test_changes_have_no_rows_but_these(warehouse):
    # Above all none of Xã Đường Hoa: the commune of 2025 is not the commune of 2024.
    assert warehouse.rows("select count(*) from marts.year_over_year") == [(8,)]


# What else users ask


@pytest.mark.parametrize(
    ("place", "year", "expected"),
    [
        # set, with result, met, missed, not judged, met %, stated met, stated of
        (HAI_HA, 2021, (3, 3, 3, 0, 0, 100, 21, 26)),
        # budget, income, trained labour met; forest and poverty missed
        (HAI_HA, 2022, (5, 5, 3, 2, 0, 60, 23, 26)),
        # income missed, cereals met, insurance left open by "over 90 %"
        (VINH_LOC, 2022, (3, 3, 1, 1, 1, 50, None, None)),
    ],
)
def test_scorecard(warehouse, place, year, expected):
    assert (
        warehouse.row(
            "place_scorecards",
            "targets_set, targets_with_result, targets_met, targets_missed, targets_not_judged, "
            "met_pct, stated_met, stated_of",
            where=f"place_id = '{place}' and year = {year}",
        )
        == expected
    )


def test_contradictions_are_the_two_that_no_rounding_explains(warehouse):
    found = warehouse.rows(
        "select place_name, indicator, place_of_conflict, value, other_value, difference, "
        "difference_pct, stands, quote, other_quote from marts.contradictions order by place_name"
    )
    assert [row[:6] for row in found] == [
        ("Huyện Hải Hà", "budget_revenue", "between articles", 400e9, 410e9, 10e9),
        ("Huyện Vĩnh Lộc", "trained_labour_rate", "within article", 70, 72, 2),
    ]
    assert [row[6] for row in found] == [pytest.approx(2.5), pytest.approx(2.857142857)]
    assert [row[7:] for row in found] == [
        (True, "400 tỷ đồng", "410 tỷ đồng"),
        (True, "70%", "72%"),
    ]


def test_coverage(warehouse):
    found = warehouse.rows(
        "select topic, articles, observations, targets, results, indicators from marts.coverage "
        f"where place_id = '{HAI_HA}' and year = 2022 and topic in ('budget', 'no indicator') "
        "order by topic"
    )
    # budget: two plans; half-year sum and rate; estimate, rate, growth; the province's figure
    assert found == [("budget", 4, 8, 2, 6, 1), ("no indicator", 1, 1, 0, 1, 0)]


def test_rankings(warehouse):
    def ranked(indicator: str, year: int, level: str) -> list:
        return warehouse.rows(
            "select place_name, value, rank, places_ranked, parent_name from marts.rankings "
            f"where indicator = '{indicator}' and year = {year} and place_level = '{level}' "
            "and parent_name in ('Tỉnh Quảng Ninh', 'Huyện Hải Hà') order by rank"
        )

    assert ranked("budget_revenue", 2022, "district") == [
        ("Huyện Hải Hà", 400e9, 1, 2, "Tỉnh Quảng Ninh"),
        ("Huyện Đầm Hà", 150e9, 2, 2, "Tỉnh Quảng Ninh"),
    ]
    # lower poverty is better
    assert ranked("poverty_rate", 2022, "district") == [
        ("Huyện Đầm Hà", 0.9, 1, 2, "Tỉnh Quảng Ninh"),
        ("Huyện Hải Hà", 1.2, 2, 2, "Tỉnh Quảng Ninh"),
    ]
    assert ranked("poor_households", 2024, "commune") == [
        ("Xã Đường Hoa", 12, 1, 2, "Huyện Hải Hà"),
        ("Xã Quảng Sơn", 30, 2, 2, "Huyện Hải Hà"),
    ]


# Places through time


def test_a_merged_commune_sums_its_old_communes_and_says_what_is_missing(warehouse):
    # Đường Hoa 12 + Quảng Sơn 30; Quảng Long, the third that gave land, does not report.
    assert warehouse.row(
        "sums_in_todays_units",
        "sum_of_reporting, members_reporting, members_expected, is_complete, refusal_reason",
        where="place_id = 'c2025-06946' and indicator = 'poor_households' and period = '2024'",
    ) == (42, 2, 3, False, None)


def test_rates_and_split_communes_are_refused_a_sum(warehouse):
    columns = "sum_of_reporting, refusal_reason"
    assert warehouse.row(
        "sums_in_todays_units",
        columns,
        where="place_id = 'c2025-06946' and indicator = 'poverty_rate'",
    ) == (None, "rate: places cannot be added up")
    assert warehouse.row(
        "sums_in_todays_units",
        columns,
        where="place_id = 'c2025-06946' and indicator = 'forest_planted_area'",
    ) == (None, "a reporting unit was split among several units of today")


def test_districts_sum_into_the_province(warehouse):
    # Quảng Ninh had 13 district-level units in 2022.
    assert warehouse.row(
        "sums_in_todays_units",
        "place_name, sum_of_reporting, members_reporting, members_expected",
        where="member_level = 'district' and indicator = 'budget_revenue' and period = '2022'",
    ) == ("Tỉnh Quảng Ninh", 550e9, 2, 13)


def test_the_bridge_tells_whole_from_split(warehouse):
    found = warehouse.rows(
        "select place_id, successor_id, is_whole from marts.bridge_place_successor "
        "where place_id in ('c-06949', 'c-06946') and successor_level = 'commune' order by all"
    )
    assert found == [
        ("c-06946", "c2025-06922", False),
        ("c-06946", "c2025-06946", False),
        ("c-06949", "c2025-06946", True),
    ]


def test_dim_place_knows_the_unit_of_the_article_s_date(warehouse):
    found = warehouse.rows(
        "select name, cast(valid_to as varchar), lineage_id from marts.dim_place "
        "where is_observed and short_name in ('Đông Triều', 'Đường Hoa') order by name, valid_to"
    )
    assert found == [
        ("Thành phố Đông Triều", "2025-07-01", "d-205"),
        ("Thị xã Đông Triều", "2024-11-01", "d-205"),
        ("Xã Đường Hoa", "2025-07-01", "c-06949"),
        ("Xã Đường Hoa", None, "c2025-06946"),
    ]


# Corrections, refusals, provenance


def test_a_correction_is_applied_and_visible(warehouse):
    assert warehouse.row(
        "fct_observations",
        "value, quote, is_corrected, correction_reason",
        where=observed(warehouse, "poultry21"),
    ) == (
        550000,
        "5.500.000 con",
        True,
        "value: bài in thừa một số 0, niên giám ghi 550.000 (phòng thống kê huyện)",
    )
    assert warehouse.rows("select count(*) from marts.fct_observations where is_corrected") == [
        (1,)
    ]


def test_refused_inputs_are_there_for_readers(warehouse):
    assert warehouse.rows("select path, reason_code, reason from marts.refused_inputs") == [
        ("inbox/trong.txt", "empty", "inbox/trong.txt is empty")
    ]


def test_articles_know_the_place_that_they_are_about(warehouse):
    assert warehouse.row(
        "dim_article",
        "own_place_id, cast(article_date as varchar), article_date_from, observations",
        where="article = 'quang-ninh-2022.txt'",
    ) == ("p-22", "2022-12-22", "published", 6)


@pytest.mark.parametrize(
    "mart",
    [
        "fct_observations",
        "fact_history",
        "indicator_targets",
        "targets_by_year",
        "attainment_rates",
        "year_over_year",
        "place_scorecards",
        "contradictions",
        "coverage",
        "rankings",
        "sums_in_todays_units",
    ],
)
def test_every_row_leads_to_its_article_sentence_and_offsets(warehouse, mart):
    read, spelled = warehouse.rows(
        f"""
        select
            count(*),
            count(*) filter (
                where mart.quote = substring(text, span_start + 1, span_end - span_start)
                and mart.sentence
                    = substring(text, sentence_start + 1, sentence_end - sentence_start)
                and mart.url is not distinct from articles.url
            )
        from marts.{mart} as mart
        left join staging.articles as articles on mart.article_id = articles.article_id
        """
    )[0]
    assert read > 0
    assert spelled == read


def test_a_correction_that_matches_nothing_fails_its_test(warehouse):
    seed = warehouse.project.parent / "seeds" / "corrections.csv"
    before = seed.read_text(encoding="utf-8")
    seed.write_text(before + "khong-co.txt,1,5,value,7,lý do,ai đó\n", encoding="utf-8")
    try:
        run = warehouse.run("build", "--select", "corrections", "corrections_applied")
    finally:
        seed.write_text(before, encoding="utf-8")
        again = warehouse.run("build", "--select", "corrections", "corrections_applied")
    failed = [result.node.name for result in run.result if result.status == "fail"]
    assert failed == ["corrections_match_something"]
    assert again.success
