"""Undo the last refresh: data/ becomes what it was before, whole or not at all."""

from collections.abc import Callable, Sequence
from pathlib import Path

from analysis import load
from analysis.errors import FEW, AnalysisError
from analysis.storage import reader
from analysis.storage.kept import Kept, bring_back, read_kept, require_unchanged
from analysis.storage.lock import exclusive_lock
from analysis.storage.transaction import finish


def undo(refresh: str, say: Callable[[str], None], *, dry_run: bool = False) -> list[Path]:
    """Bring back exactly what stood in data/ before the last refresh of `refresh`, which is `aid` or `sanctions`.

    One refresh of each can be undone, once: the next one of its kind takes its place. `dry_run` only says what would come back.
    Returns the files of data/ that came back or went. Raises RefreshFault, and leaves data/ as it is, where nothing is kept,
    where data/ was changed since the refresh (by another one, a build, `curate` or by hand), where what was kept is damaged, and
    while another command writes.
    """
    with exclusive_lock():
        finish(reader.DATA)
        kept = read_kept(refresh, reader.DATA)
        require_unchanged(kept, reader.DATA)
        changes = [*kept.returning, *kept.added]
        for line in _describe(kept):
            say(line)
        if dry_run:
            say("a dry run: data/ stays as it is")
            return []
        default_before = _default()
        bring_back(kept, reader.DATA)
        if (default := _default()) != default_before:
            say(f"the default release is {default} again; it was {default_before}")
        say(f"data/ is as it was before the refresh of {refresh} of {kept.at} UTC; now run `make notebooks`")
        return sorted(Path(name) for name in changes)


def _describe(kept: Kept) -> list[str]:
    lines = [f"  as before: {_named(kept.returning)}"] if kept.returning else []
    return lines + ([f"  gone: {_named(kept.added)}"] if kept.added else [])


def _named(names: Sequence[str]) -> str:
    shown = ", ".join(f"data/{name}" for name in names[:FEW])
    return f"{shown} and {len(names) - FEW} more" if len(names) > FEW else shown


def _default() -> str:
    try:
        return load.default_release()
    except (AnalysisError, IndexError):
        return "none"
