"""The segmenter that asks others: the best first, and no guess where somebody knows."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from inference.errors import NotFound
from inference.plugins import stamp
from inference.region import find
from inference.segmenters.auto import Auto, Part
from inference.segmenters.classic import Classic
from tests.needs import photo, weights

PICTURE = np.zeros((60, 90, 3), np.uint8)
PICTURE[20:40, 30:60] = (200, 20, 30)

STRANGERS = """
import numpy as np

def mask(rgb, left, right):
    alpha = np.zeros(rgb.shape[:2], bool)
    alpha[20:40, left:right] = True
    return alpha

class Expert:
    revision = "7"

    def __call__(self, rgb, phrase):
        if phrase in ("subject", "background"):
            return mask(rgb, 0, 20), 0.6
        if phrase != "lamp":
            raise LookupError(f"No {phrase}.")
        return mask(rgb, 10, 80), 0.9, "the expert", "Saw a lamp."

    def instances(self, rgb, phrase):
        return [(mask(rgb, 10, 40), 0.8), (mask(rgb, 50, 80), 0.7)]

    def sees(self, rgb):
        return ["lamp"]

class Taught:
    revision = "2"

    def __call__(self, rgb, phrase):
        if phrase == "dog":
            return mask(rgb, 30, 60)
        raise LookupError("never heard of it")

    def around(self, rgb, points, labels):
        return mask(rgb, 30, 60), 0.9

    def sees(self, rgb):
        return ["dog", "lamp"]

class Guesser:
    def __call__(self, rgb, phrase):
        if phrase == "unicorn":
            raise LookupError("no")
        return mask(rgb, 30, 60), 0.7

class Broken:
    def __call__(self, rgb, phrase):
        return {}["weights"]
"""
MODELS = """
[expert]
gives = "lamps"
licence = "MIT"
commercial = true

[[expert.files]]
name = "expert.bin"
"""
EXPERT = Part("expert", ("expert",))
TAUGHT = Part("taught", knows=lambda phrase: phrase in ("dog", "cat", "red dog"))
GUESSER = Part("guesser", knows=lambda _: False, guesses=lambda phrase: phrase != "sky")


@pytest.fixture(autouse=True)
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Strangers' segmenters as pip would install them; the folder of models, yet empty."""
    (tmp_path / "strange_eyes.py").write_text(STRANGERS)
    info = tmp_path / "strange_eyes-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: strange-eyes\nVersion: 1.0\n")
    names = ("expert", "taught", "guesser", "broken")
    lines = [f"{name} = strange_eyes:{name.capitalize()}" for name in names]
    (info / "entry_points.txt").write_text("\n".join(["[reshoot.segmenters]", *lines]))
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("RESHOOT_PLUGINS", ",".join(names))
    folder = tmp_path / "models"
    folder.mkdir()
    (folder / "models.toml").write_text(MODELS)
    monkeypatch.setenv("RESHOOT_MODELS", str(folder))
    monkeypatch.delitem(sys.modules, "strange_eyes", raising=False)
    return folder


def auto(*parts: Part) -> Auto:
    return type("Some", (Auto,), {"parts": parts})()


def test_the_best_part_that_finds_it_answers_and_is_named(installed: Path) -> None:
    (installed / "expert.bin").write_bytes(b"weights")
    some = auto(EXPERT, TAUGHT, GUESSER)
    lamp = some(PICTURE, "lamp")
    assert (lamp.by, lamp.why, lamp.confidence) == ("the expert", "Saw a lamp.", 0.9)
    assert some(PICTURE, "dog").by == "taught"


def test_a_part_without_its_weights_is_left_out(installed: Path) -> None:
    with pytest.raises(NotFound):
        auto(EXPERT, TAUGHT)(PICTURE, "lamp")
    assert type(auto(EXPERT, TAUGHT)).revision == "taught-2"
    (installed / "expert.bin").write_bytes(b"weights")
    assert type(auto(EXPERT, TAUGHT)).revision == "expert-7+taught-2"


def test_what_a_network_knows_and_does_not_see_is_guessed_by_nobody() -> None:
    some = auto(TAUGHT, GUESSER)
    with pytest.raises(NotFound) as refusal:
        some(PICTURE, "cat")
    assert str(refusal.value) == "I can't find a *cat* in this picture. I can see: dog, lamp."
    assert refusal.value.sees == ("dog", "lamp")
    assert some(PICTURE, "teapot").by == "guesser"
    with pytest.raises(NotFound, match="never taught"):
        some(PICTURE, "unicorn")


def test_a_noun_that_a_small_network_knows_says_how_to_get_it(installed: Path) -> None:
    away = Part("expert", ("expert",), knows=lambda phrase: phrase == "bottle")
    with pytest.raises(NotFound, match=r"never taught .* `reshoot models pull expert`"):
        auto(away, TAUGHT)(PICTURE, "bottle")
    with pytest.raises(NotFound) as unknown:
        auto(away, TAUGHT)(PICTURE, "unicorn")
    assert "pull" not in str(unknown.value)
    (installed / "expert.bin").write_bytes(b"weights")
    with pytest.raises(NotFound) as here:
        auto(away, TAUGHT)(PICTURE, "bottle")
    assert "pull" not in str(here.value)


def test_the_surest_says_what_stands_out(installed: Path) -> None:
    (installed / "expert.bin").write_bytes(b"weights")
    for phrase in ("background", "subject"):
        assert auto(EXPERT, GUESSER)(PICTURE, phrase).confidence == 0.7
        assert auto(GUESSER, EXPERT)(PICTURE, phrase).by == "guesser"
    assert auto(GUESSER, EXPERT)(PICTURE, "lamp").by == "guesser", "of a thing, the first one's"


def test_things_are_told_apart_by_whoever_found_them(installed: Path) -> None:
    (installed / "expert.bin").write_bytes(b"weights")
    region = find(PICTURE, "second lamp", (), auto(EXPERT, TAUGHT), "auto")
    assert region.instances[0][:3:2] == (50, 80)
    assert region.segmenter == "the expert"
    assert auto(TAUGHT).instances(PICTURE, "dog") == []


def test_a_colour_on_a_noun_that_somebody_knows_is_computed_and_not_guessed() -> None:
    region = find(PICTURE, "red dog", (), auto(TAUGHT, GUESSER), "auto")
    assert region.segmenter == "taught"
    with pytest.raises(NotFound, match="none that is green"):
        find(PICTURE, "green dog", (), auto(TAUGHT, GUESSER), "auto")


def test_points_are_asked_of_whoever_takes_points() -> None:
    points, labels = np.array([[45.0, 30.0]]), np.array([1])
    assert auto(GUESSER, TAUGHT).around(PICTURE, points, labels).by == "taught"
    with pytest.raises(LookupError):
        auto(GUESSER).around(PICTURE, points, labels)


def test_what_there_is_is_asked_of_the_parts_that_have_looked_and_of_those_that_glance() -> None:
    some = auto(TAUGHT, GUESSER)
    assert some.sees(PICTURE) == []
    some(PICTURE, "dog")
    assert some.sees(PICTURE) == ["dog", "lamp"]
    assert some.sees(255 - PICTURE) == []
    assert auto(TAUGHT._replace(glances=True)).sees(PICTURE) == ["dog", "lamp"]


def test_a_mistake_in_a_part_is_no_refusal() -> None:
    with pytest.raises(KeyError):
        auto(Part("broken"), GUESSER)(PICTURE, "dog")


def test_with_no_weights_at_all_there_is_the_weight_free_one(
    installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert stamp("segmenters", "auto").endswith(f"classic-{Classic.revision}")
    with pytest.raises(NotFound, match="never taught"):
        Auto()(PICTURE, "teapot")
    assert Auto()(PICTURE, "the red part").by == "classic"


def test_nothing_heavy_is_loaded_before_it_is_needed() -> None:
    code = (
        "import sys; from inference.plugins import stamp, build; stamp('segmenters', 'auto'); "
        "build('segmenters', 'auto'); print({'torch', 'transformers'} & set(sys.modules))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "set()"


def test_on_a_real_photograph_the_small_networks_know_what_they_do_not_see(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from inference.picture import decode

    monkeypatch.setenv("RESHOOT_MODELS", str(weights()))
    rgb = decode(photo("astronaut.png").read_bytes()).srgb()
    segmenter = Auto()
    suit = find(rgb, "orange suit but not the face", (), segmenter, "auto")
    assert suit.segmenter == "tiny"
    assert suit.alpha[300, 120] == 255
    assert suit.alpha[100, 220] == 0
    for absent in ("dog", "red dog", "black bicycle"):
        with pytest.raises(NotFound):
            find(rgb, absent, (), segmenter, "auto")
