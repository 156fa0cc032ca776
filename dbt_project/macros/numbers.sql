{#- The number of an expression as written, before a range's or a fraction's second one. -#}
{%- macro number_head(text) -%}
    regexp_extract(
        regexp_replace(regexp_replace({{ text }}, '^\s*[-+−–]', ''), 'm[23²³]', 'm', 'g'),
        '^(.*?)(-|–|—|/|đến|$)', 1
    )
{%- endmacro -%}

{#- What one unit of the last written digit is worth: 15.800 tỷ đồng is written to 1 tỷ, so
    its step is 1,000,000,000; 8,3% has the step 0.1. The digits as one integer go into the
    value a power of ten times, unless the value was worked out from the text ("vượt 3,2%" is
    103.2) or the unit is no decimal one (sào). -#}
{%- macro written_step(value, digits, decimals, unit) -%}
    case
        when coalesce({{ digits }}, 0) = 0 or {{ value }} = 0
            then pow(10, -coalesce({{ decimals }}, 0))
        when abs(log10(abs({{ value }}) / {{ digits }}) - round(log10(abs({{ value }}) / {{ digits }}))) < 1e-6
            then pow(10, round(log10(abs({{ value }}) / {{ digits }})))
        when {{ unit }} in ('PERCENT', 'PP', 'PERMILLE') then pow(10, -coalesce({{ decimals }}, 0))
        else abs({{ value }}) / {{ digits }}
    end
{%- endmacro -%}

{#- Lowest and highest value that the words allow, without rounding: "trên 96" is [96, ∞),
    "giảm 0,5% trở lên" is (-∞, -0.5]: a bound on a fall bounds its size. -#}
{%- macro bound_low(value, value_max, comparator) -%}
    case
        when {{ comparator }} = 'range' then least({{ value }}, coalesce({{ value_max }}, {{ value }}))
        when {{ comparator }} in ('ge', 'gt') and {{ value }} < 0 then cast('-infinity' as double)
        when {{ comparator }} in ('le', 'lt') and {{ value }} >= 0 then cast('-infinity' as double)
        else {{ value }}
    end
{%- endmacro -%}

{%- macro bound_high(value, value_max, comparator) -%}
    case
        when {{ comparator }} = 'range' then greatest({{ value }}, coalesce({{ value_max }}, {{ value }}))
        when {{ comparator }} in ('ge', 'gt') and {{ value }} >= 0 then cast('infinity' as double)
        when {{ comparator }} in ('le', 'lt') and {{ value }} < 0 then 0
        else {{ value }}
    end
{%- endmacro -%}

{#- Two numbers agree when the intervals that their rounding leaves open touch. The factor
    keeps a difference in the last bit of a double from counting. -#}
{%- macro intervals_agree(low_a, high_a, low_b, high_b) -%}
    (
        {{ low_a }} <= {{ high_b }} + 1e-9 * greatest(1, abs({{ low_a }}))
        and {{ low_b }} <= {{ high_a }} + 1e-9 * greatest(1, abs({{ low_b }}))
    )
{%- endmacro -%}

{#- ±∞ of an open bound becomes null where readers see it. -#}
{%- macro closed(value) -%}
    case when isfinite({{ value }}) then {{ value }} end
{%- endmacro -%}
