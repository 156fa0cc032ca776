{{ config(materialized='view') }}

with superseded as (
    select observation_id
    from {{ ref('int_standing') }}
    where not stands
)

-- Narrow on purpose: the models that compare facts join it with itself.
select
    statements.observation_id,
    statements.article_id,
    statements.article_date,
    statements.span_start,
    statements.quote,
    statements.place_id,
    statements.place_level,
    statements.indicator,
    statements.item_key,
    statements.kind,
    statements.better,
    statements.subject_id,
    statements.fact_id,
    statements.role,
    statements.period,
    statements.period_key,
    statements.period_start,
    statements.period_end,
    statements.period_year,
    statements.frequency,
    statements.months,
    statements.year_key,
    statements.previous_year_key,
    statements.previous_period_key,
    statements.previous_annual_key,
    statements.measure,
    statements.stage,
    statements.comparator,
    statements.value,
    statements.value_max,
    statements.unit,
    statements.base_period,
    statements.base_key,
    statements.plan_by,
    statements.bound_low,
    statements.bound_high,
    statements.low,
    statements.high
from {{ ref('int_statements') }} as statements
anti join superseded on statements.observation_id = superseded.observation_id
where statements.fact_id is not null
