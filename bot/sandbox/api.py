"""The Web API over HTTP: tokens, faults on demand, and the methods by name."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from bot.sandbox import chat_methods, file_methods, team_methods
from bot.sandbox.call import Call, Method, arguments
from bot.sandbox.delivery import Delivery
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.interactivity import Interactivity
from bot.sandbox.model import Json, SlackError
from bot.sandbox.workspace import Workspace

METHODS: dict[str, Method] = {
    **chat_methods.METHODS,
    **file_methods.METHODS,
    **team_methods.METHODS,
}
FORM_ONLY = ("files.getUploadURLExternal",)
APP_TOKEN_ONLY = ("apps.connections.open",)


class BrokenOff(Response):
    """An answer that ends before its announced length: done, but the caller can't know."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        headers = [(b"content-length", b"1000"), (b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b'{"ok":', "more_body": False})


@dataclass(frozen=True, slots=True)
class WebApi:
    """Answers /api/METHOD, /upload/v1/TICKET and /actions/TOKEN."""

    workspace: Workspace
    delivery: Delivery
    interactivity: Interactivity
    faults: Faults
    bot_token: str
    app_token: str

    async def call(self, request: Request) -> Response:
        method = request.path_params["method"]
        fault = self.faults.take(method) or Fault("")
        if fault.kind == "ratelimited":
            refusal = {"ok": False, "error": "ratelimited"}
            return JSONResponse(refusal, 429, {"Retry-After": str(fault.retry_after)})
        if fault.kind == "server_error":
            return PlainTextResponse("Internal Server Error", 500)
        answer = await _answered(lambda: self._run(method, request, fault))
        return BrokenOff() if fault.kind == "lost_answer" else answer

    async def _run(self, method: str, request: Request, fault: Fault) -> Json:
        given = await arguments(request)
        if method not in METHODS:
            raise SlackError("unknown_method", req_method=method)
        self._check_token(method, _token(request, given))
        if fault.kind not in ("", "lost_answer"):
            raise SlackError(fault.kind)
        kind = request.headers.get("content-type", "")
        if method in FORM_ONLY and kind.startswith("application/json"):
            raise SlackError("invalid_arguments")
        with self.workspace.lock:
            return METHODS[method](self._call(given))

    def _call(self, given: Json) -> Call:
        return Call(self.workspace, self.delivery, self.interactivity, self.faults, given)

    def _check_token(self, method: str, token: str) -> None:
        if method == "api.test":
            return
        if not token:
            raise SlackError("not_authed")
        if token not in (self.bot_token, self.app_token):
            raise SlackError("invalid_auth")
        if (token == self.app_token) != (method in APP_TOKEN_ONLY):
            raise SlackError("not_allowed_token_type")

    async def upload(self, request: Request) -> Response:
        """The bytes as the body, or as the first file of a form."""
        data = await request.body()
        if request.headers.get("content-type", "").startswith("multipart/form-data"):
            async with request.form() as form:
                parts = [part for part in form.values() if not isinstance(part, str)]
                data = await parts[0].read() if parts else b""
        if not data or not self.workspace.receive(request.path_params["ticket"], data):
            return PlainTextResponse("not found", 404)
        return PlainTextResponse(f"OK - {len(data)}")

    async def answer(self, request: Request) -> Response:
        """The app answers to a tap."""

        async def run() -> Json:
            chat_methods.answer(self._call(await arguments(request)), request.path_params["token"])
            return {}

        answer = await _answered(run)
        if answer.status_code == 200 and b'"ok":false' in bytes(answer.body):
            answer.status_code = 404
        return answer


async def _answered(run: Callable[[], Awaitable[Json]]) -> Response:
    try:
        return JSONResponse({"ok": True, **(await run())})
    except SlackError as error:
        return JSONResponse({"ok": False, "error": error.code, **error.more})


def _token(request: Request, given: Json) -> str:
    bearer = request.headers.get("authorization", "")
    if bearer.lower().startswith("bearer "):
        return bearer[7:].strip()
    return str(given.get("token") or "")
