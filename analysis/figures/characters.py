"""Refuse characters that no picture, page or document can hold."""

import polars as pl

from analysis.errors import AnalysisError
from analysis.xml_text import FORBIDDEN, first_forbidden, forbidden


def refuse_forbidden(name: str, value: object, what: str = "figure") -> None:
    """Refuse a character that no format a figure is saved in can hold; the error names the field, or the column or key in it.

    >>> refuse_forbidden("headline", "Aid\\0 grew")
    Traceback (most recent call last):
    ...
    analysis.errors.AnalysisError: the headline of a figure has the character U+0000, which no picture, page or document can hold: 'Aid\\x00 grew'
      -> take it out; for a new line write a plain one
    """
    if hit := first_forbidden(value, name):
        place, text = hit
        raise AnalysisError(
            f"the {name} of a {what}{'' if place == name else f', in {place!r},'} has the character {forbidden(text)}, "
            f"which no picture, page or document can hold: {text!r}",
            "take it out; for a new line write a plain one",
        )


def texts_with_forbidden(frame: pl.DataFrame) -> dict[str, list[str]]:
    """Give the texts of each column that hold such a character; the names of the columns count as well.

    >>> texts_with_forbidden(pl.DataFrame({"said": ["yes", "no\\0"]}))
    {'said': ['no\\x00']}
    """
    texts = frame.select(pl.col(pl.String, pl.Categorical, pl.Enum).cast(pl.String))
    hits = {column.name: column.filter(column.str.contains(FORBIDDEN)).to_list() for column in texts}
    return {name: hits.get(name, []) for name in frame.columns}
