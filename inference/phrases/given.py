"""What phrases call the planes that people give with them; no segmenter ever looks for one."""

from __future__ import annotations

DRAWING, KEPT, MADE = "drawing", "kept drawing", "hand-made mask"
"""Red strokes, green strokes, and a mask that came as a picture."""
GIVEN = (DRAWING, KEPT, MADE)
