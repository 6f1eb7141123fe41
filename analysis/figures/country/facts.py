"""The table of a country's brief: what it gave and promised, its place among donors, and a group beside it."""

import polars as pl

from analysis.as_of import SOUND, known_on
from analysis.charts.citations import cite
from analysis.charts.formatting import ordinal, pct, short_money, short_month
from analysis.figures.aid.inputs import edition, last_day, until
from analysis.figures.country.donor import Donor, cite_each, donor_of
from analysis.figures.table import Table
from analysis.groups.group import EU, Group, as_group
from analysis.load.snapshot import Snapshot
from analysis.measures import aid as measure
from analysis.measures import country as own_measure
from analysis.measures import hosted, scorecard

__all__ = ["facts"]

Row = tuple[str, str, str, str, str]
NONE = "–"
"""What stands where there is no place or number to give."""
UNKNOWN, UNCOUNTED = "not known", "not counted"
US = "USA"
LEAST = 0.1
"""People per thousand inhabitants below which a number of one decimal would say nothing."""


def facts(tables: Snapshot, country: str, beside: str | Group = "Europe") -> Table:
    """Set what a donor gave beside its place among donors and beside a group, with the day data go to.

    Takes `load.snapshot(day)`; `country` is a donor, `beside` a bloc, group or country, by name or code. `rows` has measure, own,
    place, beside, data_to, all as text. Raises as `opening`.

    >>> from analysis import load
    >>> facts(load.snapshot("2026-10-10"), "Germany", "NATO").rows.row(0)
    ('Aid allocated (earmarked)', '€30.6bn', '3rd of 42', '€262.7bn', 'Jun 2026')
    """
    donor, group = donor_of(tables, country), as_group(beside)
    rows = [
        _total(donor, group, "allocated", "Aid allocated (earmarked)"),
        _total(donor, group, "committed", "Aid committed (promised)"),
        *(_kind(donor, group, kind) for kind in ("military", "financial", "humanitarian")),
        _year(donor, group),
        _at_prices_of_2025(donor, group),
        *_size(donor, group),
        _purl(donor),
        *_hosted(donor, group),
    ]
    paid = known_on(tables.purl.filter(SOUND), tables.day).filter(
        pl.col("country") == donor.code, pl.col("row_kind").cast(pl.String) == "national"
    )
    columns = {"measure": "Measure", "own": donor.group.name, "place": "Place", "beside": group.name, "data_to": "Data to"}
    return Table(
        id=f"facts-{donor.code.lower()}",
        title="In numbers",
        subtitle=f"Totals: {edition(tables.lead)}; twelve months and prices of 2025: {edition(tables.aid)}. Places go by the sums as published, by kind among donors that gave any; "
        f"by share of GDP (of 2021, as in the tracker) among countries{_by_size(donor)}. People hosted: refugees and temporary protection, "
        f"of the countries that UNHCR counts, per thousand where inhabitants are at hand. {NONE}: none to give{_with_eu(donor, group)}",
        rows=pl.DataFrame(rows, schema=list(columns), orient="row"),
        labels=columns,
        sources=[*cite(tables.lead, tables.aid, tables.hosted), *cite_each(paid, "contributions")],
    )


def _by_size(donor: Donor) -> str:
    """Say whose aid is ranked by size: that of a member of the EU on two lines, of others beside members with their part."""
    return ", own aid first, then with members' part of the EU's" if donor.in_eu else ", EU members with their part of the EU's"


def _with_eu(donor: Donor, group: Group) -> str:
    """Say in which rows the EU institutions are in the group beside."""
    if EU not in group.members or len(group) == 1:
        return ""
    return f". {group.name}: with the EU institutions{', save in the row of own aid' if donor.in_eu else ''}"


def _total(donor: Donor, group: Group, stage: str, name: str) -> Row:
    lead = donor.tables.lead
    rank = own_measure.rank(lead, donor.code, stage=stage)
    of_group = _sum(measure.totals(lead, only=[group], stage=stage))
    return name, short_money(rank.amount), _place(rank), short_money(of_group), short_month(last_day(lead))


def _kind(donor: Donor, group: Group, kind: str) -> Row:
    lead = donor.tables.lead
    rank = own_measure.rank(lead.filter(pl.col("kind").cast(pl.String) == kind), donor.code) if _gave(donor, kind) else None
    of_group = _sum(measure.totals(lead, only=[group], kind=kind))
    own, place = (short_money(rank.amount), _place(rank)) if rank else ("nothing", NONE)
    return f"{kind.capitalize()} aid allocated", own, place, short_money(of_group), short_month(last_day(lead))


def _gave(donor: Donor, kind: str) -> bool:
    return short_money(own_measure.kinds(donor.tables.lead, donor.code).get(kind, 0.0)) != "nothing"


def _year(donor: Donor, group: Group) -> Row:
    aid = donor.tables.aid
    months = measure.rolling_year(aid, only=[group]).filter(pl.col("period").dt.month_end() <= donor.tables.day)
    of_group = float(months.sort("period")["eur_bn"][-1])
    rank = own_measure.year_rank(aid, donor.code, donor.tables.day)
    return (
        "Allocated in the last twelve months",
        short_money(rank.amount),
        _place(rank) if short_money(rank.amount) != "nothing" else NONE,
        short_money(of_group),
        short_month(last_day(aid)),
    )


def _at_prices_of_2025(donor: Donor, group: Group) -> Row:
    aid, day = donor.tables.aid, donor.tables.day
    own, of_group = (
        measure.over_time(aid, by=by, only=[who], cumulative=True, prices="2025").filter(pl.col("period").dt.month_end() <= day)
        for by, who in (("donor", donor.group), ("bloc", group))
    )
    cells = [short_money(float(rows.sort("period")["eur_2025_bn"][-1])) for rows in (own, of_group)]
    return f"Allocated by {until(aid)}, at 2025 prices", cells[0], NONE, cells[1], short_month(last_day(aid))


def _hosted(donor: Donor, group: Group) -> list[Row]:
    """Count people from Ukraine at the last year's end, and by inhabitants.

    The United States' parole is in no count of refugees, nor a group's with it; of a group every country must have been counted.
    """
    rates = hosted.by_host(donor.tables.hosted)
    last = rates["year_end"].max()
    rows = rates.filter(pl.col("refugees") > 0, year_end=last)
    people, inhabitants, each = (
        dict(rows.select("iso3", column).drop_nulls().iter_rows()) for column in ("refugees", "population", "per_thousand")
    )
    hosts = [code for code in group.members if code != EU]
    whole = sum(people[code] for code in hosts) if all(code in people for code in hosts) else None
    known = whole is not None and all(code in inhabitants for code in hosts)
    ends = short_month(last)
    earlier = rates.filter(pl.col("refugees") > 0, pl.col("year_end") < last, iso3=donor.code)
    # A count that doubled or halved within a year was made anew: the two say nothing of one another.
    alike = earlier.height and 0.5 <= people.get(donor.code, 0) / earlier["refugees"][0] <= 2
    uncounted = UNCOUNTED if donor.is_country else NONE
    before = f" ({earlier['year_end'][0].year}: {earlier['refugees'][0]:,})" if alike else ""
    return [
        (
            f"People hosted from Ukraine{before}",
            f"{people[donor.code]:,}" if donor.code in people else uncounted,
            _place(own_measure.place(people, donor.code)) if donor.code in people else NONE,
            f"{whole:,}" if whole is not None else UNKNOWN,
            ends,
        ),
        (
            "The same, per thousand inhabitants",
            _per_thousand(each[donor.code]) if donor.code in each else UNKNOWN if donor.code in people else uncounted,
            _place(own_measure.place(each, donor.code)) if donor.code in each else NONE,
            f"{1000 * whole / sum(inhabitants[code] for code in hosts):.1f}" if known and whole else UNKNOWN,
            ends,
        ),
    ]


def _per_thousand(people: float) -> str:
    return f"{people:.1f}" if people >= LEAST else f"below {LEAST}"


def _size(donor: Donor, group: Group) -> list[Row]:
    sizes, ends = donor.sizes, short_month(last_day(donor.tables.lead))
    own = own_measure.size_rank(sizes, donor.code, with_eu=False)
    both = own_measure.size_rank(sizes, donor.code)
    # Own aid of a member of the EU stands beside the countries' own; what the EU gave is in the line below.
    of_group = _group_size(donor, group, with_eu=not donor.in_eu)
    name = "Own aid, share of GDP of 2021" if donor.in_eu else "Aid, share of GDP of 2021"
    place = (_place(own) if own else NONE) if donor.in_eu else (_place(both) if both else NONE)
    rows = [(name, _share(own.amount) if own else UNKNOWN if donor.is_country else NONE, place, of_group, ends)]
    if both and donor.in_eu:
        rows.append(
            ("The same, with its part of the EU's aid", _share(both.amount), _place(both), _group_size(donor, group), ends)
        )
    return rows


def _group_size(donor: Donor, group: Group, *, with_eu: bool = True) -> str:
    """Give a group's aid for the size of all its members, the EU institutions' in it or not; of one without a size there is none.

    What the EU institutions gave is in a group that has them as a whole, and in another by the parts of its members.
    """
    known = dict(measure.yardsticks().select("donor", "gdp_eur_bn").drop_nulls().iter_rows())
    countries = [code for code in group.members if code != EU]
    if not countries or any(code not in known for code in countries):
        return NONE
    size = sum(known[code] for code in countries)
    if EU in group.members or not with_eu:
        whose = group if with_eu or EU not in group.members else group.without(EU)
        return _share(100 * _sum(measure.totals(donor.tables.lead, only=[whose])) / size)
    both = dict(donor.sizes.select("donor", "both_pct").drop_nulls().iter_rows())
    if any(code not in both for code in countries):
        return NONE
    return _share(sum(both[code] * known[code] for code in countries) / size)


def _purl(donor: Donor) -> Row:
    tables = donor.tables
    paid, times = donor.announced_for_us_weapons
    own = (
        "seller"
        if donor.code == US and not times and scorecard.purl_total(tables.purl, tables.day)
        else paid
        if paid
        else "no amount stated"
        if times
        else "none on record"
    )
    return "Announced for US weapons (PURL)", own, NONE, NONE, short_month(tables.day)


def _sum(rows: pl.DataFrame) -> float:
    return float(rows["eur_bn"].sum())


def _place(rank: own_measure.Rank) -> str:
    return f"{ordinal(rank.place)} of {rank.of}"


def _share(per_cent: float) -> str:
    return "below 0.01%" if per_cent < 0.01 else pct(per_cent / 100, 2)
