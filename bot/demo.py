"""`reshoot demo`: everything on this machine, and the main job played as a marketer would play it.

A Redis of its own, a database, the sandbox workspace, the front end and a worker, each a real
process talking to the others as in production. Nothing here is needed to run Reshoot in earnest.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from bot.embedded import embedded_server
from bot.sandbox.server import Sandbox
from inference.errors import OperatorError

PHOTO = "astronaut.png"  # NASA, public domain; it comes with scikit-image
SENTENCE = "swap background to autumn trail"
CHANNEL, ASKER, APPROVER = "autumn-campaign", "maya", "jonas"
VARIANTS = 4
PATIENCE = 300.0  # seconds for one step, however slow the machine


class StepError(OperatorError):
    """The demo could not go on; the message says where to look."""


def play(once: bool, port: int, out: Path | None) -> int:
    """Run the demo; 0 if the main job went through, 130 where it was interrupted before that."""
    signal.signal(signal.SIGTERM, _interrupt)
    console, home = Console(), _new_home(out or Path("demo-out"))
    done = False
    try:
        with _open_stage(home, port, console) as stage:
            _main_job(stage)
            done = True
            if not once:
                _keep_serving(stage)
    except KeyboardInterrupt:
        console.print("\nEvery process that was started is ended.")
    return 0 if done else 130


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _new_home(out: Path) -> Path:
    """A folder of its own for each run, so that two demos never meet."""
    out.mkdir(parents=True, exist_ok=True)
    for number in range(1, 10_000):
        home = out / f"run-{number}"
        try:
            home.mkdir()
        except FileExistsError:
            continue
        return home.absolute()
    raise StepError(f"{out} is full of earlier runs; delete them.")


@dataclass(frozen=True, slots=True)
class Stage:
    """What runs: the workspace, and the processes by name with their log files."""

    home: Path
    console: Console
    sandbox: Sandbox
    processes: dict[str, subprocess.Popen[bytes]]

    def check(self) -> None:
        """StepError if a process has left."""
        for name, process in self.processes.items():
            if process.poll() is not None:
                tail = (self.home / f"{name}.log").read_text(errors="replace").splitlines()[-8:]
                words = f"`reshoot {name}` ended with {process.returncode}. Its last words:"
                raise StepError("\n".join([words, *tail]))


@contextmanager
def _open_stage(home: Path, port: int, console: Console) -> Iterator[Stage]:
    with ExitStack() as stack:
        redis_url = stack.enter_context(embedded_server(home / "redis"))
        console.print("[green]✓[/] Redis, on a socket of its own")
        sandbox = stack.enter_context(Sandbox(port=port))
        console.print(f"[green]✓[/] A Slack workspace on this machine: [bold]{sandbox.url}[/]")
        environment = _environment(home, redis_url, sandbox)
        processes = {
            name: stack.enter_context(_process(name, home, environment))
            for name in ("serve", "worker")
        }
        console.print("[green]✓[/] The front end (Socket Mode) and a worker")
        yield Stage(home, console, sandbox, processes)


def _environment(home: Path, redis_url: str, sandbox: Sandbox) -> dict[str, str]:
    """For our processes: nothing of the operator's own workspace may leak in."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("SLACK_", "RESHOOT_"))}
    return kept | {
        "RESHOOT_HOME": str(home),
        "RESHOOT_REDIS_URL": redis_url,
        "SLACK_API_URL": f"{sandbox.url}/api/",
        "SLACK_BOT_TOKEN": sandbox.bot_token,
        "SLACK_APP_TOKEN": sandbox.app_token,
        "SLACK_SIGNING_SECRET": sandbox.signing_secret,
    }


@contextmanager
def _process(
    name: str, home: Path, environment: dict[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    """`reshoot NAME` in a session of its own, so that Ctrl-C reaches us first; ended on leaving."""
    command = [sys.executable, "-m", "bot", name]
    with (home / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(
            command, env=environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip
        try:
            yield process
        finally:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ask, then insist; the session's id is the process's, so that its children go with it."""
    if process.poll() is None:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    process.wait(5)


def _main_job(stage: Stage) -> None:
    """Post, wait for the variants, approve one, wait for the final."""
    sandbox, say = stage.sandbox, stage.console.print
    data = files("skimage").joinpath("data", PHOTO).read_bytes()
    _wait(stage, "Waiting for the front end to connect", lambda: sandbox.connections() > 0)
    text = f"<@{sandbox.bot_user}> {SENTENCE}"
    ts = sandbox.say(CHANNEL, text, person=ASKER, files=[(PHOTO, data)])
    say(f"[green]✓[/] Maya posted a golden image in #{CHANNEL}: “{SENTENCE}”")
    cards = _wait(stage, "Painting", lambda: _all_variants(sandbox, ts))
    say(f"[green]✓[/] {len(cards)} variants in the thread, each with its proof")
    sandbox.react(CHANNEL, cards[0]["ts"], "white_check_mark", person=APPROVER)
    say("[green]✓[/] Jonas approved variant 1 with ✅")
    final = _wait(stage, "Waiting for the final", lambda: _final(sandbox, ts))
    kept = stage.home / "final.png"
    kept.write_bytes(final)
    say("[green]✓[/] The final is in the thread")
    say(f"\nThe page:  [bold]{sandbox.url}/#{sandbox.channel_id(CHANNEL)}/{ts}[/]")
    say(f"The final: [bold]{kept}[/]")
    say(f"All files: {stage.home}")


def _wait(stage: Stage, what: str, look: Callable[[], Any]) -> Any:
    """Look until it is there, showing that we do; StepError after PATIENCE or if one ended."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    deadline = time.monotonic() + PATIENCE
    with Progress(*columns, console=stage.console, transient=True) as progress:
        progress.add_task(what)
        while time.monotonic() < deadline:
            stage.check()
            if seen := look():
                return seen
            time.sleep(0.2)
    raise StepError(f"{what}: not done after {PATIENCE:.0f} s. The logs are in {stage.home}.")


def _keys(message: dict[str, Any]) -> str:
    """The desk's own key of a message, which travels in its metadata."""
    return str(message.get("metadata", {}).get("event_payload", {}).get("key", ""))


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


def _keep_serving(stage: Stage) -> None:
    stage.console.print("\nTry it yourself on the page. Ctrl-C ends everything.")
    while True:
        stage.check()
        time.sleep(0.5)
