"""A list in one sentence: its first value is seen, then a tap paints the rest."""

from __future__ import annotations

import numpy as np
import pytest

from bot import batches
from bot.chat import Asset, Status
from bot.compose import status
from handlers.views.status import status_view
from inference.picture import decode
from tests import test_asking
from tests.test_asking import Front
from tests.test_story import THREAD

desk = test_asking.desk
LIST = "swap background to {plain teal, plain red, plain white} x2"


def told(desk: Front, request: str) -> Status:
    """What people see of it, sooner or later."""
    known = desk.get(request)
    with desk.studio.store.begin() as tx:
        return status(tx, known)


def children(desk: Front, lead: str) -> list[str]:
    with desk.studio.store.begin() as tx:
        return [cell.request for cell in batches.cells_of(tx, lead)]


def pilot(desk: Front) -> str:
    lead = desk.ask(LIST)
    desk.work()
    desk.tap("looks right")
    return lead


def tap_rest(desk: Front, lead: str) -> None:
    desk.studio.paint_rest(lead, THREAD, "jonas")
    desk.work()


def test_the_rest_waits_until_the_first_value_was_seen_and_somebody_taps(desk: Front) -> None:
    lead = desk.ask(LIST)
    desk.work()
    tap_rest(desk, lead)
    assert (desk.cards(), told(desk, lead).rest) == ([], ())
    desk.studio.correct(lead, 1, "looks right", THREAD, "jonas", "tap")
    desk.studio.paint_rest(lead, THREAD, "jonas")
    desk.work()
    assert len(desk.cards()) == 2
    assert told(desk, lead).rest == ("plain red", "plain white")


def test_a_tap_paints_each_value_in_the_same_region_with_the_same_seeds(desk: Front) -> None:
    lead = pilot(desk)
    asked = len(desk.finder.asked)
    tap_rest(desk, lead)
    assert len(desk.finder.asked) == asked, "the region was found once"
    assert len(desk.cards()) == 6
    requests = [desk.get(request) for request in children(desk, lead)]
    assert [request.plan.prompt for request in requests] == [
        "plain teal",
        "plain red",
        "plain white",
    ]
    assert len({(request.plan.mask, request.plan.seeds) for request in requests}) == 1
    assert len({request.plan.id for request in requests}) == 3
    assert all(told(desk, request.id).rest == () for request in requests)


def test_two_taps_paint_it_once(desk: Front) -> None:
    lead = pilot(desk)
    tap_rest(desk, lead)
    tap_rest(desk, lead)
    assert len(desk.cards()) == 6
    assert len(desk.chat.of(Asset)) == 1


def test_all_of_it_comes_side_by_side_once_the_last_is_done(desk: Front) -> None:
    lead = pilot(desk)
    assert not desk.chat.of(Asset)
    tap_rest(desk, lead)
    (sheet,) = desk.chat.of(Asset)
    assert not sheet.final
    assert "plain teal, plain red and plain white" in sheet.words
    picture = decode(sheet.file.data)
    third = picture.height // 3
    corners = [picture.srgb()[row * third + 40, 40].astype(int) for row in range(3)]
    assert np.ptp(corners, axis=0).max() > 60, "rows differ as their values do"


def test_a_value_that_fails_is_tried_again_alone(
    desk: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead = pilot(desk)
    paint = type(desk.painting)._paint
    failing = {"plain red"}

    def stumble(self: object, request: object, *rest: object) -> None:
        if request.plan.prompt in failing:  # type: ignore[attr-defined]
            raise RuntimeError("out of luck")
        paint(self, request, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(type(desk.painting), "_paint", stumble)
    tap_rest(desk, lead)
    failed = told(desk, children(desk, lead)[1])
    assert (failed.stage, failed.again) == ("failed", True)
    assert "Try again" in str(status_view(failed).blocks)
    assert len(desk.cards()) == 4
    before = len(desk.chat.of(Asset))
    failing.clear()
    desk.studio.again(failed.request, THREAD, "tap1", "maya")
    desk.work()
    assert len(desk.cards()) == 6
    assert len(desk.chat.of(Asset)) == before + 1, "the sheet comes anew, now whole"


def test_a_tap_from_another_channel_paints_nothing(desk: Front) -> None:
    lead = pilot(desk)
    desk.studio.paint_rest(lead, THREAD._replace(channel="C9"), "mallory")
    desk.work()
    assert len(desk.cards()) == 2


def test_the_button_says_what_it_paints(desk: Front) -> None:
    blocks = str(status_view(told(desk, pilot(desk))).blocks)
    assert "Paint the other 2" in blocks
    assert "*plain red* and *plain white*" in blocks
