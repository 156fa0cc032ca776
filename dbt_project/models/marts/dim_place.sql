with listed as (
    select
        units.unit_id as place_id,
        units.unit_id,
        units.code,
        units.name,
        units.short_name,
        units.type,
        units.level,
        units.parent_id,
        parents.name as parent_name,
        units.province_name,
        units.valid_from,
        units.valid_to,
        units.successor_ids,
        units.aliases,
        units.latitude,
        units.longitude,
        lineage.lineage_id
    from {{ ref('stg_admin_units') }} as units
    left join {{ ref('stg_admin_units') }} as parents on units.parent_id = parents.unit_id
    left join {{ ref('int_unit_lineage') }} as lineage on units.unit_id = lineage.unit_id
),

mentioned as (
    select
        place_id,
        any_value(place_level) as place_level,
        any_value(official_name) as place_name,
        any_value(province_name) as province_name,
        min(case when place_match in ('ambiguous', 'unlisted') then place_match else 'listed' end) as place_match
    from {{ ref('int_places') }}
    group by place_id
)

select
    coalesce(listed.place_id, mentioned.place_id) as place_id,
    listed.unit_id,
    listed.code,
    coalesce(listed.name, mentioned.place_name) as name,
    listed.short_name,
    listed.type,
    coalesce(listed.level, mentioned.place_level) as level,
    listed.parent_id,
    listed.parent_name,
    coalesce(listed.province_name, mentioned.province_name) as province_name,
    listed.valid_from,
    listed.valid_to,
    listed.valid_to is null as is_current,
    listed.successor_ids,
    coalesce(len(string_split(listed.successor_ids, '|')), 0) as successors,
    coalesce(listed.lineage_id, mentioned.place_id) as lineage_id,
    listed.aliases,
    listed.latitude,
    listed.longitude,
    coalesce(mentioned.place_match, 'listed') as place_match,
    mentioned.place_id is not null as is_observed
from listed
full outer join mentioned on listed.place_id = mentioned.place_id
