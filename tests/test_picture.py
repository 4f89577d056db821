"""Untrusted bytes become an exact, upright picture or one sentence; and back to a file."""

import csv
import io
import os
import struct
import subprocess
import time
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image, ImageCms

from inference.errors import BadPicture
from inference.picture import (
    MAX_BYTES,
    Picture,
    decode,
    encode_jpeg,
    encode_mask,
    encode_png,
)
from tests.craft import ADOBE, disc, noise

BESIDE = Path(__file__).parent.parent.parent / "shared" / "badimages"
BAD = Path(os.environ.get("RESHOOT_TEST_BADIMAGES", BESIDE))


def badimages() -> list[tuple[str, str]]:
    """(path, class) of each picture in the collection of odd and broken ones, if it is here."""
    manifest = BAD / "MANIFEST.csv"
    if not manifest.is_file():
        return []
    rows = csv.DictReader(manifest.read_text().splitlines())
    return [(row["file"], row["class"]) for row in rows]


def saved(image: Image.Image, kind: str = "PNG", **how: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


def photo(mode: str = "RGB", width: int = 40, height: int = 24) -> Image.Image:
    smooth = cv2.resize(noise(6, 10).pixels, (width, height))
    return Image.fromarray(smooth).convert(mode)


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int, height: int, *chunks: bytes) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunks) + chunk(b"IEND", b"")


def sentence(data: bytes, name: str = "") -> str:
    """What the asker is told, "" where the picture opens."""
    try:
        decode(data, name)
    except BadPicture as error:
        return str(error)
    return ""


def refused(data: bytes, name: str = "") -> str:
    said = sentence(data, name)
    assert said
    assert "\n" not in said
    assert len(said) < 260
    return said


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "TIFF"])
def test_a_plain_picture_decodes_as_pillow_reads_it(kind: str):
    data = saved(photo(), kind)
    assert (decode(data).pixels == np.asarray(Image.open(io.BytesIO(data)))).all()


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_every_orientation_comes_out_upright(orientation: int, kind: str):
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = saved(photo(), kind, exif=exif)
    turn = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }
    stored = Image.open(io.BytesIO(data))
    upright = stored.transpose(turn[orientation]) if orientation > 1 else stored
    assert (decode(data).pixels == np.asarray(upright)).all()


@pytest.mark.parametrize(
    ("ending", "channels"), [(".png", 1), (".png", 3), (".png", 4), (".tiff", 1), (".tiff", 3)]
)
def test_sixteen_bits_are_read_exactly(ending: str, channels: int):
    deep = noise(20, 30, 4, np.uint16).pixels[..., :channels]
    order = {1: [0], 3: [2, 1, 0], 4: [2, 1, 0, 3]}[channels]
    data = cv2.imencode(ending, deep[..., order])[1].tobytes()
    found = decode(data).pixels
    assert found.dtype == np.uint16
    assert (found == (deep.repeat(3, 2) if channels == 1 else deep)).all()


def test_cmyk_becomes_srgb_once_and_the_thread_is_told():
    found = decode(saved(photo("CMYK"), "JPEG"))
    assert found.pixels.shape == (24, 40, 3)
    assert found.icc is None
    assert ["CMYK" in note for note in found.notes] == [True]


def test_a_palette_with_transparency_becomes_rgba():
    image = photo().quantize(16)
    image.info["transparency"] = 3
    found = decode(saved(image, transparency=3)).pixels
    assert found.shape[2] == 4
    assert ((found[..., 3] == 0) == (np.asarray(image) == 3)).all()


@pytest.mark.parametrize(("mode", "channels"), [("L", 3), ("1", 3), ("LA", 4), ("RGBA", 4)])
def test_grey_and_transparent_pictures_keep_their_values(mode: str, channels: int):
    image = photo(mode)
    found = decode(saved(image)).pixels
    assert found.shape == (24, 40, channels)
    assert (found == np.asarray(image.convert("RGBA" if channels == 4 else "RGB"))).all()


def test_a_multi_picture_jpeg_of_a_phone_opens_as_its_first_picture():
    data = saved(photo(), "MPO", save_all=True, append_images=[photo(width=44)])
    assert Image.open(io.BytesIO(data)).format == "MPO"
    assert decode(data).pixels.shape == (24, 40, 3)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_an_animation_is_refused(kind: str):
    other = photo().transpose(Image.Transpose.ROTATE_180)
    data = saved(photo(), kind, save_all=True, append_images=[other])
    assert "animated (2 frames)" in refused(data)


def test_a_profile_is_kept_and_srgb_passes_untouched():
    found = decode(saved(photo(), icc_profile=ADOBE))
    assert found.icc == ADOBE
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    plain = decode(saved(photo(), icc_profile=srgb))
    assert (plain.srgb() == plain.pixels).all()
    assert (found.srgb() != found.pixels).any()


def test_a_profile_that_is_broken_is_left_out_with_a_note():
    found = decode(saved(photo(), icc_profile=b"not a profile"))
    assert found.icc is None
    assert "profile" in found.notes[0]


def test_a_golden_cannot_be_written_to():
    with pytest.raises(ValueError, match="read-only"):
        decode(saved(photo())).pixels[0, 0] = 1


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_truncated_file_is_refused(kind: str):
    data = saved(Image.fromarray(noise(64, 64).pixels), kind)
    for share in (0.1, 0.5, 0.9, 0.98):
        refused(data[: int(len(data) * share)])


def test_a_flipped_byte_in_a_png_is_refused():
    data = bytearray(saved(photo()))
    data[len(data) // 2] ^= 0x40
    refused(bytes(data))


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "no picture"),
        (b"hello", "no picture"),
        (b"GIF89a" + bytes(99), "a GIF"),
        (b"%PDF-1.7 ", "a PDF"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "an SVG"),
        (b"PK\3\4" + bytes(99), "a zip"),
        (b"\x89PNG\r\n\x1a\n" + bytes(99), "damaged"),
        (b"\xff\xd8\xff" + bytes(99), "damaged"),
        (b"\0\0\0\x1cftypheic" + bytes(99), "HEIC"),
    ],
)
def test_what_is_no_picture_is_called_by_its_name(data: bytes, word: str):
    assert word in refused(data)


def test_a_name_that_lies_about_the_content_is_refused_and_an_honest_one_is_not():
    data = saved(photo(), "WEBP")
    assert "Rename it to end in .webp" in refused(data, "ad.jpg")
    refused(data, "ad.GIF")
    for name in ("ad.WEBP", "ad", "ad.v2", ""):
        decode(data, name)


@pytest.mark.parametrize("size", [(20_000, 100), (12_000, 12_000), (2**31 - 1, 2**31 - 1)])
def test_a_header_of_a_huge_picture_is_refused_before_it_is_decoded(size: tuple[int, int]):
    started = time.monotonic()
    data = png(*size, chunk(b"IDAT", zlib.compress(bytes(1000))))
    assert "large" in refused(data) or "damaged" in refused(data)
    assert time.monotonic() - started < 10


def test_a_bomb_of_much_more_data_than_it_has_pixels_is_refused():
    refused(png(64, 64, chunk(b"IDAT", zlib.compress(bytes(300_000_000), 9))))


def test_a_text_bomb_is_refused():
    text = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(200_000_000), 9))
    body = chunk(b"IDAT", zlib.compress(bytes(64 * (1 + 3 * 64))))
    refused(png(64, 64, text, body))


@pytest.mark.parametrize("size", [(15, 40), (40, 1)])
def test_a_picture_too_small_to_paint_on_is_refused(size: tuple[int, int]):
    assert "at least 16 px" in refused(saved(photo(width=size[0], height=size[1])))


def test_a_polyglot_loses_what_hid_in_it():
    image = photo()
    data = saved(image, "JPEG", comment=b"<script>alert(1)</script>") + b"PK\3\4 a zip follows"
    found = decode(data)
    for written in (encode_png(found), encode_jpeg(found.srgb(), 90)):
        assert b"script" not in written
        assert b"PK\3\4" not in written


def test_too_many_bytes_are_refused_before_anything_reads_them():
    assert "larger than 25 MB" in refused(bytes(MAX_BYTES + 1))


def test_the_decoder_sees_none_of_our_environment(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PYTHONINSPECT", "1")  # would keep the child waiting
    monkeypatch.setenv("PYTHONWARNINGS", "error")
    monkeypatch.setenv("SLACK_BOT_TOKEN", "not for a decoder")
    seen = {}
    real = subprocess.run
    monkeypatch.setattr(subprocess, "run", lambda *a, **k: seen.update(k["env"]) or real(*a, **k))
    decode(saved(photo()))
    assert seen
    assert not [name for name in seen if name.startswith(("SLACK", "PYTHONI", "PYTHONW"))]


@pytest.mark.skipif(not badimages(), reason="the collection of broken pictures is not here")
@pytest.mark.parametrize("kind", ["corrupt", "hostile", "valid-odd"])
def test_the_collection_of_broken_pictures(kind: str):
    files = [file for file, what in badimages() if what == kind]
    said = {file: sentence((BAD / file).read_bytes(), file) for file in files}
    assert not any("\n" in words for words in said.values())
    opened = [file for file, words in said.items() if not words]
    assert bool(opened) == (kind == "valid-odd"), opened


@pytest.mark.parametrize("icc", [None, ADOBE])
@pytest.mark.parametrize("channels", [3, 4])
@pytest.mark.parametrize("depth", [np.uint8, np.uint16])
def test_a_written_png_reads_the_same_everywhere(icc, channels: int, depth: type):
    picture = Picture(noise(33, 21, channels, depth).pixels, icc)
    data = encode_png(picture)
    assert data == encode_png(picture)
    raw = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    assert (raw[..., [2, 1, 0, 3][:channels]] == picture.pixels).all()
    image = Image.open(io.BytesIO(data))
    assert image.info.get("icc_profile") == icc
    if depth == np.uint8:
        assert (np.asarray(image) == picture.pixels).all()
    again = decode(data)
    assert (again.pixels == picture.pixels).all()
    assert again.pixels.dtype == depth
    assert again.icc == icc


def test_a_mask_is_written_as_grey():
    alpha = disc(30, 40, soft=True)
    image = Image.open(io.BytesIO(encode_mask(alpha)))
    assert image.mode == "L"
    assert (np.asarray(image) == alpha).all()


@pytest.mark.parametrize("most", [60_000, 9_000, 2_000])
def test_a_jpeg_keeps_to_its_byte_budget(most: int):
    data = encode_jpeg(noise(300, 400).pixels, 90, max_bytes=most)
    assert len(data) <= most
    assert Image.open(io.BytesIO(data)).format == "JPEG"


def test_a_jpeg_is_no_larger_than_asked_and_carries_no_metadata():
    image = Image.open(io.BytesIO(encode_jpeg(noise(300, 400).pixels, 90, max_side=100)))
    assert image.size == (100, 75)
    assert not {"exif", "icc_profile", "comment"} & set(image.info)


def test_eight_bits_of_a_deep_picture_are_rounded_not_cut():
    ramp = np.arange(65536, dtype=np.uint16).reshape(256, 256)[..., None].repeat(3, 2)
    seen = Picture(ramp).srgb()[..., 0].ravel()
    assert (seen == np.rint(np.arange(65536) / 257)).all()
    back = Picture(ramp).from_srgb(Picture(ramp).srgb())
    assert int(np.abs(back.astype(int) - ramp).max()) <= 129
