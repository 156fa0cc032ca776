{#- What a row is about. -#}
{%- macro subject_columns(relation) -%}
    {{ relation }}.place_id,
    {{ relation }}.place_name,
    {{ relation }}.place_level,
    {{ relation }}.place_province,
    {{ relation }}.indicator,
    {{ relation }}.indicator_name_vi,
    {{ relation }}.item
{%- endmacro -%}

{#- Where a row comes from: the article, the sentence, the offsets into the stored text. -#}
{%- macro source_columns(relation) -%}
    {{ relation }}.observation_id,
    {{ relation }}.article_id,
    {{ relation }}.article,
    {{ relation }}.url,
    {{ relation }}.article_date,
    {{ relation }}.quote,
    {{ relation }}.sentence,
    {{ relation }}.span_start,
    {{ relation }}.span_end,
    {{ relation }}.sentence_start,
    {{ relation }}.sentence_end
{%- endmacro -%}

{#- Length of time that a target is set for. -#}
{%- macro term_of(frequency) -%}
    case
        when {{ frequency }} = 'A' then 'year'
        when {{ frequency }} = 'S' then 'half_year'
        when {{ frequency }} = 'Q' then 'quarter'
        when {{ frequency }} = 'M' then 'month'
        when {{ frequency }} = 'D' then 'day'
        when {{ frequency }} = 'P5Y' then 'five_year'
        when {{ frequency }} like 'P%Y' then 'years'
        when {{ frequency }} is not null then 'window'
    end
{%- endmacro -%}
