"""`reshoot edit` with many cells, painted for real on a small picture."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from bot import cells, edit
from bot.cells import Choice
from bot.edit import Beside, Tools
from bot.matrix import exit_code, in_words, paint, wanted
from inference.errors import AskerError, DeviceLost

CLASSIC = Tools("classic", "classic")
SENTENCE = "recolour the {red box, giraffe} {T1, mustard} x1"


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A red box and a green one on a pale ground, with grain."""
    rgb = np.full((96, 128, 3), (200, 190, 180), float)
    rgb[20:86, 50:78], rgb[40:70, 8:36] = (200, 40, 40), (40, 120, 60)
    noisy = rgb + np.random.default_rng(1).normal(0, 3, rgb.shape)
    Image.fromarray(noisy.clip(0, 255).astype(np.uint8)).save(tmp_path / "photo.png")
    (tmp_path / "skus.csv").write_text("id;name;hex;tolerance\nT1;Teal;#008080;2,5\n")
    return tmp_path / "photo.png"


def pixels(file: Path) -> Any:
    with Image.open(file) as image:
        return np.asarray(image)


def run(photo: Path, sentence: str = SENTENCE, **choice: Any) -> dict[str, Any]:
    asked = wanted(sentence, None, photo.parent / "skus.csv", False, Choice(**choice))
    assert asked
    return paint(photo, asked, photo.parent / "out", CLASSIC, True, Beside())


def states(report: dict[str, Any]) -> dict[str, str]:
    return {row["name"]: str(row["state"]) for row in report["cells"]}


def test_a_failed_cell_stops_no_other_and_the_exit_code_tells(photo: Path) -> None:
    report, out = run(photo), photo.parent / "out"
    assert states(report) == {
        "red box / T1": "painted", "red box / mustard": "painted",
        "giraffe / T1": "failed", "giraffe / mustard": "failed",
    }  # fmt: skip
    assert json.loads((out / "report.json").read_text()) == json.loads(json.dumps(report))
    first, second, third, _ = report["cells"]
    assert first["variants"][0]["sku_error"] < 2.5
    assert first["variants"][0]["within"]
    assert first["variable"] == "colour"
    assert "sku_error" not in second["variants"][0]
    assert "giraffe" in third["failure"]
    assert "giraffe" in in_words(report, out)
    assert exit_code(report, 2, 3) == 2
    folder = out / first["folder"]
    golden, mask = pixels(photo), pixels(folder / "mask.png")
    painted = pixels(folder / "variant-1.png")
    assert np.array_equal(painted[mask == 0], golden[mask == 0])
    assert painted[50, 64, 1] > painted[50, 64, 0]
    assert pixels(out / "contact-sheet.jpg").shape[1] > 500
    assert not [file for file in out.iterdir() if file.name.startswith(".")]


def test_the_pilot_first_then_the_rest_alone(photo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sentence, out = "recolour the red box {teal, navy, mustard} x1", photo.parent / "out"
    pilot = run(photo, sentence, pilot=True)
    assert states(pilot) == {"teal": "painted", "navy": "waiting", "mustard": "waiting"}
    assert pilot["left"]["pictures"] == 2
    assert pilot["left"]["minutes"] > 0
    assert exit_code(pilot, 2, 3) == 0
    kept = out / pilot["cells"][0]["folder"] / "variant-1.png"
    before, looked = kept.stat().st_mtime_ns, []
    aim = cells.aim
    monkeypatch.setattr(cells, "aim", lambda *args: looked.append(args[1].region) or aim(*args))
    whole = run(photo, sentence, resume=True)
    assert set(states(whole).values()) == {"painted"}
    assert kept.stat().st_mtime_ns == before
    assert looked == ["red box"]  # once for both cells
    kept.write_bytes(b"spoilt")
    again = run(photo, sentence, resume=True)
    assert set(states(again).values()) == {"painted"}
    assert kept.read_bytes() != b"spoilt"


def test_only_paints_what_it_names_and_keeps_the_others(photo: Path) -> None:
    run(photo)
    report = run(photo, only="Giraffe/t1")
    assert list(states(report).values()) == ["painted", "painted", "failed", "failed"]
    with pytest.raises(AskerError, match="red box / T1"):
        run(photo, only="zebra")
    other = run(photo, "recolour the red box {navy, mustard} x1", only="navy")
    assert list(states(other).values()) == ["painted", "waiting"]


def test_any_exception_is_one_cell_and_a_lost_device_ends_the_run(
    photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    errors = [ValueError("no"), DeviceLost("gone")]

    def broken(*_: Any, **__: Any) -> Any:
        raise errors.pop(0)

    monkeypatch.setattr(edit, "render", broken)
    report = run(photo, "recolour the red box {teal, navy, mustard} x1")
    assert list(states(report).values()) == ["failed", "failed", "waiting"]
    assert exit_code(report, 2, 3) == 3


def test_a_table_and_one_edit_with_a_table_of_products(photo: Path) -> None:
    table = photo.parent / "edits.csv"
    table.write_bytes("id;region;colour;count\na;red box;t1;1\n".encode("utf-16"))
    skus = photo.parent / "skus.csv"
    asked = wanted("", table, skus, False, Choice())
    assert asked
    assert asked.matrix.cells[0].instruction.prompt == "#008080"
    alone = wanted("recolour the red box to Teal", None, skus, False, Choice())
    assert alone
    assert alone.matrix.rows == ("Teal",)
    assert wanted("recolour the red box to teal", None, None, False, Choice()) is None
    for sentence, file in (("", None), ("swap background to beach", table)):
        with pytest.raises(AskerError, match="Give a sentence, or a table"):
            wanted(sentence, file, None, False, Choice())
