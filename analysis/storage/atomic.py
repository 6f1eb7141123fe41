"""Write one file whole or not at all: a full disk or a stop leaves the old file or the new one."""

import os
import tempfile
from pathlib import Path

from analysis.errors import ExportFault


def write_atomically(path: Path, content: bytes) -> Path:
    """Write a file by way of a neighbour, so that a full disk or a stop leaves the old file or the new one.

    Folders that are missing are made. Raises ExportFault if the file cannot be written.

    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_atomically(Path(folder) / "exports" / "aid.txt", b"words").read_bytes()
    b'words'
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            os.chmod(beside, 0o666 & ~_umask())
            os.replace(beside, path)
        except BaseException:
            Path(beside).unlink(missing_ok=True)
            raise
    except OSError as fault:
        problem = f"{path} cannot be written: {fault.strerror or fault}"
        raise ExportFault(problem, "free space or choose another folder") from fault
    return path


def expand_home(path: str | Path) -> Path:
    """Give a path with `~` at its start as the home folder, as a shell does; raises ExportFault for nobody's home.

    >>> expand_home("exports/aid.csv").as_posix()
    'exports/aid.csv'
    """
    try:
        return Path(path).expanduser()
    except RuntimeError as fault:
        raise ExportFault(f"{path} names a home folder that is not known", "write the folder in full") from fault


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
