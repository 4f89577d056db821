"""Who may look: the page by its cookie, the app by its token."""

from __future__ import annotations

import secrets
from urllib.parse import quote, urlsplit

from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.sandbox.avatar import avatar
from bot.sandbox.model import TEAM, SlackError
from bot.sandbox.workspace import Workspace

INLINE = ("image/png", "image/jpeg", "image/gif", "image/webp")
SIGN_IN = "<!doctype html><title>Sign in to Sandbox</title><h1>Sign in to Sandbox</h1>"


class Doorman:
    """Hands out the page's cookie, and files to those who may have them."""

    def __init__(self, workspace: Workspace, bot_token: str) -> None:
        self.workspace, self._bot_token = workspace, bot_token
        self._key = secrets.token_urlsafe(24)

    @property
    def routes(self) -> list[BaseRoute]:
        return [
            Route("/avatars/{person}.svg", self.avatar),
            Route("/files-pri/{file}/download/{name:path}", self.file),
            Route("/files-pri/{file}/{name:path}", self.file),
            Route("/signin", self.sign_in),
        ]

    @property
    def _cookie(self) -> str:
        """Browsers don't tell cookies apart by port, so that the name must."""
        return "sandbox-" + self.workspace.url.rpartition(":")[2]

    def let_in(self, answer: Response) -> None:
        answer.set_cookie(self._cookie, self._key, httponly=True, samesite="strict")

    def knows(self, connection: HTTPConnection) -> bool:
        """Has it the cookie, and does it come from our own page?

        A page on another port of this machine is the same site to a cookie, but not to us.
        """
        origin = connection.headers.get("origin")
        if origin and urlsplit(origin).netloc != connection.headers.get("host"):
            return False
        return _same(connection.cookies.get(self._cookie, ""), self._key)

    async def file(self, request: Request) -> Response:
        """To the app by its token, to the page by its cookie; anybody else is sent to sign in."""
        bearer = request.headers.get("authorization", "")
        if not _same(bearer, f"Bearer {self._bot_token}") and not self.knows(request):
            return RedirectResponse("/signin", 302)
        team, _, file_id = request.path_params["file"].partition("-")
        file = self.workspace.files.get(file_id)
        if team != TEAM or file is None or file.data is None:
            return PlainTextResponse("not found", 404)
        download = "/download/" in request.url.path or file.mimetype not in INLINE
        kind = "attachment" if download else "inline"
        headers = {
            "Content-Disposition": f"{kind}; filename*=utf-8''{quote(file.name, safe='')}",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox",
            "Cache-Control": "private, max-age=3600",
        }
        mimetype = file.mimetype or "application/octet-stream"
        return Response(file.data, media_type=mimetype, headers=headers)

    async def avatar(self, request: Request) -> Response:
        try:
            person = self.workspace.person(request.path_params["person"])
        except SlackError:
            return PlainTextResponse("not found", 404)
        return Response(avatar(person), media_type="image/svg+xml")

    async def sign_in(self, _request: Request) -> Response:
        return HTMLResponse(SIGN_IN)


def _same(given: str, wanted: str) -> bool:
    return secrets.compare_digest(given.encode(), wanted.encode())
