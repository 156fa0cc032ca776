{%- set order_by = "stage_rank, article_date desc nulls last, is_own_government desc, exactness, half_width, article_id, span_start, observation_id" -%}

with statements as (
    select
        observation_id,
        fact_id,
        article_id,
        article_date,
        is_own_government,
        half_width,
        span_start,
        value,
        stage,
        case stage when 'estimate' then 2 when 'forecast' then 3 else 1 end as stage_rank,
        case comparator when 'eq' then 1 when 'range' then 2 when 'approx' then 3 else 4 end as exactness
    from {{ ref('int_statements') }}
    where fact_id is not null
),

-- Most facts are told once, and that statement stands; only the others are here.
told_again as (
    select fact_id
    from statements
    group by fact_id
    having count(*) > 1
),

ordered as (
    select
        *,
        row_number() over best as standing_rank,
        count(*) over (partition by fact_id) as vintages,
        row_number() over (
            partition by fact_id order by article_date, article_id, span_start, observation_id
        ) as vintage_number,
        lag(value) over (
            partition by fact_id order by article_date, article_id, span_start, observation_id
        ) as previous_vintage_value,
        first_value(observation_id) over best as standing_observation_id,
        first_value(stage_rank) over best as best_stage_rank,
        first_value(stage) over best as best_stage,
        first_value(article_date) over best as best_article_date,
        first_value(is_own_government) over best as best_is_own,
        first_value(exactness) over best as best_exactness,
        first_value(half_width) over best as best_half_width,
        first_value(article_id) over best as best_article_id,
        lead(stage_rank) over best as next_stage_rank,
        lead(stage) over best as next_stage,
        lead(article_date) over best as next_article_date,
        lead(is_own_government) over best as next_is_own,
        lead(exactness) over best as next_exactness,
        lead(half_width) over best as next_half_width,
        lead(article_id) over best as next_article_id
    from statements
    where fact_id in (select told_again.fact_id from told_again)
    window best as (partition by fact_id order by {{ order_by }})
),

-- The standing statement against the runner-up; every other against the standing one.
compared as (
    select
        *,
        standing_rank = 1 as stands,
        case when standing_rank = 1 then stage else best_stage end as over_stage,
        case when standing_rank = 1 then next_stage else stage end as under_stage,
        case when standing_rank = 1 then next_stage_rank != stage_rank else stage_rank != best_stage_rank end as by_stage,
        case
            when standing_rank = 1 then coalesce(article_date, date '0001-01-01') != coalesce(next_article_date, date '0001-01-01')
            else coalesce(article_date, date '0001-01-01') != coalesce(best_article_date, date '0001-01-01')
        end as by_date,
        case
            when standing_rank = 1 then is_own_government != next_is_own
            else is_own_government != best_is_own
        end as by_own,
        case when standing_rank = 1 then exactness != next_exactness else exactness != best_exactness end as by_exactness,
        case when standing_rank = 1 then half_width != next_half_width else half_width != best_half_width end as by_precision,
        case when standing_rank = 1 then article_id = next_article_id else article_id = best_article_id end as same_article
    from ordered
)

select
    observation_id,
    fact_id,
    standing_observation_id,
    stands,
    vintages,
    vintage_number,
    previous_vintage_value,
    case
        when by_stage then over_stage || ' over ' || under_stage
        when by_date then 'later article over earlier'
        when by_own then 'own government over others'
        when by_exactness then 'exact number over bounded'
        when by_precision then 'more precise number over rounded'
        when same_article then 'first in the text'
        else 'same day, same rank: first article id'
    end as reason
from compared
