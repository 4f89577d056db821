"""`reshoot golden` as a person runs it: words in, files out, by a tiny checkpoint."""

from __future__ import annotations

import json
import sys
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from bot.cli import main
from tests.needs import needs_torch


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RESHOOT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("RESHOOT_MODELS", str(tmp_path / "home" / "models"))
    return tmp_path


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """The exit code of `reshoot golden` with these arguments."""
    monkeypatch.setattr(sys, "argv", ["reshoot", "golden", *arguments])
    with pytest.raises(SystemExit) as left:
        main()
    return int(left.value.code or 0)


def test_words_become_goldens_a_sheet_and_a_report(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    needs_torch()
    from tests.tiny_families import save

    painter = f"diffusion:{save('sdxl-base', home / 'model')}?side=128&steps=2"
    out = home / "out"
    out.mkdir()
    for name in ("golden-9.png", "golden-mine.png", "variant-1.png"):
        (out / name).write_bytes(b"")
    options = ("--out", "out", "--count", "2", "--seed", "3", "--size", "4:5")
    prompt = "a hand holding a mug"
    capsys.readouterr()
    assert run(monkeypatch, prompt, *options, "--painter", painter, "--json") == 0
    report = json.loads(capsys.readouterr().out)
    ours = {"golden-1.png", "golden-2.png", "contact-sheet.jpg", "report.json"}
    assert {file.name for file in out.iterdir()} == {*ours, "golden-mine.png", "variant-1.png"}
    assert json.loads((out / "report.json").read_text()) == report
    assert report["prompt"] == prompt
    assert report["painter"].startswith(painter + "@")
    assert report["proof"] is None
    assert report["flags"] == ["photorealistic person"]
    assert "Made from words: there is nothing to compare it with." in report["notes"]
    assert [one["seed"] for one in report["goldens"]] == [3, 4]
    pictures = []
    for one in report["goldens"]:
        data = (out / one["file"]).read_bytes()
        assert one["sha256"] == sha256(data).hexdigest()
        with Image.open(out / one["file"]) as image:
            assert list(image.size) == report["size"] == [112, 144]
            pictures.append(np.asarray(image))
    assert not np.array_equal(*pictures)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("a mug",), 3, "reshoot models pull flux2-klein-4b"),
        (("a mug", "--size", "huge"), 2, "4:5"),
        (("Taylor Swift drinking coffee",), 2, "Taylor Swift"),
        ((" ",), 2, "should show"),
    ],
)
def test_what_can_not_be_made_is_one_sentence_and_nothing_written(
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    code: int,
    said: str,
) -> None:
    monkeypatch.setenv("RESHOOT_PAINTER", "classic")
    assert run(monkeypatch, *arguments) == code
    error = capsys.readouterr().err
    assert said in error
    assert len(error.strip().splitlines()) == 1
    assert not list(home.iterdir())
