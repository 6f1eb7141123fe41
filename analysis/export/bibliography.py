"""Write how a figure or table is cited: a sentence, BibTeX and RIS, each with the works that its numbers come from."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from analysis.charts.formatting import day
from analysis.errors import UnknownName

PROJECT = "Europe and the United States for Ukraine"
LATEX = {
    **{letter: f"\\{letter}" for letter in "&%$#_{}"},
    **{"\\": "\\textbackslash{}", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}", "€": "\\texteuro{}"},
}


def cite_as(record: Mapping[str, Any], style: str) -> str:
    """Cite a figure's or table's record as a sentence, or as entries in BibTeX or RIS; raises UnknownName for another style.

    >>> source = {"text": "Kiel Institute, Tracker, release 29", "url": "https://example.org", "licence": "", "citation": "Kiel.", "as_of": "2026-04-30"}
    >>> print(cite_as({"id": "aid", "headline": "Aid grew", "source_line": "Source: Kiel.", "sources": [source]}, "sentence"))
    Europe and the United States for Ukraine (2026). Aid grew. Chart aid, data to 30 April 2026. Source: Kiel.
    """
    if style not in STYLES:
        raise UnknownName("style of citation", style, STYLES)
    return STYLES[style](record)


def data_to(sources: Sequence[Mapping[str, Any]]) -> date | None:
    """Give the latest day that any of some sources covers, None where none says so.

    >>> data_to([{"as_of": "2026-04-30"}, {}])
    datetime.date(2026, 4, 30)
    """
    return max((date.fromisoformat(source["as_of"]) for source in sources if source.get("as_of")), default=None)


def escape_latex(text: str) -> str:
    """Write a text so that LaTeX sets it as it stands.

    >>> escape_latex("55% of €5bn & more")
    '55\\\\% of \\\\texteuro{}5bn \\\\& more'
    """
    return "".join(LATEX.get(letter, letter) for letter in text)


def _title(record: Mapping[str, Any]) -> str:
    return str(record.get("headline") or record["title"]).rstrip(".")


def _kind(record: Mapping[str, Any]) -> str:
    return "Chart" if "headline" in record else "Table"


def _sentence(record: Mapping[str, Any]) -> str:
    until = data_to(record["sources"])
    year = f" ({until.year})" if until else ""
    known = f", data to {day(until)}" if until else ""
    return f"{PROJECT}{year}. {_title(record)}. {_kind(record)} {record['id']}{known}. {record['source_line']}"


def _bibtex(record: Mapping[str, Any]) -> str:
    until = data_to(record["sources"])
    known = f", data to {day(until)}" if until else ""
    note = f"{_kind(record)} {record['id']}{known}. {record['source_line']}"
    own = {"author": PROJECT, "title": _title(record), "year": f"{until.year}" if until else "", "note": note}
    entries = [_entry(record["id"], own)]
    for number, source in enumerate(record["sources"], 1):
        year = re.search(r"\((\d{4})\)", source["citation"])
        works = {"title": source["text"], "year": year[1] if year else "", "note": source["citation"]}
        entries.append(_entry(f"{record['id']}-source-{number}", works, source["url"]))
    return "\n".join(entries)


def _entry(key: str, fields: Mapping[str, str], url: str = "") -> str:
    # Doubled, so that neither names nor capitals are taken apart.
    lines = [f"  {name} = {{{{{escape_latex(text)}}}}}," for name, text in fields.items() if text]
    lines += [f"  url = {{{url}}},"] if url.startswith("http") else []
    return "\n".join([f"@misc{{{key},", *lines, "}", ""])


def _ris(record: Mapping[str, Any]) -> str:
    until = data_to(record["sources"])
    lines = [("TY", "FIGURE" if _kind(record) == "Chart" else "DATA"), ("ID", record["id"]), ("AU", f"{PROJECT},")]
    lines += [("TI", _title(record)), ("N1", record["source_line"])]
    lines += [("PY", f"{until.year}"), ("DA", f"{until:%Y/%m/%d}")] if until else []
    lines += [("ER", "")]
    for number, source in enumerate(record["sources"], 1):
        lines += [("TY", "DATA"), ("ID", f"{record['id']}-source-{number}"), ("TI", source["text"]), ("N1", source["citation"])]
        lines += [("UR", source["url"])] if source["url"].startswith("http") else []
        lines += [("ER", "")]
    return "".join(f"{tag}  - {text}\n" for tag, text in lines)


STYLES: dict[str, Callable[[Mapping[str, Any]], str]] = {"sentence": _sentence, "bibtex": _bibtex, "ris": _ris}
