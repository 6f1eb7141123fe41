"""Load amounts of one's own, such as a ministry's, as rows of the aid contract that stand beside Kiel's and are cited as their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Protocol

import polars as pl

from analysis.errors import AnalysisError, UnknownName
from analysis.load import own_cells
from analysis.load.as_polars import as_polars
from analysis.load.reference import countries, exchange_rates
from analysis.load.tracker import releases

COLUMNS = ("release", "month", "donor", "kind", "stage", "eur")
KINDS, STAGES = ("military", "financial", "humanitarian"), ("committed", "allocated")
GUESSED = {
    "month": ("month", "date", "day", "period", "monat", "datum", "mois"),
    "amount": ("eur", "amount", "value", "usd", "betrag", "montant"),
    "donor": ("donor", "country", "iso3", "land", "pays"),
    "kind": ("kind",),
    "stage": ("stage",),
}
"""How columns are called that need not be named, in any case of letters."""
CENT = pl.Decimal(18, 2)


class Work(Protocol):
    """What a source of one's own is: it has a text, as `Source` of the charts does."""

    @property
    def text(self) -> str:
        """Name the work."""
        ...


@dataclass(frozen=True)
class OwnRelease:
    """Hold what is known of amounts of one's own: their source, the currency they came in and the days they cover."""

    name: str
    source: "str | Work"
    currency: str
    last_day: date | None


_OWN: dict[str, OwnRelease] = {}


def own_releases() -> dict[str, OwnRelease]:
    """Give the releases that this session has loaded with `own`, by name."""
    return dict(_OWN)


def own(
    data: object,
    *,
    source: "str | Work",
    donor: str | None = None,
    month: str | None = None,
    amount: str | None = None,
    unit: str = "EUR",
    kind: str | None = None,
    stage: str | None = None,
    release: str | None = None,
) -> pl.DataFrame:
    """Load amounts of your own as rows of the aid contract, to stand beside Kiel's: `pl.concat([load.aid(), own])`.

    `data`: the path of a .csv, .xlsx, .json or .parquet, or a frame of polars, pandas, Arrow or DuckDB; a row an amount.
    `source` says whose they are, and charts cite it: a text such as "BMVg, report 2025", or a `Source`.
    `donor` is a code (DEU), a name (Germany) or the column of them; `month` and `amount` are columns, found by themselves where they
    are called so; `unit`: EUR, USD, EUR mn, USD bn and the like. `kind` (military, financial, humanitarian) and `stage`
    (allocated if left out) are each one word for all rows, or a column. `release` names the rows; else their source's text.
    Returns release, month (first day; null = undated), donor, kind (null = no split), stage, eur (exact): what shares all of these
    is added up. Dollars become euros month by month, at the mean of the European Central Bank's daily rates, which is cited.
    Raises AnalysisError, with the line to write, for what cannot be read without guessing: amounts, days and names.

    >>> rows = pl.DataFrame({"month": ["2025-01", "2025-02"], "eur": ["1.500,00", "250,50"]})
    >>> own(rows, donor="Germany", source="BMVg, report 2025").drop("release", "stage").rows()
    [(datetime.date(2025, 1, 1), 'DEU', None, Decimal('1500.00')), (datetime.date(2025, 2, 1), 'DEU', None, Decimal('250.50'))]
    """
    text = _source_text(source)
    frame = _read(data)
    name = _release_name(release, text, frame)
    amounts, months = _column(frame, "amount", amount), _column(frame, "month", month)
    currency, factor = own_cells.read_unit(unit, amounts)
    rows = pl.DataFrame(
        {
            "release": [name] * frame.height,
            "month": own_cells.read_months(frame[months]),
            "donor": _donors(frame, donor),
            "kind": _choices(frame, "kind", kind, KINDS, None),
            "stage": _choices(frame, "stage", stage, STAGES, "allocated"),
            "eur": own_cells.read_amounts(frame[amounts], factor, own_cells.SIGN_OF[currency]),
        },
        schema_overrides={"kind": pl.String},
    )
    rows = rows if currency == "EUR" else _in_euros(rows, currency)
    _remember(OwnRelease(name, source, currency, _end(rows)))
    summed = rows.group_by("release", "month", "donor", "kind", "stage").agg(pl.col("eur").sum().cast(CENT))
    return _like_kiels(summed.sort("stage", "donor", "month", "kind").select(COLUMNS))


def _source_text(source: object) -> str:
    text = source if isinstance(source, str) else getattr(source, "text", "")
    if not isinstance(text, str) or not text.strip():
        problem = "data of your own without a source cannot be cited"
        raise AnalysisError(problem, "say whose they are: load.own(..., source='BMVg, report 2025')")
    if text.strip().lower().endswith(own_cells.ENDINGS) or text.strip().startswith(("/", "~", "./", "../")):
        problem = f"{text!r} is a path, which tells a reader nothing"
        raise AnalysisError(problem, "name publisher and title: source='BMVg, report 2025'")
    return text.strip()


def _read(data: object) -> pl.DataFrame:
    taken = own_cells.read_file(Path(data)) if isinstance(data, str | Path) else as_polars(data)
    frame = taken.collect() if isinstance(taken, pl.LazyFrame) else taken
    if frame.is_empty():
        raise AnalysisError("the data of your own have no rows", "give the rows: a path or a frame with a row an amount")
    return frame


def _release_name(release: str | None, text: str, frame: pl.DataFrame) -> str:
    """Name the rows: as told, as their own column does, or by their source; never as a release of Kiel's."""
    named = frame["release"].cast(pl.String).unique().to_list() if "release" in frame.columns else []
    # A number names a release too: 29 is the Kiel Institute's as "29" is.
    name = (str(release).strip() if release is not None else "") or (named[0] if len(named) == 1 and named[0] else text)
    if name in releases()["release"].to_list():
        problem = f"release {name!r} is one of the Kiel Institute's, and rows of your own must not pass as its"
        raise AnalysisError(problem, f"give another name: release={f'{name}, corrected'!r}")
    return name


def _column(frame: pl.DataFrame, what: str, given: str | None) -> str:
    if given is not None:
        if given not in frame.columns:
            raise UnknownName(f"column for {what}", given, frame.columns)
        return given
    found = [name for name in frame.columns if name.strip().lower() in GUESSED[what]]
    if len(found) != 1:
        among = f"{' and '.join(map(repr, found))} may be" if found else f"none of {', '.join(map(repr, frame.columns))} is"
        raise AnalysisError(
            f"which column holds the {what}s is not said: {among} called so",
            f"name it: load.own(..., {what}={(found or frame.columns)[0]!r})",
        )
    return found[0]


def _donors(frame: pl.DataFrame, given: str | None) -> pl.Series:
    """Give the codes of donors: of a column, by that name or as donors are called, or one for all rows."""
    if given is not None and not isinstance(given, str):
        problem = f"a donor is one country or the EU, and {getattr(given, 'name', given)!r} is none"
        raise AnalysisError(problem, "give a name or a code, or the column of them: donor='Germany'")
    if given is None or given in frame.columns:
        names = frame[_column(frame, "donor", given) if given is None else given].cast(pl.String)
    else:
        names = pl.Series([given] * frame.height, dtype=pl.String)
    if missing := names.null_count():
        raise AnalysisError(f"{missing} of {frame.height} rows name no donor", "fill them in, or leave those rows out")
    codes = {name: _code(name) for name in names.unique()}
    return names.replace_strict(codes, return_dtype=pl.String)


def _code(name: str) -> str:
    known = countries()
    by_name = {text.casefold(): code for code, text in known.select("iso3", "name").iter_rows()}
    for code, aliases in known.select("iso3", "aliases").drop_nulls().iter_rows():
        by_name |= {alias.strip().casefold(): code for alias in aliases.split("|")}
    by_name |= {code.casefold(): code for code in known["iso3"]}
    if name.strip().casefold() not in by_name:
        raise UnknownName("donor", name, [*known["name"], *known["iso3"]], "load.countries()")
    return str(by_name[name.strip().casefold()])


def _choices(frame: pl.DataFrame, what: str, given: str | None, choices: Sequence[str], default: str | None) -> pl.Series:
    column = given if given in frame.columns else what if given is None and what in frame.columns else None
    if column is None:
        values = pl.Series([given or default] * frame.height, dtype=pl.String)
    else:
        values = frame[column].cast(pl.String).str.strip_chars().str.to_lowercase()
    for value in values.unique():
        if value not in choices and not (value is None and default is None):
            raise UnknownName(what, value, choices)
    return values


def _in_euros(rows: pl.DataFrame, currency: str) -> pl.DataFrame:
    """Turn amounts into euros, each at the mean of its month, rounded to cents."""
    rates = exchange_rates().filter(currency=currency).select("month", "per_eur")
    if undated := rows["month"].null_count():
        raise AnalysisError(
            f"{undated} of {rows.height} amounts in {currency} have no month, so no rate", "give them one, or euros"
        )
    priced = rows.join(rates, on="month", how="left", maintain_order="left")
    if missing := priced.filter(pl.col("per_eur").is_null())["month"].unique().sort().to_list():
        first, last = rates.select(first=pl.col("month").min(), last=pl.col("month").max()).row(0)
        span = f"{first:%Y-%m} to {last:%Y-%m}"
        raise AnalysisError(
            f"no rate of {currency} is at hand for {missing[0]:%Y-%m}, only for {span}", "give euros: unit='EUR'"
        )
    return priced.with_columns(eur=own_cells.divide(priced["eur"], priced["per_eur"])).drop("per_eur")


def _end(rows: pl.DataFrame) -> date | None:
    last = rows["month"].max()
    if not isinstance(last, date):
        return None
    return (last.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _remember(new: OwnRelease) -> None:
    old = _OWN.get(new.name)
    if old is not None and _text(old.source) != _text(new.source):
        problem = f"release {new.name!r} is that of {_text(old.source)!r} already, and would be cited as one work"
        raise AnalysisError(problem, f"give the other a name of its own: release={f'{new.name} ({_text(new.source)})'!r}")
    last = max(filter(None, (old.last_day if old else None, new.last_day)), default=None)
    _OWN[new.name] = OwnRelease(new.name, new.source, new.currency, last)


def _text(source: "str | Work") -> str:
    return source if isinstance(source, str) else source.text


def _like_kiels(rows: pl.DataFrame) -> pl.DataFrame:
    """Give rows the types of Kiel's, so that the two can stand one below the other."""
    from analysis.load.tracker import aid

    return rows.cast({name: dtype for name, dtype in aid().schema.items() if name in rows.columns})  # type: ignore[arg-type]
