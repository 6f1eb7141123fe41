"""Change measures and readers one small way after another in a copy and see whether the tests notice: `make mutate`.

Mutants are Cosmic Ray's. A first run of the quick tests under coverage notes which of them enter which function; a mutant is
then shown to those alone, the quickest first, each time in a fork that has the libraries loaded: a thousand starts would take
the day.
"""

import ast
import difflib
import json
import multiprocessing
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools import survivors

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build/mutation"
RESULTS = BUILD / "results.json"
LIMIT, PATIENCE = 120, 10
"""Seconds after which a mutant is taken to hang, or as many times what its tests took without it, whichever is longer."""
ENOUGH = 40
"""Seconds of tests, the quickest first, after which a mutant has survived."""
ROOMS = ("countries.py", "measures", "sources")
WHERE = os.environ.get("TESTS", "tests").split()
"""Folders and files of the tests that mutants are shown to: fewer are sooner run, and can only notice less."""
LIBRARIES = (
    "altair",
    "coverage",
    "dataframely",
    "fastexcel",
    "great_tables",
    "hypothesis",
    "hypothesis.stateful",
    "ipywidgets",
    "lxml.etree",
    "nbformat",
    "openpyxl",
    "polars",
    "pytest",
    "vl_convert",
    "xml2arrow",
)
# Slow tests, and those of what the modules do not touch.
SLOW = ("browser", "briefing", "office", "notebooks", "other_machines", "house", "documents", "supply", "cli")

# Of all ways to change one operator the slips of a hand: the opposite, and one bound for the other.
LEFT_OUT = re.compile(
    r"core/(ReplaceBinaryOperator_(?!Add_Sub|Sub_Add|Mul_Div|Mul_Add|Div_Mul|Div_FloorDiv|BitOr_BitAnd|BitAnd_BitOr)"
    r"|ReplaceComparisonOperator_(?!Eq_NotEq|NotEq_Eq|Lt_LtE|Lt_GtE|LtE_Lt$|LtE_Gt$|Gt_GtE|Gt_LtE|GtE_Gt$|GtE_Lt$|IsNot_Is|Is_IsNot)"
    r"|VariableReplacer|VariableInserter)"
)


# Bounds of what a source may hold are judgements: one more or less is no fault that a test should see.
BOUND = re.compile(
    r"^-[A-Z_, ]*(?:FEWEST|MAX|MIN|CARD|CONSOLIDATED|LARGEST|LONGEST|DEEPEST|LATEST|WITHIN|HITS|CHUNK|BATCH)[A-Z_, ]* = "
    r"|^- +(?:min_rows|max_rows|min_rows_of|filled|distinct|max_mb)="
    r"|^- +Card\(min_rows=",
    re.MULTILINE,
)


def mutants(code: str) -> Iterator[tuple[str, str]]:
    """Give each mutant's operator and code; what only changes a type or a star among arguments is none."""
    for name in operator_names():
        if LEFT_OUT.match(name):
            continue
        occurrence = 0
        while (changed := mutant(code, name, occurrence)) is not None:
            occurrence += 1
            if matters(name, code, changed) and not (
                name.endswith("NumberReplacer") and BOUND.search(changed_lines(code, changed))
            ):
                yield name.removeprefix("core/"), changed


def mutant(code: str, name: str, occurrence: int) -> str | None:
    try:
        return mutate_code(code, get_operator(name)(), occurrence)
    except AttributeError:  # Cosmic Ray cannot replace an exception with a dot in its name
        return code


def matters(name: str, code: str, changed: str) -> bool:
    try:
        before, after = (untyped(text) for text in (code, changed))
    except SyntaxError:
        return False
    if "Operator_Mul_" in name and multiplications(before) == multiplications(after):
        return False
    return ast.dump(before) != ast.dump(after)


def untyped(code: str) -> ast.Module:
    tree = ast.parse(code)
    for node in ast.walk(tree):
        if isinstance(node, ast.arg | ast.AnnAssign):
            node.annotation = ast.Constant(None)
        if isinstance(node, ast.FunctionDef):
            node.returns = None
    return tree


def multiplications(tree: ast.AST) -> int:
    return sum(isinstance(node, ast.Mult) for node in ast.walk(tree))


def in_fork(tree: Path, work: Callable[..., int], *args: object, limit: float | None = None) -> str:
    """Do some work in a fork of this process, silently, for some seconds at most, and say how it ended."""
    child = multiprocessing.get_context("fork").Process(target=_apart, args=(tree, work, *args))
    child.start()
    child.join(limit)
    if child.is_alive():
        child.kill()
        child.join()
        return "timed out"
    return "killed" if child.exitcode else "survived"


def _apart(tree: Path, work: Callable[..., int], *args: object) -> None:
    os.chdir(tree)
    sys.path.insert(0, str(tree))
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    os._exit(work(*args))


def watched(notes: Path) -> int:
    """Run the quick tests under coverage; write how long each takes and which lines of which module it enters."""
    import coverage
    import pytest

    seconds: dict[str, float] = {}
    watch = coverage.Coverage(data_file=None, include=["analysis/*"], config_file=False)

    class Clock:
        @pytest.hookimpl(wrapper=True)
        def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
            watch.switch_context(item.nodeid)
            started = time.perf_counter()
            done = yield
            seconds[item.nodeid] = round(time.perf_counter() - started, 3)
            watch.switch_context("")
            return done

    rooms = [f"analysis/{room}" for room in ROOMS]
    named = [Path(one) for one in WHERE]
    paths = sorted(path for one in named for path in ([one] if one.is_file() else one.rglob("test_*.py")))
    tests = [str(path) for path in paths if path.stem.removeprefix("test_") not in SLOW]
    watch.start()
    end = int(pytest.main(["--no-header", "-p", "no:nbval", *rooms, *tests], plugins=[Clock()]))
    watch.stop()
    data = watch.get_data()
    lines = {
        str(Path(file).relative_to(Path("analysis").resolve()).with_suffix("")): data.contexts_by_lineno(file)
        for file in data.measured_files()
    }
    notes.write_text(json.dumps({"seconds": seconds, "lines": lines}), encoding="utf-8")
    return end


def shown(tests: list[str]) -> int:
    """Run these tests, up to the first that fails."""
    import pytest

    sys.dont_write_bytecode = True
    return int(pytest.main(["-x", "--no-header", "-p", "no:nbval", *tests]))


class Notes:
    """Which tests enter which function."""

    def __init__(self, path: Path):
        noted = json.loads(path.read_text(encoding="utf-8"))
        self.seconds: dict[str, float] = noted["seconds"]
        self.lines: dict[str, dict[str, list[str]]] = noted["lines"]

    def entering(self, module: str, first: int = 1, last: int = 10**6) -> set[str]:
        """Name the tests that run a line of a module from the first to the last."""
        lines = self.lines.get(module, {})
        return {test for line, tests in lines.items() if first <= int(line) <= last for test in tests if test}

    def tests_of(self, module: str, code: str, changed: str) -> list[str]:
        """Name the tests that enter a changed function, the quickest first.

        For what is in no function they are those of the module, or of the modules that import it if it is a table alone.
        """
        first, last = span(code, changed)
        found = self.entering(module, first, last)
        if not found and last == len(code.splitlines()):
            found = {test for other in importers(module) for test in self.entering(other)}
        chosen, total = [], 0.0
        for test in sorted(found, key=lambda one: (self.seconds[one], one)):
            total += self.seconds[test]
            if total > ENOUGH and chosen:
                break
            chosen.append(test)
        return chosen


def importers(module: str) -> list[str]:
    """Name the modules that import a module, or something of it."""
    package, _, name = f"analysis.{module.replace('/', '.')}".rpartition(".")
    words = re.compile(rf"from {re.escape(package)}(\.{name} import|\b import .*\b{name}\b)")
    paths = [path for path in (ROOT / "analysis").rglob("*.py") if words.search(path.read_text(encoding="utf-8"))]
    return [path.relative_to(ROOT / "analysis").with_suffix("").as_posix() for path in paths]


def span(code: str, changed: str) -> tuple[int, int]:
    """Find the first and last line of the function in which two texts differ, or of the whole file."""
    old, new = code.splitlines(), changed.splitlines()
    first = next(nth for nth, pair in enumerate(zip(old, new, strict=False), 1) if pair[0] != pair[1])
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.FunctionDef):
            head = min([node.lineno, *(one.lineno for one in node.decorator_list)])
            if head <= first <= (node.end_lineno or 0):
                return node.body[0].lineno, node.end_lineno or 0
    return 1, len(old)


def changed_lines(code: str, changed: str) -> str:
    lines = difflib.unified_diff(code.splitlines(), changed.splitlines(), lineterm="", n=0)
    return "\n".join(line for line in lines if not line.startswith(("---", "+++")))


def copy(target: Path) -> Path:
    shutil.rmtree(target, ignore_errors=True)
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, target / name)
    return target


def tried(tree: Path, module: str, notes: Notes) -> list[dict[str, str | float]]:
    path = tree / f"analysis/{module}.py"
    code = path.read_text(encoding="utf-8")
    for stale in path.parent.glob(f"__pycache__/{path.stem}.*"):
        stale.unlink()
    found: list[dict[str, str | float]] = []
    for name, changed in mutants(code):
        path.write_text(changed, encoding="utf-8")
        started = time.perf_counter()
        tests = notes.tests_of(module, code, changed)
        limit = max(LIMIT, PATIENCE * sum(notes.seconds[test] for test in tests))
        end = in_fork(tree, shown, tests, limit=limit) if tests else "survived"
        found.append(
            {
                "operator": name,
                "change": changed_lines(code, changed),
                "outcome": end,
                "seconds": round(time.perf_counter() - started, 1),
                "tests": len(tests),
            }
        )
        if end == "survived" and survivors.why(module, str(found[-1]["change"])) is None:
            print(f"{module} {name}, {len(tests)} tests\n{found[-1]['change']}", flush=True)
    path.write_text(code, encoding="utf-8")
    return found


def all_modules() -> list[str]:
    """Name every module that has something to change."""
    rooms = [ROOT / "analysis" / room for room in ROOMS]
    paths = [path for room in rooms for path in ([room] if room.suffix else sorted(room.rglob("*.py")))]
    return [path.relative_to(ROOT / "analysis").with_suffix("").as_posix() for path in paths if path.stem != "__init__"]


def main() -> int:
    """Try the modules named, or all, and keep what became of each mutant; fail where one lives and nobody says why."""
    for name in LIBRARIES:
        __import__(name)
    BUILD.mkdir(parents=True, exist_ok=True)
    tree, notes = copy(BUILD / "tree"), BUILD / "notes.json"
    if in_fork(tree, watched, notes) != "survived":
        raise SystemExit("tests fail without any change: see `make test`")
    results = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    for module in sys.argv[1:] or all_modules():
        results[module] = tried(tree, module, Notes(notes))
        RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
        print(score(module, results[module]), flush=True)
    print(score("all", [one for found in results.values() for one in found]))
    return int(any(unexplained(module, found) for module, found in results.items()))


def unexplained(module: str, found: list[dict[str, str | float]]) -> int:
    alive = [one for one in found if one["outcome"] == "survived"]
    return sum(survivors.why(module, str(one["change"])) is None for one in alive)


def score(name: str, found: list[dict[str, str | float]]) -> str:
    alive = sum(one["outcome"] == "survived" for one in found)
    late = sum(one["outcome"] == "timed out" for one in found)
    odd = f", {unexplained(name, found)} of them for no reason in tools/survivors.toml" if name != "all" else ""
    return f"{name}: {len(found) - alive} of {len(found)} noticed ({late} by running out of time), {alive} survived{odd}"


if __name__ == "__main__":
    raise SystemExit(main())
