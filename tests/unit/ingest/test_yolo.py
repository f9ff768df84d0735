"""YOLO's text files: what a row says, where sizes and names come from, and what is set aside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

import duckeval
from duckeval.errors import InputFileError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from duckeval.project.facade import Project

SIZE = (200, 100)


@pytest.fixture
def project() -> Iterator[Project]:
    with duckeval.open(":memory:") as opened:
        yield opened


def write(folder: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def picture(path: Path, size: tuple[int, int] = SIZE, orientation: int | None = None) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    image = Image.new("RGB", size)
    exif = Image.Exif()
    if orientation is not None:
        exif[0x0112] = orientation
    image.save(path, exif=exif)


def of_labels(project: Project, what: str) -> list[tuple[Any, ...]]:
    found = project.query(f"select {what} from label join item using (item_id) order by source_row")
    return [tuple(row.values()) for row in found.rows()]


def items(project: Project, what: str = "item_key, width_px, height_px") -> list[tuple[Any, ...]]:
    found = project.query(f"select {what} from item order by item_order")
    return [tuple(row.values()) for row in found.rows()]


BOX = "x_px, y_px, w_px, h_px"


def test_a_box_is_its_centre_and_size_as_fractions(project: Project, tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "1 0.5 0.5 0.2 0.4\n\n0.0 0.1 0.2 0.2 0.4\r\n", "b.txt": ""})
    result = project.load_labels(tmp_path, image_size=SIZE)
    assert (result.rows_in, result.rows_loaded) == (2, 2)
    assert of_labels(project, BOX) == [(80, 30, 40, 40), (0, 0, 40, 40)]
    assert items(project) == [("a", *SIZE), ("b", *SIZE)]
    classes = project.query(
        "select class_key, class_name from dataset_class join class "
        "using (class_id) order by class_index"
    )
    assert [tuple(row.values()) for row in classes.rows()] == [("0", "0"), ("1", "1")]


def test_sizes_come_from_the_images_as_they_are_shown(project: Project, tmp_path: Path) -> None:
    write(tmp_path / "said", {"a.txt": "0 0.5 0.5 1 1", "b.txt": "0 0.5 0.5 1 1"})
    picture(tmp_path / "seen" / "a.png")
    picture(tmp_path / "seen" / "b.jpg", orientation=6)
    picture(tmp_path / "seen" / "c.jpg", (30, 20))
    result = project.load_labels(tmp_path / "said", images=tmp_path / "seen")
    assert items(project, "item_key, uri, width_px, height_px") == [
        ("a", "a.png", 200, 100), ("b", "b.jpg", 100, 200), ("c", "c.jpg", 30, 20)
    ]  # fmt: skip
    assert of_labels(project, BOX) == [(0, 0, 200, 100), (0, 0, 100, 200)]
    assert "1 images have no text file" in result.warnings[0]


def test_nobody_knows_the_sizes(project: Project, tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "0 0.5 0.5 1 1"})
    with pytest.raises(InputFileError, match="whose sizes nobody knows") as caught:
        project.load_labels(tmp_path)
    assert "--images DIR" in (caught.value.hint or "")
    assert "--image-size WxH" in (caught.value.hint or "")


@pytest.mark.parametrize("names", ["names: [cat, dog]", "names:\n  0: cat\n  1: dog"])
def test_data_yaml_names_folders_and_classes(project: Project, tmp_path: Path, names: str) -> None:
    write(tmp_path, {
        "data.yaml": f"path: .\ntrain: images/train\nval: images/val\n{names}\n",
        "labels/val/a.txt": "1 0.5 0.5 1 1",
        "labels/train/b.txt": "0 0.5 0.5 1 1",
    })  # fmt: skip
    for name in ("val/a", "val/empty", "train/b"):
        picture(tmp_path / "images" / f"{name}.png")
    result = project.load_labels(tmp_path / "data.yaml")
    assert items(project, "item_key, uri, split") == [
        ("a", "images/val/a.png", "val"), ("empty", "images/val/empty.png", "val")
    ]  # fmt: skip
    assert of_labels(project, "item_key, width_px") == [("a", 200)]
    (label,) = project.query("select class_name from label join class using (class_id)").rows()
    assert label["class_name"] == "dog"
    assert result.classes_without_labels == 1
    assert "also there: --split train or all" in result.changes[0]
    again = project.load_labels(tmp_path / "data.yaml", split="all")
    assert again.rows_in == 2


def test_data_yaml_may_list_images(project: Project, tmp_path: Path) -> None:
    write(tmp_path, {
        "data.yaml": "path: .\nval: val.txt\nnames: [cat]\n",
        "val.txt": "./images/val/a.png\n./images/val/empty.png\nimages/val/c.png\n",
        **{f"labels/val/{name}.txt": "0 0.5 0.5 1 1" for name in "abc"},
    })  # fmt: skip
    for name in ("a", "b", "c", "empty"):
        picture(tmp_path / "images" / "val" / f"{name}.png")
    project.load_labels(tmp_path / "data.yaml")
    assert items(project, "item_key, uri") == [
        ("a", "images/val/a.png"), ("c", "images/val/c.png"), ("empty", "images/val/empty.png")
    ]  # fmt: skip
    assert of_labels(project, "item_key") == [("a",), ("c",)]


def test_texts_may_have_a_mark_but_must_be_utf8(project: Project, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbf0 0.5 0.5 1 1\r0 0.5 0.5 .5 .5\r\n")
    assert project.load_labels(tmp_path, image_size=SIZE).rows_loaded == 2
    (tmp_path / "b.txt").write_bytes(b"0 0.5 0.5 1 1 \xe9")
    with pytest.raises(InputFileError, match=r"b\.txt is not UTF-8 at byte 14"):
        project.load_labels(tmp_path, image_size=SIZE)


def test_a_change_of_a_label_is_a_new_load(project: Project, tmp_path: Path) -> None:
    write(tmp_path, {
        "data.yaml": "val: ../images\nnames: [cat]\n", "labels/a.txt": "0 0.5 0.5 1 1"
    })  # fmt: skip
    picture(tmp_path / "images" / "a.png")
    source = tmp_path / "data.yaml"
    assert not project.load_labels(source).is_repeat
    assert project.load_labels(source).is_repeat
    write(tmp_path, {"labels/a.txt": "0 0.5 0.5 0.5 0.5"})
    assert not project.load_labels(source, replace=True).is_repeat


def test_names_stand_beside_or_above_the_folder(project: Project, tmp_path: Path) -> None:
    write(tmp_path, {"obj.names": "cat\ndog\n", "obj_train_data/a.txt": "1 0.5 0.5 1 1"})
    project.load_labels(tmp_path / "obj_train_data", image_size=SIZE)
    (label,) = project.query("select class_name from label join class using (class_id)").rows()
    assert label["class_name"] == "dog"


def test_names_are_given(project: Project, tmp_path: Path) -> None:
    write(tmp_path, {"names": "cat\ndog\n", "txt/a.txt": "1 0.5 0.5 1 1",
                     "said/a.txt": "1 0.5 0.5 1 1 .9"})  # fmt: skip
    project.load_labels(tmp_path / "txt", image_size=SIZE, names=tmp_path / "names")
    project.load_predictions(tmp_path / "said", names=tmp_path / "names", set_name="v1")
    (row,) = project.class_performance(classes=["dog"]).rows()
    assert (row["class_name"], row["true_positive_count"]) == ("dog", 1)


def test_equal_names_in_two_folders_are_told_apart(project: Project, tmp_path: Path) -> None:
    write(tmp_path, {f"{part}/a.txt": "0 0.5 0.5 1 1" for part in ("north", "south")})
    project.load_labels(tmp_path, image_size=SIZE)
    assert [row[0] for row in items(project)] == ["north/a", "south/a"]


SQUARE = "0.1 0.1 0.3 0.1 0.3 0.3 0.1 0.3"


@pytest.mark.parametrize(
    ("rows", "options", "expected"),
    [
        ([f"0 {SQUARE} 0.05 0.2", "0 0.5 0.5 0.2 0.2"], {}, ["polygon", "box"]),
        ([f"0 {SQUARE}"], {}, ["rotated_box"]),
        ([f"0 {SQUARE}"], {"format": "yolo-seg"}, ["polygon"]),
        ([f"0 {SQUARE} 0.05 0.2"] * 2, {}, ["polygon"] * 2),
        (["0 0.5 0.5 0.2 0.2 0.5 0.5 2 0.4 0.4 1"], {}, ["keypoints"]),
        (["0 0.5 0.5 0.2 0.2 0.5 0.5 0.4 0.4"], {"format": "yolo-pose"}, ["keypoints"]),
    ],
)
def test_the_rows_say_what_they_are(
    project: Project, tmp_path: Path, rows: list[str], options: dict[str, Any], expected: list[str]
) -> None:
    write(tmp_path, {"a.txt": "\n".join(rows)})
    project.load_labels(tmp_path, image_size=SIZE, **options)
    assert [row[0] for row in of_labels(project, "shape")] == expected


def test_shapes_are_in_pixels(project: Project, tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": f"0 {SQUARE}"})
    project.load_labels(tmp_path, image_size=SIZE)
    assert of_labels(project, f"{BOX}, area_px2") == [pytest.approx((20, 10, 40, 20, 800))]
    with duckeval.open(":memory:") as other:
        other.load_labels(tmp_path, image_size=SIZE, format="yolo-seg")
        assert of_labels(other, BOX) == [pytest.approx((20, 10, 40, 20))]
        assert of_labels(other, "vertex_count") == [(4,)]


def test_keypoints_follow_kpt_shape(project: Project, tmp_path: Path) -> None:
    write(tmp_path, {
        "data.yaml": "val: images\nkpt_shape: [2, 2]\nnames: [man]\n",
        "labels/a.txt": "0 0.5 0.5 0.2 0.2 0.5 0.5 0 0",
    })  # fmt: skip
    picture(tmp_path / "images" / "a.png")
    project.load_labels(tmp_path / "data.yaml")
    assert of_labels(project, f"{BOX}, keypoints, visible_keypoints") == [
        (pytest.approx(80), 40, pytest.approx(40), 20, [100, 50, 2, 0, 0, 0], 1)
    ]


def test_what_is_wrong_is_set_aside_by_file_line_and_field(
    project: Project, tmp_path: Path
) -> None:
    rows = ["0 0.5 0.5 0.2 0.2", "x 0.5 0.5 0.2 0.2", "0 0.5 0.5 0.2", "0 0.5 zero 0.2 0.2",
            "0 0.5 0.5 nan 0.2", "0 0.5 1.2 0.2 0.2", "0 1.005 0.5 0.2 0.2", "0 .5 .5 -.001 .2",
            "0 0.5 0.5 0.2 0.2 0.9"]  # fmt: skip
    write(tmp_path, {"b/a.txt": "\n".join(rows)})
    result = project.load_labels(tmp_path, image_size=SIZE)
    assert (result.rows_in, result.rows_loaded) == (9, 2)
    found = project.query("select pointer, line, field, value, rule from quarantine order by line")
    assert [tuple(row.values()) for row in found.rows()] == [
        ("b/a.txt:2", 2, "class", "x", "is a whole number"),
        ("b/a.txt:3", 3, "row", "0 0.5 0.5 0.2", "holds 4 numbers after the class"),
        ("b/a.txt:4", 4, "y", "zero", "is a number"),
        ("b/a.txt:5", 5, "w", "nan", "is finite"),
        ("b/a.txt:6", 6, "y", "1.2", "is between 0 and 1"),
        ("b/a.txt:8", 8, "w", "-.001", "is 0 or more"),
        ("b/a.txt:9", 9, "row", rows[8], "holds 4 numbers after the class"),
    ]


def test_numbers_may_be_pixels(project: Project, tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "0 100 50 20 10"})
    result = project.load_labels(tmp_path)
    assert "numbers in pixels, x y w h" in result.changes[0]
    assert of_labels(project, BOX) == [(90, 45, 20, 10)]
    with duckeval.open(":memory:") as other:
        write(tmp_path, {"a.txt": "0 80 40 100 50"})
        other.load_labels(tmp_path, box="xyxy")
        assert of_labels(other, BOX) == [(80, 40, 20, 10)]


def test_a_class_without_a_name_is_set_aside(project: Project, tmp_path: Path) -> None:
    write(tmp_path, {"classes.txt": "cat\n",
                     "a.txt": "0 .5 .5 1 1\n0 .5 .5 1 1\n1 .5 .5 1 1"})  # fmt: skip
    result = project.load_labels(tmp_path, image_size=SIZE)
    assert result.rows_loaded == 2
    assert result.first_quarantined == ("a.txt:3", "class", "1", "is a class of the data set")


@pytest.fixture
def labelled(project: Project, tmp_path: Path) -> Project:
    write(tmp_path / "truth", {"a.b.txt": "0 .5 .5 .2 .2\n1 .2 .2 .2 .2", "c.txt": ""})
    project.load_labels(tmp_path / "truth", image_size=SIZE)
    return project


def test_predictions_find_items_and_sizes_in_the_project(labelled: Project, tmp_path: Path) -> None:
    folder = write(tmp_path, {"predict/labels/a.b.txt": "0 .5 .5 .2 .2 .9\n1 .2 .2 .2 .2 .8"})
    result = labelled.load_predictions(folder / "predict" / "labels")
    assert (result.prediction_set_name, result.rows_loaded) == ("predict", 2)
    assert result.items_without_predictions == 1
    (row,) = labelled.performance().rows()
    assert (row["map"], row["true_positive_count"]) == (1, 2)


def test_predictions_are_joined_by_the_stem_of_the_image(project: Project, tmp_path: Path) -> None:
    import json

    write(tmp_path, {
        "truth.json": json.dumps({
            "images": [{"id": 7, "file_name": "val/a.b.jpg", "width": 200, "height": 100}],
            "categories": [{"id": 0, "name": "cat"}],
            "annotations": [{"id": 1, "image_id": 7, "category_id": 0, "bbox": [80, 30, 40, 40]}],
        }),
        "run/a.b.txt": "0 .5 .5 .2 .4 .9",
    })  # fmt: skip
    project.load_labels(tmp_path / "truth.json")
    project.load_predictions(tmp_path / "run", join="file_stem")
    (row,) = project.performance().rows()
    assert row["map"] == 1


@pytest.mark.parametrize("row", ["0 .5 .5 .2 .2", f"0 {SQUARE}", f"0 {SQUARE} .1 .1"])
def test_predictions_without_a_confidence(labelled: Project, tmp_path: Path, row: str) -> None:
    write(tmp_path / "said", {"c.txt": row})
    with pytest.raises(InputFileError, match="have no confidence") as caught:
        labelled.load_predictions(tmp_path / "said")
    assert "save_conf=True" in (caught.value.hint or "")
    assert "duckeval load labels" in (caught.value.hint or "")


def test_predictions_given_as_labels(project: Project, tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "0 .5 .5 .2 .2 .9"})
    with pytest.raises(InputFileError, match="one number too many") as caught:
        project.load_labels(tmp_path, image_size=SIZE)
    assert "duckeval load predictions" in (caught.value.hint or "")


def test_predicted_polygons_and_tracks(labelled: Project, tmp_path: Path) -> None:
    write(tmp_path / "seg", {"c.txt": f"0 {SQUARE} 0.05 0.2 0.9\n1 {SQUARE} 0.8"})
    labelled.load_predictions(tmp_path / "seg")
    write(tmp_path / "track", {"c.txt": "0 .5 .5 .2 .2 .9 17\n0 .4 .4 .2 .2 .7"})
    result = labelled.load_predictions(tmp_path / "track")
    assert result.warnings == ("the sixth number, of a track, is not loaded",)
    found = labelled.query(
        "select prediction_set_name, shape, confidence from prediction "
        "join prediction_set using (prediction_set_id) order by all"
    )
    assert [tuple(row.values()) for row in found.rows()] == [
        ("seg", "polygon", 0.8), ("seg", "polygon", 0.9), ("track", "box", 0.7),
        ("track", "box", 0.9)
    ]  # fmt: skip


def test_an_unknown_image_is_set_aside(labelled: Project, tmp_path: Path) -> None:
    write(tmp_path / "said", {"c.txt": "0 .5 .5 .2 .2 .9", "d.txt": "0 .5 .5 .2 .2 .9"})
    result = labelled.load_predictions(tmp_path / "said")
    assert result.rows_loaded == 1
    assert result.first_quarantined is not None
    assert result.first_quarantined[0] == "d.txt:1"
    assert result.first_quarantined[3] == "is an item of the data set"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("names: [cat]\n", "none of the keys train, val and test"),
        ("- 7\n", "is no YAML with keys"),
        ("val: images\nnames: cat\n", "'names' is no list of names"),
        ("val: images/nowhere\nnames: [cat]\n", "the labels of 'val' are not at"),
        ("val: images\nkpt_shape: 17\nnames: [cat]\n", "kpt_shape is 17"),
    ],
)
def test_data_yaml_that_says_nothing_useful(
    project: Project, tmp_path: Path, text: str, said: str
) -> None:
    write(tmp_path, {"data.yaml": text, "labels/a.txt": "0 .5 .5 .2 .2"})
    with pytest.raises(InputFileError, match=said):
        project.load_labels(tmp_path / "data.yaml", image_size=SIZE)


def test_options_that_cannot_be(project: Project, tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "0 .5 .5 .2 .2"})
    with pytest.raises(UsageError, match="no folder 'nowhere'"):
        project.load_labels(tmp_path, images="nowhere")
    with pytest.raises(UsageError, match="image_size is"):
        project.load_labels(tmp_path, image_size=(0, 7))
    (tmp_path / "labels.csv").write_text("item_key,class_name,x_px,y_px,w_px,h_px\n")
    with pytest.raises(UsageError, match="sizes of images are for boxes"):
        project.load_labels(tmp_path / "labels.csv", image_size=SIZE)
    with pytest.raises(UsageError, match=r"needs data\.yaml"):
        project.load_labels(tmp_path, split="val", image_size=SIZE)


@pytest.mark.parametrize(
    ("load", "line", "said"),
    [
        ("labels", "P0001 0.9 10 10 90 10 90 90 10 90", "looks like predictions"),
        ("predictions", "10 10 90 10 90 90 10 90 ship 0", "looks like labels"),
    ],
)
def test_other_texts_given_the_other_way_round(
    labelled: Project, tmp_path: Path, load: str, line: str, said: str
) -> None:
    write(tmp_path / "said", {"c.txt": line})
    for source in (tmp_path / "said", tmp_path / "said" / "c.txt"):
        with pytest.raises(InputFileError, match=said) as caught:
            getattr(labelled, f"load_{load}")(source)
        assert caught.value.hint == f"'duckeval load {said.rsplit(maxsplit=1)[-1]}' reads it"


def test_without_pillow(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"labels/a.txt": "0 .5 .5 .2 .2"})
    picture(tmp_path / "images" / "a.png")
    monkeypatch.setattr("duckeval.ingest.image_sizes.find_spec", lambda _: None)
    with pytest.raises(UsageError, match="needs Pillow") as caught:
        project.load_labels(tmp_path / "labels")
    assert "duckeval[images]" in (caught.value.hint or "")
    assert project.load_labels(tmp_path / "labels", image_size=SIZE).rows_loaded == 1
