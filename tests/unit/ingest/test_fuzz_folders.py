"""Whatever the files of a folder hold: it loads and adds up, or ends with an error of ours."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duckeval.errors import DuckevalError
from duckeval.ingest import LoadResult, load_labels, load_predictions
from duckeval.store import Store
from tests.property.scenes import examples
from tests.unit.ingest.samples import truth

WORDS = st.one_of(
    st.sampled_from(
        ["0", "1", "2", ".5", "0.25", "1e-3", "-0.01", "-1", "7", "300", "nan", "inf", "1e999",
         "cat", "DontCare", "9", "9.0", "0.0", "1e308", "-1000", "é"]
    ),
    st.text(alphabet="0.5e-x\u00a0\u0000\ufeff'\"", min_size=1, max_size=3),
)  # fmt: skip
LENGTHS = st.sampled_from([1, 2, 5, 6, 7, 9, 10, 12, 15, 16, 18, 56])
ROWS = LENGTHS.flatmap(
    lambda length: st.lists(
        st.one_of(st.lists(WORDS, min_size=length, max_size=length), st.lists(WORDS, max_size=11)),
        max_size=5,
    )
)
TEXTS = st.builds(
    lambda rows, end, noise: end.join(" ".join(row) for row in rows).encode() + noise,
    ROWS,
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.one_of(st.just(b""), st.binary(max_size=2)),
)
FORMATS = st.sampled_from(
    [None, "yolo", "yolo-box", "yolo-seg", "yolo-obb", "yolo-pose", "kitti", "voc", "voc-pixels"]
)
NAMES = st.sampled_from(["9.txt", "10.txt", "a/9.txt", "comp4_det_test_cat.txt", "Task1_cat.txt"])

ANNOTATION = (
    "<annotation><filename>9.jpg</filename><size><width>100</width><height>50</height></size>"
    "<object><name>cat</name><difficult>0</difficult><truncated>1</truncated><bndbox>"
    "<xmin>1</xmin><ymin>2</ymin><xmax>30</xmax><ymax>40</ymax></bndbox></object></annotation>"
)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fuzz")
    with Store.open(folder / "labelled.duckdb", create=True) as store:
        (folder / "truth.json").write_text(json.dumps(truth()))
        load_labels(store, folder / "truth.json")
    return folder / "labelled.duckdb"


def check(template: Path, load: Any, files: dict[str, bytes], **options: Any) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder, project = Path(name) / "said", Path(name) / "p.duckdb"
        shutil.copyfile(template, project)
        for path, content in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)
        with Store.open(project) as store:
            refusal: DuckevalError | None = None
            result: LoadResult | None = None
            try:
                result = load(store, folder, **options)
            except DuckevalError as error:
                refusal = error
            if refusal is not None or result is None:
                assert refusal is not None
                assert refusal.exit_code in {2, 3}, str(refusal)
                assert "\n" not in str(refusal)
                assert store.run("select count(*) from load") == [(1,)]
                return
            assert result.rows_in == result.rows_loaded + result.rows_quarantined
            wrong = "not isfinite(x_px + w_px) or not isfinite(y_px + h_px) or w_px < 0 or h_px < 0"
            for table in ("label", "prediction"):
                found = store.run(f"select count(*) from {table} where {wrong} or x_px is null")
                assert found == [(0,)]


@examples(few=12, many=1000)
@given(
    files=st.dictionaries(NAMES, TEXTS, min_size=1, max_size=3),
    format_name=FORMATS,
    size=st.sampled_from([None, (640, 480)]),
    is_labels=st.booleans(),
)
def test_texts(
    template: Path,
    files: dict[str, bytes],
    format_name: str | None,
    size: tuple[int, int] | None,
    *,
    is_labels: bool,
) -> None:
    asked: dict[str, Any] = {"format": format_name, "image_size": size}
    if is_labels:
        check(template, load_labels, files, dataset="fuzz", **asked)
    else:
        check(template, load_predictions, files, match=False, **asked)


@examples(few=5, many=1000)
@given(
    start=st.integers(0, len(ANNOTATION)),
    length=st.integers(0, 12),
    middle=st.one_of(
        st.sampled_from(["", "<a>", "</object>", "&lt;", "&a;", "nan", "1e999", "\u0000", "-7"]),
        st.text(max_size=3),
    ),
)
def test_annotations(template: Path, start: int, length: int, middle: str) -> None:
    text = ANNOTATION[:start] + middle + ANNOTATION[start + length :]
    files = {"9.xml": text.encode("utf-8", "surrogatepass"), "10.xml": ANNOTATION.encode()}
    check(template, load_labels, files, dataset="fuzz")


VALUES = st.sampled_from(
    ["images", "[images]", "[1]", "{a: b}", "null", "[cat]", "[2, 3]", "{0: cat}", ".", "labels/..",
     "'a\\0b'", "[[]]", "true", "''", "{x: 1}", "7"]
)  # fmt: skip


@examples(few=5, many=1000)
@given(
    text=st.one_of(
        st.text(alphabet="{}[]:-, \nnames01valtrip'\"&*!", max_size=40),
        st.builds("val: {}\nnames: {}\nkpt_shape: {}\npath: {}\n".format, *[VALUES] * 4),
    )
)
def test_data_yaml(template: Path, text: str) -> None:
    files = {"data.yaml": text.encode(), "labels/9.txt": b"0 .5 .5 .1 .1", "images/x": b""}
    check(template, load_labels, files, dataset="fuzz", image_size=(640, 480))
