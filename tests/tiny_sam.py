"""Tiny checkpoints with random weights of the large networks, as their homes lay them out.

What a detector scores can be pushed up or down, so that a phrase is there or not.
"""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Any

LETTERS = "abcdefghijklmnopqrstuvwxyz"
SIDE, PATCH = 128, 16


def segment_anything(models: Path, size: str = "vit-b") -> Path:
    """A segment-anything of 128 pixels with two blocks: one sees windows of 3, one the whole."""
    import torch

    from inference.segmenters.large import vision

    modeling = vision.segment_anything().modeling
    torch.manual_seed(1)
    grid, width = SIDE // PATCH, 32
    encoder = modeling.ImageEncoderViT(
        img_size=SIDE, patch_size=PATCH, embed_dim=48, depth=2, num_heads=4, mlp_ratio=2,
        out_chans=width, norm_layer=partial(torch.nn.LayerNorm, eps=1e-6), use_rel_pos=True,
        window_size=3, global_attn_indexes=(1,),
    )  # fmt: skip
    prompts = modeling.PromptEncoder(width, (grid, grid), (SIDE, SIDE), 8)
    decoder = modeling.MaskDecoder(
        transformer_dim=width,
        transformer=modeling.TwoWayTransformer(2, width, 8, 40),
        iou_head_hidden_dim=24,
    )
    sam = modeling.Sam(encoder, prompts, decoder)
    with torch.no_grad():  # random weights alone leave places without a meaning
        for name, value in sam.named_parameters():
            if "pos" in name:
                value.normal_(0, 0.5)
    released = {"vit-b": "sam_vit_b_01ec64.pth", "vit-l": "sam_vit_l_0b3195.pth"}
    path = models / f"sam-{size}" / released[size]
    path.parent.mkdir(parents=True)
    torch.save(sam.state_dict(), path)
    return path


def owlv2(models: Path, push: float = 0.0, things: float = 0.0) -> Path:
    """`push` is added to each score's logit, `things` to that of a thing being there at all."""
    import torch
    from transformers import Owlv2Config, Owlv2ForObjectDetection

    torch.manual_seed(2)
    text = {
        "vocab_size": 64, "hidden_size": 16, "intermediate_size": 16, "num_hidden_layers": 1,
        "num_attention_heads": 2, "bos_token_id": 52, "eos_token_id": 53, "pad_token_id": 53,
    }  # fmt: skip
    sight = {
        "hidden_size": 32, "intermediate_size": 32, "num_hidden_layers": 1,
        "num_attention_heads": 2, "image_size": 96, "patch_size": 16,
    }  # fmt: skip
    net = Owlv2ForObjectDetection(
        Owlv2Config(text_config=text, vision_config=sight, projection_dim=16)
    )
    with torch.no_grad():
        net.layer_norm.weight *= 0.05  # heads of random weights would shout
        net.class_head.logit_shift.bias += push
        net.objectness_head.dense2.bias += things
        net.box_head.dense2.bias[2:] += 1.5  # boxes of more than a patch
    return _saved(net, clip_words(models / "words"), models / "owlv2")


def grounding_dino(models: Path) -> Path:
    import torch
    from transformers import (
        BertConfig,
        GroundingDinoConfig,
        GroundingDinoForObjectDetection,
        SwinConfig,
    )

    torch.manual_seed(3)
    net = GroundingDinoForObjectDetection(
        GroundingDinoConfig(
            backbone_config=SwinConfig(
                image_size=64, embed_dim=8, depths=[1, 1, 1, 1], num_heads=[1, 1, 2, 2],
                window_size=4, out_indices=[2, 3, 4],
            ),
            text_config=BertConfig(
                vocab_size=1100, hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
                intermediate_size=16,
            ),
            d_model=32, encoder_layers=1, decoder_layers=2, encoder_ffn_dim=32, decoder_ffn_dim=32,
            encoder_attention_heads=2, decoder_attention_heads=2, num_queries=12,
        )
    )  # fmt: skip
    return _saved(net, bert_words(models / "words"), models / "grounding-dino")


def sam3(models: Path, present: float = 0.0) -> Path:
    """`present` is added to the logit of the phrase being there at all."""
    import torch
    from transformers import Sam3Config, Sam3Model

    torch.manual_seed(4)
    small: dict[str, Any] = {
        "hidden_size": 32, "num_layers": 1, "num_attention_heads": 2, "intermediate_size": 32,
    }  # fmt: skip
    config = Sam3Config(
        vision_config={
            "backbone_config": {
                "model_type": "sam3_vit_model", "hidden_size": 32, "intermediate_size": 32,
                "num_hidden_layers": 2, "num_attention_heads": 2, "image_size": 112,
                "patch_size": 14, "window_size": 4, "global_attn_indexes": [1],
                "pretrain_image_size": 56,
            },
            "fpn_hidden_size": 32,
            "backbone_feature_sizes": [[32, 32], [16, 16], [8, 8]],
        },
        text_config={
            "model_type": "clip_text_model", "vocab_size": 64, "hidden_size": 16,
            "intermediate_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2,
            "projection_dim": 16, "max_position_embeddings": 32, "bos_token_id": 52,
            "eos_token_id": 53,
        },
        geometry_encoder_config=small,
        detr_encoder_config=small,
        detr_decoder_config={**small, "num_queries": 10},
        mask_decoder_config={"hidden_size": 32, "num_attention_heads": 2},
    )  # fmt: skip
    net = Sam3Model(config)
    with torch.no_grad():
        net.detr_decoder.presence_head.layer3.bias += present
    return _saved(net, clip_words(models / "words"), models / "sam3")


def _saved(net: Any, words: Any, folder: Path) -> Path:
    net.save_pretrained(folder)
    words.save_pretrained(folder)
    wants = {"size": {"shortest_edge": 96, "longest_edge": 160}}
    (folder / "preprocessor_config.json").write_text(json.dumps(wants))
    return folder


def clip_words(folder: Path) -> Any:
    """Knows single letters only, which is enough to read anything in them."""
    from transformers import CLIPTokenizer

    ends = ["<|startoftext|>", "<|endoftext|>"]
    words = [*LETTERS, *(f"{letter}</w>" for letter in LETTERS), *ends]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "vocab.json").write_text(json.dumps({word: n for n, word in enumerate(words)}))
    (folder / "merges.txt").write_text("#version: 0.2\n")
    files = str(folder / "vocab.json"), str(folder / "merges.txt")
    return CLIPTokenizer(*files, model_max_length=77)


def bert_words(folder: Path) -> Any:
    """Letters again; the marks have the numbers that GroundingDINO knows them by."""
    from transformers import BertTokenizer

    words = [f"[unused{n}]" for n in range(1100)]
    words[0], words[100], words[101], words[102] = "[PAD]", "[UNK]", "[CLS]", "[SEP]"
    words[1012], words[1029] = ".", "?"
    for n, letter in enumerate(LETTERS):
        words[200 + n], words[300 + n] = letter, f"##{letter}"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "vocab.txt").write_text("\n".join(words) + "\n")
    return BertTokenizer(str(folder / "vocab.txt"))
