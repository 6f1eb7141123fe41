"""Move a set of files into data/, and take others out, as one step: whoever stops at any moment leaves the old state or the new one.

The new files lie complete in a staging folder before a journal names them; from that moment the move counts as done, and
whoever comes next (a loader, a check, the next write) finishes it.
"""

import json
import os
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from analysis.errors import DataFault, RefreshFault
from analysis.storage.atomic import wrap_disk_errors

STAGING, JOURNAL = ".staging", ".journal.json"
REMOVE = "remove"
"""The key under which the journal names a file that goes; those that move in stand in it as names alone."""


@contextmanager
def staged(data: Path, removed: Collection[str] = ()) -> Iterator[Path]:
    r"""Give an empty staging folder inside `data`; the files written into it move into `data` at the end, all or none.

    `removed` names files of `data` that go in the same step. A move that was left over is finished before. Raises as `finish`, and RefreshFault where the disk takes no files: then `data`
    is as it was.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with staged(Path(folder)) as staging:
    ...         _ = Path(staging, "aid.csv").write_text("release\n29\n")
    ...     [file.name for file in Path(folder).iterdir()]
    ['aid.csv']
    """
    with wrap_disk_errors(
        "data/", RefreshFault, "data/ is as it was: free space on the disk or make it writable, then run it again"
    ):
        finish(data)
        staging = data / STAGING
        shutil.rmtree(staging, ignore_errors=True)
        try:
            staging.mkdir(parents=True)
            yield staging
            _write_journal(data, staging, removed)
        except OSError:
            shutil.rmtree(staging, ignore_errors=True)
            raise
    finish(data)


def _write_journal(data: Path, staging: Path, removed: Collection[str]) -> None:
    files = sorted(path for path in staging.rglob("*") if path.is_file())
    moves = [path.relative_to(staging).as_posix() for path in files]
    draft = staging / JOURNAL
    draft.write_text(json.dumps([*moves, *({REMOVE: name} for name in sorted(removed))]), encoding="utf-8")
    for path in (*files, draft):
        _sync(path)
    os.replace(draft, data / JOURNAL)


def finish(data: Path) -> bool:
    """Finish a move that was cut short; say whether there was one. Safe to do twice, and by two at once.

    Raises RefreshFault where it cannot be finished, as in a folder that takes no files, and DataFault where the journal was
    damaged: then nothing is moved or removed.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     finish(Path(folder))
    False
    """
    journal = data / JOURNAL
    try:
        moves, removed = _entries(journal.read_bytes())
    except FileNotFoundError:
        return False
    fix = "make data/ writable, then python -m analysis check: a refresh was cut short and must be finished"
    with wrap_disk_errors("data/", RefreshFault, fix):
        for name in moves:
            (data / name).parent.mkdir(parents=True, exist_ok=True)
            _move(data / STAGING / name, data / name)
        for name in removed:
            (data / name).unlink(missing_ok=True)
        journal.unlink(missing_ok=True)
        shutil.rmtree(data / STAGING, ignore_errors=True)
    return True


def _entries(journal: bytes) -> tuple[list[str], list[str]]:
    """Read the names of files that a journal moves in, and of those it takes out: paths within data/, at least one."""
    try:
        entries = json.loads(journal)
    except ValueError:
        entries = None
    listed = entries if isinstance(entries, list) else []
    removed = [entry[REMOVE] for entry in listed if isinstance(entry, dict) and entry.keys() == {REMOVE}]
    moves = [entry for entry in listed if not isinstance(entry, dict)]
    names = [*moves, *removed]
    if not names or len(names) != len(listed) or not all(isinstance(name, str) and _within(Path(name)) for name in names):
        raise DataFault(
            f"data/{JOURNAL}",
            "is damaged: it should list the files that a refresh was moving into data/ when it was cut short",
            fix=f"move what is left: cp -R data/{STAGING}/. data/ && rm -r data/{JOURNAL} data/{STAGING}; "
            "then python -m analysis check",
        )
    return moves, removed


def _within(path: Path) -> bool:
    return path.parts != () and not path.is_absolute() and ".." not in path.parts


def _move(source: Path, target: Path) -> None:
    try:
        os.replace(source, target)
    except FileNotFoundError:
        # Moved before the interruption, or by someone else a moment ago.
        if not target.exists():
            raise


def _sync(path: Path) -> None:
    """Have the disk hold a file before anything relies on it."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
