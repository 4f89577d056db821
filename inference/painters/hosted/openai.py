"""Any server that speaks OpenAI's images/edits: the provider's own, or one of yours."""

from __future__ import annotations

import base64
import binascii
import json
from urllib.parse import parse_qsl, urlsplit

import numpy as np

from inference.errors import BadSettings, OperatorError
from inference.nouns import Alpha, Cut, Pixels
from inference.offers import Unpaid
from inference.painters.hosted.house import House
from inference.painters.hosted.painter import Hosted, png
from inference.painters.hosted.wire import Alive, ask

QUALITIES = ("low", "medium", "high")


class OpenAI(Hosted):
    """`openai:MODEL?quality=low|medium|high`, at RESHOOT_OPENAI_URL."""

    house = House("openai", "OpenAI", "https://api.openai.com/v1", "OPENAI_API_KEY")
    usual = "gpt-image-2"

    @classmethod
    def _settled(cls, argument: str) -> str:
        """With its quality, which decides on the price; a server of one's own may know none."""
        model, _, asked = argument.partition("?")
        options = dict(parse_qsl(asked, keep_blank_values=True))
        quality = options.pop("quality", "medium" if cls.house.is_home else "")
        if options or quality not in ("", *QUALITIES):
            raise BadSettings(f"The painter openai:{argument} has one option: quality=low, "
                              "quality=medium or quality=high.")  # fmt: skip
        return f"{model or cls.usual}{f'?quality={quality}' if quality else ''}"

    def _painted(self, cut: Cut, order: str, alive: Alive) -> bytes:
        high, wide = cut.rgb.shape[:2]
        model, _, quality = self.model.partition("?quality=")
        fields = {"model": model, "prompt": order, "n": "1", "size": f"{wide}x{high}"}
        fields |= {"quality": quality} if quality else {}
        files = {
            "image": ("cut.png", png(cut.rgb), "image/png"),
            "mask": ("mask.png", png(_mask(cut.alpha)), "image/png"),
        }
        named, key = self.house.keys[0], self.house.key
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        url = f"{self.house.base}/images/edits"
        body = ask("POST", url, named, alive, headers=headers, data=fields, files=files)
        return self._picture(body, alive)

    def _picture(self, body: bytes, alive: Alive) -> bytes:
        """The bytes of the one picture; an address is asked without our key."""
        try:
            (one,) = json.loads(body)["data"]
            if one.get("b64_json"):
                return base64.b64decode(one["b64_json"], validate=True)
            url = str(one["url"])
            safe = _may_be_asked(url, self.house.base)
        except (ValueError, KeyError, TypeError, AttributeError, binascii.Error):
            raise OperatorError("The painter's provider gave an answer we can't read.") from None
        if not safe:
            raise OperatorError("The painter's provider sends us to an address we don't ask.")
        try:
            return ask("GET", url, self.house.keys[0], alive)
        except Unpaid as error:  # it is painted, whoever fails to hand it over
            raise OperatorError(str(error)) from None


def _mask(alpha: Alpha) -> Pixels:
    """(h, w, 4): transparent wherever something may change."""
    mask = np.full((*alpha.shape, 4), 255, np.uint8)
    mask[..., 3] = np.where(alpha > 0, 0, 255)
    return mask


def _may_be_asked(url: str, base: str) -> bool:
    """Over TLS, or at the very server that we asked already."""
    there, here = urlsplit(url), urlsplit(base)
    return there.scheme == "https" or (there.scheme, there.netloc) == (here.scheme, here.netloc)
