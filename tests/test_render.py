"""The promise: whatever a painter does, what is locked stays as it is, bit for bit."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inference import render as craft
from inference.errors import BrokenPromise, Cancelled, PluginError
from inference.nouns import Operation
from inference.picture import Picture, decode, encode_png
from inference.render import render
from tests.craft import ADOBE, DISPLAY_P3, Flat, Same, disc, noise, plan, region

PAINTING = [Operation.REPLACE, Operation.ADD, Operation.FIX, Operation.REMOVE]


def takes(golden: Picture, alpha, painter, operation=Operation.RECOLOUR, seeds=(1,), **wishes):
    return list(render(golden, plan(operation, seeds), region(alpha), painter, **wishes))


def mask(kind: str, height: int, width: int, seed: int) -> np.ndarray:
    random = np.random.default_rng(seed)
    alpha = np.zeros((height, width), np.uint8)
    if kind == "dot":
        alpha[random.integers(height), random.integers(width)] = 255
    elif kind == "border":
        alpha[:3], alpha[-2:], alpha[:, :2], alpha[:, -3:] = 255, 255, 200, 255
    elif kind == "full":
        alpha[:] = 255
    elif kind == "random":
        alpha = random.choice(np.array([0, 0, 3, 128, 254, 255], np.uint8), (height, width))
    elif kind == "disc":
        alpha = disc(height, width, soft=True)
    return alpha


KINDS = st.sampled_from(["dot", "border", "full", "random", "disc", "empty"])
NATIVES = st.sampled_from([None, [(64, 64)], [(96, 40), (48, 80)], [(256, 256)]])
DEPTHS = st.sampled_from([np.uint8, np.uint16])


@given(KINDS, st.integers(17, 90), st.integers(17, 90), NATIVES, DEPTHS, st.integers(0, 99),
       st.sampled_from([3, 4]), st.sampled_from(list(Operation)),
       st.sampled_from([None, ADOBE, DISPLAY_P3]))  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_locked_pixels_survive_any_painter(
    kind, height, width, native, depth, seed, channels, operation, icc
):
    golden = replace(noise(height, width, channels, depth), icc=icc)
    alpha = mask(kind, height, width, seed)
    (take,) = takes(golden, alpha, Flat(native), operation)
    changed = (take.picture.pixels != golden.pixels).any(axis=-1)
    assert not changed[alpha == 0].any()
    assert take.picture.pixels.dtype == depth
    assert take.proof.locked_pixels == (alpha == 0).sum()
    if channels == 4:
        assert (take.picture.pixels[..., 3] == golden.pixels[..., 3]).all()


@given(KINDS, st.integers(17, 90), st.integers(17, 90), st.integers(0, 99))
@settings(max_examples=40, deadline=None)
def test_a_painter_that_paints_what_was_there_changes_nothing(kind, height, width, seed):
    golden, alpha = noise(height, width), mask(kind, height, width, seed)
    (take,) = takes(golden, alpha, Same())
    assert (take.picture.pixels == golden.pixels).all()


@pytest.mark.parametrize("operation", PAINTING)
def test_with_a_hard_edge_that_holds_for_every_operation(operation: Operation):
    golden, alpha = noise(80, 100), disc(80, 100)
    (take,) = takes(golden, alpha, Same(), operation)
    assert (take.picture.pixels == golden.pixels).all()


@pytest.mark.parametrize("native", [None, [(64, 64)]])
@pytest.mark.parametrize("depth", [np.uint8, np.uint16])
def test_a_flat_painter_fills_the_region_and_only_it(native, depth: type):
    golden, alpha = noise(70, 90, depth=depth), disc(70, 90)
    (take,) = takes(golden, alpha, Flat(native))
    assert (take.picture.pixels[alpha == 255] == 91 * (1 if depth == np.uint8 else 257)).all()
    assert (take.picture.pixels[alpha == 0] == golden.pixels[alpha == 0]).all()


@pytest.mark.parametrize("icc", [ADOBE, DISPLAY_P3])
def test_a_wide_gamut_golden_shows_the_colour_that_was_painted(icc: bytes):
    golden, alpha = replace(noise(60, 60), icc=icc), disc(60, 60)

    class Orange(Same):
        def __call__(self, cut, prompt, seeds):
            yield np.full_like(cut.rgb, (230, 120, 40))

    (take,) = takes(golden, alpha, Orange())
    seen = take.picture.srgb()[alpha == 255].astype(int)
    assert np.abs(seen - (230, 120, 40)).max() <= 2
    assert (take.picture.pixels[alpha == 255] != (230, 120, 40)).any()
    assert take.picture.icc == icc


@pytest.mark.parametrize("depth", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [3, 4])
def test_locked_pixels_are_the_same_in_the_written_file(depth: type, channels: int):
    golden, alpha = replace(noise(40, 60, channels, depth), icc=ADOBE), disc(40, 60, soft=True)
    (take,) = takes(golden, alpha, Flat())
    data = encode_png(take.picture)
    read = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    order = [2, 1, 0, 3][:channels]
    assert (read[..., order][alpha == 0] == golden.pixels[alpha == 0]).all()
    assert (decode(data).pixels == take.picture.pixels).all()
    assert decode(data).icc == ADOBE


def test_a_painter_that_tampers_with_all_it_is_given_is_harmless():
    pixels = noise(60, 60).pixels.copy()
    golden, alpha = Picture(pixels), disc(60, 60)

    class Vandal(Same):
        def __call__(self, cut, prompt, seeds):
            for _ in seeds:
                cut.alpha[:] = 255
                cut.rgb[:] = 7
                yield cut.rgb

    (take,) = takes(golden, alpha, Vandal(), Operation.REPLACE)
    assert (golden.pixels == noise(60, 60).pixels).all()
    assert (take.picture.pixels[alpha == 0] == golden.pixels[alpha == 0]).all()


def test_a_broken_paste_is_caught_before_anybody_sees_it(monkeypatch: pytest.MonkeyPatch):
    def careless(golden, painted, seat):
        pixels = golden.pixels.copy()
        pixels[0, 0] ^= 1
        return replace(golden, pixels=pixels)

    monkeypatch.setattr(craft, "paste", careless)
    with pytest.raises(BrokenPromise):
        takes(noise(40, 40), disc(40, 40), Flat())


def test_a_soft_edge_of_a_recolour_mixes_old_and_new_in_proportion():
    golden = Picture(np.full((40, 40, 3), 200, np.uint8))
    alpha = np.full((40, 40), 51, np.uint8)  # a fifth
    (take,) = takes(golden, alpha, Flat(), seeds=(10,))
    assert (take.picture.pixels == 180).all()


def test_a_halo_of_the_old_background_is_not_left_under_a_soft_edge():
    alpha = disc(120, 120, soft=True)
    share = alpha[..., None] / 255
    golden = Picture(np.rint(share * (0, 255, 0) + (1 - share) * (180, 30, 30)).astype(np.uint8))

    class Grey(Same):
        def __call__(self, cut, prompt, seeds):
            yield np.full_like(cut.rgb, 128)

    (take,) = takes(golden, alpha, Grey(), Operation.REPLACE)
    wanted = share * 128 + (1 - share) * (180, 30, 30)
    edge = (alpha > 25) & (alpha < 230)
    assert np.abs(take.picture.pixels[edge] - wanted[edge]).mean() < 12
    assert (take.picture.pixels[edge][:, 1] < 140).all()  # no green left


def test_one_take_for_each_seed_in_their_order():
    found = takes(noise(40, 40), disc(40, 40), Flat(), seeds=(5, 3, 9))
    assert [take.seed for take in found] == [5, 3, 9]
    assert [int(take.picture.pixels[20, 20, 0]) for take in found] == [95, 93, 99]


def test_the_same_seed_gives_the_same_file():
    files = [
        encode_png(takes(noise(90, 90), disc(90, 90), Flat(), Operation.REPLACE)[0].picture)
        for _ in range(2)
    ]
    assert files[0] == files[1]


def test_a_painter_that_gives_too_few_pictures_is_named():
    class Lazy(Same):
        def __call__(self, cut, prompt, seeds):
            yield cut.rgb

    with pytest.raises(PluginError, match="p@1 gave fewer"):
        takes(noise(40, 40), disc(40, 40), Lazy(), seeds=(1, 2))


def test_a_painter_gets_only_the_keywords_that_it_names():
    heard = {}

    class Curious(Same):
        def __call__(self, cut, prompt, seeds, strength, cancel):
            heard.update(prompt=prompt, seeds=seeds, strength=strength, cancel=cancel())
            return [cut.rgb]

    takes(noise(40, 40), disc(40, 40), Curious())
    assert heard == {"prompt": "red", "seeds": (1,), "strength": 0.8, "cancel": False}


def test_work_that_is_called_off_stops_between_variants():
    answers = iter([False, False, True])
    going = render(
        noise(40, 40), plan(seeds=(1, 2, 3)), region(disc(40, 40)), Flat(), cancel=answers.__next__
    )
    assert [next(going).seed, next(going).seed] == [1, 2]
    with pytest.raises(Cancelled):
        next(going)


def test_a_painters_own_cancelled_reaches_the_caller():
    class Polite(Same):
        def __call__(self, cut, prompt, seeds, cancel):
            yield cut.rgb
            raise Cancelled

    with pytest.raises(Cancelled):
        takes(noise(40, 40), disc(40, 40), Polite(), seeds=(1, 2))


def test_a_painter_is_shown_the_example_or_the_asker_is_told():
    seen: list[object] = []

    class Looks(Same):
        def __call__(self, cut, prompt, seeds, reference):
            seen.append(reference)
            return (cut.rgb for _ in seeds)

    golden, example, where = noise(40, 40), noise(20, 30).pixels, region(disc(40, 40))
    (looked,) = render(golden, plan(), where, Looks(), example=example)
    (deaf,) = render(golden, plan(), where, Same(), example=example)
    (alone,) = render(golden, plan(), where, Looks())
    assert seen[0] is example
    assert seen[1] is None
    assert (looked.remarks, alone.remarks) == ((), ())
    assert "words alone" in deaf.remarks[0]
