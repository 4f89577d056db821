"""Phrase -> alpha. A segmenter is called with (rgb HWC uint8, phrase)."""
