{#- Several columns are the key: no two rows have the same values in all of them. -#}
{% test unique_together(model, columns) %}
select {{ columns | join(', ') }}, count(*) as rows_with_it
from {{ model }}
group by all
having count(*) > 1
{% endtest %}
