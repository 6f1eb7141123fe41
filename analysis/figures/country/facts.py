"""The table of a country's brief: what it gave and promised, its place among donors, and a group beside it."""

import polars as pl

from analysis.as_of import SOUND, known_on
from analysis.charts.catalogue import say
from analysis.charts.citations import cite
from analysis.charts.formatting import short_money, short_month
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
        _total(donor, group, "allocated", say("country.facts.allocated_label")),
        _total(donor, group, "committed", say("country.facts.committed_label")),
        _kind(donor, group, "military", say("country.facts.military_label")),
        _kind(donor, group, "financial", say("country.facts.financial_label")),
        _kind(donor, group, "humanitarian", say("country.facts.humanitarian_label")),
        _year(donor, group),
        _at_prices_of_2025(donor, group),
        *_size(donor, group),
        _purl(donor),
        *_hosted(donor, group),
    ]
    paid = known_on(tables.purl.filter(SOUND), tables.day).filter(
        pl.col("country") == donor.code, pl.col("row_kind").cast(pl.String) == "national"
    )
    columns = {
        "measure": say("country.facts.measure_column"),
        "own": donor.group.name,
        "place": say("country.facts.place_column"),
        "beside": group.name,
        "data_to": say("country.facts.data_to_column"),
    }
    return Table(
        id=f"facts-{donor.code.lower()}",
        title=say("country.facts.title"),
        subtitle=" ".join(_subtitle(donor, group)),
        rows=pl.DataFrame(rows, schema=list(columns), orient="row"),
        labels=columns,
        sources=[*cite(tables.lead, tables.aid, tables.hosted), *cite_each(paid, say("country.donor.contributions_words"))],
    )


def _subtitle(donor: Donor, group: Group) -> list[str]:
    """Say what numbers and places are of; by size a member of the EU is on two lines, others beside members with their part."""
    tables = donor.tables
    return [
        say("country.facts.totals_subtitle", totals=edition(tables.lead), months=edition(tables.aid)),
        say("country.facts.places_of_member_subtitle") if donor.in_eu else say("country.facts.places_subtitle"),
        say("country.facts.hosted_subtitle"),
        _none_and_group(donor, group),
    ]


def _none_and_group(donor: Donor, group: Group) -> str:
    """Say what stands for none, and in which rows the EU institutions are in the group beside."""
    if EU not in group.members or len(group) == 1:
        return say("country.facts.none_subtitle", none=NONE)
    if donor.in_eu:
        return say("country.facts.none_and_group_of_member_subtitle", none=NONE, group=group.name)
    return say("country.facts.none_and_group_subtitle", none=NONE, group=group.name)


def _total(donor: Donor, group: Group, stage: str, name: str) -> Row:
    lead = donor.tables.lead
    rank = own_measure.rank(lead, donor.code, stage=stage)
    of_group = _sum(measure.totals(lead, only=[group], stage=stage))
    return name, short_money(rank.amount), _place(rank), short_money(of_group), short_month(last_day(lead))


def _kind(donor: Donor, group: Group, kind: str, name: str) -> Row:
    lead = donor.tables.lead
    rank = own_measure.rank(lead.filter(pl.col("kind").cast(pl.String) == kind), donor.code) if _gave(donor, kind) else None
    of_group = _sum(measure.totals(lead, only=[group], kind=kind))
    own, place = (short_money(rank.amount), _place(rank)) if rank else (short_money(0), NONE)
    return name, own, place, short_money(of_group), short_month(last_day(lead))


def _gave(donor: Donor, kind: str) -> bool:
    return short_money(own_measure.kinds(donor.tables.lead, donor.code).get(kind, 0.0)) != "nothing"


def _year(donor: Donor, group: Group) -> Row:
    aid = donor.tables.aid
    months = measure.rolling_year(aid, only=[group]).filter(pl.col("period").dt.month_end() <= donor.tables.day)
    of_group = float(months.sort("period")["eur_bn"][-1])
    rank = own_measure.year_rank(aid, donor.code, donor.tables.day)
    return (
        say("country.facts.year_label"),
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
    return say("country.facts.prices_label", until=until(aid)), cells[0], NONE, cells[1], short_month(last_day(aid))


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
    unknown, uncounted = say("country.facts.unknown_cell"), say("country.facts.uncounted_cell") if donor.is_country else NONE
    name = (
        say("country.facts.hosted_before_label", year=earlier["year_end"][0].year, people=earlier["refugees"][0])
        if alike
        else say("country.facts.hosted_label")
    )
    return [
        (
            name,
            f"{people[donor.code]:,}" if donor.code in people else uncounted,
            _place(own_measure.place(people, donor.code)) if donor.code in people else NONE,
            f"{whole:,}" if whole is not None else unknown,
            ends,
        ),
        (
            say("country.facts.hosted_per_thousand_label"),
            _per_thousand(each[donor.code]) if donor.code in each else unknown if donor.code in people else uncounted,
            _place(own_measure.place(each, donor.code)) if donor.code in each else NONE,
            f"{1000 * whole / sum(inhabitants[code] for code in hosts):.1f}" if known and whole else unknown,
            ends,
        ),
    ]


def _per_thousand(people: float) -> str:
    return f"{people:.1f}" if people >= LEAST else say("country.facts.per_thousand_least_cell", least=LEAST)


def _size(donor: Donor, group: Group) -> list[Row]:
    sizes, ends = donor.sizes, short_month(last_day(donor.tables.lead))
    own = own_measure.size_rank(sizes, donor.code, with_eu=False)
    both = own_measure.size_rank(sizes, donor.code)
    # Own aid of a member of the EU stands beside the countries' own; what the EU gave is in the line below.
    of_group = _group_size(donor, group, with_eu=not donor.in_eu)
    name = say("country.facts.size_own_label") if donor.in_eu else say("country.facts.size_label")
    place = (_place(own) if own else NONE) if donor.in_eu else (_place(both) if both else NONE)
    unknown = say("country.facts.unknown_cell") if donor.is_country else NONE
    rows = [(name, _share(own.amount) if own else unknown, place, of_group, ends)]
    if both and donor.in_eu:
        with_eu = say("country.facts.size_with_eu_label")
        rows.append((with_eu, _share(both.amount), _place(both), _group_size(donor, group), ends))
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
        say("country.facts.purl_seller_cell")
        if donor.code == US and not times and scorecard.purl_total(tables.purl, tables.day)
        else paid
        if paid
        else say("country.facts.purl_unstated_cell")
        if times
        else say("country.facts.purl_none_cell")
    )
    return say("country.facts.purl_label"), own, NONE, NONE, short_month(tables.day)


def _sum(rows: pl.DataFrame) -> float:
    return float(rows["eur_bn"].sum())


def _place(rank: own_measure.Rank) -> str:
    return say("country.facts.place_cell", place=rank.place, of=rank.of)


def _share(per_cent: float) -> str:
    if per_cent < 0.01:
        return say("country.facts.share_least_cell")
    return say("country.facts.share_cell", share=per_cent / 100)
