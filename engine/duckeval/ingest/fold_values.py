"""What a user should hear about folds that are loaded, and which of them cannot be right."""

from duckeval.ingest.job import Job, Staged
from duckeval.store import quote_identifier
from duckeval.store.columns import columns_of

__all__ = ["FOLD", "fault_folds", "warn_of_folds"]

FOLD = "fold"
"""The column of ``item`` that cross-validation goes by, in any case of letters."""

_NAMED = 5
_NUMBERS = {"BIGINT", "DOUBLE"}


def fault_folds(job: Job, staged: Staged) -> None:
    """Enter rows whose fold is a fraction or negative into ``staged_fault``.

    Folds may have names; where they are numbers, they are whole and 0 or more.
    """
    for name, kind in staged.columns.items():
        if job.request.target == "item" and name.casefold() == FOLD and kind in _NUMBERS:
            quoted = quote_identifier(name)
            job.store.run(
                "insert into staged_fault select '' as section, place, $field as field, "  # noqa: S608
                "'is a whole number, 0 or more' as rule from staged_value "
                "anti join staged_fault using (place) "
                f"where {quoted} < 0 or {quoted} <> trunc({quoted})",
                {"field": name},
            )


def warn_of_folds(job: Job, dataset_id: int) -> None:
    """Warn of items without a fold, of numbers that no item has, and of a single fold.

    Call when the columns of ``item`` are set.
    """
    name = next((each for each in columns_of(job.store, "item") if each.casefold() == FOLD), None)
    if name is None:
        return
    quoted = quote_identifier(name)
    [(items, missing, folds, absent)] = job.store.run(
        f"with known as (select {quoted}::varchar as fold, "  # noqa: S608
        f"try_cast({quoted}::varchar as double) as number from item "
        "where dataset_id = $dataset_id) "
        "select count(*), count(*) filter (where fold is null), count(distinct fold), "
        "case when bool_and(number = trunc(number)) filter (where fold is not null) "
        "and max(number) - min(number) < 1000 then list_filter("
        "range(min(number)::bigint, max(number)::bigint + 1), "
        "lambda n: not list_contains(list(number), n)) end from known",
        {"dataset_id": dataset_id},
    )
    if not folds:
        return
    if missing:
        job.warnings.append(
            f"{missing} of {items} items have no {name}: cross-validation leaves them out"
        )
    if folds == 1:
        job.warnings.append(f"all items are in one {name}: cross-validation needs two")
    if absent:
        listed = ", ".join(str(each) for each in absent[:_NAMED])
        job.warnings.append(
            f"no item is in {name} {listed}{', ...' if len(absent) > _NAMED else ''}"
        )
