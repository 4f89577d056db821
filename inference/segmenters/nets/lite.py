"""Running a LiteRT network: an array in, arrays out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from inference.errors import ModelMissing

Array = npt.NDArray[Any]

_INSTALL = 'pip install "reshoot[tiny]"'


class Lite:
    """One network on one core, ready to be called.

    With `peek`, the name of a tensor inside, that one is answered instead of the network's outputs.
    Raises ModelMissing where the runtime is not installed or the file is no network.
    """

    def __init__(self, path: Path, peek: str = "") -> None:
        self._net = _loaded(path, bool(peek))
        self._in: int = self._net.get_input_details()[0]["index"]
        self._out = _indices(self._net, peek, path)

    def __call__(self, array: Array) -> tuple[Array, ...]:
        """`array` without its batch of one; so are the answers."""
        self._net.set_tensor(self._in, array[None])
        self._net.invoke()
        return tuple(np.array(self._net.get_tensor(index)[0]) for index in self._out)


def _loaded(path: Path, keep_all: bool) -> Any:
    try:
        from ai_edge_litert.interpreter import Interpreter, OpResolverType
    except ImportError as error:
        raise ModelMissing(
            f"The small networks need the LiteRT runtime. Whoever runs Reshoot: {_INSTALL}."
        ) from error
    plain = {"experimental_op_resolver_type": OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES}
    options = plain | {"experimental_preserve_all_tensors": True} if keep_all else {}
    try:
        net = Interpreter(str(path), num_threads=1, **options)
        net.allocate_tensors()
    except (ValueError, RuntimeError) as error:
        raise ModelMissing(
            f"{path.name} is damaged. Whoever runs Reshoot: delete it, then "
            "reshoot models pull tiny."
        ) from error
    return net


def _indices(net: Any, peek: str, path: Path) -> list[int]:
    if not peek:
        return [detail["index"] for detail in net.get_output_details()]
    named = [each for each in net.get_tensor_details() if each["name"].startswith(peek)]
    inside = [each["index"] for each in named if len(each["shape"]) == 4]
    if not inside:
        raise ModelMissing(f"{path.name} is another network than the one expected: no {peek}.")
    return inside[:1]
