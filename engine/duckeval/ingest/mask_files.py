"""Masks in PNG files: read, and written as the run lengths that everything else reads."""

import json
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from duckeval.errors import UsageError
from duckeval.ingest.job import Job
from duckeval.ingest.staging import stage_columns
from duckeval.ingest.table import Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.int64]

__all__ = ["MASK_PATH", "need_pillow", "pixels_of", "run_lengths", "with_mask_files"]

MASK_PATH = "mask_path"
"""The column of a table that names a PNG file, whose pixels that are not 0 are the object."""

_MOST_PIXELS = 1 << 28
_SIZES = ("width_px", "height_px")


def with_mask_files(job: Job, table: Table) -> Table:
    """Return a table with the masks that it names as run lengths.

    Paths are from the folder of the table. What cannot be read goes to ``staged_fault``.
    """
    if MASK_PATH not in table.columns or "segmentation" in table.columns:
        return table
    need_pillow()
    store, path = job.store, table.quoted(MASK_PATH)
    root = Path() if job.source.path is None else job.source.path.parent
    rows = store.run(
        f"select distinct {path}::varchar as path from {table.relation} "  # noqa: S608
        f"where nullif({path}::varchar, '') is not null order by path"
    )
    masks = {name: _mask_of(root / name) for (name,) in rows}
    import pyarrow as pa  # noqa: PLC0415

    text = pa.string()
    sizes = [(None, None) if each is None else each[1] for each in masks.values()]
    stage_columns(
        store,
        "staged_mask_file",
        {
            "path": pa.array(masks, text),
            "segmentation": pa.array([each and each[0] for each in masks.values()], text),
            "height_px": pa.array([height for height, _ in sizes], pa.int64()),
            "width_px": pa.array([width for _, width in sizes], pa.int64()),
        },
    )
    own = _sizes(job, table)
    # the order of the rows is their place
    store.run(
        "create or replace temp table staged_masked as select source.* exclude (masked_place), "  # noqa: S608
        f"staged_mask_file.segmentation{own} from (select *, row_number() over () as masked_place "
        f"from {table.relation}) as source left join staged_mask_file "
        f"on source.{path}::varchar = staged_mask_file.path order by source.masked_place"
    )
    store.run(
        "insert into staged_fault select '' as section, rowid as place, $field, "  # noqa: S608
        "'is a PNG image that can be read' from staged_masked "
        f"where segmentation is null and nullif({path}::varchar, '') is not null",
        {"field": table.pointer(MASK_PATH)},
    )
    columns = {name: kind for name, kind in table.columns.items() if name != MASK_PATH}
    relation = "staged_masked"
    if table.is_text:
        relation = "staged_text"
        store.run("create or replace temp table staged_text as from staged_masked")
    return Table(
        relation,
        {**columns, "segmentation": "VARCHAR", **(dict.fromkeys(_SIZES, "BIGINT") if own else {})},
        theirs=table.theirs,
        is_text=table.is_text,
        first_line=table.first_line,
        json_types=table.json_types,
        lines=table.lines,
        pointers={**table.pointers, "segmentation": table.pointer(MASK_PATH)},
    )


def need_pillow() -> None:
    """Refuse what needs Pillow where it is not installed."""
    if find_spec("PIL") is None:
        raise UsageError(
            "reading masks from PNG files needs Pillow",
            hint="pip install 'duckeval[images]' brings it",
        )


def pixels_of(path: Path) -> "Pixels | None":
    """Return the values of the pixels of an image: palette places, grey, or 1 for any colour.

    None where there is no image that can be read.
    """
    import numpy as np  # noqa: PLC0415
    from PIL import Image  # noqa: PLC0415

    try:
        with Image.open(path) as image:
            if image.width * image.height > _MOST_PIXELS:
                return None
            pixels = np.asarray(image)
            bands = image.getbands()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None
    if pixels.ndim > 2:  # noqa: PLR2004 - rows, columns, colours
        colours = pixels[..., :-1] if bands[-1] == "A" else pixels
        is_seen = pixels[..., -1] > 0 if bands[-1] == "A" else True
        return np.asarray(colours.any(axis=-1) & is_seen, dtype=np.int64)
    return np.asarray(pixels, dtype=np.int64)


def run_lengths(mask: "NDArray[np.bool_]") -> str:
    """Return the run lengths of a mask as COCO writes them, as JSON."""
    import numpy as np  # noqa: PLC0415
    from pycocotools import mask as coco  # noqa: PLC0415

    found: Mapping[str, Any] = coco.encode(np.asfortranarray(mask, dtype=np.uint8))
    return json.dumps({"size": list(found["size"]), "counts": found["counts"].decode()})


def _sizes(job: Job, table: Table) -> str:
    """Return SQL for the sizes of items, as their first masks have them; empty where said."""
    is_said = any(name in table.columns for name in _SIZES)
    if job.request.kind != "labels" or is_said or "item_key" not in table.columns:
        return ""
    return "".join(
        f", first_value(staged_mask_file.{name} ignore nulls) over (partition by "
        f"source.{table.quoted('item_key')} order by source.masked_place "
        f"rows between unbounded preceding and unbounded following) as {name}"
        for name in _SIZES
    )


def _mask_of(path: Path) -> tuple[str, tuple[int, int]] | None:
    pixels = pixels_of(path)
    return None if pixels is None else (run_lengths(pixels != 0), pixels.shape)
