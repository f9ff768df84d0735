"""Further keys of JSON objects, as typed columns."""

import json

from duckeval.ingest.columns import UNKNOWN_TYPE, refuse_namesakes
from duckeval.ingest.job import Job
from duckeval.ingest.shape_names import JOINT_COLUMNS, SHAPE_COLUMNS
from duckeval.store import quote_identifier

__all__ = ["LIST_OF_TEXTS", "column_type", "json_pointer", "key_types", "stage_item_columns"]

LIST_OF_TEXTS = "VARCHAR[]"
"""The type of a key that holds several references of a text."""

_REFERENCES = {"text", "reference", "references", "target"}
_SCALAR = {"VARCHAR", "BOOLEAN", "BIGINT", "UBIGINT", "DOUBLE"}


def column_type(types: list[str], *, is_bigint: bool) -> str | None:
    """Return the SQL type for values of the JSON types, None where they do not fit a column.

    Examples
    --------
    >>> column_type(["DOUBLE", "UBIGINT"], is_bigint=True)
    'DOUBLE'
    >>> column_type(["ARRAY"], is_bigint=False) is None
    True
    """
    found = set(types)
    if not found <= _SCALAR:
        return None
    if found == {"BOOLEAN"}:
        return "BOOLEAN"
    if found and found <= {"BIGINT", "UBIGINT"}:
        return "BIGINT" if is_bigint else "VARCHAR"
    if found and found <= {"BIGINT", "UBIGINT", "DOUBLE"}:
        return "DOUBLE"
    return "VARCHAR"


def json_pointer(name: str) -> str:
    """Return a key as a part of a JSON pointer.

    Examples
    --------
    >>> json_pointer("km/h")
    'km~1h'
    """
    return name.replace("~", "~0").replace("/", "~1")


def key_types(job: Job) -> dict[str, str]:
    """Return the SQL type of each key in ``staged_key`` that can be a column.

    The others are left out with a warning: those with lists or objects, and those without a name.
    """
    types: dict[str, str] = {}
    for name, found, is_bigint in job.store.run(
        "select key_name, json_kinds, is_bigint from staged_key"
    ):
        kind = column_type(found, is_bigint=bool(is_bigint)) if found else UNKNOWN_TYPE
        if found == ["ARRAY"] and job.request.task is not None and name in _REFERENCES:
            types[name] = LIST_OF_TEXTS
        elif kind is None and _is_shape(job, name):
            types[name] = "VARCHAR"
        elif kind is None:
            job.warnings.append(f"key {name!r} holds lists or objects and is not loaded")
        elif not name.strip() or "\0" in name:
            job.warnings.append(f"key {name!r} cannot be the name of a column and is not loaded")
        else:
            types[name] = kind
    return types


def _is_shape(job: Job, name: str) -> bool:
    """Return whether a key holds a shape, or what is known of its keypoints."""
    ours = job.request.column_map.get(name, name)
    is_object = job.request.kind in {"labels", "predictions"} and job.request.task is None
    return is_object and ours in {*SHAPE_COLUMNS, *JOINT_COLUMNS}


def stage_item_columns(job: Job, own_keys: tuple[str, ...]) -> dict[str, str]:
    """Stage what the images of a file say beyond COCO's own keys.

    Returns
    -------
    dict
        Name and SQL type of each column; ``staged_item_value`` is there when it is not empty.
    """
    job.store.script("fill/stage_image_key.sql", {"own_keys": list(own_keys)})
    keys = key_types(job)
    if not keys:
        return {}
    ours = {name: job.request.column_map.get(name, name) for name in keys}
    refuse_namesakes(job, [*keys])
    refuse_namesakes(job, [*ours.values()])
    structure = {name: "VARCHAR" if kind == UNKNOWN_TYPE else kind for name, kind in keys.items()}
    job.store.script("fill/stage_item_value.sql", {"structure": json.dumps(structure)})
    renamed = ", ".join(
        f"{quote_identifier(name)} as {quote_identifier(ours[name])}" for name in keys
    )
    job.store.run(
        "create or replace temp view staged_item_value as "  # noqa: S608
        f"select staged_item_key as target_key, {renamed} from staged_item_value_row"
    )
    return {ours[name]: kind for name, kind in keys.items()}
