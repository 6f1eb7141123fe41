"""Which cases of a long law run: a seeded sample in `make test`, all of them in `make proof`.

A test marked `sampled(n)` has many cases of one kind, and runs n of them. One marked `sampled(n, each="name")` has a kind for each
value of that parameter, and runs n of every kind. `SAMPLE=7 make test` draws others, of which half run. Of one room,
`make test ROOM=figures`, a sixth of each sample runs: that is the answer while one writes. `make proof` runs all cases.
"""

import os
from collections import defaultdict
from collections.abc import Sequence
from random import Random
from typing import TypeVar

import pytest

T = TypeVar("T")

PROOF = bool(os.environ.get("PROOF"))
SEED = os.environ.get("SAMPLE", "0")
SHARE = int(os.environ.get("SAMPLE_SHARE", "1"))
"""One in so many cases of each sample runs, and at least one; `tools/run_tests.py` sets it where single rooms are tested."""


def sample(cases: Sequence[T], most: int, law: str) -> list[T]:
    """Draw at most so many cases of a law, the same for each run with one seed; all of them where everything is to be proved."""
    if PROOF:
        return list(cases)
    most = -(-most // SHARE)
    if len(cases) <= most:
        return list(cases)
    drawn = Random(f"{SEED} {law}").sample(range(len(cases)), most)
    return [cases[place] for place in sorted(drawn)]


def left_out(items: Sequence[pytest.Item]) -> set[str]:
    """Name the cases of marked tests that this run leaves out."""
    laws: dict[str, list[str]] = defaultdict(list)
    most: dict[str, int] = {}
    for item in items:
        if mark := item.get_closest_marker("sampled"):
            law = item.nodeid.split("[")[0]
            if each := mark.kwargs.get("each"):
                kind = item.callspec.params[each]  # type: ignore[attr-defined]
                # A function by its name: how it is written holds where it lies in memory, and processes must draw the same.
                law += f" {getattr(kind, '__name__', kind)}"
            laws[law].append(item.nodeid)
            most[law] = mark.args[0]
    return {case for law, cases in laws.items() for case in set(cases) - set(sample(sorted(cases), most[law], law))}
