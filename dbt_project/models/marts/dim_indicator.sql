select
    indicator,
    topic,
    name_vi,
    name_en,
    unit,
    kind,
    better,
    parent,
    aliases_vi,
    official_code,
    official_source,
    is_summable,
    not_summable_reason
from {{ ref('stg_indicators') }}
