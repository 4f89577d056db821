"""A hosted painter beside a real server on loopback."""

from __future__ import annotations

import base64
import json
import logging
import threading
import time
from fractions import Fraction

import cv2
import numpy as np
import pytest

from inference.errors import AskerError, Cancelled, OperatorError
from inference.nouns import Box, Cut, Operation
from inference.offers import Offer, Unpaid, offer_of
from inference.painters.hosted import wire
from inference.painters.hosted.gemini import Gemini
from inference.painters.hosted.openai import OpenAI
from tests.provider import Server, answer, parts, png

SECRET = "sk-never-to-be-seen-12345"


@pytest.fixture
def server(monkeypatch):
    made = Server()
    monkeypatch.setenv("RESHOOT_OPENAI_URL", f"{made.url}/v1")
    monkeypatch.setenv("RESHOOT_OPENAI_KEY", SECRET)
    monkeypatch.setenv("RESHOOT_GEMINI_URL", f"{made.url}/v1beta")
    monkeypatch.setenv("RESHOOT_GEMINI_KEY", SECRET)
    monkeypatch.setenv("RESHOOT_HOSTED_PRICE", "0.04")
    yield made
    made.close()


@pytest.fixture
def cut():
    noise = np.random.default_rng(1).integers(0, 255, (96, 128, 3)).astype(np.uint8)
    alpha = np.zeros((96, 128), np.uint8)
    alpha[30:60, 40:80] = 255
    return Cut(cv2.GaussianBlur(noise, (0, 0), 1.5), alpha, Box(0, 0, 128, 96), Fraction(1))


def paint(cut, seeds=(1,), **offers):
    return list(OpenAI("m")(cut, "autumn", seeds, **offers))


def test_it_asks_with_the_cut_and_a_mask_that_is_transparent_where_it_may_paint(server, cut):
    server.answers = [answer(cut.rgb)]
    (got,) = paint(cut)
    path, headers, body = server.asked[0]
    said = parts(headers, body)
    mask = cv2.imdecode(np.frombuffer(said["mask"], np.uint8), cv2.IMREAD_UNCHANGED)
    image = cv2.imdecode(np.frombuffer(said["image"], np.uint8), cv2.IMREAD_COLOR)[..., ::-1]
    assert path == "/v1/images/edits"
    assert headers["Authorization"] == f"Bearer {SECRET}"
    assert ((mask[..., 3] == 0) == (cut.alpha > 0)).all()
    assert (image == cut.rgb).all()
    assert (said["prompt"], said["n"], said["size"]) == (b"autumn", b"1", b"128x96")
    assert (got == cut.rgb).all()


def test_another_size_and_a_shift_are_laid_back_over_the_cut(server, cut):
    moved = cv2.warpAffine(cut.rgb, np.float32([[1, 0, 3], [0, 1, -2]]), (128, 96), borderMode=4)
    server.answers = [answer(moved), answer(cv2.resize(cut.rgb, (256, 192)))]
    first, second = paint(cut, (1, 2))
    inside = np.s_[12:-12, 12:-12]
    for got in (first, second):
        assert got.shape == cut.rgb.shape
        assert np.abs(got[inside].astype(int) - cut.rgb[inside]).mean() < 3


def test_an_address_is_fetched_without_the_key(server, cut):
    listed = json.dumps({"data": [{"url": f"{server.url}/p.png"}]}).encode()
    server.answers = [(200, {}, listed), (200, {}, png(cut.rgb))]
    (got,) = paint(cut)
    assert (got == cut.rgb).all()
    assert "Authorization" not in server.asked[1][1]


def test_a_busy_provider_is_asked_again_but_not_for_ever(server, cut):
    busy = (429, {"Retry-After": "0"}, b"")
    server.answers = [busy, answer(cut.rgb)]
    paint(cut)
    server.answers = [busy] * 9
    with pytest.raises(OperatorError, match="busy"):
        paint(cut)
    assert len(server.asked) == 2 + wire.TRIES


@pytest.mark.parametrize(
    ("status", "body", "kind", "says"),
    [
        (401, SECRET.encode(), OperatorError, "RESHOOT_OPENAI_KEY"),
        (403, SECRET.encode(), OperatorError, "RESHOOT_OPENAI_KEY"),
        (400, b'{"error": {"code": "moderation_blocked"}}', AskerError, "refuses"),
        (400, b"{}", OperatorError, "400"),
        (200, b"{}", OperatorError, "can't read"),
        (200, b'{"data": [{"b64_json": "AAAA"}]}', OperatorError, "no picture"),
    ],
)
def test_errors_say_who_can_mend_them_and_never_the_key(
    server, cut, caplog, status, body, kind, says
):
    caplog.set_level(logging.DEBUG)
    server.answers = [(status, {}, body)]
    with pytest.raises(kind, match=says) as caught:
        paint(cut)
    painter = OpenAI("m")
    seen = f"{caught.value!r} {caplog.text} {painter!r} {vars(painter)}"
    assert SECRET not in seen
    assert isinstance(caught.value, Unpaid) == (status != 200), "what is painted is owed"


def test_a_picture_that_is_refused_once_it_is_painted_is_owed(server, cut):
    error = {"code": "moderation_blocked", "moderation_details": {"moderation_stage": "output"}}
    server.answers = [(400, {}, json.dumps({"error": error}).encode())]
    with pytest.raises(AskerError, match="refuses") as caught:
        paint(cut)
    assert not isinstance(caught.value, Unpaid)


def test_a_huge_answer_is_cut_short(server, cut, monkeypatch):
    monkeypatch.setattr(wire, "MOST_BYTES", 1000)
    server.answers = [(200, {}, b"x" * 5000)]
    with pytest.raises(OperatorError, match="too much"):
        paint(cut)


def test_what_was_called_off_is_not_asked(server, cut):
    with pytest.raises(Cancelled):
        paint(cut, cancel=lambda: True)
    assert server.asked == []


def test_a_slow_provider_is_waited_for_with_signs_of_life_and_no_longer_than_that(
    server, cut, monkeypatch
):
    monkeypatch.setattr(wire, "BEAT", 0.05)
    waiting, beats = threading.Event(), []

    def slow(headers, body):
        waiting.wait(5)
        return answer(cut.rgb)

    server.answers = [slow]
    with pytest.raises(Cancelled):
        paint(cut, cancel=lambda: len(beats) > 3, progress=beats.append)
    assert set(beats) == {0.0}
    monkeypatch.setattr(wire, "LONGEST", 0.2)
    began = time.monotonic()
    with pytest.raises(OperatorError, match="in time") as caught:
        paint(cut)
    assert time.monotonic() - began < 2
    assert not isinstance(caught.value, Unpaid), "it may be painted and billed all the same"
    waiting.set()


def test_no_server_sends_us_to_others_in_the_clear(server, cut):
    with Server.beside() as other:
        listed = json.dumps({"data": [{"url": f"{other.url}/p.png"}]}).encode()
        server.answers = [(200, {}, listed)]
        with pytest.raises(OperatorError, match="address"):
            paint(cut)
        assert other.asked == []


def test_a_picture_that_was_painted_and_not_handed_over_is_owed(server, cut):
    listed = json.dumps({"data": [{"url": f"{server.url}/p.png"}]}).encode()
    server.answers = [(200, {}, listed), (404, {}, b"")]
    with pytest.raises(OperatorError, match="404") as caught:
        paint(cut)
    assert not isinstance(caught.value, Unpaid)


def gemini(*parts, **more):
    answered = {"candidates": [{"content": {"parts": list(parts)}, "finishReason": "STOP"}], **more}
    return 200, {}, json.dumps(answered).encode()


def shown(rgb, **more):
    data = base64.b64encode(png(rgb)).decode()
    return {"inlineData": {"mimeType": "image/png", "data": data}, **more}


def test_gemini_is_asked_with_an_order_and_the_cut_and_answers_among_words(server, cut):
    draft = shown(255 - cut.rgb, thought=True)
    server.answers = [gemini({"text": "Here it is."}, draft, shown(cut.rgb))]
    (got,) = Gemini("g")(cut, "autumn", (1,), Operation.REPLACE, "background")
    path, headers, body = server.asked[0]
    order, sent = json.loads(body)["contents"][0]["parts"]
    image = cv2.imdecode(np.frombuffer(base64.b64decode(sent["inline_data"]["data"]), np.uint8), 1)
    assert path == "/v1beta/models/g:generateContent"
    assert {name.lower(): value for name, value in headers.items()}["x-goog-api-key"] == SECRET
    assert order["text"].startswith("Replace the background with autumn.")
    assert (image[..., ::-1] == cut.rgb).all()
    assert (got == cut.rgb).all()


@pytest.mark.parametrize(
    ("answered", "kind", "unpaid"),
    [
        (gemini(promptFeedback={"blockReason": "SAFETY"}), AskerError, True),
        (gemini({"text": "I'd rather not."}), AskerError, False),
        ((200, {}, b"[]"), OperatorError, False),
        (gemini({"inlineData": {"data": "????"}}), OperatorError, False),
        ((403, {}, SECRET.encode()), OperatorError, True),
    ],
)
def test_gemini_errors_say_who_can_mend_them_and_whether_they_cost(
    server, cut, answered, kind, unpaid
):
    server.answers = [answered]
    with pytest.raises(kind) as caught:
        list(Gemini()(cut, "autumn", (1,)))
    assert isinstance(caught.value, Unpaid) == unpaid
    assert SECRET not in repr(caught.value)


def test_the_list_of_prices_is_for_the_provider_itself(monkeypatch):
    monkeypatch.delenv("RESHOOT_OPENAI_URL", raising=False)
    monkeypatch.delenv("RESHOOT_HOSTED_PRICE", raising=False)
    monkeypatch.setenv("RESHOOT_OPENAI_KEY", SECRET)
    listed = offer_of("openai@1")
    assert listed.provider == "OpenAI"
    assert listed.micros < offer_of("openai:gpt-image-2?quality=high@1").micros
    with pytest.raises(OperatorError, match="RESHOOT_HOSTED_PRICE"):
        offer_of("openai:gpt-image-9@1")
    monkeypatch.setenv("RESHOOT_OPENAI_URL", "http://127.0.0.1:9/v1")
    with pytest.raises(OperatorError, match="RESHOOT_HOSTED_PRICE"):
        offer_of("openai@1")
    monkeypatch.setenv("RESHOOT_HOSTED_PRICE", "0")
    assert offer_of("openai@1") == Offer("openai/gpt-image-2", "127.0.0.1", 0)


@pytest.mark.parametrize("price", ["four cents", "-1", "nan", "inf", "400"])
def test_a_price_that_is_none_is_said(server, price, monkeypatch):
    monkeypatch.setenv("RESHOOT_HOSTED_PRICE", price)
    with pytest.raises(OperatorError, match="RESHOOT_HOSTED_PRICE"):
        offer_of("openai@1")


def test_no_key_no_painter_and_a_key_meant_for_the_provider_stays_with_it(monkeypatch, server):
    monkeypatch.setenv("OPENAI_API_KEY", SECRET)
    monkeypatch.delenv("RESHOOT_OPENAI_KEY")
    assert OpenAI.house.key == ""
    monkeypatch.delenv("RESHOOT_OPENAI_URL")
    assert OpenAI.house.key == SECRET
    monkeypatch.delenv("OPENAI_API_KEY")
    with pytest.raises(OperatorError, match="RESHOOT_OPENAI_KEY"):
        OpenAI()
