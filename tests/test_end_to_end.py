"""Sandbox, `serve`, queue and worker as real processes, with weights on the painting side."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from tests.needs import needs_redis, needs_torch


def test_a_diffusion_checkpoint_paints_for_a_thread_through_the_worker(tmp_path: Path) -> None:
    needs_redis()
    needs_torch()
    from bot.stage import open_stage
    from tests.tiny import inpaint_checkpoint

    model = inpaint_checkpoint(tmp_path / "model")
    golden = _golden()
    with open_stage(tmp_path / "home", RESHOOT_PAINTER=f"diffusion:{model}") as stage:
        sandbox = stage.sandbox
        _wait(lambda: sandbox.connections() > 0)
        words = f"<@{sandbox.bot_user}> replace box 60,40,140,110 with a red barn x2"
        ts = sandbox.say("general", words, person="aiko", files=[("wall.png", golden)])
        cards = _wait(lambda: _cards(sandbox, ts, 2))
        sandbox.react("general", cards[1]["ts"], "+1::skin-tone-3", person="aiko")
        final = _wait(lambda: _final(sandbox, ts))
    before, after = _pixels(golden), _pixels(final)
    changed = (before != after).any(axis=2)
    assert changed[40:110, 60:140].mean() > 0.9
    changed[40:110, 60:140] = False
    assert not changed.any()


def _golden() -> bytes:
    noise = np.random.default_rng(1).integers(90, 160, (160, 200, 3), np.uint8)
    out = io.BytesIO()
    Image.fromarray(noise).save(out, "PNG")
    return out.getvalue()


def _pixels(data: bytes) -> np.ndarray:
    with Image.open(io.BytesIO(data)) as image:
        return np.asarray(image.convert("RGB"))


def _cards(sandbox: Any, ts: str, count: int) -> list[dict[str, Any]]:
    """The variants' messages, once all can be voted on."""
    found = [m for m in sandbox.thread("general", ts) if f"of {count}." in str(m.get("blocks"))]
    ready = [m for m in found if len(m.get("reactions", ())) == 2]
    return ready if len(ready) == count else []


def _final(sandbox: Any, ts: str) -> bytes | None:
    for message in sandbox.thread("general", ts):
        for file in message.get("files", ()):
            if "-final-" in file["name"]:
                return bytes(sandbox.file_bytes(file["id"]))
    return None


def _wait(look: Callable[[], Any], patience: float = 200.0) -> Any:
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if seen := look():
            return seen
        time.sleep(0.1)
    raise AssertionError("it did not come")
