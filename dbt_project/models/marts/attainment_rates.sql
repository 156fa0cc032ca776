with results as (
    select * from {{ ref('int_facts') }}
    where role = 'result' and measure in ('level', 'change_pct', 'change_abs', 'index_pct', 'fraction', 'rank')
),

targets as (
    select
        *,
        {{ target_direction('comparator', 'value', 'better') }} as direction
    from {{ ref('int_facts') }}
    where role = 'target' and measure in ('level', 'change_pct', 'change_abs', 'index_pct', 'fraction', 'rank')
),

-- A stated rate with the result that it speaks of.
stated as (
    select
        rates.*,
        levels.observation_id as result_observation_id,
        levels.article_id as result_article_id,
        levels.fact_id as result_fact_id,
        levels.level_from,
        levels.stage as result_stage,
        levels.comparator as result_comparator,
        levels.value as result_value,
        levels.unit as result_unit,
        levels.quote as result_quote,
        levels.bound_low as result_bound_low,
        levels.bound_high as result_bound_high,
        levels.low as result_low,
        levels.high as result_high
    from {{ ref('int_facts') }} as rates
    left join {{ ref('int_stated_levels') }} as levels on rates.observation_id = levels.stated_observation_id
    where rates.role = 'result' and rates.measure = 'attainment_pct'
),

-- The target that a stated rate is of: one of the same planner, or, where either leaves the
-- planner out, one that could be; of the same time or of the year around it; best the one
-- that the figures agree with.
stated_targets as (
    select
        stated.observation_id as stated_observation_id,
        targets.observation_id as target_observation_id,
        stated.result_observation_id,
        coalesce(stated.plan_by, '') = coalesce(targets.plan_by, '') as is_same_planner
    from stated
    inner join targets
        on stated.subject_id = targets.subject_id
        and targets.measure = 'level'
        and (stated.result_unit is null or stated.result_unit = targets.unit)
        and targets.period_key in (stated.period_key, stated.year_key)
        and coalesce(stated.plan_by = targets.plan_by, true)
    qualify row_number() over (
            partition by stated.observation_id
            order by
                stated.plan_by is not distinct from targets.plan_by desc,
                coalesce(
                    targets.low > 0 and {{ intervals_agree(
                    '100 * stated.result_low / targets.high', '100 * stated.result_high / targets.low',
                    'stated.low', 'stated.high'
                ) }},
                    false
                ) desc,
                targets.period_key = stated.period_key desc,
                targets.article_date desc,
                targets.observation_id
        ) = 1
),

-- Every standing result beside every standing target of its time that no stated rate has yet
-- put beside each other: the same
-- period, the year around a part of it, or the term around a year's stock or rate.
matches as (
    select
        results.observation_id,
        targets.observation_id as target_observation_id
    from results
    inner join targets
        on results.subject_id = targets.subject_id
        and results.measure = targets.measure
        and results.unit = targets.unit
        and results.base_key = targets.base_key
        and results.period_key = targets.period_key
    where results.measure != 'fraction' or results.value_max = targets.value_max
    union all
    select
        results.observation_id,
        targets.observation_id as target_observation_id
    from results
    inner join targets
        on results.subject_id = targets.subject_id
        and results.unit = targets.unit
        and results.year_key = targets.period_key
    where results.measure = 'level' and targets.measure = 'level'
        -- One month's flow is no progress of the year; the sum since 1 January is.
        and (results.kind != 'flow' or results.frequency = 'D' or results.period_start = targets.period_start)
    union all
    select
        results.observation_id,
        targets.observation_id as target_observation_id
    from results
    inner join targets
        on results.subject_id = targets.subject_id
        and results.unit = targets.unit
        and results.period_start >= targets.period_start
        and results.period_end <= targets.period_end
    where results.measure = 'level' and targets.measure = 'level'
        and results.kind in ('stock', 'rate')
        and results.frequency = 'A'
        and targets.frequency like 'P%Y'
),

pairs as (
    select
        results.*,
        matches.target_observation_id
    from matches
    inner join results on matches.observation_id = results.observation_id
    anti join stated_targets as used
        on matches.target_observation_id = used.target_observation_id
        and matches.observation_id = used.result_observation_id
),

rows_of_rates as (
    select
        stated.observation_id,
        stated.observation_id as stated_observation_id,
        stated.fact_id as first_fact_id,
        stated.period,
        stated.period_start,
        stated.period_end,
        stated.period_year,
        stated.frequency,
        'level' as measure,
        stated.stage,
        stated.plan_by,
        stated.better,
        stated.value as stated_pct,
        stated.comparator as stated_comparator,
        stated.low as stated_low,
        stated.high as stated_high,
        stated.bound_low as stated_bound_low,
        stated.bound_high as stated_bound_high,
        stated.level_from as result_from,
        stated.result_observation_id,
        stated.result_article_id,
        stated.result_unit,
        stated.result_value,
        stated.result_comparator,
        stated.result_low,
        stated.result_high,
        stated.result_bound_low,
        stated.result_bound_high,
        stated.result_quote,
        stated_targets.target_observation_id,
        stated_targets.is_same_planner
    from stated
    left join stated_targets on stated.observation_id = stated_targets.stated_observation_id
    union all by name
    select
        observation_id,
        fact_id as first_fact_id,
        period,
        period_start,
        period_end,
        period_year,
        frequency,
        measure,
        stage,
        better,
        'standing statement' as result_from,
        observation_id as result_observation_id,
        article_id as result_article_id,
        unit as result_unit,
        value as result_value,
        comparator as result_comparator,
        low as result_low,
        high as result_high,
        bound_low as result_bound_low,
        bound_high as result_bound_high,
        quote as result_quote,
        target_observation_id
    from pairs
),

joined as (
    select
        rows_of_rates.* exclude (plan_by, result_unit), -- noqa: RF02, names to leave out are no references
        case when rows_of_rates.stated_observation_id is null then targets.plan_by else rows_of_rates.plan_by end as plan_by,
        coalesce(rows_of_rates.result_unit, targets.unit) as unit,
        targets.fact_id as target_id,
        targets.article_id as target_article_id,
        targets.period as target_period,
        targets.period_end as target_period_end,
        {{ term_of('targets.frequency') }} as target_term,
        targets.comparator as target_comparator,
        targets.value as target_value,
        targets.low as target_rounded_low,
        targets.high as target_rounded_high,
        targets.bound_low as target_bound_low,
        targets.bound_high as target_bound_high,
        targets.direction,
        targets.quote as target_quote
    from rows_of_rates
    left join targets on rows_of_rates.target_observation_id = targets.observation_id
),

referred as (
    select
        *,
        {{ target_reference('direction', 'target_bound_low', 'target_bound_high', 'target_value') }} as target_reference
    from joined
),

computed as (
    select
        *,
        -- Result and target on different sides of nought have no ratio.
        case
            when result_value >= 0 and target_reference > 0 or result_value <= 0 and target_reference < 0
                then 100 * result_value / target_reference
        end as result_of_target_pct,
        direction = 'at_most' and target_reference > 0
        or direction = 'at_least' and target_reference < 0 as is_lower_better,
        case
            when result_low >= 0 and target_rounded_low > 0 then 100 * result_low / target_rounded_high
        end as ratio_low,
        case
            when result_low >= 0 and target_rounded_low > 0 then 100 * result_high / target_rounded_low
        end as ratio_high,
        {{ is_target_met(
            'direction', 'target_reference', 'target_comparator', 'target_bound_low', 'target_bound_high',
            'result_bound_low', 'result_bound_high', 'result_comparator', 'result_value'
        ) }} as is_met_computed,
        case
            when (target_observation_id is null or not is_same_planner) and better = 'up' then
                case when stated_bound_low >= 100 then true when stated_bound_high < 100 then false end
        end as is_met_stated
    from referred
),

rated as (
    select
        *,
        case
            when not is_lower_better then result_of_target_pct
            when result_value != 0 and result_of_target_pct is not null then 100 * target_reference / result_value
        end as computed_pct,
        case
            when is_same_planner and stated_pct is not null and ratio_low is not null then
                {{ intervals_agree('ratio_low', 'ratio_high', 'stated_low', 'stated_high') }}
                or (
                    is_lower_better
                    and ratio_low > 0
                    and {{ intervals_agree('10000 / ratio_high', '10000 / ratio_low', 'stated_low', 'stated_high') }}
                )
        end as figures_agree
    from computed
)

select
    {{ key_of(['rated.first_fact_id', 'rated.target_id', 'rated.stated_observation_id is null']) }} as attainment_id,
    {{ subject_columns('observations') }},
    rated.period,
    rated.period_start,
    rated.period_end,
    rated.period_year,
    rated.frequency,
    rated.measure,
    rated.stage,
    rated.plan_by,
    rated.unit,
    rated.result_value,
    rated.result_comparator,
    rated.result_from,
    rated.target_id,
    rated.target_period,
    rated.target_term,
    rated.target_comparator,
    rated.target_value,
    {{ closed('rated.target_bound_low') }} as target_low,
    {{ closed('rated.target_bound_high') }} as target_high,
    rated.direction,
    rated.stated_pct,
    rated.stated_comparator,
    rated.computed_pct,
    rated.result_of_target_pct,
    case when rated.figures_agree is not null then rated.stated_pct - rated.result_of_target_pct end as stated_minus_computed_pp,
    not rated.figures_agree as is_mismatch,
    rated.is_same_planner,
    case when rated.stated_pct > 0 then 100 * rated.result_value / rated.stated_pct end as implied_target_value,
    case when rated.stated_pct > 0 then {{ closed('100 * rated.result_low / rated.stated_high') }} end as implied_target_low,
    case when rated.stated_low > 0 then {{ closed('100 * rated.result_high / rated.stated_low') }} end as implied_target_high,
    -- A rate said of one planner's plan is not overruled by another planner's target.
    case
        when rated.stated_pct is not null and not coalesce(rated.is_same_planner, true) then rated.is_met_stated
        else coalesce(rated.is_met_computed, rated.is_met_stated)
    end as is_met,
    case
        when rated.stated_pct is not null and not coalesce(rated.is_same_planner, true)
            then case when rated.is_met_stated is not null then 'stated' end
        when rated.is_met_computed is not null then 'computed'
        when rated.is_met_stated is not null then 'stated'
    end as is_met_from,
    rated.period_end >= coalesce(rated.target_period_end, make_date(year(rated.period_end), 12, 31)) as is_due,
    rated.result_value - rated.target_reference as gap,
    case rated.direction
        when 'at_least' then greatest(0, rated.target_reference - rated.result_value)
        when 'at_most' then greatest(0, rated.result_value - rated.target_reference)
    end as shortfall,
    rated.stated_observation_id,
    rated.result_observation_id,
    rated.target_observation_id,
    rated.result_quote,
    result_articles.article as result_article,
    rated.target_quote,
    target_articles.article as target_article,
    {{ source_columns('observations') }}
from rated
inner join {{ ref('fct_observations') }} as observations on rated.observation_id = observations.observation_id
left join {{ ref('stg_articles') }} as result_articles on rated.result_article_id = result_articles.article_id
left join {{ ref('stg_articles') }} as target_articles on rated.target_article_id = target_articles.article_id
