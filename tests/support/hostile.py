"""What somebody who means harm may plant in a notebook: in its drawings, and in every word of its figures and tables."""

import json
from pathlib import Path
from typing import Any

import altair as alt
import nbformat
import polars as pl

from analysis import Figure
from analysis.charts.citations import Source
from analysis.charts.picture import RECORD
from analysis.figures.table import Table

ACT = "window.struck=1"
XHTML = 'xmlns="http://www.w3.org/1999/xhtml"'
IN_DRAWINGS = {
    "script": f"<script>{ACT}</script>",
    "script in another namespace": f"<script {XHTML}>{ACT}</script>",
    "script with a prefix": f'<s:script xmlns:s="http://www.w3.org/2000/svg">{ACT}</s:script>',
    "script from elsewhere": '<script href="https://example.org/x.js"/>',
    "handler": f'<g onload="{ACT}" onmouseover="{ACT}" onclick="{ACT}"><rect width="99" height="99" onmousemove="{ACT}"/></g>',
    "foreign object": f'<foreignObject width="99" height="99"><img {XHTML} src="x" onerror="{ACT}"/></foreignObject>',
    "HTML in a description": f'<desc><img {XHTML} src="x" onerror="{ACT}"/></desc>',
    "link in a description": '<desc><a href="https://example.org">Here</a></desc>',
    "link that acts": f'<a href="javascript:{ACT}"><rect width="999" height="999"/></a>',
    "old link that acts": f'<a xlink:href=" JavaScript:{ACT}"><rect width="999" height="999"/></a>',
    "link with a line break": f'<a href="java&#10;script:{ACT}"><rect width="999" height="999"/></a>',
    "link to data": f'<a href="data:text/html,&lt;script&gt;{ACT}&lt;/script&gt;"><rect width="999" height="999"/></a>',
    "animated link": f'<a><rect width="999" height="999"/><animate attributeName="href" values="javascript:{ACT}"/></a>',
    "set link": f'<a href="https://example.org"><set attributeName="href" to="javascript:{ACT}"/><rect width="9" height="9"/></a>',
    "handler of an animation": f'<animate onbegin="{ACT}" attributeName="x" dur="1s"/>',
    "image": f'<image href="x" onerror="{ACT}" width="9" height="9"/>',
    "use of data": f'<use href="data:image/svg+xml,&lt;svg onload=&apos;{ACT}&apos;/&gt;"/>',
    "frame": f'<iframe {XHTML} src="javascript:parent.{ACT}"></iframe>',
    "style that imports": "<style>@import url(https://example.org/x.css); * { fill: red }</style>",
    "style of its own": '<rect width="9" height="9" style="background: url(https://example.org/x.png)"/>',
    "fill from elsewhere": '<rect width="9" height="9" fill="url(https://example.org/x.svg#a)"/>',
    "hidden function": '<rect width="9" height="9" fill="u\\72l(https://example.org/x.svg#a)"/>',
    "filter from elsewhere": '<rect width="9" height="9" filter="url(https://example.org/x.svg#a)"/>',
    "comment that a page ends early": f"<!--> <script>{ACT}</script> -->",
    "marks around a text": f"<title><![CDATA[</title><script>{ACT}</script>]]></title>",
    "instruction": '<?xml-stylesheet href="https://example.org/x.css"?>',
    "drawing in a drawing": f'<svg width="9" height="9" onload="{ACT}"/>',
    "place of the page's own": '<g id="page:specs">[]</g>',
}
"""What a drawing is planted with, just before its end."""

IN_WORDS = {
    "script": f"<script>{ACT}</script>",
    "end of a script": f"</script><script>{ACT}</script><!--",
    "image": f"<img src=x onerror={ACT}>",
    "end of an attribute": f"\"'><svg onload={ACT}>",
    "handler": f"' onmouseover='{ACT}' onfocus={ACT} autofocus x=\"",
    "link": f"[x](javascript:{ACT}) <a href='javascript:{ACT}'>x</a>",
    "end of a title": f"</title></desc></svg><script>{ACT}</script>",
    "comment": f"<!--><img src=x onerror={ACT}>-->",
}


def planted_drawing(plant: str) -> dict[str, Any]:
    """The stored output of a figure whose drawing holds a plant."""
    output = bundle(_figure("Aid"))
    svg = output["image/svg+xml"]
    return output | {"image/svg+xml": svg.removesuffix("</svg>") + plant + "</svg>"}


def planted_words(plant: str) -> list[dict[str, Any]]:
    """The stored outputs of a figure and a table, of which every word holds a plant."""
    source = Source(plant, "https://example.org/", plant, plant, pages=((plant, "https://example.org/a"),))
    pages = pl.DataFrame({"source_url": ["https://example.org/b"], "source_publisher": [plant], "grade": ["press"]})
    names = pl.DataFrame({"vessel": [plant]})
    table = Table("ships", plant, plant, names, {"vessel": plant}, sources=[source], pages=pages)
    return [bundle(_figure(plant, source)), bundle(table), {"text/markdown": plant}]


def _figure(word: str, *sources: Source) -> Figure:
    rows = pl.DataFrame({"donor": [word, "Estonia"], "eur_bn": [1.0, 2.0]})
    chart = alt.Chart(rows).mark_bar().encode(x="eur_bn:Q", y="donor:N", tooltip=[alt.Tooltip("donor:N", title=word), "eur_bn"])
    return Figure(chart, headline=word, id="planted", subtitle=word, notes=[word], alt=word, sources=sources)


def bundle(shown: Figure | Table) -> dict[str, Any]:
    """What a notebook keeps of a figure or table."""
    return json.loads(json.dumps(shown._bundle() if isinstance(shown, Figure) else shown._repr_mimebundle_()))


def notebook_of(path: Path, *outputs: dict[str, Any], words: str = "# Aid\n\nWords.") -> Path:
    """Write a notebook with an output in each cell."""
    cells = [nbformat.v4.new_markdown_cell(words, id="w")]
    for number, data in enumerate(outputs, 1):
        shown = [nbformat.v4.new_output("display_data", data=data)]
        cells.append(nbformat.v4.new_code_cell("look()", id=f"c{number}", execution_count=number, outputs=shown))
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return path


def changed(output: dict[str, Any], kind: str = RECORD, **values: Any) -> dict[str, Any]:
    """A stored output with other values in its record."""
    return output | {kind: output[kind] | values}
