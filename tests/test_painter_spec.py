"""What an operator writes after "diffusion:", and what licences allow."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.doctor import examine
from inference import models
from inference.errors import BadSettings, ModelMissing, OperatorError
from inference.models.licence import permit
from inference.painters.diffusing.family import families
from inference.painters.diffusing.spec import Spec, parse, place, ready


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of weights, no licences."""
    monkeypatch.delenv("RESHOOT_LICENSED", raising=False)
    monkeypatch.setenv("RESHOOT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("RESHOOT_MODELS", str(tmp_path))
    return tmp_path


def put(folder: Path, name: str) -> Path:
    (folder / name).mkdir(parents=True)
    index = folder / name / "model_index.json"
    index.write_text(json.dumps({"_class_name": "Flux2KleinPipeline", "is_distilled": True}))
    return folder / name


def test_options_follow_the_model_and_the_default_is_ours() -> None:
    assert parse("") == Spec("flux2-klein-4b")
    assert parse("sdxl-inpaint?lora=brand&scale=0.8&side=768&steps=30") == Spec(
        "sdxl-inpaint", "brand", 0.8, 768, 30
    )


@pytest.mark.parametrize("option", ["colour=red", "side=large", "model=x"])
def test_an_option_that_is_none_is_refused_with_its_name(option: str) -> None:
    with pytest.raises(BadSettings, match=option.partition("=")[0] + "|large"):
        parse(f"flux2-klein-4b?{option}")


def test_a_model_that_was_not_pulled_is_refused_with_the_command_that_gets_it() -> None:
    with pytest.raises(ModelMissing, match="reshoot models pull flux2-klein-4b"):
        place("flux2-klein-4b")


def test_a_model_that_is_no_painter_is_refused(folder: Path) -> None:
    with pytest.raises(ModelMissing, match="sam3 is no painter"):
        place("sam3")


def test_a_pulled_model_is_found_with_its_licence(folder: Path) -> None:
    put(folder, "flux2-klein-4b")
    found = place("flux2-klein-4b")
    assert (found.home, found.licence) == (str(folder / "flux2-klein-4b"), "Apache-2.0")
    assert ready("flux2-klein-4b") == "flux2-klein-4b: Apache-2.0"


@pytest.mark.parametrize("named", ["flux-fill", "black-forest-labs/FLUX.1-Fill-dev@" + "a" * 40])
def test_a_model_that_forbids_ads_runs_only_under_a_licence_of_the_operator(
    named: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(folder, "flux-fill")
    with pytest.raises(OperatorError, match=r"forbids commercial use.*RESHOOT_LICENSED=flux-fill"):
        place(named)
    monkeypatch.setenv("RESHOOT_LICENSED", "flux-kontext, flux-fill")
    assert place(named).name == "flux-fill"


def test_somebodys_own_folder_runs_and_its_licence_is_theirs_to_know(folder: Path) -> None:
    ours = put(folder, "ours")
    assert place(str(ours)).licence == ""
    assert "the licence is yours to know" in ready(str(ours))


def test_every_painter_that_can_be_pulled_is_driven_by_the_table_of_families() -> None:
    painters = {
        name
        for name, model in models.catalogue().items()
        if model.files[0].name == "model_index.json"
    }
    own = {"flux2-klein-base"}  # only known by its folder
    assert painters == set(families()) - own
    forbidden = {name for name in painters if not models.catalogue()[name].commercial}
    assert forbidden == {"flux-dev", "flux-fill", "flux-kontext"}
    for name in painters - forbidden:
        permit(models.catalogue()[name])


@pytest.mark.parametrize(
    ("painter", "ok", "words"),
    [
        ("diffusion:flux-fill", False, "forbids commercial use"),
        ("diffusion:flux2-klein-4b", True, "flux2-klein-4b: Apache-2.0"),
        ("diffusion:flux2-klein-4b?lora=none", False, "no LoRA 'none'"),
        ("diffusion:z-image", False, "reshoot models pull z-image"),
        ("classic", True, "classic@"),
    ],
)
def test_the_doctor_tells_whether_the_painter_may_and_can_run(
    painter: str, ok: bool, words: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("flux2-klein-4b", "flux-fill"):
        put(folder, name)
    monkeypatch.setenv("RESHOOT_PAINTER", painter)
    (check,) = [one for one in examine() if one.name == "painter"]
    assert (check.ok, words in check.words) == (ok, True), check.words
