"""Gates: assertions over the numbers of a project, for CI."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from duckeval.errors import DuckevalError, InputFileError, QueryError
from duckeval.project.gatefile import Assertion, read_gate
from duckeval.project.sets import chosen_sets

if TYPE_CHECKING:
    from duckeval.project.facade import Project

__all__ = ["GateResult", "judge", "junit"]

_OVERALL = (
    "item_count", "class_count", "label_count", "prediction_count", "true_positive_count",
    "false_positive_count", "false_negative_count", "map", "mar", "precision_macro",
    "recall_macro", "f1_macro", "precision_micro", "recall_micro", "f1_micro", "mean_iou",
    "accuracy",
)  # fmt: skip
_BY_CLASS = (
    "label_count", "prediction_count", "true_positive_count", "false_positive_count",
    "false_negative_count", "precision", "recall", "f1", "ap", "ar", "mean_iou",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class GateResult:
    """What became of an assertion.

    Attributes
    ----------
    name : str
        Its name.
    prediction_set, baseline : str or None
        The sets that it is about; None for an sql.
    value, delta : float or None
        The value, and its difference to the baseline; None when undefined or not asked for.
    expected : str
        The limits, in words.
    faults : tuple of str
        The limits that do not hold; empty when all do.
    """

    name: str
    prediction_set: str | None
    baseline: str | None
    value: float | None
    delta: float | None
    expected: str
    faults: tuple[str, ...]

    @property
    def is_passed(self) -> bool:
        """Whether every limit holds."""
        return not self.faults


def judge(
    project: "Project",
    path: str | Path,
    *,
    prediction_set: str | None = None,
    baseline: str | None = None,
) -> tuple[GateResult, ...]:
    """Hold a project against the assertions of a file.

    Parameters
    ----------
    project : Project
        An open project.
    path : str or Path
        A TOML or YAML file.
    prediction_set, baseline : str, optional
        The sets of assertions that name none; the set loaded last, and none, when left out.

    Raises
    ------
    InputFileError
        If the file is not what it has to be, or a query of it cannot be run.
    UnknownNameError
        If there is no set of a name.
    """
    asked = read_gate(path)
    chosen_sets(project.store, [name for name in (prediction_set, baseline) if name is not None])
    if prediction_set is None:
        every = chosen_sets(project.store, None)
        if not every and any("measure" in each.asked for each in asked):
            raise QueryError(
                "there are no predictions in this project yet",
                hint="'duckeval load predictions FILE' loads and matches them",
            )
        prediction_set = every[-1].name if every else None
    return tuple(_judged(project, each, prediction_set, baseline) for each in asked)


def _judged(
    project: "Project", assertion: Assertion, default: str | None, default_baseline: str | None
) -> GateResult:
    asked = assertion.asked
    if "sql" in asked:
        value = _of_query(project, assertion)
        return _result(assertion, (None, None), value, None)
    name = asked.get("set", default)
    baseline = asked.get("baseline")
    if baseline is None and assertion.limits.keys() & {"min_delta", "max_delta"}:
        baseline = default_baseline
        if baseline is None:
            raise InputFileError(
                f"{assertion.place}: a difference of {assertion.name} to what?",
                hint="name a baseline in the file or with --against",
            )
    try:
        value = _of_set(project, assertion, name)
        delta = None if baseline is None else _of_pair(project, assertion, (baseline, name))
    except InputFileError:
        raise
    except DuckevalError as error:
        raise InputFileError(f"{assertion.place}: {error.message}", hint=error.hint) from None
    return _result(assertion, (name, baseline), value, delta)


def _of_set(project: "Project", assertion: Assertion, name: str) -> float | None:
    asked, measure = assertion.asked, assertion.asked["measure"]
    known = _BY_CLASS if "class" in asked else _OVERALL
    if measure not in known:
        raise InputFileError(
            f"{assertion.place}: there is no measure {measure!r}"
            + (" of a class" if "class" in asked else ""),
            hint=f"there are: {', '.join(known)}"
            + ("" if "class" in asked or measure not in _BY_CLASS else "; or name a class"),
        )
    macro = "class_performance" if "class" in asked else "performance"
    rows = project.rows(macro, [measure], {"predictions": name, **_parameters(assertion)})
    return None if not rows or rows[0][0] is None else float(rows[0][0])


def _of_pair(
    project: "Project", assertion: Assertion, sets: tuple[str, str | None]
) -> float | None:
    """Return the difference on the items that both sets are over."""
    asked = assertion.asked
    rows = project.rows(
        "comparison",
        ["class_name", "measure", "delta"],
        {"baseline_set": sets[0], "candidate_set": sets[1], **_parameters(assertion)},
    )
    wanted = (asked.get("class"), asked["measure"])
    return next((delta for name, measure, delta in rows if (name, measure) == wanted), None)


def _parameters(assertion: Assertion) -> dict[str, Any]:
    asked = assertion.asked
    return {
        "slices": [asked["slice"]] if "slice" in asked else None,
        "item_filter": asked.get("where"),
        "classes": [asked["class"]] if "class" in asked else None,
        "iou_threshold": asked.get("iou"),
        "min_confidence": asked.get("confidence"),
        "protocol": asked.get("protocol"),
    }


def _of_query(project: "Project", assertion: Assertion) -> float | None:
    try:
        rows = list(project.query(assertion.asked["sql"]).tuples())
    except DuckevalError as error:
        raise InputFileError(f"{assertion.place}: {error.message}", hint=error.hint) from None
    if len(rows) != 1 or len(rows[0]) != 1:
        shape = f"{len(rows)} rows" if len(rows) != 1 else f"{len(rows[0])} columns"
        raise InputFileError(f"{assertion.place}: the sql gives {shape}, expected one number")
    value = rows[0][0]
    if value is None:
        return None
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise InputFileError(
            f"{assertion.place}: the sql gives {value!r}, expected one number"
        ) from None
    return None if math.isnan(number) else number


def _result(
    assertion: Assertion,
    sets: tuple[str | None, str | None],
    value: float | None,
    delta: float | None,
) -> GateResult:
    faults = []
    for limit, number in assertion.limits.items():
        measured = delta if limit.endswith("delta") else value
        words = "difference" if limit.endswith("delta") else "value"
        if measured is None:
            faults.append(f"its {words} is undefined")
        elif measured < number if limit.startswith("min") else measured > number:
            side = "at least" if limit.startswith("min") else "at most"
            faults.append(f"its {words} is {measured:.6g}, expected {side} {number:g}")
    expected = ", ".join(f"{limit} {number:g}" for limit, number in assertion.limits.items())
    return GateResult(assertion.name, *sets, value, delta, expected, tuple(faults))


def junit(results: Sequence[GateResult], suite: str) -> str:
    """Return the results as JUnit XML, which CI systems show as tests.

    Examples
    --------
    >>> print(junit([GateResult("a", "v2", None, 0.5, None, "min 0.4", ())], "gate.toml"))
    <?xml version="1.0" encoding="UTF-8"?>
    <testsuites tests="1" failures="0">
      <testsuite name="gate.toml" tests="1" failures="0" errors="0" skipped="0">
        <testcase classname="gate.toml" name="a" time="0" />
      </testsuite>
    </testsuites>
    """
    from xml.etree import ElementTree as ET  # noqa: PLC0415 - written, not read

    counts = {"tests": str(len(results)), "failures": str(sum(not r.is_passed for r in results))}
    root = ET.Element("testsuites", counts)
    node = ET.SubElement(
        root, "testsuite", {"name": suite, **counts, "errors": "0", "skipped": "0"}
    )
    for each in results:
        about: dict[str, Any] = {"classname": suite, "name": _printable(each.name), "time": "0"}
        case = ET.SubElement(node, "testcase", about)
        if not each.is_passed:
            ET.SubElement(case, "failure", {"message": _printable("; ".join(each.faults))})
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode")


def _printable(text: str) -> str:
    """Return a text without characters that XML cannot hold."""
    return "".join(each if each.isprintable() else " " for each in text)
