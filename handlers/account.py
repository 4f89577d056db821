"""Who we are at Slack, and what is wrong where we are nobody: for `serve` and `reshoot doctor`."""

from __future__ import annotations

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from handlers.manifest import SCOPES
from handlers.settings import SlackSettings
from handlers.web import UNREACHABLE, connect, reason
from handlers.workspace import Event
from inference.errors import BadSettings, OperatorError

BAD_TOKEN = (
    "invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired",
    "not_allowed_token_type",
)  # fmt: skip
UNKNOWN = "unknown_method"


def who_we_are(settings: SlackSettings) -> Event:
    """auth.test's answer, with the token's scopes as `scopes` where Slack names them."""
    try:
        answer = connect(settings, persistent=True).auth_test()
    except SlackApiError as error:
        raise _complaint("SLACK_BOT_TOKEN", "xoxb-", error) from error
    except UNREACHABLE as error:
        raise _out_of_reach(settings, error) from error
    named = {name.lower(): value for name, value in answer.headers.items()}
    scopes = [scope.strip() for scope in str(named.get("x-oauth-scopes", "")).split(",")]
    data = answer.data if isinstance(answer.data, dict) else {}
    return {**data, "scopes": [scope for scope in scopes if scope]}


def open_socket_address(client: WebClient, settings: SlackSettings) -> str:
    """Where Socket Mode would connect to; "" where this workspace has no Socket Mode.

    BadSettings where it has, but not with this token.
    """
    try:
        return str(client.apps_connections_open(app_token=settings.app_token)["url"])
    except SlackApiError as error:
        if reason(error) == UNKNOWN or error.response.status_code == 404:
            return ""
        raise _complaint("SLACK_APP_TOKEN", "xapp-", error) from error
    except UNREACHABLE as error:
        raise _out_of_reach(settings, error) from error


def check_scopes(who: Event) -> tuple[str, bool, str]:
    """Does the token have every scope of our manifest?"""
    missing = sorted(set(SCOPES) - set(who["scopes"])) if who["scopes"] else []
    if missing:
        return ("scopes", False, f"missing: {', '.join(missing)}. Add them, and reinstall the app.")
    return ("scopes", True, "as in manifest.yml" if who["scopes"] else "not told by Slack")


def check_way_in(settings: SlackSettings) -> tuple[str, bool, str]:
    """Socket Mode or HTTP, as `serve` would choose."""
    if not settings.app_token:
        return ("http", True, "signed requests; SLACK_APP_TOKEN would switch to Socket Mode")
    try:
        there = open_socket_address(connect(settings, persistent=False), settings)
    except OperatorError as error:
        return ("socket mode", False, str(error))
    if there or settings.signing_secret:
        return ("socket mode", True, "opens" if there else "not known here: HTTP instead")
    return ("socket mode", False, NO_SOCKET_MODE)


NO_SOCKET_MODE = (
    "This workspace knows no Socket Mode. Set SLACK_SIGNING_SECRET to listen over HTTP instead."
)


def _complaint(variable: str, prefix: str, error: SlackApiError) -> OperatorError:
    why = reason(error)
    if why in BAD_TOKEN or why == "missing_scope":
        needs = " with the scope connections:write" if prefix == "xapp-" else ""
        return BadSettings(
            f"Slack does not accept {variable} ({why}). Copy the token that starts with "
            f"{prefix}{needs} again from the app's settings."
        )
    return OperatorError(f"Slack did not let us in with {variable}: {why}.")


def _out_of_reach(settings: SlackSettings, error: Exception) -> OperatorError:
    return OperatorError(
        f"Slack can't be reached at {settings.api_url} ({reason(error)}). Check the network, "
        "and SLACK_API_URL if it is set."
    )
