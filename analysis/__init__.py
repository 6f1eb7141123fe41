"""Aid, sanctions and security guarantees for Ukraine: load tables, measure, draw, brief.

>>> from analysis import load, measures, figures, setup
>>> figures.aid.europe_and_us(load.aid()).id
'europe-and-us-cumulative'
"""

try:
    from analysis import figures, load, measures
    from analysis.charts.renderer import setup
    from analysis.figures.figure import Figure
except ModuleNotFoundError as lacking:
    from analysis.errors import missing_dependency

    if said := missing_dependency(lacking):
        raise ModuleNotFoundError(said, name=lacking.name) from None
    raise

__all__ = ["Figure", "figures", "load", "measures", "setup"]
__version__ = "0.1.0"
