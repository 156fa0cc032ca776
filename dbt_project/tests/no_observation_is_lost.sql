-- A returned row means that joining lost or doubled observations between the pipeline's table
-- and the marts; every number that was read must be in fct_observations once.
with counted as (
    select
        (select count(*) from {{ source('staging', 'observations') }}) as observations_read,
        (select count(*) from {{ ref('fct_observations') }}) as observations_published,
        (select count(*) from {{ source('staging', 'articles') }}) as articles_read,
        (select count(*) from {{ ref('dim_article') }}) as articles_published
)

select *
from counted
where observations_read != observations_published or articles_read != articles_published
