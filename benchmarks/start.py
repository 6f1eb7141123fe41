"""Starting: what an import costs, and how long a new kernel takes to its first chart."""

import nbformat
from nbclient import NotebookClient

from benchmarks.row import Row, against, medians, python

ROUNDS = 7
CHART = "from analysis import figures, load, setup\nsetup()\nfigures.aid.europe_and_us(load.aid())"
PLAIN = "import altair as alt, polars as pl\nalt.Chart(pl.DataFrame({'a': [1], 'b': [2]})).mark_line().encode(x='a', y='b')"
EMPTY = "1"


def rows() -> list[Row]:
    """Time imports and kernels."""
    imports = against(
        "import analysis",
        {"analysis": lambda: python("import analysis"), "import polars, altair": lambda: python("import polars, altair")},
        ROUNDS,
        {"import polars, altair": 1.15},
    )
    kernels = medians({name: (lambda code=code: _kernel(code)) for name, code in {"chart": CHART, "plain": PLAIN}.items()}, 3)
    return [
        *imports,
        Row("a new kernel to its first figure", kernels["chart"], "the same to a bare altair chart", kernels["plain"]),
    ]


def _kernel(code: str) -> None:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    NotebookClient(notebook, kernel_name="python3", shutdown_kernel="immediate").execute()
