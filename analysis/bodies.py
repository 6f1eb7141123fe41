"""Bodies and groups that speak or pay as one and are no country: their codes and names.

Codes follow ISO 3166's user-assigned range (X..), save EUI, which the aid tables use for the EU institutions.
"""

BODIES = {
    "EUI": "EU institutions",
    "XCW": "Coalition of the willing",
    "XNA": "NATO",
}
"""Who takes positions without being a country; never counted as one."""

GROUPS = {
    "XND": "Denmark, Norway and Sweden",
    "XNB": "Nordic-Baltic eight",
    "XGP": "Germany, Norway and Poland",
    "XTO": "All donors",
}
"""Who pays jointly; their rows overlap those of their members."""

NAMES = BODIES | GROUPS
