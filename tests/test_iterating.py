"""People speak of variants that they have seen: what is painted next, and what it follows from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pytest

from bot import requests
from bot.blobs import Blobs
from bot.chat import FakeChat, Note, Status, VariantCard
from bot.painting import Painting
from bot.requests import Request
from bot.settings import Settings
from bot.store import open_store
from bot.studio import Studio
from inference import iteration, retry
from inference.errors import AskerError, BadInstruction
from inference.instruction import read as instruction
from inference.iteration import NEAR, Iteration, applied
from inference.nouns import Cut, EditPlan, Golden, Instruction, Like, Operation, Pixels
from inference.picture import decode
from inference.plan import resolve, rungs
from tests.test_asking import Disc
from tests.test_story import THREAD, Desk, InlineJobs, golden_png

SPEC = "diffusion:/nowhere"


@dataclass
class Tinted:
    """Works from noise: what lies there, with a colour of the seed laid over it by strength."""

    native = None
    heard: list[tuple[str, int, float]] = field(default_factory=list)
    saw: list[Pixels] = field(default_factory=list)

    def __call__(
        self, cut: Cut, prompt: str, seeds: tuple[int, ...], strength: float
    ) -> Iterator[Pixels]:
        for seed in seeds:
            self.heard.append((prompt, seed, strength))
            self.saw.append(cut.rgb)
            ink = np.random.default_rng(seed).integers(0, 255, 3)
            yield np.rint(cut.rgb * (1 - strength) + ink * strength).astype(np.uint8)


@dataclass
class Table(Desk):
    """The desk of test_story, with a painter that works from noise."""

    painter: Tinted = field(default_factory=Tinted)

    def says(self, words: str, key: str = "") -> bool:
        took = self.studio.says(THREAD, words, "jonas", key or f"said-{words}")
        self.work()
        return took

    def tap(self, card: VariantCard, words: str, key: str = "tap") -> None:
        self.studio.iterate(card.request, card.variant, words, THREAD, "jonas", key)
        self.work()

    def last(self) -> Request:
        with self.studio.store.begin() as tx:
            found = requests.last_in(tx, THREAD)
        assert found is not None
        return found


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Table]:
    settings = Settings(home=tmp_path, confirm_seconds=0, painter=SPEC)
    store, jobs, painter = open_store(settings.database), InlineJobs(), Tinted()
    studio = Studio(settings, store, Blobs(settings.blobs), jobs)
    warm = {("painters", SPEC): painter, ("segmenters", settings.segmenter): Disc()}
    yield Table(studio, FakeChat(), jobs, Painting(studio, warm), painter)
    store.close()


@pytest.fixture
def shown(desk: Table) -> list[VariantCard]:
    """Two variants in the thread."""
    desk.ask("swap background to autumn trail x2")
    desk.work()
    desk.painter.heard.clear()
    desk.painter.saw.clear()
    return desk.cards()


def seed_of(card: VariantCard, desk: Table) -> int:
    return desk.last().plan.seeds[card.number - 1]


def test_two_but_warmer_is_the_second_once_more_with_other_words(
    desk: Table, shown: list[VariantCard]
) -> None:
    parent, seed = desk.last(), seed_of(shown[1], desk)
    assert desk.says("2 but warmer")
    child = desk.last()
    assert (child.parent, child.parent_variant) == (parent.id, shown[1].variant)
    assert desk.painter.heard == [("autumn trail, warm light", seed, parent.plan.strength)]
    assert child.plan.mask == parent.plan.mask, "the region is settled"
    status = desk.chat.of(Status)[-1]
    assert (status.detail, status.total) == ("Variant 2, but warmer.", 1)
    assert "autumn trail, warm light" in status.understood


def test_a_message_that_arrives_twice_is_done_once(desk: Table, shown: list[VariantCard]) -> None:
    for _ in range(2):
        assert desk.says("again", "Ev1")
    assert len(desk.cards()) == 2 * len(shown)
    assert len(desk.chat.of(Status)) == 2


def test_a_tap_says_what_could_be_written(desk: Table, shown: list[VariantCard]) -> None:
    assert shown[0].offers == ("more like this", "again", "bolder", "softer")
    desk.tap(shown[0], "bolder")
    assert [heard[2] for heard in desk.painter.heard] == [rungs(Operation.REPLACE)[2]]
    card = desk.cards()[-1]
    assert "bolder" not in card.offers
    with pytest.raises(BadInstruction, match="as bold as it gets"):
        desk.tap(card, "bolder", "more")
    assert desk.chat.of(Status)[-1].detail == "Variant 1, but bolder."


def test_more_like_one_starts_from_its_pixels_and_is_proven_against_the_golden(
    desk: Table, shown: list[VariantCard]
) -> None:
    assert desk.says("more like 2")
    golden = decode(golden_png()).pixels
    variant = decode(desk.studio.blobs.get(shown[1].variant)).pixels
    assert all(np.array_equal(each, variant) for each in desk.painter.saw)
    assert {heard[2] for heard in desk.painter.heard} == {NEAR}
    fresh = desk.cards()[2:]
    assert len(fresh) == iteration.MORE
    for card in fresh:
        pixels = decode(desk.studio.blobs.get(card.variant)).pixels
        assert np.array_equal(pixels[40:80, 60:100], golden[40:80, 60:100]), "the disc is locked"
        assert card.proof.changed_outside == 0
        assert card.proof.golden_sha256 == shown[0].proof.golden_sha256
        assert card.proof.visible_change > 5, "measured from the golden"


def test_undo_goes_back_and_says_to_what(desk: Table, shown: list[VariantCard]) -> None:
    first = desk.last()
    desk.says("warmer")
    undone = desk.last()
    for _ in range(2):  # it arrives twice
        assert desk.says("undo", "Ev9")
    assert desk.last().id == first.id
    with desk.studio.store.begin() as tx:
        state = requests.get(tx, undone.id)
    assert state is not None
    assert (state.state, state.detail) == ("undone", "Undone by <@jonas>.")
    notes = desk.chat.of(Note)
    assert [note.text.startswith("Back to this: Replace *background*") for note in notes] == [True]
    with pytest.raises(AskerError, match="nothing to undo"):
        desk.says("undo", "Ev10")


def test_undo_takes_back_what_is_being_painted(desk: Table, shown: list[VariantCard]) -> None:
    first = desk.last()
    desk.studio.says(THREAD, "darker", "jonas", "Ev1")
    desk.studio.says(THREAD, "undo", "jonas", "Ev2")
    desk.work()
    assert (desk.last().id, len(desk.cards())) == (first.id, len(shown))


def test_a_narrower_region_after_variants_is_a_child_with_a_region_of_its_own(
    desk: Table, shown: list[VariantCard]
) -> None:
    parent = desk.last()
    assert desk.says("only the disc")
    child = desk.last()
    assert (child.parent, child.detail) == (parent.id, "Only *disc*.")
    assert child.plan.mask != parent.plan.mask
    assert desk.says("undo")
    assert desk.last().id == parent.id


def test_before_variants_are_shown_a_word_on_them_is_talk(desk: Table) -> None:
    assert not desk.says("warmer"), "nothing was asked at all"
    desk.ask("swap background to autumn trail x2")
    assert not desk.says("2 but warmer")
    assert len(desk.cards()) == 2


def test_a_number_that_is_not_there_is_answered(desk: Table, shown: list[VariantCard]) -> None:
    with pytest.raises(AskerError, match="no variant 7"):
        desk.says("7 but warmer")
    with pytest.raises(AskerError, match="Like which one"):
        desk.says("more like this")


def test_the_same_twice_while_it_is_painted_is_refused(
    desk: Table, shown: list[VariantCard]
) -> None:
    desk.studio.says(THREAD, "2 but warmer", "jonas", "Ev1")
    with pytest.raises(AskerError, match="on its way already"):
        desk.studio.says(THREAD, "2, warmer", "maya", "Ev2")
    desk.studio.says(THREAD, "1 but warmer", "maya", "Ev3")
    desk.work()
    assert len(desk.cards()) == 4


PLAN = resolve(
    instruction("swap background to autumn trail"), Golden("0" * 64, 9, 9), "auto@1", f"{SPEC}@2"
)


def after(words: str, sentence: str = "swap background to autumn trail") -> EditPlan:
    wish = instruction(sentence)
    plan = replace(PLAN, operation=wish.operation, prompt=wish.prompt, region=wish.region)
    return _applied(words, wish, plan)[1]


def _applied(words: str, wish: Instruction, plan: EditPlan) -> tuple[Instruction, EditPlan]:
    said = iteration.read(words)
    assert isinstance(said, Iteration)
    return applied(said, wish, plan, Like("f" * 64, 7), "key")


@pytest.mark.parametrize(
    ("sentence", "words", "prompt"),
    [
        ("swap background to autumn trail", "warmer", "autumn trail, warm light"),
        ("swap background to trail, cool light", "warmer", "trail, warm light"),
        ("swap background to trail, dark", "darker", "trail, very dark"),
        ("swap background to trail", "light from the left", "trail, light from the left"),
        ("swap background to trail, light from the right", "light from left",
         "trail, light from the left"),
        ("recolour the jacket to teal", "darker", "dark teal"),
        ("recolour the jacket to dark teal", "brighter", "bright teal"),
        ("relight the subject from the left, warm", "light from the right",
         "from the right, warm"),
    ],
)  # fmt: skip
def test_moods_and_light_are_asked_for_in_words_that_painters_read(
    sentence: str, words: str, prompt: str
) -> None:
    assert after(words, sentence).prompt == prompt


def test_a_removal_has_no_mood() -> None:
    with pytest.raises(BadInstruction, match="could be warmer"):
        after("warmer", "remove the logo")


def test_what_is_painted_by_rule_knows_no_bolder_and_offers_none() -> None:
    plan = replace(PLAN, painter="classic@2")
    with pytest.raises(BadInstruction, match="by rule"):
        _applied("bolder", instruction("swap background to autumn trail"), plan)
    assert iteration.offered(plan, (), retry.BOLDER) == ("more like this", "again")


def test_offers_follow_what_the_card_says() -> None:
    warned = ("The subject is lit from the left, the new background from the right.",)
    assert "light from the left" in iteration.offered(PLAN, warned, "")
    assert iteration.offered(PLAN, (), f"Proven. {retry.BOLDER}")[-1] == "show subtle"
    for words in iteration.offered(PLAN, warned, retry.BOLDER):
        assert iteration.read(words), "whatever is offered can be written"


def test_show_subtle_is_painted_once_and_not_bolder() -> None:
    plan = after("show subtle")
    assert (plan.once, plan.seeds, plan.strength) == (True, (7,), PLAN.strength)
    assert EditPlan.from_json(plan.to_json()) == plan
    like = after("more like 2")
    assert EditPlan.from_json(like.to_json()) == like
    assert '"like"' not in PLAN.to_json(), "a plan made before keeps its id"
