"""The child process that decodes one untrusted picture: bytes on stdin, raw pixels on stdout.

It runs as a script of its own, under limits, and imports nothing of ours: what breaks in here
breaks alone. Answer: one line of JSON, then the ICC profile, then the pixels in row order. A line
with "error" holds a sentence for the person who sent the picture.
"""

from __future__ import annotations

import io
import json
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_PIXELS = 50_000_000
MAX_SIDE = 16_384
MIN_SIDE = 16
MAX_MEMORY = 2 * 2**30
FORMATS = ("PNG", "JPEG", "WEBP", "TIFF", "AVIF", "HEIF")  # JPEG opens MPO as well
AGAIN = "Open it, export it again as PNG or JPEG, and send that."
ORIENTATION = 0x0112  # EXIF tag, as are the two of TIFF below
BITS_PER_SAMPLE, PHOTOMETRIC = 258, 262


class Refused(Exception):  # noqa: N818 (it is a verdict)
    """Not a picture we accept; the message is a sentence for the asker."""


def main() -> None:
    _limit()
    from PIL import UnidentifiedImageError

    try:
        answer = read(sys.stdin.buffer.read())
    except Refused as error:
        answer = {"error": str(error)}, b"", b""
    except UnidentifiedImageError:
        answer = (
            {"error": f"This file is damaged or not the picture it claims to be. {AGAIN}"},
            b"",
            b"",
        )
    except MemoryError:
        answer = {"error": "This picture needs too much memory. Send a smaller one."}, b"", b""
    except Exception as error:  # Pillow raises nearly anything on a broken file
        answer = {"error": f"This picture is damaged ({_words(error)}). {AGAIN}"}, b"", b""
    _write(*answer)


def read(data: bytes) -> tuple[dict[str, Any], bytes, bytes]:
    """Header, ICC profile, pixels; raises Refused, or nearly anything where the file is broken."""
    image = _open(data)
    notes = _check_size(image)
    orientation = _orientation(image)
    profile = image.info.get("icc_profile") or b""
    image.load()
    if _is_deep(image, data):
        height, width, channels, pixels = _deep(data)
        depth = 16
    else:
        image, profile, more = _to_rgb(image, profile)
        notes, depth = notes + more, 8
        (width, height), channels, pixels = image.size, len(image.mode), image.tobytes()
    profile, more = _keep_profile(profile)
    header = {
        "shape": (height, width, channels),
        "depth": depth,
        "orientation": orientation,
        "icc": len(profile),
        "notes": notes + more,
    }
    return header, profile, pixels


def _limit() -> None:
    """Two gibibytes of address space, no files, no core dump."""
    with suppress(ImportError, ValueError, OSError):  # not on Windows; macOS refuses RLIMIT_AS
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))


def _open(data: bytes) -> Image:
    from PIL import (  # noqa: F401 (importing a plugin registers its format)
        AvifImagePlugin,
        Image,
        JpegImagePlugin,
        PngImagePlugin,
        TiffImagePlugin,
        WebPImagePlugin,
    )

    Image.MAX_IMAGE_PIXELS = None  # _check_size is stricter, and says it in our words
    with suppress(ImportError):
        import pillow_heif

        pillow_heif.register_heif_opener()
    return Image.open(io.BytesIO(data), formats=[f for f in FORMATS if f in Image.OPEN])


def _check_size(image: Image) -> list[str]:
    """Notes about further frames; Refused where the picture is too large or too small."""
    width, height = image.size
    frames = 1 if image.format == "MPO" else int(getattr(image, "n_frames", 1))
    if min(width, height) < MIN_SIDE:
        raise Refused(
            f"This picture is only {width}×{height} px. "
            f"Send one with at least {MIN_SIDE} px a side."
        )
    if max(width, height) > MAX_SIDE or width * height * frames > MAX_PIXELS:
        size = f"{width}×{height} px" + (f" in {frames} frames" if frames > 1 else "")
        raise Refused(
            f"This picture is too large: {size}. "
            f"Send one of at most {MAX_PIXELS // 10**6} megapixels and {MAX_SIDE} px a side."
        )
    return ["The file holds several pictures; the first is used."] if frames > 1 else []


def _orientation(image: Image) -> int:
    """EXIF orientation, 1-8; unreadable metadata is no reason to refuse a picture."""
    with suppress(Exception):
        value = image.getexif().get(ORIENTATION, 1)
        return value if value in range(1, 9) else 1
    return 1


def _is_deep(image: Image, data: bytes) -> bool:
    """Whether it holds 16 bits a sample, which Pillow would cut to 8 without a word."""
    if image.format == "PNG":
        return data[24] == 16  # the bit depth in IHDR
    tags: Any = getattr(image, "tag_v2", {})
    return image.format == "TIFF" and max(tags.get(BITS_PER_SAMPLE, (1,))) == 16


def _deep(data: bytes) -> tuple[int, int, int, bytes]:
    """Height, width, channels and 16-bit samples, exactly as they stand in the file."""
    import cv2
    import numpy as np

    found = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    if found is None or found.dtype != np.uint16:
        raise Refused("This kind of 16-bit picture can't be read exactly. Export it as 16-bit PNG.")
    if found.ndim == 2:
        found = np.repeat(found[:, :, None], 3, axis=2)
    order = [2, 1, 0, 3][: found.shape[2]]
    height, width, channels = found.shape
    return height, width, channels, found[:, :, order].tobytes()


def _to_rgb(image: Image, profile: bytes) -> tuple[Image, bytes, list[str]]:
    """The picture as RGB or RGBA, with the profile that still holds and notes on conversions."""
    if image.mode in ("CMYK", "LAB"):
        note = f"The picture was {image.mode}; it was converted to sRGB once."
        return _print_to_srgb(image, profile), b"", [note]
    if image.mode in ("I", "F"):
        raise Refused("This picture has 32 bits a channel. Send it with 8 or 16 bits.")
    clear = image.has_transparency_data
    return image.convert("RGBA" if clear else "RGB"), profile, []


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


def _write(header: dict[str, Any], profile: bytes, pixels: bytes) -> None:
    out = sys.stdout.buffer
    for part in (json.dumps(header).encode() + b"\n", profile, pixels):
        out.write(part)


if __name__ == "__main__":
    main()
