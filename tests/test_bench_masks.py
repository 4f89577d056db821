"""`reshoot bench masks`: its scores beside values worked out by hand, its tables and complaints."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from bot.cli import cli
from inference.bench import cases, masks, scores
from inference.bench.baselines import BorderGrabCut, CentreEllipse, SalientGrabCut
from inference.bench.report import in_words
from inference.errors import AskerError

HEAD = "image,phrase,mask\n"


def square(left: int, top: int, side: int, size: int = 100) -> np.ndarray:
    plane = np.zeros((size, size), bool)
    plane[top : top + side, left : left + side] = True
    return plane


def true(mask: np.ndarray) -> scores.Truth:
    return scores.truth(np.where(mask, 255, 0).astype(np.uint8))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return filled(tmp_path)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, Any]]]:
    """What the command says of the folder."""
    folder = filled(tmp_path_factory.mktemp("report"))
    command = ["bench", "masks", str(folder), "--segmenter", "classic", "--json"]
    told = CliRunner().invoke(cli, command)
    assert told.exit_code == 0, told.output
    return json.loads(told.stdout)


def filled(tmp_path: Path) -> Path:
    """A red disc on a grey wall, its mask, and cases for the disc and for a giraffe."""
    (tmp_path / "images").mkdir()
    y, x = np.mgrid[:120, :160]
    disc = (x - 80) ** 2 + (y - 60) ** 2 < 35**2
    rgb = np.where(disc[..., None], (200, 30, 30), (140, 140, 145)).astype(np.uint8)
    Image.fromarray(rgb).save(tmp_path / "images" / "disc.png")
    Image.fromarray(np.where(disc, 255, 0).astype(np.uint8)).save(tmp_path / "disc.png")
    table = HEAD + "disc,subject,disc.png\ndisc.png,giraffe,absent\n"
    (tmp_path / "cases.csv").write_text(table, encoding="utf-8")
    return tmp_path


def test_overlap_counts_intersection_over_union_and_leaves_out_what_is_ignored() -> None:
    values = np.where(square(0, 0, 50), 255, 0).astype(np.uint8)
    assert scores.iou(square(25, 0, 50), scores.truth(values)) == pytest.approx(1 / 3)
    values[:, 50:] = 128
    assert scores.iou(square(25, 0, 50), scores.truth(values)) == pytest.approx(1 / 2)


def test_an_edge_may_stray_by_the_tolerance_and_no_further() -> None:
    reach = int(np.ceil(scores.TOLERANCE * np.hypot(100, 100)))
    disc = square(20, 20, 50)
    assert scores.boundary_f(square(20 + reach, 20, 50), true(disc)) == 1
    assert scores.boundary_f(square(20 + reach + 1, 20, 50), true(disc)) < 0.8
    assert scores.boundary_f(np.zeros((100, 100), bool), true(disc)) == 0


def test_a_mask_of_many_shades_is_a_matte_and_one_of_three_is_not() -> None:
    ramp = np.broadcast_to(np.arange(100, dtype=np.uint8), (100, 100))
    assert scores.truth(ramp).matte is not None
    assert true(square(0, 0, 9)).matte is None


def test_matte_errors_are_those_of_the_definitions() -> None:
    ours, theirs = np.zeros((100, 100), np.uint8), np.zeros((100, 100), np.uint8)
    assert scores.matte_errors(ours, theirs) == (0, 0, 0)
    flat = scores.matte_errors(np.full_like(ours, 51), theirs)
    assert flat.sad == pytest.approx(2)
    assert flat.mse == pytest.approx(0.04)
    assert flat.gradient == pytest.approx(0, abs=1e-6)
    theirs[:, 50:] = 255
    assert scores.matte_errors(ours, theirs).gradient > 0.1


def test_one_row_a_case_and_one_a_method(report: dict[str, list[dict[str, Any]]]) -> None:
    cells = {(row["method"], row["phrase"]): row for row in report["cases"]}
    found, absent = cells["classic", "subject"], cells["classic", "giraffe"]
    assert found["iou"] > 0.9
    assert found["boundary_f"] > 0.9
    assert 0 <= found["confidence"] <= 1
    assert found["peak_mb"] > 20
    assert absent["refused"]
    assert "giraffe" in absent["why"]
    assert not cells["centre ellipse", "giraffe"]["refused"]
    summary = {row["method"]: row for row in report["methods"]}
    assert summary["classic"]["iou"] == found["iou"]
    assert summary["classic"]["absent_refused"] == 1
    assert summary["centre ellipse"]["absent_refused"] == 0


def test_the_tables_name_every_case_method_and_column(
    report: dict[str, list[dict[str, Any]]],
) -> None:
    told = in_words(report)
    for word in ("classic", "border GrabCut", "giraffe", "boundary_f", "absent_refused", "yes"):
        assert word in told


def test_a_method_that_cannot_run_is_left_out_with_its_reason(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RESHOOT_MODELS", str(folder / "nowhere"))
    (row,) = masks.perform(folder, "DeepLab")
    assert "reshoot models pull tiny" in row["left_out"]
    (row,) = masks.perform(folder, "nobody")
    assert "nobody" in row["left_out"]


def test_a_refusal_of_what_is_there_scores_nothing_and_a_wrong_mask_counts_as_wrong() -> None:
    there = {"method": "m", "phrase": "p", "absent": False, "seconds": 1.0, "peak_mb": 1.0}
    refused = there | {"refused": True, "iou": 0.0, "boundary_f": 0.0, "confidence": 0.0}
    boastful = there | {"refused": False, "iou": 0.2, "boundary_f": 0.0, "confidence": 0.9}
    good = there | {"refused": False, "iou": 0.9, "boundary_f": 1.0, "confidence": 0.8}
    (row,) = masks.summary([refused, boastful, good])
    assert row["iou"] == pytest.approx(1.1 / 3)
    assert row["iou_answered"] == pytest.approx(1.1 / 2)
    assert row["wrong"] == 2
    assert row["wrong_unsure"] == 0.5
    assert row["right_sure"] == 1
    assert row["absent_refused"] is None


@pytest.mark.parametrize("baseline", [CentreEllipse, BorderGrabCut, SalientGrabCut])
def test_a_baseline_answers_a_background_with_the_rest(folder: Path, baseline: type) -> None:
    rgb = np.asarray(Image.open(folder / "images" / "disc.png"))
    main, behind = baseline()(rgb, "subject"), baseline()(rgb, "background")
    assert (main ^ behind == 255).all()
    assert main[60, 80] == 255


def test_a_matte_is_measured_from_the_true_mask_and_within_the_true_trimap(folder: Path) -> None:
    y, x = np.mgrid[:120, :160]
    away = 35 - np.hypot(x - 80, y - 60)
    matte = np.clip(128 + away * 60, 0, 255).astype(np.uint8)
    trimap = np.where(np.abs(away) < 12, 128, np.where(away > 0, 255, 0)).astype(np.uint8)
    Image.fromarray(matte).save(folder / "matte.png")
    Image.fromarray(trimap).save(folder / "trimap.png")
    share = matte[..., None] / 255
    rgb = share * (200, 30, 30) + (1 - share) * np.array((140, 140, 145))
    Image.fromarray(rgb.astype(np.uint8)).save(folder / "images" / "disc.png")
    table = "image,phrase,mask,trimap\ndisc,subject,matte.png,trimap.png\n"
    (folder / "cases.csv").write_text(table, encoding="utf-8")
    rows = {row["method"]: row for row in masks.perform(folder, masks.EDGES)}
    assert rows["our band"]["sad"] < rows["hard edge"]["sad"] / 2
    assert rows["our solver, true trimap"]["sad"] < rows["hard edge"]["sad"] / 2
    (row,) = masks.perform(folder, "centre ellipse")
    assert {"iou", "sad", "mse", "gradient"} <= row.keys()


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (HEAD + "disc,subject\n", "line 2: the mask is missing"),
        (HEAD + "disc,subject,disc.png\ncat,subject,absent\n", "line 3: there is no such picture"),
        (HEAD + "disc,subject,other.png\n", "line 2: there is no file .*other.png"),
        ("image,mask\n", "line 1: the column phrase is missing"),
        (HEAD, "no cases"),
    ],
)
def test_a_mistake_in_the_table_is_told_with_its_line(folder: Path, table: str, said: str) -> None:
    (folder / "cases.csv").write_text(table, encoding="utf-8")
    with pytest.raises(AskerError, match=said):
        cases.read(folder)


def test_a_mask_of_another_size_is_told_with_both_sizes(folder: Path) -> None:
    Image.new("L", (10, 20)).save(folder / "disc.png")
    with pytest.raises(AskerError, match=r"10 × 20, .* 160 × 120"):
        list(masks.perform(folder, "centre ellipse"))
