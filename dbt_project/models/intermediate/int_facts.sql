select
    statements.*,
    standing.vintages,
    standing.reason
from {{ ref('int_statements') }} as statements
inner join {{ ref('int_standing') }} as standing on statements.observation_id = standing.observation_id
where standing.stands
