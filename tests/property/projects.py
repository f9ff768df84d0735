"""Brings scenes into projects, through files and loaders as a user would, and asks the macros."""

from __future__ import annotations

import contextlib
import functools
import math
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckeval
from tests.oracle.files import (
    LABEL_TYPES,
    PREDICTION_TYPES,
    coco_results,
    coco_truth,
    label_rows,
    prediction_rows,
    write_json,
    write_parquet,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tests.oracle.scene import Scene

Row = dict[str, Any]

ITEM_FACT_TYPES = {"weather": "string", "hour": "int64", "brightness": "float64"}
LABEL_FACT_TYPES = {"label_kind": "string"}
PREDICTION_FACT_TYPES = {"prediction_kind": "string"}

# What a macro computes from integers is the same on both sides to the last digit; means over
# classes may add in another order.
TOLERANCE = 1e-12


@contextlib.contextmanager
def scratch() -> Iterator[Path]:
    """A folder for one example: the fixtures of pytest live as long as all examples together."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


@functools.cache
def _empty_project() -> bytes:
    """Return the bytes of a project with nothing in it."""
    with scratch() as folder:
        path = folder / "empty.duckdb"
        duckeval.open(path).close()
        return path.read_bytes()


def new_project(path: Path) -> duckeval.Project:
    """Open a new project: a copy of an empty one, ten times as quick as making the schema."""
    path.write_bytes(_empty_project())
    return duckeval.open(path)


@contextlib.contextmanager
def project_of(scene: Scene, *, protocols: Sequence[str] = ("closest", "coco")) -> Iterator[Any]:
    """Open a new project that holds one scene and nothing else."""
    with scratch() as folder, new_project(folder / "fresh.duckdb") as project:
        load_scene(project, scene, folder, protocols=protocols)
        yield project


def load_scene(
    project: Any,
    scene: Scene,
    folder: Path,
    *,
    dataset: str | None = None,
    set_name: str = "model",
    protocols: Sequence[str] = ("closest", "coco"),
) -> None:
    """Load labels as COCO JSON, which has classes and items without labels; the rest as tables."""
    load_labels(project, scene, folder, dataset=dataset)
    load_predictions(
        project, scene, folder, dataset=dataset, set_name=set_name, protocols=protocols
    )


def load_labels(project: Any, scene: Scene, folder: Path, *, dataset: str | None = None) -> None:
    truth = coco_truth(scene)
    for annotation, label in zip(truth["annotations"], scene.labels, strict=True):
        annotation["id"] = int(label.key)
        annotation["difficult"] = int(label.is_difficult)
    stem = dataset or "labels"
    project.load_labels(write_json(folder / f"{stem}.json", truth), dataset=dataset)
    if scene.items and scene.items[0].facts:
        rows = [{"item_key": item.key, **item.facts} for item in scene.items]
        facts = write_parquet(
            folder / f"{stem}_facts.parquet", rows, {"item_key": "string", **ITEM_FACT_TYPES}
        )
        project.load_metadata(facts, dataset=dataset)


def load_predictions(
    project: Any,
    scene: Scene,
    folder: Path,
    *,
    dataset: str | None = None,
    set_name: str = "model",
    protocols: Sequence[str] = ("closest", "coco"),
) -> None:
    predictions = write_parquet(
        folder / f"{set_name}.parquet",
        prediction_rows(scene),
        PREDICTION_TYPES | PREDICTION_FACT_TYPES,
    )
    # a scene may predict only classes that it has no label of
    project.load_predictions(
        predictions,
        dataset=dataset,
        set_name=set_name,
        protocols=tuple(protocols),
        allow_unmatched=True,
    )


def load_tables(
    project: Any,
    scene: Scene,
    folder: Path,
    *,
    dataset: str | None = None,
    set_name: str = "model",
    protocols: Sequence[str] = ("closest",),
) -> None:
    """Load the scene from parquet; only items with a label are known then."""
    labels = write_parquet(
        folder / f"{set_name}_labels.parquet", label_rows(scene), LABEL_TYPES | LABEL_FACT_TYPES
    )
    project.load_labels(labels, dataset=dataset)
    load_predictions(
        project, scene, folder, dataset=dataset, set_name=set_name, protocols=protocols
    )


def load_coco(
    project: Any, scene: Scene, folder: Path, *, dataset: str | None = None, set_name: str = "model"
) -> None:
    """Load the scene as the two JSON files of COCO."""
    project.load_labels(write_json(folder / "truth.json", coco_truth(scene)), dataset=dataset)
    project.load_predictions(
        write_json(folder / f"{set_name}.json", coco_results(scene)),
        dataset=dataset,
        set_name=set_name,
    )


# What cannot be asked without an argument, of a project without a column that has to be loaded, or
# of a set by name that is compared as boxes; these have tests of their own.
NEEDS_MORE = frozenset({"line_ap", "similar_item"})


def table_macros(project: Any) -> dict[str, list[str]]:
    """Return the macros that users call, with their parameters, as the catalogue has them."""
    rows = project.query(
        "select function_name, parameters from duckdb_functions() "
        "where function_type = 'table_macro' and not internal "
        "and not starts_with(function_name, '_') order by function_name"
    ).rows()
    return {
        row["function_name"]: list(row["parameters"])
        for row in rows
        if row["function_name"] not in NEEDS_MORE
    }


def macros_of_one_set(project: Any) -> dict[str, list[str]]:
    """Return those of them that are asked about one prediction set; a pair has tests of its own."""
    return {
        name: accepted
        for name, accepted in table_macros(project).items()
        if "predictions" in accepted
    }


def literal(value: object) -> str:
    """Return a value as SQL text."""
    if value is None:
        return "null"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    if isinstance(value, list):
        return "[" + ", ".join(literal(each) for each in value) + "]"
    if isinstance(value, float):
        return f"{value!r}::double"
    return repr(value)


def call(macro: str, parameters: Mapping[str, object]) -> str:
    """Return the SQL that asks a macro."""
    given = ", ".join(f"{name} := {literal(value)}" for name, value in parameters.items())
    return f"select * from {macro}({given})"


def ask(project: Any, macro: str, **parameters: object) -> list[Row]:
    """Return the rows of a macro."""
    rows: list[Row] = project.query(call(macro, parameters)).rows()
    return rows


def same(left: object, right: object) -> bool:
    """Whether two cells are equal: numbers within the tolerance, null only with null."""
    if isinstance(left, float) and isinstance(right, float):
        return math.isclose(left, right, rel_tol=0.0, abs_tol=TOLERANCE)
    return type(left) is type(right) and left == right


def comparable(rows: Sequence[Row], *, without: Sequence[str] = ()) -> list[Row]:
    """Return the rows without generated keys and times of loading, in an order of their own."""
    kept = [
        {
            name: cell
            for name, cell in row.items()
            if not name.endswith("_id") and name not in {"created_at", *without}
        }
        for row in rows
    ]
    return sorted(kept, key=_row_order)


def differences(left: Sequence[Row], right: Sequence[Row]) -> list[str]:
    """Return what differs between two lists of rows, in words; nothing if nothing does."""
    if len(left) != len(right):
        return [f"{len(left)} rows and {len(right)} rows", f"{left}", f"{right}"]
    found = []
    for one, other in zip(left, right, strict=True):
        if one.keys() != other.keys():
            found.append(f"columns {list(one)} and {list(other)}")
            continue
        found += [
            f"{name}: {one[name]!r} and {other[name]!r} in {one}"
            for name in one
            if not same(one[name], other[name])
        ]
    return found


def _row_order(row: Row) -> list[tuple[bool, str]]:
    # Floats that differ in the last digit must not change places.
    return [
        (cell is None, f"{cell:.9f}" if isinstance(cell, float) else str(cell))
        for cell in row.values()
    ]
