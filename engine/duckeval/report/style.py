"""The style sheet of the page: light and dark, screen and paper, 400 pixels and wide."""

__all__ = ["STYLE"]

STYLE = """
:root {
  --ink: #1c2430; --faint: #5b6675; --line: #dfe4ea; --paper: #ffffff; --sheet: #f6f8fa;
  --accent: #0072b2; --better: #00704f; --worse: #b34700;
  --set-1: #0072b2; --set-2: #d55e00; --set-3: #009e73; --set-4: #cc79a7; --set-5: #e69f00;
  --set-6: #56b4e9; --set-7: #7f7f7f;
  color-scheme: light dark;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #e6eaf0; --faint: #9da8b6; --line: #333c47; --paper: #14181d; --sheet: #1b2027;
    --accent: #56b4e9; --better: #4fc79b; --worse: #f0883e; --set-1: #56b4e9; --set-2: #f0883e;
    --set-3: #3fc79a;
  }
}
* { box-sizing: border-box; }
html { scroll-behavior: smooth; -webkit-text-size-adjust: 100%; }
body {
  margin: 0; color: var(--ink); background: var(--paper); font-size: 16px; line-height: 1.5;
  font-family: system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif;
}
.layout { max-width: 1220px; margin: 0 auto; padding: 0 24px 64px; }
header { padding: 40px 0 20px; border-bottom: 1px solid var(--line); }
h1 {
  font-size: 2rem; line-height: 1.2; margin: 0 0 6px; letter-spacing: -.015em; font-weight: 650;
}
h1 .versus { color: var(--faint); font-weight: 400; }
h2 { font-size: 1.35rem; margin: 0 0 4px; letter-spacing: -.01em; font-weight: 650; }
h3 { font-size: 1rem; margin: 24px 0 2px; font-weight: 650; }
h4 { font-size: .85rem; margin: 0 0 2px; font-weight: 600; overflow-wrap: anywhere; }
h1, h3 { overflow-wrap: anywhere; }
p { margin: 0 0 10px; }
.about, .lead, .text { color: var(--faint); max-width: 70ch; overflow-wrap: anywhere; }
.text { font-size: .9rem; margin-bottom: 6px; }
.settings {
  display: flex; flex-wrap: wrap; gap: 6px; margin: 12px 0 0; padding: 0; list-style: none;
}
.settings li {
  background: var(--sheet); border: 1px solid var(--line); border-radius: 6px; padding: 1px 9px;
  font-size: .82rem; overflow-wrap: anywhere;
}
.settings b { color: var(--faint); font-weight: 500; margin-right: 4px; }
.key {
  display: inline-block; width: .7em; height: .7em; border-radius: 50%; margin-right: .35em;
}
nav { font-size: .9rem; padding: 14px 0 0; }
nav ul { list-style: none; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: 2px 16px; }
.sets { display: none; }
nav a { color: var(--faint); text-decoration: none; }
nav a:hover { color: var(--accent); text-decoration: underline; }
nav a.empty { opacity: .55; }
section { padding: 30px 0 6px; border-top: 1px solid var(--line); scroll-margin-top: 8px; }
section:first-of-type { border-top: 0; }
.tiles {
  display: grid; gap: 12px; grid-template-columns: repeat(auto-fill, minmax(132px, 1fr));
  margin: 14px 0;
}
.tile {
  border: 1px solid var(--line); border-radius: 10px; padding: 12px 14px;
  background: var(--sheet);
}
.tile .what { color: var(--faint); font-size: .82rem; }
.tile .value {
  font-size: 1.75rem; line-height: 1.25; font-weight: 650; font-variant-numeric: tabular-nums;
}
.tile .before { color: var(--faint); font-size: .82rem; font-variant-numeric: tabular-nums; }
.better { color: var(--better); font-weight: 600; }
.worse { color: var(--worse); font-weight: 600; }
figure { margin: 0 0 22px; }
.charts {
  display: grid; gap: 14px 26px; margin: 8px 0 6px; grid-template-columns: minmax(0, 1fr);
}
.chart { width: 100%; min-height: 40px; overflow-x: auto; }
.chart svg { max-width: 100%; }
.chart.fixed svg { max-width: none; }
.chart.failed { color: var(--worse); font-size: .85rem; }
.vega-embed { width: 100%; }
@media (min-width: 620px) {
  .charts.small { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .charts.half { grid-template-columns: repeat(2, minmax(0, 1fr)); }
}
@media (min-width: 940px) { .charts.small { grid-template-columns: repeat(3, minmax(0, 1fr)); } }
details { font-size: .86rem; margin: 2px 0; }
summary { cursor: pointer; color: var(--faint); padding: 2px 0; }
summary:hover { color: var(--accent); }
.plain-table { overflow-x: auto; border: 1px solid var(--line); border-radius: 8px; }
.scroll { overflow: auto; max-height: 480px; border: 1px solid var(--line); border-radius: 8px; }
table {
  border-collapse: collapse; width: 100%; font-size: .84rem; font-variant-numeric: tabular-nums;
}
th, td {
  padding: 4px 12px; text-align: left; border-bottom: 1px solid var(--line);
  white-space: nowrap;
}
td.text-cell { white-space: normal; overflow-wrap: anywhere; min-width: 12ch; }
tbody tr:last-child td { border-bottom: 0; }
tbody tr:hover { background: var(--sheet); }
thead th {
  position: sticky; top: 0; background: var(--sheet); color: var(--faint); font-weight: 600;
  box-shadow: 0 1px 0 var(--line);
}
th.number, td.number { text-align: right; }
pre {
  margin: 4px 0; padding: 10px 12px; overflow: auto; background: var(--sheet); font-size: .8rem;
  border: 1px solid var(--line); border-radius: 8px; line-height: 1.45; max-height: 420px;
  font-family: ui-monospace, 'SF Mono', Menlo, Consolas, monospace; white-space: pre-wrap;
  overflow-wrap: anywhere;
}
.reason { color: var(--faint); font-style: italic; }
.note { color: var(--faint); font-size: .84rem; }
footer {
  margin-top: 30px; padding-top: 14px; border-top: 1px solid var(--line); color: var(--faint);
  font-size: .84rem; overflow-wrap: anywhere;
}
a { color: var(--accent); }
#vg-tooltip-element {
  font: 13px/1.45 system-ui, sans-serif; padding: 8px 10px; color: var(--ink); max-width: 340px;
  background: var(--paper); border: 1px solid var(--line); border-radius: 8px;
  box-shadow: 0 4px 18px rgb(0 0 0 / .18); position: fixed; z-index: 1000; pointer-events: none;
  visibility: hidden;
}
#vg-tooltip-element.visible { visibility: visible; }
#vg-tooltip-element table { width: auto; font-size: 12.5px; }
#vg-tooltip-element td {
  border: 0; padding: 1px 4px; white-space: normal; overflow-wrap: anywhere;
}
#vg-tooltip-element td.key {
  all: unset; display: table-cell; color: var(--faint); padding-right: 8px; text-align: right;
}
@media (min-width: 1160px) {
  .body { display: grid; grid-template-columns: 178px minmax(0, 1fr); gap: 44px; }
  nav {
    position: sticky; top: 0; align-self: start; padding: 36px 0 0; max-height: 100vh;
    overflow: auto;
  }
  nav ul { flex-direction: column; gap: 7px; }
  .sets { display: flex; flex-direction: column; margin-bottom: 14px; overflow-wrap: anywhere; }
}
@media (max-width: 480px) {
  .layout { padding: 0 14px 40px; }
  header { padding-top: 24px; }
  h1 { font-size: 1.5rem; }
  .tiles { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 8px; }
  .tile .value { font-size: 1.4rem; }
  th, td { padding: 4px 8px; }
}
@media print {
  :root {
    --ink: #000; --faint: #444; --line: #ccc; --paper: #fff; --sheet: #fff;
    --set-1: #0072b2; --set-2: #d55e00;
  }
  body { font-size: 11pt; }
  nav, details:not([open]), details.sql { display: none; }
  .layout { max-width: none; padding: 0; }
  .body { display: block; }
  .scroll { max-height: none; overflow: visible; border: 0; }
  thead th { position: static; }
  figure, .tile { break-inside: avoid; }
  figure.long { break-inside: auto; }
  h2, h3, h4 { break-after: avoid; }
}
"""
