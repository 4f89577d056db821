"""Keeps tokens out of the logs, ours and the libraries'."""

from __future__ import annotations

import logging
import re
import traceback
from collections.abc import Iterable

_TOKEN = re.compile(r"(xox[abeprs]|xapp)-[\w.-]+")
HIDDEN = "(hidden)"


class HideTokens(logging.Filter):
    """Replaces whatever looks like a token, and these very secrets, in messages and tracebacks."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__()
        self._secrets = tuple(secrets)

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = self.clean(record.getMessage()), None
        if record.exc_info and not record.exc_text:
            record.exc_text = "".join(traceback.format_exception(*record.exc_info)).rstrip()
        if record.exc_text:
            record.exc_text = self.clean(record.exc_text)
        return True

    def clean(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        return _TOKEN.sub(HIDDEN, text)


def hide_tokens(secrets: Iterable[str]) -> None:
    """From now on, nothing that goes to the root's handlers shows a token."""
    cover = HideTokens(secrets)
    for handler in logging.getLogger().handlers:
        handler.addFilter(cover)
