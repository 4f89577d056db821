"""What reads words and pictures for a Qwen editor. The library's own wants torchvision, for videos
that nobody shows it; a torchvision that does not fit its torch breaks more than it mends."""

from __future__ import annotations

from typing import Any, Self

from transformers import BatchFeature, Qwen2Tokenizer, Qwen2VLProcessor

PICTURE = "<|image_pad|>"


class Eyes(Qwen2VLProcessor):  # type: ignore[misc]
    """Takes the place of a Qwen2VLProcessor, for pictures only."""

    def __init__(self, image_processor: Any, tokenizer: Any) -> None:
        self.image_processor = image_processor
        self.tokenizer = tokenizer
        self.chat_template = None

    @classmethod
    def open(cls, home: str, revision: str | None) -> Self:
        """From a checkpoint's "processor" and "tokenizer"."""
        from transformers import Qwen2VLImageProcessorPil

        where = {"revision": revision, "local_files_only": revision is None}
        looks = Qwen2VLImageProcessorPil.from_pretrained(home, subfolder="processor", **where)
        return cls(looks, Qwen2Tokenizer.from_pretrained(home, subfolder="tokenizer", **where))

    def __call__(self, text: list[str], images: Any = None, **how: Any) -> Any:
        """Tokens of the texts, each picture as many as it takes, and the pictures' patches."""
        seen = self.image_processor(images=images, return_tensors="pt") if images else {}
        sizes = iter(seen.get("image_grid_thw", ()))
        patches = self.image_processor.merge_size**2
        grown = [self._with_pictures(one, sizes, patches) for one in text]
        return BatchFeature({**self.tokenizer(grown, **how), **seen})

    @staticmethod
    def _with_pictures(text: str, sizes: Any, patches: int) -> str:
        first, *rest = text.split(PICTURE)
        return first + "".join(PICTURE * int(next(sizes).prod() // patches) + one for one in rest)
