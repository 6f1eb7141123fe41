"""Feed every reader files with something changed and see a right read or an error of ours: `make fuzz`.

Each reader works in a process of its own, so that a crash of native code is caught; the input at hand is then kept in
build/fuzz, as is every other find. A find that is mended moves to tests/finds, where every test run reads it again.
Originals are made by the tests' own makers; those of readers without one are cut from $RAW_DATA, and left out without it.
"""

import argparse
import io
import multiprocessing
import os
import random
import resource
import signal
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from analysis import load
from analysis.errors import AnalysisError
from analysis.sources import (
    ecb,
    energy,
    eu_fsf,
    imo,
    kiel,
    kiel_workbook,
    ofac,
    ofac_advanced,
    ofac_legacy,
    other_lists,
    uk_list,
    world_bank,
)
from analysis.sources.limits import Limits
from tests import full_disk, lists, lists_ofac, workbook_maker

ROOT = Path(__file__).resolve().parent.parent
KEPT, FINDS = ROOT / "build/fuzz", ROOT / "tests/finds"
ANY = Limits(0, 10**9)
PER_INPUT = 20
"""Seconds after which one input counts as a hang."""
GROWTH = 200
"""Megabytes by which the second half of a run may raise the peak of memory: allocators' slack, not a leak."""
ODD = (
    b"",
    b"\0",
    b'"',
    b",",
    b";",
    b"\n",
    b"\r",
    b"\xff",
    b"\xef\xbb\xbf",
    b"-1",
    b"1e999",
    b"NaN",
    b"2022-02-30",
    b"9" * 30,
    b"<",
    b">",
    b"&#0;",
    b"&x;",
    b"]]>",
    "Ü\u2028".encode(),
    b"{",
    b"}",
    b"null",
    b"=1+1",
)
ENCODINGS = ("utf-16", "utf-16-le", "utf-32", "latin-1", "cp1252", "cp037", "utf-7", "utf-8-sig")


@dataclass(frozen=True)
class Reader:
    """What is read, how, and a small lawful original."""

    ending: str
    read: Callable[[Path], object]
    make: Callable[[Path], object]


def cut(name: str, lines: int = 40) -> Callable[[Path], None]:
    """Cut the first lines of a publisher's file."""

    def make(path: Path) -> None:
        source = (ROOT / os.environ["RAW_DATA"] / name).read_bytes()
        path.write_bytes(b"".join(source.splitlines(keepends=True)[:lines]))

    return make


def workbook(path: Path) -> None:
    row = {"giver": "Austria", "kategori": "Humanitarian", "maal": "Allocation", "dato": "2022-03-01", "verdi_eur_activity": 5.5, "verdi_eur_redistr": 5.5, "maaned_nr": 3, "maaned_finnes": True}  # fmt: skip
    kinds = ("financial", "humanitarian", "military")
    summary = {"land": "Austria", "er_eu_medlem": True} | {
        f"{kind}_{stage}": 1.0 for stage in ("allocation", "commitment") for kind in kinds
    }
    workbook_maker.write_workbook(path, pl.DataFrame([row] * 500), pl.DataFrame([summary]))


def australia(path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(["Reference", "Name of Individual or Entity", "Type", "Committees", "Control Date"])
    for nth in range(other_lists.FEWEST_AUSTRALIA):
        book.active.append([f"{nth}a", "X", "Individual", "Autonomous (Russia)", "2022-03-01"])
    book.save(path)


def rates(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr(ecb.HISTORY, "Date,USD,JPY,\n" + "".join(f"2022-03-{day:02},1.1{day},130,\n" for day in range(1, 29)))


def canada(path: Path) -> None:
    record = (
        "<record><Country>Russia / Russie</Country><LastName>X</LastName><DateOfListing>2022-03-01</DateOfListing></record>"
    )
    path.write_text(f"<data-set>{record * other_lists.FEWEST_CANADA}</data-set>", encoding="utf-8")


def text(content: str) -> Callable[[Path], object]:
    return lambda path: path.write_text(content, encoding="utf-8")


def sdn_rows() -> str:
    return (
        "".join(
            f'{nth},"X","individual","UKRAINE-EO13662] [RUSSIA-EO14024",' + ",".join(["-0- "] * 8) + "\r\n" for nth in range(9)
        )
        + "\x1a"
    )


READERS: dict[str, Reader] = {
    "kiel workbook": Reader(".xlsx", kiel_workbook.read_main, workbook),
    "kiel table": Reader(".csv", lambda path: kiel.read_explorer(path, "9", COUNTRIES), lambda path: full_disk.explorer(path, load.aid(29).head(200))),
    "kiel activities": Reader(".csv", lambda path: kiel.read_activities(path, "9", COUNTRIES), cut("kiel/release_28/bilateral_activities.csv")),
    "EU list, XML": Reader(".xml", lambda path: eu_fsf.read_xml(path, ANY), lambda path: lists.eu_xml(path, 12)),
    "EU list, CSV": Reader(".csv", lambda path: eu_fsf.read_csv(path, ANY), lambda path: lists.eu_csv(path, 12)),
    "UK list, XML": Reader(".xml", lambda path: uk_list.read_xml(path, ANY), lambda path: lists.uk_xml(path, 12)),
    "UK list, CSV": Reader(".csv", lambda path: uk_list.read_csv(path, ANY), lambda path: lists.uk_csv(path, 12)),
    "OFAC advanced": Reader(".xml", lambda path: ofac_advanced.read_advanced(path, ANY), lambda path: lists_ofac.ofac_advanced(path, 12)),
    "OFAC SDN": Reader(".csv", lambda path: ofac_legacy.read_csv(path, ANY), text(sdn_rows())),
    "OFAC panel": Reader(".csv", ofac.read_panel, text("Country,yrmon,additions\n" + "".join(f"Russia,2022-{month:02},{month}\n" for month in range(1, 13)))),
    "Canada": Reader(".xml", other_lists.read_sema, canada),
    "Australia": Reader(".xlsx", other_lists.read_dfat, australia),
    "ECB": Reader(".zip", ecb.monthly_averages, rates),
    "World Bank": Reader(".json", world_bank.read_economies, text('{"land": {' + ",".join(f'"C{n}": {{"iso3": "C{n:02}", "bnp_usd": {n}.5, "bnp_aar": 2024, "folketall": {n}, "folketall_aar": 2024}}' for n in range(40)) + "}}")),
    "energy trade": Reader(".csv", energy.read_trade, text("COUNTERPART_COUNTRY.ID,COUNTERPART_COUNTRY,TRADE_FLOW,SCALE,2021,2022\n" + "IND,India,Exports of goods,Millions,1.5,2.5\n" * 9)),
    "vessel numbers": Reader(".imo", imo.read_listed, text("# EU\n9074729\tname\n9074729\n")),
}  # fmt: skip
COUNTRIES = load.countries()


def mutate(content: bytes, chance: random.Random, packed: bool) -> bytes:
    """Change bytes, cells, lines, tags or the encoding in one to three places; of a zip, mostly those of a member."""
    if packed and chance.random() < 0.85:
        return _member(content, chance)
    for _ in range(chance.choice((1, 1, 2, 3))):
        content = chance.choice((_byte, _odd, _cell, _gone, _twice, _line, _cut, _encoded))(content, chance)
    return content


def _span(content: bytes, chance: random.Random) -> tuple[int, int]:
    start = chance.randrange(len(content) + 1)
    return start, min(len(content), start + chance.choice((1, 2, 8, 60, 600)))


def _byte(content: bytes, chance: random.Random) -> bytes:
    start, _ = _span(content, chance)
    return content[:start] + bytes([chance.randrange(256)]) + content[start + 1 :]


def _odd(content: bytes, chance: random.Random) -> bytes:
    start, end = _span(content, chance)
    return content[:start] + chance.choice(ODD) + content[chance.choice((start, end)) :]


def _cell(content: bytes, chance: random.Random) -> bytes:
    """Put something odd in the place of what stands between two marks: a cell, a header, a tag or a value."""
    marks = [at for at, byte in enumerate(content) if byte in b',;"<>\n\t: ='] if len(content) < 200_000 else []
    if len(marks) < 2:
        return _odd(content, chance)
    nth = chance.randrange(len(marks) - 1)
    return content[: marks[nth] + 1] + chance.choice(ODD) + content[marks[nth + 1] :]


def _gone(content: bytes, chance: random.Random) -> bytes:
    start, end = _span(content, chance)
    return content[:start] + content[end:]


def _twice(content: bytes, chance: random.Random) -> bytes:
    start, end = _span(content, chance)
    return content[:end] + content[start:end] * chance.choice((1, 1, 50)) + content[end:]


def _line(content: bytes, chance: random.Random) -> bytes:
    rows = content.splitlines(keepends=True)
    chance.shuffle(rows[: chance.choice((2, len(rows)))])
    if rows:
        rows[chance.randrange(len(rows))] = chance.choice((b"\n", b"", rows[0]))
    return b"".join(rows)


def _cut(content: bytes, chance: random.Random) -> bytes:
    return content[: _span(content, chance)[0]]


def _encoded(content: bytes, chance: random.Random) -> bytes:
    return content.decode(errors="replace").encode(chance.choice(ENCODINGS), errors="replace")


def _member(content: bytes, chance: random.Random) -> bytes:
    """Change, drop or repeat one member of a zip."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", chance.choice((0, 8))) as new:
        names = old.namelist()
        chosen = chance.choice(names)
        for name in names:
            if name == chosen and chance.random() < 0.1:
                continue
            new.writestr(name, mutate(old.read(name), chance, packed=False) if name == chosen else old.read(name))
    return made.getvalue()


def attempt(reader: Reader, path: Path) -> str:
    """Read one file; return what was wrong, or nothing for a read or an error of ours."""
    signal.alarm(PER_INPUT)
    try:
        reader.read(path)
    except AnalysisError:
        return ""
    except KeyboardInterrupt:
        raise
    except BaseException as fault:  # a panic of native code is no Exception
        return f"{type(fault).__name__}: {str(fault).splitlines()[0][:160] if str(fault) else ''}"
    finally:
        signal.alarm(0)
    return ""


def work(name: str, count: int, seconds: float, seed: int, out: multiprocessing.Queue) -> None:
    """Read `count` changed originals, or as many as the time allows; report how many, the finds and the growth of memory."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # panics print
    reader, chance, finds = READERS[name], random.Random(f"{seed} {name}"), {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"original{reader.ending}"
        reader.make(path)
        original = path.read_bytes()
        current = KEPT / f"{name.replace(' ', '-')}.current{reader.ending}"
        until, done, half = time.monotonic() + seconds, 0, 0
        while done < count and time.monotonic() < until:
            content = mutate(original, chance, reader.ending in (".xlsx", ".zip"))
            current.write_bytes(content)
            if (fault := attempt(reader, current)) and (kind := fault[:60]) not in finds:
                finds[kind] = fault
                (KEPT / f"{name.replace(' ', '-')}-{len(finds)}{reader.ending}").write_bytes(content)
            done += 1
            if done == count // 2 or (not half and time.monotonic() > until - seconds / 2):
                half = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        current.unlink()
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - half) // 1024 if half else 0
    out.put((done, list(finds.values()), grown))


def fuzz(name: str, count: int, seconds: float, seed: int) -> tuple[int, list[str]]:
    """Fuzz one reader in a process of its own; return the number of inputs and the finds."""
    context = multiprocessing.get_context("spawn")
    out = context.Queue()
    process = context.Process(target=work, args=(name, count, seconds, seed, out))
    process.start()
    while process.is_alive() and out.empty():
        process.join(0.2)
    if out.empty():
        process.join()
        return 0, [f"the process ended with {process.exitcode}; its input is in build/fuzz"]
    done, finds, grown = out.get()
    process.join()
    return done, [*finds, *([f"memory grew by {grown} MB"] if grown > GROWTH else [])]


def main() -> int:
    wishes = argparse.ArgumentParser(description=__doc__)
    wishes.add_argument("--count", type=int, default=100_000)
    wishes.add_argument("--seconds", type=float, default=3600)
    wishes.add_argument("--seed", type=int, default=1)
    wishes.add_argument("--only", default="")
    wanted = wishes.parse_args()
    KEPT.mkdir(parents=True, exist_ok=True)
    before, failed = full_disk.state(ROOT / "data"), 0
    for name in [one for one in READERS if wanted.only in one]:
        if name == "kiel activities" and "RAW_DATA" not in os.environ:
            print(f"not run  {name}: RAW_DATA names no folder of publishers' files")
            continue
        done, finds = fuzz(name, wanted.count, wanted.seconds, wanted.seed)
        failed += bool(finds)
        print(
            f"{'FAIL' if finds else 'ok  '}     {name}: {done:,} inputs, {len(finds)} kinds of finds",
            *finds,
            sep="\n           ",
            flush=True,
        )
    if full_disk.state(ROOT / "data") != before:
        print("FAIL     data/ was touched")
        return 1
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
