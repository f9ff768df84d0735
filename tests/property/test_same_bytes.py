"""The same bytes on every run, with any number of threads, whatever the order of the rows.

Everything here is full of ties.
"""

from __future__ import annotations

import hashlib
import random
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import duckeval
from tests.oracle.scene import Item, Label, Prediction, Scene
from tests.property.projects import call, load_coco, load_scene, table_macros

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

THREADS = range(1, 9)


def crowded_scene(seed: int, *, item_count: int, prediction_count: int) -> Scene:
    """Return a scene on a coarse grid: few confidences, few boxes, so that everything ties."""
    source = random.Random(seed)  # noqa: S311 - not a secret
    keys = [str(number) for number in source.sample(range(10 * item_count), item_count)]
    classes = ("bus", "car", "person")

    def box() -> tuple[float, float, float, float]:
        left, top = source.randrange(0, 200, 10), source.randrange(0, 200, 10)
        return (float(left), float(top), source.choice([20.0, 40.0]), source.choice([20.0, 40.0]))

    labels = tuple(
        Label(
            str(number),
            source.choice(keys),
            source.choice(classes),
            box(),
            is_crowd=source.random() < 0.03,
            facts={"label_kind": source.choice(["a", "b", None])},
        )
        for number in range(1000, 1000 + prediction_count // 10)
    )
    predictions = tuple(
        Prediction(
            str(number),
            source.choice(keys),
            source.choice(classes),
            source.randrange(20) / 20,
            box(),
            {"prediction_kind": source.choice(["a", "b", None])},
        )
        for number in range(10**6, 10**6 + prediction_count)
    )
    facts = ({"weather": w, "hour": h, "brightness": 0.5} for w in ("rain", None) for h in range(7))
    choices = list(facts)
    items = tuple(Item(key, source.choice(choices)) for key in keys)
    return Scene(items, labels, predictions, classes)


# The views ask the default settings; these go through every other path.
QUESTIONS: list[dict[str, object]] = [
    {"protocol": "coco", "iou_threshold": 0.53, "slice_by": "hour"},
    {"label_filter": "w_px > 20", "outside": "drop"},
    {
        "protocol": "voc",
        "interpolation": "11",
        "class_scope": "any_class",
        "prediction_filter": "prediction_kind = 'b'",
        "slice_by": "weather",
    },
]


def digests(project: Any, folder: Path, *, is_coco: bool) -> dict[str, str]:
    """Return the digest of the rows of every view, and of every macro in every setting.

    Those of protocol coco, or all others.
    """
    views = project.query(
        "select view_name from duckdb_views() where not internal order by view_name"
    ).rows()
    queries = {row["view_name"]: row["view_name"] for row in views}
    for macro, accepted in table_macros(project).items():
        for number, question in enumerate(QUESTIONS):
            known = {name: value for name, value in question.items() if name in accepted}
            queries[f"{macro} {number}"] = call(macro, known)
    found = {}
    for title, query in queries.items():
        if _is_coco(title) != is_coco:
            continue
        path = folder / "export.parquet"
        if title.startswith("leaderboard"):  # when a set was loaded differs, and is meant to
            query = f"select * exclude (created_at) from ({_selected(query)})"  # noqa: PLW2901
        project.export(query, path)
        found[title] = hashlib.sha256(rows_of(path)).hexdigest()
    return found


def _selected(query: str) -> str:
    return query if query.startswith("select") else f"from {query}"


def rows_of(path: Path) -> bytes:
    """Return the bytes of a file's rows, without what it says of the files they were made from."""
    table = pq.read_table(path).replace_schema_metadata(None).combine_chunks()
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    written: bytes = sink.getvalue().to_pybytes()
    return written


def many_predictions(folder: Path, count: int) -> tuple[Path, Path]:
    """Write labels, and more predictions than one thread of DuckDB takes at a time (122,880)."""
    source = np.random.default_rng(9)

    def columns(rows: int) -> dict[str, Any]:
        corners = source.integers(0, 20, size=(2, rows)) * 10.0
        sides = source.choice([20.0, 40.0], size=(2, rows))
        return {
            "item_key": source.integers(0, 2000, rows).astype(str),
            "class_name": source.choice(["bus", "car", "person"], rows),
            "x_px": corners[0],
            "y_px": corners[1],
            "w_px": sides[0],
            "h_px": sides[1],
        }

    labels, predictions = columns(20_000), columns(count)
    labels["item_key"][:2000] = np.arange(2000).astype(str)
    predictions["confidence"] = source.integers(0, 500, count) / 500
    paths = (folder / "labels.parquet", folder / "predictions.parquet")
    for path, content in zip(paths, (labels, predictions), strict=True):
        pq.write_table(pa.table(content), path)
    return paths


def test_threads_and_repetition_change_no_byte(tmp_path: Path) -> None:
    labels, predictions = many_predictions(tmp_path, 200_000)
    with duckeval.open(tmp_path / "project.duckdb") as project:
        project.load_labels(labels)
        project.load_predictions(predictions)
        asked = {
            "performance": "performance",
            "class_performance": "from class_performance(iou_threshold := 0.6)",
            "coco_summary": "coco_summary",
            "best_threshold": "from best_threshold(protocol := 'coco', iou_threshold := 0.7)",
            "confusion_matrix": "confusion_matrix",
            "curve": "from precision_recall_curve(min_confidence := 0.9)",
            "outcome": "from outcome(min_confidence := 0.9, outside := 'drop', "
            "prediction_filter := 'x_px > 40')",
        }
        expected: dict[str, str] | None = None
        for threads in THREADS:
            project.connection.execute(f"set threads = {threads}").fetchall()
            now = {}
            for title, query in asked.items():
                path = tmp_path / "export.parquet"
                project.export(query, path)
                now[title] = hashlib.sha256(path.read_bytes()).hexdigest()
            expected = expected or now
            assert now == expected, threads


def shuffled(scene: Scene, seed: int) -> Scene:
    source = random.Random(seed)  # noqa: S311 - not a secret
    return replace(
        scene,
        items=tuple(source.sample(scene.items, len(scene.items))),
        labels=tuple(source.sample(scene.labels, len(scene.labels))),
        predictions=tuple(source.sample(scene.predictions, len(scene.predictions))),
    )


def shuffled_but_for_ties(scene: Scene, seed: int) -> Scene:
    """Shuffle what coco may not ask for: equal scores of one item and class keep their order.

    Among labels coco takes the later of two of equal IoU, so the labels of an item and class keep
    their order too.
    """
    mixed = shuffled(scene, seed)
    labels = _in_old_order(mixed.labels, scene.labels, lambda one: (one.item, one.class_name))
    predictions = _in_old_order(
        mixed.predictions,
        scene.predictions,
        lambda one: (one.item, one.class_name, one.confidence),
    )
    return replace(mixed, labels=labels, predictions=predictions)


def _in_old_order(mixed: Any, old: Any, group: Any) -> Any:
    queues: dict[Any, list[Any]] = {}
    for one in old:
        queues.setdefault(group(one), []).append(one)
    return tuple(queues[group(one)].pop(0) for one in mixed)


def digests_of_both(
    folder: Path, scenes: Sequence[Scene], *, is_coco: bool
) -> list[dict[str, str]]:
    """Return the digests of two scenes, the first loaded by one thread, the other by four."""
    found = []
    for threads, scene in zip((1, 4), scenes, strict=True):
        place = folder / str(threads)
        place.mkdir()
        with duckeval.open(place / "project.duckdb") as project:
            project.connection.execute(f"set threads = {threads}").fetchall()
            load_scene(project, scene, place)
            project.slices.add("wet", "weather = 'rain'")
            project.slices.add("early", "hour < 4")
            found.append(digests(project, folder, is_coco=is_coco))
    return found


@pytest.mark.slow
def test_threads_and_the_order_of_the_rows_change_no_byte(tmp_path: Path) -> None:
    """Keys are the user's here, so even the views that show them are the same."""
    scene = crowded_scene(3, item_count=200, prediction_count=3000)
    one, other = digests_of_both(tmp_path, (scene, shuffled(scene, 3)), is_coco=False)
    assert one == other
    assert {"performance", "performance 1", "outcome"} <= one.keys()


def test_without_keys_of_their_own_rows_in_any_order_give_the_same_numbers(tmp_path: Path) -> None:
    """COCO results have no id: theirs is the place in the file, and these views do not show it."""
    scene = crowded_scene(6, item_count=60, prediction_count=1500)
    views = (
        "performance", "class_performance", "confusion_matrix", "best_threshold",
        "precision_recall_curve", "iou_distribution",
    )  # fmt: skip
    found = []
    for name, written in (("one", scene), ("other", shuffled(scene, 6))):
        folder = tmp_path / name
        folder.mkdir()
        with duckeval.open(folder / "project.duckdb") as project:
            load_coco(project, written, folder)
            for view in views:
                project.export(view, folder / f"{view}.parquet")
        found.append([rows_of(folder / f"{view}.parquet") for view in views])
    assert found[0] == found[1]


def test_for_coco_threads_and_the_order_of_everything_but_ties_change_no_byte(
    tmp_path: Path,
) -> None:
    scene = crowded_scene(5, item_count=200, prediction_count=3000)
    scenes = (scene, shuffled_but_for_ties(scene, 5))
    one, other = digests_of_both(tmp_path, scenes, is_coco=True)
    assert one == other
    assert {"coco_summary", "performance 0", "outcome 0"} <= one.keys()


def _is_coco(title: str) -> bool:
    macro, _, number = title.partition(" ")
    macro = macro.removesuffix("_by_slice")
    asked = QUESTIONS[int(number)] if number else {}
    # protocol_comparison has rows of every protocol
    return asked.get("protocol") == "coco" or macro in {"coco_summary", "protocol_comparison"}
