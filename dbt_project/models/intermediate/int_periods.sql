with written as (
    select period from {{ ref('stg_observations') }}
    where period is not null
    union
    select base_period from {{ ref('stg_observations') }}
    where base_period is not null
),

parsed as (
    select
        period as written_period,
        {{ period_first_day('period') }} as period_start,
        {{ period_months('period') }} as months,
        {{ period_days('period') }} as days
    from written
),

bounded as (
    select
        *,
        {{ last_day_of('period_start', 'months', 'days') }} as period_end,
        day(period_start) = 1 as starts_month,
        day(period_start) = 1 and month(period_start) = 1 as starts_year
    from parsed
),

named as (
    select
        *,
        case
            when months = 12 and starts_year then cast(year(period_start) as varchar)
            when months = 6 and starts_month and month(period_start) in (1, 7)
                then year(period_start) || '-S' || case month(period_start) when 1 then 1 else 2 end
            when months = 3 and starts_month and month(period_start) in (1, 4, 7, 10)
                then year(period_start) || '-Q' || quarter(period_start)
            when months = 1 and starts_month then left(cast(period_start as varchar), 7)
            when months % 12 = 0 then period_start || '/P' || months // 12 || 'Y'
            when months is not null then period_start || '/P' || months || 'M'
            when days = 1 then cast(period_start as varchar)
            when days is not null then period_start || '/P' || days || 'D'
        end as period
    from bounded
),

framed as (
    select
        *,
        case
            when period_start is null then null
            when regexp_full_match(period, '\d{4}') then 'A'
            when contains(period, '-S') then 'S'
            when contains(period, '-Q') then 'Q'
            when regexp_full_match(period, '\d{4}-\d{2}') then 'M'
            when days = 1 then 'D'
            when months % 12 = 0 then 'P' || months // 12 || 'Y'
            -- A reporting window that opens on another day than 1 January is a series of its own.
            when months is not null
                then 'P' || months || 'M' || case when starts_year then '' else '/' || strftime(period_start, '%m-%d') end
            when days is not null then 'P' || days || 'D'
        end as frequency,
        coalesce(months <= 12, days <= 366) as is_within_year
    from named
)

select
    written_period,
    period,
    period_start,
    period_end,
    frequency,
    months,
    year(period_end) as period_year,
    {{ period_key('period_start', 'period_end') }} as period_key,
    case
        when is_within_year and frequency != 'A' then {{ year_key('year(period_end)') }}
    end as year_key,
    case
        when is_within_year then
            {{ period_key(
                'cast(period_start - interval 1 year as date)',
                last_day_of('(period_start - interval 1 year)', 'months', 'days')
            ) }}
    end as previous_year_key,
    case
        when frequency in ('M', 'Q', 'S') then
            {{ period_key(
                'cast(period_start - to_months(cast(months as integer)) as date)',
                'cast(period_start - interval 1 day as date)'
            ) }}
    end as previous_period_key,
    case
        when is_within_year and frequency != 'A' then {{ year_key('(year(period_end) - 1)') }}
    end as previous_annual_key
from framed
