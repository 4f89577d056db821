"""A picture that somebody posted, read as a drawing of where to paint."""

from __future__ import annotations

from inference import scribble
from inference.picture import Picture, decode, encode_png


def on_golden(golden: bytes, data: bytes, shown: list[bytes]) -> bytes | None:
    """The drawing as one on the golden, or a mask of its shape; None for any other picture.

    `shown` are pictures of regions that people may have drawn on instead. BadPicture where one of
    the two can't be read.
    """
    picture = decode(data).srgb()
    frames = [decode(each).srgb() for each in shown]
    found = scribble.on_golden(decode(golden).srgb(), picture, frames)
    if found is None or found is picture:
        return None if found is None else data
    return encode_png(Picture(found))
