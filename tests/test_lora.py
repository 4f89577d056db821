"""A brand's style: found by name, added to the weights once, refused where it does not fit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from inference.errors import ModelMissing, OperatorError
from tests.needs import needs_torch

LAYERS = {
    "flux2-klein-4b": "transformer.transformer_blocks.0.attn.to_q",
    "sdxl-inpaint": "unet.mid_block.attentions.0.transformer_blocks.0.attn1.to_q",
    "qwen-image": "transformer.transformer_blocks.0.attn.to_q",
    "z-image-turbo": "transformer.layers.0.attention.to_q",
    "flux-fill": "transformer.transformer_blocks.0.attn.to_q",
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    needs_torch()
    monkeypatch.setenv("RESHOOT_MODELS", str(tmp_path))
    (tmp_path / "loras").mkdir()
    return tmp_path


def brand(folder: Path, layer: str, shape: Any, alpha: float | None = None) -> tuple[Any, Any]:
    """loras/brand.safetensors for one layer; its two factors."""
    import torch
    from safetensors.torch import save_file

    torch.manual_seed(1)
    down, up = torch.randn(2, shape[1]), torch.randn(shape[0], 2)
    pair = {f"{layer}.lora_A.weight": down, f"{layer}.lora_B.weight": up}
    if alpha is not None:
        pair[f"{layer}.alpha"] = torch.tensor(alpha)
    save_file(pair, folder / "loras" / "brand.safetensors")
    return down, up


def weight(painter: Any, layer: str) -> Any:
    component, _, name = layer.partition(".")
    return getattr(painter._loaded.pipe, component).get_submodule(name).weight


@pytest.mark.parametrize("family", LAYERS)
def test_a_style_is_added_to_the_weights_as_strongly_as_asked(family: str, folder: Path) -> None:
    import torch

    from inference.painters.diffusion import Diffusion
    from tests.tiny_families import save

    checkpoint = save(family, folder / "saved")
    plain = weight(Diffusion(f"{checkpoint}?side=128"), LAYERS[family])
    down, up = brand(folder, LAYERS[family], plain.shape)
    styled = weight(Diffusion(f"{checkpoint}?side=128&lora=brand&scale=0.5"), LAYERS[family])
    assert torch.allclose(styled - plain, 0.5 * up @ down, atol=1e-5)


def test_a_style_for_another_family_is_refused_in_words(folder: Path) -> None:
    from inference.painters.diffusion import Diffusion
    from tests.tiny_families import save

    checkpoint = save("flux2-klein-4b", folder / "saved")
    brand(folder, "transformer.blocks.7.elsewhere", (4, 4))
    with pytest.raises(OperatorError, match=r"brand\.safetensors does not fit .*another model"):
        Diffusion(f"{checkpoint}?lora=brand")


def test_a_style_that_is_not_there_is_refused_before_the_model_is_loaded(folder: Path) -> None:
    from inference.painters.diffusion import Diffusion

    (folder / "empty").mkdir()
    with pytest.raises(ModelMissing, match=r"no LoRA 'autumn'.*autumn\.safetensors"):
        Diffusion(f"{folder / 'empty'}?lora=autumn")
