"""The marts as the file that readers open."""

from collections.abc import Sequence

import dagster as dg

from orchestration.assets.observations import OBSERVATIONS
from orchestration.locations import published_path
from orchestration.publishing import publish, published_rows
from orchestration.resources import Warehouse

PUBLISHED = dg.AssetKey("published")


def published(marts: Sequence[dg.AssetKey]) -> dg.AssetsDefinition:
    """The published file, made after all of `marts`."""

    @dg.asset(
        key=PUBLISHED,
        deps=[*marts, OBSERVATIONS],  # and so only after the blocking checks of observations
        group_name="published",
        kinds={"duckdb"},
        description="The marts alone, in a file swapped in whole: what BI tools open.",
    )
    def published_file(warehouse: Warehouse) -> dg.MaterializeResult[None]:
        target = published_path(warehouse.file)
        held = published_rows(warehouse.file, target)
        rows = held or publish(warehouse.file, target)
        return dg.MaterializeResult(
            metadata={
                "path": dg.MetadataValue.path(str(target)),
                "unchanged": held is not None,
                **rows,
            }
        )

    return published_file
