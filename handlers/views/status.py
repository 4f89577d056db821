"""The request as understood, and how far it is."""

from __future__ import annotations

from bot.chat import Status
from handlers.buttons import AGAIN, CANCEL, CHOOSE, REST, value
from handlers.views.blocks import Block, View, button, buttons, context, section, view
from inference.phrases.naming import listed

RUNNING = ("queued", "finding", "asking", "ready", "painting")
STEPS = 12  # of the progress bar
MOST_CHOICES = 8
CHOICES = "Tap what it should be instead, or reply with another sentence."


def status_view(status: Status) -> View:
    stage = stage_words(status)
    blocks = [section(status.understood), context(stage)]
    if status.detail and status.stage not in ("failed", "cancelled"):
        blocks.insert(1, context(status.detail))
    if status.stage in RUNNING:
        blocks.append(buttons(_cancel(status)))
    if status.stage == "failed" and status.choices:
        blocks = [section(status.understood), section(stage), *_choices(status)]
    if status.stage == "failed" and status.again:
        blocks.append(buttons(button("Try again", AGAIN, value(status.request))))
    if status.rest:
        blocks += _rest(status)
    return view(f"{status.understood} {stage}", blocks)


def stage_words(status: Status) -> str:
    """One line: what happens now, or how it ended."""
    fixed = {
        "queued": "⏳ Waiting for a free painter.",
        "asking": "👀 Look at the picture below: is that where I should paint?",
        "ready": "⏳ The region is settled. Waiting for a free painter.",
        "cancelled": f"🚫 {status.detail or 'Cancelled.'}",
    }
    if status.stage in fixed:
        return fixed[status.stage]
    if status.stage == "finding":
        return f"🔎 Looking for where to paint. {bar(status.fraction)}"
    if status.stage == "painting":
        return f"🎨 Painting. {bar(status.fraction)} {_count(status)}"
    if status.stage == "shown":
        return f"✅ {_shown(status)} Tap ✅ under the one you want, ❌ under what won't do."
    return f"⚠️ {status.detail or 'That did not work.'}"


def bar(fraction: float) -> str:
    """0-1 as a bar of characters with its percentage."""
    part = min(1.0, max(0.0, fraction))
    full = round(part * STEPS)
    return f"{'▓' * full}{'░' * (STEPS - full)} {part * 100:.0f} %"


def _count(status: Status) -> str:
    return f"· {status.done} of {status.total}" if status.total else ""


def _shown(status: Status) -> str:
    if status.total == 1:
        return "The variant is here."
    return f"{status.done} of {status.total} variants are here."


def _cancel(status: Status) -> Block:
    return button("Cancel", CANCEL, value(status.request))


def _rest(status: Status) -> list[Block]:
    """The first of a list was seen: a tap paints the others in the same region."""
    others = len(status.rest)
    tap = "Paint the other one" if others == 1 else f"Paint the other {others}"
    said = f"Like this? Then {listed([f'*{name}*' for name in status.rest])} in the same region."
    return [section(said), buttons(button(tap, REST, value(status.request)))]


def _choices(status: Status) -> list[Block]:
    """A button for each region that would work."""
    offered = [
        button(phrase[:1].upper() + phrase[1:], f"{CHOOSE}:{number}", value(status.request, phrase))
        for number, phrase in enumerate(status.choices[:MOST_CHOICES], 1)
    ]
    return [buttons(*offered), context(CHOICES)]
