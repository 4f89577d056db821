"""The photographer's last decisions: white balance, contrast, and exposure for the subject."""

from __future__ import annotations

import numpy as np

from inference.painters.backdrop.light import Light, luminance
from inference.painters.backdrop.stage import Stage

_MIDDLE = 0.18  # contrast turns around middle grey
_CAST = 0.3  # how far the backdrop's white follows the subject's
_SEAT = 0.22  # how far the backdrop's exposure follows the subject's
_USUAL = 0.2  # middle luminance of a well exposed subject


def graded(light: Light, stage: Stage) -> Light:
    """White balance towards the subject's light, then warmth and colour as the scene wants."""
    scene = stage.scene
    cast = stage.subject.cast ** np.float32(_CAST)
    warm = np.array([1 + 0.12 * scene.warmth, 1, 1 - 0.14 * scene.warmth], np.float32)
    light = light * (cast / luminance(cast)) * warm
    grey = luminance(light)[..., None]
    return np.maximum(grey + (light - grey) * np.float32(scene.colour), 0)


def metered(light: Light, stage: Stage) -> Light:
    """Exposed for the scene's target, nearer to it the farther off; the subject pulls a little."""
    scene = stage.scene
    seat = float(np.clip((max(stage.subject.level, 0.01) / _USUAL) ** _SEAT, 0.8, 1.15))
    middle = float(np.exp(np.log(luminance(light) + 1e-3).mean()))
    gain = np.clip((scene.target * scene.gain * seat / middle) ** 0.85, 0.3, 4.0)
    return _contrasted(light * np.float32(gain), scene.contrast)


def _contrasted(light: Light, contrast: float) -> Light:
    """Darks darker and lights lighter around middle grey; 1 changes nothing."""
    if contrast == 1:
        return light
    bright = np.maximum(luminance(light), 1e-4)[..., None]
    return np.asarray(light * (bright / _MIDDLE) ** np.float32(contrast - 1), np.float32)
