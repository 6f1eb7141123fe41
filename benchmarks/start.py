"""Starting: what an import costs, and how long a new process and a new kernel take to their first chart."""

import nbformat
from nbclient import NotebookClient

from benchmarks.row import Row, against, medians, python

ROUNDS = 7
CHART = "from analysis import figures, load, setup\nsetup()\nfigures.aid.europe_and_us(load.aid())"
PLAIN = "import altair as alt, polars as pl\nalt.Chart(pl.DataFrame({'a': [1], 'b': [2]})).mark_line().encode(x='a', y='b')"
FIRST = "from analysis import figures, load\nfigures.aid.europe_and_us(load.aid()).svg()"
BARE = """
import io
import altair as alt
import polars as pl
bloc = pl.when(pl.col("donor") == "USA").then(pl.lit("United States")).otherwise(pl.lit("Others")).alias("bloc")
aid = pl.read_csv("data/aid/aid_29.csv", try_parse_dates=True).filter(pl.col("stage") == "allocated")
months = aid.group_by("month", bloc).agg(pl.col("eur").sum() / 1e9).sort("month")
lines = months.with_columns(pl.col("eur").cum_sum().over("bloc"))
alt.Chart(lines).mark_line().encode(x="month", y="eur", color="bloc").save(io.StringIO(), format="svg")
"""
"""Lines of the same table, without checks, headline, labels at their ends or sources."""
MOST_TO_FIRST = 1.15
EMPTY = "1"


def rows() -> list[Row]:
    """Time imports and kernels."""
    imports = against(
        "import analysis",
        {"analysis": lambda: python("import analysis"), "import polars, altair": lambda: python("import polars, altair")},
        ROUNDS,
        {"import polars, altair": 1.15},
    )
    bare = "a bare altair line chart with its svg in a new process"
    first = against(
        "first figure of a new process, svg included",
        {"ours": lambda: python(FIRST), bare: lambda: python(BARE)},
        ROUNDS,
        {bare: MOST_TO_FIRST},
    )
    kernels = medians({name: (lambda code=code: _kernel(code)) for name, code in {"chart": CHART, "plain": PLAIN}.items()}, 3)
    return [
        *imports,
        *first,
        Row("a new kernel to its first figure", kernels["chart"], "the same to a bare altair chart", kernels["plain"]),
    ]


def _kernel(code: str) -> None:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    NotebookClient(notebook, kernel_name="python3", shutdown_kernel="immediate").execute()
