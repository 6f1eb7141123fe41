"""Set the short texts of a panel on paper: their label, whose they are, and the page they rest on."""

from collections.abc import Mapping
from typing import Any

from analysis.export.markdown import typst_string, typst_text

AUTHORITIES = ("EU", "US", "UK")


def set_point(point: Mapping[str, Any]) -> str:
    """Set a text of a panel: its label and claim, and after it the page it rests on.

    >>> set_point({"label": "Troops", "claim": "", "text": "Refuses."})
    '*Troops.* Refuses.'
    """
    claim, label = point["claim"], typst_text(point["label"])
    named = f"#who({typst_string(claim)})" if claim in AUTHORITIES else typst_text(claim)
    if not claim:
        return f"*{label}.* {typst_text(point['text'])}{linked_page(point)}"
    end = "" if claim in AUTHORITIES else ":"
    return f"*{label}* {named}{end} {typst_text(point['text'])}{linked_page(point)}"


def linked_page(point: Mapping[str, Any]) -> str:
    """Link the page that a text rests on, by its publisher's name; nothing for a text that rests on none.

    >>> linked_page({"publisher": "A paper", "url": "https://example.org"})
    ' #text(size: 0.85em)[#link("https://example.org")[A paper]]'
    """
    url = point.get("url")
    return f" #text(size: 0.85em)[#link({typst_string(url)})[{typst_text(point['publisher'])}]]" if url else ""
