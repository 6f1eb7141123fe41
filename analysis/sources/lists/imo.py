"""IMO numbers of ships: seven digits, the last of which checks the others."""

from pathlib import Path

import polars as pl

from analysis.errors import ReadFault
from analysis.sources.reading.guard import wrap_read_errors
from analysis.sources.reading.places import LINE, form_of, places
from analysis.sources.reading.report import COMPARE

WEIGHTS = (7, 6, 5, 4, 3, 2)
SEPARATOR = "; "
"""What stands between the numbers of an entry that has several."""

OTHER_REGIMES = ("North Korea",)
"""Words in a file's comments by which its ships are listed over something else than Russia."""


def is_imo(column: str) -> pl.Expr:
    """Say whether a column holds valid IMO numbers: the weighted sum of six digits ends in the seventh.

    >>> pl.DataFrame({"imo": ["9074729", "9074728", "12"]}).select(is_imo("imo")).to_series().to_list()
    [True, False, False]
    """
    number = pl.col(column).cast(pl.Int64, strict=False)
    digit = [number // 10 ** (6 - place) % 10 for place in range(7)]
    check = pl.sum_horizontal(digit[place] * weight for place, weight in enumerate(WEIGHTS)) % 10
    seven: pl.Expr = pl.col(column).str.contains(r"^\d{7}$")
    valid: pl.Expr = (seven & (check == digit[6])).fill_null(value=False)
    return valid


def numbers_in(column: str) -> pl.Expr:
    """Find the valid IMO numbers inside cells, whatever surrounds them: a list of text, sorted, each once.

    >>> cells = pl.DataFrame({"imo": ["IMO 9074729 (now 7612448)", "9074729/9074729", "90747290", "none", None]})
    >>> cells.select(numbers_in("imo")).to_series().to_list()
    [['7612448', '9074729'], ['9074729'], [], [], []]
    """
    # A run of digits is taken whole: seven of eight are no number of a ship.
    runs = pl.col(column).str.extract_all("[0-9]+").fill_null([])
    check = sum(pl.element().str.slice(place, 1).cast(pl.Int64, strict=False) * weight for place, weight in enumerate(WEIGHTS))
    valid = (pl.element().str.len_bytes() == len(WEIGHTS) + 1) & (
        check % 10 == pl.element().str.slice(len(WEIGHTS), 1).cast(pl.Int64, strict=False)
    )
    return runs.list.eval(pl.element().filter(valid)).list.unique().list.sort()


def joined(column: str) -> pl.Expr:
    """Give the valid IMO numbers inside cells as text, joined by `; `; null where there is none.

    >>> cells = pl.DataFrame({"imo": ["IMO 9074729, 7612448", "IMO", None]})
    >>> cells.select(joined("imo")).to_series().to_list()
    ['7612448; 9074729', None, None]
    """
    found = numbers_in(column)
    return pl.when(found.list.len() > 0).then(found.list.join(SEPARATOR))


def has_none(column: str) -> pl.Expr:
    """Say where a cell that is not empty holds no valid IMO number.

    >>> pl.DataFrame({"imo": ["IMO 9074729", "9074720", "", None]}).select(has_none("imo")).to_series().to_list()
    [False, True, False, False]
    """
    filled = (pl.col(column).str.strip_chars() != "").fill_null(value=False)
    return filled & (numbers_in(column).list.len() == 0)


def shown(column: str) -> pl.Expr:
    """Give what a report may show of a cell without a valid number: seven digits together, else how the cell is written.

    >>> cells = pl.DataFrame({"imo": ["IMO 9074720", "1 March 1970", None]})
    >>> cells.select(shown("imo")).to_series().to_list()
    ['9074720', '9 aaaaa 9999', 'nothing']
    """
    seven = pl.col(column).str.extract_all("[0-9]+").list.eval(pl.element().filter(pl.element().str.len_bytes() == 7))
    return pl.when(seven.list.len() > 0).then(seven.list.join(" ")).otherwise(form_of(column))


def each_number(column: str) -> pl.Expr:
    """Split numbers as `joined` gives them, to be exploded into a row each.

    >>> ships = pl.DataFrame({"imo": ["7612448; 9074729", None]})
    >>> ships.select(each_number("imo")).explode("imo").drop_nulls()["imo"].to_list()
    ['7612448', '9074729']
    """
    return pl.col(column).str.split(SEPARATOR)


def numbers_of(entries: pl.DataFrame) -> pl.Series:
    """Give the numbers of all entries of a list, each once, sorted; `entries` has imo as `joined` gives it.

    >>> numbers_of(pl.DataFrame({"imo": ["7612448; 9074729", "9074729", None]})).to_list()
    ['7612448', '9074729']
    """
    return entries.select(each_number("imo")).explode("imo")["imo"].drop_nulls().unique().sort()


@wrap_read_errors
def read_listed(path: Path) -> list[str]:
    r"""Read a file of IMO numbers as listed on one day: `#` comments, one number a line, words after a tab.

    Returns the numbers, each once, sorted. Raises ReadFault for a line that is neither, a number whose check digit is wrong,
    or a file that names no ship.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "eu-2024-06-25.imo").write_text("# EU\n9074729\ta name\n7612448\n9074729\n")
    ...     read_listed(Path(folder, "eu-2024-06-25.imo"))
    ['7612448', '9074729']
    """
    lines = [line.split("\t")[0].strip() for line in path.read_text(encoding="utf-8").splitlines()]
    named = [(nth, line) for nth, line in enumerate(lines, 1) if line and not line.startswith("#")]
    numbers = pl.DataFrame(named, schema={LINE: pl.Int64, "imo": pl.String}, orient="row")
    wrong = numbers.select(~is_imo("imo")).to_series()
    if wrong.any():
        where = places(numbers, wrong)
        raise ReadFault(path.name, f"{wrong.sum()} of {numbers.height} lines are no IMO number: {where}", COMPARE)
    if numbers.is_empty():
        raise ReadFault(path.name, f"names no ship in {len(lines)} lines", "fetch it again: a day without listings has no file")
    return numbers["imo"].unique().sort().to_list()


def over_russia(path: Path) -> bool:
    r"""Say whether the comments of a file of IMO numbers name no other regime than Russia's.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "uk.imo").write_text("# Ships listed over North Korea\n9074729\n")
    ...     over_russia(Path(folder, "uk.imo"))
    False
    """
    comments = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    return not any(regime in comment for comment in comments for regime in OTHER_REGIMES)
