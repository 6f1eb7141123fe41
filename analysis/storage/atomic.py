"""Write one file completely or not at all, and say in one wording what a disk refused."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from analysis.errors import AnalysisError, ExportFault

AGAIN = "free space on the disk or make that folder writable, then run it again"
"""What fixes a command that wrote to a folder of its own choice; an export can choose another."""


def write_atomically(path: Path, content: bytes) -> Path:
    """Write a file by way of a neighbour, so that a full disk or a stop leaves the old file or the new one.

    Folders that are missing are made. Raises ExportFault if the file cannot be written.

    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_atomically(Path(folder) / "exports" / "aid.txt", b"words").read_bytes()
    b'words'
    """
    with wrap_disk_errors(path), replacing(path) as draft:
        draft.write_bytes(content)
    return path


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give an empty file beside `path` to write to: it takes the place of `path` if all goes well, and goes if not.

    Folders that are missing are made. An OSError passes as it is.

    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with replacing(Path(folder, "aid.txt")) as draft:
    ...         _ = draft.write_text("words")
    ...     [file.name for file in Path(folder).iterdir()]
    ['aid.txt']
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    os.close(handle)
    draft = Path(name)
    try:
        yield draft
        os.chmod(draft, 0o666 & ~_umask())
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def wrap_disk_errors(
    place: Path | str,
    error: Callable[[str, str], AnalysisError] = ExportFault,
    fix: str = "free space or choose another folder",
) -> Iterator[None]:
    """Turn a full disk, or a folder that takes no files, into an `error` that names the place and says what fixes it.

    >>> with wrap_disk_errors("data/"):
    ...     raise OSError(28, "No space left on device")
    Traceback (most recent call last):
    ...
    analysis.errors.ExportFault: data/ cannot be written: No space left on device
      -> free space or choose another folder
    """
    try:
        yield
    except OSError as fault:
        raise error(f"{place} cannot be written: {fault.strerror or fault}", fix) from fault


def expand_home(path: str | Path) -> Path:
    """Give a path with `~` at its start as the home folder, as a shell does; raises ExportFault for nobody's home and what is no path.

    >>> expand_home("exports/aid.csv").as_posix()
    'exports/aid.csv'
    """
    if not isinstance(path, str | os.PathLike):
        raise ExportFault(f"{path!r} is no path", 'name a file with its ending: "lead.pptx"')
    try:
        return Path(path).expanduser()
    except RuntimeError as fault:
        raise ExportFault(f"{path} names a home folder that is not known", "write the folder in full") from fault


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
