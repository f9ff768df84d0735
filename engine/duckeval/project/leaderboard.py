"""Model versions ranked by a measure on data sets, with intervals of measure and rank."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

from duckeval.errors import QueryError, UnknownNameError
from duckeval.project.diagnosis import translated
from duckeval.project.parameters import prepared
from duckeval.project.sets import PredictionSet, chosen_sets
from duckeval.result import Result

if TYPE_CHECKING:
    import pyarrow as pa

    from duckeval.project.facade import Project

__all__ = ["COLUMNS", "Contest", "leaderboard", "result_of"]

_OF_THE_DRAWS = (
    "value_low", "value_high", "rank_low", "rank_high", "probability_first", "resample_count",
)  # fmt: skip
_OF_THE_MACRO = (
    "dataset_name", "dataset_version", "task", "slice", "model_name", "model_version", "item_count",
    "class_count", "label_count", "prediction_count", "true_positive_count",
    "false_positive_count", "false_negative_count", "map", "mar", "precision_macro", "recall_macro",
    "f1_macro", "precision_micro", "recall_micro", "f1_micro", "mean_iou", "accuracy", "roc_auc",
    "created_at",
)  # fmt: skip
COLUMNS = ("rank", "prediction_set", "measure", "value", *_OF_THE_DRAWS, *_OF_THE_MACRO)

_SEVERAL = "\x1f"
"""What stands between the names of several sets where a macro takes one."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Contest:
    """What a leaderboard is asked for.

    Attributes
    ----------
    sets : sequence of str, optional
        Names of prediction sets; all of them when left out.
    measure : str, optional
        A column of `performance`, or ``roc_auc``; when left out ``map``, of classifications
        ``accuracy``.
    parameters : mapping
        Parameters of the macros.
    resamples, seed : int
        How many resamples, and from which seed.
    datasets, models : sequence of str
        ``NAME@VERSION``, or ``NAME`` for the version loaded last. Without data sets and without
        `sets`, the last version of each data set that has predictions.
    intervals : bool
        Whether measure and rank get intervals; not for slices.
    """

    sets: Sequence[str] | None = None
    measure: str | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)
    resamples: int = 1000
    seed: int = 0
    datasets: Sequence[str] = ()
    models: Sequence[str] = ()
    intervals: bool = True


def leaderboard(project: "Project", contest: Contest) -> list[Row]:
    """Return a row for each set, data set by data set, the best first.

    Sets of equal value share a rank.

    Raises
    ------
    UnknownNameError
        If a set, a class, a parameter or the measure is not known.
    QueryError
        If a data set or a model is not known, the sets are not matched under the protocol, or an
        expression cannot be read.
    """
    _check_measure(contest)
    boards = _boards(project, contest)
    parameters = _prepared(project, contest.parameters)
    _check(parameters, intervals=contest.intervals)
    protocol = str(parameters.get("protocol", "closest"))
    missing = [each.name for sets in boards for each in sets if not each.is_matched(protocol)]
    if missing:
        raise QueryError(
            f"not matched under protocol {protocol}: {', '.join(missing)}",
            hint=f"'duckeval match --protocol {protocol}' does that",
        )
    rows: list[Row] = []
    with translated(parameters=parameters):
        for sets in boards:
            names = [each.name for each in sets]
            measure = _measure_of(sets, contest.measure)
            measured = _measured(project, names, measure, parameters)
            rows += (
                _drawn(project, names, replace(contest, measure=measure), parameters, measured)
                if contest.intervals
                else measured
            )
    return rows


def _boards(project: "Project", contest: Contest) -> list[list[PredictionSet]]:
    """Return the sets that compete, a list for each data set version and task.

    Raises
    ------
    QueryError
        If there are none.
    """
    known = {each.name: each for each in chosen_sets(project.store, contest.sets)}
    if not known:
        raise QueryError(
            "there are no predictions in this project yet",
            hint="'duckeval load predictions FILE' loads and matches them",
        )
    found: dict[str, tuple[int, str]] = {}
    with translated():
        for dataset in contest.datasets or (None,):
            for model in contest.models or (None,):
                rows = project.store.run(
                    "select prediction_set_name, dataset_id, dataset_name from "
                    "_board_set(on_dataset := $dataset, of_model := $model)",
                    {"dataset": dataset, "model": model},
                )
                found |= {name: (key, of) for name, key, of in rows if name in known}
    if not contest.datasets and contest.sets is None:
        last = {
            of: max(key for key, name in found.values() if name == of) for _, of in found.values()
        }
        found = {name: (key, of) for name, (key, of) in found.items() if key == last[of]}
    if not found:
        raise QueryError(
            "no prediction set is of these models and on these data sets",
            hint="'duckeval leaderboard --pairs' lists what there is, and what can be calculated",
        )

    def board(name: str) -> tuple[str, int, str]:
        key, dataset_name = found[name]
        return dataset_name, key, known[name].task_name

    order = sorted((name for name in known if name in found), key=board)
    return [[known[name] for name in names] for _, names in groupby(order, key=board)]


def _check_measure(contest: Contest) -> None:
    """Refuse a measure that there is not, or that the bootstrap does not have."""
    from duckeval.analysis.sample import MEASURES  # noqa: PLC0415 - loads NumPy

    if contest.measure is None:
        return
    known = [*MEASURES, "roc_auc"]
    if str(contest.measure) not in known:
        raise UnknownNameError.of("measure", str(contest.measure), known)
    if contest.measure == "roc_auc" and contest.intervals:
        raise QueryError("roc_auc has no intervals", hint="ask without them: --no-intervals")


def _measure_of(sets: Sequence[PredictionSet], measure: str | None) -> str:
    """Return what a board is ranked by."""
    from duckeval.analysis.sample import OF_OBJECTS  # noqa: PLC0415 - loads NumPy

    is_classification = sets[0].task_kind != "objects"
    if measure is None:
        return "accuracy" if is_classification else "map"
    if is_classification and measure in OF_OBJECTS:
        raise QueryError(
            f"classification {sets[0].task_name!r} has no {measure} over boxes",
            hint="rank by another measure: --measure accuracy or f1_macro",
        )
    return str(measure)


def _measured(
    project: "Project", names: Sequence[str], measure: str, parameters: Mapping[str, Any]
) -> list[Row]:
    """Return what the macro says of sets, with what it is ranked by."""
    asked = {**parameters, "predictions": _SEVERAL.join(names), "rank_by": str(measure)}
    arguments = ", ".join(f"{name} := ${name}" for name in asked)
    columns = ("rank", "prediction_set", *_OF_THE_MACRO)
    rows = project.store.run(f"select {', '.join(columns)} from leaderboard({arguments})", asked)  # noqa: S608
    found = []
    for row in rows:
        named = dict(zip(columns, row, strict=True))
        of_draws = dict.fromkeys(_OF_THE_DRAWS)
        value = {"measure": str(measure), "value": named[str(measure)]}
        found.append({**named, **value, **of_draws})
    return found


def _drawn(
    project: "Project",
    names: Sequence[str],
    contest: Contest,
    parameters: Mapping[str, Any],
    measured: Sequence[Row],
) -> list[Row]:
    """Return the rows with intervals of a bootstrap over items, in the order of its ranks."""
    from duckeval.analysis.bootstrap import contest as resampled  # noqa: PLC0415 - loads NumPy

    of_set = {row["prediction_set"]: row for row in measured}
    columns = ("rank", "prediction_set", "measure", "value", *_OF_THE_DRAWS)
    drawn = resampled(
        project.store, names, str(contest.measure), parameters, contest.resamples, contest.seed
    )
    rows = [dict(zip(columns, row, strict=True)) for row in drawn]
    return [{**of_set[str(row["prediction_set"])], **row} for row in rows]


def _prepared(project: "Project", given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters as values that can be bound; the slice ``all`` needs no saving."""
    slices = given.get("slices")
    if slices is None:
        return prepared(project.store, given)
    names = [slices] if isinstance(slices, str) else list(slices)
    saved = [name for name in names if name != "all"]
    return prepared(project.store, {**given, "slices": saved}) | {"slices": names}


def _check(parameters: Mapping[str, Any], *, intervals: bool) -> None:
    """Refuse what the macros would: a parameter that there is not, another shape; slices."""
    from duckeval.analysis.bootstrap import DEFAULTS  # noqa: PLC0415 - loads NumPy

    known = list(DEFAULTS)
    for name in parameters:
        if name in {"slice_by", "slices"} and intervals:
            raise QueryError(
                f"a leaderboard has no {name} with intervals",
                hint="item_filter chooses the items; without intervals each slice has its ranks",
            )
        if name not in {*known, "compare_as"}:
            raise UnknownNameError.of("parameter", name, known)
    if intervals and parameters.get("item_scope", "all") != "all":
        raise QueryError("a leaderboard is over all items", hint="leave item_scope out")


def result_of(rows: Sequence[Row]) -> Result:
    """Return the rows as a `Result`."""
    import pyarrow as pa  # noqa: PLC0415 - a printed leaderboard does without

    schema = pa.schema([(name, _type_of(name)) for name in COLUMNS])
    return Result(pa.Table.from_pylist(list(rows), schema=schema))


def _type_of(column: str) -> "pa.DataType":
    import pyarrow as pa  # noqa: PLC0415

    if column in {"rank", "rank_low", "rank_high"} or column.endswith("_count"):
        return pa.int64()
    if column == "created_at":
        return pa.timestamp("us")
    is_text = column in {"prediction_set", "measure", "slice", "task"} or column.startswith(
        ("dataset_", "model_")
    )
    return pa.string() if is_text else pa.float64()
