"""Painters that run on somebody else's machine: the cut goes there, the promise is kept here."""
