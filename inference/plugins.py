"""Plugins come in by name through entry points; ours use the same door.

A *spec* is "name" or "name:argument"; the argument is handed to the class, as in
"diffusion:/models/sdxl-inpaint".
"""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from inference.errors import PluginError

OURS = "reshoot"
KINDS = ("segmenters", "painters", "finishers", "exporters", "readers", "frontends")


def installed(kind: str) -> dict[str, EntryPoint]:
    """Every plugin of this kind by name; PluginError if two distributions claim one name."""
    found: dict[str, EntryPoint] = {}
    for point in entry_points(group=f"reshoot.{kind}"):
        rival = found.setdefault(point.name, point)
        if rival.value != point.value:
            raise PluginError(
                f"Two installed packages both call a plugin {point.name!r} in reshoot.{kind}: "
                f"{rival.value} and {point.value}. Uninstall one of them."
            )
    return found


def allowed() -> frozenset[str]:
    """Names in RESHOOT_PLUGINS (comma-separated): other people's plugins that may be loaded."""
    listed = os.environ.get("RESHOOT_PLUGINS", "").split(",")
    return frozenset(name.strip() for name in listed if name.strip())


def load(kind: str, name: str) -> Any:
    """The plugin's class (not an instance); PluginError lists what is installed.

    Ours are always allowed; code of other distributions runs only if the operator listed it.
    """
    points = installed(kind)
    if name not in points:
        have = ", ".join(sorted(points)) or "none"
        raise PluginError(f"There is no {kind.rstrip('s')} called {name!r}. Installed: {have}.")
    if not _is_ours(points[name]) and name not in allowed():
        raise PluginError(
            f"The {kind.rstrip('s')} {name!r} is not ours. If you trust it, add it to "
            "RESHOOT_PLUGINS."
        )
    try:
        return points[name].load()
    except (ImportError, AttributeError) as error:
        raise PluginError(f"The {kind.rstrip('s')} {name!r} does not import: {error}") from error


def _is_ours(point: EntryPoint) -> bool:
    return point.dist is not None and point.dist.name == OURS


def build(kind: str, spec: str) -> Any:
    """An instance from "name" or "name:argument"; constructing it loads weights."""
    name, _, argument = spec.partition(":")
    plugin = load(kind, name)
    return plugin(argument) if argument else plugin()


def stamp(kind: str, spec: str) -> str:
    """ "spec@revision" as an EditPlan records it; reads the class only, loads no weights."""
    plugin = load(kind, spec.partition(":")[0])
    return f"{spec}@{getattr(plugin, 'revision', '0')}"


def spec_of(stamped: str) -> str:
    """The spec inside "spec@revision"."""
    return stamped.rpartition("@")[0] or stamped


def call(plugin: Callable[..., Any], *args: Any, **offers: Any) -> Any:
    """Call it, passing only those offered keyword arguments that its signature names."""
    named = inspect.signature(plugin).parameters
    return plugin(*args, **{key: value for key, value in offers.items() if key in named})
