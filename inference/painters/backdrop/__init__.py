"""Backdrops painted from words: a scene out of focus, studio paper, or the picture blurred."""
