-- A returned row is a name in the variable not_summable_indicators (dbt_project.yml) that the
-- codebook does not have, so that it guards nothing.
select name
from unnest(['{{ var("not_summable_indicators") | join("', '") }}']) as names (name)
where name not in (select indicator from {{ ref('dim_indicator') }})
