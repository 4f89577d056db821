"""From a cut and a prompt to a backdrop: read the words, build, expose, add the shadow."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from inference.errors import AskerError
from inference.nouns import Cut, Pixels
from inference.painters.backdrop.blurred import out_of_focus
from inference.painters.backdrop.canvas import grown, working_size
from inference.painters.backdrop.coast import coast
from inference.painters.backdrop.fields import fields
from inference.painters.backdrop.interior import interior
from inference.painters.backdrop.lens import Camera
from inference.painters.backdrop.light import film
from inference.painters.backdrop.look import graded, metered
from inference.painters.backdrop.mountains import mountains
from inference.painters.backdrop.scene import Scene, varied
from inference.painters.backdrop.shadow import shade
from inference.painters.backdrop.sky import heaven
from inference.painters.backdrop.stage import Planes, Stage, expose
from inference.painters.backdrop.street import street
from inference.painters.backdrop.studio import sweep
from inference.painters.backdrop.subject import Subject, look
from inference.painters.backdrop.surface import surface
from inference.painters.backdrop.weather import falling
from inference.painters.backdrop.woods import woods
from inference.painters.backdrop.words import Backdrop, Blur, Paper, lexicon, read

_BUILDERS: dict[str, Callable[[Stage], Planes]] = {
    "woods": woods,
    "coast": coast,
    "mountains": mountains,
    "fields": fields,
    "street": street,
    "interior": interior,
    "surface": surface,
    "sky": heaven,
}
_OUTDOORS = ("woods", "coast", "mountains", "fields", "street")
_QUOTED = 60  # letters of a prompt that a refusal repeats
_STANDING, _TABLE = 1.35, 0.42  # metres the camera is held above the ground, or above a table


def understood(prompt: str) -> Backdrop:
    """What the prompt asks for; AskerError names some words that would work."""
    found = read(prompt)
    if found is None:
        places = [entry.words[0] for entry in lexicon() if entry.place]
        known = ", ".join(places[::4])
        wanted = prompt if len(prompt) <= _QUOTED else f"{prompt[:_QUOTED]}…"
        raise AskerError(
            f"The built-in painter doesn't know what “{wanted}” looks like. Name a colour, "
            f"a gradient, “blurred”, or a place it knows, such as: {known}."
        )
    return found


def backdrop(
    cut: Cut, wanted: Backdrop, seed: int, near: int | None = None, lit: float | None = None
) -> Pixels:
    """The whole cut repainted, (h, w, 3) uint8; the same arguments give the same bytes.

    With `near`, it is the place of that seed, in the light and air of this one. `lit` is the
    side of its light, -1 the left to 1 the right, where that was asked for.
    """
    own = np.random.default_rng([seed & 0xFFFFFFFF, 7])
    rng, wanted = (own, wanted) if near is None else _revisited(wanted, near, own)
    size = working_size(*cut.alpha.shape)
    subject = look(cut)
    subject = subject if lit is None else subject._replace(side=lit)
    if isinstance(wanted, Blur):
        return grown(out_of_focus(cut, size, wanted.amount), cut.alpha.shape, rng)
    if isinstance(wanted, Paper):
        light, hard = sweep(wanted.colours, size, subject, rng), 0.2
    else:
        stage = _stage(wanted, size, subject, rng)
        light = film(metered(graded(expose(_planes(stage)), stage), stage))
        hard = min(wanted.key_level, 1.0) * 0.8
    light = light * shade(cut, size, subject, hard)[..., None]
    return grown(light, cut.alpha.shape, rng)


def _revisited(
    wanted: Backdrop, near: int, own: np.random.Generator
) -> tuple[np.random.Generator, Backdrop]:
    """The dice of the place that is gone back to, and what has changed; paper has no place."""
    if not isinstance(wanted, Scene):
        return own, wanted
    return np.random.default_rng([near & 0xFFFFFFFF, 7]), varied(wanted, own)


def _planes(stage: Stage) -> Planes:
    """The scene from far to near, and what falls before it."""
    yield from _BUILDERS[stage.scene.kind](stage)
    if stage.scene.flakes > 0 and stage.scene.kind in _OUTDOORS:
        yield from falling(stage)


def _stage(
    scene: Scene, size: tuple[int, int], subject: Subject, rng: np.random.Generator
) -> Stage:
    """The camera where the subject was taken from, the sun on the side it is lit from."""
    horizon = subject.horizon + float(rng.uniform(-0.02, 0.02))
    eye = _TABLE if subject.close else _STANDING
    feet = max(subject.feet, horizon + 0.15) if subject.stands else 0.43 + 0.57
    blur = 0.034 * (1 + 0.7 * min(max((subject.share - 0.3) / 0.4, 0.0), 1.0))
    camera = Camera(*size, horizon, 3.0, eye, blur=blur)
    camera = camera._replace(focus=float(camera.distance(np.array(feet))))
    sure = abs(subject.side) > 0.25
    side = subject.side if sure else float(rng.choice([-1, 1]) * rng.uniform(0.4, 0.9))
    return Stage(scene, camera, subject, side, rng)
