"""What a cell of a `source` column names: one work or several of `load.sources()`, and kinds of rows of the hand-kept record."""

from collections.abc import Collection, Iterable

RECORD = "record/"
"""What leads to a kind of rows of the record, such as record/loans."""


def works_named(cells: Iterable[str], ids: Collection[str], kinds: Collection[str]) -> tuple[list[str], list[str], list[str]]:
    """Part the cells of a `source` column into works, kinds of rows of the record, and texts that nobody knows, each sorted.

    A cell with several names has them apart by a space, as rows have that were counted from several works.

    >>> works_named(["ecb record/loans", "ecb", "BMVg report"], ["ecb"], ["loans"])
    (['ecb'], ['loans'], ['BMVg report'])
    """
    known = {*ids, *(RECORD + kind for kind in kinds)}
    parted = {cell: [cell] if cell in known else cell.split(" ") for cell in cells}
    unknown = sorted(cell for cell, names in parted.items() if not names or not known.issuperset(names))
    named = {name for cell, names in parted.items() if cell not in unknown for name in names}
    works = sorted(name for name in named if name in ids)
    return works, sorted(name.removeprefix(RECORD) for name in named if name not in ids), unknown
