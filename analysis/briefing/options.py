"""The options of a briefing: what can be asked for, and refusals of what cannot."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.as_of import as_day
from analysis.charts import theme
from analysis.errors import ExportFault, UnknownName
from analysis.export.pdf import PAPERS
from analysis.xml_text import forbidden

TITLE = "Europe and the United States for Ukraine"
TEMPLATES = (".pptx", ".docx")
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z]{2})?")


@dataclass(frozen=True)
class BriefingOptions:
    """Say what a briefing is to be: formats, figures, title and looks.

    `formats` are those of `build.FORMATS` and `ids` the figures wanted (none means all). Without `date` the day is that of the
    data shown. `paper` is a4 or letter; `pictures` are those of the deck, `templates` those of the deck (.pptx) and of the document
    (.docx), `size` that of figures of their own. `author` and `marking` stand on every page, `logo` (.png, .jpg) at the head: absent unless given. `as_of` is the day the briefing is of, `since` that of the last issue, both as ISO days.
    """

    formats: Sequence[str] = ("html", "pdf", "pptx", "docx", "xlsx", "figures")
    ids: Sequence[str] = ()
    title: str = TITLE
    date: str = ""
    language: str = "en"
    paper: str = "a4"
    pictures: bool = False
    templates: Sequence[Path] = ()
    size: str = "page"
    author: str = ""
    marking: str = ""
    as_of: str = ""
    since: str = ""
    logo: Path | None = None

    def template(self, format: str) -> Path | None:
        """Give the template of a format, if there is one.

        >>> BriefingOptions(templates=[Path("house.pptx")]).template("docx")
        """
        return next((path for path in self.templates if path.suffix.lower() == f".{format}"), None)


def validate(options: BriefingOptions, formats: Iterable[str]) -> None:
    """Validate options; raises UnknownName or ExportFault, which name the good values.

    >>> validate(BriefingOptions(language="klingon"), ["html", "pdf", "pptx", "docx", "xlsx", "figures"])
    Traceback (most recent call last):
    ...
    analysis.errors.ExportFault: no language tag 'klingon'
      -> give two or three letters, and a country if need be: --language en, de or de-AT
    """
    refuse_formats(options.formats, formats)
    if not options.title.strip():
        raise ExportFault("the title is empty", f"give it words, or leave it out for the usual one: --title {TITLE!r}")
    named = {"title": options.title, "date": options.date, "author": options.author, "marking": options.marking}
    for name, text in named.items():
        if character := forbidden(text):
            problem = f"the {name} has the character {character}, which no page or document can hold: {text!r}"
            raise ExportFault(problem, f"write it without: --{name} TEXT")
    refuse_templates(options.templates)
    for text in filter(None, (options.as_of, options.since)):
        as_day(text)
    if not LANGUAGE.fullmatch(options.language):
        fix = "give two or three letters, and a country if need be: --language en, de or de-AT"
        raise ExportFault(f"no language tag {options.language!r}", fix)
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
    if not wanted:
        raise ExportFault("no format is named", f"name one or more by comma: --to {','.join(choices)}")
    for name in wanted:
        if name not in choices:
            raise UnknownName("format", name, choices)


def given(name: str, text: str | None) -> str:
    """Give an option's text, empty where it was left out; an empty one is refused: a variable that is not set stands there.

    >>> given("marking", "")
    Traceback (most recent call last):
    ...
    analysis.errors.ExportFault: --marking is empty
      -> give it words, or leave it out
    """
    if text is not None and not text.strip():
        raise ExportFault(f"--{name.replace('_', '-')} is empty", "give it words, or leave it out")
    return text or ""


def refuse_templates(templates: Iterable[Path]) -> None:
    """Refuse a template that is of no format which takes one, or a second one of a format.

    >>> refuse_templates([Path("house.dotx")])
    Traceback (most recent call last):
    ...
    analysis.errors.ExportFault: house.dotx is no template of a deck (.pptx) or of a document (.docx)
      -> save it as .docx or .pptx: --template FILE
    """
    seen: dict[str, Path] = {}
    for path in templates:
        kind = path.suffix.lower()
        if kind not in TEMPLATES:
            fix = "save it as .docx or .pptx: --template FILE"
            raise ExportFault(f"{path} is no template of a deck (.pptx) or of a document (.docx)", fix)
        if kind in seen:
            raise ExportFault(
                f"{seen[kind]} and {path} are templates of one format, {kind}", "name one of them: --template FILE"
            )
        seen[kind] = path


def as_folder(name: str) -> Path:
    """Give the folder that was named; raises ExportFault for an empty name, which a path takes for the current folder.

    >>> as_folder("build/mine").name
    'mine'
    """
    if not name.strip():
        raise ExportFault("--out is empty", "name a folder to write into, such as --out build/mine")
    return Path(name)


def refuse_file(folder: Path) -> None:
    """Refuse to write into a folder that is a file, or lies below one.

    >>> refuse_file(Path("pyproject.toml/out"))
    Traceback (most recent call last):
    ...
    analysis.errors.ExportFault: pyproject.toml is a file, not a folder
      -> name a folder to write into: --out FOLDER
    """
    for path in (folder, *folder.parents):
        if path.exists() and not path.is_dir():
            raise ExportFault(f"{path} is a file, not a folder", "name a folder to write into: --out FOLDER")


def split_names(text: str) -> list[str]:
    """Split names by comma; spaces around and repeats do not count.

    >>> split_names("svg, png,,svg")
    ['svg', 'png']
    """
    return list(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))


def split_formats(text: str) -> list[str]:
    """Split formats, in any case and with or without a dot.

    >>> split_formats(".SVG, png, PNG")
    ['svg', 'png']
    """
    return list(dict.fromkeys(name.lower().removeprefix(".") for name in split_names(text)))
