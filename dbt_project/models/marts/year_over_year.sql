with levels as (
    select * from {{ ref('int_facts') }}
    where role = 'result' and measure = 'level'
),

stated_relative as (
    select * from {{ ref('int_facts') }}
    where role = 'result' and measure in ('change_pct', 'index_pct')
    qualify row_number() over (
            partition by subject_id, period_key, base_key
            order by measure, article_date desc, observation_id
        ) = 1
),

stated_absolute as (
    select * from {{ ref('int_facts') }}
    where role = 'result' and measure = 'change_abs'
    qualify row_number() over (
            partition by subject_id, period_key, base_key
            order by article_date desc, observation_id
        ) = 1
),

stated as (
    select
        coalesce(relative.subject_id, absolute.subject_id) as subject_id,
        coalesce(relative.base_key, absolute.base_key) as base_key,
        coalesce(relative.base_period, absolute.base_period) as base_period,
        coalesce(relative.observation_id, absolute.observation_id) as observation_id,
        coalesce(relative.fact_id, absolute.fact_id) as told_fact_id,
        coalesce(relative.kind, absolute.kind) as kind,
        coalesce(relative.stage, absolute.stage) as stage,
        coalesce(relative.period, absolute.period) as period,
        coalesce(relative.period_key, absolute.period_key) as period_key,
        coalesce(relative.period_start, absolute.period_start) as period_start,
        coalesce(relative.period_end, absolute.period_end) as period_end,
        coalesce(relative.period_year, absolute.period_year) as period_year,
        coalesce(relative.frequency, absolute.frequency) as frequency,
        coalesce(relative.months, absolute.months) as months,
        coalesce(relative.previous_year_key, absolute.previous_year_key) as previous_year_key,
        coalesce(relative.previous_period_key, absolute.previous_period_key) as previous_period_key,
        coalesce(relative.previous_annual_key, absolute.previous_annual_key) as previous_annual_key,
        relative.observation_id as relative_observation_id,
        relative.measure as stated_measure,
        relative.comparator as stated_comparator,
        relative.value - case when relative.measure = 'index_pct' then 100 else 0 end as stated_change_pct,
        relative.low - case when relative.measure = 'index_pct' then 100 else 0 end as relative_low,
        relative.high - case when relative.measure = 'index_pct' then 100 else 0 end as relative_high,
        absolute.observation_id as absolute_observation_id,
        absolute.value as stated_change,
        absolute.unit as stated_change_unit,
        absolute.low as absolute_low,
        absolute.high as absolute_high
    from stated_relative as relative
    full outer join stated_absolute as absolute
        on relative.subject_id = absolute.subject_id
        and relative.period_key = absolute.period_key
        and relative.base_key = absolute.base_key
),

stated_with_levels as (
    select
        stated.* exclude (period_key), -- noqa: RF02, names to leave out are no references
        told.observation_id as current_observation_id,
        told.level_from as current_from,
        told.article_id as current_article_id,
        told.stage as current_stage,
        told.unit as current_unit,
        told.value as current_value,
        told.low as current_low,
        told.high as current_high,
        told.quote as current_quote,
        previous.observation_id as previous_observation_id,
        previous.article_id as previous_article_id,
        previous.stage as previous_stage,
        previous.value as previous_value,
        previous.low as previous_low,
        previous.high as previous_high,
        previous.quote as previous_quote
    from stated
    left join {{ ref('int_stated_levels') }} as told on stated.observation_id = told.stated_observation_id
    left join levels as previous
        on stated.subject_id = previous.subject_id
        and stated.base_key = previous.period_key
        and told.unit = previous.unit
),

-- Two levels a year apart that no article compares.
unstated as (
    select
        told.observation_id,
        told.fact_id as told_fact_id,
        told.kind,
        told.stage,
        told.period,
        told.period_start,
        told.period_end,
        told.period_year,
        told.frequency,
        told.months,
        told.previous_year_key,
        previous.period_key as base_key,
        previous.period as base_period,
        told.observation_id as current_observation_id,
        'standing statement' as current_from,
        told.article_id as current_article_id,
        told.stage as current_stage,
        told.unit as current_unit,
        told.value as current_value,
        told.low as current_low,
        told.high as current_high,
        told.quote as current_quote,
        previous.observation_id as previous_observation_id,
        previous.article_id as previous_article_id,
        previous.stage as previous_stage,
        previous.value as previous_value,
        previous.low as previous_low,
        previous.high as previous_high,
        previous.quote as previous_quote
    from levels as told
    inner join levels as previous
        on told.subject_id = previous.subject_id
        and told.unit = previous.unit
        and told.previous_year_key = previous.period_key
    anti join stated
        on told.subject_id = stated.subject_id
        and told.period_key = stated.period_key
        and told.previous_year_key = stated.base_key
),

joined as (
    select
        *,
        case
            when base_key = previous_year_key then 'year before'
            when base_key = previous_period_key
                then case frequency when 'M' then 'month before' else 'period before' end
            when base_key = previous_annual_key then 'start of year'
            when base_key = 0 and months > 12 then 'yearly average'
            when base_key = 0 then 'not told'
            else 'other'
        end as comparison,
        current_unit as unit,
        coalesce(kind = 'rate' and current_unit in ('PERCENT', 'PERMILLE', 'PP', 'PER_100'), false) as is_rate,
        current_article_id != previous_article_id as is_across_articles
    from (
        select * from stated_with_levels
        union all by name
        select * from unstated
    ) as comparisons
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
    {{ key_of(['computed.told_fact_id', 'computed.base_period']) }} as comparison_id,
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
    current_articles.article as current_article,
    computed.previous_quote,
    previous_articles.article as previous_article,
    {{ source_columns('observations') }}
from computed
inner join {{ ref('fct_observations') }} as observations on computed.observation_id = observations.observation_id
left join {{ ref('stg_articles') }} as current_articles on computed.current_article_id = current_articles.article_id
left join {{ ref('stg_articles') }} as previous_articles on computed.previous_article_id = previous_articles.article_id
