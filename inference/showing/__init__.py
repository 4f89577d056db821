"""What an overlay is drawn with; inference/overlay.py is the door."""
