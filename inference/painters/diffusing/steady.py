"""What is held while a pipeline paints: the golden where nothing may change yet, step by step.

After each step, what joins later is set back to the golden at that step's noise. So a soft mask has
an effect in pipelines that know only yes and no, and one without a mask keeps what is locked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy.typing as npt

from inference.errors import Cancelled
from inference.painters.diffusing.masks import in_cells

NEEDED = ("noise", "image_latents")
"""What a pipeline must show of its own, beside its latents, for us to hold anything."""


@dataclass(frozen=True, slots=True, eq=False)
class Hold:
    """`soft` (h, w) 0-1 of the cut, `start` the first noise level; `variance` says that latents are
    picture + sigma * noise, not a mix of the two.

    `known` are "noise" and "image_latents" where the pipeline has none of its own.
    """

    soft: npt.NDArray[Any]
    start: float
    variance: bool = False
    known: Mapping[str, Any] | None = None

    def __call__(self, sigma: float, tensors: Mapping[str, Any]) -> Any:
        """The latents with what is not painted yet set back, for the step that follows."""
        import torch

        latents, own = tensors["latents"], self.known or tensors
        level = sigma / (1 + sigma) if self.variance else sigma
        golden, noise = (own[name].to(latents) for name in ("image_latents", "noise"))
        kept = 1.0 if self.variance else 1 - sigma
        return torch.where(self._later(level, latents), kept * golden + sigma * noise, latents)

    def _later(self, level: float, latents: Any) -> Any:
        """Which cells join only at less noise than `level`; of a shape that fits the latents."""
        import torch

        high, wide = self.soft.shape
        if latents.ndim == 3:  # packed: a row of tokens
            rows = round((latents.shape[1] * high / wide) ** 0.5)
            cells = in_cells(self.soft, rows, latents.shape[1] // rows).reshape(1, -1, 1)
        else:
            cells = in_cells(self.soft, *latents.shape[-2:])
        late = (cells <= 0) | (cells * self.start < level)
        return torch.from_numpy(late).to(latents.device)


@dataclass(frozen=True, slots=True, eq=False)
class Watch:
    """Follows the steps of one request: tells how far it is, stops it when asked, and holds."""

    total: int
    progress: Callable[[float], None]
    cancel: Callable[[], bool]
    hold: Hold | None = None
    done: int = 0

    def after(self, more: int) -> Watch:
        return replace(self, done=self.done + more)

    def step(self, pipe: Any, index: int, _time: Any, tensors: dict[str, Any]) -> dict[str, Any]:
        """diffusers' callback_on_step_end; raises Cancelled."""
        if self.cancel():
            raise Cancelled
        batch = len(next(iter(tensors.values()))) if tensors else 1
        share = (index + 1) / max(getattr(pipe, "num_timesteps", index + 1), 1)
        self.progress(min((self.done + share * min(batch, self.total)) / self.total, 1.0))
        if self.hold is None:
            return tensors
        scheduler = pipe.scheduler
        return {"latents": self.hold(float(scheduler.sigmas[scheduler.step_index]), tensors)}
