"""``collection``: lists of items, labels or predictions, to look at or to send away."""

from pathlib import Path

import click

from duckeval.cli.app import Command, Group, database_option
from duckeval.cli.messages import count, note, say, warn
from duckeval.cli.opening import reading, writing
from duckeval.cli.output import Output, output_options

__all__ = ["collection_group"]

_OF_ITEM = ("dataset", "item_id", "item_key", "uri")


@click.group(
    "collection",
    cls=Group,
    example="""
    duckeval collection add doubtful --from-query "from label_error_candidate where score > 0.6"
    duckeval collection send doubtful -o to-correct --format coco
    """,
)
def collection_group() -> None:
    """Collect items, labels or predictions under a name, and send them to be corrected.

    A collection of items is a saved slice: 'duckeval summary --slice NAME' takes it, and every
    saved slice can be sent.
    """


@collection_group.command(
    cls=Command,
    example="""
    duckeval collection add dark --where "brightness < 0.1" --note "look at the headlights"
    duckeval collection add wrong --target label --from-query "from label_error_candidate"
    """,
)
@click.argument("name")
@click.option(
    "--where",
    metavar="PREDICATE",
    help="SQL predicate over item, or over the label or prediction that --target says.",
)
@click.option(
    "--from-query",
    metavar="SQL",
    help="A query instead; its column item_id (label_id, prediction_id) says what is meant.",
)
@click.option(
    "--target",
    type=click.Choice(["item", "label", "prediction"]),
    default="item",
    show_default=True,
    help="What is collected.",
)
@click.option("--note", "note_", metavar="TEXT", help="What the collection is for.")
@database_option
def add(
    name: str, where: str | None, from_query: str | None, target: str, note_: str | None, db: Path
) -> None:
    """Collect what fulfils a predicate, or what a query lists, as NAME."""
    with writing(db) as project:
        made = project.collections.add(
            name, where=where, from_query=from_query, target=target, note=note_
        )
    say(f"saved collection {made.name}: {count(made.member_count, made.target)}")
    if made.member_count == 0:
        warn(f"collection {made.name} is empty")


@collection_group.command("list", cls=Command, example="duckeval collection list --format json")
@output_options
@database_option
def list_collections(db: Path, output: Output) -> None:
    """List the collections; saved slices are among them."""
    with reading(db) as project:
        found = project.collections.list()
    output.rows(
        ("collection", "of", "members", "note", "predicate", "created_at"),
        [
            (each.name, each.target, each.member_count, each.note, each.predicate, each.created_at)
            for each in found
        ],
    )
    if not found and output.is_for_people:
        say("no collections yet; 'duckeval collection add NAME --where PREDICATE' saves one")


@collection_group.command(cls=Command, example="duckeval collection show doubtful --format csv")
@click.argument("name")
@output_options
@database_option
def show(name: str, db: Path, output: Output) -> None:
    """Show one collection: how it was chosen, and what it lists."""
    with reading(db) as project:
        found = project.collections.show(name)
        members = project.collections.members(name)
    columns = members.columns
    if found.target == "item":
        columns = _OF_ITEM
    elif found.target == "label":
        columns = (*_OF_ITEM, "label_id", "label_key", "class_name")
    output.rows(columns, [tuple(row[each] for each in columns) for row in members.rows()])
    say(
        f"collection {found.name}: {count(found.member_count, found.target)} "
        f"where {found.predicate}"
    )
    if found.note:
        note(found.note)


@collection_group.command(cls=Command, example="duckeval collection drop doubtful")
@click.argument("name")
@database_option
def drop(name: str, db: Path) -> None:
    """Forget a collection; what it lists stays."""
    with writing(db) as project:
        project.collections.drop(name)
    say(f"dropped collection {name}")


@collection_group.command(cls=Command, example="duckeval collection refresh doubtful")
@click.argument("name", required=False)
@database_option
def refresh(name: str | None, db: Path) -> None:
    """Choose the members anew, and say what has changed.

    Every collection is meant where NAME is left out. Loading labels or metadata does this by
    itself.
    """
    with writing(db) as project:
        changes = project.collections.refresh(name)
    for each in changes:
        if each.fault:
            warn(each.fault)
        else:
            say(each.text)
    if not changes:
        say("no collections yet; 'duckeval collection add NAME --where PREDICATE' saves one")


@collection_group.command(
    cls=Command, example="duckeval collection send doubtful -o to-correct --format yolo"
)
@click.argument("name")
@click.option(
    "-o",
    "--output",
    "folder",
    metavar="DIRECTORY",
    type=click.Path(path_type=Path),
    required=True,
    help="A folder that does not exist or is empty.",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["coco", "yolo", "csv"]),
    default="coco",
    show_default=True,
    help="Format of the labels.",
)
@click.option(
    "--dataset", metavar="NAME@VERSION", help="Which data set, where the items are of several."
)
@click.option("--set", "set_name", metavar="NAME", help="Only suggestions of this prediction set.")
@database_option
def send(
    name: str, folder: Path, format_: str, dataset: str | None, set_name: str | None, db: Path
) -> None:
    """Write images, labels and suspects of a collection for whoever corrects them.

    The labels are those that the project has; load the corrected file with 'duckeval load labels
    FILE --dataset NAME@2'. Suggestions are label_error_candidate and duplicate_candidate of the
    items, and what the collection itself lists, in files of their own.
    """
    with reading(db) as project:
        sent = project.collections.send(
            name, folder, format=format_, dataset=dataset, predictions=set_name
        )
    say(
        f"wrote {count(sent.item_count, 'item')} of {sent.dataset}, "
        f"{count(sent.label_count, 'label')} and {count(sent.suggestion_count, 'suggestion')} "
        f"to {sent.folder}"
    )
    if sent.crowds_left_out:
        warn(f"{count(sent.crowds_left_out, 'crowd label')} left out: YOLO has no word for crowds")
    if sent.items_elsewhere:
        say(f"{count(sent.items_elsewhere, 'item')} of other data sets stayed here")
