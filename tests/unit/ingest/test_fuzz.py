"""Whatever a file holds: it loads and adds up, or ends with an error of ours and no trace."""

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
from duckeval.ingest import LoadResult, load_labels, load_metadata, load_predictions
from duckeval.store import Store
from tests.property.scenes import examples
from tests.unit.ingest.samples import RESULTS, TRUTH, truth

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(),
    st.sampled_from(["", "1", "9", "cat", "NaN", "1e5", "\u0000", "},{", "ü", "'", '"']),
    st.text(max_size=3),
)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=5), st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=6,
)
NUMBERS = st.sampled_from([0, 1, 5, -1, 0.5, 1e308, -0.0, 7.25])
BOXES = st.lists(NUMBERS, min_size=4, max_size=4)
KNOWN = st.sampled_from([8, 9, 10, "9", 9.0])


@st.composite
def changed(draw: st.DrawFn, rows: list[dict[str, Any]]) -> list[Any]:
    """Some of the rows, some of their fields replaced or gone, some other things between."""
    found: list[Any] = []
    for _ in range(draw(st.integers(0, 6))):
        row: Any = dict(draw(st.sampled_from(rows)))
        names = st.one_of(st.sampled_from([*row, "extra"]), st.text(max_size=2))
        for name in draw(st.lists(names, max_size=2)):
            row[name] = draw(st.one_of(JSON, NUMBERS, BOXES, KNOWN))
        for name in draw(st.lists(st.sampled_from([*row]), max_size=1)):
            del row[name]
        found.append(draw(JSON) if draw(st.integers(0, 12)) == 0 else row)
    return found


@st.composite
def damaged(draw: st.DrawFn, content: Any) -> bytes:
    """The content as JSON, at times with bytes cut out or put in."""
    indent = draw(st.sampled_from([None, 1]))
    text = json.dumps(content, indent=indent, ensure_ascii=draw(st.booleans())).encode(
        "utf-8", "surrogatepass"
    )
    if draw(st.integers(0, 2)) == 0:
        start = draw(st.integers(0, len(text)))
        stop = draw(st.integers(start, min(len(text), start + 20)))
        middle = draw(st.one_of(st.just(b""), st.binary(max_size=4), st.sampled_from([b"]", b"{"])))
        text = text[:start] + middle + text[stop:]
    return text


@st.composite
def ground_truth(draw: st.DrawFn) -> Any:
    content: dict[str, Any] = truth(
        images=[*TRUTH["images"], *draw(changed(TRUTH["images"]))],
        categories=[*TRUTH["categories"], *draw(changed(TRUTH["categories"]))],
        annotations=draw(changed(TRUTH["annotations"])),
    )
    if draw(st.integers(0, 9)) == 0:
        content[draw(st.sampled_from(list(content)))] = draw(JSON)
    return content


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fuzz")
    with Store.open(folder / "labelled.duckdb", create=True) as store:
        (folder / "truth.json").write_text(json.dumps(truth()))
        load_labels(store, folder / "truth.json")
    return folder / "labelled.duckdb"


def _loaded(load: Any, store: Store, file: Path, **options: Any) -> LoadResult | None:
    """What the load says, or None where it ended with an error of ours."""
    try:
        return load(store, file, **options)  # type: ignore[no-any-return]
    except DuckevalError as error:
        line, code = str(error), error.exit_code
    assert code in {2, 3}, line
    assert "\n" not in line
    return None


def _try(template: Path, load: Any, name: str, content: bytes, **options: Any) -> None:
    with tempfile.TemporaryDirectory() as folder:
        project, file = Path(folder) / "p.duckdb", Path(folder) / name
        shutil.copyfile(template, project)
        file.write_bytes(content)
        with Store.open(project) as store:
            tables = ("item", "label", "prediction", "class", "load", "quarantine", "metric")
            counts = "select " + ", ".join(f"(select count(*) from {each})" for each in tables)
            before = store.run(counts)
            result = _loaded(load, store, file, **options)
            if result is None:
                assert store.run(counts) == before
                return
            assert result.rows_in == result.rows_loaded + result.rows_quarantined
            assert store.run(
                "select count(*) from quarantine where load_id = $id", {"id": result.load_id}
            ) == [(result.rows_quarantined,)]
            assert store.run(
                "select (select count(*) from prediction where not isfinite(confidence) "
                "or confidence is null or w_px < 0 or h_px < 0 or x_px is null or y_px is null "
                "or not (isfinite(x_px + w_px) and isfinite(y_px + h_px) and isfinite(area_px2))) "
                "+ (select count(*) from label where w_px < 0 or area_px2 is null "
                "or h_px < 0 or x_px is null or y_px is null "
                "or not (isfinite(x_px + w_px) and isfinite(y_px + h_px) and isfinite(area_px2))) "
                "+ (select count(*) from label anti join item using (item_id)) "
                "+ (select count(*) from label anti join class using (class_id))"
            ) == [(0,)]
            assert load(store, file, **options).is_repeat


@examples(few=25, many=1000)
@given(content=changed(RESULTS).flatmap(damaged))
def test_coco_results(template: Path, content: bytes) -> None:
    _try(template, load_predictions, "r.json", content, match=False)


@examples(few=25, many=1000)
@given(content=ground_truth().flatmap(damaged))
def test_coco_ground_truth(template: Path, content: bytes) -> None:
    _try(template, load_labels, "t.json", content, dataset="fuzz")


CELLS = st.one_of(
    st.sampled_from(["", "8", "9", "10", "cat", "1", "2.5", "-1", "nan", "inf", "1e999", '"a,b"']),
    st.text(alphabet=',;"\n\r\tx\u0000é1', max_size=4),
)


@examples(few=25, many=1000)
@given(
    rows=st.lists(st.lists(CELLS, min_size=5, max_size=8), max_size=6),
    header=st.sampled_from(
        [
            "item_key,class_name,confidence,x_px,y_px,w_px,h_px",
            "item_key;class_key;confidence;x_px;y_px;w_px;h_px;more",
            "item_key,class_name,x_px,y_px,w_px,h_px,is_crowd,lux",
            "item_key,lux,Lux2,night,class",
        ]
    ),
    end=st.sampled_from(["\n", "\r\n"]),
    noise=st.binary(max_size=3),
)
def test_csv(template: Path, rows: list[list[str]], header: str, end: str, noise: bytes) -> None:
    delimiter = ";" if ";" in header else ","
    lines = [header, *(delimiter.join(row) for row in rows)]
    content = end.join(lines).encode() + noise
    _try(template, load_predictions, "p.csv", content, match=False)
    _try(template, load_labels, "l.csv", content)
    _try(template, load_metadata, "m.csv", content)


@examples(few=25, many=1000)
@given(
    lines=st.lists(
        st.dictionaries(
            st.one_of(
                st.sampled_from(["item_key", "lux", "weather", "x_px", "a/b"]), st.text(max_size=2)
            ),
            st.one_of(JSON, KNOWN),
            max_size=5,
        ),
        max_size=5,
    ),
    noise=st.binary(max_size=3),
)
def test_ndjson(template: Path, lines: list[dict[str, Any]], noise: bytes) -> None:
    content = b"\n".join([json.dumps(line).encode() for line in lines] + [noise])
    _try(template, load_metadata, "m.ndjson", content)
