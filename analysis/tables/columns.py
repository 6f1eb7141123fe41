"""Columns that several tables share, declared once: text, codes, days, choices, amounts and counts, each with its description."""

from typing import Any

import dataframely as dy

PARTIAL_DATE = r"^\d{4}(-\d{2}(-\d{2})?)?$"
ISO3 = r"^[A-Z]{3}$"


def text(description: str, *, nullable: bool = False, regex: str | None = None, max_words: int | None = None) -> dy.String:
    """Declare free text; it must be given unless it is nullable, and may be bound to a form or a number of words.

    >>> text("What a reader should know.", nullable=True).nullable
    True
    """
    metadata: dict[str, Any] = {"description": description}
    if max_words is None:
        return dy.String(nullable=nullable, regex=regex, metadata=metadata)
    words = {"max_words": lambda column: column.str.count_matches(r"\S+") <= max_words}
    return dy.String(nullable=nullable, regex=regex, check=words, metadata=metadata | {"max_words": max_words})


def accepted() -> dy.String:
    """Declare why something was taken in that gave reason to doubt, in the words of whoever did; mostly there is nothing to say.

    >>> accepted().nullable
    True
    """
    return text(
        "Why it was taken in though it gave reason to doubt, as whoever did says; empty where it gave none.", nullable=True
    )


def partial_date(description: str, *, nullable: bool = False) -> dy.String:
    r"""Declare a date as its source gives it: a day, a month or a year, never filled in.

    >>> partial_date("Day, month or year.").regex
    '^\\d{4}(-\\d{2}(-\\d{2})?)?$'
    """
    return text(description, nullable=nullable, regex=PARTIAL_DATE)


def url() -> dy.String:
    """Declare the one page a row rests on; it must be given.

    >>> url().nullable
    False
    """
    return text("The one page the row rests on.", regex=r"^https?://\S+$")


def country(description: str = "ISO 3166 alpha-3, or a body of `analysis.countries`.") -> dy.String:
    """Declare a country or body by its code of three capital letters; it must be given.

    >>> country().regex
    '^[A-Z]{3}$'
    """
    return text(description, regex=ISO3)


def currency() -> dy.String:
    """Declare the currency of an amount, where there is one.

    >>> currency().nullable
    True
    """
    return text("Currency of the amount, ISO 4217.", nullable=True, regex=ISO3)


def choice(choices: tuple[str, ...], description: str, *, nullable: bool = False) -> dy.Enum:
    """Declare a column with allowed values, one of which must be given unless it is nullable.

    >>> choice(("high", "low"), "How sure the row is.").dtype
    Enum(categories=['high', 'low'])
    """
    return dy.Enum(choices, nullable=nullable, metadata={"description": description})


def day(description: str, *, nullable: bool = False) -> dy.Date:
    """Declare a whole date; it must be given unless it is nullable.

    >>> day("Day of the event.").metadata
    {'description': 'Day of the event.'}
    """
    return dy.Date(nullable=nullable, metadata={"description": description})


def flag(description: str, *, nullable: bool = False) -> dy.Bool:
    """Declare whether something is so; it must be given unless it is nullable.

    >>> flag("Whether it counts.").dtype
    Boolean
    """
    return dy.Bool(nullable=nullable, metadata={"description": description})


def money(description: str, *, nullable: bool = False, unit: str = "EUR") -> dy.Decimal:
    """Declare an exact amount of money, in euros unless another unit is named: eighteen digits, two of them cents.

    >>> money("Amount in euros.").dtype
    Decimal(precision=18, scale=2)
    """
    return dy.Decimal(18, 2, nullable=nullable, metadata={"unit": unit, "description": description})


def number(unit: str, description: str, *, nullable: bool = False) -> dy.Float64:
    """Declare a measured amount in the unit named, not below zero; it must be given unless it is nullable.

    >>> number("USD bn", "Value.").metadata
    {'unit': 'USD bn', 'description': 'Value.'}
    """
    return dy.Float64(nullable=nullable, min=0, metadata={"unit": unit, "description": description})


def count(unit: str, description: str, *, least: int | None = 0, nullable: bool = False) -> dy.Int64:
    """Declare a whole number in the unit named; it must be given unless it is nullable.

    >>> count("listings", "Number of listings.", least=1).min
    1
    """
    return dy.Int64(nullable=nullable, min=least, metadata={"unit": unit, "description": description})


def release(description: str = "Vintage of the tracker the row comes from.") -> dy.String:
    """Declare the release of the aid tracker that a row is of.

    >>> release().nullable
    False
    """
    return text(description)


def donor(description: str = "ISO 3166 alpha-3; EUI = EU institutions.") -> dy.String:
    """Declare a donor by its code; the EU institutions have one too.

    >>> donor().regex
    '^[A-Z]{3}$'
    """
    return country(description)
