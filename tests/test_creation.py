"""A picture from words alone, by each family's own class, on tiny checkpoints."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from inference.errors import Cancelled, ModelMissing
from inference.painters.diffusing.family import families
from tests.needs import needs_torch


def _loaded(name: str, folder: Path) -> object:
    needs_torch()
    from inference.device import best_device
    from inference.painters.checkpoint import load
    from inference.painters.diffusing.spec import parse
    from tests import tiny_families

    return load(parse(str(tiny_families.save(name, folder))), best_device())


_MASKED = "sdxl-inpaint"  # its tiny network was made to see a mask
_UNBUILT = "sd15-inpaint"  # there is no tiny checkpoint of it
_CREATES = [
    name for name, one in families().items() if one.creates and name not in (_MASKED, _UNBUILT)
]


@pytest.mark.parametrize("name", _CREATES)
def test_a_family_makes_a_picture_from_words(name: str, tmp_path: Path) -> None:
    loaded = _loaded(name, tmp_path / name)
    from inference.painters.creation import create

    seen: list[float] = []
    one, two = create(loaded, "a mug on a table", (64, 96), [1, 2], seen.append)  # type: ignore[arg-type]
    (again,) = create(loaded, "a mug on a table", (64, 96), [1])  # type: ignore[arg-type]
    assert (one.shape, one.dtype) == ((96, 64, 3), np.uint8)
    assert np.array_equal(one, again)
    assert not np.array_equal(one, two)
    assert seen == sorted(seen)
    assert seen[-1] == 1.0
    with pytest.raises(Cancelled):
        create(loaded, "a mug", (64, 64), [1], cancel=lambda: True)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["qwen-image-edit", "flux-fill", _MASKED])
def test_a_family_that_only_changes_pictures_says_so(name: str, tmp_path: Path) -> None:
    loaded = _loaded(name, tmp_path / name)
    from inference.painters.creation import create

    with pytest.raises(ModelMissing, match="only changes pictures"):
        create(loaded, "a mug", (64, 64), [1])  # type: ignore[arg-type]
