"""How the desk speaks, whatever carries its words: the Chat protocol, and a fake to test with.

The desk says *what* (a Post); a front end decides how it looks. Posts hold everything needed to
draw them, so that a front end never reads the database.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import NamedTuple, Protocol, TypeAlias, TypeVar

from inference.nouns import Proof


class Place(NamedTuple):
    """Where a conversation happens; `thread` is its root message's ts, "" outside a thread."""

    team: str
    channel: str
    thread: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file to show; `name` is data, never a path, `alt` is for those who can't see it."""

    data: bytes = field(repr=False)
    name: str
    alt: str


@dataclass(frozen=True, slots=True)
class Note:
    """A plain sentence: a refusal, a failure, a hint. `person` is told in private where given."""

    text: str
    person: str = ""


@dataclass(frozen=True, slots=True)
class Status:
    """The request as understood and how far it is; posted once, then edited in place.

    `stage` is one of queued, finding, asking (people look at the region), ready (the region is
    settled, a painter is awaited), painting, shown, failed, cancelled; `done` of `total` counts
    variants; `fraction` 0-1 is of the whole; `detail` is a sentence (an error, a queue position);
    `choices` are regions that would work where this one was refused; `rest` are the values of a
    list that a tap paints now that the first was seen; `again` says that trying again may help.
    """

    request: str
    understood: str
    stage: str
    done: int = 0
    total: int = 0
    fraction: float = 0.0
    detail: str = ""
    choices: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()
    again: bool = False


@dataclass(frozen=True, slots=True)
class Overlay:
    """Where it will paint, shown on the golden, and how people can correct it.

    `state` is one of waiting (for a tap), doubted (people said that it is wrong, and are asked what
    is right), soon (it paints by itself after `seconds`), settled (`by` said so; "" = it went on by
    itself), replaced (a newer overlay stands below), over (it was called off). `picks` counts the
    numbered things in the region; `protect` are other things that are seen: they may be locked as
    well, or be what is meant; `warnings` say what will be hard about this edge.
    """

    request: str
    picture: Attachment
    words: str
    confidence: float
    revision: int = 1
    state: str = "waiting"
    seconds: int = 0
    by: str = ""
    picks: int = 0
    protect: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class VariantCard:
    """One variant, to be voted on: `picture` is a labelled preview, never the proven file.

    `state` is open, approved or rejected; `by` names the people whose verdict made it so.
    """

    request: str
    variant: str
    number: int
    total: int
    picture: Attachment
    proof: Proof
    words: str
    state: str = "open"
    by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asset:
    """The full, proven file: the approved final, or the original a button asked for."""

    request: str
    variant: str
    file: Attachment
    words: str
    final: bool


class NotPostedError(Exception):
    """This post surely did not arrive; `retry_after` is in seconds. Any other exception that a
    Chat raises leaves open whether it did."""

    def __init__(self, why: str, retry_after: float = 0.0) -> None:
        super().__init__(why)
        self.retry_after = retry_after


class CannotEditError(Exception):
    """The message is gone, or can't be edited: no use in trying again."""


class Posted(NamedTuple):
    """The message's ts, "" where the platform doesn't tell.

    `picture` is the ts of the message above it that holds the picture, where a platform needs two:
    people may react to either. `media` is what the platform calls the picture inside the message.
    """

    ts: str
    picture: str = ""
    media: str = ""


Post: TypeAlias = Note | Status | Overlay | VariantCard | Asset
P = TypeVar("P", Note, Status, Overlay, VariantCard, Asset)


class Chat(Protocol):
    """What a front end gives the desk. Every method may raise; the courier tries again later."""

    def post(self, place: Place, post: Post, key: str, again: bool = False) -> Posted:
        """Post it. `key` is unique to this post and travels with it: where `again` says that an
        earlier try may have arrived after all, look for that message before posting twice."""
        ...

    def edit(self, place: Place, ts: str, post: Post, media: str = "") -> None:
        """Replace the message's words and buttons; its picture, `media`, stays. The post brings no
        bytes. CannotEditError where it is no use to try again."""
        ...

    def react(self, place: Place, ts: str, choice: str) -> None:
        """Seed the reaction for this choice (approve, reject); doing it twice is no error."""
        ...


class Said(NamedTuple):
    """A message in a FakeChat."""

    place: Place
    ts: str
    post: Post
    key: str


class FakeChat:
    """A Chat that remembers, for tests and for plugin authors: `said`, `reactions`, and by key."""

    def __init__(self) -> None:
        self.said: list[Said] = []
        self.reactions: list[tuple[str, str]] = []
        self._clock = count(1)

    def post(self, place: Place, post: Post, key: str, again: bool = False) -> Posted:
        if again and (ts := next((said.ts for said in self.said if said.key == key), "")):
            return Posted(ts)
        ts = f"1700000000.{next(self._clock):06d}"
        self.said.append(Said(place, ts, post, key))
        return Posted(ts)

    def edit(self, place: Place, ts: str, post: Post, media: str = "") -> None:  # noqa: ARG002
        self.said = [m._replace(post=post) if m.ts == ts else m for m in self.said]

    def react(self, place: Place, ts: str, choice: str) -> None:  # noqa: ARG002
        if (ts, choice) not in self.reactions:
            self.reactions.append((ts, choice))

    def of(self, kind: type[P]) -> list[P]:
        """The posts of one kind, in order."""
        return [m.post for m in self.said if isinstance(m.post, kind)]
