select
    {{ key_of(['corrections.article', 'corrections.span_start', 'corrections.span_end', 'corrections.field']) }} as correction_id,
    corrections.article,
    corrections.span_start,
    corrections.span_end,
    corrections.field,
    corrections.right_value,
    corrections.reason,
    corrections.who,
    count(observations.observation_id) as observations,
    min(observations.observation_id) as observation_id
from {{ ref('corrections') }} as corrections
left join {{ ref('stg_observations') }} as observations
    on corrections.span_start = observations.span_start
    and corrections.span_end = observations.span_end
    and corrections.article in (observations.article, observations.article_id)
group by all
