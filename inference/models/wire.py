"""Talking to a home: one client, and its refusals in words that say who can mend them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from inference.errors import OperatorError
from inference.models.catalogue import Model

if TYPE_CHECKING:
    import httpx

_DENIED = (401, 403)
_BUSY = frozenset({408, 429, 500, 502, 503, 504})
"""Answers after which the same question may succeed."""


class TransientError(OperatorError):
    """The same question may be answered in a moment."""


@contextmanager
def client() -> Iterator[httpx.Client]:
    """A client that follows redirects and asks for the bytes as they are, so that sums hold.

    Proxies come from HTTPS_PROXY and NO_PROXY.
    """
    import httpx

    patience = httpx.Timeout(30.0, connect=10.0)
    plain = {"Accept-Encoding": "identity"}
    with httpx.Client(follow_redirects=True, timeout=patience, headers=plain) as made:
        yield made


def host(url: str) -> str:
    """The machine's name, without a password that an address may hold."""
    return urlsplit(url).hostname or url


def bearer(token: str) -> dict[str, str]:
    """The header for a token; httpx drops it when a redirect leads to another machine."""
    return {"Authorization": f"Bearer {token}"} if token else {}


def json_of(client: httpx.Client, url: str, model: Model, token: str) -> dict[str, Any]:
    """What a hub tells about a model; OperatorError where it does not."""
    with reaching(url):
        answer = client.get(url, headers=bearer(token))
    accept(answer, url, model, token)
    try:
        return dict(answer.json())
    except (ValueError, TypeError) as error:
        raise OperatorError(
            f"{host(url)} does not answer as a model hub does: is it a login page? Check "
            "HF_ENDPOINT and HTTPS_PROXY."
        ) from error


def optional_text(client: httpx.Client, url: str) -> str:
    """The file's text, or "" where there is none."""
    with reaching(url):
        answer = client.get(url)
    return answer.text if answer.is_success else ""


@contextmanager
def reaching(url: str) -> Iterator[None]:
    """Turn the failures of a network into TransientError, in words."""
    import httpx

    try:
        yield
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError) as error:
        raise TransientError(
            f"{host(url)} can't be reached ({error}). Check the network and HTTPS_PROXY, or set "
            "RESHOOT_MODELS_URL to a mirror, or copy the files: see docs/models.md."
        ) from error
    except httpx.TransportError as error:
        raise TransientError(
            f"The connection to {host(url)} broke ({error}). Pull again: it goes on where it was."
        ) from error
    except (httpx.InvalidURL, httpx.TooManyRedirects) as error:
        raise OperatorError(f"{host(url)} is no address to pull from: {error}.") from error


def accept(answer: httpx.Response, url: str, model: Model, token: str) -> None:
    """Nothing where the answer is good; else an OperatorError that says what to do."""
    if answer.is_success:
        return
    if answer.status_code in _BUSY:
        raise TransientError(
            f"{host(url)} is too busy ({answer.status_code}): pull again in a while."
        )
    if answer.status_code in _DENIED:
        raise OperatorError(_denied(answer.status_code, url, model, token))
    raise OperatorError(
        f"{host(url)} answers {answer.status_code} for {urlsplit(url).path}. A newer Reshoot may "
        f"know where {model.name} went; or copy the files yourself: see docs/models.md."
    )


def _denied(status: int, url: str, model: Model, token: str) -> str:
    page = model.page or f"https://huggingface.co/{model.hub}"
    if not model.hub:
        return f"{host(url)} refuses {model.name} ({status}): ask whoever runs it."
    if not token:
        return (
            f"{model.name} is only for those who accepted its licence ({model.licence}). Accept it "
            f"at {page}, make a token at https://huggingface.co/settings/tokens, set it as "
            "HF_TOKEN and pull again."
        )
    return (
        f"{host(url)} does not let the token in HF_TOKEN have {model.name} ({status}). With that "
        f"token's account, accept the licence at {page}; or the token has run out or may not read "
        "gated models."
    )
