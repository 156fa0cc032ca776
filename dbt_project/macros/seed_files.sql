{#- Path of a file of seeds/ that DuckDB reads itself: it lies beside the seed indicators.csv,
    wherever the project was started from. -#}
{%- macro seed_path(file_name) -%}
    {%- if execute -%}
        {%- set seed = graph.nodes['seed.chitieu.indicators'] -%}
        {{ seed.root_path }}/{{ seed.original_file_path | replace('indicators.csv', file_name) }}
    {%- endif -%}
{%- endmacro -%}

{#- A relation that reads a CSV file as text columns. -#}
{%- macro read_seed_csv(file_name) -%}
    read_csv('{{ seed_path(file_name) | replace("'", "''") }}', header = true, all_varchar = true, delim = ',', quote = '"')
{%- endmacro -%}

{#- "2015", "2015-03" and "2015-03-01" as the first day meant. -#}
{%- macro partial_date(text) -%}
    case length({{ text }})
        when 4 then try_cast({{ text }} || '-01-01' as date)
        when 7 then try_cast({{ text }} || '-01' as date)
        else try_cast({{ text }} as date)
    end
{%- endmacro -%}
