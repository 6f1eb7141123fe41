"""Tables for readers, of the record of guarantees: what was left out, agreements, official totals, joint packages."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from analysis.as_of import known_on
from analysis.charts.catalogue import say
from analysis.charts.citations import cite_pages, cite_record
from analysis.charts.formatting import partial_day_text, sign_of
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
    "PDA": say("guarantees.tables.drawdown_cell"),
    "USAI": say("guarantees.tables.procurement_cell"),
    "LAW": say("guarantees.tables.law_cell"),
    "ECON": say("guarantees.tables.economic_aid_cell"),
    "FMS": say("guarantees.tables.arms_sale_cell"),
    "TOTAL": say("guarantees.tables.official_total_cell"),
    "CHECK": say("guarantees.tables.cross_check_cell"),
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
    rows = stances.with_names(table).select(
        partial_day_text("date").fill_null(say("guarantees.tables.not_known_cell")), "name", "what", "reason"
    )
    return Table(
        id="left-out",
        title=say("guarantees.tables.left_out_title"),
        subtitle=say("guarantees.tables.left_out_subtitle"),
        rows=rows,
        labels=headings(
            rows,
            name=say("guarantees.tables.left_out_name_column"),
            what=say("guarantees.tables.left_out_what_column"),
            reason=say("guarantees.tables.left_out_reason_column"),
        ),
        sources=[cite_record(say("guarantees.tables.left_out_words"))],
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
    groups, signed = members_in(all_signed, only, say("guarantees.tables.agreement_by_words", day=end), "country")
    millions = (pl.col("amount").cast(pl.Float64) / 1e6).map_elements("{:,.0f}".format, return_dtype=pl.String)
    rows = signed.select(
        partial_day_text("date"),
        pl.col("partner"),
        pl.col("years").cast(pl.String).fill_null(say("guarantees.tables.years_not_seen_cell")),
        pl.format("{}{}m", sign_of("currency"), millions).fill_null(say("guarantees.tables.none_named_cell")).alias("amount"),
        pl.col("amount_meaning").fill_null(""),
    )
    return Table(
        id=f"agreements{end_of_id(groups)}",
        title=say("guarantees.tables.agreements_of_group_title", group=together(groups))
        if groups
        else say("guarantees.tables.agreements_title"),
        subtitle=" ".join(
            [
                say("guarantees.tables.agreements_subtitle"),
                *_told(groups, all_signed, say("guarantees.tables.agreement_words")),
            ]
        ),
        rows=rows,
        labels=headings(
            rows,
            date=say("guarantees.tables.signed_column"),
            amount=say("guarantees.tables.amount_named_column"),
            amount_meaning=say("guarantees.tables.amount_meaning_column"),
        ),
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
    if flows is not None:
        # Of a count that was made later nothing was known on the day.
        known, unseen = appropriations.acts_counted(known, flows.filter(pl.col("as_of") <= f"{end}")), 0
        known = known.with_columns(meaning=pl.Series(_meanings(known), dtype=pl.String))
    beside = known.sort("not_before", "name")
    days, kind = [partial_day_text(column) for column in ("date", "cutoff")], pl.col("kind").cast(pl.String).replace(US_KINDS)
    rows = beside.select(days[0], kind, "name", "meaning", days[1], usd_bn=_billions("usd"))
    return Table(
        id="official-totals",
        title=say("guarantees.tables.totals_title"),
        subtitle=say("guarantees.tables.totals_unseen_subtitle", number=unseen)
        if unseen
        else say("guarantees.tables.totals_subtitle"),
        rows=rows,
        labels=headings(
            rows,
            meaning=say("guarantees.tables.meaning_column"),
            cutoff=say("guarantees.tables.cutoff_column"),
            usd_bn=say("guarantees.tables.billions_column"),
        ),
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
        title=say("guarantees.tables.joint_title"),
        subtitle=say("guarantees.tables.joint_subtitle"),
        rows=rows,
        labels=headings(
            rows,
            amount_bn=say("guarantees.tables.joint_amount_column"),
            amount_meaning=say("guarantees.tables.meaning_column"),
        ),
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
    groups, standing = members_in(stood, only, say("guarantees.tables.position_on_words", domain=domain), "country")
    named = stances.with_names(standing).sort(answer_order(), "name")
    condition = pl.col("condition").fill_null(say("guarantees.tables.none_stated_cell"))
    rows = named.select("name", "answer", "position", condition, partial_day_text("date"))
    words = {
        "name": say("guarantees.tables.country_column"),
        "answer": say("guarantees.tables.answer_column"),
        "position": say("guarantees.tables.said_column"),
        "condition": say("guarantees.tables.condition_column"),
    }
    return Table(
        id=f"conditions-{domain}{end_of_id(groups)}",
        title=say("guarantees.tables.conditions_of_group_title", what=NOUNS[domain], group=together(groups))
        if groups
        else say("guarantees.tables.conditions_title", what=NOUNS[domain]),
        subtitle=" ".join(
            [
                say("guarantees.tables.conditions_subtitle", day=end),
                *_told(groups, stood, say("guarantees.positions.position_words")),
            ]
        ),
        rows=rows,
        labels=headings(rows, **words),
        pages=named,
        sources=cite_pages(standing, "statements"),
    )


def _meanings(known: pl.DataFrame) -> list[str | None]:
    """Say what each row means, and to which day volunteers counted it where they did."""
    return [
        say("guarantees.tables.counted_cell", meaning=meaning, day=to) if meaning and to else meaning
        for meaning, to in known.select("meaning", "counted_to").iter_rows()
    ]


def _told(groups: Sequence[Group], rows: pl.DataFrame, what: str) -> list[str]:
    """Say beneath a table who is in the groups chosen, as the sentences that follow its own: that day is not the table's."""
    notes = notes_of(groups, rows, what, "country", dated=say("guarantees.tables.members_as_of_words"))
    return [f"({' '.join(notes)})"] if notes else []


def _billions(column: str) -> pl.Expr:
    return (pl.col(column).cast(pl.Float64) / 1e9).round(3)
