"""Writing a report: the views to parquet, then the page from those files, then the manifest."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckeval
from duckeval.errors import QueryError, UsageError
from duckeval.project.diagnosis import translated
from duckeval.project.export import write_parquet, write_table
from duckeval.project.parameters import prepared
from duckeval.project.provenance import file_metadata, sources
from duckeval.project.reporting.calls import Calls
from duckeval.project.reporting.folder import MANIFEST, digest, replacing_report, write_manifest
from duckeval.project.reporting.readings import strongest_metrics
from duckeval.project.reporting.request import ReportRequest
from duckeval.project.reporting.views import View, views
from duckeval.project.sets import PredictionSet, chosen_sets, compared_text
from duckeval.project.slices import Slices
from duckeval.store import Store

if TYPE_CHECKING:
    from duckeval.project.facade import Project

__all__ = ["Prepared", "Report", "prepare", "write_report", "write_views"]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A report of which everything is known to be there, before any number is asked for."""

    project: "Project"
    request: ReportRequest
    sets: tuple[PredictionSet, ...]
    described: dict[str, Any]
    origin: list[dict[str, str | None]]
    calls: Calls


@dataclass(frozen=True, slots=True)
class Report:
    """A report that was written.

    Attributes
    ----------
    folder : Path
        Where it is.
    sets : tuple of str
        The prediction sets, the baseline first.
    files : tuple of str
        Its files, the manifest last.
    left_out : dict
        Views that are not in it, and why.
    """

    folder: Path
    sets: tuple[str, ...]
    files: tuple[str, ...]
    left_out: dict[str, str]

    @property
    def page(self) -> Path | None:
        """The page; None where none was asked for."""
        return self.folder / "index.html" if "index.html" in self.files else None


def write_report(
    project: "Project",
    folder: str | Path,
    request: ReportRequest,
    progress: Callable[[str], None] | None = None,
) -> Report:
    """Write the report of a set, or of a set against another.

    Parameters
    ----------
    project : Project
        An open project.
    folder : str or Path
        A folder that is new, empty, or holds an earlier report.
    request : ReportRequest
        Which sets, slices, filter, threshold and protocol.
    progress : callable, optional
        Told the name of each step when it begins.

    Raises
    ------
    UnknownNameError
        If a set, slice or class is not known.
    UsageError
        If one set is to be compared with itself.
    QueryError
        If there is nothing to report, or a filter or an expression cannot be read.
    StoreError
        If the folder holds something else or cannot be written.
    """
    tell = progress or (lambda _: None)
    plan = prepare(project, request)
    store, sets, described = project.store, plan.sets, plan.described
    with replacing_report(Path(folder)) as part:
        files, left_out = write_views(plan, part, tell=tell)
        if request.has_page:
            tell("page")
            files += _page(store, part, sets, request, files, left_out)
        manifest = {
            "duckeval": duckeval.__version__,
            "duckdb": version("duckdb"),
            "parameters": described,
            "sets": [_set(each) for each in sets],
            "slices": _slices(store, request),
            "sources": plan.origin,
            "files": files,
            "left_out": left_out,
        }
        write_manifest(part, manifest)
    return Report(
        Path(folder),
        tuple(each.name for each in sets),
        (*(each["file"] for each in files), MANIFEST),
        left_out,
    )


def prepare(project: "Project", request: ReportRequest) -> Prepared:
    """Find what is asked for, and refuse what is not there.

    Raises
    ------
    UnknownNameError, UsageError, QueryError
        As `write_report`.
    """
    store = project.store
    sets = _sets(store, request)
    parameters = request.parameters()
    prepared(store, {**parameters, "slices": list(request.slices)})
    has_all = len(sets) == len(chosen_sets(store, None))
    calls = Calls(store, [each.name for each in sets], parameters, has_all=has_all)
    return Prepared(project, request, sets, _parameters(request, sets), sources(store), calls)


def write_views(
    plan: Prepared,
    folder: Path,
    *,
    only: Collection[str] | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """Write the files of a report, or some; return their entries, and why others are left out."""
    files = []
    left_out = {}
    store = plan.project.store
    found = views(
        plan.request, plan.sets, plan.calls, lambda: strongest_metrics(store, folder), only
    )
    for view in found:
        tell(view.name)
        if view.reason:
            left_out[view.name] = view.reason
        else:
            files.append(_write_view(plan.project, view, folder, plan.described, plan.origin))
    return files, left_out


def _sets(store: Store, request: ReportRequest) -> tuple[PredictionSet, ...]:
    """Return the sets of a report, the baseline first."""
    known = chosen_sets(store, None)
    if not known:
        raise QueryError(
            "there are no predictions in this project yet",
            hint="'duckeval load predictions FILE' loads and matches them",
        )
    name = request.of or known[-1].name
    if request.against == name:
        raise UsageError(
            f"{name} is compared with itself; expected two prediction sets",
            hint=f"there are: {', '.join(each.name for each in known)}",
        )
    sets = chosen_sets(store, [name] if request.against is None else [request.against, name])
    missing = [each.name for each in sets if not each.is_matched(request.protocol)]
    if missing:
        raise QueryError(
            f"not matched under protocol {request.protocol}: {', '.join(missing)}",
            hint=f"'duckeval match --protocol {request.protocol}' does that",
        )
    return sets


def _write_view(
    project: "Project",
    view: View,
    folder: Path,
    parameters: dict[str, Any],
    origin: Sequence[dict[str, str | None]],
) -> dict[str, Any]:
    path = folder / f"{view.name}.parquet"
    if view.search is not None:
        command = view.search.command
        table = view.search.table(project)
        write_table(table, path, file_metadata(command, parameters, origin))
        found = {"file": path.name, "rows": table.num_rows, "sha256": digest(path)}
        return found | {"command": command}
    with translated(view.sql, parameters):
        metadata = file_metadata(view.sql, parameters, origin)
        rows = write_parquet(project.store, view.sql, path, metadata)
    return {"file": path.name, "rows": rows, "sha256": digest(path), "sql": view.sql}


def _page(
    store: Store,
    folder: Path,
    sets: Sequence[PredictionSet],
    request: ReportRequest,
    files: Sequence[dict[str, Any]],
    left_out: dict[str, str],
) -> list[dict[str, Any]]:
    """Write the page and the charts, and return their entries in the manifest."""
    from duckeval.project.reporting import paging  # noqa: PLC0415 - a bundle alone does without

    names = [each.name for each in sets]
    settings = {**request.parameters(), "compared_as": compared_text(sets)}
    found = paging.material(store, folder, names, files, left_out, settings)
    foot = f"duckeval {duckeval.__version__}, DuckDB {version('duckdb')}."
    parts = paging.write_page(found, folder, _about(sets), foot)
    written = [paging.PAGE]
    if request.chart_format is not None:
        written += paging.write_charts(parts, folder, request.chart_format)
    return [{"file": name, "sha256": digest(folder / name)} for name in written]


def _about(sets: Sequence[PredictionSet]) -> str:
    """Return what the sets were measured on."""
    last = sets[-1]
    names = dict.fromkeys(each.dataset for each in sets)
    counts = ", ".join(f"{each.name}: {each.prediction_count:,}" for each in sets)
    return (
        f"{' and '.join(names)}: {last.item_count:,} items, {last.label_count:,} labels; "
        f"predictions of {counts}"
    )


def _parameters(request: ReportRequest, sets: Sequence[PredictionSet]) -> dict[str, Any]:
    return {
        "set": sets[-1].name,
        "against": sets[0].name if len(sets) > 1 else None,
        **request.parameters(),
        "slice_by": list(request.by),
        "slices": list(request.slices),
        "metrics": list(request.metrics),
    }


def _set(each: PredictionSet) -> dict[str, Any]:
    return {
        "prediction_set": each.name,
        "dataset": each.dataset,
        "model_name": each.model_name,
        "model_version": each.model_version,
        "item_count": each.item_count,
        "label_count": each.label_count,
        "prediction_count": each.prediction_count,
        **{
            name: getattr(each.matched(), name, None)
            for name in ("compared_as", "iou_mode", "measure", "scale_px")
        },
    }


def _slices(store: Store, request: ReportRequest) -> list[dict[str, str]]:
    """Return the SQL of every slice of the report."""
    saved = Slices(store)
    return [
        *({"slice": name, "where": saved.show(name).predicate} for name in request.slices),
        *({"slice_by": expression} for expression in request.by),
    ]
