"""Figure of what each EU package listed, as its lists hold it and as it was announced."""

import altair as alt
import polars as pl

from analysis.charts import marks, theme
from analysis.charts.catalogue import say
from analysis.charts.citations import cite, cite_record
from analysis.charts.sizes import with_sizes
from analysis.figures.figure import Figure
from analysis.figures.inputs import whole_tables
from analysis.figures.sanctions.authorities import MEASURES, OVERLAP, SURVIVORS
from analysis.measures import sanctions as measure

__all__ = ["listed"]

WIDTH, SLIDE, NARROW, TICK = 560, 370, 290, 14
COUNTED = ("asset_freeze", "export_control", "vessel_ban")
DRAWN = ("asset_freeze", "vessel_ban")


@whole_tables("designations", packages="eu_packages")
def listed(designations: pl.DataFrame, packages: pl.DataFrame) -> Figure:
    """Draw what each EU package listed, by measure, with the number announced where it differs.

    Takes `load.designations()` and `load.eu_packages()`. `data` has package, adopted, measure, basis, listings (in the list:
    freezes and export controls as still in the annexes, ships as first listed), announced and source.

    >>> from analysis import load
    >>> of_18 = listed(load.designations(), load.eu_packages()).data.filter(pl.col("package") == 18)
    >>> of_18.select("measure", "listings", "announced").rows()
    [('asset_freeze', 55, 55), ('export_control', 26, None), ('vessel_ban', 106, 105)]
    """
    rows = measure.eu_packages.listed(designations, packages).filter(pl.col("measure").is_in(COUNTED))
    differs = (pl.col("announced") != pl.col("listings")).fill_null(value=False)
    number = pl.col("listings").cast(pl.String)
    rows = rows.with_columns(
        what=pl.col("measure").cast(pl.String).replace(MEASURES),
        said=pl.when(differs).then(pl.format("({})", "announced")),
        words=pl.when(differs).then(pl.struct("listings", "announced").map_elements(_announced, pl.String)).otherwise(number),
    )
    parts = {MEASURES[one]: rows.filter(pl.col("measure") == one) for one in DRAWN}
    freezes, ships = parts.values()
    latest = freezes.drop_nulls("announced").sort("package").row(-1, named=True)
    most = ships.sort("announced", descending=True).row(0, named=True)
    last = rows.sort("package").row(-1, named=True)
    years = _years(packages)
    page, slide, column = (
        alt.vconcat(*[_panel(part, title, years, *room) for title, part in parts.items()], spacing=14)
        for room in ((WIDTH, 120), (SLIDE, 88), (NARROW, 110))
    )
    return Figure(
        with_sizes(page, slide=slide, column=column),
        id="eu-packages",
        headline=say(
            "sanctions.packages.headline",
            latest=latest["package"],
            number=latest["announced"],
            most=most["package"],
            ships=most["announced"],
        ),
        subtitle=say("sanctions.packages.subtitle", last=last["package"], adopted=last["adopted"]),
        data=rows.select("package", "adopted", "measure", "basis", "listings", "announced", "source"),
        sources=[*cite(rows), cite_record("EU packages", rows=packages)],
        notes=[
            OVERLAP,
            say("sanctions.packages.controls"),
            say("sanctions.packages.dated"),
            say("sanctions.packages.announced"),
            SURVIVORS,
        ],
        alt=" ".join([say("sanctions.packages.alt"), *(_panel_words(title, part) for title, part in parts.items())]),
    )


def _announced(row: dict[str, int]) -> str:
    return say("sanctions.packages.announced_words", listings=row["listings"], announced=row["announced"])


def _panel_words(title: str, rows: pl.DataFrame) -> str:
    told = rows.select("package", "words").iter_rows()
    packages = [say("sanctions.packages.package_words", package=package, listings=words) for package, words in told]
    return say("sanctions.packages.alt_panel", title=title, packages=", ".join(packages))


def _years(packages: pl.DataFrame) -> dict[int, str]:
    """Give the year of adoption of the first package of each year, nothing for the others.

    >>> from datetime import date
    >>> _years(pl.DataFrame({"package": [1, 2, 3], "adopted": [date(2022, 2, 23), date(2022, 2, 25), date(2023, 2, 25)]}))
    {1: '2022', 2: '', 3: '2023'}
    """
    adopted = packages.group_by("package").agg(pl.col("adopted").min().dt.year()).sort("package")
    first = adopted["package"].is_in(adopted.group_by("adopted").agg(pl.col("package").min())["package"].to_list())
    return {number: str(year) if begins else "" for (number, year), begins in zip(adopted.iter_rows(), first, strict=True)}


def _panel(rows: pl.DataFrame, title: str, years: dict[int, str], width: int, height: int) -> marks.Layered:
    narrow, numbers = width < WIDTH, list(years)
    most: int = rows["listings"].max()  # type: ignore[assignment]
    # Where not every number has room, the first package of each year is numbered.
    named = [number for number in numbers if years[number] or not narrow]
    labels = " : ".join(f"datum.value == {number} ? ['{number}', '{years[number]}']" for number in named)
    axis = alt.Axis(values=named, labelExpr=f"{labels} : ''", ticks=False)
    base = alt.Chart(rows, title=marks.panel_title(title)).encode(
        x=alt.X("package:O", title=None, scale=alt.Scale(domain=numbers), axis=axis),
        y=alt.Y(
            "listings:Q",
            title=None,
            scale=alt.Scale(domain=[0, 1.3 * most], nice=False),
            axis=alt.Axis(tickCount=3, offset=8 if narrow else 0),
        ),
        tooltip=marks.tips(
            {
                "Package": "package:O",
                "Adopted": "adopted:T|%d %B %Y",
                say("sanctions.packages.in_the_list_label"): "listings:Q",
                say("sanctions.packages.announced_label"): "announced:Q",
            }
        ),
    )
    announced = base.transform_filter("datum.announced !== null").mark_tick(thickness=2, size=TICK, color=theme.INK)
    # In a column every number would meet the next: the largest and the latest stand for all, which are in the data.
    few = alt.Chart(rows.filter((pl.col("listings") == most) | (pl.col("package") == pl.col("package").max())))
    chosen = few.encode(x=base.encoding.x, y=base.encoding.y) if narrow else base
    labelled = chosen.mark_text(dy=-8, fontSize=12).encode(text=alt.Text("listings:N"))
    layers = [base.mark_bar(color=theme.BLUE), announced.encode(y=alt.Y("announced:Q")), labelled]
    return alt.layer(*layers).properties(width=width, height=height)
