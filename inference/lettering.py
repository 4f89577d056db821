"""Whether the lettering in a painted picture is what its words asked for, in sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence

_QUOTED = re.compile(r"[\"“«]([^\"”»]+)[\"”»]")
_SIGNS = re.compile(r"[\W_]+")


def flags(prompt: str, read: Sequence[str]) -> tuple[str, ...]:
    """What to check, given the lines that were `read` top to bottom; () where all is as asked."""
    asked = [one.strip() for one in _QUOTED.findall(prompt) if _bare(one)]
    whole = _bare("".join(read))
    missing = [one for one in asked if _bare(one) not in whole]
    wanted = "".join(map(_bare, asked))
    strange = [line for line in read if _bare(line) and _bare(line) not in wanted]
    return (
        *(f"“{one}” was asked for and cannot be read: check the lettering" for one in missing),
        *(f"lettering that nobody asked for: “{line}”" for line in strange),
    )


def _bare(words: str) -> str:
    return _SIGNS.sub("", words).casefold()
