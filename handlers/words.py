"""What we say ourselves, where the desk has nothing to say."""

from __future__ import annotations

import re

from inference.errors import AskerError, BadInstruction, OperatorError

EXAMPLE = "swap background to autumn trail"
NO_GOLDEN = (
    "I need a picture to work on. Post one and mention me with a sentence, "
    "or reply to a picture with a sentence."
)
RELEASED = (
    "Noted for this campaign, with your name and today's date: “{}”. Now ask again for what you "
    "wanted."
)
WAIT = "Slack doesn't hand me that picture at the moment. I keep trying for half an hour."
NO_PICTURE = "That file is not a picture. I take PNG, JPEG and WebP."
PENS = "green is what stays, and red or any other colour is where I paint."
HELP = "\n".join(
    (
        "*Post the picture that works and tell me what should change.* I repaint only that, and "
        "prove that every other pixel is untouched.",
        "• One sentence: `swap background to autumn trail` · `recolour the jacket to teal` · "
        "`remove the logo` · `add a cup on the table`",
        "• With what must stay, and how many: `swap background to beach, keep the dog x4`",
        "• I show first where I will paint. Correct me by the buttons, or write in the thread: "
        "`add C3` · `not D4` · `pick 2` · `protect the face`",
        f"• Or draw on your picture, or on the one that I show, and post it in the thread: {PENS}",
        "• A second picture in the same message: `swap background to a beach like this one` · "
        "`put this bottle on the table`",
        "• Then speak of what you see: `2 but warmer` · `more like 3` · `again` · `undo`",
        "• ✅ and ❌ under a variant are votes. The one you approve comes back as the final file.",
    )
)

_RELEASE = re.compile(r"release\s*:\s*(?P<said>\S.*)", re.IGNORECASE)
_CALLS = ("", "help", "commands", "what can you do", "what do you do", "how does this work")


def is_call_for_help(words: str) -> bool:
    """Does somebody ask what we are for? A bare mention does, too."""
    return words.strip(" ?!.").lower() in _CALLS


def release_in(words: str) -> str:
    """Who signed, where the words record a release: "release: signed by Ana on 1 November"."""
    found = _RELEASE.fullmatch(words.strip())
    return found["said"] if found else ""


def in_words(error: AskerError | OperatorError) -> str:
    """The error as people read it, with a sentence that would work where there is one."""
    if isinstance(error, BadInstruction) and error.suggestion:
        return f"{error}\nTry: `{error.suggestion}`"
    return str(error)
