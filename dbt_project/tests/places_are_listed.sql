{{ config(severity='warn') }}
-- A returned row is a province, district or commune that the list of units does not know or
-- knows several times over; its figures stand alone, outside districts, provinces and sums.
select place_id, name, level, province_name, place_match
from {{ ref('dim_place') }}
where place_match != 'listed' and level in ('province', 'district', 'commune')
