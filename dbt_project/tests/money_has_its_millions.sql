{{ config(severity='warn') }}
-- A returned row is an amount of money that has probably lost (or gained) a factor: less than
-- 100,000 dong as a figure of a commune, district or province, more than the 1.3 * 10^16 dong
-- that the whole country produced in 2025, or an income per head no one has.
-- 2026-11: bounds from the national accounts; a fee per kilogram is no such figure, so only
-- indicators of the codebook count.
select observation_id, place_name, indicator, value, unit, quote, article
from {{ ref('fct_observations') }}
where unit = 'VND' and measure = 'level' and indicator is not null and value != 0
    and place_level in ('province', 'district', 'commune')
    and (
        abs(value) not between 1e5 and 1.3e16
        or (indicator in ('income_per_capita', 'grdp_per_capita') and value not between 3e6 and 2e9)
        or (indicator = 'worker_monthly_income' and value not between 5e5 and 2e8)
    )
