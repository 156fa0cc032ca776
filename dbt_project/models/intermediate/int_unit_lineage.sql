{{ config(materialized='table') }}

with recursive units as (
    select * from {{ ref('stg_admin_units') }}
),

steps as (
    select
        units.unit_id,
        units.level,
        unnest(string_split(units.successor_ids, '|')) as successor_id
    from units
    where units.successor_ids is not null
),

successor_counts as (
    select unit_id, count(*) as successors
    from steps
    group by unit_id
),

-- A commune of 2025 also follows a district; what counts is how many of its own level.
predecessor_counts as (
    select steps.successor_id, count(*) as predecessors
    from steps
    inner join units as successor on steps.successor_id = successor.unit_id
    where steps.level = successor.level
    group by steps.successor_id
),

-- Renamed or raised in rank over the same territory: one successor of the same level, which
-- has no other predecessor and began when this one ended. (Lộc Hà went into Thạch Hà, which
-- was there before: not one line.)
continuations as (
    select
        steps.unit_id,
        steps.successor_id
    from steps
    inner join successor_counts on steps.unit_id = successor_counts.unit_id
    inner join predecessor_counts on steps.successor_id = predecessor_counts.successor_id
    inner join units on steps.unit_id = units.unit_id
    inner join units as successor on steps.successor_id = successor.unit_id
    where successor_counts.successors = 1
        and predecessor_counts.predecessors = 1
        and successor.level = steps.level
        and successor.valid_from = units.valid_to
),

walk as (
    select unit_id, unit_id as lineage_id, 0 as depth
    from units
    union all
    select walk.unit_id, continuations.successor_id, walk.depth + 1
    from walk
    inner join continuations on walk.lineage_id = continuations.unit_id
    where walk.depth < 10
)

select
    unit_id,
    arg_max(lineage_id, depth) as lineage_id
from walk
group by unit_id
