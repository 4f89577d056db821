"""A picture from words alone, by each kind of family's own class, on tiny checkpoints."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from inference.errors import Cancelled, ModelMissing
from tests.needs import needs_torch

KINDS = ["flux2-klein-4b", "qwen-image", "z-image-turbo", "sdxl-base", "flux-schnell"]
"""One family for each class; Kontext's, which would choose its own size, is the last of them."""
SHORT = {"max_sequence_length": 32}  # reading is most of the work of a tiny network


def loaded(name: str, folder: Path) -> Any:
    needs_torch()
    from inference.device import best_device
    from inference.painters.checkpoint import load
    from inference.painters.diffusing.spec import parse
    from tests import tiny_families

    made = load(parse(f"{tiny_families.save(name, folder)}?steps=2"), best_device())
    return replace(made, family=replace(made.family, call={**made.family.call, **SHORT}))


@pytest.mark.parametrize("name", [*KINDS, "flux-kontext"])
def test_a_family_makes_a_picture_from_words(name: str, tmp_path: Path) -> None:
    model = loaded(name, tmp_path / name)
    from inference.painters.diffusion import Diffusion

    painter = Diffusion(loaded=model)
    heard: list[float] = []
    one, two = painter.create("a mug on a table", (64, 96), [1, 2], heard.append)
    (again,) = painter.create("a mug on a table", (64, 96), [2])
    assert (one.shape, one.dtype) == ((96, 64, 3), np.uint8)
    assert np.array_equal(two, again)
    assert not np.array_equal(one, two)
    assert heard == sorted(heard)
    assert (len(heard), heard[-1]) == (4, 1.0)


def test_it_stops_at_the_next_step_and_reads_its_words_once(tmp_path: Path) -> None:
    model = loaded("z-image-turbo", tmp_path / "model")
    from inference.painters.creation import create

    reads: list[int] = []
    model.pipe.text_encoder.register_forward_hook(lambda *_: reads.append(1))
    heard: list[float] = []
    pictures = create(model, "a mug", (64, 64), [1, 2, 3], heard.append, lambda: len(heard) > 2)
    assert next(pictures).shape == (64, 64, 3)
    with pytest.raises(Cancelled):
        list(pictures)
    assert len(heard) == 3
    assert len(reads) == 1


@pytest.mark.parametrize("name", ["qwen-image-edit", "flux-fill", "sdxl-inpaint"])
def test_a_family_that_only_changes_pictures_says_so(name: str, tmp_path: Path) -> None:
    model = loaded(name, tmp_path / name)
    from inference.painters.creation import create

    with pytest.raises(ModelMissing, match=r"only changes pictures.*reshoot models pull"):
        list(create(model, "a mug", (64, 64), [1]))


def test_every_class_that_creates_is_tested_here() -> None:
    from inference.painters.diffusing.family import families

    named = {"sdxl-base": "sdxl-inpaint"}
    tested = {families()[named.get(name, name)].creates for name in [*KINDS, "flux-kontext"]}
    untested = {"", "StableDiffusionPipeline"}  # of the same code as the larger one
    assert {one.creates for one in families().values()} == tested | untested
