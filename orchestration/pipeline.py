"""All the pieces in one list: assets, checks, the job, its schedule and its sensor."""

from __future__ import annotations

from pathlib import Path

import dagster as dg

from orchestration.assets.articles import ARTICLES, REFUSED, articles
from orchestration.assets.models import marts, models, sources
from orchestration.assets.observations import OBSERVATIONS, observations
from orchestration.assets.published import published
from orchestration.checks import CHECKS
from orchestration.dbt_build import DbtError, ensure_manifest
from orchestration.resources import Warehouse
from orchestration.schedules import daily, inbox

JOB = "articles_to_marts"


def build_definitions(warehouse: Path) -> dg.Definitions:
    """The whole pipeline on one warehouse file.

    Steps run one after another in one process: DuckDB takes one writer, and a process a step
    would import everything again each time. Raises `DbtError` when the dbt project does not parse
    or reads a table that none of the assets here makes.
    """
    manifest = ensure_manifest(warehouse)
    unmade = sources(manifest) - {ARTICLES, REFUSED, OBSERVATIONS}
    if unmade:
        named = ", ".join(sorted(key.to_user_string() for key in unmade))
        raise DbtError(
            f"dbt reads sources that no asset makes ({named}), so it would not wait for them: "
            "put the asset's name into the source's meta.dagster.asset_key (dbt_project/models)."
        )
    job = dg.define_asset_job(
        JOB,
        selection=dg.AssetSelection.all(),
        executor_def=dg.in_process_executor,
        description="Articles in, published marts out.",
    )
    return dg.Definitions(
        assets=[articles, observations, models(manifest), published(marts(manifest))],
        asset_checks=CHECKS,
        jobs=[job],
        schedules=[daily(job)],
        sensors=[inbox(job)],
        resources={"warehouse": Warehouse(path=str(warehouse))},
        executor=dg.in_process_executor,
    )
