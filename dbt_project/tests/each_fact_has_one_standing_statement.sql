-- A returned row is a fact of which no statement stands, or more than one does.
select fact_id, count(*) filter (where stands) as standing
from {{ ref('int_standing') }}
group by fact_id
having standing != 1
