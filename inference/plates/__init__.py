"""Approved backdrops, so-called plates: where they lie, what is known of them, which one fits."""
