"""SAM 3 by its real loading path on a tiny checkpoint."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from inference import region
from inference.device import Device
from inference.errors import ModelMissing, NotFound
from tests.needs import needs_torch


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    needs_torch()
    from tests import tiny_sam

    folder = tmp_path_factory.mktemp("models")
    tiny_sam.sam3(folder, present=3.0)
    return folder


@pytest.fixture(autouse=True)
def places(models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RESHOOT_MODELS", str(models))
    monkeypatch.setenv("RESHOOT_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def sam3(places: None) -> Any:
    from inference.segmenters.sam3 import Sam3

    return Sam3()


@pytest.fixture(scope="module")
def rgb() -> np.ndarray:
    rng = np.random.default_rng(0)
    return np.kron(rng.integers(0, 256, (9, 12, 3), np.uint8), np.ones((16, 16, 1), np.uint8))


def test_it_answers_with_a_mask_of_the_pictures_size(sam3: Any, rgb: np.ndarray) -> None:
    answer = sam3(rgb, "red bottle")
    assert (answer.alpha.shape, answer.alpha.dtype) == (rgb.shape[:2], np.uint8)
    assert set(np.unique(answer.alpha)) == {0, 255}
    assert 0 < answer.confidence <= 1
    assert answer.by == "SAM 3"
    assert "red bottle" in answer.why


def test_its_instances_together_are_the_answer_from_left_to_right(
    sam3: Any, rgb: np.ndarray
) -> None:
    things = sam3.instances(rgb, "bottle")
    together = np.maximum.reduce([thing.alpha for thing in things])
    assert (together == sam3(rgb, "bottle").alpha).mean() > 0.95
    centres = [np.flatnonzero(thing.alpha.any(0)).mean() for thing in things]
    assert centres == sorted(centres)


def test_features_from_the_shelf_give_what_the_whole_network_gives(
    sam3: Any, rgb: np.ndarray
) -> None:
    import torch

    from inference.segmenters.large import inputs

    words = sam3._tokenizer("bottle", padding="max_length", max_length=32, return_tensors="pt")
    square = inputs.normalised(inputs.resized(rgb, 112, 112), inputs.HALVES)
    with torch.inference_mode():
        whole = sam3._network(pixel_values=torch.from_numpy(square)[None], **words)
    told = sam3._ask(sam3._look(rgb), "bottle")
    assert told.presence == pytest.approx(float(whole.presence_logits.sigmoid()), abs=1e-5)
    scores = whole.pred_logits[0].sigmoid() * whole.presence_logits.sigmoid()[0]
    best = int(scores.argmax())
    assert told.scores[0] == pytest.approx(float(scores[best]), abs=1e-5)
    assert np.allclose(told.logits[0], whole.pred_masks[0, best], atol=1e-3)
    assert list(told.scores) == sorted(told.scores, reverse=True)


def test_a_second_phrase_does_not_look_again_even_after_a_restart(
    sam3: Any, rgb: np.ndarray
) -> None:
    from inference.segmenters.sam3 import Sam3

    ran: list[int] = []
    again = Sam3()
    for each in (sam3, again):
        each._network.vision_encoder.register_forward_pre_hook(lambda *_: ran.append(1))
    first = sam3(rgb, "bottle")
    sam3(rgb, "shirt")
    assert np.array_equal(again(rgb, "bottle").alpha, first.alpha)
    assert ran == [1]


def test_half_precision_looks_for_itself_and_answers_too(
    sam3: Any, rgb: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    from inference.segmenters import sam3 as module

    monkeypatch.setattr(module, "best_device", lambda: Device("cpu", torch.bfloat16))
    half = module.Sam3()
    one, two = sam3._look(rgb).fpn_hidden_states[0], half._look(rgb).fpn_hidden_states[0]
    assert two.dtype == torch.float32
    assert not torch.equal(one, two)
    assert torch.allclose(one, two, atol=0.1)


def test_what_is_not_there_is_refused(
    rgb: np.ndarray, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from inference.segmenters.sam3 import Sam3
    from tests import tiny_sam

    tiny_sam.sam3(tmp_path / "models", present=-3.0)
    monkeypatch.setenv("RESHOOT_MODELS", str(tmp_path / "models"))
    absent = Sam3()
    with pytest.raises(LookupError, match=r"can't find \*giraffe\*"):
        absent(rgb, "giraffe")
    with pytest.raises(NotFound, match="giraffe"):
        region.find(rgb, "giraffe", (), absent, "sam3")


def test_it_says_plainly_that_the_main_thing_needs_a_name(sam3: Any, rgb: np.ndarray) -> None:
    for phrase in ("background", "the product".removeprefix("the ")):
        with pytest.raises(LookupError, match="by their names"):
            sam3(rgb, phrase)


def test_it_looks_around_when_it_refuses_for_no_longer_than_it_may_and_remembers(
    sam3: Any, rgb: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    from inference.segmenters import sam3 as module

    asked: list[str] = []
    ask = sam3._ask
    monkeypatch.setattr(sam3, "_ask", lambda seen, noun: asked.append(noun) or ask(seen, noun))
    monkeypatch.setattr(module, "_PATIENCE", 0.0)
    sam3(rgb, "bottle")
    assert sam3.sees(rgb) == []
    monkeypatch.setattr(module, "_THERE", 1.1)
    for _ in range(2):
        with pytest.raises(NotFound, match="I can see: person"):
            sam3(rgb, "bottle")
    assert sam3.sees(rgb) == ["person"]
    assert asked == ["bottle", "bottle", "person", "bottle"]


def test_missing_weights_come_with_the_command_that_gets_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from inference.segmenters.sam3 import Sam3

    monkeypatch.setenv("RESHOOT_MODELS", str(tmp_path))
    with pytest.raises(ModelMissing, match="reshoot models pull sam3"):
        Sam3()
