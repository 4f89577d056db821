"""What people say to each other in words that look like an instruction.

In a campaign's channel every sentence that reads as an instruction starts work, so "change the
meeting to Tuesday" must not read as one.
"""

from __future__ import annotations

import re

_MATTERS = re.compile(
    r"\b(?:meetings?|calls?|deadlines?|budgets?|dates?|times?|timelines?|timings?|plans?|schedules?"
    r"|calendar|agenda|invites?|appointments?|standup|stand-up|sync|reviews?|sprint|backlog|roadmap"
    r"|tickets?|tasks?|issues?|bugs?|typos?|links?|urls?|channels?|threads?|messages?|emails?|inbox"
    r"|passwords?|settings?|permissions?|access|accounts?|docs?|documents?|spreadsheets?|briefs?"
    r"|invoices?|contracts?|rates?|strategy|strategies|topic|minds?|opinions?|approach|priority"
    r"|priorities|status|process|workflow|vendors?|agency|supplier|list|drive|build|deploy(?:ment)?"
    r"|release|repo|tests?|kpis?|cpm|ctr|roas|spend|bids?|audiences?|targeting|campaigns?"
    r"|variants?|versions?|options?|feedback|comments?|ideas?)\b",
    re.IGNORECASE,
)
_WHEN = re.compile(
    r"(?:(?:on|at|by|until|for|from|next|this|last|the|early|late|end of)\s+)*"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|(?:next|this|last) (?:week|month|quarter|year)\b"
    r"|(?:today|tomorrow|yesterday|later|asap|eod|eow|hold|pause|cart)$"
    r"|(?:on |at |by )?\d{1,2}(?:[:.]\d\d)?\s*(?:am|pm|h|o'clock)\b|q[1-4]\b|\d+\s*%",
    re.IGNORECASE,
)
_LEADING_MATTER = re.compile(rf"(?:(?:the|our|my|your|this|that)\s+)?{_MATTERS.pattern}", re.I)
_SOMEBODY = re.compile(
    r"(?:me|us|you|him|her|them|it|this|that|i|we|they|myself|yourself|everyone|everybody|one)",
    re.IGNORECASE,
)
_AT_WORK = re.compile(
    r"\b(?:on|in|for|from|at) (?:this|the|our) (?:project|team|account|client|company)\b",
    re.IGNORECASE,
)
_SPEAKERS = re.compile(r"(?:me|us|you|i|we)\b", re.IGNORECASE)
_SAYINGS = re.compile(
    r"(?:make|making) (?:sure|sense|time|do|way|room|up|out|it (?:work|happen|to)|the most)\b"
    r"|turn (?:off|on|up|down|in|out)\b|place (?:an?|the|your|our) order"
    r"|(?:put|set) (?:up|together|off|aside|forward|down)\b|change of\b|(?:add|take) (?:up|on)\b"
    r"|(?:[a-z]+) (?:is|was|are|were|will|has|had|works|worked|incoming|coming|deployed|pushed)\b",
    re.IGNORECASE,
)


def saying(sentence: str) -> str:
    """The saying that the sentence begins with, if it is one that asks for no picture."""
    found = _SAYINGS.match(sentence)
    return found[0] if found else ""


def matter(region: str, prompt: str, at_home: bool) -> str:
    """The word that shows that the talk is not about a picture, or "".

    `at_home` says that the region is one that only pictures have, like a background.
    """
    if at_home:
        return ""
    found = (
        _MATTERS.search(region)
        or re.fullmatch(r"(?:(?:the|number|variant|no\.?)\s+)?\W*\d[\d\W]*", region)
        or re.fullmatch(r"(?:the )?(?:one|two|three|four|first|second|third|last)(?: one)?", region)
        or _WHEN.match(prompt)
        or _LEADING_MATTER.match(prompt)
        or _AT_WORK.search(prompt)
        or _SPEAKERS.match(region)
        or _SOMEBODY.fullmatch(prompt)
    )
    return found[0] if found else ""


def is_pronoun(region: str) -> bool:
    """Whether only the people talking know what is meant."""
    return bool(_SOMEBODY.fullmatch(region))
