with current_targets as (
    select *
    from {{ ref('indicator_targets') }}
    where is_current and period_start is not null
),

spread as (
    select
        *,
        unnest(generate_series(year(period_start), year(period_end))) as year
    from current_targets
)

select
    {{ subject_columns('spread') }},
    cast(year as integer) as year,
    target_id,
    term,
    period,
    measure,
    comparator,
    target_value,
    target_low,
    target_high,
    unit,
    plan_by,
    direction,
    cast(year - year(period_start) + 1 as integer) as year_of_term,
    cast(year(period_end) - year(period_start) + 1 as integer) as years_in_term,
    {{ source_columns('spread') }}
from spread
