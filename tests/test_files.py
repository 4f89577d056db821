"""Downloads: the token goes to Slack and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from slack_sdk import WebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from handlers import files
from handlers.files import fetch, trusted
from inference.errors import BadPicture, OperatorError
from tests.lookalike import serving

API = "https://slack.com/api/"


@pytest.mark.parametrize(
    ("url", "yes"),
    [
        ("https://files.slack.com/a.png", True),
        ("https://slack.com/a.png", True),
        ("https://files.slack-gov.com/a.png", True),
        ("http://files.slack.com/a.png", False),
        ("https://files.slack.com:8443/a.png", False),
        ("https://slack.com.evil.example/a.png", False),
        ("https://notslack.com/a.png", False),
        ("https://evil.example/slack.com", False),
        ("https://slack.com@evil.example/a.png", False),
        ("https://user:pass@files.slack.com/a.png", False),
        ("file:///etc/passwd", False),
        ("http://169.254.169.254/latest", False),
        ("//evil.example", False),
        ("https://[broken", False),
        ("", False),
    ],
)
def test_only_slacks_own_hosts_see_our_token(url: str, yes: bool) -> None:
    assert trusted(url, API) is yes


def test_the_operators_own_address_is_trusted_to_the_port() -> None:
    api = "http://127.0.0.1:5000/api/"
    assert trusted("http://127.0.0.1:5000/files/a.png", api)
    assert not trusted("http://127.0.0.1:5001/files/a.png", api)
    assert not trusted("https://127.0.0.1:5000/files/a.png", api)


@dataclass
class Home:
    """A server of files that remembers who showed it which token."""

    url: str = ""
    tokens: list[tuple[str, str]] = field(default_factory=list)
    elsewhere: str = "http://localhost:9/x.png"

    async def serve(self, request: Request) -> Response:
        name = request.path_params["name"]
        self.tokens.append((name, request.headers.get("authorization", "")))
        answers: dict[str, Response] = {
            "away": RedirectResponse(self.elsewhere),
            "here": RedirectResponse(f"{self.url}/a.png"),
            "loop": RedirectResponse(f"{self.url}/loop"),
            "login": Response("<html>", media_type="text/html"),
            "secret": Response(status_code=403),
            "gone": Response(status_code=404),
            "down": Response(status_code=503),
            "huge": Response(b"x" * 5_000, media_type="image/png"),
        }
        return answers.get(name, Response(b"\x89PNG", media_type="image/png"))


@pytest.fixture
def home() -> Iterator[Home]:
    home = Home()
    with serving(Starlette(routes=[Route("/{name}", home.serve)])) as home.url:
        yield home


def get(home: Home, name: str, **more: Any) -> bytes:
    file = {"id": "F1", "name": "a.png", "url_private": f"{home.url}/{name}", **more}
    return fetch(WebClient(token="xoxb-1"), f"{home.url}/api/", file).data


def test_a_file_is_fetched_with_our_token_and_redirects_within_are_followed(home: Home) -> None:
    assert get(home, "here") == b"\x89PNG"
    assert home.tokens == [("here", "Bearer xoxb-1"), ("a.png", "Bearer xoxb-1")]


def test_a_redirect_to_somewhere_else_gets_no_token(home: Home) -> None:
    other = Home()
    with serving(Starlette(routes=[Route("/{name}", other.serve)])) as other.url:
        home.elsewhere = f"{other.url}/x.png"
        with pytest.raises(BadPicture, match="outside Slack"):
            get(home, "away")
    assert other.tokens == []


@pytest.mark.parametrize(
    ("name", "error", "words"),
    [
        ("loop", BadPicture, "outside Slack"),
        ("login", OperatorError, "files:read"),
        ("secret", OperatorError, "files:read"),
        ("gone", BadPicture, "gone"),
        ("down", httpx.HTTPStatusError, "503"),
    ],
)
def test_what_can_not_be_read_says_who_can_mend_it(
    home: Home, name: str, error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        get(home, name)


def test_a_file_kept_elsewhere_is_refused(home: Home) -> None:
    with pytest.raises(BadPicture, match="outside Slack"):
        get(home, "a.png", is_external=True)
    assert home.tokens == []


def test_a_download_stops_at_the_limit(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LARGEST", 1_000)
    with pytest.raises(BadPicture, match="larger than"):
        get(home, "huge")


def test_a_file_name_is_plain_words() -> None:
    home_name = fetch_name("<!channel>../\u202egnp.exe")
    assert home_name == "../gnp.exe"


def fetch_name(name: str) -> str:
    home = Home()
    with serving(Starlette(routes=[Route("/{name}", home.serve)])) as home.url:
        file = {"id": "F1", "name": name, "url_private": f"{home.url}/a.png"}
        return fetch(WebClient(token="xoxb-1"), f"{home.url}/api/", file).name
