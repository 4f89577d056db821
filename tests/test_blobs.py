"""Blobs: pictures by the hash of their bytes."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from threading import Thread

import pytest

from bot.blobs import Blobs
from inference.errors import BadSettings, OperatorError

DATA = b"a golden"


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs(str(tmp_path / "deep" / "blobs"))


def files(blobs: Blobs, tmp_path: Path) -> list[Path]:
    return [path for path in tmp_path.rglob("*") if path.is_file()]


def test_what_is_put_is_got_back_by_its_hash(blobs: Blobs) -> None:
    assert blobs.put(DATA) == sha256(DATA).hexdigest()
    assert blobs.get(sha256(DATA).hexdigest()) == DATA


def test_the_same_bytes_are_kept_once_however_many_put_them(blobs: Blobs, tmp_path: Path) -> None:
    threads = [Thread(target=blobs.put, args=(DATA * 100_000,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(files(blobs, tmp_path)) == 1
    assert blobs.get(sha256(DATA * 100_000).hexdigest()) == DATA * 100_000


def test_a_missing_picture_is_the_operators_to_mend(blobs: Blobs) -> None:
    with pytest.raises(OperatorError, match="RESHOOT_BLOBS_URL"):
        blobs.get("0" * 64)


def test_a_damaged_picture_is_never_handed_out(blobs: Blobs, tmp_path: Path) -> None:
    name = blobs.put(DATA)
    (file,) = files(blobs, tmp_path)
    file.write_bytes(b"A golden")
    with pytest.raises(OperatorError, match="damaged"):
        blobs.get(name)


def test_a_picture_cut_short_is_mended_when_it_is_put_again(blobs: Blobs, tmp_path: Path) -> None:
    name = blobs.put(DATA)
    (file,) = files(blobs, tmp_path)
    file.write_bytes(b"")
    blobs.put(DATA)
    assert blobs.get(name) == DATA


@pytest.mark.parametrize(
    "name", ["", "../secret", "0" * 63, "G" * 64, "0" * 64 + "/x", "0" * 64 + "\n"]
)
def test_a_name_that_is_no_hash_leads_nowhere(blobs: Blobs, name: str) -> None:
    with pytest.raises(OperatorError):
        blobs.get(name)


@pytest.mark.parametrize("url", ["ftp://somewhere", "http://x/y"])
def test_a_place_we_do_not_know_is_named(url: str) -> None:
    with pytest.raises(BadSettings, match="RESHOOT_BLOBS_URL"):
        Blobs(url)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BadSettings, match="RESHOOT_BLOBS_URL"):
        Blobs(str(tmp_path / "file" / "blobs"))


def test_a_bucket_needs_no_network_before_it_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "k")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "s")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    Blobs("s3://bucket/prefix")
