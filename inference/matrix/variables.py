"""Which one variable an instruction changes."""

from __future__ import annotations

import re

from inference.matrix.nouns import Variable
from inference.nouns import Instruction, Operation

_SEASON = re.compile(
    r"\b(?:spring(?:time)?|summer(?:time)?|autumn|winter(?:time)?|christmas|easter)\b",
    re.IGNORECASE,
)
_LETTERING = re.compile(
    r"\b(?:text|lettering|letters|words?|headline|tagline|slogan|title|caption|copy|price|claim"
    r"|button|call to action|cta)\b",
    re.IGNORECASE,
)
_SCENE = re.compile(r"\b(?:background|backdrop|sky|scene|floor|ground|wall)s?\b", re.IGNORECASE)
_SAME = re.compile(r"\bsame (?:place|scene|background|setting)\b", re.IGNORECASE)
_ALWAYS = {
    Operation.RECOLOUR: Variable.COLOUR,
    Operation.RELIGHT: Variable.MOOD,
    Operation.ADD: Variable.PROP,
    Operation.REMOVE: Variable.PROP,
    Operation.FIX: Variable.REPAIR,
}


def variable(wish: Instruction) -> Variable:
    """Lettering is copy, a place another environment, the same place a season, a thing a prop."""
    if wish.operation in _ALWAYS:
        return _ALWAYS[wish.operation]
    if _LETTERING.search(wish.region):
        return Variable.COPY
    if not _SCENE.search(wish.region):
        return Variable.PROP
    return Variable.SEASON if _is_season(wish.prompt) else Variable.ENVIRONMENT


def _is_season(prompt: str) -> bool:
    """ "winter", "in winter" and "the same place in winter"; an autumn trail is a place."""
    season = _SEASON.search(prompt)
    left = re.sub(r"\b(?:in|at|the|a|an|early|late|deep)\b|\W", "", _SEASON.sub("", prompt.lower()))
    return bool(season and (not left or _SAME.search(prompt)))
