"""What lettering is to say: `fix the text on the sign to "OPEN"`."""

from __future__ import annotations

import re
from typing import NamedTuple

from inference.segmenters.text import is_lettering

_BY = r"\s+to(?: say| read)?|\s+(?:saying|reading)|\s+so (?:that )?it (?:says|reads)|\s*(?::|->|=)"
_QUOTED = re.compile(rf"(?P<where>\S.*?)(?:{_BY})\s*[\"“](?P<words>[^\"“”]+)[\"”]\.?", re.I)
_SIGN = re.compile(r"(?P<where>\S.*?)\s+to (?:say|read)\s*[\"“](?P<words>[^\"“”]+)[\"”]\.?", re.I)
_PLAIN = re.compile(rf"(?P<where>\S.*?)(?:{_BY})\s+(?P<words>\S.*)", re.I)
_SAID = re.compile(r"[\"“]([^\"“”]+)[\"”]")
_WITHOUT = re.compile(r"(?P<where>\S.*?)(?:\s*(?::|->)|\s+(?:so that|so|to have|to))\s+\S.*", re.I)
_MANNER = re.compile(
    r"(?:it|be|is|look|match|make|have|become|get|more|less|better|the (?:left|right|top|bottom)"
    r"|(?:natural|readable|legible|sharp(?:er)?|clear(?:er)?|straight(?:er)?|clean(?:er)?|correct"
    r"|right|proper|real|real words|bigger|smaller|larger|bolder)(?:ly)?[.!]?$)\b",
    re.I,
)


class Wording(NamedTuple):
    """`where` names lettering; `words` are what it is to say, or "" where they were not told."""

    where: str
    words: str


def wording(rest: str) -> Wording | None:
    """What follows the verb as a wording; None where it is not about lettering.

    Words in quotes are taken as they are. Without quotes, a wish for how it is to look is no word
    that is to stand there: "fix the text so that it is readable".
    """
    if (said := _QUOTED.fullmatch(rest)) and (where := _lettering(said["where"])):
        return Wording(where, said["words"].strip())
    if said := _SIGN.fullmatch(rest):
        return Wording(f"text on {said['where']}", said["words"].strip())
    said = _PLAIN.fullmatch(rest)
    if said and is_lettering(said["where"]) and not _MANNER.match(said["words"]):
        return Wording(said["where"], _plain(said["words"]))
    said = _WITHOUT.fullmatch(rest)
    if said and is_lettering(said["where"]) and "the left" not in rest and "the right" not in rest:
        return Wording(said["where"], "")
    return None


def _lettering(where: str) -> str:
    """The phrase for it: what is only quoted is lettering that says so. "" if it is none."""
    bare = _SAID.fullmatch(where.strip())
    if bare:
        return f"text {bare[1]}"
    return where if is_lettering(where) else ""


def _plain(words: str) -> str:
    """Without the end of the sentence, and quotes only where they are a pair."""
    words = words.strip(" ,;").rstrip(".").strip()
    paired = len(words) > 2 and words[0] == words[-1] and words[0] in "\"'"
    return words[1:-1].strip() if paired else words
