"""Variants per second and the share of a GPU's peak: diffusers as its documentation calls it, one
seed at a time, against this project's painter.

    reshoot bench variants                 the released size, on a GPU
    reshoot bench variants --size tiny     on any processor, to see that it runs

Weights are random, which is honest for dense compute. Warm-up and compilation are told apart.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from inference.device import Device, best_device
from inference.nouns import Box, Cut
from inference.painters.diffusing.family import families

PROMPT = "a bottle on a stone in an autumn forest"
PEAKS = {"H100": 989.4e12, "H200": 989.4e12, "A100": 312e12, "L40S": 362e12, "B200": 2250e12}
"""Dense bfloat16 operations per second that the makers publish (SXM boards)."""

Call = Callable[[Sequence[int]], int]
"""Paints these seeds, and answers how many pictures came."""


@dataclass(frozen=True, slots=True)
class Row:
    """One method at one size: seconds per variant are the median of `calls`; `first` is the first
    call, with compilation and warm-up; `share` is of its published peak, if that is known."""

    method: str
    device: str
    side: int
    seeds: int
    calls: int
    first: float
    seconds: float
    variants_per_second: float
    tflop_per_variant: float
    share: float | None
    peak_mb: float


def measured(size: str, side: int, seeds: int, calls: int, compiled: bool) -> Iterator[Row]:
    """A row for each method, each with networks of its own."""
    device = best_device()
    methods: dict[str, tuple[Callable[..., Call], int]] = {
        "diffusers": (_as_documented, 1),
        "diffusers, all seeds": (_as_documented, seeds),
        "ours": (_ours, seeds),
        "ours, fast": (_ours_compiled if compiled else _ours_fast, seeds),
    }
    flop = 0.0
    for name, (make, batch) in methods.items():
        call = make(size, device, _cut(side))
        first = _timed(call, range(batch))
        if "fast" not in name:  # what is compiled can't be counted, but does the same as before
            flop = _flop(call, range(batch)) / batch
        yield _row(name, call, device, side, batch, calls, first, flop)
        del call
        _forget()


def _row(
    name: str,
    call: Call,
    device: Device,
    side: int,
    seeds: int,
    calls: int,
    first: float,
    flop: float,
) -> Row:
    taken = sorted(_timed(call, range(n, n + seeds)) for n in range(1, calls + 1))
    each = taken[len(taken) // 2] / seeds
    peak = next((value for key, value in PEAKS.items() if key in _name(device)), None)
    return Row(
        name, _name(device), side, seeds, calls, first, each, 1 / each, flop / 1e12,
        flop / each / peak if peak else None, _peak_mb(device),
    )  # fmt: skip


def _as_documented(size: str, device: Device, cut: Cut) -> Call:
    """The pipeline with a picture, a mask and a prompt; it makes the rest of it each time."""
    import torch
    from PIL import Image

    from inference.bench.untrained import klein

    pipe = klein(size, device)
    picture, mask = Image.fromarray(cut.rgb), Image.fromarray(cut.alpha)

    def call(seeds: Sequence[int]) -> int:
        generators = [torch.Generator("cpu").manual_seed(seed) for seed in seeds]
        painted = pipe(
            prompt=PROMPT, image=picture, mask_image=mask, strength=1.0, num_inference_steps=4,
            guidance_scale=1.0, num_images_per_prompt=len(seeds), generator=generators,
            output_type="np",
        )  # fmt: skip
        return len(painted.images)

    return call


def _ours(size: str, device: Device, cut: Cut, fast: bool = False, compiled: bool = False) -> Call:
    from inference.bench.untrained import klein
    from inference.painters.checkpoint import prepared
    from inference.painters.diffusion import Diffusion

    pipe = klein(size, device)
    loaded = prepared(pipe, families()["flux2-klein-4b"])
    if fast:
        from inference.painters.diffusing.speed import tune

        tune(pipe, compiled)
    painter = Diffusion(loaded=loaded)
    return lambda seeds: len(list(painter(cut, PROMPT, tuple(seeds))))


def _ours_fast(size: str, device: Device, cut: Cut) -> Call:
    return _ours(size, device, cut, fast=True)


def _ours_compiled(size: str, device: Device, cut: Cut) -> Call:
    return _ours(size, device, cut, fast=True, compiled=True)


def _cut(side: int) -> Cut:
    """Random pixels with a region of half the area."""
    rgb = np.random.default_rng(0).integers(0, 256, (side, side, 3), np.uint8)
    alpha = np.zeros((side, side), np.uint8)
    alpha[:, : side // 2] = 255
    return Cut(rgb, alpha, Box(0, 0, side, side), Fraction(1))


def _timed(call: Call, seeds: Sequence[int]) -> float:
    _wait()
    start = time.perf_counter()
    if call(seeds) != len(seeds):
        raise RuntimeError("fewer pictures came than were asked for")
    _wait()
    return time.perf_counter() - start


def _flop(call: Call, seeds: Sequence[int]) -> float:
    """Operations of one call: matrix products, convolutions and attention, counted as they run."""
    from torch.utils.flop_counter import FlopCounterMode

    with FlopCounterMode(display=False) as counter:
        call(seeds)
    return float(counter.get_total_flops())


def _wait() -> None:
    import torch

    if torch.cuda.is_available():
        torch.cuda.synchronize()


def _forget() -> None:
    import gc

    import torch

    gc.collect()
    torch.compiler.reset()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
        torch.cuda.reset_peak_memory_stats()


def _name(device: Device) -> str:
    import torch

    return str(torch.cuda.get_device_name()) if device.name == "cuda" else device.name


def _peak_mb(device: Device) -> float:
    import torch

    from inference.bench.peak import megabytes

    on_gpu = device.name == "cuda"
    return torch.cuda.max_memory_allocated() / (1 << 20) if on_gpu else megabytes()


def in_words(row: Row) -> str:
    share = "" if row.share is None else f", {row.share:.0%} of the peak"
    return (
        f"{row.method:<22} {row.side}² ×{row.seeds}: {row.variants_per_second:.2f} variants/s "
        f"({row.seconds:.3f} s, {row.tflop_per_variant:.3g} TFLOP each{share}), first call "
        f"{row.first:.1f} s, peak {row.peak_mb:.0f} MB on {row.device}"
    )
