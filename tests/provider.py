"""A provider of pictures on loopback: it answers what it is told to, or paints."""

from __future__ import annotations

import base64
import email
import email.policy
import json
import threading
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import cv2
import numpy as np


class Server:
    """Answers with `answers` in turn (status, headers, body), the last one for ever; keeps what it
    was asked. An answer that can be called makes one of what was asked."""

    def __init__(self):
        self.asked, self.answers = [], []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                outer.asked.append((self.path, dict(self.headers), body))
                status, headers, answer = outer.next(self.headers, body)
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

    def next(self, headers, body):
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return answer(headers, body) if callable(answer) else answer

    @classmethod
    def beside(cls):
        return closing(cls())

    def close(self):
        self.http.shutdown()
        self.http.server_close()


def png(rgb):
    return bytes(cv2.imencode(".png", np.ascontiguousarray(rgb[..., ::-1]))[1])


def answer(rgb):
    one = {"b64_json": base64.b64encode(png(rgb)).decode()}
    return 200, {}, json.dumps({"data": [one]}).encode()


def parts(headers, body):
    """The fields and files of a form."""
    head = f"Content-Type: {headers['Content-Type']}\r\n\r\n".encode()
    message = email.message_from_bytes(head + body, policy=email.policy.HTTP)
    return {
        part.get_param("name", header="content-disposition"): part.get_payload(decode=True)
        for part in message.iter_parts()
    }


def tinted(headers, body):
    """The picture of an images/edits form, greener: as a provider that keeps its place."""
    sent = np.frombuffer(parts(headers, body)["image"], np.uint8)
    rgb = cv2.imdecode(sent, cv2.IMREAD_COLOR)[..., ::-1].copy()
    rgb[..., 1] = np.minimum(rgb[..., 1].astype(int) + 60, 255)
    return answer(rgb)
