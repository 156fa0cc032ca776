with counted as (
    select
        article_id,
        count(*) as observations,
        count(indicator) as observations_with_indicator,
        arg_min(place_id, observation_id) filter (where is_own_government) as own_place_id
    from {{ ref('int_statements') }}
    group by article_id
)

select
    articles.article_id,
    articles.article,
    articles.path,
    articles.reader,
    articles.title,
    articles.url,
    articles.publisher,
    articles.author,
    articles.published,
    dates.article_date,
    dates.article_date_from,
    counted.own_place_id,
    length(articles.text) as characters,
    coalesce(counted.observations, 0) as observations,
    coalesce(counted.observations_with_indicator, 0) as observations_with_indicator,
    articles.size_bytes,
    articles.ingested_at
from {{ ref('stg_articles') }} as articles
left join {{ ref('int_article_dates') }} as dates on articles.article_id = dates.article_id
left join counted on articles.article_id = counted.article_id
