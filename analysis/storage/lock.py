"""One command at a time writes data/."""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import filelock

from analysis.errors import RefreshFault
from analysis.storage import reader
from analysis.storage.atomic import AGAIN, wrap_disk_errors

LOCK = ".data-lock"


def exclusive_lock(data: Path | None = None) -> AbstractContextManager[Any]:
    """Hold data/ for one command that writes it; raises RefreshFault while another holds it, or where no lock can be written."""
    file = (data or reader.DATA).parent / LOCK
    with wrap_disk_errors(file, RefreshFault, AGAIN):
        try:
            return filelock.FileLock(file).acquire(timeout=0)
        except filelock.Timeout as fault:
            raise RefreshFault(
                "another refresh, build or curate is at work on data/", "wait until it has ended, then run it again"
            ) from fault
