"""Where Reshoot keeps what it need not be told about: RESHOOT_HOME, or a variable of its own."""

from __future__ import annotations

import os
from pathlib import Path


def place(variable: str, name: str) -> Path:
    """The folder in `variable`, else `name` under RESHOOT_HOME; it need not exist."""
    named, home = os.environ.get(variable), os.environ.get("RESHOOT_HOME") or "~/.reshoot"
    path = Path(named) if named else Path(home) / name
    return path.expanduser().absolute()
