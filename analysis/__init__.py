"""Aid, sanctions and security guarantees for Ukraine: load tables, measure, draw, brief.

    from analysis import load, measures, figures, setup
"""

__version__ = "0.1.0"
