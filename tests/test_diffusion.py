"""The diffusion painter by its real loading path, on tiny checkpoints that the tests build."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from inference.errors import Cancelled, ModelMissing, OutOfDeviceMemory
from inference.nouns import Box, Cut
from tests.needs import needs_torch


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    needs_torch()
    from tests.tiny import inpaint_checkpoint

    return inpaint_checkpoint(tmp_path_factory.mktemp("models") / "inpaint")


@pytest.fixture(scope="module")
def painter(checkpoint: Path) -> Any:
    from inference.painters.diffusion import Diffusion

    return Diffusion(str(checkpoint))


def cut(width: int = 128, height: int = 128) -> Cut:
    rgb = np.random.default_rng(0).integers(0, 256, (height, width, 3), np.uint8)
    alpha = np.zeros((height, width), np.uint8)
    alpha[height // 4 : height // 2, width // 4 : width // 2] = 255
    return Cut(rgb, alpha, Box(0, 0, width, height), Fraction(1))


def test_its_native_sizes_have_the_area_its_model_was_trained_at(painter: Any) -> None:
    assert (128, 128) in painter.native
    assert all(0.7 < width * height / 128**2 < 1.4 for width, height in painter.native)
    assert any(width > 1.5 * height for width, height in painter.native)


def test_it_paints_one_picture_per_seed_at_every_native_size(painter: Any) -> None:
    for width, height in painter.native:
        (one,) = painter(cut(width, height), "autumn trail", [3])
        assert (one.shape, one.dtype) == ((height, width, 3), np.uint8)
    first, second = painter(cut(), "autumn trail", [1, 2])
    assert not np.array_equal(first, second)


def test_the_same_seed_paints_the_same_picture(painter: Any) -> None:
    (one,), (two,) = painter(cut(), "teal", [7]), painter(cut(), "teal", [7])
    assert np.array_equal(one, two)


def test_what_lies_in_the_region_does_not_matter_but_what_lies_around_it_does(painter: Any) -> None:
    other = cut()
    other.rgb[other.alpha == 0] = 0
    (one,), (two,) = painter(cut(), "teal", [7]), painter(other, "teal", [7])
    assert not np.array_equal(one, two)


def test_progress_moves_at_every_step_up_to_the_whole(painter: Any) -> None:
    heard: list[float] = []
    list(painter(cut(), "a", [1, 2], progress=heard.append))
    assert len(heard) >= 10
    assert heard == sorted(heard)
    assert heard[-1] == 1.0


def test_cancelling_stops_it_at_the_next_step(painter: Any) -> None:
    heard: list[float] = []
    with pytest.raises(Cancelled):
        list(painter(cut(), "a", [1], progress=heard.append, cancel=lambda: len(heard) >= 2))
    assert len(heard) == 2


def test_where_memory_is_short_it_halves_the_batch_and_still_paints_every_seed(
    painter: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    forward, sizes = painter._forward, []

    def tight(job: Any, seeds: list[int], *rest: Any) -> Any:
        sizes.append(len(seeds))
        if len(seeds) > 1:
            raise torch.OutOfMemoryError("no room")
        return forward(job, seeds, *rest)

    monkeypatch.setattr(painter, "_forward", tight)
    heard: list[float] = []
    assert len(list(painter(cut(), "a", [1, 2, 3, 4], progress=heard.append))) == 4
    assert sizes == [4, 2, 1, 1, 1, 1]
    assert heard[-1] == 1.0


def test_a_picture_that_fits_no_memory_at_all_is_an_error_that_says_so(
    painter: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    def full(*_: Any) -> Any:
        raise torch.OutOfMemoryError("no room")

    monkeypatch.setattr(painter, "_forward", full)
    with pytest.raises(OutOfDeviceMemory, match="smaller model"):
        list(painter(cut(), "a", [1, 2]))


def test_a_checkpoint_that_is_no_inpaint_pipeline_is_made_into_one(tmp_path: Path) -> None:
    needs_torch()
    from inference.painters.diffusion import Diffusion
    from tests.tiny import inpaint_checkpoint

    painter = Diffusion(str(inpaint_checkpoint(tmp_path / "base", "base")))
    (one,) = painter(cut(), "autumn trail", [1])
    assert one.shape == (128, 128, 3)


@pytest.mark.parametrize(
    ("model", "complaint"),
    [
        ("", "reshoot models pull flux2-klein-4b"),
        ("/no/such/folder", "no folder.*RESHOOT_PAINTER=diffusion:"),
        ("owner/name", "needs a revision.*RESHOOT_PAINTER=diffusion:"),
    ],
)
def test_a_model_that_is_not_there_is_refused_with_the_way_to_name_or_get_one(
    model: str, complaint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    needs_torch()
    from inference.painters.diffusion import Diffusion

    monkeypatch.setenv("RESHOOT_MODELS", str(tmp_path))
    with pytest.raises(ModelMissing, match=complaint):
        Diffusion(model)


def test_pickled_weights_and_foreign_code_are_not_loaded(checkpoint: Path, tmp_path: Path) -> None:
    import json
    import shutil

    from inference.painters.diffusion import Diffusion

    pickled = shutil.copytree(checkpoint, tmp_path / "pickled")
    weights = pickled / "unet" / "diffusion_pytorch_model.safetensors"
    weights.rename(weights.with_suffix(".bin"))
    with pytest.raises(ModelMissing, match="can't be loaded"):
        Diffusion(str(pickled))
    foreign = shutil.copytree(checkpoint, tmp_path / "foreign")
    index = json.loads((foreign / "model_index.json").read_text())
    (foreign / "model_index.json").write_text(json.dumps({**index, "_class_name": ["evil", "X"]}))
    with pytest.raises(ModelMissing, match="not one that diffusers ships"):
        Diffusion(str(foreign))
