"""Stop a write of data/ midway, as a power cut would: some files are moved in, the others are not."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from analysis.storage import transaction


@contextmanager
def stopped_midway(moves: int = 3) -> Iterator[None]:
    """Let the journal and so many moves in all pass, then raise KeyboardInterrupt."""
    moved: list[Path] = []
    real = os.replace

    def replace(source: Path, target: Path) -> None:
        if len(moved) >= moves:
            raise KeyboardInterrupt
        # What is kept is put aside before the journal is written.
        if moved or target.name == transaction.JOURNAL:
            moved.append(target)
        real(source, target)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(transaction.os, "replace", replace)
        yield
