"""What we ship works away from the checkout: data files, entry points and migrations included."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.needs import photo

ROOT = Path(__file__).parent.parent
MIGRATE = """
import bot, sys
from bot.store import open_store
assert bot.__file__.startswith(sys.argv[1]), bot.__file__
store = open_store(f"sqlite:///{sys.argv[1]}/desk.db")
with store.begin() as tx:
    print(sorted(name for (name,) in tx.exec_driver_sql("select name from sqlite_master")))
"""
DATA = (
    "bot/migrations/script.py.mako",
    "bot/sandbox/",
    "inference/painters/backdrop/lexicon.toml",
    "inference/painters/hosted/prices.toml",
    "inference/py.typed",
)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty folder with nothing but the wheel, unpacked by pip."""
    home = tmp_path_factory.mktemp("wheel")
    ignore = shutil.ignore_patterns(
        ".*", "build", "dist", "*.egg-info", "out", "*-out", "__pycache__"
    )
    source = shutil.copytree(ROOT, home / "source", ignore=ignore)
    build = ["-m", "build", "--wheel", "--no-isolation", "--outdir", str(home), str(source)]
    _python(*build, cwd=home)
    (wheel,) = home.glob("*.whl")
    quiet = ("--quiet", "--disable-pip-version-check", "--no-index", "--no-deps")
    _python("-m", "pip", "install", *quiet, "--target", str(home / "app"), str(wheel), cwd=home)
    return home / "app"


def _python(*arguments: str, cwd: Path, **variables: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments], cwd=cwd, capture_output=True, text=True, timeout=240,
        env={**os.environ, **variables},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return done.stdout


def test_the_wheel_brings_its_data_files(installed: Path) -> None:
    for name in DATA:
        assert (installed / name).exists(), name
    assert list((installed / "bot/sandbox").rglob("*.html"))
    assert not (installed / "tests").exists()


def test_edit_runs_from_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    shutil.copy(photo("coffee.png"), tmp_path / "photo.png")
    arguments = ("edit", "photo.png", "swap background to teal", "--count", "1")
    said = _python("-m", "bot", *arguments, cwd=tmp_path, PYTHONPATH=str(installed))
    assert "bit for bit" in said
    assert (tmp_path / "reshoot-out/variant-1.png").is_file()


def test_migrations_run_from_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    said = _python("-c", MIGRATE, str(installed), cwd=tmp_path, PYTHONPATH=str(installed))
    assert "'requests'" in said
    assert "'verdicts'" in said
