-- One piece of text per sentence, not per number: an article's text is long.
with sentences as (
    select
        spans.article_id,
        spans.sentence_start,
        spans.sentence_end,
        articles.url,
        {{ span_text('articles.text', 'spans.sentence_start', 'spans.sentence_end') }} as sentence
    from (select distinct article_id, sentence_start, sentence_end from {{ ref('int_statements') }}) as spans
    inner join {{ ref('stg_articles') }} as articles on spans.article_id = articles.article_id
)

select
    statements.observation_id,
    {{ subject_columns('statements') }},
    statements.topic,
    statements.indicator_text,
    statements.series_id,
    statements.fact_id,
    statements.period,
    statements.period_start,
    statements.period_end,
    statements.period_year,
    statements.frequency,
    statements.measure,
    statements.stage,
    statements.comparator,
    statements.value,
    statements.value_max,
    statements.unit,
    statements.half_width as rounding_half_width,
    statements.base_period,
    statements.plan_by,
    statements.is_own_government,
    coalesce(standing.stands, statements.fact_id is not null) as stands,
    case
        when statements.indicator is null then 'no indicator'
        when statements.fact_id is null then 'period is no date'
        else coalesce(standing.reason, 'only statement')
    end as reason,
    statements.is_corrected,
    statements.correction_reason,
    statements.rules,
    statements.confidence,
    statements.article_id,
    statements.article,
    sentences.url,
    statements.article_date,
    statements.quote,
    sentences.sentence,
    statements.span_start,
    statements.span_end,
    statements.sentence_start,
    statements.sentence_end
from {{ ref('int_statements') }} as statements
left join {{ ref('int_standing') }} as standing on statements.observation_id = standing.observation_id
left join sentences
    on statements.article_id = sentences.article_id
    and statements.sentence_start = sentences.sentence_start
    and statements.sentence_end = sentences.sentence_end
