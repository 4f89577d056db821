"""Every family of painters by its real class, loaded by the real path from a tiny checkpoint."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from inference import plugins
from inference.errors import AskerError, Cancelled
from inference.nouns import Box, Cut, Operation, Pixels
from inference.painters.diffusing import masks
from inference.painters.diffusing.family import families
from tests import craft
from tests.needs import needs_torch

NAMES = [
    "flux2-klein-4b", "flux2-klein-base", "qwen-image-edit", "qwen-image", "z-image-turbo",
    "z-image", "sdxl-inpaint", "sdxl-base", "flux-schnell", "flux-dev", "flux-fill", "flux-kontext",
]  # fmt: skip
SHOWN_AN_EXAMPLE = ("flux2-klein-4b", "flux2-klein-base", "qwen-image-edit", "flux-kontext")
KEEPS_BY_ITSELF = ("sdxl-inpaint", "flux-fill")
SUBTLE, BALANCED, BOLD = 0.4, 0.8, 0.95
HIGHEST = {"sdxl-inpaint": 0.9359, "sdxl-base": 0.9359}
"""The most noise that a family was trained at, where that is not all."""

Painter = Callable[[str], Any]


@pytest.fixture(scope="module")
def painter(tmp_path_factory: pytest.TempPathFactory) -> Painter:
    """A painter of the family of that name, made once; options as an operator would write them."""
    needs_torch()
    from inference.painters.diffusion import Diffusion
    from tests.tiny_families import save

    folder = tmp_path_factory.mktemp("families")

    @cache
    def checkpoint(name: str) -> Path:
        return save(name, folder / name)

    @cache
    def made(name: str, options: str = "side=128") -> Any:
        slow = "&steps=4" if name == "qwen-image-edit" else ""
        return Diffusion(f"{checkpoint(name)}?{options}{slow}")

    return made


@pytest.fixture
def near(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the editor look at the golden in fewer pixels: it takes a megapixel otherwise."""
    needs_torch()
    from diffusers.pipelines.qwenimage import pipeline_qwenimage_edit_plus as plus

    monkeypatch.setattr(plus, "VAE_IMAGE_SIZE", 128 * 128)
    monkeypatch.setattr(plus, "CONDITION_IMAGE_SIZE", 112 * 112)


def cut(width: int = 144, height: int = 112) -> Cut:
    rgb = np.random.default_rng(0).integers(0, 256, (height, width, 3), np.uint8)
    alpha = np.zeros((height, width), np.uint8)
    alpha[height // 4 : height // 2, width // 4 : width // 2] = 255
    return Cut(rgb, alpha, Box(0, 0, width, height), Fraction(1))


def paint(painter: Any, seeds: Sequence[int] = (1,), **more: Any) -> list[Pixels]:
    offers = {"operation": Operation.ADD, "phrase": "box", "strength": BALANCED} | more
    return list(painter(cut(), "a red box", seeds, **offers))


def watched(painter: Any) -> tuple[list[float], Any]:
    """The noise levels and batches that the network sees from now on, and how to stop listening."""
    pipe, seen = painter._loaded.pipe, []
    network = getattr(pipe, "transformer", None) or pipe.unet

    def note(_: Any, args: tuple[Any, ...], named: dict[str, Any]) -> None:
        time = named["timestep"] if "timestep" in named else args[1]
        time = float(time.flatten()[0]) if time.ndim else float(time)
        seen.append(_level(pipe, type(network).__name__, time))

    return seen, network.register_forward_pre_hook(note, with_kwargs=True)


def _level(pipe: Any, network: str, time: float) -> float:
    """The noise level at the time that a network is told."""
    if network.startswith("ZImage"):
        return 1 - time
    if not network.startswith("UNet"):
        return time
    alphas = np.asarray(pipe.scheduler.alphas_cumprod)
    sigma = float(np.interp(time, np.arange(len(alphas)), np.sqrt((1 - alphas) / alphas)))
    return sigma / (1 + sigma)


def test_every_family_in_the_table_is_tested_here_or_driven_like_one_that_is() -> None:
    like = {"firered-image-edit": "qwen-image-edit", "sd15-inpaint": "sdxl-inpaint"}
    assert {like.get(name, name) for name in families()} == set(NAMES) - {"sdxl-base"}


@pytest.mark.parametrize("name", NAMES)
def test_a_folder_is_known_for_the_family_that_saved_it(name: str, painter: Painter) -> None:
    family = painter(name)._loaded.family
    assert family.name == {"sdxl-base": "sdxl-inpaint"}.get(name, name)
    assert type(painter(name)._loaded.pipe).__name__ == family.pipeline


@pytest.mark.usefixtures("near")
@pytest.mark.parametrize("strength", [SUBTLE, BALANCED, BOLD, 1.0])
@pytest.mark.parametrize("name", NAMES)
def test_the_first_noise_that_the_network_sees_is_what_was_asked_for(
    name: str, strength: float, painter: Painter
) -> None:
    seen, hook = watched(painter(name))
    paint(painter(name), strength=strength)
    hook.remove()
    asked = min(strength, HIGHEST.get(name, 1.0))
    assert seen[0] == pytest.approx(asked, abs=2e-3)
    assert seen == sorted(seen, reverse=True)


@pytest.mark.usefixtures("near")
@pytest.mark.parametrize("name", NAMES)
def test_all_seeds_go_through_in_one_pass_and_each_is_the_same_as_alone(
    name: str, painter: Painter
) -> None:
    seen, hook = watched(painter(name))
    first, second = paint(painter(name), (1, 2))
    passes = len(seen)
    (alone,) = paint(painter(name), (2,))
    hook.remove()
    assert len(seen) == 2 * passes
    assert first.shape == (112, 144, 3)
    assert not np.array_equal(first, second)
    assert np.abs(alone.astype(int) - second).max() <= 1


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_of_more_than_a_megapixel_is_changed_in_the_region_only(
    name: str, painter: Painter
) -> None:
    from inference.render import render

    golden = craft.noise(1000, 1200)
    alpha = np.zeros((1000, 1200), np.uint8)
    alpha[400:500, 500:620] = 255
    plan = craft.plan(Operation.ADD)
    heard: list[float] = []
    (take,) = render(golden, plan, craft.region(alpha), painter(name, "side=256"), heard.append)
    assert take.proof.changed_outside == 0
    assert not np.array_equal(take.picture.pixels[alpha > 0], golden.pixels[alpha > 0])
    assert heard == sorted(heard)
    assert heard[-1] == 1.0


@pytest.mark.usefixtures("near")
@pytest.mark.parametrize("name", NAMES)
def test_a_soft_mask_has_an_effect_where_the_pipeline_shows_its_latents(
    name: str, painter: Painter, monkeypatch: pytest.MonkeyPatch
) -> None:
    (soft,) = paint(painter(name))
    wide = masks.wide
    monkeypatch.setattr(masks, "wide", lambda cut: (wide(cut) > 0).astype(np.float32))
    (hard,) = paint(painter(name))
    assert np.array_equal(soft, hard) == (name in KEEPS_BY_ITSELF)


@pytest.mark.usefixtures("near")
@pytest.mark.parametrize("name", NAMES)
def test_an_example_is_looked_at_or_not_asked_for(name: str, painter: Painter) -> None:
    import inspect

    example = np.full((90, 60, 3), 200, np.uint8)
    listens = "reference" in inspect.signature(painter(name)).parameters
    assert listens == (name in SHOWN_AN_EXAMPLE)
    if listens:
        (without,), (shown,) = (
            list(plugins.call(painter(name), cut(), "a box", (1,), reference=one))
            for one in (None, example)
        )
        assert not np.array_equal(without, shown)


@pytest.mark.usefixtures("near")
@pytest.mark.parametrize("name", ["flux2-klein-4b", "qwen-image-edit", "z-image", "sdxl-base"])
def test_a_prompt_is_read_once_however_often_it_is_painted(name: str, painter: Painter) -> None:
    reads = []
    encoder = painter(name)._loaded.pipe.text_encoder
    hook = encoder.register_forward_hook(lambda *_: reads.append(1))
    words, counts = f"read once by {name}", []
    for prompt, seed in ((words, 1), (words, 2), ("something else", 2)):
        list(painter(name)(cut(), prompt, (seed,), operation=Operation.ADD))
        counts.append(len(reads))
    hook.remove()
    assert 0 < counts[0] == counts[1] < counts[2]


def test_layers_of_the_text_encoder_that_nobody_looks_at_are_dropped_without_a_difference(
    painter: Painter, tmp_path: Path
) -> None:
    import torch
    from diffusers import Flux2KleinPipeline

    from tests.tiny_families import save

    whole = Flux2KleinPipeline.from_pretrained(save("flux2-klein-4b", tmp_path / "klein"))
    ours = painter("flux2-klein-4b")._loaded.pipe
    assert len(whole.text_encoder.model.layers) == 30
    assert len(ours.text_encoder.model.layers) == 28
    with torch.no_grad():
        assert torch.equal(whole.encode_prompt("a cat")[0], ours.encode_prompt("a cat")[0])


@pytest.mark.usefixtures("near")
@pytest.mark.parametrize("strength", [0.3, 1.0])
def test_an_editor_starts_from_the_picture_under_as_much_noise_as_asked(
    strength: float, painter: Painter
) -> None:
    seen: list[Any] = []
    editor = painter("qwen-image-edit")
    hook = editor._loaded.pipe.transformer.register_forward_pre_hook(
        lambda _, __, named: seen.append(named["hidden_states"][:, : 9 * 7]), with_kwargs=True
    )
    dark = Cut(np.zeros_like(cut().rgb), cut().alpha, cut().box, cut().scale)
    list(editor(dark, "a box", (1,), operation=Operation.ADD, strength=strength))
    hook.remove()
    spread = float((seen[0] - seen[0].mean(1, keepdim=True)).std())
    assert spread == pytest.approx(strength, rel=0.15)  # a black picture has no detail of its own


def test_cancelling_stops_a_family_of_few_steps_at_the_next_one(painter: Painter) -> None:
    heard: list[float] = []
    with pytest.raises(Cancelled):
        paint(painter("flux2-klein-4b"), progress=heard.append, cancel=lambda: len(heard) >= 2)
    assert len(heard) == 2


def test_a_tuned_pipeline_paints_the_same(painter: Painter) -> None:
    from inference.painters.diffusing.speed import tune

    (before,) = paint(painter("flux2-klein-4b", "side=128&scale=1"))  # one of its own
    tune(painter("flux2-klein-4b", "side=128&scale=1")._loaded.pipe, compiled=False)
    (after,) = paint(painter("flux2-klein-4b", "side=128&scale=1"))
    assert np.abs(after.astype(int) - before).max() <= 2


def test_the_benchmark_of_variants_measures_every_method() -> None:
    needs_torch()
    from inference.bench.variants import in_words, measured

    rows = list(measured("tiny", side=128, seeds=2, calls=1, compiled=False))
    assert [row.method for row in rows] == [
        "diffusers",
        "diffusers, all seeds",
        "ours",
        "ours, fast",
    ]
    assert all(row.variants_per_second > 0 < row.tflop_per_variant for row in rows)
    assert rows[2].tflop_per_variant < rows[1].tflop_per_variant  # the prompt was read before
    assert "variants/s" in in_words(rows[0])


def moving(painter: Any, by: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the pipeline answer with the golden itself, moved to the right."""
    import cv2

    def moved(job: Any, seeds: Sequence[int], *_: Any) -> list[Pixels]:
        where = np.array([[1, 0, by], [0, 1, 0]], np.float32)
        height, width = job.cut.alpha.shape
        one = cv2.warpAffine(job.cut.rgb, where, (width, height), borderMode=cv2.BORDER_REFLECT)
        return [one for _ in seeds]

    monkeypatch.setattr(painter, "_forward", moved)


def smooth() -> Cut:
    import cv2

    noisy = cut(256, 256)
    return Cut(cv2.GaussianBlur(noisy.rgb, (0, 0), 2.5), noisy.alpha, noisy.box, noisy.scale)


def test_an_editor_that_moves_the_picture_by_part_of_a_pixel_is_laid_back(
    painter: Painter, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor, still = painter("qwen-image-edit"), smooth()
    moving(editor, 0.6, monkeypatch)
    (laid,) = editor(still, "a box", (1,))
    off = np.abs(laid.astype(int) - still.rgb)[20:-20, 20:-20]
    monkeypatch.setattr("inference.painters.diffusing.register.aligned", lambda one, _: one)
    (raw,) = editor(still, "a box", (1,))
    assert off.mean() < 0.2 * np.abs(raw.astype(int) - still.rgb)[20:-20, 20:-20].mean()


def test_an_editor_that_moves_the_picture_further_is_refused_in_words(
    painter: Painter, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = painter("qwen-image-edit")
    moving(editor, 3.0, monkeypatch)
    with pytest.raises(AskerError, match=r"moved the picture by 3\.0 pixels.*keeping it still"):
        list(editor(smooth(), "a box", (1,)))
