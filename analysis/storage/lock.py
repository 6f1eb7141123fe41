"""One command at a time writes data/."""

import errno
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import filelock

from analysis.errors import RefreshFault
from analysis.storage import reader


def exclusive_lock(data: Path | None = None) -> AbstractContextManager[Any]:
    """Hold data/ for one command that writes it; raises RefreshFault while another holds it, or where no lock can be written."""
    place = (data or reader.DATA).parent
    try:
        return filelock.FileLock(place / ".data-lock").acquire(timeout=0)
    except filelock.Timeout as fault:
        problem = "another refresh, build or curate is at work on data/"
        raise RefreshFault(problem, "wait until it has ended, then run it again") from fault
    except OSError as fault:
        raise disk_fault(place, fault) from fault


def disk_fault(place: Path, fault: OSError) -> RefreshFault:
    """Say what a disk refused, and what would fix that; the error is returned, not raised.

    >>> print(disk_fault(Path("data"), OSError(errno.ENOSPC, "No space left on device")))
    data: No space left on device
      -> free space on the disk, then run it again
    """
    full = fault.errno in (errno.ENOSPC, errno.EDQUOT)
    fix = "free space on the disk" if full else "make that folder one you may write to"
    return RefreshFault(f"{place}: {fault.strerror or fault}", f"{fix}, then run it again")
