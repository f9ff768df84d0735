"""The golden vectors of the semantics: ranked outcomes with their average precisions, matchings."""

from __future__ import annotations

from tests.oracle.scene import Item, Label, Prediction, Scene

AVERAGE_PRECISIONS = [
    # outcomes by falling confidence, labels, 101 points, 11 points, all points
    ("TFTFT", 4, 0.570957, 0.563636, 0.566667),
    ("TFFT", 2, 0.752475, 0.772727, 0.750000),
    ("TT", 2, 1.0, 1.0, 1.0),
    ("FT", 1, 0.5, 0.5, 0.5),
    ("T", 3, 0.336634, 0.363636, 0.333333),
]
"""Ranked outcomes (T a true positive, F a false one), labels and the three interpolations."""


def ranked(pattern: str, label_count: int) -> Scene:
    """Return a scene whose predictions come out as the pattern says: hits lie on their label."""
    labels = tuple(
        Label(f"{n + 1}", "1", "thing", (100.0 * n, 0.0, 50.0, 50.0)) for n in range(label_count)
    )
    predictions = []
    for place, outcome in enumerate(pattern):
        left = 100.0 * pattern[:place].count("T") if outcome == "T" else 100.0 * place
        top = 0.0 if outcome == "T" else 500.0
        predictions.append(
            Prediction(f"p{place}", "1", "thing", 0.9 - 0.1 * place, (left, top, 50.0, 50.0))
        )
    return Scene((Item("1"),), labels, tuple(predictions), ("thing",))


def second_choice() -> Scene:
    """Return the vector in which COCO falls back to a second label and closest does not."""
    return Scene(
        (Item("1"),),
        (
            Label("1", "1", "thing", (0.0, 0.0, 100.0, 100.0)),
            Label("2", "1", "thing", (40.0, 0.0, 100.0, 100.0)),
        ),
        (
            Prediction("p1", "1", "thing", 0.9, (0.0, 0.0, 100.0, 100.0)),
            Prediction("p2", "1", "thing", 0.8, (18.0, 0.0, 100.0, 100.0)),
        ),
        ("thing",),
    )


def equal_overlap() -> Scene:
    """Return the vector in which one prediction has the same IoU with both labels."""
    scene = second_choice()
    between = Prediction("p", "1", "thing", 0.9, (20.0, 0.0, 100.0, 100.0))
    return Scene(scene.items, scene.labels, (between,), scene.classes)
