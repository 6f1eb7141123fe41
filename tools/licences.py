"""List every package of uv.lock that is installed here with its licence, as docs/licences.md: `make licences`."""

import re
import sys
import textwrap
import tomllib
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs/licences.md"
OWN = "europe-and-us-for-ukraine"

FREE = r"MIT(-0|-CMU)?|0?BSD|BSD-[23]-Clause|0BSD|Apache-2\.0|ISC|MPL-2\.0|PSF-2\.0|Zlib|CC0-1\.0|Unlicense|OFL-1\.1"
COMPATIBLE = re.compile(rf"({FREE})( (AND|OR) ({FREE}))*")
WORDS = {
    r"Lesser General Public": "LGPL",
    r"MIT": "MIT",
    r"3-Clause|New BSD": "BSD-3-Clause",
    r"2-Clause|Simplified BSD": "BSD-2-Clause",
    r"BSD|Redistribution and use": "BSD",
    r"Apache": "Apache-2.0",
    r"Mozilla|MPL": "MPL-2.0",
    r"ISC": "ISC",
    r"Python Software Foundation|PSF": "PSF-2.0",
    r"Permission is hereby granted, free of charge": "MIT",
}
HEAD = """# Licences of what this project builds on

Made by `make licences` from what the packages say of themselves; do not edit. None of them is copied into this repository:
each comes from its own publisher, by `uv.lock`. A test refuses a licence that is not known to be compatible with MIT.

Worth a look: the Mozilla licence of certifi, fqdn, hypothesis and pathspec binds changes to their own files, of which there are
none here. dataframely and axe-playwright-python name no licence in their description; what is listed is their licence file's.
yattag (LGPL) comes with the mutation tester alone, which nothing here imports and which only `make mutate` installs.
What a wheel bundles in native code (Arrow, V8, the Typst and Polars crates) comes under the wheel's own notices.

Known vulnerabilities are not part of the tests, because the database is on the network and changes by the day. To look:

    uv export --locked --all-groups --no-emit-project > build/requirements.txt
    uvx pip-audit --disable-pip --require-hashes -r build/requirements.txt

On 25 November 2026 every locked package was held against a copy of PyPA's advisory database that ends in October 2024: of 169
advisories for 34 packages none that is in force covers a locked version. For the two years since there was no copy to hold it
against, only what audits of other projects named up to 22 September 2026: advisories for {count} of these packages, each fixed in a
version older than the locked one, and a test keeps the lock from going below it. The command above looks at the whole.

{fixed}

python-pptx has an open report of June 2026 (issue 1137, no advisory) on reading a presentation from a stranger: a template for
slides should come from one's own house.

| package | version | licence |
|---|---|---|
"""


FIXED = {
    "aiohttp": "3.14.3",
    "bleach": "6.4.0",
    "gitpython": "3.1.60",
    "idna": "3.15",
    "jupyter-server": "2.21.0",
    "jupyterlab": "4.6.2",
    "lxml": "6.1.0",
    "mistune": "3.3.3",
    "nbconvert": "7.17.1",
    "pillow": "12.3.0",
    "pyarrow": "23.0.1",
    "pygments": "2.20.0",
    "pytest": "9.0.3",
    "requests": "2.33.0",
    "soupsieve": "2.9.0",
    "tornado": "6.5.8",
    "urllib3": "2.7.0",
}
"""The version in which the last advisory of 2026 known here was fixed: no lock goes below it."""
TOOL_ONLY = ("yattag",)
"""Needed by the mutation tester alone, in a dependency group of its own; no code here imports it and nothing ships it."""


def packages() -> list[dict]:
    """Give the packages of uv.lock, some in two versions for different Pythons, the project itself left out."""
    found = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))["package"]
    return [one for one in found if one["name"] != OWN]


def locked() -> dict[str, dict]:
    """Give the packages of uv.lock by name."""
    return {one["name"]: one for one in packages()}


def licence(found: Distribution) -> str:
    """Name a package's licence: by its expression, its classifiers, its licence field or the text of its licence file."""
    meta = found.metadata
    if expression := meta.get("License-Expression"):
        return str(expression)
    field = (meta.get("License") or "").strip()
    classifiers = [one for one in meta.get_all("Classifier") or [] if one.startswith("License ::")]
    texts = [path.locate().read_text(errors="replace") for path in found.files or [] if re.match(r"(?i)licen[cs]e", path.name)]
    for text in (field if "\n" not in field else "", *classifiers, field, *texts):
        for word, name in WORDS.items():
            if re.search(word, text):
                return name
    return "unknown"


def installed() -> dict[str, tuple[str, str]]:
    """Give version and licence of every locked package that is installed here."""
    found = {}
    for name in locked():
        try:
            one = distribution(name)
        except PackageNotFoundError:
            continue
        found[name] = (one.version, licence(one))
    return found


def incompatible(found: dict[str, tuple[str, str]]) -> dict[str, str]:
    """Give the packages whose licence is unknown or not known to be compatible."""
    return {name: text for name, (_, text) in found.items() if not COMPATIBLE.fullmatch(text) and name not in TOOL_ONLY}


def main() -> int:
    found = installed()
    elsewhere = sorted(set(locked()) - set(found))
    rows = "".join(f"| {name} | {version} | {text} |\n" for name, (version, text) in sorted(found.items()))
    tail = f"\nLocked for other systems or versions of Python, and not listed: {', '.join(elsewhere)}.\n" if elsewhere else ""
    fixed = textwrap.fill(", ".join(f"{name} {version}" for name, version in FIXED.items()), 128, break_on_hyphens=False)
    TARGET.write_text(HEAD.format(count=len(FIXED), fixed=fixed) + rows + tail, encoding="utf-8", newline="\n")
    print(f"{len(found)} licences in docs/licences.md, {len(incompatible(found))} not known to be compatible")
    return 1 if incompatible(found) else 0


if __name__ == "__main__":
    sys.exit(main())
