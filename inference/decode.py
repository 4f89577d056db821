"""The child process that decodes one untrusted picture: bytes on stdin, raw pixels on stdout.

It runs as a script of its own, under limits, and imports nothing of ours: what breaks in here
breaks alone. Answer: one line of JSON, then the ICC profile, then the pixels in row order. A line
with "error" holds a sentence for the person who sent the picture. What is written to stderr after
READY is a decoder's complaint about the file.
"""

from __future__ import annotations

import io
import json
import sys
import warnings
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_PIXELS = 50_000_000
MAX_SIDE = 16_384
MIN_SIDE = 16
MAX_MEMORY = 2 * 2**30
FORMATS = ("PNG", "JPEG", "WEBP", "TIFF", "AVIF", "HEIF")  # JPEG opens MPO as well
READY = "ready"
AGAIN = "Open it, export it again as PNG or JPEG, and send that."
NOT_EXACT = "can't be read exactly. Export it as 16-bit RGB PNG, and send that."
BITS, PHOTOMETRIC, SAMPLES, EXTRA = 258, 262, 277, 338  # TIFF tags
ORIENTATION = 0x0112  # EXIF tag


class Refused(Exception):  # noqa: N818 (it is a verdict)
    """Not a picture we accept; the message is a sentence for the asker."""


def main() -> None:
    _limit()
    _import_plugins()
    warnings.filterwarnings("ignore", module=r"PIL\.TiffImagePlugin")  # broken EXIF harms no pixel
    print(READY, file=sys.stderr, flush=True)
    try:
        answer = read(sys.stdin.buffer.read())
    except Refused as error:
        answer = {"error": str(error)}, b"", b""
    except MemoryError:
        answer = {"error": "This picture needs too much memory. Send a smaller one."}, b"", b""
    except Exception as error:  # Pillow raises nearly anything on a broken file
        answer = {"error": f"This picture is damaged ({_words(error)}). {AGAIN}"}, b"", b""
    _write(*answer)


def read(data: bytes) -> tuple[dict[str, Any], bytes, Any]:
    """Header, ICC profile, samples; raises Refused, or nearly anything where the file is broken."""
    image = _open(data)
    notes = _check(image, data)
    image.load()
    profile, orientation = image.info.get("icc_profile") or b"", _orientation(image)
    if _is_deep(image, data):
        shape, samples = _deep(image, data)
    else:
        image, profile, more = _to_rgb(image, profile)
        shape, samples = (image.height, image.width, len(image.mode)), image.tobytes()
        notes += more
    depth = 8 * len(memoryview(samples).cast("B")) // (shape[0] * shape[1] * shape[2])
    profile, more = _keep_profile(profile)
    header = {"shape": shape, "depth": depth, "orientation": orientation, "icc": len(profile)}
    return {**header, "notes": notes + more}, profile, samples


def _limit() -> None:
    """Two gibibytes of address space, no files, no core dump."""
    with suppress(ImportError, ValueError, OSError):  # not on Windows; macOS refuses RLIMIT_AS
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))


def _import_plugins() -> None:
    """Importing one registers its format with Pillow; the others stay unknown to it."""
    from PIL import (  # noqa: F401
        AvifImagePlugin,
        JpegImagePlugin,
        PngImagePlugin,
        TiffImagePlugin,
        WebPImagePlugin,
    )

    with suppress(ImportError):
        import pillow_heif

        pillow_heif.register_heif_opener()


def _open(data: bytes) -> Image:
    from PIL import Image, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = None  # _check is stricter, and says it in our words
    try:
        return Image.open(io.BytesIO(data), formats=[f for f in FORMATS if f in Image.OPEN])
    except UnidentifiedImageError:
        raise Refused(f"This file is damaged or not what it claims to be. {AGAIN}") from None


def _check(image: Image, data: bytes) -> list[str]:
    """Refused before a pixel is decoded; else notes."""
    _check_size(*image.size)
    frames = int(getattr(image, "n_frames", 1))
    if frames > 1 and image.format in ("PNG", "WEBP", "AVIF"):
        raise Refused(f"This picture is animated ({frames} frames). Send a still picture.")
    if image.format in STRUCTURE:
        STRUCTURE[image.format](image, data)
    several = frames > 1 and image.format != "MPO"
    return ["The file holds several pictures; the first is used."] if several else []


def _check_size(width: int, height: int) -> None:
    size = f"{width}×{height} px"
    if min(width, height) < MIN_SIDE:
        raise Refused(f"This picture is only {size}. Send one with at least {MIN_SIDE} px a side.")
    if max(width, height) > MAX_SIDE or width * height > MAX_PIXELS:
        raise Refused(
            f"This picture is too large: {size}. Send one of at most "
            f"{MAX_PIXELS // 10**6} megapixels and {MAX_SIDE} px a side."
        )


def _check_png(image: Image, data: bytes) -> None:
    """The pixels' zlib stream must end where its chunks and its rows end, or decoders guess."""
    stream, found = zlib.decompressobj(), 0
    most = 2 * image.height * (1 + 8 * image.width)  # eight bytes a pixel, twice for interlacing
    for body in _png_pixels(data):
        found += len(stream.decompress(body, 1 << 16))
        while stream.unconsumed_tail and found <= most:
            found += len(stream.decompress(stream.unconsumed_tail, 1 << 20))
    if stream.unused_data or not stream.eof:
        raise Refused(f"This PNG's data does not end where it should. {AGAIN}")


def _png_pixels(data: bytes) -> Iterator[bytes]:
    """The bodies of the IDAT chunks."""
    at = 8
    while at < len(data) and (kind := data[at + 4 : at + 8]) != b"IEND":
        end = at + 8 + int.from_bytes(data[at : at + 4])
        if kind == b"IDAT":
            yield data[at + 8 : end]
        at = end + 4


def _check_jpeg(image: Image, data: bytes) -> None:
    """Segment must follow segment up to the first scan: decoders differ on what junk means."""
    exif = image.info.get("exif", b"")[6:]
    if exif and exif[:2] in (b"II", b"MM") and len(exif) < _exif_start(exif) + 2:
        raise Refused(f"This JPEG's EXIF is cut off: it can't say which way is up. {AGAIN}")
    at = 2
    while data[at : at + 2] != b"\xff\xda":
        if data[at : at + 1] != b"\xff" or data[at + 1 : at + 2] in (b"\x00", b""):
            raise Refused(f"This JPEG's header is damaged. {AGAIN}")
        filler = data[at + 1] == 0xFF
        at += 1 if filler else 2 + int.from_bytes(data[at + 2 : at + 4])


def _exif_start(exif: bytes) -> int:
    """Where its first directory begins: after the header of eight bytes, at the earliest."""
    return max(8, int.from_bytes(exif[4:8], "little" if exif[:2] == b"II" else "big"))


def _check_tiff(image: Image, data: bytes) -> None:  # noqa: ARG001
    """As many bit depths as samples, where it says either."""
    depths, samples = _tag(image, BITS), _tag(image, SAMPLES) or (1,)
    if len(depths) not in (0, *samples):
        raise Refused(f"This TIFF contradicts itself. {AGAIN}")


def _check_avif(image: Image, data: bytes) -> None:  # noqa: ARG001
    """MIAF (ISO/IEC 23000-22) wants each picture to state its bit depth, or a decoder guesses."""
    if b"pixi" not in data:
        raise Refused(f"This AVIF does not say how deep its pixels are. {AGAIN}")


STRUCTURE: dict[str | None, Callable[[Image, bytes], None]] = {
    "PNG": _check_png,
    "JPEG": _check_jpeg,
    "MPO": _check_jpeg,
    "TIFF": _check_tiff,
    "AVIF": _check_avif,
}


def _orientation(image: Image) -> int:
    """EXIF orientation, 1-8; unreadable metadata is no reason to refuse a picture."""
    with suppress(Exception):
        value = image.getexif().get(ORIENTATION, 1)
        return value if value in range(1, 9) else 1
    return 1


def _tag(image: Any, number: int) -> tuple[Any, ...]:
    """A TIFF tag's values, () where it is absent."""
    value = image.tag_v2.get(number, ())
    return value if isinstance(value, tuple) else (value,)


def _is_deep(image: Image, data: bytes) -> bool:
    """Whether it holds 16 bits a sample, which Pillow would cut to 8 without a word."""
    if image.format == "PNG":
        return data[24] == 16  # the bit depth in IHDR
    return image.format == "TIFF" and 16 in _tag(image, BITS)


def _deep(image: Image, data: bytes) -> tuple[tuple[int, int, int], Any]:
    """Shape and 16-bit samples as they stand in the file; grey is repeated three times."""
    import cv2
    import numpy as np

    if image.format == "TIFF" and (
        _tag(image, PHOTOMETRIC)[0] not in (1, 2) or 1 in _tag(image, EXTRA)
    ):
        raise Refused(f"This kind of 16-bit TIFF {NOT_EXACT}")
    found: Any = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    if found is None or found.dtype != np.uint16 or found.shape[1::-1] != image.size:
        raise Refused(f"This 16-bit picture {NOT_EXACT}")
    swap = {1: cv2.COLOR_GRAY2RGB, 3: cv2.COLOR_BGR2RGB, 4: cv2.COLOR_BGRA2RGBA}
    found = cv2.cvtColor(found, swap[1 if found.ndim == 2 else found.shape[2]])
    key = image.info.get("transparency")  # a PNG's one see-through colour, as 16-bit values
    if key is not None:
        clear = (found[..., :3] == np.uint16(key)).all(axis=2)
        found = np.dstack([found[..., :3], np.where(clear, 0, 65535).astype(np.uint16)])
    return found.shape, np.ascontiguousarray(found)


def _to_rgb(image: Image, profile: bytes) -> tuple[Image, bytes, list[str]]:
    """The picture as RGB or RGBA, with the profile that still holds and notes on conversions."""
    if image.mode in ("CMYK", "LAB"):
        note = f"The picture was {image.mode}; it was converted to sRGB once."
        return _print_to_srgb(image, profile), b"", [note]
    if image.mode in ("I", "F"):
        raise Refused("This picture has 32 bits a channel. Send it with 8 or 16 bits.")
    mode = "RGBA" if image.has_transparency_data else "RGB"
    return image if image.mode == mode else image.convert(mode), profile, []


def _print_to_srgb(image: Image, profile: bytes) -> Image:
    """CMYK or Lab to sRGB: through the embedded profile where it fits, else as Pillow does it."""
    from PIL import ImageCms

    srgb = ImageCms.createProfile("sRGB")
    lab = ImageCms.createProfile("LAB") if image.mode == "LAB" else None
    fits = profile[16:20] == b"CMYK" and image.mode == "CMYK"
    source = lab or (ImageCms.ImageCmsProfile(io.BytesIO(profile)) if fits else None)
    if source is None:
        return image.convert("RGB")
    intent = ImageCms.Intent.RELATIVE_COLORIMETRIC
    flags = ImageCms.Flags.BLACKPOINTCOMPENSATION
    done = ImageCms.profileToProfile(image, source, srgb, intent, "RGB", flags=flags)
    return done or image.convert("RGB")


def _keep_profile(profile: bytes) -> tuple[bytes, list[str]]:
    """The profile if the pixels can go through it to sRGB and back, else none and a note."""
    if not profile:
        return b"", []
    from PIL import Image, ImageCms

    with suppress(Exception):
        own, srgb = ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
        probe = Image.new("RGB", (1, 1))
        for pair in ((own, srgb), (srgb, own)):
            ImageCms.profileToProfile(probe, *pair)
        return profile, []
    return b"", ["The picture's colour profile can't be used with RGB and was left out."]


def _words(error: Exception) -> str:
    """The error as a short phrase without line breaks."""
    return " ".join(str(error).split())[:120] or type(error).__name__


def _write(header: dict[str, Any], profile: bytes, samples: Any) -> None:
    out = sys.stdout.buffer
    for part in (json.dumps(header).encode() + b"\n", profile, samples):
        out.write(part)


if __name__ == "__main__":
    main()
