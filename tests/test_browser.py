"""The main job in a real browser, against every real process: post, wait, approve, see the final.

The README's picture is taken here: `make picture` runs this with RESHOOT_PICTURES=docs.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.demo import CHANNEL, PHOTO, SENTENCE
from tests.needs import needs_browser, needs_redis, photo

PATIENCE = 120_000  # milliseconds
OUT = Path("out")
PICTURES = Path(os.environ.get("RESHOOT_PICTURES", OUT))


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The sandbox with `serve` and `worker` behind it, each a process of its own."""
    needs_redis()
    from bot.stage import open_stage

    with open_stage(tmp_path_factory.mktemp("stage")) as stage:
        yield stage.sandbox


@pytest.fixture(scope="module")
def page(workspace: Any) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    path = needs_browser()
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1440, "height": 900}, device_scale_factor=1)
        page.set_default_timeout(PATIENCE)
        page.goto(f"{workspace.url}/#{workspace.channel_id(CHANNEL)}")
        yield page
        browser.close()


def test_a_marketer_posts_a_golden_approves_a_variant_and_gets_the_final(page: Any) -> None:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    _post(page, f"@Reshoot {SENTENCE}")
    page.locator("#messages .summary").first.click()
    replies = page.locator("#replies article")
    cards = replies.filter(has_text=re.compile(r"\d of 4\."))
    cards.nth(3).locator(".reactions button").nth(1).wait_for()
    assert cards.count() == 4
    assert "bit for bit" in cards.nth(0).inner_text()
    assert replies.filter(has_text="Replace background with autumn trail").count() == 1

    cards.nth(0).locator("[data-focus=white_check_mark]").click()
    final = replies.filter(has_text="Final: variant 1")
    final.locator("img").first.wait_for()
    cards.nth(0).get_by_text(re.compile("Approved by")).wait_for()
    replies.filter(has_text="4 of 4 variants are here").wait_for()
    assert "Approved by" not in cards.nth(1).inner_text()
    _take_pictures(page, replies)
    assert errors == []


def _post(page: Any, words: str) -> None:
    composer = page.locator("#composer")
    composer.locator("input[type=file]").set_input_files(str(photo(PHOTO)))
    composer.locator("textarea").fill(words)
    composer.get_by_label("Send").click()


def _take_pictures(page: Any, replies: Any) -> None:
    """The thread from its top, and its end with the final."""
    for folder in (PICTURES, OUT):
        folder.mkdir(exist_ok=True)
    page.evaluate("Promise.all([...document.images].map(image => image.decode()))")
    page.mouse.move(0, 0)
    page.evaluate("document.activeElement.blur()")
    page.set_viewport_size({"width": 1440, "height": 1670})
    page.locator("#replies").evaluate("pane => pane.scrollTo(0, 0)")
    page.wait_for_timeout(500)
    page.screenshot(path=PICTURES / "thread.png")
    replies.last.scroll_into_view_if_needed()
    page.wait_for_timeout(500)
    page.screenshot(path=OUT / "final.png")
