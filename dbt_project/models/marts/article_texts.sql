select
    article_id,
    article,
    text
from {{ ref('stg_articles') }}
