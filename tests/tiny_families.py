"""A tiny checkpoint of every family of painters, saved as diffusers saves them.

1 + 1 layers, random weights, a VAE of scale 8 with four blocks, tokenizers that know letters only.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

EYES = "inference.painters.diffusing.eyes"  # ours in place of a class that wants torchvision
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_MARKS = [
    "<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|vision_start|>", "<|vision_end|>",
    "<|image_pad|>", "<|video_pad|>",
]  # fmt: skip
_CLIP = {
    "hidden_size": 16, "intermediate_size": 16, "num_attention_heads": 2, "num_hidden_layers": 2,
    "vocab_size": 64, "bos_token_id": 0, "eos_token_id": 1,
}  # fmt: skip
_TALK = "{% for m in messages %}<|im_start|>{{ m.content }}<|im_end|>{% endfor %}"


def save(name: str, folder: Path) -> Path:
    """A checkpoint of the family of that name in families.toml, as its home would have it."""
    import torch

    torch.manual_seed(0)
    _BUILDERS[name]().save_pretrained(folder, safe_serialization=True)
    index = folder / "model_index.json"
    ours = index.read_text().replace(f'"{EYES}"', '"transformers"')
    index.write_text(ours.replace('"Eyes"', '"Qwen2VLProcessor"'))
    return folder


def flow(**more: Any) -> Any:
    from diffusers import FlowMatchEulerDiscreteScheduler

    return FlowMatchEulerDiscreteScheduler(**more)


def words() -> Any:
    from transformers import Qwen2Tokenizer

    vocabulary = {word: n for n, word in enumerate([*_LETTERS, "Ġ", ".", ",", ":"])}
    made = Qwen2Tokenizer(vocab=vocabulary, merges=[], additional_special_tokens=_MARKS)
    made.chat_template = _TALK
    return made


def _reader(layers: int, causal: bool) -> Any:
    from transformers import Qwen3Config, Qwen3ForCausalLM, Qwen3Model

    config = Qwen3Config(
        hidden_size=8, intermediate_size=8, num_hidden_layers=layers, num_attention_heads=2,
        num_key_value_heads=1, head_dim=4, vocab_size=64,
    )  # fmt: skip
    return Qwen3ForCausalLM(config) if causal else Qwen3Model(config)


def _blocks(**more: Any) -> dict[str, Any]:
    """Four blocks: a scale of 8, as real ones have."""
    return {
        "block_out_channels": (4, 4, 4, 4),
        "down_block_types": ("DownEncoderBlock2D",) * 4,
        "up_block_types": ("UpDecoderBlock2D",) * 4,
        "layers_per_block": 1,
        "latent_channels": 4,
        "norm_num_groups": 2,
        **more,
    }


def vae(**more: Any) -> Any:
    from diffusers import AutoencoderKL

    return AutoencoderKL(**_blocks(scaling_factor=0.36, shift_factor=0.11, **more))


def _klein(distilled: bool = True) -> Any:
    from diffusers import AutoencoderKLFlux2, Flux2KleinPipeline, Flux2Transformer2DModel

    transformer = Flux2Transformer2DModel(
        patch_size=1, in_channels=16, num_layers=1, num_single_layers=1, attention_head_dim=16,
        num_attention_heads=2, joint_attention_dim=24, timestep_guidance_channels=16,
        axes_dims_rope=(4, 4, 4, 4), guidance_embeds=False,
    )  # fmt: skip
    dynamic = flow(use_dynamic_shifting=True, base_shift=0.5, max_shift=1.15, shift=3.0)
    return Flux2KleinPipeline(
        dynamic, AutoencoderKLFlux2(**_blocks()), _reader(30, causal=True), words(), transformer,
        is_distilled=distilled,
    )  # fmt: skip


def _z_image(shift: float) -> Any:
    from diffusers import ZImagePipeline, ZImageTransformer2DModel

    transformer = ZImageTransformer2DModel(
        in_channels=4, dim=32, n_layers=1, n_refiner_layers=1, n_heads=2, n_kv_heads=2,
        cap_feat_dim=8, axes_dims=[4, 6, 6], axes_lens=[512, 512, 512],
    )  # fmt: skip
    return ZImagePipeline(flow(shift=shift), vae(), _reader(2, causal=False), words(), transformer)


def _sdxl(channels: int) -> Any:
    from diffusers import (
        DDIMScheduler,
        StableDiffusionXLInpaintPipeline,
        StableDiffusionXLPipeline,
        UNet2DConditionModel,
    )

    unet = UNet2DConditionModel(
        sample_size=16, in_channels=channels, out_channels=4, block_out_channels=(4, 8),
        layers_per_block=1, down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"), attention_head_dim=2,
        norm_num_groups=2, cross_attention_dim=32, addition_embed_type="text_time",
        addition_time_embed_dim=8, transformer_layers_per_block=1, use_linear_projection=True,
        projection_class_embeddings_input_dim=6 * 8 + 16,
    )  # fmt: skip
    kind = StableDiffusionXLInpaintPipeline if channels == 9 else StableDiffusionXLPipeline
    return kind(
        vae(), _clip(), _projecting(), _clip_words(), _clip_words(), unet,
        DDIMScheduler(steps_offset=1, clip_sample=False, beta_schedule="scaled_linear",
                      beta_start=0.00085, beta_end=0.012),
        add_watermarker=False,
    )  # fmt: skip


def _clip() -> Any:
    from transformers import CLIPTextConfig, CLIPTextModel

    return CLIPTextModel(CLIPTextConfig(**_CLIP))


def _clip_words() -> Any:
    from transformers import CLIPTokenizer

    both = [*_LETTERS, *(f"{letter}</w>" for letter in _LETTERS)]
    vocabulary = {word: n for n, word in enumerate(["<|startoftext|>", "<|endoftext|>", *both])}
    return CLIPTokenizer(vocab=vocabulary, merges=[], model_max_length=77)


def _projecting() -> Any:
    from transformers import CLIPTextConfig, CLIPTextModelWithProjection

    return CLIPTextModelWithProjection(CLIPTextConfig(**_CLIP, projection_dim=16))


def _flux_parts(in_channels: int, guided: bool) -> tuple[Any, ...]:
    from diffusers import FluxTransformer2DModel
    from transformers import T5Config, T5EncoderModel, T5Tokenizer

    transformer = FluxTransformer2DModel(
        in_channels=in_channels, out_channels=16, num_layers=1, num_single_layers=1,
        attention_head_dim=16, num_attention_heads=2, joint_attention_dim=16,
        pooled_projection_dim=16, guidance_embeds=guided, axes_dims_rope=(4, 6, 6),
    )  # fmt: skip
    pieces = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("▁", -1.0)]
    reads = T5Tokenizer(vocab=[*pieces, *((each, -2.0) for each in _LETTERS)], extra_ids=0)
    config = T5Config(
        d_model=16, d_ff=16, d_kv=8, num_heads=2, num_layers=1, vocab_size=64,
        feed_forward_proj="gated-gelu",
    )  # fmt: skip
    dynamic = flow(use_dynamic_shifting=guided, shift=3.0 if guided else 1.0)
    clip, t5 = _clip(), T5EncoderModel(config)
    return dynamic, vae(), clip, _clip_words(), t5, reads, transformer


def _flux(kind: str, in_channels: int = 16, guided: bool = True) -> Any:
    import diffusers

    return getattr(diffusers, kind)(*_flux_parts(in_channels, guided))


def _seeing() -> Any:
    """A Qwen2.5-VL that looks at pictures in patches of 14."""
    from transformers import Qwen2_5_VLConfig, Qwen2_5_VLForConditionalGeneration

    text = {
        "hidden_size": 16, "intermediate_size": 16, "num_hidden_layers": 2,
        "num_attention_heads": 2, "num_key_value_heads": 2, "vocab_size": 64, "bos_token_id": 0,
        "eos_token_id": 1,
        "rope_parameters": {"rope_type": "default", "mrope_section": [1, 1, 2],
                            "rope_theta": 10000.0},
    }  # fmt: skip
    eyes = {
        "depth": 1, "hidden_size": 16, "intermediate_size": 16, "num_heads": 2,
        "out_hidden_size": 16, "fullatt_block_indexes": [0],
    }  # fmt: skip
    token = words().convert_tokens_to_ids
    return Qwen2_5_VLForConditionalGeneration(
        Qwen2_5_VLConfig(
            text_config=text,
            vision_config=eyes,
            image_token_id=token("<|image_pad|>"),
            video_token_id=token("<|video_pad|>"),
            vision_start_token_id=token("<|vision_start|>"),
            vision_end_token_id=token("<|vision_end|>"),
        )
    )


def _qwen_parts() -> tuple[Any, ...]:
    from diffusers import AutoencoderKLQwenImage, QwenImageTransformer2DModel

    transformer = QwenImageTransformer2DModel(
        in_channels=16, out_channels=4, num_layers=1, attention_head_dim=16,
        num_attention_heads=2, joint_attention_dim=16, axes_dims_rope=(4, 6, 6),
    )  # fmt: skip
    own = AutoencoderKLQwenImage(
        base_dim=4, z_dim=4, num_res_blocks=1, latents_mean=[0.0] * 4, latents_std=[1.0] * 4
    )
    dynamic = flow(
        use_dynamic_shifting=True, base_shift=0.5, max_shift=0.9, max_image_seq_len=8192,
        shift_terminal=0.02,
    )  # fmt: skip
    return dynamic, own, _seeing(), words(), transformer


def _qwen() -> Any:
    from diffusers import QwenImagePipeline

    return QwenImagePipeline(*_qwen_parts())


def _qwen_edit() -> Any:
    from diffusers import QwenImageEditPlusPipeline
    from transformers import Qwen2VLImageProcessorPil

    from inference.painters.diffusing.eyes import Eyes

    scheduler, own, seeing, tokens, transformer = _qwen_parts()
    looks = Eyes(Qwen2VLImageProcessorPil(), tokens)
    return QwenImageEditPlusPipeline(scheduler, own, seeing, tokens, looks, transformer)


_BUILDERS: dict[str, Callable[[], Any]] = {
    "flux2-klein-4b": _klein,
    "flux2-klein-base": lambda: _klein(distilled=False),
    "z-image-turbo": lambda: _z_image(3.0),
    "z-image": lambda: _z_image(6.0),
    "sdxl-inpaint": lambda: _sdxl(9),
    "sdxl-base": lambda: _sdxl(4),
    "qwen-image": _qwen,
    "qwen-image-edit": _qwen_edit,
    "firered-image-edit": _qwen_edit,
    "flux-schnell": lambda: _flux("FluxPipeline", guided=False),
    "flux-dev": lambda: _flux("FluxPipeline"),
    "flux-fill": lambda: _flux("FluxFillPipeline", in_channels=16 + 16 + 4 * 64),
    "flux-kontext": lambda: _flux("FluxKontextPipeline"),
}
