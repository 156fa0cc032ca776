with mentions as (
    select
        observations.article_id,
        observations.place_level,
        observations.place_name,
        observations.place_province,
        observations.observations,
        dates.article_date,
        {{ name_key('observations.place_name') }} as name_key,
        {{ name_key('observations.place_province') }} as province_key
    from (
        select article_id, place_level, place_name, place_province, count(*) as observations
        from {{ ref('stg_observations') }}
        group by all
    ) as observations
    left join {{ ref('int_article_dates') }} as dates on observations.article_id = dates.article_id
),

-- Every name of a unit: the official one, and its other spellings with and without the type.
unit_names as (
    select unit_id, name_key from {{ ref('stg_admin_units') }}
    union
    select unit_id, {{ name_key('alias') }} as name_key
    from (
        select unit_id, unnest(string_split(aliases, '|')) as alias
        from {{ ref('stg_admin_units') }}
        where aliases is not null
    )
    union
    select unit_id, {{ name_key("type || ' ' || alias") }} as name_key
    from (
        select unit_id, type, unnest(string_split(aliases, '|')) as alias
        from {{ ref('stg_admin_units') }}
        where aliases is not null
    )
    where type is not null
),

candidates as (
    select
        mentions.article_id,
        mentions.place_level,
        mentions.place_name,
        mentions.place_province,
        units.unit_id,
        units.parent_id,
        coalesce(mentions.article_date >= units.valid_from, true)
        and coalesce(mentions.article_date < units.valid_to, true) as is_valid_then
    from mentions
    inner join unit_names on mentions.name_key = unit_names.name_key
    inner join {{ ref('stg_admin_units') }} as units
        on unit_names.unit_id = units.unit_id
        and mentions.place_level = units.level
        and (
            mentions.province_key is null
            or units.province_key is null
            or mentions.province_key = units.province_key
        )
),

-- Units that existed at the article's date; where there was none, whichever ever existed.
timely as (
    select *
    from candidates
    qualify is_valid_then or not bool_or(is_valid_then) over (
            partition by article_id, place_level, place_name, place_province
        )
),

counted as (
    select
        *,
        count(*) over (partition by article_id, place_level, place_name, place_province) as choices
    from timely
),

-- "Xã Tân Minh" of a province with three of them is the one of the district that the same
-- article tells of.
article_districts as (
    select distinct article_id, unit_id
    from counted
    where place_level = 'district' and choices = 1
),

hinted as (
    select
        counted.*,
        article_districts.unit_id is not null as is_hinted,
        count(article_districts.unit_id) over (
            partition by counted.article_id, counted.place_level, counted.place_name, counted.place_province
        ) as hints
    from counted
    left join article_districts
        on counted.article_id = article_districts.article_id
        and counted.parent_id = article_districts.unit_id
),

resolved as (
    select
        article_id,
        place_level,
        place_name,
        place_province,
        max(unit_id) filter (where choices = 1 or (hints = 1 and is_hinted)) as unit_id,
        bool_or(is_valid_then) as is_valid_then
    from hinted
    group by all
),

matched as (
    select
        mentions.article_id,
        mentions.place_level,
        mentions.place_name,
        mentions.place_province,
        mentions.observations,
        resolved.unit_id,
        case
            when resolved.unit_id is not null and resolved.is_valid_then then 'listed'
            when resolved.unit_id is not null then 'listed_other_time'
            when resolved.article_id is not null then 'ambiguous'
            else 'unlisted'
        end as place_match
    from mentions
    left join resolved
        on mentions.article_id = resolved.article_id
        and mentions.place_level = resolved.place_level
        and mentions.place_name = resolved.place_name
        and mentions.place_province is not distinct from resolved.place_province
),

named as (
    select
        matched.article_id,
        matched.place_level,
        matched.place_name,
        matched.place_province,
        matched.place_match,
        matched.observations,
        -- A name that may be several places' (villages always; others where the list knows two or
        -- the article leaves the province out) is never joined with the same name of another article.
        coalesce(
            matched.unit_id,
            concat_ws(
                ':', matched.place_level, matched.place_name, matched.place_province,
                case
                    when matched.place_match = 'ambiguous'
                        or matched.place_level = 'village'
                        or (matched.place_province is null and matched.place_level not in ('country', 'region'))
                        then matched.article_id
                end
            )
        ) as place_id,
        coalesce(lineage.lineage_id, matched.unit_id) as lineage_id,
        coalesce(units.name, matched.place_name) as official_name,
        coalesce(units.province_name, matched.place_province) as province_name,
        units.parent_id
    from matched
    left join {{ ref('stg_admin_units') }} as units on matched.unit_id = units.unit_id
    left join {{ ref('int_unit_lineage') }} as lineage on matched.unit_id = lineage.unit_id
),

-- The place that an article is about: the one that most of its numbers describe.
own as (
    select article_id, place_id
    from named
    group by article_id, place_id
    qualify row_number() over (partition by article_id order by sum(observations) desc, place_id) = 1
)

select
    named.*,
    own.place_id is not null as is_own_place
from named
left join own on named.article_id = own.article_id and named.place_id = own.place_id
