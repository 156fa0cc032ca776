-- Communes into today's communes, districts and provinces into today's provinces.
with bridge as (
    select *
    from {{ ref('bridge_place_successor') }}
    where not is_itself
        and (place_level = successor_level or (place_level = 'district' and successor_level = 'province'))
),

levels as (
    select * from {{ ref('int_facts') }}
    where role = 'result' and measure = 'level' and stage != 'forecast'
),

-- Units of one level that made up today's unit when the figure was of; one renamed on the
-- way is one.
expected as (
    select
        periods.period_key,
        bridge.successor_id,
        bridge.place_level,
        count(distinct bridge.lineage_id) as members_expected
    from (select distinct period_key, period_end from levels) as periods
    inner join bridge
        on coalesce(bridge.valid_from <= periods.period_end, true)
        and coalesce(bridge.valid_to > periods.period_end, true)
    group by periods.period_key, bridge.successor_id, bridge.place_level
),

members as (
    select
        levels.*,
        bridge.successor_id,
        bridge.successor_name,
        bridge.successor_level,
        bridge.successor_province,
        bridge.is_whole
    from levels
    inner join bridge on levels.place_id = bridge.place_id
),

grouped as (
    select
        members.successor_id,
        members.place_level as member_level,
        members.indicator,
        members.item_key,
        members.period_key,
        members.unit,
        any_value(members.successor_name) as successor_name,
        any_value(members.successor_level) as successor_level,
        any_value(members.successor_province) as successor_province,
        any_value(members.period) as period,
        any_value(members.period_start) as period_start,
        any_value(members.period_end) as period_end,
        sum(members.value) as value_sum,
        count(*) as members_reporting,
        bool_and(members.is_whole) as is_whole,
        bool_and(members.comparator in ('eq', 'approx')) as is_exact,
        string_agg(members.observation_id, '|' order by members.observation_id) as observation_ids,
        min(members.observation_id) as observation_id
    from members
    group by
        members.successor_id, members.place_level, members.indicator, members.item_key,
        members.period_key, members.unit
),

refused as (
    select
        grouped.*,
        expected.members_expected,
        case
            when not indicators.is_summable then indicators.not_summable_reason
            when not grouped.is_whole then 'a reporting unit was split among several units of today'
            when not grouped.is_exact then 'a reporting unit gives a bound or a range, no number'
        end as refusal_reason
    from grouped
    left join {{ ref('stg_indicators') }} as indicators on grouped.indicator = indicators.indicator
    left join expected
        on grouped.successor_id = expected.successor_id
        and grouped.member_level = expected.place_level
        and grouped.period_key = expected.period_key
)

select
    {{ key_of(['refused.successor_id', 'refused.member_level', 'refused.indicator', 'refused.item_key', 'refused.period_key', 'refused.unit']) }} as sum_id,
    refused.successor_id as place_id,
    refused.successor_name as place_name,
    refused.successor_level as place_level,
    refused.successor_province as place_province,
    refused.member_level,
    refused.indicator,
    observations.indicator_name_vi,
    observations.item,
    refused.period,
    refused.period_start,
    refused.period_end,
    refused.unit,
    case when refused.refusal_reason is null then refused.value_sum end as sum_of_reporting,
    refused.refusal_reason,
    cast(refused.members_reporting as integer) as members_reporting,
    cast(coalesce(refused.members_expected, refused.members_reporting) as integer) as members_expected,
    refused.members_reporting >= coalesce(refused.members_expected, refused.members_reporting) as is_complete,
    refused.observation_ids,
    {{ source_columns('observations') }}
from refused
inner join {{ ref('fct_observations') }} as observations on refused.observation_id = observations.observation_id
