{%- set text_fields = [
    'indicator', 'indicator_text', 'item', 'place_level', 'place_name', 'place_province', 'period',
    'measure', 'stage', 'comparator', 'unit', 'base_period', 'plan_by',
] -%}
{%- set number_fields = ['value', 'value_max'] -%}

with source as (
    select * from {{ source('staging', 'observations') }}
),

-- One row per corrected span; an entry's article is a file name or an article_id.
corrections as (
    select
        article,
        span_start,
        span_end,
        {%- for field in text_fields + number_fields %}
        coalesce(bool_or(field = '{{ field }}'), false) as has_{{ field }},
        max(right_value) filter (where field = '{{ field }}') as right_{{ field }},
        {%- endfor %}
        string_agg(field || ': ' || reason || ' (' || who || ')', '; ' order by field) as correction_reason
    from {{ ref('corrections') }}
    group by all
),

joined as (
    select
        source.*,
        corrections.correction_reason,
        {%- for field in text_fields + number_fields %}
        corrections.has_{{ field }},
        corrections.right_{{ field }},
        {%- endfor %}
        corrections.article is not null as is_corrected
    from source
    left join corrections
        on source.span_start = corrections.span_start
        and source.span_end = corrections.span_end
        and corrections.article in (source.article, source.article_id)
)

select
    cast(observation_id as varchar) as observation_id,
    cast(article_id as varchar) as article_id,
    cast(article as varchar) as article,
    cast(span_start as integer) as span_start,
    cast(span_end as integer) as span_end,
    cast(quote as varchar) as quote,
    {%- for field in text_fields %}
    cast(case when has_{{ field }} then right_{{ field }} else {{ field }} end as varchar) as {{ field }},
    {%- endfor %}
    {%- for field in number_fields %}
    cast(case when has_{{ field }} then cast(right_{{ field }} as double) else {{ field }} end as double) as {{ field }},
    {%- endfor %}
    -- What the precision is read from: the corrected number where there is one.
    cast(case when has_value then right_value else quote end as varchar) as number_text,
    cast(sentence_start as integer) as sentence_start,
    cast(sentence_end as integer) as sentence_end,
    cast(rules as varchar) as rules,
    cast(confidence as double) as confidence,
    cast(extraction_version as varchar) as extraction_version,
    is_corrected,
    correction_reason
from joined
