"""What it takes to replace military aid of the United States, in per cent of GDP by group, as arithmetic that a reader can follow."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import altair as alt
import polars as pl

from analysis.charts import marks, theme
from analysis.charts.citations import cite
from analysis.charts.formatting import capitalise_first, eur, join_rows, month, pct
from analysis.charts.native import Native
from analysis.charts.sizes import COLUMN_LINE, PAGE_LINE, SLIDE_LINE, with_caveat, with_sizes
from analysis.countries import EUROPE, UNITED_STATES, join_words
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

WHOLE, SHORT = "All that the US gave", "What is short today"
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
    name = whose[0].in_text if whose else EUROPE
    filled, members = gap["short_bn"] <= 0, [note for group in whose if (note := members_note(group))]
    caveat = f"{_sum(gap, first, name)} Each group is drawn as if it paid alone. Allocated is not delivered."
    return Figure(
        with_sizes(
            with_caveat(_drawing(data, marks.WIDTH - 100), caveat, PAGE_LINE),
            slide=with_caveat(_drawing(data, 250, 33), caveat, SLIDE_LINE),
            column=with_caveat(_drawing(data, 200), caveat, COLUMN_LINE),
        ),
        id=f"replacing-the-us{end_of_id(whose)}{'' if until is None else format(gap['year_last'], '-%Y-%m')}",
        headline=f"Replacing the US takes {_share(first['us_pct'])} of {'Europe’s GDP' if name == EUROPE else f'the GDP of {name}'} a year; "
        + ("Europe gives that already" if filled else f"{_share(first['short_pct'])} is still missing"),
        subtitle=f"A year of US military aid at the average of {years_words(gap['before_first'], gap['before_last'])}, and what Europe is short of both, "
        f"per cent of the GDP of 2021 of each group, nominal ({edition(aid)})",
        data=data,
        sources=cite(aid),
        notes=[
            _sum(gap, first, name),
            _real(aid, until),
            "GDP is that of 2021, the tracker's yardstick of size, and no budget; a group's is that of its countries.",
            f"Short today: what Europe and the United States gave a month in {years_words(gap['before_first'], gap['before_last'])}, less what "
            f"Europe gave a month in the year to {month(gap['year_last'])}. The US gave nothing in those months that this release knows of."
            if _us_stopped(aid, until)
            else "Short today is Europe's alone: what the US still gives is not taken off.",
            *DATED,
            *members,
        ],
        alt=f"Bars, per cent of GDP a year. {capitalise_first(join_rows(data, '{bloc}, {what}: {pct_gdp:.2f}'))}.{''.join(f' {note}' for note in members)}",
        native=Native("bar", "bloc", "pct_gdp", "what", "per cent of GDP", COLOURS, list(COLOURS)),
    )


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
    gdps = join_words([_gdp_of(group) for group in whose])
    spans = measure.averages(aid, until, kind="military")
    of = {(row["span"], row["bloc"]): row for row in spans.iter_rows(named=True)}
    before, year = years_words(gap["before_first"], gap["before_last"]), f"year to {month(gap['year_last'])}"
    us, both, now, short = (eur(gap[name], 2) for name in ("us_bn", "both_bn", "now_bn", "short_bn"))
    short_year, us_year = eur(gap["short_year_bn"]), eur(gap["us_year_bn"])
    steps = [
        (f"US a month, {before}", _divided(of[BEFORE, UNITED_STATES]), us),
        (f"Europe a month, {before}", _divided(of[BEFORE, EUROPE]), eur(gap["europe_bn"], 2)),
        ("Both a month", f"{us} + {eur(gap['europe_bn'], 2)}", both),
        (f"Europe a month, {year}", _divided(of[LAST, EUROPE]), now),
        ("Short a month", f"{both} − {now}", short),
        ("Short a year", f"{short} × 12", short_year),
        *[(f"Short, of {_gdp_of(group)}", _of_gdp(short_year, row), _share(row["short_pct"])) for group, row in paying],
        ("All the US gave, a year", f"{us} × 12", us_year),
        *[(f"All the US gave, of {_gdp_of(group)}", _of_gdp(us_year, row), _share(row["us_pct"])) for group, row in paying],
    ]
    rows = pl.DataFrame(steps, schema=["step", "sum", "result"], orient="row")
    last = len(steps) - len(paying)
    alone = ", each group as if it paid alone" if len(whose) > 1 else ""
    members = alone + "".join(f". {note.removesuffix('.')}" for note in members_notes(whose))
    return Table(
        id=f"replacing-the-us-arithmetic{'' if whose == (bloc_group(EUROPE),) else end_of_id(whose)}",
        title=f"From military aid a month to a share of {gdps}",
        subtitle="Allocations, nominal, dated money only "
        f"({edition(aid)}); GDP of 2021. Numbers shown are rounded, results are reckoned from unrounded ones{members}",
        rows=rows,
        labels=headings(rows, sum="Reckoned so"),
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
    return "Europe’s GDP" if group.name == EUROPE else f"the GDP of {group.in_text}"


def _of_gdp(amount: str, row: Row) -> str:
    return f"{amount} ÷ GDP of €{row['gdp_eur_bn']:,.0f}bn"


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
    tips = marks.tips({"Group": "bloc", "What": "what", "EUR bn a year": "eur_bn:Q|,.1f", "Per cent of GDP": "pct_gdp:Q|,.3f"})
    bars = base.mark_bar().encode(x=x, color=marks.legend("what", COLOURS, "per cent of GDP a year"), tooltip=tips)
    words = base.mark_text(align="left", dx=5, fontSize=11).encode(
        x=alt.X("pct_gdp:Q"), text=alt.Text("label:N"), color=alt.ColorValue(theme.INK)
    )
    return alt.layer(bars, words)


def _sum(gap: Row, first: Row, name: str) -> str:
    """Write the whole arithmetic in two lines, with the numbers that it takes."""
    return (
        f"{eur(gap['us_bn'], 2)} a month × 12 = {eur(gap['us_year_bn'])}; of the GDP of {name}, €{first['gdp_eur_bn']:,.0f}bn, that is "
        f"{_share(first['us_pct'])}. Short: ({eur(gap['us_bn'], 2)} + {eur(gap['europe_bn'], 2)} − {eur(gap['now_bn'], 2)}) × 12 = "
        f"{eur(gap['short_year_bn'])}, {_share(first['short_pct'])}."
    )


def _real(aid: pl.DataFrame, until: date | str | None) -> str:
    """Say what the averages are at 2025 prices: the years before count for more then."""
    real = measure.averages(aid, until, kind="military", prices="2025")
    told = {(row["span"], row["bloc"]): eur(row["a_month_2025_bn"], 2) for row in real.iter_rows(named=True)}
    (named,) = (work.text for work in works("eurostat_hicp"))
    return (
        f"At 2025 prices the averages a month are {told[BEFORE, UNITED_STATES]} of the United States and {told[BEFORE, EUROPE]} of Europe before, and "
        f"{told[LAST, EUROPE]} of Europe in the last year ({named})."
    )


def _us_stopped(aid: pl.DataFrame, until: date | str | None) -> bool:
    spans = measure.averages(aid, until, kind="military").filter(span=LAST, bloc=UNITED_STATES)
    return not spans["eur_bn"].item()


def _divided(row: Row) -> str:
    return f"{eur(row['eur_bn'])} ÷ {row['months']} months"


def _share(per_cent: float) -> str:
    return pct(per_cent / 100, 2)
