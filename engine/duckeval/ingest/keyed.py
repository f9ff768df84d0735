"""Tables about whole items, whose rows may name an item by their place."""

from dataclasses import replace

from duckeval.errors import SchemaError
from duckeval.ingest.datasets import find_dataset
from duckeval.ingest.job import Job
from duckeval.ingest.pipelines import PLACE
from duckeval.ingest.table import Table, open_table

__all__ = ["open_keyed"]


def open_keyed(job: Job) -> Table:
    """Return the table; a row of an array without keys is the item of that place."""
    table = open_table(job)
    if not job.source.is_array or "item_key" in table.columns:
        return table
    found = find_dataset(job.store, job.request.dataset, may_be_new=True)
    count = job.source.item_count
    if count is None:
        [(count,)] = job.store.run(f"select count(*) from {table.relation}")  # noqa: S608
    keys = job.store.run(
        "select item_key from item where dataset_id = $dataset_id order by item_order",
        {"dataset_id": found.dataset_id},
    )
    if keys and len(keys) != count:
        what = "rows" if job.source.item_count is None else "results"
        raise SchemaError(
            f"{job.source.name}: {count} {what} without item_key, and data set {found.text} has "
            f"{len(keys)} items; expected one row for each",
            hint="name the items: in an array item_key, or in a dict of results by item_key",
        )
    names = [key for (key,) in keys] or [str(place) for place in range(count)]
    columns = {**table.columns, "item_key": "VARCHAR"}
    if PLACE in columns:
        job.store.run(
            f"create or replace temp table staged_keyed as select * exclude ({PLACE}), "  # noqa: S608
            f"list_extract($names::varchar[], {PLACE} + 1) as item_key from {table.relation}",
            {"names": names},
        )
        del columns[PLACE]
        return replace(table, relation="staged_keyed", columns=columns)
    job.store.run(
        "create or replace temp table staged_key as select unnest($names::varchar[]) as item_key",
        {"names": names},
    )
    job.store.run(
        f"create or replace temp table staged_keyed as from {table.relation} "
        "positional join staged_key"
    )
    return replace(table, relation="staged_keyed", columns=columns)
