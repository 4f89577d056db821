"""A hosted painter beside a real server on loopback."""

from __future__ import annotations

import base64
import email
import email.policy
import json
import logging
import threading
from fractions import Fraction
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import cv2
import numpy as np
import pytest

from inference.errors import AskerError, Cancelled, OperatorError
from inference.nouns import Box, Cut
from inference.painters.hosted import wire
from inference.painters.hosted.openai import OpenAI

SECRET = "sk-never-to-be-seen-12345"


class Server:
    """Answers with `answers` in turn (status, headers, body); keeps what it was asked."""

    def __init__(self):
        self.asked, self.answers = [], []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                outer.asked.append((self.path, dict(self.headers), body))
                status, headers, answer = outer.answers.pop(0)
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(answer))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(answer)

            do_GET = do_POST  # noqa: N815

            def log_message(self, *_):
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}"
        threading.Thread(target=self.http.serve_forever, args=(0.02,), daemon=True).start()


@pytest.fixture
def server(monkeypatch):
    made = Server()
    monkeypatch.setenv("RESHOOT_OPENAI_URL", f"{made.url}/v1")
    monkeypatch.setenv("RESHOOT_OPENAI_KEY", SECRET)
    yield made
    made.http.shutdown()
    made.http.server_close()


@pytest.fixture
def cut():
    noise = np.random.default_rng(1).integers(0, 255, (96, 128, 3)).astype(np.uint8)
    alpha = np.zeros((96, 128), np.uint8)
    alpha[30:60, 40:80] = 255
    return Cut(cv2.GaussianBlur(noise, (0, 0), 1.5), alpha, Box(0, 0, 128, 96), Fraction(1))


def png(rgb):
    return bytes(cv2.imencode(".png", np.ascontiguousarray(rgb[..., ::-1]))[1])


def answer(rgb):
    one = {"b64_json": base64.b64encode(png(rgb)).decode()}
    return 200, {}, json.dumps({"data": [one]}).encode()


def paint(cut, seeds=(1,), **offers):
    return list(OpenAI("m")(cut, "autumn", seeds, **offers))


def parts(headers, body):
    head = f"Content-Type: {headers['Content-Type']}\r\n\r\n".encode()
    message = email.message_from_bytes(head + body, policy=email.policy.HTTP)
    return {
        part.get_param("name", header="content-disposition"): part.get_payload(decode=True)
        for part in message.iter_parts()
    }


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


def test_a_huge_answer_is_cut_short(server, cut, monkeypatch):
    monkeypatch.setattr(wire, "MOST_BYTES", 1000)
    server.answers = [(200, {}, b"x" * 5000)]
    with pytest.raises(OperatorError, match="too much"):
        paint(cut)


def test_what_was_called_off_is_not_asked(server, cut):
    with pytest.raises(Cancelled):
        paint(cut, cancel=lambda: True)
    assert server.asked == []
