"""Two pages on one donor: what it gave and promised, how much that is for its size, what it offers, and what is not known."""

from analysis.figures.country.beside import beside
from analysis.figures.country.by_year import by_year
from analysis.figures.country.facts import facts
from analysis.figures.country.messages import messages
from analysis.figures.country.news import new_since
from analysis.figures.country.opening import opening
from analysis.figures.country.positions import positions
from analysis.figures.country.unknown import not_known

__all__ = ["beside", "by_year", "facts", "messages", "new_since", "not_known", "opening", "positions"]
