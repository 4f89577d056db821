"""Sentences that ask for many pictures: lists in braces, and one part for each market.

"recolour the {bottle, cap} {teal, mustard}" is a row for each entry of the first list and a column
for each of the second; "swap background for JP: cherry trees, BR: beach at dawn" a row for each
market. Every cell is a plain sentence, which inference/instruction.py reads.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from inference import instruction
from inference.errors import BadInstruction
from inference.matrix.checks import checked, sized
from inference.matrix.nouns import Cell, Matrix, Sku
from inference.matrix.variables import variable
from inference.nouns import Instruction
from inference.phrase import is_affix
from inference.sentence.verbs import BACKGROUND

LONGEST = 10_000
"""Characters of a sentence with all its markets."""
LISTS = 2
"""One list makes rows, a second one columns."""

_BRACES = re.compile(r"\{([^{}]*)\}")
_ENTRIES = re.compile(r"[,;|\n]")
_KEY = rf"(?!{BACKGROUND}\b)[^\W\d_][\w&.'/-]*(?: [\w&.'/-]+){{0,2}}"
_FIRST = re.compile(rf"\bfor\s+(?P<key>{_KEY})\s*:\s*", re.IGNORECASE)
_NEXT = re.compile(
    rf"(?:\s*[,;.\n|]\s*|\s+)(?:and\s+)?for\s+(?P<key>{_KEY})\s*:\s*"
    rf"|\s*[,;.\n|]\s*(?:and\s+)?(?P<bare>{_KEY})\s*:(?!//)\s*",
    re.IGNORECASE,
)
_JOINED = re.compile(r"\b(?:to|into|with|for|by|as|add|remove)$", re.IGNORECASE)


def of_sentence(sentence: str, attached: bool = False, skus: tuple[Sku, ...] = ()) -> Matrix | None:
    """The matrix that the sentence asks for; None where it asks for one edit only.

    An entry that makes no sentence may be the id or the name of a product, and is its code then.
    BadInstruction for a list that can't be read, naming the entry; see `checked`, too.
    """
    if len(sentence) > LONGEST:
        raise BadInstruction(f"I read up to {LONGEST:,} characters; put more into a CSV file.")
    first = _FIRST.search(sentence)
    if first:
        return checked(Matrix.of(_for_all(list(_markets(sentence, first, attached)))))
    lists = [one for one in _BRACES.finditer(sentence) if not is_affix(one[0])]
    return checked(Matrix.of(_product(sentence, lists, attached, skus))) if lists else None


def cell(row: str, column: str, wish: Instruction) -> Cell:
    """A cell, with the one variable that its instruction changes."""
    return Cell(row, column, wish, variable(wish))


def _product(
    sentence: str, lists: list[re.Match[str]], attached: bool, skus: tuple[Sku, ...]
) -> Iterator[Cell]:
    if len(lists) > LISTS:
        raise BadInstruction(
            "I read one list in braces for the rows and one for the columns.", lists[LISTS][0]
        )
    entries = [_entries(one) for one in lists]
    sized(math.prod(map(len, entries)))
    codes = {word.casefold(): sku.hex for sku in skus for word in (sku.id, sku.name) if word}
    for chosen in product(*entries):
        coded = tuple(codes.get(entry.casefold(), entry) for entry in chosen)
        plain = _filled(sentence, lists, chosen)
        if coded != chosen and not _reads(plain, attached):
            plain = _filled(sentence, lists, coded)
        wish = _read(plain, attached, " / ".join(chosen))
        yield cell(chosen[0], chosen[1] if len(chosen) > 1 else "", wish)


def _entries(one: re.Match[str]) -> list[str]:
    entries = [entry.strip() for entry in _ENTRIES.split(one[1]) if entry.strip()]
    if not entries:
        raise BadInstruction("A list in braces has entries, like {autumn trail, beach}.", one[0])
    return entries


def _filled(sentence: str, lists: list[re.Match[str]], chosen: tuple[str, ...]) -> str:
    """The sentence with one entry in the place of each list."""
    for one, entry in reversed(list(zip(lists, chosen, strict=True))):
        sentence = sentence[: one.start()] + entry + sentence[one.end() :]
    return sentence


def _markets(sentence: str, first: re.Match[str], attached: bool) -> Iterator[Cell]:
    """What stands before the first market is said to all of them."""
    stem = sentence[: first.start()].strip(" ,;.\n-–—:")
    model = ""
    for market, text in _parts(sentence, first):
        plain = _completed(stem, text, model, attached)
        model = model or plain
        yield cell(market, "", _read(plain, attached, market))


def _for_all(cells: list[Cell]) -> list[Cell]:
    """How many, how bold and from which seed, said once at the end, is said to every market."""
    *before, last = (each.instruction for each in cells)
    usual = Instruction(last.operation, last.region)
    for said in ("count", "boldness", "seed"):
        here, plain = getattr(last, said), getattr(usual, said)
        if here != plain and all(getattr(wish, said) == plain for wish in before):
            cells = [replace(each, instruction=replace(each.instruction, **{said: here}))
                     for each in cells]  # fmt: skip
    return cells


def _parts(sentence: str, first: re.Match[str]) -> list[tuple[str, str]]:
    """Each market's name and its part."""
    marks = [first, *_NEXT.finditer(sentence, first.end())]
    ends = [mark.start() for mark in marks[1:]] + [len(sentence)]
    return [
        (mark["key"] or mark["bare"], sentence[mark.end() : end].strip(" ,;\n"))
        for mark, end in zip(marks, ends, strict=True)
    ]


def _completed(stem: str, text: str, model: str, attached: bool) -> str:
    """A whole sentence: the part after what is said to all, the part alone, or the first market's
    sentence with this market's part for its prompt."""
    if stem:
        return f"{stem} {text}" if _JOINED.search(stem) else f"{stem} to {text}"
    if not model or _reads(text, attached):
        return text
    prompt = instruction.read(model, attached).prompt
    return model.replace(prompt, text, 1) if prompt else text


def _reads(text: str, attached: bool) -> bool:
    try:
        instruction.read(text, attached)
    except BadInstruction:
        return False
    return True


def _read(sentence: str, attached: bool, name: str) -> Instruction:
    """The instruction; an error says which cell it is about."""
    try:
        return instruction.read(sentence, attached)
    except BadInstruction as error:
        raise BadInstruction(f"{name}: {error}", error.unclear, error.suggestion) from None
