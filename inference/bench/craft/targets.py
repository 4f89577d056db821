"""What we set out to reach, row by row, and where we did not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

Row = dict[str, Any]
OURS, OVERLAY, STITCH = "ours", "apply_overlay", "crop-and-stitch"
UNSEEN = {"seam_added": 0.1, "ring_added": 0.5}
"""Below which a seam is the picture's own noise, and a colour difference is not seen."""
GRAIN = (0.9, 1.1)
FASTER = 10.0
FOUR_K = 8.3


class Target(NamedTuple):
    """How many rows reach it, of how many, and the names of those that don't."""

    what: str
    met: int
    of: int
    missed: tuple[str, ...]


def judged(rows: list[Row], costs: list[Row]) -> list[Target]:
    cases = list(_cases(rows))
    paste = [row["paste_ms"] for row in costs if row["megapixels"] == FOUR_K]
    names = [row["method"] for row in costs if row["megapixels"] == FOUR_K]
    by = dict(zip(names, paste, strict=True))
    fast = [("4K", by[OURS] * FASTER <= by[OVERLAY])] if by else []
    grainy = [case for case in cases if case[OURS]["grainy"]]
    plain = [c for c in grainy if GRAIN[0] <= c[OURS]["golden_grain"] <= GRAIN[1]]
    return [
        _target("no pixel changed outside", [(_name(c), not c[OURS]["changed"]) for c in cases]),
        *(
            _target(f"{key} at most {words}", [(_name(c), _reaches(c, key, by)) for c in cases])
            for key in UNSEEN
            for by, words in ((OVERLAY, f"half of {OVERLAY}'s"), (STITCH, f"{STITCH}'s"))
        ),
        _target("grain_kept 0.9-1.1, all grainy goldens", [(_name(c), _kept(c)) for c in grainy]),
        _target("the same, where the golden's is", [(_name(c), _kept(c)) for c in plain]),
        _target(f"paste {FASTER:.0f} times as fast as {OVERLAY} at 4K", fast),
    ]


def _cases(rows: list[Row]) -> Iterator[dict[str, Row]]:
    """The methods' rows of each golden and painter, by method."""
    found: dict[tuple[Any, ...], dict[str, Row]] = {}
    for row in rows:
        key = (row["image"], row["region"], row["grainy"], row["painter"])
        found.setdefault(key, {})[row["method"]] = row
    return iter(found.values())


def _reaches(case: dict[str, Row], key: str, other: str) -> bool:
    share = 0.5 if other == OVERLAY else 1.0
    return bool(case[OURS][key] <= max(share * case[other][key], UNSEEN[key]))


def _kept(case: dict[str, Row]) -> bool:
    return bool(GRAIN[0] <= case[OURS]["grain_kept"] <= GRAIN[1])


def _name(case: dict[str, Row]) -> str:
    row = case[OURS]
    return f"{row['image']} {row['region']} {row['painter']}{' grainy' if row['grainy'] else ''}"


def _target(what: str, results: list[tuple[str, bool]]) -> Target:
    missed = tuple(name for name, good in results if not good)
    return Target(what, len(results) - len(missed), len(results), missed)
