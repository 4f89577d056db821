"""`reshoot doctor`: what is wrong with this installation, and how to mend it."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from bot import spendings
from bot.purse import priced
from bot.settings import Settings, job_key, read_settings
from bot.spendings import Budgets
from bot.store import open_store
from inference import plugins
from inference.errors import OperatorError, ReshootError
from inference.models import folder, kits
from inference.painters.diffusing import spec as diffusing


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at, in words; where not `ok`, the words say how to mend it."""

    name: str
    ok: bool
    words: str


def examine() -> list[Check]:
    """Every check, in the order in which to mend them."""
    try:
        settings = read_settings()
    except ReshootError as error:
        return [Check("settings", False, str(error))]
    desk = [
        _try("home", lambda: _writable(settings.home)),
        _try("job key", lambda: f"{len(job_key(settings))} bytes"),
        _try("database", lambda: _database(settings)),
        _try("blobs", lambda: _blobs(settings)),
        _try("redis", lambda: _redis(settings)),
    ]
    return [*desk, *_plugins(settings), *_models(settings), *_torch(), *_frontend(settings)]


def in_words(checks: list[Check]) -> str:
    """One line a check."""
    width = max(len(check.name) for check in checks)
    return "\n".join(
        f"{'ok ' if check.ok else 'BAD'}  {check.name:<{width}}  {check.words}" for check in checks
    )


def _try(name: str, look: Callable[[], str]) -> Check:
    try:
        return Check(name, True, look())
    except (ReshootError, OSError) as error:
        return Check(name, False, str(error))


def _writable(home: Path) -> str:
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    probe = home / ".doctor"
    probe.touch()
    probe.unlink()
    return str(home)


def _database(settings: Settings) -> str:
    store = open_store(settings.database)
    store.close()
    return f"{store.engine.dialect.name}, schema up to date"


def _blobs(settings: Settings) -> str:
    from bot.blobs import Blobs

    blobs = Blobs(settings.blobs)
    blobs.get(blobs.put(b"doctor"))
    return "write and read back"


def _redis(settings: Settings) -> str:
    from bot.queue import Queue, QueueUnavailable

    try:
        Queue(settings.redis_url, job_key(settings)).ping()
    except QueueUnavailable as error:
        mend = "Start a Redis there, or set RESHOOT_REDIS_URL to where one runs."
        raise OperatorError(f"{error} {mend}") from error
    return "answers"


def _plugins(settings: Settings) -> Iterator[Check]:
    yield _try("segmenter", lambda: plugins.stamp("segmenters", settings.segmenter))
    painter = _try("painter", lambda: _painter(settings.painter))
    yield painter
    if painter.ok:
        yield _try("cost", lambda: _cost(settings))


def _cost(settings: Settings) -> str:
    """Who is sent pictures, what they take, and what of the budgets is gone."""
    offer = priced(settings, plugins.stamp("painters", settings.painter))
    if offer is None:
        return "none: it paints here"
    since = f" (as of {offer.since})" if offer.since else ""
    with closing(open_store(settings.database)) as store, store.begin() as tx:
        said = spendings.in_words(tx, offer, 1, Budgets.of(settings))
    return f"{said}{since} The cut and the sentence go there."


def _painter(spec: str) -> str:
    """Which one, and for one of diffusers the licence of its model, which may forbid ads."""
    stamped = plugins.stamp("painters", spec)
    name, _, argument = spec.partition(":")
    return f"{stamped}; {diffusing.ready(argument)}" if name == "diffusion" else stamped


def _models(settings: Settings) -> Iterator[Check]:
    """Which segmenters can run; one that can't is only wrong if it is the one that is asked for."""
    there = folder().is_dir() or settings.models is None
    mend = "" if there else " is not there: mend RESHOOT_MODELS, or make the folder"
    yield Check("models", there, f"{folder()}{mend}")
    chosen = settings.segmenter
    for name in (each for each in kits.KITS if each in plugins.installed("segmenters")):
        asked = chosen.partition(":")[0] == name
        yield _ready(name, chosen if asked else name, asked)


def _ready(name: str, spec: str, asked: bool) -> Check:
    missing, used = kits.remedy(spec), ", ".join(kits.models(spec))
    if not missing:
        return Check(name, True, f"can run, with {used}" if used else "can run")
    if asked:
        words = f"RESHOOT_SEGMENTER is {spec}, and for that run: {missing}"
        return Check(name, False, words)
    return Check(name, True, f"not ready; to use it: {missing}")


def _torch() -> Iterator[Check]:
    """A torchvision that doesn't fit its torch breaks diffusers; none at all breaks nothing."""
    if importlib.util.find_spec("torchvision") is None:
        return
    probe = [sys.executable, "-c", "import torchvision"]
    sound = subprocess.run(probe, capture_output=True, timeout=120).returncode == 0
    mend = "works" if sound else "does not fit the installed torch: pip uninstall torchvision"
    yield Check("torchvision", sound, mend)


def _frontend(settings: Settings) -> Iterator[Check]:
    try:
        checks = plugins.load("frontends", settings.frontend)().checks()
    except ReshootError as error:
        yield Check(settings.frontend, False, str(error))
    else:
        yield from (Check(f"{settings.frontend}: {name}", ok, words) for name, ok, words in checks)
