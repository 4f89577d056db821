"""Backdrops painted from words: a scene out of focus, studio paper, or the picture blurred."""

from inference.painters.backdrop.paint import backdrop, understood

__all__ = ["backdrop", "understood"]
