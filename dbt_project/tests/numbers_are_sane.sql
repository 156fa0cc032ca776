-- A returned row is a number that nothing in a report can mean: no number at all, more than
-- 10^18 of anything, a rank below 1, a fraction with more parts than a whole can have.
select observation_id, indicator, measure, value, value_max, unit, quote
from {{ ref('fct_observations') }}
where not isfinite(value)
    or abs(value) > 1e18
    or (measure = 'rank' and value < 1)
    or (measure = 'level' and unit = 'PERCENT' and abs(value) > 1e6)
