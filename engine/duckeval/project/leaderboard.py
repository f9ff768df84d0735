"""Prediction sets ranked by a measure, with intervals of the measure and of the rank."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from duckeval.errors import QueryError, UnknownNameError
from duckeval.project.diagnosis import translated
from duckeval.project.parameters import prepared
from duckeval.project.sets import chosen_sets
from duckeval.result import Result

if TYPE_CHECKING:
    from duckeval.project.facade import Project

__all__ = ["COLUMNS", "Contest", "leaderboard", "result_of"]

COLUMNS = (
    "rank", "prediction_set", "measure", "value", "value_low", "value_high", "rank_low",
    "rank_high", "probability_first", "resample_count",
)  # fmt: skip

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Contest:
    """What a leaderboard is asked for.

    Attributes
    ----------
    sets : sequence of str, optional
        Names of prediction sets on one data set; all of them when left out.
    measure : str
        A column of `performance`.
    parameters : mapping
        Parameters of the macros.
    resamples, seed : int
        How many resamples, and from which seed.
    """

    sets: Sequence[str] | None = None
    measure: str = "map"
    parameters: Mapping[str, Any] = field(default_factory=dict)
    resamples: int = 1000
    seed: int = 0


def leaderboard(project: "Project", contest: Contest) -> list[Row]:
    """Return a row for each set, the best first; sets of equal value share a rank.

    Raises
    ------
    UnknownNameError
        If a set, a class, a parameter or the measure is not known.
    QueryError
        If the sets are not on one data set, or not matched under the protocol, or an expression
        cannot be read.
    """
    from duckeval.analysis.bootstrap import contest as resampled  # noqa: PLC0415 - loads NumPy
    from duckeval.analysis.sample import MEASURES  # noqa: PLC0415

    if str(contest.measure) not in MEASURES:
        raise UnknownNameError.of("measure", str(contest.measure), MEASURES)
    sets = chosen_sets(project.store, contest.sets)
    if not sets:
        raise QueryError(
            "there are no predictions in this project yet",
            hint="'duckeval load predictions FILE' loads and matches them",
        )
    datasets = list(dict.fromkeys(f"{each.dataset_name}@{each.dataset_version}" for each in sets))
    if len(datasets) > 1:
        raise QueryError(
            f"a leaderboard is about one data set, and these sets are on {', '.join(datasets)}",
            hint="name the sets of one of them",
        )
    parameters = prepared(project.store, contest.parameters)
    _check(parameters)
    if parameters.get("item_scope", "all") != "all":
        raise QueryError("a leaderboard is over all items", hint="leave item_scope out")
    protocol = str(parameters.get("protocol", "closest"))
    missing = [each.name for each in sets if not each.is_matched(protocol)]
    if missing:
        raise QueryError(
            f"not matched under protocol {protocol}: {', '.join(missing)}",
            hint=f"'duckeval match --protocol {protocol}' does that",
        )
    with translated(parameters=parameters):
        rows = resampled(
            project.store,
            [each.name for each in sets],
            contest.measure,
            parameters,
            contest.resamples,
            contest.seed,
        )
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows]


def _check(parameters: Mapping[str, Any]) -> None:
    """Refuse what the macros would: a parameter that there is not, another shape, slices."""
    from duckeval.analysis.bootstrap import DEFAULTS  # noqa: PLC0415 - loads NumPy

    known = [name for name in DEFAULTS if name not in {"slice_by", "slices"}]
    for name in parameters:
        if name in {"slice_by", "slices"}:
            raise QueryError(f"a leaderboard has no {name}", hint="item_filter chooses the items")
        if name not in {*known, "compare_as"}:
            raise UnknownNameError.of("parameter", name, known)
    shape = parameters.get("compare_as", "box")
    if shape != "box":
        raise QueryError(f"compare_as: expected box, not {shape}")


def result_of(rows: Sequence[Row]) -> Result:
    """Return the rows as a `Result`."""
    import pyarrow as pa  # noqa: PLC0415 - a printed leaderboard does without

    kinds = dict.fromkeys(("prediction_set", "measure"), pa.string())
    kinds |= dict.fromkeys(("rank", "rank_low", "rank_high", "resample_count"), pa.int64())
    schema = pa.schema([(name, kinds.get(name, pa.float64())) for name in COLUMNS])
    return Result(pa.Table.from_pylist(list(rows), schema=schema))
