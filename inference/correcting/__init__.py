"""How a correction changes a phrase; inference/correction.py is the door."""
