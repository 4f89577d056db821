"""What makes painted pixels look as if they had always been there; inference/match.py does it."""
