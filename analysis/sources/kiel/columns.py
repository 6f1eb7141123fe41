"""The columns of the tracker's main sheet, under every name they have had."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Field:
    """Name one column that is read: its name here and, in lower case, its headers from the oldest release to the newest.

    `form` is what its cells are: text, money, number, flag or date. `since` is the first release that has it.
    A release without a column that is not `required` is read without it.
    `max_unreadable` is how many cells in a hundred may hold something else; more and the read fails.

    >>> [field.name for field in FIELDS if field.form == "money"]
    ['committed', 'allocated']
    """

    name: str
    headers: tuple[str, ...]
    form: str = "text"
    since: int = 1
    max_unreadable: float = 0.0
    required: bool = True


FIELDS = (
    Field("id", ("id", "activity_id")),
    Field("donor", ("countries", "donor")),
    Field("announced", ("announcement date", "announcement_date"), "date", max_unreadable=30),
    Field("kind", ("type of aid general", "aid_type_general")),
    Field("instrument", ("type of aid specific", "aid_type_specific"), required=False),
    Field("measure", ("type of donation", "measure"), since=8),
    Field("committed", ("converted value in eur", "tot_activity_value_eur"), "money", max_unreadable=0.5),
    Field(
        "allocated",
        ("allocated total in eur (redistributed)", "tot_sub_activity_value_eur_redistr"),
        "money",
        8,
        max_unreadable=0.5,
    ),
    Field("number", ("month3", "month"), "number", max_unreadable=2),
    Field("dated", ("monthcoding2", "month_exists_dummy"), "flag", max_unreadable=2),
)
"""No sum rests on the announcement date (the publisher's own month counts), so that many may be words; money may not be."""

_SEEN = r"""
% difference from the value by the source; activity_id; additional geo-sources; aid_type_general; aid_type_specific;
allocated total; allocated total in eur; allocated total in eur (redistributed); allocation dummy check (1= error);
allocation id; allocations under commitments; allocations without specific date (1=yes); ammunition_dummy(=1);
announcement date; announcement_date; beforewar4; benchmark_check (% of total value); bilateral loan/grant made
through imf or wb?; book\replacement value; building or facility; converted value in eur; coordinates; countries;
deliveries = commitments (1=yes, 0=no); deliveries_more_than_committements (1 = yes); donor;
dummy_first_row_commitment_check (1=error); dummy_month_check (1=error); earmarked year; eu; eu_geo; explanation;
explanation dummy (1=error); formula_dummy (1=error); geographic accuracy; geographic item;
heavy_but_undisclosed_commitments; heavy_but_undisclosed_deliveries; humanitarian delivery; id; in-kind dummy;
industry dummy; international initiative; item_price_usd; item_value_estimate_deliv_usd; item_value_estimate_usd;
items; items (short version); measure; monetary value as given by source; month; month3; month_exists_dummy;
monthcoding2; no. of units; no. of units delivered (in-kind military aid); non eu nato member; official delivery
source (1=yes, 0=no); official source; official source yes/no dummy; original currency; reallocation_package_id;
reconstruction project status; reconstruction/modernization; reimbursed with; relative importance(2=very imporant,
1=important, 0=less important); short term; source for delivery; source of aid 1; source of aid 2; source of aid 3;
source of aid 4; source of item; soviet origin (1); sub-type of item; tot_activity_value;
tot_activity_value_constant_currency; tot_activity_value_eur; tot_sub_activity_value;
tot_sub_activity_value_constant_currency; tot_sub_activity_value_constant_currency_redistr;
tot_sub_activity_value_eur; tot_sub_activity_value_eur_old; tot_sub_activity_value_eur_redistr; tot_value_deliv_eur;
total; total monetary value delivered in eur; total_value_dummy (1 is first row in the package); type of aid general;
type of aid specific; type of donation; type of item; ukraine asked for it dummy (=1); unit price in usd;
updated/newly added entry; value committed (own estimate, in usd); value delivered (own estimate, in usd);
value_source_commitments; value_source_deliveries; working/debug >>>
"""

KNOWN = frozenset(" ".join(header.split()) for header in _SEEN.split(";"))
"""Every header met so far, in lower case; another one is reported."""
