with yearly as (
    select
        facts.*,
        coalesce(places.parent_id, places.province_name, 'none') as parent_id,
        coalesce(places.parent_name, places.province_name) as parent_name
    from {{ ref('int_facts') }} as facts
    left join {{ ref('dim_place') }} as places on facts.place_id = places.place_id
    where facts.role = 'result' and facts.measure = 'level' and facts.frequency = 'A'
        and facts.place_level in ('province', 'district', 'commune')
),

-- Higher is first unless the codebook says that lower is better.
ranked as (
    select
        *,
        case better when 'down' then 'lowest first' else 'highest first' end as ranked_by,
        case better when 'down' then value else -value end as sort_value
    from yearly
)

select
    {{ key_of(['ranked.fact_id']) }} as ranking_id,
    {{ subject_columns('observations') }},
    ranked.parent_id,
    ranked.parent_name,
    ranked.period_year as year,
    ranked.value,
    ranked.comparator,
    ranked.unit,
    ranked.stage,
    ranked.ranked_by,
    cast(rank() over (
        partition by ranked.indicator, ranked.item_key, ranked.unit, ranked.period_key, ranked.place_level, ranked.parent_id
        order by ranked.sort_value
    ) as integer) as rank,
    cast(count(*) over (
        partition by ranked.indicator, ranked.item_key, ranked.unit, ranked.period_key, ranked.place_level, ranked.parent_id
    ) as integer) as places_ranked,
    {{ source_columns('observations') }}
from ranked
inner join {{ ref('fct_observations') }} as observations on ranked.observation_id = observations.observation_id
