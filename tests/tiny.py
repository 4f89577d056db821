"""Tiny checkpoints with random weights: saved as diffusers does, loaded by the real path."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

LATENTS, SCALE = 16, 8  # a picture of 128 x 128


def inpaint_checkpoint(folder: Path, family: str = "sd") -> Path:
    """Save a tiny inpaint pipeline of a family ("sd": 9-channel inpaint; "base": plain text to
    image, which diffusers turns into an inpaint pipeline) into `folder`."""
    import torch
    from diffusers import (
        DDIMScheduler,
        StableDiffusionInpaintPipeline,
        StableDiffusionPipeline,
    )

    torch.manual_seed(0)
    kind = StableDiffusionInpaintPipeline if family == "sd" else StableDiffusionPipeline
    pipe = kind(
        vae=_vae(),
        text_encoder=_text_encoder(),
        tokenizer=_tokenizer(folder.parent / f"{folder.name}-words"),
        unet=_unet(9 if family == "sd" else 4),
        scheduler=DDIMScheduler(steps_offset=1, clip_sample=False),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )
    pipe.save_pretrained(folder, safe_serialization=True)
    return folder


def _vae() -> Any:
    """Four blocks: a scale of 8, as real ones have."""
    from diffusers import AutoencoderKL

    return AutoencoderKL(
        block_out_channels=(8, 8, 8, 8),
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        latent_channels=4,
        norm_num_groups=4,
    )


def _unet(channels: int) -> Any:
    from diffusers import UNet2DConditionModel

    return UNet2DConditionModel(
        sample_size=LATENTS,
        in_channels=channels,
        out_channels=4,
        block_out_channels=(8, 16),
        layers_per_block=1,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        cross_attention_dim=16,
        attention_head_dim=2,
        norm_num_groups=4,
    )


def _text_encoder() -> Any:
    from transformers import CLIPTextConfig, CLIPTextModel

    return CLIPTextModel(
        CLIPTextConfig(
            hidden_size=16,
            intermediate_size=16,
            num_attention_heads=2,
            num_hidden_layers=1,
            vocab_size=64,
            bos_token_id=0,
            eos_token_id=1,
        )
    )


def _tokenizer(folder: Path) -> Any:
    """Knows single letters only, which is enough to read any prompt of them."""
    from transformers import CLIPTokenizer

    letters = [*"abcdefghijklmnopqrstuvwxyz"]
    words = ["<|startoftext|>", "<|endoftext|>", *letters, *(f"{letter}</w>" for letter in letters)]
    folder.mkdir(parents=True)
    (folder / "vocab.json").write_text(json.dumps({word: n for n, word in enumerate(words)}))
    (folder / "merges.txt").write_text("#version: 0.2\n")
    files = str(folder / "vocab.json"), str(folder / "merges.txt")
    return CLIPTokenizer(*files, model_max_length=77)
