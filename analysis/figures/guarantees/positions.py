"""Figures of positions on security guarantees: over time, on a map of equal tiles, by domain, and changes of mind."""

import functools
from datetime import date
from typing import Any

import altair as alt
import polars as pl

from analysis.as_of import as_day
from analysis.charts import marks, theme, vega
from analysis.charts.citations import cite_pages, id_as_of
from analysis.charts.formatting import day, join_words
from analysis.countries import BODIES
from analysis.errors import AnalysisError, UnknownName
from analysis.figures.figure import Figure
from analysis.figures.guarantees import stances
from analysis.figures.inputs import require_whole_table
from analysis.load.guarantees import require_within_collection
from analysis.measures import guarantees as measure

NOT_THE_26 = (
    "The 26 states of 4 September 2025 were counted and never named: no row says that a country is one of them, and no count "
    "here is theirs."
)
POSITIONS = "A position is what was said in public, with its conditions; it is not a commitment in law, and not a deployment."
THIN = "The record is thin from March 2026: an unchanged strip may mean that nothing was found, not that nothing was said."
FIRST = date(2025, 1, 1)
FADED = 0.25
SAYING = {
    "firm": "are ready",
    "conditional": "name conditions",
    "undecided": "are undecided",
    "declined": "decline",
    "silent": "have taken no position",
}


def stance_strip(pledges: pl.DataFrame, governments: pl.DataFrame, until: date | str) -> Figure:
    """Draw each country's answer on soldiers in Ukraine over time, with changes of government marked.

    Takes `load.pledges()` and `load.governments()`; `until` is where the record ends or the day looked back from. `data` has
    the columns of `measures.guarantees.spans` (a row is one position, from `since` to `to`) and name. Raises NotComparable for
    a part of a table or rows that stand twice, AnalysisError for a text that is no day, and for a day before the record.

    >>> from analysis import load
    >>> strip = stance_strip(load.pledges(), load.governments(), "2025-09-20")
    >>> strip.data.filter(pl.col("country") == "POL").select("answer", "to", "open").row(-1)
    ('declined', datetime.date(2025, 9, 20), True)
    """
    require_whole_table("pledges", pledges)
    require_whole_table("governments", governments)
    end = as_day(until)
    require_within_record(pledges, end)
    spans = _countries(measure.spans(pledges, "land", end)).with_columns(pl.col("since").clip(lower_bound=FIRST))
    spans = stances.with_signs(stances.with_names(spans.filter(pl.col("to") > FIRST)))
    order = _strip_order(spans)
    changes = measure.changes_of_mind(pledges, "land", end)
    turned = stances.with_names(governments.filter(pl.col("changed_on") <= end)).filter(pl.col("name").is_in(order))
    latest = spans.filter("open")["answer"]
    counts = {answer: latest.eq(answer).sum() for answer in ("firm", "conditional", "undecided", "declined")}
    y = alt.Y("name:N", sort=order, title=None, axis=alt.Axis(labelLimit=120, domain=False, ticks=False))
    x = marks.time_axis("since", start=FIRST, end=end)
    tooltip = [
        alt.Tooltip(f"{field}:N", title=title)
        for field, title in [
            ("name", "Country"),
            ("word", "Answer"),
            ("position", "Said"),
            ("condition", "Condition"),
            ("actor", "By"),
        ]
    ]
    # The axis belongs to the signs: a bar from x to x2 states a domain twice, and the browser complains.
    bars = (
        alt.Chart(spans, width=marks.WIDTH, height=15 * len(order), name="strip")
        .mark_bar(height=11)
        .encode(x=alt.X("since:T", title=None), x2=alt.X2("to:T"), y=y, color=stances.colour(), tooltip=tooltip)
    )
    signs = (
        alt.Chart(spans)
        .mark_text(align="left", dx=3, fontSize=9, fontWeight=700)
        .encode(x=x, y=y, text=alt.Text("sign:N"), color=stances.ink())
    )
    # A position overtaken on its own day has no length: its sign stands before the strip that replaced it.
    first = spans.group_by("country").agg(changed_on=pl.col("since").min())
    passing = changes.join(first, on=["country", "changed_on"], how="semi").with_columns(
        answer=pl.col("before").replace_strict(measure.ANSWERS, return_dtype=pl.String)
    )
    passed = (
        alt.Chart(stances.with_signs(stances.with_names(passing)))
        .mark_text(align="right", dx=-3, fontSize=9, fontWeight=700)
        .encode(x=alt.X("changed_on:T"), y=y, text=alt.Text("sign:N"))
    )
    ticks = alt.Chart(turned).mark_tick(thickness=3, size=15, color=theme.INK).encode(x=alt.X("changed_on:T"), y=y)
    ended = turned.filter(~pl.col("carries_over")).with_columns(text=pl.lit("voted out"))
    words = (
        alt.Chart(ended)
        .mark_text(align="left", dx=5, fontSize=9, color=theme.INK)
        .encode(x=alt.X("changed_on:T"), y=y, text=alt.Text("text:N"))
    )
    # A layer without rows would make the engine complain of a scale without an extent.
    layers = [(passed, passing), (ticks, turned), (words, ended)]
    marked = [layer for layer, rows in layers if rows.height]
    strip = alt.layer(bars, signs, *marked, marks.coverage_end(end, f"record to {day(end)}")).resolve_scale(color="independent")
    turns = changes["country"].n_unique()
    return Figure(
        alt.vconcat(stances.key(), strip).resolve_scale(x="independent"),
        id=id_as_of("stance-strip", end),
        headline=f"{counts['firm']} countries say they are ready to send soldiers, {counts['conditional']} name conditions, "
        f"{counts['declined']} decline; {turns} have changed their mind",
        subtitle=f"Public positions on soldiers in Ukraine after a ceasefire, by country, January 2025 to {day(end)}; a black tick is a change of government",
        data=stances.plain(spans),
        sources=cite_pages(spans, "statements"),
        notes=[POSITIONS, NOT_THE_26, THIN],
        alt=f"Strips over time, one per country, as of {day(end)}. "
        + " ".join(f"{stances.WORDS[answer].capitalize()}: {_names(spans, answer)}." for answer in counts)
        + _lapsed(spans),
    )


TILES = {
    "ISL": (0, 0), "NOR": (4, 0), "SWE": (5, 0), "FIN": (6, 0),
    "DNK": (4, 1), "EST": (6, 1),
    "IRL": (0, 2), "GBR": (1, 2), "NLD": (3, 2), "DEU": (4, 2), "LVA": (6, 2),
    "BEL": (2, 3), "LUX": (3, 3), "CZE": (4, 3), "POL": (5, 3), "LTU": (6, 3),
    "FRA": (2, 4), "CHE": (3, 4), "AUT": (4, 4), "SVK": (5, 4), "UKR": (7, 4),
    "PRT": (0, 5), "ESP": (1, 5), "ITA": (3, 5), "SVN": (4, 5), "HUN": (5, 5), "ROU": (6, 5),
    "HRV": (4, 6), "MNE": (5, 6), "BGR": (6, 6),
    "MLT": (3, 7), "ALB": (5, 7), "GRC": (6, 7), "TUR": (7, 7),
    "CYP": (7, 8),
}  # fmt: skip
"""Where each country's tile stands: neighbours near each other, all tiles the same size."""


def tile_map(pledges: pl.DataFrame, until: date | str, domain: str = "land", answer: str | None = None) -> Figure:
    """Draw Europe as equal tiles by the latest answer in one domain; small states are as large as big ones.

    Takes `load.pledges()`, the whole history; `until` is the day looked back from. With `answer` (firm, conditional,
    undecided, declined or silent) the countries that gave another stand back. `data` has one row a tile: country, name,
    answer, position, condition, since and the page. Raises NotComparable for a part of a table or rows that stand twice,
    UnknownName for a domain or an answer that does not exist, AnalysisError for a text that is no day, and for a day before
    the record.

    >>> from analysis import load
    >>> tile_map(load.pledges(), "2025-09-20").data.filter(pl.col("country") == "FRA").select("name", "answer").row(0)
    ('France', 'firm')
    """
    require_whole_table("pledges", pledges)
    end = as_day(until)
    require_known_choice(pledges, domain, answer)
    require_within_record(pledges, end)
    stood = measure.matrix(pledges, end).filter(pl.col("domain") == domain)
    places = pl.DataFrame([(code, *place) for code, place in TILES.items()], schema=["country", "column", "row"], orient="row")
    tiles = stances.with_names(places).join(
        stood.select("country", "answer", "position", "condition", "since", "source_url", "source_publisher"),
        on="country",
        how="left",
    )
    tiles = stances.with_signs(tiles.with_columns(pl.col("answer").fill_null("silent"))).sort("row", "column")
    tiles = tiles.with_columns(sign=pl.when(pl.col("country") == "UKR").then(pl.lit("")).otherwise(pl.col("sign")))
    counted = tiles.filter(pl.col("country") != "UKR")
    lapsed = stances.with_names(pledges.filter(pl.col("domain") == domain, pl.col("lapsed_on") <= end).unique("country")).sort(
        "name"
    )
    counts = dict(counted.group_by("answer").agg(pl.len()).iter_rows())
    offers = ", ".join(f"{counts.get(answer, 0)} {stances.WORDS[answer]}" for answer in measure.ORDER)
    return Figure(
        vega.with_rows(_tiles(answer), tiles=tiles),
        id=id_as_of(f"tile-map-{domain}" + (f"-{answer}" if answer else ""), end),
        headline=f"On {domain}, {counts.get('firm', 0)} of {counted.height} European countries here are ready, "
        f"{counts.get('conditional', 0)} on conditions, {counts.get('declined', 0)} decline"
        if answer is None
        else f"On {domain}, {counts.get(answer, 0)} of {counted.height} European countries here {SAYING[answer]}",
        subtitle=f"Latest public position on {domain} forces in Ukraine as of {day(end)}; equal tiles, placed roughly as on a map",
        data=stances.plain(tiles),
        sources=cite_pages(stood, "statements"),
        notes=[
            POSITIONS,
            NOT_THE_26,
            "Türkiye, Albania and Montenegro are shown and are not part of `Europe` in the aid figures.",
            *[
                f"{row['name']}: its position lapsed on {day(row['lapsed_on'])}, when its government lost an election."
                for row in lapsed.iter_rows(named=True)
            ],
        ],
        alt=f"Tile map of Europe as of {day(end)}, {domain}: {offers}. "
        + " ".join(
            f"{stances.WORDS[a].capitalize()}: {_names(counted, a)}." for a in ("firm", "conditional", "undecided", "declined")
        ),
    )


@functools.cache
def _tiles(answer: str | None) -> dict[str, Any]:
    """Make the map without its rows, once: the explorer asks for it at every change."""
    base = alt.Chart(alt.NamedData("tiles"), width=8 * 58, height=9 * 44)
    base = base.encode(x=alt.X("column:O", axis=None), y=alt.Y("row:O", axis=None))
    tooltip = [
        alt.Tooltip(f"{field}:N", title=title)
        for field, title in [("name", "Country"), ("word", "Answer"), ("position", "Said"), ("condition", "Condition")]
    ]
    layers = [
        base.mark_rect(cornerRadius=3, stroke=theme.GREY, strokeWidth=0.7)
        .encode(color=stances.colour(), tooltip=tooltip)
        .properties(name="tiles"),
        base.mark_text(dy=-7, fontSize=12, fontWeight=600).encode(text=alt.Text("country:N"), color=stances.ink()),
        base.mark_text(dy=9, fontSize=12).encode(text=alt.Text("sign:N"), color=stances.ink()),
    ]
    if answer is not None:
        chosen = f"datum.answer == '{answer}'"
        shade = alt.condition(chosen, alt.value(1), alt.value(FADED))
        tone = alt.condition(chosen, stances.ink(), alt.value(theme.SOFT_INK))
        layers = [layers[0].encode(opacity=shade), *(layer.encode(color=tone) for layer in layers[1:])]
    chart = alt.vconcat(stances.key(list(measure.ORDER)), alt.layer(*layers))
    return dict(chart.resolve_scale(x="independent", y="independent").to_dict())


def require_known_choice(pledges: pl.DataFrame, domain: str, answer: str | None) -> None:
    """Raise UnknownName for a domain that is not in the record, or an answer that is none.

    >>> require_known_choice(pl.DataFrame({"domain": ["land", "air"]}), "land", "frim")
    Traceback (most recent call last):
        ...
    analysis.errors.UnknownName: no answer 'frim'
      -> did you mean 'firm'? choose one of: firm, conditional, undecided, declined, silent
    """
    if domain not in pledges["domain"].to_list():
        raise UnknownName("domain", domain, pledges["domain"].unique().sort())
    if answer is not None and answer not in measure.ORDER:
        raise UnknownName("answer", answer, measure.ORDER)


def require_within_record(
    rows: pl.DataFrame, end: date, nothing: str = "no position had been taken", table: str = "pledges"
) -> None:
    """Raise AnalysisError for a day before the first of some rows is known, or after the collection of their table ended.

    `nothing` says of what there was none.

    >>> require_within_record(pl.DataFrame({"known_by": [date(2025, 1, 15)]}), date(2025, 1, 1))
    Traceback (most recent call last):
        ...
    analysis.errors.AnalysisError: no position had been taken by 1 January 2025
      -> choose a day from 2025-01-15 on
    """
    first: date | None = rows["known_by"].min()  # type: ignore[assignment]
    if first is None:
        raise AnalysisError(f"{nothing} in the rows given", "give the whole table, as load has it")
    if end < first:
        raise AnalysisError(f"{nothing} by {day(end)}", f"choose a day from {first} on")
    require_within_collection(table, end)


def _countries(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.filter(~pl.col("country").is_in(list(BODIES)))


def _strip_order(spans: pl.DataFrame) -> list[str]:
    """Order countries by their last answer, those whose position lapsed last, then by name."""
    place = {answer: number for number, answer in enumerate(measure.ORDER)}
    last = spans.sort("name", "since").unique("name", keep="last", maintain_order=True)
    ranked = last.with_columns(
        place=pl.when("open").then(pl.col("answer").replace_strict(place, return_dtype=pl.Int64)).otherwise(9)
    )
    return ranked.sort("place", "name")["name"].to_list()


def _names(frame: pl.DataFrame, answer: str) -> str:
    rows = frame.filter(pl.col("answer") == answer)
    rows = rows.filter("open") if "open" in rows.columns else rows
    names = rows["name"].unique().sort().to_list()
    return join_words(names) if names else "none"


def _lapsed(spans: pl.DataFrame) -> str:
    gone = spans.filter("lapsed").sort("name")
    return "".join(f" {row['name']}: {row['word']} until {day(row['to'])}, when its government lost an election." for row in gone.iter_rows(named=True))  # fmt: skip
