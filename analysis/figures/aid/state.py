"""Figures of one day: aid of the months that had ended, as a release has it and as it was published at the time."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import altair as alt
import polars as pl

from analysis import load
from analysis.as_of import as_day
from analysis.charts import marks, theme
from analysis.charts.catalogue import say
from analysis.charts.citations import Source, cite, id_as_of
from analysis.charts.formatting import as_text, eur, join_rows
from analysis.charts.native import Native
from analysis.countries import EUROPE, OTHER, UNITED_STATES
from analysis.figures.aid.inputs import NOMINAL, PAIR, edition, latest, require_first_month
from analysis.figures.figure import Figure
from analysis.figures.inputs import whole_tables
from analysis.figures.whom import take_nobody
from analysis.measures import state as measure

__all__ = ["aid_so_far"]

SHORT = {UNITED_STATES: "US"}
"""What a bar of a bloc is called where its own name is long."""


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
    bars = join_rows(first.with_columns(as_text("eur_bn", eur)), "{panel}, {line}: {eur_bn}")
    return Figure(
        _panel(first, top),
        id=id_as_of("aid-so-far", end),
        headline=say(
            "aid.state.headline",
            europe=sums.get(EUROPE, 0),
            last=last,
            us=sums.get(UNITED_STATES, 0),
            edition=edition(aid),
        ),
        subtitle=say("aid.state.subtitle", day=end),
        data=first.drop("label"),
        sources=[*cite(now), *_publications(then)],
        notes=[
            NOMINAL,
            _appeared(release, end),
            *(
                _told_then(rows.join(first, on="panel", how="anti", maintain_order="left"))
                if then.height
                else [say("aid.state.no_total")]
            ),
        ],
        alt=say("aid.state.alt", last=last, bars=bars),
        native=Native(
            "bar",
            "line",
            "eur_bn",
            None,
            say("aid.inputs.euros_label"),
            {row["line"]: theme.BLOC_COLOURS[row["bloc"]] for row in first.iter_rows(named=True)},
        ),
    )


def _told_then(rows: pl.DataFrame) -> list[str]:
    """Say what was published by the day, beside what the release has for the same months."""
    parts = rows.with_columns(as_text("eur_bn", eur)).partition_by("panel", maintain_order=True)
    return [say("aid.state.told_then", panel=part["panel"][0], lines=join_rows(part, "{line} {eur_bn}")) for part in parts]


def _appeared(release: str, end: date) -> str:
    """Say when a release appeared, and what that means for months looked back at from a day before."""
    published = load.releases().filter(release=release)["published"].drop_nulls().to_list()
    if not published:
        return say("aid.state.not_known", release=release)
    if end < published[0]:
        return say("aid.state.appeared_later", release=release, day=end)
    return say("aid.state.appeared", release=release, day=published[0])


def _known_today(now: pl.DataFrame) -> pl.DataFrame:
    """Make the rows of the first panel."""
    panel = say("aid.state.panel_title", kind="all", last=now["last_month"][0])
    sides = now.filter(pl.col("bloc") != OTHER).sort("bloc")
    return sides.select("bloc", "eur_bn", panel=pl.lit(panel), line=pl.col("bloc").replace(SHORT))


def _compared(then: pl.DataFrame) -> pl.DataFrame:
    """Make the rows of the panels that set a publication beside the release, two bars a bloc."""
    named = then.with_columns(panel=_in_words("kind", "cutoff", write=_panel_title))
    own = named.select("bloc", "panel", "eur_bn", line=_in_words("bloc", "release", write=_of_release), at=pl.lit(1))
    past = named.select("bloc", "panel", eur_bn="published_bn", line=_in_words("bloc", "published", write=_told), at=pl.lit(0))
    return pl.concat([own, past]).sort("panel", "bloc", "at").drop("at")


def _in_words(*columns: str, write: Callable[[Mapping[str, Any]], str]) -> pl.Expr:
    return pl.struct(*columns).map_elements(write, return_dtype=pl.String)


def _panel_title(row: Mapping[str, Any]) -> str:
    return say("aid.state.panel_title", kind=row["kind"] or "all", last=row["cutoff"])


def _of_release(row: Mapping[str, Any]) -> str:
    return say("aid.state.release_label", bloc=SHORT.get(row["bloc"], row["bloc"]), release=row["release"])


def _told(row: Mapping[str, Any]) -> str:
    return say("aid.state.published_label", bloc=SHORT.get(row["bloc"], row["bloc"]), day=row["published"])


def _panel(rows: pl.DataFrame, top: float) -> marks.Layered:
    x = alt.X("eur_bn:Q", title=None, axis=None, scale=alt.Scale(domain=[0, top]))
    base = alt.Chart(rows, width=340, height=32 * rows.height).encode(x=x, y=marks.names("line", rows["line"].to_list(), 230))
    colours = marks.colour("bloc", {bloc: theme.BLOC_COLOURS[bloc] for bloc in PAIR})
    published = say("aid.state.published_words")
    shade = alt.condition(f"indexof(datum.line, '{published}') < 0", alt.value(1), alt.value(0.55))
    bars = base.mark_bar(height=22).encode(
        color=colours,
        opacity=shade,
        tooltip=marks.tips({say("aid.state.whose_label"): "line", say("aid.inputs.eur_bn_label"): "eur_bn:Q|,.1f"}),
    )
    words = base.mark_text(align="left", dx=5).encode(text=alt.Text("label:N"))
    title = alt.Chart(rows.select(text="panel").head(1)).mark_text(align="left", dx=-195, dy=-8, fontWeight=600)
    return alt.layer(bars, words, title.encode(text=alt.Text("text:N"), x=alt.XValue(0), y=alt.YValue(0)))


def _publications(then: pl.DataFrame) -> list[Source]:
    pages = then.select("source_publisher", "source_url").unique().sort("source_publisher")
    terms = say("aid.state.terms_words")
    return [Source(publisher, url, terms, f"{publisher}, {url}") for publisher, url in pages.iter_rows()]
