"""What a country's brief says first: its rank, what that is for its size, and where it is going."""

from analysis.charts.catalogue import say
from analysis.charts.citations import cite
from analysis.charts.formatting import short_money
from analysis.figures.aid.inputs import edition, last_day, own_months, until
from analysis.figures.country.donor import REPORTED, Donor, cite_each, donor_of, on_day
from analysis.figures.guarantees.thin import thin_month
from analysis.figures.guarantees.wording import NOUNS, one_answer
from analysis.figures.panel import Panel, Point
from analysis.load.snapshot import Snapshot
from analysis.measures import country as measure
from analysis.measures.answers import NOT_FOUND

__all__ = ["opening"]


def opening(tables: Snapshot, country: str) -> Panel:
    """Say what a reader should know of one donor if nothing else is read: its rank, its size, the last year, and troops.

    Takes `load.snapshot(day)`; `country` is a donor by name or code. The heading is the title, the points are the day of issue and
    the bottom line; the note names the last day of each source. Raises UnknownName for who is no donor of the release.

    >>> from analysis import load
    >>> opening(load.snapshot("2026-10-10"), "DE").heading
    'Germany has allocated €30.6bn to Ukraine, 3rd of 42 donors'
    """
    donor = donor_of(tables, country)
    line = " ".join(filter(None, (_size(donor), _trend(donor), _troops(donor))))
    stood = donor.positions
    return Panel(
        "opening",
        _title(donor),
        [
            Point(say("country.opening.issued_label"), "", say("country.opening.issued_words", day=tables.day)),
            Point(say("country.opening.bottom_line_label"), "", line),
        ],
        note=_dates(donor),
        sources=[*cite(tables.lead, tables.aid), *cite_each(stood, say("country.donor.statements_words"))],
    )


def _title(donor: Donor) -> str:
    rank = donor.rank
    if short_money(rank.amount) == "nothing":
        return say("country.opening.title_nothing", number=donor.number, donor=donor.name)
    given = {"number": donor.number, "donor": donor.name, "sum": rank.amount, "of": rank.of}
    if rank.place == 1:
        return say("country.opening.title_most", **given)
    return say("country.opening.title", **given, place=rank.place)


def _size(donor: Donor) -> str:
    if not donor.is_country:
        return say("country.opening.size_eu_institutions")
    sizes = donor.sizes
    own = measure.size_rank(sizes, donor.code, with_eu=False)
    # Without the parts of the EU's aid members would stand too low: where these are not known there is no place.
    both = measure.size_rank(sizes, donor.code)
    if own is None:
        return say("country.opening.size_unknown")
    given = {"until": until(donor.tables.lead), "own": _share(own.amount)}
    if both is None:
        return say("country.opening.size", **given)
    if donor.in_eu:
        return say("country.opening.size_of_member", **given, both=_share(both.amount), place=both.place, of=both.of)
    return say("country.opening.size_ranked", **given, place=both.place, of=both.of)


def _share(per_cent: float) -> str:
    if per_cent < 0.01:
        return say("country.opening.share_least_words")
    return say("country.opening.share_words", share=per_cent / 100)


def _trend(donor: Donor) -> str:
    last, before = donor.years
    given = {"until": until(donor.tables.aid), "donor": donor.name}
    if short_money(last) == short_money(before) == "nothing":
        return say("country.opening.year_nothing", **given)
    return say("country.opening.year", **given, last=last, before=before)


def _troops(donor: Donor) -> str:
    land = donor.positions.filter(domain="land")
    answer = land["answer"][0] if land.height else NOT_FOUND
    if answer == NOT_FOUND and not donor.is_country:
        return ""
    given = {"donor": donor.name, "answers": one_answer(answer, NOUNS["land"])}
    if not land.height:
        return say("country.opening.troops", **given)
    if str(land["grade"][0]) == REPORTED:
        return say("country.opening.troops_said_reported", **given, when=on_day(land["date"][0]))
    return say("country.opening.troops_said", **given, when=on_day(land["date"][0]))


def _dates(donor: Donor) -> str:
    tables = donor.tables
    if named := thin_month(tables.pledges, tables.day):
        return f"{_dates_of_aid(donor)} {say('country.opening.dates_others_thin', day=tables.day, thin=named)}"
    return f"{_dates_of_aid(donor)} {say('country.opening.dates_others', day=tables.day)}"


def _dates_of_aid(donor: Donor) -> str:
    tables = donor.tables
    cut, given = own_months(tables.aid), {"last": last_day(tables.aid), "edition": edition(tables.aid)}
    if tables.totals is None:
        return say("country.opening.dates_aid_cut", **given) if cut else say("country.opening.dates_aid", **given)
    given |= {"totals": last_day(tables.totals), "totals_edition": edition(tables.totals)}
    if cut:
        return say("country.opening.dates_aid_cut_and_totals", **given)
    return say("country.opening.dates_aid_and_totals", **given)
