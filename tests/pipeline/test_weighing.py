"""Genuine steps from one release to the next get the verdict they deserve, with bounds fitted without them too."""

import polars as pl
import pytest

from analysis import load
from analysis.pipeline import release_checks, revisions

STEPS = {
    ("28", "29"): False,
    ("29-first-upload", "29"): False,
    ("29-first-upload", "30-preview"): False,
    ("28", "29-first-upload"): True,
    ("29", "29-first-upload"): True,
    ("29", "30-preview"): True,
}
"""Each step that data/ holds, and whether it is one to doubt: the first upload and the preview lack rows without a date."""


def measures(step: tuple[str, str]) -> dict[str, float]:
    """Give what bounds are set on: the share that falling donors lose, and the least share of a group that stays."""
    before, after = (load.aid(release) for release in step)
    lost = []
    for stage in ("allocated", "committed"):
        old, new = (
            dict(frame.filter(stage=stage).group_by("donor").agg(pl.col("eur").sum().cast(pl.Float64)).iter_rows())
            for frame in (before, after)
        )
        lost.append(sum(max(0.0, was - new.get(donor, 0.0)) for donor, was in old.items()) / sum(old.values()))
    cells = revisions.revisions(before, after, {}).old
    shares = []
    for keys in revisions.GROUPS.values():
        groups = cells.group_by(keys).agg(kept=pl.col("kept").mean(), months=pl.col("month").n_unique())
        shares.append(groups.filter(pl.col("months") > 1)["kept"].min())
    return {"lost": max(lost), "kept": float(min(shares))}


@pytest.mark.parametrize("step", STEPS, ids=" to ".join)
def test_a_genuine_step_gets_its_verdict(step):
    doubts = release_checks.doubts_about_release(load.aid(step[0]), load.aid(step[1]), load.countries())
    assert bool(doubts) == STEPS[step]


@pytest.mark.parametrize("left_out", STEPS, ids=" to ".join)
def test_bounds_fitted_without_a_step_give_its_verdict(left_out):
    others = {step: measures(step) for step in STEPS if step != left_out}
    good = max(values["lost"] for step, values in others.items() if not STEPS[step])
    bad = min(values["lost"] for step, values in others.items() if STEPS[step])
    most_lost = (good * bad) ** 0.5
    least_kept = min(values["kept"] for step, values in others.items() if not STEPS[step]) / 2
    tried = measures(left_out)
    assert (tried["lost"] > most_lost or tried["kept"] < least_kept) == STEPS[left_out]


def test_the_bounds_stand_between_what_good_steps_and_bad_ones_do():
    seen = {step: measures(step) for step in STEPS}
    assert max(seen[step]["lost"] for step in STEPS if not STEPS[step]) < release_checks.MAX_LOST
    assert min(seen[step]["lost"] for step in STEPS if STEPS[step]) > release_checks.MAX_LOST
    assert min(values["kept"] for values in seen.values()) > revisions.MIN_KEPT
