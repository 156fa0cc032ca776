{{ config(severity='warn') }}
-- A returned row is a rate, share, attainment or change in per cent so far out that a factor,
-- a decimal comma or the unit was probably misread.
select
    observations.observation_id, observations.place_name, observations.indicator, observations.measure,
    observations.value, observations.quote, observations.article
from {{ ref('fct_observations') }} as observations
left join {{ ref('dim_indicator') }} as indicators on observations.indicator = indicators.indicator
where observations.unit = 'PERCENT'
    and (
        (observations.measure = 'level' and indicators.kind = 'rate' and observations.value not between -100 and 1000)
        or (observations.measure = 'attainment_pct' and observations.value not between 0 and 2000)
        or (observations.measure = 'change_pct' and observations.value not between -100 and 5000)
        or (observations.measure = 'index_pct' and observations.value not between 0 and 5100)
    )
