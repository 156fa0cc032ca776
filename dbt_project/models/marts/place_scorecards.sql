-- One vote per target: the plan of the place's own where the planner is not told, else of
-- one planner, so that a target set by two levels is not counted twice.
with targets as (
    select place_id, period_year, observation_id
    from {{ ref('indicator_targets') }}
    where is_current and term = 'year' and measure != 'attainment_pct' and indicator is not null
        and indicator not in ('targets_met', 'targets_exceeded', 'targets_missed')
    qualify row_number() over (
            partition by place_id, period_year, indicator, item, measure, unit
            order by plan_by nulls first, observation_id
        ) = 1
),

judged as (
    select
        target_observation_id,
        bool_or(is_met) as is_met
    from (
        select target_observation_id, is_met
        from {{ ref('attainment_rates') }}
        where is_due and target_observation_id is not null and stage != 'forecast'
        qualify row_number() over (
                partition by target_observation_id
                order by frequency = 'A' desc, is_met is not null desc, stage = 'actual' desc, article_date desc, attainment_id
            ) = 1
    )
    group by target_observation_id
),

counted as (
    select
        targets.place_id,
        targets.period_year as year,
        count(*) as targets_set,
        count(judged.target_observation_id) as targets_with_result,
        count(*) filter (where judged.is_met) as targets_met,
        count(*) filter (where not judged.is_met) as targets_missed,
        min(targets.observation_id) as target_observation_id
    from targets
    left join judged on targets.observation_id = judged.target_observation_id
    group by targets.place_id, targets.period_year
),

-- "21/26 chỉ tiêu": the standing statement of the year; a fraction tells more than a count.
stated as (
    select place_id, period_year, period, value, value_max, observation_id
    from {{ ref('int_facts') }}
    where indicator = 'targets_met' and role = 'result' and measure in ('fraction', 'level') and item_key = ''
    qualify row_number() over (
            partition by place_id, period_year
            order by frequency = 'A' desc, measure = 'fraction' desc, article_date desc, observation_id
        ) = 1
),

joined as (
    select
        coalesce(counted.place_id, stated.place_id) as place_id,
        coalesce(counted.year, stated.period_year) as year,
        coalesce(counted.targets_set, 0) as targets_set,
        coalesce(counted.targets_with_result, 0) as targets_with_result,
        coalesce(counted.targets_met, 0) as targets_met,
        coalesce(counted.targets_missed, 0) as targets_missed,
        stated.value as stated_met,
        stated.value_max as stated_of,
        stated.period as stated_period,
        stated.observation_id as stated_observation_id,
        coalesce(stated.observation_id, counted.target_observation_id) as observation_id
    from counted
    full outer join stated
        on counted.place_id = stated.place_id and counted.year = stated.period_year
)

select
    {{ key_of(['joined.place_id', 'joined.year']) }} as scorecard_id,
    joined.place_id,
    observations.place_name,
    observations.place_level,
    observations.place_province,
    joined.year,
    joined.targets_set,
    joined.targets_with_result,
    joined.targets_met,
    joined.targets_missed,
    joined.targets_with_result - joined.targets_met - joined.targets_missed as targets_not_judged,
    case
        when joined.targets_met + joined.targets_missed > 0
            then 100.0 * joined.targets_met / (joined.targets_met + joined.targets_missed)
    end as met_pct,
    joined.stated_met,
    joined.stated_of,
    case when joined.stated_of > 0 then 100 * joined.stated_met / joined.stated_of end as stated_met_pct,
    joined.stated_period,
    joined.stated_observation_id,
    {{ source_columns('observations') }}
from joined
inner join {{ ref('fct_observations') }} as observations on joined.observation_id = observations.observation_id
