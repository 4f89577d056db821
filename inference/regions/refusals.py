"""Why a phrase is no region of this picture, in a sentence, with phrases that would be one."""

from __future__ import annotations

from difflib import SequenceMatcher

from inference.errors import BadInstruction, NotFound, RegionRefused
from inference.nouns import Alpha
from inference.phrase import parse, written
from inference.phrases.naming import friendly, listed
from inference.phrases.tree import Grown, Minus, Noun, Phrase, children, nouns, replaced
from inference.regions.evaluate import grown
from inference.regions.look import Looker
from inference.regions.stuck import Stuck
from inference.segmenters.vocabulary import sense

SMALLEST, LARGEST = 0.001, 0.98
"""Shares of the picture; a region beyond them is refused."""
COMMON = (
    "background",
    "subject",
    "product",
    "sky",
    "person",
    "people",
    "face",
    "hair",
    "hands",
    "text",
)
"""What every segmenter should know, or leave to one that does."""
_ALIKE = 0.65  # how like two spellings are that may be meant for one another
_OFFERED = 8
_STEPS = (5, 10, 20, 40, 80, 160)  # pixels


def refused(stuck: Stuck, tree: Phrase, look: Looker) -> NotFound:
    """The error for people; what it offers keeps the rest of the phrase."""
    near = _alike(stuck.node.words, stuck.others, look) if isinstance(stuck.node, Noun) else ()
    instead = (*stuck.instead, *map(Noun, near))
    whole = [friendly(replaced(tree, stuck.node, each)) for each in instead]
    question = f" Did you mean {listed([f'*{word}*' for word in near], 'or')}?" if near else ""
    return stuck.error(f"{stuck}{question}", _offered([*whole, *stuck.others]))


def odd_size(alpha: Alpha, name: str, after: str = "") -> str:
    """The sentence on a region that is next to nothing or nearly everything, or ""."""
    share = float(alpha.mean() / 255)
    if share < SMALLEST:
        return (
            f"*{name}* covers {share:.2%} of the picture{after}: too little to paint. "
            "Name something larger, or add {+20} to grow it by 20 pixels."
        )
    if share > LARGEST:
        return (
            f"*{name}* covers {share:.1%} of the picture{after}: nothing would be left of the "
            'golden. Say what stays, as in "everything except the subject".'
        )
    return ""


def odd_region(alpha: Alpha, tree: Phrase, look: Looker, protected: bool) -> RegionRefused | None:
    """The refusal of a region of odd size, with others to choose from; None if it is none."""
    after = " once the protected parts are taken away" if protected else ""
    said = odd_size(alpha, friendly(tree), after)
    if not said:
        return None
    much = alpha.mean() / 255 > LARGEST
    others = _smaller(tree, look) if much else () if protected else _larger(alpha, tree)
    return RegionRefused(said, _offered([*others, *look.sees()]))


def _larger(alpha: Alpha, tree: Phrase) -> tuple[str, ...]:
    """Grown as far as it takes; where nothing is left, its nouns one by one."""
    for step in _STEPS if alpha.any() else ():
        if grown(alpha, step).mean() / 255 > 2 * SMALLEST:
            return (written(Grown(tree, step)),)
    return tuple(dict.fromkeys(nouns(tree))) if len(children(tree)) else ()


def _smaller(tree: Phrase, look: Looker) -> tuple[str, ...]:
    subject = Noun("subject")
    fits = "subject" in look.sees() and subject.words not in nouns(tree)
    return (written(Minus(tree, (subject,))),) if fits else ()


def _alike(word: str, seen: tuple[str, ...], look: Looker) -> tuple[str, ...]:
    """What is spelt like the word, of what is seen or of what is known and there.

    A cat is no misspelt car.
    """
    if sense(word):
        return ()
    close = [each for each in seen if _likeness(word, each) >= _ALIKE]
    if not close:
        common = [each for each in COMMON if each != word and _likeness(word, each) >= _ALIKE]
        close = [each for each in common if _is_there(each, look)]
    return tuple(sorted(close, key=lambda each: -_likeness(word, each))[:2])


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other).ratio()


def _is_there(word: str, look: Looker) -> bool:
    try:
        look.sight(word)
    except Stuck:
        return False
    return True


def _offered(phrases: list[str]) -> tuple[str, ...]:
    """Each once, and only what reads."""
    return tuple(each for each in dict.fromkeys(phrases) if _reads(each))[:_OFFERED]


def _reads(phrase: str) -> bool:
    try:
        parse(phrase)
    except BadInstruction:
        return False
    return True
