"""What a phrase comes to on a picture; inference/region.py is the door."""
