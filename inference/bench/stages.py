"""How long each stage of an edit takes, and how much memory the whole of it needs.

Every case runs in a process of its own, so that one's memory does not count for the next.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib.resources import files
from typing import Any

PHOTO = "astronaut.png"  # NASA, public domain; it comes with scikit-image
SENTENCES = ("swap background to autumn trail", "recolour the orange suit to teal")


@dataclass(frozen=True, slots=True)
class Case:
    """One edit: a photograph of so many megapixels, a sentence, so many variants."""

    megapixels: float
    sentence: str
    count: int = 2


def cases(megapixels: tuple[float, ...]) -> list[Case]:
    """Every sentence at every size."""
    return [Case(size, sentence) for size in megapixels for sentence in SENTENCES]


def measured(wanted: list[Case]) -> Iterator[dict[str, Any]]:
    """One row per case: the case, `seconds` by stage, and `peak_mb` of the process."""
    for case in wanted:
        command = [sys.executable, "-m", "inference.bench.stages", json.dumps(asdict(case))]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        yield json.loads(done.stdout)


def in_words(row: dict[str, Any]) -> str:
    """One line a case; shares are of the whole, since machines differ."""
    whole = sum(row["seconds"].values())
    shares = "  ".join(f"{name} {spent / whole:.0%}" for name, spent in row["seconds"].items())
    head = f"{row['megapixels']:>4g} MP  {row['sentence']}  ×{row['count']}"
    return f"{head}\n      {whole:.2f} s, peak {row['peak_mb']:.0f} MB:  {shares}"


def perform(case: Case) -> dict[str, Any]:
    """Run one case in this process."""
    from inference import plugins
    from inference.clock import Clock
    from inference.instruction import read
    from inference.nouns import Golden
    from inference.picture import decode, encode_png
    from inference.plan import resolve
    from inference.region import find
    from inference.render import render

    clock, data = Clock(), _photograph(case.megapixels)
    with clock("decode"):
        picture = decode(data)
    golden = Golden("0" * 64, picture.width, picture.height)
    plan = resolve(read(f"{case.sentence} x{case.count}"), golden, "classic@0", "classic@0")
    with clock("find"):
        segmenter = plugins.build("segmenters", "classic")
        region = find(picture.srgb(), plan.region, plan.protect, segmenter, "classic")
    for take in render(picture, plan, region, plugins.build("painters", "classic"), clock=clock):
        with clock("encode"):
            encode_png(take.picture)
    return {**asdict(case), "seconds": clock.seconds, "peak_mb": _peak_mb()}


def _photograph(megapixels: float) -> bytes:
    """The photograph enlarged or reduced to that size, as a JPEG."""
    from PIL import Image

    source = files("skimage").joinpath("data", PHOTO).read_bytes()
    with Image.open(io.BytesIO(source)) as image:
        side = round((megapixels * 1e6) ** 0.5)
        picture = image.convert("RGB").resize((side, side), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=92)
    return out.getvalue()


def _peak_mb() -> float:
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    print(json.dumps(perform(Case(**json.loads(sys.argv[1])))))
