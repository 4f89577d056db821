"""From a cut and a prompt to a backdrop: read the words, build, expose, add the shadow."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from inference.errors import AskerError
from inference.nouns import Cut, Pixels
from inference.painters.backdrop.blurred import out_of_focus
from inference.painters.backdrop.canvas import grown, working_size
from inference.painters.backdrop.lens import Camera
from inference.painters.backdrop.light import Light, film, luminance
from inference.painters.backdrop.scene import Scene
from inference.painters.backdrop.shadow import shade
from inference.painters.backdrop.stage import Planes, Stage, expose
from inference.painters.backdrop.studio import sweep
from inference.painters.backdrop.subject import Subject, look
from inference.painters.backdrop.woods import woods
from inference.painters.backdrop.words import Backdrop, Blur, Paper, read, scene_words

_BUILDERS: dict[str, Callable[[Stage], Planes]] = {"woods": woods}


def understood(prompt: str) -> Backdrop:
    """What the prompt asks for; AskerError names some words that would work."""
    found = read(prompt)
    if found is None:
        known = ", ".join(sorted(scene_words())[::7])
        raise AskerError(
            f"The built-in painter doesn't know what {prompt!r} looks like. Name a colour, "
            f"a gradient, “blurred”, or a place it knows, such as: {known}."
        )
    return found


def backdrop(cut: Cut, wanted: Backdrop, seed: int) -> Pixels:
    """The whole cut repainted, (h, w, 3) uint8; the same seed gives the same bytes."""
    rng = np.random.default_rng([seed & 0xFFFFFFFF, 7])
    size = working_size(*cut.alpha.shape)
    subject = look(cut)
    if isinstance(wanted, Blur):
        light, hard = out_of_focus(cut, size, wanted.amount), None
    elif isinstance(wanted, Paper):
        light, hard = sweep(wanted.colours, size, subject, rng), 0.2
    else:
        light, hard = _photograph(wanted, size, subject, rng), min(wanted.key_level, 1.0) * 0.8
    if hard is not None:
        light = light * shade(cut, size, subject, hard)[..., None]
    return grown(light, cut.alpha.shape, rng)


def _photograph(
    scene: Scene, size: tuple[int, int], subject: Subject, rng: np.random.Generator
) -> Light:
    horizon = subject.horizon + float(rng.uniform(-0.02, 0.02))
    camera = Camera(*size, horizon, 3.0)
    feet = subject.feet if subject.stands else 1.15
    camera = camera._replace(focus=float(camera.distance(np.array(max(feet, horizon + 0.15)))))
    side = (
        subject.side
        if abs(subject.side) > 0.25
        else float(rng.choice([-1, 1]) * rng.uniform(0.3, 0.9))
    )
    light = expose(_BUILDERS[scene.kind](Stage(scene, camera, subject, side, rng)))
    return film(_graded(light * np.float32(scene.exposure), scene, subject))


def _graded(light: Light, scene: Scene, subject: Subject) -> Light:
    """White balance a little towards the subject's, colour and contrast as the scene wants them."""
    cast = subject.cast ** np.float32(0.25)
    warm = np.array([1 + 0.12 * scene.warmth, 1, 1 - 0.14 * scene.warmth], np.float32)
    light = light * (cast / luminance(cast)) * warm
    grey = luminance(light)[..., None]
    light = grey + (light - grey) * np.float32(scene.colour)
    return np.maximum(light, 0)
