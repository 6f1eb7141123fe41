"""Tables for readers, of the record of guarantees: what was left out, agreements, official totals, joint packages."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from analysis.as_of import known_on
from analysis.charts.citations import cite_pages, cite_record
from analysis.charts.formatting import day, partial_day_text, plural, sign_of
from analysis.countries import GROUPS
from analysis.figures.guarantees import stances
from analysis.figures.guarantees.positions import recorded_day, require_known_choice
from analysis.figures.guarantees.wording import NOUNS
from analysis.figures.inputs import collected_day, whole_tables
from analysis.figures.table import Table, headings
from analysis.figures.whom import end_of_id, members_in, notes_of, take_nobody, together
from analysis.groups.group import Group
from analysis.measures import appropriations, packages
from analysis.measures import guarantees as measure
from analysis.measures.answers import answer_order
from analysis.measures.blocs import Whose

__all__ = ["agreements", "conditions", "joint_packages", "left_out", "official_totals"]

US_KINDS = {
    "PDA": "drawdown",
    "USAI": "procurement",
    "LAW": "law",
    "ECON": "economic aid",
    "FMS": "arms sale",
    "TOTAL": "official total",
    "CHECK": "cross-check",
}
"""What a row of US aid is, in words."""


@whole_tables(table="left_out")
def left_out(table: pl.DataFrame) -> Table:
    """List what was left out of the record and why; takes `load.left_out()`.

    `rows` has date, name (of the country or body), what and reason.

    >>> from analysis import load
    >>> left_out(load.left_out()).rows.columns
    ['date', 'name', 'what', 'reason']
    """
    rows = stances.with_names(table).select(partial_day_text("date").fill_null("not known"), "name", "what", "reason")
    return Table(
        id="left-out",
        title="Left out, and why",
        subtitle="Facts that only sources of the weakest grade carry, or that no good enough page was found for: so none links one",
        rows=rows,
        labels=headings(rows, name="Country or body", what="What it would say", reason="Why it is not shown"),
        sources=[cite_record("rows left out")],
    )


@whole_tables(table="agreements")
def agreements(table: pl.DataFrame, until: date | str, *, only: Whose = ()) -> Table:
    """List the agreements signed, with the amount each names and what that amount means; no column adds up.

    Takes `load.agreements()`, as known by `until`; `only` keeps the members of blocs and groups, and countries. `rows` has date,
    partner, years, amount (in its own currency, in millions) and amount_meaning, all as text. Raises AnalysisError for a text that is
    no day, for a day after the collection ended, and for a group of which nobody had signed.

    >>> from analysis import load
    >>> agreements(load.agreements(), "2024-01-31").rows.select("partner", "amount", "amount_meaning").rows()
    [('United Kingdom', '£2,500m', 'military aid 2024/25')]
    """
    end = collected_day("agreements", until)
    all_signed = known_on(table.filter(pl.col("status") != "not_signed"), end).sort("known_by", "country")
    groups, signed = members_in(all_signed, only, f"agreement by {end}", "country")
    millions = (pl.col("amount").cast(pl.Float64) / 1e6).map_elements("{:,.0f}".format, return_dtype=pl.String)
    rows = signed.select(
        partial_day_text("date"),
        pl.col("partner"),
        pl.col("years").cast(pl.String).fill_null("not seen"),
        pl.format("{}{}m", sign_of("currency"), millions).fill_null("none named").alias("amount"),
        pl.col("amount_meaning").fill_null(""),
    )
    return Table(
        id=f"agreements{end_of_id(groups)}",
        title=f"Agreements{f' of {together(groups)}' if groups else ''}, with what their amounts mean",
        subtitle=" ".join(["Amounts are of different things and are not added", *_told(groups, all_signed, "agreement")]),
        rows=rows,
        labels=headings(rows, date="Signed", amount="Amount named", amount_meaning="What it means"),
        pages=signed,
        sources=cite_pages(signed, "agreements"),
    )


@whole_tables(us="us_packages", flows="us_flows")
def official_totals(us: pl.DataFrame, until: date | str, flows: pl.DataFrame | None = None) -> Table:
    """List laws and official totals of US aid beside the packages; none of these rows is added to any other.

    Takes `load.us_packages()`, as known by `until`, and `load.us_flows()`: an act whose amount no official page was seen to name has the
    one that volunteers count, which says so, with its page and grade; left out, such an act has none. `rows` has date, kind (in words:
    law is LAW in the data, official total TOTAL, cross-check CHECK, drawdown PDA, arms sale FMS, economic aid ECON), name, meaning,
    cutoff and usd_bn. Raises AnalysisError for a text that is no day and for a day after the collection ended.

    >>> from analysis import load
    >>> official_totals(load.us_packages(), "2022-03-31").rows.select("date", "kind", "usd_bn").row(0)
    ('15 March 2022', 'law', 13.6)
    >>> acts = official_totals(load.us_packages(), "2026-10-10", load.us_flows()).rows.filter(kind="law")
    >>> acts.select("meaning", "usd_bn").row(3)
    ('supplemental act; counted by volunteers to 18 October 2025', 47.4)
    """
    end = collected_day("us_packages", until)
    known = known_on(us, end).filter(~pl.col("counts"))
    unseen = known.filter(pl.col("usd").is_null()).height
    told = (
        f"; {plural(unseen, 'act')} without an amount here: the chart of US appropriations has what volunteers count"
        if unseen
        else ""
    )
    if flows is not None:
        # Of a count that was made later nothing was known on the day.
        known, told = appropriations.acts_counted(known, flows.filter(pl.col("as_of") <= f"{end}")), ""
        counted = pl.format("{}; counted by volunteers to {}", "meaning", partial_day_text("counted_to"))
        known = known.with_columns(meaning=pl.coalesce(counted, "meaning"))
    beside = known.sort("not_before", "name")
    days, kind = [partial_day_text(column) for column in ("date", "cutoff")], pl.col("kind").cast(pl.String).replace(US_KINDS)
    rows = beside.select(days[0], kind, "name", "meaning", days[1], usd_bn=_billions("usd"))
    return Table(
        id="official-totals",
        title="Laws, official totals and what else is never added",
        subtitle=f"USD bn; totals overlap each other and the packages{told}",
        rows=rows,
        labels=headings(rows, meaning="What it is", cutoff="Counts to", usd_bn="USD bn"),
        pages=beside,
        sources=cite_pages(beside, "packages"),
        decimals=2,
    )


@take_nobody(
    "groups that pay together",
    "see who pays by itself: figures.guarantees.purl_bars.by_donor(purl, until, only=...)",
)
@whole_tables("purl")
def joint_packages(purl: pl.DataFrame, until: date | str) -> Table:
    """List joint packages of PURL, which overlap their members' own rows.

    Takes `load.purl()`, as known by `until`. `rows` has date, members, amount_bn (billions of the currency), currency and
    amount_meaning. Raises AnalysisError for a text that is no day and for a day after the collection ended.

    >>> from analysis import load
    >>> joint_packages(load.purl(), "2025-12-31").rows.columns
    ['date', 'members', 'amount_bn', 'currency', 'amount_meaning']
    """
    groups = packages.purl_groups(known_on(purl, collected_day("purl", until)))
    members, amount = pl.col("country").replace_strict(GROUPS).alias("members"), _billions("amount").alias("amount_bn")
    rows = groups.select(partial_day_text("date"), members, amount, "currency", "amount_meaning")
    return Table(
        id="joint-packages",
        title="Joint packages, kept apart",
        subtitle="Each overlaps the rows of its members and is added to nothing",
        rows=rows,
        labels=headings(rows, amount_bn="Amount, bn", amount_meaning="What it is"),
        pages=groups,
        sources=cite_pages(groups, "contributions"),
        decimals=2,
    )


@whole_tables("pledges")
def conditions(pledges: pl.DataFrame, until: date | str, domain: str = "land", *, only: Whose = ()) -> Table:
    """List the standing positions of one domain, troops unless named, with their conditions, from offers to refusals.

    Takes `load.pledges()`, the whole history, and the day looked back from; `only` keeps the members of blocs and groups, and
    countries. `rows` has name, answer, position, condition and date; each row links its page. Raises UnknownName for a domain that is
    not in the record, AnalysisError for a text that is no day, for a day before the record, and for a group of which nobody is in it.

    >>> from analysis import load
    >>> conditions(load.pledges(), "2025-09-20").rows.select("name", "answer").row(0)
    ('Estonia', 'offers, if')
    """
    require_known_choice(pledges, domain, None)
    end = recorded_day(pledges, until)
    stood = measure.matrix(pledges, end, domain)
    groups, standing = members_in(stood, only, f"position on {domain}", "country")
    named = stances.with_names(standing).sort(answer_order(), "name")
    condition = pl.col("condition").fill_null("none stated")
    rows = named.select("name", "answer", "position", condition, partial_day_text("date"))
    words = {
        "name": "Country",
        "answer": "Answer",
        "position": "Said",
        "condition": "On condition",
    }
    return Table(
        id=f"conditions-{domain}{end_of_id(groups)}",
        title=f"Positions on {NOUNS[domain]}{f' of {together(groups)}' if groups else ''}, with their conditions",
        subtitle=" ".join(
            [
                f"The latest statement of each country by {day(end)}, in our words; nothing here is a quotation",
                *_told(groups, stood, "position"),
            ]
        ),
        rows=rows,
        labels=headings(rows, **words),
        pages=named,
        sources=cite_pages(standing, "statements"),
    )


def _told(groups: Sequence[Group], rows: pl.DataFrame, what: str) -> list[str]:
    """Say beneath a table who is in the groups chosen, as the sentences that follow its own: that day is not the table's."""
    notes = notes_of(groups, rows, what, "country", dated="members as of")
    return [f"({' '.join(notes)})"] if notes else []


def _billions(column: str) -> pl.Expr:
    return (pl.col(column).cast(pl.Float64) / 1e9).round(3)
