with source as (
    select * from {{ source('staging', 'refused') }}
)

select
    cast(path as varchar) as path,
    cast(article as varchar) as article,
    cast(reason_code as varchar) as reason_code,
    cast(reason as varchar) as reason,
    cast(refused_at as timestamp) as refused_at
from source
