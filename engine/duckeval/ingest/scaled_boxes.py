"""Tables whose boxes are fractions of their images: the same boxes in pixels."""

from dataclasses import replace
from pathlib import Path

from duckeval.errors import SchemaError, UsageError
from duckeval.ingest.item_sizes import pictures_of, stage_sizes
from duckeval.ingest.job import Job, Staged
from duckeval.ingest.table import Table, stage_table_raw
from duckeval.ingest.text_files import ItemFile, stage_files
from duckeval.store import quote_identifier

__all__ = ["as_it_was", "in_pixels"]

_ANGLES = ("angle_deg", "angle_rad")


def in_pixels(job: Job, table: Table, names: tuple[str, ...]) -> Table:
    """Return the table with its boxes in pixels; the table itself unless they are normalised.

    Parameters
    ----------
    job : Job
        The load; ``--images``, ``--image-size``, columns width_px and height_px, or the items of
        the project say how large the images are.
    table : Table
        What is loaded.
    names : tuple of str
        The columns of a box: those of x and y in turn.

    Raises
    ------
    SchemaError
        If boxes have an angle: fractions of two sides do not turn.
    UsageError
        If sizes are given and boxes are not normalised.
    InputFileError
        If no size is known.
    """
    request = job.request
    if not request.normalized:
        if request.images is not None or request.image_size is not None:
            raise UsageError(
                f"{job.source.name}: sizes of images are for boxes that are fractions of them",
                hint="--normalized says that they are",
            )
        return table
    if any(name in table.columns for name in _ANGLES):
        raise SchemaError(f"{job.source.name}: normalised boxes cannot have an angle")
    if "item_key" not in table.columns or any(name not in table.columns for name in names):
        return table  # others say what is missing
    _stage_numbers(job, table, names)
    _stage_sizes(job, table)
    listed = [
        f"numbered.{quote_identifier(name)} * {_side(name)} as {quote_identifier(name)}"
        for name in names
    ]
    boxes = ", ".join(table.quoted(name) for name in names)
    job.store.run(
        f"create or replace temp table staged_scaled as select source.* exclude ({boxes}, "  # noqa: S608
        f"scaled_place), {', '.join(listed)} from (select *, row_number() over () - 1 as "
        f"scaled_place from {table.relation}) as source inner join staged_fraction as numbered "
        "on source.scaled_place = numbered.place left join staged_size as size "
        "on numbered.item = size.item_key order by source.scaled_place"
    )
    _find_faults(job, table, names)
    relation = "staged_scaled"
    if table.is_text:
        job.store.run("create or replace temp table staged_fraction_text as from staged_text")
        job.store.run("create or replace temp table staged_text as from staged_scaled")
        relation = "staged_text"
    return replace(
        table,
        relation=relation,
        columns={**table.columns, **dict.fromkeys(names, "DOUBLE")},
        theirs={ours: theirs for ours, theirs in table.theirs.items() if ours not in names},
        pointers={**table.pointers, **{name: table.pointer(name) for name in names}},
    )


def as_it_was(job: Job, table: Table, staged: Staged) -> Staged:
    """Return what was staged, with the rows as the file has them in quarantine."""
    if not job.request.normalized:
        return staged
    was = replace(table, relation="staged_fraction_text") if table.is_text else table
    return replace(staged, stage_raw=lambda: stage_table_raw(job, was))


def _side(name: str) -> str:
    """Return the side of the image that a column is a fraction of."""
    return f"size.{'width' if name[0] in 'xw' or name.startswith('cx') else 'height'}_px"


def _stage_numbers(job: Job, table: Table, names: tuple[str, ...]) -> None:
    numbers = ", ".join(f"{table.number(name, job)} as {quote_identifier(name)}" for name in names)
    own = [name for name in ("width_px", "height_px") if name in table.columns]
    sizes = ", ".join(f"{table.number(name, job)}::bigint as {name}" for name in own)
    job.store.run(
        "create or replace temp table staged_fraction as select row_number() over () - 1 as place, "  # noqa: S608
        f"{table.text('item_key')} as item, {numbers}{', ' + sizes if sizes else ''} "
        f"from {table.relation}"
    )


def _stage_sizes(job: Job, table: Table) -> None:
    """Fill ``staged_size``, from the table itself where it says sizes."""
    if {"width_px", "height_px"} <= table.columns.keys():
        job.store.run(
            "create or replace temp table staged_size as select item as item_key, "
            "max(width_px) as width_px, max(height_px) as height_px, true as is_known "
            "from staged_fraction where item is not null group by item"
        )
        return
    rows = job.store.run(
        "select item from staged_fraction where item is not null group by item order by min(place)"
    )
    files = [ItemFile(Path(key), key, key) for (key,) in rows]
    stage_files(job, files, [""] * len(files))
    folder = job.request.images
    pictures = pictures_of([] if folder is None else [(folder, None)], None, files)
    stage_sizes(job, files, pictures, needs=True)


def _find_faults(job: Job, table: Table, names: tuple[str, ...]) -> None:
    """Set rows aside whose image has no size, or whose numbers are no fractions."""
    unsized = "size.width_px is null or size.height_px is null"
    beyond = " or ".join(
        f"not coalesce(numbered.{quote_identifier(name)} between -0.01 and 1.01, true)"
        for name in names
    )
    job.store.run(
        "insert into staged_fault select '' as section, numbered.place, "  # noqa: S608
        f"case when {unsized} then $item_field else $box_field end as field, "
        f"case when {unsized} then 'is an image of known size' else 'is a fraction from 0 to 1' "
        "end as rule from staged_fraction as numbered left join staged_size as size "
        "on numbered.item = size.item_key where numbered.item is not null "
        f"and coalesce(size.is_known, true) and ({unsized} or {beyond}) "
        "and numbered.place not in (select place from staged_fault where section = '') "
        "order by numbered.place",
        {"item_field": table.pointer("item_key"), "box_field": table.pointer(names[0])},
    )
