"""Groups of donors: blocs, ready-made groups such as NATO, and one's own, taken wherever a bloc or a donor is.

`groups.NATO` and its like are made of `load.groups()`, membership as of the day stated there; the blocs are those of
docs/decisions/01-who-is-europe.md.
"""

from difflib import get_close_matches

from analysis import countries
from analysis.groups.group import Group, bloc_group, ready_made

__all__ = [
    "BALTIC_STATES",
    "EU27",
    "EUROPE",
    "EUROPEAN_COUNTRIES",
    "EUROPE_OUTSIDE_EU",
    "EURO_AREA",
    "EU_INSTITUTIONS",
    "G7",
    "JOINT_EXPEDITIONARY_FORCE",
    "NATO",
    "NORDIC_BALTIC_EIGHT",
    "NORDIC_COUNTRIES",
    "OTHER_DONORS",
    "UNITED_STATES",
    "VISEGRAD_FOUR",
    "WEIMAR_TRIANGLE",
    "Group",
]

BLOCS = {
    "EUROPE": countries.EUROPE,
    "EUROPEAN_COUNTRIES": countries.EUROPEAN_COUNTRIES,
    "EU_INSTITUTIONS": countries.EU_INSTITUTIONS,
    "UNITED_STATES": countries.UNITED_STATES,
    "OTHER_DONORS": countries.OTHER,
}
"""The blocs by the names they have here."""

# Made by `__getattr__` where they are asked for.
BALTIC_STATES: Group
EU27: Group
EUROPE: Group
EUROPEAN_COUNTRIES: Group
EUROPE_OUTSIDE_EU: Group
EURO_AREA: Group
EU_INSTITUTIONS: Group
G7: Group
JOINT_EXPEDITIONARY_FORCE: Group
NATO: Group
NORDIC_BALTIC_EIGHT: Group
NORDIC_COUNTRIES: Group
OTHER_DONORS: Group
UNITED_STATES: Group
VISEGRAD_FOUR: Group
WEIMAR_TRIANGLE: Group


def __getattr__(name: str) -> Group:
    """Make a ready-made group where it is asked for, so that reading none costs nothing."""
    if name in BLOCS:
        return bloc_group(BLOCS[name])
    if name == "EUROPE_OUTSIDE_EU":
        return Group("Europe outside the EU", countries.EUROPEAN_OUTSIDE_EU)
    if name in __all__:
        return ready_made(name.lower())
    near = get_close_matches(name.upper(), __all__, n=1)
    hint = f"did you mean {near[0]!r}? " if near else ""
    raise AttributeError(
        f"no group {name!r}\n  -> {hint}choose one of: {', '.join(__all__)}; or make one: Group(name, members)"
    )
