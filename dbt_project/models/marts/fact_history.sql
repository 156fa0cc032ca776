select
    {{ subject_columns('observations') }},
    standing.fact_id,
    observations.series_id,
    observations.period,
    observations.period_start,
    observations.period_end,
    observations.frequency,
    observations.measure,
    observations.base_period,
    observations.plan_by,
    case when observations.stage = 'target' then 'target' else 'result' end as role,
    observations.stage,
    observations.comparator,
    observations.value,
    observations.value_max,
    observations.unit,
    standing.vintage_number,
    standing.vintages,
    standing.previous_vintage_value,
    observations.value - standing.previous_vintage_value as change_from_previous_vintage,
    standing.stands,
    standing.reason,
    standing.standing_observation_id,
    {{ source_columns('observations') }}
from {{ ref('int_standing') }} as standing
inner join {{ ref('fct_observations') }} as observations on standing.observation_id = observations.observation_id
where standing.vintages > 1
