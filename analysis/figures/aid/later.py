"""Totals of a later release without months beside the monthly rows of another: two ends, each named, and no difference of the two."""

from datetime import date

import polars as pl

from analysis import load
from analysis.as_of import as_day
from analysis.charts.catalogue import say
from analysis.charts.formatting import day
from analysis.errors import AnalysisError, NotComparable
from analysis.figures.aid.inputs import edition, last_day, require_one_release, span, stand, until
from analysis.measures import aid as measure


def leading(aid: pl.DataFrame, later: pl.DataFrame | None, *stages: str, own: bool = False) -> pl.DataFrame:
    """Give the rows whose totals lead a figure's words: those of the later release, if there is one.

    Raises NotComparable for a `later` that does not end after `aid`, that is of several releases or a part of one,
    AnalysisError where one of the two has no rows of a stage.

    >>> leading(load.aid(29), load.aid_totals(28), "allocated")
    Traceback (most recent call last):
        ...
    analysis.errors.NotComparable: release 28 ends in February 2026, not after release 29, which ends in April 2026
      -> take load.later_totals() beside load.aid(), or leave it out
    """
    require_one_release(aid, *stages, own=own)
    if later is None:
        return aid
    require_one_release(later, *stages, own=own)
    if last_day(later) <= last_day(aid):
        raise NotComparable(
            f"{edition(later)} ends in {until(later)}, not after {edition(aid)}, which ends in {until(aid)}",
            "take load.later_totals() beside load.aid(), or leave it out",
        )
    return later


def ended(rows: pl.DataFrame, until: date | str | None) -> pl.DataFrame:
    """Keep the months of a measure that had ended by a day, all of them where none is given; takes period.

    Raises AnalysisError for a day by which none had, and for what is no day.

    >>> ended(measure.over_time(load.aid(29)), "2025-09-20")["period"].max()
    datetime.date(2025, 8, 1)
    """
    if until is None:
        return rows
    kept = rows.filter(pl.col("period").dt.month_end() <= as_day(until))
    if kept.is_empty():
        raise AnalysisError(f"no month of these rows had ended by {day(as_day(until))}", "choose a later day")
    return kept


def stand_on(rows: pl.DataFrame, lead: pl.DataFrame, until: date | str | None) -> str:
    """Say up to when sums go, and of which release: the last month that had ended by a day, or the end of what leads.

    >>> rows = ended(measure.over_time(load.aid(29)), "2025-09-20")
    >>> stand_on(rows, load.aid(29), "2025-09-20"), stand_on(rows, load.aid_totals(30), None)
    ('by August 2025 (release 29)', 'by June 2026 (release 30)')
    """
    if until is None:
        return stand(lead)
    return say("aid.later.by_month_words", last=measure.last_month(rows), edition=edition(lead))


def id_until(name: str, rows: pl.DataFrame, until: date | str | None) -> str:
    """Name a figure, with its last month where it looks back: one id is one figure.

    >>> id_until("gap", ended(measure.over_time(load.aid(29)), "2025-09-20"), "2025-09-20")
    'gap-2025-08'
    """
    return name if until is None else f"{name}-{measure.last_month(rows):%Y-%m}"


def as_points(sums: pl.DataFrame, by: str = "bloc") -> pl.DataFrame:
    """Date a later release's sums to the month of its cut-off, each a `line` of its own; takes release and `by`.

    >>> as_points(measure.totals(load.aid_totals(30))).select("period", "line").row(0)
    (datetime.date(2026, 6, 1), 'Europe, to June 2026')
    """
    months = load.releases().select("release", period=pl.col("cutoff").dt.truncate("1mo"))
    dated = sums.join(months, on="release", maintain_order="left")
    names = [say("aid.later.to_label", name=name, last=last) for name, last in dated.select(by, "period").iter_rows()]
    return dated.with_columns(line=pl.Series(names, dtype=pl.String))


def drawn(curves: pl.DataFrame, points: pl.DataFrame | None, by: str = "bloc") -> pl.DataFrame:
    """Give the rows that a figure plots: the months, and below them the later points, with `line` saying which is which.

    >>> rows = pl.DataFrame({"bloc": ["Europe"], "eur_bn": [1.5]})
    >>> drawn(rows, rows.with_columns(line=pl.lit("Europe, to June 2026")))["line"].to_list()
    ['Europe', 'Europe, to June 2026']
    """
    if points is None:
        return curves
    rows = curves.with_columns(line=pl.col(by))
    return pl.concat([rows, points.select(rows.columns)])


def by_end(aid: pl.DataFrame) -> str:
    """Say in a headline up to when sums go; the release of the tracker stands in the source line, one of one's own here.

    >>> by_end(load.aid_totals(30))
    'by June 2026'
    """
    known = load.whole_release(aid["release"][0]) in load.releases()["release"]
    return say("aid.later.by_until_words", until=until(aid)) if known else stand(aid)


def both_spans(curves: pl.DataFrame, later: pl.DataFrame | None) -> str:
    """Say which months are drawn, and up to when the totals of a later release go; the source line names both releases.

    >>> both_spans(measure.over_time(load.aid(29)), load.aid_totals(30))
    'by month January 2022 to April 2026; points: totals to June 2026'
    """
    if later is None:
        return span(curves)
    return say("aid.later.both_spans_words", span=span(curves), until=until(later))


def no_difference(aid: pl.DataFrame, later: pl.DataFrame | None) -> list[str]:
    """Give the caveat of a figure with points of a later release, if it has them.

    >>> no_difference(load.aid(29), None)
    []
    """
    if later is None:
        return []
    last = measure.last_month(measure.over_time(aid))
    no_months = say("aid.later.no_months", edition=edition(later))
    return [f"{no_months} {say('aid.later.no_difference', last=last, edition=edition(aid))}"]


def both_stands(aid: pl.DataFrame, later: pl.DataFrame | None, value: str) -> str:
    """Say an amount of the monthly release at its own end, for the alternative text of a figure that a later one leads.

    >>> both_stands(load.aid(29), load.aid_totals(30), "Europe €214.8bn")
    ' By month the lines end at Europe €214.8bn by April 2026 (release 29).'
    """
    return "" if later is None else f" {say('aid.later.lines_end', amounts=value, stand=stand(aid))}"
