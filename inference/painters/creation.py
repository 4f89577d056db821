"""Paint a whole picture from words: the text-to-image class of a painter's family, on the same
networks, so that nothing is loaded twice."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from inference.device import device_errors
from inference.errors import ModelMissing
from inference.golden import only_changes
from inference.nouns import Pixels
from inference.painters.checkpoint import Loaded
from inference.painters.diffusing import noise, thrift
from inference.painters.diffusing.family import Size
from inference.painters.diffusing.noise import Schedule
from inference.painters.diffusing.steady import Watch


def create(
    loaded: Loaded,
    prompt: str,
    size: Size,
    seeds: Sequence[int],
    progress: Callable[[float], None] = lambda _: None,
    cancel: Callable[[], bool] = lambda: False,
) -> Iterator[Pixels]:
    """One (h, w, 3) uint8 per seed, `size` being (w, h). Raises ModelMissing where the family only
    changes pictures, Cancelled at the next step, OutOfDeviceMemory, DeviceLost."""
    pipe, offers = from_words(loaded), _offers(loaded, prompt, size)
    for done, seed in enumerate(seeds):
        watch = Watch(len(seeds), progress, cancel, done=done)
        try:
            yield _one(pipe, offers, seed, watch)
        finally:
            loaded.pipe.maybe_free_model_hooks()  # the networks are this one's to put away


def from_words(loaded: Loaded) -> Any:
    """Its family's text-to-image pipeline around the same parts; ModelMissing if it has none."""
    import diffusers

    family, parts = loaded.family, loaded.pipe.components
    if not family.creates or _inpaints_only(parts, loaded.pipe):
        raise ModelMissing(only_changes(family.name))
    kind = getattr(diffusers, family.creates)
    known = {**loaded.pipe.config, **parts}
    named = inspect.signature(kind.__init__).parameters
    pipe = kind(**{name: known[name] for name in named if name in known})
    pipe.set_progress_bar_config(disable=True)
    thrift.remember(pipe)
    return pipe


def _inpaints_only(parts: dict[str, Any], pipe: Any) -> bool:
    unet = parts.get("unet")
    return unet is not None and unet.config.in_channels != pipe.vae.config.latent_channels


def _one(pipe: Any, offers: dict[str, Any], seed: int, watch: Watch) -> Pixels:
    import torch

    own = {
        "generator": torch.Generator("cpu").manual_seed(seed),
        "callback_on_step_end": watch.step,
    }
    named = inspect.signature(pipe.__call__).parameters
    given = {key: value for key, value in (offers | own).items() if key in named}
    with device_errors(), torch.inference_mode():
        image = pipe(**given).images[0]
    return np.asarray(np.rint(image * 255).clip(0, 255), np.uint8)


def _offers(loaded: Loaded, prompt: str, size: Size) -> dict[str, Any]:
    (width, height), levels = size, _schedule(loaded, size)
    offers = {"prompt": prompt, "width": width, "height": height, "output_type": "np"}
    offers["max_area"] = width * height  # Kontext would paint its own area in their stead
    steps = {"sigmas": levels.sigmas, "num_inference_steps": len(levels.levels)}
    return {**offers, **loaded.family.call, **steps}


def _schedule(loaded: Loaded, size: Size) -> Schedule:
    """From pure noise on, spaced as the family wants it at this size."""
    family, pipe = loaded.family, loaded.pipe
    if family.shift == "variance":
        return noise.variance(family, pipe.scheduler.alphas_cumprod, 1.0)
    token = 2 * pipe.vae_scale_factor
    return noise.flow(family, loaded.spacing, 1.0, (size[1] // token) * (size[0] // token))
