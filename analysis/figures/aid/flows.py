"""The figure of aid that the explorer draws: any blocs, groups or donors, kind, stage, unit, step and months."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl

from analysis.charts import bands, marks, vega
from analysis.charts.catalogue import say
from analysis.charts.citations import cite
from analysis.charts.formatting import PERIODS, as_text, eur, join_rows, month_text, period_name, period_words, usd
from analysis.charts.headline import headline_of
from analysis.charts.native import Native
from analysis.charts.picture import short_id
from analysis.errors import AnalysisError
from analysis.figures.aid import of_prices, parts
from analysis.figures.aid.donors import GDP_YEAR
from analysis.figures.aid.inputs import NOMINAL, UNDATED, own_months, require_one_release, works
from analysis.figures.aid.whose import colours_of, is_house, members_in_words, notes_on
from analysis.figures.figure import Figure
from analysis.figures.whom import EUROPE_IS
from analysis.groups.group import Group
from analysis.measures import flows as measure
from analysis.measures.blocs import Whose, choose, chosen
from analysis.measures.coverage import covered_months
from analysis.measures.flows import named
from analysis.measures.periods import STEPS, Months, Periods, last_month_of
from analysis.measures.prices import price_year
from analysis.measures.units import SIZED, unit_of, unsized

__all__ = ["over_time"]

UNITS = {
    "eur_bn": (say("aid.inputs.eur_bn_label"), "euros"),
    "usd_bn": (say("aid.flows.usd_bn_label"), "dollars"),
    "pct_gdp": (say("aid.donors.gdp_label", year=GDP_YEAR), say("aid.flows.of_gdp_words")),
    "eur_per_head": (say("aid.economy.unit_label"), say("aid.flows.euros_per_head_words")),
    "usd_per_head": (say("aid.flows.usd_per_head_label"), say("aid.flows.dollars_per_head_words")),
    **of_prices.UNITS,
}
STAGE_WORDS = {"allocated": "Allocations", "committed": "Commitments"}
COMMITTED = say("aid.flows.committed")
OF_GDP = say("aid.flows.of_gdp", year=GDP_YEAR)
OF_PEOPLE = say("aid.flows.of_people")
MOST_SERIES = 8


def over_time(
    aid: pl.DataFrame,
    by: str = "bloc",
    only: Whose = (),
    *,
    stage: str = "allocated",
    kind: str | None = None,
    every: str = "1mo",
    cumulative: bool | None = None,
    currency: str = "EUR",
    per: str | None = None,
    prices: str | None = None,
    months: Months = None,
    smooth: int = 1,
) -> Figure:
    """Draw aid of some blocs, groups or donors over time: running totals and means as lines, single periods as rows of bars.

    `only` are blocs, groups and countries, by name, by code or as a Group, each a series, or with by="donor" their members; all if
    none is named; `cumulative` is True unless it is given or a mean is asked for: write cumulative=False for what was given in each
    period; with `prices` months after the last index are marked; the rest as `measures.aid.over_time`. Over periods longer than
    a month `data` has to_month too, the month that a total or mean is known to, at which it is drawn, or whole, which is false for
    a period covered in part. Raises AnalysisError for more than eight series, for months outside the release and where no group has the yardstick;
    NotComparable for several releases, else as the measure does.

    >>> from analysis import groups, load
    >>> over_time(load.aid(29), "donor", ["DEU", "FRA"], per="gdp").frame.columns
    ['release', 'period', 'donor', 'name', 'pct_gdp']
    >>> over_time(load.aid(29), only=groups.NATO, every="quarter", smooth=4).subtitle.split(", ")[-3]
    'mean of the 4 quarters up to each'
    """
    require_one_release(aid, own=True)
    cumulative = smooth == 1 if cumulative is None else cumulative
    steps, unit = Periods.of(every, cumulative, months, smooth), unit_of(currency, per, prices)
    choose("grouping", by, SIZED)
    window, whose = _window(aid, steps), chosen(aid.lazy(), only)
    rows = measure.over_time(
        aid,
        by,
        whose,
        stage=stage,
        kind=kind,
        every=steps.every,
        cumulative=cumulative,
        currency=currency,
        per=per,
        prices=prices,
        months=months,
        smooth=smooth,
    )
    shown = _few(rows.select("release", "period", by, pl.col(unit).round(6)), by)
    known, missing = _without_unknown(whose, named(shown) if by == "donor" else shown.with_columns(name=by), unit)
    as_line, longer = cumulative or smooth > 1, STEPS[steps.every] > 1
    known = known.with_columns(
        to_month=last_month_of("period", steps.every, window[1]), whole=parts.is_whole(steps.every, window)
    )
    final = _final(known, unit, as_line, steps.every)
    names, group = final["name"].to_list(), "name" if by == "donor" else by
    hues = colours_of(whose if by != "donor" else (), names)
    look = vega.Look(hues, vega.dashes(names), UNITS[unit][0], "Donor" if by == "donor" else "Bloc")
    drawn: dict[str, Any] = {
        "what": STAGE_WORDS[stage],
        "kinds": kind or say("aid.flows.all_kinds_words"),
        "unit": UNITS[unit][0],
    }
    drawn |= {"drawn": _drawn(steps), "first": window[0], "last": window[1]}
    in_part = steps.smooth > 1 and window[1].month % STEPS[steps.every]
    words = say("aid.flows.aid_in_part_words", **drawn) if in_part else say("aid.flows.aid_words", **drawn)
    drawn_as_line = as_line and known["period"].n_unique() > 1
    band = of_prices.band(unit, window) if drawn_as_line and price_year(prices) else None
    known, reasons = parts.with_pale(known, unit, steps, window) if not drawn_as_line else (known, "")
    words += of_prices.since(band) + reasons
    # A running total is known no earlier than at the end of its period.
    place = "to_month" if as_line and longer else "period"
    beside = [] if not longer else ["to_month"] if as_line else ["whole"]
    form, pale = "line" if as_line else "column", parts.pale_places(known)
    told = join_rows(final, "{name} {value} ({when})")
    return Figure(
        _lines(known, unit, look, window, band, longer)
        if drawn_as_line
        else vega.bars(known.select("period", "name", unit, "pale"), unit, "name", look, steps.every),
        id=_id(by, whose, stage, kind, unit, steps),
        headline=headline_of(lambda most: of_prices.named(_headline(final.head(most), steps, window), prices)),
        subtitle=words,
        data=known.select("release", "period", *beside, *dict.fromkeys([by, group]), unit),
        sources=[*cite(aid), *works(*_sizes(unit), *of_prices.works_of(unit), *(["ecb"] if unit.startswith("usd") else []))],
        notes=[
            *(of_prices.notes(unit, stage, window) if price_year(prices) else [NOMINAL if stage == "allocated" else COMMITTED]),
            *(notes_on(whose, aid) if by != "donor" else _of_europe(whose)),
            UNDATED,
            *_caveats(missing, whose, unit, steps, window),
            *own_months(aid),
        ],
        alt=(
            say("aid.flows.lines_alt", words=words, told=told) if as_line else say("aid.flows.bars_alt", words=words, told=told)
        )
        + (members_in_words(whose) if by != "donor" else ""),
        native=Native(form, place, unit, group, UNITS[unit][0], hues, dashes=dict(look.dashes), pale=pale),
    )


def span_of(aid: pl.DataFrame) -> tuple[date, date]:
    """Give the first and the last month that the release of some rows covers; takes `load.aid()` of one release.

    >>> from analysis import load
    >>> span_of(load.aid(29))
    (datetime.date(2022, 1, 1), datetime.date(2026, 4, 1))
    """
    first, last = covered_months(aid).filter(release=aid["release"][0]).select("first_month", "last_month").row(0)
    return first, last


def _window(aid: pl.DataFrame, steps: Periods) -> tuple[date, date]:
    """Give the months drawn; the measure refuses those outside."""
    first, last = span_of(aid)
    return max(steps.first or first, first), min(steps.last or last, last)


def _drawn(steps: Periods) -> str:
    """Say what one point or bar is: a running total, a period, or the mean of so many."""
    period = PERIODS[steps.every]
    if steps.cumulative:
        return "cumulative" if steps.every == "1mo" else say("aid.flows.running_total_words", period=period)
    if steps.smooth == 1:
        return say("aid.flows.by_period_words", period=period)
    return say("aid.flows.mean_words", smooth=steps.smooth, period=period)


def _of_europe(whose: Sequence[Group]) -> list[str]:
    """Keep the note on Europe where all donors may be drawn."""
    return [] if whose else [EUROPE_IS]


def _id(by: str, whose: Sequence[Group], stage: str, kind: str | None, unit: str, steps: Periods) -> str:
    drawn = "total" if steps.cumulative else PERIODS[steps.every]
    ends = [f"{month:%Y-%m}" for month in (steps.first, steps.last) if month]
    mean = [f"mean-of-{steps.smooth}"] if steps.smooth > 1 else []
    text = "-".join(["aid", by, *(_short(group, by) for group in whose), stage, kind or "all", unit, drawn, *mean, *ends])
    return short_id(
        "".join(letter if letter.isascii() and (letter.isalnum() or letter == "-") else "-" for letter in text.lower())
    )


def _short(group: Group, by: str) -> str:
    return group.members[0] if by == "donor" and len(group) == 1 else group.key


def _few(rows: pl.DataFrame, by: str) -> pl.DataFrame:
    if rows.is_empty():
        raise AnalysisError("the release has no such aid with a month", "choose another kind, stage or release")
    if (number := rows[by].n_unique()) > MOST_SERIES:
        raise AnalysisError(f"{number} {by}s are too many to tell apart", f"choose {MOST_SERIES} or fewer")
    return rows


def _without_unknown(whose: Sequence[Group], rows: pl.DataFrame, unit: str) -> tuple[pl.DataFrame, list[str]]:
    missing = rows.filter(pl.col(unit).is_null())["name"].unique().sort().to_list()
    known = rows.filter(pl.col(unit).is_not_null())
    if known.is_empty():
        raise unsized(missing, whose, unit, amounts=True)
    return known, missing


def _final(rows: pl.DataFrame, unit: str, ends: bool, every: str) -> pl.DataFrame:
    """Give one telling row per series, largest first: its end if it is a line, else its largest period; with both in words."""
    order = ["period"] if ends else [unit, "period"]
    last = rows.sort(*order).group_by("name", maintain_order=True).last()
    when = month_text("to_month") if ends else as_text("period", lambda first: period_words(first, every))
    return (
        last.sort(unit, "name", descending=[True, False])
        .with_columns(
            as_text(unit, lambda value: _value(value, unit)).alias("value"),
            as_text("period", lambda first: period_name(first, every)).alias("short"),
            when.alias("when"),
        )
        .with_columns(amount=pl.col("value").str.strip_suffix(f" {UNITS[unit][1]}"))
    )


def _lines(
    rows: pl.DataFrame, unit: str, look: vega.Look, window: tuple[date, date], band: bands.Marked | None, longer: bool
) -> vega.VegaChart:
    label = pl.format("{} {}", pl.col("name").replace({"United States": "US"}), _at_end(unit))
    placed = rows.select("name", unit, period="to_month" if longer else "period", label=label)
    start = window[0] if longer else None
    return vega.lines(placed, unit, "name", "label", look, say("aid.flows.data_to_label", last=window[1]), band, start)


def _at_end(unit: str) -> pl.Expr:
    """Write a line's last value behind its name: shares of GDP as exactly as the words beside them."""
    if unit != "pct_gdp":
        return marks.number(unit)
    return pl.col(unit).map_elements("{:.2f}%".format, pl.String)


def _headline(final: pl.DataFrame, steps: Periods, window: tuple[date, date]) -> str:
    period, place = PERIODS[steps.every], "" if steps.cumulative or steps.smooth > 1 else " ({short})"
    # The unit is told once.
    first, others = join_rows(final.head(1), "{name} {value}" + place), join_rows(final[1:], "{name} {amount}" + place, ", ")
    told = ", ".join(filter(None, [first, others]))
    if steps.cumulative:
        return say("aid.flows.cumulative_headline", first=window[0], last=window[1], told=told)
    if steps.smooth > 1:
        return say("aid.flows.mean_headline", period=period, last=final["when"][0], told=told)
    return say("aid.flows.largest_headline", period=period, told=told)


def _value(value: float, unit: str) -> str:
    words = UNITS[unit][1]
    if unit.endswith("_bn"):
        return usd(value) if unit.startswith("usd") else eur(value)
    return f"{value:.2f}% {words}" if unit == "pct_gdp" else f"{value:,.{0 if value >= 10 or value == 0 else 1}f} {words}"


def _sizes(unit: str) -> list[str]:
    """Give the work that people are from, where the unit is per head; GDP is the tracker's."""
    return ["world_bank"] if unit.endswith("_per_head") else []


def _caveats(missing: list[str], whose: Sequence[Group], unit: str, steps: Periods, window: tuple[date, date]) -> list[str]:
    period, in_part = PERIODS[steps.every], _in_part(steps, window)
    whom = say("aid.flows.europes_countries") if is_house(whose) else say("aid.flows.groups_countries")
    caveats = {
        say("aid.flows.not_shown", names=", ".join(missing)): missing,
        f"{OF_GDP} {whom}": unit == "pct_gdp",
        f"{OF_PEOPLE} {whom}": _sizes(unit),
        say("aid.flows.in_dollars"): unit.startswith("usd"),
        in_part: in_part,
        say("aid.flows.mean_of", period=period, others=steps.smooth - 1): steps.smooth > 1,
    }
    return [caveat for caveat, applies in caveats.items() if applies]


def _in_part(steps: Periods, window: tuple[date, date]) -> str:
    """Say which of the first and the last period are counted in part, if one is."""
    months, period = STEPS[steps.every], PERIODS[steps.every]
    first, last = (window[0].month - 1) % months, window[1].month % months
    if first and last:
        return say("aid.flows.both_in_part", period=period, first=window[0], last=window[1])
    if first:
        return say("aid.flows.first_in_part", period=period, first=window[0])
    return say("aid.flows.last_in_part", period=period, last=window[1]) if last else ""
