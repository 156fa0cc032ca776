with grouped as (
    select
        place_id,
        period_year as year,
        coalesce(topic, 'no indicator') as topic,
        count(distinct article_id) as articles,
        count(*) as observations,
        count(*) filter (where stage = 'target') as targets,
        count(*) filter (where stage != 'target') as results,
        count(distinct indicator) as indicators,
        min(observation_id) as observation_id
    from {{ ref('fct_observations') }}
    group by place_id, period_year, coalesce(topic, 'no indicator')
)

select
    {{ key_of(['grouped.place_id', 'grouped.year', 'grouped.topic']) }} as coverage_id,
    grouped.place_id,
    observations.place_name,
    observations.place_level,
    observations.place_province,
    grouped.year,
    grouped.topic,
    grouped.articles,
    grouped.observations,
    grouped.targets,
    grouped.results,
    grouped.indicators,
    {{ source_columns('observations') }}
from grouped
inner join {{ ref('fct_observations') }} as observations on grouped.observation_id = observations.observation_id
