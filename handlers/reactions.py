"""How emoji become votes."""

from __future__ import annotations

from handlers.workspace import Event, Workspace

CHOICES = {
    "white_check_mark": "approve",
    "heavy_check_mark": "approve",
    "+1": "approve",
    "thumbsup": "approve",
    "x": "reject",
    "-1": "reject",
    "thumbsdown": "reject",
    "no_entry": "reject",
}
SEEDS = {"approve": "white_check_mark", "reject": "x"}
"""What we put under a variant, so that people only need to tap."""


def choice_of(reaction: str) -> str:
    """What this emoji means, whatever its skin tone; "" for any other."""
    return CHOICES.get(reaction.partition("::")[0], "")


def on_reaction(workspace: Workspace, event: Event, key: str) -> None:
    """A reaction that means something was added to a message, or taken back."""
    item, cast = event["item"], event.get("type") == "reaction_added"
    place, choice = workspace.place(item["channel"]), choice_of(event["reaction"])
    workspace.studio.vote(place, item["ts"], event["user"], choice, cast, key)
