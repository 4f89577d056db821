"""Where weights lie: RESHOOT_MODELS, else models/ under RESHOOT_HOME."""

from __future__ import annotations

import os
from pathlib import Path


def folder() -> Path:
    """The folder of weights; it need not exist."""
    named = os.environ.get("RESHOOT_MODELS")
    home = os.environ.get("RESHOOT_HOME") or "~/.reshoot"
    path = Path(named) if named else Path(home) / "models"
    return path.expanduser().absolute()
