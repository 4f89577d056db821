"""Driving diffusers: which families there are, how much noise, what lies under it, what is held."""
