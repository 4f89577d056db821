"""What runs on this machine for a demo knows the operator's weights, and nothing else of theirs."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.sandbox.server import Sandbox
from bot.sandbox.testing import sandbox
from bot.stage import _environment

__all__ = ["sandbox"]


def test_weights_are_passed_on_and_secrets_are_not(
    sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RESHOOT_MODELS", str(tmp_path / "weights"))
    monkeypatch.setenv("RESHOOT_PAINTER", "diffusion")
    monkeypatch.setenv("SLACK_USER_TOKEN", "xoxp-theirs")
    passed = _environment(tmp_path / "run", "redis", sandbox)
    assert passed["RESHOOT_MODELS"] == str(tmp_path / "weights")
    assert passed["RESHOOT_HOME"] == str(tmp_path / "run")
    assert not {"RESHOOT_PAINTER", "SLACK_USER_TOKEN"} & set(passed)


def test_weights_that_were_pulled_into_the_operators_home_are_found(
    sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RESHOOT_MODELS", raising=False)
    monkeypatch.setenv("RESHOOT_HOME", str(tmp_path / "theirs"))
    passed = _environment(tmp_path / "run", "redis", sandbox)
    assert passed["RESHOOT_MODELS"] == str(tmp_path / "theirs" / "models")
