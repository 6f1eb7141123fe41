"""Write data/README.md: what the tables hold, in words and column by column, from their contracts."""

from collections.abc import Iterable, Mapping
from typing import Any

from analysis.tables import TABLES
from analysis.tables.contract import Table

PROSE = """# The tables

Every file here is a tidy table: one fact a row, the unit in the column's name or beside it below. `datapackage.json` says the
same for programs (Frictionless Data Package) with a checksum for each file; `python -m analysis check` holds the files against
it. The files are made by the package's readers from what publishers offer (`make build RAW_DATA=FOLDER`, `make refresh`) and from
the hand-kept tables in `curated/`. Do not edit them by hand: the next load would refuse them. Those of `curated/` are the exception: they
are edited by hand and not in `datapackage.json`; `python -m analysis curate` takes them over, four of them only `make build`.

- **Money is exact.** `eur` is in euros and cents, nominal. Sums are taken on it before anything is rounded.
- **Unknown is not zero.** An empty cell means not known. A month that a release covers and a donor without a row in it is a true
  zero; a month outside the release's coverage is simply not there.
- **Undated money is kept.** Where a release gives no month, `month` is empty; totals include it, monthly sums cannot.
- **Promises and allocations stand apart.** `stage` says committed or allocated; they are never added.
- **Totals are summed before rounding**, so `aid_totals` may differ from the sum of its months by half a cent a row and a cent.

This file is made from the tables' contracts, by each command that writes their sources: build, curate and refresh.
"""


def render(works: Iterable[Mapping[str, Any]]) -> str:
    """Render the data dictionary as Markdown; `works` are the rows of the sources table.

    >>> render([]).splitlines()[0]
    '# The tables'
    """
    by_id = {work["id"]: work for work in works}
    parts = [PROSE, *(_section(table, by_id) for table in TABLES.values()), _sources(by_id)]
    return "\n".join(parts)


def _section(table: Table, works: Mapping[str, Mapping[str, Any]]) -> str:
    lines = [
        f"## {table.name}: {table.title}",
        "",
        f"`{table.path.format('<' + (table.partition or '') + '>')}`. {table.description}",
        "",
        f"Key: {', '.join(table.key)}. Source: {'; '.join(works[source]['title'] for source in table.sources if source in works)}.",
        "",
        "| column | type | unit | empty allowed | meaning |",
        "|---|---|---|---|---|",
    ]
    for name, column in table.schema.columns().items():
        metadata = column.metadata or {}
        meaning = metadata.get("description", "").replace("|", "\\|")
        lines.append(
            f"| {name} | {_type(column.dtype)} | {metadata.get('unit', '')} | {'yes' if column.nullable else ''} | {meaning} |"
        )
    return "\n".join([*lines, ""])


def _type(dtype: Any) -> str:
    name = str(dtype.base_type())
    if name == "Enum":
        return "one of " + ", ".join(dtype.categories.to_list())
    return {
        "String": "text",
        "Int64": "integer",
        "Float64": "number",
        "Decimal": "exact number",
        "Boolean": "true or false",
    }.get(name, name.lower())


def _sources(works: Mapping[str, Mapping[str, Any]]) -> str:
    lines = ["## Sources and licences", "", "| source | publisher | licence | cite as |", "|---|---|---|---|"]
    lines += [
        f"| [{work['title']}]({work['url']}) | {work['publisher']} | {work['licence']} | {work['citation']} |"
        for _, work in sorted(works.items())
    ]
    return "\n".join([*lines, ""])
