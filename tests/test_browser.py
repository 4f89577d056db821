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
from PIL import Image, ImageDraw

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

    patience = {"RESHOOT_CONFIRM_SECONDS": "600"}  # nothing is painted before it is confirmed here
    with open_stage(tmp_path_factory.mktemp("stage"), **patience) as stage:
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
        page.trouble = []
        page.on("pageerror", lambda error: page.trouble.append(str(error)))
        yield page
        browser.close()


def test_a_marketer_posts_a_golden_approves_a_variant_and_gets_the_final(page: Any) -> None:
    replies = _post(page, f"@Reshoot {SENTENCE}")
    replies.get_by_role("button", name="Looks right").click()
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
    assert page.trouble == []


def test_a_region_is_corrected_by_tapping_choosing_writing_and_drawing(
    page: Any, tmp_path: Path
) -> None:
    replies = _post(page, "@Reshoot recolour the background to teal x1")
    replies.get_by_role("button", name="Grow").click()
    replies.filter(has_text="a newer one stands below").wait_for()
    _newest(replies, "Grown").locator("select").select_option("subject")
    _newest(replies, "Locked subject").wait_for()
    _reply(page, "without H8")
    _newest(replies, "Without H8").wait_for()
    OUT.mkdir(exist_ok=True)
    page.wait_for_timeout(500)
    page.screenshot(path=OUT / "corrected.png")
    _reply(page, "", _drawn_on(photo(PHOTO), tmp_path / "IMG_0001.jpg"))
    drawn = _newest(replies, "As drawn")
    page.locator("#replies").evaluate("pane => pane.scrollTo(0, pane.scrollHeight)")
    page.wait_for_timeout(500)
    page.screenshot(path=OUT / "drawn.png")
    drawn.get_by_role("button", name="Looks right").click()
    card = replies.filter(has_text="1 of 1.")
    card.locator("img").first.wait_for()
    assert replies.get_by_role("button", name="Grow").count() == 0
    assert replies.filter(has_text="a newer one stands below").locator("figure img").count() == 4
    assert page.trouble == []


def test_a_region_that_is_not_there_is_refused_with_what_would_work(page: Any) -> None:
    replies = _post(page, "@Reshoot recolour the giraffe to teal x1")
    refused = replies.filter(has_text="giraffe to teal").filter(has_text="Tap what it should be")
    refused.wait_for()
    page.wait_for_timeout(300)
    page.screenshot(path=OUT / "refused.png")
    refused.get_by_role("button").first.click()
    replies.get_by_role("button", name="Looks right").wait_for()
    assert page.trouble == []


def test_the_first_of_a_list_is_seen_before_a_tap_paints_the_rest(page: Any) -> None:
    replies = _post(page, "@Reshoot recolour the background to {teal, mustard, #0F4C81} x1")
    replies.get_by_role("button", name="Looks right").click()
    replies.get_by_role("button", name="Paint the other 2").click()
    sheet = replies.filter(has_text="All of your list")
    sheet.locator("img").first.wait_for()
    for name in ("teal", "mustard", "#0F4C81"):
        assert replies.filter(has_text=f"{name}, 1 of 1.").count() == 1
    page.locator("#replies").evaluate("pane => pane.scrollTo(0, pane.scrollHeight)")
    page.wait_for_timeout(500)
    page.screenshot(path=OUT / "list.png")
    assert page.trouble == []


def _post(page: Any, words: str) -> Any:
    """Post the golden with words; the replies in its thread."""
    composer = page.locator("#composer")
    composer.locator("input[type=file]").set_input_files(str(photo(PHOTO)))
    composer.locator("textarea").fill(words)
    composer.get_by_label("Send").click()
    asked = page.locator("#messages article").filter(has_text=words.removeprefix("@Reshoot "))
    asked.locator(".summary").click()
    return page.locator("#replies article")


def _reply(page: Any, words: str, file: Path | None = None) -> None:
    composer = page.locator("#thread-composer")
    if file:
        composer.locator("input[type=file]").set_input_files(str(file))
    composer.locator("textarea").fill(words)
    composer.get_by_label("Send").click()


def _newest(replies: Any, words: str) -> Any:
    """The message that shows the region after this correction, and can be corrected."""
    there = replies.filter(has_text=words).filter(has_text="Or write here")
    there.locator("figure img").wait_for()
    return there


def _drawn_on(golden: Path, out: Path) -> Path:
    """The golden with a red loop around its flag, smaller and as a JPEG, as a phone makes it."""
    with Image.open(golden) as picture:
        marked = picture.convert("RGB")
    pen, loop = ImageDraw.Draw(marked), [(6, 6), (100, 8), (96, 250), (8, 300), (6, 6)]
    pen.line(loop, fill=(250, 20, 30), width=9, joint="curve")
    marked.resize((468, 468)).save(out, quality=80)
    return out


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
