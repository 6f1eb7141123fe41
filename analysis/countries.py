"""Blocs of donors: the base blocs that partition all of them, the unions built from these, bodies that are no country, and names.

`Europe` here is the EU27, the United Kingdom, Norway, Switzerland, Iceland and the EU institutions.
Türkiye is not in it. See docs/decisions/01-who-is-europe.md.
"""

from collections.abc import Sequence

import polars as pl

from analysis.errors import NotComparable, UnknownName

EUROPEAN_COUNTRIES = "European countries"
EU_INSTITUTIONS = "EU institutions"
UNITED_STATES = "United States"
OTHER = "Other donors"
EUROPE = "Europe"

SHORT = {"United Kingdom": "the UK", UNITED_STATES: "the US"}
"""Names that a sentence shortens."""

BASE_BLOCS = (EUROPEAN_COUNTRIES, EU_INSTITUTIONS, UNITED_STATES, OTHER)
"""The partition: each donor is in exactly one."""

COMPARED_BLOCS = (EUROPE, UNITED_STATES, OTHER)
"""The same partition with the two European blocs as one."""

EUROPEAN_OUTSIDE_EU = ("CHE", "GBR", "ISL", "NOR")


def bloc_of(donor: str | pl.Expr, countries: pl.DataFrame, *, base: bool = False) -> pl.Expr:
    """Give the bloc of a donor column.

    `donor` holds ISO codes, `countries` is the countries table; with `base` Europe stays in its two parts.
    A donor that the countries table does not know becomes null, never `Other donors`.

    >>> from analysis import load
    >>> donors = pl.DataFrame({"donor": ["EST", "EUI", "USA", "ZZZ"]})
    >>> donors.select(bloc_of("donor", load.countries())).to_series().to_list()
    ['Europe', 'Europe', 'United States', None]
    >>> donors.select(bloc_of("donor", load.countries(), base=True)).to_series().to_list()
    ['European countries', 'EU institutions', 'United States', None]
    """
    codes = pl.col(donor) if isinstance(donor, str) else donor
    blocs = codes.replace_strict(countries["iso3"], countries["bloc"].cast(pl.String), default=None, return_dtype=pl.String)
    if base:
        return blocs
    return pl.when(blocs.is_in([EUROPEAN_COUNTRIES, EU_INSTITUTIONS])).then(pl.lit(EUROPE)).otherwise(blocs)


def refuse_without_bloc(placed: pl.DataFrame, countries: pl.DataFrame, column: str = "donor") -> pl.DataFrame:
    """Give rows back as they are; raises UnknownName for a donor without a bloc, which would fall out of every sum of Europe.

    Takes rows with a bloc and, in `column`, who gave or spoke.

    >>> from analysis import load
    >>> refuse_without_bloc(pl.DataFrame({"donor": ["FRA", "DEV"], "bloc": ["Europe", None]}), load.countries())
    Traceback (most recent call last):
        ...
    analysis.errors.UnknownName: no donor 'DEV'
      -> did you mean 'DEU'? choose one of: DEU; all of them: load.countries()
    """
    # How many are null a column knows of itself, so that a table of millions is not read again.
    if placed["bloc"].null_count():
        unknown = placed.filter(pl.col("bloc").is_null())[column].max()
        raise UnknownName(column, unknown, countries["iso3"], lister="load.countries()")
    return placed


def members(bloc: str, countries: pl.DataFrame) -> list[str]:
    """List the ISO codes of a bloc or of Europe, sorted; a name that is no bloc has none.

    >>> from analysis import load
    >>> members(UNITED_STATES, load.countries())
    ['USA']
    >>> len(members(EUROPE, load.countries()))
    32
    """
    blocs = [EUROPEAN_COUNTRIES, EU_INSTITUTIONS] if bloc == EUROPE else [bloc]
    return countries.filter(pl.col("bloc").cast(pl.String).is_in(blocs))["iso3"].sort().to_list()


BODIES = {"EUI": "EU institutions", "XCW": "Coalition of the willing", "XNA": "NATO"}
"""Who takes positions without being a country; never counted as one."""

GROUPS = {
    "XND": "Denmark, Norway and Sweden",
    "XNB": "Nordic-Baltic eight",
    "XGP": "Germany, Norway and Poland",
    "XTO": "All donors",
}
"""Who pays jointly; their rows overlap those of their members."""

MEMBERS = {
    "XND": ("DNK", "NOR", "SWE"),
    "XNB": ("DNK", "EST", "FIN", "ISL", "LTU", "LVA", "NOR", "SWE"),
    "XGP": ("DEU", "NOR", "POL"),
}
"""Who the members of a group are; all donors have no list."""

NAMES = BODIES | GROUPS


def is_country(column: str = "country") -> pl.Expr:
    """Say whether a code is a country's: it is none of a body or of a group. Every count of countries is of such rows.

    >>> pl.DataFrame({"country": ["FRA", "EUI", "XND"]}).select(is_country()).to_series().to_list()
    [True, False, False]
    """
    return ~pl.col(column).is_in(list(NAMES))


def is_european_country(countries: pl.DataFrame, column: str = "country") -> pl.Expr:
    """Say whether a code is that of a European country: of the bloc of that name, which holds no EU institution.

    `countries` is the countries table. See docs/decisions/01-who-is-europe.md.

    >>> from analysis import load
    >>> codes = pl.DataFrame({"country": ["FRA", "EUI", "TUR"]})
    >>> codes.select(is_european_country(load.countries())).to_series().to_list()
    [True, False, False]
    """
    return is_country(column) & (bloc_of(column, countries, base=True) == EUROPEAN_COUNTRIES).fill_null(False)


def count_countries(rows: pl.DataFrame, column: str = "country") -> int:
    """Count the countries among rows, each once; raises NotComparable where a body or a group is among them.

    >>> count_countries(pl.DataFrame({"country": ["FRA", "FRA", "USA"]}))
    2
    >>> count_countries(pl.DataFrame({"country": ["FRA", "EUI"]}))
    Traceback (most recent call last):
        ...
    analysis.errors.NotComparable: 1 of 2 are no countries: EU institutions
      -> count rows of countries alone: rows.filter(analysis.countries.is_country("country"))
    """
    return refuse_bodies(rows, column)[column].n_unique()


def refuse_bodies(rows: pl.DataFrame, column: str = "country") -> pl.DataFrame:
    """Give rows of countries back as they are; raises NotComparable where a body or a group is among them.

    >>> refuse_bodies(pl.DataFrame({"country": ["FRA", "USA"]})).height
    2
    """
    codes = rows[column].unique().sort().to_list()
    others = [NAMES[code] for code in codes if code in NAMES]
    if others:
        raise NotComparable(
            f"{len(others)} of {len(codes)} are no countries: {', '.join(others)}",
            f'count rows of countries alone: rows.filter(analysis.countries.is_country("{column}"))',
        )
    return rows


def join_words(parts: Sequence[str], last: str = "and") -> str:
    """Join words as a sentence does: a, b and c; takes one word at least.

    >>> join_words(["a", "b", "c"]), join_words(["a", "b"], "or")
    ('a, b and c', 'a or b')
    """
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def with_article(name: str) -> str:
    """Write a name with the article it takes in a sentence.

    >>> with_article("United Kingdom"), with_article("EU institutions"), with_article("Germany")
    ('the United Kingdom', 'the EU institutions', 'Germany')
    """
    return f"the {name}" if name.startswith(("EU ", "United", "Netherlands")) else name


def short_with_article(name: str) -> str:
    """Write a name as a sentence that names several does: in short where it has a short form, else with its article.

    >>> short_with_article("United Kingdom"), short_with_article("EU institutions"), short_with_article("Germany")
    ('the UK', 'the EU institutions', 'Germany')
    """
    return SHORT.get(name, with_article(name))
