-- A returned row is a fact of which no statement stands, or more than one does.
select fact_id, count(*) filter (where stands) as standing
from {{ ref('fct_observations') }}
where fact_id is not null
group by fact_id
having standing != 1
