{{ config(severity='warn') }}
-- A returned row is an observation whose period is no date ("2022-02-31"), so that it is in no
-- series by time and compared with nothing.
select observations.observation_id, staged.period, observations.quote, observations.article
from {{ ref('fct_observations') }} as observations
inner join {{ ref('stg_observations') }} as staged on observations.observation_id = staged.observation_id
where observations.period_start is null
