"""What the next version of a data set takes over from the one before it."""

from duckeval.ingest.job import Job
from duckeval.sqlfiles import read_sql
from duckeval.store import quote_identifier

__all__ = ["take_over_items"]

_OWN = ("uri", "width_px", "height_px", "split")
# What describes an image whatever is labelled on it; the rest is measured anew.
_ORIGINS = ("loaded", "images", "python")


def take_over_items(job: Job, dataset_id: int) -> None:
    """Copy what the former version says of an item, where the new one says it of no item.

    Parameters
    ----------
    job : Job
        A load of labels, within its transaction, whose items are there; `Job.changes` gets a line.
    dataset_id : int
        The data set that is loaded.
    """
    former = job.store.run(read_sql("read/former_version.sql"), {"dataset_id": dataset_id})
    if not former:
        return
    former_id, former_name = former[0]
    columns = _empty_columns(job, dataset_id)
    values = {"dataset_id": dataset_id, "former_id": former_id}
    taken = []
    for name in columns:
        quoted = quote_identifier(name)
        # Names are those of the table; every value is bound.
        [(count,)] = job.store.run(
            f"update item set {quoted} = former.{quoted} from item as former "  # noqa: S608
            "where item.dataset_id = $dataset_id and former.dataset_id = $former_id "
            f"and item.item_key = former.item_key and former.{quoted} is not null",
            values,
        )
        if count:
            taken.append(name)
    if taken:
        job.changes.append(f"items keep what {former_name} says of them: {', '.join(taken)}")


def _empty_columns(job: Job, dataset_id: int) -> list[str]:
    """Return the columns that describe items and in which the data set has no value."""
    described = job.store.run(
        "select metric_name from metric where target = 'item' and origin in "
        "(select unnest($origins::varchar[])) order by metric_name",
        {"origins": list(_ORIGINS)},
    )
    names = [*_OWN, *(row[0] for row in described)]
    counted = ", ".join(f"count({quote_identifier(name)})" for name in names)
    [counts] = job.store.run(
        f"select {counted} from item where dataset_id = $dataset_id",  # noqa: S608
        {"dataset_id": dataset_id},
    )
    return [name for name, count in zip(names, counts, strict=True) if count == 0]
