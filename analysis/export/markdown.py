"""Render Markdown as each format needs it: HTML, typst, or runs of text; markup in the text itself stays text."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from analysis.charts.native import NOT_KNOWN
from analysis.export.links import without_links_to_files

PARSER = MarkdownIt("commonmark", {"html": False}).enable("table")

TITLE_LEVEL = 1
"""The level of a chapter's title: headings in its words are deeper, each by at most one more than the one before."""


def html(text: str, before: int = TITLE_LEVEL) -> str:
    r"""Render Markdown as HTML, headings one level down; raw HTML in it is shown as text.

    `before` is the level of the heading before the text, from which no level is skipped.

    >>> html("### Who *leads*? <b>")
    '<h3>Who <em>leads</em>? &lt;b&gt;</h3>\n'
    """
    tokens = _parse(text, before)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + 1, 6)}"
        if style := token.attrs.pop("style", ""):
            # The page's policy takes no style of an element's own.
            token.attrs["class"] = str(style).removeprefix("text-align:")
    rendered = str(PARSER.renderer.render(tokens, PARSER.options, {}))
    # What scrolls must be reachable by keyboard.
    return rendered.replace("<pre>", '<pre tabindex="0">')


def nonbreaking(text: str) -> str:
    """Keep a number and its unit on one line.

    >>> nonbreaking("48 % of 2.5 bn euros").count("\N{NO-BREAK SPACE}")
    2
    """
    return re.sub(r"(?<=\d) (?=%|bn\b)", "\N{NO-BREAK SPACE}", text)


@dataclass
class Block:
    """Hold one paragraph, heading, list item, code block or table, with its text in runs (text, style).

    `kind` is paragraph, heading, item, code or table; `level` counts headings and lists inside one another; an item of an
    ordered list has a `number`. A style is strong, em, code or empty. A table has no runs but `cells`, the header first.

    >>> Block("paragraph", [("Europe ", ""), ("leads", "strong")]).text
    'Europe leads'
    """

    kind: str
    runs: list[tuple[str, str]] = field(default_factory=list)
    level: int = 0
    cells: list[list[str]] = field(default_factory=list)
    number: int | None = None

    @property
    def text(self) -> str:
        """Give the text without styles."""
        return "".join(text for text, _ in self.runs)


def blocks(text: str, before: int = TITLE_LEVEL) -> list[Block]:
    r"""Break Markdown into blocks that a word processor or slide can take.

    `before` is the level of the heading before the text, from which no level is skipped.

    >>> [(block.kind, block.level, block.text) for block in blocks("## Aid\n\n- *allocated*")]
    [('heading', 2, 'Aid'), ('item', 1, 'allocated')]
    """
    return list(_blocks(_parse(text, before)))


def last_level(text: str, before: int = TITLE_LEVEL) -> int:
    r"""Give the level of a text's last heading, or of the one before where it has none.

    >>> last_level("### Aid\n\n#### By donor"), last_level("no heading")
    (3, 1)
    """
    return next((block.level for block in reversed(blocks(text, before)) if block.kind == "heading"), before)


def _parse(text: str, before: int) -> list[Token]:
    """Parse Markdown so that each heading is below the chapter's title and at most one level below the one before it."""
    for token in (tokens := without_links_to_files(PARSER.parse(text))):
        if token.type == "heading_open":
            before = max(TITLE_LEVEL + 1, min(int(token.tag[1]), before + 1))
            token.tag = f"h{before}"
        elif token.type == "heading_close":
            token.tag = f"h{before}"
    return tokens


def _blocks(tokens: list[Token]) -> Iterator[Block]:
    numbers: list[int | None] = []
    kind, level, table, begun = "paragraph", 0, Block("table"), False
    for token in tokens:
        match token.type:
            case "heading_open":
                kind, level = "heading", int(token.tag[1])
            case "heading_close":
                kind, level = "paragraph", 0
            case "bullet_list_open" | "ordered_list_open":
                before_first = int(token.attrs.get("start", 1)) - 1
                numbers.append(before_first if token.type.startswith("ordered") else None)
            case "bullet_list_close" | "ordered_list_close":
                numbers.pop()
            case "list_item_open":
                begun = False
                numbers[-1] = None if numbers[-1] is None else numbers[-1] + 1
            case "table_open":
                table = Block("table")
            case "tr_open":
                table.cells.append([])
            case "table_close":
                yield table
                table = Block("table")
            case "fence" | "code_block":
                yield Block("code", [(token.content.rstrip("\n"), "code")])
            case "inline" if table.cells:
                table.cells[-1].append("".join(text for text, _ in _runs(token)))
            case "inline":
                # A further paragraph of an item is no item of its own.
                is_item = numbers and not begun and kind == "paragraph"
                begun = True
                number = numbers[-1] if is_item else None
                yield Block("item" if is_item else kind, list(_runs(token)), level or len(numbers), number=number)


def _runs(token: Token) -> Iterator[tuple[str, str]]:
    styles, addresses = [""], [""]
    for child in token.children or []:
        match child.type:
            case "strong_open" | "em_open":
                styles.append(child.type.removesuffix("_open"))
            case "strong_close" | "em_close":
                styles.pop()
            case "softbreak" | "hardbreak":
                yield " ", styles[-1]
            case "code_inline":
                yield child.content, "code"
            case "image":
                # The file it shows is not in the briefing: what it says stands in its place.
                yield f"[Picture: {child.content or 'without a description'}]", styles[-1]
            case "link_open":
                addresses.append(str(child.attrs["href"]))
            case "link_close" if (address := addresses.pop()).startswith("http"):
                # Paper cannot be clicked: the address follows the words.
                yield f" ({address})", styles[-1]
            case "text" if child.content:
                yield child.content, styles[-1]


def typst_text(text: str) -> str:
    r"""Escape a text so that typst sets it as it is.

    >>> print(typst_text("listed_on #1"))
    listed\_on \#1
    """
    return re.sub(r"([\\#$*_`<>@\[\]~=+/-])", r"\\\1", text)


def typst_string(text: str, newline: str = " ") -> str:
    r"""Quote a text as a typst string in one line, with line breaks as `newline`.

    >>> print(typst_string('the "26"'))
    "the \"26\""
    >>> print(typst_string("one\ntwo", r"\n"))
    "one\ntwo"
    """
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", newline) + '"'


def typst(text: str, before: int = TITLE_LEVEL) -> str:
    r"""Render Markdown as typst markup, headings at their own level.

    `before` is the level of the heading before the text, from which no level is skipped.

    >>> print(typst("## Aid\n\n- **allocated**"))
    == Aid
    <BLANKLINE>
    - #strong[allocated]
    """
    return "\n\n".join(_typst_block(block) for block in blocks(text, before))


def _typst_block(block: Block) -> str:
    if block.kind == "table":
        return typst_table(block.cells[0], block.cells[1:])
    if block.kind == "code":
        return f"#raw({typst_string(block.text, NEWLINE)}, block: true)"
    runs = "".join(_typst_run(text, style) for text, style in block.runs)
    if block.kind == "heading":
        return f"{'=' * block.level} {runs}"
    mark = "-" if block.number is None else f"{block.number}."
    return f"{'  ' * (block.level - 1)}{mark} {runs}" if block.kind == "item" else runs


NEWLINE = r"\n"
EMPHASIS = {"strong": "strong", "em": "emph"}


def _typst_run(text: str, style: str) -> str:
    if style == "code":
        return f"#raw({typst_string(text)})"
    return f"#{EMPHASIS[style]}[{typst_text(text)}]" if style else typst_text(text)


NUMBER = re.compile(r"^[-+−]?[\d.,]+(?: ?%)?$")
SHORT_CELL, SHORTER_CELL = 18, 12


def is_number(cells: list[str]) -> bool:
    """Say whether a column holds numbers: at least one, and nothing else but blanks and what is not known.

    >>> is_number(["1,204.5", "", "-3 %", "not known"]), is_number(["n/a", "3"]), is_number(["", "not known"])
    (True, False, False)
    """
    written = [cell for cell in cells if cell.strip() not in ("", NOT_KNOWN)]
    return bool(written) and all(NUMBER.match(cell.strip()) for cell in written)


LINE, BETWEEN, LETTERS = 95, 3, 8.5
"""About as many characters as a table's line holds; what a column needs beside its words; points of its letters."""
PARAGRAPH = 80
"""Characters from which a cell may well take several lines."""
WIDEST, SPARE = 115, 45
"""Characters of a line in smaller letters, and how many beside the longest words are worth making them smaller."""


def typst_table(
    header: list[str], rows: list[list[str]], highlighted: tuple[int, ...] = (), links: Mapping[str, Any] | None = None
) -> str:
    """Set a table with a repeated header row; words stand left and numbers right.

    `highlighted` are the places of the rows to set bold, counted from zero; `links` has `column`, the place of the column
    whose cells are links, and `urls`, one a row, or None where a row has no page.

    >>> print(typst_table(["Donor", "EUR bn"], [["Estonia", "0.9"]], highlighted=(0,)))
    #table(columns: (auto, auto,), align: (left, right,), stroke: (x: none, y: 0.5pt + luma(200)),
      table.header([*Donor*], [*EUR bn*]),
      [*Estonia*], [*0.9*]
    )
    """
    columns = [[row[place] for row in rows] for place in range(len(header))]
    align = ", ".join("right" if is_number(cells) else "left" for cells in columns)
    # Short columns take what they need; long ones share the rest by the length of their words.
    longest = list(map(width_needed, columns))
    widths, letters = ", ".join("auto" if most <= SHORT_CELL else f"{most}fr" for most in longest), LETTERS
    if sum(longest) > LINE:
        # Short columns would leave the long ones too little: none is narrower than its longest word.
        shares = share_width(header, columns, longest)
        widths, letters = ", ".join(f"{share:.1f}fr" for share in shares), LETTERS * min(1, LINE / sum(shares))
    body = [_typst_cells(row, number in highlighted, _link_of(links, number)) for number, row in enumerate(rows)]
    lines = ",\n  ".join([f"table.header({_typst_cells(header, True)})", *body])
    table = f"#table(columns: ({widths},), align: ({align},), stroke: (x: none, y: 0.5pt + luma(200)),\n  {lines}\n)"
    return table if letters == LETTERS else f"#[#show table: set text(size: {letters:.2f}pt)\n{table}\n]"


def _link_of(links: Mapping[str, Any] | None, row: int) -> tuple[int, str] | None:
    return (links["column"], links["urls"][row]) if links and links["urls"][row] else None


def _typst_cells(row: list[str], bold: bool, link: tuple[int, str] | None = None) -> str:
    mark = "*" if bold else ""
    cells = [f"{mark}{typst_text(cell)}{mark}" for cell in row]
    if link:
        place, url = link
        cells[place] = f"#link({typst_string(url)})[{cells[place]}]"
    return ", ".join(f"[{cell}]" for cell in cells)


def width_needed(cells: list[str]) -> int:
    """Count the characters of a line that a column asks for: those of its longest cell, of a paragraph fewer.

    >>> width_needed(["Kyiv", "Warsaw"]), width_needed(["x" * 1280])
    (6, 320)
    """
    most = max(map(len, cells), default=0)
    return most if most <= PARAGRAPH else round((PARAGRAPH * most) ** 0.5)


def longest_word(cell: str, unbroken: int = 0) -> int:
    """Count the letters of the longest word; a cell of no more letters than `unbroken` counts as one word.

    >>> longest_word("24 February 2022"), longest_word("24 February 2022", unbroken=18)
    (8, 16)
    """
    return len(cell) if len(cell) <= unbroken else max(map(len, cell.split()), default=0)


def share_width(header: list[str], columns: list[list[str]], longest: list[int]) -> list[float]:
    """Share a line out: to each column its longest word, and what is left by how much more its cells hold.

    Short cells, such as a date or an amount with its unit, are one word where all columns have room for that. `columns` are the
    cells by column, `longest` the length of each column's longest cell. Returns the width of each column in characters.

    >>> share_width(["day", "what"], [["2022-02-24"], ["word " * 20]], [10, 100])
    [13.0, 82.0]
    """
    for unbroken in (SHORT_CELL, SHORTER_CELL, 0):
        cells = [[longest_word(cell, unbroken) for cell in column] for column in columns]
        words = [max([longest_word(name), *lengths]) for name, lengths in zip(header, cells, strict=True)]
        least = [word + BETWEEN for word in words]
        if sum(least) <= LINE:
            break
    extra = [max(0, most - word) for most, word in zip(longest, words, strict=True)]
    # Where words leave little room, smaller letters make some: else a long cell would be a column of single words.
    line = max(LINE, min(WIDEST, sum(least) + SPARE))
    spare = max(0, line - sum(least)) / max(1, sum(extra))
    return [width + spare * more for width, more in zip(least, extra, strict=True)]
