select
    {{ subject_columns('statements') }},
    standing.fact_id,
    statements.series_id,
    statements.period,
    statements.period_start,
    statements.period_end,
    statements.frequency,
    statements.measure,
    statements.base_period,
    statements.plan_by,
    statements.role,
    statements.stage,
    statements.comparator,
    statements.value,
    statements.value_max,
    statements.unit,
    standing.vintage_number,
    standing.vintages,
    standing.previous_vintage_value,
    statements.value - standing.previous_vintage_value as change_from_previous_vintage,
    standing.stands,
    standing.reason,
    standing.standing_observation_id,
    {{ source_columns('observations') }}
from {{ ref('int_standing') }} as standing
inner join {{ ref('int_statements') }} as statements on standing.observation_id = statements.observation_id
inner join {{ ref('fct_observations') }} as observations on standing.observation_id = observations.observation_id
