"""Lettering that is set anew by rule: the surface is cleaned and the words are set in its frame."""
