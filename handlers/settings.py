"""What the operator decides about Slack, from SLACK_* variables."""

from __future__ import annotations

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from inference.errors import BadSettings

SLACK = "https://slack.com/api/"


class SlackSettings(BaseSettings):
    """One frozen value. With an app token we use Socket Mode, without one we listen over HTTP."""

    model_config = SettingsConfigDict(env_prefix="SLACK_", frozen=True, extra="ignore")

    bot_token: str = Field(default="", repr=False)
    app_token: str = Field(default="", repr=False)
    signing_secret: str = Field(default="", repr=False)
    api_url: str = SLACK
    listen_host: str = "0.0.0.0"

    @field_validator("bot_token", "app_token", "signing_secret", "listen_host", mode="after")
    @classmethod
    def _trim(cls, value: str) -> str:
        return value.strip()

    @field_validator("api_url", mode="after")
    @classmethod
    def _with_slash(cls, url: str) -> str:
        url = url.strip() or SLACK
        if not url.startswith(("https://", "http://")):
            raise ValueError("it must start with https://")
        return url.rstrip("/") + "/"

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be seen in a log."""
        return tuple(filter(None, (self.bot_token, self.app_token, self.signing_secret)))


def read_settings() -> SlackSettings:
    """Settings that are enough to serve with; BadSettings says what is missing, and where it is."""
    settings = _read()
    if not settings.bot_token:
        raise BadSettings(
            "SLACK_BOT_TOKEN is not set. Install the app to your workspace (`reshoot manifest` "
            "prints what to paste) and copy the Bot User OAuth Token from OAuth & Permissions."
        )
    if settings.bot_token.startswith("xapp-") or settings.app_token.startswith("xox"):
        raise BadSettings(
            "SLACK_BOT_TOKEN takes the token that starts with xoxb-, SLACK_APP_TOKEN the one that "
            "starts with xapp-: they look swapped."
        )
    if not settings.app_token and not settings.signing_secret:
        raise BadSettings(
            "Set SLACK_APP_TOKEN (Basic Information > App-Level Tokens, scope connections:write) "
            "for Socket Mode, or SLACK_SIGNING_SECRET (Basic Information) to listen over HTTP."
        )
    return settings


def _read() -> SlackSettings:
    try:
        return SlackSettings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "SLACK_" + str(first["loc"][0]).upper()
        raise BadSettings(f"{name} is not usable: {first['msg']}.") from error
