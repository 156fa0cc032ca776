with stated as (
    select observation_id, article_id, subject_id, period_key, span_start
    from {{ ref('int_facts') }}
    where role = 'result' and measure in ('attainment_pct', 'change_pct', 'change_abs', 'index_pct')
),

same_article as (
    select
        stated.observation_id,
        levels.observation_id as level_observation_id
    from stated
    inner join {{ ref('int_statements') }} as levels
        on stated.article_id = levels.article_id
        and stated.subject_id = levels.subject_id
        and stated.period_key = levels.period_key
    where levels.role = 'result' and levels.measure = 'level'
    qualify row_number() over (
        partition by stated.observation_id
        order by
            levels.span_start <= stated.span_start desc,
            abs(levels.span_start - stated.span_start),
            levels.observation_id
    ) = 1
),

standing as (
    select
        stated.observation_id,
        arg_min(levels.observation_id, levels.unit) as level_observation_id
    from stated
    inner join {{ ref('int_facts') }} as levels
        on stated.subject_id = levels.subject_id
        and stated.period_key = levels.period_key
    where levels.role = 'result' and levels.measure = 'level'
    group by stated.observation_id
)

select
    stated.observation_id,
    coalesce(same_article.level_observation_id, standing.level_observation_id) as level_observation_id,
    case when same_article.level_observation_id is not null then 'same article' else 'standing statement' end as level_from
from stated
left join same_article on stated.observation_id = same_article.observation_id
left join standing on stated.observation_id = standing.observation_id
where same_article.level_observation_id is not null or standing.level_observation_id is not null
