"""What the text encoder reads: an order where a family follows orders, else a description."""

from __future__ import annotations

from inference.nouns import Operation
from inference.segmenters.text import is_lettering

_ORDERS = {
    Operation.REPLACE: "Replace the {phrase} with {prompt}",
    Operation.RECOLOUR: "Make the {phrase} {prompt} in colour, keep its material and shape",
    Operation.REMOVE: "Remove the {phrase}, continue what is behind it {prompt}",
    Operation.ADD: "Add {prompt}",
    Operation.FIX: "Repair the {phrase} so that it looks natural {prompt}",
    Operation.RELIGHT: "Relight the {phrase}: {prompt}",
}
_STAYS = ". Keep everything else exactly as it is: same framing, same light, photorealistic."
_LIKE = " It should look like the one in the example picture."
_PICTURES = {
    Operation.RECOLOUR: "{phrase} in {prompt}",
    Operation.REMOVE: "empty {prompt} background, nothing there",
    Operation.FIX: "a flawless, natural {phrase} {prompt}",
    Operation.RELIGHT: "{phrase}, {prompt}",
}


def words(kind: str, operation: Operation, prompt: str, phrase: str, example: bool = False) -> str:
    """`kind` is a Family's `words`; `example` says that a second picture is shown."""
    slots = {"phrase": phrase.strip().removeprefix("the "), "prompt": prompt}
    if operation is Operation.FIX and prompt and is_lettering(phrase):
        slots["prompt"] = f'and reads "{prompt}"' if kind == "order" else f'that reads "{prompt}"'
    if kind != "order":
        return _tidy(_PICTURES.get(operation, "{prompt}").format(**slots))
    return _tidy(_ORDERS[operation].format(**slots)) + _STAYS + (_LIKE if example else "")


def _tidy(text: str) -> str:
    return " ".join(text.split())
