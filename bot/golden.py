"""`reshoot golden`: a first picture from words alone, where there is none to change yet."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from bot.edit import THUMB, Tools, bar, drafted
from inference import golden, golden_checks, people, plugins
from inference.aspect import aspect
from inference.clock import Clock
from inference.golden_checks import Findings
from inference.nouns import Pixels
from inference.picture import Picture, encode_jpeg, encode_png
from inference.sheet import contact_sheet, fit_pixels

OURS = ("golden-[0-9].png", "golden-1[0-9].png", "contact-sheet.jpg", "report.json")


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """Everything decided before the first pixel: `size` is (w, h), `eyes` may see people."""

    prompt: str
    painter: Any
    stamp: str
    size: golden.Size
    seeds: tuple[int, ...]
    eyes: Any | None


def make(
    prompt: str, out: Path, size: str, count: int, seed: int | None, tools: Tools, quiet: bool
) -> Any:
    """Paint `count` goldens into `out` and return the report. Nothing is written on bad input."""
    clock = Clock()
    with bar(quiet) as step, drafted(out, OURS) as drafts:
        step("Loading the painter", 0.02)
        with clock("load"):
            job = _prepare(prompt, size, golden.seeds(prompt, count, seed), tools)
        files, thumbs = [], []
        for number, (painted, findings) in enumerate(_painted(job, clock, step), 1):
            files.append(_write(drafts, number, job, painted, findings, clock))
            thumbs.append((f"golden {number}", fit_pixels(painted, THUMB)))
        step("Writing the report", 0.97)
        (drafts / "contact-sheet.jpg").write_bytes(encode_jpeg(contact_sheet(thumbs), 90))
        report = _report(job, files, clock)
        (drafts / "report.json").write_text(json.dumps(report, indent=2) + "\n")
    return report


def in_words(report: dict[str, Any], out: Path) -> str:
    """A report for people: what to look at in which picture, and where the pictures are."""
    made = report["goldens"]
    marked = ["Marked: " + ", ".join(report["flags"]) + "."] if report["flags"] else []
    look_at = [f"{one['file']}: {warning}" for one in made for warning in one["warnings"]]
    where = f"{len(made)} golden{'s' if len(made) > 1 else ''} in {out}"
    return "\n".join([*report["notes"], *marked, *look_at, where])


def _prepare(prompt: str, size: str, seeds: tuple[int, ...], tools: Tools) -> Job:
    """Whatever can be refused is refused before weights are loaded."""
    golden.check(prompt)
    aspect(size)
    golden.must_create(plugins.load("painters", tools.painter.partition(":")[0]), tools.painter)
    painter = plugins.build("painters", tools.painter)
    stamp, fitting = plugins.stamp("painters", tools.painter), golden.size_for(size, painter)
    return Job(prompt, painter, stamp, fitting, seeds, golden_checks.eyes(tools.segmenter))


def _painted(
    job: Job, clock: Clock, step: Callable[[str, float], None]
) -> Iterator[tuple[Pixels, Findings]]:
    """Each picture with what is to be looked at in it."""
    step("Painting", 0.1)
    flags = people.flags_of_words(job.prompt)
    told = partial(_told, step)
    pictures = golden.made(job.prompt, job.painter, job.size, job.seeds, told)
    for _ in job.seeds:
        with clock("paint"):
            painted = next(pictures)
        with clock("check"):
            findings = golden_checks.look(painted, job.prompt, flags, job.eyes)
        yield painted, findings


def _told(step: Callable[[str, float], None], share: float) -> None:
    step("Painting", 0.1 + 0.85 * share)


def _write(
    folder: Path, number: int, job: Job, painted: Pixels, findings: Findings, clock: Clock
) -> dict[str, Any]:
    with clock("encode"):
        data = encode_png(Picture(painted))
    name = f"golden-{number}.png"
    (folder / name).write_bytes(data)
    seed = job.seeds[number - 1]
    return {"file": name, "sha256": sha256(data).hexdigest(), "seed": seed, **asdict(findings)}


def _report(job: Job, files: list[dict[str, Any]], clock: Clock) -> dict[str, Any]:
    notes = _every(file.pop("notes") for file in files)  # what could not be checked is one for all
    return {
        "prompt": job.prompt,
        "painter": job.stamp,
        "size": list(job.size),
        "flags": _every(file["flags"] for file in files),
        "proof": None,
        "goldens": files,
        "notes": [golden.UNPROVEN, *notes],
        "timings": {stage: round(spent, 3) for stage, spent in clock.seconds.items()},
    }


def _every(lists: Iterable[Iterable[str]]) -> list[str]:
    """Each of them once, in the order they came."""
    return list(dict.fromkeys(one for each in lists for one in each))
