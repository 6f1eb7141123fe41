"""Move a set of files into data/ as one step: whoever stops at any moment leaves the old state or the new one.

The new files lie complete in a staging folder before a journal names them; from that moment the move counts as done, and
whoever comes next (a loader, a check, the next write) finishes it.
"""

import json
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from analysis.errors import DataFault

STAGING, JOURNAL = ".staging", ".journal.json"


def staging(data: Path) -> Path:
    """Give an empty staging folder inside `data`, after finishing what was left over; raises DataFault as `finish`.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     staging(Path(folder)).name
    '.staging'
    """
    finish(data)
    folder = data / STAGING
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def move_in(data: Path, files: Iterable[Path]) -> None:
    r"""Move the staged files (paths relative to `data`) into place, all or none.

    Raises DataFault as `finish`; an OSError before the move has begun passes as it is, for `saying_what_failed`.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(staging(Path(folder)), "aid.csv").write_text("release\n29\n")
    ...     move_in(Path(folder), [Path("aid.csv")])
    ...     [file.name for file in Path(folder).iterdir()]
    ['aid.csv']
    """
    names = sorted(file.as_posix() for file in files)
    for name in names:
        _flush(data / STAGING / name)
    draft = data / STAGING / JOURNAL
    draft.write_text(json.dumps(names), encoding="utf-8")
    _flush(draft)
    os.replace(draft, data / JOURNAL)
    finish(data)


@contextmanager
def saying_what_failed(data: Path) -> Iterator[None]:
    """Turn a full disk or a folder that takes no files into a DataFault; what was staged goes, unless the move has begun.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder, saying_what_failed(Path(folder)):
    ...     raise OSError(28, "No space left on device")
    Traceback (most recent call last):
    ...
    analysis.errors.DataFault: data: cannot be written (No space left on device) and is as it was
      -> free space on the disk or make data/ writable, then run it again
    """
    try:
        yield
    except OSError as fault:
        if not (data / JOURNAL).exists():
            shutil.rmtree(data / STAGING, ignore_errors=True)
        problem = f"cannot be written ({fault.strerror or fault}) and is as it was"
        raise DataFault("data", problem, fix="free space on the disk or make data/ writable, then run it again") from fault


def finish(data: Path) -> bool:
    """Finish a move that was cut short; say whether there was one. Safe to do twice, and by two at once.

    Raises DataFault where it cannot be finished, as in a folder that takes no files, or where the journal was damaged: then nothing
    is moved or removed.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     finish(Path(folder))
    False
    """
    journal = data / JOURNAL
    try:
        names = _names(journal.read_bytes())
    except FileNotFoundError:
        return False
    try:
        for name in names:
            (data / name).parent.mkdir(parents=True, exist_ok=True)
            _move(data / STAGING / name, data / name)
        journal.unlink(missing_ok=True)
        shutil.rmtree(data / STAGING, ignore_errors=True)
    except OSError as fault:
        problem = f"a refresh was cut short and cannot be finished: {fault.strerror}"
        raise DataFault("data", problem, fix="make data/ writable, then python -m analysis check") from fault
    return True


def _names(written: bytes) -> list[str]:
    """Read the names that a journal holds: paths within data/, at least one."""
    try:
        names = json.loads(written)
    except ValueError:
        names = None
    if not isinstance(names, list) or not names or not all(isinstance(name, str) and _within(Path(name)) for name in names):
        problem = "is damaged: it should list the files that a refresh was moving into data/ when it was cut short"
        fix = f"move what is left: cp -R data/{STAGING}/. data/ && rm -r data/{JOURNAL} data/{STAGING}; "
        raise DataFault(f"data/{JOURNAL}", problem, fix=f"{fix}then python -m analysis check")
    return names


def _within(path: Path) -> bool:
    return path.parts != () and not path.is_absolute() and ".." not in path.parts


def _move(source: Path, target: Path) -> None:
    try:
        os.replace(source, target)
    except FileNotFoundError:
        # Moved before the interruption, or by someone else a moment ago.
        if not target.exists():
            raise


def _flush(path: Path) -> None:
    """Have the disk hold a file before anything relies on it."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
