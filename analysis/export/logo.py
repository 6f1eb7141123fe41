"""A logo for the head of a briefing: a picture of one's own, made small and freed of what it says of its making."""

import io
from pathlib import Path

from analysis.errors import ExportFault

HEIGHT, LARGEST = 300, 50_000_000
"""Pixels: the height that is kept, and what a picture may hold in all."""
FIX = "name a .png or .jpg: --logo FILE"


def read_logo(path: Path) -> bytes:
    """Read a logo as a PNG of at most 300 pixels in height, without its metadata.

    Raises ExportFault for what is no picture, or one of more than 50 million pixels.

    >>> read_logo(Path("pyproject.toml"))
    Traceback (most recent call last):
    ...
    analysis.errors.ExportFault: pyproject.toml is no picture that can be read
      -> name a .png or .jpg: --logo FILE
    """
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(path, formats=("PNG", "JPEG")) as picture:
            if picture.width * picture.height > LARGEST:
                raise ExportFault(
                    f"{path} has {picture.width:,} by {picture.height:,} pixels", "make it smaller, such as 600 by 300"
                )
            small = picture.convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as fault:
        raise ExportFault(f"{path} is no picture that can be read", FIX) from fault
    small.thumbnail((HEIGHT * 4, HEIGHT))
    plain = Image.new("RGBA", small.size)
    plain.paste(small)
    target = io.BytesIO()
    plain.save(target, "PNG")
    return target.getvalue()
