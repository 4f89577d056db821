"""Safe decode and encode: untrusted bytes become a Picture, and a Picture becomes PNG or JPEG.

A golden's own pixels, bit depth, transparency and profile are kept exactly; only what a painter
sees goes to 8-bit sRGB and back.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from inference import colour
from inference import decode as child
from inference.errors import BadPicture, OperatorError
from inference.nouns import Alpha, Box, Pixels

Samples: TypeAlias = npt.NDArray[np.uint8] | npt.NDArray[np.uint16]
"""(H, W, 3 or 4) uint8 or uint16, alpha straight and last."""

MAX_BYTES = 25 * 2**20
TIMEOUT = 15.0
KINDS = {b"\x89PNG\r\n\x1a\n": "PNG", b"\xff\xd8\xff": "JPEG", b"II*\0": "TIFF", b"MM\0*": "TIFF"}
BRANDS = {b"avif": "AVIF", b"avis": "AVIF", b"heic": "HEIC", b"heix": "HEIC", b"mif1": "HEIC"}
ENDINGS = {
    "PNG": ("png",),
    "JPEG": ("jpg", "jpeg", "jfif"),
    "WebP": ("webp",),
    "TIFF": ("tif", "tiff"),
    "AVIF": ("avif",),
    "HEIC": ("heic", "heif"),
    "another kind": ("gif", "bmp", "psd", "svg", "pdf"),
}
OTHERS = {
    b"GIF8": "a GIF",
    b"BM": "a BMP",
    b"8BPS": "a Photoshop file",
    b"%PDF": "a PDF",
    b"%!PS": "an EPS",
    b"<svg": "an SVG",
    b"<?xml": "an SVG or XML file",
    b"PK": "a zip or office file",
}
INHERITED = ("PATH", "PYTHONPATH", "PYTHONHOME", "LD_LIBRARY_PATH", "SYSTEMROOT")
QUIET = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "OPENCV_LOG_LEVEL": "SILENT"}


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """An upright, decoded picture. `notes` are sentences for the thread: what decoding changed."""

    pixels: Samples
    icc: bytes | None = None
    notes: tuple[str, ...] = ()

    @property
    def width(self) -> int:
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        return int(self.pixels.shape[0])

    def srgb(self, box: Box | None = None) -> Pixels:
        """(h, w, 3) 8-bit sRGB of that box; transparency is left out, colours stand as stored."""
        area = self.pixels[box.slices if box else ...][..., :3]
        return colour.to_srgb(_to_8bit(area), self.icc)

    def from_srgb(self, rgb: Pixels) -> Samples:
        """(h, w, 3) sRGB in this picture's own profile and depth, to be pasted into `pixels`."""
        own = colour.from_srgb(rgb, self.icc)
        return own if self.pixels.dtype == np.uint8 else own.astype(np.uint16) * 257


def decode(data: bytes, name: str = "") -> Picture:
    """The picture in these bytes, judged by content and decoded in a child process under limits.

    BadPicture says in one sentence what is wrong and what to send instead; that a file's `name`
    promises another kind of picture is wrong, too.
    """
    if len(data) > MAX_BYTES:
        raise BadPicture(
            f"This file is larger than {MAX_BYTES // 2**20} MB. Send a smaller PNG, JPEG or WebP."
        )
    _check_name(name, _sniff(data))
    answer = _run_child(data)
    end = answer.index(b"\n")
    return _assemble(_header(answer[:end]), memoryview(answer)[end + 1 :])


def encode_png(picture: Picture) -> bytes:
    """A PNG that decodes to the same pixels, depth, transparency and profile; same in, same out."""
    import cv2

    swap = cv2.COLOR_RGB2BGR if picture.pixels.shape[2] == 3 else cv2.COLOR_RGBA2BGRA
    kinds = [cv2.IMAGE_METADATA_ICCP] if picture.icc else []
    chunks = [np.frombuffer(picture.icc, np.uint8)] if picture.icc else []
    level = [cv2.IMWRITE_PNG_COMPRESSION, 1]
    ok, out = cv2.imencodeWithMetadata(
        ".png", cv2.cvtColor(picture.pixels, swap), kinds, chunks, level
    )
    if not ok:
        raise OperatorError("OpenCV could not write a PNG.")
    return bytes(out)


def encode_jpeg(
    rgb: Pixels, quality: int, max_side: int | None = None, max_bytes: int | None = None
) -> bytes:
    """A JPEG without metadata; while it is over `max_bytes`, quality falls, then size."""
    from PIL import Image

    image = Image.fromarray(rgb)
    if max_side:
        image.thumbnail((max_side, max_side), Image.Resampling.LANCZOS)
    data = _jpeg(image, quality)
    while max_bytes and len(data) > max_bytes and max(image.size) > 16:
        if quality > 45:
            quality = max(45, quality - 8)
        else:
            image = image.resize((max(1, image.width * 4 // 5), max(1, image.height * 4 // 5)))
        data = _jpeg(image, quality)
    return data


def encode_mask(alpha: Alpha) -> bytes:
    """An 8-bit grey PNG of the blending alpha: 0 = locked."""
    from PIL import Image

    out = io.BytesIO()
    Image.fromarray(alpha).save(out, "PNG")
    return out.getvalue()


def decode_mask(data: bytes) -> Alpha:
    """What `encode_mask` wrote, and nothing else: other people's files go through `decode`."""
    from PIL import Image

    with Image.open(io.BytesIO(data), formats=("PNG",)) as image:
        return np.asarray(image.convert("L"), np.uint8)


def _jpeg(image: Any, quality: int) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


def _to_8bit(samples: Samples) -> Pixels:
    """16-bit samples scaled so that 65535 is 255, rounded."""
    if samples.dtype == np.uint8:
        return samples.astype(np.uint8, copy=False)
    return ((samples.astype(np.uint32) + 128) // 257).astype(np.uint8)


def _sniff(data: bytes) -> str:
    """The format that the first bytes are those of; BadPicture unless we read it."""
    kind = next((kind for magic, kind in KINDS.items() if data.startswith(magic)), "")
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        kind = "WebP"
    brand = BRANDS.get(data[8:12], "") if data[4:8] == b"ftyp" else ""
    if brand == "AVIF" or (brand == "HEIC" and _reads_heic()):
        kind = brand
    if kind:
        return kind
    what = brand or next((n for m, n in OTHERS.items() if data.startswith(m)), "no picture I know")
    raise BadPicture(f"This file is {what}. Send a PNG, JPEG or WebP.")


def _check_name(name: str, kind: str) -> None:
    """A name that lies about its content confuses whatever comes after us."""
    ending = name.rpartition(".")[2].lower()
    if ending not in ENDINGS[kind] and any(ending in known for known in ENDINGS.values()):
        raise BadPicture(
            f"This file's name ends in .{ending}, but its content is {kind}. "
            f"Rename it to end in .{ENDINGS[kind][0]}, and send it again."
        )


def _reads_heic() -> bool:
    from importlib.util import find_spec

    return find_spec("pillow_heif") is not None


def _run_child(data: bytes) -> bytes:
    """What the child answers. No shell, none of our secrets in its environment."""
    kept = {name: os.environ[name] for name in INHERITED if name in os.environ}
    try:
        done = subprocess.run(
            [sys.executable, "-P", child.__file__],  # -P: our file names must not shadow modules
            input=data,
            capture_output=True,
            timeout=TIMEOUT,
            env=kept | QUIET,
        )
    except subprocess.TimeoutExpired:
        raise BadPicture(f"This picture took too long to read. {child.AGAIN}") from None
    begun, ready, complaint = done.stderr.decode(errors="replace").partition(child.READY)
    if not ready:
        raise OperatorError(f"The picture decoder does not start: {begun.strip()[-300:]}")
    if done.returncode or (complaint.strip() and not done.stdout.startswith(b'{"error"')):
        raise BadPicture(f"This picture is damaged: a decoder had to guess. {child.AGAIN}")
    return done.stdout


def _header(line: bytes) -> dict[str, Any]:
    header: dict[str, Any] = json.loads(line)
    if "error" in header:
        raise BadPicture(header["error"])
    return header


def _assemble(header: dict[str, Any], rest: memoryview) -> Picture:
    icc, pixels = bytes(rest[: header["icc"]]), rest[header["icc"] :]
    depth = np.uint8 if header["depth"] == 8 else np.uint16
    upright = _upright(np.frombuffer(pixels, depth).reshape(header["shape"]), header["orientation"])
    return Picture(upright, icc or None, tuple(header["notes"]))


def _upright(pixels: Samples, orientation: int) -> Samples:
    """EXIF orientation undone: 5-8 swap the axes, 2 3 6 7 then mirror x, 3 4 7 8 mirror y."""
    if orientation >= 5:
        pixels = pixels.swapaxes(0, 1)
    across = -1 if orientation in (2, 3, 6, 7) else 1
    down = -1 if orientation in (3, 4, 7, 8) else 1
    upright: Samples = _frozen(pixels[::down, ::across])
    return upright


def _frozen(pixels: Any) -> Any:
    """Contiguous and read-only: a golden is never written to."""
    pixels = np.ascontiguousarray(pixels)
    pixels.setflags(write=False)
    return pixels
