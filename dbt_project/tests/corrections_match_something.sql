-- A returned row is an entry of seeds/corrections.csv that changes nothing: its article, span
-- or number is no longer there. Take the entry out, or bring its span up to date.
select article, span_start, span_end, field, reason, who
from {{ ref('corrections_applied') }}
where observations = 0
