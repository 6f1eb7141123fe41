"""What the United States has left: appropriations by act and purpose, what became of money for weapons, official figures beside it.

Flows of two stages are the same money told twice and are never added. Official totals, each to its own day, stand beside a
publisher's count and beside the sum of announced packages; none corrects another.
"""

import polars as pl

from analysis.errors import AnalysisError, NotComparable
from analysis.measures.packages import us_beside_official
from analysis.measures.units import billions

__all__ = ["acts_counted", "balance", "beside_official", "left", "not_obligated"]

PDA, USAI, FMF = "drawdown authority (PDA)", "procurement (USAI)", "grants for arms (FMF)"
CHANNELS = (PDA, USAI, FMF)
KINDS = {PDA: "PDA", USAI: "USAI"}
LEFT = {PDA: ("unused",), USAI: ("not obligated",), FMF: ("not obligated",)}
"""What of a channel may still be given: neither used, nor expired, nor obligated."""

OBLIGATED = ("paid", "obligated, not paid")
COUNTED = {
    (PDA, "authorised"): None,
    (PDA, "used"): ("used",),
    (PDA, "expired"): ("expired",),
    (PDA, "unused"): ("unused",),
    (USAI, "appropriated"): None,
    (USAI, "obligated"): OBLIGATED,
    (USAI, "paid"): ("paid",),
    (USAI, "not obligated"): ("not obligated",),
    (FMF, "appropriated"): None,
}
"""Figures that are set side by side, and the uses whose sum each is; none is the whole of its channel."""

OFFICIAL = {
    (PDA, "used"): "cumulative drawdowns",
    (PDA, "unused"): "remaining authority, about",
    (USAI, "appropriated"): "appropriated for USAI",
    (USAI, "obligated"): "obligated of USAI",
    (USAI, "paid"): "paid out of USAI",
    (FMF, "appropriated"): "cumulative FMF",
}
"""What a row of official totals means, for the same figure."""

ANNOUNCED = {(PDA, "used"), (USAI, "obligated")}
"""The figures beside which the sum of announced packages stands."""


def balance(flows: pl.DataFrame) -> pl.DataFrame:
    """Set what flows into each node beside what leaves it, in USD bn: the two differ where the publisher's figures do.

    Takes `load.us_flows()`. Returns node, into_bn, out_bn and off_bn (out less into), for nodes that have both. Raises NotComparable
    for a flow that stands twice, AnalysisError for an amount that is not known.

    >>> from analysis import load
    >>> balance(load.us_flows()).filter(node="appropriated").row(0)
    ('appropriated', 176.422, 177.432, 1.01)
    """
    rows = _once(flows)
    into = rows.group_by(node="target").agg(into=pl.col("usd").sum())
    out = rows.group_by(node="origin").agg(out=pl.col("usd").sum())
    both = into.join(out, on="node").with_columns(off=pl.col("out") - pl.col("into"))
    return both.select("node", into_bn=billions("into"), out_bn=billions("out"), off_bn=billions("off")).sort("node")


def left(flows: pl.DataFrame) -> pl.DataFrame:
    """Give what may still be given of each channel of weapons, beside the whole of it, in USD bn.

    Takes `load.us_flows()`. Left is what was neither used nor expired nor obligated. Returns channel, whole_bn, left_bn and as_of (text,
    the day or month of the count), the largest first. Raises as `balance`.

    >>> from analysis import load
    >>> left(load.us_flows()).select("channel", "whole_bn", "left_bn").row(0)
    ('procurement (USAI)', 33.512, 8.084)
    """
    rows = _once(flows)
    whole = rows.filter(pl.col("target").is_in(CHANNELS)).select("as_of", channel="target", whole_bn=billions("usd"))
    remaining = pl.any_horizontal(
        (pl.col("origin") == channel) & pl.col("target").is_in(uses) for channel, uses in LEFT.items()
    )
    sums = rows.filter(remaining).group_by(channel="origin").agg(left_bn=billions(pl.col("usd").sum()))
    joined = whole.join(sums, on="channel", how="left").select("channel", "whole_bn", "left_bn", "as_of")
    return joined.sort("left_bn", "channel", descending=[True, False], nulls_last=True)


def beside_official(flows: pl.DataFrame, us: pl.DataFrame) -> pl.DataFrame:
    """Set figures of each channel side by side: counted by volunteers, stated by officials, and announced, in USD bn.

    Takes `load.us_flows()` and `load.us_packages()`. Returns channel, what (authorised, appropriated, used, expired, unused, obligated,
    paid, not obligated), counted_bn and counted_to (text), official_bn and official_to (text: the day it counts to, or of its
    publication; both null where no official figure was seen), announced_bn (the sum of packages, beside what was used or obligated),
    and source_url, source_publisher and grade of the official figure's page, or of the count's where there is none. Each is to its own
    day, and none corrects another. Raises as `balance`.

    >>> from analysis import load
    >>> beside_official(load.us_flows(), load.us_packages()).row(1)[:6]
    ('drawdown authority (PDA)', 'used', 25.825, '2025-10-18', 31.7, '2025-01')
    """
    rows = _once(flows)
    sums = us_beside_official(us).filter(what="as announced")
    announced = dict(sums.select("kind", "usd_bn").iter_rows())
    found = []
    for (channel, what), uses in COUNTED.items():
        counted = (
            rows.filter(target=channel)
            if uses is None
            else rows.filter(pl.col("origin") == channel, pl.col("target").is_in(uses))
        )
        official = _latest(us, OFFICIAL.get((channel, what)))
        stated = official if official.height else counted
        found.append(
            {
                "channel": channel,
                "what": what,
                "counted_bn": counted.select(billions(pl.col("usd").sum())).item() if counted.height else None,
                "counted_to": counted["as_of"].max(),
                "official_bn": official["official_bn"].first(),
                "official_to": official["official_to"].first(),
                "announced_bn": announced.get(KINDS.get(channel, "")) if (channel, what) in ANNOUNCED else None,
                **{name: stated[name].cast(pl.String).first() for name in PAGE},
            }
        )
    return pl.DataFrame(found, infer_schema_length=None)


def not_obligated(us: pl.DataFrame) -> pl.DataFrame:
    """Take what was obligated from what was appropriated for USAI, both as officials state them to one day, in USD bn.

    Takes `load.us_packages()`. Returns cutoff (text), appropriated_bn, obligated_bn and left_bn, the latest day last; a day for
    which only one is stated has no row. Of no other channel both are stated.

    >>> from analysis import load
    >>> not_obligated(load.us_packages()).row(-1)
    ('2024-09-30', 32.7, 22.9, 9.8)
    """
    totals = us.filter(pl.col("kind") == "TOTAL", pl.col("cutoff").is_not_null())
    given = totals.filter(meaning="appropriated for USAI").select("cutoff", given="usd")
    both = given.join(totals.filter(meaning="obligated of USAI").select("cutoff", obligated="usd"), on="cutoff")
    rest = both.with_columns(rest=pl.col("given") - pl.col("obligated"))
    return rest.select(
        "cutoff", appropriated_bn=billions("given"), obligated_bn=billions("obligated"), left_bn=billions("rest")
    ).sort("cutoff")


PAGE = ("source_url", "source_publisher", "grade")


def acts_counted(us: pl.DataFrame, flows: pl.DataFrame) -> pl.DataFrame:
    """Give each act whose amount was not seen the amount that volunteers count, with that count's page, publisher and grade.

    Takes `load.us_packages()` and `load.us_flows()`; an act is the same where it is the one of its month. Returns the columns of the
    first and counted_to (text, the day of the count; null for every other row, which stays as it is). Raises as `balance`.

    >>> from analysis import load
    >>> acts_counted(load.us_packages(), load.us_flows()).filter(date="2022-12-29").select("usd", "grade").row(0)
    (Decimal('47400000000.00'), 'mirror')
    """
    counted = _once(flows).filter(stage="act").select("usd", *PAGE, "as_of", act=pl.col("origin").str.strip_prefix("act of "))
    # The act of a month is told by the month alone, so that two in one month would not be told apart.
    alone = pl.col("kind").cast(pl.String).eq("LAW") & pl.col("not_before").dt.truncate("1mo").is_unique().over("kind")
    joined = us.with_columns(act=pl.when(alone).then(pl.col("not_before").dt.strftime("%B %Y"))).join(
        counted, on="act", how="left", suffix="_counted", maintain_order="left"
    )
    fills = pl.col("usd").is_null() & pl.col("usd_counted").is_not_null()
    page = [
        pl.when(fills).then(pl.col(f"{name}_counted").cast(pl.String)).otherwise(pl.col(name).cast(pl.String)).alias(name)
        for name in PAGE
    ]
    filled = joined.with_columns(
        *page,
        usd=pl.when(fills).then("usd_counted").otherwise("usd"),
        counted_to=pl.when(fills).then("as_of"),
    )
    return filled.select(*us.columns, "counted_to")


def _latest(us: pl.DataFrame, meaning: str | None) -> pl.DataFrame:
    """Give the latest official total of a meaning, with the day it counts to and its page; no row where there is none."""
    rows = us.filter(pl.col("kind") == "TOTAL", pl.col("meaning") == pl.lit(meaning, pl.String))
    latest = rows.sort("not_before", "usd").tail(1)
    return latest.select(*PAGE, official_bn=billions("usd"), official_to=pl.coalesce("cutoff", "date"))


def _once(flows: pl.DataFrame) -> pl.DataFrame:
    """Give flows back with their stages as text; refuse one that stands twice, and an amount that is not known."""
    if unknown := flows["usd"].null_count():
        problem = f"{unknown} of {flows.height} amounts are not known (usd is null): a sum would count them as zero"
        raise AnalysisError(problem, 'leave those rows out and say so: flows.drop_nulls("usd")')
    if twice := flows.filter(pl.struct("origin", "target").is_duplicated()).height:
        raise NotComparable(
            f"{twice} rows share origin and target: they would count twice", "give each flow once: load.us_flows()"
        )
    return flows.with_columns(pl.col("stage").cast(pl.String))
