"""What notebook 90 tells of public claims: each is answered here anew, by what its own words count."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from tests.recomputation import lists, packages
from tests.recomputation.aid import Answers, ahead_since
from tests.recomputation.lists import Listing
from tests.recomputation.raw import EU, KINDS, Row, curated, day
from tests.recomputation.record import told_day
from tests.recomputation.revisions import MONTHLY, allocated

Found = Decimal | int | date | None


# --- answers to claims


def committed(raw: Path, claim: Row) -> Found:
    return allocated(raw, claim["of"], "", claim["first_day"], claim["last_day"], "committed")


def aid_of(raw: Path, claim: Row, first: str, last: str) -> Decimal:
    return allocated(raw, claim["of"], claim["detail"], first, last)


def against_years_before(raw: Path, claim: Row) -> Found:
    """Give a year's aid in per cent of the mean of the three years before."""
    year = day(claim["last_day"]).year
    before = aid_of(raw, claim, f"{year - 3}", f"{year - 1}-12") / 3
    return 100 * aid_of(raw, claim, claim["first_day"], claim["last_day"]) / before


def eu_share(raw: Path, claim: Row) -> Found:
    window = claim["detail"], claim["first_day"], claim["last_day"]
    return 100 * allocated(raw, EU, *window) / allocated(raw, claim["of"], *window)


def ahead(raw: Path, claim: Row) -> Found:
    return ahead_since(raw, MONTHLY, tuple(claim["detail"].split("|")) if claim["detail"] else KINDS)


def inside(claim: Row, when: date) -> bool:
    return (not claim["first_day"] or day(claim["first_day"]) <= when) and when <= day(claim["last_day"])


def ships_by_number(raw: Path, claim: Row) -> Found:
    assert claim["of"] == "EU"
    return sum(inside(claim, ship.last) for ship in lists.eu_ships(raw).values())


@cache
def stated(raw: Path, authority: str) -> tuple[Listing, ...]:
    return {"EU": lambda: lists.eu_annexes(raw) + lists.eu_later(raw), "UK": lambda: lists.uk_list(raw)}[authority]()


def listings(raw: Path, claim: Row) -> Found:
    """Count listings in the claim's window, of its measures or of all."""
    measures = claim["detail"].split("|") if claim["detail"] else None
    return sum(
        one.count
        for one in stated(raw, claim["of"])
        if inside(claim, one.day) and (measures is None or one.measure in measures)
    )


def first_listing(raw: Path, claim: Row) -> Found:
    known = [one.day for one in lists.us_copies(raw) + lists.us_blocks(raw) if one.after is None]
    return min(when for when in known if inside(claim, when))


def drawdowns(raw: Path, claim: Row) -> Found:
    return len(packages.announced("PDA", day(claim["last_day"])))


def drawdowns_bn(raw: Path, claim: Row) -> Found:
    return packages.billions(packages.announced("PDA", day(claim["last_day"])))


def purl_countries(raw: Path, claim: Row) -> Found:
    """Count the countries that had joined, by themselves or in a joint package, as notebook 70 does."""
    return len(packages.joined(day(claim["last_day"])))


FOUND: dict[str, Callable[[Path, Row], Found]] = {
    "committed": committed,
    "against_the_years_before": against_years_before,
    "share_of_the_eu_institutions": eu_share,
    "ahead_since": ahead,
    "ships_by_number": ships_by_number,
    "ships_listed": listings,
    "listings": listings,
    "first_listing": first_listing,
    "drawdowns": drawdowns,
    "drawdowns_usd_bn": drawdowns_bn,
    "purl_countries": purl_countries,
}


# --- met or not


def met(claim: Row, found: Found) -> bool:
    """Say whether a claim holds here: a time within the words told, a number within the claim's tolerance, exactly where it has none."""
    if not claim["value"]:
        return isinstance(found, date) and can_mean(claim["stated"], found)
    assert isinstance(found, int | Decimal)
    stated_value, tolerance = Decimal(claim["value"]), Decimal(claim["tolerance_pct"] or 0)
    off = found - stated_value
    return abs(off if claim["unit"] == "per cent" else 100 * off / stated_value) <= tolerance


def can_mean(words: str, when: date) -> bool:
    """Say whether words told can mean a day: that day, or its summer.

    >>> can_mean("summer 2023", date(2023, 7, 1)), can_mean("22 October 2025", date(2025, 7, 1))
    (True, False)
    """
    return words == told_day(when) or (words == f"summer {when.year}" and when.month in {6, 7, 8})


def held(raw: Path) -> list[tuple[Row, Found, bool]]:
    """Answer every claim."""
    answers = [(claim, FOUND[claim["answer"]](raw, claim)) for claim in curated("public_claims")]
    return [(claim, found, met(claim, found)) for claim, found in answers]


def public_claims(raw: Path) -> Answers:
    answered = held(raw)
    apart = [claim["reason"] for claim, _, agrees in answered if not agrees]
    explained = Decimal(sum(bool(reason) for reason in apart)) / len(apart)
    return [len(answered), len(answered) - len(apart), len(apart), len(set(apart)), explained]


ANSWERS: dict[str, Callable[[Path], Answers]] = {"90/sentence-2": public_claims}

DISPUTED: dict[str, str] = {}
"""Texts whose numbers are wrong, with the reason."""
