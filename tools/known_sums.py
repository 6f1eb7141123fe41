"""Keep the sum of every number of data/ apart from it: `make sums`, after a build meant to change them.

A checksum tells that a file changed, not that its numbers did, and a build writes both. Published releases do not change, and
a release that is not known here yet is asked nothing.
"""

import json
import math
import sys
from pathlib import Path

import polars as pl

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from analysis import load
from analysis.storage import reader

KNOWN = Path(__file__).with_suffix(".json")


def sums() -> dict[str, str]:
    """Sum each numeric column exactly, by release where there are several."""
    found = {}
    for resource in load.resources():
        frame = load.read_resource(resource, reader.DATA)
        parts = frame.partition_by("release", as_dict=True) if "release" in frame.columns else {(): frame}
        for release, part in parts.items():
            for name in (name for name, kind in part.schema.items() if kind.is_numeric()):
                found[" ".join([resource["path"], *map(str, release), name])] = exactly(part[name])
    return dict(sorted(found.items()))


def exactly(numbers: pl.Series) -> str:
    return repr(math.fsum(numbers.drop_nulls())) if numbers.dtype.is_float() else str(numbers.sum())


if __name__ == "__main__" and "--write" in sys.argv:
    KNOWN.write_text(json.dumps(sums(), indent=1) + "\n", encoding="utf-8", newline="\n")
    print(f"{KNOWN.name} written")
