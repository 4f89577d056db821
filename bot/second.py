"""The second picture of a request, as the craft takes it."""

from __future__ import annotations

from typing import Any

from bot.studio import Studio
from inference.nouns import EditPlan
from inference.picture import decode
from inference.staging import second


def second_of(studio: Studio, plan: EditPlan, segmenter: Any) -> dict[str, Any]:
    """Keywords for `render`: an example, a product cut out, or nothing. NotFound for no product."""
    if not plan.attached:
        return {}
    return second(decode(studio.blobs.get(plan.attached)), plan, segmenter)
