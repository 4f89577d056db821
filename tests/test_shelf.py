"""What networks saw, kept on disk."""

from __future__ import annotations

import multiprocessing
import os
import stat
from pathlib import Path

import numpy as np
import pytest

from inference import shelf
from inference.errors import BadSettings
from inference.shelf import Shelf, key_of

KB = 1000


def thing(number: int, size: int = KB) -> dict[str, np.ndarray]:
    return {"seen": np.full(size, number % 256, np.uint8)}


def is_of(found: shelf.Arrays | None, number: int) -> bool:
    return found is not None and bool((found["seen"] == number % 256).all())


def used_at(one: Shelf, key: str, second: int) -> None:
    os.utime(one.folder / f"{key}.npz", (second, second))


def test_what_was_put_there_comes_back_with_its_shape_and_type(tmp_path: Path) -> None:
    one = Shelf(tmp_path / "deep" / "er", 100 * KB)
    assert one.get("a") is None
    arrays = {"x": np.arange(6, dtype=np.float32).reshape(2, 3), "y": np.int16([-1, 2])}
    one.put("a", arrays)
    found = Shelf(tmp_path / "deep" / "er", 0).get("a")
    assert found is not None
    assert {name: (a.dtype, a.tolist()) for name, a in found.items()} == {
        name: (a.dtype, a.tolist()) for name, a in arrays.items()
    }


def test_it_is_made_once_and_then_kept(tmp_path: Path) -> None:
    one, made = Shelf(tmp_path, 100 * KB), []
    for _ in range(3):
        assert is_of(one.kept("a", lambda: made.append(1) or thing(7)), 7)
    assert made == [1]


def test_what_was_used_longest_ago_goes_first(tmp_path: Path) -> None:
    one = Shelf(tmp_path, 4 * KB)  # an entry is 1 kB and some
    for number, key in enumerate("abc"):
        one.put(key, thing(number))
        used_at(one, key, number)
    one.get("a")
    one.put("d", thing(3))
    assert one.get("b") is None
    assert all(one.get(key) is not None for key in "acd")
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= one.cap


def test_what_is_larger_than_the_shelf_is_not_kept_and_throws_nothing_out(tmp_path: Path) -> None:
    one = Shelf(tmp_path, 3 * KB)
    one.put("a", thing(1))
    one.put("b", thing(2, 5 * KB))
    assert one.get("b") is None
    assert is_of(one.get("a"), 1)


@pytest.mark.parametrize("damage", ["cut", "flipped", "emptied", "another file"])
def test_a_damaged_entry_is_dropped_and_made_again(tmp_path: Path, damage: str) -> None:
    one = Shelf(tmp_path, 100 * KB)
    one.put("a", thing(1))
    (file,) = tmp_path.iterdir()
    whole = bytearray(file.read_bytes())
    middle = whole.index(b"\x01" * 100) + 50
    flipped = whole[:middle] + b"\x02" + whole[middle + 1 :]
    broken = {"cut": whole[:-30], "flipped": flipped, "emptied": b"", "another file": b"PK" * 99}
    file.write_bytes(bytes(broken[damage]))
    assert one.get("a") is None
    assert not file.exists()
    assert is_of(one.kept("a", lambda: thing(1)), 1)


def test_pickled_objects_are_never_read(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", seen=np.array([{"any": "object"}], object))
    assert Shelf(tmp_path, 100 * KB).get("a") is None


def test_a_draft_that_a_crash_left_goes_when_room_is_needed(tmp_path: Path) -> None:
    draft = tmp_path / ".0123"
    draft.write_bytes(bytes(2 * KB))
    os.utime(draft, (1, 1))
    one = Shelf(tmp_path, 3 * KB)
    one.put("a", thing(1))
    one.put("b", thing(2))
    assert not draft.exists()
    assert is_of(one.get("a"), 1)
    assert is_of(one.get("b"), 2)


def test_where_nothing_can_be_written_the_work_is_done_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    one = Shelf(tmp_path / "file", 100 * KB)
    assert is_of(one.kept("a", lambda: thing(1)), 1)


def test_only_the_operator_may_look_into_it(tmp_path: Path) -> None:
    Shelf(tmp_path / "seen", 100 * KB).put("a", thing(1))
    assert stat.S_IMODE((tmp_path / "seen").stat().st_mode) == 0o700


def busy(folder: Path, seed: int) -> int:
    """Put, get and throw out for a while; how many entries came back as something else."""
    one, rng, wrong = Shelf(folder, 5 * KB), np.random.default_rng(seed), 0
    for number in rng.integers(0, 12, 150).tolist():
        one.put(str(number), thing(number))
        found = one.get(str(rng.integers(0, 12)))
        wrong += found is not None and len(set(found["seen"].tolist())) != 1
        wrong += not is_of(one.kept(str(number), lambda number=number: thing(number)), number)
    return wrong


def test_workers_share_it_without_seeing_halves(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        assert pool.starmap(busy, [(tmp_path, 1), (tmp_path, 2)]) == [0, 0]
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 5 * KB


def test_a_key_names_pixels_shape_and_all_that_saw_them() -> None:
    rgb = np.arange(36, dtype=np.uint8).reshape(3, 4, 3)
    other = rgb.copy()
    other[0, 0, 0] += 1
    keys = [
        key_of(rgb, "sam", "1"),
        key_of(other, "sam", "1"),
        key_of(rgb.reshape(4, 3, 3), "sam", "1"),
        key_of(rgb, "sam", "2"),
        key_of(rgb, "sam1"),
        key_of(rgb[:, ::-1], "sam", "1"),
    ]
    assert len(set(keys)) == len(keys)
    assert key_of(np.asfortranarray(rgb), "sam", "1") == keys[0]


def test_settings_say_where_and_how_much(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("RESHOOT_CACHE", "RESHOOT_CACHE_GB"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("RESHOOT_HOME", str(tmp_path))
    assert shelf.default() == Shelf(tmp_path / "cache" / "seen", 4 * 10**9)
    monkeypatch.setenv("RESHOOT_CACHE", str(tmp_path / "there"))
    monkeypatch.setenv("RESHOOT_CACHE_GB", "0.5")
    assert shelf.default() == Shelf(tmp_path / "there" / "seen", 5 * 10**8)
    monkeypatch.setenv("RESHOOT_CACHE_GB", "lots")
    with pytest.raises(BadSettings, match="RESHOOT_CACHE_GB"):
        shelf.default()
