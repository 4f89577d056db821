"""The algebra of phrases: "the cup and the plate but not the handle {+6}" as a tree, and back.

Binding, loosest first: `but not` and its kin; `and`, `or` and commas, as people say them; AND; NOT;
then what follows in braces, `{+6}` and `{#2}`. A leading `not` covers the whole union after it, as
people mean it; NOT covers as little as it can. What stands in double quotes is one noun.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from inference.errors import BadInstruction
from inference.phrases import picks
from inference.phrases.signs import Token, spans, tokens
from inference.phrases.tree import ALL as ALL
from inference.phrases.tree import Both as Both
from inference.phrases.tree import Grown as Grown
from inference.phrases.tree import Minus as Minus
from inference.phrases.tree import Most as Most
from inference.phrases.tree import Not as Not
from inference.phrases.tree import Noun as Noun
from inference.phrases.tree import Numbers as Numbers
from inference.phrases.tree import Phrase as Phrase
from inference.phrases.tree import Picked as Picked
from inference.phrases.tree import Union as Union
from inference.phrases.tree import Which as Which
from inference.phrases.tree import depth

EXAMPLE = "background but not the bottle"
LONGEST, FARTHEST, DEEPEST = 1_000, 500, 40
"""Characters, pixels, and parts within parts: a phrase is typed by anybody."""

_GROW = re.compile(r"\{\s*([+-])\s*(\d{1,9})\s*(?:px)?\s*\}", re.IGNORECASE)
_ARTICLE = re.compile(
    r"^(?:(?:the|a|an|this|that|these|those|my|our|your|its|her|his|their)\s+)+(?=\S)",
)
_ONLY = re.compile(r"^(?:(?:only|just|nothing but|whole|entire)\s+)+(?=\S)")
_EDGES = " \t\n.,;:!?'“”"


def parse(phrase: str) -> Phrase:
    """The tree of a phrase; BadInstruction if a part of it is empty or it asks for too much."""
    if len(phrase) > LONGEST:
        raise BadInstruction(f"A region takes up to {LONGEST:,} characters.", phrase[:80], EXAMPLE)
    tree = _Parser(phrase).whole()
    if depth(tree) > DEEPEST:
        raise _too_deep(phrase)
    return tree


def written(tree: Phrase) -> str:
    """The phrase of a tree: `parse(written(tree)) == tree` for every tree that `parse` gives."""
    return _written(tree, 0)


def parts(phrase: str) -> tuple[str, ...]:
    """The members of a union as they were written, at least one."""
    members, level = [""], 0
    for token, said in spans(phrase):
        level += (token.kind == "open") - (token.kind == "close")
        splits = level <= 0 and token.kind in ("plus", "union")
        members += [""] if splits else []
        members[-1] += "" if splits else said
    return tuple(part.strip() for part in members if part.strip()) or (phrase.strip(),)


def is_affix(brace: str) -> bool:
    """Whether braces after a thing change it, as "{+6}" and "{#2}" do."""
    inside = brace.strip("{} \t\n")
    return bool(picks.signed(inside) or _GROW.fullmatch(brace))


class _Parser:
    """Reads tokens by recursive descent; every method takes what it understands."""

    def __init__(self, phrase: str) -> None:
        self._phrase = phrase
        self._tokens = [*tokens(phrase), Token("end", "")]
        self._at = self._level = 0

    def whole(self) -> Phrase:
        tree = self._minus()
        if self._next.kind != "end":
            raise _stray(self._next, self._phrase)
        return tree

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def _take(self, *kinds: str) -> Token | None:
        token = self._next
        self._at += token.kind in kinds
        return token if token.kind in kinds else None

    def _minus(self) -> Phrase:
        whole = Noun("everything") if self._next.kind == "minus" else self._union()
        taken = []
        while self._take("minus", "deny", "complement"):
            taken.append(self._union())
        return Minus(whole, tuple(taken)) if taken else whole

    def _union(self) -> Phrase:
        members: list[Phrase] = []
        if self._take("deny"):
            return Not(self._deeper(self._union))
        while not members or self._take("plus", "union"):
            while self._take("plus", "union"):  # "cup, , and plate"
                pass
            if members and self._next.kind in ("end", "close", "minus", "deny"):
                break
            members.append(self._both())
        return Union(tuple(members)) if len(members) > 1 else members[0]

    def _both(self) -> Phrase:
        members = [self._one()]
        while self._take("both"):
            members.append(self._one())
        return Both(tuple(members)) if len(members) > 1 else members[0]

    def _one(self) -> Phrase:
        if self._take("complement", "deny"):
            return Not(self._deeper(self._one))
        tree = self._atom()
        while brace := self._take("brace"):
            tree = _affixed(tree, brace.text)
        return tree

    def _atom(self) -> Phrase:
        if self._take("open"):
            tree = self._deeper(self._minus)
            if not self._take("close"):
                raise _stray(self._next, self._phrase, "A “(” is never closed")
            return tree
        words = self._take("words")
        return _named(words.text if words else "", self._phrase)

    def _deeper(self, read: Callable[[], Phrase]) -> Phrase:
        self._level += 1
        if self._level > DEEPEST:
            raise _too_deep(self._phrase)
        tree = read()
        self._level -= 1
        return tree


def _named(text: str, phrase: str) -> Phrase:
    """The noun of the words, or the pick that they speak of."""
    literal = re.fullmatch(r'\s*"([^"]*)"\s*', text)
    words = _spaced(literal[1] if literal else text.replace('"', " "))
    if not words.strip(_EDGES):
        raise BadInstruction("I don't see which part of the picture you mean.", phrase, EXAMPLE)
    if literal:
        return Noun(words)
    plain = _ARTICLE.sub("", words.strip(_EDGES))
    if plain not in ALL:
        plain = _ARTICLE.sub("", _ONLY.sub("", plain))
    noun, pick = picks.taken(plain) if plain not in ALL else (plain, None)
    return Picked(Noun(noun), pick) if pick else Noun(noun)


def _spaced(text: str) -> str:
    return " ".join(text.lower().split())


def _affixed(tree: Phrase, brace: str) -> Phrase:
    """The tree with what the braces ask for; BadInstruction says what may stand in them."""
    pick = picks.signed(brace.strip("{} \t\n"))
    if pick:
        return Picked(tree, pick)
    grown = _GROW.fullmatch(brace)
    if not grown:
        raise BadInstruction(
            f"I don't understand {brace[:40]}. After a thing, {{+6}} grows it by 6 pixels, {{-4}} "
            "shrinks it by 4, and {#2} takes the second one.",
            brace,
            f"{written(tree)} {{+6}}",
        )
    pixels = int(grown[2])
    if pixels > FARTHEST:
        raise BadInstruction(
            f"A region grows or shrinks by up to {FARTHEST} pixels.",
            brace,
            f"{written(tree)} {{{grown[1]}{FARTHEST}}}",
        )
    return Grown(tree, pixels if grown[1] == "+" else -pixels)


def _stray(token: Token, phrase: str, wrong: str = "") -> BadInstruction:
    if not wrong and token.kind == "close":
        wrong = "There is a “)” without its “(”"
    if not wrong:
        wrong = f"I need a word such as “and” or “but not” before {token.text.strip()[:40]}"
    flat = " ".join(re.sub(r"[(){}]", " ", phrase).split())
    try:
        parse(flat)
    except BadInstruction:
        flat = EXAMPLE
    return BadInstruction(f"{wrong}, as in “(cup AND plate) but not handle”.", phrase, flat)


def _too_deep(phrase: str) -> BadInstruction:
    return BadInstruction(
        f"I follow up to {DEEPEST} parts within parts, and this goes deeper.", phrase, EXAMPLE
    )


def _written(tree: Phrase, binding: int) -> str:
    """In brackets where the tree binds more loosely than its place demands."""
    level, text = _rendered(tree)
    return f"({text})" if level < binding else text


def _rendered(tree: Phrase) -> tuple[int, str]:
    """How tightly the text binds: 0 minus, 1 union, 2 AND, 3 NOT, 4 a thing and its braces."""
    match tree:
        case Noun(words):
            return 4, words if _is_plain(words) else f'"{words}"'
        case Grown(inner, pixels):
            return 4, f"{_written(inner, 4)} {{{pixels:+d}}}"
        case Picked(inner, pick):
            return 4, f"{_written(inner, 4)} {{{picks.sign(pick)}}}"
        case Not(inner):
            return 3, f"NOT {_written(inner, 3)}"
        case Both(members):
            return 2, " AND ".join(_written(member, 3) for member in members)
        case Union(members):
            return 1, _joined([_written(member, 2) for member in members])
        case Minus(whole, taken):
            without = " except " if _is_all(whole) else " but not "
            return 0, without.join(_written(each, 1) for each in (whole, *taken))


def _joined(members: list[str]) -> str:
    """By "and", unless "and NOT" would read as "but not"."""
    denies = any(member.startswith("NOT ") for member in members[1:])
    return (" OR " if denies else " and ").join(members)


def _is_all(tree: Phrase) -> bool:
    return isinstance(tree, Noun) and tree.words in ALL


def _is_plain(words: str) -> bool:
    """Whether the words read as a noun without quotes."""
    kinds = [token.kind for token in tokens(words)]
    return kinds == ["words"] and _named(words, "") == Noun(words)
