"""Figures of one day: aid of the months that had ended, as a release has it and as it was published at the time."""

from datetime import date

import altair as alt
import polars as pl

from analysis import load
from analysis.as_of import as_day
from analysis.charts import marks, theme
from analysis.charts.citations import Source, cite, id_as_of
from analysis.charts.formatting import as_text, day, day_text, eur, join_rows, month, month_text
from analysis.countries import EUROPE, OTHER, UNITED_STATES
from analysis.figures.aid.inputs import NOMINAL, PAIR, edition, latest, require_first_month
from analysis.figures.figure import Figure
from analysis.figures.inputs import whole_tables
from analysis.figures.whom import take_nobody
from analysis.measures import state as measure

__all__ = ["aid_so_far"]

SHORT = {UNITED_STATES: "US"}


@take_nobody(
    "Europe and the United States, of whom the publisher told",
    "see one release: figures.aid.europe_and_us(aid, only=...)",
)
@whole_tables(published="published_totals")
def aid_so_far(aid: pl.DataFrame, published: pl.DataFrame, until: date | str) -> Figure:
    """Draw allocations of the months that had ended by a day, as the release has them, beside what was published by then.

    Takes `load.aid()` of one release and `load.published_totals()`; `until` is the day looked back from. `data` has bloc,
    eur_bn (cumulative, dated money only), panel and line, what the two bars are named; notes tell what was published. Raises NotComparable
    for several releases, AnalysisError for one without allocations, for a day by
    which no month of it had ended or after what was collected, and for a text that is no day. Source: the tracker, and the
    page of each publication.

    >>> from analysis import load
    >>> aid_so_far(load.aid(29), load.published_totals(), "2025-09-20").data.row(0)
    ('Europe', 179.730466, 'All aid to August 2025', 'Europe')
    """
    end = as_day(until)
    require_first_month(aid, end)
    now, then = measure.aid_by(aid, end), measure.aid_then(aid, published, end)
    release, last = now["release"][0], now["last_month"][0]
    rows = pl.concat([_known_today(now), _compared(then)], how="diagonal").with_columns(label=marks.number("eur_bn"))
    top = float(rows["eur_bn"].max()) * 1.12  # type: ignore[arg-type]
    first = rows.filter(pl.col("panel") == pl.col("panel").first())
    sums = latest(now)
    return Figure(
        _panel(first, top),
        id=id_as_of("aid-so-far", end),
        headline=f"Europe had allocated {eur(sums.get(EUROPE, 0), 0)} by {month(last)}, the US {eur(sums.get(UNITED_STATES, 0), 0)} "
        f"({edition(aid)})",
        subtitle=f"Allocations, € billion: whole months ended by {day(end)}, latest revision",
        data=first.drop("label"),
        sources=[*cite(now), *_publications(then)],
        notes=[
            NOMINAL,
            _appeared(release, end),
            *(
                _told_then(rows.join(first, on="panel", how="anti"))
                if then.height
                else ["No total published by that day is at hand."]
            ),
        ],
        alt=f"Bars, allocations to {month(last)}: {join_rows(first.with_columns(as_text('eur_bn', eur)), '{panel}, {line}: {eur_bn}')}.",
    )


def _told_then(rows: pl.DataFrame) -> list[str]:
    """Say what was published by the day, beside what the release has for the same months."""
    parts = rows.with_columns(as_text("eur_bn", eur)).partition_by("panel", maintain_order=True)
    return [f"{part['panel'][0]}: {join_rows(part, '{line} {eur_bn}')}." for part in parts]


def _appeared(release: str, end: date) -> str:
    """Say when a release appeared, and what that means for months looked back at from a day before."""
    published = load.releases().filter(release=release)["published"].drop_nulls().to_list()
    if not published:
        return f"When release {release} appeared is not known."
    if end < published[0]:
        return f"Release {release} appeared after {day(end)}: it holds months as they were later known."
    return f"Release {release} appeared on {day(published[0])}."


def _known_today(now: pl.DataFrame) -> pl.DataFrame:
    """Make the rows of the first panel."""
    sides, last = now.filter(pl.col("bloc") != OTHER).sort("bloc"), month(now["last_month"][0])
    return sides.select("bloc", "eur_bn", panel=pl.lit(f"All aid to {last}"), line=pl.col("bloc").replace(SHORT))


def _compared(then: pl.DataFrame) -> pl.DataFrame:
    """Make the rows of the panels that set a publication beside the release, two bars a bloc."""
    kind = pl.col("kind").fill_null("All").str.to_titlecase()
    named = then.with_columns(panel=pl.format("{} aid to {}", kind, month_text("cutoff")))
    stated = pl.format("published {}", day_text("published"))
    own = named.select("bloc", "panel", "eur_bn", line=_line(pl.format("release {}", "release")), at=pl.lit(1))
    past = named.select("bloc", "panel", eur_bn="published_bn", line=_line(stated), at=pl.lit(0))
    return pl.concat([own, past]).sort("panel", "bloc", "at").drop("at")


def _line(what: pl.Expr) -> pl.Expr:
    return pl.format("{}, {}", pl.col("bloc").replace(SHORT), what)


def _panel(rows: pl.DataFrame, top: float) -> marks.Layered:
    x = alt.X("eur_bn:Q", title=None, axis=None, scale=alt.Scale(domain=[0, top]))
    base = alt.Chart(rows, width=340, height=32 * rows.height).encode(x=x, y=marks.names("line", rows["line"].to_list(), 230))
    colours = marks.colour("bloc", {bloc: theme.BLOC_COLOURS[bloc] for bloc in PAIR})
    shade = alt.condition("indexof(datum.line, 'published') < 0", alt.value(1), alt.value(0.55))
    bars = base.mark_bar(height=22).encode(
        color=colours, opacity=shade, tooltip=marks.tips({"Whose, and as of": "line", "EUR bn": "eur_bn:Q|,.1f"})
    )
    words = base.mark_text(align="left", dx=5).encode(text=alt.Text("label:N"))
    title = alt.Chart(rows.select(text="panel").head(1)).mark_text(align="left", dx=-195, dy=-8, fontWeight=600)
    return alt.layer(bars, words, title.encode(text=alt.Text("text:N"), x=alt.XValue(0), y=alt.YValue(0)))


def _publications(then: pl.DataFrame) -> list[Source]:
    pages = then.select("source_publisher", "source_url").unique().sort("source_publisher")
    return [Source(publisher, url, "terms of the publisher", f"{publisher}, {url}") for publisher, url in pages.iter_rows()]
