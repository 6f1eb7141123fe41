"""The names of the publisher's types of heavy weapons: on a chart, and one and several of them in a sentence."""

from typing import NamedTuple

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
    "Air Defense": WeaponType("Air defence", "air defence system", "air defence systems"),
    "Howitzers": WeaponType("Howitzers", "howitzer", "howitzers"),
    "IFV": WeaponType("Fighting vehicles", "infantry fighting vehicle", "infantry fighting vehicles"),
    "MLRS": WeaponType("Rocket launchers", "rocket launcher", "rocket launchers"),
    "Tanks": WeaponType("Tanks", "tank", "tanks"),
}
