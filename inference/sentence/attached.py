"""What a sentence says about a second picture that came with it.

"a beach like this one" takes it as an example; "put this bottle on the table" takes the thing that
it shows. Without a second picture "this bottle" is one in the golden, and nothing is like "this".
"""

from __future__ import annotations

import re

from inference.errors import BadInstruction
from inference.nouns import Use

_PICTURE = r"(?:one|picture|photo|photograph|image|shot|reference|example|attachment|screenshot)"
_WHICH = r"(?:attached|second|other|reference|linked|following)"
_LIKE = re.compile(
    r"(?P<what>\b(?:one|something|it|that)\s+)?"
    r"\b(?:(?:looks?|looking|just|exactly|more|a lot)\s+)*"
    r"(?:like|as in|as on|in the style of|inspired by|similar to|based on|matching)\s+"
    rf"(?:(?:this|that|the|my|our)\s+(?:{_WHICH}\s+)?{_PICTURE}\b|(?:this|that)(?=\s*(?:$|[,;.!]|x\s?\d|\d+\s?x\b))"
    rf"|(?:the\s+)?attached\b(?:\s+{_PICTURE}\b)?)",
    re.IGNORECASE,
)
_ALONE = re.compile(r"\b(?P<joiner>to|into|with|for|look|by|as)\s*(?=$|[,;.!])", re.IGNORECASE)
_THING = re.compile(
    rf"^(?P<verb>add|put|place|insert|set|include)\s+(?:in\s+)?"
    rf"(?:(?:this|that)(?:\s+{_WHICH})?|(?:the|our|my)\s+{_WHICH}|attached)(?:\s+|$)",
    re.IGNORECASE,
)
_FROM = re.compile(
    rf"\s+(?:from|in|on|of)\s+(?:(?:this|that)|(?:the|my|our)\s+{_WHICH})\s+{_PICTURE}\b",
    re.IGNORECASE,
)
_ADDED = re.compile(r"^(?:add|put|place|insert|set|include)\s", re.IGNORECASE)
_PLACE = re.compile(r"(?:on|onto|in|into|to|next|beside|by|at|near|in front|$)\b", re.IGNORECASE)

LIKE_IT = "what the reference shows"
"""What a prompt says that leaves everything to the example."""


def take_attached(text: str, attached: bool) -> tuple[str, Use | None]:
    """The text in words that need no second picture, and what that one is for, if for anything.

    BadInstruction where the text speaks of one that is not there.
    """
    example = _LIKE.search(text)
    if example and not attached:
        raise BadInstruction(
            "You say what it should be like, but I see no second picture: post both in one "
            "message, the golden first.",
            example[0].strip(),
            _without(text, example),
        )
    if example:
        return _without(text, example), Use.REFERENCE
    shown = _THING.match(text) or (_ADDED.match(text) and _FROM.search(text))
    return (_thing(text), Use.PRODUCT) if attached and shown else (text, None)


def _without(text: str, example: re.Match[str]) -> str:
    """ "to a beach like this one" is "to a beach"; "to one like this" leaves all to the example."""
    before, after = text[: example.start()].rstrip(), text[example.end() :]
    if (
        example["what"]
        or _ALONE.search(before)
        or not re.search(r"\s(?:to|into|with|for)\s", before)
    ):
        link = "" if _ALONE.search(before) else " into" if before else ""
        return f"{before}{link} {LIKE_IT}{after}".strip()
    return f"{before}{after}"


def _thing(text: str) -> str:
    """ "put this bottle on the table" is "add a bottle on the table"."""
    rest = _FROM.sub("", text).strip()
    named = _THING.sub("", rest)
    if named == rest:
        return rest
    what = "a product " if _PLACE.match(named) else "a "
    return f"add {what}{named}".strip()
