-- Statements of one fact that may be held against each other: of one stage (an estimate that
-- an actual replaces is no contradiction), and of targets only within one article (a later
-- one revises).
with statements as (
    select
        statements.observation_id,
        statements.article_id,
        statements.fact_id,
        statements.period,
        statements.period_start,
        statements.period_end,
        statements.measure,
        statements.base_period,
        statements.stage,
        statements.unit,
        statements.value,
        statements.comparator,
        statements.low,
        statements.high,
        standing.stands,
        {{ key_of(['statements.fact_id', 'statements.stage', "case when statements.role = 'target' then statements.article_id end"]) }} as group_id
    from {{ ref('int_statements') }} as statements
    inner join {{ ref('int_standing') }} as standing on statements.observation_id = standing.observation_id
),

-- Intervals all agree when the highest lower end is below the lowest upper end; so one
-- look at the two extremes finds every statement in conflict without comparing all pairs.
extremes as (
    select
        group_id,
        max(low) as highest_low,
        min(high) as lowest_high,
        arg_max(observation_id, low) as highest_low_id,
        arg_min(observation_id, high) as lowest_high_id,
        max(case when stands then observation_id end) as standing_id,
        max(case when stands then low end) as standing_low,
        max(case when stands then high end) as standing_high
    from statements
    group by group_id
    having not {{ intervals_agree('max(low)', 'min(high)', 'max(low)', 'min(high)') }}
),

opposed as (
    select
        statements.observation_id,
        statements.group_id,
        case
            when extremes.standing_id is not null
                and not {{ intervals_agree('statements.low', 'statements.high', 'extremes.standing_low', 'extremes.standing_high') }}
                then extremes.standing_id
            when not {{ intervals_agree('statements.low', 'statements.high', 'extremes.highest_low', 'extremes.highest_low') }}
                and statements.high < extremes.highest_low
                then extremes.highest_low_id
            when statements.low > extremes.lowest_high
                and not {{ intervals_agree('statements.low', 'statements.high', 'extremes.lowest_high', 'extremes.lowest_high') }}
                then extremes.lowest_high_id
        end as other_id
    from statements
    inner join extremes on statements.group_id = extremes.group_id
),

pairs as (
    select distinct
        group_id,
        least(observation_id, other_id) as one_id,
        greatest(observation_id, other_id) as two_id
    from opposed
    where other_id is not null
),

-- The standing statement first, else the one told first.
arranged as (
    select
        pairs.group_id,
        case when two.stands then pairs.two_id else pairs.one_id end as first_id,
        case when two.stands then pairs.one_id else pairs.two_id end as second_id
    from pairs
    inner join statements as two on pairs.two_id = two.observation_id
)

select
    {{ key_of(['arranged.first_id', 'arranged.second_id']) }} as contradiction_id,
    {{ subject_columns('first_source') }},
    first_statement.fact_id,
    first_statement.period,
    first_statement.period_start,
    first_statement.period_end,
    first_statement.measure,
    first_statement.base_period,
    first_statement.stage,
    first_statement.unit,
    case when first_statement.article_id = second_statement.article_id then 'within article' else 'between articles' end as place_of_conflict,
    first_statement.value,
    first_statement.comparator,
    second_statement.value as other_value,
    second_statement.comparator as other_comparator,
    second_statement.value - first_statement.value as difference,
    case when first_statement.value != 0 then 100 * (second_statement.value / first_statement.value - 1) end as difference_pct,
    first_statement.stands,
    {{ source_columns('first_source') }},
    second_source.observation_id as other_observation_id,
    second_source.article_id as other_article_id,
    second_source.article as other_article,
    second_source.url as other_url,
    second_source.article_date as other_article_date,
    second_source.quote as other_quote,
    second_source.sentence as other_sentence,
    second_source.span_start as other_span_start,
    second_source.span_end as other_span_end
from arranged
inner join statements as first_statement on arranged.first_id = first_statement.observation_id
inner join statements as second_statement on arranged.second_id = second_statement.observation_id
inner join {{ ref('fct_observations') }} as first_source on arranged.first_id = first_source.observation_id
inner join {{ ref('fct_observations') }} as second_source on arranged.second_id = second_source.observation_id
