"""Let a measure take a DataFrame or a LazyFrame and give back the same kind."""

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar, cast

import polars as pl

P = ParamSpec("P")
Frame = TypeVar("Frame", pl.DataFrame, pl.LazyFrame)


def frame_in_frame_out(
    measure: Callable[Concatenate[pl.LazyFrame, P], pl.LazyFrame],
) -> Callable[Concatenate[Frame, P], Frame]:
    """Run a measure written for LazyFrame on either kind; an eager frame comes back eager."""

    @functools.wraps(measure)
    def either(frame: Frame, /, *args: P.args, **kwargs: P.kwargs) -> Frame:
        if isinstance(frame, pl.DataFrame):
            return measure(frame.lazy(), *args, **kwargs).collect()
        return measure(frame, *args, **kwargs)

    return cast("Callable[Concatenate[Frame, P], Frame]", either)
