"""``metrics``: columns that duckeval computes, and those that you define."""

from collections.abc import Sequence
from pathlib import Path

import click

from duckeval.cli.app import Command, Group, database_option
from duckeval.cli.messages import count, note, say, warn, warned
from duckeval.cli.opening import writing
from duckeval.cli.progress import progress

__all__ = ["metrics"]

_TARGETS = click.Choice(["item", "label", "prediction"])


@click.group(
    cls=Group,
    example="""
    duckeval metrics add elongation --target label --sql "greatest(w_px / h_px, h_px / w_px)"
    duckeval metrics compute
    duckeval describe metrics
    """,
)
def metrics() -> None:
    """Add metrics of your own, and compute those that loads leave out.

    Loads compute those of boxes by themselves. 'duckeval describe metrics' lists them all.
    """


@metrics.command(
    cls=Command,
    example="""
    duckeval metrics add is_dark --target item --sql "brightness < 0.2"
    duckeval metrics add size_px --target label --sql "sqrt(area_px2)" --unit px --range 0 1000
    """,
)
@click.argument("name")
@click.option("--target", type=_TARGETS, required=True, help="What it describes.")
@click.option(
    "--sql",
    metavar="EXPR",
    required=True,
    help="SQL expression over the columns of the target; of its item as item.NAME.",
)
@click.option("--unit", metavar="TEXT", help="Its unit, for 'describe metrics'.")
@click.option("--description", metavar="TEXT", help="What it means; EXPR if left out.")
@click.option("--range", "limits", type=float, nargs=2, metavar="LOW HIGH", help="Its range.")
@click.option("--replace", is_flag=True, help="Replace an added metric of that name.")
@database_option
def add(
    name: str,
    target: str,
    sql: str,
    unit: str | None,
    description: str | None,
    limits: tuple[float, float] | None,
    replace: bool,
    db: Path,
) -> None:
    """Add the metric NAME, a column of TARGET, from an SQL expression.

    Every load computes it again. A metric from a Python function: Project.add_metric.
    """
    with writing(db) as project, warned():
        missing = project.add_metric(
            name,
            target=target,
            sql=sql,
            unit=unit,
            description=description,
            range=limits or (None, None),
            replace=replace,
        )
        rows = project.contents()[target]
    say(f"added metric {name} of {target}: {rows - missing:,} of {count(rows, 'row')} have a value")


@metrics.command(cls=Command, example="duckeval metrics drop is_dark")
@click.argument("name")
@click.option("--target", type=_TARGETS, help="Only of this target.")
@database_option
def drop(name: str, target: str | None, db: Path) -> None:
    """Drop a metric that was added, or made from images or embeddings."""
    with writing(db) as project, warned():
        targets = project.drop_metric(name, target=target)
    for each in targets:
        say(f"dropped metric {name} of {each}")


@metrics.command(cls=Command, example="duckeval metrics compute --set yolo-v9")
@click.option("--set", "sets", metavar="NAME", multiple=True, help="Only this prediction set.")
@database_option
def compute(sets: Sequence[str], db: Path) -> None:
    """Compute how predictions of a set overlap each other.

    It fills same_class_overlap and other_class_overlap of prediction, which loads leave out because
    they would make them twice as long.
    """
    with writing(db) as project, progress("overlaps") as step:
        done = project.compute_metrics(sets or None, progress=step)
    for name in done:
        say(f"computed same_class_overlap and other_class_overlap of the predictions of {name}")
    if not done:
        note("no prediction lacks same_class_overlap or other_class_overlap; nothing changed")


@metrics.command(cls=Command, example="duckeval metrics images photos/val")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--dataset", metavar="NAME[@VERSION]", help="The data set; the only one if left out.")
@click.option(
    "--workers", type=click.IntRange(min=1), metavar="N", help="Processes; one per processor."
)
@database_option
def images(folder: Path, dataset: str | None, workers: int | None, db: Path) -> None:
    """Measure the images of the items, which lie in DIR.

    Brightness, contrast, sharpness, red, green, blue and perceptual_hash become columns of item;
    sizes that were not known are filled in. A second run measures only what is missing. Needs the
    extra 'images'.
    """
    with writing(db) as project, warned(), progress("images") as step:
        result = project.image_metrics(folder, dataset=dataset, workers=workers, progress=step)
    if result.kept:
        note(f"{', '.join(result.kept)}: loaded before, and kept")
    if result.load_id is None:
        say(f"{folder}: {count(result.present, 'item')} measured before; nothing changed")
        return
    before = f", {result.present:,} before" if result.present else ""
    say(
        f"{folder}: {count(result.measured, 'image')} measured{before}, {result.broken:,} "
        f"quarantined; columns {', '.join(result.computed)}"
    )
    if result.first_broken:
        warn(f"{count(result.broken, 'image')} could not be measured, first {result.first_broken}")
        note(f"'duckeval query \"from quarantine where load_id = {result.load_id}\"' lists them")
    if result.resized:
        warn(f"{count(result.resized, 'image')} of another size than the labels say")


@metrics.command(
    cls=Command,
    example="""
    duckeval load metrics clip.parquet
    duckeval metrics embedding clip
    """,
)
@click.argument("column")
@click.option(
    "--target",
    type=click.Choice(["item", "label"]),
    default="item",
    show_default=True,
    help="item: uniqueness; label: annotation_quality.",
)
@click.option(
    "-k", "k", type=click.IntRange(min=1), default=10, show_default=True, help="Nearest labels."
)
@database_option
def embedding(column: str, target: str, k: int, db: Path) -> None:
    """Compute uniqueness or annotation quality from the embeddings in COLUMN.

    COLUMN holds lists of numbers and was loaded with 'duckeval load metrics'. uniqueness is the
    distance of an item to its nearest neighbour, 0 for a copy of an earlier item;
    annotation_quality the share of the nearest labels that have the label's class.
    """
    with writing(db) as project, warned(), progress("embeddings") as step:
        name, known, missing = project.embedding_metrics(column, target=target, k=k, progress=step)
    say(f"computed {name} of {count(known, target)}; {missing:,} without")
