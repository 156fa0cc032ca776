{#- Which side of a target is good. The words of the target decide ("không quá 5%" is at_most
    whatever the indicator); where they are silent, the codebook's `better` does. A bound on a
    fall bounds its size, so "giảm 0,5% trở lên" (-0.5, ge) is at_most -0.5. -#}
{%- macro target_direction(comparator, value, better) -%}
    case
        when {{ comparator }} in ('ge', 'gt') then case when {{ value }} < 0 then 'at_most' else 'at_least' end
        when {{ comparator }} in ('le', 'lt') then case when {{ value }} < 0 then 'at_least' else 'at_most' end
        when {{ better }} = 'up' then 'at_least'
        when {{ better }} = 'down' then 'at_most'
        when {{ comparator }} = 'range' then 'within'
        else 'none'
    end
{%- endmacro -%}

{#- The number of a target that a result is measured against: of a range its easier end. -#}
{%- macro target_reference(direction, bound_low, bound_high, value) -%}
    case
        when not isfinite({{ bound_low }}) or not isfinite({{ bound_high }}) then {{ value }}
        when {{ direction }} = 'at_most' then {{ bound_high }}
        else {{ bound_low }}
    end
{%- endmacro -%}

{#- True, false, or null where the words of the result leave it open ("trên 90%" against 95%).
    An equal number misses a strict bound ("trên 70.000 tấn") unless it is itself "trên". -#}
{%- macro is_target_met(direction, reference, target_comparator, target_low, target_high, result_low, result_high, result_comparator, result_value) -%}
    case {{ direction }}
        when 'at_least' then
            case
                when {{ result_low }} > {{ reference }} then true
                when {{ result_low }} = {{ reference }}
                    and ({{ target_comparator }} not in ('gt', 'lt') or {{ result_comparator }} = 'gt') then true
                when {{ result_high }} < {{ reference }} then false
                when {{ result_high }} = {{ reference }}
                    and ({{ target_comparator }} in ('gt', 'lt') or {{ result_comparator }} = 'lt') then false
            end
        when 'at_most' then
            case
                when {{ result_high }} < {{ reference }} then true
                when {{ result_high }} = {{ reference }}
                    and ({{ target_comparator }} not in ('gt', 'lt') or {{ result_comparator }} = 'lt') then true
                when {{ result_low }} > {{ reference }} then false
                when {{ result_low }} = {{ reference }}
                    and ({{ target_comparator }} in ('gt', 'lt') or {{ result_comparator }} = 'gt') then false
            end
        when 'within' then {{ result_value }} between {{ target_low }} and {{ target_high }}
    end
{%- endmacro -%}
