"""Say why a mutant may live: the kinds of tools/survivors.toml, each with its reason."""

import re
import tomllib
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

FILE = Path(__file__).with_name("survivors.toml")


@dataclass(frozen=True)
class Kind:
    """One reason; `was` and `became` must be found in the lines that a mutant took away and put in, `only` in both."""

    name: str
    why: str
    was: str
    became: str
    module: str = "*"
    only: str = ""

    def explains(self, module: str, change: str) -> bool:
        """Say whether this is why the mutant lives; `change` is its difference, line by line."""
        before, after = ("\n".join(line[1:] for line in change.splitlines() if line[:1] == sign) for sign in "-+")
        return (
            fnmatch(module, self.module)
            and all(re.search(self.only, text) for text in (before, after))
            and bool(re.search(self.was, before))
            and bool(re.search(self.became, after) if self.became else not after.strip())
        )


def kinds() -> list[Kind]:
    return [Kind(**one) for one in tomllib.loads(FILE.read_text(encoding="utf-8"))["kind"]]


def why(module: str, change: str) -> str | None:
    """Name the kind that explains a survivor, or nothing."""
    return next((kind.name for kind in kinds() if kind.explains(module, change)), None)
