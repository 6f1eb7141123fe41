"""Settle every order that polars does not promise, one way or the other: what depends on luck then shows at once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from unittest.mock import patch

import polars as pl
from polars.lazyframe.group_by import LazyGroupBy


@contextmanager
def settled(arrange: Callable[[pl.LazyFrame], pl.LazyFrame]) -> Iterator[None]:
    """Arrange the rows after every group_by, unique and join that did not ask for an order."""
    grouped, unique, joined = pl.LazyFrame.group_by, pl.LazyFrame.unique, pl.LazyFrame.join

    def group_by(self, *by, maintain_order=False, **named):
        made = grouped(self, *by, maintain_order=True, **named)
        return made if maintain_order else _Arranged(made, arrange)

    def distinct(self, *args, maintain_order=False, **options):
        made = unique(self, *args, maintain_order=True, **options)
        return made if maintain_order else arrange(made)

    def join(self, *args, maintain_order=None, **options):
        if maintain_order not in (None, "none"):
            return joined(self, *args, maintain_order=maintain_order, **options)
        return arrange(joined(self, *args, maintain_order="left_right", **options))

    with (
        patch.object(pl.LazyFrame, "group_by", group_by),
        patch.object(pl.LazyFrame, "unique", distinct),
        patch.object(pl.LazyFrame, "join", join),
        patch.object(pl.DataFrame, "group_by", lambda self, *by, **options: _Eager(group_by(self.lazy(), *by, **options))),
    ):
        yield


class _Arranged:
    def __init__(self, made: LazyGroupBy, arrange: Callable[[pl.LazyFrame], pl.LazyFrame]) -> None:
        self.made, self.arrange = made, arrange

    def agg(self, *args, **named):
        return self.arrange(self.made.agg(*args, **named))

    def len(self, name=None):
        return self.arrange(self.made.len(name))


class _Eager:
    def __init__(self, made) -> None:
        self.made = made

    def agg(self, *args, **named):
        return self.made.agg(*args, **named).collect()

    def len(self, name=None):
        return self.made.len(name).collect()

    def last(self):
        return self.made.last().collect()

    def first(self):
        return self.made.first().collect()


def as_read(frame: pl.LazyFrame) -> pl.LazyFrame:
    return frame


def shuffled(frame: pl.LazyFrame) -> pl.LazyFrame:
    # Not a reverse: two of them would undo each other.
    return frame.with_row_index("nth of disorder").sort(pl.col("nth of disorder").hash(seed=7)).drop("nth of disorder")
