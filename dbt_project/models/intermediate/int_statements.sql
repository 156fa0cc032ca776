with observations as (
    select * from {{ ref('stg_observations') }}
),

periods as (
    select * from {{ ref('int_periods') }}
),

joined as (
    select
        observations.observation_id,
        observations.article_id,
        observations.article,
        observations.span_start,
        observations.span_end,
        observations.sentence_start,
        observations.sentence_end,
        observations.quote,
        observations.indicator,
        observations.indicator_text,
        observations.item,
        coalesce({{ name_key('observations.item') }}, '') as item_key,
        places.place_id,
        coalesce(places.lineage_id, places.place_id) as lineage_id,
        places.official_name as place_name,
        observations.place_level,
        places.province_name as place_province,
        periods.period,
        periods.period_start,
        periods.period_end,
        periods.period_year,
        periods.frequency,
        periods.period_key,
        periods.year_key,
        periods.previous_year_key,
        periods.previous_period_key,
        periods.previous_annual_key,
        periods.months,
        observations.measure,
        observations.stage,
        observations.comparator,
        observations.value,
        observations.value_max,
        observations.unit,
        base.period as base_period,
        coalesce(base.period_key, 0) as base_key,
        observations.plan_by,
        observations.rules,
        observations.confidence,
        observations.is_corrected,
        observations.correction_reason,
        dates.article_date,
        places.is_own_place as is_own_government,
        indicators.topic,
        indicators.name_vi as indicator_name_vi,
        indicators.kind,
        case when observations.measure = 'rank' then 'down' else indicators.better end as better,
        units.dimension,
        {{ number_head('observations.number_text') }} as number_head
    from observations
    left join periods on observations.period = periods.written_period
    left join periods as base on observations.base_period = base.written_period
    left join {{ ref('int_article_dates') }} as dates on observations.article_id = dates.article_id
    left join {{ ref('int_places') }} as places
        on observations.article_id = places.article_id
        and observations.place_level = places.place_level
        and observations.place_name = places.place_name
        and observations.place_province is not distinct from places.place_province
    left join {{ ref('stg_indicators') }} as indicators on observations.indicator = indicators.indicator
    left join {{ ref('units') }} as units on observations.unit = units.unit
),

digited as (
    select
        * exclude (number_head),
        try_cast(left(regexp_replace(number_head, '[^0-9]', '', 'g'), 18) as bigint) as digits,
        length(nullif(regexp_extract(number_head, '[,.](\d{1,2})([^0-9.,]|$)', 1), '')) as decimals
    from joined
),

stepped as (
    select
        *,
        {{ written_step('value', 'digits', 'decimals', 'unit') }} as step
    from digited
),

measured as (
    select
        *,
        case
            when measure in ('fraction', 'rank') then 0
            -- A count written out is exact; "612,4 nghìn con" is rounded.
            when dimension = 'count' and step <= 1 and value = floor(value) then 0
            when dimension = 'count' and digits is null then 0
            when comparator = 'approx'
                then greatest(step / 2, abs(value) * {{ var('approx_tolerance_pct') }} / 100)
            else step / 2
        end as half_width,
        {{ bound_low('value', 'value_max', 'comparator') }} as bound_low,
        {{ bound_high('value', 'value_max', 'comparator') }} as bound_high
    from stepped
)

select
    * exclude (digits, decimals, step, dimension),
    bound_low - half_width as low,
    bound_high + half_width as high,
    case when stage = 'target' then 'target' else 'result' end as role,
    case
        when indicator is not null and period_key is not null then hash(lineage_id, indicator, item_key)
    end as subject_id,
    case
        when indicator is not null and period_key is not null then {{ key_of(['lineage_id', 'indicator', 'item_key', 'frequency']) }}
    end as series_id,
    case
        when indicator is not null and period_key is not null then
            {{ key_of([
                'lineage_id', 'indicator', 'item_key', 'period', 'measure', 'unit', 'base_period',
                "case when stage = 'target' then 'target' else 'result' end",
                "case when stage = 'target' or measure = 'attainment_pct' then plan_by end",
                "case when measure = 'rank' then value_max end",
            ]) }}
    end as fact_id
from measured
