"""One variant: its picture, its proof in words, how the votes stand, and what can be done."""

from __future__ import annotations

from bot.chat import VariantCard
from handlers.buttons import APPROVE, FILE, ITERATE, REJECT, WRONG, value
from handlers.views.blocks import Block, View, button, buttons, context, picture, section, view
from inference.phrases.naming import listed

ROW = 5  # buttons that stand side by side on a desktop


def variant_view(card: VariantCard, file: str = "") -> View:
    """The whole card; `file` is the preview's id, "" where the picture hangs elsewhere."""
    shown = [picture(file, card.picture.alt)] if file else []
    return view(_summary(card), [*shown, section(words(card)), *_below(card)])


def companion_view(card: VariantCard) -> View:
    """What stands under a picture that was posted with its words already."""
    return view(_summary(card), _below(card))


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
    flagged = [f"🏷️ Marked, in the file as well: {listed(list(card.proof.flags))}."]
    stands = [state_words(card), *(flagged if card.proof.flags else [])]
    return [context(words) for words in stands if words]


def _below(card: VariantCard) -> list[Block]:
    """Its votes, and two rows: what people do most, and what they do now and then."""
    most = [*_votes(card), *(_offer(card, words) for words in card.offers[:2])]
    rare = [*(_offer(card, words) for words in card.offers[2:]), *_always(card)]
    rows = [row for row in (most, rare[:ROW], rare[ROW:]) if row]
    return [*_standing(card), *(buttons(*row) for row in rows)]


def _votes(card: VariantCard) -> list[Block]:
    """Approved is for good."""
    if card.state == "approved":
        return []
    named = f"variant {card.number}"
    return [
        button("Approve", APPROVE, _carried(card), style="primary",
               accessibility_label=f"Approve {named}"),
        button("Reject", REJECT, _carried(card), accessibility_label=f"Reject {named}"),
    ]  # fmt: skip


def _offer(card: VariantCard, words: str) -> Block:
    label = f"{words[:1].upper()}{words[1:]}"
    said = f"{label}: of variant {card.number}"
    carried = value(card.request, card.variant, words)
    return button(label, f"{ITERATE}:{words}", carried, accessibility_label=said)


def _always(card: VariantCard) -> list[Block]:
    elsewhere = "Wrong region: paint the same somewhere else"
    named = f"Original file of variant {card.number}"
    return [
        button("Wrong region", WRONG, value(card.request), accessibility_label=elsewhere),
        button("Original file", FILE, _carried(card), accessibility_label=named),
    ]


def _carried(card: VariantCard) -> str:
    return value(card.request, card.variant)
