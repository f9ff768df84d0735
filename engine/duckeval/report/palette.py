"""Colours and type of every chart; the page has the same in its style sheet.

The colours are those that Okabe and Ito proposed (2008) because people of any colour vision can
tell them apart; the first is the baseline or the only set, the second the candidate.
"""

import re
from typing import Any

__all__ = ["COLOURS", "FONT", "GREY", "page_config", "plain_config", "without_variables"]

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7f7f7f")

GREY = "#8a95a2"
"""What stands for no set; to be seen on light and dark."""

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif"

_VARIABLE = re.compile(r"var\(--set-(\d)\)")
_INK = "#1c2430"
_FAINT = "#5b6675"
_LINE = "#dfe4ea"


def plain_config() -> dict[str, Any]:
    """Return the configuration of a chart that stands alone: in a notebook, as a file."""
    return _config(COLOURS, _INK, _FAINT, _LINE, "white")


def page_config() -> dict[str, Any]:
    """Return the configuration of a chart in the page, whose style sheet knows light and dark."""
    colours = tuple(f"var(--set-{number})" for number in range(1, len(COLOURS) + 1))
    return _config(colours, "var(--ink)", "var(--faint)", "var(--line)", None)


def without_variables(text: str) -> str:
    """Return a specification whose colours are no variables of a style sheet.

    Examples
    --------
    >>> without_variables('"var(--set-2)"')
    '"#d55e00"'
    """
    return _VARIABLE.sub(lambda found: COLOURS[int(found[1]) - 1], text)


def _config(
    colours: tuple[str, ...], ink: str, faint: str, line: str, paper: str | None
) -> dict[str, Any]:
    return {
        "background": paper,
        "font": FONT,
        "view": {"stroke": None},
        "range": {"category": list(colours)},
        "axis": {
            "domainColor": line,
            "gridColor": line,
            "tickColor": line,
            "labelColor": faint,
            "labelFontSize": 11,
            "labelLimit": 190,
            "labelSeparation": 6,
            "titleColor": faint,
            "titleFontSize": 11,
            "titleFontWeight": "normal",
            "titlePadding": 8,
        },
        "axisY": {"domain": False, "ticks": False, "labelPadding": 8},
        "header": {"labelColor": ink, "labelFontSize": 12, "labelFontWeight": "bold"},
        "legend": {
            "labelColor": ink,
            "labelFontSize": 12,
            "labelLimit": 260,
            "orient": "top",
            "symbolOpacity": 1,
            "symbolSize": 90,
            "title": None,
        },
        "text": {"fill": ink},
        "title": {"anchor": "start", "color": ink, "fontSize": 13, "offset": 10},
    }
