"""The page: one file that needs no other and no network."""

import json
import re
from collections.abc import Mapping, Sequence
from html import escape

from duckeval.report.model import Figure, Numbers, Panel, Section, Source, Tile
from duckeval.report.palette import page_config
from duckeval.report.script import SCRIPT
from duckeval.report.style import STYLE
from duckeval.result.text import cell_texts

__all__ = ["page"]

# Numbers that are texts already, since counts and fractions stand in one column.
_NUMBER = re.compile(r"-|[-+]?[\d,]+(\.\d+)?")


def page(
    sets: Sequence[str],
    about: str,
    settings: Mapping[str, str],
    sections: Sequence[Section],
    library: str,
    foot: str,
) -> str:
    """Return the page as HTML.

    Parameters
    ----------
    sets : sequence of str
        The prediction sets, the baseline first.
    about : str
        What they were measured on.
    settings : mapping
        The parameters, by their names.
    sections : sequence of Section
        The parts.
    library : str
        The script that draws charts.
    foot : str
        The last line.

    Examples
    --------
    >>> html = page(["<v1>"], "", {}, [Section("a", "A", reason="no data")], "", "")
    >>> "<v1>" in html, "&lt;v1&gt;" in html
    (False, True)
    """
    names = [f'<i class="key" style="background:var(--set-{place})"></i>{escape(name)}'
             for place, name in enumerate(sets, 1)]  # fmt: skip
    head = ' <span class="versus">against</span> '.join(reversed(names))
    keys = "".join(f"<span>{name}</span>" for name in names)
    chips = "".join(
        f"<li><b>{escape(name)}</b>{escape(value)}</li>" for name, value in settings.items()
    )
    links = "".join(
        f'<li><a href="#{escape(each.name)}"{" class=empty" if each.reason else ""}>'
        f"{escape(each.title)}</a></li>"
        for each in sections
    )
    parts = [
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<link rel="icon" href="data:,">',
        f"<title>{escape(' against '.join(reversed(sets)))}: duckeval report</title>",
        f"<style>{STYLE}</style>\n</head>\n<body>\n<div class=layout>",
        f"<header><h1>{head}</h1><p class=about>{escape(about)}</p>",
        f"<ul class=settings>{chips}</ul></header>",
        f'<div class=body><nav aria-label="Contents"><p class=sets>{keys}</p>',
        f"<ul>{links}</ul></nav>\n<main>",
        *(_section(each) for each in sections),
        f"</main></div>\n<footer>{escape(foot)}</footer>\n</div>",
        _json("chart-config", page_config()),
        f"<script>{_in_script(library)}</script>",
        f"<script>{SCRIPT}</script>\n</body>\n</html>\n",
    ]
    return "\n".join(parts)


def _section(section: Section) -> str:
    parts = [
        f'<section id="{escape(section.name)}"><h2>{escape(section.title)}</h2>',
        f"<p class=lead>{escape(section.text)}</p>" if section.text else "",
        f"<p class=reason>Left out: {escape(section.reason)}.</p>" if section.reason else "",
    ]
    if section.tiles:
        tiles = "".join(_tile(each) for each in section.tiles)
        parts.append(f"<div class=tiles>{tiles}</div>")
    parts += [_figure(each) for each in section.figures]
    return "\n".join(part for part in (*parts, "</section>") if part)


def _tile(tile: Tile) -> str:
    change = (
        f' <span class="{tile.direction or "same"}">{escape(tile.change)}</span>'
        if tile.change
        else ""
    )
    before = f"<div class=before>{escape(tile.before)}{change}</div>" if tile.before else ""
    return (
        f"<div class=tile><div class=what>{escape(tile.title)}</div>"
        f"<div class=value>{escape(tile.value)}</div>{before}</div>"
    )


def _figure(figure: Figure) -> str:
    charts = "".join(
        _panel(f"{figure.name}-{place}", panel) for place, panel in enumerate(figure.panels, 1)
    )
    parts = [
        f'<figure id="{escape(figure.name)}">',
        f"<h3>{escape(figure.title)}</h3>" if figure.title else "",
        f"<p class=text>{escape(figure.text)}</p>" if figure.text else "",
        f'<div class="charts {figure.size}">{charts}</div>' if charts else "",
        _numbers(figure.numbers, figure.sources, is_open=not charts),
        _sql(figure.sources),
        "</figure>",
    ]
    return "\n".join(part for part in parts if part)


def _panel(name: str, panel: Panel) -> str:
    title = f"<h4>{escape(panel.title)}</h4>" if panel.title else ""
    kind = "" if panel.spec.get("width") == "container" else " fixed"
    return (
        f'<div>{title}<div class="chart{kind}" data-spec="spec-{escape(name)}" role="img" '
        f'aria-label="{escape(panel.title or str(panel.spec.get("description", "")))}"></div>'
        f"{_json(f'spec-{name}', panel.spec)}</div>"
    )


def _numbers(numbers: Numbers, sources: Sequence[Source], *, is_open: bool) -> str:
    cells = [
        cell_texts([row[place] for row in numbers.rows]) for place in range(len(numbers.columns))
    ]
    right = [each.is_number or all(map(_NUMBER.fullmatch, each.texts)) for each in cells]
    kinds = [" class=number" if is_number else " class=text-cell" for is_number in right]
    head = "".join(
        f"<th{' class=number' if is_number else ''}>{escape(name)}</th>"
        for name, is_number in zip(numbers.columns, right, strict=True)
    )
    body = "".join(
        "<tr>"
        + "".join(
            f"<td{kind}>{escape(each.texts[row])}</td>"
            for kind, each in zip(kinds, cells, strict=True)
        )
        + "</tr>"
        for row in range(len(numbers.rows))
    )
    count = numbers.total or len(numbers.rows)
    rows = "1 row" if count == 1 else f"{count:,} rows"
    files = dict.fromkeys(source.file for source in sources if source.file)
    where = ", ".join(f'<a href="{escape(name)}">{escape(name)}</a>' for name in files)
    cut = f"<p class=note>The first {len(numbers.rows)} of {rows}; the file has all.</p>"
    return (
        f"<details class=numbers{' open' if is_open else ''}><summary>Numbers: {rows}</summary>"
        f"<div class={'plain-table' if is_open else 'scroll'}>"
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
        f"{cut if numbers.total else ''}"
        f"{f'<p class=note>From {where}</p>' if where else ''}</details>"
    )


def _sql(sources: Sequence[Source]) -> str:
    texts = dict.fromkeys(source.sql for source in sources)
    blocks = "".join(f"<pre><code>{escape(text)}</code></pre>" for text in texts)
    what = " and ".join(sorted({"Command" if each.is_command else "SQL" for each in sources}))
    return f"<details class=sql><summary>{what}</summary>{blocks}</details>"


def _json(name: str, content: object) -> str:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    # What ends a script or opens a comment in HTML is written in JSON's own way.
    safe = text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return f'<script type="application/json" id="{escape(name)}">{safe}</script>'


def _in_script(text: str) -> str:
    return text.replace("</script", "<\\/script").replace("<!--", "<\\!--")
