"""What it takes to replace military aid of the United States, in per cent of GDP by group, as arithmetic that a reader can follow."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import altair as alt
import polars as pl

from analysis.charts import marks, theme
from analysis.charts.catalogue import say
from analysis.charts.citations import cite
from analysis.charts.formatting import eur, join_rows, pct
from analysis.charts.native import Native
from analysis.charts.sizes import COLUMN_LINE, PAGE_LINE, SLIDE_LINE, with_caveat, with_sizes
from analysis.countries import EUROPE, UNITED_STATES
from analysis.figures.aid.averages import years_words
from analysis.figures.aid.inputs import DATED, edition, require_one_release, works
from analysis.figures.aid.whose import compared, members_notes
from analysis.figures.figure import Figure
from analysis.figures.table import Table, headings
from analysis.figures.whom import end_of_id, members_note
from analysis.groups.group import Group, bloc_group
from analysis.measures import aid as measure
from analysis.measures.averages import BEFORE, LAST
from analysis.measures.blocs import Whose, chosen
from analysis.measures.units import unsized

__all__ = ["arithmetic", "by_group"]

WHOLE, SHORT = say("aid.replacing.whole_label"), say("aid.replacing.short_label")
COLOURS = {WHOLE: theme.BLOC_COLOURS[UNITED_STATES], SHORT: theme.INK}
Row = Mapping[str, Any]


def by_group(aid: pl.DataFrame, until: date | str | None = None, *, only: Whose = ()) -> Figure:
    """Draw in per cent of GDP what a group alone would pay a year to replace US military aid, and to fill what is short today.

    Takes `load.aid()` of one release with allocations; dated money only; with `until` the months that had ended by a day. `only` names
    blocs, groups and countries, each as if it paid alone. `data` has release, bloc, what, eur_bn (a year), gdp_eur_bn (of 2021) and pct_gdp.
    Raises as `measures.aid.replacement`, and AnalysisError for groups of which one has no GDP.

    >>> from analysis import load
    >>> by_group(load.aid(29)).headline
    'Replacing the US takes 0.12% of Europe’s GDP a year; 0.05% is still missing'
    """
    require_one_release(aid, "allocated")
    gap = measure.shortfall(aid, until).row(0, named=True)
    whose = chosen(aid.lazy(), only)
    rows = _sized(aid, whose, until)
    data = _long(rows)
    first = rows.row(0, named=True)
    payer = whose[0] if whose else bloc_group(EUROPE)
    members = [note for group in whose if (note := members_note(group))]
    arithmetic, alone = _sum(gap, first, payer), say("aid.replacing.as_if_alone")
    caveat = f"{arithmetic} {alone} {say('aid.spans.not_delivered')}"
    years = years_words(gap["before_first"], gap["before_last"])
    bars = say("aid.replacing.alt", bars=join_rows(data, "{bloc}, {what}: {pct_gdp:.2f}"))
    return Figure(
        with_sizes(
            with_caveat(_drawing(data, marks.WIDTH - 100), caveat, PAGE_LINE),
            slide=with_caveat(_drawing(data, 250, 33), caveat, SLIDE_LINE),
            column=with_caveat(_drawing(data, 200), caveat, COLUMN_LINE),
        ),
        id=f"replacing-the-us{end_of_id(whose)}{'' if until is None else format(gap['year_last'], '-%Y-%m')}",
        headline=_headline(first, payer, filled=gap["short_bn"] <= 0),
        subtitle=say("aid.replacing.subtitle", years=years, edition=edition(aid)),
        data=data,
        sources=cite(aid),
        notes=[
            arithmetic,
            _real(aid, until),
            say("aid.replacing.gdp"),
            f"{say('aid.replacing.short_today', years=years, last=gap['year_last'])} {say('aid.replacing.us_gave_nothing')}"
            if _us_stopped(aid, until)
            else say("aid.replacing.us_still_gives"),
            *DATED,
            *members,
        ],
        alt=" ".join([bars, *members]),
        native=Native("bar", "bloc", "pct_gdp", "what", say("aid.replacing.unit_label"), COLOURS, list(COLOURS)),
    )


def _headline(first: Row, payer: Group, *, filled: bool) -> str:
    """Say what replacing takes of the payer's GDP, and what of it is missing where Europe does not give it already."""
    takes = {"share": first["us_pct"] / 100, "gdp": _gdp_of(payer)}
    if filled:
        return say("aid.replacing.filled_headline", **takes)
    return say("aid.replacing.headline", **takes, short=first["short_pct"] / 100)


def arithmetic(aid: pl.DataFrame, until: date | str | None = None, *, only: Whose = ()) -> Table:
    """List the steps from military aid a month to per cent of Europe's GDP, each with the numbers that it takes.

    `only` names blocs, groups and countries whose GDP stands in the place of Europe's, each as if it paid alone.

    Takes and raises what `by_group` does. `rows` has step, sum (how it is reckoned) and result, all as text; numbers shown are rounded, the
    results are not taken from them.

    >>> from analysis import load
    >>> arithmetic(load.aid(29)).rows.select("sum", "result").row(0)
    ('€64.1bn ÷ 36 months', '€1.78bn')
    """
    require_one_release(aid, "allocated")
    gap = measure.shortfall(aid, until).row(0, named=True)
    whose = compared(aid, only, [EUROPE])
    paying = list(zip(whose, _sized(aid, whose, until).iter_rows(named=True), strict=True))
    spans = measure.averages(aid, until, kind="military")
    of = {(row["span"], row["bloc"]): row for row in spans.iter_rows(named=True)}
    before = years_words(gap["before_first"], gap["before_last"])
    year = say("aid.replacing.year_to_words", last=gap["year_last"])
    us, both, now, short = (eur(gap[name], 2) for name in ("us_bn", "both_bn", "now_bn", "short_bn"))
    steps = [
        (say("aid.replacing.us_a_month_cell", when=before), _divided(of[BEFORE, UNITED_STATES]), us),
        (say("aid.replacing.europe_a_month_cell", when=before), _divided(of[BEFORE, EUROPE]), eur(gap["europe_bn"], 2)),
        (say("aid.replacing.both_cell"), f"{us} + {eur(gap['europe_bn'], 2)}", both),
        (say("aid.replacing.europe_a_month_cell", when=year), _divided(of[LAST, EUROPE]), now),
        (say("aid.replacing.short_a_month_cell"), f"{both} − {now}", short),
        (say("aid.replacing.short_a_year_cell"), f"{short} × 12", eur(gap["short_year_bn"])),
        *[
            (
                say("aid.replacing.short_of_cell", gdp=_gdp_of(group)),
                _of_gdp(gap["short_year_bn"], row),
                _share(row["short_pct"]),
            )
            for group, row in paying
        ],
        (say("aid.replacing.whole_cell"), f"{us} × 12", eur(gap["us_year_bn"])),
        *[
            (say("aid.replacing.whole_of_cell", gdp=_gdp_of(group)), _of_gdp(gap["us_year_bn"], row), _share(row["us_pct"]))
            for group, row in paying
        ],
    ]
    rows = pl.DataFrame(steps, schema=["step", "sum", "result"], orient="row")
    last = len(steps) - len(paying)
    if len(whose) > 1:
        subtitle = say("aid.replacing.arithmetic_alone_subtitle", edition=edition(aid))
    else:
        subtitle = say("aid.replacing.arithmetic_subtitle", edition=edition(aid))
    return Table(
        id=f"replacing-the-us-arithmetic{'' if whose == (bloc_group(EUROPE),) else end_of_id(whose)}",
        title=say("aid.replacing.arithmetic_title", gdps=[_gdp_of(group) for group in whose]),
        subtitle=". ".join([subtitle, *(note.removesuffix(".") for note in members_notes(whose))]),
        rows=rows,
        labels=headings(rows, sum=say("aid.replacing.sum_column")),
        sources=cite(aid),
        telling=[4, *range(6, 6 + len(paying)), *range(last, len(steps))],
    )


def _sized(aid: pl.DataFrame, whose: Sequence[Group], until: date | str | None) -> pl.DataFrame:
    """Reckon the shares of GDP; raises AnalysisError for groups of which one has no GDP."""
    rows = measure.replacement(aid, whose, until)
    if lacking := rows.filter(pl.col("gdp_eur_bn").is_null())["bloc"].to_list():
        raise unsized(lacking, whose, "pct_gdp")
    return rows


def _gdp_of(group: Group) -> str:
    if group.name == EUROPE:
        return say("aid.replacing.europe_gdp_words")
    return say("aid.replacing.gdp_of_words", who=group.in_text)


def _of_gdp(amount: float, row: Row) -> str:
    return say("aid.replacing.of_gdp_cell", amount=amount, gdp=row["gdp_eur_bn"])


def _long(rows: pl.DataFrame) -> pl.DataFrame:
    parts = [
        rows.select(
            "release",
            "bloc",
            pl.lit(what).alias("what"),
            pl.col(f"{part}_year_bn").alias("eur_bn"),
            "gdp_eur_bn",
            pct_gdp=f"{part}_pct",
        )
        for what, part in ((WHOLE, "us"), (SHORT, "short"))
    ]
    order = {bloc: nth for nth, bloc in enumerate(rows["bloc"])}
    ordered = pl.concat(parts).sort(pl.col("bloc").replace_strict(order, return_dtype=pl.Int64), maintain_order=True)
    return ordered.with_columns(pl.col("eur_bn", "gdp_eur_bn").round(6))


def _drawing(data: pl.DataFrame, width: int, row: int = 44) -> marks.Layered:
    blocs = data["bloc"].unique(maintain_order=True).to_list()
    labelled = data.with_columns(label=pl.col("pct_gdp").map_elements(_share, pl.String))
    base = alt.Chart(labelled, width=width, height=row * len(blocs)).encode(
        y=marks.names("bloc", blocs), yOffset=alt.YOffset("what:N", sort=list(COLOURS))
    )
    x = alt.X("pct_gdp:Q", title=None, axis=alt.Axis(format=",~f", tickCount=5, grid=True))
    a_year, per_cent = say("aid.replacing.eur_a_year_label"), say("aid.replacing.per_cent_label")
    tips = marks.tips({"Group": "bloc", "What": "what", a_year: "eur_bn:Q|,.1f", per_cent: "pct_gdp:Q|,.3f"})
    bars = base.mark_bar().encode(x=x, color=marks.legend("what", COLOURS, say("aid.replacing.a_year_label")), tooltip=tips)
    words = base.mark_text(align="left", dx=5, fontSize=11).encode(
        x=alt.X("pct_gdp:Q"), text=alt.Text("label:N"), color=alt.ColorValue(theme.INK)
    )
    return alt.layer(bars, words)


def _sum(gap: Row, first: Row, payer: Group) -> str:
    """Write the whole arithmetic in two lines, with the numbers that it takes."""
    whole = say(
        "aid.replacing.whole_sum",
        us=gap["us_bn"],
        us_year=gap["us_year_bn"],
        who=payer.in_text,
        gdp=first["gdp_eur_bn"],
        share=first["us_pct"] / 100,
    )
    short = say(
        "aid.replacing.short_sum",
        us=gap["us_bn"],
        europe=gap["europe_bn"],
        now=gap["now_bn"],
        short=gap["short_year_bn"],
        share=first["short_pct"] / 100,
    )
    return f"{whole} {short}"


def _real(aid: pl.DataFrame, until: date | str | None) -> str:
    """Say what the averages are at 2025 prices: the years before count for more then."""
    real = measure.averages(aid, until, kind="military", prices="2025")
    told = {(row["span"], row["bloc"]): row["a_month_2025_bn"] for row in real.iter_rows(named=True)}
    (source,) = (work.text for work in works("eurostat_hicp"))
    averages = {"us": told[BEFORE, UNITED_STATES], "before": told[BEFORE, EUROPE], "now": told[LAST, EUROPE]}
    return say("aid.replacing.real", **averages, source=source)


def _us_stopped(aid: pl.DataFrame, until: date | str | None) -> bool:
    spans = measure.averages(aid, until, kind="military").filter(span=LAST, bloc=UNITED_STATES)
    return not spans["eur_bn"].item()


def _divided(row: Row) -> str:
    return say("aid.replacing.divided_cell", amount=row["eur_bn"], months=row["months"])


def _share(per_cent: float) -> str:
    return pct(per_cent / 100, 2)
