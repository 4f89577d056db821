"""Painters at their released size with random weights, made on the device: honest speed for dense
compute, no picture worth looking at. And the same in tiny, to see that a benchmark runs."""

from __future__ import annotations

from typing import Any

from inference.device import Device

_KLEIN: dict[str, dict[str, dict[str, Any]]] = {
    "full": {
        "transformer": {
            "patch_size": 1, "in_channels": 128, "num_layers": 5, "num_single_layers": 20,
            "attention_head_dim": 128, "num_attention_heads": 24, "joint_attention_dim": 7680,
            "axes_dims_rope": (32, 32, 32, 32), "guidance_embeds": False,
        },
        "vae": {},
        "words": {
            "hidden_size": 2560, "intermediate_size": 9728, "num_hidden_layers": 36,
            "num_attention_heads": 32, "num_key_value_heads": 8, "head_dim": 128,
            "vocab_size": 151936, "tie_word_embeddings": True,
        },
    },
    "tiny": {
        "transformer": {
            "patch_size": 1, "in_channels": 16, "num_layers": 1, "num_single_layers": 1,
            "attention_head_dim": 16, "num_attention_heads": 2, "joint_attention_dim": 24,
            "timestep_guidance_channels": 16, "axes_dims_rope": (4, 4, 4, 4),
            "guidance_embeds": False,
        },
        "vae": {
            "block_out_channels": (4, 4, 4, 4), "layers_per_block": 1, "latent_channels": 4,
            "norm_num_groups": 2,
        },
        "words": {
            "hidden_size": 8, "intermediate_size": 8, "num_hidden_layers": 30,
            "num_attention_heads": 2, "num_key_value_heads": 1, "head_dim": 4, "vocab_size": 64,
        },
    },
}  # fmt: skip
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def klein(size: str, device: Device) -> Any:
    """FLUX.2-klein-4B ("full") or its like ("tiny") on the device, as its home would load it."""
    import diffusers
    import torch
    import transformers

    parts = _KLEIN[size]
    torch.manual_seed(0)
    with torch.device(device.name), _default(device.dtype):
        transformer = diffusers.Flux2Transformer2DModel(**parts["transformer"])
        vae = diffusers.AutoencoderKLFlux2(**parts["vae"])
        config = transformers.Qwen3Config(**parts["words"])
        encoder = transformers.Qwen3ForCausalLM(config)
    for network in (transformer, vae, encoder):
        _shake(network)
    scheduler = diffusers.FlowMatchEulerDiscreteScheduler(use_dynamic_shifting=True, shift=3.0)
    pipe = diffusers.Flux2KleinInpaintPipeline(
        scheduler, vae, encoder, _words(), transformer, is_distilled=True
    )
    pipe.set_progress_bar_config(disable=True)
    return pipe.to(device.name)


def _default(dtype: Any) -> Any:
    """Make networks in this precision at once: float32 first would need twice the memory."""
    from contextlib import contextmanager

    import torch

    @contextmanager
    def within() -> Any:
        before = torch.get_default_dtype()
        torch.set_default_dtype(dtype)
        try:
            yield
        finally:
            torch.set_default_dtype(before)

    return within()


def _shake(network: Any) -> None:
    """Normal values everywhere: zeros draw less power, and so make a GPU look faster."""
    import torch

    with torch.no_grad():
        for weight in network.parameters():
            weight.normal_(0, 0.02)
    network.eval()


def _words() -> Any:
    from transformers import Qwen2Tokenizer

    marks = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    vocabulary = {word: n for n, word in enumerate([*_LETTERS, "Ġ", ".", ",", ":"])}
    made = Qwen2Tokenizer(vocab=vocabulary, merges=[], additional_special_tokens=marks)
    made.chat_template = "{% for m in messages %}{{ m.content }}{% endfor %}"
    return made
