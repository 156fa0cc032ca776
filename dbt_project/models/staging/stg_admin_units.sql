{{ config(materialized='table') }}

with source as (
    select * from {{ read_seed_csv('admin_units.csv') }}
)

select
    unit_id,
    code,
    name,
    short_name,
    type,
    level,
    parent_id,
    province_name,
    {{ partial_date('valid_from') }} as valid_from,
    {{ partial_date('valid_to') }} as valid_to,
    successor_ids,
    aliases,
    cast(latitude as double) as latitude,
    cast(longitude as double) as longitude,
    {{ name_key('name') }} as name_key,
    {{ name_key('province_name') }} as province_key
from source
