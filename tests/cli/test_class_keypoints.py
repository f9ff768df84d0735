"""``classes keypoints``: names and sigmas of classes whose files do not say them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest

import duckeval
from tests.oracle.files import write_json

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Answer


@pytest.fixture
def db(tmp_path: Path) -> str:
    """Return a project with a pose of two joints whose class says nothing of them."""
    truth = {
        "images": [{"id": 1, "width": 100, "height": 100}],
        "categories": [{"id": 1, "name": "gear"}],
        "annotations": [
            {
                "id": 1,
                "image_id": 1,
                "category_id": 1,
                "keypoints": [10, 10, 2, 50, 50, 2],
                "bbox": [0, 0, 60, 60],
                "area": 400,
            }
        ],
    }
    result = {"image_id": 1, "category_id": 1, "score": 0.5, "keypoints": [10, 14, 1, 50, 50, 1]}
    write_json(tmp_path / "v1.json", [result])
    with duckeval.open(tmp_path / "a.duckdb") as project:
        project.load_labels(write_json(tmp_path / "truth.json", truth))
    return str(tmp_path / "a.duckdb")


def oks(db: str) -> float:
    with duckeval.open(db, read_only=True) as project:
        [[found]] = project.query("select iou from outcome").tuples()
    return float(found)


def test_sigmas_are_given_and_changed(call: Callable[..., Answer], db: str, tmp_path: Path) -> None:
    load = ("load", "predictions", str(tmp_path / "v1.json"), "--db", db)
    refused = call(*load)
    assert refused.code == 1
    assert "'duckeval classes keypoints CLASS --sigmas'" in refused.err
    set_ = ("classes", "keypoints", "gear", "--db", db)
    said = call(*set_, "--sigmas", "0.1,0.2", "--names", "hub, tooth")
    assert (said.code, said.err) == (0, "gear: keypoints hub, tooth; sigmas 0.1, 0.2\n")
    assert call(*load).code == 0
    assert oks(db) == pytest.approx((math.exp(-16 / (2 * 400 * 0.2**2)) + 1) / 2)
    said = call(*set_, "--sigmas", "0.3,0.2")
    assert said.err.splitlines()[-1] == "matched v1 again"
    assert oks(db) == pytest.approx((math.exp(-16 / (2 * 400 * 0.6**2)) + 1) / 2)
    assert call(*set_).err == "gear: keypoints hub, tooth; sigmas 0.3, 0.2\n"


@pytest.mark.parametrize(
    ("options", "code", "says"),
    [
        (["hub", "--sigmas", "1,1"], 1, "no class named 'hub'"),
        (["gear", "--sigmas", "0.1"], 2, "1 sigmas for class gear, whose labels have 2 keypoints"),
        (["gear", "--names", "a,b,c"], 2, "3 names for class gear"),
        (["gear", "--names", "a,a"], 2, "not all different"),
        (["gear", "--sigmas", "0.1,0"], 2, "sigma 0.0 of class gear: expected a number above 0"),
        (["gear", "--sigmas", "0.1,nan"], 2, "expected a number above 0"),
        (["gear", "--sigmas", "wide"], 2, "expected numbers, such as"),
    ],
)
def test_what_is_refused(
    call: Callable[..., Answer], db: str, options: list[str], code: int, says: str
) -> None:
    answer = call("classes", "keypoints", *options, "--db", db)
    assert answer.code == code
    assert says in answer.err
