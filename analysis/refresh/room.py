"""The folder that a refresh fetches into."""

from pathlib import Path

from analysis import files


def room(name: str) -> Path:
    """Give the folder that fetched files are kept in; it is no part of the repository and may not be there yet.

    >>> room("kiel").parts[-3:]
    ('build', 'refresh', 'kiel')
    """
    return files.DATA.parent / "build/refresh" / name
