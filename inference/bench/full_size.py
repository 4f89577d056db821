"""The large networks at their released size with random weights, saved as their homes lay them out.

A detector of random weights would find anything anywhere: its boxes are made so large that few of
them are left, and its scores so high that none is refused.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from inference.segmenters.large import vision

WORDS = ("bottle", "shirt")
"""Phrases that are one token, as they are in the released vocabulary."""
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def save(spec: str, models: Path) -> None:
    """What the segmenter "name:argument" loads, into a folder of models."""
    name, _, argument = spec.partition(":")
    vision.transformers()
    if name == "sam3":
        _sam3(models / "sam3")
        return
    _segment_anything(argument.partition("+")[0] or "vit_b", models)
    if argument.endswith("grounding-dino"):
        _grounding_dino(models / "grounding-dino")
    else:
        _owlv2(models / "owlv2")


def _segment_anything(size: str, models: Path) -> None:
    import torch

    from inference.models import catalogue

    name = f"sam-{size.replace('_', '-')}"
    (file,) = catalogue()[name].files
    (models / name).mkdir(parents=True)
    network = vision.segment_anything().sam_model_registry[size]()
    torch.save(network.state_dict(), models / name / file.name)


def _owlv2(folder: Path) -> None:
    """google/owlv2-base-patch16-ensemble."""
    import torch
    from transformers import Owlv2Config, Owlv2ForObjectDetection

    config = Owlv2Config(vision_config={"image_size": 960}, projection_dim=512)
    network = Owlv2ForObjectDetection(config)
    with torch.no_grad():
        network.class_head.logit_shift.weight.zero_()
        network.class_head.logit_shift.bias.fill_(5.0)
        network.box_head.dense2.weight.zero_()
        network.box_head.dense2.bias.fill_(8.0)
    _together(network, _clip_words(), folder)


def _grounding_dino(folder: Path) -> None:
    """IDEA-Research/grounding-dino-tiny."""
    from transformers import BertTokenizer, GroundingDinoConfig, GroundingDinoForObjectDetection

    known = {"[PAD]": 0, "[UNK]": 100, "[CLS]": 101, "[SEP]": 102, ".": 1012, "?": 1029}
    known |= {word: 200 + n for n, word in enumerate([*_LETTERS, *WORDS])}
    unused = {f"[unused{n}]": n for n in range(1100) if n not in known.values()}
    network = GroundingDinoForObjectDetection(GroundingDinoConfig())
    _together(network, BertTokenizer(vocab=known | unused), folder)


def _sam3(folder: Path) -> None:
    """facebook/sam3."""
    import torch
    from transformers import Sam3Config, Sam3Model

    network = Sam3Model(Sam3Config())
    with torch.no_grad():
        network.detr_decoder.presence_head.layer3.bias.fill_(9.0)
    _together(network, _clip_words(), folder)


def _clip_words() -> Any:
    """Knows single letters, at the places of a vocabulary of the real size."""
    from transformers import CLIPTokenizer

    pieces = [*_LETTERS, *(f"{letter}</w>" for letter in _LETTERS)]
    ends = {"<|startoftext|>": 49406, "<|endoftext|>": 49407}
    vocab = {piece: n + 1 for n, piece in enumerate(pieces)} | ends
    return CLIPTokenizer(vocab=vocab, merges=[], model_max_length=77)


def _together(network: Any, words: Any, folder: Path) -> None:
    network.save_pretrained(folder)
    words.save_pretrained(folder)
    (folder / "preprocessor_config.json").write_text(
        "{}", "utf-8"
    )  # the sizes they were trained at
