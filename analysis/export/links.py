"""Links of Markdown: which of them a briefing takes along."""

from markdown_it.token import Token

KEPT = ("http:", "https:", "mailto:", "#")


def without_links_to_files(tokens: list[Token]) -> list[Token]:
    """Leave out links to other files, such as notebooks beside a text: a briefing travels without them, their words stay.

    >>> from markdown_it import MarkdownIt
    >>> tokens = MarkdownIt().parse("[start](00-start-here.ipynb) and [a page](https://example.org)")
    >>> [child.type for child in without_links_to_files(tokens)[1].children]
    ['text', 'text', 'link_open', 'text', 'link_close']
    """
    for token in tokens:
        token.children = _kept(token.children) if token.children else token.children
    return tokens


def _kept(children: list[Token]) -> list[Token]:
    kept: list[Token] = []
    opened: list[bool] = []
    for child in children:
        if child.type == "link_open":
            opened.append(str(child.attrs["href"]).startswith(KEPT))
        if not child.type.startswith("link_") or opened[-1]:
            kept.append(child)
        if child.type == "link_close":
            opened.pop()
    return kept
