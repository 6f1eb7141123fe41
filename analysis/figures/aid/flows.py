"""The figure of aid that the explorer draws: any blocs or donors, kind, stage, unit, step and months."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from analysis.charts import marks, theme, vega
from analysis.charts.citations import cite
from analysis.charts.formatting import PERIODS, as_text, eur, join_rows, month, period_words, usd
from analysis.charts.native import Native
from analysis.errors import AnalysisError
from analysis.figures.aid.donors import GDP_YEAR
from analysis.figures.aid.inputs import EUROPE_IS, NOMINAL, UNDATED, own_months, require_one_release, works
from analysis.figures.figure import Figure
from analysis.measures import series as measure
from analysis.measures.flows import STEPS, choose, covered_months, named

__all__ = ["over_time"]

UNITS = {
    "eur_bn": ("EUR bn", "euros"),
    "usd_bn": ("USD bn", "dollars"),
    "pct_gdp": (f"per cent of GDP of {GDP_YEAR}", f"of GDP of {GDP_YEAR}"),
    "eur_per_head": ("EUR per head", "euros per head"),
    "usd_per_head": ("USD per head", "dollars per head"),
}
STAGE_WORDS = {"allocated": "Allocations", "committed": "Commitments"}
COMMITTED = "Nominal euros at the prices of their day; commitments are promises, part of which is not yet earmarked."
OF_GDP = (
    f"GDP is that of {GDP_YEAR} for all years, the tracker's yardstick of size, no budget. Europe's is that of its countries."
)
OF_PEOPLE = "People are those of one late year: a yardstick of size. Europe's are those of its countries."
MOST_SERIES = 8
NAMED = 3


def over_time(
    aid: pl.DataFrame,
    by: str = "bloc",
    only: str | Sequence[str] = (),
    *,
    stage: str = "allocated",
    kind: str | None = None,
    currency: str = "EUR",
    per: str | None = None,
    every: str = "1mo",
    cumulative: bool = True,
    months: Sequence[str | date] = (),
) -> Figure:
    """Draw aid of some blocs or donors over time: running totals as lines, single periods as rows of bars.

    `only` are names of blocs or ISO codes of donors, or one of them; all if none is named; `months` the first and the last month to
    count, as "2022-01" or a day of the month; the rest as `measures.series.amounts`. Raises AnalysisError for more than eight series, for
    months outside the release and where no group has the yardstick; NotComparable for several releases, else NotComparable and
    UnknownName as the measure does.

    >>> from analysis import load
    >>> over_time(load.aid(29), "donor", ["DEU", "FRA"], per="gdp").frame.columns
    ['release', 'period', 'donor', 'name', 'pct_gdp']
    """
    # A text is a sequence too, of letters.
    only = (only,) if isinstance(only, str) else tuple(only)
    ends = [f"{one:%Y-%m}" if isinstance(one, date) else one for one in months]
    require_one_release(aid)
    window, unit = _window(aid, ends), measure.unit_of(currency, per)
    choose("every", every, STEPS)
    rows = measure.amounts(
        aid, by, stage, kind=kind, every=every, cumulative=cumulative, currency=currency, per=per, months=window
    )
    chosen = _only(rows, by, only).with_columns(pl.col(unit).round(6))
    known, missing = _without_unknown(named(chosen) if by == "donor" else chosen.with_columns(name=by), unit)
    final = _final(known, unit, cumulative, every)
    names, drawn = final["name"].to_list(), "total" if cumulative else PERIODS[every]
    hues = vega.hues(names, theme.BLOC_COLOURS | {"United States": theme.VERMILLION})
    look = vega.Look(hues, vega.dashes(names), UNITS[unit][0], "Donor" if by == "donor" else "Bloc")
    words = f"{STAGE_WORDS[stage]} of {kind or 'military, financial and humanitarian'} aid, {UNITS[unit][0]}, "
    words += f"{'cumulative' if cumulative else f'by {drawn}'}, {month(window[0])} to {month(window[1])}"
    form, group = "line" if cumulative else "column", "name" if by == "donor" else by
    return Figure(
        _chart(known, unit, look, cumulative, every, window[1]),
        id="-".join(["aid", by, *only, stage, kind or "all", unit, drawn, *ends]).lower().replace("_", "-").replace(" ", "-"),
        headline=_headline(final.head(NAMED), cumulative, every, window),
        subtitle=words,
        data=known.select("release", "period", *dict.fromkeys([by, group]), unit),
        sources=[*cite(aid), *works(*_sizes(unit), *(["ecb"] if unit.startswith("usd") else []))],
        notes=[
            NOMINAL if stage == "allocated" else COMMITTED,
            EUROPE_IS,
            UNDATED,
            *_caveats(missing, unit, every, window),
            *own_months(aid),
        ],
        alt=f"{'Lines' if cumulative else 'Rows of bars'}: {words}. {join_rows(final, '{name} {value} ({when})')}.",
        native=Native(form, "period", unit, group, UNITS[unit][0], dict(look.colours), dashes=dict(look.dashes)),
    )


def span_of(aid: pl.DataFrame) -> tuple[date, date]:
    """Give the first and the last month that the release of some rows covers; takes `load.aid()` of one release.

    >>> from analysis import load
    >>> span_of(load.aid(29))
    (datetime.date(2022, 1, 1), datetime.date(2026, 4, 1))
    """
    first, last = covered_months(aid).filter(release=aid["release"][0]).select("first_month", "last_month").row(0)
    return first, last


def _window(aid: pl.DataFrame, months: Sequence[str]) -> tuple[date, date]:
    first, last = span_of(aid)
    if not months:
        return first, last
    try:
        start, end = (date.fromisoformat(f"{month}-01") for month in months)
    except ValueError:
        fix = 'write months=("2022-01", "2026-04")'
        raise AnalysisError(f"{', '.join(months)} are not a first and a last month", fix) from None
    if start > end or start > last or end < first:
        problem = f"no month from {months[0]} to {months[1]} is in the release, which covers {first:%Y-%m} to {last:%Y-%m}"
        raise AnalysisError(problem, "choose months inside it")
    return max(start, first), min(end, last)


def _only(rows: pl.DataFrame, by: str, only: Sequence[str]) -> pl.DataFrame:
    at_hand = rows[by].unique().sort().to_list()
    for name in only:
        choose("donor" if by == "donor" else "bloc", name, at_hand)
    kept = rows.filter(pl.col(by).is_in(list(only))) if only else rows
    if kept.is_empty():
        raise AnalysisError("the release has no such aid with a month", "choose another kind, stage or release")
    if (number := kept[by].n_unique()) > MOST_SERIES:
        raise AnalysisError(f"{number} {by}s are too many to tell apart", f"choose {MOST_SERIES} or fewer")
    return kept


def _without_unknown(rows: pl.DataFrame, unit: str) -> tuple[pl.DataFrame, list[str]]:
    missing = rows.filter(pl.col(unit).is_null())["name"].unique().sort().to_list()
    known = rows.filter(pl.col(unit).is_not_null())
    if known.is_empty():
        yardstick = "GDP" if unit == "pct_gdp" else "number of people"
        raise AnalysisError(f"{', '.join(missing)}: no {yardstick} of their own is known", "choose amounts, or others")
    return known, missing


def _final(rows: pl.DataFrame, unit: str, cumulative: bool, every: str) -> pl.DataFrame:
    """Give one telling row per series, largest first: its end if it runs, else its largest period; with both in words."""
    order = ["period"] if cumulative else [unit, "period"]
    last = rows.sort(*order).group_by("name", maintain_order=True).last()
    return last.sort(unit, "name", descending=[True, False]).with_columns(
        as_text(unit, lambda value: _value(value, unit)).alias("value"),
        as_text("period", lambda first: period_words(first, every)).alias("when"),
    )


def _chart(rows: pl.DataFrame, unit: str, look: vega.Look, cumulative: bool, every: str, last: date) -> vega.VegaChart:
    slim = rows.select("period", "name", unit)
    if not cumulative or slim["period"].n_unique() == 1:
        return vega.bars(slim, unit, "name", look, every)
    label = pl.format("{} {}", pl.col("name").replace({"United States": "US"}), marks.number(unit))
    return vega.lines(slim.with_columns(label=label), unit, "name", "label", look, f"data to {month(last)}")


def _headline(final: pl.DataFrame, cumulative: bool, every: str, window: tuple[date, date]) -> str:
    if cumulative:
        return f"{month(window[0])} to {month(window[1])}: {join_rows(final, '{name} {value}', ', ')}"
    return f"The largest {PERIODS[every]} of each: {join_rows(final, '{name} {value} ({when})', ', ')}"


def _value(value: float, unit: str) -> str:
    words = UNITS[unit][1]
    if unit.endswith("_bn"):
        return eur(value) if words == "euros" else usd(value)
    return f"{value:.2f}% {words}" if unit == "pct_gdp" else f"{value:,.{0 if value >= 10 or value == 0 else 1}f} {words}"


def _sizes(unit: str) -> list[str]:
    """Give the work that people are from, where the unit is per head; GDP is the tracker's."""
    return ["world_bank"] if unit in {"eur_per_head", "usd_per_head"} else []


def _caveats(missing: list[str], unit: str, every: str, window: tuple[date, date]) -> list[str]:
    in_part = every != "1mo" and (window[1].month % STEPS[every] or (window[0].month - 1) % STEPS[every])
    caveats = {
        f"Not shown, because no GDP or people of their own are known: {', '.join(missing)}.": missing,
        OF_GDP: unit == "pct_gdp",
        OF_PEOPLE: _sizes(unit),
        "Each month's euros are turned into dollars at that month's mean rate.": unit.startswith("usd"),
        f"The first or the last {PERIODS[every]} is counted in part only: from {month(window[0])}, to {month(window[1])}.": in_part,
    }
    return [caveat for caveat, applies in caveats.items() if applies]
