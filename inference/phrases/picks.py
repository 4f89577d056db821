"""How people say which of several things they mean: "second bottle", "the two dogs on the left"."""

from __future__ import annotations

import re

from inference.phrases.tree import Most, Numbers, Pick, Which
from inference.segmenters.words import is_plural

_ORDINALS = (
    *("first", "second", "third", "fourth", "fifth", "sixth"),
    *("seventh", "eighth", "ninth", "tenth"),
)
_COUNTS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_COUNT = rf"(?P<count>{'|'.join(_COUNTS)}|[2-9])"
_SIDES = {
    **dict.fromkeys(("left", "right", "top", "bottom", "middle"), ""),
    **dict.fromkeys(("centre", "center", "central"), "middle"),
}
_SIZES = {
    **dict.fromkeys(("largest", "biggest", "larger", "bigger", "large", "big"), Which.LARGEST),
    **dict.fromkeys(("smallest", "smaller", "small"), Which.SMALLEST),
}
_THE = r"(?:(?:the|these|those|his|her|their|its|our|my)\s+)?"
_SIDE = rf"(?:(?:far|very)\s+)?(?P<side>{'|'.join(_SIDES)})"

_BY_ORDINAL = re.compile(
    rf"(?P<nth>last|{'|'.join(_ORDINALS)}|[1-9]\d?(?:st|nd|rd|th))\s+(?:of\s+{_THE})?(?P<noun>\S.*?)"
    rf"(?:\s+from\s+{_THE}(?P<end>left|right))?"
)
_RUN = re.compile(rf"(?P<end>first|last)\s+{_COUNT}\s+(?P<noun>\S.*)")
_BY_NUMBER = re.compile(r"(?P<noun>\S.*?)\s+#\s?(?P<number>[1-9]\d?)")
_WITH_SIDE = re.compile(
    rf"(?:{_COUNT}\s+)?(?:furthest\s+)?{_SIDE}(?:(?:[- ]?most|[- ]hand)?\s+(?P<noun>\S.*)"
    r"|[- ]?most)"
)
_AT_SIDE = re.compile(
    rf"(?:all\s+(?:of\s+)?{_THE})?(?:{_COUNT}\s+)?(?P<noun>\S.*?)\s+(?:on|to|at|in|from)\s+{_THE}{_SIDE}"
    r"(?:[- ]hand)?(?:\s+side)?"
)
_BY_SIZE = re.compile(rf"(?:{_COUNT}\s+)?(?P<size>{'|'.join(_SIZES)})\s+(?P<noun>\S.*)")
_EACH = re.compile(rf"(?:all\s+(?:of\s+)?|every\s+|each\s+(?:of\s+)?){_THE}(?P<noun>\S.*)")
_SO_MANY = re.compile(
    rf"(?:(?P<both>both)(?:\s+of)?|(?:all\s+(?:of\s+)?{_THE})?{_COUNT})\s+{_THE}(?P<noun>\S.*)"
)
_SIGN = re.compile(
    rf"#\s*(?:(?P<which>{'|'.join(Which)})(?:\s+(?P<count>\d{{1,2}}|all))?"
    r"|(?P<numbers>-?[1-9]\d?(?:(?:\s*(?:,|and)\s*|\s+)-?[1-9]\d?)*))\s*",
    re.IGNORECASE,
)

_THINGS = re.compile(
    r"top (?:hat|coat)s?|second hands?|first aid(?: kits?)?|middle fingers?|big toes?|small print"
    r"|large language\b.*|last names?|first names?|left ?overs?|right angles?"
)
_PART_OF = re.compile(r"(?:(?:hand )?side|half|third|quarter|part|corner|edge|end)s?\b.*")
_REST = re.compile(r"(?:else|rest)\b.*")


def taken(words: str) -> tuple[str, Pick | None]:
    """The noun and the pick that the words speak of; the words and None where they pick nothing.

    `words` are lower case without an article. Where the noun is left out it is "one".
    """
    if _THINGS.fullmatch(words):
        return words, None
    for read in (_numbered, _ordered, _sized, _sided, _counted):
        noun, pick = read(words)
        if pick and not _PART_OF.fullmatch(noun) and not _REST.fullmatch(noun):
            return noun, pick
    return words, None


def signed(text: str) -> Pick | None:
    """The pick inside braces, as in "#2", "#1,3", "#left" or "#largest 2"; None if it is none."""
    found = _SIGN.fullmatch(text)
    if not found:
        return None
    if found["numbers"]:
        return Numbers(tuple(int(number) for number in re.findall(r"-?\d+", found["numbers"])))
    which, said = Which(found["which"].lower()), found["count"] or ""
    return Most(which, int(said) if said.isdecimal() else int(not said and which is not Which.ALL))


def sign(pick: Pick) -> str:
    """The inverse of `signed`."""
    if isinstance(pick, Numbers):
        return "#" + ",".join(str(number) for number in pick.numbers)
    usual = 0 if pick.which is Which.ALL else 1
    return f"#{pick.which}" + (f" {pick.count or 'all'}" if pick.count != usual else "")


def _numbered(words: str) -> tuple[str, Pick | None]:
    found = _BY_NUMBER.fullmatch(words)
    return (found["noun"], Numbers((int(found["number"]),))) if found else (words, None)


def _ordered(words: str) -> tuple[str, Pick | None]:
    run = _RUN.fullmatch(words)
    if run:
        places = range(1, _many(run) + 1)
        counted = places if run["end"] == "first" else [-place for place in reversed(places)]
        return run["noun"], Numbers(tuple(counted))
    found = _BY_ORDINAL.fullmatch(words)
    if not found:
        return words, None
    nth = found["nth"]
    number = -1 if nth == "last" else _ordinal(nth)
    return found["noun"], Numbers((-number if found["end"] == "right" else number,))


def _ordinal(word: str) -> int:
    return int(word[:-2]) if word[0].isdecimal() else _ORDINALS.index(word) + 1


def _sized(words: str) -> tuple[str, Pick | None]:
    found = _BY_SIZE.fullmatch(words)
    return (found["noun"], Most(_SIZES[found["size"]], _many(found))) if found else (words, None)


def _sided(words: str) -> tuple[str, Pick | None]:
    found = _WITH_SIDE.fullmatch(words) or _AT_SIDE.fullmatch(words)
    if not found:
        return words, None
    side = found["side"]
    return found["noun"] or "one", Most(Which(_SIDES[side] or side), _many(found))


def _counted(words: str) -> tuple[str, Pick | None]:
    found = _SO_MANY.fullmatch(words)
    if found and is_plural(found["noun"]):
        return found["noun"], Most(Which.ALL, 2 if found["both"] else _many(found))
    found = _EACH.fullmatch(words)
    return (found["noun"], Most(Which.ALL, 0)) if found else (words, None)


def _many(found: re.Match[str]) -> int:
    """The number that is said; 0 for a plural without one."""
    said = found["count"]
    if not said:
        return 0 if is_plural(found["noun"] or "one") else 1
    return int(said) if said.isdecimal() else _COUNTS.index(said) + 2
