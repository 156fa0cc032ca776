"""`staging.articles` to `staging.observations`: only what is not extracted yet."""

import time
from datetime import UTC, datetime

import dagster as dg

import extraction
from orchestration import tables
from orchestration.assets.articles import ARTICLES, REASONS_TOLD
from orchestration.extracting import extract_pending
from orchestration.resources import Warehouse

OBSERVATIONS = dg.AssetKey("observations")


class Batches(dg.Config):
    """How many articles are committed together."""

    articles_per_batch: int = 200


@dg.asset(
    key=OBSERVATIONS,
    deps=[ARTICLES],
    group_name="staging",
    kinds={"python", "duckdb"},
    description="Every number of the articles that says something about an indicator of a place.",
)
def observations(
    context: dg.AssetExecutionContext, config: Batches, warehouse: Warehouse
) -> dg.MaterializeResult[None]:
    """Extract the articles that the present extraction has not seen."""
    started = time.monotonic()
    version = extraction.extraction_version()
    with warehouse.connect() as connection:
        tables.create_tables(connection)
        done = extract_pending(
            connection,
            extract=extraction.extract_all,
            version=version,
            now=datetime.now(UTC).replace(tzinfo=None),
            batch_size=config.articles_per_batch,
        )
    for reason in done.failed:
        context.log.warning(reason)
    return dg.MaterializeResult(
        metadata={
            "articles_extracted": done.articles,
            "observations": done.observations,
            "observations_in_all": done.observations_in_all,
            "set_aside": [f"{count} {reason}" for reason, count in done.set_aside_in_all.items()],
            "failed": len(done.failed),
            "seconds": round(time.monotonic() - started, 1),
            "reasons": list(done.failed[:REASONS_TOLD]),
            "extraction_version": version,
        }
    )
