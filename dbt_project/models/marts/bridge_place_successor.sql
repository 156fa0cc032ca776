with recursive units as (
    select * from {{ ref('stg_admin_units') }}
    where level in ('province', 'district', 'commune')
),

steps as (
    select
        unit_id,
        unnest(string_split(successor_ids, '|')) as successor_id
    from units
    where successor_ids is not null
),

-- From every unit to those that came after it, down to today's.
walk as (
    select unit_id, unit_id as later_id, 0 as depth
    from units
    union
    select walk.unit_id, steps.successor_id, walk.depth + 1
    from walk
    inner join steps on walk.later_id = steps.unit_id
    where walk.depth < 10
),

todays as (
    select distinct
        walk.unit_id,
        units.unit_id as successor_id,
        units.level as successor_level,
        units.parent_id as successor_parent_id
    from walk
    inner join units on walk.later_id = units.unit_id
    where units.valid_to is null
),

-- A commune or district also lies in the province that today's communes of it belong to.
with_provinces as (
    select unit_id, successor_id from todays
    union
    select unit_id, successor_parent_id as successor_id
    from todays
    where successor_level = 'commune' and successor_parent_id is not null
),

related as (
    select
        with_provinces.unit_id,
        with_provinces.successor_id,
        successors.name as successor_name,
        successors.level as successor_level,
        successors.province_name as successor_province,
        count(*) over (partition by with_provinces.unit_id, successors.level) as successors
    from with_provinces
    inner join units as successors on with_provinces.successor_id = successors.unit_id
)

select
    {{ key_of(['related.unit_id', 'related.successor_id']) }} as bridge_id,
    units.unit_id as place_id,
    lineage.lineage_id,
    units.name as place_name,
    units.level as place_level,
    units.province_name as place_province,
    units.valid_from,
    units.valid_to,
    related.successor_id,
    related.successor_name,
    related.successor_level,
    related.successor_province,
    cast(related.successors as integer) as successors,
    related.unit_id = related.successor_id as is_itself,
    related.successors = 1 as is_whole,
    case
        when related.successors > 1
            then 'split among ' || related.successors || ' units of today: its figures cannot be divided'
    end as refusal_reason
from related
inner join units on related.unit_id = units.unit_id
left join {{ ref('int_unit_lineage') }} as lineage on units.unit_id = lineage.unit_id
