"""Other pictures that a request starts from, as the craft takes them."""

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


def start_of(studio: Studio, plan: EditPlan) -> dict[str, Any]:
    """Keywords for `render`: the variant to paint more of, or nothing."""
    return {"start": decode(studio.blobs.get(plan.like.variant))} if plan.like else {}
