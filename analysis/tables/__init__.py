"""The contract of every tidy table: the one truth for columns, types, units and keys.

Imported by the readers, by refresh and by tests; a notebook never pays for it.
"""

from analysis.tables import aid, guarantees, packages, reference
from analysis.tables.contract import Table

TABLES: dict[str, Table] = {table.name: table for module in (aid, guarantees, packages, reference) for table in module.TABLES}
