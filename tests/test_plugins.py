"""Plugins: one door for ours and other people's, and only what the operator listed goes through."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from inference import plugins
from inference.errors import PluginError

CHALK = """
class Chalk:
    native = None
    revision = "3"

    def __init__(self, colour="white"):
        self.colour = colour

    def __call__(self, cut, prompt, seeds):
        return iter(())
"""


@pytest.fixture
def stranger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Another distribution with a painter, as pip would install it."""
    (tmp_path / "chalk_paint.py").write_text(CHALK)
    (tmp_path / "broken_paint.py").write_text("raise ImportError('no chalk left')")
    info = tmp_path / "chalk_paint-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: chalk-paint\nVersion: 1.0\n")
    lines = ["[reshoot.painters]", "chalk = chalk_paint:Chalk", "broken = broken_paint:Broken"]
    (info / "entry_points.txt").write_text("\n".join(lines))
    monkeypatch.syspath_prepend(str(tmp_path))
    for name in ("chalk_paint", "broken_paint"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    return tmp_path


def test_ours_come_in_by_the_same_door() -> None:
    assert {"classic", "diffusion"} <= set(plugins.installed("painters"))
    assert plugins.load("segmenters", "classic").__name__ == "Classic"


def test_an_unknown_name_lists_what_is_installed() -> None:
    with pytest.raises(PluginError, match=r"no painter called 'oils'.*classic"):
        plugins.load("painters", "oils")


def test_a_strangers_plugin_runs_only_if_it_is_listed(
    stranger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RESHOOT_PLUGINS", raising=False)
    with pytest.raises(PluginError, match="RESHOOT_PLUGINS"):
        plugins.load("painters", "chalk")
    assert "chalk_paint" not in sys.modules, "not even its import may run"
    monkeypatch.setenv("RESHOOT_PLUGINS", "other, chalk")
    assert plugins.build("painters", "chalk:green").colour == "green"
    assert plugins.build("painters", "chalk").colour == "white"
    assert plugins.stamp("painters", "chalk:green") == "chalk:green@3"


def test_a_plugin_that_does_not_import_says_why(
    stranger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RESHOOT_PLUGINS", "broken")
    with pytest.raises(PluginError, match="no chalk left"):
        plugins.load("painters", "broken")


def test_a_name_claimed_twice_is_an_error(stranger: Path) -> None:
    points = stranger / "chalk_paint-1.0.dist-info" / "entry_points.txt"
    points.write_text("[reshoot.painters]\nclassic = chalk_paint:Chalk\n")
    with pytest.raises(PluginError, match="both call a plugin 'classic'"):
        plugins.load("painters", "classic")


def test_a_stamp_gives_its_spec_back() -> None:
    assert plugins.spec_of("diffusion:/models/a@b@1") == "diffusion:/models/a@b"
    assert plugins.spec_of("classic@1") == "classic"


def test_only_arguments_that_a_plugin_names_are_passed() -> None:
    def plain(cut: str) -> str:
        return cut

    def keen(cut: str, strength: float) -> tuple[str, float]:
        return cut, strength

    assert plugins.call(plain, "cut", strength=0.5, cancel=None) == "cut"
    assert plugins.call(keen, "cut", strength=0.5, cancel=None) == ("cut", 0.5)
