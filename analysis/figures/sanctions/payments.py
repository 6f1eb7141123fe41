"""What the EU paid Russia for energy: a bar for each published amount, as long as its period, and aid where one publisher says both."""

from datetime import date

import altair as alt
import polars as pl

from analysis.charts import marks, theme
from analysis.charts.citations import cite_pages
from analysis.charts.formatting import day, eur, join_rows
from analysis.charts.sizes import COLUMN_LINE, PAGE_LINE, SLIDE_LINE, with_caveat, with_sizes
from analysis.figures.figure import Figure
from analysis.figures.inputs import whole_tables
from analysis.measures import payments as measure

__all__ = ["by_period"]

ENERGY, AID = "paid for energy", "aid to Ukraine"
COLOURS = {ENERGY: theme.GREY, AID: theme.BLUE}
THIRD = "third year of the invasion"
NEVER = "A bar is as long as its period, not as its amount. Bars overlap and publishers count differently: none is added to another. Periods without a bar are not known."
FINANCIAL = "The aid beside the third year is financial aid of 2024 alone, without weapons."
COUNTS = "CREA estimates all fossil fuels from ships, pipelines and prices; Eurostat's figures are of LNG alone."


@whole_tables(paid="energy_paid")
def by_period(paid: pl.DataFrame) -> Figure:
    """Draw what the EU paid Russia for energy, a bar as long as its period for each published amount, with aid where one publisher says both.

    Takes `load.energy_paid()`. `data` has what (paid for energy, aid to Ukraine), name (publisher and fuels), first_day, last_day,
    eur_bn, and the page. No two rows are added. Source: the page that each row names.

    >>> from analysis import load
    >>> by_period(load.energy_paid()).data.filter(what="aid to Ukraine")["eur_bn"].to_list()
    [1.0, 18.7]
    """
    energy, pairs = measure.periods(paid), measure.compared(paid)
    aid = paid.filter(pl.col("kind") == "aid").select("counted_by", "first_day", "last_day", "source_url", "source_publisher")
    aid = aid.join(pairs.select("counted_by", "aid_bn", first_day="aid_first"), on=["counted_by", "first_day"])
    name = pl.format("{}, {}", "counted_by", "fuels").str.replace("all fossil fuels", "all fuels")
    columns = ["what", "name", "first_day", "last_day", "eur_bn", "source_url", "source_publisher"]
    rows = pl.concat(
        [
            energy.with_columns(what=pl.lit(ENERGY), name=name).select(columns),
            aid.with_columns(what=pl.lit(AID), name=pl.format("{}, aid", "counted_by"), eur_bn="aid_bn").select(columns),
        ]
    ).sort("first_day", "last_day", "what", descending=[False, False, True])
    third = pairs.filter(pair=THIRD).row(0, named=True)
    first: date = rows["first_day"].min()  # type: ignore[assignment]
    last: date = rows["last_day"].max()  # type: ignore[assignment]
    caveat = f"{NEVER} {FINANCIAL}"
    page, slide = _bars(rows, 420), _bars(rows, 290, narrow=True, row=16)
    column = _bars(rows, 240, narrow=True)
    return Figure(
        with_sizes(
            with_caveat(page, caveat, PAGE_LINE),
            slide=with_caveat(slide, caveat, SLIDE_LINE),
            column=with_caveat(column, caveat, COLUMN_LINE),
        ),
        id="energy-paid-by-period",
        headline=f"In the war’s third year Russian energy cost the EU {eur(third['energy_bn'], 0)}, financial aid {eur(third['aid_bn'], 0)}",
        subtitle=f"What the EU paid Russia for energy, € billion, each bar as long as its period, {day(first)} to {day(last)}",
        data=rows,
        sources=cite_pages(rows, "energy paid"),
        notes=[NEVER, FINANCIAL, COUNTS, "Figures that rest on state media of Russia are left out."],
        alt="Bars by period, € billion: " + join_rows(_dated(rows), "{name}, {first} to {last} {eur_bn:g}") + ".",
    )


def _dated(rows: pl.DataFrame) -> pl.DataFrame:
    words = [pl.col(f"{end}_day").map_elements(day, return_dtype=pl.String).alias(end) for end in ("first", "last")]
    return rows.with_columns(words)


def _bars(rows: pl.DataFrame, width: int, *, narrow: bool = False, row: int = 19) -> marks.Layered:
    text = pl.col("eur_bn").map_elements(lambda value: f"€{value:g}bn", return_dtype=pl.String)
    short = pl.col("name").str.split(", ").list.last().str.replace("all fuels", "")
    shown = rows.with_row_index("nth").with_columns(
        label=pl.format("{} {}", text, short if narrow else "name"), end=pl.col("last_day").dt.offset_by("1d")
    )
    base = alt.Chart(shown, width=width, height=row * shown.height)
    y = alt.Y("nth:O", axis=None)
    x = marks.time_axis("first_day")
    tips = marks.tips(
        {
            "Counted by": "name",
            "What": "what",
            "From": "first_day:T|%d %B %Y",
            "To": "last_day:T|%d %B %Y",
            "EUR bn": "eur_bn:Q",
        }
    )
    bars = base.mark_bar(height=11).encode(
        x=x, x2=alt.X2("end:T"), y=y, color=marks.legend("what", COLOURS, "€ billion"), tooltip=tips
    )
    words = base.mark_text(align="left", dx=5, fontSize=11).encode(x=alt.X("end:T"), y=y, text=alt.Text("label:N"))
    return alt.layer(bars, words)
