"""A pytest fixture for authors of Bolt apps: `from bot.sandbox.testing import sandbox`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.sandbox.server import Sandbox


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """A workspace of its own for each test; files are looked at at once."""
    with Sandbox(lag=0.0) as running:
        yield running
