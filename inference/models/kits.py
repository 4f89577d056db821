"""What each segmenter takes to run: Python packages and models. Looks, and imports none of them."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec

import inference.models.shelf as shelf


@dataclass(frozen=True, slots=True)
class Kit:
    """`packages` come with the install extra; of each of `models`' groups it uses one."""

    packages: tuple[str, ...] = ()
    extra: str = ""
    models: tuple[tuple[str, ...], ...] = ()


KITS = {
    "sam3": Kit(("torch", "transformers"), "gpu", (("sam3",),)),
    "sam": Kit(
        ("torch", "transformers", "segment_anything"),
        "gpu",
        (("sam-vit-b", "sam-vit-l", "sam-vit-h"), ("owlv2", "grounding-dino")),
    ),
    "tiny": Kit(("ai_edge_litert",), "tiny", (("tiny",),)),
    "text": Kit(("rapidocr",), "text"),
    "classic": Kit(),
}
"""By segmenter, the best first."""


def remedy(spec: str) -> str:
    """The one command that lets a segmenter ("sam", "sam:vit_l") run; "" where it can already."""
    kit = KITS[spec.partition(":")[0]]
    steps = []
    if any(find_spec(package) is None for package in kit.packages):
        steps.append(f'pip install "reshoot[{kit.extra}]"')
    absent = [name for name in models(spec) if shelf.find(name) is None]
    if absent:
        steps.append(f"reshoot models pull {' '.join(absent)}")
    return " && ".join(steps)


def models(spec: str) -> list[str]:
    """The models that a segmenter uses: of each group the one its argument names, or the first."""
    name, _, argument = spec.partition(":")
    words = [word for word in argument.replace("_", "-").split("+") if word]
    return [
        next((each for each in group if any(word in each for word in words)), group[0])
        for group in KITS[name].models
    ]
