"""Aid, sanctions and security guarantees for Ukraine: load tables, measure, draw, brief.

>>> from analysis import load, measures, figures, setup
>>> figures.aid.europe_and_us(load.aid()).id
'europe-and-us-cumulative'
"""

import sys
from functools import partial
from inspect import isfunction
from typing import TYPE_CHECKING

try:
    from analysis.charts.quick_altair import import_quickly

    import_quickly()
    from analysis import figures, groups, load, measures
    from analysis.charts import marks
    from analysis.charts.citations import Source, cite
    from analysis.charts.renderer import setup
    from analysis.figures.figure import Figure
    from analysis.figures.own_table import table
    from analysis.groups import Group
    from analysis.load.as_polars import no_such_name, takes_any_frame
    from analysis.search import find
except ModuleNotFoundError as lacking:
    from analysis.errors import missing_dependency

    if said := missing_dependency(lacking):
        raise ModuleNotFoundError(said, name=lacking.name) from None
    raise

if TYPE_CHECKING:
    from analysis import explore
else:

    def __getattr__(name: str) -> object:
        """Import the explorer where it is first used: a notebook without one starts without it."""
        if name != "explore":
            raise AttributeError(f"module 'analysis' has no attribute {name!r}")
        from importlib import import_module

        return import_module("analysis.explore")


__all__ = [
    "Figure",
    "Group",
    "Source",
    "cite",
    "explore",
    "figures",
    "find",
    "groups",
    "load",
    "marks",
    "measures",
    "setup",
    "table",
]
__version__ = "0.1.0"

# Completion on a module shows what its __all__ names, and not what it imports. The explorer, imported later, does so itself.
# Measures and figures are written for frames of polars, and take those of any library; what is asked for amiss is told in words.
_OPEN = ("analysis.measures", "analysis.figures", "analysis.load", "analysis.charts.marks")
_taking: dict[object, object] = {}
for _name, _module in list(sys.modules.items()):
    if _name.partition(".")[0] == "analysis" and "__all__" in vars(_module):
        vars(_module)["__dir__"] = _module.__all__.copy
        if _name.startswith(_OPEN) and "__getattr__" not in vars(_module):
            vars(_module)["__getattr__"] = partial(no_such_name, _name, _module.__all__)
        for _key in _module.__all__ if _name.startswith(_OPEN) else ():
            if isfunction(_value := vars(_module)[_key]):
                vars(_module)[_key] = _taking.setdefault(_value, takes_any_frame(_value))
