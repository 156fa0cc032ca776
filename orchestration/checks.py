"""Checks over the tables in `staging` that dbt does not make."""

import dagster as dg

from orchestration.assets.articles import ARTICLES
from orchestration.assets.observations import OBSERVATIONS
from orchestration.resources import Warehouse

#: In the project's own gold 0.3 % have no code; with more than this the codebook lags the articles.
MOST_WITHOUT_INDICATOR_PCT = 10.0


@dg.asset_check(
    asset=OBSERVATIONS,
    additional_deps=[ARTICLES],
    blocking=True,
    description="Each quote is what the article's text holds between its offsets.",
)
def every_quote_spells_its_span(warehouse: Warehouse) -> dg.AssetCheckResult:
    """Nothing is published while an offset points beside its words."""
    with warehouse.connect() as connection:
        wrong = connection.execute(
            "select observation_id, quote from staging.observations "
            "left join staging.articles using (article_id) "
            "where substring(text, span_start + 1, span_end - span_start) is distinct from quote "
            "order by observation_id"
        ).fetchall()
    return dg.AssetCheckResult(
        passed=not wrong,
        metadata={"wrong": len(wrong), "first": [f"{key}: {quote}" for key, quote in wrong[:5]]},
    )


@dg.asset_check(
    asset=OBSERVATIONS,
    blocking=True,
    description="Every article was extracted, and has the observations that were counted then.",
)
def every_article_was_extracted(warehouse: Warehouse) -> dg.AssetCheckResult:
    """No observation was lost between the extraction and the table."""
    with warehouse.connect() as connection:
        wrong = connection.execute(
            "select article from staging.articles left join staging.extracted using (article_id) "
            "where extracted.observations is distinct from (select count(*) "
            "from staging.observations where observations.article_id = articles.article_id) "
            "order by article"
        ).fetchall()
    return dg.AssetCheckResult(
        passed=not wrong,
        metadata={"articles": len(wrong), "first": [name for (name,) in wrong[:5]]},
    )


@dg.asset_check(
    asset=OBSERVATIONS,
    description="How many observations have no code of the codebook; a warning when many.",
)
def share_without_an_indicator(warehouse: Warehouse) -> dg.AssetCheckResult:
    """Numbers that no code fits are kept, and watched."""
    with warehouse.connect() as connection:
        counted = connection.execute(
            "select count(*), count(*) filter (indicator is null) from staging.observations"
        ).fetchone()
    total, without = counted or (0, 0)
    share_pct = 100.0 * without / total if total else 0.0
    return dg.AssetCheckResult(
        passed=share_pct <= MOST_WITHOUT_INDICATOR_PCT,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={
            "observations": total,
            "without_indicator": without,
            "share_pct": round(share_pct, 1),
        },
    )


CHECKS = [every_quote_spells_its_span, every_article_was_extracted, share_without_an_indicator]
