"""Who of groups gives most, in euros and for the size of its economy, as a notebook says it."""

from collections.abc import Sequence

import polars as pl

from analysis.charts.catalogue import say
from analysis.countries import with_article
from analysis.figures.aid.amounts import be, euros, number_of
from analysis.figures.aid.donors import GDP_YEAR
from analysis.figures.aid.inputs import stand
from analysis.figures.aid.whose import notes_on
from analysis.groups.group import EU, Group


def largest_of_groups(groups: Sequence[Group], aid: pl.DataFrame, totals: pl.DataFrame, ranked: pl.DataFrame) -> str:
    """Say of each group who of it gives most, and what part the EU institutions give where they are in it; of one donor what it gives.

    Takes donors with name and eur_bn (`totals`) and with share_bn and both_pct (`ranked`), those who give most first.

    >>> from analysis import groups, load
    >>> totals = pl.DataFrame({"donor": ["POL"], "name": ["Poland"], "eur_bn": [5.0]})
    >>> ranked = totals.select("donor", "name", share_bn=1.0, both_pct=1.25)
    >>> largest_of_groups([groups.VISEGRAD_FOUR], load.aid(29), totals, ranked).split(", its")[0]
    '**By April 2026 (release 29), of the Visegrad four Poland is the largest single donor with €5.0bn, and for the size of its economy too, with 1.2% of its GDP of 2021'
    """
    told, parts = [], []
    for group in groups:
        own, sized = (rows.filter(pl.col("donor").is_in(group.members)) for rows in (totals, ranked))
        told.append(_one_gives(group, own, sized) if len(group) == 1 else _most_of(group, own, sized))
        if len(group) > 1 and EU in own["donor"]:
            share = float(own.filter(donor=EU)["eur_bn"].sum()) / float(own["eur_bn"].sum())
            parts.append(say("aid.largest_donors.eu_part", share=share, who=group.in_text))
    largest = say("aid.largest_donors.largest", stand=stand(aid), told="; ".join(told))
    return " ".join([f"**{largest}**", *parts, *notes_on(groups, aid)])


def _one_gives(group: Group, own: pl.DataFrame, sized: pl.DataFrame) -> str:
    """Say what one donor gives, and for the size of its economy where that is known."""
    given = {"who": group.in_text, "amount": euros(own["eur_bn"][0])}
    if sized.is_empty():
        return say("aid.largest_donors.alone_words", number=number_of(group), **given)
    return say("aid.largest_donors.alone_and_size_words", number=number_of(group), **given, size=_size(sized))


def _most_of(group: Group, own: pl.DataFrame, sized: pl.DataFrame) -> str:
    """Say who of a group gives most, and who for the size of its economy where that is known of one."""
    first = own["name"][0]
    given = {
        "number": 2 if be(first) == "are" else 1,
        "who": group.in_text,
        "donor": with_article(first),
        "amount": euros(own["eur_bn"][0]),
    }
    if sized.is_empty():
        return say("aid.largest_donors.largest_words", **given)
    if sized["name"][0] == first:
        return say("aid.largest_donors.largest_also_for_size_words", **given, size=_size(sized))
    given["sized"] = with_article(sized["name"][0])
    return say("aid.largest_donors.largest_and_for_size_words", **given, size=_size(sized))


def _size(sized: pl.DataFrame) -> str:
    """Say of the first donor what part of its GDP it gives."""
    most = sized.row(0, named=True)
    told = {"share": most["both_pct"] / 100, "year": GDP_YEAR}
    if most["share_bn"] > 0:
        return say("aid.largest_donors.size_with_eu_words", **told)
    return say("aid.largest_donors.size_words", **told)
