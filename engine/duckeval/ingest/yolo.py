"""YOLO text files: a file for each image, a line for each object, numbers as fractions of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from duckeval.errors import InputFileError
from duckeval.ingest.datasets import find_dataset
from duckeval.ingest.item_sizes import Picture, pictures_of, stage_sizes
from duckeval.ingest.job import Fields, Job, Staged
from duckeval.ingest.staging import stage_columns
from duckeval.ingest.text_files import ItemFile, item_files, source_path, stage_lines
from duckeval.ingest.yolo_files import YoloSet, read_names, yolo_set, yolo_texts
from duckeval.ingest.yolo_layout import Layout, RowKind, layout_of
from duckeval.sqlfiles import read_sql, statements

__all__ = ["stage_yolo_labels", "stage_yolo_predictions"]

_BOX_FIELDS = {
    "cxcywh": ("x", "y", "w", "h"),
    "xywh": ("x", "y", "w", "h"),
    "xyxy": ("x1", "y1", "x2", "y2"),
}
_NUMBERS = tuple(f"numbers/{place}" for place in range(1000))
_HOLDS = {
    "box": "holds 4 numbers after the class",
    "polygon": "holds x and y of three corners or more",
    "rotated_box": "holds x and y of four corners",
}
_TOLERANCE = 0.01
_NO_LAYOUT = Layout("box", "no row")
_SHAPES = {
    "polygon": ("stage_coco_shape", ("segmentation", "keypoints")),
    "pose": ("stage_coco_shape", ("segmentation", "keypoints")),
    "rotated_box": ("stage_rotated_shape", ("given",)),
}


def stage_yolo_labels(job: Job) -> Staged:
    """Stage labels: ``data.yaml``, a folder of text files, or one of them.

    A line is the number of a class, and then a box (centre, width, height), the corners of a
    polygon, the four corners of a rotated box, or a box and keypoints; all as fractions of width
    and height. A file without lines is an image without labels.
    """
    found = yolo_set(source_path(job), job.source.name, job.request.split)
    rows = _Rows(job, _named(job, found))
    rows.stage()
    rows.describe_items()
    rows.describe_classes()
    job.store.run(
        "create or replace temp view staged_label as select place, item_key, class_key, "
        "null::varchar as label_key, x_px, y_px, w_px, h_px, box_length, "
        "null::double as area_px2, false as is_crowd, false as is_difficult, "
        "segmentation, keypoints, given from staged_object_row"
    )
    return rows.staged("staged_label", class_by="class_key")


def stage_yolo_predictions(job: Job) -> Staged:
    """Stage predictions: a folder of text files; each line ends with a confidence."""
    path = source_path(job)
    if not path.is_dir() and path.suffix.lower() != ".txt":
        raise InputFileError(
            f"{job.source.name}: names labels and images; expected the folder of predictions",
            hint="Ultralytics writes it as runs/detect/predict/labels",
        )
    root = path / "labels" if (path / "labels").is_dir() else path
    files = item_files(root, yolo_texts(root) if root.is_dir() else [root])
    rows = _Rows(job, _named(job, YoloSet(files=tuple(files))))
    rows.stage()
    names = rows.found.names
    class_key = "class_key"
    if names:
        rows.describe_classes()
        class_key = (
            "(select class_name from staged_class where staged_class.class_key = of.class_key)"
        )
    job.store.run(
        f"create or replace temp view staged_prediction as select place, item_key, "  # noqa: S608
        f"{class_key} as class_key, confidence, x_px, y_px, w_px, h_px, box_length, "
        "segmentation, keypoints, given from staged_object_row as of"
    )
    return replace(
        rows.staged("staged_prediction", class_by="class_name" if names else "class_key"),
        is_keyed=False,
    )


def _named(job: Job, found: YoloSet) -> YoloSet:
    """Return a set with the names, images and keys that the request gives it."""
    request = job.request
    if request.names is not None:
        found = replace(found, names=read_names(request.names), names_file=request.names)
    if request.images is not None:
        found = replace(found, image_folders=((request.images, None),), uri_root=request.images)
    elif request.image_size is not None:
        found = replace(found, image_folders=())
    if not found.files and not found.image_folders:
        raise InputFileError(f"{job.source.name}: has no file .txt in it")
    return found


@dataclass
class _Rows:
    """The rows of text files on their way to labels or predictions."""

    job: Job
    found: YoloSet
    layout: Layout = _NO_LAYOUT
    pictures: Sequence[Picture] = ()
    sizes: Mapping[str, tuple[int, int]] | None = None
    is_pixels: bool = False

    @property
    def is_predicted(self) -> bool:
        return self.job.request.kind == "predictions"

    @property
    def fields(self) -> tuple[str, ...]:
        """What the numbers of a row are called."""
        if self.layout.shape != "box":
            return _NUMBERS
        behind = ("confidence", "track") if self.is_predicted else ()
        return (*_BOX_FIELDS[self.coordinates], *behind)

    @property
    def coordinates(self) -> str:
        """What the numbers of a box are: in pixels as asked, else centre, width and height."""
        asked = self.job.request.box
        return asked if self.is_pixels and asked == "xyxy" else "cxcywh"

    def stage(self) -> None:
        """Fill ``staged_object_row``, and ``staged_fault`` with what is wrong."""
        job, files = self.job, self._keyed_files()
        stage_lines(job, files)
        job.store.script("fill/stage_yolo_row.sql")
        survey = job.store.run(statements(read_sql("read/yolo_survey.sql"))[0])
        rows = sum(count for _, count, *_ in survey)
        self.is_pixels = 2 * sum(pixels for *_, pixels in survey) > rows
        self.layout = layout_of(
            [RowKind(*each) for *each, _ in survey],
            name=job.source.name,
            is_predicted=self.is_predicted,
            asked=job.format_name,
            keypoints=self.found.keypoints,
            labelled=_labelled(job) if self.is_predicted else None,
        )
        self.sizes = stage_sizes(job, files, self.pictures, needs=not self.is_pixels)
        is_rotated = self.layout.shape == "rotated_box"
        count, numbers = self.layout.keypoints or (0, 3)
        holds = _HOLDS.get(self.layout.shape, f"holds a box and {count} keypoints of {numbers}")
        job.store.script(
            "fill/stage_yolo_object.sql",
            {
                "shape": self.layout.shape,
                "coordinates": self.coordinates,
                "extra": int(self.is_predicted),
                "keypoint_count": count,
                "keypoint_numbers": numbers,
                "is_pixels": self.is_pixels,
                "is_predicted": self.is_predicted,
                "low": -1.0 if is_rotated else -_TOLERANCE,
                "high": 2.0 if is_rotated else 1 + _TOLERANCE,
                "count_rule": holds + (" and a confidence" if self.is_predicted else ""),
                "fields": list(self.fields),
            },
        )
        self._say()

    def _keyed_files(self) -> list[ItemFile]:
        """Return the files, and find their images; a stem that is joined needs a suffix to lose."""
        files = list(self.found.files)
        self.pictures = pictures_of(self.found.image_folders, self.found.uri_root, files)
        if not (self.is_predicted and self.job.request.join == "file_stem"):
            return files
        self.pictures = [replace(each, item_key=each.item_key + ".txt") for each in self.pictures]
        return [replace(each, item_key=each.item_key + ".txt") for each in files]

    def describe_items(self) -> None:
        """Fill ``staged_item``: the images of files, and those without a file."""
        import pyarrow as pa  # noqa: PLC0415

        uris = {each.item_key: each.uri for each in self.pictures}
        splits = {each.item_key: each.split for each in self.found.files}
        splits |= {
            each.item_key: each.split for each in self.pictures if each.item_key not in splits
        }
        sizes = self.sizes or {}
        text, number = pa.string(), pa.int64()
        columns = {
            "item_key": pa.array(splits, text),
            "uri": pa.array([uris.get(key) for key in splits], text),
            "width_px": pa.array([sizes.get(key, (None,))[0] for key in splits], number),
            "height_px": pa.array([sizes.get(key, (None, None))[1] for key in splits], number),
            "split": pa.array(list(splits.values()), text),
            "place": pa.array(range(len(splits)), number),
        }
        stage_columns(self.job.store, "staged_item", columns)
        bare = len(splits) - len({each.item_key for each in self.found.files})
        if bare:
            self.job.warnings.append(
                f"{bare} images have no text file; they are items without labels"
            )
        unread = sum(each.size is None for each in self.pictures)
        if unread:
            self.job.warnings.append(f"{unread} image files cannot be read")

    def describe_classes(self) -> None:
        """Fill ``staged_class``: the classes that have a name, or else those that occur."""
        import pyarrow as pa  # noqa: PLC0415

        names: Mapping[int, str | None] = self.found.names
        if not names:
            rows = self.job.store.run(
                "select distinct class_key::bigint from staged_object_row "
                "where class_key is not null order by 1"
            )
            names = {key: None for (key,) in rows}
        text = pa.string()
        columns = {
            "class_key": pa.array([str(key) for key in names], text),
            "class_name": pa.array(list(names.values()), text),
            "supercategory": pa.array([None] * len(names), text),
            "place": pa.array(range(len(names)), pa.int64()),
        }
        stage_columns(self.job.store, "staged_class", columns)

    def staged(self, view: str, *, class_by: str) -> Staged:
        """Return what was staged, without the columns of shapes that there are none of."""
        shapes, columns = _SHAPES.get(self.layout.shape, (None, ()))
        dropped = [name for name in ("segmentation", "keypoints", "given") if name not in columns]
        rows = f"{view}_row"
        self.job.store.run(f"create or replace temp table {rows} as from {view}")
        self.job.store.run(
            f"create or replace temp view {view} as select * exclude ({', '.join(dropped)}) "  # noqa: S608
            f"from {rows}"
            if dropped
            else f"create or replace temp view {view} as from {rows}"
        )
        x, y, w, h = self.fields[:4]
        return Staged(
            fields=Fields(
                item="class", class_="class", box=x, x=x, y=y, w=w, h=h, confidence="confidence"
            ),
            stage_raw=lambda: self.job.store.script(
                "fill/stage_yolo_raw.sql", {"fields": list(self.fields)}
            ),
            class_by=class_by,
            item_rows=0,
            shapes=shapes,
            shape_columns=columns,
            shape_parameters={"fields": list(_NUMBERS[:8])} if "given" in columns else {},
        )

    def _say(self) -> None:
        """Say what was made of the files: a number may mean several things."""
        found, layout = self.found, self.layout
        parts = [f"read as {layout} ({layout.reason})"]
        if self.is_pixels:
            parts.append(f"numbers in pixels, {' '.join(self.fields[:4])}")
        if found.names_file is not None:
            parts.append(f"{len(found.names)} classes named by {found.names_file.name}")
        if found.image_folders:
            parts.append(f"{len(self.pictures):,} images in {_where(found)}")
        if found.splits:
            parts.append(f"also there: --split {', '.join(found.splits)} or all")
        self.job.changes.append(f"{self.job.source.name}: {'; '.join(parts)}")
        if layout.is_tracked:
            self.job.warnings.append("the sixth number, of a track, is not loaded")


def _where(found: YoloSet) -> Path:
    first = found.image_folders[0][0]
    return first if len(found.image_folders) == 1 else found.uri_root or first


def _labelled(job: Job) -> tuple[str, int] | None:
    """Return the shape that most labels of the data set have, and how many keypoints."""
    dataset = find_dataset(job.store, job.request.dataset, may_be_new=False)
    rows = job.store.run(
        "select shape, coalesce(max(len(keypoints)) // 3, 0) from label inner join item "
        "using (item_id) where dataset_id = $dataset_id and shape <> 'tag' group by shape "
        "order by count(*) desc, shape limit 1",
        {"dataset_id": dataset.dataset_id},
    )
    return (rows[0][0], int(rows[0][1])) if rows else None
