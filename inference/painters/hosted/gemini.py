"""Google's Gemini API, over plain REST: a picture and an order go there, a picture comes back."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any

from inference.errors import AskerError, OperatorError
from inference.nouns import Cut
from inference.painters.hosted.house import House
from inference.painters.hosted.painter import Hosted, png
from inference.painters.hosted.wire import Alive, RefusedError, ask

_NO = "The painter's provider refuses to paint that: say it in other words."


class Gemini(Hosted):
    """`gemini:MODEL`, at RESHOOT_GEMINI_URL. It takes no mask: what it moved is laid back."""

    house = House("gemini", "Google", "https://generativelanguage.googleapis.com/v1beta",
                  "GEMINI_API_KEY")  # fmt: skip
    usual = "gemini-3.1-flash-image"

    def _painted(self, cut: Cut, order: str, alive: Alive) -> bytes:
        shown = {"mime_type": "image/png", "data": base64.b64encode(png(cut.rgb)).decode()}
        question = {
            "contents": [{"parts": [{"text": order}, {"inline_data": shown}]}],
            "generationConfig": {"responseModalities": ["TEXT", "IMAGE"]},
        }
        named, key = self.house.keys[0], self.house.key
        headers = {"x-goog-api-key": key} if key else {}
        url = f"{self.house.base}/models/{self.model}:generateContent"
        return _picture(ask("POST", url, named, alive, headers=headers, json=question))


def _picture(body: bytes) -> bytes:
    """The last picture of the answer: earlier ones are drafts. AskerError for none."""
    try:
        answer = json.loads(body)
        if answer.get("promptFeedback", {}).get("blockReason"):
            raise RefusedError(_NO)
        parts = answer["candidates"][0].get("content", {}).get("parts", [])
        found = [_data(part) for part in parts if not part.get("thought") and _data(part)]
        pictures = [base64.b64decode(data, validate=True) for data in found]
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, binascii.Error):
        raise OperatorError("The painter's provider gave an answer we can't read.") from None
    if not pictures:  # words only: whether they are billed, it does not say
        raise AskerError(_NO)
    return pictures[-1]


def _data(part: dict[str, Any]) -> str:
    """Base64 of a part that is a picture, "" of any other."""
    return str(part.get("inlineData", part.get("inline_data", {})).get("data", ""))
