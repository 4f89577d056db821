"""One clause that asks for a change: a short form, or a verb that says how the rest is read."""

from __future__ import annotations

import re

from inference.errors import BadInstruction
from inference.nouns import Operation
from inference.sentence import splits, talk
from inference.sentence.readers import READERS, Edit, changed, no_picture, quoted
from inference.sentence.verbs import BACKGROUND, VERB, VERBS

_SHORT = re.compile(
    rf"(?:(?:i|we)(?:'d like| would like| want| need)\s+)?(?:(?:the|a|our)\s+)?(?P<new>new\s+)?"
    rf"{BACKGROUND}\s*(?:(?:(?:should|needs to|must|to) be|changed to|swapped (?:to|for)"
    r"|replaced (?:with|by))\s|:|->|=|(?P<comma>,))\s*(?!(?:why|what|who|when|how|did|do|is"
    r"|are|can|could|should|too|i|we|you|it|it's|this|that|looks?|needs?)\b)(?P<prompt>\S.*)",
    re.IGNORECASE,
)
_USE = re.compile(
    rf"(?:use|set)\s+(?P<prompt>\S.*?)\s+(?:as|for)\s+(?:(?:the|a|our)\s+)?(?:new\s+)?{BACKGROUND}",
    re.IGNORECASE,
)
_DANGLING = re.compile(
    r"(?:\s+\S+)?(?:\s+(?:and|or|not)|\s*&)$"
    r"|\s+(?:(?:an? )?(?:bit|little|lot|touch) )?(?:more|less)$"
)


def read_edit(clause: str) -> Edit:
    """The change that the clause asks for; BadInstruction if none, or if a part is missing."""
    saying = talk.saying(clause)
    if saying:
        raise no_picture(saying)
    short = _SHORT.fullmatch(clause)
    if short and (short["new"] or not short["comma"]):
        return changed(Operation.REPLACE, "background", short["prompt"])
    use = _USE.fullmatch(clause)
    if use:
        return changed(Operation.REPLACE, "background", use["prompt"])
    verb = VERB.match(clause)
    if not verb:
        raise BadInstruction(f"I don't see what to change in {quoted(clause)}.", clause)
    name, rest = verb[1].lower(), clause[verb.end() :].strip(" ,")
    return _checked(READERS[VERBS[name]](name, rest), clause)


def reads(clause: str) -> bool:
    """Whether the clause asks for a change by itself."""
    try:
        read_edit(clause)
    except BadInstruction:
        return False
    return True


def _checked(edit: Edit, clause: str) -> Edit:
    """The same edit, unless it leaves open what is meant, or is no picture's business."""
    region = edit.region
    matter = talk.matter(region, edit.prompt, bool(re.search(rf"\b{splits.HOME}\b", region)))
    if matter:
        raise no_picture(matter)
    both = _DANGLING.search(region)
    if both:
        candidate = re.sub(re.escape(both[0]), "", clause, count=1, flags=re.IGNORECASE)
        raise BadInstruction(
            f"I don't see which part {quoted(clause)} is about.", clause, candidate
        )
    if talk.is_pronoun(region):
        word = re.compile(rf"\b{re.escape(region)}\b", re.IGNORECASE)
        candidate = word.sub("the subject", clause, count=1)
        raise BadInstruction(f"Say in a word or two what {quoted(region)} is.", region, candidate)
    if not re.search(r"[^\W\d_]", region):
        raise BadInstruction(f"I don't see which part {quoted(clause)} is about.", clause)
    return edit
