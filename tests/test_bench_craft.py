"""`reshoot bench craft`: its scores beside values known beforehand, its methods, its tables."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image
from skimage.color import deltaE_ciede2000, rgb2lab

from bot.cli import cli
from inference.bench.craft import costs, goldens, methods, scores, targets
from inference.bench.craft.painter import PAINTERS, kept
from inference.errors import AskerError
from inference.nouns import Pixels
from tests.craft import disc
from tests.needs import needs_torch, photo

HEIGHT, WIDTH = 240, 320


def grainy(sigma: float, level: float = 128, seed: int = 0) -> Pixels:
    random = np.random.default_rng(seed)
    return np.rint(random.normal(level, sigma, (HEIGHT, WIDTH, 3))).clip(0, 255).astype(np.uint8)


def looks(rgb: Pixels) -> scores.Looks:
    alpha = disc(HEIGHT, WIDTH)
    return scores.looks(rgb, alpha, scores.edge(alpha))


def inside() -> np.ndarray:
    return disc(HEIGHT, WIDTH) > 127


def test_a_flat_step_at_the_edge_is_the_ring_error_and_raises_the_seam() -> None:
    flat = np.full((HEIGHT, WIDTH, 3), (120, 130, 140), np.uint8)
    step = np.where(inside()[..., None], np.uint8((150, 130, 120)), flat)
    true = float(deltaE_ciede2000(rgb2lab(flat[0, 0]), rgb2lab(step[HEIGHT // 2, WIDTH // 2])))
    assert looks(step).ring == pytest.approx(true, rel=0.02)
    assert looks(step).seam == pytest.approx(true / scores.LEAST - 1, rel=0.05)
    assert scores.ring_added(looks(flat), looks(step)) == pytest.approx(true, rel=0.05)
    assert (looks(flat).ring, looks(flat).seam) == (pytest.approx(0, abs=0.01), 0)


def test_what_the_golden_has_itself_is_not_held_against_a_method() -> None:
    thing = np.where(inside()[..., None], np.uint8((40, 60, 160)), grainy(3, 180))
    own = looks(thing)
    assert own.ring > 20
    assert own.seam > 2
    assert scores.ring_added(own, own) == pytest.approx(0, abs=1e-3)
    assert scores.seam_added(own, own) == 0
    assert scores.grain_kept(own, own) == 1


@pytest.mark.parametrize("share", [0.5, 1.0, 2.0])
def test_the_grain_ratio_is_that_of_the_deviations(share: float) -> None:
    mixed = np.where(inside()[..., None], grainy(6 * share, seed=1), grainy(6))
    assert looks(mixed).grain == pytest.approx(share, rel=0.1)


def test_changed_pixels_are_counted_outside_only() -> None:
    rgb, alpha = grainy(5), disc(HEIGHT, WIDTH)
    other = rgb.copy()
    other[alpha > 0] += 1
    assert scores.changed(rgb, other, alpha) == 0
    other[0, :7, 1] += 1
    assert scores.changed(rgb, other, alpha) == 7


def test_visible_change_is_the_mean_difference_inside() -> None:
    one, other = grainy(5), grainy(5, 140)
    true = deltaE_ciede2000(rgb2lab(one), rgb2lab(other))[inside()].mean()
    found = scores.visible_change(one, other, disc(HEIGHT, WIDTH))
    assert found == pytest.approx(true, rel=0.03)


@pytest.mark.parametrize("painter", PAINTERS)
def test_ours_changes_nothing_outside_whatever_the_painter_did(painter: str) -> None:
    rgb, alpha = grainy(6), disc(HEIGHT, WIDTH, soft=True)
    seat = methods.Ours(rgb, alpha)
    assert scores.changed(rgb, seat(PAINTERS[painter](seat.cut)), alpha) == 0


@pytest.mark.parametrize("painter", ["round trip", "warm", "uneven"])
def test_ours_brings_back_the_grain_of_a_golden_whatever_the_painter_lost(painter: str) -> None:
    rgb = goldens.grained(np.asarray(Image.open(photo("chelsea.png")).convert("RGB")))
    alpha = goldens.patch(*rgb.shape[:2])
    line, seat = scores.edge(alpha), methods.Ours(rgb, alpha)
    own, fresh = scores.looks(rgb, alpha, line), PAINTERS[painter](seat.cut)
    bare = scores.looks(seat.pasted(seat.placed(fresh)), alpha, line)
    assert scores.grain_kept(own, bare) < 0.89
    assert 0.9 < scores.grain_kept(own, scores.looks(seat(fresh), alpha, line)) < 1.1


def test_the_others_reach_beyond_the_mask_and_put_a_kept_picture_back_where_it_was() -> None:
    needs_torch()
    rgb = np.kron(grainy(40)[:24, :32], np.ones((10, 10, 1), np.uint8))
    alpha = disc(HEIGHT, WIDTH)
    for make in (methods.Overlay, methods.Stitch):
        seat = make(rgb, alpha)
        assert seat.cut.shape == (methods.NATIVE, methods.NATIVE, 3)
        assert np.abs(seat(kept(seat.cut)).astype(int) - rgb).mean() < 2
        assert scores.changed(rgb, seat(255 - seat.cut), alpha) > 1000


def test_stitching_repeats_the_border_where_its_square_leaves_the_picture() -> None:
    alpha = np.zeros((HEIGHT, WIDTH), np.uint8)
    alpha[:30] = 255
    rgb = grainy(10)
    done = methods.Stitch(rgb, alpha)(np.zeros((methods.NATIVE, methods.NATIVE, 3), np.uint8))
    assert (done[:20] == 0).all()
    assert (done[100:] == rgb[100:]).all()


def test_targets_name_the_rows_that_miss_them() -> None:
    def row(method: str, **values: Any) -> dict[str, Any]:
        good = {"changed": 0, "seam_added": 0.2, "ring_added": 1.0, "grain_kept": 1.0}
        head = {"image": "cup", "region": "patch", "grainy": True, "painter": "warm"}
        return head | {"method": method, "golden_grain": 1.0} | good | values

    rows = [row("ours", ring_added=1.2), row("apply_overlay", ring_added=2.0, seam_added=0.5)]
    rows.append(row("crop-and-stitch", ring_added=1.3))
    times = {"ours": 10.0, "apply_overlay": 99.0, "crop-and-stitch": 9.0}
    spent = [
        {"megapixels": targets.FOUR_K, "method": name, "paste_ms": each}
        for name, each in times.items()
    ]
    missed = {target.what: target.missed for target in targets.judged(rows, spent)}
    assert missed["ring_added at most half of apply_overlay's"] == ("cup patch warm grainy",)
    assert missed["paste 10 times as fast as apply_overlay at 4K"] == ("4K",)
    assert [what for what, names in missed.items() if names] == [
        "ring_added at most half of apply_overlay's",
        "paste 10 times as fast as apply_overlay at 4K",
    ]


def test_a_folder_without_pictures_says_so(tmp_path: Path) -> None:
    with pytest.raises(AskerError, match="no pictures"):
        list(goldens.read(tmp_path))


def test_the_command_measures_draws_and_judges(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    needs_torch()
    (tmp_path / "images").mkdir()
    Image.fromarray(grainy(4)).save(tmp_path / "images/wall.png")
    Image.fromarray(disc(HEIGHT, WIDTH)).save(tmp_path / "disc.png")
    (tmp_path / "cases.csv").write_text("image,phrase,mask\nwall,disc,disc.png\nwall,cow,absent\n")
    monkeypatch.setattr(costs, "MEGAPIXELS", (0.1,))
    command = ["bench", "craft", str(tmp_path), "--out", str(tmp_path / "out"), "--json"]
    told = CliRunner().invoke(cli, command)
    assert told.exit_code == 0, told.output
    report = json.loads(told.stdout)
    assert len(report["rows"]) == 2 * len(PAINTERS) * len(methods.METHODS)
    assert {row["method"] for row in report["costs"]} == set(methods.METHODS)
    assert all(row["seat_ms"] > 0 and row["peak_mb"] >= 0 for row in report["costs"])
    assert report["targets"][0] == {
        "what": "no pixel changed outside", "met": 8, "of": 8, "missed": [],
    }  # fmt: skip
    assert len(list((tmp_path / "out").glob("wall-disc*.png"))) == 6
