"""The table of RESULTS.md, made from what results/<set>.json keeps.

``python -m benchmarks.report`` writes the table again and measures nothing.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.job import TWELVE
from benchmarks.rows import ROWS, SLOW_PEERS, Row

HERE = Path(__file__).parent
RESULTS = HERE / "RESULTS.md"
RAW = HERE / "results"
TWELVE_SHOWN = TWELVE

_BEGIN = "<!-- measured: written by python -m benchmarks.run -->"
_END = "<!-- end of measured -->"
_SET_ORDER = ("tiny", "val", "large")
_GROWTH = (
    ("new IoU threshold", "val-iou", "large-iou"),
    ("coco_summary", "val-summary", "large-summary"),
    ("50 values of a column", "val-groups", "large-groups"),
    ("50 overlapping slices, one threshold", "val-slices-one", "large-slices-one"),
    ("parquet to the twelve numbers", "val-parquet", "large-parquet"),
    ("JSON to the twelve numbers", "val-json", "large-json"),
)

_GROWTH_TEXT = (
    "*large* has 10 times the predictions of *val*, 33 times the labels, 16 times the images. "
    "Its times in times of *val*:"
)

Recorded = Mapping[str, Mapping[str, dict[str, Any]]]


def write(recorded: Recorded) -> None:
    """Keep the rows in results/, and write the table from everything that is there."""
    RAW.mkdir(exist_ok=True)
    for name, rows in recorded.items():
        file = RAW / f"{name}.json"
        kept = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
        file.write_text(_compact(kept | dict(rows)), encoding="utf-8")
    rewrite()


def rewrite() -> None:
    """Write the table between the markers of RESULTS.md."""
    recorded = {
        file.stem: json.loads(file.read_text(encoding="utf-8"))
        for file in sorted(RAW.glob("*.json"))
    }
    text = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else f"{_BEGIN}\n{_END}\n"
    before, _, rest = text.partition(_BEGIN)
    _, _, after = rest.partition(_END)
    body = "\n".join(table(ROWS, recorded))
    RESULTS.write_text(f"{before}{_BEGIN}\n\n{body}\n\n{_END}{after}", encoding="utf-8")


def table(rows: Sequence[Row], recorded: Recorded) -> list[str]:
    """Return the lines of the tables of every set."""
    lines: list[str] = []
    for name in _SET_ORDER:
        known = [
            (row, recorded[name][row.key])
            for row in rows
            if row.set_name == name and row.key in recorded.get(name, {})
        ]
        if known:
            lines += [f"### {name}", "", *_under(known), "", *_set_table(known), ""]
            lines += _failures(known)
            lines += _slow_peers(known)
    lines += _growth(recorded)
    return lines[:-1] if lines and not lines[-1] else lines


def _under(known: Sequence[tuple[Row, dict[str, Any]]]) -> list[str]:
    """Say when, on what and with what; rows of one run say it once."""
    said = []
    for _, kept in known:
        machine, versions = kept["machine"], kept["versions"]
        line = (
            f"Measured on {kept['measured_at'][:10]}: {machine['processor']}, "
            f"{machine['cores']} cores, "
            f"{machine['memory_gb']} GB, {machine['system']}, Python {machine['python']}, "
            f"{_others(known)}; "
            + ", ".join(f"{package} {number}" for package, number in versions.items())
            + "."
        )
        if line not in said:
            said.append(line)
    return said


def _others(known: Sequence[tuple[Row, dict[str, Any]]]) -> str:
    """Say how much of the machine others took while the rows were measured."""
    shares = [
        each["others_busy"]
        for _, kept in known
        for results in kept["measurements"].values()
        for each in results
        if each["others_busy"] is not None
    ]
    if not shares:
        return "other load unknown"
    return f"others took {median(shares):.0%} of the cores (median), at most {max(shares):.0%}"


def _set_table(known: Sequence[tuple[Row, dict[str, Any]]]) -> list[str]:
    lines = [
        "| work | duckeval s | hotcoco s | ratio | aim | cpu s | MB | ultrafast s | numbers |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for row, kept in known:
        measured = kept["measurements"]
        ours, theirs = measured.get("duckeval"), measured.get("hotcoco")
        cells = [
            f"{row.text} (`{row.key}`)",
            _seconds(ours),
            _seconds(theirs),
            _against(_ratio(ours, theirs, "wall"), row.aim),
            "stated" if row.aim is None else f"≤ {row.aim:g}",
            _cpu(ours, theirs),
            _memory(row, ours, theirs),
            _seconds(measured.get("ultrafast")),
            "; ".join(_said(check) for check in kept["checks"]) or "-",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def _seconds(results: list[dict[str, Any]] | None) -> str:
    if not results:
        return "-"
    walls = [each["wall"] for each in results]
    middle = f"{median(walls):.3f}"
    return middle if len(walls) == 1 else f"{middle} ({min(walls):.3f}-{max(walls):.3f})"


def _ratio(
    ours: list[dict[str, Any]] | None, theirs: list[dict[str, Any]] | None, key: str
) -> float | None:
    if not ours or not theirs:
        return None
    return float(median(each[key] for each in ours) / median(each[key] for each in theirs))


def _against(ratio: float | None, aim: float | None) -> str:
    if ratio is None:
        return "-"
    text = f"{ratio:.2f}"
    if aim is None:
        return text
    return f"**{text}**" if ratio <= aim else f"{text} (missed)"


def _cpu(ours: list[dict[str, Any]] | None, theirs: list[dict[str, Any]] | None) -> str:
    """Seconds on all cores: what to look at where others were busy on the machine."""
    text = " / ".join(
        "-" if not results else f"{median(each['cpu'] for each in results):.3f}"
        for results in (ours, theirs)
    )
    ratio = _ratio(ours, theirs, "cpu")
    return text if ratio is None else f"{text} = {ratio:.2f}"


def _memory(
    row: Row, ours: list[dict[str, Any]] | None, theirs: list[dict[str, Any]] | None
) -> str:
    both = [
        "-" if not results else f"{median(each['peak_mb'] for each in results):.0f}"
        for results in (ours, theirs)
    ]
    text = " / ".join(both)
    ratio = _ratio(ours, theirs, "peak_mb")
    if row.memory_aim is not None and ratio is not None:
        text += f" = {_against(ratio, row.memory_aim)}, aim ≤ {row.memory_aim:g}"
    return text


def _said(check: dict[str, Any]) -> str:
    whom, difference = check["with_whom"], check["largest_difference"]
    if not check["must_be_equal"]:
        return f"other rule than {whom}: up to {difference:.1e} apart"
    if difference is None:
        return f"**{whom}: defined on one side only**"
    mark = "=" if check["is_fine"] else "**differs from**"
    return f"{mark} {whom} ({check['compared']} numbers, {difference:.0e})"


def _failures(known: Sequence[tuple[Row, dict[str, Any]]]) -> list[str]:
    lines = [
        f"- `{row.key}`, {engine}: failed: {reason}"
        for row, kept in known
        for engine, reason in kept["failed"].items()
    ]
    return [*lines, ""] if lines else []


def _slow_peers(known: Sequence[tuple[Row, dict[str, Any]]]) -> list[str]:
    """The slow peers have one row, the first of the table."""
    for _, kept in known:
        found = [
            f"{engine} {_seconds(results)} s ({results[0]['peak_mb']:.0f} MB)"
            for engine, results in kept["measurements"].items()
            if engine in SLOW_PEERS
        ]
        if found:
            return [f"The slow peers, once, JSON to the twelve numbers: {', '.join(found)}.", ""]
    return []


def _growth(recorded: Recorded) -> list[str]:
    lines = []
    for text, small, big in _GROWTH:
        cells = [text]
        for engine in ("duckeval", "hotcoco"):
            pair = [
                recorded.get(name, {}).get(key, {}).get("measurements", {}).get(engine)
                for name, key in (("val", small), ("large", big))
            ]
            growth = _ratio(pair[1], pair[0], "wall")
            cells.append("-" if growth is None else f"{growth:.1f}")
        if cells[1:] != ["-", "-"]:
            lines.append(f"| {' | '.join(cells)} |")
    if not lines:
        return []
    return [
        "### From val to large",
        "",
        _GROWTH_TEXT,
        "",
        "| work | duckeval | hotcoco |",
        "|---|---|---|",
        *lines,
        "",
    ]


def _compact(rows: Mapping[str, dict[str, Any]]) -> str:
    """JSON with a measurement a line, so that a new run reads well in a diff."""
    parts = []
    for key, kept in sorted(rows.items()):
        fields = []
        for name, value in kept.items():
            if name == "measurements":
                engines = ",\n".join(
                    f"   {json.dumps(engine)}: [\n"
                    + ",\n".join(f"    {json.dumps(each)}" for each in results)
                    + "\n   ]"
                    for engine, results in value.items()
                )
                fields.append(f'  "measurements": {{\n{engines}\n  }}')
            else:
                fields.append(f"  {json.dumps(name)}: {json.dumps(value)}")
        parts.append(f" {json.dumps(key)}: {{\n" + ",\n".join(fields) + "\n }")
    return "{\n" + ",\n".join(parts) + "\n}\n"


if __name__ == "__main__":
    rewrite()
    sys.exit(0)
