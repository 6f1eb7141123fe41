"""Let a measure take a DataFrame or a LazyFrame and give back the same kind."""

import functools
from collections.abc import Callable, Sequence
from decimal import Decimal
from math import isfinite
from typing import Concatenate, ParamSpec, TypeVar, cast

import polars as pl

from analysis.errors import AnalysisError, NotComparable, UnknownName
from analysis.load.as_polars import as_polars

STAGES = ("allocated", "committed")
KINDS = ("military", "financial", "humanitarian")
NAMED = {"stage": STAGES, "kind": KINDS}
"""What may stand in columns that measures choose by: a row of another name would be in no answer, as if it were zero."""

CONTRACT = ("release", "month", "donor", "kind", "stage", "eur")
"""The columns of a row of aid."""

MOST_CELLS = 50_000
"""More rows than all releases at hand have together several times over: what is longer is no table of the tracker's."""

TYPES = {
    "eur": ((pl.Decimal,), "Decimal: money is exact"),
    "month": ((pl.Date,), "Date: a month is its first day"),
    "release": ((pl.String, pl.Categorical, pl.Enum), "String: 29-first-upload is one too"),
}
"""What the columns that measures count on are, so that polars does not have to say it with a query plan."""

COUNTED = {"eur": ("amounts", "aid"), "listings": ("counts", "designations"), "refugees": ("counts", "people_hosted")}
"""The columns that measures add, what they hold, and the table they are of."""

P = ParamSpec("P")
Frame = TypeVar("Frame", pl.DataFrame, pl.LazyFrame)


def frame_in_frame_out(
    measure: Callable[Concatenate[pl.LazyFrame, P], pl.LazyFrame],
) -> Callable[Concatenate[Frame, P], Frame]:
    """Run a measure written for LazyFrame on either kind; an eager frame comes back eager. Anything else is an AnalysisError."""

    @functools.wraps(measure)
    def either(frame: Frame, /, *args: P.args, **kwargs: P.kwargs) -> Frame:
        taken = as_polars(frame)
        if isinstance(taken, pl.DataFrame):
            return measure(taken.lazy(), *args, **kwargs).collect()  # type: ignore[return-value]
        return measure(taken, *args, **kwargs)  # type: ignore[return-value]

    return cast("Callable[Concatenate[Frame, P], Frame]", either)


def of_amounts(measure: Callable[Concatenate[pl.LazyFrame, P], pl.LazyFrame]) -> Callable[Concatenate[Frame, P], Frame]:
    """Run a measure that adds amounts on either kind of frame, and refuse an eager one with amounts that are null.

    Stages and kinds that nobody knows are refused too, and rows that stand twice. Those of a lazy frame cannot be seen before it is read.
    """
    either: Callable[Concatenate[Frame, P], Frame] = frame_in_frame_out(measure)

    @functools.wraps(measure)
    def known(frame: Frame, /, *args: P.args, **kwargs: P.kwargs) -> Frame:
        taken = cast("Frame", as_polars(frame))
        refuse_unknown(taken)
        refuse_unnamed(taken)
        refuse_copies(taken)
        return either(taken, *args, **kwargs)

    return cast("Callable[Concatenate[Frame, P], Frame]", known)


def refuse_unknown(frame: object) -> None:
    """Raise AnalysisError for a DataFrame with amounts or counts that are null: every sum would count them as zero.

    >>> refuse_unknown(pl.DataFrame({"eur": [1, None]}))
    Traceback (most recent call last):
        ...
    analysis.errors.AnalysisError: 1 of 2 amounts are not known (eur is null): a sum would count them as zero
      -> leave those rows out and say so: aid.drop_nulls("eur")
    """
    if not isinstance(frame, pl.DataFrame):
        return
    for column, (what, table) in COUNTED.items():
        if column in frame.columns and (unknown := frame[column].null_count()):
            problem = f"{unknown:,} of {frame.height:,} {what} are not known ({column} is null): a sum would count them as zero"
            raise AnalysisError(problem, f'leave those rows out and say so: {table}.drop_nulls("{column}")')


def refuse_unnamed(frame: object) -> None:
    """Raise UnknownName for a DataFrame of aid with a stage or kind that nobody knows: it would fall out of every sum by stage or kind.

    A kind may be null, where a release gives no split.

    >>> refuse_unnamed(pl.DataFrame({"donor": ["EST"], "kind": ["Military"]}))
    Traceback (most recent call last):
        ...
    analysis.errors.UnknownName: no kind 'Military'
      -> did you mean 'military'? choose one of: military, financial, humanitarian
    """
    if not isinstance(frame, pl.DataFrame) or "donor" not in frame.columns:
        return
    names = {name: pl.col(name).cast(pl.String) for name in NAMED if name in frame.columns}
    may_be = {name: column.is_in(NAMED[name]) for name, column in names.items()}
    if "stage" in may_be:
        may_be["stage"] = may_be["stage"].fill_null(value=False)
    fits = frame.select(**{name: fit.all() for name, fit in may_be.items()})
    for name in fits.columns:
        if not fits[name].item():
            raise UnknownName(name, frame.filter(~may_be[name]).select(names[name]).to_series()[0], NAMED[name])


def refuse_copies(frame: object) -> None:
    """Raise NotComparable for a DataFrame of aid in which rows stand more than once: every sum would count them twice.

    Only rows with all columns of the contract are held against each other: without one of them two that differ look alike. A ledger of
    more rows than `MOST_CELLS` is one of single payments, of which two may be alike: it is refused where all of its rows stand again.

    >>> row = {"release": "29", "month": None, "donor": "EST", "kind": "military", "stage": "allocated", "eur": 1}
    >>> refuse_copies(pl.DataFrame([row, row]))
    Traceback (most recent call last):
        ...
    analysis.errors.NotComparable: 1 of 2 rows of aid are copies of others: a sum would count them twice
      -> take each row once: aid.unique()
    """
    if not isinstance(frame, pl.DataFrame) or not {*CONTRACT} <= {*frame.columns} or frame.is_empty():
        return
    if frame.height > MOST_CELLS and not _all_stand_again(frame):
        return
    # Two amounts of which no kind is known may be alike and yet of two kinds.
    split = frame.drop_nulls("kind")
    if split.height and split.height > split.n_unique():
        copies = frame.height - frame.n_unique()
        problem = f"{copies:,} of {frame.height:,} rows of aid are copies of others: a sum would count them twice"
        raise NotComparable(problem, "take each row once: aid.unique()")


def _all_stand_again(frame: pl.DataFrame) -> bool:
    """Say whether no row of a large frame stands alone; most frames are known by their first row, which is quickly looked for."""
    as_first = pl.all_horizontal(pl.col(name).eq_missing(pl.col(name).first()) for name in CONTRACT)
    if frame.select(as_first.sum()).item() == 1:
        return False
    return bool(frame.group_by(CONTRACT).len()["len"].min() > 1)  # type: ignore[operator]


def as_lazy(frame: object) -> pl.LazyFrame:
    """Give a frame of any library as a lazy one of polars; raises AnalysisError for anything else.

    >>> as_lazy("aid")
    Traceback (most recent call last):
        ...
    analysis.errors.AnalysisError: a str is no frame
      -> take what load gives, such as load.aid(), or a frame of polars, pandas, Arrow or DuckDB
    """
    return as_polars(frame).lazy()


def as_eager(frame: object, name: str = "aid") -> pl.DataFrame:
    """Give a frame of any library as a DataFrame; raises AnalysisError for a lazy frame, which is read when asked and by no figure.

    `name` is what the fix calls it.

    >>> as_eager(pl.LazyFrame({"eur": [1]}))
    Traceback (most recent call last):
        ...
    analysis.errors.AnalysisError: this takes a DataFrame, not a LazyFrame
      -> collect it first: aid.collect()
    """
    taken = as_polars(frame)
    if not isinstance(taken, pl.DataFrame):
        raise AnalysisError("this takes a DataFrame, not a LazyFrame", f"collect it first: {name}.collect()")
    return taken


def need(frame: pl.DataFrame | pl.LazyFrame, columns: Sequence[str], fix: str) -> None:
    """Raise AnalysisError, with what to take instead, unless a frame of polars has all the columns named, each of its type.

    >>> need(pl.LazyFrame({"eur": [1]}), ["month", "eur"], "take rows of load.aid()")
    Traceback (most recent call last):
        ...
    analysis.errors.AnalysisError: the rows have no column 'month'
      -> take rows of load.aid()
    """
    has = as_lazy(frame).collect_schema()
    if missing := [repr(name) for name in columns if name not in has]:
        raise AnalysisError(f"the rows have no column {', '.join(missing)}", fix)
    for name, (kinds, wanted) in TYPES.items():
        if name in columns and has[name].base_type() not in kinds:
            raise AnalysisError(f"{name} is {has[name].base_type()}, not {wanted}", fix)


def require_single_release(aid: pl.DataFrame, what: str) -> None:
    """Raise NotComparable for rows of several releases, or of none, where one number is made of them all; `what` says which.

    Releases revise one another: a difference, share or lead across two of them is not what was given.

    >>> require_single_release(pl.DataFrame({"release": ["29", "30"]}), "a lead is of one release")
    Traceback (most recent call last):
        ...
    analysis.errors.NotComparable: a lead is of one release, not of 2 (29, 30)
      -> take one: load.aid(release=29)
    """
    need(as_eager(aid), ("release",), "take rows of load.aid()")
    releases = aid["release"].cast(pl.String).unique().sort().to_list()
    if len(releases) != 1:
        among = f" ({', '.join(releases)})" if releases else ""
        raise NotComparable(f"{what}, not of {len(releases)}{among}", "take one: load.aid(release=29)")


def require_amount(option: str, given: object) -> None:
    """Raise AnalysisError for an option that is no finite number from 0 on; whole numbers, floats and Decimals are.

    >>> require_amount("at_least_eur", "1m")
    Traceback (most recent call last):
        ...
    analysis.errors.AnalysisError: at_least_eur='1m' is no amount
      -> give a number from 0 on, such as at_least_eur=1_000_000
    """
    number = isinstance(given, int | float | Decimal) and not isinstance(given, bool)
    if not number or not isfinite(given) or given < 0:  # type: ignore[arg-type, operator]
        raise AnalysisError(f"{option}={given!r} is no amount", f"give a number from 0 on, such as {option}=1_000_000")


def require_number(option: str, given: object) -> None:
    """Raise AnalysisError for an option that is no whole number from 1 on.

    >>> require_number("most", 0)
    Traceback (most recent call last):
        ...
    analysis.errors.AnalysisError: most=0 is no number of rows
      -> give a whole number from 1 on, such as most=8
    """
    if not isinstance(given, int) or isinstance(given, bool) or given < 1:
        raise AnalysisError(f"{option}={given!r} is no number of rows", f"give a whole number from 1 on, such as {option}=8")
