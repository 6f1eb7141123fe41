"""What a briefing is to be, as someone asked for it, and what cannot be asked."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.briefing.paper import PAPERS
from analysis.characters import forbidden
from analysis.errors import ExportFault, UnknownName
from analysis.figures import theme

TITLE = "Europe and the United States for Ukraine"
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z]{2})?")


@dataclass(frozen=True)
class Wish:
    """Say what a briefing is to be: formats, figures, title and looks.

    `formats` are keys of FORMATS and `ids` the figures wanted (none means all). Without `date` the day is that of the data
    shown. `paper` is a4 or letter; `pictures` and `template` are those of the deck, `size` that of figures of their own.
    """

    formats: Sequence[str] = ("html", "pdf", "pptx", "docx", "figures")
    ids: Sequence[str] = ()
    title: str = TITLE
    date: str = ""
    language: str = "en"
    paper: str = "a4"
    pictures: bool = False
    template: Path | None = None
    size: str = "page"


def refuse(wish: Wish, formats: Iterable[str]) -> None:
    """Refuse a wish that cannot be met; raises UnknownName or ExportFault, which name the good values.

    >>> refuse(Wish(language="klingon"), ["html", "pdf", "pptx", "docx", "figures"])
    Traceback (most recent call last):
    ...
    analysis.errors.ExportFault: no language tag 'klingon'
      -> give two or three letters, and a country if need be: --language en, de or de-AT
    """
    refuse_formats(wish.formats, formats)
    if not wish.title.strip():
        raise ExportFault("the title is empty", f"give it words, or leave it out for the usual one: --title {TITLE!r}")
    for name, text in (("title", wish.title), ("date", wish.date)):
        if odd := forbidden(text):
            raise ExportFault(
                f"the {name} has the character {odd}, which no page or document can hold: {text!r}",
                f"write it without: --{name} TEXT",
            )
    if not LANGUAGE.fullmatch(wish.language):
        raise ExportFault(
            f"no language tag {wish.language!r}",
            "give two or three letters, and a country if need be: --language en, de or de-AT",
        )
    if wish.paper not in PAPERS:
        raise UnknownName("paper", wish.paper, PAPERS)
    theme.size(wish.size)


def refuse_formats(wanted: Sequence[str], known: Iterable[str]) -> None:
    """Refuse formats that do not exist, or none at all.

    >>> refuse_formats([], ["html", "pdf"])
    Traceback (most recent call last):
    ...
    analysis.errors.ExportFault: no format is named
      -> name one or more by comma: --to html,pdf
    """
    choices = list(known)
    for one in wanted:
        if one not in choices:
            raise UnknownName("format", one, choices)
    if not wanted:
        raise ExportFault("no format is named", f"name one or more by comma: --to {','.join(choices)}")


def folder_of(named: str) -> Path:
    """Give the folder that was named; raises ExportFault for an empty name, which a path takes for the folder one stands in.

    >>> folder_of("build/mine").name
    'mine'
    """
    if not named.strip():
        raise ExportFault("--out is empty", "name a folder to write into, such as --out build/mine")
    return Path(named)


def refuse_file(folder: Path) -> None:
    """Refuse to write into a folder that is a file, or lies below one.

    >>> refuse_file(Path("pyproject.toml/out"))
    Traceback (most recent call last):
    ...
    analysis.errors.ExportFault: pyproject.toml is a file, not a folder
      -> name a folder to write into: --out FOLDER
    """
    for one in (folder, *folder.parents):
        if one.exists() and not one.is_dir():
            raise ExportFault(f"{one} is a file, not a folder", "name a folder to write into: --out FOLDER")


def listed(text: str) -> list[str]:
    """Split what was named by comma; spaces around and repeats do not count.

    >>> listed("svg, png,,svg")
    ['svg', 'png']
    """
    return list(dict.fromkeys(one.strip() for one in text.split(",") if one.strip()))


def listed_formats(text: str) -> list[str]:
    """Split formats, in any case and with or without a dot.

    >>> listed_formats(".SVG, png, PNG")
    ['svg', 'png']
    """
    return list(dict.fromkeys(one.lower().removeprefix(".") for one in listed(text)))
