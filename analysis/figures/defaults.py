"""What a figure or table says of itself where the analyst left it out."""

import re

import polars as pl


def slug(text: str, default: str = "figure") -> str:
    """Make an id of a headline or title.

    >>> slug("Aid grew to 2.5 bn")
    'aid-grew-to-2-5-bn'
    """
    return re.sub(r"[\W_]+", "-", text.lower()).strip("-")[:60].strip("-") or default


def plain_alt(headline: str, subtitle: str, frame: pl.DataFrame) -> str:
    """Say what a chart shows where nobody has said it: its headline, its subtitle, and how many rows of what.

    >>> plain_alt("Aid grew", "EUR bn", pl.DataFrame({"eur_bn": [1.5]}))
    'Aid grew. EUR bn The chart shows 1 row of eur_bn.'
    """
    count = f"{frame.height:,} row{'' if frame.height == 1 else 's'}"
    rows = f"The chart shows {count} of {', '.join(frame.columns)}." if frame.width else ""
    return " ".join(filter(None, (headline.rstrip(".") + ".", subtitle, rows)))
