"""Fetches a picture from Slack without ever showing our token to anybody else."""

from __future__ import annotations

import logging
from typing import NamedTuple

import httpx
from slack_sdk import WebClient

from handlers.text import plain
from handlers.web import attempt, is_loopback
from handlers.workspace import Event
from inference.errors import BadPicture, OperatorError

log = logging.getLogger(__name__)

LARGEST = 25_000_000  # bytes
MOST_REDIRECTS = 5
HOMES = ("slack.com", "slack-gov.com")
ELSEWHERE = "That picture is kept outside Slack. Upload it here, then I can use it."


class Picture(NamedTuple):
    """A file as downloaded; `name` is data, never a path."""

    data: bytes
    name: str


def fetch(client: WebClient, api_url: str, file: Event) -> Picture:
    """The file's bytes. BadPicture where the asker can mend it, OperatorError where we may not
    read files; httpx's errors where trying again may help."""
    known = described(client, file)
    url = str(known.get("url_private_download") or known.get("url_private") or "")
    if known.get("is_external") or known.get("mode") == "external":
        raise BadPicture(ELSEWHERE)
    if not url:
        raise BadPicture("Slack doesn't let me open that file. Post it again, please.")
    name = plain(str(known.get("name") or known.get("title") or "")).words[:120] or "golden"
    return Picture(_download(url, str(client.token), api_url), name)


def described(client: WebClient, file: Event) -> Event:
    """The file's full description: events leave parts out, most of all in shared channels."""
    short = file.get("file_access") == "check_file_info" or not file.get("url_private")
    if not short or not file.get("id"):
        return file
    answer = attempt(client.files_info, file=str(file["id"]))
    return {**file, **(answer.get("file") or {})}


def trusted(url: str, api_url: str) -> bool:
    """May this address see our token? Slack's own hosts, and where the operator says the API is."""
    try:
        there, home = httpx.URL(url), httpx.URL(api_url)
    except (httpx.InvalidURL, TypeError):
        return False
    if there.userinfo:
        return False
    if _origin(there) == _origin(home):
        return True
    slack = any(there.host == host or there.host.endswith(f".{host}") for host in HOMES)
    return slack and there.scheme == "https" and there.port in (None, 443)


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port or {"http": 80, "https": 443}.get(url.scheme)


def _download(url: str, token: str, api_url: str) -> bytes:
    headers = {"Authorization": f"Bearer {token}"}
    direct = is_loopback(api_url)
    with httpx.Client(timeout=30.0, trust_env=not direct, headers=headers) as web:
        for _ in range(MOST_REDIRECTS + 1):
            if not trusted(url, api_url):
                log.warning("Not fetching a file from %s", url.partition("?")[0])
                raise BadPicture(ELSEWHERE)
            with web.stream("GET", url) as answer:
                if answer.next_request is None:
                    return _body(answer)
                url = str(answer.next_request.url)
    raise BadPicture(ELSEWHERE)


def _body(answer: httpx.Response) -> bytes:
    if answer.status_code in (404, 410):
        raise BadPicture("That file is gone. Post it again, please.")
    refused = answer.status_code in (401, 403)
    if refused or answer.headers.get("content-type", "").startswith("text/html"):
        raise OperatorError(
            "Slack does not let me read that file. Whoever runs me: check that the app has the "
            "scope files:read and was reinstalled since."
        )
    answer.raise_for_status()
    data = bytearray()
    for chunk in answer.iter_bytes():
        data += chunk
        if len(data) > LARGEST:
            raise BadPicture(f"That file is larger than {LARGEST // 1_000_000} MB.")
    return bytes(data)
