"""Where it will paint: the picture, how sure we are, and every way to correct it in one tap."""

from __future__ import annotations

from bot.chat import Overlay
from handlers.buttons import CORRECT, WRONG, value
from handlers.views.blocks import (
    Block,
    View,
    button,
    buttons,
    context,
    menu,
    picture,
    section,
    view,
)
from handlers.words import PENS

OPEN = ("waiting", "soon", "doubted")
MOST_PICKS = 6  # buttons in a row; more things than that make a menu
GRADES = ((0.85, "I'm sure."), (0.65, "Fairly sure."), (0.5, "Not quite sure."))
HAND_OVER = "hand it to a designer"
UNSURE = "Unsure: please look."
DRAW = f"Or draw on your picture, or on this one, and post it here: {PENS}"
HOW = f"Or write here: `add C3` · `not D4` · `protect the face`. {DRAW}"
ASK = f"Or write what it is: `only the jacket` · `add C3` · `not D4`. {DRAW}"


def overlay_view(overlay: Overlay, file: str = "") -> View:
    """The whole message; `file` is the picture's id, "" where it hangs elsewhere."""
    shown = [picture(file, overlay.picture.alt)] if file else []
    return view(_summary(overlay), [*shown, section(overlay_words(overlay)), *_below(overlay)])


def overlay_companion(overlay: Overlay) -> View:
    """What stands under a picture that was posted with its words already."""
    return view(_summary(overlay), _below(overlay))


def overlay_words(overlay: Overlay) -> str:
    """How sure we are of what, and what will be hard about it."""
    lead = f"*{_lead(overlay)}* " if overlay.state in OPEN else ""
    return "\n".join([lead + overlay.words, *(f"⚠️ {warning}" for warning in overlay.warnings)])


def _lead(overlay: Overlay) -> str:
    """However sure we were, people know better."""
    return "What should it be?" if overlay.state == "doubted" else grade(overlay.confidence)


def grade(confidence: float) -> str:
    """0-1 in words."""
    return next((words for least, words in GRADES if confidence >= least), UNSURE)


def standing(overlay: Overlay) -> str:
    """One line: what happens next, or how it was settled."""
    if overlay.state == "soon":
        return f"⏱️ I paint this in {_time(overlay.seconds)} unless you say otherwise."
    if overlay.state == "waiting":
        return "👆 Waiting for your tap before I paint."
    if overlay.state == "doubted":
        return "👆 Waiting for your word on what is right: I paint nothing before."
    if overlay.state == "replaced":
        return "↩️ Corrected: a newer one stands below."
    if overlay.state == "over":
        return "🚫 Called off: nothing is painted here."
    return f"✔️ Settled by <@{overlay.by}>." if overlay.by else "✔️ Nobody objected: I went on."


def _time(seconds: int) -> str:
    return f"{seconds} s" if seconds < 100 else f"{seconds / 60:.0f} min"


def _summary(overlay: Overlay) -> str:
    return f"{overlay_words(overlay).replace('*', '')} {standing(overlay)}"


def _below(overlay: Overlay) -> list[Block]:
    stands = context(standing(overlay))
    if overlay.state in OPEN:
        how = ASK if overlay.state == "doubted" else HOW
        return [stands, *_corrections(overlay), context(how)]
    if overlay.state == "settled":
        return [stands, buttons(button("Wrong region?", WRONG, value(overlay.request)))]
    return [stands]


def _corrections(overlay: Overlay) -> list[Block]:
    """Two rows; where people doubt it, what else is seen comes first and agreeing last."""
    sizes = [_button(overlay, words.capitalize(), words) for words in ("grow", "shrink", "invert")]
    hand_over = [_button(overlay, HAND_OVER.capitalize(), HAND_OVER)] if overlay.warnings else []
    if overlay.state == "doubted":
        right = _button(overlay, "It was right", "looks right")
        rows = [[*_picks(overlay), *_instead(overlay)], [*sizes, right, *hand_over]]
    else:
        yes = "Looks right, paint anyway" if overlay.warnings else "Looks right"
        right = _button(overlay, yes, "looks right", style="primary")
        rows = [[right, *sizes], [*_picks(overlay), *_protect(overlay), *hand_over]]
    return [buttons(*row) for row in rows if row]


def _picks(overlay: Overlay) -> list[Block]:
    """One number of those in the picture; nothing to pick from where there is one thing."""
    words = [f"pick {number}" for number in range(1, overlay.picks + 1)]
    if len(words) < 2:
        return []
    if len(words) > MOST_PICKS:
        return _menu(overlay, "Pick …", "pick", words)
    return [_button(overlay, each.capitalize(), each) for each in words]


def _protect(overlay: Overlay) -> list[Block]:
    words = [f"protect {phrase}" for phrase in overlay.protect]
    return _menu(overlay, "Protect …", "protect", words)


def _instead(overlay: Overlay) -> list[Block]:
    """What else is seen, to be the region instead."""
    words = [f"only the {phrase.removeprefix('the ')}" for phrase in overlay.protect]
    if len(words) > MOST_PICKS:
        return _menu(overlay, "Only the …", "only the", words)
    return [_button(overlay, each.capitalize(), each) for each in words]


def _button(overlay: Overlay, label: str, words: str, **more: str) -> Block:
    carried = value(overlay.request, overlay.revision, words)
    return button(label, f"{CORRECT}:{words}", carried, **more)


def _menu(overlay: Overlay, label: str, name: str, words: list[str]) -> list[Block]:
    """A menu of corrections that all begin with its name."""
    options = [
        (each.removeprefix(f"{name} "), value(overlay.request, overlay.revision, each))
        for each in words
    ]
    return menu(label, f"{CORRECT}:{name}", options)
