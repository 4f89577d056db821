"""torchvision as it is met here: good, broken or not there. All three must work.

A torchvision that does not fit its torch fails at import and takes down whoever imports it. Such a
one is hidden, so that transformers does without, as it can. segment-anything can't, but needs four
small functions only: while it is imported, and no longer, ours stand in for them.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from inference.errors import PluginError

_NAME = "torchvision"
_FUNCTIONAL, _BOXES = f"{_NAME}.transforms.functional", f"{_NAME}.ops.boxes"


@cache
def segment_anything() -> Any:
    """The package; PluginError where it is not installed."""
    if works():
        return _imported("segment_anything")
    with _stand_in():
        return _imported("segment_anything")


@cache
def transformers() -> Any:
    """The package, which sees no broken torchvision; PluginError where it is not installed."""
    loaded = "transformers" in sys.modules
    if not works() and loaded:
        _forget_torchvision()
    package = _imported("transformers")
    package.utils.logging.disable_progress_bar()  # a worker's log is for what went wrong
    package.utils.logging.set_verbosity_error()
    return package


@cache
def works() -> bool:
    """Whether torchvision is there and fits this torch; one that does not is hidden for good."""
    if find_spec(_NAME) is None:
        return False
    try:
        _try_out()
    except Exception:  # a bad pair of versions fails as RuntimeError, ImportError, OSError ...
        for name in [name for name in sys.modules if name.partition(".")[0] == _NAME]:
            del sys.modules[name]
        sys.modules[_NAME] = None  # type: ignore[assignment]  # importing it is an ImportError now
        return False
    return True


def _try_out() -> None:
    """Use what segment-anything imports; compiled parts that are missing show only here."""
    import torch

    importlib.import_module(_FUNCTIONAL)
    boxes = torch.tensor([[0.0, 0.0, 2.0, 2.0], [0.0, 0.0, 2.0, 2.0]])
    one = torch.zeros(2)
    kept = importlib.import_module(_BOXES).batched_nms(boxes, one, one, 0.5)
    if len(kept) != 1:
        raise ImportError("torchvision's nms does not work")


def _forget_torchvision() -> None:
    """transformers looks once whether there is a torchvision, and remembers."""
    known = sys.modules["transformers.utils.import_utils"]
    for name in ("is_torchvision_available", "is_torchvision_v2_available"):
        clear = getattr(getattr(known, name, None), "cache_clear", None)
        if clear:
            clear()


@contextmanager
def _stand_in() -> Iterator[None]:
    """The two modules that segment-anything imports from, and nothing that looks like the whole."""
    functional, boxes = ModuleType(_FUNCTIONAL), ModuleType(_BOXES)
    functional.__dict__.update(resize=resize, to_pil_image=to_pil_image)
    boxes.__dict__.update(batched_nms=batched_nms, box_area=box_area)
    sys.modules[_FUNCTIONAL], sys.modules[_BOXES] = functional, boxes
    try:
        yield
    finally:
        del sys.modules[_FUNCTIONAL], sys.modules[_BOXES]


def _imported(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise PluginError(
            f"{name} does not import ({error}). Get it with: pip install 'reshoot[gpu]'"
        ) from error


def to_pil_image(pixels: Any) -> Any:
    """(H, W, 3) uint8 -> a Pillow image."""
    from PIL import Image

    return Image.fromarray(pixels)


def resize(image: Any, size: tuple[int, int]) -> Any:
    """A Pillow image at (height, width), smoothed where it shrinks."""
    from PIL import Image

    return image.resize(size[::-1], Image.Resampling.BILINEAR)


def box_area(boxes: Any) -> Any:
    """(N, 4) of x0, y0, x1, y1 -> (N,)."""
    return (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])


def batched_nms(boxes: Any, scores: Any, groups: Any, threshold: float) -> Any:
    """Numbers of the boxes that overlap no better one of their group, best first."""
    import torch

    left = torch.argsort(scores, descending=True, stable=True)
    kept = []
    while len(left):
        best, left = left[0], left[1:]
        kept.append(best)
        rivals = (groups[left] == groups[best]) & (_overlaps(boxes[best], boxes[left]) > threshold)
        left = left[~rivals]
    return torch.stack(kept) if kept else torch.empty(0, dtype=torch.int64, device=boxes.device)


def _overlaps(box: Any, others: Any) -> Any:
    """Intersection over union of one box (4,) with each of (N, 4)."""
    import torch

    sides = torch.minimum(box[2:], others[:, 2:]) - torch.maximum(box[:2], others[:, :2])
    shared = sides.clamp(min=0).prod(1)
    return shared / (box_area(box[None]) + box_area(others) - shared)
