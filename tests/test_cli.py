"""The commands as a person or a script runs them: real processes, files in and files out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tests.needs import photo

FILES = {"mask.png", "overlay.jpg", "contact-sheet.jpg", "report.json"}


def run(*arguments: str, home: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "RESHOOT_HOME": str(home / "home"), **variables}
    command = [sys.executable, "-m", "bot", *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=240, env=environment, cwd=home
    )


def small(name: str, home: Path, side: int = 360) -> Path:
    """A test photograph made small, so that a run takes seconds."""
    with Image.open(photo(name)) as image:
        picture = image.convert("RGB")
    picture.thumbnail((side, side))
    picture.save(home / "photo.png")
    return home / "photo.png"


def pixels(data: bytes | Path) -> np.ndarray:
    """Decoded by Pillow, which our own encoder is not made of."""
    with Image.open(data if isinstance(data, Path) else BytesIO(data)) as image:
        return np.asarray(image)


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """The folder and the report of one edit of the astronaut."""
    home = tmp_path_factory.mktemp("edit")
    small("astronaut.png", home)
    arguments = ("photo.png", "swap background to autumn trail", "--count", "2", "--json")
    done = run("edit", *arguments, home=home)
    assert done.returncode == 0, done.stderr
    return home, json.loads(done.stdout)


def test_edit_writes_every_file_it_promises(edited: tuple[Path, dict[str, Any]]) -> None:
    home, report = edited
    out = home / "reshoot-out"
    assert {file.name for file in out.iterdir()} == FILES | {"variant-1.png", "variant-2.png"}
    assert json.loads((out / "report.json").read_text()) == report
    assert pixels(out / "mask.png").shape == pixels(home / "photo.png").shape[:2]


def test_wherever_the_mask_is_0_the_variant_is_the_golden_bit_for_bit(
    edited: tuple[Path, dict[str, Any]],
) -> None:
    home, report = edited
    golden, mask = pixels(home / "photo.png"), pixels(home / "reshoot-out/mask.png")
    locked = mask == 0
    assert locked.mean() > 0.1
    first, second = (pixels(home / f"reshoot-out/variant-{n}.png") for n in (1, 2))
    for variant, entry in zip((first, second), report["variants"], strict=True):
        assert np.array_equal(variant[locked], golden[locked])
        assert np.abs(variant[mask == 255].astype(int) - golden[mask == 255]).mean() > 3
        proof = entry["proof"]
        assert proof["locked_pixels"] == locked.sum()
        assert proof["changed_outside"] == 0
        assert proof["outside_sha256"] == sha256(golden[locked].tobytes()).hexdigest()
    assert not np.array_equal(first, second)


def test_the_report_says_what_was_understood_found_and_decided(
    edited: tuple[Path, dict[str, Any]],
) -> None:
    home, report = edited
    assert report["golden"]["sha256"] == sha256((home / "photo.png").read_bytes()).hexdigest()
    assert report["plan"]["operation"] == "replace"
    assert report["plan"]["prompt"] == "autumn trail"
    assert len(report["plan"]["seeds"]) == 2
    region = report["region"]
    assert region["phrase"] == "background"
    assert 0 < region["area_fraction"] < 1
    assert 0 <= region["confidence"] <= 1
    assert region["instances"]
    assert {"decode", "find", "cut", "paint", "match", "paste", "prove"} <= set(report["timings"])


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    small("coffee.png", tmp_path, 240)
    sentence = "swap background to beach at dawn"
    for out in ("a", "b"):
        arguments = ("photo.png", sentence, "--count", "1", "--seed", "5", "--out", out)
        assert run("edit", *arguments, home=tmp_path).returncode == 0
    one, two = (tmp_path / out / "variant-1.png" for out in ("a", "b"))
    assert one.read_bytes() == two.read_bytes()


def test_variants_that_repeat_are_still_written_and_said_to_repeat(tmp_path: Path) -> None:
    small("astronaut.png", tmp_path, 240)
    arguments = ("photo.png", "recolour the orange suit to teal", "--count", "3", "--json")
    done = run("edit", *arguments, home=tmp_path)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert len(report["variants"]) == 3
    assert any("variant-3.png" in note and "same bytes" in note for note in report["notes"])


@pytest.mark.parametrize(
    ("sentence", "word"),
    [("lovely weather today", "lovely"), ("recolour the giraffe to teal", "giraffe")],
)
def test_a_bad_sentence_is_one_line_on_stderr_exit_2_and_nothing_written(
    tmp_path: Path, sentence: str, word: str
) -> None:
    small("coffee.png", tmp_path, 200)
    done = run("edit", "photo.png", sentence, home=tmp_path)
    assert done.returncode == 2
    assert word in done.stderr
    assert len(done.stderr.strip().splitlines()) <= 2
    assert not (tmp_path / "reshoot-out").exists()
    assert {file.name for file in tmp_path.iterdir()} <= {"photo.png", "home"}


def test_a_file_that_is_no_picture_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    (tmp_path / "photo.png").write_bytes(b"GIF89a and so on")
    done = run("edit", "photo.png", "swap background to a beach", home=tmp_path)
    assert done.returncode == 2
    assert "PNG, JPEG or WebP" in done.stderr
    assert not (tmp_path / "reshoot-out").exists()


def test_a_failed_edit_leaves_the_earlier_one_alone(tmp_path: Path) -> None:
    small("coffee.png", tmp_path, 200)
    assert run("edit", "photo.png", "swap background to teal", home=tmp_path).returncode == 0
    kept = {file.name: file.read_bytes() for file in (tmp_path / "reshoot-out").iterdir()}
    assert run("edit", "photo.png", "recolour the giraffe to red", home=tmp_path).returncode == 2
    assert {f.name: f.read_bytes() for f in (tmp_path / "reshoot-out").iterdir()} == kept


def test_mask_writes_the_region_or_refuses_with_a_sentence(tmp_path: Path) -> None:
    small("astronaut.png", tmp_path)
    done = run("mask", "photo.png", "subject", "--out", "m.png", "--json", home=tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["region"]["phrase"] == "subject"
    assert set(np.unique(pixels(tmp_path / "m.png"))) >= {0, 255}
    refused = run("mask", "photo.png", "giraffe", "--out", "n.png", home=tmp_path)
    assert refused.returncode == 2
    assert "I can see" in refused.stderr
    assert not (tmp_path / "n.png").exists()


def test_an_unknown_plugin_is_for_the_operator_and_exits_3(tmp_path: Path) -> None:
    small("coffee.png", tmp_path, 200)
    arguments = ("photo.png", "swap background to teal", "--painter", "oils")
    done = run("edit", *arguments, home=tmp_path)
    assert done.returncode == 3
    assert "Installed: classic, diffusion" in done.stderr


def test_plugins_are_listed_for_people_and_for_machines(tmp_path: Path) -> None:
    assert "painters: classic, diffusion" in run("plugins", home=tmp_path).stdout
    listed = json.loads(run("plugins", "--json", home=tmp_path).stdout)
    assert listed["frontends"] == {"slack": "handlers.slack:Slack"}


def test_doctor_says_what_is_wrong_and_how_to_mend_it(tmp_path: Path) -> None:
    away = {"RESHOOT_REDIS_URL": "redis://127.0.0.1:1/0", "SLACK_BOT_TOKEN": ""}
    done = run("doctor", "--json", home=tmp_path, **away)
    assert done.returncode == 3
    checks = {check["check"]: check for check in json.loads(done.stdout)}
    assert checks["database"]["ok"]
    assert checks["blobs"]["ok"]
    assert not checks["redis"]["ok"]
    assert any("SLACK_BOT_TOKEN" in check["words"] for check in checks.values())


@pytest.mark.parametrize("words", [("--version",), ("--help",)])
def test_what_must_be_instant_imports_nothing_heavy(tmp_path: Path, words: tuple[str, ...]) -> None:
    heavy = "torch numba scipy cv2 skimage sqlalchemy slack_bolt numpy"
    code = (
        f"import sys\nsys.argv = ['reshoot', *{words!r}]\n"
        "from bot.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        f"sys.exit(' '.join(name for name in {heavy!r}.split() if name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stderr.strip() == ""


def test_the_chat_side_imports_no_torch_numba_or_scipy() -> None:
    code = (
        "import sys, handlers.slack, handlers.http, bot.desk, bot.wiring\n"
        "sys.exit(' '.join(n for n in ('torch', 'numba', 'scipy') if n in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stderr.strip() == ""
