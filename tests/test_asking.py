"""People look at the region before it is painted: taps, corrections, timers, what is remembered."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import time_machine

from bot import regions, requests, settling, timers
from bot.alarm import ring
from bot.blobs import Blobs
from bot.chat import Asset, FakeChat, Note, Overlay, Place, Status
from bot.painting import Painting
from bot.reconciler import reconcile
from bot.settings import Settings
from bot.store import open_store
from bot.studio import Studio
from inference.errors import AskerError, BadInstruction
from inference.nouns import Alpha, Box, Pixels
from inference.picture import Picture, decode, decode_mask, encode_png
from tests.test_story import THREAD, Desk, InlineJobs, golden_png

PATIENCE = 8.0


@dataclass
class Disc:
    """Finds the red disc, or what is not the disc, as sure as it is told."""

    sure: float = 0.9
    asked: list[str] = field(default_factory=list)

    def __call__(self, rgb: Pixels, phrase: str) -> tuple[Alpha, float]:
        self.asked.append(phrase)
        disc = (rgb[..., 0] > 180) & (rgb[..., 1] < 90)
        known = {"background": ~disc, "disc": disc}
        if phrase not in known:
            raise LookupError(f"I can't find a *{phrase}*.")
        return np.where(known[phrase], np.uint8(255), np.uint8(0)), self.sure

    def sees(self, rgb: Pixels) -> list[str]:
        return ["background", "disc"]


@dataclass
class Front(Desk):
    """The desk of test_story with a finder of our own and people who take their time."""

    finder: Disc = field(default_factory=Disc)

    def look(self) -> Overlay:
        return self.chat.of(Overlay)[-1]

    def state(self, request: str) -> str:
        return self.get(request).state

    def get(self, request: str) -> requests.Request:
        with self.studio.store.begin() as tx:
            found = requests.get(tx, request)
        assert found is not None
        return found

    def tap(self, words: str, key: str = "", person: str = "jonas") -> None:
        shown = self.look()
        key = key or f"tap-{words}-{shown.revision}"
        self.studio.correct(shown.request, shown.revision, words, THREAD, person, key)
        self.work()

    def says(self, words: str, key: str = "") -> bool:
        took = self.studio.says(THREAD, words, "jonas", key or f"said-{words}")
        self.work()
        return took

    def mask(self) -> Alpha:
        shown = self.look()
        with self.studio.store.begin() as tx:
            revision = regions.get(tx, shown.request, shown.revision)
        assert revision is not None
        assert revision.found is not None
        return decode_mask(self.studio.blobs.get(revision.found.mask))

    def pass_time(self, traveller: time_machine.Traveller, seconds: float) -> None:
        traveller.shift(seconds)
        ring(self.studio)
        self.work()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Front]:
    settings = Settings(home=tmp_path, confirm_seconds=PATIENCE)
    store, jobs, finder = open_store(settings.database), InlineJobs(), Disc()
    studio = Studio(settings, store, Blobs(settings.blobs), jobs)
    warm: dict[tuple[str, str], Any] = {("segmenters", settings.segmenter): finder}
    yield Front(studio, FakeChat(), jobs, Painting(studio, warm), finder)
    store.close()


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(time.time(), tick=True) as traveller:
        yield traveller


def test_a_sure_region_is_shown_and_paints_by_itself(
    desk: Front, clock: time_machine.Traveller
) -> None:
    request = desk.ask()
    desk.work()
    assert (desk.state(request), desk.look().state) == ("asking", "soon")
    assert not desk.cards()
    desk.pass_time(clock, PATIENCE - 2)
    assert not desk.cards()
    desk.pass_time(clock, 3)
    assert (desk.state(request), len(desk.cards())) == ("shown", 2)
    assert (desk.look().state, desk.look().by) == ("settled", "")


def test_an_unsure_region_waits_for_a_tap(desk: Front, clock: time_machine.Traveller) -> None:
    desk.finder.sure = 0.2
    request = desk.ask()
    desk.work()
    assert desk.look().state == "waiting"
    desk.pass_time(clock, 86400)
    assert (desk.state(request), desk.cards()) == ("asking", [])
    desk.tap("looks right")
    assert (desk.state(request), len(desk.cards())) == ("shown", 2)
    assert (desk.look().state, desk.look().by) == ("settled", "jonas")


def test_seconds_run_from_when_people_saw_the_overlay(
    desk: Front, clock: time_machine.Traveller
) -> None:
    request = desk.ask()
    job, subject = desk.jobs.waiting.pop(0)
    desk.painting.perform(job, subject, lambda fraction: None, lambda: False)
    clock.shift(10 * PATIENCE)  # Slack is slow
    ring(desk.studio)
    assert desk.state(request) == "asking"
    desk.work()
    desk.pass_time(clock, PATIENCE + 1)
    assert desk.state(request) == "shown"


def test_it_paints_in_the_end_where_the_overlay_never_arrives(
    desk: Front, clock: time_machine.Traveller
) -> None:
    request = desk.ask()
    job, subject = desk.jobs.waiting.pop(0)
    desk.painting.perform(job, subject, lambda fraction: None, lambda: False)
    clock.shift(settling.UNSEEN + 1)
    ring(desk.studio)
    assert desk.state(request) == "ready"


def test_a_correction_is_found_shown_and_painted(desk: Front) -> None:
    desk.ask()
    desk.work()
    before = desk.mask()
    desk.tap("shrink by 6 px")
    first, second = desk.chat.of(Overlay)
    assert (first.state, second.state, second.revision) == ("replaced", "soon", 2)
    after = desk.mask()
    assert not ((after > 127) & (before < 128)).any()
    assert (after > 127).sum() < (before > 127).sum()
    desk.tap("looks right")
    assert len(desk.cards()) == 2
    proof = desk.cards()[0].proof
    assert proof.locked_pixels == int((after == 0).sum()), "painted in the corrected mask"


def test_what_was_tapped_twice_is_done_once(desk: Front) -> None:
    desk.ask()
    desk.work()
    request = desk.look().request
    for _ in range(2):
        desk.studio.correct(request, 1, "shrink by 6 px", THREAD, "jonas", "same")
    with pytest.raises(BadInstruction, match="older picture"):
        desk.studio.correct(request, 1, "invert", THREAD, "maya", "meanwhile")
    desk.work()
    assert desk.look().revision == 2


def test_an_older_picture_can_not_be_agreed_to(desk: Front) -> None:
    request = desk.ask()
    desk.work()
    desk.tap("shrink by 6 px")
    with pytest.raises(BadInstruction, match="older picture"):
        desk.studio.correct(request, 1, "looks right", THREAD, "jonas", "late")
    assert desk.state(request) == "asking"


def test_a_correction_calls_off_what_is_being_painted(desk: Front) -> None:
    request = desk.ask("swap background to plain teal x3")
    desk.work()
    shown = desk.look()
    desk.studio.correct(request, 1, "looks right", THREAD, "jonas", "go")
    job, subject = desk.jobs.waiting.pop(0)
    assert job == "paint"

    def correct_once(fraction: float) -> None:
        if desk.look().revision == 1 and desk.state(request) == "painting":
            desk.studio.correct(
                request, shown.revision, "shrink by 6 px", THREAD, "maya", "meanwhile"
            )

    from inference.errors import Cancelled

    with pytest.raises(Cancelled), time_machine.travel(time.time() + 5):
        desk.painting.perform(job, subject, correct_once, lambda: False)
    assert desk.state(request) == "queued"
    desk.work()
    assert (desk.look().revision, desk.state(request)) == (2, "asking")
    desk.tap("looks right")
    numbers = [card.number for card in desk.cards()]
    assert numbers[-3:] == [1, 2, 3]


def test_words_in_the_thread_correct_and_talk_does_not(desk: Front) -> None:
    desk.ask()
    desk.work()
    assert not desk.says("Nice picture, who took it?")
    assert desk.says("not A1")
    corner, far = desk.mask()[:6, :6], desk.mask()[-6:, -6:]
    assert corner.max() < 128
    assert far.min() > 127
    assert "A1" in desk.look().words


def test_a_correction_that_can_not_be_done_leaves_the_region_as_it_was(desk: Front) -> None:
    request = desk.ask()
    desk.work()
    before = desk.mask()
    desk.tap("protect the spoon")
    assert "spoon" in desk.chat.of(Note)[-1].text
    assert (desk.state(request), desk.look().revision) == ("asking", 1)
    assert desk.look().state == "waiting", "its buttons are back, and it does not go on by itself"
    desk.tap("shrink by 6 px")
    assert (desk.look().revision, desk.state(request)) == (2, "asking")
    assert (desk.mask() > 127).sum() < (before > 127).sum()
    desk.tap("looks right")
    assert "Subject" not in desk.cards()[0].words, "the region is no longer the plain background"


def test_undo_goes_back_a_step(desk: Front) -> None:
    desk.ask()
    desk.work()
    before = desk.mask()
    desk.tap("shrink by 6 px")
    desk.tap("undo")
    assert (desk.mask() == before).all()
    assert desk.look().revision == 3


def test_nothing_is_left_to_undo_at_first(desk: Front) -> None:
    desk.ask()
    desk.work()
    with pytest.raises(BadInstruction, match="nothing to undo"):
        desk.tap("undo")


def test_what_was_corrected_is_remembered_for_this_golden_and_phrase(desk: Front) -> None:
    desk.ask()
    desk.work()
    desk.tap("shrink by 6 px")
    corrected = desk.mask()
    desk.tap("looks right")
    desk.ask("swap background to plain red x2", ts="200.0")
    desk.work()
    assert (desk.mask() == corrected).all()
    assert desk.look().revision == 1
    assert "<@jonas>" in desk.look().words
    desk.ask("recolour the disc to blue", ts="300.0")
    desk.work()
    assert "<@jonas>" not in desk.look().words, "another wish begins anew"


def test_wrong_region_asks_again_with_the_same_words_and_seeds(
    desk: Front, clock: time_machine.Traveller
) -> None:
    request = desk.ask()
    desk.work()
    desk.tap("looks right")
    desk.studio.wrong_region(request, THREAD, "tap1", "jonas")
    with pytest.raises(AskerError, match="already"):
        desk.studio.wrong_region(request, THREAD, "tap2", "maya")
    desk.work()
    child = desk.look().request
    assert child != request
    assert len(desk.chat.of(Status)) == 2, "two taps, one new request"
    desk.pass_time(clock, 86400)
    assert desk.state(child) == "asking", "a region that was wrong does not paint by itself"
    desk.tap("shrink by 6 px")
    desk.tap("looks right")
    assert desk.get(child).plan.seeds == desk.get(request).plan.seeds
    assert desk.get(child).plan.mask != desk.get(request).plan.mask
    assert len(desk.cards()) == 4


def test_a_region_that_was_wrong_is_doubted_until_people_say_what_is_right(desk: Front) -> None:
    request = desk.ask()
    desk.work()
    desk.tap("looks right")
    desk.studio.wrong_region(request, THREAD, "tap1", "jonas")
    desk.work()
    shown = desk.look()
    assert (shown.state, shown.protect) == ("doubted", ("disc",)), "what else is seen"
    assert "wrong region" in shown.words
    desk.tap("only the disc")
    assert (desk.look().state, desk.mask()[60, 80]) == ("soon", 255)
    desk.tap("undo")
    assert desk.look().state == "doubted", "as it was before, and as doubtful"


def test_words_after_the_variants_are_here_paint_others(desk: Front) -> None:
    request = desk.ask()
    desk.work()
    desk.tap("looks right")
    assert not desk.says("looks right"), "agreeing with variants is no correction"
    assert desk.says("shrink by 6 px")
    assert desk.look().request != request
    assert desk.state(request) == "shown"


def test_a_refusal_offers_what_would_work(desk: Front) -> None:
    request = desk.ask("swap the giraffe to plain teal x2")
    desk.work()
    (status,) = desk.chat.of(Status)
    assert status.stage == "failed"
    assert "giraffe" in status.detail
    assert {"background", "disc"} <= set(status.choices)
    desk.studio.choose(request, "a thing we never offered", THREAD, "t0", "jonas")
    assert len(desk.chat.of(Status)) == 1
    desk.studio.choose(request, "background", THREAD, "t1", "jonas")
    desk.work()
    with pytest.raises(AskerError, match="already"):
        desk.studio.choose(request, "background", THREAD, "t2", "maya")
    desk.work()
    desk.tap("looks right")
    assert len(desk.chat.of(Status)) == 2
    assert len(desk.cards()) == 2


def test_handing_over_ends_it_with_the_mask_in_the_thread(desk: Front) -> None:
    request = desk.ask()
    desk.work()
    mask = desk.mask()
    desk.tap("hand it to a designer")
    assert desk.state(request) == "cancelled"
    assert "designer" in desk.get(request).detail
    (asset,) = desk.chat.of(Asset)
    assert (decode_mask(asset.file.data) == mask).all()
    desk.tap("looks right")
    assert not desk.cards()


def test_a_drawing_is_the_region(desk: Front) -> None:
    request = desk.ask()
    desk.work()
    drawing = mask_png((slice(60, None), slice(None, 80)))
    assert desk.studio.drawing(THREAD, golden_png(), drawing) == drawing
    assert desk.studio.drawing(THREAD, golden_png(), golden_png()) is None
    assert desk.studio.draw(THREAD, drawing, "maya", "drawn")
    desk.work()
    mask = desk.mask()
    assert mask[70:-10, 10:70].min() == 255
    assert mask[:50].max() == 0
    desk.tap("looks right")
    assert desk.get(request).plan.mask
    assert len(desk.cards()) == 2


def mask_png(white: tuple[slice, slice]) -> bytes:
    """Black and white, of the golden's shape."""
    plane = np.zeros((120, 160, 3), np.uint8)
    plane[white] = 255
    return encode_png(Picture(plane))


REFUSED = mask_png((slice(1, None), slice(1, None)))
"""A mask of nearly everything, which nothing could be painted in."""


def meanwhile(desk: Front, *acts: Callable[[], object]) -> None:
    """What people do while the worker looks, one act each time that it begins to."""
    waiting = list(acts)

    def report(_fraction: float) -> None:
        if waiting:
            waiting.pop(0)()

    job, subject = desk.jobs.waiting.pop(0)
    desk.painting.perform(job, subject, report, lambda: False)


def test_a_drawing_that_is_refused_while_the_first_search_runs_leaves_what_that_found(
    desk: Front, clock: time_machine.Traveller
) -> None:
    request = desk.ask()
    meanwhile(desk, lambda: desk.studio.draw(THREAD, REFUSED, "jonas", "drew"))
    desk.work()
    assert "stays as it was" in desk.chat.of(Note)[-1].text
    (shown,) = desk.chat.of(Overlay)
    assert (desk.state(request), shown.revision, shown.state) == ("asking", 1, "waiting")
    assert [type(said.post) for said in desk.chat.said][-2:] == [Overlay, Note], "above the note"
    desk.pass_time(clock, 86400)
    desk.tap("looks right")
    assert (desk.state(request), len(desk.cards())) == ("shown", 2)


@pytest.mark.parametrize("later", [False, True])
def test_a_drawing_on_the_picture_that_shows_the_region_is_one_on_the_golden(
    desk: Front, later: bool
) -> None:
    desk.ask()
    desk.work()
    shown = decode(desk.look().picture.data).pixels.copy()
    if later:
        desk.tap("invert")
    assert desk.studio.drawing(THREAD, golden_png(), encode_png(Picture(shown))) is None
    edge = (shown.shape[1] - 160) // 2
    shown[edge + 10 : edge + 30, edge + 10 : edge + 60] = (30, 90, 240)
    drawing = desk.studio.drawing(THREAD, golden_png(), encode_png(Picture(shown)))
    assert drawing
    assert desk.studio.draw(THREAD, drawing, "maya", "drawn")
    desk.work()
    found = Box.around(desk.mask() > 127)
    assert abs(np.array(found) - (10, 10, 60, 30)).max() < 10


def test_two_drawings_in_a_row_that_are_refused_leave_what_was_shown(desk: Front) -> None:
    request = desk.ask()
    desk.work()
    desk.studio.draw(THREAD, REFUSED, "jonas", "first")
    meanwhile(desk, lambda: desk.studio.draw(THREAD, REFUSED, "maya", "second"))
    desk.work()
    assert (desk.state(request), desk.look().revision) == ("asking", 1)
    assert len(desk.chat.of(Overlay)) == len(desk.chat.of(Note)) == 1
    desk.tap("shrink by 6 px")
    assert (desk.look().revision, desk.look().state) == (2, "soon")


def test_a_drawing_that_is_refused_after_a_first_search_that_found_nothing_ends_it(
    desk: Front,
) -> None:
    request = desk.ask("swap the giraffe to plain teal x2")
    meanwhile(desk, lambda: desk.studio.draw(THREAD, REFUSED, "jonas", "drew"))
    desk.work()
    assert desk.state(request) == "failed"
    assert "nothing would be left" in desk.chat.of(Status)[0].detail


def test_a_list_of_values_never_paints_before_somebody_agreed(
    desk: Front, clock: time_machine.Traveller
) -> None:
    request = desk.ask("swap background to {plain teal|plain red} x2")
    desk.work()
    desk.pass_time(clock, 86400)
    assert desk.state(request) == "asking"
    desk.tap("shrink by 6 px")
    desk.pass_time(clock, 86400)
    assert desk.state(request) == "asking"
    desk.tap("looks right")
    assert desk.state(request) == "shown"


def test_something_new_is_shown_in_a_box_first(desk: Front, clock: time_machine.Traveller) -> None:
    request = desk.ask("add a cup to the background")
    desk.work()
    desk.pass_time(clock, 86400)
    assert desk.state(request) == "asking"
    with desk.studio.store.begin() as tx:
        latest = regions.latest(tx, request)
    assert latest is not None
    assert latest.wanted.phrase.startswith("box ")
    desk.tap("move left")
    with desk.studio.store.begin() as tx:
        moved = regions.latest(tx, request)
    assert moved is not None
    assert moved.wanted.phrase.startswith("box ")
    assert moved.wanted.phrase != latest.wanted.phrase


def test_a_tap_from_another_channel_changes_nothing(desk: Front) -> None:
    request = desk.ask()
    desk.work()
    elsewhere = Place("T1", "C2", "1.0")
    desk.studio.correct(request, 1, "looks right", elsewhere, "mallory", "x")
    desk.studio.wrong_region(request, elsewhere, "y", "mallory")
    desk.work()
    assert desk.state(request) == "asking"


def test_cancelling_takes_the_buttons_away(desk: Front, clock: time_machine.Traveller) -> None:
    request = desk.ask()
    desk.work()
    desk.studio.cancel(request, "maya")
    desk.work()
    assert desk.look().state == "over"
    desk.pass_time(clock, 86400)
    assert desk.state(request) == "cancelled"
    assert not desk.cards()


def test_a_wiped_queue_finds_and_paints_all_the_same(desk: Front) -> None:
    request = desk.ask()
    desk.jobs.wiped()
    reconcile(desk.studio)
    desk.work()
    desk.studio.correct(request, 1, "looks right", THREAD, "jonas", "go")
    desk.jobs.wiped()
    reconcile(desk.studio)
    desk.work()
    assert len(desk.cards()) == 2


def test_a_worker_that_dies_while_it_looks_is_followed_by_one_that_finds(desk: Front) -> None:
    class PowerCut(BaseException):
        pass

    def cut(fraction: float) -> None:
        raise PowerCut

    request = desk.ask()
    with pytest.raises(PowerCut):
        desk.painting.perform("find", request, cut, lambda: False)
    assert desk.state(request) == "finding"
    desk.work()
    assert len(desk.chat.of(Overlay)) == 1


def test_votes_on_variants_of_an_older_region_still_count(desk: Front) -> None:
    request = desk.ask()
    desk.work()
    desk.tap("looks right")
    first = desk.cards()[0]
    assert desk.says("shrink by 6 px")
    desk.vote(1, "approve", "Ev1")
    (asset,) = desk.chat.of(Asset)
    assert (asset.request, asset.variant) == (request, first.variant)


def test_no_timer_is_left_when_all_is_done(desk: Front, clock: time_machine.Traveller) -> None:
    desk.ask()
    desk.work()
    desk.tap("shrink by 6 px")
    desk.tap("looks right")
    clock.shift(86400)
    with desk.studio.store.begin() as tx:
        assert timers.due(tx) == []
