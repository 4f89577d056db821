"""Models that forbid commercial use run only where the operator says that they hold a licence.

RESHOOT_LICENSED lists their names, as in "flux-fill,flux-kontext".
"""

from __future__ import annotations

import os

from inference.errors import OperatorError
from inference.models.catalogue import Model


def held() -> frozenset[str]:
    """The models for which the operator has a licence of their own."""
    listed = os.environ.get("RESHOOT_LICENSED", "").split(",")
    return frozenset(name.strip() for name in listed if name.strip())


def permit(model: Model) -> None:
    """OperatorError where using the model for ads would break its licence."""
    if not model.commercial and model.name not in held():
        raise OperatorError(
            f"The licence of {model.name} ({model.licence}) forbids commercial use, and ads are "
            "commercial. If you hold a licence that allows it, add the name to RESHOOT_LICENSED "
            f"(RESHOOT_LICENSED={model.name}); else choose another painter."
        )
