{#- Two spellings of one Vietnamese name (case, spaces, Unicode form, where the tone mark of
    oa, oe, uy stands) give the same key; two names that differ in a letter or tone do not. -#}
{%- macro name_key(name) -%}
    {%- set ns = namespace(sql="regexp_replace(trim(lower(nfc_normalize(" ~ name ~ "))), '\\s+', ' ', 'g')") -%}
    {%- for old, new in [
        ('òa', 'oà'), ('óa', 'oá'), ('ỏa', 'oả'), ('õa', 'oã'), ('ọa', 'oạ'),
        ('òe', 'oè'), ('óe', 'oé'), ('ỏe', 'oẻ'), ('õe', 'oẽ'), ('ọe', 'oẹ'),
        ('ùy', 'uỳ'), ('úy', 'uý'), ('ủy', 'uỷ'), ('ũy', 'uỹ'), ('ụy', 'uỵ'),
    ] -%}
        {%- set ns.sql = "replace(" ~ ns.sql ~ ", '" ~ old ~ "', '" ~ new ~ "')" -%}
    {%- endfor -%}
    {{ ns.sql }}
{%- endmacro -%}

{#- A short stable key of several columns; null counts as a value of its own. -#}
{%- macro key_of(columns) -%}
    left(md5(concat_ws('|', {% for column in columns %}coalesce(cast({{ column }} as varchar), '~'){{ ', ' if not loop.last }}{% endfor %})), 16)
{%- endmacro -%}

{#- Unicode code points [span_start, span_end) of a text, as the extraction counts them. -#}
{%- macro span_text(text, span_start, span_end) -%}
    substring({{ text }}, {{ span_start }} + 1, {{ span_end }} - {{ span_start }})
{%- endmacro -%}
