"""The SVG of a drawing, and what it may hold: what Vega draws figures with, and nothing that acts or asks other machines."""

import re
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from analysis.charts.addresses import is_page
from analysis.errors import AnalysisError

SVG, XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
BETWEEN = " "
"""What the parser puts between a namespace and a name."""

ELEMENTS = frozenset(
    "a clipPath defs desc g line linearGradient path pattern radialGradient rect stop svg text title tspan".split()
)
ATTRIBUTES = frozenset(
    [
        *"aria-labelledby class clip-path cx cy d display dx dy fill fill-opacity font-family font-size font-style".split(),
        *"font-variant font-weight fr fx fy gradientUnits height id lengthAdjust offset opacity patternUnits pointer-events".split(),
        *"preserveAspectRatio r role stop-color stroke stroke-dasharray stroke-dashoffset stroke-linecap".split(),
        *"stroke-linejoin stroke-miterlimit stroke-opacity stroke-width text-anchor textLength transform version viewBox".split(),
        *"width x x1 x2 y y1 y2".split(),
    ]
)
"""What Vega draws with; `style` is not among them, since it can name other files, nor is anything that acts."""

HREFS = frozenset(("href", f"{XLINK}{BETWEEN}href"))
NAMES = frozenset(("aria-labelledby", "class", "font-family", "id", "role"))
"""Attributes that hold names, in which brackets call no function."""
REFERENCE = re.compile(r"url\(#[\w.-]+\)")
FUNCTION, HARMLESS = (
    re.compile(r"([\w-]*)\s*\("),
    frozenset("hsl hsla matrix rgb rgba rotate scale skewX skewY translate".split()),
)
ID, LENGTH = re.compile(r"[\w.-]+"), re.compile(r"\d+(?:\.\d+)?")
AGAIN = "run its notebook again"


@dataclass(frozen=True)
class Sanitised:
    """Hold an SVG that does nothing but show, and what was dropped to make it so, each kind once."""

    svg: str
    dropped: tuple[str, ...] = ()


def sanitise(svg: str) -> Sanitised:
    """Drop from an SVG what is not on the list of what a drawing may hold; one that holds nothing else stays as it is.

    An element that is not on the list goes with all it holds. Raises AnalysisError for what is no SVG with a width and a height.

    >>> drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><g onload="alert(1)"></g><script/></svg>'
    >>> sanitise(drawing).svg
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><g></g></svg>'
    >>> sanitise(drawing).dropped
    ('onload of <g>', '<script>')
    """
    rest = _Rest()
    try:
        _parser(rest).Parse(svg, True)
    except (expat.ExpatError, ValueError) as fault:
        raise AnalysisError(f"the drawing is no SVG: {fault}", AGAIN) from fault
    # Nothing on the list is read in another way by a page than here, so that what is whole need not be written anew.
    return Sanitised("".join(rest.parts), tuple(dict.fromkeys(rest.dropped))) if rest.dropped else Sanitised(svg)


def size_of(svg: str) -> tuple[float, float]:
    """Give the width and height that the first element of an SVG states; raises AnalysisError where it states none.

    >>> size_of('<svg height="4.5" width="9">')
    (9.0, 4.5)
    """
    head = svg[svg.find("<svg") :].partition(">")[0]
    stated = [re.search(rf'\s{side}="(\d+(?:\.\d+)?)"', head) for side in ("width", "height")]
    if stated[0] is None or stated[1] is None:
        raise AnalysisError("the drawing has no width and height", AGAIN)
    return float(stated[0][1]), float(stated[1][1])


@dataclass
class _Rest:
    """Hold what is left of a drawing while it is read: its parts as text, what was dropped, and how deep that goes."""

    parts: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    inside_dropped: int = 0
    in_words: bool = False

    def start(self, name: str, attributes: list[str]) -> None:
        tag = _local(name)
        is_root = not self.parts
        if is_root:
            _refuse_root(name, dict(zip(attributes[::2], attributes[1::2], strict=True)))
        if self.inside_dropped or self.in_words or name not in _ELEMENTS or (tag == "svg") != is_root:
            if not self.inside_dropped:
                self.dropped.append(f"<{tag}>")
            self.inside_dropped += 1
            return
        # A page reads what is in these as HTML.
        self.in_words = tag in ("title", "desc")
        self.parts.append(f"<{tag}" + (f' xmlns="{SVG}"' if is_root else ""))
        for key, value in zip(attributes[::2], attributes[1::2], strict=True):
            if _may_stay(tag, key, value):
                self.parts.append(f" {_local(key)}={quoteattr(value)}")
            else:
                self.dropped.append(f"{_local(key)} of <{tag}>")
        self.parts.append(">")

    def end(self, name: str) -> None:
        if self.inside_dropped:
            self.inside_dropped -= 1
        else:
            self.in_words = False
            self.parts.append(f"</{_local(name)}>")

    def text(self, text: str) -> None:
        if not self.inside_dropped:
            self.parts.append(escape(text))

    def drop(self, what: str) -> None:
        self.dropped.append(what)


_ELEMENTS = frozenset(f"{SVG}{BETWEEN}{name}" for name in ELEMENTS)


def _parser(rest: _Rest) -> Any:
    parser = expat.ParserCreate(namespace_separator=BETWEEN)
    parser.ordered_attributes = True
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = rest.start, rest.end, rest.text
    # A page ends a comment elsewhere than XML does, and takes none of the others for what they are here.
    parser.CommentHandler = lambda text: rest.drop("a comment")
    parser.ProcessingInstructionHandler = lambda target, text: rest.drop(f"<?{target}?>")
    parser.StartCdataSectionHandler = lambda: rest.drop("marks around a text")
    parser.XmlDeclHandler = lambda *declared: rest.drop("<?xml?>")
    parser.StartNamespaceDeclHandler = lambda prefix, uri: None if (prefix, uri) in _SPACES else rest.drop(f"xmlns of {uri}")
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


_SPACES = ((None, SVG), ("xlink", XLINK))


def _refuse_doctype(*_: object) -> None:
    # Its entities can be of any length.
    raise AnalysisError("the drawing has a document type, which no drawing of this package has", AGAIN)


def _refuse_root(name: str, attributes: dict[str, str]) -> None:
    if name != f"{SVG}{BETWEEN}svg":
        raise AnalysisError(f"the drawing is no SVG: it begins with <{_local(name)[:40]}>", AGAIN)
    stated = [attributes.get(side, "") for side in ("width", "height")]
    if not all(LENGTH.fullmatch(length) and float(length) for length in stated):
        raise AnalysisError("the drawing has no width and height", AGAIN)


def _local(name: str) -> str:
    return name.rpartition(BETWEEN)[2]


def _may_stay(tag: str, key: str, value: str) -> bool:
    if key in HREFS:
        return tag == "a" and is_page(value)
    if key not in ATTRIBUTES:
        return False
    if key == "id":
        return bool(ID.fullmatch(value))
    return key in NAMES or _is_harmless(value)


def _is_harmless(value: str) -> bool:
    """Say whether a value names nothing outside the drawing: a backslash could hide the name of a function."""
    if "\\" in value:
        return False
    return bool(REFERENCE.fullmatch(value)) or HARMLESS.issuperset(FUNCTION.findall(value))
