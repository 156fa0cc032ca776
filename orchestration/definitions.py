"""What Dagster loads (`workspace.yaml`); nobody imports it."""

from orchestration.locations import warehouse_path
from orchestration.pipeline import build_definitions

defs = build_definitions(warehouse_path())
