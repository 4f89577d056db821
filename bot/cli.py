"""The `reshoot` command. Every subcommand imports what it needs, so that --version is instant."""

from __future__ import annotations

import json
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click

from inference.errors import AskerError, ReshootError

PHOTO = click.Path(exists=True, dir_okay=False, path_type=Path)
ASKER, OPERATOR = 2, 3  # exit codes, by who can mend it


def main() -> None:
    """Run a command; an error is one sentence on stderr."""
    try:
        sys.exit(cli.main(standalone_mode=False))  # click hands an Exit's code back as a result
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(ASKER)
    except (ReshootError, OSError) as error:
        click.echo(f"reshoot: {error}{_hint(error)}", err=True)
        sys.exit(ASKER if isinstance(error, AskerError) else OPERATOR)


def _hint(error: Exception) -> str:
    suggestion = getattr(error, "suggestion", "")
    return f' Try: "{suggestion}".' if suggestion else ""


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version("reshoot"), prog_name="reshoot")
def cli() -> None:
    """Change one region of a winning picture, and prove the rest untouched."""


def show(value: Any, machine: bool, words: str) -> None:
    """The value as JSON, or its words."""
    click.echo(json.dumps(value, indent=2) if machine else words)


as_json = click.option("--json", "machine", is_flag=True, help="Print JSON, for machines.")
segmenter = click.option("--segmenter", help="Which plugin finds the region.")
painter = click.option("--painter", help="Which plugin paints, as NAME or NAME:ARGUMENT.")
exact = click.option(
    "--mask", "exact", type=PHOTO, help="White on black: where to paint, whatever a sentence says."
)
scribble = click.option(
    "--scribble", type=PHOTO, help="The photo drawn on: green stays, any other colour changes."
)


def _tools(segmenter: str | None, painter: str | None = None) -> Any:
    from bot.edit import Tools
    from bot.settings import read_settings

    settings = read_settings()
    return Tools(segmenter or settings.segmenter, painter or settings.painter)


@cli.command()
@click.argument("photo", type=PHOTO)
@click.argument("sentence", default="")
@click.option("--out", type=click.Path(path_type=Path), default=Path("reshoot-out"))
@click.option("--count", type=click.IntRange(1, 12), help="How many variants.")
@click.option("--seed", type=click.IntRange(0, 2**31 - 13), help="The first variant's seed.")
@click.option("--with", "second", type=PHOTO, help="A second picture: “like this one”, “add this”.")
@click.option("--release", default="", help="Who signed, where a person's looks change.")
@click.option("--csv", type=PHOTO, help="A table of edits, one a row, instead of SENTENCE.")
@click.option("--skus", type=PHOTO, help="A table of product colours: id, name, hex, tolerance.")
@click.option("--pilot", is_flag=True, help="Of many cells, paint the first row only.")
@click.option("--only", default="", help="Of many cells, paint ROW or ROW/COLUMN anew.")
@click.option("--resume", is_flag=True, help="Of many cells, paint those that are not yet.")
@exact
@scribble
@segmenter
@painter
@as_json
def edit(
    photo: Path, sentence: str, out: Path, count: int | None, seed: int | None,
    second: Path | None, release: str, csv: Path | None, skus: Path | None, pilot: bool, only: str,
    resume: bool, exact: Path | None, scribble: Path | None, segmenter: str | None,
    painter: str | None, machine: bool,
) -> None:  # fmt: skip
    """Repaint a region of PHOTO as SENTENCE says: "swap background to autumn trail".

    With a list, "recolour the bottle {teal, mustard}", or a table, every cell is painted by itself.
    """
    from bot import cells
    from bot import edit as job
    from bot import matrix as many

    tools = _tools(segmenter, painter)
    beside = job.Beside(job.drawing(exact, scribble), second, release)
    choice = cells.Choice(only, pilot, resume)
    asked = many.wanted(sentence, csv, skus, second is not None, choice)
    if asked:
        done = many.paint(photo, asked, out, tools, machine, beside, count=count, seed=seed)
        show(done, machine, many.in_words(done, out))
        raise click.exceptions.Exit(many.exit_code(done, ASKER, OPERATOR))
    report = job.edit(photo, sentence, out, tools, machine, beside, count=count, seed=seed)
    show(report, machine, job.in_words(report, out))


@cli.command()
@click.argument("photo", type=PHOTO)
@click.argument("phrase", default="")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True)
@exact
@scribble
@segmenter
@as_json
def mask(
    photo: Path, phrase: str, out: Path, exact: Path | None, scribble: Path | None,
    segmenter: str | None, machine: bool,
) -> None:  # fmt: skip
    """Find PHRASE, or what was drawn, in PHOTO and write where it is: 255 = the region, 0 = locked.

    With --mask or --scribble, PHRASE is found within what was marked. In it, "drawing" is what was
    marked to change and "hand-made mask" is the mask: "drawing but not the logo".
    """
    from bot import edit as job

    if not (phrase or exact or scribble):
        raise click.UsageError("Name what to find, or give --scribble or --mask.")
    drawn = job.drawing(exact, scribble)
    found = job.mask(photo, phrase, out, _tools(segmenter), machine, drawn)
    show(found, machine, f"{job.mask_in_words(found['region'])}\n{out}")


@cli.command()
@click.argument("prompt")
@click.option("--out", type=click.Path(path_type=Path), default=Path("reshoot-out"))
@click.option("--count", type=click.IntRange(1, 12), default=4, help="How many.")
@click.option("--seed", type=click.IntRange(0, 2**31 - 13), help="The first one's seed.")
@click.option("--size", default="square", help="Its shape: square, story, 4:5, 1080x1350 …")
@painter
@as_json
def golden(
    prompt: str, out: Path, count: int, seed: int | None, size: str,
    painter: str | None, machine: bool,
) -> None:  # fmt: skip
    """Make a first picture from PROMPT, to be changed later: "a mug in morning light"."""
    from bot import golden as job

    report = job.make(prompt, out, size, count, seed, _tools(None, painter), machine)
    show(report, machine, job.in_words(report, out))


@cli.command()
@as_json
def plugins(machine: bool) -> None:
    """List what is installed, by kind."""
    from inference.plugins import KINDS, installed

    found = {kind: {n: p.value for n, p in installed(kind).items()} for kind in KINDS}
    lines = [f"{kind}: {', '.join(sorted(names)) or 'none'}" for kind, names in found.items()]
    show(found, machine, "\n".join(lines))


@cli.command()
@click.argument("place")
@as_json
def plates(place: str, machine: bool) -> None:
    """List the plates in a folder or bucket: words, palette, light, and files left out."""
    from bot.plates import in_words, rows
    from inference.plates.shelf import read_shelf

    shelf = read_shelf(place)
    found = {"plates": rows(shelf), "skipped": list(shelf.skipped)}
    show(found, machine, in_words(shelf))


@cli.command()
@as_json
def doctor(machine: bool) -> None:
    """Check settings, servers, plugins and weights; say what is wrong and how to mend it."""
    from bot import doctor as clinic

    checks = clinic.examine()
    rows = [{"check": check.name, "ok": check.ok, "words": check.words} for check in checks]
    show(rows, machine, clinic.in_words(checks))
    if not all(check.ok for check in checks):
        raise click.exceptions.Exit(OPERATOR)


@cli.command()
@as_json
def costs(machine: bool) -> None:
    """Sum up what hosted painters cost, by campaign, day and model."""
    from bot import costs as books
    from bot.settings import read_settings

    report = books.summed(read_settings())
    show(report, machine, books.in_words(report))


@cli.command()
def serve() -> None:
    """Run the chat side: Socket Mode where SLACK_APP_TOKEN is set, else HTTP on RESHOOT_PORT."""
    from bot.logs import to_stderr
    from bot.settings import read_settings
    from bot.wiring import open_studio
    from inference.plugins import load

    to_stderr()
    settings = read_settings()
    with open_studio(settings) as studio:
        load("frontends", settings.frontend)().serve(studio)


@cli.command()
@click.option("--burst", is_flag=True, help="Leave when the queue is empty.")
def worker(burst: bool) -> None:
    """Run the painting side; any number of them may share one Redis."""
    from bot.logs import to_stderr
    from bot.settings import job_key, read_settings
    from bot.worker import run_worker

    to_stderr()
    settings = read_settings()
    run_worker(settings.redis_url, job_key(settings), burst=burst, stall_s=settings.stall_seconds)


@cli.command()
@click.option("--url", default="", help="The public address, for HTTP mode.")
def manifest(url: str) -> None:
    """Print the front end's app manifest, for a workspace admin to paste."""
    from bot.settings import read_settings
    from inference.plugins import load

    click.echo(load("frontends", read_settings().frontend)().manifest(url), nl=False)


@cli.group()
def bench() -> None:
    """Measure edits and masks on this machine."""


@bench.command()
@click.option("--megapixels", type=float, multiple=True, default=(1, 4, 12), show_default=True)
@as_json
def stages(megapixels: tuple[float, ...], machine: bool) -> None:
    """Measure an edit, stage by stage."""
    from inference.bench.stages import cases, in_words, measured

    for row in measured(cases(megapixels)):
        show(row, machine, in_words(row))


@bench.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--segmenter", "names", multiple=True, help="As often as you like; else all.")
@as_json
def masks(folder: Path, names: tuple[str, ...], machine: bool) -> None:
    """Compare segmenters with true masks: FOLDER/images and FOLDER/cases.csv."""
    from inference.bench.report import run

    report, words = run(folder, names)
    show(report, machine, words)


@bench.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="Write pictures to compare here.")
@as_json
def craft(folder: Path, out: Path | None, machine: bool) -> None:
    """Compare how painted pixels are seated: FOLDER/images and, if wanted, FOLDER/cases.csv."""
    from inference.bench.craft.report import run

    report, words = run(folder, out)
    show(report, machine, words)


@bench.command()
@click.option("--size", type=click.Choice(("full", "tiny")), default="full", show_default=True)
@click.option("--side", type=click.IntRange(64, 4096), default=1024, show_default=True)
@click.option("--seeds", type=click.IntRange(1, 12), default=4, show_default=True)
@click.option("--calls", type=click.IntRange(1), default=5, show_default=True)
@click.option("--compile/--no-compile", "compiled", default=True, help="Measure it compiled, too.")
@as_json
def variants(machine: bool, **how: Any) -> None:
    """Measure variants per second of a diffusion model of the released size, random weights."""
    from dataclasses import asdict

    from inference.bench.variants import in_words, measured

    for row in measured(**how):
        show(asdict(row), machine, in_words(row))


@cli.group()
def models() -> None:
    """The weights that plugins use: see what there is, get it, check it."""


@models.command("list")
@as_json
def list_models(machine: bool) -> None:
    """List every model: whether it is here, its size, licence, and what it gives."""
    from bot import models as shelf

    rows = shelf.listed()
    show(rows, machine, shelf.list_in_words(rows))


@models.command()
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@click.option("--non-commercial", "noncommercial", is_flag=True, help="It won't be used for ads.")
@as_json
def pull(names: tuple[str, ...], noncommercial: bool, machine: bool) -> None:
    """Get models; what breaks off goes on where it was, and what is here is left as it is."""
    from bot import models as shelf

    rows = shelf.pull(names, machine, noncommercial)
    show(rows, machine, shelf.pull_in_words(rows))


@models.command()
@click.argument("names", nargs=-1, metavar="[NAME...]")
@as_json
def verify(names: tuple[str, ...], machine: bool) -> None:
    """Compare the files that are here with their sums; exit 3 if one is wrong or missing."""
    from bot import models as shelf

    findings = shelf.verify(names)
    show(shelf.verify_rows(findings), machine, shelf.verify_in_words(findings))
    if not shelf.is_sound(findings):
        raise click.exceptions.Exit(OPERATOR)


@models.command()
@click.argument("name", required=False)
@as_json
def where(name: str | None, machine: bool) -> None:
    """Print the folder of all models, or of the one called NAME."""
    from bot import models as shelf

    folder = str(shelf.where(name))
    show({"folder": folder}, machine, folder)


@models.command()
@click.argument("name")
@as_json
def rm(name: str, machine: bool) -> None:
    """Delete what a pull put here, to make room or to get it anew."""
    from bot import models as shelf

    gone = shelf.remove(name)
    show({"name": name, "removed": gone}, machine, shelf.remove_in_words(name, gone))


@cli.command()
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="0 = any free one.")
def sandbox(port: int) -> None:
    """Run the Slack workspace of the demo alone, for any Bolt app, until Ctrl-C."""
    from bot.sandbox.__main__ import main as run

    run(port)


@cli.command()
@click.option("--once", is_flag=True, help="Play the main job, then leave.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="For the page; 0 = free.")
@click.option("--out", type=click.Path(path_type=Path), help="Where the files go.")
def demo(once: bool, port: int, out: Path | None) -> None:
    """Run everything on this machine and play the main job as a marketer would."""
    from bot.demo import play

    raise click.exceptions.Exit(play(once, port, out))
