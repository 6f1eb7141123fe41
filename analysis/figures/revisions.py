"""Figures of how the answers change with the release: the lead, the totals then and now, what moved, what was missing."""

from datetime import date
from typing import Any

import altair as alt
import polars as pl

from analysis.blocs import EUROPE, UNITED_STATES
from analysis.figures import marks, theme
from analysis.figures.cite import cite
from analysis.figures.figure import Figure, Native
from analysis.figures.shared import EUROPE_IS, NOMINAL, PAIR, span
from analysis.figures.words import bn, listed, month
from analysis.measures import aid as measure

UNTIL = date(2024, 12, 1)
COMPLETE_STYLE = {"18": ("#8C8C8C", [2, 2]), "28": ("#595959", [6, 2]), "29": (theme.INK, [1, 0])}
INCOMPLETE_STYLE = {"29-first-upload": (theme.GREY, [1, 2]), "30-preview": ("#A6A6A6", [4, 2, 1, 2])}
STYLES = COMPLETE_STYLE | INCOMPLETE_STYLE


def lead_by_release(vintages: pl.DataFrame) -> Figure:
    """Draw how far Europe was ahead of the United States, month by month, as each release has it.

    Takes `load.vintages()`, in which release 29 and its first upload must be. `data` has release, period (to December 2024) and
    gap_bn (cumulative EUR bn, negative while Europe is behind).

    >>> from analysis import load
    >>> lead_by_release(pl.concat([load.aid("29-first-upload"), load.aid(29)])).data.columns
    ['release', 'period', 'gap_bn']
    """
    answers = measure.answers(vintages).filter(pl.col("release").is_in(list(STYLES)))
    gaps = measure.gap_by_release(vintages).filter(pl.col("period") <= UNTIL, pl.col("release").is_in(list(STYLES)))
    gaps = gaps.with_columns(pl.col("gap_bn").round(3), label=pl.format("release {}", in_words("release")))
    ends = gaps.filter(pl.col("period") == pl.col("period").max().over("release"))
    lines = marks.labelled_lines(
        gaps.filter(pl.col("release") != "18"),
        "gap_bn",
        "release",
        axis_title="EUR bn, cumulative",
        colours={name: style[0] for name, style in STYLES.items()},
        dashes={name: style[1] for name, style in STYLES.items()},
        tooltip=_tooltip(),
    )
    oldest = _oldest(gaps.filter(pl.col("release") == "18"), ends.filter(pl.col("release") == "18"))
    said = [f"release {vintage(row['release'])}: {month(row['all_aid'])}" for row in answers.iter_rows(named=True)]
    final, first = (_row(answers, name) for name in ("29", "29-first-upload"))
    return Figure(
        alt.layer(lines, oldest, _zero()).resolve_scale(color="independent", strokeDash="independent"),
        id="lead-by-release",
        headline=f"When Europe took the lead for good depends on the release: {month(final['all_aid'])} in release 29, "
        f"{month(first['all_aid'])} in its first upload",
        subtitle=f"Cumulative allocations of Europe less those of the United States as each release dates them, EUR bn, {span(gaps)}",
        data=gaps.drop("label"),
        sources=cite(gaps),
        notes=[
            NOMINAL,
            EUROPE_IS,
            "The first upload of release 29 and the preview of release 30 lack the rows without a proper date.",
            "Ahead for good, in the order of the cut-offs: "
            + "; ".join(said)
            + ". A first month means that Europe never was behind.",
        ],
        alt=f"Lines of Europe's lead, {span(gaps)}, one per release. Ahead for good since: "
        + "; ".join(said)
        + f". At the end of {UNTIL.year}, EUR bn: "
        + "; ".join(
            f"release {vintage(row['release'])} {row['gap_bn']:.1f}"
            for row in ends.filter(pl.col("period") == UNTIL).iter_rows(named=True)
        )
        + ".",
        native=Native("line", "period", "gap_bn", "release", "EUR bn", {name: style[0] for name, style in STYLES.items()}),
    )


def _oldest(line: pl.DataFrame, end: pl.DataFrame) -> marks.Layered:
    """Draw the release that ends early, named at its end."""
    colour, dashes = STYLES["18"]
    drawn = (
        alt.Chart(line)
        .mark_line(color=colour, strokeDash=dashes)
        .encode(x=alt.X("period:T"), y=alt.Y("gap_bn:Q"), tooltip=_tooltip())
    )
    name = alt.Chart(end).mark_text(align="left", dx=7, fontWeight=600, color=theme.as_text(colour))
    return alt.layer(drawn, name.encode(x=alt.X("period:T"), y=alt.Y("gap_bn:Q"), text=alt.Text("label:N")))


def _zero() -> marks.Layered:
    return alt.Chart(pl.DataFrame({"zero": [0.0]})).mark_rule(color=theme.INK, strokeWidth=1).encode(y=alt.Y("zero:Q"))


def _tooltip() -> list[alt.Tooltip]:
    return [
        alt.Tooltip("release:N", title="Release"),
        alt.Tooltip("period:T", title="Month", format="%B %Y"),
        alt.Tooltip("gap_bn:Q", title="Europe less United States, EUR bn", format=",.3f"),
    ]


def then_and_now(summed: pl.DataFrame, published: pl.DataFrame, aid: pl.DataFrame) -> Figure:
    """Draw what each release said of Europe and the United States at its cut-off, beside what the given release says now.

    Takes `load.vintage_totals()`, `load.published_numbers()` and `load.aid()` of the release that says now. `data` has release,
    period (the cut-off's month), bloc, when (as published then, as dated now) and eur_bn, cumulative.

    >>> from analysis import load
    >>> then_and_now(load.vintage_totals(), load.published_numbers(), load.aid(29)).data.row(0)
    ('16', datetime.date(2024, 2, 1), 'Europe', 'as published then', 89.604)
    """
    pairs = measure.then_and_now(summed, published, aid).filter(pl.col("release") != aid["release"][0])
    long = pairs.unpivot(
        ["then_bn", "now_bn"], index=["release", "basis", "period", "bloc"], variable_name="when", value_name="eur_bn"
    )
    long = long.with_columns(
        pl.col("eur_bn").round(3), pl.col("when").replace({"then_bn": "as published then", "now_bn": "as dated now"})
    )
    largest = pairs.sort(pl.col("change_bn").abs()).row(-1, named=True)
    rows = pairs.select("release", "period", "bloc", pl.col("then_bn", "now_bn").round(3), "change_bn").with_columns(
        place=pl.format("release {}, {}", "release", pl.col("period").dt.strftime("%b %Y")),
        text=pl.col("change_bn").map_elements(_signed, return_dtype=pl.String),
    )
    panels = [_then_and_now_panel(rows.filter(pl.col("bloc") == bloc), bloc) for bloc in PAIR]
    return Figure(
        alt.hconcat(*panels, spacing=18),
        id="then-and-now",
        headline=f"Up to {month(largest['period'])} the United States had allocated {bn(largest['then_bn'], 0)} euros as published then "
        f"and {bn(largest['now_bn'], 0)} as dated now",
        subtitle="Cumulative allocations at each release's cut-off, EUR bn: hollow as published then, filled as "
        f"release {aid['release'][0]} dates them now; the number is what was added or taken away",
        data=long.drop("basis"),
        sources=cite(pl.concat([aid.select("release"), pairs.filter(pl.col("basis") == "tables").select("release")])),
        notes=[NOMINAL, EUROPE_IS, "Releases 20 and 22 as told to the press, rounded; the others from their tables."],
        alt="Pairs of points, EUR bn, then and now: "
        + "; ".join(
            f"release {row['release']} to {month(row['period'])}, {row['bloc']} {row['then_bn']:.1f} and {row['now_bn']:.1f}"
            for row in pairs.iter_rows(named=True)
        )
        + ".",
    )


def _then_and_now_panel(rows: pl.DataFrame, bloc: str) -> marks.Layered:
    colour = theme.BLOC_COLOURS[bloc]
    places = rows["place"].to_list()
    y = alt.Y("place:N", sort=places, title=None, axis=alt.Axis(labels=bloc == EUROPE, domain=False, ticks=False))
    scale = alt.Scale(zero=True, domain=[0, 240])
    base = alt.Chart(rows, width=195, height=34 * len(places))
    axis = alt.Axis(values=[0, 100, 200], grid=True)
    line = base.mark_rule(color=theme.LIGHT_GREY, strokeWidth=3).encode(
        y=y, x=alt.X("then_bn:Q", title=None, scale=scale, axis=axis), x2=alt.X2("now_bn:Q")
    )
    tooltip = [
        alt.Tooltip("place:N", title="Release"),
        alt.Tooltip("then_bn:Q", title="As published then, EUR bn", format=",.3f"),
        alt.Tooltip("now_bn:Q", title="As dated now, EUR bn", format=",.3f"),
    ]
    now = base.mark_point(filled=True, size=70, color=colour, opacity=1).encode(y=y, x=alt.X("now_bn:Q"), tooltip=tooltip)
    then = base.mark_point(filled=False, size=110, color=colour, strokeWidth=1.5, opacity=1).encode(
        y=y, x=alt.X("then_bn:Q"), tooltip=tooltip
    )
    words = base.mark_text(align="left", dx=12, fontSize=11, color=theme.INK).encode(
        y=y, x=alt.X("now_bn:Q"), text=alt.Text("text:N")
    )
    return alt.layer(line, then, now, words).properties(title=alt.TitleParams(bloc, fontSize=13, anchor="start"))


def what_moved(before: pl.DataFrame, after: pl.DataFrame) -> Figure:
    """Draw by month what moved from one release to the next in Europe's allocations, inside the months both cover.

    Takes `load.aid()` of two different releases. `data` has release_before, release_after, period and change_bn (EUR bn); a
    month that did not move has no row. Raises NotComparable where one of the two is not of one release.

    >>> from analysis import load
    >>> what_moved(load.aid(28), load.aid(29)).id
    'moved-28-29'
    """
    moved = measure.revisions(before, after, by=["bloc", "month"])
    names = (moved["release_before"][0], moved["release_after"][0])
    europe = moved.filter(pl.col("bloc") == EUROPE)
    shown = europe.filter(pl.col("what") == "revised").select(
        "release_before", "release_after", period="month", change_bn=pl.col("change_bn").round(3)
    )
    added, taken = (_change(shown, rule) for rule in (pl.col("change_bn") > 0, pl.col("change_bn") < 0))
    undated, new = (_change(europe, pl.col("what") == what) for what in ("undated", "new"))
    largest = shown.sort("change_bn", descending=True).head(3).sort("period")
    states = abs(_change(moved, pl.col("bloc") == UNITED_STATES))
    bars = (
        alt.Chart(shown, width=marks.WIDTH + 80, height=220)
        .mark_bar(width=8, color=theme.BLUE)
        .encode(
            x=marks.time_axis(start=date(2021, 12, 15), end=measure.last_month(shown).replace(day=20)),
            y=alt.Y("change_bn:Q", title=None, axis=alt.Axis(format=".1f", tickCount=6)),
            tooltip=[
                alt.Tooltip("period:T", title="Month", format="%B %Y"),
                alt.Tooltip("change_bn:Q", title="Change, EUR bn", format="+,.3f"),
            ],
        )
    )
    names_of_months = alt.Chart(largest.with_columns(text=pl.col("period").map_elements(month, return_dtype=pl.String)))
    words = names_of_months.mark_text(dy=-8, fontSize=11, color=theme.SOFT_INK).encode(
        x=alt.X("period:T"), y=alt.Y("change_bn:Q"), text=alt.Text("text:N")
    )
    return Figure(
        alt.layer(bars, words, _zero(), marks.caption("EUR bn")),
        id=f"moved-{names[0]}-{names[1]}",
        headline=f"From release {names[0]} to {names[1]} Europe's earlier months gained {bn(added)} and lost {bn(-taken)} euros, "
        f"while their sum, undated money included, moved by {bn(added + taken + undated)}",
        subtitle=f"Change of Europe's allocations by month, release {names[1]} less release {names[0]}, EUR bn, {span(shown)}",
        data=shown,
        sources=cite(before, after),
        notes=[
            NOMINAL,
            f"Beside these, {bn(abs(undated), 2)} euros without a month in release {names[0]} were given one, and the new months "
            f"brought {bn(new)}. For the United States all changes together come to {bn(states, 2)}.",
        ],
        alt=f"Bars of change by month. Gains add up to {added:.1f} and losses to {-taken:.1f} EUR bn. Largest gains: "
        + listed([f"{month(row['period'])} {row['change_bn']:.1f}" for row in largest.iter_rows(named=True)])
        + ".",
        native=Native("column", "period", "change_bn", None, "EUR bn", {}),
    )


def missing_rows(first: pl.DataFrame, final: pl.DataFrame, largest: int = 10) -> Figure:
    """Draw by donor what the first upload of a release lacked against the final one.

    Takes `load.aid()` of both, the first upload first; undated money is in it. `data` has release_before, release_after, name
    and change_bn (EUR bn) of the `largest` gaps. Raises NotComparable where one of the two is not of one release.

    >>> from analysis import load
    >>> missing_rows(load.aid("29-first-upload"), load.aid(29), largest=2).data.select("name", "change_bn").row(0)
    ('France', 2.159)
    """
    moved = measure.named(measure.revisions(first, final, by="donor")).sort("change_bn", "name", descending=[True, False])
    whole = _change(moved, pl.lit(True))
    shown = moved.head(largest).select("release_before", "release_after", "name", change_bn=pl.col("change_bn").round(3))
    shown = shown.with_columns(label=pl.col("change_bn").map_elements(lambda value: f"{value:,.2f}", return_dtype=pl.String))
    y = alt.Y("name:N", sort=shown["name"].to_list(), title=None, axis=alt.Axis(labelLimit=170, domain=False, ticks=False))
    base = alt.Chart(shown, width=marks.WIDTH - 70, height=22 * shown.height).encode(y=y)
    bars = base.mark_bar(color=theme.BLUE).encode(
        x=alt.X("change_bn:Q", title=None, axis=alt.Axis(grid=True, tickCount=5)),
        tooltip=[alt.Tooltip("name:N", title="Donor"), alt.Tooltip("change_bn:Q", title="Missing, EUR bn", format=",.3f")],
    )
    words = base.mark_text(align="left", dx=5, fontSize=11).encode(x=alt.X("change_bn:Q"), text=alt.Text("label:N"))
    top = shown.head(4)
    return Figure(
        alt.layer(bars, words, marks.caption("EUR bn")),
        id="missing-rows",
        headline=f"The first upload of release {shown['release_after'][0]} lacked {bn(whole)} euros, most of it from "
        + listed([_the(name) for name in top["name"]]),
        subtitle=f"Allocations in release {shown['release_after'][0]} less those in its first upload, EUR bn, the {shown.height} largest gaps",
        data=shown.drop("label"),
        sources=cite(first, final),
        notes=[NOMINAL, "Rows without a proper date had been dropped; the preview of release 30 has the same hole."],
        alt=f"Bars of missing money, EUR bn, {whole:.1f} in all: "
        + "; ".join(f"{row['name']} {row['change_bn']:.2f}" for row in shown.iter_rows(named=True))
        + ".",
        native=Native("bar", "name", "change_bn", None, "EUR bn", {}),
    )


def _change(moved: pl.DataFrame, rule: pl.Expr) -> float:
    return float(moved.filter(rule)["change_bn"].sum())


def vintage(release: str) -> str:
    """Write a release's name as words: 29, first upload.

    >>> vintage("29-first-upload"), vintage("7")
    ('29, first upload', '7')
    """
    return release.replace("-", ", ", 1).replace("-", " ")


def in_words(column: str) -> pl.Expr:
    """Write a column of releases as words, as `vintage` does.

    >>> pl.DataFrame({"release": ["29-first-upload"]}).select(in_words("release")).item()
    '29, first upload'
    """
    return pl.col(column).str.replace("-", ", ", literal=True).str.replace_all("-", " ", literal=True)


def _signed(change: float) -> str:
    return "0.0" if abs(change) < 0.05 else f"{change:+,.1f}"


def _the(name: str) -> str:
    return f"the {name}" if name in {"United Kingdom", "Netherlands", "United States"} else name


def _row(frame: pl.DataFrame, release: str) -> dict[str, Any]:
    return frame.row(by_predicate=pl.col("release") == release, named=True)
