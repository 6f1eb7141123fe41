"""Positions on security guarantees: who stood where and when, who changed its mind, who offers what.

Every measure takes rows of the pledges contract (`load.pledges()`, the whole history) and counts countries only: the
coalition, NATO and the EU institutions speak too and are never counted as one. No measure sums soldiers, and none
knows who the 26 of 4 September 2025 are: that list was never published.
"""

from datetime import date

import polars as pl

from analysis import load
from analysis.as_of import NOT_THE_GOVERNMENTS, as_day, known_on, ranked, require_days, require_order
from analysis.countries import bloc_of, is_country, refuse_without_bloc
from analysis.errors import NotComparable
from analysis.groups.group import as_groups
from analysis.load.guarantees import require_within_collection
from analysis.measures.answers import NOT_FOUND, ORDER, answer_of, answer_order, distance
from analysis.measures.blocs import Whose, choose
from analysis.measures.frames import frame_in_frame_out

__all__ = [
    "agreements_over_time",
    "changes_of_mind",
    "first_and_last",
    "matrix",
    "offers",
    "positions",
    "spans",
    "statements",
    "troops_stated",
]

SIGNED = pl.col("status").is_in(["signed", "signed_outside_list"])
"""Agreements that were signed."""

BESIDE_UKRAINE = pl.col("condition").str.contains("outside Ukraine").fill_null(value=False)
"""Positions about forces outside Ukraine."""

RETURNED = "there and back"
"""How the last answer stands to the first where there were others between, and it is the first again."""

OTHER_DOMAINS = ("air_defence", "weapons", "funding", "intelligence", "diplomatic")
FORCE_DOMAINS = ("land", "air", "sea", "training", "monitoring", "logistics", "demining")
"""What a force on the ground needs; the other domains are help of another kind."""


def _of(pledges: pl.LazyFrame, only: Whose) -> pl.LazyFrame:
    """Keep the rows of the members of blocs and groups, and of countries; all of them where nobody is named.

    >>> from analysis import load
    >>> _of(load.pledges().lazy(), "Visegrad four").collect()["country"].unique().sort().to_list()
    ['CZE', 'HUN', 'POL', 'SVK']
    """
    codes = [code for group in as_groups(only) for code in group]
    return pledges.filter(pl.col("country").is_in(codes)) if codes else pledges


@frame_in_frame_out
def spans(pledges: pl.LazyFrame, domain: str | None = "land", until: date | str | None = None) -> pl.LazyFrame:
    """Say from when to when each position stood.

    A position stands from the day it is known until a later one is known, a change of government ends it, or `until`
    (the end of coverage; rows known later are not used). A row that a more exact one had already overtaken never stood, and one
    without a day is refused.
    Returns country, domain, since, to (null = open and no `until`), open (still standing at the end), lapsed, stance, answer,
    position, condition, actor, status, date and the source columns; sorted. Raises UnknownName for a domain that does not exist, AnalysisError for a text
    that is no day and for a day after the end of the record.

    >>> from analysis import load
    >>> spans(load.pledges(), until="2026-10-10").filter(pl.col("country") == "FIN").select("since", "stance").rows()[0]
    (datetime.date(2025, 3, 12), 'declined')
    """
    return _stood(pledges, domain, until).filter(pl.col("open") | (pl.col("since") < pl.col("to")))


@frame_in_frame_out
def changes_of_mind(
    pledges: pl.LazyFrame,
    domain: str | None = "land",
    until: date | str | None = None,
    *,
    only: Whose = (),
    since: date | str | None = None,
) -> pl.LazyFrame:
    """List each step at which a country's answer in a domain became another one; a condition named or dropped is no step.

    A country that went and came back has several steps: what they amount to says `first_and_last`. Returns country, domain,
    changed_on, before, after (stances), step (nearer to an offer, or further from it), answer_before, answer_after, said_before, said_after and the page of the later statement;
    sorted by day. Domain None takes all, each apart; `only` keeps the members of blocs and
    groups, and countries; `since` the steps from a day on, against what was said before it too. Raises as `spans`, and AnalysisError
    for `since` after `until` or after the end of the record.

    >>> from analysis import load
    >>> changes_of_mind(load.pledges()).select("country", "changed_on", "before", "after").row(0)
    ('ESP', datetime.date(2025, 3, 6), 'declined', 'undecided')
    >>> changes_of_mind(load.pledges(), since="2025-09-01").filter(step="nearer")["country"].to_list()
    ['ESP', 'DEU', 'NOR']
    >>> changes_of_mind(load.pledges(), since="2025-09-04")["changed_on"].min() >= date(2025, 9, 4)
    True
    """
    require_within_collection("pledges", since)
    require_order(since, until)
    place = ["country", "domain"]
    earlier = pl.col("stance", "answer", "position").shift(1).over(place).name.suffix("_before")
    stood = _stood(_of(pledges, only), domain, until).filter(is_country()).with_columns(earlier)
    moved = distance() != distance("answer_before")
    return (
        stood.filter(moved if since is None else moved & (pl.col("since") >= as_day(since)))
        .select(
            *place,
            pl.col("since").alias("changed_on"),
            pl.col("stance_before").alias("before"),
            pl.col("stance").alias("after"),
            pl.when(distance() < distance("answer_before")).then(pl.lit("nearer")).otherwise(pl.lit("further")).alias("step"),
            "answer_before",
            pl.col("answer").alias("answer_after"),
            pl.col("position_before").alias("said_before"),
            pl.col("position").alias("said_after"),
            "source_url",
            "source_publisher",
        )
        .sort("changed_on", *place)
    )


@frame_in_frame_out
def first_and_last(
    pledges: pl.LazyFrame, domain: str | None = "land", until: date | str | None = None, *, only: Whose = ()
) -> pl.LazyFrame:
    """Compare each country's first answer in a domain with its last: nearer to an offer, further from it, or as it began.

    `only` as `changes_of_mind`. Returns country, domain, first_since, first, last_since, last (answers), steps (of `changes_of_mind`) and direction: nearer,
    further, there and back (steps, and the last answer is the first one again), unchanged. Raises as `spans`.

    >>> from analysis import load
    >>> compared = first_and_last(load.pledges(), until="2025-09-20")
    >>> compared.filter(pl.col("country") == "DNK").select("first", "last", "steps", "direction").row(0)
    ('undecided', 'may offer, if', 1, 'nearer')
    """
    place = ["country", "domain"]
    stood = _stood(_of(pledges, only), domain, until).filter(is_country())
    moved = (distance() != distance().shift(1).over(place)).fill_null(False)
    ends = stood.with_columns(moved=moved).group_by(place, maintain_order=True)
    compared = ends.agg(
        first_since=pl.col("since").first(),
        first=pl.col("answer").first(),
        last_since=pl.col("since").last(),
        last=pl.col("answer").last(),
        steps=pl.col("moved").sum().cast(pl.Int64),
    )
    first, last = distance("first"), distance("last")
    direction = pl.when(last < first).then(pl.lit("nearer")).when(last > first).then(pl.lit("further"))
    returned = direction.when(pl.col("steps") > 0).then(pl.lit(RETURNED)).otherwise(pl.lit("unchanged"))
    return compared.with_columns(direction=returned).sort(place)


@frame_in_frame_out
def positions(pledges: pl.LazyFrame, day: date | str, domain: str | None = None) -> pl.LazyFrame:
    """Give each country's and body's position as it stood on a day, one row per country and domain.

    Returns the columns of `spans` without to, open and lapsed; the same rows as `load.pledges(as_of=day)`.
    Raises as `spans`.

    >>> from analysis import load
    >>> positions(load.pledges(), "2025-09-20", "land").filter(pl.col("country") == "POL").select("since", "stance").row(0)
    (datetime.date(2025, 9, 4), 'declined')
    """
    return spans(pledges, domain, day).filter("open").drop("to", "open", "lapsed")


@frame_in_frame_out
def matrix(pledges: pl.LazyFrame, day: date | str, domain: str | None = None, *, only: Whose = ()) -> pl.LazyFrame:
    """Set domains, or one of them, against countries as of a day: what each country answers and on what condition.

    `only` as `changes_of_mind`. Returns the columns of `positions`, one row per country and domain; countries only. Raises as `spans`.

    >>> from analysis import load
    >>> matrix(load.pledges(), "2025-09-20").filter(pl.col("country") == "FRA").select("domain", "answer").rows()
    [('funding', 'offers'), ('land', 'offers, if')]
    """
    return positions(_of(pledges, only), day, domain).filter(is_country()).sort("country", "domain")


@frame_in_frame_out
def offers(pledges: pl.LazyFrame, day: date | str, *, only: Whose = ()) -> pl.LazyFrame:
    """Count for each domain how many countries answer what as of a day; not found are those with no position in it.

    `only` as `changes_of_mind`. The countries counted are all that had taken any position still standing that day, so each domain adds up to the same
    number. Returns domain, answer, countries (a number): every domain with a position that day and every answer, zeros
    included. Raises AnalysisError for a text that is no day.

    >>> from analysis import load
    >>> offers(load.pledges(), "2025-09-20").filter(pl.col("domain") == "land")["answer"].to_list()
    ['offers', 'offers, if', 'may offer, if', 'undecided', 'declines', 'not found']
    """
    stood = matrix(pledges, day, only=only)
    heard = stood.select(pl.col("country").n_unique().alias("all"))
    grid = (
        stood.select(pl.col("domain").unique())
        .join(pl.LazyFrame({"answer": ORDER}), how="cross")
        .join(stood.group_by("domain", "answer").agg(countries=pl.len()), on=["domain", "answer"], how="left")
        .join(heard, how="cross")
        .with_columns(pl.col("countries").fill_null(0).cast(pl.Int64))
    )
    spoken = pl.col("countries").sum().over("domain")
    rest = pl.when(pl.col("answer") == NOT_FOUND).then(pl.col("all").cast(pl.Int64) - spoken).otherwise(pl.col("countries"))
    return grid.with_columns(countries=rest).drop("all").sort("domain", answer_order())


def statements(pledges: pl.DataFrame, since: date | str, until: date | str) -> pl.DataFrame:
    """List the statements of countries known from one day to another, with bloc, period (the month) and answer.

    A body is no country and speaks for none: no statement of the EU institutions, of NATO or of the coalition is among them. The bloc
    is a base bloc, such as European countries. Raises UnknownName for a country without a bloc, AnalysisError for a text that is no day,
    for a day after the end of the record and for `since` after `until`.

    >>> from analysis import load
    >>> statements(load.pledges(), "2025-01-01", "2025-09-20")["bloc"].unique().sort().to_list()
    ['European countries', 'Other donors', 'United States']
    """
    require_within_collection("pledges", until)
    require_order(since, until)
    countries = load.countries()
    known = known_on(pledges, until).filter(is_country(), pl.col("known_by") >= as_day(since))
    period = pl.col("known_by").dt.truncate("1mo")
    placed = known.with_columns(bloc=bloc_of("country", countries, base=True), period=period, answer=answer_of())
    return refuse_without_bloc(placed, countries, "country")


@frame_in_frame_out
def agreements_over_time(agreements: pl.LazyFrame, until: date | str | None = None) -> pl.LazyFrame:
    """Count bilateral agreements signed, month by month and so far; other treaties and unsigned ones are not counted.

    Returns month, signed (in the month), so_far; months without a signature are true zeros up to `until` or the last one.
    Raises AnalysisError for a text that is no day, for a day after the end of the record and for a signature without a day.

    >>> from analysis import load
    >>> agreements_over_time(load.agreements(), until="2024-06-30").row(-1)
    (datetime.date(2024, 6, 1), 5, 20)
    """
    require_within_collection("agreements", until)
    counted = _dated(agreements.filter(SIGNED))
    counted = counted if until is None else counted.filter(pl.col("known_by") <= as_day(until))
    monthly = counted.group_by(pl.col("not_before").dt.truncate("1mo").alias("month")).agg(signed=pl.len())
    last = pl.col("month").max() if until is None else pl.lit(as_day(until)).dt.truncate("1mo")
    months = monthly.select(pl.date_ranges(pl.col("month").min(), last, "1mo").first().alias("month")).explode("month")
    return (
        months.join(monthly, on="month", how="left")
        .with_columns(pl.col("signed").fill_null(0).cast(pl.Int64))
        .sort("month")
        .with_columns(so_far=pl.col("signed").cum_sum())
    )


def troops_stated(pledges: pl.DataFrame) -> pl.DataFrame:
    """List the few numbers of soldiers that were stated or reported, with who said so; they are never added.

    Returns country, date (text, as exact as the source), actor, troops, status, confidence and source columns.

    >>> from analysis import load
    >>> troops_stated(load.pledges()).select("country", "date", "troops").row(0)
    ('FRA', '2026-01-08', 6000)
    """
    columns = ["country", "date", "actor", "troops", "status", "confidence", "source_url", "source_publisher"]
    return pledges.filter(pl.col("troops").is_not_null()).select(columns).sort("country", "date")


def refuse_sum(what: str) -> NotComparable:
    """Give the error for a sum that must not be made, with what to use instead; the caller raises it.

    >>> refuse_sum("numbers of soldiers").problem
    'numbers of soldiers must not be summed: they overlap, are unconfirmed, or mean different things'
    """
    return NotComparable(
        f"{what} must not be summed: they overlap, are unconfirmed, or mean different things",
        "list them: measures.guarantees.troops_stated, measures.packages.purl_by_donor or measures.packages.us_beside_official",
    )


def _dated(rows: pl.LazyFrame) -> pl.LazyFrame:
    # What a comparison of days would lose unseen has to be looked for before it, so one column is read here.
    require_days(rows.select("known_by").collect())
    return rows


def _stood(pledges: pl.LazyFrame, domain: str | None, until: date | str | None) -> pl.LazyFrame:
    """Give every statement that stood, if only within one day, from the day it was known to the day it was overtaken."""
    if domain is not None:
        # The names of the contract: a lazy frame is not read for those it has.
        choose("domain", domain, (*FORCE_DOMAINS, *OTHER_DOMAINS))
    # What an adviser or a commander says is on record, and is no answer of the country's.
    said = pledges.filter(~NOT_THE_GOVERNMENTS)
    rows = _dated(said if domain is None else said.filter(pl.col("domain") == domain))
    require_within_collection("pledges", until)
    rows = rows if until is None else rows.filter(pl.col("known_by") <= as_day(until))
    place = ["country", "domain"]
    ordered = rows.sort(*place, *ranked(), "position")
    next_known = pl.col("known_by").reverse().cum_min().reverse().shift(-1).over(place)
    # A change of government after the last day considered has not happened yet.
    lapse = pl.col("lapsed_on") if until is None else pl.when(pl.col("lapsed_on") <= as_day(until)).then(pl.col("lapsed_on"))
    ended = pl.min_horizontal(next_known, lapse)
    return (
        ordered.with_columns(ended=ended, lapsed=(lapse == ended).fill_null(False))
        .filter(pl.col("ended").is_null() | (pl.col("known_by") <= pl.col("ended")))
        .select(
            *place,
            pl.col("known_by").alias("since"),
            pl.col("ended").fill_null(pl.lit(None if until is None else as_day(until), dtype=pl.Date)).alias("to"),
            pl.col("ended").is_null().alias("open"),
            "lapsed",
            "stance",
            answer_of().alias("answer"),
            *["position", "condition", "actor", "status", "date", "source_url", "source_publisher", "grade"],
        )
        .sort(*place, "since", maintain_order=True)
    )
