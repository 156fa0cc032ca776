-- A returned row is infinite or no number: the extraction let through what it had to refuse.
select observation_id, indicator, measure, value, value_max, unit, quote, article
from {{ ref('fct_observations') }}
where not isfinite(value) or not isfinite(coalesce(value_max, 0))
