"""Where something new would stand; inference/placement.py is the door."""
