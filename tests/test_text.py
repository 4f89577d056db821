"""Slack's markup to plain words and back, and tokens out of logs."""

from __future__ import annotations

import logging

import pytest

from handlers.redact import HideTokens
from handlers.text import LONGEST, escape, names, plain, shortened, spoken


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("<@U1> swap background to autumn trail", "swap background to autumn trail"),
        ("<@U1|reshoot>: recolour &amp; fix", ": recolour & fix"),
        ("<!channel> <!subteam^S1|@brand> <#C1|general> hi", "hi"),
        ("see <https://a.example|the brief> or <https://b.example>", "see the brief or https://b.example"),
        ("*swap* _background_ to ~autumn~ `trail`", "swap background to autumn trail"),
        ("swap back\u200bground\u202e to\ttrail\n\nnow", "swap background to trail now"),
        ("ｓｗａｐ ﬁlm", "swap film"),
        ("&lt;!channel&gt; hi &lt;@U1&gt;", "hi"),
        ("2 * 3 * 4 snake_case_name", "2 * 3 * 4 snake_case_name"),
        ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),
        ("", ""),
    ],
)  # fmt: skip
def test_markup_becomes_plain_words(raw: str, words: str) -> None:
    assert plain(raw).words == words


def test_long_messages_are_cut_and_it_is_known() -> None:
    assert plain("x" * LONGEST) == ("x" * LONGEST, False)
    words, cut = plain("x" * 90_000)
    assert (len(words), cut) == (LONGEST, True)


def test_what_is_shown_can_not_ring_or_link() -> None:
    assert (
        escape("<!here> & <https://e.example|x>")
        == "&lt;!here&gt; &amp; &lt;https://e.example|x&gt;"
    )
    assert spoken("Cancelled by <@U12AB>. <!here>") == "Cancelled by <@U12AB>. &lt;!here&gt;"


@pytest.mark.parametrize("limit", range(2, 14))
def test_a_cut_never_leaves_half_an_entity(limit: int) -> None:
    cut = shortened("a &amp; <@U1> b", limit)
    assert len(cut) <= limit
    assert cut.count("&") == cut.count(";")
    assert cut.count("<") == cut.count(">")


def test_a_mention_is_of_the_whole_user() -> None:
    assert names("hi <@U1>", "U1")
    assert names("hi <@U1|r>", "U1")
    assert not names("hi <@U12>", "U1")
    assert not names("hi U1", "U1")


def record(message: str, *args: object) -> logging.LogRecord:
    return logging.LogRecord("x", logging.INFO, "", 0, message, args, None)


def test_tokens_and_secrets_never_reach_a_log() -> None:
    cover = HideTokens(["shhh"])
    line = record("with %s and %s, %s", "xoxb-1-abc", {"token": "xapp-1-A2"}, "shhh")
    assert cover.filter(line)
    assert line.getMessage() == "with (hidden) and {'token': '(hidden)'}, (hidden)"


def test_tokens_never_reach_a_logged_traceback() -> None:
    cover = HideTokens()
    try:
        raise ValueError("xoxp-9-8-7")
    except ValueError as error:
        line = record("failed")
        line.exc_info = (ValueError, error, error.__traceback__)
    cover.filter(line)
    assert "xoxp-9" not in logging.Formatter().format(line)
