"""Paint with the pipelines of diffusers: one table of families, one way to drive them all.

A pipeline sees only the cut, at a size it is native to; what it does to the pixels around the
region does not matter, since only the region is taken from its answer.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from inference.device import best_device, device_errors, free_memory
from inference.errors import AskerError, Cancelled, OutOfDeviceMemory
from inference.nouns import Cut, Operation, Pixels
from inference.painters import creation
from inference.painters.checkpoint import UNKNOWN, Loaded, load
from inference.painters.diffusing import beginning, masks, noise, register
from inference.painters.diffusing.family import Size, sized
from inference.painters.diffusing.noise import Schedule
from inference.painters.diffusing.prefill import prefill
from inference.painters.diffusing.spec import parse
from inference.painters.diffusing.steady import NEEDED, Hold, Watch
from inference.painters.diffusing.words import words


class Diffusion:
    """One warm pipeline. `native` are the (width, height) it paints at."""

    revision = "2"

    def __init__(self, argument: str = "", loaded: Loaded | None = None) -> None:
        """`loaded` is a pipeline that is there already, in place of the one that is named."""
        wanted = parse(argument)
        with device_errors():
            self._loaded = loaded or load(wanted, best_device())
        self.native = self._loaded.family.sizes(wanted.side or _trained_at(self._loaded.pipe))
        if not self._loaded.family.reference:
            self.__signature__ = _without(inspect.signature(self), "reference")

    def __call__(
        self,
        cut: Cut,
        prompt: str,
        seeds: Sequence[int],
        operation: Operation = Operation.REPLACE,
        phrase: str = "background",
        strength: float = 1.0,
        reference: Pixels | None = None,
        progress: Callable[[float], None] | None = None,
        cancel: Callable[[], bool] | None = None,
    ) -> Iterator[Pixels]:
        """One (h, w, 3) uint8 per seed, all seeds in one forward pass where memory allows.

        `strength` is the noise level to start from, in (0, 1]. Raises Cancelled at the next step
        once `cancel()` is true, OutOfDeviceMemory, DeviceLost; AskerError where an editor moved
        what it should have kept.
        """
        job = _job(self._loaded, cut, prompt, operation, phrase, strength, reference)
        hold = _hold(self._loaded, job)
        watch = Watch(len(seeds), progress or (lambda _: None), cancel or (lambda: False), hold)
        left, batch = list(seeds), len(seeds)
        while left:
            painted = self._try(job, left[:batch], watch)
            if painted is None:
                batch = batch // 2
                continue
            yield from (_settled(self._loaded, cut, one) for one in painted)
            watch = watch.after(len(painted))
            left = left[len(painted) :]

    def create(
        self,
        prompt: str,
        size: Size,
        seeds: Sequence[int],
        progress: Callable[[float], None] | None = None,
        cancel: Callable[[], bool] | None = None,
    ) -> Iterator[Pixels]:
        """A picture from words alone: one (h, w, 3) uint8 per seed, `size` (w, h) being native.

        Raises ModelMissing where this family only changes pictures; else as painting does.
        """
        told = progress or (lambda _: None), cancel or (lambda: False)
        return creation.create(self._loaded, prompt, size, seeds, *told)

    def _try(self, job: Job, seeds: list[int], watch: Watch) -> list[Pixels] | None:
        """The pictures of these seeds; None where fewer at a time may still fit the memory.

        The next try must start outside the `except` block: its traceback keeps tensors alive.
        """
        try:
            with device_errors():
                return self._forward(job, seeds, watch)
        except OutOfDeviceMemory:
            if len(seeds) == 1:
                raise
        except Cancelled:
            self._loaded.pipe.maybe_free_model_hooks()
            raise
        free_memory()
        return None

    def _forward(self, job: Job, seeds: list[int], watch: Watch) -> list[Pixels]:
        import torch

        pipe = self._loaded.pipe
        generators = [torch.Generator("cpu").manual_seed(seed) for seed in seeds]
        offers = {**_offers(self._loaded, job), "generator": generators}
        if self._loaded.family.edits:
            own = beginning.known(pipe, job.start, generators)
            offers["latents"] = beginning.noised(own, job.schedule.levels[0])
            watch = replace(watch, hold=watch.hold and replace(watch.hold, known=own))
        elif watch.hold:
            offers["callback_on_step_end_tensor_inputs"] = ["latents", *NEEDED]
        offers |= {"num_images_per_prompt": len(seeds), "callback_on_step_end": watch.step}
        named = inspect.signature(pipe.__call__).parameters
        with torch.inference_mode():
            images = pipe(**{key: value for key, value in offers.items() if key in named}).images
        return [np.rint(image * 255).clip(0, 255).astype(np.uint8) for image in images]


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """What is the same for every seed: `start` is what lies under the noise, `soft` the wide mask
    (h, w) in 0-1, `example` a picture to paint like."""

    cut: Cut
    text: str
    start: Pixels
    soft: Any
    schedule: Schedule
    example: Pixels | None = None


def _job(
    loaded: Loaded,
    cut: Cut,
    prompt: str,
    operation: Operation,
    phrase: str,
    strength: float,
    reference: Pixels | None,
) -> Job:
    text = words(loaded.family.words, operation, prompt, phrase, reference is not None)
    start = prefill(cut, prompt, operation, phrase, strength)
    example = None if reference is None else _bounded(reference, loaded.family.side)
    return Job(cut, text, start, masks.wide(cut), _schedule(loaded, cut, strength), example)


def _schedule(loaded: Loaded, cut: Cut, strength: float) -> Schedule:
    """The noise levels of this family at this size that begin with `strength`."""
    family, pipe = loaded.family, loaded.pipe
    if family.shift == UNKNOWN:
        return Schedule([], strength, [strength])
    if family.shift == "variance":
        return noise.variance(family, pipe.scheduler.alphas_cumprod, strength)
    height, width = cut.alpha.shape
    token = 2 * pipe.vae_scale_factor
    return noise.flow(family, loaded.spacing, strength, (height // token) * (width // token))


def _hold(loaded: Loaded, job: Job) -> Hold | None:
    if not loaded.holds:
        return None
    return Hold(job.soft, job.schedule.levels[0], loaded.family.shift == "variance")


def _offers(loaded: Loaded, job: Job) -> dict[str, Any]:
    """What the pipeline is called with, of which each takes what it knows."""
    from PIL import Image

    family, height, width = loaded.family, *job.cut.alpha.shape
    offers: dict[str, Any] = {
        "prompt": job.text,
        "image": Image.fromarray(job.start),
        "mask_image": Image.fromarray(masks.hard(job.soft)),
        "width": width,
        "height": height,
        "strength": job.schedule.strength,
        "output_type": "np",
        **family.call,
    }
    if job.schedule.sigmas:
        offers |= {"sigmas": job.schedule.sigmas, "num_inference_steps": len(job.schedule.levels)}
    example = [Image.fromarray(job.example)] if job.example is not None else []
    if family.edits:  # it is told what to change, so it sees the golden as it is
        offers["image"] = [Image.fromarray(job.cut.rgb), *example]
    elif example:
        offers[family.reference] = example[0]
    return offers


def _settled(loaded: Loaded, cut: Cut, painted: Pixels) -> Pixels:
    """An editor's picture laid over its cut to a part of a pixel; AskerError if it moved far."""
    if not loaded.family.edits:
        return painted
    moved = register.shift(cut, painted)
    if moved.length > register.MOST:
        raise AskerError(
            f"The painter moved the picture by {moved.length:.1f} pixels instead of keeping it "
            "still, so its edge would show. Ask for less of a change, or mark a larger region."
        )
    return register.aligned(painted, moved)


def _trained_at(pipe: Any) -> int:
    """The side its network says it was trained at; 0 where it does not say."""
    latents = getattr(getattr(getattr(pipe, "unet", None), "config", None), "sample_size", None)
    return latents * int(pipe.vae_scale_factor) if isinstance(latents, int) else 0


def _bounded(rgb: Pixels, side: int) -> Pixels:
    """An example at no more pixels than it helps to see, both sides multiples of 16."""
    import cv2

    height, width = rgb.shape[:2]
    whole = min(side, int((height * width) ** 0.5))
    size = sized(max(whole, 16), (width, height), 16)
    return np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8)


def _without(signature: inspect.Signature, name: str) -> inspect.Signature:
    """So that whoever offers `name` knows that it would not be looked at."""
    kept: Mapping[str, inspect.Parameter] = signature.parameters
    return signature.replace(parameters=[one for key, one in kept.items() if key != name])
