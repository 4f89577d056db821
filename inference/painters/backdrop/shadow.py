"""The subject's shadow: what makes it stand on the new ground rather than float before it."""

from __future__ import annotations

import numpy as np

from inference.nouns import Cut
from inference.painters.backdrop.canvas import Plane, ramp
from inference.painters.backdrop.subject import Subject

DARK = 0.62
"""The share of light that is shut out where the subject touches the ground."""

_NEAR = 0.10  # of the subject's height: what is this near its lowest point touches the ground


def shade(cut: Cut, size: tuple[int, int], subject: Subject, hardness: float) -> Plane:
    """How much light is left on the ground, 0-1, at working size; all if nothing stands there.

    Two parts: a dark narrow band where the subject touches the ground (light from all around is
    shut out) and its wide soft shadow, falling away from the key light. `hardness` 0 is an overcast
    sky, 1 a low sun.
    """
    if not subject.stands:
        return np.ones(size, np.float32)
    tall = (subject.feet - subject.top) * size[0]
    cast = _cast(_locked(cut, size), subject, tall)
    return (1 - DARK * contact(cut, size, subject)) * (1 - (0.3 + 0.3 * hardness) * cast)


def contact(cut: Cut, size: tuple[int, int], subject: Subject) -> Plane:
    """Soft flat ovals under the parts that touch the ground, 0-1, at working size."""
    return _contact(_locked(cut, size), subject, (subject.feet - subject.top) * size[0])


def _locked(cut: Cut, size: tuple[int, int]) -> Plane:
    import cv2

    small = cv2.resize(cut.alpha, size[::-1], interpolation=cv2.INTER_AREA).reshape(size)
    return np.asarray(1 - small / np.float32(255), np.float32)


def _contact(locked: Plane, subject: Subject, tall: float) -> Plane:
    import cv2

    y = np.arange(locked.shape[0], dtype=np.float32)[:, None]
    feet = subject.feet * locked.shape[0]
    low = locked * ramp(y, feet - _NEAR * tall, feet - 0.25 * _NEAR * tall)
    below = np.array([[1, 0, 0], [0, 1, 0.012 * tall]])  # what is seen of it lies towards us
    low = cv2.warpAffine(low, below, locked.shape[::-1])
    tight = cv2.GaussianBlur(low, (0, 0), max(0.022 * tall, 0.6), sigmaY=max(0.008 * tall, 0.5))
    loose = cv2.GaussianBlur(low, (0, 0), max(0.07 * tall, 0.8), sigmaY=max(0.026 * tall, 0.6))
    return np.asarray(np.clip(0.9 * tight + 0.9 * loose, 0, 1), np.float32)


def _cast(locked: Plane, subject: Subject, tall: float) -> Plane:
    """The silhouette laid on the ground away from the light, blurrier the farther it falls, 0-1."""
    import cv2

    feet = (subject.feet - 0.015 * (subject.feet - subject.top)) * locked.shape[0]
    lean, flat = -0.75 * subject.side - 0.12, 0.16
    # output (x, y) looks up the silhouette at height (feet - y) / flat above the ground
    back = np.array([[1, lean / flat, -lean / flat * feet], [0, 1 / flat, feet - feet / flat]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    laid = cv2.warpAffine(locked, back, locked.shape[::-1], flags=flags)
    soft = cv2.GaussianBlur(laid, (0, 0), max(0.05 * tall, 0.8), sigmaY=max(0.018 * tall, 0.6))
    y = np.arange(locked.shape[0], dtype=np.float32)[:, None]
    return np.asarray(soft * ramp(y, feet - flat * tall, feet - 0.2 * flat * tall), np.float32)
