"""IMO numbers of ships: seven digits, the last of which checks the others."""

from pathlib import Path

import polars as pl

from analysis.errors import ReadFault
from analysis.sources.reading.guard import wrap_read_errors
from analysis.sources.reading.report import COMPARE

WEIGHTS = (7, 6, 5, 4, 3, 2)
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
    numbers = pl.DataFrame({"imo": [line for line in lines if line and not line.startswith("#")]}, schema={"imo": pl.String})
    wrong = numbers.filter(~is_imo("imo"))["imo"].to_list()
    if wrong:
        raise ReadFault(path.name, f"{len(wrong)} of {numbers.height} lines are no IMO number: {wrong[:3]}", COMPARE)
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
