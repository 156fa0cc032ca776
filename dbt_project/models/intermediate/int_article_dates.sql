with observed as (
    select
        observations.article_id,
        max(periods.period_end) filter (where observations.stage in ('actual', 'estimate')) as last_result,
        min(periods.period_start) as first_period
    from {{ ref('stg_observations') }} as observations
    inner join {{ ref('int_periods') }} as periods on observations.period = periods.written_period
    group by observations.article_id
)

select
    articles.article_id,
    coalesce(articles.published, observed.last_result, observed.first_period) as article_date,
    case
        when articles.published is not null then 'published'
        when observed.last_result is not null then 'last_result'
        when observed.first_period is not null then 'first_period'
        else 'unknown'
    end as article_date_from
from {{ ref('stg_articles') }} as articles
left join observed on articles.article_id = observed.article_id
