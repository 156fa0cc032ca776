{{ config(severity='warn') }}
-- A returned row is a number that nothing in a report can mean: more than 10^18 of anything, a
-- rank below 1, more parts than the whole has, or a share of a million per cent.
-- A warning, since one absurd article must not keep the others from being published.
select observation_id, indicator, measure, value, value_max, unit, quote, article
from {{ ref('fct_observations') }}
where abs(value) > 1e18
    or (measure = 'rank' and value < 1)
    or (measure in ('rank', 'fraction') and value_max is not null and value > value_max)
    or (measure = 'level' and unit = 'PERCENT' and abs(value) > 1e6)
