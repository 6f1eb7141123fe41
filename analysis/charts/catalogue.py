"""The catalogue: sentences that a reader sees, whole, in a file by topic, with their numbers, dates and names in braces."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

from analysis.charts.value_formats import FORMATS

FOLDER = Path(__file__).parent / "sentences"
LANGUAGE = "en"
"""The folder of the language that is read; another language is another folder with the same files and names."""

NUMBER = "number"
"""The value that chooses between the forms of a sentence: `none`, `one` and `other`."""


def say(key: str, /, **values: Any) -> str:
    """Say a sentence of the catalogue, each value written by the format that its braces name.

    `key` is `subject.topic.name`: the file `topic.toml` in the folder `subject` has the sentence by its name. A sentence of several
    forms is a table of `one`, `other` and, where it differs, `none`; the value `number` chooses. Raises KeyError for a sentence or a
    value that is missing, and for a value that the sentence does not use.

    >>> say("briefing.opening.troops_free", number=1), say("briefing.opening.troops_free", number=3)
    ('One European country offers troops without conditions.', 'Three European countries offer troops without conditions.')
    """
    subject, topic, name = key.split(".")
    entry = sentences(subject, topic)[name]
    return _WRITER.vformat(entry if isinstance(entry, str) else entry[_form(entry, values[NUMBER])], (), values)


@cache
def sentences(subject: str, topic: str, language: str = LANGUAGE) -> Mapping[str, str | Mapping[str, str]]:
    """Read the sentences of a topic by their names; one of several forms is a mapping of these.

    >>> sorted(sentences("briefing", "opening")["troops_free"])
    ['none', 'one', 'other']
    """
    return tomllib.loads((FOLDER / language / subject / f"{topic}.toml").read_text(encoding="utf-8"))


def topics(language: str = LANGUAGE) -> list[tuple[str, str]]:
    """Name the topics that have sentences, each with its subject.

    >>> ("briefing", "opening") in topics()
    True
    """
    return sorted((path.parent.name, path.stem) for path in (FOLDER / language).rglob("*.toml"))


def _form(forms: Mapping[str, str], number: int) -> str:
    if number == 0 and "none" in forms:
        return "none"
    return "one" if number == 1 else "other"


class _Writer(Formatter):
    """Write values by the formats of readers; a value that no braces name is a mistake, as one that is missing."""

    def format_field(self, value: Any, format_spec: str) -> str:
        write = FORMATS.get(format_spec)
        return write(value) if write else format(value, format_spec)

    def check_unused_args(self, used_args: set[int | str], args: Sequence[Any], kwargs: Mapping[str, Any]) -> None:
        if unused := sorted({*kwargs} - {str(one) for one in used_args} - {NUMBER}):
            raise KeyError(f"no braces for {', '.join(unused)}")


_WRITER = _Writer()
