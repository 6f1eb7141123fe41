"""The figure of US packages beside the official totals, and the running total of PURL in words."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import altair as alt
import polars as pl

from analysis.as_of import known_on
from analysis.charts import marks, theme
from analysis.charts.catalogue import say
from analysis.charts.citations import cite_pages, id_as_of
from analysis.charts.formatting import join_rows, usd
from analysis.charts.native import Native
from analysis.figures.figure import Figure
from analysis.figures.guarantees.positions import recorded_day
from analysis.figures.inputs import whole_tables
from analysis.measures import packages as measure

__all__ = ["us_packages"]

KINDS = {"PDA": say("guarantees.packages.drawdown_label"), "USAI": say("guarantees.packages.procurement_label")}
MARKED = {
    "PDA": (say("guarantees.packages.drawdowns_official_label"), 11),
    "USAI": (say("guarantees.packages.procurement_official_label"), 0),
}
"""What the official figure of a kind is called at the end of the lines, and by how many pixels it stands below its mark."""
ON_LINES = {
    "PDA": say("guarantees.packages.drawdowns_line_label"),
    "USAI": say("guarantees.packages.procurement_line_label"),
}
DASHES = {"PDA": [1, 0], "USAI": [6, 2]}
COLOURS = {"PDA": theme.VERMILLION, "USAI": theme.INK}
LISTED = date(2025, 12, 31)
"""Day on which Ukraine's president named the contributors to PURL: later ones are counted apart."""
JOINT = say("guarantees.packages.joint")


@whole_tables(us="us_packages")
def us_packages(us: pl.DataFrame, until: date | str) -> Figure:
    """Draw what the US packages on record add up to, so far, with the official figures beside them.

    Takes `load.us_packages()`, as known by `until`. `data` has source, kind (PDA, USAI), month and usd_bn (up to that month),
    every month for both, to that of `until`: without a new package a
    sum stays as it is. Raises AnalysisError for a text that is no day, and for a day before the first package.

    >>> from analysis import load
    >>> us_packages(load.us_packages(), "2022-06-30").data.row(0)
    ('record', 'PDA', datetime.date(2021, 8, 1), 0.06)
    """
    end = recorded_day(measure.packages(us), until, say("guarantees.packages.nothing_words"), "us_packages")
    known = known_on(us, end)
    sums = measure.us_over_time(known).select("source", "kind", "month", usd_bn="so_far_bn")
    last: date = sums["month"].max()  # type: ignore[assignment]
    beside = measure.us_beside_official(known)
    official = beside.filter(what=measure.OFFICIAL_TOTAL)
    lines = _to_the_end(sums, last, end)
    return Figure(
        alt.layer(_lines(lines), *_official(official, lines["month"].max())),  # type: ignore[arg-type]
        id=id_as_of("us-packages", end),
        headline=say("guarantees.packages.headline", drawdowns=_beside(beside, "PDA", 0), last=last),
        subtitle=say("guarantees.packages.subtitle", end=end),
        data=lines,
        sources=cite_pages(measure.counted_or_official(known), "packages"),
        notes=[
            say("guarantees.packages.differ"),
            say("guarantees.packages.appropriated"),
            say("guarantees.packages.not_added"),
            say("guarantees.packages.record", day=end),
        ],
        alt=f"{_added_up(beside, end, last)} {say('guarantees.packages.alt_counts', counts=_counts(beside))}",
        native=Native(
            "line", "month", "usd_bn", "kind", say("guarantees.packages.unit_label"), COLOURS, labels=KINDS, dashes=DASHES
        ),
    )


def _to_the_end(sums: pl.DataFrame, last: date, end: date) -> pl.DataFrame:
    """Carry each sum on to the last month looked at: that nothing was added is to be seen."""
    later = pl.DataFrame({"month": pl.date_range(last, end.replace(day=1), "1mo", eager=True)[1:]}).cast(
        {"month": sums.schema["month"]}
    )
    flat = sums.filter(month=last).drop("month").join(later, how="cross").select(sums.columns)
    return pl.concat([sums, flat]).sort("kind", "month")


def _beside(beside: pl.DataFrame, kind: str, digits: int = 1) -> str:
    """Write our sum of one kind of packages, with the official figure in brackets where there was one."""
    amounts = dict(beside.filter(kind=kind).select("what", "usd_bn").iter_rows())
    ours = usd(amounts.get(measure.AS_ANNOUNCED, 0), digits)
    if measure.OFFICIAL_TOTAL not in amounts:
        return ours
    official = usd(amounts[measure.OFFICIAL_TOTAL], digits)
    if kind == "USAI":
        return say("guarantees.packages.appropriated_words", ours=ours, official=official)
    return say("guarantees.packages.official_words", ours=ours, official=official)


def _added_up(beside: pl.DataFrame, end: date, last: date) -> str:
    """Say what packages add up to, of procurement where there were any."""
    drawn = _beside(beside, "PDA")
    if "USAI" not in beside["kind"]:
        return say("guarantees.packages.alt", end=end, last=last, drawdowns=drawn)
    ordered = _beside(beside, "USAI")
    return say("guarantees.packages.alt_procurement", end=end, last=last, drawdowns=drawn, procurement=ordered)


def _counts(beside: pl.DataFrame) -> str:
    rows = beside.filter(what=measure.AS_ANNOUNCED).with_columns(pl.col("kind").replace(KINDS))
    return join_rows(rows, "{kind} {rows}")


def _lines(sums: pl.DataFrame) -> marks.Layered:
    label = pl.format("{} {}", pl.col("kind").replace(ON_LINES), marks.number("usd_bn"))
    return marks.labelled_lines(
        sums.with_columns(period=pl.col("month"), label=label),
        "usd_bn",
        "kind",
        axis_title=say("guarantees.packages.axis_label"),
        colours=dict.fromkeys(KINDS, theme.VERMILLION),
        dashes=DASHES,
        name="packages",
        width=420,
        height=400,
        tooltip=marks.tips(
            {"kind": "kind", "period": "period:T|%B %Y", say("guarantees.packages.so_far_label"): "usd_bn:Q|,.3f"}
        ),
    )


def _official(official: pl.DataFrame, last: date) -> list[marks.Layered]:
    """Mark the official figures at the end of the lines; their labels stand apart, since the figures lie close."""
    drawn: list[marks.Layered] = []
    for kind, (name, down) in MARKED.items():
        rows = official.filter(kind=kind)
        text = pl.format("{} {}", pl.lit(name), marks.number("usd_bn"))
        base = alt.Chart(rows.select("usd_bn", period=pl.lit(last), text=text)).encode(x=alt.X("period:T"), y=alt.Y("usd_bn:Q"))
        words = base.mark_text(align="left", dx=8, dy=down, fontSize=12).encode(text=alt.Text("text:N"))
        mark = base.mark_point(shape="stroke", size=160, strokeWidth=2, color=COLOURS[kind], opacity=1)
        drawn += [mark, words] if rows.height else []
    return drawn


def running_total(row: Mapping[str, Any]) -> str:
    """Write one running total with how exact it is and what was counted.

    >>> running_total({"usd_bn": 5.0, "meaning": "more than, spent"})
    'more than $5.0bn spent'
    >>> running_total({"usd_bn": 4.3, "meaning": "promised by 24 countries"})
    '$4.3bn promised by 24 countries'
    """
    amount = usd(row["usd_bn"])
    if row["meaning"].startswith(("about, ", "almost, ", "more than, ")):
        exactness, _, counted = row["meaning"].partition(", ")
        return f"{exactness} {amount} {counted}"
    return f"{amount} {row['meaning']}"
