with stated as (
    select observation_id, article_id, subject_id, period_key, span_start
    from {{ ref('int_facts') }}
    where role = 'result' and measure in ('attainment_pct', 'change_pct', 'change_abs', 'index_pct')
),

told_levels as (
    select
        observation_id, article_id, subject_id, period_key, span_start, fact_id, stage, comparator, value,
        unit, quote, bound_low, bound_high, low, high
    from {{ ref('int_statements') }}
    where role = 'result' and measure = 'level' and subject_id is not null
),

standing_levels as (
    select
        observation_id, article_id, subject_id, period_key, span_start, fact_id, stage, comparator, value,
        unit, quote, bound_low, bound_high, low, high
    from {{ ref('int_facts') }}
    where role = 'result' and measure = 'level'
),

same_article as (
    select
        stated.observation_id as stated_observation_id,
        'same article' as level_from,
        told_levels.*
    from stated
    inner join told_levels
        on stated.article_id = told_levels.article_id
        and stated.subject_id = told_levels.subject_id
        and stated.period_key = told_levels.period_key
    qualify row_number() over (
            partition by stated.observation_id
            order by
                told_levels.span_start <= stated.span_start desc,
                abs(told_levels.span_start - stated.span_start),
                told_levels.observation_id
        ) = 1
),

standing as (
    select
        stated.observation_id as stated_observation_id,
        'standing statement' as level_from,
        told_levels.*
    from stated
    anti join same_article on stated.observation_id = same_article.stated_observation_id
    inner join standing_levels as told_levels
        on stated.subject_id = told_levels.subject_id
        and stated.period_key = told_levels.period_key
    qualify row_number() over (partition by stated.observation_id order by told_levels.unit) = 1
)

select * exclude (subject_id, period_key, span_start) from same_article
union all by name
select * exclude (subject_id, period_key, span_start) from standing
