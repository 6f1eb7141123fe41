"""Load public positions on security guarantees, agreements, US packages and what is kept by hand beside them."""

from datetime import date

import polars as pl

from analysis.as_of import as_day, positions_as_of
from analysis.errors import AnalysisError, UnknownName
from analysis.load.choice import keep_known, read_graded
from analysis.storage.reader import read_table


def pledges(as_of: date | str | None = None, domain: str | None = None, *, weakest: bool = False) -> pl.DataFrame:
    """Load public positions on security guarantees: all of them, or each country's position as it stood on a day.

    With `as_of` one row per country and domain: the latest position known by the end of that day. A date given as a
    month or a year counts as known from the last day it can mean; a position that a change of government ended by then
    stands no more. Rows of the weakest publishers come only with `weakest=True`. Raises UnknownName for a domain, and
    AnalysisError for a text that is no day and for a day after the end of the record. Source: hand-kept record, each row with
    its one page.

    >>> pledges(as_of="2025-02-01", domain="land").select("country", "stance").rows()
    [('ESP', 'declined'), ('HUN', 'declined')]
    """
    require_within_collection("pledges", as_of)
    rows = read_graded("pledges", weakest)
    if domain is not None:
        if domain not in rows["domain"].to_list():
            raise UnknownName("domain", domain, rows["domain"].unique().sort())
        rows = rows.filter(pl.col("domain") == domain)
    return rows if as_of is None else positions_as_of(rows, as_of)


def agreements(as_of: date | str | None = None, *, weakest: bool = False) -> pl.DataFrame:
    """Load bilateral security agreements with Ukraine; with `as_of` those signed by that day.

    Amounts are in the currency beside them and mean different things: never summed. Unsigned ones have no day. Raises
    AnalysisError for a text that is no day and for a day after the end of the record.

    >>> agreements(as_of="2024-02-29")["country"].to_list()
    ['GBR', 'DEU', 'FRA', 'DNK', 'CAN', 'ITA']
    """
    require_within_collection("agreements", as_of)
    return keep_known(read_graded("agreements", weakest), as_of, without_undated=True)


def us_packages(as_of: date | str | None = None, *, weakest: bool = False) -> pl.DataFrame:
    """Load US packages, laws and official totals in USD; with `as_of` those announced by that day.

    Only rows with `counts` may be added to each other, and only within one `kind`, which is a code: PDA, USAI, LAW, ECON, FMS, TOTAL or
    CHECK, for which tables for readers have words. Acts whose amount was not seen (usd is null) are counted in `us_flows`, at stage
    act. Raises as `agreements`.

    >>> us_packages().filter("counts")["kind"].unique().sort().to_list()
    ['PDA', 'USAI']
    """
    require_within_collection("us_packages", as_of)
    return keep_known(read_graded("us_packages", weakest), as_of)


def public_claims(*, weakest: bool = False) -> pl.DataFrame:
    """Load numbers that others published, each with its window, its page and the measure that answers it.

    Rows of the weakest publishers come only with `weakest=True`.

    >>> public_claims()["subject"].unique().sort().to_list()
    ['aid', 'listings', 'purl', 'ships', 'us_packages']
    """
    return read_graded("public_claims", weakest)


def purl(as_of: date | str | None = None, *, weakest: bool = False) -> pl.DataFrame:
    """Load contributions to PURL in their own currencies; group rows and running totals overlap national rows.

    With `as_of` those known by that day: one whose day was not seen is known from the day of its page. Raises as `agreements`.

    >>> purl(as_of="2025-08-31").select("country", "amount", "currency").row(0)
    ('NLD', Decimal('500000000.00'), 'EUR')
    """
    require_within_collection("purl", as_of)
    return keep_known(read_graded("purl", weakest), as_of)


def events(as_of: date | str | None = None, *, weakest: bool = False) -> pl.DataFrame:
    """Load dated events to annotate charts with; with `as_of` those up to that day.

    Raises as `agreements`.

    >>> events(as_of="2022-02-24")["label"].to_list()
    ['Russia launches full-scale invasion']
    """
    require_within_collection("events", as_of)
    return keep_known(read_graded("events", weakest), as_of, "date")


def governments() -> pl.DataFrame:
    """Load the changes of government after which older positions lapsed, or were kept.

    >>> governments().filter(country="HUN").select("changed_on", "carries_over").row(0)
    (datetime.date(2026, 4, 12), False)
    """
    return read_table("governments")


def news_points() -> pl.DataFrame:
    """Load the points of the news item of 20 September 2025 from which this project starts.

    >>> news_points()["topic"].to_list()
    ['guarantees', 'united_states', 'sanctions_asked', 'sanctions_in_force', 'meetings']
    """
    return read_table("news_points")


def left_out() -> pl.DataFrame:
    """Load what was left out of the record, and why.

    >>> left_out().columns
    ['table', 'date', 'country', 'what', 'reason']
    """
    return read_table("left_out")


def manual_checks() -> pl.DataFrame:
    """Load when each hand-kept table was last gone through, how far its collection goes, and when it is due again.

    >>> manual_checks().columns
    ['table', 'file', 'collected_to', 'checked_on', 'due_on']
    """
    return read_table("manual_checks")


def collected_to(table: str = "pledges") -> date:
    """Give the last day the collection of a hand-kept table covers: charts of it end there.

    Raises UnknownName for a table that is not hand-kept.

    >>> collected_to("pledges")
    datetime.date(2026, 10, 10)
    """
    checks = manual_checks()
    if table not in checks["table"]:
        raise UnknownName("hand-kept table", table, checks["table"])
    day: date = checks.filter(pl.col("table") == table)["collected_to"][0]
    return day


def require_within_collection(table: str, as_of: date | str | None) -> None:
    """Raise AnalysisError for a day after the end of a hand-kept table's collection.

    >>> require_within_collection("pledges", "2030-01-01")
    Traceback (most recent call last):
        ...
    analysis.errors.AnalysisError: 2030-01-01 is after the end of the record
      -> choose a day to 2026-10-10
    """
    # Rows as of a later day would say that nothing changed since, which nobody has looked up.
    if as_of is not None and as_day(as_of) > (end := collected_to(table)):
        raise AnalysisError(f"{as_day(as_of)} is after the end of the record", f"choose a day to {end}")
