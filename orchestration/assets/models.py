"""Every dbt seed, model and test: seeds and staging to intermediate to marts."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import dbt_assets

from orchestration.dbt_build import TRANSLATOR, build
from orchestration.resources import Warehouse


def models(manifest_path: Path) -> dg.AssetsDefinition:
    """The dbt project as assets, its tests as asset checks."""
    manifest: Mapping[str, Any] = json.loads(manifest_path.read_text(encoding="utf-8"))

    @dbt_assets(manifest=manifest, dagster_dbt_translator=TRANSLATOR, name="models")
    def dbt_models(context: dg.AssetExecutionContext, warehouse: Warehouse) -> Iterator[Any]:
        yield from build(context, warehouse.file, manifest)

    return dbt_models


def sources(manifest_path: Path) -> set[dg.AssetKey]:
    """The assets that dbt reads as its sources."""
    manifest: Mapping[str, Any] = json.loads(manifest_path.read_text(encoding="utf-8"))
    return {
        TRANSLATOR.get_asset_spec(manifest, unique_id, None).key
        for unique_id in manifest["sources"]
    }


def marts(manifest_path: Path) -> list[dg.AssetKey]:
    """The assets whose tables are in schema `marts`."""
    manifest: Mapping[str, Any] = json.loads(manifest_path.read_text(encoding="utf-8"))
    return [
        TRANSLATOR.get_asset_spec(manifest, unique_id, None).key
        for unique_id, node in manifest["nodes"].items()
        if node["resource_type"] == "model" and node["schema"] == "marts"
    ]
