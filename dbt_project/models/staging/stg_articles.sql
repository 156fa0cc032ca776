with source as (
    select * from {{ source('staging', 'articles') }}
)

select
    cast(article_id as varchar) as article_id,
    cast(article as varchar) as article,
    cast(path as varchar) as path,
    cast(reader as varchar) as reader,
    cast(text as varchar) as text,
    cast(title as varchar) as title,
    cast(url as varchar) as url,
    cast(publisher as varchar) as publisher,
    cast(author as varchar) as author,
    cast(published as date) as published,
    cast(size_bytes as bigint) as size_bytes,
    cast(ingested_at as timestamp) as ingested_at
from source
