"""`reshoot demo`: everything on this machine, and the main job played as a marketer would play it.

Nothing here is needed to run Reshoot in earnest.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from bot.sandbox.server import Sandbox
from bot.stage import Stage, StepError, new_home, open_stage

PHOTO = "astronaut.png"  # NASA, public domain; it comes with scikit-image
SENTENCE = "swap background to autumn trail"
AGREE = "correct:looks right"  # the button's id
CHANNEL, ASKER, APPROVER = "autumn-campaign", "maya", "jonas"
VARIANTS = 4
PATIENCE = 300.0  # seconds for one step, however slow the machine


@dataclass(frozen=True, slots=True)
class Player:
    """Plays the people of the demo on a stage, and says what happens as it happens."""

    stage: Stage
    console: Console

    def main_job(self) -> str:
        """Post, wait for the variants, approve one, wait for the final; the thread's address."""
        sandbox = self.stage.sandbox
        self.wait("Waiting for the front end to connect", lambda: sandbox.connections() > 0)
        ts = self._post()
        shown = self.wait("Finding the region", lambda: _overlay(sandbox, ts))
        self.done("The region is in the thread, to be looked at before anything is painted")
        sandbox.press(CHANNEL, shown["ts"], AGREE, person=ASKER)
        self.done("Maya tapped “Looks right”")
        cards = self.wait("Painting", lambda: _all_variants(sandbox, ts))
        self.done(f"{len(cards)} variants in the thread, each with its proof")
        sandbox.react(CHANNEL, cards[0]["ts"], "white_check_mark", person=APPROVER)
        self.done("Jonas approved variant 1 with ✅")
        final = self.wait("Waiting for the final", lambda: _final(sandbox, ts))
        self.done("The final is in the thread")
        kept = self.stage.home / "final.png"
        kept.write_bytes(final)
        self.say(f"\nThe final: {kept}")
        self.say(f"All files: {self.stage.home}")
        return f"{sandbox.url}/#{sandbox.channel_id(CHANNEL)}/{ts}"

    def _post(self) -> str:
        sandbox = self.stage.sandbox
        data = files("skimage").joinpath("data", PHOTO).read_bytes()
        text = f"<@{sandbox.bot_user}> {SENTENCE}"
        ts: str = sandbox.say(CHANNEL, text, person=ASKER, files=[(PHOTO, data)])
        self.done(f"Maya posted a golden image in #{CHANNEL}: “{SENTENCE}”")
        return ts

    def wait(self, what: str, look: Callable[[], Any]) -> Any:
        """Look until it is there, showing that we do; StepError after PATIENCE or if one ended."""
        columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
        deadline = time.monotonic() + PATIENCE
        with Progress(*columns, console=self.console, transient=True) as progress:
            progress.add_task(what)
            while time.monotonic() < deadline:
                self.stage.check()
                if seen := look():
                    return seen
                time.sleep(0.2)
        raise StepError(
            f"{what}: not done after {PATIENCE:.0f} s. The logs are in {self.stage.home}."
        )

    def keep_serving(self, page: str) -> None:
        """Until somebody presses Ctrl-C."""
        self.say(f"The page:  {page}")
        self.say("\nTry it yourself on the page, as any of three people. Ctrl-C ends everything.")
        while True:
            self.stage.check()
            time.sleep(0.5)

    def done(self, words: str) -> None:
        self.say(f"✓ {words}")

    def say(self, words: str) -> None:
        self.console.print(words, highlight=False, markup=False, soft_wrap=True)


def play(once: bool, port: int, out: Path | None) -> int:
    """Run the demo; 0 if the main job went through, 130 where it was interrupted before that."""
    signal.signal(signal.SIGTERM, _interrupt)
    console, home, done = Console(), new_home(out or Path("demo-out")), False
    try:
        with open_stage(home, port, lambda words: console.print(f"✓ {words}")) as stage:
            player = Player(stage, console)
            page = player.main_job()
            done = True
            if not once:
                player.keep_serving(page)
    except KeyboardInterrupt:
        console.print("\nEvery process that was started is ended.")
    return 0 if done else 130


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _keys(message: dict[str, Any]) -> str:
    """The desk's own key of a message, which travels in its metadata."""
    return str(message.get("metadata", {}).get("event_payload", {}).get("key", ""))


def _overlay(sandbox: Sandbox, ts: str) -> dict[str, Any] | None:
    return next((m for m in sandbox.thread(CHANNEL, ts) if "-overlay-" in _keys(m)), None)


def _all_variants(sandbox: Sandbox, ts: str) -> list[dict[str, Any]]:
    """The variants' messages once the last of them is there and can be voted on."""
    found = [m for m in sandbox.thread(CHANNEL, ts) if "-variant-" in _keys(m)]
    seeded = [m for m in found if len(m.get("reactions", [])) == 2]
    return seeded if len(seeded) == VARIANTS else []


def _final(sandbox: Sandbox, ts: str) -> bytes | None:
    """The final's bytes once its file is in the thread."""
    for message in sandbox.thread(CHANNEL, ts):
        for file in message.get("files", []):
            if "-final-" in file["name"]:
                return sandbox.file_bytes(file["id"])
    return None
