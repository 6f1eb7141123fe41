"""Read from the syntax tree which module of the package takes what from which other: every form of import, at every depth."""

import ast
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

PACKAGE = "analysis"
BY_NAME = {"import_module", "__import__", "resolve_name", "run_module"}
"""Functions that import a module whose name they are given as a text."""

EVERYTHING = "*"
"""Stands for a name where a whole module is taken or passed on, so that nobody can say what of it is used."""


class Use(NamedTuple):
    """One place where a module takes a module of the package, or one name of it.

    `name` is None where only the module is named, EVERYTHING where it is passed on whole; `target` is empty for a module whose
    name is not written out.
    """

    importer: str
    line: int
    target: str
    name: str | None


def read_package(folder: Path) -> dict[str, list[Use]]:
    """Read what each module under `folder`, the directory of the package, uses of the package: dotted name to uses."""
    files = {_dotted(path.relative_to(folder.parent)): path for path in sorted(folder.rglob("*.py"))}
    known = frozenset(files)
    return {
        name: list(read_uses(path.read_text(encoding="utf-8"), name, path.name == "__init__.py", known))
        for name, path in files.items()
    }


@lru_cache(maxsize=4096)
def read_uses(text: str, importer: str, is_package: bool, known: frozenset[str]) -> tuple[Use, ...]:
    """Read the uses in one module's text; `known` are the dotted names of all modules.

    >>> known = frozenset({"analysis", "analysis.load", "analysis.measures.gaps"})
    >>> [use[1:] for use in read_uses("from .. import load as l\\nl.aid()", "analysis.measures.gaps", False, known)]
    [(1, 'analysis.load', None), (2, 'analysis.load', 'aid')]
    """
    tree = ast.parse(text)
    home = importer if is_package else importer.rpartition(".")[0]
    bound: dict[str, str] = {}
    by_name = set(BY_NAME)
    names: list[tuple[int, str]] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.split(".")[0] == PACKAGE:
                    bound[alias.asname or PACKAGE] = alias.name if alias.asname else PACKAGE
                    names.append((node.lineno, alias.name))
        elif isinstance(node, ast.ImportFrom):
            base = _absolute("." * node.level + (node.module or ""), home)
            for alias in node.names:
                if base.split(".")[0] == PACKAGE:
                    bound[alias.asname or alias.name] = f"{base}.{alias.name}"
                    names.append((node.lineno, f"{base}.{alias.name}"))
                elif alias.name in BY_NAME:
                    by_name.add(alias.asname or alias.name)
        elif isinstance(node, ast.Call) and _last_name(node.func) in by_name:
            names.append((node.lineno, _text_given(node, home)))
    modules = {name: target for name, target in bound.items() if target in known}
    names += _attributes(tree, modules)
    return tuple(Use(importer, line, *_split(full, known)) for line, full in names if not full or full.split(".")[0] == PACKAGE)


def find_circles(arrows: Mapping[str, set[str]]) -> list[list[str]]:
    """Give the groups of names of which each leads back to itself over the others, sorted.

    >>> find_circles({"load": {"storage"}, "storage": {"tables"}, "tables": {"load"}, "errors": set()})
    [['load', 'storage', 'tables']]
    """
    reach = {name: reachable(name, arrows) for name in arrows}
    circles = {tuple(sorted(other for other in reach[name] if name in reach.get(other, ()))) for name in arrows}
    return sorted(list(circle) for circle in circles if circle)


def reachable(name: str, arrows: Mapping[str, set[str]]) -> set[str]:
    """Give the names to which arrows lead from a name, over any number of others.

    >>> sorted(reachable("load", {"load": {"storage"}, "storage": {"tables"}}))
    ['storage', 'tables']
    """
    seen: set[str] = set()
    ahead = list(arrows.get(name, ()))
    while ahead:
        if (next_name := ahead.pop()) not in seen:
            seen.add(next_name)
            ahead += arrows.get(next_name, ())
    return seen


def _attributes(tree: ast.AST, modules: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    """Give what is taken of a module by its name (`load.aid`), and EVERYTHING of one that is passed on whole."""
    inside = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    for node in ast.walk(tree):
        if id(node) in inside or not isinstance(node, ast.Attribute | ast.Name) or not isinstance(node.ctx, ast.Load):
            continue
        chain: list[str] = []
        root: ast.expr = node
        while isinstance(root, ast.Attribute):
            chain.insert(0, root.attr)
            root = root.value
        if isinstance(root, ast.Name) and root.id in modules:
            yield node.lineno, ".".join([modules[root.id], *(chain or [EVERYTHING])])


def _split(full: str, known: frozenset[str]) -> tuple[str, str | None]:
    """Split a dotted name into the longest module that exists and the name taken of it."""
    parts = full.split(".")
    for length in range(len(parts), 0, -1):
        if (module := ".".join(parts[:length])) in known:
            return module, parts[length] if parts[length:] else None
    return "", EVERYTHING


def _text_given(call: ast.Call, home: str) -> str:
    """Give the module that a call such as `import_module("analysis.load")` names; empty where it is not written out."""
    options = {option.arg: option.value for option in call.keywords}
    name, package, *_ = [*call.args, None, None]
    name, package = name or options.get("name") or options.get("mod_name"), package or options.get("package")
    if not isinstance(name, ast.Constant) or not isinstance(name.value, str):
        return ""
    written_out = isinstance(package, ast.Constant) and isinstance(package.value, str)
    return _absolute(name.value.replace(":", "."), str(package.value) if written_out else home)


def _absolute(name: str, home: str) -> str:
    """Make a relative name absolute, seen from the package `home`."""
    level = len(name) - len(name.lstrip("."))
    if not level:
        return name
    parts = home.split(".")
    return ".".join([*parts[: len(parts) - level + 1], *filter(None, [name[level:]])])


def _last_name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _dotted(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")
