"""What tests share: the publishers' files where they are, and the package's own tables."""

import gc
import os
import shutil
import tempfile
from pathlib import Path

import polars as pl
import pytest

from analysis import load
from analysis.storage import reader
from tests.support import sampling, server
from tests.support.laboratory import CHROMIUM, FLAGS

ROOT = Path(__file__).resolve().parent.parent
# Python looks for a folder that takes files; the browser's driver insists on /tmp unless it is told.
os.environ.setdefault("TMPDIR", tempfile.gettempdir())


# Frames and charts make many objects and few circles: looking for these less often saves seconds.
gc.set_threshold(100_000, 20, 20)

SLOWEST = tuple(
    f"test_{name}.py"
    for name in (
        *("browser", "lab_saves", "briefing", "data", "refresh_sanctions", "groups", "page", "notebooks", "front", "as_of"),
        *(
            "office",
            "told",
            "audit",
            "refresh_aid",
            "planted_further",
            "planted_lists",
            "report",
            "explorer",
            "briefing_charts",
        ),
        *("groups_on_two_days", "native_charts", "dark", "own_charts", "undo", "tasks", "figures", "embeds", "guarantees"),
    )
)
"""The files that take longest begin first, so that short ones fill what they leave free where several processes share the tests."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    rank = {name: place for place, name in enumerate(SLOWEST)}
    items.sort(key=lambda item: rank.get(item.path.name, len(rank)))
    if left_out := sampling.left_out(items):
        config.hook.pytest_deselected(items=[item for item in items if item.nodeid in left_out])
        items[:] = [item for item in items if item.nodeid not in left_out]


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def raw() -> Path:
    """The publishers' files; tests that need them skip where RAW_DATA does not name their folder."""
    folder = os.environ.get("RAW_DATA", "")
    if not folder:
        pytest.skip("RAW_DATA names no folder of publishers' files")
    path = (ROOT / folder).resolve()
    if not path.is_dir():
        pytest.fail(f"RAW_DATA={folder} is no folder")
    return path


@pytest.fixture(scope="session")
def aid() -> pl.DataFrame:
    return load.aid(29)


@pytest.fixture(scope="session")
def aid28() -> pl.DataFrame:
    return load.aid(28)


@pytest.fixture(scope="module")
def browser():
    """Chromium, one for all tests of a file."""
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine: `make browsers` installs Debian's")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def site():
    with server.serving() as site:
        yield site


@pytest.fixture
def room(tmp_path, monkeypatch) -> Path:
    """A copy of data/ that the refresh works on."""
    target = tmp_path / "project/data"
    shutil.copytree(reader.DATA, target)
    monkeypatch.setattr(reader, "DATA", target)
    return target
