"""The data room: rebuilt byte for byte, checked on every load, described by its package."""

import gzip
import json
import re
import shutil
from datetime import date

import filelock
import polars as pl
import pytest

from analysis import errors, load
from analysis.errors import DataFault, ReadFault, RefreshFault, UnknownName, UnknownRelease, restore_command
from analysis.pipeline import check
from analysis.pipeline.build import CURATED, build, curate
from analysis.pipeline.check import check_data
from analysis.pipeline.overwrite import DATED, refuse_dropping_refreshed
from analysis.storage import reader
from analysis.storage.writer import write
from analysis.tables import TABLES
from tools import known_sums


@pytest.fixture(scope="module", autouse=True)
def files_checked_once():
    """What `check` says of a file hangs on its bytes and its description alone, and most tests here change one file of many."""
    known, fault_of = {}, check._fault

    def fault_once(resource, data):
        file = data / resource["path"]
        key = json.dumps(resource), file.read_bytes() if file.is_file() else None
        if key not in known:
            known[key] = fault_of(resource, data)
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(check, "_fault", fault_once)
        yield


@pytest.fixture
def copy(tmp_path, monkeypatch):
    """A copy of data/ that the loader reads instead of the real one."""
    target = tmp_path / "data"
    shutil.copytree(reader.DATA, target)
    monkeypatch.setattr(reader, "DATA", target)
    return target


@pytest.mark.slow
def test_data_is_rebuilt_byte_for_byte(raw, tmp_path):
    build(raw, tmp_path, CURATED)
    made = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file())
    kept = sorted(path.relative_to(reader.DATA) for path in reader.DATA.rglob("*") if path.is_file())
    kept = [path for path in kept if path.parts[0] != "curated"]
    assert made == kept
    for path in made:
        assert (tmp_path / path).read_bytes() == (reader.DATA / path).read_bytes(), path


@pytest.mark.slow
def test_nothing_is_built_from_a_month_to_come(raw, tmp_path):
    with pytest.raises(ReadFault, match=r"later than 2026-03-31, the latest 2026-"):
        build(raw, tmp_path, CURATED, date(2026, 3, 31))
    assert list(tmp_path.iterdir()) == []


def test_data_passes_its_own_check():
    assert [finding for finding in check_data() if finding.fault and not finding.warning] == []


def faults(folder) -> dict[str, str]:
    """Say what `check` finds wrong, by what it names."""
    return {finding.what: finding.fault for finding in check_data(folder) if finding.fault}


def cut(file):
    file.write_text("".join(file.read_text().splitlines(keepends=True)[:-1]))


def swap(file, old, new):
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))


DAMAGES = {
    "missing": lambda file: file.unlink(),
    "empty": lambda file: file.write_text(""),
    "a row missing": cut,
}


@pytest.mark.sampled(2)
@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_a_damaged_table_is_named_alone_without_a_count_and_fixed_alone(copy, damage):
    damage(copy / "aid/aid_29.csv")
    found = faults(copy)
    assert list(found) == ["data/aid/aid_29.csv"]
    assert found["data/aid/aid_29.csv"].endswith("\n  -> " + restore_command("data/aid/aid_29.csv"))
    assert "analysis check" not in found["data/aid/aid_29.csv"]


@pytest.mark.sampled(4, each="damage")
@pytest.mark.parametrize("name", sorted(path.stem for path in CURATED.glob("*.csv")))
@pytest.mark.parametrize("damage", ["missing", "unreadable"])
def test_a_hand_kept_file_that_is_missing_or_unreadable_is_a_fault_with_its_own_fix(copy, name, damage):
    file = copy / f"curated/{name}.csv"
    if damage == "missing":
        file.unlink()
    else:
        file.write_bytes(b"")
    found = faults(copy)
    assert list(found) == [f"data/curated/{name}.csv"]
    assert found[f"data/curated/{name}.csv"].endswith(restore_command(f"data/curated/{name}.csv"))


UNREADABLE = {
    "empty": b"",
    "not UTF-8": "country,actor\nFRA,Élysée\n".encode("latin-1"),
    "by semicolons": b"country;actor\nFRA;the president, a minister\n",
    "packed, which polars would undo": gzip.compress(b"country,actor\nFRA,Somebody\n"),
    "UTF-16": "country,actor\nFRA,Somebody\n".encode("utf-16"),
}


@pytest.mark.sampled(2, each="name")
@pytest.mark.parametrize("bytes_kept", UNREADABLE.values(), ids=UNREADABLE.keys())
@pytest.mark.parametrize("name", ["pledges", "manual_check", "sources", "actions"])
def test_curate_names_a_hand_kept_file_it_cannot_read(copy, name, bytes_kept):
    (copy / f"curated/{name}.csv").write_bytes(bytes_kept)
    with pytest.raises(DataFault, match=rf"data/curated/{name}\.csv: is no readable table") as told:
        curate(copy, copy / "curated")
    back = restore_command(f"data/curated/{name}.csv")
    assert told.value.fix == f"save it again as CSV with commas, in UTF-8; or, dropping what you changed, {back}"


@pytest.mark.sampled(3, each="command")
@pytest.mark.parametrize(
    ("name", "old", "new", "command"),
    [
        ("pledges", "Leads Nordic bomb-disposal", "Led Nordic bomb-disposal", "python -m analysis curate"),
        ("governments", "commitments kept", "commitments held", "python -m analysis curate"),
        ("manual_check", ",180", ",181", "python -m analysis curate"),
        ("actions", "First Crimea-related", "First", "python -m analysis curate"),
        ("sources", "CC BY 4.0", "CC BY 3.0", "python -m analysis curate"),
        ("exchange_rates", "1.131448", "1.131449", "make build"),
        ("published", ",89.9,", ",89.8,", "make build"),
        ("countries", "2009-04-01", "2009-04-02", "python -m analysis curate"),
        ("releases", "\n16,", "\n17,", "make build"),
        ("releases", "\n16,2024-02-29,", "\n16,2024-02-28,", "make build"),
        ("releases", "2024-04-25,false,true", "2024-04-25,true,true", "make build"),
        ("releases", "2024-04-25,false,true", "2024-04-25,false,false", "make build"),
        ("releases", "1.957 bn EUR", "1.947 bn EUR", "make build"),
    ],
)
def test_a_hand_kept_file_that_was_changed_and_not_taken_over_is_a_fault_with_the_command(copy, name, old, new, command):
    swap(copy / f"curated/{name}.csv", old, new)
    found = faults(copy)
    assert list(found) == [f"data/curated/{name}.csv"]
    said = found[f"data/curated/{name}.csv"]
    assert ": 1 of its rows are not there" in said
    assert f"\n  -> {command}" in said


def test_a_mistake_in_a_hand_kept_file_is_told_with_row_and_column(copy):
    swap(copy / "curated/pledges.csv", ",demining,", ",space,")
    assert faults(copy)["data/curated/pledges.csv"].startswith("data/curated/pledges.csv, row 2, column domain: 'space'")


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    ("new", "column", "fix"),
    [
        ("2024-04-25,false,maybe", "complete: 'maybe' is not allowed", "write one of: true, false"),
        ("2024-04-25,no,true", "has_months: 'no' is not allowed", "write one of: true, false"),
        ("2024-04-31,false,true", "published: '2024-04-31' is no day", "write YYYY-MM-DD"),
    ],
)
def test_a_release_is_complete_or_not_and_has_months_or_not(copy, raw, tmp_path, new, column, fix):
    swap(copy / "curated/releases.csv", "2024-04-25,false,true", new)
    said = faults(copy)
    assert list(said) == ["data/curated/releases.csv"]
    assert said["data/curated/releases.csv"].startswith(
        f"data/curated/releases.csv, row 3, column {column}\n  -> {fix}; then `make"
    )
    with pytest.raises(DataFault, match=column):
        build(raw, tmp_path / "made", copy / "curated")
    assert not (tmp_path / "made").exists()


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    ("name", "old", "new", "place"),
    [
        ("exchange_rates", "1.131448", '"1,131448"', "row 2, column per_eur: '1,131448' is no amount"),
        ("exchange_rates", "2022-01-01", "01.01.2022", "row 2, column month: '01.01.2022' is no day"),
        ("exchange_rates", ",21\n", ",many\n", "row 2, column days: 'many' is no amount"),
        ("published", ",89.9,", ',"89,9",', "row 2, column published_bn: '89,9' is no amount"),
        ("published", "2024-02-29", "2024-02-30", "row 2, column cutoff: '2024-02-30' is no day"),
    ],
)
def test_a_cell_that_is_no_number_or_day_is_a_fault_by_row_and_column_and_the_rest_is_looked_at(copy, name, old, new, place):
    swap(copy / f"curated/{name}.csv", old, new)
    swap(copy / "curated/sources.csv", ",2026-08-04,\n", ",2026-08,\n")
    said = faults(copy)
    assert set(said) == {f"data/curated/{name}.csv", "data/curated/sources.csv"}
    assert said[f"data/curated/{name}.csv"].startswith(f"data/curated/{name}.csv, {place}\n  -> write ")
    assert "; then `make build" in said[f"data/curated/{name}.csv"]


@pytest.mark.sampled(2)
@pytest.mark.parametrize(("id", "table"), [("kiel", "aid"), ("record", ".*"), ("sema", "sanctions_coverage"), ("dfat", ".*")])
def test_a_work_that_is_cited_is_among_the_sources(copy, id, table):
    swap(copy / "curated/sources.csv", f"\n{id},", f"\n{id}x,")
    before = (copy / "reference/sources.csv").read_bytes()
    words = f"sources.csv: has no work '{id}', which the table {table} cites\n  -> give one of its works that id"
    with pytest.raises(DataFault, match=words):
        curate(copy, copy / "curated")
    assert (copy / "reference/sources.csv").read_bytes() == before
    (said,) = faults(copy).values()
    assert re.search(words, said)


def test_a_source_is_named_once_and_taken_on_a_day(copy):
    swap(copy / "curated/sources.csv", ",2026-08-04,\n", ",2026-08,\n")
    assert "row 9, column accessed: '2026-08' is no day" in faults(copy)["data/curated/sources.csv"]


def test_nobody_writes_while_another_does(copy, raw):
    before = {path: path.read_bytes() for path in copy.rglob("*") if path.is_file()}
    with filelock.FileLock(copy.parent / ".data-lock"):
        for write_all in (lambda: curate(copy, copy / "curated"), lambda: build(raw, copy, copy / "curated")):
            with pytest.raises(RefreshFault, match="another refresh, build or curate is at work"):
                write_all()
    assert before == {path: path.read_bytes() for path in copy.rglob("*") if path.is_file()}
    curate(copy, copy / "curated")


def test_a_release_that_a_refresh_brought_is_not_built_away(copy):
    releases = load.read_table("releases")
    brought = releases.head(1).with_columns(release=pl.lit("31"), note=pl.lit("Taken in on 2026-11-26."))
    write({"releases": pl.concat([releases, brought])}, copy)
    tables = {name: load.read_table(name) for name in DATED} | {"releases": releases}
    with pytest.raises(RefreshFault, match="take out of data/: release 31\n"):
        refuse_dropping_refreshed(tables, copy)
    refuse_dropping_refreshed(tables | {"releases": load.read_table("releases")}, copy)


def test_a_table_that_is_in_no_file_can_be_built(copy):
    tables = {name: load.read_table(name) for name in ("releases", *DATED)}
    package = json.loads((copy / "datapackage.json").read_text(encoding="utf-8"))
    package["resources"] = [one for one in package["resources"] if one["table"] != "energy_buyers"]
    (copy / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    refuse_dropping_refreshed(tables, copy)


def test_curate_does_not_describe_its_own_tables_alone(copy):
    (copy / "datapackage.json").unlink()
    with pytest.raises(DataFault, match=r"data/datapackage\.json: is missing"):
        curate(copy, copy / "curated")
    assert not (copy / "datapackage.json").exists()


def test_an_amount_that_no_reader_takes_names_the_files_it_may_be_in(copy):
    swap(copy / "curated/published_totals.csv", ",89.9,", ",99999999,")
    (said,) = faults(copy).values()
    assert said.startswith("pledges.csv or agreements.csv")
    assert said.endswith("-> see what changed: git diff -- data/curated")


def test_a_table_that_nothing_describes_is_a_fault(copy):
    shutil.copy(copy / "aid/aid_29.csv", copy / "aid/aid_31.csv")
    (what, said), *others = faults(copy).items()
    assert others == []
    assert what == "data/aid/aid_31.csv"
    assert "not described in data/datapackage.json" in said


def test_each_hand_kept_file_is_looked_at():
    looked_at = {finding.what for finding in check_data() if finding.what.startswith("data/curated/")}
    assert looked_at == {f"data/curated/{path.name}" for path in CURATED.glob("*.csv")}


@pytest.mark.parametrize("text", ['{"resources": [{"path": "ai', "", "[]", "{}", '{"resources": [{}]}', '{"resources": ["x"]}'])
def test_a_description_cut_off_says_how_to_get_it_back(copy, text):
    (copy / "datapackage.json").write_text(text)
    for ask in (check_data, load.aid):
        with pytest.raises(DataFault, match=r"is no description of tables[^\n]+\n  -> ") as told:
            ask()
        assert told.value.fix == restore_command("data/datapackage.json")


def test_the_size_in_the_documents_is_that_of_the_tables(root):
    described = load.resources()
    rows, size = sum(one["rows"] for one in described), sum(one["bytes"] for one in described)
    said = re.search(r"([\d,]+) rows in ([\d.]+) MB of CSV", (root / "docs/scale.md").read_text(encoding="utf-8"))
    assert said
    assert rows == pytest.approx(int(said.group(1).replace(",", "")), rel=0.02)
    assert size / 1e6 == pytest.approx(float(said.group(2)), rel=0.05)


def test_one_unit_in_the_last_place_is_caught(copy):
    file = copy / "aid/aid_29.csv"
    text = file.read_text()
    assert text.count("2645000.00") >= 1
    file.write_text(text.replace("2645000.00", "2645000.01", 1))
    with pytest.raises(DataFault, match=r"aid_29\.csv: has checksum"):
        load.aid(29)


def test_a_missing_file_says_how_to_get_it_back(copy):
    (copy / "aid/aid_28.csv").unlink()
    with pytest.raises(DataFault) as told:
        load.aid(28)
    assert told.value.fix == restore_command("data/aid/aid_28.csv")


@pytest.mark.parametrize(
    ("there", "fix"),
    [
        ((".git", "data"), "git checkout -- data/aid/aid_28.csv"),
        ((".git",), "git checkout -- data"),
        (("data",), "copy data/aid/aid_28.csv anew from where this project came from"),
        ((), "copy data anew from where this project came from"),
    ],
)
def test_what_is_lost_comes_back_as_the_copy_at_hand_allows(tmp_path, monkeypatch, there, fix):
    for folder in there:
        (tmp_path / folder).mkdir()
    monkeypatch.setattr(errors, "ROOT", tmp_path)
    assert restore_command("data/aid/aid_28.csv") == fix


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
    kept = {path.relative_to(reader.DATA).as_posix() for path in reader.DATA.rglob("*.csv") if "curated" not in path.parts}
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
