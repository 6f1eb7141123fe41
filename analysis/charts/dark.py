"""Charts on a dark page: the style sheet that gives each colour of a drawing another, where a reader's screen is dark.

A drawing keeps its own colours: what is saved from a page is for paper. Marks that can be seen on dark ground stay as they are.
"""

PAPER = "#16181B"
"""The ground of a page in the dark, as `page.css` has it."""

TEXTS = {
    "#1A1A1A": "#EDEDED",
    "#000": "#EDEDED",
    "#333": "#EDEDED",
    "#595959": "#B8B8B8",
    "#737373": "#B0B0B0",
    "#747474": "#B0B0B0",
    "#757575": "#B0B0B0",
    "#767676": "#B0B0B0",
    "#0072B2": "#6BB8E8",
    "#38789E": "#8CC8F0",
    "#C35600": "#F0914E",
    "#A46086": "#DFA3C6",
    "#008460": "#4CC9A0",
    "#00594C": "#5CBBA8",
}
"""Letters that stand on the page. Black and white in full, `#000000` and `#FFFFFF`, are letters in a mark, and stay as it does."""

HALO = {"#FFFFFF": PAPER}
"""What surrounds letters that lie on others' marks."""

MARKS = {
    "#FFFFFF": PAPER,
    "#1A1A1A": "#EDEDED",
    "#333": "#EDEDED",
    "#4D4D4D": "#7D7D7D",
    "#595959": "#8C8C8C",
    "#999999": "#ABABAB",
    "#CCCCCC": "#DDDDDD",
    "#00594C": "#00796B",
}
"""Marks that could not be seen on dark ground, or that are the ground itself."""

LINES = {"#0072B2": "#3D97D3", "#00594C": "#3D9C8A", "#FFFFFF": PAPER, "#1A1A1A": "#EDEDED", "#595959": "#9C9C9C"}
"""Lines and edges, which are thinner than a bar of the same colour."""

GROUND = {
    "#D9D9D9": "#50555B",
    "#EBEBEB": "#31353A",
    "#E2E2E2": "#3B4047",
    "#EDEDED": "#2B2F34",
    "#F1F5F9": "#1D2126",
    "#FFF7DB": "#3A3320",
    "#FBEEE4": "#3A2A1E",
    "#B0B0B0": "#6B7077",
}
"""What only carries a chart: axes, grids, land without a value, sea, bands."""


def style_sheet() -> str:
    """Write the rules for a dark screen, of drawings that stand on a page as they are and of those that its script draws.

    >>> '.chart svg text[fill="#595959" i]{fill:#B8B8B8}' in style_sheet()
    True
    """
    shapes = "not(text)"
    rules = [
        *(_rule("text", "fill", colour, other) for colour, other in TEXTS.items()),
        *(_rule("text", "stroke", colour, other) for colour, other in HALO.items()),
        *(_rule(f":{shapes}", "fill", colour, other) for colour, other in (MARKS | GROUND).items() if colour != "#D9D9D9"),
        *(_rule(f":{shapes}", "stroke", colour, other) for colour, other in (LINES | GROUND).items()),
    ]
    # The script that draws a chart sets its ground on the drawing itself.
    ground = f".chart{{background:{PAPER}}}.chart svg{{background-color:transparent!important}}"
    return f"@media screen and (prefers-color-scheme:dark){{{ground}{''.join(rules)}}}"


def _rule(element: str, attribute: str, colour: str, other: str) -> str:
    return f'.chart svg {element}[{attribute}="{colour}" i]{{{attribute}:{other}}}'
