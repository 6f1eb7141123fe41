"""The contract of every tidy table: the one truth for columns, types, units and keys.

Imported by the readers, by refresh and by tests; a notebook never pays for it.
"""

from analysis.tables import (
    aid,
    arrival,
    assets,
    claims,
    economy,
    flows,
    guarantees,
    hosted,
    packages,
    payments,
    reference,
    sanctions,
    trade,
)
from analysis.tables.contract import Table

MODULES = (aid, arrival, economy, guarantees, packages, reference, sanctions, trade, claims, hosted, assets, flows, payments)
TABLES: dict[str, Table] = {table.name: table for module in MODULES for table in module.TABLES}
