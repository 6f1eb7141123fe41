"""Answers that a position amounts to: three rungs of an offer, then undecided, declines and not found; defined here alone.

Offers: firm, and no condition is recorded. Offers, if: firm, on a condition. May offer, if: open to it, on a condition. A
country offers troops whose answer on land is on one of the first two rungs, and refuses them if it declines there.
"""

import polars as pl

__all__ = [
    "DECLINES",
    "FIRM",
    "MAY_OFFER",
    "NOT_FOUND",
    "OFFERS",
    "OFFERS_IF",
    "ORDER",
    "SPOKEN",
    "UNDECIDED",
    "answer_of",
    "answer_order",
    "distance",
    "is_firm",
    "offers_troops",
    "refuses_troops",
]

OFFERS, OFFERS_IF, MAY_OFFER = "offers", "offers, if", "may offer, if"
UNDECIDED, DECLINES, NOT_FOUND = "undecided", "declines", "not found"
FIRM = (OFFERS, OFFERS_IF)
"""The rungs of an offer that is made, with or without a condition."""

SPOKEN = (OFFERS, OFFERS_IF, MAY_OFFER, UNDECIDED, DECLINES)
ORDER = (*SPOKEN, NOT_FOUND)
"""All answers in reading order; not found is no answer, and never a refusal."""

STANCES = {
    "ready_to_deploy": OFFERS,
    "ready_to_support": OFFERS,
    "conditional": MAY_OFFER,
    "undecided": UNDECIDED,
    "declined": DECLINES,
}
"""What each stance of the record amounts to before its condition is looked at."""


def answer_of(stance: str = "stance", condition: str = "condition") -> pl.Expr:
    """Give the answer that a stance and its condition amount to; a condition that is null was not stated.

    >>> rows = pl.DataFrame({"stance": ["ready_to_deploy", "ready_to_deploy"], "condition": [None, "after ceasefire"]})
    >>> rows.select(answer_of()).to_series().to_list()
    ['offers', 'offers, if']
    """
    answer = pl.col(stance).cast(pl.String).replace_strict(STANCES, return_dtype=pl.String)
    named = (answer == OFFERS) & pl.col(condition).is_not_null()
    return pl.when(named).then(pl.lit(OFFERS_IF)).otherwise(answer)


def answer_order(answer: str = "answer") -> pl.Expr:
    """Give the place of a column of answers in `ORDER`, from offers on.

    >>> pl.DataFrame({"answer": ["offers", "declines"]}).select(answer_order()).to_series().to_list()
    [0, 4]
    """
    return pl.col(answer).replace_strict({name: place for place, name in enumerate(ORDER)}, return_dtype=pl.Int64)


def distance(answer: str = "answer") -> pl.Expr:
    """Give how far an answer is from an offer, 0 to 3; both rungs of a firm offer are one.

    A condition named or left out in a restatement is no change of mind, so changes are told by this and not by the rung.

    >>> pl.DataFrame({"answer": ["offers", "offers, if", "declines"]}).select(distance()).to_series().to_list()
    [0, 0, 3]
    """
    return (answer_order(answer) - 1).clip(lower_bound=0)


def is_firm(answer: str = "answer") -> pl.Expr:
    """Say whether an answer is an offer that is made, with or without a condition.

    >>> pl.DataFrame({"answer": ["offers, if", "may offer, if"]}).select(is_firm()).to_series().to_list()
    [True, False]
    """
    return pl.col(answer).is_in(list(FIRM))


def offers_troops() -> pl.Expr:
    """Say whether a row with domain and answer offers troops: a firm offer on land, with or without a condition.

    >>> rows = pl.DataFrame({"domain": ["land", "sea"], "answer": ["offers, if", "offers"]})
    >>> rows.select(offers_troops()).to_series().to_list()
    [True, False]
    """
    return (pl.col("domain") == "land") & is_firm()


def refuses_troops() -> pl.Expr:
    """Say whether a row with domain and answer refuses troops: it declines on land.

    >>> rows = pl.DataFrame({"domain": ["land", "sea"], "answer": ["declines", "declines"]})
    >>> rows.select(refuses_troops()).to_series().to_list()
    [True, False]
    """
    return (pl.col("domain") == "land") & (pl.col("answer") == DECLINES)
