"""What a test needs beyond Python: present, or the test is skipped with a plain word.

With CI=true a missing Redis, torch, browser, or package fails the run instead. Photographs and
networks that we may not ship lie beside a developer's checkout, or where RESHOOT_TEST_PHOTOS and
RESHOOT_TEST_WEIGHTS say; they are never required.
"""

from __future__ import annotations

import os
import shutil
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

import pytest

CI = os.environ.get("CI") == "true"
BESIDE = Path(__file__).parent.parent.parent / "shared" / "photos"
PHOTOS = Path(os.environ.get("RESHOOT_TEST_PHOTOS", BESIDE))
WEIGHTS = Path(os.environ.get("RESHOOT_TEST_WEIGHTS", BESIDE.parent / "weights"))
ENDINGS = (".png", ".jpg")


def photos() -> list[Path]:
    """Every test photograph there is; may be empty."""
    return sorted(file for file in PHOTOS.glob("*") if file.suffix in ENDINGS)


def photo(name: str) -> Path:
    """One test photograph; one that scikit-image ships is always there."""
    shipped = Path(str(files("skimage") / "data" / name))
    found = shipped if shipped.is_file() else PHOTOS / name
    if not found.is_file():
        pytest.skip(f"the test photograph {name} is not here")
    return found


def weights() -> Path:
    """The folder of small real networks, with the runtime that runs them."""
    if find_spec("ai_edge_litert") is None:
        _absent("ai-edge-litert is not installed")
    if not (WEIGHTS / "deeplabv3_mnv2_pascal_quant.tflite").is_file():
        pytest.skip("the small networks for tests are not here")
    return WEIGHTS


def needs_reader() -> None:
    """A reader of lettering, with its networks."""
    for name in ("rapidocr", "onnxruntime"):
        if find_spec(name) is None:
            _absent(f"{name} is not installed")


def needs_redis() -> str:
    """The path of a Redis or Valkey server."""
    found = shutil.which("redis-server") or shutil.which("valkey-server")
    return found or _absent("no redis-server on PATH")


def needs_torch() -> None:
    """torch and diffusers."""
    for name in ("torch", "diffusers"):
        if find_spec(name) is None:
            _absent(f"{name} is not installed")


def needs_browser() -> str:
    """The path of a Chromium."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    return found or _absent("no chromium on PATH")


def _absent(why: str) -> str:
    if CI:
        pytest.fail(why)
    pytest.skip(why)
    return ""
