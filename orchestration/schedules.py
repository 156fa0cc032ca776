"""When the pipeline runs by itself: every morning, and when the inbox folder changes."""

from hashlib import sha256
from typing import Any

import dagster as dg
from dagster._core.definitions.unresolved_asset_job_definition import UnresolvedAssetJobDefinition

import readers
from orchestration.locations import inbox_path


def reading(paths: list[str]) -> dict[str, Any]:
    """The run configuration that reads `paths`."""
    return {"ops": {"articles": {"config": {"paths": paths}}}}


def daily(job: UnresolvedAssetJobDefinition) -> dg.ScheduleDefinition:
    """06:00 in Vietnam, every day: the inbox folder to marts."""
    return dg.ScheduleDefinition(
        name="daily",
        job=job,
        cron_schedule="0 6 * * *",
        execution_timezone="Asia/Ho_Chi_Minh",
        run_config=reading([str(inbox_path())]),
        description="Reads the inbox folder every morning at six.",
    )


def inbox(job: UnresolvedAssetJobDefinition) -> dg.SensorDefinition:
    """A run whenever a file of the inbox folder is new, changed or gone."""

    @dg.sensor(name="inbox", job=job, minimum_interval_seconds=60)
    def inbox_sensor(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        folder = inbox_path()
        if not folder.is_dir():
            return dg.SkipReason(f"There is no folder {folder} yet; articles put there are read.")
        state = sha256()
        files = readers.list_inputs([folder])
        for file in files:
            try:
                status = file.stat()
            except OSError:  # gone again: the next look tells
                continue
            state.update(f"{file}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
        if not files:
            return dg.SkipReason(f"{folder} is empty.")
        if state.hexdigest() == context.cursor:
            return dg.SkipReason(f"Nothing new in {folder}.")
        context.update_cursor(state.hexdigest())
        return dg.RunRequest(run_key=state.hexdigest(), run_config=reading([str(folder)]))

    return inbox_sensor
