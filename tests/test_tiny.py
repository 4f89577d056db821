"""The small networks, on photographs and on pictures that leave no doubt."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inference.errors import ModelMissing, NotFound
from inference.nouns import Answer, Box
from inference.region import UNSURE
from inference.segmenters import edges
from inference.segmenters.nets import apart, doubt, parts
from inference.segmenters.nets.areas import of_kinds
from inference.segmenters.nets.detector import Seen
from inference.segmenters.nets.faces import Face, _anchors, _priors
from inference.segmenters.nets.lite import Lite
from inference.segmenters.nets.scene import Scene, both_ways, overlap
from inference.segmenters.nets.things import find
from inference.segmenters.tiny import Tiny
from inference.segmenters.vocabulary import named, sense, things
from tests.needs import photo, weights

BIRD, DOG = named("bird"), named("dog")


@cache
def tiny(photograph: str = "") -> Tiny:
    """One for each photograph, since it remembers what it saw last."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RESHOOT_MODELS", str(weights()))
        return Tiny()


def read(name: str) -> np.ndarray:
    return np.asarray(Image.open(photo(name)).convert("RGB"))


@cache
def found(name: str, phrase: str) -> Answer:
    return tiny(name)(read(name), phrase)


def at(name: str, phrase: str) -> Callable[[int, int], bool]:
    mask = found(name, phrase).alpha > 127
    return lambda x, y: bool(mask[y, x])


def overlaps(mask: np.ndarray, truth: np.ndarray, where: np.ndarray) -> float:
    return ((mask & truth) & where).sum() / ((mask | truth) & where).sum()


def test_the_bird_is_found_within_a_tenth() -> None:
    truth = np.asarray(Image.open(photo("masks/bird_GT.png")).convert("L"))
    answer = found("bird.png", "bird")
    assert overlaps(answer.alpha > 127, truth == 255, truth != 128) >= 0.9
    assert answer.confidence > 0.9
    assert answer.by == "tiny"


@pytest.mark.parametrize("phrase", ["animal", "subject"])
def test_the_lemur_is_found_within_four_per_cent(phrase: str) -> None:
    truth = np.asarray(Image.open(photo("masks/lemur_alpha_GT.png")).convert("L")) > 127
    mask = found("lemur.png", phrase).alpha > 127
    assert overlaps(mask, truth, np.ones(mask.shape, bool)) >= 0.96


def test_a_face_is_no_hair_and_hair_no_face() -> None:
    face, hair, woman = (at("astronaut.png", what) for what in ("face", "hair", "woman"))
    assert face(225, 130)
    assert not hair(225, 130)
    assert hair(215, 40)
    assert not face(215, 40)
    assert woman(225, 130)
    assert woman(120, 330)
    assert not woman(20, 150), "the flag"


def test_a_cup_is_found_though_no_network_knows_its_shape() -> None:
    cup = at("coffee.png", "coffee cup")
    assert cup(270, 60)
    assert not cup(550, 50)
    assert not cup(380, 300), "the spoon"


def test_a_thing_that_hardly_shows_is_found_beside_a_large_one() -> None:
    bowl = at("dog.jpg", "bowl")
    assert bowl(560, 205)
    assert not bowl(200, 350), "the dog"


def test_background_is_what_is_not_in_front() -> None:
    assert not at("bird.png", "background")(250, 250)
    assert at("bird.png", "background")(400, 60)


@pytest.mark.parametrize("name", ["bird.png", "coffee.png", "chelsea.png"])
@pytest.mark.parametrize(
    "phrase", ["giraffe", "umbrella", "person", "face", "hair", "hands", "bus"]
)
def test_what_is_not_there_is_refused_with_what_is(name: str, phrase: str) -> None:
    with pytest.raises(NotFound, match=f"no \\*{phrase}\\* here") as refusal:
        found(name, phrase)
    assert "background" in refusal.value.sees


def test_a_cats_face_is_no_face() -> None:
    with pytest.raises(NotFound):
        found("chelsea.png", "face")


@pytest.mark.parametrize("phrase", ["car door", "shirt", "sky", "grass", "logo", ""])
def test_a_noun_that_no_network_was_taught_is_refused(phrase: str) -> None:
    with pytest.raises(NotFound, match="never taught"):
        found("coffee.png", phrase)


@pytest.mark.parametrize("name", ["astronaut.png", "coffee.png", "chelsea.png"])
def test_what_it_says_it_sees_can_be_asked_for(name: str) -> None:
    seen = tiny(name).sees(read(name))
    assert len(seen) >= 3
    for phrase in seen:
        assert found(name, phrase).alpha.any()


def test_two_birds_are_two_things_from_left_to_right() -> None:
    one = read("bird.png")
    pair = np.hstack([one, one])
    left, right = tiny().instances(pair, "birds")
    assert left.alpha[:, : one.shape[1]].any()
    assert not left.alpha[:, one.shape[1] :].any()
    assert right.alpha[:, one.shape[1] :].any()
    whole = tiny()(pair, "birds").alpha
    assert (np.maximum(left.alpha, right.alpha) == whole).mean() > 0.999


def test_two_dogs_that_touch_are_two_things_cut_where_their_coats_meet() -> None:
    rgb = read("dogs.jpg")
    yellow, black = tiny("dogs.jpg").instances(rgb, "dogs")
    assert not ((yellow.alpha > 127) & (black.alpha > 127)).any()
    assert rgb[yellow.alpha > 127].mean() > 1.3 * rgb[black.alpha > 127].mean()
    whole = found("dogs.jpg", "dogs").alpha
    assert (np.maximum(yellow.alpha, black.alpha) == whole).mean() > 0.999


@pytest.mark.parametrize(("name", "phrase"), [("chelsea.png", "cat"), ("lemur.png", "animal")])
def test_one_animal_is_one_thing(name: str, phrase: str) -> None:
    assert len(tiny(name).instances(read(name), phrase)) == 1


@pytest.mark.parametrize(
    ("name", "phrase"), [("astronaut.png", "background"), ("coffee.png", "cup")]
)
def test_a_thing_taken_in_half_waits_for_a_look(name: str, phrase: str) -> None:
    """The helmet that the astronaut holds is left out; the cup is cut through its middle."""
    assert found(name, phrase).confidence < UNSURE


@pytest.mark.parametrize(
    ("name", "phrase"),
    [
        ("bird.png", "background"),
        ("chelsea.png", "cat"),
        ("chelsea.png", "subject"),
        ("dogs.jpg", "dogs"),
        ("lemur.png", "subject"),
        ("astronaut.png", "person"),
    ],
)
def test_a_good_mask_does_not_wait(name: str, phrase: str) -> None:
    assert found(name, phrase).confidence >= UNSURE


def test_a_narrower_word_is_less_sure_and_says_why() -> None:
    owl, bird = found("bird.png", "owl"), found("bird.png", "bird")
    assert (owl.alpha == bird.alpha).all()
    assert owl.confidence < bird.confidence
    assert "I can't tell" in owl.why


def test_the_thing_at_a_point_is_the_thing_that_is_known_there() -> None:
    rgb = read("bird.png")
    points, labels = np.array([[250.0, 250.0], [400.0, 60.0]]), np.array([1, 0])
    assert (
        tiny("bird.png").around(rgb, points, labels).alpha == found("bird.png", "bird").alpha
    ).all()


def test_a_place_without_a_known_thing_is_what_looks_like_it() -> None:
    rgb = np.full((120, 160, 3), (90, 140, 200), np.uint8)
    rgb[40:80, 60:110] = (220, 60, 40)
    answer = tiny().around(rgb, np.array([[80.0, 60.0], [10.0, 10.0]]), np.array([1, 0]))
    assert (answer.alpha[45:75, 65:105] == 255).all()
    assert not answer.alpha[:30].any()


def test_the_same_picture_gives_the_same_bytes_to_two_segmenters(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("RESHOOT_MODELS", str(weights()))
    first, second = found("chelsea.png", "cat"), Tiny()(read("chelsea.png"), "cat")
    assert first.alpha.tobytes() == second.alpha.tobytes()
    assert first.confidence == second.confidence


def test_a_large_picture_is_answered_at_its_own_size() -> None:
    rgb = np.asarray(Image.fromarray(read("bird.png")).resize((1539, 1539)))
    mask, small = tiny()(rgb, "bird").alpha > 127, found("bird.png", "bird").alpha > 127
    assert mask.shape == (1539, 1539)
    assert overlaps(mask[1::3, 1::3], small, np.ones(small.shape, bool)) > 0.97


@pytest.mark.parametrize("shape", [(1, 1), (3, 200), (200, 1), (9, 9)])
def test_a_tiny_picture_is_an_answer_or_a_refusal(shape: tuple[int, int]) -> None:
    rgb = np.random.default_rng(0).integers(0, 256, (*shape, 3), dtype=np.uint8)
    try:
        answer = tiny()(rgb, "subject")
    except NotFound:
        return
    assert answer.alpha.shape == shape


def test_missing_networks_are_named_with_the_command_that_gets_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("RESHOOT_MODELS", str(tmp_path))
    with pytest.raises(ModelMissing, match="reshoot models pull tiny"):
        Tiny()


def test_a_damaged_network_is_named(tmp_path: Path) -> None:
    pytest.importorskip("ai_edge_litert")
    (tmp_path / "deeplab.tflite").write_bytes(b"not a network")
    with pytest.raises(ModelMissing, match=r"deeplab\.tflite is damaged"):
        Lite(tmp_path / "deeplab.tflite")


# Without any weights: networks that say what the test wants.


class Says:
    """Stands for all networks: `planes` (h, w, 21) for shapes, `boxes` for the detector."""

    def __init__(self, planes: np.ndarray, boxes: list[Seen]) -> None:
        self.deeplab, self.detector = lambda rgb: planes, self
        self._boxes = boxes
        self._mirrored = False

    def __call__(self, rgb: np.ndarray) -> list[Seen]:
        self._mirrored = not self._mirrored  # the mirror image is asked first
        flip = [
            s._replace(box=Box(64 - s.box.x1, s.box.y0, 64 - s.box.x0, s.box.y1))
            for s in self._boxes
        ]
        return flip if self._mirrored else self._boxes


def scene(likely: float, seen: float) -> Scene:
    """A red square on blue; DeepLab calls it a bird this likely, the detector with this score."""
    rgb = np.full((64, 64, 3), (40, 60, 200), np.uint8)
    rgb[4:60, 4:60] = (200, 40, 30)
    planes = np.zeros((64, 64, 21), np.float32)
    planes[4:60, 4:60, BIRD.area] = likely
    planes[..., 0] = 1 - planes.sum(-1)
    boxes = [Seen(Box(4, 4, 60, 60), BIRD.box or 0, seen)] if seen else []
    return Scene(Says(planes, boxes), rgb)  # type: ignore[arg-type]


def half() -> np.ndarray:
    mask = np.zeros((100, 100), bool)
    mask[20:80, 10:50] = True
    return mask


def test_what_stands_out_beside_a_mask_tells_against_it() -> None:
    front = half().astype(np.float32)
    assert doubt.complete(half(), front) == 1
    front[20:80, 50:51] = 1
    assert doubt.complete(half(), front) == 1, "an edge may be off by a little"
    front[20:80, 50:70] = 1
    assert doubt.complete(half(), front) < 0.5


def test_more_undecided_than_decided_pixels_tell_against_a_mask() -> None:
    likely = np.where(half(), np.float32(0.9), np.float32(0.1))
    assert doubt.decided(likely, half()) == 1
    assert doubt.decided(np.full((100, 100), 0.5, np.float32), half()) < 0.5


def test_an_outline_across_a_smooth_surface_tells_against_a_mask() -> None:
    rgb = np.full((100, 100, 3), 90, np.uint8)
    assert doubt.edged(rgb, half()) == 0
    rgb[half()] = 200
    assert doubt.edged(rgb, half()) == 1


@pytest.mark.parametrize(
    ("other", "sure"),
    [
        (Seen(Box(0, 0, 90, 90), 41, 0.5), False),
        (Seen(Box(0, 0, 90, 90), 45, 0.5), True),
        (Seen(Box(0, 0, 90, 90), 41, 0.4), True),
        (Seen(Box(18, 18, 52, 52), 41, 0.9), True),
        (Seen(Box(45, 45, 99, 99), 41, 0.9), True),
    ],
)
def test_a_thing_seen_at_two_sizes_is_unsure(other: Seen, sure: bool) -> None:
    seen = Seen(Box(20, 20, 50, 50), 41, 0.8)
    assert (doubt.one_size(seen, [seen, other]) == 1) == sure


def blobs() -> Scene:
    """Red touches green, on grey; the detector may see one or two birds."""
    rgb = np.full((64, 64, 3), 120, np.uint8)
    rgb[10:54, 4:30], rgb[10:54, 30:60] = (200, 30, 30), (30, 180, 60)
    return Scene(Says(np.zeros((64, 64, 21), np.float32), []), rgb)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("boxes", "count"),
    [
        ([(4, 10, 34, 54), (28, 10, 60, 54)], 2),
        ([(4, 10, 60, 54), (28, 10, 60, 54)], 1),
        ([(4, 10, 60, 54)], 1),
        ([(4, 10, 34, 54), (0, 0, 10, 12)], 1),
    ],
)
def test_a_part_is_divided_among_boxes_that_lie_beside_each_other(
    boxes: list[tuple[int, ...]], count: int
) -> None:
    scene = blobs()
    scene.seen = [Seen(Box(*box), 14, 0.9) for box in boxes]
    mask = np.zeros((64, 64), bool)
    mask[10:54, 4:60] = True
    things = apart.separate(scene, mask, (14,))
    assert len(things) == count
    assert (np.sum(things, 0) == mask).all()
    if count == 2:
        assert things[0][30, 4:29].all()
        assert things[1][30, 31:60].all()


@pytest.mark.parametrize(
    ("likely", "seen", "there"),
    [(0.95, 0.0, True), (0.7, 0.0, False), (0.7, 0.6, True), (0.55, 0.6, False)],
)
def test_a_doubtful_shape_is_believed_if_the_detector_agrees(
    likely: float, seen: float, there: bool
) -> None:
    assert (find(scene(likely, seen), BIRD) is not None) == there


def test_a_shape_follows_the_edge_in_the_picture() -> None:
    answer = find(scene(0.95, 0.9), BIRD)
    assert answer is not None
    truth = np.zeros((64, 64), bool)
    truth[4:60, 4:60] = True
    assert overlaps(answer.mask, truth, np.ones_like(truth)) > 0.98
    assert answer.sure > 0.9


def test_a_likelihood_that_spills_over_an_edge_is_pulled_back_to_it() -> None:
    rgb = np.full((80, 120, 3), 230, np.uint8)
    rgb[:, :60] = 20
    likely = np.clip(1 - (np.arange(120) - 50) / 30, 0, 1)[None].repeat(80, 0).astype(np.float32)
    mask = edges.settled(rgb, likely)
    assert mask[:, :58].all()
    assert not mask[:, 62:].any()


@pytest.mark.parametrize("likely", [0.0, 1.0])
def test_nothing_and_everything_have_no_edge(likely: float) -> None:
    rgb = np.random.default_rng(1).integers(0, 256, (40, 50, 3), dtype=np.uint8)
    assert (edges.settled(rgb, np.full((40, 50), likely, np.float32)) == bool(likely)).all()


def test_what_the_mirror_does_not_show_is_not_seen() -> None:
    box = Seen(Box(0, 0, 20, 20), 1, 0.9)
    rgb = np.zeros((64, 64, 3), np.uint8)
    assert both_ways(lambda _: [box], rgb) == []  # type: ignore[arg-type]


def test_a_class_takes_what_its_kin_has_by_mistake_only() -> None:
    planes = np.zeros((4, 4, 21), np.float32)
    planes[..., 12], planes[..., 8] = 0.6, 0.1
    assert np.allclose(of_kinds(planes, (12,)), 0.7)
    planes[..., 8] = 0.4
    assert np.allclose(of_kinds(planes, (12,)), 0.6)


def test_a_tilted_face_has_a_tilted_oval() -> None:
    marks = np.array([[60, 40], [60, 60], [50, 50], [40, 50], [55, 20], [55, 80]], np.float32)
    oval = parts.oval(Face(Box(30, 20, 80, 80), 0.9, marks))
    assert np.allclose(oval.up, [1, 0])
    reach = oval.reach((100, 100))
    assert reach[50, 80] < 1, "the forehead, to the right"
    assert reach[50, 10] > 1, "well beyond the chin"


def test_the_face_networks_start_from_as_many_boxes_as_they_answer() -> None:
    assert _priors().shape == (4420, 4)
    assert _anchors().shape == (896, 2)


def test_overlap_is_one_for_the_same_box_and_nothing_for_boxes_apart() -> None:
    assert overlap(Box(0, 0, 4, 4), Box(0, 0, 4, 4)) == 1
    assert overlap(Box(0, 0, 4, 4), Box(4, 0, 8, 4)) == 0


@pytest.mark.parametrize(
    ("phrase", "names"),
    [
        ("puppies", ["dog"]),
        ("the old man in a hat", ["person"]),
        ("two women", ["person"]),
        ("models", ["person"]),
        ("automobile", ["car"]),
        ("mug", ["cup"]),
        ("cup of coffee", ["cup"]),
        ("glass of wine", ["wine glass"]),
        ("hot dog", ["hot dog"]),
        ("bowl of oranges", ["bowl"]),
        ("bunch of bananas", ["banana"]),
        ("photo of a dog", ["dog"]),
        ("knives", ["knife"]),
        ("couches", ["sofa"]),
        ("fruits", ["banana", "apple", "orange"]),
    ],
)
def test_people_have_many_words_for_a_thing(phrase: str, names: list[str]) -> None:
    meant = sense(phrase)
    assert meant is not None
    assert [thing.name for thing in meant.things] == names


@pytest.mark.parametrize(
    "phrase", ["bus stop", "car door", "coffee", "red shirt", "dogma", "of", ""]
)
def test_a_thing_beside_a_known_one_is_not_known(phrase: str) -> None:
    assert sense(phrase) is None


def test_a_womans_face_is_a_face() -> None:
    meant = sense("the woman's face")
    assert meant is not None
    assert meant.role == "face"


def test_every_class_of_both_networks_has_a_word() -> None:
    known = things()
    assert {thing.area for thing in known} - {None} == set(range(1, 21))
    assert sorted(thing.box for thing in known if thing.box is not None) == list(range(80))
