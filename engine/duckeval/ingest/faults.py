"""Rows that cannot be right: setting them aside, or refusing the file for them."""

from dataclasses import dataclass

from duckeval.errors import InputFileError
from duckeval.ingest.job import Job, Staged
from duckeval.ingest.result import FirstQuarantined

__all__ = [
    "Quarantined",
    "count_rows",
    "no_usable_row",
    "refuse_if_ambiguous",
    "set_aside",
]

_STAGED = {
    "labels": "staged_label",
    "predictions": "staged_prediction",
    "metadata": "staged_value",
    "metrics": "staged_value",
}
_NAMED_FAULTS = 5
_VALUE_WIDTH = 60


@dataclass(frozen=True)
class Quarantined:
    """How many rows of a load were set aside, and the first of them."""

    count: int
    first: FirstQuarantined | None


def count_rows(job: Job, staged: Staged) -> int:
    """Return how many rows a file has: staged ones, and faulty ones of other sections."""
    [(count,)] = job.store.run(
        f"select (select count(*) from {_STAGED[job.request.kind]}) + count(*) "  # noqa: S608
        "from staged_fault where section <> $section",
        {"section": staged.section},
    )
    return int(count) + staged.item_rows


def set_aside(job: Job, staged: Staged, load_id: int) -> Quarantined:
    """Move the faulty rows of a file into quarantine.

    Raises
    ------
    InputFileError
        If faulty rows are to refuse the file; it names the first five.
    """
    [(count,)] = job.store.run("select count(*) from staged_fault")
    if count == 0:
        return Quarantined(0, None)
    staged.stage_raw()
    job.store.script("fill/insert_quarantine.sql", {"load_id": load_id, "file": job.source.name})
    rows = job.store.run(
        "select pointer, line, field, value, rule from quarantine where load_id = $load_id "
        "order by rowid limit $count",
        {"load_id": load_id, "count": _NAMED_FAULTS},
    )
    if job.request.on_error == "fail":
        more = f" and {count - len(rows)} more" if count > len(rows) else ""
        faults = "; ".join(_fault_text(*row) for row in rows)
        raise InputFileError(
            f"{job.source.name}: {faults}{more}",
            hint="nothing was loaded; without --on-error fail the faulty rows are set aside and "
            "the rest is loaded",
        )
    pointer, line, field, value, rule = rows[0]
    place = pointer if pointer is not None else str(line)
    return Quarantined(count, (place, field, value, rule))


def no_usable_row(job: Job, quarantined: Quarantined) -> InputFileError:
    """Return the error for a file of which nothing is left."""
    first = ""
    if quarantined.first is not None:
        place, field, value, rule = quarantined.first
        first = f"; the first: {place}/{field}: {_value_text(value)}; rule: {rule}"
    return InputFileError(
        f"{job.source.name}: none of its {quarantined.count} rows can be used{first}"
    )


def refuse_if_ambiguous(job: Job, staged_view: str, key_column: str) -> None:
    """Refuse a file that names an item by a name that several items have.

    Raises
    ------
    InputFileError
        Naming two of the items.
    """
    join = job.request.join
    if join == "item_key":
        return
    rows = job.store.run(
        f"select known_item.join_key, known_item.item_keys from {staged_view} "  # noqa: S608
        f"inner join known_item on known_item.join_key = joined_key({key_column}, $joined_by) "
        "where known_item.item_count > 1 order by place limit 1",
        {"joined_by": join},
    )
    if rows:
        name, keys = rows[0]
        raise InputFileError(
            f"{job.source.name}: {name!r} may be item {keys[0]!r} or item {keys[1]!r}; "
            "expected a name that only one item has",
            hint="--join item_key compares the ids of the labels file",
        )


def _fault_text(
    pointer: str | None, line: int | None, field: str, value: str | None, rule: str
) -> str:
    place = f"{pointer}/{field}" if pointer is not None else f"row {line}, {field}"
    return f"{place}: {_value_text(value)}; rule: {rule}"


def _value_text(value: str | None) -> str:
    if value is None:
        return "missing"
    return value if len(value) <= _VALUE_WIDTH else value[: _VALUE_WIDTH - 3] + "..."
