"""One variant: its picture, its proof in words, how the votes stand, and what can be done."""

from __future__ import annotations

from bot.chat import VariantCard
from handlers.buttons import AGAIN, FILE, WRONG, value
from handlers.views.blocks import Block, View, button, buttons, context, picture, section, view
from inference.phrases.naming import listed


def variant_view(card: VariantCard, file: str = "") -> View:
    """The whole card; `file` is the preview's id, "" where the picture hangs elsewhere."""
    shown = [picture(file, card.picture.alt)] if file else []
    return view(_summary(card), [*shown, section(words(card)), *_standing(card), _actions(card)])


def companion_view(card: VariantCard) -> View:
    """What stands under a picture that was posted with its words already."""
    return view(_summary(card), [*_standing(card), _actions(card)])


def words(card: VariantCard) -> str:
    """ "2 of 4. Subject untouched, bit for bit (23 % of the picture)." and any warnings."""
    named = f"{card.name}, " if card.name else ""
    said = f"*{named}{card.number} of {card.total}.* {card.words}"
    unsaid = [warning for warning in card.proof.warnings if warning not in card.words]
    return "\n".join([said, *(f"⚠️ {warning}" for warning in unsaid)])


def state_words(card: VariantCard) -> str:
    """Who made it approved or rejected; "" while it is open."""
    people = listed([f"<@{person}>" for person in card.by])
    named = f" by {people}" if people else ""
    return {"approved": f"✅ Approved{named}.", "rejected": f"❌ Rejected{named}."}.get(
        card.state, ""
    )


def _summary(card: VariantCard) -> str:
    return " ".join(filter(None, (words(card).replace("*", ""), state_words(card))))


def _standing(card: VariantCard) -> list[Block]:
    stands = state_words(card)
    return [context(stands)] if stands else []


def _actions(card: VariantCard) -> Block:
    carried = value(card.request, card.variant)
    named = f"variant {card.number}"
    elsewhere = "Wrong region: paint the same somewhere else"
    return buttons(
        button("Original file", FILE, carried, accessibility_label=f"Original file of {named}"),
        button("Again", AGAIN, carried, accessibility_label=f"Paint {card.total} others"),
        button("Wrong region", WRONG, value(card.request), accessibility_label=elsewhere),
    )
