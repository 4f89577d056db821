"""segment-anything with its detectors, by the real loading path on tiny checkpoints."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from inference import region
from inference.device import Device
from inference.errors import BadSettings, ModelMissing, NotFound
from inference.nouns import Answer
from tests.needs import needs_torch, photo

DETECTORS = ("owlv2", "grounding-dino")
EYES = {"owlv2": "owlv2.vision_model", "grounding-dino": "model.backbone"}


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    needs_torch()
    from tests import tiny_sam

    folder = tmp_path_factory.mktemp("models")
    tiny_sam.segment_anything(folder)
    tiny_sam.owlv2(folder, push=1.0)
    tiny_sam.grounding_dino(folder)
    return folder


@pytest.fixture(autouse=True)
def places(models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RESHOOT_MODELS", str(models))
    monkeypatch.setenv("RESHOOT_CACHE", str(tmp_path / "cache"))


@pytest.fixture(scope="module", params=DETECTORS)
def sam(request: pytest.FixtureRequest, models: Path) -> Iterator[Any]:
    from inference.segmenters.sam import Sam

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RESHOOT_MODELS", str(models))
        patch.setenv("RESHOOT_CACHE", str(models.parent / "cache"))
        yield Sam(request.param)


@pytest.fixture(scope="module")
def rgb() -> np.ndarray:
    from PIL import Image

    return np.asarray(Image.open(photo("astronaut.png")).convert("RGB"))[:200, :300].copy()


def network(models: Path) -> Any:
    from inference.segmenters.large.sam_network import SamNetwork

    (path,) = (models / "sam-vit-b").iterdir()
    return SamNetwork(path, cpu())


def cpu() -> Device:
    import torch

    return Device("cpu", torch.float32)


def test_it_answers_with_a_mask_of_the_pictures_size_and_says_who_answered(
    sam: Any, rgb: np.ndarray
) -> None:
    answer = sam(rgb, "bottle")
    assert isinstance(answer, Answer)
    assert (answer.alpha.shape, answer.alpha.dtype) == (rgb.shape[:2], np.uint8)
    assert set(np.unique(answer.alpha)) <= {0, 255}
    assert answer.alpha.any()
    assert 0 <= answer.confidence <= 1
    assert "segment-anything vit_b with" in answer.by
    assert "bottle" in answer.why


def test_its_instances_together_are_the_answer_and_go_from_left_to_right(
    sam: Any, rgb: np.ndarray
) -> None:
    alphas = [each.alpha for each in sam.instances(rgb, "bottle")]
    together = np.maximum.reduce(alphas)
    assert (together == sam(rgb, "bottle").alpha).mean() > 0.95
    centres = [np.flatnonzero(alpha.any(0)).mean() for alpha in alphas]
    assert centres == sorted(centres)


def test_what_is_around_points_is_one_mask_that_heeds_them(sam: Any, rgb: np.ndarray) -> None:
    points, labels = np.array([[150.0, 80.0], [20.0, 20.0]]), np.array([1, 0])
    answer = sam.around(rgb, points, labels)
    assert answer.alpha.shape == rgb.shape[:2]
    other = sam.around(rgb, points[::-1], labels)
    assert not np.array_equal(answer.alpha, other.alpha)
    with pytest.raises(LookupError, match="inside"):
        sam.around(rgb, points, np.array([0, 0]))


def test_hundreds_of_points_are_as_good_as_some_of_them(sam: Any, rgb: np.ndarray) -> None:
    points = np.random.default_rng(0).uniform(0, 200, (700, 2))
    assert sam.around(rgb, points, np.ones(700, int)).alpha.any()


def test_what_it_sees_is_a_short_list_of_phrases_without_repeats(sam: Any, rgb: np.ndarray) -> None:
    sam(rgb, "bottle")
    seen = sam.sees(rgb)
    assert len(seen) == len(set(seen)) <= 8


def test_what_it_sees_costs_no_look_on_any_picture(sam: Any, rgb: np.ndarray) -> None:
    ran = runs(sam._network._sam.image_encoder, sam._detector._network)
    ran_eyes = runs(sam._detector._network.get_submodule(EYES[sam._detector.name]))
    assert sam.sees(rgb[::-1]) == []
    sam(rgb, "shirt")
    looks = len(ran), len(ran_eyes)
    sam.sees(rgb)
    assert (len(ran), len(ran_eyes)) == looks


def test_grounding_dino_looks_around_when_it_refuses_and_remembers(
    models: Path, rgb: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    from inference.segmenters.large import grounding_dino

    monkeypatch.setattr(grounding_dino, "_THRESHOLD", 1.1)
    monkeypatch.setattr(grounding_dino, "_SEEN", 0.0)
    dino = grounding_dino.GroundingDino(cpu())
    ran = runs(dino._network)
    for phrase in ("giraffe", "zebra"):
        with pytest.raises(NotFound, match=r"I can see: \w") as refusal:
            dino.find(rgb, phrase)
    assert dino.sees(rgb) == list(refusal.value.sees)
    assert len(ran) == 3, "each phrase, and once all around"


def test_the_background_is_everything_but_the_subject(models: Path, rgb: np.ndarray) -> None:
    from inference.segmenters.sam import Sam

    sam = Sam()
    subject, background = sam(rgb, "subject"), sam(rgb, "background")
    assert np.array_equal(background.alpha, 255 - subject.alpha)
    assert subject.confidence == background.confidence <= 0.6
    assert "stands out" in background.why


def test_grounding_dino_says_plainly_that_it_needs_a_name(models: Path, rgb: np.ndarray) -> None:
    from inference.segmenters.sam import Sam

    with pytest.raises(LookupError, match="by their names"):
        Sam("grounding-dino")(rgb, "background")


def runs(*modules: Any) -> list[str]:
    """A list that grows whenever one of the modules runs."""
    ran: list[str] = []
    for module in modules:
        module.register_forward_pre_hook(lambda module, _: ran.append(type(module).__name__))
    return ran


def encoders(sam: Any) -> list[Any]:
    return [sam._network._sam.image_encoder, sam._detector._network.owlv2.vision_model]


def test_a_second_phrase_on_the_same_picture_runs_no_encoder_even_after_a_restart(
    models: Path, rgb: np.ndarray
) -> None:
    from inference.segmenters.sam import Sam

    sam = Sam()
    ran = runs(*encoders(sam))
    first = sam(rgb, "bottle")
    assert len(ran) == 2
    sam(rgb, "shirt")
    sam.around(rgb, np.array([[9.0, 9.0]]), np.array([1]))
    sam.sees(rgb)
    assert len(ran) == 2
    again = Sam()
    ran_again = runs(*encoders(again))
    assert np.array_equal(again(rgb, "bottle").alpha, first.alpha)
    assert ran_again == []
    again(rgb[:, ::-1], "bottle")
    assert len(ran_again) == 2


def test_grounding_dino_runs_once_a_prompt(models: Path, rgb: np.ndarray) -> None:
    from inference.segmenters.large.grounding_dino import GroundingDino

    dino = GroundingDino(cpu())
    ran = runs(dino._network)
    for phrase in ("face", "face", "hand"):  # parts, which have no rivals to be asked with
        dino.find(rgb, phrase)
    assert len(ran) == 2


def test_other_weights_or_another_precision_see_for_themselves(
    models: Path, rgb: np.ndarray, tmp_path: Path
) -> None:
    import torch

    from inference.segmenters.large.sam_network import SamNetwork

    (path,) = (models / "sam-vit-b").iterdir()
    weights = torch.load(path, weights_only=True)
    weights["image_encoder.neck.0.weight"] *= 1.01
    torch.save(weights, tmp_path / "tuned.pth")
    nets = [
        SamNetwork(path, cpu()),
        SamNetwork(tmp_path / "tuned.pth", cpu()),
        SamNetwork(path, Device("cpu", torch.bfloat16)),
    ]
    for net in nets:
        ran = runs(net._sam.image_encoder)
        one, two = net.embed(rgb), net.embed(rgb)
        assert len(ran) == 1
        assert torch.equal(one.features, two.features)
        assert one.features.dtype == torch.float32


def test_half_precision_gives_nearly_the_same_masks(models: Path, rgb: np.ndarray) -> None:
    import torch

    from inference.segmenters.large.owlv2 import Owlv2

    full, half = (Owlv2(Device("cpu", kind)) for kind in (torch.float32, torch.bfloat16))
    one, two = full._look(rgb), half._look(rgb)
    assert one.boxes.dtype == two.boxes.dtype
    assert np.abs(one.boxes - two.boxes).max() < 2.0
    assert not np.array_equal(one.embeds, two.embeds)


def test_its_masks_are_those_of_segment_anythings_own_predictor(
    models: Path, rgb: np.ndarray
) -> None:
    from segment_anything import SamPredictor

    from inference.segmenters.large.sam_network import Prompts

    net = network(models)
    predictor = SamPredictor(net._sam)
    predictor.set_image(rgb)
    seen = net.embed(rgb)
    assert np.allclose(seen.features, predictor.features, atol=1e-5)
    box, point = np.array([30.0, 40.0, 200.0, 160.0]), np.array([[115.0, 100.0]])
    for points in (point, None):
        labels = None if points is None else np.ones(1, int)
        theirs, quality, _ = predictor.predict(points, labels, box)
        prompts = (None, None) if points is None else (points[None], np.ones((1, 1), int))
        ours = net.decode(seen, Prompts(*prompts, boxes=box[None]))
        assert np.allclose(ours.quality[0, 1:], quality, atol=1e-4)
        for mask, logits in zip(theirs, ours.logits[0, 1:], strict=True):
            assert ((net.alpha(logits, seen.fit) > 0) == mask).mean() > 0.99


@pytest.mark.parametrize("shape", [(40, 90, 3), (700, 300, 3), (131, 131, 3)])
def test_whatever_the_pictures_size_the_networks_see_their_own(
    models: Path, shape: tuple[int, int, int]
) -> None:
    from inference.segmenters.sam import Sam

    sam, sizes = Sam(), list[tuple[int, ...]]()
    sam._network._sam.image_encoder.register_forward_pre_hook(
        lambda _, given: sizes.append(tuple(given[0].shape))
    )
    rgb = np.random.default_rng(0).integers(0, 256, shape, np.uint8)
    assert sam(rgb, "bottle").alpha.shape == shape[:2]
    assert sizes == [(1, 3, 128, 128)]


def test_owlv2_scores_and_boxes_are_the_networks_own(models: Path, rgb: np.ndarray) -> None:
    import torch

    from inference.segmenters.large.owlv2 import Owlv2, sigmoid

    owl = Owlv2(cpu())
    words = owl._tokenizer(
        ["a photo of a bottle"], padding="max_length", max_length=16, return_tensors="pt",
        truncation=True,
    )  # fmt: skip
    pixels = torch.from_numpy(owl._input(rgb))[None]
    told = owl._network(pixel_values=pixels, **words)
    seen = owl._look(rgb)
    theirs = sigmoid(told.logits[0, :, 0].numpy())
    x, y, w, h = (told.pred_boxes[0].numpy() * 300).T
    boxes = np.stack([x - w / 2, y - h / 2, x + w / 2, y + h / 2], 1).clip(0, [300, 200] * 2)
    there = ((boxes[:, 2:] - boxes[:, :2]) >= 1).all(1)
    assert np.allclose(seen.scores(owl._read(["bottle"]))[:, 0], theirs[there], atol=1e-5)
    assert np.allclose(seen.boxes, boxes[there], atol=1e-2)


def test_owlv2_pads_to_the_right_and_below_with_grey(models: Path) -> None:
    from inference.segmenters.large import inputs
    from inference.segmenters.large.owlv2 import Owlv2

    planes = Owlv2(cpu())._input(np.full((50, 200, 3), 255, np.uint8))
    grey = (np.array([0.5, 0.5, 0.5]) - inputs.CLIP[0]) / inputs.CLIP[1]
    assert np.allclose(planes[:, 30:, :], grey[:, None, None], atol=1e-5)
    assert (planes[:, :20, :] > grey[:, None, None]).all()


def test_grounding_dino_reads_one_phrase_as_its_own_tokenizer_does(models: Path) -> None:
    from inference.segmenters.large.grounding_dino import GroundingDino

    dino = GroundingDino(cpu())
    ids, spans = dino._prompt(["Red Bottle"])
    assert ids[0].tolist() == dino._tokenizer("red bottle.").input_ids
    assert spans == [(1, 1 + len("redbottle"))]
    ids, spans = dino._prompt(["a. b", "cd"])
    (first, second), read = spans, dino._tokenizer.convert_ids_to_tokens
    assert read(ids[0, slice(*first)].tolist()) == ["a", "b"]
    assert read(ids[0, slice(*second)].tolist()) == ["c", "##d"]
    assert len(dino._prompt(["x " * 999, "y"])[1]) == 1


@pytest.fixture
def absent(models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """OWLv2 to which nothing looks like anything."""
    from inference.segmenters.sam import Sam
    from tests import tiny_sam

    tiny_sam.owlv2(tmp_path / "models", push=-9.0)
    tiny_sam.segment_anything(tmp_path / "models")
    monkeypatch.setenv("RESHOOT_MODELS", str(tmp_path / "models"))
    return Sam()


def test_what_is_not_there_is_refused_in_words_and_not_boxed(absent: Any, rgb: np.ndarray) -> None:
    with pytest.raises(LookupError, match=r"can't find \*giraffe\*"):
        absent(rgb, "giraffe")
    with pytest.raises(NotFound, match=r"can't find \*giraffe\*"):
        region.find(rgb, "giraffe", (), absent, "sam")
    assert absent.sees(rgb) == []


def test_a_weak_box_that_fits_another_noun_much_better_is_refused(
    models: Path, rgb: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    from inference.segmenters.large import found
    from inference.segmenters.large.owlv2 import Owlv2, Sight

    owl = Owlv2(cpu())
    dog = owl._common[found.nouns().index("dog")][None]

    def seeing(weak: float, strong: float) -> Sight:
        """One box whose logit is `strong` for a dog and `weak` for a giraffe."""
        alike = float((dog @ owl._read(["giraffe"]).T)[0, 0])
        scale = (strong - weak) / (1 - alike)
        plane = np.full(1, scale, np.float32)
        shift = np.full(1, strong / scale - 1, np.float32)
        return Sight(dog, shift, plane, plane, np.array([[10.0, 10.0, 90.0, 90.0]]))

    monkeypatch.setattr(owl, "_look", lambda _: seeing(-1.7, 0.4))
    with pytest.raises(LookupError, match=r"looks more like \*dog\*"):
        owl.find(rgb, "giraffe")
    monkeypatch.setattr(owl, "_look", lambda _: seeing(0.2, 0.4))
    assert len(owl.find(rgb, "giraffe")) == 1  # likely enough on its own


def test_grounding_dino_looks_again_among_rivals_before_it_believes_a_box(
    models: Path, rgb: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    from inference.segmenters.large.grounding_dino import GroundingDino

    dino, box, prompts = GroundingDino(cpu()), np.array([[10.0, 10.0, 90.0, 90.0]]), []

    def ask(_: Any, phrases: list[str]) -> tuple[np.ndarray, np.ndarray]:
        prompts.append(list(phrases))
        scores = {"giraffe": 0.4 if len(phrases) == 1 else 0.2, "dog": 0.5}
        return box, np.array([[scores.get(phrase, 0.01) for phrase in phrases]], np.float32)

    monkeypatch.setattr(dino, "_ask", ask)
    with pytest.raises(LookupError, match=r"looks more like \*dog\*"):
        dino.find(rgb, "giraffe")
    assert prompts[0] == ["giraffe"]
    assert prompts[1][0] == "giraffe"
    with pytest.raises(LookupError, match=r"can't find \*zebra\* in this picture."):
        dino.find(rgb, "zebra")
    assert len(dino.find(rgb, "dog")) == 1


def test_an_argument_names_a_size_and_a_detector_in_any_order() -> None:
    from inference.segmenters.sam import read

    assert read("") == ("vit_b", "owlv2")
    assert read("vit_l") == ("vit_l", "owlv2")
    assert read("grounding-dino") == ("vit_b", "grounding-dino")
    assert read("grounding-dino + vit_h") == ("vit_h", "grounding-dino")
    with pytest.raises(BadSettings, match=r"'vit_x'.*vit_b.*grounding-dino"):
        read("vit_x")


def test_missing_weights_come_with_the_command_that_gets_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from inference.segmenters.sam import Sam

    monkeypatch.setenv("RESHOOT_MODELS", str(tmp_path))
    with pytest.raises(ModelMissing, match="reshoot models pull sam-vit-l"):
        Sam("vit_l")


def test_loading_opens_no_connection(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from inference.segmenters.sam import Sam

    def refused(*_: Any) -> None:
        raise AssertionError("something was to be downloaded")

    monkeypatch.setattr(socket.socket, "connect", refused)
    Sam("grounding-dino")


class Evil:
    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, ("run",)


@pytest.mark.parametrize("what", ["pickled code", "not torch's", "another network"])
def test_a_checkpoint_that_is_none_is_refused_without_running_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    import torch

    from inference.segmenters.large.sam_network import SamNetwork

    monkeypatch.chdir(tmp_path)
    path = tmp_path / "bad.pth"
    if what == "not torch's":
        path.write_bytes(b"<html>" * 99)
    else:
        torch.save(
            {"image_encoder.pos_embed": Evil() if what == "pickled code" else path.name}, path
        )
    with pytest.raises(ModelMissing, match=r"bad.pth is no checkpoint of segment-anything"):
        SamNetwork(path, cpu())
    assert not (tmp_path / "run").exists()


def test_pickled_weights_of_a_detector_are_not_read(models: Path, tmp_path: Path) -> None:
    import torch

    from inference.segmenters.large.weights import pretrained
    from tests import tiny_sam

    folder = tiny_sam.owlv2(tmp_path)
    (folder / "model.safetensors").unlink()
    (folder / "model.safetensors").write_bytes(b"")
    torch.save({}, folder / "pytorch_model.bin")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RESHOOT_MODELS", str(tmp_path))
        with pytest.raises(ModelMissing, match="reshoot models verify owlv2"):
            pretrained("Owlv2ForObjectDetection", "owlv2")


_GOOD = {
    "__init__.py": "__version__ = '9.9'\nfrom torchvision import io, ops, transforms\n",
    "io/__init__.py": "",
    "ops/__init__.py": "from torchvision.ops import boxes\n",
    "ops/boxes.py": "from inference.segmenters.large.vision import batched_nms, box_area\n",
    "transforms/__init__.py": (
        "from enum import Enum\n"
        "from torchvision.transforms import functional, v2\n"
        "class InterpolationMode(Enum):\n"
        "    NEAREST = 'nearest'\n    NEAREST_EXACT = 'nearest-exact'\n"
        "    BILINEAR = 'bilinear'\n    BICUBIC = 'bicubic'\n    BOX = 'box'\n"
        "    HAMMING = 'hamming'\n    LANCZOS = 'lanczos'\n"
    ),
    "transforms/functional.py": (
        "from inference.segmenters.large.vision import resize as _resize, to_pil_image as _to\n"
        "def resize(image, size): return _resize(image, size)\n"
        "def to_pil_image(pixels): return _to(pixels)\n"
        "def pil_to_tensor(image): raise NotImplementedError\n"
    ),
    "transforms/v2/__init__.py": "from torchvision.transforms.v2 import functional\n",
    "transforms/v2/functional.py": "",
}
_BROKEN = {"__init__.py": "raise RuntimeError('operator torchvision::nms does not exist')\n"}
_PROBE = """
import sys, hashlib
import numpy as np
from inference.segmenters.sam import Sam
rgb = np.random.default_rng(0).integers(0, 256, (90, 120, 3), np.uint8)
answers = [Sam(name)(rgb, "bottle").alpha for name in ("owlv2", "grounding-dino")]
from segment_anything.utils import transforms
try:
    import torchvision
    there = torchvision.__version__
except ImportError:
    there = "hidden"
left = sorted(n for n, m in sys.modules.items() if n.startswith("torchvision.") and m is not None)
sums = [hashlib.md5(alpha).hexdigest() for alpha in answers]
print(there, transforms.resize.__module__, bool(left), *sums)
"""


def started(folder: Path, package: dict[str, str]) -> subprocess.Popen[str]:
    """The probe, in a process that finds this torchvision."""
    for name, text in package.items():
        (folder / "torchvision" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "torchvision" / name).write_text(text)
    if package:
        (folder / "torchvision-9.9.dist-info").mkdir()
        named = "Metadata-Version: 2.1\nName: torchvision\nVersion: 9.9\n"
        (folder / "torchvision-9.9.dist-info" / "METADATA").write_text(named)
    folder.mkdir(exist_ok=True)
    root = str(Path(__file__).parent.parent)
    env = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(folder), root]),
        "RESHOOT_CACHE": str(folder / "cache"),
    }
    command = [sys.executable, "-W", "error::UserWarning:inference", "-c", _PROBE]
    return subprocess.Popen(
        command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def test_it_works_with_no_torchvision_with_a_broken_one_and_with_a_good_one(
    tmp_path: Path,
) -> None:
    ours = "inference.segmenters.large.vision"
    kinds = {"none": {}, "broken": _BROKEN, "good": _GOOD}
    wanted = {
        "none": ("hidden", ours, "False"),
        "broken": ("hidden", ours, "False"),
        "good": ("9.9", "torchvision.transforms.functional", "True"),
    }
    probes = {name: started(tmp_path / name, package) for name, package in kinds.items()}
    answers = set()
    for name, probe in probes.items():
        said, complaint = probe.communicate(timeout=200)
        assert probe.returncode == 0, f"{name}: {complaint[-2000:]}"
        *told, one, two = said.split()
        assert tuple(told) == wanted[name], name
        answers.add((one, two))
    assert len(answers) == 1


def test_our_nms_keeps_the_best_of_each_group_of_boxes(models: Path) -> None:
    import torch

    from inference.segmenters.large.vision import batched_nms

    boxes = torch.tensor([[0.0, 0, 10, 10], [1.0, 0, 11, 10], [50.0, 50, 60, 60], [0.0, 0, 10, 10]])
    scores, groups = torch.tensor([0.5, 0.9, 0.1, 0.3]), torch.tensor([0, 0, 0, 1])
    assert batched_nms(boxes, scores, groups, 0.5).tolist() == [1, 3, 2]
    assert batched_nms(boxes[:0], scores[:0], groups[:0], 0.5).tolist() == []


def test_the_main_thing_is_large_and_central_but_not_the_whole_picture() -> None:
    needs_torch()
    from inference.segmenters.large.owlv2 import _standing

    whole, main, rim, small = [0, 0, 100, 80], [25, 20, 75, 60], [0, 0, 50, 40], [45, 35, 55, 45]
    stands = _standing(np.array([whole, main, rim, small], float), 80, 100)
    assert stands.argmax() == 1
    assert stands[0] == 0


def test_where_nothing_stands_out_the_main_thing_is_refused(
    models: Path, rgb: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    from inference.segmenters.large.owlv2 import Owlv2, Sight

    owl, plane = Owlv2(cpu()), np.ones(1, np.float32)
    for boxes in (np.array([[0.0, 0.0, 300.0, 200.0]]), np.zeros((0, 4))):
        some = plane[: len(boxes)]
        sight = Sight(owl._common[: len(boxes)], some, some, some, boxes)
        monkeypatch.setattr(owl, "_look", lambda _, sight=sight: sight)
        with pytest.raises(LookupError, match="nothing here that stands out"):
            owl.salient(rgb)
        assert len(owl.sees(rgb)) <= 1
