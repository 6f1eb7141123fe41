"""What a briefing is to be, as someone asked for it, and what cannot be asked."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.charts import theme
from analysis.errors import ExportFault, UnknownName
from analysis.export.pdf import PAPERS
from analysis.xml_text import forbidden

TITLE = "Europe and the United States for Ukraine"
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z]{2})?")


@dataclass(frozen=True)
class BriefingOptions:
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


def validate(options: BriefingOptions, formats: Iterable[str]) -> None:
    """Validate options; raises UnknownName or ExportFault, which name the good values.

    >>> validate(BriefingOptions(language="klingon"), ["html", "pdf", "pptx", "docx", "figures"])
    Traceback (most recent call last):
    ...
    analysis.errors.ExportFault: no language tag 'klingon'
      -> give two or three letters, and a country if need be: --language en, de or de-AT
    """
    refuse_formats(options.formats, formats)
    if not options.title.strip():
        raise ExportFault("the title is empty", f"give it words, or leave it out for the usual one: --title {TITLE!r}")
    for name, text in (("title", options.title), ("date", options.date)):
        if odd := forbidden(text):
            raise ExportFault(
                f"the {name} has the character {odd}, which no page or document can hold: {text!r}",
                f"write it without: --{name} TEXT",
            )
    if not LANGUAGE.fullmatch(options.language):
        raise ExportFault(
            f"no language tag {options.language!r}",
            "give two or three letters, and a country if need be: --language en, de or de-AT",
        )
    if options.paper not in PAPERS:
        raise UnknownName("paper", options.paper, PAPERS)
    theme.size(options.size)


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


def split_names(text: str) -> list[str]:
    """Split what was named by comma; spaces around and repeats do not count.

    >>> split_names("svg, png,,svg")
    ['svg', 'png']
    """
    return list(dict.fromkeys(one.strip() for one in text.split(",") if one.strip()))


def split_formats(text: str) -> list[str]:
    """Split formats, in any case and with or without a dot.

    >>> split_formats(".SVG, png, PNG")
    ['svg', 'png']
    """
    return list(dict.fromkeys(one.lower().removeprefix(".") for one in split_names(text)))
