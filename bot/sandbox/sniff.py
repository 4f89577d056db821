"""What kind of file some bytes are."""

from __future__ import annotations

import mimetypes
from io import BytesIO

_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
)


def look_at(data: bytes, name: str) -> tuple[str, tuple[int, int] | None]:
    """The type of these bytes, and width and height where they are a picture."""
    kind = mimetype(data, name)
    return kind, size(data) if kind.startswith("image/") else None


def mimetype(data: bytes, name: str) -> str:
    """By content where it is known, else by the name's ending."""
    for start, kind in _MAGIC:
        if data.startswith(start):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    guess = mimetypes.guess_type(name)[0] or "application/octet-stream"
    lying = guess in {kind for _, kind in _MAGIC} | {"image/webp"}
    return "application/octet-stream" if lying else guess


def size(data: bytes) -> tuple[int, int] | None:
    """Width and height of a picture, from its header; None where it has no readable one."""
    from PIL import Image

    try:
        with Image.open(BytesIO(data)) as picture:
            return picture.size
    except (OSError, ValueError, SyntaxError, Warning, Image.DecompressionBombError):
        return None
