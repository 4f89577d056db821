"""Where weights lie: RESHOOT_MODELS, else models/ under RESHOOT_HOME."""

from __future__ import annotations

from pathlib import Path

from inference.home import place


def folder() -> Path:
    """The folder of weights; it need not exist."""
    return place("RESHOOT_MODELS", "models")
