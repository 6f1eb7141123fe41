"""Aid, sanctions and security guarantees for Ukraine: load tables, measure, draw, brief.

>>> from analysis import load, measures, figures, setup
>>> figures.aid.europe_and_us(load.aid()).id
'europe-and-us-cumulative'
"""

from analysis import figures, load, measures
from analysis.figures.display import setup
from analysis.figures.figure import Figure

__all__ = ["Figure", "figures", "load", "measures", "setup"]
__version__ = "0.1.0"
