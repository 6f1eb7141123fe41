"""Put rows of donors under blocs, groups and countries: the house's blocs, a column of one's own, or the groups chosen."""

from collections.abc import Iterable, Mapping, Sequence, Sized
from functools import partial

import polars as pl

from analysis import load
from analysis.countries import BASE_BLOCS, COMPARED_BLOCS, UNITED_STATES, bloc_of, join_words, refuse_without_bloc
from analysis.errors import AnalysisError, NotComparable, UnknownName
from analysis.groups.group import Group, as_group, as_groups
from analysis.groups.names import names_of
from analysis.groups.overlap import refuse_overlap
from analysis.measures.frames import NAMED

DIMENSIONS = ("bloc", "base_bloc", "donor", "kind")
BLOCS = ("bloc", "base_bloc")
Whose = str | Group | Iterable[str | Group]
"""Blocs, groups and countries, one or several, by name, by code or as a Group; none is all there are."""


def dimensions(by: str | Sequence[str]) -> list[str]:
    """Give the dimensions asked for as a list; raises UnknownName for one that does not exist.

    >>> dimensions("donor")
    ['donor']
    """
    if isinstance(by, Group):
        raise AnalysisError(f"`by` is what to tell apart, and {by.in_text} is whom to choose", "give the group as only=...")
    if not isinstance(by, str) and (not isinstance(by, Iterable) or isinstance(by, bytes)):
        raise AnalysisError(f"by={by!r} names nothing to tell apart", f"choose one or several of: {', '.join(DIMENSIONS)}")
    groups = [by] if isinstance(by, str) else list(by)
    for group in groups:
        choose("dimension", group, DIMENSIONS)
    return groups


def choose(what: str, given: object, choices: Sequence[str]) -> None:
    """Raise UnknownName with the good ones unless `given` is among the choices.

    >>> choose("stage", "alocated", ["allocated", "committed"])
    Traceback (most recent call last):
        ...
    analysis.errors.UnknownName: no stage 'alocated'
      -> did you mean 'allocated'? choose one of: allocated, committed
    """
    if not isinstance(given, str) or given not in choices:
        raise UnknownName(what, given, choices)


def names_somebody(only: Whose | None) -> bool:
    """Say whether anybody is named; an empty text is a name that nobody has, and is refused where it is looked for.

    >>> names_somebody("NATO"), names_somebody(""), names_somebody([]), names_somebody(None)
    (True, True, False, False)
    """
    return only is not None and (isinstance(only, str) or not isinstance(only, Sized) or len(only) > 0)


def chosen(rows: pl.LazyFrame, only: Whose) -> tuple[Group, ...]:
    """Give the blocs, groups and countries chosen as groups; none where none is chosen.

    Where the rows have a column `bloc` of their own, a bloc's name is that of one of its blocs. Raises UnknownName and AnalysisError as
    `groups.as_group`, and UnknownName for a group of which no member is among the rows' donors: what it gave is not known, which is
    not zero.

    >>> [group.name for group in chosen(load.aid(29).lazy(), ["Europe", "CAN"])]
    ['Europe', 'Canada']
    """
    several = [only] if isinstance(only, str | Group) or not isinstance(only, Iterable) else list(only)
    if only is None or not several:
        return ()
    for argument, values in NAMED.items():
        if wrong := [one for one in several if isinstance(one, str) and one in values]:
            problem = f"{wrong[0]!r} is a {argument}, and nobody who gives"
            raise AnalysisError(problem, f"name it so: {argument}={wrong[0]!r}")
    own = {name: group for column in BLOCS for name, group in own_blocs(rows, column).items()}
    whose = as_groups([_of_own(one, own) for one in several])
    at_hand = {*rows.select("donor").unique().collect()["donor"]}
    for group in whose:
        if at_hand.isdisjoint(group.members):
            known = names_of(sorted(at_hand & {*load.countries()["iso3"]}))
            raise UnknownName("aid in these rows by", group.name, known, lister='measures.aid.totals(aid, by="donor")')
    return whose


def _of_own(one: str | Group, own: Mapping[str, Group]) -> str | Group:
    """Give a bloc of the rows' own column for its name; a bloc of the house is none of theirs."""
    if not own or not isinstance(one, str):
        return one
    if one in own:
        return own[one]
    if as_group(one).name in {*COMPARED_BLOCS, *BASE_BLOCS} and one != UNITED_STATES:
        raise UnknownName("bloc in the rows' own column", one, own)
    return one


def own_blocs(rows: pl.LazyFrame, column: str = "bloc") -> dict[str, Group]:
    """Give the blocs of a column of one's own as groups, by name; none where there is no such column, or it has the house's.

    Raises AnalysisError for a column that is no text or has nulls, NotComparable for a donor in several blocs.

    >>> aid = load.aid(29).lazy().with_columns(bloc=pl.when(donor="GBR").then(pl.lit("UK")).otherwise(pl.lit("Others")))
    >>> own_blocs(aid)["UK"].members
    ('GBR',)
    """
    if column not in rows.collect_schema():
        return {}
    pairs = _refuse_unplaced(rows.select("donor", column).unique(), column).collect()
    house = pairs.select("donor").with_columns(bloc_of("donor", load.countries(), base=column == "base_bloc").alias(column))
    if pairs.join(house, on=["donor", column], how="anti", nulls_equal=True).is_empty():
        return {}
    if several := pairs.filter(pl.col("donor").is_duplicated())["donor"].unique().sort().to_list():
        blocs = join_words(pairs.filter(donor=several[0])[column].sort().to_list())
        problem = f"{several[0]} is in several blocs of the column {column!r}: {blocs}"
        raise NotComparable(problem, f"give each donor one, or sum by them as they are: over_time(aid, by={column!r})")
    return {
        name: Group(name, donors) for name, donors in pairs.sort("donor").group_by(column).agg("donor").sort(column).iter_rows()
    }


def own_groups(rows: pl.LazyFrame, by: Sequence[str]) -> tuple[Group, ...]:
    """Give all blocs of the rows' own column as groups, where one of the dimensions is such a column; raises as `own_blocs`.

    >>> own_groups(load.aid(29).lazy(), ["bloc"])
    ()
    """
    return tuple(group for column in BLOCS if column in by for group in own_blocs(rows, column).values())


def refuse_own_blocs(rows: pl.DataFrame, *columns: str) -> None:
    """Raise NotComparable for columns of blocs that say otherwise than the house: words of the house's blocs would be wrong.

    >>> refuse_own_blocs(load.aid(29).with_columns(bloc=pl.lit("Everyone")), "bloc")
    Traceback (most recent call last):
        ...
    analysis.errors.NotComparable: the rows have a column 'bloc' of their own, and this figure speaks of the house's blocs
      -> leave it out: aid.drop('bloc'), or name groups in a figure that takes `only`, such as figures.aid.europe_and_us(aid, only=[...])
    """
    for column in columns:
        if "donor" in rows.columns and own_blocs(rows.lazy(), column):
            raise NotComparable(
                f"the rows have a column {column!r} of their own, and this figure speaks of the house's blocs",
                f"leave it out: aid.drop({column!r}), or name groups in a figure that takes `only`, such as "
                "figures.aid.europe_and_us(aid, only=[...])",
            )


def _refuse_unplaced(rows: pl.LazyFrame, column: str) -> pl.LazyFrame:
    """Give rows with their own column of blocs as text; raises AnalysisError for another type and, when collected, for nulls."""
    kind = rows.collect_schema()[column].base_type()
    if kind not in {pl.String, pl.Categorical, pl.Enum}:
        fix = f"make it names: aid.with_columns(pl.col({column!r}).cast(pl.String)), or leave it out: aid.drop({column!r})"
        raise AnalysisError(f"the column {column!r} of the rows is {kind}, not names of blocs", fix)

    def placed(frame: pl.DataFrame) -> pl.DataFrame:
        if frame[column].null_count():
            lost = join_words(_names_or_codes(frame.filter(pl.col(column).is_null())["donor"].unique().sort().to_list()))
            fix = f'name one for each: aid.with_columns(pl.col({column!r}).fill_null("Other donors")), or drop the column'
            raise AnalysisError(f"the column {column!r} of the rows names no bloc of {lost}", fix)
        return frame

    texts = rows.with_columns(pl.col(column).cast(pl.String))
    return texts.map_batches(placed, predicate_pushdown=False, projection_pushdown=False, slice_pushdown=False)


def _names_or_codes(codes: list[str]) -> list[str]:
    """Name some donors for a message, the first three of them; one that nobody knows by its code."""
    known = {*load.countries()["iso3"]}
    shown = [names_of([code])[0] if code in known else code for code in codes[:3]]
    return [*shown, f"{len(codes) - 3} more"] if len(codes) > 3 else shown


def with_groups(aid: pl.LazyFrame) -> pl.LazyFrame:
    """Add each row's bloc and base_bloc; raises UnknownName, when collected, for a donor that the countries table lacks.

    >>> with_groups(load.disbursements().lazy()).collect().columns
    ['release', 'month', 'donor', 'eur', 'bloc', 'base_bloc']
    """
    countries = load.countries()
    placed = aid.with_columns(bloc=bloc_of("donor", countries), base_bloc=bloc_of("donor", countries, base=True))
    # A filter on blocs must not come before the check, and the donor must be there to be named.
    checked = partial(refuse_without_bloc, countries=countries)
    return placed.map_batches(checked, predicate_pushdown=False, projection_pushdown=False, slice_pushdown=False)


def with_asked(aid: pl.LazyFrame, groups: Sequence[str], whose: Sequence[Group] = ()) -> pl.LazyFrame:
    """Add each row's bloc and base_bloc where one is among the groups, of the rows' own column where they have it.

    With `whose` the rows of their members alone, under each group they are in. Raises NotComparable where groups that share
    members would be added, else as `with_groups`.

    >>> with_asked(load.disbursements().lazy(), ["donor"]).collect().columns
    ['release', 'month', 'donor', 'eur']
    """
    asked = [name for name in BLOCS if name in groups]
    if not whose:
        own = [name for name in asked if name in aid.collect_schema()]
        for name in own:
            aid = _refuse_unplaced(aid, name)
        kept = aid.rename({name: f"own {name}" for name in own})
        placed = with_groups(kept) if len(own) < len(asked) else kept
        return placed.drop(own, strict=False).rename({f"own {name}": name for name in own})
    if not asked and "donor" not in groups:
        refuse_overlap(whose, "one sum")
    pairs = [(code, group.name) for group in whose for code in group.members]
    if not asked:
        return aid.filter(pl.col("donor").is_in([code for code, _ in pairs]))
    members = pl.DataFrame(pairs, schema={"donor": pl.String, asked[0]: pl.String}, orient="row").lazy()
    known = with_groups(aid.drop(*BLOCS, strict=False))
    return known.drop(asked[0]).join(members, on="donor", how="inner")


def tells_groups(by: Sequence[str], whose: Sequence[Group]) -> bool:
    """Say whether sums are told apart by the groups chosen, and by kind at most, so that each has a row, zero or not.

    >>> from analysis import groups
    >>> tells_groups(["bloc", "kind"], [groups.NATO]), tells_groups(["bloc", "donor"], [groups.NATO]), tells_groups(["bloc"], [])
    (True, False, False)
    """
    return bool(whose) and {*by} - {"kind"} in ({"bloc"}, {"base_bloc"})


def each_chosen(rows: pl.LazyFrame, by: Sequence[str], whose: Sequence[Group]) -> pl.LazyFrame:
    """Give every group chosen with every release of some rows, and with each of its kinds where kinds are told apart.

    A group without a row of a kind that the release counts gave nothing of it, which is zero.

    >>> from analysis import groups
    >>> rows = pl.LazyFrame({"release": ["29", "29"], "kind": ["military", "financial"]})
    >>> each_chosen(rows, ["bloc", "kind"], [groups.NATO]).sort("kind").collect().rows()
    [('29', 'financial', 'NATO'), ('29', 'military', 'NATO')]
    """
    column = next(name for name in BLOCS if name in by)
    names = pl.LazyFrame({column: [group.name for group in whose]}, schema={column: pl.String})
    return (
        rows.select(name for name in ("release", "kind") if name == "release" or name in by).unique().join(names, how="cross")
    )


def donors_of(rows: pl.LazyFrame, by: Sequence[str], dated: pl.LazyFrame) -> pl.LazyFrame:
    """List who is in each release that dates money of a stage and kind, with the rows' own columns of blocs asked for.

    >>> rows = pl.LazyFrame({"release": ["29", "30"], "donor": ["DEU", "DEU"]})
    >>> donors_of(rows, ["bloc"], rows.filter(release="29")).collect().rows()
    [('29', 'DEU')]
    """
    own = [name for name in BLOCS if name in by and name in rows.collect_schema()]
    return rows.select("release", "donor", *own).unique().join(dated.select("release").unique(), on="release", how="semi")
