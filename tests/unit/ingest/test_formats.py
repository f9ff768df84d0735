"""How a file is recognised."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

from duckeval.errors import InputFileError, UsageError
from duckeval.ingest import load_labels
from duckeval.ingest.readers import format_of, reader_of
from duckeval.ingest.source import Source
from tests.unit.ingest.samples import refusal, truth, write

if TYPE_CHECKING:
    from pathlib import Path

    from duckeval.store import Store


@pytest.mark.parametrize(
    ("name", "content", "kind", "expected"),
    [
        ("a.json", '{"images": []}', "labels", "coco"),
        ("a.JSON", ' \n{"images": []}', "labels", "coco"),
        ("a.json", "[]", "predictions", "coco-results"),
        ("a.json", '\ufeff[{"image_id": 1}]', "predictions", "coco-results"),
        ("a.json", '{"item_key": 1}\n{"item_key": 2}\n', "labels", "ndjson"),
        ("a.json", '[{"item_key": 1}]', "metadata", "ndjson"),
        ("a.json", '{\n"images": [\n{"id": 1}\n]}', "labels", "coco"),
        ("data", '{"images": []}', "labels", "coco"),
        ("data.txt", "[]", "predictions", "coco-results"),
        ("a.csv", "x", "labels", "csv"),
        ("a.TSV", "x", "metrics", "csv"),
        ("a.ndjson", "x", "labels", "ndjson"),
        ("a.jsonl", "x", "predictions", "ndjson"),
        ("a.bin", "PAR1...", "labels", "parquet"),
        ("a.json", "PAR1...", "labels", "parquet"),
        ("a.pq", "PAR1...", "labels", "parquet"),
    ],
)
def test_by_suffix_and_content(
    tmp_path: Path, name: str, content: str, kind: str, expected: str
) -> None:
    source = Source.of(write(tmp_path / name, content))
    assert format_of(source, kind, None) == expected


def test_the_users_word_wins(store: Store, tmp_path: Path) -> None:
    file = write(tmp_path / "labels.data", truth())
    assert load_labels(store, file, format="coco").rows_loaded == 3
    source = Source.of(file)
    assert format_of(source, "predictions", "coco") == "coco-results"
    with pytest.raises(UsageError, match="expected one of coco, coco-results, dota, dota-results"):
        format_of(source, "labels", "tfrecord")
    with pytest.raises(UsageError, match="cannot hold labels") as caught:
        reader_of("coco-results", "labels")
    assert caught.value.hint == "'duckeval load predictions' reads it"
    with pytest.raises(UsageError, match="cannot hold metadata"):
        reader_of("coco", "metadata")


def test_what_cannot_be_recognised(store: Store, tmp_path: Path) -> None:
    error = refusal(load_labels, store, write(tmp_path / "labels.txt", "cat 1 2 3 4"))
    assert isinstance(error, InputFileError)
    assert "--format" in (error.hint or "")
    assert "is empty" in str(refusal(load_labels, store, write(tmp_path / "nothing", "")))
    (tmp_path / "labels.json.gz").write_bytes(gzip.compress(b"{}"))
    error = refusal(load_labels, store, tmp_path / "labels.json.gz")
    assert "compressed (gzip)" in str(error)
    assert "unpack" in (error.hint or "")
