"""From a sentence to an Instruction, and back into words.

Nothing is guessed: a sentence that can be read in one way is read, and the thread echoes it by
`describe`; any other is an error that quotes what was not understood and suggests a sentence that
would work. The grammar is in inference/sentence.
"""

from __future__ import annotations

import re
from dataclasses import replace
from difflib import get_close_matches

from inference import phrase
from inference.errors import BadInstruction
from inference.nouns import Instruction, Operation, Use
from inference.placing import relations
from inference.sentence import splits
from inference.sentence.attached import take_attached
from inference.sentence.clauses import take_apart
from inference.sentence.extras import MOST, Extras, take_extras
from inference.sentence.grammar import read_edit
from inference.sentence.readers import Edit, quoted
from inference.sentence.verbs import BACKGROUND, VERB, VERBS, tidy, unadorned

EXAMPLE = "swap background to autumn trail"
LONGEST = 1_000
"""Characters of a sentence."""

_BRACES = re.compile(r"\{([^{}]*)\}")
_SLOT = "\ue000"  # stands for a list in braces while the sentence is taken apart; tidy drops others
_TALK = re.compile(r"\b(?:i|we|you|it|is|was|looks?|needs?|feels?|seems?|works?)\b", re.IGNORECASE)
_WISH = r"(?:(?:i|we) (?:want|need)\s+|go with\s+|use\s+)?"
_VERBS = tuple(verb for verb in VERBS if " " not in verb)
_USES = {
    Use.REFERENCE: "Your second picture is the example.",
    Use.PRODUCT: "Your second picture shows what is added.",
}
_FAMILIAR = ("background", "backdrop", "subject")


def read(sentence: str, attached: bool = False) -> Instruction:
    """The instruction that the sentence is, or BadInstruction with a suggestion that is one.

    `attached` says that a second picture came with it, which the sentence may be about.
    """
    try:
        return _read(sentence, attached)
    except BadInstruction as error:
        suggestion = _working(error.suggestion, sentence)
        raise BadInstruction(str(error), error.unclear or sentence[:80], suggestion) from None


def describe(wish: Instruction) -> str:
    """What was understood, in sentences: the change, what stays, and what else was asked for."""
    usual = Instruction(wish.operation, wish.region)
    kept = "".join(f", and *{_shown(each)}*" for each in wish.protect)
    said = [
        f"{_change(wish)}.",
        f"Locked: everything else{kept}.",
        _variants(wish.count) if wish.count != usual.count else "",
        f"{wish.boldness.value.capitalize()}." if wish.boldness is not usual.boldness else "",
        f"Seed {wish.seed}." if wish.seed is not None else "",
        _USES[wish.use] if wish.use else "",
    ]
    return " ".join(part for part in said if part)


def _change(wish: Instruction) -> str:
    region, prompt = f"*{_shown(wish.region)}*", _shown(wish.prompt)
    change = {
        Operation.REPLACE: f"Replace {region} with {prompt}",
        Operation.RECOLOUR: f"Recolour {region} to {prompt}",
        Operation.REMOVE: f"Remove {region}",
        Operation.ADD: f"Add {prompt} {relations.in_words(_shown(wish.region))}",
        Operation.FIX: f"Fix {region}" + (f": {prompt}" if prompt else ""),
        Operation.RELIGHT: f"Relight {region}: {prompt}",
    }[wish.operation]
    others = ", ".join(_shown(value) for value in wish.values[1:])
    return f"{change} (the first of your list; {others} afterwards)" if others else change


def _variants(count: int) -> str:
    return "1 variant." if count == 1 else f"{count} variants."


def _shown(text: str) -> str:
    """Without the signs by which chats mark text up."""
    return " ".join(re.sub(r"[*`~]", "", text).split()).rstrip(".")


def _read(sentence: str, attached: bool = False) -> Instruction:
    """The same, but a suggestion is only a candidate, or ""."""
    if len(sentence) > LONGEST:
        raise BadInstruction(
            f"That sentence has {len(sentence):,} characters; I read up to {LONGEST:,}."
        )
    text, use = take_attached(unadorned(tidy(sentence)), attached)
    if not text:
        raise BadInstruction("Tell me what to change, in one sentence.")
    slotted, values = _without_list(text)
    rest, extras = take_extras(slotted)
    change, keep = take_apart(unadorned(rest))
    if values and _SLOT not in change:
        raise BadInstruction("A list in braces names what a region becomes.", "{}")
    edits = [_edit(change.replace(_SLOT, value), text) for value in values or ("",)]
    return replace(_instruction(edits, keep, extras, listed=bool(values)), use=use)


def _instruction(
    edits: list[Edit], keep: tuple[str, ...], extras: Extras, listed: bool
) -> Instruction:
    """One instruction for the edits of a list, which differ in their prompts only."""
    first = edits[0]
    if len({(edit.operation, edit.region, edit.protect) for edit in edits}) > 1:
        raise BadInstruction("A list in braces names what one region becomes.", first.region)
    protect = tuple(dict.fromkeys((*keep, *filter(None, [first.protect]))))
    for each in (first.region, *protect):
        phrase.parse(each)
    wish = Instruction(first.operation, first.region, first.prompt, protect=protect)
    return replace(
        wish,
        count=extras.count or wish.count,
        boldness=extras.boldness or wish.boldness,
        values=tuple(edit.prompt for edit in edits) if listed else (),
        seed=extras.seed,
    )


def _edit(change: str, text: str) -> Edit:
    """The change, with suggestions that keep what else the text says."""
    first = change.split(" ", 1)[0]
    meant = _nearest(first, _VERBS, 0.7)
    if meant != first and not VERB.match(change) and first.isalpha():
        raise BadInstruction(f"I don't know {quoted(first)}. Did you mean {meant}?", first)
    try:
        edit = read_edit(change)
    except BadInstruction as error:
        whole = text.replace(change, error.suggestion, 1) if error.suggestion else ""
        raise BadInstruction(str(error), error.unclear, whole) from None
    for word in re.findall(r"[a-z]+", edit.region):
        meant = _nearest(word, _FAMILIAR, 0.8)
        if meant not in (word, word.removesuffix("s")):
            raise BadInstruction(f"I don't know {quoted(word)}. Did you mean {meant}?", word)
    return edit


def _without_list(text: str) -> tuple[str, tuple[str, ...]]:
    """The text with a slot for its list in braces, and the list."""
    braces = [found for found in _BRACES.finditer(text) if not phrase.is_affix(found[0])]
    lists = [found[1] for found in braces]
    slotted = _BRACES.sub(lambda one: one[0] if phrase.is_affix(one[0]) else _SLOT, text)
    values = tuple(filter(None, (value.strip() for value in re.split(r"[,;|]", "".join(lists)))))
    flat = re.sub(r"[{}]", "", text)
    if len(lists) > 1 or (lists and not values) or re.search(r"[{}]", _BRACES.sub("", slotted)):
        raise BadInstruction("I read one list in braces, like {autumn trail, beach}.", text, flat)
    if len(values) > MOST:
        raise BadInstruction(
            f"A list may have up to {MOST} entries, not {len(values)}.", values[MOST]
        )
    return slotted, values


def _working(candidate: str, sentence: str) -> str:
    """The first sentence that reads: the candidate, or the sentence mended."""
    for each in (candidate, *_mended(sentence[:LONGEST])):
        try:
            _read(each)
        except BadInstruction:
            continue
        return " ".join(each.split())
    return EXAMPLE


def _mended(sentence: str) -> list[str]:
    """The sentence with its verb and the background spelt right, or with a verb at all."""
    text = unadorned(tidy(sentence))
    spelt = re.sub(r"[^\W\d_]+", lambda word: _nearest(word[0], _FAMILIAR, 0.8), text)
    first, _, rest = spelt.partition(" ")
    home = splits.at_home(spelt)
    ending = re.fullmatch(rf"{_WISH}(?:an?\s+|new\s+)*(\S.*?)\s+{BACKGROUND}", spelt, re.IGNORECASE)
    return [
        f"{_nearest(first, _VERBS, 0.7)} {rest}",
        f"swap {home.region} to {home.prompt}" if home and not _TALK.search(home.prompt) else "",
        f"swap background to {ending[1]}" if ending and not _TALK.search(ending[1]) else "",
    ]


def _nearest(word: str, known: tuple[str, ...], cutoff: float) -> str:
    """The known word that is spelt alike, or the word itself."""
    close = get_close_matches(word.lower(), known, 1, cutoff) if 2 < len(word) < 20 else []
    return word if not close or word.lower() == close[0] else close[0]
