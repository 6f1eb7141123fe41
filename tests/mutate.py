"""Change the measures one small way after another in a copy and see whether the tests notice: `make mutate`.

Mutants are Cosmic Ray's. Each is tried in a fork that has the libraries loaded, or a thousand starts would take the day.
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
from collections.abc import Iterator
from pathlib import Path

from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build/mutation"
RESULTS = BUILD / "results.json"
LIMIT = 120
LIBRARIES = (
    "altair",
    "great_tables",
    "hypothesis",
    "hypothesis.stateful",
    "ipywidgets",
    "nbformat",
    "polars",
    "pytest",
    "vl_convert",
)

OF_AID = ["test_plain_loops", "test_laws", "test_aid_measures", "test_arrival", "test_revisions"]
OF_LISTS = ["test_plain_loops", "test_laws", "test_sanctions", "test_comparison"]
# The tests of each module, those that notice soonest first; its own examples are run before them.
MODULES = {
    "blocs": ["test_blocs", "test_laws"],
    "measures/flows": OF_AID,
    "measures/lead": OF_AID,
    "measures/gaps": OF_AID,
    "measures/economy": OF_AID,
    "measures/currency": OF_AID,
    "measures/arrival": OF_AID,
    "measures/listings": OF_LISTS,
    "measures/ships": OF_LISTS,
    "measures/frames": OF_AID,
    "measures/state": ["test_laws", "test_state"],
    "measures/revisions": OF_AID,
    "measures/published": ["test_revisions"],
    "measures/trade": OF_LISTS,
    "measures/timeline": OF_LISTS,
    "measures/packages": ["test_laws", "test_guarantees"],
    "measures/guarantees": ["test_laws", "test_guarantees"],
    "measures/comparison": OF_LISTS,
    "measures/instruments": OF_LISTS,
}

# Of all ways to change one operator the slips of a hand: the opposite, and one bound for the other.
LEFT_OUT = re.compile(
    r"core/(ReplaceBinaryOperator_(?!Add_Sub|Sub_Add|Mul_Div|Mul_Add|Div_Mul|Div_FloorDiv|BitOr_BitAnd|BitAnd_BitOr)"
    r"|ReplaceComparisonOperator_(?!Eq_NotEq|NotEq_Eq|Lt_LtE|Lt_GtE|LtE_Lt$|LtE_Gt$|Gt_GtE|Gt_LtE|GtE_Gt$|GtE_Lt$|IsNot_Is|Is_IsNot)"
    r"|VariableReplacer|VariableInserter)"
)


def mutants(code: str) -> Iterator[tuple[str, str]]:
    """Give each mutant's operator and code; what only changes a type or a star among arguments is none."""
    for name in operator_names():
        if LEFT_OUT.match(name):
            continue
        occurrence = 0
        while (changed := mutate_code(code, get_operator(name)(), occurrence)) is not None:
            occurrence += 1
            if matters(name, code, changed):
                yield name.removeprefix("core/"), changed


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


def outcome(tree: Path, module: str) -> str:
    """Run a module's examples and tests in a fork of this process."""
    child = multiprocessing.get_context("fork").Process(target=tested, args=(tree, module))
    child.start()
    child.join(LIMIT)
    if child.is_alive():
        child.kill()
        child.join()
        return "timed out"
    return "killed" if child.exitcode else "survived"


def tested(tree: Path, module: str) -> None:
    import pytest

    os.chdir(tree)
    sys.path.insert(0, str(tree))
    sys.dont_write_bytecode = True
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    paths = [f"analysis/{module}.py", *(f"tests/{name}.py" for name in MODULES[module])]
    os._exit(int(pytest.main(["-x", "-q", "--no-header", "-p", "no:nbval", *paths])))


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


def tried(tree: Path, module: str) -> list[dict[str, str | float]]:
    path = tree / f"analysis/{module}.py"
    code = path.read_text(encoding="utf-8")
    if outcome(tree, module) != "survived":
        raise SystemExit(f"the tests of {module} fail without any change")
    found: list[dict[str, str | float]] = []
    for name, changed in mutants(code):
        path.write_text(changed, encoding="utf-8")
        started = time.perf_counter()
        end = outcome(tree, module)
        found.append(
            {
                "operator": name,
                "change": changed_lines(code, changed),
                "outcome": end,
                "seconds": round(time.perf_counter() - started, 1),
            }
        )
        if end == "survived":
            print(f"{module} {name}\n{found[-1]['change']}", flush=True)
    path.write_text(code, encoding="utf-8")
    return found


def main() -> int:
    """Try the modules named, or all, and keep what became of each mutant."""
    for name in LIBRARIES:
        __import__(name)
    BUILD.mkdir(parents=True, exist_ok=True)
    results = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    for module in sys.argv[1:] or MODULES:
        results[module] = tried(copy(BUILD / "tree"), module)
        RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
        print(score(module, results[module]), flush=True)
    print(score("all", [one for found in results.values() for one in found]))
    return 0


def score(name: str, found: list[dict[str, str | float]]) -> str:
    alive = sum(one["outcome"] == "survived" for one in found)
    late = sum(one["outcome"] == "timed out" for one in found)
    return f"{name}: {len(found) - alive} of {len(found)} noticed ({late} by running out of time), {alive} survived"


if __name__ == "__main__":
    raise SystemExit(main())
