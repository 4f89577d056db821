"""One reader for each family of verbs: what follows the verb, as (operation, region, prompt).

Every error carries a candidate for a suggestion; whoever catches it must see whether it reads.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from inference.colours import is_colour, named
from inference.errors import BadInstruction
from inference.lighting.asked import MATCHING
from inference.nouns import Operation
from inference.phrases.signs import lowered
from inference.placing import relations, sizes
from inference.segmenters.text import is_lettering
from inference.sentence import splits, talk
from inference.sentence.verbs import BACKGROUND, Family
from inference.sentence.wordings import wording

_ARTICLES = re.compile(
    r"^(?:(?:the|a|an|this|that|these|those|my|our|its|her|his|their|your|only|just|whole|entire"
    r"|current|existing|old)\s+)+(?=\S)",
    re.IGNORECASE,
)
_COLOUR_OF = re.compile(
    r"(?:the\s+)?colou?rs?\s+of\s+(?P<of>\S.*)|(?P<its>\S.*?)(?:'s|s')?\s+colou?rs?", re.IGNORECASE
)
_FROM = re.compile(
    r"(?P<region>\S.*?)\s+from\s+(?!(?:the )?(?:left|right|top|bottom)\b)(?P<before>\S.*)",
    re.IGNORECASE,
)
_BE = re.compile(r"^(?:be|become|look like|looking like)\s+(?=\S)", re.IGNORECASE)
_ON = r"in front of|next to|on top of|onto|into|inside|against|beside|under|on|in|at|by|near|over"
_WHERE = rf"{_ON}|to|above|below|behind|around|between|across|along"
_PUT_BEHIND = re.compile(
    rf"(?P<prompt>\S.*?)\s+(?:behind\s+\S.*|(?:in|as|for|into)\s+(?:the\s+|a\s+)?{BACKGROUND})",
    re.IGNORECASE,
)
_SOME = re.compile(r"(?:an?|some|more|another|two|three|several|a few)\s", re.IGNORECASE)
_NAMED = re.compile(
    r"(?:the|this|that|my|our|her|his|their|it|him|them|subject|product|person|model)\b",
    re.IGNORECASE,
)
_AMOUNT = re.compile(
    r"\b(?:a little|a bit|slightly|gently|heavily|strongly|more|very much)\b", re.IGNORECASE
)
_AGED = re.compile(
    r"(?P<region>\S.*?)\s+(?:look(?:ing)?\s+|appear\s+|seem\s+)?(?P<prompt>"
    r"(?:(?:a (?:little|bit)|slightly|somewhat|much|\w+ years?)\s+)?(?:older|younger))",
    re.IGNORECASE,
)
_CLOTHES = re.compile(
    r"\b(?:dress|suit|shirt|t-shirt|tee|jacket|coat|hat|cap|hoodie|sweater|jumper|jeans|trousers"
    r"|pants|skirt|uniform|outfit|clothes|costume|shoes|boots|sneakers|scarf|blazer|tuxedo)s?\b",
    re.IGNORECASE,
)
_COMPARED = re.compile(
    r"(?:bigg|small|larg|bright|dark|light|warm|cool|sharp|soft|bett|nic|clean|high|low|long|short"
    r"|wid|tall|bold|strong)er|pop|better",
    re.IGNORECASE,
)
_FROM_PICTURE = re.compile(
    r"\s+(?:from|in|out of|on) (?:the|this|our) (?:picture|photo|photograph|image|shot|ad|scene"
    r"|frame|golden)$",
    re.IGNORECASE,
)

_LIT = re.compile(
    r"(?P<region>\S.*?)[\s,]+(?P<how>(?:(?:from|to match|like|with|in|as if|by|to)\s"
    r"|(?:more |very )?(?:warm|cool|soft|hard|neutral)(?:er|ly)?\b).*)",
    re.IGNORECASE,
)

_ANYWHERE = re.compile(
    rf"\s+(?:(?:(?:{_ON}|to)\s+)?"
    r"(?:somewhere|anywhere|(?:a|some|any)(?: good| nice)? free (?:spot|space|place))"
    r"|wherever (?:it|there) \S.*|where it (?:fits|looks|would)\b.*"
    r"|(?:to|in|into|on|onto) (?:the|this|our) (?:picture|photo|photograph|image|shot|ad|scene"
    r"|frame|golden))$",
    re.IGNORECASE,
)


class Edit(NamedTuple):
    """What one clause asks for; `protect` is what it excludes after its prompt."""

    operation: Operation
    region: str
    prompt: str = ""
    protect: str = ""


def quoted(text: str) -> str:
    """In quotes, and short enough for one line."""
    return f"“{text if len(text) <= 80 else text[:79] + '…'}”"


def plain_region(text: str) -> str:
    """A region in lower case, but for AND and its like, and without articles; every spelling of
    the background is one."""
    text = _ARTICLES.sub("", lowered(_bare(text.replace('"', ""))))
    return re.sub(r"\b(?:bg|back[ -]?grounds?)\b", "background", text)


def _bare(text: str) -> str:
    """Without the marks around it, and quotes only where they are a pair."""
    text = text.strip(" .,;:!?-")
    paired = len(text) > 2 and text[0] == text[-1] and text[0] in "\"'"
    return text.strip("\"' ") if paired else text


def no_picture(words: str) -> BadInstruction:
    """The error for talk."""
    return BadInstruction(f"I only change pictures, and {quoted(words)} is not about one.", words)


def _open(region: str, candidate: str) -> BadInstruction:
    return BadInstruction(f"I don't see what {quoted(region)} should become.", region, candidate)


def changed(operation: Operation, region: str, prompt: str) -> Edit:
    """With what the prompt excludes to protect. A mere colour recolours, but a background becomes
    that colour."""
    if re.fullmatch(r"\".+\"", prompt.strip()) and is_lettering(region):
        return Edit(Operation.FIX, plain_region(region), _bare(prompt))  # other words, not a thing
    prompt, _, taken = splits.exclusion(prompt)
    prompt = _BE.sub("", _bare(prompt))
    coloured = _COLOUR_OF.fullmatch(region)
    if coloured:
        operation, region = Operation.RECOLOUR, coloured["of"] or coloured["its"]
    elif is_colour(prompt) and not re.search(BACKGROUND, region, re.IGNORECASE):
        operation = Operation.RECOLOUR
    return Edit(operation, plain_region(region), prompt, plain_region(taken))


def _exchange(verb: str, rest: str) -> Edit:
    first, second = ("with|by", "to|for|into") if verb == "replace" else ("to|for|into", "with|by")
    home = splits.at_home(rest)
    pair = home if home and home.joined else splits.joined(rest, first)
    pair = pair or splits.joined(rest, second)
    if not pair:
        raise _what_instead(verb, rest)
    _refuse_two_ways(pair)
    before = _FROM.fullmatch(pair.region)
    return changed(Operation.REPLACE, _without_from(before) if before else pair.region, pair.prompt)


def _refuse_two_ways(pair: splits.Pair) -> None:
    """ "the man with the hat with a dog": which "with" is the one?"""
    other = re.fullmatch(r"((?:the|his|her|its|their)\s.*?)\s+with\s+(\S.*)", pair.prompt, re.I)
    if other and not re.search(splits.HOME, pair.region, re.IGNORECASE):
        candidate = f"swap {pair.region} with {other[1]} for {other[2]}"
        raise BadInstruction(
            f"I can read {quoted(pair.prompt)} in two ways.", pair.prompt, candidate
        )


def _without_from(said: re.Match[str]) -> str:
    """ "shirt from blue" is a blue shirt; "background from the office" is just the background."""
    region, before = plain_region(said["region"]), said["before"]
    return f"{before} {region}" if is_colour(before) else region


def _what_instead(verb: str, rest: str) -> BadInstruction:
    """The error for an exchange without a joiner."""
    joiner = "with" if verb == "replace" else "to"
    rest = re.sub(r"\s+(?:to|with|for|into|by)$", "", rest, flags=re.IGNORECASE)
    headless = re.match(r"(?:to|with|for|into|by|in)\s+(\S.*)", rest, re.IGNORECASE)
    if headless:
        return _open("to", f"{verb} background {joiner} {headless[1]}")
    pair = splits.at_home(rest) or splits.around_article(rest) or splits.ending_in_colour(rest)
    region, prompt = (pair.region, pair.prompt) if pair else (rest, "autumn trail")
    return _open(rest, f"{verb} {region} {joiner} {prompt}")


def _become(verb: str, rest: str) -> Edit:
    aged = _AGED.fullmatch(rest)
    if aged:  # the same person, so that it is mended, not replaced
        return Edit(Operation.FIX, plain_region(aged["region"]), aged["prompt"])
    pair = (
        splits.at_home(rest)
        or splits.joined(rest, "into|(?:to )?look(?:ing)? like" + ("" if verb == "make" else "|to"))
        or splits.ending_in_colour(rest)
        or splits.joined(rest, "to(?: be)?")
        or splits.around_article(rest)
    )
    if not pair:
        region, _, last = rest.rpartition(" ")
        turned = f"turn {region} into {last}" if not _COMPARED.fullmatch(last) else ""
        raise _open(rest, turned if " " in plain_region(rest) else f"recolour {rest} to teal")
    return changed(Operation.REPLACE, pair.region, pair.prompt)


def _recolour(verb: str, rest: str) -> Edit:
    pair = splits.joined(rest, "to|into") or splits.ending_in_colour(rest)
    other = splits.joined(rest, "in|with|as")
    if not pair and other:
        if not named(other.prompt):
            raise _open(rest, f"replace {other.region} with {other.prompt}")
        pair = other
    if not pair:
        raise _open(rest, f"{verb} {rest} to teal")
    return changed(Operation.RECOLOUR, pair.region, pair.prompt)


def _remove(_verb: str, rest: str) -> Edit:
    region = plain_region(_FROM_PICTURE.sub("", rest))
    if re.fullmatch(BACKGROUND, region):
        raise BadInstruction(
            "A picture can't be without a background. Say what should stand there instead.",
            rest,
            "replace background with plain white",
        )
    return Edit(Operation.REMOVE, region)


def _add(_verb: str, rest: str) -> Edit:
    """Where no place is named, or the picture itself, it is a free spot; for that it must be
    something that people add to pictures, since "add a reminder" is talk."""
    anywhere = _ANYWHERE.search(rest)
    spot = None if anywhere else splits.on_something(rest, _WHERE)
    if spot:
        return _added(spot)
    what = rest[: anywhere.start()] if anywhere else rest
    matter = talk.matter(plain_region(what), "", at_home=False)
    if matter and not sizes.is_known(what):
        raise no_picture(matter)
    if not anywhere and not _is_of_pictures(what):
        candidate = f"add {rest} to the subject"
        raise BadInstruction(f"Say where to add {quoted(rest)}.", rest, candidate)
    return Edit(Operation.ADD, relations.FREE, _bare(what))


def _is_of_pictures(what: str) -> bool:
    """Whether people add it to pictures; "add people" is about a channel."""
    return sizes.is_known(what) and bool(_SOME.match(what) or not sizes.is_alive(what))


def _added(spot: splits.Spot) -> Edit:
    where = relations.joined(spot.preposition.lower(), plain_region(spot.where))
    return Edit(Operation.ADD, where, _bare(spot.what))


def _fix(_verb: str, rest: str) -> Edit:
    if told := wording(rest):
        return Edit(Operation.FIX, plain_region(_FROM_PICTURE.sub("", told.where)), told.words)
    said = re.fullmatch(r"(\S.*?)(?:\s*(?::|->)|\s+(?:so that|so|to have))\s+(\S.*)", rest, re.I)
    region, prompt = said.groups() if said else (rest, "")
    return Edit(Operation.FIX, plain_region(_FROM_PICTURE.sub("", region)), _bare(prompt))


def _put(_verb: str, rest: str) -> Edit:
    """A hat on the dog is an addition; the dog on a beach is a new background."""
    behind = _PUT_BEHIND.fullmatch(rest)
    if behind:
        return changed(Operation.REPLACE, "background", behind["prompt"])
    spot = splits.on_anything(rest, _ON)
    if not spot:
        candidate = f"put {rest} on a marble counter"
        raise BadInstruction(f"Say where to put {quoted(rest)}.", rest, candidate)
    if _adds(spot):
        return _added(spot)
    matter = talk.matter(plain_region(spot.what), spot.where, at_home=False)
    if matter:
        raise no_picture(matter)
    if spot.preposition.lower() in ("in", "into") and _CLOTHES.search(spot.where):
        candidate = f"replace the clothes with {spot.where}"
        raise BadInstruction(f"Say what becomes {quoted(spot.where)}.", spot.where, candidate)
    return changed(Operation.REPLACE, "background", spot.where)


def _adds(spot: splits.Spot) -> bool:
    some = _SOME.match(spot.what) or not _NAMED.match(spot.what)
    return bool(some and _NAMED.match(spot.where))


def _blur(_verb: str, rest: str) -> Edit:
    amount = _AMOUNT.search(rest)
    region = _FROM_PICTURE.sub("", _AMOUNT.sub(" ", rest))
    return Edit(
        Operation.REPLACE, plain_region(region), f"blurred {amount[0]}" if amount else "blurred"
    )


def _relight(_verb: str, rest: str) -> Edit:
    """ "the subject from the left, warm"; where no light is named, that of its surroundings."""
    said = _LIT.fullmatch(rest)
    region, how = (said["region"], said["how"]) if said else (rest, "")
    return Edit(Operation.RELIGHT, plain_region(region), _bare(how) or MATCHING)


READERS: dict[Family, Callable[[str, str], Edit]] = {
    Family.EXCHANGE: _exchange,
    Family.BECOME: _become,
    Family.RECOLOUR: _recolour,
    Family.REMOVE: _remove,
    Family.ADD: _add,
    Family.FIX: _fix,
    Family.PUT: _put,
    Family.BLUR: _blur,
    Family.RELIGHT: _relight,
}
