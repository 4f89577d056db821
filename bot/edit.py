"""`reshoot edit` and `reshoot mask`: the same craft without any chat, files in and files out."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from bot import purse
from bot.aim import Drawing, Finder, aim, look, set_down
from bot.settings import read_settings
from inference import instruction, people, plugins
from inference.clock import Clock
from inference.errors import AskerError, BadPicture
from inference.nouns import EditPlan, Golden, Instruction, Pixels, Proof, Region
from inference.offers import offer_of
from inference.overlay import overlay
from inference.picture import MAX_BYTES, Picture, decode, encode_jpeg, encode_mask, encode_png
from inference.plan import painter_for, resolve
from inference.proof import words
from inference.render import Take, render
from inference.sheet import contact_sheet, fit_pixels
from inference.staging import second

RELEASE = "If you hold it, say who signed: --release “signed by … on …”."
UNUSED = (
    "The sentence has no use for the second picture: say “like this one”, or “add this bottle …”."
)
OURS = ("variant-*.png", "mask.png", "overlay.jpg", "contact-sheet.jpg", "report.json")
THUMB = 720
Aimed = Callable[[Pixels, EditPlan, Finder, Drawing | None], tuple[EditPlan, Region]]
"""Says where an edit paints, as `aim` does."""


@dataclass(frozen=True, slots=True)
class Tools:
    """Which plugins find and paint, as specs."""

    segmenter: str
    painter: str


@dataclass(frozen=True, slots=True)
class Beside:
    """What comes beside the sentence: a drawing, a second picture, who signed a release."""

    drawn: Drawing | None = None
    second: Path | None = None
    release: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """Everything decided about one edit, before the first pixel is painted."""

    golden: Golden
    picture: Picture
    wish: Instruction
    plan: EditPlan
    region: Region
    shown: Pixels
    second: dict[str, Any]
    unused: tuple[str, ...] = ()


def edit(
    photo: Path, sentence: str, out: Path, tools: Tools, quiet: bool,
    beside: Beside = Beside(), **wishes: Any,
) -> Any:  # fmt: skip
    """Paint every variant into `out` and return the report. Nothing is written on bad input."""
    clock = Clock()
    with bar(quiet) as step, drafted(out, OURS) as drafts:
        step("Reading the sentence and the picture", 0.02)
        job = _prepare(photo, sentence, tools, clock, wishes, step, beside)
        step("Painting", 0.15)
        files, thumbs = [], [("golden", fit_pixels(job.picture.srgb(), THUMB))]
        painter = plugins.build("painters", plugins.spec_of(job.plan.painter))
        painted = takes(job, painter, lambda f: step("Painting", 0.15 + 0.8 * f), clock)
        for number, take in enumerate(painted, 1):
            files.append(write_take(drafts, number, take, clock))
            thumbs.append((f"variant {number}", fit_pixels(take.picture.srgb(), THUMB)))
            step("Painting", 0.15 + 0.8 * number / len(job.plan.seeds))
        step("Writing the report", 0.97)
        _write_pictures(drafts, job, thumbs)
        report = _report(job, files, clock)
        (drafts / "report.json").write_text(json.dumps(report, indent=2) + "\n")
    return report


def takes(
    job: Job, painter: Any, progress: Callable[[float], None], clock: Clock
) -> Iterator[Take]:
    """Naming a painter that costs money is consent; what it costs is said first."""
    with purse.paid(read_settings(), job.plan, painter) as hand:
        if isinstance(hand, purse.Paid):
            click.echo(hand.price, err=True)
        yield from render(
            job.picture, job.plan, job.region, hand, progress, clock=clock, **job.second
        )


def in_words(report: dict[str, Any], out: Path) -> str:
    """A report for people: what was found, what is proven, where the files are."""
    region, proof = report["region"], Proof.from_dict(report["variants"][0]["proof"])
    warnings = {text for variant in report["variants"] for text in variant["proof"]["warnings"]}
    remarks = dict.fromkeys(text for variant in report["variants"] for text in variant["remarks"])
    said = [words(proof, region["phrase"]), *remarks, *sorted(warnings), *report["notes"]]
    lines = [region["why"], *said]
    count = len(report["variants"])
    return "\n".join([*lines, f"{count} variant{'s' if count > 1 else ''} in {out}"])


def mask(
    photo: Path, phrase: str, out: Path, tools: Tools, quiet: bool, drawn: Drawing | None = None
) -> Any:
    """Write the mask of a phrase, or of what was drawn, to `out` and return what was found."""
    if out.suffix.lower() != ".png":
        raise AskerError(f"A mask is a PNG file: call it {out.with_suffix('.png').name}.")
    clock = Clock()
    with bar(quiet) as step:
        step("Reading the picture", 0.1)
        picture = decode(read_photo(photo), photo.name)
        step(f"Looking for {phrase}", 0.3)
        finder = Finder(plugins.build("segmenters", tools.segmenter), tools.segmenter)
        region = look(picture.srgb(), phrase, finder, drawn)
    write_whole(out, encode_mask(region.alpha))
    return {"mask": str(out), "region": region_report(region), "timings": clock.seconds}


def mask_in_words(region: dict[str, Any]) -> str:
    """What was found, how much of the picture it is, and how sure that is."""
    share, sure = region["area_fraction"], region["confidence"]
    covers = f"{share:.0%}" if share >= 0.01 else f"{share:.2%}"
    return f"{region['why']}\nIt covers {covers} of the picture; confidence {sure:.2f} of 1."


def drawing(mask: Path | None, marked: Path | None) -> Drawing | None:
    """The picture that says where, of which there may be one."""
    if mask and marked:
        raise AskerError("Give a mask or a marked picture, not both.")
    file = mask or marked
    return Drawing(read_photo(file), file.name, file is mask) if file else None


def read_photo(photo: Path) -> bytes:
    """The file's bytes; BadPicture before reading one that is too large."""
    if photo.stat().st_size > MAX_BYTES:
        raise BadPicture(
            f"{photo.name} is larger than {MAX_BYTES // 2**20} MB. "
            "Save it as a JPEG of higher compression, or smaller."
        )
    return photo.read_bytes()


def region_report(region: Region) -> dict[str, Any]:
    """A region as JSON, without its pixels."""
    return {
        "phrase": region.phrase,
        "box": list(region.box),
        "area_fraction": round(region.area_fraction, 6),
        "confidence": round(region.confidence, 3),
        "segmenter": region.segmenter,
        "why": region.why,
        "instances": [list(box) for box in region.instances],
    }


@dataclass(frozen=True, slots=True, eq=False)
class Setup:
    """A golden, open, with what finds regions in it: the same for every edit of it.

    `other` is the second picture's bytes, b"" without one.
    """

    golden: Golden
    picture: Picture
    shown: Pixels
    finder: Finder
    tools: Tools
    drawn: Drawing | None
    other: bytes

    def plan(self, wish: Instruction) -> EditPlan:
        """The plan before the region is looked for."""
        segmenter = plugins.stamp("segmenters", self.tools.segmenter)
        painter = plugins.stamp("painters", painter_for(wish, self.tools.painter))
        purse.priced(read_settings(), painter)
        other = sha256(self.other).hexdigest() if self.other and wish.use else None
        return resolve(wish, self.golden, segmenter, painter, other)


def set_up(photo: Path, tools: Tools, clock: Clock, beside: Beside) -> Setup:
    """Read the picture and build the segmenter."""
    data = read_photo(photo)
    with clock("decode"):
        picture = decode(data, photo.name)
    golden = Golden(sha256(data).hexdigest(), picture.width, picture.height, photo.name)
    finder = Finder(plugins.build("segmenters", tools.segmenter), tools.segmenter)
    other = read_photo(beside.second) if beside.second else b""
    return Setup(golden, picture, picture.srgb(), finder, tools, beside.drawn, other)


def settle(setup: Setup, wish: Instruction, clock: Clock, aimed: Aimed = aim) -> Job:
    """Find the region, and set a product down in it; `aimed` may know it from another edit."""
    plan, shown = setup.plan(wish), setup.shown
    with clock("find"):
        plan, region = aimed(shown, plan, setup.finder, setup.drawn)
        other = setup.other if wish.use else b""
        came = second(decode(other), plan, setup.finder.segmenter) if other else {}
        if product := came.get("product"):
            plan, region, shown = set_down(shown, plan, region, product)
    unused = (UNUSED,) if setup.other and not wish.use else ()
    return Job(setup.golden, setup.picture, wish, plan, region, shown, came, unused)


def _prepare(
    photo: Path, sentence: str, tools: Tools, clock: Clock, wishes: dict[str, Any], step: Any,
    beside: Beside,
) -> Job:  # fmt: skip
    asked = {name: value for name, value in wishes.items() if value is not None}
    wish = replace(instruction.read(sentence, beside.second is not None), **asked)
    people.check(wish, sentence, bool(beside.release), RELEASE)
    setup = set_up(photo, tools, clock, beside)
    step(f"Looking for {wish.region}", 0.05)
    return settle(setup, wish, clock)


def write_take(folder: Path, number: int, take: Take, clock: Clock) -> dict[str, Any]:
    with clock("encode"):
        data = encode_png(take.picture)
    name = f"variant-{number}.png"
    (folder / name).write_bytes(data)
    return {
        "file": name,
        "sha256": sha256(data).hexdigest(),
        "seed": take.seed,
        "proof": asdict(take.proof),
        "remarks": list(take.remarks),
    }


def _write_pictures(folder: Path, job: Job, thumbs: list[tuple[str, Pixels]]) -> None:
    (folder / "mask.png").write_bytes(encode_mask(job.region.alpha))
    shown = overlay(job.shown, job.region)
    (folder / "overlay.jpg").write_bytes(encode_jpeg(shown, 90))
    sheet = contact_sheet([thumbs[0], ("region", fit_pixels(shown, THUMB)), *thumbs[1:]])
    (folder / "contact-sheet.jpg").write_bytes(encode_jpeg(sheet, 90))


def _report(job: Job, files: list[dict[str, Any]], clock: Clock) -> dict[str, Any]:
    golden = job.golden
    return {
        "golden": {"sha256": golden.sha256, "width": golden.width, "height": golden.height},
        "instruction": asdict(job.wish),
        "plan": {"id": job.plan.id, **asdict(job.plan)},
        "region": region_report(job.region),
        "variants": files,
        "notes": [*job.picture.notes, *job.unused, *_repeats(files)],
        "price": _price(job.plan),
        "timings": {stage: round(spent, 3) for stage, spent in clock.seconds.items()},
    }


def _price(plan: EditPlan) -> dict[str, Any] | None:
    """Who painted for how much; None where it was painted here."""
    offer = offer_of(plan.painter)
    if offer is None:
        return None
    dollars = round(offer.micros * len(plan.seeds) / 1e6, 6)
    return {"model": offer.model, "provider": offer.provider, "about_dollars": dollars}


def _repeats(files: list[dict[str, Any]]) -> list[str]:
    """Variants that came out the same, said plainly: some operations have one answer only."""
    alike: dict[str, list[str]] = {}
    for file in files:
        alike.setdefault(file["sha256"], []).append(file["file"])
    return [
        f"{', '.join(names)} are the same bytes: this operation has one answer for every seed."
        for names in alike.values()
        if len(names) > 1
    ]


@contextmanager
def drafted(out: Path, ours: Sequence[str]) -> Iterator[Path]:
    """A folder beside `out`; its files take the place of those of the patterns `ours` in `out`,
    but only if all went well."""
    if out.exists() and not out.is_dir():
        raise AskerError(f"{out} is a file; --out wants a folder.")
    above = next(folder for folder in out.absolute().parents if folder.exists())
    with tempfile.TemporaryDirectory(prefix=".reshoot-", dir=above) as name:
        yield Path(name)
        out.mkdir(parents=True, exist_ok=True)
        for stale in (file for pattern in ours for file in out.glob(pattern)):
            stale.unlink()
        for file in Path(name).iterdir():
            shutil.move(file, out / file.name)


def write_whole(out: Path, data: bytes) -> None:
    """Write a file so that nobody ever sees a part of it."""
    out.parent.mkdir(parents=True, exist_ok=True)
    draft = out.with_name(f".{out.name}.{os.getpid()}")
    draft.write_bytes(data)
    draft.replace(out)


@contextmanager
def bar(quiet: bool) -> Iterator[Any]:
    """A progress bar on a terminal's stderr; elsewhere silence."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    hidden = quiet or not console.is_terminal
    with Progress(*columns, console=console, disable=hidden, transient=True) as progress:
        task = progress.add_task("Starting", total=1.0)
        yield lambda words, fraction: progress.update(task, description=words, completed=fraction)
