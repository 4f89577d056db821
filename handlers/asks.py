"""How what people write becomes a request, a correction, or nothing.

Somebody posts a picture and writes "@Reshoot swap background to autumn trail", or replies with a
sentence in the thread of a picture. In a channel that is a campaign nobody needs to mention us: any
sentence that we understand is meant for us, and the rest is people talking.

In a thread, a few words may correct what we showed there ("add C3", "without the logo"), and so may
strokes drawn on the golden, or on the picture by which we showed the region. A sentence is a new
wish all the same ("remove the logo"), unless it is about a cell of our grid ("remove C3"). A
drawing that comes with a sentence belongs to the sentence.

A mention arrives twice, as `message` (which brings the files) and as `app_mention` (which does
not), in any order, and some senders know only one of the two. Whichever we deal with first asks;
the desk knows the asking message, so that the second changes nothing.
"""

from __future__ import annotations

import re
import time

import httpx

from bot.chat import Note, Place
from bot.studio import Ask, TooEarlyError
from handlers.files import Picture
from handlers.goldens import Pictures, brought, drawing_of, of_thread, pictures_of, with_files
from handlers.message import Message, read_message
from handlers.text import LONGEST
from handlers.words import (
    EXAMPLE,
    HELP,
    NO_GOLDEN,
    RELEASED,
    WAIT,
    in_words,
    is_call_for_help,
    release_in,
)
from handlers.workspace import Event, Workspace
from inference.errors import AskerError, BadInstruction, OperatorError

_CELL = re.compile(r"\b[a-z]\d{1,2}\b", re.IGNORECASE)  # as the picture that we show letters them
GRACE = 3.0  # seconds that a mention leaves to the message event that it belongs to


class MessageMayFollowError(TooEarlyError):
    """A mention came before its message: hand it in again in a moment."""


def on_message(workspace: Workspace, event: Event) -> None:
    """Somebody wrote to us, or in a campaign something that may be meant for us."""
    message = read_message(event, workspace.me)
    if message is not None:
        _answer(workspace, message)


def on_mention(workspace: Workspace, event: Event, received: float) -> None:
    """Somebody mentioned us at `received` (Unix time); its message may come, or have come, too."""
    message = read_message(event, workspace.me)
    if message is None or (message.channel, message.ts) in workspace.heard:
        return
    if not message.files:
        if time.time() - received < GRACE:
            raise MessageMayFollowError(message.ts)
        message = with_files(workspace, message)
    _answer(workspace, message)


def _answer(workspace: Workspace, message: Message) -> None:
    """Do what is asked, or say in the thread why not."""
    place = workspace.place(message.channel, message.thread)
    wish = workspace.studio.understands(message.text.words, bool(message.pictures))
    released = release_in(message.text.words)
    meant = message.addressed or wish or bool(released)
    try:
        if released:
            _release(workspace, message, place, released)
        elif meant:
            _obey(workspace, message, place, wish)
        else:
            _overhear(workspace, message, place)
    except (AskerError, OperatorError) as error:
        _say(workspace, message, "sorry", in_words(error))
    except httpx.HTTPError:
        if meant:
            _say(workspace, message, "wait", WAIT)
        raise
    workspace.heard.append((message.channel, message.ts))


def _obey(workspace: Workspace, message: Message, place: Place, wish: bool) -> None:
    """It may well be meant for us: a correction, a call for help, or a sentence (a `wish`)."""
    picture, words = brought(workspace, message), message.text.words
    if not picture and (not wish or _CELL.search(words)) and _says(workspace, message, place):
        return
    if not picture and is_call_for_help(words):
        _say(workspace, message, "help", HELP)
        return
    known = of_thread(workspace, message, place)
    drawing = drawing_of(workspace, place, known, picture)
    if drawing and not wish and _draws(workspace, message, place, drawing):
        return
    if drawing and known:
        _ask(workspace, message, place, Pictures(known, drawing=drawing))
    elif pictures := pictures_of(workspace, message, picture, known):
        _ask(workspace, message, place, pictures)
    elif message.addressed:
        raise BadInstruction(NO_GOLDEN, suggestion=EXAMPLE)


def _overhear(workspace: Workspace, message: Message, place: Place) -> None:
    """People talk among themselves: only what corrects the thread's latest request is for us."""
    if not message.pictures:
        _says(workspace, message, place)
        return
    try:
        picture, known = brought(workspace, message), of_thread(workspace, message, place)
    except (AskerError, OperatorError):
        return  # nobody asked us to look at it
    if drawing := drawing_of(workspace, place, known, picture):
        _draws(workspace, message, place, drawing)


def _says(workspace: Workspace, message: Message, place: Place) -> bool:
    """Hand the words to the desk as a correction; False if there is nothing they would correct."""
    words, key = message.text.words, _key(workspace, message, "said")
    return message.is_reply and workspace.studio.says(place, words, message.person, key)


def _draws(workspace: Workspace, message: Message, place: Place, drawing: Picture) -> bool:
    """The same with a picture that somebody drew on."""
    key = _key(workspace, message, "drew")
    return workspace.studio.draw(place, drawing.data, message.person, key)


def _release(workspace: Workspace, message: Message, place: Place, said: str) -> None:
    """Write it down, with who said so."""
    key = _key(workspace, message, "release")
    workspace.studio.record_release(place, message.person, said, key)
    _say(workspace, message, "released", RELEASED.format(said))


def _ask(workspace: Workspace, message: Message, place: Place, pictures: Pictures) -> None:
    golden, drawing, second = pictures
    ask = Ask(
        place, message.ts, message.person, message.text.words, golden.data, golden.name,
        drawing=drawing.data if drawing else b"", attached=second.data if second else b"",
    )  # fmt: skip
    workspace.studio.ask(ask)
    if message.text.cut:
        _say(workspace, message, "cut", f"I read only the first {LONGEST:,} characters of that.")
    if len(message.pictures) > 1 + bool(second):
        words = "I work on one picture at a time and took the first."
        _say(workspace, message, "first", words)


def _say(workspace: Workspace, message: Message, what: str, words: str) -> None:
    """Once per message, however often it arrives."""
    place = workspace.place(message.channel, message.thread)
    workspace.studio.say(place, Note(words), _key(workspace, message, what))


def _key(workspace: Workspace, message: Message, what: str) -> str:
    return f"{what}-{workspace.team}-{message.channel}-{message.ts}"
