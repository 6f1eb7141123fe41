"""Contract of people from Ukraine by host country, as the UN refugee agency counts them at the end of each year."""

import dataframely as dy

from analysis.tables.columns import count, day, text
from analysis.tables.contract import Table
from analysis.tables.sanctions import source


class PeopleHosted(dy.Schema):
    """People from Ukraine in one host country at the end of one year.

    Refugees include people under temporary protection and in situations like those of refugees; asylum seekers are not among
    them. The United States' people on parole are in neither column. A host without a row in a year was not counted, which is no zero.
    """

    year_end = day("Last day of the year.")
    iso3 = text("ISO 3166 alpha-3 of the host.", regex=r"^[A-Z]{3}$")
    host = text("Name of the host, as the source writes it.")
    refugees = count("people", "Refugees, people under temporary protection and in situations like those of refugees.")
    asylum_seekers = count("people", "People whose claim is not decided; not among the refugees.")
    source = source()


TABLES = [
    Table(
        path="reference/people_hosted.csv",
        schema=PeopleHosted,
        title="People from Ukraine, by host",
        description="Refugees from Ukraine by host country at the end of each year. People on parole in the United States are not in it: "
        "its rows are no number of people hosted.",
        key=("year_end", "iso3"),
        sources=("unhcr",),
    )
]
