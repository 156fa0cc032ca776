with facts as (
    select * from {{ ref('int_facts') }}
    where role = 'result'
),

levels as (
    select * from facts
    where measure = 'level'
),

changes as (
    select * from facts
    where measure in ('change_pct', 'index_pct', 'change_abs')
),

stated_relative as (
    select * from changes
    where measure in ('change_pct', 'index_pct')
    qualify row_number() over (
        partition by subject_id, period_key, base_key
        order by measure, article_date desc, observation_id
    ) = 1
),

stated_absolute as (
    select * from changes
    where measure = 'change_abs'
    qualify row_number() over (
        partition by subject_id, period_key, base_key
        order by article_date desc, observation_id
    ) = 1
),

stated as (
    select
        coalesce(relative.subject_id, absolute.subject_id) as subject_id,
        coalesce(relative.period_key, absolute.period_key) as period_key,
        coalesce(relative.base_key, absolute.base_key) as base_key,
        relative.observation_id as relative_observation_id,
        absolute.observation_id as absolute_observation_id,
        coalesce(relative.observation_id, absolute.observation_id) as stated_observation_id,
        coalesce(relative_level.level_observation_id, absolute_level.level_observation_id) as current_observation_id,
        coalesce(relative_level.level_from, absolute_level.level_from) as current_from
    from stated_relative as relative
    full outer join stated_absolute as absolute
        on relative.subject_id = absolute.subject_id
        and relative.period_key = absolute.period_key
        and relative.base_key = absolute.base_key
    left join {{ ref('int_stated_levels') }} as relative_level
        on relative.observation_id = relative_level.observation_id
    left join {{ ref('int_stated_levels') }} as absolute_level
        on absolute.observation_id = absolute_level.observation_id
),

stated_with_previous as (
    select
        stated.*,
        previous.observation_id as previous_observation_id
    from stated
    left join {{ ref('int_statements') }} as current_level
        on stated.current_observation_id = current_level.observation_id
    left join levels as previous
        on stated.subject_id = previous.subject_id
        and stated.base_key = previous.period_key
        and current_level.unit = previous.unit
),

-- Two levels a year apart that no article compares.
unstated as (
    select
        current_level.subject_id,
        current_level.period_key,
        previous.period_key as base_key,
        null as relative_observation_id,
        null as absolute_observation_id,
        null as stated_observation_id,
        current_level.observation_id as current_observation_id,
        'standing statement' as current_from,
        previous.observation_id as previous_observation_id
    from levels as current_level
    inner join levels as previous
        on current_level.subject_id = previous.subject_id
        and current_level.unit = previous.unit
        and current_level.previous_year_key = previous.period_key
    left join stated
        on current_level.subject_id = stated.subject_id
        and current_level.period_key = stated.period_key
        and current_level.previous_year_key = stated.base_key
    where stated.stated_observation_id is null
    qualify row_number() over (
        partition by current_level.subject_id, current_level.period_key
        order by current_level.unit
    ) = 1
),

comparisons as (
    select * from stated_with_previous
    union all by name
    select * from unstated
),

joined as (
    select
        comparisons.*,
        coalesce(comparisons.stated_observation_id, comparisons.current_observation_id) as observation_id,
        told.fact_id as told_fact_id,
        told.period,
        told.period_start,
        told.period_end,
        told.period_year,
        told.frequency,
        told.stage,
        coalesce(told.base_period, previous.period) as base_period,
        case
            when comparisons.base_key = told.previous_year_key then 'year before'
            when comparisons.base_key = told.previous_period_key
                then case told.frequency when 'M' then 'month before' else 'period before' end
            when comparisons.base_key = told.previous_annual_key then 'start of year'
            when comparisons.base_key = '' and told.months > 12 then 'yearly average'
            when comparisons.base_key = '' then 'not told'
            else 'other'
        end as comparison,
        coalesce(current_level.unit, previous.unit) as unit,
        coalesce(told.kind = 'rate' and coalesce(current_level.unit, previous.unit) in ('PERCENT', 'PERMILLE', 'PP', 'PER_100'), false) as is_rate,
        relative.measure as stated_measure,
        relative.comparator as stated_comparator,
        relative.value - case when relative.measure = 'index_pct' then 100 else 0 end as stated_change_pct,
        relative.low - case when relative.measure = 'index_pct' then 100 else 0 end as relative_low,
        relative.high - case when relative.measure = 'index_pct' then 100 else 0 end as relative_high,
        absolute.value as stated_change,
        absolute.unit as stated_change_unit,
        absolute.low as absolute_low,
        absolute.high as absolute_high,
        current_level.value as current_value,
        current_level.low as current_low,
        current_level.high as current_high,
        current_level.stage as current_stage,
        current_level.quote as current_quote,
        current_level.article as current_article,
        previous.value as previous_value,
        previous.low as previous_low,
        previous.high as previous_high,
        previous.stage as previous_stage,
        previous.quote as previous_quote,
        previous.article as previous_article,
        current_level.article_id != previous.article_id as is_across_articles
    from comparisons
    inner join {{ ref('int_statements') }} as told
        on coalesce(comparisons.stated_observation_id, comparisons.current_observation_id) = told.observation_id
    left join stated_relative as relative on comparisons.relative_observation_id = relative.observation_id
    left join stated_absolute as absolute on comparisons.absolute_observation_id = absolute.observation_id
    left join {{ ref('int_statements') }} as current_level
        on comparisons.current_observation_id = current_level.observation_id
    left join levels as previous on comparisons.previous_observation_id = previous.observation_id
),

computed as (
    select
        *,
        case when unit = 'PERCENT' and is_rate then 'PP' else unit end as change_unit,
        current_value - previous_value as computed_change,
        case when not is_rate and previous_value > 0 then 100 * (current_value / previous_value - 1) end as computed_change_pct,
        case
            when not is_rate and previous_low > 0 and current_low >= 0 then
                {{ intervals_agree(
                    '100 * (current_low / previous_high - 1)', '100 * (current_high / previous_low - 1)',
                    'relative_low', 'relative_high'
                ) }}
        end as relative_agrees,
        case
            when stated_change_unit = case when unit = 'PERCENT' and is_rate then 'PP' else unit end then
                {{ intervals_agree(
                    'current_low - previous_high', 'current_high - previous_low',
                    'absolute_low', 'absolute_high'
                ) }}
        end as absolute_agrees
    from joined
)

select
    {{ key_of(['computed.told_fact_id', 'computed.base_key', 'computed.stated_observation_id is null']) }} as comparison_id,
    {{ subject_columns('observations') }},
    computed.period,
    computed.period_start,
    computed.period_end,
    computed.period_year,
    computed.frequency,
    computed.base_period,
    computed.comparison,
    computed.stage,
    computed.unit,
    computed.current_value,
    computed.current_stage,
    computed.current_from,
    computed.previous_value,
    computed.previous_stage,
    computed.is_across_articles,
    computed.stated_measure,
    computed.stated_comparator,
    computed.stated_change_pct,
    computed.computed_change_pct,
    computed.stated_change,
    computed.stated_change_unit,
    computed.computed_change,
    computed.change_unit,
    case
        when computed.stated_change_pct > -100 and not computed.is_rate
            then computed.current_value / (1 + computed.stated_change_pct / 100)
        when computed.stated_change_unit = computed.change_unit
            then computed.current_value - computed.stated_change
    end as implied_previous_value,
    -- Null where neither can be compared; one that can is enough.
    case
        when computed.relative_agrees is null and computed.absolute_agrees is null then null
        else not (coalesce(computed.relative_agrees, true) and coalesce(computed.absolute_agrees, true))
    end as is_mismatch,
    computed.relative_observation_id as stated_pct_observation_id,
    computed.absolute_observation_id as stated_change_observation_id,
    computed.current_observation_id,
    computed.previous_observation_id,
    computed.current_quote,
    computed.current_article,
    computed.previous_quote,
    computed.previous_article,
    {{ source_columns('observations') }}
from computed
inner join {{ ref('fct_observations') }} as observations on computed.observation_id = observations.observation_id
