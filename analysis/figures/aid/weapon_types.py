"""The names of the publisher's types of heavy weapons: on a chart, and one and several of them in a sentence."""

from typing import NamedTuple

from analysis.charts.catalogue import say

__all__ = ["WEAPON_TYPES", "WeaponType"]


class WeaponType(NamedTuple):
    """Hold the names of one type.

    >>> WEAPON_TYPES["MLRS"].counted(1), WEAPON_TYPES["MLRS"].label
    ('rocket launcher', 'Rocket launchers')
    """

    label: str
    one: str
    several: str

    def counted(self, number: int) -> str:
        """Name so many of it."""
        return self.one if number == 1 else self.several


WEAPON_TYPES = {
    "Air Defense": WeaponType(
        say("aid.weapon_types.air_defence_label"),
        say("aid.weapon_types.air_defence_words", number=1),
        say("aid.weapon_types.air_defence_words", number=2),
    ),
    "Howitzers": WeaponType(
        say("aid.weapon_types.howitzers_label"),
        say("aid.weapon_types.howitzers_words", number=1),
        say("aid.weapon_types.howitzers_words", number=2),
    ),
    "IFV": WeaponType(
        say("aid.weapon_types.fighting_vehicles_label"),
        say("aid.weapon_types.fighting_vehicles_words", number=1),
        say("aid.weapon_types.fighting_vehicles_words", number=2),
    ),
    "MLRS": WeaponType(
        say("aid.weapon_types.rocket_launchers_label"),
        say("aid.weapon_types.rocket_launchers_words", number=1),
        say("aid.weapon_types.rocket_launchers_words", number=2),
    ),
    "Tanks": WeaponType(
        say("aid.weapon_types.tanks_label"),
        say("aid.weapon_types.tanks_words", number=1),
        say("aid.weapon_types.tanks_words", number=2),
    ),
}
