"""What `reshoot plates` says about a folder or bucket of approved backdrops."""

from __future__ import annotations

from typing import Any

from inference.plates.plate import Plate
from inference.plates.shelf import Shelf


def rows(shelf: Shelf) -> list[dict[str, Any]]:
    """Each plate for machines."""
    return [_row(plate) for plate in shelf.plates]


def in_words(shelf: Shelf) -> str:
    """A line for each plate, then one for each file left out."""
    lines = [_line(row) for row in rows(shelf)]
    return "\n".join([*lines, *(f"left out: {each}" for each in shelf.skipped)]) or "No plates."


def _row(plate: Plate) -> dict[str, Any]:
    facts, expires = plate.facts, plate.said.expires
    return {
        "path": plate.path, "words": plate.said.words, "sha256": facts.sha256,
        "width": facts.width, "height": facts.height, "palette": list(facts.palette),
        "light": plate.said.light or facts.light, "kelvin": round(facts.kelvin),
        "horizon": plate.horizon, "expires": expires.isoformat() if expires else None,
        "mirror": plate.said.mirror,
    }  # fmt: skip


def _line(row: dict[str, Any]) -> str:
    until = f", cleared until {row['expires']}" if row["expires"] else ""
    colours = " ".join(row["palette"])
    return f"{row['path']}: {row['words']}; light from {row['light']}; {colours}{until}"
