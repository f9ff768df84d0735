"""Two prediction sets, measured side by side: what ``duckeval compare`` prints and judges."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from duckeval.errors import QueryError
from duckeval.project.limits import ALL_ITEMS, MEASURES, Failure, failures
from duckeval.project.sets import chosen_sets, compared_text
from duckeval.project.summary import slice_place
from duckeval.result import Result

if TYPE_CHECKING:
    from duckeval.project.facade import Project

__all__ = ["Compared", "Versus", "compare"]

COLUMNS = ("slice_by", "slice", "class_name", "measure", "baseline", "candidate", "delta")
INTERVALS = (
    "baseline_low", "baseline_high", "candidate_low", "candidate_high", "delta_low", "delta_high",
    "probability_greater", "resample_count",
)  # fmt: skip
CHANGES = (
    "slice_by", "slice", "class_name", "label_count", "both_count", "fixed_count", "broken_count",
    "neither_count", "p_value",
)  # fmt: skip
PERMUTED = "permutation_p"
_MEASURED = COLUMNS[1:]
_OF_CHANGES = {"class_set", "interpolation"}

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Versus:
    """What a comparison is asked for.

    Attributes
    ----------
    baseline, candidate : str
        Names of the prediction sets.
    by : sequence of str
        SQL expressions over item; each of their values is a slice.
    slices : sequence of str
        Names of saved slices.
    parameters : mapping
        Parameters of the macro `comparison` beside these.
    resamples : int
        How many resamples the intervals are made of; none are made for 0.
    permutations : int
        How many permutations the test of the differences has; there is no test for 0.
    seed : int
        Seed of the resamples and permutations.
    limits : sequence of (str, float)
        Measures and the least difference that each may have.
    """

    baseline: str
    candidate: str
    by: Sequence[str] = ()
    slices: Sequence[str] = ()
    parameters: Mapping[str, Any] = field(default_factory=dict)
    resamples: int = 0
    permutations: int = 0
    seed: int = 0
    limits: Sequence[tuple[str, float]] = ()


@dataclass(frozen=True, slots=True)
class Compared:
    """The answer.

    Attributes
    ----------
    question : Versus
        What was asked.
    rows : list of dict
        A row for each slice, class (None: all) and measure.
    changes : list of dict
        A row for each slice and class (None: all) with the counts of labels fixed and broken.
    failures : list of Failure
        The rows below their limits.
    datasets : tuple of str
        Name and version of the data set of the baseline, and of that of the candidate.
    is_classification : bool
        Whether the sets are answers about whole items.
    compared_as : str or None
        What objects are compared as, and how; None where that is boxes for boxes.
    """

    question: Versus
    rows: list[Row]
    changes: list[Row]
    failures: list[Failure]
    datasets: tuple[str, ...]
    is_classification: bool = False
    compared_as: str | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the rows."""
        intervals = INTERVALS if self.question.resamples else ()
        tested = (PERMUTED,) if self.question.permutations else ()
        return ("baseline_name", "candidate_name", *COLUMNS, *intervals, *tested)

    def tuples(self) -> list[tuple[Any, ...]]:
        """Return the rows as tuples in the order of the columns."""
        return [tuple(row[name] for name in self.columns) for row in self.rows]

    def result(self) -> Result:
        """Return the rows as a `Result`."""
        import pyarrow as pa  # noqa: PLC0415 - a printed comparison does without

        texts = {"baseline_name", "candidate_name", *COLUMNS[:4]}
        kinds = {"resample_count": pa.int64()} | dict.fromkeys(texts, pa.string())
        schema = pa.schema([(name, kinds.get(name, pa.float64())) for name in self.columns])
        return Result(pa.Table.from_pylist(self.rows, schema=schema))


def compare(project: "Project", question: Versus) -> Compared:
    """Measure two sets and hold their differences against the limits.

    Raises
    ------
    UnknownNameError
        If a set, slice or class is not known.
    UsageError
        If a limit is on a measure that there is not, or is no number.
    QueryError
        If both sets are the same or have no item in common, or an expression cannot be read.
    """
    sets = chosen_sets(project.store, [question.baseline, question.candidate])
    if question.baseline == question.candidate:
        raise QueryError(
            f"both sets are {question.baseline!r}; a comparison needs two",
            hint="'duckeval summary' measures one set",
        )
    groups: list[Row] = [{}]
    groups += [{"slice_by": expression} for expression in question.by]
    # All items are measured anyway; naming them has them judged beside the slices.
    saved = [name for name in dict.fromkeys(question.slices) if name != ALL_ITEMS]
    if saved:
        groups.append({"slices": saved})
    rows: list[Row] = []
    changes: list[Row] = []
    for group in groups:
        measured = _rows(project, "comparison", _MEASURED, question, group)
        if not group:
            _check_items(question, measured)
        if question.resamples:
            _add_intervals(project, question, group, measured)
        if question.permutations:
            _add_permuted(project, question, group, measured)
        rows += measured
        changes += _rows(project, "outcome_change_summary", CHANGES[1:], question, group)
    datasets = tuple(each.dataset for each in sets)
    return Compared(
        question,
        rows,
        changes,
        failures(question, rows),
        datasets,
        is_classification=sets[0].task_kind != "objects",
        compared_as=compared_text(sets),
    )


def _check_items(question: Versus, rows: Sequence[Row]) -> None:
    """Refuse sets without an item in common."""
    counts = {row["measure"]: row for row in rows if row["class_name"] is None}
    items, others = counts.get("item_count", {}), counts.get("left_out_item_count", {})
    if not items.get("candidate") and others.get("baseline") and others.get("candidate"):
        raise QueryError(
            f"{question.baseline} and {question.candidate} have no item in common",
            hint="items of two data sets are the same if their item_key is",
        )


def _rows(
    project: "Project",
    macro: str,
    columns: Sequence[str],
    question: Versus,
    group: Mapping[str, Any],
) -> list[Row]:
    """Return the rows of a macro, in the order of slices, classes and measures."""
    given: Row = {
        **question.parameters,
        **group,
        "baseline_set": question.baseline,
        "candidate_set": question.candidate,
    }
    if macro != "comparison":
        given = {name: value for name, value in given.items() if name not in _OF_CHANGES}
    about = {
        "baseline_name": question.baseline,
        "candidate_name": question.candidate,
        "slice_by": group.get("slice_by"),
    }
    rows = [
        {**about, **dict(zip(columns, row, strict=True))}
        for row in project.rows(macro, columns, given)
    ]
    return sorted(rows, key=_place)


def _place(row: Row) -> tuple[Any, ...]:
    """Order rows by slice, class (all of them first) and measure."""
    class_name, measure = row["class_name"], row.get("measure")
    place = MEASURES.index(measure) if measure in MEASURES else -1
    return *slice_place(row["slice"]), class_name is not None, class_name or "", place


def _add_intervals(
    project: "Project", question: Versus, group: Mapping[str, Any], rows: list[Row]
) -> None:
    from duckeval.analysis.bootstrap import paired  # noqa: PLC0415 - loads NumPy

    found = paired(
        project.store,
        (question.baseline, question.candidate),
        {**question.parameters, **group},
        question.resamples,
        question.seed,
    )
    nothing = dict.fromkeys(INTERVALS)
    for row in rows:
        key = (row["slice"], row["class_name"], row["measure"])
        row.update(dict(zip(INTERVALS, found[key], strict=True)) if key in found else nothing)


def _add_permuted(
    project: "Project", question: Versus, group: Mapping[str, Any], rows: list[Row]
) -> None:
    from duckeval.analysis.permutation import permuted  # noqa: PLC0415 - loads NumPy

    found = permuted(
        project.store,
        (question.baseline, question.candidate),
        {**question.parameters, **group},
        question.permutations,
        question.seed,
    )
    for row in rows:
        row[PERMUTED] = found.get((row["slice"], row["class_name"], row["measure"]))
