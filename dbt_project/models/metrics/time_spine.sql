select cast(day as date) as date_day
from unnest(generate_series(date '1990-01-01', date '2050-12-31', interval 1 day)) as days (day)
