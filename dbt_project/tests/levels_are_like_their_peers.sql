{{ config(severity='warn') }}
-- A returned row is a level more than 100,000 times as large or small as the middle one of
-- its indicator, unit and level of place: most likely a lost or doubled ×1,000,000.
with levels as (
    select
        *,
        median(abs(value)) over (partition by indicator, unit, place_level, frequency) as middle,
        count(*) over (partition by indicator, unit, place_level, frequency) as peers
    from {{ ref('fct_observations') }}
    where measure = 'level' and indicator is not null and value != 0 and item is null
)

select observation_id, place_name, indicator, period, value, middle, unit, quote, article
from levels
where peers >= 5 and middle > 0 and abs(value) / middle not between 1e-5 and 1e5
