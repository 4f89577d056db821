"""How soft edges do where the true matte is known: ours, and the reference solver's.

"our band" starts from the true matte cut at half, as if a perfect segmenter had found it; the
others are told by a trimap where the edge lies.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from inference import matte
from inference.bench import cases, peak, scores
from inference.bench.cases import Case
from inference.nouns import Alpha, Pixels

Edge = Callable[[Pixels, Alpha], Alpha]


def measured(folder: Path) -> Iterator[dict[str, Any]]:
    """One row a method and picture with a matte: method, image, sad, mse, gradient, seconds,
    peak_mb."""
    seen: set[Path] = set()
    for case in cases.read(folder):
        if case.mask is None or case.mask in seen:
            continue
        seen.add(case.mask)
        yield from _of(case, case.mask)


def _of(case: Case, mask: Path) -> Iterator[dict[str, Any]]:
    rgb = cases.picture(case)
    true = scores.truth(cases.plane(mask, rgb.shape))
    if true.matte is None:
        return
    hard = np.where(true.mask, np.uint8(255), np.uint8(0))
    yield {"method": "hard edge", "image": case.image.name} | _scored(true.matte, hard)
    yield _row("our band", case, true.matte, matte.soften, rgb, hard)
    if case.trimap is None:
        return
    trimap = cases.plane(case.trimap, rgb.shape)
    yield _row("our solver, true trimap", case, true.matte, matte.within, rgb, trimap)
    if _reference():
        yield _row("pymatting, true trimap", case, true.matte, _by_pymatting, rgb, trimap)


def _row(
    name: str, case: Case, true: Alpha, edge: Edge, rgb: Pixels, guide: Alpha
) -> dict[str, Any]:
    peak.reset()
    started = perf_counter()
    alpha = edge(rgb, guide)
    cost = {"seconds": perf_counter() - started, "peak_mb": peak.megabytes()}
    return {"method": name, "image": case.image.name} | _scored(true, alpha) | cost


def _scored(true: Alpha, alpha: Alpha) -> dict[str, Any]:
    return scores.matte_errors(alpha, true)._asdict()


def _reference() -> bool:
    from importlib.util import find_spec

    return find_spec("pymatting") is not None


def _by_pymatting(rgb: Pixels, trimap: Alpha) -> Alpha:
    """Closed-form matting as its authors' community wrote it (pymatting)."""
    from importlib import import_module

    alpha = import_module("pymatting").estimate_alpha_cf(
        rgb.astype(np.float64) / 255, trimap.astype(np.float64) / 255
    )
    return np.asarray(np.rint(alpha * 255), np.uint8)
