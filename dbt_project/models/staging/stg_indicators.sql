with source as (
    select * from {{ ref('indicators') }}
)

select
    cast(indicator as varchar) as indicator,
    cast(topic as varchar) as topic,
    cast(name_vi as varchar) as name_vi,
    cast(name_en as varchar) as name_en,
    cast(unit as varchar) as unit,
    cast(kind as varchar) as kind,
    cast(better as varchar) as better,
    cast(parent as varchar) as parent,
    cast(aliases_vi as varchar) as aliases_vi,
    cast(official_code as varchar) as official_code,
    cast(official_source as varchar) as official_source,
    kind in ('flow', 'stock')
    and indicator not in ('{{ var("not_summable_indicators") | join("', '") }}') as is_summable,
    case
        when kind in ('rate', 'index', 'rank') then kind || ': places cannot be added up'
        when indicator in ('{{ var("not_summable_indicators") | join("', '") }}')
            then 'an average per head, per worker or per commune, or a score: places cannot be added up'
    end as not_summable_reason
from source
