"""What is said beside the change itself: how many, how bold, which seed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeVar

from inference.errors import BadInstruction
from inference.nouns import Boldness
from inference.sentence.verbs import KEEP, VERB

T = TypeVar("T")

MOST = 12
"""Variants that one request may ask for."""
LARGEST_SEED = 2**31 - 1

_NUMBERS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    *("nineteen", "twenty"),
)
_END = r"(?=\s*(?:$|[,:;.!?()]|-)|\s+(?:and |but )?(?:but not|except|" + KEEP.pattern + r")\s)"
_WORDS_AFTER = r"|(?=\s+(?:and|but|with|at|in|using|seed|x|subtl[ey]|bold|boldly)\b)"
_COUNT = re.compile(
    r"(?<![\w#.-])(?:(?:and|in|as|with|make|give me|show me|i want|i need|using|for)\s+)*"
    r"(?:(?<=make )(?P<make>\d{1,9})|x\s?(?P<x>\d{1,9})|(?P<n>\d{1,9})\s?x"
    rf"|(?P<many>\d{{1,9}}|{'|'.join(_NUMBERS)})\s+"
    r"(?:different |new |more )?(?:variants?|versions?|variations?|options?|takes?|alternatives?))"
    rf"(?:{_END}{_WORDS_AFTER}|(?=\s+{VERB.pattern}))",
    re.IGNORECASE,
)
_SEED = re.compile(
    r"(?:\b(?:and|with|using|use|at)\s+)?(?<![\w-])seed(?:\s*[:=#]\s*|\s+)(?P<seed>-?\d{1,30})(?![\w.])",
    re.IGNORECASE,
)
_ADVERBS = (
    "subtly|gently|slightly|a little bit|a little|a bit|a touch|boldly|completely|totally|entirely"
    "|drastically|dramatically|radically"
)
_SUBTLE = re.compile(r"subtle|gently|slightly|subtl|a little|a bit|a touch", re.IGNORECASE)
_NEEDING_MORE = (
    *("something", "more", "less", "very", "too", "look", "looks", "is", "and", "or", "a", "the"),
    *("to", "into", "with"),
)
_CLAUSE = re.compile(
    r"(?:^|[,;.(]|\s-|\b(?:and|but)(?= (?:keep|make) it))\s*(?:and |but )?"
    r"(?:(?:keep|make) (?:it|this|things) )?(?:more |very |really |quite )?"
    rf"(?P<how>subtler?|bold|bolder|{_ADVERBS})\)?{_END}",
    re.IGNORECASE,
)
_BEFORE_VERB = re.compile(rf"^(?P<how>{_ADVERBS})\s+(?={VERB.pattern})", re.IGNORECASE)
_AFTER_VERB = re.compile(rf"^(?P<verb>{VERB.pattern})\s+(?P<how>{_ADVERBS})(?= \S)", re.IGNORECASE)
_BEFORE_JOINER = re.compile(
    rf"^(?P<verb>(?:(?!(?:to|into|with|for|by|on|in) )\S+ ){{2,12}}?)(?P<how>{_ADVERBS})"
    r"(?= (?:to|into|with|for|by)\b)",
    re.IGNORECASE,
)
_AT_THE_END = re.compile(
    "".join(rf"(?<!\b{word})" for word in _NEEDING_MORE)
    + rf"\s(?P<how>subtle|subtler|subtly|bold|bolder|boldly){_END}",
    re.IGNORECASE,
)


_BECOMING = re.compile(r"(?:make|turn|transform|convert)\b", re.IGNORECASE)
_LEFT_OVER = re.compile(r"(?:\s*,)+")


@dataclass(frozen=True, slots=True)
class Extras:
    """None where nothing was said."""

    count: int | None = None
    boldness: Boldness | None = None
    seed: int | None = None


def take_extras(text: str) -> tuple[str, Extras]:
    """The text without them, a comma where each one stood; BadInstruction for an impossible one."""
    rest, seed = _take_seed(text)
    rest, count = _take_count(rest)
    rest, boldness = _take_boldness(rest)
    rest = _LEFT_OVER.sub(",", re.sub(r"\(\s*,?\s*\)", ",", rest)).strip(" ,")
    return rest, Extras(count, boldness, seed)


def _take_seed(text: str) -> tuple[str, int | None]:
    seeds = {int(found["seed"]) for found in _SEED.finditer(text)}
    seed = _only(seeds, "seed")
    if seed is not None and not 0 <= seed <= LARGEST_SEED:
        raise BadInstruction(
            f"A seed is a whole number from 0 to {LARGEST_SEED:,}, not {seed}.",
            f"seed {seed}",
            _SEED.sub(" seed 42 ", text),
        )
    return _SEED.sub(" , ", text), seed


def _take_count(text: str) -> tuple[str, int | None]:
    counts = {
        _number(found["x"] or found["n"] or found["make"] or found["many"])
        for found in _COUNT.finditer(text)
    }
    count = _only(counts, "number of variants")
    if count is not None and not 1 <= count <= MOST:
        raise BadInstruction(
            f"I make 1 to {MOST} variants at a time, not {count}.",
            f"x{count}",
            _COUNT.sub(f" x{min(max(count, 1), MOST)} ", text),
        )
    return _COUNT.sub(" , ", text), count


def _take_boldness(text: str) -> tuple[str, Boldness | None]:
    """Only words that are about how far to go: "bold red" and "a little house" stay."""
    said: list[str] = []
    patterns = [_BEFORE_VERB, _AFTER_VERB, _BEFORE_JOINER, _CLAUSE]
    if not _BECOMING.match(text):  # "make the shirt bold" is about the shirt
        patterns += [_AT_THE_END, _AT_THE_END]  # twice, to see whether both were said
    for pattern in patterns:
        said += [found["how"] for found in pattern.finditer(text)]
        text = pattern.sub(r"\g<verb>" if "verb" in pattern.groupindex else " , ", text)
    degrees = {Boldness.SUBTLE if _SUBTLE.match(how) else Boldness.BOLD for how in said}
    return text, _only(degrees, "boldness")


def _number(word: str) -> int:
    return int(word) if word.isdecimal() else _NUMBERS.index(word.lower())


def _only(said: set[T], what: str) -> T | None:
    if len(said) > 1:
        both = " and ".join(sorted(str(each) for each in said))
        raise BadInstruction(f"Name one {what}: I read {both}.", both)
    return next(iter(said), None)
