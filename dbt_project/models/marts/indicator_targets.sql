with statements as (
    select
        statements.observation_id,
        statements.article_id,
        statements.article_date,
        statements.span_start,
        statements.subject_id,
        statements.series_id,
        statements.fact_id,
        statements.kind,
        statements.better,
        statements.period,
        statements.period_start,
        statements.period_end,
        statements.period_year,
        statements.frequency,
        statements.measure,
        statements.comparator,
        statements.value,
        statements.unit,
        statements.base_period,
        statements.plan_by,
        coalesce(standing.stands, true) as stands,
        {{ closed('statements.bound_low') }} as target_low,
        {{ closed('statements.bound_high') }} as target_high
    from {{ ref('int_statements') }} as statements
    left join {{ ref('int_standing') }} as standing on statements.observation_id = standing.observation_id
    where statements.role = 'target' and statements.fact_id is not null
),

-- A later article with another number revises; the same number again, or twice in one
-- article, does not.
compared as (
    select
        *,
        lag(target_low) over told as previous_low,
        lag(target_high) over told as previous_high,
        lag(observation_id) over told as previous_observation_id,
        coalesce(
            lag(article_id) over told != article_id
            and (
                lag(target_low) over told is distinct from target_low
                or lag(target_high) over told is distinct from target_high
                or lag(comparator) over told is distinct from comparator
            ),
            false
        ) as is_revision
    from statements
    window told as (partition by fact_id order by article_date, article_id, span_start, observation_id)
),

numbered as (
    select
        *,
        1 + sum(cast(is_revision as integer)) over (
            partition by fact_id order by article_date, article_id, span_start, observation_id
            rows unbounded preceding
        ) as revision_number,
        1 + sum(cast(is_revision as integer)) over (partition by fact_id) as revisions
    from compared
),

terms as (
    select * from numbered
    where stands and frequency like 'P%Y'
),

yearly as (
    select * from numbered
    where stands and frequency = 'A'
),

-- The standing plan of several years that a year's target is a step of: of the same planner
-- where there is one, else of whoever made it.
beside as (
    select
        yearly.observation_id,
        terms.observation_id as term_observation_id,
        terms.period as term_period,
        terms.plan_by as term_plan_by,
        terms.target_low as term_target_low,
        terms.target_high as term_target_high,
        yearly.period_year - year(terms.period_start) + 1 as year_of_term
    from numbered as yearly
    inner join terms
        on yearly.subject_id = terms.subject_id
        and yearly.measure = terms.measure
        and yearly.unit = terms.unit
        and yearly.period_start >= terms.period_start
        and yearly.period_end <= terms.period_end
    where yearly.frequency = 'A'
    qualify row_number() over (
            partition by yearly.observation_id
            order by terms.plan_by is not distinct from yearly.plan_by desc, terms.article_date desc, terms.observation_id
        ) = 1
),

-- What the yearly targets inside a plan of several years add up to.
inside as (
    select
        terms.observation_id,
        count(distinct yearly.period_year) as yearly_targets,
        sum(yearly.value) as yearly_targets_sum
    from terms
    inner join yearly
        on terms.subject_id = yearly.subject_id
        and terms.measure = yearly.measure
        and terms.unit = yearly.unit
        and terms.plan_by is not distinct from yearly.plan_by
        and yearly.period_start >= terms.period_start
        and yearly.period_end <= terms.period_end
    group by terms.observation_id
)

select
    {{ subject_columns('observations') }},
    numbered.series_id,
    numbered.fact_id as target_id,
    numbered.period,
    numbered.period_start,
    numbered.period_end,
    numbered.period_year,
    {{ term_of('numbered.frequency') }} as term,
    numbered.measure,
    numbered.comparator,
    numbered.value as target_value,
    numbered.target_low,
    numbered.target_high,
    numbered.unit,
    numbered.base_period,
    numbered.plan_by,
    {{ target_direction('numbered.comparator', 'numbered.value', 'numbered.better') }} as direction,
    cast(numbered.revision_number as integer) as revision_number,
    cast(numbered.revisions as integer) as revisions,
    numbered.is_revision,
    numbered.stands as is_current,
    case when numbered.is_revision then numbered.previous_observation_id end as revises_observation_id,
    case when numbered.is_revision then numbered.previous_low end as previous_target_low,
    case when numbered.is_revision then numbered.previous_high end as previous_target_high,
    beside.term_period,
    beside.term_plan_by,
    beside.term_target_low,
    beside.term_target_high,
    beside.term_observation_id,
    cast(beside.year_of_term as integer) as year_of_term,
    cast(inside.yearly_targets as integer) as yearly_targets,
    case when numbered.kind = 'flow' and numbered.measure = 'level' then inside.yearly_targets_sum end as yearly_targets_sum,
    observations.is_corrected,
    {{ source_columns('observations') }}
from numbered
inner join {{ ref('fct_observations') }} as observations on numbered.observation_id = observations.observation_id
left join beside on numbered.observation_id = beside.observation_id
left join inside on numbered.observation_id = inside.observation_id
