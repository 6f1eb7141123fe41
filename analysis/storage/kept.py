"""What stood in data/ before a refresh, kept there until the next one of its kind: every file by its checksum.

Contents lie in data/.before, named by their checksum. Which of them the files of data/ were, and what data/ was after, is said by a
list that moves in together with the refresh, so that the two never differ, whenever somebody stops it.
"""

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from analysis.errors import FEW, RefreshFault
from analysis.storage import transaction
from analysis.storage.atomic import replacing
from analysis.storage.checksum import sha256

FOLDER = ".before"
KINDS = ("aid", "sanctions")
"""The refreshes that keep what stood before, one state each."""


@dataclass
class Step:
    """One refresh, which may write several times: what stood before is what its first writing found.

    `refresh` is one of KINDS.
    """

    refresh: str
    before: dict[str, str] | None = None

    def keep(self, data: Path, staging: Path) -> None:
        """Keep the files of `data`, and put into `staging` the list that says which they were and what `data` will be."""
        now = files(data)
        if self.before is None:
            _store(now, data)
            self.before = now
        after = now | files(staging)
        kept = {"refresh": self.refresh, "at": f"{datetime.now(UTC):%Y-%m-%d %H:%M}", "before": self.before, "after": after}
        (staging / FOLDER).mkdir(exist_ok=True)
        (staging / FOLDER / f"{self.refresh}.json").write_text(json.dumps(kept, indent=1), encoding="utf-8")


@dataclass(frozen=True)
class Kept:
    """What one refresh keeps: when it ran (UTC), and the checksums of all files before and after it."""

    refresh: str
    at: str
    before: Mapping[str, str]
    after: Mapping[str, str]

    @property
    def returning(self) -> list[str]:
        """Give the files that would come back, or turn back."""
        return sorted(name for name, checksum in self.before.items() if self.after.get(name) != checksum)

    @property
    def added(self) -> list[str]:
        """Give the files that would go."""
        return sorted(self.after.keys() - self.before.keys())


def files(folder: Path) -> dict[str, str]:
    """Give the checksum of every file by its path within `folder`; hidden files and folders are none of it.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, ".lock").write_text(""), Path(folder, "aid.csv").write_text("")
    ...     list(files(Path(folder)))
    ['aid.csv']
    """
    there = sorted(path for path in folder.rglob("*") if path.is_file())
    names = {path.relative_to(folder): path for path in there}
    visible = {name: path for name, path in names.items() if not any(part.startswith(".") for part in name.parts)}
    return {name.as_posix(): sha256(path) for name, path in visible.items()}


def read_kept(refresh: str, data: Path) -> Kept:
    """Read what a refresh keeps; raises RefreshFault where it keeps nothing, or what it keeps is damaged.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     read_kept("aid", Path(folder))
    Traceback (most recent call last):
    ...
    analysis.errors.RefreshFault: nothing is kept of a refresh of aid: none has changed data/ here, or the last one was undone
      -> nothing to do; a refresh keeps what stood before it until it is undone or the next one of its kind
    """
    file = data / FOLDER / f"{refresh}.json"
    try:
        kept = Kept(**json.loads(file.read_text(encoding="utf-8")))
        names = [*kept.before, *kept.after]
        # A list that somebody changed must not lead out of data/.
        if kept.refresh != refresh or not isinstance(kept.before, dict) or not isinstance(kept.after, dict):
            raise ValueError
        if any(Path(name).is_absolute() or ".." in Path(name).parts for name in names):
            raise ValueError
    except FileNotFoundError:
        raise RefreshFault(
            f"nothing is kept of a refresh of {refresh}: none has changed data/ here, or the last one was undone",
            "nothing to do; a refresh keeps what stood before it until it is undone or the next one of its kind",
        ) from None
    except (ValueError, TypeError, AttributeError) as fault:
        raise RefreshFault(
            f"data/{FOLDER}/{refresh}.json is damaged: it does not say what stood before",
            f"rm data/{FOLDER}/{refresh}.json; then take in what you want data/ to hold with `python -m analysis refresh {refresh}`",
        ) from fault
    return kept


def require_unchanged(kept: Kept, data: Path) -> None:
    """Raise RefreshFault unless data/ is what the refresh left: what came since would be lost."""
    now = files(data)
    if now == kept.after:
        return
    if now == kept.before:
        raise RefreshFault(f"data/ is what it was before the refresh of {kept.refresh} of {kept.at} already", "nothing to do")
    for other in _others(kept, data):
        if now == other.after:
            raise RefreshFault(
                f"{other.refresh} was refreshed after {kept.refresh}, at {other.at}, and would be lost with it",
                f"python -m analysis refresh {other.refresh} --undo; then python -m analysis refresh {kept.refresh} --undo",
            )
    changed = sorted(name for name in now.keys() | kept.after.keys() if now.get(name) != kept.after.get(name))
    named = ", ".join(f"data/{name}" for name in changed[:FEW])
    raise RefreshFault(
        f"data/ was changed since the refresh of {kept.refresh} of {kept.at}, and that would be lost: {named}"
        f"{f' and {len(changed) - FEW} more' if len(changed) > FEW else ''}",
        f"take those changes back (after an edit of data/curated by `python -m analysis curate` once more), then "
        f"python -m analysis refresh {kept.refresh} --undo; after a build: python -m analysis build --raw FOLDER --anew",
    )


def bring_back(kept: Kept, data: Path) -> None:
    """Make data/ what it was before the refresh, whole or not at all; what was kept for it is kept no more.

    Raises RefreshFault for a content that is missing or damaged, before anything is touched, and where the disk takes no files.
    """
    contents = {name: data / FOLDER / kept.before[name] for name in kept.returning}
    for name, content in contents.items():
        if not content.is_file() or sha256(content) != kept.before[name]:
            raise RefreshFault(
                f"what was kept of data/{name} in data/{FOLDER} is missing or damaged, so data/ stays as it is",
                "nothing here brings it back; `python -m analysis check` says whether data/ is whole as it is",
            )
    with transaction.staged(data, [*kept.added, f"{FOLDER}/{kept.refresh}.json"]) as staging:
        for name, content in contents.items():
            (staging / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(content, staging / name)
    prune(data)


def prune(data: Path) -> None:
    """Remove contents that no list names, unless a move is still to be finished; one that cannot be removed stays."""
    folder = data / FOLDER
    if (data / transaction.JOURNAL).exists() or not folder.is_dir():
        return
    lists = [folder / f"{refresh}.json" for refresh in KINDS]
    with suppress(RefreshFault, OSError):
        needed = {checksum for file in lists if file.exists() for checksum in read_kept(file.stem, data).before.values()}
        for file in folder.iterdir():
            if file not in lists and file.name not in needed:
                file.unlink()
        if not any(folder.iterdir()):
            folder.rmdir()


def _store(now: Mapping[str, str], data: Path) -> None:
    for name, checksum in now.items():
        content = data / FOLDER / checksum
        if not content.is_file() or sha256(content) != checksum:
            with replacing(content) as draft:
                shutil.copyfile(data / name, draft)


def _others(kept: Kept, data: Path) -> Iterator[Kept]:
    for refresh in KINDS:
        if refresh != kept.refresh:
            with suppress(RefreshFault):
                yield read_kept(refresh, data)
