"""Files to `staging.articles`; what could not be read to `staging.refused`, with the reason."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import dagster as dg
from pydantic import Field

from orchestration import tables
from orchestration.ingest import ingest
from orchestration.locations import sample_articles
from orchestration.resources import Warehouse

ARTICLES = dg.AssetKey("articles")
REFUSED = dg.AssetKey("refused")

#: How many reasons a run's own record tells; all of them are in `staging.refused`.
REASONS_TOLD = 50


class Inputs(dg.Config):
    """What a run reads: files, and folders read recursively."""

    paths: list[str] = Field(default_factory=lambda: [str(sample_articles())])


@dg.multi_asset(
    specs=[
        dg.AssetSpec(
            ARTICLES, description="Every article text, with its source.", kinds={"duckdb"}
        ),
        dg.AssetSpec(
            REFUSED, description="Every input that was not read, and why.", kinds={"duckdb"}
        ),
    ],
    check_specs=[
        dg.AssetCheckSpec(
            "every_input_was_read_or_refused",
            asset=ARTICLES,
            description="No file of the folders read is missing: each gave articles or a refusal.",
        )
    ],
    group_name="staging",
)
def articles(
    context: dg.AssetExecutionContext, config: Inputs, warehouse: Warehouse
) -> Iterator[Any]:
    """Read the inputs and lay them against what the warehouse holds."""
    with warehouse.connect() as connection:
        tables.create_tables(connection)
        ingested = ingest(
            connection,
            [Path(path) for path in config.paths],
            now=datetime.now(UTC).replace(tzinfo=None),
        )
    for refusal in ingested.refusals:
        context.log.warning(refusal.reason)
    counts = {
        "inputs": ingested.inputs,
        "read": ingested.read,
        "refused": len(ingested.refusals),
        "added": ingested.added,
        "changed": ingested.changed,
        "gone": ingested.gone,
    }
    yield dg.MaterializeResult(asset_key=ARTICLES, metadata=counts)
    yield dg.MaterializeResult(
        asset_key=REFUSED,
        metadata={
            "refused": len(ingested.refusals),
            "reasons": [refusal.reason for refusal in ingested.refusals[:REASONS_TOLD]],
        },
    )
    yield dg.AssetCheckResult(
        check_name="every_input_was_read_or_refused",
        asset_key=ARTICLES,
        passed=not ingested.unanswered,
        metadata={**counts, "neither_read_nor_refused": list(ingested.unanswered)},
    )
