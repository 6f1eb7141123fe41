"""What every refresh needs: to be alone at work on data/, and a folder for what it fetches."""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import filelock

from analysis import load
from analysis.errors import RefreshFault


def alone() -> AbstractContextManager[Any]:
    """Hold data/ for one refresh; raises RefreshFault while another holds it."""
    try:
        return filelock.FileLock(load.DATA.parent / ".data-lock").acquire(timeout=0)
    except filelock.Timeout as fault:
        raise RefreshFault("another refresh is at work on data/", "wait until it has ended") from fault


def room(name: str) -> Path:
    """Give the folder that fetched files are kept in; it is no part of the repository."""
    return load.DATA.parent / "build/refresh" / name
