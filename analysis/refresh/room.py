"""What every refresh needs: to be alone at work on data/, a folder to fetch into, a wish that holds together, and its command."""

import errno
import shlex
from collections.abc import Callable
from contextlib import AbstractContextManager
from itertools import chain
from pathlib import Path
from typing import Any

import filelock

from analysis import files
from analysis.errors import RefreshFault


def alone(data: Path | None = None) -> AbstractContextManager[Any]:
    """Hold data/ for one command that writes it; raises RefreshFault while another holds it, or where no lock can be written."""
    place = (data or files.DATA).parent
    try:
        return filelock.FileLock(place / ".data-lock").acquire(timeout=0)
    except filelock.Timeout as fault:
        raise RefreshFault(
            "another refresh, build or curate is at work on data/", "wait until it has ended, then run it again"
        ) from fault
    except OSError as fault:
        raise disk_fault(place, fault) from fault


def disk_fault(place: Path, fault: OSError) -> RefreshFault:
    """Say what a disk refused, and what would mend that; the error is returned, not raised.

    >>> print(disk_fault(Path("data"), OSError(errno.ENOSPC, "No space left on device")))
    data: No space left on device
      -> free space on the disk, then run it again
    """
    full = fault.errno in (errno.ENOSPC, errno.EDQUOT)
    mend = "free space on the disk" if full else "make that folder one you may write to"
    return RefreshFault(f"{place}: {fault.strerror or fault}", f"{mend}, then run it again")


def room(name: str) -> Path:
    """Give the folder that fetched files are kept in; it is no part of the repository and may not be there yet.

    >>> room("kiel").parts[-3:]
    ('build', 'refresh', 'kiel')
    """
    return files.DATA.parent / "build/refresh" / name


def refuse_two_places(**given: object) -> None:
    """Raise RefreshFault where more than one option says where to look: all but one would be passed over without a word.

    >>> refuse_two_places(file=Path("list.xml"), url="https://example.org/list.xml")
    Traceback (most recent call last):
    ...
    analysis.errors.RefreshFault: --file and --url name more than one place to take it from
      -> keep one of them
    """
    named = [_option(one) for one, value in given.items() if value]
    if len(named) > 1:
        raise RefreshFault(f"{' and '.join(named)} name more than one place to take it from", "keep one of them")


def may_write(refusal: RefreshFault | None, dry_run: bool, say: Callable[[str], None]) -> bool:
    """Tell whether data/ may be written: raises the refusal, if there is one; a dry run only says it, and may not.

    >>> may_write(RefreshFault("ca is not taken in", "look at it"), dry_run=True, say=print)
    a dry run: data/ stays as it is
    the real one would be refused: ca is not taken in
      -> look at it
    False
    """
    if dry_run:
        say("a dry run: data/ stays as it is")
        if refusal:
            say(f"the real one would be refused: {refusal}")
        return False
    if refusal:
        raise refusal
    return True


def again(what: str, **options: object) -> str:
    """Write a refresh as the whole command that does it, quoted for a shell; options that are empty or off are left out.

    >>> again("sanctions", source="ca", file=Path("my lists/sema.xml"), day=None, accept=True)
    "python -m analysis refresh sanctions --source ca --file 'my lists/sema.xml' --accept"
    """
    words = [[_option(name), *([] if value is True else [str(value)])] for name, value in options.items() if value]
    return shlex.join(["python", "-m", "analysis", "refresh", what, *chain(*words)])


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"
