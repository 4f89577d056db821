"""segment-anything (Kirillov et al. 2023): a picture is embedded once, then any prompt is cheap.

The checkpoint's shapes say what network it is, so one way loads them all, and nothing in it can run
code.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from inference import shelf
from inference.device import Device, device_errors
from inference.errors import ModelMissing
from inference.nouns import Alpha, Pixels
from inference.segmenters.large import inputs, vision
from inference.segmenters.large.inputs import Fit, Floats
from inference.segmenters.large.recall import quick, recalled
from inference.segmenters.large.weights import fingerprint

Places = npt.NDArray[np.floating]

_AT_ONCE = 4  # prompts decoded together: more is no faster and takes more memory
_HEADS = 8  # of the decoder; the one number that no shape tells, and all released ones share


@dataclass(frozen=True, slots=True, eq=False)
class Prompts:
    """n prompts in pixels of the picture: `points` (n, k, 2) as x, y with `labels` (n, k), 1 inside
    and 0 outside, or `boxes` (n, 4), or both.
    """

    points: Places | None = None
    labels: npt.NDArray[np.int64] | None = None
    boxes: Places | None = None

    def split(self, most: int) -> list[Prompts]:
        """The same in groups of at most so many."""
        count = next(len(each) for each in (self.points, self.boxes) if each is not None)
        starts = range(0, count, most)
        return [self._some(slice(start, start + most)) for start in starts]

    def _some(self, which: slice) -> Prompts:
        return Prompts(
            None if self.points is None else self.points[which],
            None if self.labels is None else self.labels[which],
            None if self.boxes is None else self.boxes[which],
        )


class Candidates(NamedTuple):
    """For each of n prompts four masks: the first made for clear prompts, then part to whole.

    `logits` (n, 4, h, w) over the picture, above 0 inside; `quality` (n, 4) is the overlap with the
    truth that the network expects.
    """

    logits: Floats
    quality: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Embedding:
    """What the network saw in a picture: `features` (1, c, g, g), and how that was laid."""

    features: Any
    fit: Fit


class SamNetwork:
    """Loaded once. `embed` costs seconds, `decode` a moment."""

    def __init__(self, path: Path, device: Device) -> None:
        self._sam = _load(path)
        self._identity = ("segment-anything", "1", fingerprint(self._sam), str(device.dtype))
        self._device = device
        self._sam.to(device.name)
        self.side = int(self._sam.image_encoder.img_size)

    def embed(self, rgb: Pixels) -> Embedding:
        """Kept on the shelf: once per picture."""
        fit = Fit(rgb.shape[0], rgb.shape[1], self.side)
        key = shelf.key_of(rgb, *self._identity)
        kept = recalled(key, self._device, lambda: {"features": self._encode(rgb, fit)})
        return Embedding(kept["features"].float(), fit)

    def decode(self, seen: Embedding, prompts: Prompts) -> Candidates:
        """Four masks per prompt."""
        parts = [self._decode(seen, some) for some in prompts.split(_AT_ONCE)]
        return Candidates(*(np.concatenate(each) for each in zip(*parts, strict=True)))

    def alpha(self, logits: Floats, fit: Fit) -> Alpha:
        """(h, w) logits of one mask -> the picture's size, 255 inside."""
        import cv2

        side = int(logits.shape[0] * self.side / self.grid)
        step = self.side // self.grid
        full = cv2.resize(logits, (logits.shape[1] * step, side), interpolation=cv2.INTER_LINEAR)
        height, width = fit.laid
        return inputs.alpha_of(np.asarray(full)[:height, :width], fit.height, fit.width)

    @property
    def grid(self) -> int:
        """Side of the masks over the whole square."""
        return int(self._sam.prompt_encoder.mask_input_size[0])

    def _encode(self, rgb: Pixels, fit: Fit) -> Any:
        import torch

        planes = inputs.normalised(inputs.resized(rgb, *fit.laid), inputs.IMAGENET)
        pixels = torch.from_numpy(inputs.in_square(planes, self.side))[None]
        with torch.inference_mode(), device_errors(), quick(self._device):
            return self._sam.image_encoder(pixels.to(self._device.name))

    def _decode(self, seen: Embedding, prompts: Prompts) -> Candidates:
        import torch

        points, boxes = self._asked(seen.fit, prompts)
        with torch.inference_mode(), device_errors():
            sparse, dense = self._sam.prompt_encoder(points, boxes, None)
            logits, quality = self._sam.mask_decoder.predict_masks(
                seen.features, self._sam.prompt_encoder.get_dense_pe(), sparse, dense
            )
        height, width = (-(-edge * self.grid // self.side) for edge in seen.fit.laid)
        return Candidates(logits[..., :height, :width].cpu().numpy(), quality.cpu().numpy())

    def _asked(self, fit: Fit, prompts: Prompts) -> tuple[tuple[Any, Any] | None, Any]:
        """(points and labels, boxes) in pixels of the square, on the device."""
        import torch

        points, boxes, stretch = prompts.points, prompts.boxes, fit.stretch

        def there(array: Any, kind: Any = torch.float32) -> Any:
            return torch.as_tensor(array, dtype=kind, device=self._device.name)

        frames = None if boxes is None else there(boxes * np.tile(stretch, 2))
        if points is None:
            return None, frames
        return (there(points * stretch), there(prompts.labels, torch.int64)), frames


def _load(path: Path) -> Any:
    """The network with the checkpoint's weights; ModelMissing where it is no such checkpoint."""
    import torch

    vision.segment_anything()
    try:
        weights = torch.load(path, map_location="cpu", weights_only=True)
        with torch.device("meta"):
            parts = _encoder(weights), _prompts(weights), _decoder(weights)
        sam = _assembled(*parts)
        sam.load_state_dict(weights, assign=True)
    except Exception as error:  # a damaged file fails in a dozen ways
        reason = " ".join(str(error).split())[:200]
        raise ModelMissing(
            f"{path} is no checkpoint of segment-anything ({type(error).__name__}: {reason}). Move "
            "it away and get it with: reshoot models pull"
        ) from error
    return sam.float().eval().requires_grad_(False)


def _assembled(encoder: Any, prompts: Any, decoder: Any) -> Any:
    from segment_anything.modeling import Sam

    return Sam(encoder, prompts, decoder)


def _encoder(weights: dict[str, Any]) -> Any:
    """Tables of relative places tell the number of heads, and which blocks see the whole."""
    import torch
    from segment_anything.modeling import ImageEncoderViT

    at = "image_encoder"
    width, _, patch, _ = weights[f"{at}.patch_embed.proj.weight"].shape
    grid = weights[f"{at}.pos_embed"].shape[1]
    depth = _count(weights, f"{at}.blocks")
    places = [weights[f"{at}.blocks.{n}.attn.rel_pos_h"].shape for n in range(depth)]
    windows = [(length + 1) // 2 for length, _ in places]
    return ImageEncoderViT(
        img_size=grid * patch,
        patch_size=patch,
        embed_dim=width,
        depth=depth,
        num_heads=width // places[0][1],
        mlp_ratio=weights[f"{at}.blocks.0.mlp.lin1.weight"].shape[0] / width,
        out_chans=weights[f"{at}.neck.0.weight"].shape[0],
        norm_layer=partial(torch.nn.LayerNorm, eps=1e-6),
        use_rel_pos=True,
        window_size=min(windows),
        global_attn_indexes=tuple(n for n, window in enumerate(windows) if window == grid),
    )


def _prompts(weights: dict[str, Any]) -> Any:
    from segment_anything.modeling import PromptEncoder

    grid = weights["image_encoder.pos_embed"].shape[1]
    side = grid * weights["image_encoder.patch_embed.proj.weight"].shape[2]
    channels = weights["prompt_encoder.mask_downscaling.3.weight"].shape[0]
    width = weights["prompt_encoder.no_mask_embed.weight"].shape[1]
    return PromptEncoder(width, (grid, grid), (side, side), channels)


def _decoder(weights: dict[str, Any]) -> Any:
    from segment_anything.modeling import MaskDecoder, TwoWayTransformer

    at = "mask_decoder"
    masks, width = weights[f"{at}.mask_tokens.weight"].shape
    inner = weights[f"{at}.transformer.layers.0.mlp.lin1.weight"].shape[0]
    layers = _count(weights, f"{at}.transformer.layers")
    return MaskDecoder(
        transformer_dim=width,
        transformer=TwoWayTransformer(layers, width, _HEADS, inner),
        num_multimask_outputs=masks - 1,
        iou_head_depth=_count(weights, f"{at}.iou_prediction_head.layers"),
        iou_head_hidden_dim=weights[f"{at}.iou_prediction_head.layers.0.weight"].shape[0],
    )


def _count(weights: dict[str, Any], under: str) -> int:
    """How many numbered parts there are under a name."""
    dots = under.count(".") + 1
    return len({name.split(".")[dots] for name in weights if name.startswith(f"{under}.")})
