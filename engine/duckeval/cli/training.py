"""``crossval run``: training on all folds but one, for each fold."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from duckeval.cli.app import Command, database_option
from duckeval.cli.messages import count, say, warn, warn_of_few, warned
from duckeval.cli.opening import writing
from duckeval.cli.options import dataset_option, min_per_class_option
from duckeval.cli.progress import progress

if TYPE_CHECKING:
    from duckeval.project.training import FoldRun

__all__ = ["run"]


@click.command(
    cls=Command,
    example="""
    duckeval crossval run --task digit --features pixels --model logistic@1 --set oof
    duckeval crossval run --task digit --features clip --model trees@1 --set t --seed 7
    """,
)
@click.option("--task", metavar="NAME", required=True, help="The classification to learn.")
@click.option(
    "--features",
    metavar="COLUMN",
    multiple=True,
    required=True,
    help="A column of item: numbers, or lists of them (embeddings); can be repeated.",
)
@click.option("--model", metavar="NAME@VERSION", required=True, help="Name of what is trained.")
@click.option("--set", "name", metavar="NAME", required=True, help="The prediction set to make.")
@click.option(
    "--estimator",
    metavar="MODULE.CLASS",
    help="An estimator of scikit-learn; logistic regression (max_iter=1000) if left out.",
)
@click.option(
    "--param",
    "params",
    metavar="NAME=VALUE",
    multiple=True,
    help="A parameter of the estimator; can be repeated.",
)
@click.option(
    "--seed", type=int, default=0, show_default=True, help="The random_state of the estimator."
)
@min_per_class_option
@dataset_option
@click.option("--replace", is_flag=True, help="Replace a prediction set of that name.")
@database_option
def run(
    *,
    task: str,
    features: Sequence[str],
    model: str,
    name: str,
    estimator: str | None,
    params: Sequence[str],
    seed: int,
    min_per_class: int,
    dataset: str | None,
    replace: bool,
    db: Path,
) -> None:
    """Train on all folds but one, predict that one, for each fold.

    What is predicted becomes a prediction set like any other. It is kept after each fold: the same
    command goes on where a run was stopped. Needs the extra 'validate'; exit code 5 if there are
    too few items of a class.
    """
    from duckeval.analysis.crossval import parsed

    with writing(db) as project, warned(), progress("training") as step:
        made = project.crossval.run(
            task,
            name,
            model,
            features=features,
            estimator=estimator,
            params=dict(parsed(each) for each in params),
            seed=seed,
            min_per_class=min_per_class,
            dataset=dataset,
            replace=replace,
            report=_say_fold,
            progress=step,
        )
    warn_of_few(made.few)
    for number, what in (
        (made.unlabelled_count, f"without a label of {task}"),
        (made.unfolded_count, "without a fold"),
        (made.featureless_count, "without all features"),
    ):
        if number:
            warn(f"{count(number, 'item')} {what} left out")
    items = sum(fold.item_count for fold in made.folds)
    say(
        f"stored {made.name} on {made.dataset}: {count(items, 'item')}, each predicted by "
        f"{made.model} without its fold; 'duckeval crossval summary --set {made.name}'"
    )


def _say_fold(done: "FoldRun") -> None:
    was_there = "kept from the run before" if done.is_repeat else f"{done.seconds:.1f} s"
    say(
        f"fold {done.fold}: trained on {count(done.training_count, 'item')}, "
        f"predicted {done.item_count:,}: {was_there}"
    )
