"""What the EU paid Russia for energy: a bar for each published amount, as long as its period, and aid where one publisher says both."""

from datetime import date

import altair as alt
import polars as pl

from analysis.charts import marks, theme
from analysis.charts.catalogue import say
from analysis.charts.citations import cite_pages
from analysis.charts.sizes import COLUMN_LINE, PAGE_LINE, SLIDE_LINE, with_caveat, with_sizes
from analysis.figures.figure import Figure
from analysis.figures.inputs import whole_tables
from analysis.measures import payments as measure

__all__ = ["by_period"]

ENERGY, AID = say("sanctions.payments.energy_label"), say("sanctions.payments.aid_label")
COLOURS = {ENERGY: theme.GREY, AID: theme.BLUE}
ALL_FUELS = say("sanctions.payments.all_fuels_words")


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
    name = pl.format("{}, {}", "counted_by", "fuels").str.replace("all fossil fuels", ALL_FUELS)
    columns = ["what", "name", "first_day", "last_day", "eur_bn", "source_url", "source_publisher"]
    rows = pl.concat(
        [
            energy.with_columns(what=pl.lit(ENERGY), name=name).select(columns),
            aid.with_columns(
                what=pl.lit(AID), name=pl.col("counted_by").map_elements(_aid_of, pl.String), eur_bn="aid_bn"
            ).select(columns),
        ]
    ).sort("first_day", "last_day", "what", descending=[False, False, True])
    third = pairs.filter(pair=measure.THIRD_YEAR).row(0, named=True)
    first: date = rows["first_day"].min()  # type: ignore[assignment]
    last: date = rows["last_day"].max()  # type: ignore[assignment]
    length, financial = say("sanctions.payments.length"), say("sanctions.payments.financial")
    caveat = f"{length} {financial}"
    page, slide = _bars(rows, 420), _bars(rows, 290, narrow=True, row=16)
    column = _bars(rows, 240, narrow=True)
    return Figure(
        with_sizes(
            with_caveat(page, caveat, PAGE_LINE),
            slide=with_caveat(slide, caveat, SLIDE_LINE),
            column=with_caveat(column, caveat, COLUMN_LINE),
        ),
        id="energy-paid-by-period",
        headline=say("sanctions.payments.headline", energy=third["energy_bn"], aid=third["aid_bn"]),
        subtitle=say("sanctions.payments.subtitle", first=first, last=last),
        data=rows,
        sources=cite_pages(rows, "energy paid"),
        notes=[length, financial, say("sanctions.payments.counts"), say("sanctions.payments.state_media")],
        alt=say("sanctions.payments.alt", bars="; ".join(_bar_words(rows))),
    )


def _aid_of(publisher: str) -> str:
    return say("sanctions.payments.aid_words", publisher=publisher)


def _bar_words(rows: pl.DataFrame) -> list[str]:
    bars = rows.select("name", "first_day", "last_day", "eur_bn").iter_rows()
    return [say("sanctions.payments.bar_words", name=name, first=first, last=last, eur=eur) for name, first, last, eur in bars]


def _bars(rows: pl.DataFrame, width: int, *, narrow: bool = False, row: int = 19) -> marks.Layered:
    text = pl.col("eur_bn").map_elements(lambda value: f"€{value:g}bn", return_dtype=pl.String)
    short = pl.col("name").str.split(", ").list.last().str.replace(ALL_FUELS, "")
    shown = rows.with_row_index("nth").with_columns(
        label=pl.format("{} {}", text, short if narrow else "name"), end=pl.col("last_day").dt.offset_by("1d")
    )
    base = alt.Chart(shown, width=width, height=row * shown.height)
    y = alt.Y("nth:O", axis=None)
    x = marks.time_axis("first_day")
    tips = marks.tips(
        {
            say("sanctions.payments.counted_by_label"): "name",
            "What": "what",
            "From": "first_day:T|%d %B %Y",
            "To": "last_day:T|%d %B %Y",
            say("sanctions.payments.eur_bn_label"): "eur_bn:Q",
        }
    )
    bars = base.mark_bar(height=11).encode(
        x=x, x2=alt.X2("end:T"), y=y, color=marks.legend("what", COLOURS, "€ billion"), tooltip=tips
    )
    words = base.mark_text(align="left", dx=5, fontSize=11).encode(x=alt.X("end:T"), y=y, text=alt.Text("label:N"))
    return alt.layer(bars, words)
