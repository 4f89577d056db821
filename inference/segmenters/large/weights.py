"""Networks of transformers out of the folder of models. Nothing is downloaded here, no code run."""

from __future__ import annotations

import json
from hashlib import blake2b
from typing import Any, NamedTuple

from inference import models
from inference.errors import ModelMissing
from inference.segmenters.large import vision

_SAMPLES = 16  # of each tensor's numbers: training on changes nearly all of them


class Loaded(NamedTuple):
    """A network in float32 on the processor, its tokenizer, and how it wants pictures."""

    network: Any
    tokenizer: Any
    wants: dict[str, Any]


def pretrained(kind: str, name: str) -> Loaded:
    """The model `name` of the catalogue as the class `kind`; ModelMissing says what is wrong.

    Only safetensors are read.
    """
    package, folder = vision.transformers(), models.need(name)["config.json"].parent
    safe = {"local_files_only": True, "trust_remote_code": False}
    try:
        network = getattr(package, kind).from_pretrained(
            folder, use_safetensors=True, dtype="float32", **safe
        )
        tokenizer = package.AutoTokenizer.from_pretrained(folder, **safe)
    except Exception as error:  # a damaged file fails in a dozen ways
        reason = " ".join(str(error).split())[:300]
        raise ModelMissing(
            f"The model {name} in {folder} can't be loaded: {reason} "
            f"Check it with: reshoot models verify {name}"
        ) from error
    wants = folder / "preprocessor_config.json"
    told = json.loads(wants.read_text("utf-8")) if wants.is_file() else {}
    return Loaded(network.eval().requires_grad_(False), tokenizer, told)


def fingerprint(network: Any) -> str:
    """Tells these weights from others, whatever their file is called; takes milliseconds.

    It reads some numbers of each tensor, so do it before the network moves to a device.
    """
    digest = blake2b(digest_size=12)
    for name, values in sorted(network.state_dict().items()):
        flat = values.detach().reshape(-1)
        some = flat[:: max(flat.numel() // _SAMPLES, 1)].double().numpy()
        digest.update(f"{name} {tuple(values.shape)}".encode())
        digest.update(some.tobytes())
    return digest.hexdigest()
