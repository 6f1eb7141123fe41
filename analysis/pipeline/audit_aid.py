"""What must hold among the tables of aid: sums, releases, months, donors, signs and parts. Each function yields faults."""

from collections.abc import Iterator
from datetime import date
from itertools import combinations, pairwise

import polars as pl

from analysis.countries import bloc_of
from analysis.errors import restore_command
from analysis.sources.curated.hand_kept import BUILD

ON = ["release", "stage", "donor", "kind"]
"""What a total is of."""

RELEASES = f"mend data/curated/releases.csv, then `{BUILD}`"


def made_anew() -> str:
    """Say how a file of data/ that nobody edits by hand is made again.

    >>> made_anew().endswith("publishers' files>`")
    True
    """
    return f"where a file was edited by hand, {restore_command('data')}; else make it anew: `{BUILD}`"


FIRST_MONTH = date(2022, 1, 1)
"""The tracker begins with it: nothing it counts is earlier."""

ALIKE = 0.9
"""Part of its totals from which a release is a copy of another. A corrected upload shares three quarters with the first."""

OWN_SUMS_OFF = {("28", "SVN", "humanitarian")}
"""Where the publisher's own sums leave rows out: data/curated/publisher_faults.csv has why."""

REPAID = {("28", date(2022, 5, 1), "ITA"), ("28", date(2022, 6, 1), "SWE")}
"""Months in which the publisher counts less than nothing as paid out; kept as it has them."""

TOLD_WITHIN_PCT = 3.0
"""How far a total may be from what was published at the time: it was rounded, and read where it was quoted."""

OF_EUI = pl.lit(20_000_000)
"""The shares of the EU's members are rounded to a million each."""


def differing_sums(aid: pl.DataFrame, totals: pl.DataFrame) -> Iterator[str]:
    """Yield each release whose totals by stage, donor and kind are not the sums of its months, undated money included.

    Months and total are rounded to the cent each, so that a sum may be off by half a cent a row.
    """
    months = aid.group_by(ON).agg(months=pl.col("eur").sum(), rows=pl.len())
    both = totals.join(aid.select("release").unique(), on="release", how="semi").join(
        months, on=ON, how="full", coalesce=True, nulls_equal=True
    )
    off = (pl.col("eur") - pl.col("months")).abs().cast(pl.Float64) > 0.005 * (pl.col("rows") + 1) + 1e-6
    for (release,), rows in _by_release(both.filter(off.fill_null(value=True))):
        one = rows.row(0, named=True)
        what = f"{one['stage']} {one['kind'] or 'undivided'} aid of {one['donor']}"
        yield (
            f"data/aid/aid_{release}.csv: {rows.height} of its sums are not those of data/aid/aid_totals.csv, such as {what}: "
            f"{_eur(one['months'])} by month, {_eur(one['eur'])} in total\n  -> {made_anew()}"
        )


def differing_own_sums(totals: pl.DataFrame, own: pl.DataFrame) -> Iterator[str]:
    """Yield each release whose totals are not the publisher's own sums to the cent, but those known to leave rows out."""
    both = own.rename({"eur": "own"}).join(totals, on=ON, how="left", nulls_equal=True)
    wide = both.filter(((pl.col("own") - pl.col("eur")).abs() > pl.lit(0.01).cast(pl.Decimal(18, 2))).fill_null(value=True))
    off = wide.filter([tuple(row) not in OWN_SUMS_OFF for row in wide.select("release", "donor", "kind").iter_rows()])
    for (release,), rows in _by_release(off):
        one = rows.row(0, named=True)
        yield (
            f"data/aid/publisher_sums.csv: {rows.height} sums of release {release} are not those of data/aid/aid_totals.csv, such "
            f"as {one['stage']} {one['kind']} aid of {one['donor']}: {_eur(one['own'])} there, {_eur(one['eur'])} here"
            f"\n  -> {made_anew()}"
        )


def differing_published(
    aid: pl.DataFrame,
    totals: pl.DataFrame,
    releases: pl.DataFrame,
    numbers: pl.DataFrame,
    published: pl.DataFrame,
    countries: pl.DataFrame,
) -> Iterator[str]:
    """Yield each number told at the time that the tables are further from than its tolerance, with no reason given.

    A number of a release at hand is held against that one's totals, another one against the months of the default release.
    """
    default = (
        releases.filter("complete", pl.col("last_month").is_not_null()).sort("cutoff", "release")["release"].to_list()[-1:]
    )
    blocs = {
        name: rows.with_columns(bloc=bloc_of("donor", countries), base_bloc=bloc_of("donor", countries, base=True)).filter(
            pl.col("stage") == "allocated"
        )
        for name, rows in (("totals", totals), ("months", aid.filter(pl.col("release").is_in(default))))
    }
    for told in numbers.filter(pl.col("reason").is_null()).iter_rows(named=True):
        rows, of_release = blocs["months"], pl.col("month").is_between(told["first_month"] or FIRST_MONTH, told["last_month"])
        if told["first_month"] is None and told["release"] in totals["release"]:
            rows, of_release = blocs["totals"], pl.col("release") == told["release"]
        kinds = str(told["kinds"]).split("|") if told["kinds"] else None
        whose = pl.lit(told["bloc"] == "all donors") | (pl.col("bloc") == told["bloc"]) | (pl.col("base_bloc") == told["bloc"])
        ours = rows.filter(of_release, whose, pl.lit(kinds is None) | pl.col("kind").is_in(kinds or []))
        what = f"data/aid/published_numbers.csv, {told['kinds'] or 'aid'} of {told['bloc']} told {told['published']}"
        yield from _off(what, ours, told["published_bn"], told["tolerance_pct"], "data/curated/published.csv")
    cutoffs = dict(releases.filter("complete").select("cutoff", "release").iter_rows())
    for told in published.filter(pl.col("cutoff").is_in(list(cutoffs)), stage="allocated").iter_rows(named=True):
        of_kind = pl.lit(value=True) if told["kind"] is None else pl.col("kind") == told["kind"]
        ours = blocs["totals"].filter(of_kind, release=cutoffs[told["cutoff"]], bloc=told["bloc"])
        what = f"data/guarantees/published_totals.csv, {told['kind'] or 'aid'} of {told['bloc']} to {told['cutoff']}"
        yield from _off(what, ours, float(told["eur"]) / 1e9, TOLD_WITHIN_PCT, "data/curated/published_totals.csv")


def disordered_releases(releases: pl.DataFrame, aid: pl.DataFrame, totals: pl.DataFrame) -> Iterator[str]:
    """Yield releases without rows, rows without a release, and releases whose cut-off does not follow their number."""
    known, monthly = set(releases["release"]), set(releases.drop_nulls("last_month")["release"])
    for file, names, there in (("aid", monthly, aid), ("aid_totals", known, totals)):
        found = set(there["release"])
        if odd := sorted(names ^ found):
            yield f"data/aid/releases.csv: and {file} have not the same releases, such as {odd[0]}\n  -> {RELEASES}"
    order = releases.with_columns(number=pl.col("release").str.extract(r"^(\d+)").cast(pl.Int64)).sort("number", "cutoff")
    for before, after in pairwise(order.iter_rows(named=True)):
        same = before["number"] == after["number"]
        if before["cutoff"] != after["cutoff"] if same else before["cutoff"] >= after["cutoff"]:
            said = f"release {before['release']} to {before['cutoff']} and release {after['release']} to {after['cutoff']}"
            yield f"data/aid/releases.csv: the cut-offs of {said} are not in order\n  -> {RELEASES}"
    for row in releases.filter(pl.col("published") < pl.col("cutoff")).iter_rows(named=True):
        said = f"release {row['release']} was published on {row['published']}, before its cut-off {row['cutoff']}"
        yield f"data/aid/releases.csv: {said}\n  -> {RELEASES}"


def copied_releases(totals: pl.DataFrame) -> Iterator[str]:
    """Yield each two releases of which one has nearly all totals of the other, to the cent."""
    of = {str(name): rows.drop("release") for (name,), rows in _by_release(totals)}
    for (one, rows), (other, others) in combinations(of.items(), 2):
        same = rows.join(others, on=rows.columns, how="semi", nulls_equal=True).height
        if same >= ALIKE * min(rows.height, others.height):
            said = f"{same} of {rows.height} totals of release {one} are those of release {other}: one is a copy"
            yield f"data/aid/aid_totals.csv: {said}\n  -> {made_anew()}"


def months_outside(
    releases: pl.DataFrame, aid: pl.DataFrame, disbursements: pl.DataFrame, military_routes: pl.DataFrame
) -> Iterator[str]:
    """Yield months after the cut-off of their release or before 2022, and first and last months that no row has."""
    for row in releases.drop_nulls("last_month").filter(pl.col("last_month") > pl.col("cutoff")).iter_rows(named=True):
        said = f"release {row['release']} has months to {row['last_month']}, after its cut-off {row['cutoff']}"
        yield f"data/aid/releases.csv: {said}\n  -> {RELEASES}"
    for table, rows in (("aid", aid), ("disbursements", disbursements), ("military_routes", military_routes)):
        dated = rows.drop_nulls("month").join(releases.select("release", "cutoff"), on="release", how="left")
        outside = (pl.col("month") < FIRST_MONTH) | (pl.col("month") > pl.col("cutoff")) | (pl.col("month").dt.day() != 1)
        for (release,), odd in _by_release(dated.filter(outside)):
            file = f"aid_{release}" if table == "aid" else table
            said = f"{odd.height} rows of release {release} lie outside {FIRST_MONTH:%Y-%m} to {odd['cutoff'][0]:%Y-%m}"
            yield f"data/aid/{file}.csv: {said}, such as {odd['month'][0]}\n  -> {made_anew()}"
    spans = aid.group_by("release").agg(first=pl.col("month").min(), last=pl.col("month").max())
    both = releases.join(spans, on="release")
    stated = pl.col("first_month").ne_missing(pl.col("first")) | pl.col("last_month").ne_missing(pl.col("last"))
    for row in both.filter(stated).sort("release").iter_rows(named=True):
        said = f"release {row['release']} covers {row['first_month']} to {row['last_month']}"
        yield f"data/aid/releases.csv: {said}, its rows {row['first']} to {row['last']}\n  -> {made_anew()}"


def unknown_donors(countries: pl.DataFrame, *tables: pl.DataFrame) -> Iterator[str]:
    """Yield donors that the table of countries lacks: they would be in no bloc."""
    for name, rows in zip(
        ("aid", "aid_totals", "disbursements", "eu_aid_shares", "weapons", "publisher_sums"), tables, strict=True
    ):
        for (release,), odd in _by_release(rows.join(countries, left_on="donor", right_on="iso3", how="anti")):
            file = f"aid_{release}" if name == "aid" else name
            said = f"{odd.height} rows of release {release} are of a donor that is no country here, {odd['donor'][0]!r}"
            yield (f"data/aid/{file}.csv: {said}\n  -> add it to data/curated/countries.csv (CONTRIBUTING.md), then `{BUILD}`")


def negative_amounts(*tables: pl.DataFrame) -> Iterator[str]:
    """Yield negative amounts, but payments that came back."""
    names = ("aid", "aid_totals", "disbursements", "eu_aid_shares", "military_routes", "weapons")
    for name, rows in zip(names, tables, strict=True):
        negative = rows.filter(pl.col("eur") < 0)
        if name == "disbursements":
            negative = negative.filter([row not in REPAID for row in negative.select("release", "month", "donor").iter_rows()])
        for (release,), odd in _by_release(negative):
            file = f"aid_{release}" if name == "aid" else name
            said = f"{odd.height} amounts of release {release} are negative, such as {_eur(odd['eur'][0])}"
            yield f"data/aid/{file}.csv: {said}\n  -> {made_anew()}"


def parts_above_the_whole(
    totals: pl.DataFrame, disbursements: pl.DataFrame, shares: pl.DataFrame, routes: pl.DataFrame, weapons: pl.DataFrame
) -> Iterator[str]:
    """Yield what is more than that of which it is a part: payments, shares of the EU's aid, routes, heavy weapons."""
    allocated = totals.filter(stage="allocated")
    military, eui = allocated.filter(kind="military"), allocated.filter(donor="EUI")
    for name, part, whole, on, slack in (
        ("disbursements", disbursements, totals.filter(stage="committed"), ["release", "donor"], pl.lit(0)),
        ("eu_aid_shares", shares, eui, ["release"], OF_EUI),
        ("military_routes", routes, military, ["release"], pl.lit(0)),
        ("weapons", weapons, military, ["release", "donor"], pl.lit(0)),
    ):
        sums = (
            part.group_by(on)
            .agg(pl.col("eur").sum())
            .join(whole.group_by(on).agg(whole=pl.col("eur").sum()), on=on, how="left")
        )
        over = sums.filter((pl.col("eur") > pl.col("whole") + slack).fill_null(value=True)).sort(on)
        for row in over.head(1).iter_rows(named=True):
            of = " ".join(str(row[key]) for key in on)
            said = f"{_eur(row['eur'])} of {of} is more than the aid it is a part of, {_eur(row['whole'])}"
            yield f"data/aid/{name}.csv: {said}; {over.height} such sums\n  -> {made_anew()}"


def _off(what: str, ours: pl.DataFrame, told: float, tolerance: float, file: str) -> Iterator[str]:
    bn = float(ours["eur"].sum()) / 1e9
    if abs(100 * (bn / told - 1)) > tolerance:
        yield (
            f"{what}: {told:g} bn, the tables have {bn:.1f}, more than {tolerance:g} per cent off"
            f"\n  -> read its page again, and mend the number or give the reason in {file}"
        )


def _by_release(rows: pl.DataFrame) -> Iterator[tuple[tuple[object, ...], pl.DataFrame]]:
    return iter(rows.sort("release", maintain_order=True).group_by("release", maintain_order=True))


def _eur(amount: object) -> str:
    return "nothing" if amount is None else f"EUR {amount:,}"
