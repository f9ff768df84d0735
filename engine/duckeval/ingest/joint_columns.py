"""What a table of labels says of the keypoints of its classes: their names and sigmas."""

from duckeval.errors import InputFileError, SchemaError
from duckeval.ingest.columns import UNKNOWN_TYPE
from duckeval.ingest.job import Job
from duckeval.ingest.shape_names import JOINT_COLUMNS
from duckeval.ingest.table import TEXTS, Table

__all__ = ["stage_joints"]


def stage_joints(job: Job, table: Table, class_by: str) -> None:
    """Give ``staged_class`` the names and sigmas of keypoints that the rows of a table say.

    Raises
    ------
    InputFileError
        If the rows of a class say different things.
    """
    names, sigmas = (_as_json(job, table, name) for name in JOINT_COLUMNS)
    if not any(name in table.columns for name in JOINT_COLUMNS):
        return
    job.store.run(
        "create or replace temp table staged_joint as select distinct "  # noqa: S608
        f"{table.text(class_by)} as class_key, try_cast({names} as varchar[]) as keypoint_names, "
        f"case when {sigmas} is not null then coalesce(try_cast({sigmas} as double[]), []) end "
        f"as keypoint_sigmas from {table.relation}"
    )
    job.store.script("fill/stage_tabular_joint.sql")
    wrong = job.store.run(
        "select class_key from staged_joint group by class_key "
        "having count(distinct keypoint_names) > 1 or count(distinct keypoint_sigmas) > 1 "
        "order by class_key limit 1"
    )
    if wrong:
        raise InputFileError(
            f"{job.source.name}: the rows of class {wrong[0][0]!r} differ in keypoint_names or "
            "keypoint_sigmas; expected one list for a class"
        )


def _as_json(job: Job, table: Table, name: str) -> str:
    """Return SQL for a column of lists as JSON, NULL where it says nothing."""
    kind = table.columns.get(name, UNKNOWN_TYPE)
    if kind == UNKNOWN_TYPE:
        return "null::json"
    quoted = table.quoted(name)
    if kind.endswith("]"):
        return f"to_json({quoted})"
    if kind in TEXTS | {"JSON"}:
        text = f"nullif(trim({quoted}::varchar), '')"
        return f"case when json_valid({text}) then {text}::json else '[]'::json end"
    raise SchemaError(f"{job.source.name}: column {name!r} is {kind}; expected lists")
