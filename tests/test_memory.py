"""What a large golden costs in memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from PIL import Image

from tests.needs import WEIGHTS, photo

LIMIT_KB, FINDING_MB = 1_500_000, 1000
MEASURE = """
import json, resource, subprocess, sys
done = subprocess.run([sys.executable, "-m", "bot", *sys.argv[1:]], capture_output=True, text=True)
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(json.dumps({"code": done.returncode, "peak": peak, "said": done.stderr[-500:]}))
"""


def test_a_golden_of_12_megapixels_stays_below_a_gigabyte_and_a_half(tmp_path: Path) -> None:
    with Image.open(photo("astronaut.png")) as image:
        image.convert("RGB").resize((4000, 3000)).save(tmp_path / "large.jpg", quality=92)
    arguments = ("large.jpg", "swap background to autumn trail", "--count", "2")
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, "edit", *arguments],
        cwd=tmp_path, capture_output=True, text=True, timeout=280,
    )  # fmt: skip
    found = json.loads(done.stdout)
    assert found["code"] == 0, found["said"]
    assert found["peak"] < LIMIT_KB


FIND = """
import sys
import cv2
from inference.bench import peak
from inference.region import find
from inference.segmenters.auto import Auto
rgb = cv2.resize(cv2.imread(sys.argv[1])[..., ::-1], (4000, 3000))
auto = Auto()
find(rgb, "background", (), auto, "auto")
auto.sees(rgb)
print(peak.megabytes())
"""


def test_finding_what_is_asked_and_what_else_there_is_takes_less_than_a_gigabyte() -> None:
    done = subprocess.run(
        [sys.executable, "-c", FIND, str(photo("astronaut.png"))], check=True,
        env=os.environ | {"RESHOOT_MODELS": str(WEIGHTS)}, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert float(done.stdout) < FINDING_MB
