"""Read the cells of data of one's own: files, amounts, units and months, exactly or not at all."""

import re
from collections import Counter
from collections.abc import Callable
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from pathlib import Path

import polars as pl

from analysis.errors import AnalysisError, UnknownName

ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods", ".parquet", ".json")
CURRENCIES = ("EUR", "USD")
SIGN_OF = {"EUR": "€", "USD": "$"}
SIGNS = {"€": "EUR", "$": "USD", "US$": "USD", "EURO": "EUR", "EUROS": "EUR"}
SCALES = {"": 1, "thousand": 10**3, "k": 10**3, "mn": 10**6, "m": 10**6, "million": 10**6, "millions": 10**6, "bn": 10**9}
SCALES |= {"billion": 10**9, "billions": 10**9, "mio": 10**6, "mrd": 10**9}
SCALED = re.compile(r"\b(mn|mio|million|millions|bn|mrd|billion|billions|thousand)\b", re.IGNORECASE)
CENT, ROOM = Decimal("0.01"), pl.Decimal(18, 2)
GROUPED, COMMA = re.compile(r"-?\d{1,3}(?:[.,]\d{3})+"), re.compile(r"-?[\d.\s]*\d,\d+")
POINT, PLAIN = re.compile(r"-?[\d,\s]*\d\.\d+"), re.compile(r"-?\d+")
BLANK = re.compile(r"[\s\u00a0\u202f'’]")
MONTHS = ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%d.%m.%Y", "%d %B %Y", "%d %b %Y", "%B %d, %Y")
WITHOUT_DAY = (
    ("%Y-%m", "%Y-%m-%d", "-01"),
    ("%m.%Y", "%m.%Y.%d", ".01"),
    ("%B %Y", "%B %Y %d", " 01"),
    ("%b %Y", "%b %Y %d", " 01"),
    ("%Y/%m", "%Y/%m/%d", "/01"),
    ("%m/%Y", "%m/%Y/%d", "/01"),
    ("%YM%m", "%YM%m-%d", "-01"),
)
"""How months are written: the form as it stands, the form with a day, and the day put to it."""
SHOWN, LARGEST = 40, 10**15
MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
"""How a text begins that names its encoding; Excel's "Unicode text" is UTF-16."""


def read_file(path: Path) -> pl.DataFrame:
    """Read a file after its ending, every cell of a .csv as text; raises AnalysisError for what cannot be read.

    >>> read_file(Path("gone.csv"))
    Traceback (most recent call last):
    ...
    analysis.errors.AnalysisError: there is no file 'gone.csv'
      -> give its path from the notebook's folder, or the whole path
    """
    path = path.expanduser()
    if not path.is_file():
        problem = f"{path.name or '.'} is a folder, and no file" if path.is_dir() else f"there is no file {path.name!r}"
        raise AnalysisError(problem, "give its path from the notebook's folder, or the whole path")
    ending = path.suffix.lower()
    readers: dict[str, Callable[[Path], pl.DataFrame]] = {
        **dict.fromkeys((".csv", ".tsv", ".txt"), _read_csv),
        ".xlsx": _read_workbook,
        ".parquet": pl.read_parquet,
        ".json": pl.read_json,
    }
    if ending not in readers:
        raise UnknownName("kind of file", ending, readers)
    try:
        return readers[ending](path)
    except (pl.exceptions.PolarsError, OSError, ValueError) as fault:
        line = (str(fault).splitlines() or [type(fault).__name__])[0]
        raise AnalysisError(f"{path.name} cannot be read: {line[:120]}", f"open it and save it as a {ending} again") from fault


def _read_csv(path: Path) -> pl.DataFrame:
    """Read a CSV as text, whichever of comma, semicolon and tab parts its columns."""
    content = path.read_bytes()
    marked = next((encoding for mark, encoding in MARKS.items() if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(marked)
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    header = text.partition("\n")[0]
    separator = max(";\t,", key=header.count)
    _refuse_doubled([name.strip().strip('"') for name in header.strip().split(separator)], path.name)
    return pl.read_csv(text.encode(), separator=separator, infer_schema=False)


def _refuse_doubled(names: list[str], file: str) -> None:
    if doubled := [name for name, count in Counter(names).items() if name and count > 1]:
        problem = f"{file} has {names.count(doubled[0])} columns called {doubled[0]!r}, and which is meant is not said"
        raise AnalysisError(problem, "give each a name of its own in the file's first line")


def _read_workbook(path: Path) -> pl.DataFrame:
    try:
        from fastexcel import FastExcelError
    except ModuleNotFoundError as lacking:
        problem = f"a workbook needs {lacking.name} to be read"
        raise AnalysisError(problem, "make sync, or uv sync --locked; or save it as .csv") from lacking
    try:
        return pl.read_excel(path)
    except FastExcelError as fault:
        raise ValueError(str(fault)) from fault


def read_unit(unit: str, column: str) -> tuple[str, int]:
    """Read a unit such as EUR, USD mn or "EUR bn" as currency and factor; raises UnknownName, or AnalysisError.

    >>> read_unit("EUR mn", "amount")
    ('EUR', 1000000)
    """
    words = str(unit).split()
    currency, scale = (words[0].upper() if words else ""), " ".join(words[1:]).lower()
    currency = SIGNS.get(currency, currency)
    if currency not in CURRENCIES:
        fault = UnknownName("currency", unit, CURRENCIES)
        fault.fix = f"{fault.fix}, with mn or bn behind: unit='EUR mn'; amounts in others turn into euros first, at rates that you name in the source"
        fault.args = (f"{fault.problem}\n  -> {fault.fix}",)
        raise fault
    if scale not in SCALES:
        raise UnknownName("unit of money", unit, [f"{currency} {one}".strip() for one in ("", "thousand", "mn", "bn")])
    if not scale and (told := SCALED.search(column.replace("_", " "))):
        raise AnalysisError(
            f"the column {column!r} speaks of {told[1]}, and the unit is {unit}",
            f"say it: load.own(..., unit='{currency} {told[1].lower()}')",
        )
    if currency == "EUR" and re.search(r"\b(usd|dollars?)\b|\$", column.replace("_", " "), re.IGNORECASE):
        raise AnalysisError(
            f"the column {column!r} speaks of dollars, and the unit is {unit}", "say it: load.own(..., unit='USD')"
        )
    return currency, SCALES[scale]


def read_amounts(cells: pl.Series, factor: int = 1, sign: str = "") -> pl.Series:
    """Read amounts exactly, times a factor and to the cent; texts with a decimal comma or a point, as all of them have it.

    `sign` is that of their currency, which may stand beside them.

    Raises AnalysisError for amounts that are missing or none, and for texts that can be read in two ways.

    >>> read_amounts(pl.Series(["1.234,50", "7"])).to_list()
    [Decimal('1234.50'), Decimal('7.00')]
    """
    if cells.dtype == pl.String:
        cells = cells.str.strip_chars().replace("", None)
    if unknown := cells.null_count() + (cells.is_nan().sum() if cells.dtype.is_float() else 0):
        problem = f"{unknown} of {len(cells)} amounts in {cells.name!r} are not known: a sum would count them as zero"
        drop = f"frame.drop_nulls({cells.name!r})" if cells.null_count() else f"frame.drop_nans({cells.name!r})"
        raise AnalysisError(problem, f"leave those rows out: {drop}, in pandas frame.dropna(subset=[{cells.name!r}])")
    if not (cells.dtype.is_numeric() or cells.dtype == pl.String):
        raise AnalysisError(
            f"{cells.name!r} holds {cells.dtype}, not amounts", "name the column of amounts: load.own(..., amount='...')"
        )
    written = [str(cell) for cell in cells]
    texts = [BLANK.sub("", text.replace(sign, "") if sign else text) for text in written]
    if cells.dtype == pl.String:
        texts = _with_points(texts, str(cells.name))
    values = [_cents(text, factor, str(cells.name), cell) for text, cell in zip(texts, written, strict=True)]
    return pl.Series(cells.name, values, dtype=ROOM)


def _with_points(texts: list[str], name: str) -> list[str]:
    """Write amounts with a decimal point: which sign is that must be seen in one of them, and hold for all."""
    comma, point = [text for text in texts if COMMA.fullmatch(text)], [text for text in texts if POINT.fullmatch(text)]
    sure_comma = [text for text in comma if not GROUPED.fullmatch(text)]
    sure_point = [text for text in point if not GROUPED.fullmatch(text)]
    grouped = [text for text in texts if GROUPED.fullmatch(text)]
    if sure_comma and sure_point:
        problem = f"{name!r} has amounts with a decimal comma and with a decimal point: {sure_comma[0]!r} and {sure_point[0]!r}"
        raise AnalysisError(problem, "write all of them in one way")
    if sure_comma:
        return [text.replace(".", "").replace(",", ".") for text in texts]
    repeated = [text for text in grouped if text.count(".") > 1]
    if repeated:
        return [text.replace(".", "") for text in texts]
    if sure_point or not grouped or any(text.count(",") > 1 for text in grouped):
        return [text.replace(",", "") for text in texts]
    problem = f"{grouped[0]!r} in {name!r} is a thousandfold or not, and no other amount tells"
    sign = "." if "." in grouped[0] else ","
    drop = f"frame.with_columns(pl.col({name!r}).str.replace_all({sign!r}, '', literal=True))"
    keep = f".str.replace({sign!r}, '.', literal=True).cast(pl.Decimal(18, 3))"
    raise AnalysisError(problem, f"if {sign!r} parts thousands, {drop}; if it is the decimal sign, {keep} instead")


def _cents(text: str, factor: int, name: str, written: str) -> Decimal:
    try:
        amount = Decimal(text)
        if amount.is_finite() and abs(amount * factor) >= LARGEST:
            problem = f"{written[:SHOWN]!r} in {name!r} is {amount * factor:.1e}, more than anybody has pledged"
            raise AnalysisError(problem, "look at the unit: load.own(..., unit='EUR'), 'EUR mn' or 'EUR bn'")
        if not amount.is_finite():
            raise InvalidOperation
        return (amount * factor).quantize(CENT, ROUND_HALF_EVEN)
    except InvalidOperation:
        raise AnalysisError(
            f"{written[:SHOWN]!r} in {name!r} is no amount",
            "write numbers alone, without signs or words; the unit goes into unit='EUR mn'",
        ) from None


def divide(amounts: pl.Series, rates: pl.Series) -> pl.Series:
    """Divide exact amounts by rates, each to the cent.

    >>> divide(pl.Series([Decimal("1.10")]), pl.Series([1.1])).to_list()
    [Decimal('1.00')]
    """
    euros = [(amount / Decimal(str(rate))).quantize(CENT, ROUND_HALF_EVEN) for amount, rate in zip(amounts, rates, strict=True)]
    return pl.Series(amounts.name, euros, dtype=ROOM)


def read_months(cells: pl.Series) -> pl.Series:
    """Read days or months as the first day of their month, null where there is none, in one form for all cells.

    Raises AnalysisError for quarters, years, numbers, and days of which day and month could be exchanged.

    >>> read_months(pl.Series(["03.2025", "04.2025"])).to_list()
    [datetime.date(2025, 3, 1), datetime.date(2025, 4, 1)]
    """
    if cells.dtype in (pl.Date, pl.Datetime):
        return cells.cast(pl.Date).dt.month_start()
    if cells.dtype != pl.String:
        fix = "give months: pl.date(pl.col('year'), pl.col('month'), 1), or texts such as 2025-04"
        raise AnalysisError(f"{cells.name!r} holds {cells.dtype}, such as {cells.drop_nulls()[:1].to_list()}, not months", fix)
    texts = cells.str.strip_chars().replace("", None)
    for form, day_form, day in (*((one, one, "") for one in MONTHS), *WITHOUT_DAY):
        months = (texts + day if day else texts).str.to_date(day_form, strict=False)
        if months.null_count() == texts.null_count() and _is_of_form(texts, form):
            return months.dt.month_start().alias(cells.name)
    if two := _two_ways(texts.drop_nulls()):
        problem = f"months in {cells.name!r} are written in more than one way: {two[0][:SHOWN]!r} and {two[1][:SHOWN]!r}"
        raise AnalysisError(problem, "write them one way, such as 2025-04: which month another means could be read wrong")
    odd = _odd(texts.drop_nulls())
    raise AnalysisError(
        f"{str(odd[0])[:SHOWN] if odd else 'nothing'!r} in {cells.name!r} is no month that can be read without guessing",
        "write months as 2025-04, or days as 2025-04-30; a quarter or a year has no month",
    )


def _two_ways(texts: pl.Series) -> list[str]:
    """Give two texts that are months each in another form, if every text is a month in some form; else nothing."""
    forms = [(day_form, day) for _, day_form, day in (*((one, one, "") for one in MONTHS), *WITHOUT_DAY)]
    reads = [(texts + day).str.to_date(form, strict=False).is_not_null() for form, day in forms]
    if (
        not len(texts)
        or not pl.DataFrame([one.alias(f"{nth}") for nth, one in enumerate(reads)])
        .select(pl.any_horizontal(pl.all()))
        .to_series()
        .all()
    ):
        return []
    first = next(one for one in reads if one[0])
    others = texts.filter(~first)
    return [str(texts[0]), str(others[0])] if len(others) else []


def _odd(texts: pl.Series) -> list[str]:
    """Give the first text that is not of the form which most are of: it is the one to look at."""
    forms = [(day_form, day) for form, day_form, day in (*((one, one, "") for one in MONTHS), *WITHOUT_DAY)]
    unread = [texts.filter((texts + day).str.to_date(form, strict=False).is_null()) for form, day in forms]
    # A text that reads as a month of no year that can be meant is the odd one too.
    return [str(text) for text in (min(unread, key=len) if all(map(len, unread)) else texts)[:1]]


def _is_of_form(texts: pl.Series, form: str) -> bool:
    """Say whether years have four digits, as the form means them."""
    return bool(texts.drop_nulls().str.contains(r"(?:^|\D)(?:19|20)\d\d(?:\D|$)").all()) or "%Y" not in form
