"""Write a page of words to the file that a command was told."""

from pathlib import Path

from analysis.storage.atomic import expand_home, write_atomically


def write_page(text: str, file: str) -> Path:
    """Write a page, whole or not at all; `~` is the home folder. Raises ExportFault where it cannot be written.

    >>> import tempfile
    >>> write_page("words", f"{tempfile.mkdtemp()}/changes.md").read_text(encoding="utf-8").split()
    ['words']
    """
    return write_atomically(expand_home(file), (text + "\n").encode())
