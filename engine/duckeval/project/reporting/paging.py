"""The page of a report and the files of its charts, made from the files of the bundle."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from duckeval.project.diagnosis import translated
from duckeval.project.reporting.readings import READINGS, readings
from duckeval.report.drawing import chart_bytes, library, library_version
from duckeval.report.model import Material, Section, Source
from duckeval.report.page import page
from duckeval.report.sections import sections
from duckeval.store import Store, quote_literal

__all__ = ["PAGE", "file_query", "material", "shown_settings", "write_charts", "write_page"]

PAGE = "index.html"
# Rows of a file that the page reads at most; what it draws of larger files are counts.
_MOST_ROWS = 20_000


def material(
    store: Store,
    folder: Path,
    sets: Sequence[str],
    files: Sequence[Mapping[str, Any]],
    reasons: Mapping[str, str],
    settings: Mapping[str, Any],
) -> Material:
    """Return the rows of every file and reading that the page shows."""
    sources = {}
    for each in files:
        name = Path(each["file"]).stem
        rows = _rows(store, file_query(folder, name)) if each["rows"] <= _MOST_ROWS else []
        sql = each.get("sql") or each["command"]
        sources[name] = Source(rows, sql, each["file"], is_command="command" in each)
    for name, sql in readings(sources).items():
        rows = _rows(store, file_query(folder, name))
        sources[name] = Source(rows, f"-- in the folder of the report\n{sql}")
    return Material(tuple(sets), sources, reasons, settings)


def file_query(folder: Path, name: str) -> str:
    """Return the query of a file of the bundle, or of a reading, in a folder."""
    needed, sql = READINGS.get(name, (name, f"from '{name}.parquet'"))
    for view in needed.split(", "):
        file = f"{view}.parquet"
        sql = sql.replace(f"'{file}'", quote_literal(str(folder / file)))
    return sql


def write_page(found: Material, folder: Path, about: str, foot: str) -> list[Section]:
    """Write the page and return its sections."""
    parts = sections(found)
    foot = f"{foot} Charts by Vega, put together by vl-convert {library_version()}."
    html = page(found.sets, about, shown_settings(found.settings), parts, library(), foot)
    (folder / PAGE).write_text(html, encoding="utf-8", newline="\n")
    return parts


def write_charts(parts: Sequence[Section], folder: Path, chart_format: str) -> list[str]:
    """Write each chart to a file of its own and return their names."""
    (folder / "charts").mkdir()
    names = []
    for section in parts:
        for figure in section.figures:
            for place, panel in enumerate(figure.panels, 1):
                number = f"-{place}" if len(figure.panels) > 1 else ""
                name = f"charts/{figure.name}{number}.{chart_format}"
                title = panel.title or figure.title or section.title
                (folder / name).write_bytes(chart_bytes(panel.spec, chart_format, title))
                names.append(name)
    return names


def _rows(store: Store, query: str) -> list[dict[str, Any]]:
    with translated(query):
        names = [row[0] for row in store.run(f"describe {query}")]
        return [dict(zip(names, row, strict=True)) for row in store.run(query)]


def shown_settings(settings: Mapping[str, Any]) -> dict[str, str]:
    """Return the parameters of all numbers as people read them."""
    sign = ">" if settings["protocol"] == "voc" else "≥"
    least = settings.get("min_confidence")
    shown = {
        "protocol": settings["protocol"],
        "IoU": f"{sign} {settings['iou_threshold']:g}",
        "confidence": "any" if least is None else f"≥ {least:g}",
    }
    if settings.get("compared_as"):
        shown["compared as"] = settings["compared_as"]
    if settings.get("item_filter"):
        shown["only items where"] = settings["item_filter"]
    if settings.get("classes"):
        shown["only classes"] = ", ".join(settings["classes"])
    return shown
