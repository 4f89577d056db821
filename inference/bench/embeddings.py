"""What a second phrase on the same picture costs the large segmenters, and the memory they take.

The networks have their full size and random weights, made here and loaded as released ones are:
times are honest, what is found means nothing. `python -m inference.bench.embeddings [SPEC ...]`;
a spec is "sam:vit_b", "sam:vit_b+grounding-dino" or "sam3".
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from inference.bench import full_size, peak
from inference.nouns import Pixels

SPECS = ("sam:vit_b", "sam:vit_b+grounding-dino")
SIZES = (0.01, 1.0, 12.0)
"""Megapixels; at the first there is nothing but the networks themselves."""
_FIRST, _SECOND = full_size.WORDS
_PHOTO = "astronaut.png"  # NASA, public domain; it comes with scikit-image


def measured(spec: str) -> Iterator[dict[str, Any]]:
    """One row per size of picture, each from a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        models, cache = Path(folder) / "models", Path(folder) / "cache"
        env = os.environ | {"RESHOOT_MODELS": str(models), "RESHOOT_CACHE": str(cache)}
        full_size.save(spec, models)
        for size in SIZES:
            row = _apart("phrases", spec, size, env)
            yield row | _apart("reopened", spec, size, env)


def _apart(act: str, spec: str, size: float, env: dict[str, str]) -> dict[str, Any]:
    command = [sys.executable, "-m", "inference.bench.embeddings", f"--{act}", spec, str(size)]
    done = subprocess.run(command, env=env, stdout=subprocess.PIPE, text=True, check=True)
    row: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return row


def phrases(spec: str, megapixels: float) -> dict[str, Any]:
    """A phrase, another, and the first again, on a picture nobody has seen yet."""
    segmenter, rgb = _segmenter(spec), picture(megapixels)
    peak.reset()
    first, second, again = (_timed(segmenter, rgb, each) for each in (_FIRST, _SECOND, _FIRST))
    return {
        "spec": spec, "megapixels": megapixels, "peak_mb": peak.megabytes() - rgb.nbytes / 1e6,
        "first": first, "second": second, "again": again,
        "things": len(segmenter.instances(rgb, _SECOND)),
    }  # fmt: skip


def reopened(spec: str, megapixels: float) -> dict[str, Any]:
    """What a phrase costs another worker, or this one after a restart."""
    segmenter, rgb = _segmenter(spec), picture(megapixels)
    return {"reopened": _timed(segmenter, rgb, _SECOND)}


def in_words(row: dict[str, Any], alone_mb: float) -> str:
    """Wall seconds, and the second phrase's share of the first in processor time, which other work
    on the machine does not touch; the memory is what the picture's size adds.
    """
    wall = {name: row[name][0] for name in ("first", "second", "again", "reopened")}
    return (
        f"{row['spec']}  {row['megapixels']:g} MP: first {wall['first']:.1f} s, second "
        f"{wall['second']:.2f} s = {row['second'][1] / row['first'][1]:.2%} of the work, the first "
        f"again {wall['again']:.2f} s, after a restart {wall['reopened']:.2f} s; {row['things']} "
        f"things; {row['peak_mb']:.0f} MB ({row['peak_mb'] - alone_mb:+.0f})"
    )


def picture(megapixels: float) -> Pixels:
    """A photograph of that size."""
    import cv2

    photo = cv2.imread(str(files("skimage") / "data" / _PHOTO))
    side = round((megapixels * 1e6) ** 0.5)
    return np.ascontiguousarray(cv2.resize(photo, (side, side))[..., ::-1])


def _segmenter(spec: str) -> Any:
    from inference import plugins

    return plugins.build("segmenters", spec)


def _timed(segmenter: Any, rgb: Pixels, phrase: str) -> tuple[float, float]:
    """Seconds by the wall's clock and of processors."""
    wall, work = time.perf_counter(), time.process_time()
    segmenter(rgb, phrase)
    return time.perf_counter() - wall, time.process_time() - work


def main(arguments: list[str]) -> None:
    if arguments[:1] in (["--phrases"], ["--reopened"]):
        act, spec, size = arguments
        print(json.dumps((phrases if act == "--phrases" else reopened)(spec, float(size))))
        return
    for spec in arguments or SPECS:
        rows = []
        for row in measured(spec):
            rows.append(row)
            print(in_words(row, rows[0]["peak_mb"]), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
