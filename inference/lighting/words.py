"""Light in words: for a warning under a variant, and for the prompt of a backdrop."""

from __future__ import annotations

from collections.abc import Iterable

from inference.lighting.light import Light
from inference.lighting.white import spread

_PLAIN, _PLAINLY = 0.3, 0.42  # Light.side from which a thing, and a place, is lit from that side
_APART = 2.0  # deviations between two temperatures that are no accident
_OWN = 15.0  # mired: how much a thing and its surroundings differ in a good photograph
_KNOWN = 0.1  # certainty from which a temperature counts at all
_APART_SAID = "The subject is lit from the {}, the new background from the {}."
_CERTAIN = 0.5  # certainty from which a backdrop is asked for with it


def warnings(subject: Light, surroundings: Light) -> tuple[str, ...]:
    """What a careful eye would notice, as sentences; nothing where nothing is sure."""
    return (*_sides(subject, surroundings), *_colours(subject, surroundings))


def asked(light: Light) -> str:
    """The words to ask a backdrop for, as in "soft light from the left, warm"; may be ""."""
    known = light.where not in ("all around", "the front", "below")
    came = f"from {light.where}" if known else ""
    manner = light.manner if known or light.manner == "soft" else ""
    beam = " ".join(filter(None, (manner, "light", came))) if manner or came else ""
    tone = light.tone if light.certainty >= _CERTAIN and light.tone != "neutral" else ""
    if tone and not beam:
        return f"{tone} light"
    return ", ".join(filter(None, (beam, tone)))


def _sides(subject: Light, surroundings: Light) -> tuple[str, ...]:
    ours, theirs = subject.side, surroundings.side
    if abs(ours) < _PLAIN or abs(theirs) < _PLAINLY or ours * theirs > 0:
        return ()
    sides = ("left", "right") if ours < 0 else ("right", "left")
    return (_APART_SAID.format(*sides),)


def side_to_ask(said: Iterable[str]) -> str:
    """The side from which a new ground would have to be lit, where a warning says so; or ""."""
    for ours, theirs in (("left", "right"), ("right", "left")):
        if _APART_SAID.format(ours, theirs) in said:
            return ours
    return ""


def _colours(subject: Light, surroundings: Light) -> tuple[str, ...]:
    if min(subject.certainty, surroundings.certainty) < _KNOWN:
        return ()
    ours, theirs = 1e6 / subject.kelvin, 1e6 / surroundings.kelvin
    doubt = (spread(subject.certainty) ** 2 + spread(surroundings.certainty) ** 2 + _OWN**2) ** 0.5
    if abs(ours - theirs) < _APART * doubt:
        return ()
    if ours < theirs:
        return ("The light on the subject is cooler than in the new background, which is warm.",)
    return ("The light on the subject is warmer than in the new background, which is cool.",)
