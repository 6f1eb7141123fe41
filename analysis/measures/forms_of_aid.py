"""In which form aid is given: loan, grant, guarantee, in kind; and what of it must be paid back."""

from collections.abc import Sequence

import polars as pl

from analysis.measures.blocs import Whose, choose, dimensions
from analysis.measures.flows import COLUMNS, DATED, over_time, totals
from analysis.measures.frames import need, of_amounts
from analysis.measures.periods import Months
from analysis.measures.units import billions, ratio

INSTRUMENTS = ("loan", "grant", "guarantee", "swap_line", "in_kind", "unstated")
REPAID = ("loan", "swap_line")
"""What must be paid back. A guarantee is no payment: it stands for a loan that somebody else gives."""

TAKE = "take rows of load.aid_instruments(18)"


@of_amounts
def by_instrument(
    aid: pl.LazyFrame, by: str | Sequence[str] = "bloc", only: Whose = (), *, stage: str = "allocated", kind: str | None = None
) -> pl.LazyFrame:
    """Sum all aid per group and form it is given in, undated money included.

    Takes `load.aid_instruments()`; arguments as `totals`. Returns release, the groups, instrument, eur (exact), eur_bn and share (of
    what the group gave in all forms; null where that is zero); sorted. Whoever is in the release has a row of each form, zero where
    it names none. Raises as `totals`, and AnalysisError for rows without the column instrument.

    >>> from analysis import load
    >>> loans = by_instrument(load.aid_instruments(18)).filter(instrument="loan")
    >>> loans.select("bloc", "eur_bn").rows()
    [('Europe', 37.818482524), ('Other donors', 5.480576766), ('United States', 0.0)]
    """
    groups = dimensions(by)
    rows = _of_forms(aid, COLUMNS)
    whole = totals(rows, by, only, stage=stage, kind=kind).select("release", *groups, whole="eur")
    parts = {form: _totals(rows, form, by, only, stage, kind) for form in INSTRUMENTS}
    return _together(whole, parts, ["release", *groups])


@of_amounts
def by_instrument_over_time(
    aid: pl.LazyFrame,
    by: str | Sequence[str] = "bloc",
    only: Whose = (),
    *,
    stage: str = "allocated",
    kind: str | None = None,
    every: str = "1mo",
    cumulative: bool = False,
    months: Months = None,
) -> pl.LazyFrame:
    """Sum dated aid per period, group and form it is given in.

    Takes `load.aid_instruments()`; arguments as `over_time`. Returns release, period, the groups, instrument, eur (exact), eur_bn and
    share (of what the group gave in the period in all forms; null where that is zero); sorted. Raises as `over_time`, and
    AnalysisError for rows without the column instrument.

    >>> from analysis import load
    >>> years = by_instrument_over_time(load.aid_instruments(18), only="EU institutions", every="year").filter(instrument="loan")
    >>> years.select(pl.col("period").dt.year(), "eur_bn").rows()
    [(2022, 9.458), (2023, 18.1), (2024, 8.0)]
    """
    groups = dimensions(by)
    rows = _of_forms(aid, DATED)

    def summed(some: pl.LazyFrame) -> pl.LazyFrame:
        return over_time(some, by, only, stage=stage, kind=kind, every=every, cumulative=cumulative, months=months)

    whole = summed(rows).select("release", "period", *groups, whole="eur")
    parts = {form: summed(_only(rows, form)) for form in INSTRUMENTS}
    return _together(whole, parts, ["release", "period", *groups])


def to_repay(aid: pl.DataFrame, only: Whose = (), *, stage: str = "allocated") -> pl.DataFrame:
    """Sum what of a release's aid must be paid back: loans and swap lines, and what part of all aid that is.

    Takes `load.aid_instruments()`. Returns release, bloc, eur (exact), eur_bn and share; sorted. Guarantees are not in it, and aid whose
    form is not stated cannot be. Raises as `by_instrument`.

    >>> from analysis import load
    >>> to_repay(load.aid_instruments(18), ["Europe", "US"]).select("bloc", "eur_bn", pl.col("share").round(3)).rows()
    [('Europe', 38.747936934, 0.352), ('United States', 0.0, 0.0)]
    """
    forms = by_instrument(aid, "bloc", only, stage=stage)
    repaid = pl.col("instrument").is_in(REPAID)
    summed = forms.group_by("release", "bloc").agg(pl.col("eur").filter(repaid).sum(), whole=pl.col("eur").sum())
    named = summed.with_columns(eur_bn=billions("eur"), share=ratio("eur", "whole"))
    return named.drop("whole").sort("release", "bloc")


def _of_forms(aid: pl.LazyFrame, columns: Sequence[str]) -> pl.LazyFrame:
    """Give the rows with their form as text; raises UnknownName, when collected, for a form that nobody knows."""
    need(aid, (*columns, "instrument"), TAKE)

    def known(frame: pl.DataFrame) -> pl.DataFrame:
        for form in frame["instrument"].unique().to_list():
            choose("instrument", form, INSTRUMENTS)
        return frame

    texts = aid.with_columns(pl.col("instrument").cast(pl.String))
    return texts.map_batches(known)


def _only(rows: pl.LazyFrame, form: str) -> pl.LazyFrame:
    """Keep the amounts of one form; those of others are null, which no sum counts, so that whoever gave them is still there."""
    return rows.with_columns(eur=pl.when(pl.col("instrument") == form).then("eur"))


def _totals(rows: pl.LazyFrame, form: str, by: str | Sequence[str], only: Whose, stage: str, kind: str | None) -> pl.LazyFrame:
    return totals(_only(rows, form), by, only, stage=stage, kind=kind)


def _together(whole: pl.LazyFrame, parts: dict[str, pl.LazyFrame], on: list[str]) -> pl.LazyFrame:
    forms = pl.concat(part.select(*on, "eur", instrument=pl.lit(form)) for form, part in parts.items())
    shared = forms.join(whole, on=on, how="left", nulls_equal=True).with_columns(share=ratio("eur", "whole"))
    told = shared.select(*on, "instrument", "eur", eur_bn=billions("eur"), share="share")
    order = pl.col("instrument").cast(pl.Enum(INSTRUMENTS))
    return told.sort(*on, order)
