"""Tables on a page: one that reads as a table on a desk, and as cards on a phone."""

import html
from typing import Any

from analysis.export import markdown


def grid(record: dict[str, Any], numbers: dict[str, int] | None = None) -> str:
    """Set a table: words left and numbers right, each cell with the name of its column for a screen too narrow for a table.

    `record` is that of a stored table; `numbers` are those of the charts at hand, which the figures of its rows link to.
    """
    are_texts = [not markdown.is_number([row[place] for row in record["rows"]]) for place in range(len(record["header"]))]
    kinds = [" class=text" if is_text else "" for is_text in are_texts]
    head = "".join(
        f'<th scope="col" role="columnheader"{kind}>{escaped(cell)}</th>'
        for cell, kind in zip(record["header"], kinds, strict=True)
    )
    shown = [_shown_by(figure, numbers or {}) for figure in record.get("figures") or [""] * len(record["rows"])]
    body = "".join(
        f'<tr role="row"{" class=telling" if number in record["telling"] else ""}><th scope="row" role="rowheader">{first}{shown[number]}</th>'
        + "".join(
            f'<td{kind} role="cell" data-of="{escaped(name)}">{cell}</td>'
            for name, cell, kind in zip(record["header"][1:], others, kinds[1:], strict=True)
        )
        + "</tr>"
        for number, (first, *others) in enumerate(_linked_cells(record))
    )
    below = f"<br>{escaped(record['subtitle'])}" if record["subtitle"] else ""
    return (
        f'<div class="grid" tabindex="0" role="region" aria-label="{escaped(record["title"])}"><table>'
        f"<caption><span><strong>{escaped(record['title'])}</strong>{below}</span></caption>"
        f"<thead role='rowgroup'><tr role='row'>{head}</tr></thead><tbody role='rowgroup'>{body}</tbody></table><p class='source'>{escaped(record['source_line'])}</p></div>"
    )


def _shown_by(figure: str, numbers: dict[str, int]) -> str:
    """Link the chart that shows a row, by its number."""
    if figure not in numbers:
        return ""
    return f' <a href="#{escaped(figure)}" aria-label="chart {numbers[figure]}">{numbers[figure]}</a>'


def _linked_cells(record: dict[str, Any]) -> list[list[str]]:
    """Give the cells as HTML, those that name the page of their row as links to it."""
    cells = [[escaped(cell) for cell in row] for row in record["rows"]]
    if links := record.get("links"):
        for row, url in zip(cells, links["urls"], strict=True):
            if url:
                row[links["column"]] = f'<a href="{escaped(url)}">{row[links["column"]]}</a>'
    return cells


def escaped(value: str) -> str:
    """Write a text so that a page shows it as it is.

    >>> escaped("<b>")
    '&lt;b&gt;'
    """
    return html.escape(str(value))
