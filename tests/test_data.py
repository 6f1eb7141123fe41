"""The data room: rebuilt byte for byte, checked on every load, described by its package."""

import json
import shutil

import polars as pl
import pytest

from analysis import files, load
from analysis.build import CURATED, build
from analysis.check import check_data
from analysis.errors import DataFault, UnknownName, UnknownRelease
from analysis.store import write
from analysis.tables import TABLES
from tests import known_sums


@pytest.fixture
def copy(tmp_path, monkeypatch):
    """A copy of data/ that the loader reads instead of the real one."""
    target = tmp_path / "data"
    shutil.copytree(files.DATA, target)
    monkeypatch.setattr(files, "DATA", target)
    return target


def test_data_is_rebuilt_byte_for_byte(raw, tmp_path):
    build(raw, tmp_path, CURATED)
    made = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file())
    kept = sorted(path.relative_to(files.DATA) for path in files.DATA.rglob("*") if path.is_file())
    kept = [path for path in kept if path.parts[0] != "curated"]
    assert made == kept
    for path in made:
        assert (tmp_path / path).read_bytes() == (files.DATA / path).read_bytes(), path


def test_data_passes_its_own_check():
    assert [finding for finding in check_data() if finding.fault and not finding.warning] == []


def test_one_unit_in_the_last_place_is_caught(copy):
    file = copy / "aid/aid_29.csv"
    text = file.read_text()
    assert text.count("2645000.00") >= 1
    file.write_text(text.replace("2645000.00", "2645000.01", 1))
    with pytest.raises(DataFault, match=r"aid_29\.csv: has checksum"):
        load.aid(29)


def test_a_missing_file_says_how_to_get_it_back(copy):
    (copy / "aid/aid_28.csv").unlink()
    with pytest.raises(DataFault, match="git checkout"):
        load.aid(28)


def test_a_cell_that_does_not_fit_names_file_row_and_column(copy):
    package = json.loads((copy / "datapackage.json").read_text())
    resource = next(one for one in package["resources"] if one["path"] == "aid/aid_29.csv")
    file = copy / "aid/aid_29.csv"
    lines = file.read_text().splitlines(keepends=True)
    lines[4] = lines[4].replace(lines[4].rstrip().split(",")[-1], "many")
    file.write_text("".join(lines))
    import hashlib

    resource["hash"] = "sha256:" + hashlib.sha256(file.read_bytes()).hexdigest()
    with pytest.raises(DataFault) as fault:
        load.read_resource(resource, copy)
    assert (fault.value.row, fault.value.column) == (5, "eur")


def test_an_unknown_release_names_those_at_hand():
    with pytest.raises(UnknownRelease, match="28, 29"):
        load.aid(17)
    with pytest.raises(UnknownName, match="choose one of"):
        load.read_table("aids")


def test_the_default_release_is_complete_and_has_months():
    release = load.releases().row(by_predicate=pl.col("release") == load.default_release(), named=True)
    assert release["complete"]
    assert release["last_month"] is not None


def test_money_is_exact():
    assert load.aid()["eur"].dtype == pl.Decimal(18, 2)


def test_a_broken_contract_writes_nothing(tmp_path):
    good = load.countries()
    bad = good.with_columns(iso3=pl.when(pl.col("iso3") == "FRA").then(pl.lit("France")).otherwise("iso3"))
    with pytest.raises(DataFault, match="contract"):
        write({"countries": bad}, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_repeated_key_is_refused(tmp_path):
    doubled = pl.concat([load.countries(), load.countries().head(1)])
    with pytest.raises(DataFault, match="2 rows share their key"):
        write({"countries": doubled}, tmp_path)


def test_every_table_has_units_and_descriptions():
    for table in TABLES.values():
        for name, column in table.schema.columns().items():
            assert (column.metadata or {}).get("description"), f"{table.name}.{name}"


def test_the_package_describes_every_file():
    described = {resource["path"] for resource in load.resources()}
    kept = {path.relative_to(files.DATA).as_posix() for path in files.DATA.rglob("*.csv") if "curated" not in path.parts}
    assert described == kept


def test_the_package_says_unit_source_and_licence():
    for resource in load.resources():
        assert resource["sources"], resource["path"]
        assert all({"title", "path"} <= set(source) for source in resource["sources"])
        assert resource["licenses"], resource["path"]
        assert resource["hash"].startswith("sha256:")


def test_totals_and_months_agree_to_rounding():
    for release in load.releases().filter(pl.col("last_month").is_not_null())["release"]:
        monthly = load.aid(release).group_by("donor", "stage").agg(pl.col("eur").sum().alias("months"), pl.len())
        both = load.aid_totals(release).group_by("donor", "stage").agg(pl.col("eur").sum()).join(monthly, on=["donor", "stage"])
        off = (both["eur"].cast(pl.Float64) - both["months"].cast(pl.Float64)).abs() > 0.005 * both["len"] + 0.01
        assert not off.any(), release


def test_no_unit_of_any_number_moved_whatever_the_checksums_say():
    known = json.loads(known_sums.KNOWN.read_text(encoding="utf-8"))
    found = known_sums.sums()
    assert {name: found.get(name) for name in known} == known, "if the numbers are meant to change: make sums"
