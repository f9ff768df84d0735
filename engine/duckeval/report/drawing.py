"""Drawing without a network: the JavaScript of the page, and charts as PNG and SVG."""

import json
import os
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from duckeval.errors import UsageError
from duckeval.report.palette import plain_config, without_variables

__all__ = ["can_draw", "chart_bytes", "library", "library_version"]

_WIDTH = 640
_SCALE = 2


def can_draw() -> bool:
    """Return whether vl-convert is installed."""
    return find_spec("vl_convert") is not None


def library() -> str:
    """Return Vega, Vega-Lite and Vega-Embed as one script.

    vl-convert puts it together in a second or two; it is kept in the user's cache folder under the
    version that made it.

    Raises
    ------
    UsageError
        If vl-convert is not installed.
    """
    file = _cached_file()
    if file is not None:
        with suppress(OSError):
            return file.read_text(encoding="utf-8")
    script: str = _converter().javascript_bundle()
    if file is not None:
        part = file.with_name(f"{file.name}.{os.getpid()}.part")
        with suppress(OSError):
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            part.write_text(script, encoding="utf-8", newline="\n")
            part.replace(file)
    return script


def library_version() -> str:
    """Return the version of vl-convert, which says the versions of all that is in its script.

    Raises
    ------
    UsageError
        If vl-convert is not installed.
    """
    version: str = _converter().__version__
    return version


def chart_bytes(spec: dict[str, Any], chart_format: str, title: str = "") -> bytes:
    """Return a chart as a PNG or SVG file.

    Raises
    ------
    UsageError
        If vl-convert is not installed.
    """
    converter = _converter()
    drawn = {**spec, "width": _WIDTH, "config": plain_config()}
    if title:
        drawn["title"] = title
    text = without_variables(json.dumps(drawn))
    if chart_format == "svg":
        svg: str = converter.vegalite_to_svg(text)
        return svg.encode()
    png: bytes = converter.vegalite_to_png(text, scale=_SCALE)
    return png


def _converter() -> Any:  # noqa: ANN401 - a module without types
    try:
        import vl_convert  # noqa: PLC0415 - an extra, and heavy
    except ImportError:
        raise UsageError(
            "charts need vl-convert-python, which is not installed",
            hint="pip install 'duckeval[report]'; or --no-page for the parquet files alone",
        ) from None
    return vl_convert


def _cached_file() -> Path | None:
    try:
        folder = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    except RuntimeError:  # no home folder
        return None
    return Path(folder) / "duckeval" / f"vega-{library_version()}.js"
