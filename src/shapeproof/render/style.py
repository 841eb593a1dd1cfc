"""How HTML looks where styles are heard: a page's own, and what holds in a notebook's cell too.

A fragment takes its host's colours; its lines are half seen, on light and on dark alike.
"""

PAGE = """\
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0; }
main { box-sizing: border-box; max-width: 62rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
@media print { main { max-width: none; padding: 0; } }
"""

FRAGMENT = """\
.shapeproof table { border-collapse: collapse; width: 100%; margin: 0 0 1em; font-size: 1em;
  text-align: left; border: 0; color: inherit; background: none; }
.shapeproof caption { text-align: left; font-weight: bold; font-size: 1.25em; padding: .5em;
  color: inherit; caption-side: top; overflow-wrap: anywhere; }
.shapeproof h1 { font-size: 1.25rem; margin: 0; overflow-wrap: anywhere; }
.shapeproof th, .shapeproof td { padding: .35em .5em; text-align: right; vertical-align: top;
  border: 0; color: inherit; overflow-wrap: break-word; white-space: normal; max-width: none; }
.shapeproof tr { background: none !important; }
.shapeproof th:first-child, .shapeproof th:nth-child(2), .shapeproof td:nth-child(2),
.shapeproof td[colspan] { text-align: left; }
.shapeproof td { font-variant-numeric: tabular-nums; }
.shapeproof thead th { border-bottom: 2px solid rgba(128, 128, 128, .6); font-weight: 600; }
.shapeproof tbody { border-bottom: 1px solid rgba(128, 128, 128, .35); }
.shapeproof tbody th, .shapeproof td:nth-child(2) { overflow-wrap: anywhere; }
.shapeproof tbody th { font-weight: 600; }
.shapeproof tbody:target { background: rgba(255, 200, 0, .18); }
.shapeproof td[colspan] { padding-top: 0; }
.shapeproof details { contain: inline-size; }
.shapeproof summary { cursor: pointer; opacity: .85; }
.shapeproof summary span { display: inline-block; margin-right: 1.2em; }
.shapeproof details[open] > summary { opacity: .6; }
.shapeproof details > p { margin: .5em 0; max-width: 46rem; }
.shapeproof math { display: flex; flex-wrap: wrap; align-items: baseline; margin: .2em 0;
  font-size: 1.05em; }
.shapeproof math > mo:not([stretchy]) { margin: 0 .22em; }
.shapeproof math + math { margin-left: 1.5em; }
.shapeproof code { font: .92em ui-monospace, monospace; color: inherit; background: none; }
.shapeproof a { color: inherit; text-decoration: underline dotted; }
.shapeproof pre { font: .85em/1.25 ui-monospace, monospace; margin: .25em 0; overflow-x: auto;
  white-space: pre; color: inherit; background: none; }
.shapeproof ul { margin: .75em 0; padding-left: 1.25em; }
.shapeproof .derived { list-style: none; margin: .25em 0 .75em; max-width: 46rem; }
.shapeproof .derived li { margin: .15em 0; overflow-x: auto; overflow-y: hidden; }
@media (max-width: 30rem) {
  .shapeproof table { font-size: .85em; }
  .shapeproof th, .shapeproof td { padding: .35em .25em; }
}
@media print {
  .shapeproof tbody { break-inside: avoid; }
  .shapeproof thead { display: table-header-group; }
  .shapeproof details::details-content { content-visibility: visible; height: auto; }
}
"""
