{#- SDMX time periods as docs/CONTRACT.md writes them, taken apart. Each macro takes a SQL
    expression of such a text; a text of none of the forms, or of no date, gives null. -#}

{%- macro period_first_day(period) -%}
    case
        when regexp_full_match({{ period }}, '\d{4}') then try_cast({{ period }} || '-01-01' as date)
        when regexp_full_match({{ period }}, '\d{4}-S[12]')
            then try_cast(left({{ period }}, 4) || case right({{ period }}, 1) when '1' then '-01-01' else '-07-01' end as date)
        when regexp_full_match({{ period }}, '\d{4}-Q[1-4]')
            then make_date(
                cast(left({{ period }}, 4) as integer),
                cast(right({{ period }}, 1) as integer) * 3 - 2,
                1
            )
        when regexp_full_match({{ period }}, '\d{4}-\d{2}') then try_cast({{ period }} || '-01' as date)
        when regexp_full_match({{ period }}, '\d{4}-\d{2}-\d{2}(/P\d{1,3}[YMD])?')
            then try_cast(left({{ period }}, 10) as date)
    end
{%- endmacro -%}

{%- macro period_months(period) -%}
    case
        when regexp_full_match({{ period }}, '\d{4}') then 12
        when regexp_full_match({{ period }}, '\d{4}-S[12]') then 6
        when regexp_full_match({{ period }}, '\d{4}-Q[1-4]') then 3
        when regexp_full_match({{ period }}, '\d{4}-\d{2}') then 1
        when regexp_full_match({{ period }}, '.*/P\d{1,3}Y')
            then 12 * cast(regexp_extract({{ period }}, '/P(\d+)', 1) as integer)
        when regexp_full_match({{ period }}, '.*/P\d{1,3}M')
            then cast(regexp_extract({{ period }}, '/P(\d+)', 1) as integer)
    end
{%- endmacro -%}

{%- macro period_days(period) -%}
    case
        when regexp_full_match({{ period }}, '\d{4}-\d{2}-\d{2}') then 1
        when regexp_full_match({{ period }}, '.*/P\d{1,3}D')
            then cast(regexp_extract({{ period }}, '/P(\d+)', 1) as integer)
    end
{%- endmacro -%}

{#- Last day of a stretch of whole months, or of days, from its first day. -#}
{%- macro last_day_of(first_day, months, days) -%}
    case
        when {{ months }} is not null
            then cast({{ first_day }} + to_months(cast({{ months }} as integer)) - interval 1 day as date)
        when {{ days }} is not null then cast({{ first_day }} + to_days(cast({{ days }} as integer) - 1) as date)
    end
{%- endmacro -%}

{#- The number under which one stretch of time is the same however it was written: its first
    day and, in the last six digits, its last day, both counted from 1900. -#}
{%- macro period_key(first_day, last_day) -%}
    (datediff('day', date '1900-01-01', {{ first_day }}) * 1000000 + datediff('day', date '1900-01-01', {{ last_day }}))
{%- endmacro -%}

{%- macro year_key(year) -%}
    {{ period_key('make_date(cast(' ~ year ~ ' as integer), 1, 1)', 'make_date(cast(' ~ year ~ ' as integer), 12, 31)') }}
{%- endmacro -%}
