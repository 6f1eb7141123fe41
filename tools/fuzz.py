"""Feed every reader files with something changed and see a right read or an error of ours: `make fuzz`.

Each reader works in a process of its own, so that a crash of native code is caught; the input at hand is then kept in
build/fuzz, as is every other find. A find that is fixed moves to tests/finds, where every test run reads it again.
"""

import argparse
import io
import multiprocessing
import os
import random
import re
import resource
import shutil
import signal
import sys
import tempfile
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from analysis.errors import AnalysisError
from tests.support.originals import READERS, Reader, take_limits_off
from tools import full_disk

ROOT = Path(__file__).resolve().parent.parent
KEPT, FINDS = ROOT / "build/fuzz", ROOT / "tests/finds"
PER_INPUT, PATIENCE = 20, 10
"""Seconds of the processor after which one input counts as a hang, and times as long by the clock: a machine may have other work to do."""
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
MARKS = re.compile(rb'[,;"<>\n\t: =]')
ENCODINGS = ("utf-16", "utf-16-le", "utf-32", "latin-1", "cp1252", "cp037", "utf-7", "utf-8-sig")


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
    marks = [found.start() for found in MARKS.finditer(content)] if len(content) < 200_000 else []
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
    if rows:
        some = rows[: chance.choice((2, len(rows)))]
        chance.shuffle(some)
        rows[: len(some)] = some
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


def attempt(reader: Reader, folder: Path) -> str:
    """Read a folder's original; return what was wrong, or nothing for a read or an error of ours."""
    signal.setitimer(signal.ITIMER_PROF, PER_INPUT)
    signal.alarm(PER_INPUT * PATIENCE)
    try:
        reader.attempt(folder)
    except AnalysisError:
        return ""
    except KeyboardInterrupt:
        raise
    except BaseException as fault:  # a panic of native code is no Exception
        return f"{type(fault).__name__}: {str(fault).splitlines()[0][:160] if str(fault) else ''}"
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.alarm(0)
    return ""


def attempt_with(reader: Reader, find: Path) -> str:
    """Read a reader's original with one file of it replaced by a find, named `words__file`."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        reader.make(folder / reader.file)
        shutil.copyfile(find, folder / find.name.split("__")[1])
        return attempt(reader, folder)


def slug(name: str) -> str:
    return name.replace(",", "").replace(" ", "-")


def work(name: str, count: int, seconds: float, seed: int, out: multiprocessing.Queue) -> None:
    """Read `count` changed originals, or as many as the time allows; report how many, the finds and the growth of memory."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # panics print
    take_limits_off()
    reader, chance, finds = READERS[name], random.Random(f"{seed} {name}"), {}
    folder = KEPT / f"{slug(name)}.current"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    reader.make(folder / reader.file)
    originals = {path: path.read_bytes() for path in sorted(folder.iterdir())}
    until, done, half = time.monotonic() + seconds, 0, 0
    while done < count and time.monotonic() < until:
        path, original = chance.choice(list(originals.items()))
        content = mutate(original, chance, path.suffix in (".xlsx", ".zip"))
        path.write_bytes(content)
        if (fault := attempt(reader, folder)) and (kind := fault[:60]) not in finds:
            finds[kind] = fault
            (KEPT / f"{slug(name)}-{len(finds)}__{path.name}").write_bytes(content)
        path.write_bytes(original)
        done += 1
        if done == count // 2 or (not half and time.monotonic() > until - seconds / 2):
            half = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    shutil.rmtree(folder)
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
    wishes.add_argument("--only", default="", help="parts of readers' names, with semicolons between")
    wishes.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    wanted = wishes.parse_args()
    KEPT.mkdir(parents=True, exist_ok=True)
    # One reader a processor: threads of polars would only wait for each other. The children read this as they start.
    os.environ["POLARS_MAX_THREADS"] = "1"
    before, failed = full_disk.state(ROOT / "data"), 0
    names = [one for one in READERS if any(only in one for only in wanted.only.split(";"))]
    with ThreadPoolExecutor(wanted.jobs) as pool:
        results = pool.map(lambda name: fuzz(name, wanted.count, wanted.seconds, wanted.seed), names)
        for name, (done, finds) in zip(names, results, strict=True):
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
