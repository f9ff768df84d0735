"""Shapes other than boxes, on the way from staged rows to labels and predictions."""

from duckeval.ingest.job import Job, Staged

__all__ = ["stage_shapes"]


def stage_shapes(job: Job, staged: Staged) -> None:
    """Give the staged rows of a file their shapes, and a box where the file gives none.

    What is wrong with a shape goes to ``staged_fault``. Nothing happens where a file holds boxes
    only.
    """
    if staged.shapes is None:
        return
    store = job.store
    job.progress("shapes")
    is_predicted = job.request.kind == "predictions"
    rows = "staged_prediction" if is_predicted else "staged_label"
    join = job.request.join if is_predicted else "item_key"
    area = "null::double as area_px2, " if is_predicted else ""
    store.run(
        f"create or replace temp view staged_object as select staged.*, {area}"  # noqa: S608
        f"known_item.item_id, {is_predicted} as is_predicted from {rows} as staged "
        f"left join known_item on joined_key(staged.item_key, '{join}') = known_item.join_key"
    )
    for place, name in enumerate(staged.shape_parts):
        store.script(f"fill/{name}.sql", staged.shape_parameters)
        former = "from staged_part union all by name" if place else ""
        store.run(f"create or replace temp table staged_part as {former} from staged_shape")
    store.script(f"fill/{staged.shapes}.sql", staged.shape_parameters)
    given = ", ".join(staged.shape_columns)
    store.run(
        f"create or replace temp view staged_plain as select * exclude ({given}) "  # noqa: S608
        "from staged_object"
    )
    store.script("fill/stage_shaped.sql", {"section": staged.section})
    store.run(f"create or replace temp view {rows} as from shaped_object")
